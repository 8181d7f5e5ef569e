"""Discussions and pull requests: one sequence of numbers per repository, and their events."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huggingface_hub.local_hub.errors import HubError
from huggingface_hub.local_hub.state.clock import new_id, now
from huggingface_hub.local_hub.state.db import Database, Row


@dataclass(frozen=True)
class Discussion:
    """
    A discussion or a pull request.

    Attributes:
        base: The ref that a pull request wants to change.
        base_oid: The commit that it was made from.
    """

    num: int
    title: str
    author: str | None
    status: str
    is_pr: bool
    created: str
    base: str | None
    base_oid: str | None
    merge_commit: str | None

    @property
    def ref(self) -> str:
        return f"refs/pr/{self.num}"


class Discussions:
    """The discussions of all repositories of a hub."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def started_by(self, author: str) -> int:
        """How many discussions and pull requests a user started that everyone can see."""
        row = self._db.one(
            "SELECT COUNT(*) FROM discussions JOIN repos ON repos.id = discussions.repo_id"
            " WHERE author = ? AND visibility = 'public'",
            author,
        )
        return int(row[0]) if row else 0

    def create(
        self,
        repo_id: str,
        num: int,
        title: str,
        author: str,
        *,
        status: str = "open",
        is_pr: bool = False,
        base: str | None = None,
        base_oid: str | None = None,
    ) -> Discussion:
        self._db.run(
            "INSERT INTO discussions (repo_id, num, title, author, status, is_pr, created, base, base_oid) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(repo_id, num, title, author, status, int(is_pr), now(), base, base_oid),
        )
        return self.get(repo_id, num)

    def get(self, repo_id: str, num: int) -> Discussion:
        row = self._db.one("SELECT * FROM discussions WHERE repo_id = ? AND num = ?", repo_id, num)
        if row is None:
            raise HubError(404, f"Discussion {num} not found")
        return _discussion(row)

    def all(self, repo_id: str) -> Sequence[Discussion]:
        """All of a repository, newest first."""
        return [
            _discussion(row)
            for row in self._db.all("SELECT * FROM discussions WHERE repo_id = ? ORDER BY num DESC", repo_id)
        ]

    def update(
        self,
        repo_id: str,
        num: int,
        *,
        title: str | None = None,
        status: str | None = None,
        merge_commit: str | None = None,
    ) -> None:
        self._db.run(
            "UPDATE discussions SET title = COALESCE(?, title), status = COALESCE(?, status),"
            " merge_commit = COALESCE(?, merge_commit) WHERE repo_id = ? AND num = ?",
            *(title, status, merge_commit, repo_id, num),
        )

    def add_event(
        self, repo_id: str, num: int, kind: str, author: str | None, data: Mapping[str, Any]
    ) -> dict[str, Any]:
        event_id = new_id()
        self._db.run(
            "INSERT INTO events (id, repo_id, num, type, author, created, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(event_id, repo_id, num, kind, author, now(), json.dumps(dict(data))),
        )
        return self.event(repo_id, num, event_id)

    def add_comment(self, repo_id: str, num: int, author: str, text: str) -> dict[str, Any]:
        latest = {"raw": text, "html": "", "updatedAt": now(), "author": {"name": author}}
        data = {"edited": False, "hidden": False, "latest": latest, "history": [], "numEdits": 0}
        return self.add_event(repo_id, num, "comment", author, data)

    def edit_comment(self, repo_id: str, num: int, comment_id: str, author: str, text: str) -> dict[str, Any]:
        with self._db.transaction():
            data = self.event(repo_id, num, comment_id)["data"]
            if "latest" not in data:
                raise HubError(400, "This comment cannot be edited")
            data["history"] = [data["latest"], *data["history"]]
            data["latest"] = {"raw": text, "html": "", "updatedAt": now(), "author": {"name": author}}
            data.update(edited=True, numEdits=data["numEdits"] + 1)
            return self._save(repo_id, num, comment_id, data)

    def hide_comment(self, repo_id: str, num: int, comment_id: str, author: str) -> dict[str, Any]:
        """Hide a comment for good: its text is removed, not covered."""
        with self._db.transaction():
            data = self.event(repo_id, num, comment_id)["data"]
            latest = {**data.get("latest", {}), "raw": "This comment has been hidden", "html": "", "updatedAt": now()}
            data.update(hidden=True, hiddenBy=author, latest=latest, history=[])
            return self._save(repo_id, num, comment_id, data)

    def event(self, repo_id: str, num: int, event_id: str) -> dict[str, Any]:
        row = self._db.one("SELECT * FROM events WHERE repo_id = ? AND num = ? AND id = ?", repo_id, num, event_id)
        if row is None:
            raise HubError(404, f"There is no comment {event_id} in discussion {num}")
        return _event(row)

    def events(self, repo_id: str, num: int) -> list[dict[str, Any]]:
        rows = self._db.all("SELECT * FROM events WHERE repo_id = ? AND num = ? ORDER BY created, rowid", repo_id, num)
        return [_event(row) for row in rows]

    def _save(self, repo_id: str, num: int, event_id: str, data: Mapping[str, Any]) -> dict[str, Any]:
        self._db.run("UPDATE events SET data = ? WHERE id = ?", json.dumps(dict(data)), event_id)
        return self.event(repo_id, num, event_id)


def _discussion(row: Row) -> Discussion:
    return Discussion(
        num=row["num"],
        title=row["title"],
        author=row["author"],
        status=row["status"],
        is_pr=bool(row["is_pr"]),
        created=row["created"],
        base=row["base"],
        base_oid=row["base_oid"],
        merge_commit=row["merge_commit"],
    )


def _event(row: Row) -> dict[str, Any]:
    event: dict[str, Any] = {
        "id": row["id"],
        "type": row["type"],
        "createdAt": row["created"],
        "data": json.loads(row["data"]),
    }
    if row["author"] is not None:
        event["author"] = {"name": row["author"], "type": "user"}
    return event
