"""Sizes and LFS pointers of git blobs, remembered so that listing a tree does not read its files."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping

from huggingface_hub.local_hub.state.db import Database
from huggingface_hub.local_hub.state.git import Git
from huggingface_hub.local_hub.state.pointers import BlobInfo, describe


_BATCH = 500


class BlobIndex:
    """What is known of blobs, in memory and in the database; a blob never changes, so nothing here grows stale."""

    def __init__(self, db: Database, max_items: int = 200_000) -> None:
        self._db = db
        self._max = max_items
        self._lock = threading.Lock()
        self._known: OrderedDict[str, BlobInfo] = OrderedDict()

    def one(self, git: Git, sha: str) -> BlobInfo:
        return self.many(git, [sha])[sha]

    def many(self, git: Git, shas: Iterable[str]) -> dict[str, BlobInfo]:
        """Describe blobs; those that were never described are read from the repository."""
        wanted = set(shas)
        with self._lock:
            found = {sha: self._known[sha] for sha in wanted if sha in self._known}
        missing = sorted(wanted - found.keys())
        if not missing:
            return found
        loaded = self._load(missing)
        fresh = {sha: describe(git.blob(sha)) for sha in missing if sha not in loaded}
        if fresh:
            self.remember(fresh)
        self._keep(loaded)
        return {**found, **loaded, **fresh}

    def remember(self, infos: Mapping[str, BlobInfo]) -> None:
        rows = [(sha, info.size, info.lfs_sha256, info.lfs_size) for sha, info in infos.items()]
        self._db.run_many("INSERT OR IGNORE INTO blobs (sha, size, lfs_sha256, lfs_size) VALUES (?, ?, ?, ?)", rows)
        self._keep(infos)

    def _keep(self, infos: Mapping[str, BlobInfo]) -> None:
        with self._lock:
            self._known.update(infos)
            while len(self._known) > self._max:
                self._known.popitem(last=False)

    def _load(self, shas: list[str]) -> dict[str, BlobInfo]:
        found: dict[str, BlobInfo] = {}
        for start in range(0, len(shas), _BATCH):
            batch = shas[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            for row in self._db.all(f"SELECT * FROM blobs WHERE sha IN ({marks})", *batch):
                found[row["sha"]] = BlobInfo(row["size"], row["lfs_sha256"], row["lfs_size"])
        return found
