"""A file object whose reading is shown by a progress bar."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from huggingface_hub._core import progress


class _Watched(io.RawIOBase):
    """Reads from another file object and counts."""

    def __init__(self, file: BinaryIO, bar: progress.Bar) -> None:
        self._file = file
        self._bar = bar

    def read(self, size: int | None = -1) -> bytes:
        data = self._file.read(-1 if size is None else size)
        self._bar.update(len(data))
        return data

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def readall(self) -> bytes:
        return self.read(-1)

    def seek(self, offset: int, whence: int = 0) -> int:
        before = self._file.tell()
        after = self._file.seek(offset, whence)
        if after < before:
            self._bar.update(after - before)
        return after

    def tell(self) -> int:
        return self._file.tell()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True


@contextmanager
def with_bar(file: BinaryIO, *, name: str, size: int) -> Iterator[BinaryIO]:
    """The file object under a bar that ends at `size`; quiet where bars are not wanted."""
    bar = progress.open_bar(desc=name.rpartition("/")[2], total=size, name="huggingface_hub.lfs_upload")
    try:
        yield cast("BinaryIO", _Watched(file, bar))
    finally:
        bar.close()
