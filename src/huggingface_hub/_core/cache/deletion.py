"""Deleting from the cache, in two steps: a plan that can be looked at, then its execution.

Other programs use the cache meanwhile. Nothing outside of the cache is touched, no content that a kept revision has, and
no partial file of a download that is running; a snapshot disappears as a whole, so that nobody takes half of it for all.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from huggingface_hub._core.cache import leases, shared
from huggingface_hub._core.cache.leases import JOURNAL_SUFFIX, PARTIAL_SUFFIX
from huggingface_hub._core.cache.trash import (
    Trash,
    can_take_from,
    empty_trash,
    names_in,
    remove,
    remove_empty_folders,
    unlink,
)
from huggingface_hub._core.logs import get_logger
from huggingface_hub.types.cache import CachedFileInfo, CachedRepoInfo, CachedRevisionInfo, format_size


if TYPE_CHECKING:
    from huggingface_hub._core.cache.manager import HFCacheInfo


logger = get_logger(__name__)

Selection = dict[CachedRepoInfo, set[CachedRevisionInfo]]


@dataclass(frozen=True)
class DeleteCacheStrategy:
    """What would be deleted from the cache: nothing is, before `execute()`.

    Attributes:
        expected_freed_size: How many bytes this frees.
        blobs: Contents that no kept revision has.
        refs: References to deleted revisions.
        repos: Folders of repositories of which nothing is kept.
        snapshots: Folders of deleted revisions, of repositories that are kept.
        files: Single files of snapshots.
        cache_dir: The cache directory.
    """

    expected_freed_size: int
    blobs: frozenset[Path]
    refs: frozenset[Path]
    repos: frozenset[Path]
    snapshots: frozenset[Path]
    files: frozenset[Path] = frozenset()
    cache_dir: Path | None = None

    @property
    def expected_freed_size_str(self) -> str:
        """How much this frees, such as `42.2K`."""
        return format_size(self.expected_freed_size)

    @property
    def expected_free_space(self) -> int:
        """Another name of `expected_freed_size`."""
        return self.expected_freed_size

    @property
    def blobs_to_delete(self) -> set[Path]:
        """The same as `blobs`, as a set."""
        return set(self.blobs)

    @property
    def repos_to_delete(self) -> Selection:
        """The revisions that are deleted, by repository."""
        selected: Selection = self.__dict__.get("_selected", {})
        return {repo: set(revisions) for repo, revisions in selected.items()}

    def execute(self) -> None:
        """
        Delete what was planned. This cannot be undone, other than by downloading again.

        What is gone already, or can't be deleted, is passed over with a warning.
        """
        _Execution(self).run()


@dataclass(frozen=True)
class Deleted:
    """What a plan has come to: others may have been at work, or may own what was to be deleted.

    Attributes:
        revisions: Number of its revisions that are gone.
        repos: Number of its whole repositories of which all revisions are gone.
        files: Number of its single files that are gone.
        freed: How many bytes that has freed.
    """

    revisions: int
    repos: int
    files: int
    freed: int


def look_back(info: HFCacheInfo, strategy: DeleteCacheStrategy) -> Deleted:
    """See what is gone of a plan that was executed.

    Args:
        info: The cache, as it was when that was planned.
        strategy: The plan.
    """
    left = {
        repo: sum(os.path.lexists(revision.snapshot_path) for revision in revisions)
        for repo, revisions in strategy.repos_to_delete.items()
    }
    gone = {path: size for path, size in strategy.__dict__.get("_freed", {}).items() if not os.path.lexists(path)}
    return Deleted(
        revisions=sum(map(len, strategy.repos_to_delete.values())) - sum(left.values()),
        repos=sum(repo.repo_path in strategy.repos and not count for repo, count in left.items()),
        files=sum(not os.path.lexists(path) for path in strategy.files),
        freed=_freed(info, gone, {str(repo) for repo in strategy.repos if not os.path.lexists(repo)}),
    )


def plan_revisions(info: HFCacheInfo, selection: Selection) -> DeleteCacheStrategy:
    """Plan to delete revisions; a repository of which no revision is kept goes as a whole."""
    blobs: set[str] = set()
    refs: set[Path] = set()
    repos: set[Path] = set()
    snapshots: set[Path] = set()
    freed: dict[str, int] = {}
    gone: set[str] = set()
    for repo, revisions in _reachable(selection).items():
        kept = {str(f.blob_path) for r in repo.revisions - revisions for f in r.files}
        unused = {str(f.blob_path): f.size_on_disk for r in revisions for f in r.files}
        unused = {path: size for path, size in unused.items() if path not in kept and _lies_in(path, repo.repo_path)}
        freed.update(unused)
        if len(revisions) == len(repo.revisions):
            repos.add(repo.repo_path)
            gone.add(str(repo.repo_path))
            continue
        snapshots.update(revision.snapshot_path for revision in revisions)
        refs.update(repo.repo_path / "refs" / ref for revision in revisions for ref in revision.refs)
        folder = str(repo.repo_path / "blobs")
        blobs.update(path for path in unused if os.path.dirname(path) == folder)
    strategy = DeleteCacheStrategy(
        expected_freed_size=_freed(info, freed, gone),
        blobs=frozenset(map(Path, blobs)),
        refs=frozenset(refs),
        repos=frozenset(repos),
        snapshots=frozenset(snapshots),
        cache_dir=info.cache_dir,
    )
    strategy.__dict__.update(_selected=selection, _freed=freed)
    return strategy


def plan_files(info: HFCacheInfo, files: Iterable[CachedFileInfo]) -> DeleteCacheStrategy:
    """Plan to delete single files of snapshots, and their contents where no other file has them."""
    selected = {str(file.file_path): file for file in files}
    blobs: set[str] = set()
    freed: dict[str, int] = {}
    for repo in info.repos:
        # Removing a name from a linked folder would change a folder that isn't the cache's.
        mine = {p: f for p, f in selected.items() if _lies_in(p, repo.repo_path) and not os.path.islink(repo.repo_path)}
        if not mine:
            continue
        kept = {str(f.blob_path) for r in repo.revisions for f in r.files if str(f.file_path) not in mine}
        for file in mine.values():
            blob = str(file.blob_path)
            if blob not in kept and _lies_in(blob, repo.repo_path):
                freed[blob] = file.size_on_disk
                if os.path.dirname(blob) == str(repo.repo_path / "blobs"):
                    blobs.add(blob)
    strategy = DeleteCacheStrategy(
        expected_freed_size=_freed(info, freed, set()),
        blobs=frozenset(map(Path, blobs)),
        refs=frozenset(),
        repos=frozenset(),
        snapshots=frozenset(),
        files=frozenset(file.file_path for file in selected.values()),
        cache_dir=info.cache_dir,
    )
    strategy.__dict__["_freed"] = freed
    return strategy


def _reachable(selection: Selection) -> Selection:
    """Without folders that are links to somewhere else: what lies there is not the cache's to delete."""
    kept = {}
    for repo, revisions in selection.items():
        if os.path.islink(repo.repo_path):
            logger.warning("%s is a link to another place. It is not deleted: do that by hand.", repo.repo_path)
        else:
            kept[repo] = set(revisions)
    return kept


