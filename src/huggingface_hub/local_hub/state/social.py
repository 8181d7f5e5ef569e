"""Who likes what, and who follows whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from huggingface_hub.local_hub.state.clock import iso, now
from huggingface_hub.local_hub.state.db import Database, Row
from huggingface_hub.local_hub.state.repos import Repo
from huggingface_hub.local_hub.state.users import Account


# Likes of this many days make the trending score.
TREND_DAYS = 7


class Social:
    """Likes and followers of one hub."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # Likes

    def like(self, user: Account, repo: Repo) -> None:
        self._db.run(
            "INSERT OR IGNORE INTO likes (user_id, repo_id, created) VALUES (?, ?, ?)", user.id, repo.id, now()
        )

    def unlike(self, user: Account, repo: Repo) -> None:
        self._db.run("DELETE FROM likes WHERE user_id = ? AND repo_id = ?", user.id, repo.id)

    def likes(self, repo_id: str) -> int:
        return self._count("SELECT COUNT(*) FROM likes WHERE repo_id = ?", repo_id)

    def trend(self, repo_id: str) -> int:
        """How many likes came lately."""
        return self._count("SELECT COUNT(*) FROM likes WHERE repo_id = ? AND created >= ?", repo_id, _lately())

    def counts(self, *, lately: bool = False) -> dict[str, int]:
        """The number of likes of every repository that has any; only those that came lately, if asked for."""
        since = _lately() if lately else ""
        rows = self._db.all("SELECT repo_id, COUNT(*) AS n FROM likes WHERE created >= ? GROUP BY repo_id", since)
        return {row["repo_id"]: row["n"] for row in rows}

    def likers(self, repo_id: str) -> Sequence[Row]:
        return self._db.all(
            "SELECT accounts.*, likes.created AS moment FROM likes JOIN accounts ON accounts.id = likes.user_id"
            " WHERE likes.repo_id = ? ORDER BY likes.created DESC, accounts.key",
            repo_id,
        )

    def liked(self, user_id: str) -> Sequence[Row]:
        """The repositories that a user likes, with the moment of the like; newest first."""
        return self._db.all(
            "SELECT repos.id AS repo_id, likes.created AS moment FROM likes JOIN repos ON repos.id = likes.repo_id"
            " WHERE likes.user_id = ? ORDER BY likes.created DESC, repos.key",
            user_id,
        )

    # Followers

    def follow(self, user: Account, target: Account) -> None:
        self._db.run(
            "INSERT OR IGNORE INTO follows (follower_id, account_id, created) VALUES (?, ?, ?)",
            *(user.id, target.id, now()),
        )

    def unfollow(self, user: Account, target: Account) -> None:
        self._db.run("DELETE FROM follows WHERE follower_id = ? AND account_id = ?", user.id, target.id)

    def follows(self, user_id: str, target_id: str) -> bool:
        row = self._db.one("SELECT 1 FROM follows WHERE follower_id = ? AND account_id = ?", user_id, target_id)
        return row is not None

    def followers(self, account_id: str) -> Sequence[Row]:
        return self._db.all(
            "SELECT accounts.*, follows.created AS moment FROM follows JOIN accounts ON accounts.id = follows.follower_id"
            " WHERE follows.account_id = ? ORDER BY follows.created DESC, accounts.key",
            account_id,
        )

    def following(self, user_id: str) -> Sequence[Row]:
        """The users and organisations that a user follows."""
        return self._db.all(
            "SELECT accounts.*, follows.created AS moment FROM follows JOIN accounts ON accounts.id = follows.account_id"
            " WHERE follows.follower_id = ? ORDER BY follows.created DESC, accounts.key",
            user_id,
        )

    def _count(self, sql: str, *values: str) -> int:
        row = self._db.one(sql, *values)
        return int(row[0]) if row else 0


def _lately() -> str:
    return iso(datetime.now(timezone.utc) - timedelta(days=TREND_DAYS))
