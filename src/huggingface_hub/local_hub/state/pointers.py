"""Git LFS pointers: the small text that stands in git for a large file."""

from __future__ import annotations

import re
from dataclasses import dataclass


# No pointer is larger than this; a larger blob need not be looked at.
MAX_POINTER = 1024
_POINTER = re.compile(
    rb"version https://git-lfs\.github\.com/spec/v1\r?\n(?:ext-[^\n]*\n)*oid sha256:([0-9a-f]{64})\r?\nsize ([0-9]{1,15})\r?\n?"
)


@dataclass(frozen=True)
class BlobInfo:
    """
    What is known of a git blob without reading it.

    Attributes:
        size: Size of the blob itself (of the pointer, for a file in LFS).
        lfs_sha256: The object that the blob points to, if it is a pointer.
        lfs_size: The size of that object.
    """

    size: int
    lfs_sha256: str | None = None
    lfs_size: int | None = None

    @property
    def file_size(self) -> int:
        """The size of the file that a user sees."""
        return self.size if self.lfs_size is None else self.lfs_size


def pointer_text(sha256: str, size: int) -> bytes:
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n".encode()


def describe(data: bytes) -> BlobInfo:
    if len(data) <= MAX_POINTER and data.startswith(b"version https://git-lfs"):
        match = _POINTER.fullmatch(data)
        if match:
            return BlobInfo(len(data), match.group(1).decode(), int(match.group(2)))
    return BlobInfo(len(data))
