"""A part of a file object that reads like a whole one."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, BinaryIO


class SliceFileObj(AbstractContextManager["SliceFileObj"]):
    """
    A window on a file object. Inside a `with` block it starts at `seek_from` and ends `read_limit` bytes later.

    Args:
        fileobj: A binary file object that can be rewound.
        seek_from: The first byte of the part.
        read_limit: The most bytes that the part has.

    >>> with SliceFileObj(io.BytesIO(b"hello world"), seek_from=6, read_limit=3) as part:
    ...     part.read()
    b'wor'
    """

    def __init__(self, fileobj: BinaryIO, seek_from: int, read_limit: int) -> None:
        self.fileobj = fileobj
        self.seek_from = seek_from
        self.read_limit = read_limit

    def __enter__(self) -> SliceFileObj:
        self._previous = self.fileobj.tell()
        end = self.fileobj.seek(0, os.SEEK_END)
        self._length = max(0, min(self.read_limit, end - self.seek_from))
        self.fileobj.seek(self.seek_from)
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.fileobj.seek(self._previous)

    def read(self, n: int = -1) -> bytes:
        """Up to `n` bytes of what is left of the part; all of it without a number."""
        left = self._length - self.tell()
        if left <= 0:
            return b""
        return self.fileobj.read(left if n < 0 else min(n, left))

    def tell(self) -> int:
        """The position within the part."""
        return self.fileobj.tell() - self.seek_from

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move within the part, never out of it."""
        origin = {os.SEEK_SET: 0, os.SEEK_CUR: self.tell(), os.SEEK_END: self._length}
        if whence not in origin:
            raise ValueError(f"whence value {whence} is not supported")
        position = max(0, min(origin[whence] + offset, self._length))
        return self.fileobj.seek(self.seek_from + position) - self.seek_from

    def __iter__(self) -> Iterator[Any]:
        yield self.read(4 * io.DEFAULT_BUFFER_SIZE)
