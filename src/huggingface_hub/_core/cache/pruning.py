"""What nobody needs any more: revisions without a name, what downloads left, and shared contents without a user."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from huggingface_hub import constants
from huggingface_hub._core.cache import deletion, leases, shared
from huggingface_hub._core.cache.deletion import DeleteCacheStrategy, Selection, plan_revisions
from huggingface_hub._core.cache.manager import HFCacheInfo
from huggingface_hub._core.cache.trash import interrupted, names_in, remove, size_below
from huggingface_hub.types.cache import CachedIncompleteFileInfo


@dataclass(frozen=True)
class PrunePlan:
    """What pruning would delete: nothing is, before `execute()`.

    Attributes:
        info: The cache.
        selection: Revisions that no branch or tag stands for.
        strategy: Their deletion.
        incomplete: What is left of downloads that are not running any more.
        running: Number of partial files that downloads are writing to: they stay.
        unused: Contents of the shared store that no repository has.
        interrupted: What deletions that were interrupted have taken away.
    """

    info: HFCacheInfo
    selection: Selection
    strategy: DeleteCacheStrategy
    incomplete: list[CachedIncompleteFileInfo]
    running: int
    unused: list[shared.Payload]
    interrupted: list[Leftover]

    @property
    def revisions(self) -> int:
        """Number of revisions."""
        return sum(len(found) for found in self.selection.values())

    @property
    def size(self) -> int:
        """How many bytes this frees."""
        left = sum(file.size_on_disk for file in self.incomplete)
        left += sum(leftover.size for leftover in self.interrupted)
        return self.strategy.expected_freed_size + left + sum(payload.size for payload in self.unused)

    def is_empty(self) -> bool:
        """Whether there is nothing to delete."""
        return not (self.selection or self.incomplete or self.unused or self.interrupted)

    def execute(self) -> None:
        """Delete it."""
        removed = deletion.remove_incomplete(file.file_path for file in self.incomplete)
        self.strategy.execute()
        for repo_path in {path.parent.parent for path in removed}:
            deletion.remove_skeleton(repo_path)
        for leftover in self.interrupted:
            remove(leftover.path)
            deletion.remove_empty(leftover.path.parent)
        if self.unused:
            shared.sweep(str(self.info.cache_dir), [payload.path for payload in self.unused])

    def look_back(self) -> Pruned:
        """See what is gone after it was executed."""
        deleted = deletion.look_back(self.info, self.strategy)
        left = [file for file in self.incomplete if not os.path.lexists(file.file_path)]
        unused = [payload for payload in self.unused if not os.path.lexists(payload.path)]
        done = [leftover for leftover in self.interrupted if not os.path.lexists(leftover.path)]
        freed = sum(file.size_on_disk for file in left)
        freed += sum(payload.size for payload in unused) + sum(leftover.size for leftover in done)
        return Pruned(deleted.revisions, len(left), len(unused), len(done), deleted.freed + freed)


class Pruned(NamedTuple):
    """What is gone: the number of each, and how many bytes that has freed."""

    revisions: int
    incomplete: int
    unused: int
    interrupted: int
    freed: int


class Leftover(NamedTuple):
    """What a deletion that was interrupted has taken away, and how many bytes it takes."""

    path: Path
    size: int


def plan_prune(info: HFCacheInfo) -> PrunePlan:
    """Find what nobody needs any more. What a running download works on is left out."""
    selection = _detached(info)
    left = [file for file in info.incomplete_files if not deletion.is_in_use(file.file_path)]
    return PrunePlan(
        info=info,
        selection=selection,
        strategy=plan_revisions(info, selection),
        incomplete=left,
        running=len(info.incomplete_files) - len(left),
        unused=shared.unreferenced(str(info.cache_dir)),
        interrupted=find_interrupted(info),
    )


def find_interrupted(info: HFCacheInfo) -> list[Leftover]:
    """Find what deletions that were interrupted have left: in no snapshot, so that nothing else counts it."""
    if info.cache_dir is None:
        return []
    repos = [info.cache_dir / name for name in sorted(names_in(info.cache_dir)) if constants.REPO_ID_SEPARATOR in name]
    found = [path for repo in repos if not repo.is_symlink() for path in interrupted(repo)]
    return [Leftover(path, size_below(path)) for path in found]


def _detached(info: HFCacheInfo) -> Selection:
    """The revisions that no branch or tag stands for, except where a download may be making one."""
    found: Selection = {}
    for repo in info.repos:
        detached = {revision for revision in repo.revisions if not revision.refs}
        if detached and not repo.repo_path.is_symlink() and not leases.is_busy(repo.repo_path):
            found[repo] = detached
    return found
