"""The records of repositories: names, owners, visibility and settings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from huggingface_hub.local_hub.config import WEB_PREFIXES
from huggingface_hub.local_hub.errors import conflict
from huggingface_hub.local_hub.state.clock import new_id, now
from huggingface_hub.local_hub.state.db import Database, Row


@dataclass(frozen=True)
class Repo:
    """
    One repository.

    Attributes:
        id: Its identity, which survives a rename; also names its folder on disk.
        gated: `auto`, `manual`, or empty when it is not gated.
        extra: What only some types have (the `sdk` of a Space).
    """

    id: str
    type: str
    namespace: str
    name: str
    creator_id: str
    visibility: str
    gated: str
    disabled: bool
    created: str
    modified: str
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def full_id(self) -> str:
        return f"{self.namespace}/{self.name}"

    @property
    def private(self) -> bool:
        return self.visibility == "private"

    @property
    def web_path(self) -> str:
        return f"{WEB_PREFIXES[self.type]}{self.full_id}"


class Repos:
    """The repositories of one hub, found by type and case-insensitive name."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def find(self, repo_type: str, full_id: str) -> Repo | None:
        row = self._db.one("SELECT * FROM repos WHERE type = ? AND key = ?", repo_type, full_id.lower())
        return _repo(row) if row else None

    def by_id(self, repo_id: str) -> Repo | None:
        row = self._db.one("SELECT * FROM repos WHERE id = ?", repo_id)
        return _repo(row) if row else None

    def moved(self, repo_type: str, full_id: str) -> Repo | None:
        """The repository that once had this name."""
        row = self._db.one("SELECT repo_id FROM redirects WHERE type = ? AND key = ?", repo_type, full_id.lower())
        return self.by_id(row["repo_id"]) if row else None

    def all(self, repo_type: str, namespace: str | None = None) -> Sequence[Repo]:
        if namespace is None:
            rows = self._db.all("SELECT * FROM repos WHERE type = ? ORDER BY modified DESC, key", repo_type)
        else:
            rows = self._db.all(
                "SELECT * FROM repos WHERE type = ? AND lower(namespace) = ? ORDER BY modified DESC, key",
                repo_type,
                namespace.lower(),
            )
        return [_repo(row) for row in rows]

    def owned(self, namespace: str) -> Sequence[Repo]:
        """All repositories of an account, of every type."""
        rows = self._db.all("SELECT * FROM repos WHERE lower(namespace) = ? ORDER BY key", namespace.lower())
        return [_repo(row) for row in rows]

    def set_extra(self, repo: Repo, key: str, value: Any) -> Repo:
        """Replace one value of what only some types have; returns the repository as it is then."""
        with self._db.transaction():
            current = self.by_id(repo.id) or repo
            extra = {**current.extra, key: value}
            self._db.run("UPDATE repos SET extra = ? WHERE id = ?", json.dumps(extra), repo.id)
        return replace(current, extra=extra)

    def insert(
        self,
        repo_id: str,
        repo_type: str,
        namespace: str,
        name: str,
        creator_id: str,
        visibility: str,
        extra: Mapping[str, Any],
    ) -> Repo:
        moment = now()
        repo = Repo(repo_id, repo_type, namespace, name, creator_id, visibility, "", False, moment, moment, extra)
        with self._db.transaction():
            self._refuse_taken(repo_type, repo.full_id)
            # A new repository takes its name back from one that was moved away.
            self._db.run("DELETE FROM redirects WHERE type = ? AND key = ?", repo_type, repo.full_id.lower())
            self._db.run(
                "INSERT INTO repos (id, type, key, namespace, name, creator_id, visibility, created, modified, extra)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                *(repo.id, repo_type, repo.full_id.lower(), namespace, name, creator_id, visibility, moment, moment),
                json.dumps(dict(extra)),
            )
        return repo

    def delete(self, repo: Repo) -> None:
        with self._db.transaction():
            for table in (
                "redirects",
                "lfs",
                "uploads",
                "discussions",
                "events",
                "access",
                "likes",
                "space_settings",
                "bucket_files",
            ):
                self._db.run(f"DELETE FROM {table} WHERE repo_id = ?", repo.id)
            self._db.run(
                "DELETE FROM collection_items WHERE type IN ('model', 'dataset', 'space', 'kernel') AND target = ?",
                repo.id,
            )
            self._db.run("DELETE FROM repos WHERE id = ?", repo.id)

    def move(self, repo: Repo, namespace: str, name: str) -> None:
        target = f"{namespace}/{name}"
        with self._db.transaction():
            if target.lower() != repo.full_id.lower():
                self._refuse_taken(repo.type, target)
                self._db.run("DELETE FROM redirects WHERE type = ? AND key = ?", repo.type, target.lower())
                self._db.run(
                    "INSERT OR REPLACE INTO redirects (type, key, repo_id) VALUES (?, ?, ?)",
                    repo.type,
                    repo.full_id.lower(),
                    repo.id,
                )
            self._db.run(
                "UPDATE repos SET key = ?, namespace = ?, name = ? WHERE id = ?",
                target.lower(),
                namespace,
                name,
                repo.id,
            )

    def update(self, repo: Repo, *, visibility: str | None = None, gated: str | None = None) -> None:
        self._db.run(
            "UPDATE repos SET visibility = COALESCE(?, visibility), gated = COALESCE(?, gated) WHERE id = ?",
            visibility,
            gated,
            repo.id,
        )

    def touch(self, repo: Repo) -> None:
        self._db.run("UPDATE repos SET modified = ? WHERE id = ?", now(), repo.id)

    def next_number(self, repo: Repo) -> int:
        """A number for a discussion or pull request; they share one sequence and none is given twice."""
        with self._db.transaction():
            self._db.run("UPDATE repos SET next_num = next_num + 1 WHERE id = ?", repo.id)
            row = self._db.one("SELECT next_num - 1 AS num FROM repos WHERE id = ?", repo.id)
        assert row is not None
        return int(row["num"])

    def _refuse_taken(self, repo_type: str, full_id: str) -> None:
        if self.find(repo_type, full_id) is not None:
            raise conflict(f"You already created this {repo_type} repo: {full_id}")

    # LFS objects: what a repository may refer to

    def link_object(self, repo_id: str, sha256: str, size: int) -> None:
        self._db.run(
            "INSERT OR IGNORE INTO lfs (repo_id, sha256, size, pushed) VALUES (?, ?, ?, ?)",
            repo_id,
            sha256,
            size,
            now(),
        )

    def object_size(self, repo_id: str, sha256: str) -> int | None:
        """The size of an object that belongs to the repository."""
        row = self._db.one("SELECT size FROM lfs WHERE repo_id = ? AND sha256 = ?", repo_id, sha256)
        return int(row["size"]) if row else None

    def object_owners(self, sha256: str) -> Sequence[Repo]:
        rows = self._db.all("SELECT repos.* FROM lfs JOIN repos ON repos.id = lfs.repo_id WHERE sha256 = ?", sha256)
        return [_repo(row) for row in rows]

    def objects(self, repo_id: str) -> Sequence[Row]:
        return self._db.all("SELECT * FROM lfs WHERE repo_id = ? ORDER BY pushed DESC, sha256", repo_id)

    def used_storage(self, repo_id: str) -> int:
        row = self._db.one("SELECT COALESCE(SUM(size), 0) AS total FROM lfs WHERE repo_id = ?", repo_id)
        return int(row["total"]) if row else 0

    # Access requests of gated repositories

    def access(self, repo_id: str, user_id: str) -> str | None:
        """`pending`, `accepted`, `rejected`, or None when the user never asked."""
        row = self._db.one("SELECT status FROM access WHERE repo_id = ? AND user_id = ?", repo_id, user_id)
        return str(row["status"]) if row else None

    def set_access(
        self,
        repo_id: str,
        user_id: str,
        status: str,
        fields: Mapping[str, Any] | None = None,
        reason: str | None = None,
    ) -> None:
        self._db.run(
            "INSERT INTO access (id, repo_id, user_id, status, created, fields, reason) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (repo_id, user_id) DO UPDATE SET status = excluded.status, reason = excluded.reason",
            *(new_id(), repo_id, user_id, status, now(), json.dumps(dict(fields or {})), reason),
        )

    def access_requests(self, repo_id: str, status: str) -> Sequence[Row]:
        return self._db.all(
            "SELECT access.*, accounts.name, accounts.fullname, accounts.email FROM access"
            " JOIN accounts ON accounts.id = access.user_id WHERE repo_id = ? AND status = ? ORDER BY access.created",
            *(repo_id, status),
        )

    def access_user(self, repo_id: str, request_id: str) -> str | None:
        row = self._db.one("SELECT user_id FROM access WHERE repo_id = ? AND id = ?", repo_id, request_id)
        return str(row["user_id"]) if row else None


def _repo(row: Row) -> Repo:
    return Repo(
        id=row["id"],
        type=row["type"],
        namespace=row["namespace"],
        name=row["name"],
        creator_id=row["creator_id"],
        visibility=row["visibility"],
        gated=row["gated"],
        disabled=bool(row["disabled"]),
        created=row["created"],
        modified=row["modified"],
        extra=json.loads(row["extra"]),
    )
