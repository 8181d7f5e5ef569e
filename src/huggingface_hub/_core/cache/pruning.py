"""What nobody needs any more: revisions without a name, what downloads left, and shared contents without a user."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import NamedTuple

from huggingface_hub._core.cache import deletion, leases, shared
from huggingface_hub._core.cache.deletion import DeleteCacheStrategy, Selection, plan_revisions
from huggingface_hub._core.cache.manager import HFCacheInfo
from huggingface_hub._core.cache.trash import empty_trash
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
    """

    info: HFCacheInfo
    selection: Selection
    strategy: DeleteCacheStrategy
    incomplete: list[CachedIncompleteFileInfo]
    running: int
    unused: list[shared.Payload]

    @property
    def revisions(self) -> int:
        """Number of revisions."""
        return sum(len(found) for found in self.selection.values())

    @property
    def size(self) -> int:
        """How many bytes this frees."""
        left = sum(file.size_on_disk for file in self.incomplete)
        return self.strategy.expected_freed_size + left + sum(payload.size for payload in self.unused)

    def is_empty(self) -> bool:
        """Whether there is nothing to delete."""
        return not (self.selection or self.incomplete or self.unused)

    def execute(self) -> None:
        """Delete it."""
        removed = deletion.remove_incomplete(file.file_path for file in self.incomplete)
        self.strategy.execute()
        for repo_path in {path.parent.parent for path in removed}:
            deletion.remove_skeleton(repo_path)
        for repo in self.info.repos:
            empty_trash(repo.repo_path)
        if self.unused:
            shared.sweep(str(self.info.cache_dir), [payload.path for payload in self.unused])

    def look_back(self) -> Pruned:
        """See what is gone after it was executed."""
        deleted = deletion.look_back(self.info, self.strategy)
        left = [file for file in self.incomplete if not os.path.lexists(file.file_path)]
        unused = [payload for payload in self.unused if not os.path.lexists(payload.path)]
        freed = sum(file.size_on_disk for file in left) + sum(payload.size for payload in unused)
        return Pruned(deleted.revisions, len(left), len(unused), deleted.freed + freed)


class Pruned(NamedTuple):
    """What is gone: the number of each, and how many bytes that has freed."""

    revisions: int
    incomplete: int
    unused: int
    freed: int


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
    )


def _detached(info: HFCacheInfo) -> Selection:
    """The revisions that no branch or tag stands for, except where a download may be making one."""
    found: Selection = {}
    for repo in info.repos:
        detached = {revision for revision in repo.revisions if not revision.refs}
        if detached and not repo.repo_path.is_symlink() and not leases.is_busy(repo.repo_path):
            found[repo] = detached
    return found
