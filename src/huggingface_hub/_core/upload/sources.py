"""Where the bytes of an upload come from, and whether they are still the same ones.

Promise U4: a file that changes between hashing and sending never lands under the hash of its old content. Reading it
twice as often would cost as much as sending it, so a change is seen by what the file system says about the file (size,
times, inode); a file that was written to a moment ago, when its times may not tell a further change, is read again.
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, NamedTuple

from huggingface_hub._core import hashing, interrupt
from huggingface_hub._lazy import errors


WAIT_FOR_IT = (
    "Upload it when it is complete; `CommitScheduler` and `hf upload --every` upload files to which something is added all"
    " the time."
)
"""What helps with a file that changes while it is read."""

SAMPLE_SIZE = 512
"""Bytes of a file's beginning by which the Hub tells text from binary."""

_FINE_GRAIN_NS = 50_000_000
_COARSE_GRAIN_NS = 2_500_000_000


class Fingerprint(NamedTuple):
    """What the file system says about a file that changes when its content does.

    Attributes:
        racy: The file was written to so shortly before that a further change may leave the times as they are.
    """

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    device: int
    racy: bool = False

    def same_file(self, other: Fingerprint) -> bool:
        """Whether nothing was written in between."""
        return self[:5] == other[:5]


def fingerprint(path: str, *, now_ns: int | None = None) -> Fingerprint:
    """Look at a file.

    Raises:
        OSError: It is gone or can't be looked at.
    """
    found = os.stat(path)
    # File systems that keep whole seconds only (FAT: two of them) show it by a time without a fraction.
    grain = _FINE_GRAIN_NS if found.st_mtime_ns % 1_000_000_000 else _COARSE_GRAIN_NS
    racy = (time.time_ns() if now_ns is None else now_ns) - found.st_mtime_ns < grain
    return Fingerprint(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_dev, racy)


def hash_path(path: str, *, sha256: bool, git_sha1: bool, tries: int = 3) -> tuple[Fingerprint, hashing.FileHashes]:
    """Hash a file, together with what it looked like at that time.

    Raises:
        IntegrityError: It is being written to.
        OSError: It can't be read.
    """
    for _ in range(tries):
        before = fingerprint(path)
        hashes = _hash_unless_resized(path, sha256=sha256, git_sha1=git_sha1)
        if hashes is not None and before.same_file(fingerprint(path)):
            return before, hashes
    raise errors.IntegrityError(
        f"'{path}' is being written to: it changed {tries} times while it was read. {WAIT_FOR_IT}"
    )


def _hash_unless_resized(path: str, *, sha256: bool, git_sha1: bool) -> hashing.FileHashes | None:
    size = os.stat(path).st_size
    try:
        return hashing.hash_file(path, sha256=sha256, git_sha1=git_sha1)
    except OSError:
        if os.stat(path).st_size != size:
            return None
        raise


def changed(path: str, then: Fingerprint, sha256: str) -> bool:
    """Whether a file is not what was hashed any more.

    Raises:
        OSError: It is gone or can't be read.
    """
    now = fingerprint(path)
    if not then.same_file(now):
        return True
    if not then.racy:
        return False
    try:
        return hashing.hash_file(path, git_sha1=False).sha256 != sha256
    except OSError:
        if os.path.exists(path):
            return True
        raise


class ObjectFacts(NamedTuple):
    """What is known about a file object after reading it once."""

    size: int
    sample: bytes
    sha256: bytes


def read_object(fileobj: BinaryIO) -> ObjectFacts:
    """Hash a file object from its beginning to its end, and rewind it."""
    fileobj.seek(0)
    sample = _read_exactly(fileobj, SAMPLE_SIZE)
    fileobj.seek(0)
    size, digest = hash_stream(fileobj)
    fileobj.seek(0)
    return ObjectFacts(size, sample, digest)


def hash_stream(fileobj: BinaryIO, chunk_size: int | None = None) -> tuple[int, bytes]:
    """Number of bytes and SHA-256 of the rest of a stream, which may offer nothing but `read`."""
    import hashlib

    hasher = hashlib.sha256()
    size = 0
    while chunk := fileobj.read(chunk_size or hashing.CHUNK):
        interrupt.check()
        hasher.update(chunk)
        size += len(chunk)
    return size, hasher.digest()


def _read_exactly(fileobj: BinaryIO, wanted: int) -> bytes:
    parts: list[bytes] = []
    while wanted > 0 and (chunk := fileobj.read(wanted)):
        parts.append(chunk)
        wanted -= len(chunk)
    return b"".join(parts)


def check_object(source: Any) -> None:
    """Refuse what can't be read as bytes, or not twice.

    Raises:
        ValueError: Not a binary file object.
        LocalUploadNotImplementedError: A stream that can be read once only.
    """
    if not hasattr(source, "read") or isinstance(source, io.TextIOBase) or "b" not in str(getattr(source, "mode", "b")):
        raise ValueError(
            "path_or_fileobj must be either an instance of str, bytes or io.BufferedIOBase. If you passed a file-like"
            " object, make sure it is in binary mode."
        )
    try:
        seekable = source.seekable() if hasattr(source, "seekable") else hasattr(source, "seek")
        if seekable:
            source.seek(0)
    except (OSError, io.UnsupportedOperation):
        seekable = False
    if not seekable:
        raise errors.LocalUploadNotImplementedError(
            f"Can't upload from {type(source).__name__}: an upload reads its source twice, to hash and to send it, and"
            " this stream can't be rewound. Write it to a file and pass the path, or pass its content as bytes."
        )


@contextmanager
def rewound(fileobj: BinaryIO) -> Iterator[BinaryIO]:
    """The file object, put back to where it was afterwards."""
    position = fileobj.tell()
    try:
        yield fileobj
    finally:
        fileobj.seek(position)
