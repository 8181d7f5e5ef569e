"""Which files are sent as LFS objects, and in which groups."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Iterator

from huggingface_hub._core.upload import negotiation
from huggingface_hub._core.upload.operations import CommitOperationAdd, UploadInfo


LARGE = 64 * 1024 * 1024
"""Files from here on are LFS objects on every Hub; the public one draws the line at 10 MB."""

_GROUP_BYTES = 1024**3


def pending_of(additions: Iterable[CommitOperationAdd]) -> list[CommitOperationAdd]:
    """The files that the Hub wants as LFS objects and that are not uploaded yet."""
    return [
        each
        for each in additions
        if each._upload_mode == "lfs" and not each._should_ignore and not each._is_uploaded and each._unreadable is None
    ]


def surely_lfs(additions: Iterable[CommitOperationAdd]) -> list[CommitOperationAdd]:
    """The first files that are so large that the Hub takes them as LFS objects only: their hashes are needed, whatever it
    says of them, and before any other."""
    large = (each for each in additions if each.source_path is not None and each.upload_info.size >= LARGE)
    unknown = (each for each in large if each._upload_mode is None and each._unreadable is None)
    return list(itertools.islice(unknown, os.cpu_count() or 1))


def groups(additions: Iterable[CommitOperationAdd]) -> Iterator[list[CommitOperationAdd]]:
    """Files that are asked about in one batch request: so few bytes that others are sent while these are hashed."""
    group: list[CommitOperationAdd] = []
    size = 0
    for addition in additions:
        if group and (len(group) >= negotiation.BATCH_SIZE or size + addition.upload_info.size > _GROUP_BYTES):
            yield group
            group, size = [], 0
        group.append(addition)
        size += addition.upload_info.size
    if group:
        yield group


def without_repeats(
    additions: Iterable[CommitOperationAdd],
) -> tuple[list[CommitOperationAdd], list[CommitOperationAdd]]:
    """The first file of each content, and the others: one copy is sent, of which the others only have to be told."""
    seen: set[bytes] = set()
    first: list[CommitOperationAdd] = []
    repeats: list[CommitOperationAdd] = []
    for addition in additions:
        (repeats if addition.upload_info.sha256 in seen else first).append(addition)
        seen.add(addition.upload_info.sha256)
    return first, repeats


def distinct(additions: Iterable[CommitOperationAdd]) -> list[UploadInfo]:
    """Each content once, however many files have it."""
    return list({each.upload_info.sha256: each.upload_info for each in additions}.values())


def is_stored(addition: CommitOperationAdd) -> bool:
    """Whether the branch has this very content at this path already."""
    return addition._remote_oid is not None and addition._remote_oid == addition.upload_info.sha256.hex()