def _lies_in(path: str, folder: Path) -> bool:
    return path.startswith(str(folder) + os.sep)


def _freed(info: HFCacheInfo, freed: dict[str, int], repos: set[str]) -> int:
    """How many bytes deleting these blobs, and these whole repositories, gives back.

    The content of a link into the shared store is only freed with the last link to it.
    """
    payloads = info.payloads()
    total = sum(size for path, size in freed.items() if path not in payloads)
    sizes = {payloads[path]: size for path, size in freed.items() if path in payloads}
    for link, payload in payloads.items():
        if payload in sizes and link not in freed and os.path.dirname(os.path.dirname(link)) not in repos:
            del sizes[payload]
    return total + sum(sizes.values())


class _Execution:
    """One execution of a plan."""

    def __init__(self, strategy: DeleteCacheStrategy) -> None:
        self.strategy = strategy
        self.payloads: set[str] = set()

    def run(self) -> None:
        """Names first, contents last: whoever looks meanwhile finds a file whole, or not at all."""
        plan = self.strategy
        for repo in sorted(filter(self._is_ours, plan.repos)):
            self._remove_repo(repo)
        notes = {note for snapshot in plan.snapshots for note in _notes(snapshot)}
        names = self._by_repo((*plan.files, *plan.snapshots, *plan.refs, *notes))
        contents = self._by_repo(plan.blobs)
        for repo in sorted({*names, *contents}):
            self._remove_parts(repo, names.get(repo, []), contents.get(repo, []))
        if plan.cache_dir is not None and self.payloads:
            shared.sweep(str(plan.cache_dir), self.payloads)

    def _by_repo(self, paths: Iterable[Path]) -> dict[Path, list[Path]]:
        found: dict[Path, list[Path]] = {}
        for path in sorted(paths):
            if self._is_ours(path):
                found.setdefault(_repo_of(path), []).append(path)
        return found

    def _is_ours(self, path: Path) -> bool:
        """Whether a path lies in the cache, links on its way followed. Its last part is deleted as it is, not followed."""
        root = self.strategy.cache_dir
        if root is None:
            root = _repo_of(path).parent
        parent, top = os.path.realpath(path.parent), os.path.realpath(root)
        if path.name in ("", ".", "..") or (parent != top and not parent.startswith(top.rstrip(os.sep) + os.sep)):
            logger.warning("Not deleting %s: it does not lie in the cache.", path)
            return False
        return True

    def _remove_parts(self, repo: Path, names: list[Path], contents: list[Path]) -> None:
        """Delete revisions or files of a repository of which something is kept."""
        if not can_take_from(repo):
            return
        if leases.has_claims(repo):
            _say_busy(repo)
            return
        trash = Trash(repo)
        for path in names:
            trash.take(path)
        if not trash.empty():
            _say_busy(repo)
            return
        remove_empty_folders(repo / "refs")
        needed = referenced(repo)
        for path in contents:
            if path.name in needed:
                logger.info("Keeping %s: a download has come to need it.", path)
            else:
                self._take_content(trash, path)
        trash.empty(referenced)
        empty_trash(repo)

    def _take_content(self, trash: Trash, path: Path) -> None:
        with leases.hold(path) as held:
            if not held:
                logger.info("Keeping %s: a download works on it.", path)
                return
            root = self.strategy.cache_dir
            payload = shared.target_of(str(root), str(path)) if root is not None else None
            if payload is not None:
                self.payloads.add(payload)
            trash.take(path)

    def _remove_repo(self, repo: Path) -> None:
        """Delete a repository's folder, except what a running download is writing."""
        if repo.is_symlink():
            logger.warning("%s is a link to another place. It is not deleted: do that by hand.", repo)
            return
        if not can_take_from(repo):
            return
        if leases.has_claims(repo):
            _say_busy(repo)
            return
        blobs = repo / "blobs"
        trash = Trash(repo)
        for name in names_in(repo):
            if name != blobs.name:
                trash.take(repo / name)
        if not trash.empty():
            _say_busy(repo)
            return
        for name in names_in(blobs):
            if not is_in_use(blobs / name):
                self._take_content(trash, blobs / name)
        if trash.empty(referenced):
            remove_empty(repo)


