"""Which files of a snapshot are there, as can be told by one look at each.

The look is a single system call per file, and it is as strict as the closer one that `CacheEntry.state` takes: what it
finds is the content that the file is named after, of the right size, and written by somebody who is believed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from huggingface_hub._core.cache import ownership
from huggingface_hub._core.cache.layout import RepoCache


_SHARED = re.compile(r"\.\./\.\./(blobs/[0-9a-f]{2}/[0-9a-f]{64})")
_CAN_LOOK = os.name == "posix" and os.stat in os.supports_dir_fd and os.scandir in os.supports_fd


def doubtful(repo: RepoCache, commit: str, contents: Iterable[tuple[str, str, int]]) -> Iterator[str]:
    """Yield the files that are not certainly there: they are missing, or it takes a closer look to tell.

    Args:
        repo: Where the repository is kept.
        commit: The commit.
        contents: The name, the ETag and the size of each file.
    """
    opened = _open(repo, commit)
    if opened is None:
        yield from (name for name, _, _ in contents)
        return
    blobs, folder = opened
    try:
        trusted, stat = ownership.trusted(repo.root), os.stat
        inode_of, device = blobs.inodes.get, blobs.device
        for name, etag, size in contents:
            try:
                # Follows the link, wherever it leads.
                info = stat(name, dir_fd=folder)
            except (OSError, ValueError):
                yield name
                continue
            is_blob = info.st_ino == inode_of(etag) and info.st_dev == device
            if info.st_size != size or info.st_uid not in trusted or not (is_blob or blobs.are_shared(etag, info)):
                yield name
    finally:
        os.close(folder)


def _open(repo: RepoCache, commit: str) -> tuple[_Blobs, int] | None:
    """What there is to look at, and the folder of the snapshot; `None` if it has to be looked at file by file."""
    if not _CAN_LOOK:
        return None
    try:
        return _Blobs(repo), os.open(repo.snapshot(commit), os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None


class _Blobs:
    """The contents of a repository: which file has which name."""

    def __init__(self, repo: RepoCache) -> None:
        self._repo = repo
        self.inodes: dict[str, int] = {}
        self._links: set[str] = set()
        # By its number, or each entry would be given a path of its own.
        folder = os.open(repo.blobs, os.O_RDONLY | os.O_DIRECTORY)
        try:
            self.device = os.stat(folder).st_dev
            with os.scandir(folder) as entries:
                for entry in entries:
                    # The listing says what each is: this makes no further system calls.
                    if entry.is_file(follow_symlinks=False):
                        self.inodes[entry.name] = entry.inode()
                    elif entry.is_symlink():
                        self._links.add(entry.name)
        finally:
            os.close(folder)

    def are_shared(self, etag: str, info: os.stat_result) -> bool:
        """Whether a file is the content that a blob leads to in the store that repositories share."""
        if etag not in self._links:
            return False
        try:
            link = _SHARED.fullmatch(os.readlink(Path(self._repo.blobs, etag)))
            if link is None:
                return False
            content = os.lstat(Path(self._repo.root, link[1]))
        except OSError:
            return False
        return content.st_ino == info.st_ino and content.st_dev == info.st_dev
