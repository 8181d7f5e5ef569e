"""The files of buckets: paths with the keys of their contents. A bucket itself is a repository of the type `bucket`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import formatdate
from typing import Any

from huggingface_hub.local_hub.state.clock import iso, now
from huggingface_hub.local_hub.state.db import Database, Row


BUCKET = "bucket"
# SQLite refuses statements with more placeholders than this on old builds.
_PLACEHOLDERS = 500


@dataclass(frozen=True)
class StoredFile:
    """
    A file of a bucket.

    Attributes:
        xet_hash: Key of its content in the Xet storage.
        mtime: Milliseconds, as the client that put it there said.
        uploaded: When that was.
    """

    path: str
    xet_hash: str
    size: int
    mtime: int | None
    content_type: str | None
    uploaded: str

    def view(self) -> dict[str, Any]:
        """The file as listings show it."""
        view = {"type": "file", "path": self.path, "size": self.size, "xetHash": self.xet_hash}
        if self.mtime is not None:
            view["mtime"] = iso(datetime.fromtimestamp(self.mtime / 1000, timezone.utc))
        return {**view, "uploadedAt": self.uploaded}

    def http_time(self) -> str:
        """When it was changed last, as headers write it."""
        seconds = self.mtime / 1000 if self.mtime is not None else _seconds(self.uploaded)
        return formatdate(seconds, usegmt=True)


@dataclass(frozen=True)
class StoredFolder:
    """What some files of a bucket have in common: the beginning of their paths, up to a slash."""

    path: str
    uploaded: str

    def view(self) -> dict[str, Any]:
        """The folder as listings show it."""
        return {"type": "directory", "path": self.path, "uploadedAt": self.uploaded}


class Buckets:
    """The files of all buckets of one hub."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def totals(self, repo_id: str) -> tuple[int, int]:
        """Bytes and number of a bucket's files."""
        row = self._db.one(
            "SELECT COALESCE(SUM(size), 0) AS bytes, COUNT(*) AS files FROM bucket_files WHERE repo_id = ?", repo_id
        )
        assert row is not None
        return int(row["bytes"]), int(row["files"])

    def file(self, repo_id: str, path: str) -> StoredFile | None:
        row = self._db.one("SELECT * FROM bucket_files WHERE repo_id = ? AND path = ?", repo_id, path)
        return _file(row) if row else None

    def files(self, repo_id: str, paths: Iterable[str]) -> list[StoredFile]:
        """The files with these paths, in their order; those that are not there are left out."""
        wanted = list(dict.fromkeys(paths))
        found: dict[str, StoredFile] = {}
        for start in range(0, len(wanted), _PLACEHOLDERS):
            part = wanted[start : start + _PLACEHOLDERS]
            marks = ", ".join("?" * len(part))
            rows = self._db.all(f"SELECT * FROM bucket_files WHERE repo_id = ? AND path IN ({marks})", repo_id, *part)
            found.update((row["path"], _file(row)) for row in rows)
        return [found[path] for path in wanted if path in found]

    def tree(self, repo_id: str, prefix: str, *, recursive: bool) -> Sequence[StoredFile | StoredFolder]:
        """
        What begins with a prefix, letter by letter.

        Args:
            recursive: Every file. Otherwise only up to the next slash behind the prefix: what lies deeper is shown as its
                folder.
        """
        rows = self._db.all(
            "SELECT * FROM bucket_files WHERE repo_id = ? AND path >= ? AND substr(path, 1, ?) = ? ORDER BY path",
            *(repo_id, prefix, len(prefix), prefix),
        )
        if recursive:
            return [_file(row) for row in rows]
        entries: dict[str, StoredFile | StoredFolder] = {}
        for row in rows:
            path = str(row["path"])
            end = path.find("/", len(prefix))
            if end < 0:
                entries[path] = _file(row)
                continue
            known = entries.get(path[:end] + "/")
            newest = max(row["uploaded"], known.uploaded) if known else row["uploaded"]
            entries[path[:end] + "/"] = StoredFolder(path[:end], newest)
        return list(entries.values())

    def clean(self, before: float) -> None:
        """Give back contents that no file of their bucket has, but for those that came after a moment."""
        self._db.run(
            "DELETE FROM xet_grants WHERE owner_id IN (SELECT id FROM repos WHERE type = ?)"
            " AND NOT EXISTS (SELECT 1 FROM bucket_files WHERE repo_id = owner_id AND xet_hash = hash)"
            " AND hash IN (SELECT hash FROM xet_files WHERE created < ?)",
            *(BUCKET, before),
        )

    def change(self, repo_id: str, files: Iterable[StoredFile], deleted: Iterable[str]) -> None:
        """Put files into a bucket and take others from it, all at once."""
        with self._db.transaction():
            self._db.run_many(
                "INSERT OR REPLACE INTO bucket_files (repo_id, path, xet_hash, size, mtime, content_type, uploaded)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (repo_id, file.path, file.xet_hash, file.size, file.mtime, file.content_type, file.uploaded)
                    for file in files
                ],
            )
            self._db.run_many(
                "DELETE FROM bucket_files WHERE repo_id = ? AND path = ?", [(repo_id, path) for path in deleted]
            )
            self._db.run("UPDATE repos SET modified = ? WHERE id = ?", now(), repo_id)


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment.replace("Z", "+00:00")).timestamp()


def _file(row: Row) -> StoredFile:
    return StoredFile(
        path=row["path"],
        xet_hash=row["xet_hash"],
        size=row["size"],
        mtime=row["mtime"],
        content_type=row["content_type"],
        uploaded=row["uploaded"],
    )