def _say_busy(repo: Path) -> None:
    logger.warning("%s is being downloaded. It is left as it is: try again when that has ended.", repo)


def _notes(snapshot: Path) -> tuple[Path, Path]:
    """What is noted about a revision beside its snapshot."""
    repo = snapshot.parent.parent
    return repo / ".no_exist" / snapshot.name, repo / "trees" / f"{snapshot.name}.json"


def _repo_of(path: Path) -> Path:
    """The folder of the repository that a path lies in, by its name; else the folder that it lies in."""
    for parent in (path, *path.parents):
        if parent.name.partition("--")[0] in ("models", "datasets", "spaces", "kernels"):
            return parent
    return path.parent


def is_in_use(path: Path) -> bool:
    """Whether a file among the blobs belongs to a running download: a partial file, or the journal of one."""
    name = str(path)
    if name.endswith(JOURNAL_SUFFIX):
        name = name.removesuffix(JOURNAL_SUFFIX)
    return name.endswith(PARTIAL_SUFFIX) and leases.is_live(name)


def referenced(repo: Path) -> set[str]:
    """The names of the contents that snapshots of a repository have right now."""
    found: set[str] = set()
    folders = [str(repo / "snapshots")]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_symlink():
                        found.add(os.path.basename(os.readlink(entry.path)))
                    elif entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
        except OSError:
            continue
    return found


def remove_incomplete(paths: Iterable[Path]) -> list[Path]:
    """Delete what unfinished downloads left, with its journals; what a running download writes to stays.

    Returns:
        Those that were deleted.
    """
    removed = []
    for path in paths:
        if not is_in_use(path) and unlink(path):
            unlink(leases.journal_of(path), quiet=True)
            removed.append(path)
    return removed


def remove_empty(repo: Path) -> None:
    """Delete a repository's folder in which there is nothing any more."""
    if leases.has_claims(repo):
        return
    for path in (repo / "blobs", repo):
        try:
            os.rmdir(path)
        except OSError:
            pass  # a download goes on in it, or it is gone


def remove_skeleton(repo: Path) -> None:
    """Delete a repository's folder in which no download ever finished: there is nothing in it but references."""
    if repo.is_symlink() or (repo / "snapshots").exists() or leases.is_busy(repo):
        return
    try:
        os.rmdir(repo / "blobs")
    except OSError:
        return
    remove(repo)
