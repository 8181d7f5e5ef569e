"""The cache as a whole, as a scan found it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from huggingface_hub._core.cache import shared
from huggingface_hub._core.logs import get_logger
from huggingface_hub._lazy import errors
from huggingface_hub.types.cache import (
    CachedFileInfo,
    CachedIncompleteFileInfo,
    CachedRepoInfo,
    CachedRevisionInfo,
    format_size,
)


if TYPE_CHECKING:
    from huggingface_hub._core.cache.deletion import DeleteCacheStrategy, Selection

logger = get_logger(__name__)

_HEADERS = ("REPO ID", "REPO TYPE", "SIZE ON DISK", "NB FILES", "LAST_ACCESSED", "LAST_MODIFIED", "REFS", "LOCAL PATH")
_HEADERS_REVISIONS = (
    "REPO ID", "REPO TYPE", "REVISION", "SIZE ON DISK", "NB FILES", "LAST_MODIFIED", "REFS", "LOCAL PATH",
)  # fmt: skip


@dataclass(frozen=True)
class HFCacheInfo:
    """What is in a cache directory, as `scan_cache_dir` found it.

    Attributes:
        size_on_disk: How many bytes its files take; what several repositories share is counted once.
        repos: Its repositories.
        incomplete_files: What unfinished downloads left, those that are running included.
        warnings: Entries that are not as they should be.
        cache_dir: The cache directory.
    """

    size_on_disk: int
    repos: frozenset[CachedRepoInfo]
    incomplete_files: frozenset[CachedIncompleteFileInfo]
    warnings: list[errors.CorruptedCacheException]
    cache_dir: Path | None = None

    @property
    def size_on_disk_str(self) -> str:
        """How much its files take, such as `42.2K`."""
        return format_size(self.size_on_disk)

    @property
    def incomplete_size_on_disk(self) -> int:
        """How many bytes of unfinished downloads there are."""
        return sum(file.size_on_disk for file in self.incomplete_files)

    def payloads(self) -> dict[str, str]:
        """Blobs that are links into the cache's shared store, and the contents there."""
        known: dict[str, str] | None = self.__dict__.get("_payloads")
        if known is None:
            known = {}
            root = "" if self.cache_dir is None else str(self.cache_dir)
            if root and shared.is_store(os.path.join(root, shared.STORE)):
                links = {str(f.blob_path) for repo in self.repos for r in repo.revisions for f in r.files}
                found = ((link, shared.target_of(root, link)) for link in links)
                known = {link: payload for link, payload in found if payload is not None}
            self.__dict__["_payloads"] = known
        return known

    def delete_revisions(self, *revisions: str) -> DeleteCacheStrategy:
        """
        Plan to delete revisions. Nothing is deleted before `execute()` of the result.

        A repository of which no revision is left is deleted as a whole. What another revision needs as well is kept.

        Args:
            revisions: Commit hashes. Those that are not in the cache are passed over with a warning.

        Example:
            >>> info = scan_cache_dir()  # doctest: +SKIP
            >>> plan = info.delete_revisions("81fd1d6e7847c99f5862c9fb81387956d99ec7aa")  # doctest: +SKIP
            >>> plan.expected_freed_size_str  # doctest: +SKIP
            '7.9K'
            >>> plan.execute()  # doctest: +SKIP
        """
        from huggingface_hub._core.cache.deletion import plan_revisions

        wanted = set(revisions)
        selection: Selection = {}
        for repo in self.repos:
            found = {revision for revision in repo.revisions if revision.commit_hash in wanted}
            if found:
                selection[repo] = found
        missing = wanted - {revision.commit_hash for found in selection.values() for revision in found}
        if missing:
            logger.warning("Not in the cache, so not deleted: revision(s) %s", ", ".join(sorted(missing)))
        return plan_revisions(self, selection)

    def delete_files(self, *files: CachedFileInfo) -> DeleteCacheStrategy:
        """
        Plan to delete single files from revisions. Nothing is deleted before `execute()` of the result.

        Args:
            files: Files of this result. Contents that other files have as well are kept.
        """
        from huggingface_hub._core.cache.deletion import plan_files

        return plan_files(self, files)

    def export_as_table(self, *, verbosity: int = 0) -> str:
        """
        Show the repositories as a table.

        Args:
            verbosity: 1 for a line for each revision, instead of one for each repository.
        """
        repos = sorted(self.repos, key=lambda repo: str(repo.repo_path))
        if verbosity == 0:
            return _table(_HEADERS, [_repo_row(repo) for repo in repos])
        rows = [
            _revision_row(repo, revision)
            for repo in repos
            for revision in sorted(repo.revisions, key=lambda revision: revision.commit_hash)
        ]
        return _table(_HEADERS_REVISIONS, rows)


def _repo_row(repo: CachedRepoInfo) -> list[str]:
    return [
        repo.repo_id,
        repo.repo_type,
        repo.size_on_disk_str.rjust(12),
        str(repo.nb_files),
        repo.last_accessed_str,
        repo.last_modified_str,
        ", ".join(sorted(repo.refs)),
        str(repo.repo_path),
    ]


def _revision_row(repo: CachedRepoInfo, revision: CachedRevisionInfo) -> list[str]:
    return [
        repo.repo_id,
        repo.repo_type,
        revision.commit_hash,
        revision.size_on_disk_str.rjust(12),
        str(revision.nb_files),
        revision.last_modified_str,
        ", ".join(sorted(revision.refs)),
        str(revision.snapshot_path),
    ]


def _table(headers: Sequence[str], rows: list[list[str]]) -> str:
    widths = [max(len(line[i]) for line in (headers, *rows)) for i in range(len(headers))]
    lines = [headers, ["-" * width for width in widths], *rows]
    return "\n".join(" ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)
