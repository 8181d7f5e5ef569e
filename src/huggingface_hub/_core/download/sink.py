"""Received bytes on their way to a private file: positions, hashes, and what one request has brought so far."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from huggingface_hub._core import hashing, ranges
from huggingface_hub._core.cache import pointers
from huggingface_hub._core.download import disk, space
from huggingface_hub._core.download.journal import Journal
from huggingface_hub._core.download.plan import Range
from huggingface_hub._core.download.repair import Comparison
from huggingface_hub._core.download.verify import Expected
from huggingface_hub._lazy import errors


FLUSH_SIZE = 1024 * 1024


def create(path: Path, size: int | None, what: str) -> None:
    """Create a private file of the final size, if there is room for it.

    Raises:
        NotEnoughSpaceError: There is not.
    """
    if size is not None:
        space.check_space(path.parent, size, what)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    fd = os.open(path, flags, 0o666)
    try:
        if size:
            disk.give_size(fd, size)
    except OSError as error:
        pointers.remove_quietly(path)
        if space.is_full(error):
            raise space.no_room(error, path.parent, what, needed=size) from error
        raise
    finally:
        os.close(fd)


class Cursor:
    """How far one part of a file has come. Belongs to the one task that receives the part.

    Args:
        part: First byte and end of the part; an end of `None` is wherever the server ends.
        expected: What the whole file has to be.
        path: The private file.
        hashing: Whether the part is the whole file and is hashed on its way.
        journal: Told what is in the file.
        comparison: Given if the file has all its bytes already, and only what differs is to be written.
    """

    def __init__(
        self,
        part: Range | None,
        expected: Expected,
        path: Path,
        *,
        hashing: bool = False,
        journal: Journal | None = None,
        comparison: Comparison | None = None,
    ) -> None:
        self.start = part.start if part else 0
        self.end = part.end if part else expected.size
        self.position = self.start
        self._expected = expected
        self._path = path
        self._hashing = hashing
        self._hasher: Any | None = expected.hasher() if hashing else None
        self._file: BinaryIO | None = None
        self._journal = journal
        self._comparison = comparison

    @property
    def received(self) -> int:
        """How many bytes are in the file."""
        return self.position - self.start

    @property
    def done(self) -> bool:
        """Whether nothing is missing; never known of a file without a size."""
        return self.end is not None and self.position >= self.end

    def check_room(self, pending: int) -> None:
        """Refuse bytes beyond the end, before they are written.

        Raises:
            IntegrityError: The server sends more than was announced.
        """
        if self.end is not None and self.position + pending > self.end:
            raise errors.IntegrityError(
                f"The server sends more of {self._expected.name} than the {self.end - self.start:,} bytes that were "
                "announced. The transfer was stopped and nothing was kept of it."
            )

    def write(self, pieces: Sequence[bytes]) -> int:
        """Put bytes at the position, and return how many they were."""
        if self._file is None:
            self._file = open(self._path, "r+b", buffering=0)  # noqa: SIM115 (closed by `close`)
        data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        try:
            same = self._comparison is not None and self._comparison.agrees(self._file, self.position, data)
            if not same:
                self._put(self._file, data)
        except OSError as error:
            if space.is_full(error):
                raise space.no_room(error, self._path.parent, self._expected.name) from error
            raise
        if self._hasher is not None:
            self._hasher.update(data)
        self.position += len(data)
        return len(data)

    def _put(self, file: BinaryIO, data: bytes) -> None:
        file.seek(self.position)
        view = memoryview(data)
        while view:
            view = view[file.write(view) :]
        if self._journal is not None:
            self._journal.wrote(self.position, data)

    def skip(self, count: int) -> None:
        """Pass over bytes at the beginning of the file that are there already."""
        if self._hasher is not None:
            with open(self._path, "rb", buffering=0) as file:
                for piece in hashing.read_chunks(file, count):
                    self._hasher.update(piece)
        self.position = count

    def rewind(self) -> int:
        """Begin the part again, and return how many bytes that costs."""
        lost = self.received
        self.close()
        if self._journal is not None:
            self._journal.forget()
        if lost and self.end is None:
            os.truncate(self._path, 0)  # the next body may be shorter
        self.position = self.start
        self._hasher = self._expected.hasher() if self._hashing else None
        return lost

    def close(self) -> None:
        """Close the file; the next bytes open it again."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def finish(self) -> None:
        """Verify the whole file, whose bytes all went through this cursor.

        Raises:
            IntegrityError: It is not what the Hub announced.
        """
        self.close()
        self._expected.check_size(self.position)
        if self._hasher is not None:
            self._expected.check_digest(self._hasher.hexdigest())
        else:
            self._expected.check_file(self._path)


class Pin:
    """The entity tag that all parts of one file have to come with; the first answer sets it.

    Args:
        journal: Knows the tag of the bytes that are there, and is told that of the first answer.
    """

    def __init__(self, journal: Journal | None = None) -> None:
        self._journal = journal
        known = journal.pin if journal is not None else None
        # `setdefault` is one step even between threads, so that parts that arrive together agree.
        self._seen: dict[str, str] = {} if known is None else {"etag": known}

    @property
    def etag(self) -> str | None:
        """The tag as it was sent, `None` before the first answer."""
        return self._seen.get("etag")

    def check(self, headers: Mapping[str, str]) -> None:
        """Take the tag of the first answer, and refuse another one later.

        Raises:
            RangeProtocolError: The file changed on the server in between.
        """
        tag = headers.get("etag")
        if tag is None:
            return
        first = self._seen.setdefault("etag", tag)
        if self._journal is not None:
            self._journal.pin = first
        if ranges.normalize_etag(first) != ranges.normalize_etag(tag):
            raise errors.RangeProtocolError(
                "The file changed on the server while it was being read (its ETag is another)."
            )

    def forget(self) -> None:
        """Take the next answer for the first: nothing that came before is kept."""
        self._seen.clear()

    def condition(self) -> dict[str, str]:
        """The header that makes a server send the whole file instead of a part of another one."""
        tag = self.etag
        # A weak tag promises too little for a part of a file (RFC 9110 §13.1.5).
        return {} if tag is None or tag.startswith("W/") else {"If-Range": tag}
