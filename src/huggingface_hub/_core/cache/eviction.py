"""Which revisions to give up when the cache shall be smaller, or what was not used for long shall go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from huggingface_hub._core.cache.deletion import Selection


if TYPE_CHECKING:
    from huggingface_hub._core.cache.manager import HFCacheInfo
    from huggingface_hub.types.cache import CachedRevisionInfo


@dataclass(frozen=True)
class Candidate:
    """A revision that may be given up.

    Attributes:
        key: What identifies it.
        used: When it was last used, in seconds since 1970.
        named: Whether a branch or tag stands for it.
        contents: Size of each of its contents, by what identifies it; several revisions may have the same.
    """

    key: str
    used: float
    named: bool
    contents: Mapping[str, int]


def plan(candidates: Iterable[Candidate], *, total: int, max_size: int | None, oldest: float | None) -> list[Candidate]:
    """Choose the revisions to give up, those that were not used for longest first.

    Args:
        candidates: The revisions. A content that is not theirs alone has to be among the contents of another one.
        total: Size of the cache.
        max_size: The cache shall not be larger.
        oldest: What was not used since then goes in any case, in seconds since 1970.
    """
    order = sorted(candidates, key=lambda each: (each.used, each.named, each.key))
    users = Counter(content for each in order for content in each.contents)
    chosen = []
    for each in order:
        too_old = oldest is not None and each.used < oldest
        if not too_old and (max_size is None or total <= max_size):
            break
        if not too_old and not each.contents:
            continue  # it takes no room
        chosen.append(each)
        for content, size in each.contents.items():
            users[content] -= 1
            if not users[content]:
                total -= size
    return chosen


def last_used(revision: CachedRevisionInfo) -> float:
    """When one of a revision's files was last read, in seconds since 1970."""
    # File systems that don't note accesses still know when the content came.
    return max(
        (max(file.blob_last_accessed, file.blob_last_modified) for file in revision.files),
        default=revision.last_modified,
    )


def select(info: HFCacheInfo, *, max_size: int | None, oldest: float | None, busy: Collection[str] = ()) -> Selection:
    """Choose revisions of a cache to give up.

    Args:
        info: The cache.
        max_size: The cache shall not be larger, in bytes.
        oldest: What was not used since then goes in any case, in seconds since 1970.
        busy: Folders of repositories that a download is working on: they are left alone.
    """
    payloads = info.payloads()
    found = {}
    candidates = []
    for repo in info.repos:
        if str(repo.repo_path) in busy or repo.repo_path.is_symlink():
            continue
        for revision in repo.revisions:
            contents = {str(f.blob_path): f.size_on_disk for f in revision.files}
            contents = {payloads.get(path, path): size for path, size in contents.items()}
            key = str(revision.snapshot_path)
            candidates.append(Candidate(key, last_used(revision), bool(revision.refs), contents))
            found[key] = (repo, revision)
    selection: Selection = {}
    for each in plan(candidates, total=info.size_on_disk, max_size=max_size, oldest=oldest):
        repo, revision = found[each.key]
        selection.setdefault(repo, set()).add(revision)
    return selection
