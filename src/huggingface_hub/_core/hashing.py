"""Hashes by which the Hub knows files: SHA-256 for LFS, git's blob SHA-1 for the rest."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from huggingface_hub._core import interrupt


if TYPE_CHECKING:
    import hashlib


CHUNK = 1024 * 1024
HASHED_AT_ONCE = 256 * 1024
"""Of a file: so little that it is still in the processor's memory when it is hashed."""
READ_AHEAD_FROM = 32 * 1024 * 1024
"""Files of this size are read by a second thread: copying them from the system takes an eighth of the time of the hash."""
READ_AHEAD = 2 * 1024 * 1024
"""How much that thread reads while as much is being hashed."""


def git_blob_hasher(size: int) -> hashlib._Hash:
    """A hasher for the id that git gives to a file of this many bytes."""
    import hashlib

    hasher = hashlib.sha1(usedforsecurity=False)
    hasher.update(b"blob %d\0" % size)
    return hasher


def sha256_hasher(data: bytes | memoryview = b"") -> hashlib._Hash:
    """A hasher for SHA-256. Its library is only loaded for the first one, as it takes longer than most of this package."""
    import hashlib

    return hashlib.sha256(data)


def git_blob_sha1(data: bytes | memoryview) -> str:
    """The id that git gives to a file with this content."""
    hasher = git_blob_hasher(len(data))
    hasher.update(data)
    return hasher.hexdigest()


def sha256_of(data: bytes | memoryview) -> str:
    """SHA-256 in hexadecimal."""
    return sha256_hasher(data).hexdigest()


def read_chunks(fileobj: BinaryIO, length: int | None = None, chunk: int = CHUNK) -> Generator[memoryview]:
    """The next `length` bytes (or all) of a file through one reused buffer: use each piece before the next."""
    buffer = bytearray(chunk if length is None else max(1, min(chunk, length)))
    view = memoryview(buffer)
    left = length
    while left is None or left > 0:
        interrupt.check()
        part = view if left is None else view[: min(len(view), left)]
        n = fileobj.readinto(part)  # type: ignore[attr-defined]
        if not n:
            return
        if left is not None:
            left -= n
        yield part[:n]


def read_ahead(fileobj: BinaryIO, chunk: int) -> Generator[memoryview]:
    """All of a file, the next piece of which is read while one is used: it is overwritten when the next is asked for.

    The thread that reads is gone when the iterator is closed.
    """
    from concurrent.futures import ThreadPoolExecutor  # noqa: TID251 (ends with the hash that waits for it)

    free, used = memoryview(bytearray(chunk)), memoryview(bytearray(chunk))
    with ThreadPoolExecutor(1, thread_name_prefix="huggingface_hub-read") as reader:
        try:
            coming = reader.submit(fileobj.readinto, free)  # type: ignore[attr-defined]
        except RuntimeError:
            # The interpreter is ending, as in the last push of a scheduler, or the system has no thread left.
            yield from read_chunks(fileobj, chunk=chunk)
            return
        while count := coming.result():
            interrupt.check()
            free, used = used, free
            coming = reader.submit(fileobj.readinto, free)  # type: ignore[attr-defined]
            yield used[:count]


class FileHashes(NamedTuple):
    """Both hashes of a file and the number of bytes that they were taken over."""

    size: int
    sha256: str
    git_sha1: str


def hash_file(path: str | Path, *, sha256: bool = True, git_sha1: bool = True) -> FileHashes:
    """Hash a file in one read, in chunks; a hash that was not asked for is an empty string.

    Raises:
        OSError: The file can't be read, or its size changed meanwhile.
    """
    with open(path, "rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        first = sha256_hasher() if sha256 else None
        second = git_blob_hasher(size) if git_sha1 else None
        total = 0
        ahead = size >= READ_AHEAD_FROM
        with closing(read_ahead(file, READ_AHEAD) if ahead else read_chunks(file, chunk=HASHED_AT_ONCE)) as pieces:
            for piece in pieces:
                total += len(piece)
                if first is not None:
                    first.update(piece)
                if second is not None:
                    second.update(piece)
    if total != size:
        raise OSError(f"'{path}' changed while it was read: {size} bytes at first, {total} at the end.")
    return FileHashes(size, first.hexdigest() if first else "", second.hexdigest() if second else "")
