"""What a Space would find when it runs: secrets, variables, and the machine that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huggingface_hub.local_hub.state.clock import now
from huggingface_hub.local_hub.state.db import Database
from huggingface_hub.local_hub.state.repos import Repo, Repos


class Spaces:
    """
    The settings of the Spaces of one hub.

    The value of a secret is not kept: it can never be read, and there is no machine that it could be given to.
    """

    def __init__(self, db: Database, repos: Repos) -> None:
        self._db = db
        self._repos = repos

    def secrets(self, repo: Repo) -> dict[str, dict[str, Any]]:
        """The secrets by name, without their values."""
        return self._read(repo, "secret")

    def variables(self, repo: Repo) -> dict[str, dict[str, Any]]:
        return self._read(repo, "variable")

    def set(self, repo: Repo, kind: str, key: str, value: str | None, description: str | None) -> None:
        """Set a `secret` or `variable`, new or not; a description that is not given stays."""
        self._db.run(
            "INSERT INTO space_settings (repo_id, kind, key, value, description, updated) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (repo_id, kind, key) DO UPDATE SET value = excluded.value,"
            " description = COALESCE(excluded.description, description), updated = excluded.updated",
            *(repo.id, kind, key, None if kind == "secret" else value, description, now()),
        )

    def unset(self, repo: Repo, kind: str, key: str) -> bool:
        """Delete one; False when there is none."""
        sql = "DELETE FROM space_settings WHERE repo_id = ? AND kind = ? AND key = ?"
        return self._db.run(sql, repo.id, kind, key) > 0

    def ask(self, repo: Repo, **wanted: Any) -> Repo:
        """Note what the Space shall run on; returns it as it is then."""
        with self._db.transaction():
            current = self._repos.by_id(repo.id) or repo
            return self._repos.set_extra(current, "runtime", {**runtime_of(current), **wanted})

    def _read(self, repo: Repo, kind: str) -> dict[str, dict[str, Any]]:
        rows = self._db.all("SELECT * FROM space_settings WHERE repo_id = ? AND kind = ? ORDER BY key", repo.id, kind)
        found = {}
        for row in rows:
            entry = {"key": row["key"], "description": row["description"] or "", "updatedAt": row["updated"]}
            found[row["key"]] = entry if kind == "secret" else {**entry, "value": row["value"]}
        return found


def runtime_of(repo: Repo) -> Mapping[str, Any]:
    """What was asked for so far."""
    wanted: Mapping[str, Any] = repo.extra.get("runtime", {})
    return wanted
