"""What Linux can do for a large file that Python does not offer. Where it can't, nothing of it is missed."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from huggingface_hub._core.download import space
from huggingface_hub._core.download.plan import Range


RESERVED = 16 * 1024 * 1024
"""Files from this size on get their room on the disk before their bytes; for smaller ones it makes no difference."""

_SYNC_FILE_RANGE_WRITE = 2
_KEEP_SIZE, _PUNCH_HOLE = 1, 2


@functools.cache
def _function(name: str) -> Callable[..., int] | None:
    """A function of the C library, `None` if there is none."""
    if not sys.platform.startswith("linux"):
        return None
    import ctypes

    offset, number = ctypes.c_int64, ctypes.c_int
    types = {"sync_file_range": [number, offset, offset, ctypes.c_uint], "fallocate": [number, number, offset, offset]}
    # Of the two with which a 32-bit system counts bytes.
    wide = name + "64" if sys.maxsize < 1 << 32 and name == "fallocate" else name
    try:
        function = getattr(ctypes.CDLL(None, use_errno=True), wide)
    except (OSError, AttributeError):
        return None
    function.argtypes = types[name]
    made: Callable[..., int] = function
    return made


def begin_writing(fd: int, start: int, count: int) -> None:
    """Have the system begin to bring bytes to the disk, without waiting for that, and without forgetting them."""
    function = _function("sync_file_range")
    if function is not None:
        function(fd, start, count, _SYNC_FILE_RANGE_WRITE)


def give_size(fd: int, size: int) -> None:
    """Give an empty file its size, and room on the disk.

    Raises:
        OSError: There is not enough room.
    """
    function = _function("fallocate") if size >= RESERVED else None
    if function is None or function(fd, 0, 0, size):
        if function is not None and space.is_full(error := _last_error()):
            raise error
        os.ftruncate(fd, size)


def _last_error() -> OSError:
    import ctypes

    code = ctypes.get_errno()
    return OSError(code, os.strerror(code))


def give_back(path: Path, parts: Iterable[Range]) -> None:
    """Leave the room of parts that were not written to others; they may be fetched much later, or never."""
    function = _function("fallocate")
    if function is None:
        return
    try:
        with open(path, "r+b", buffering=0) as file:
            for part in parts:
                function(file.fileno(), _PUNCH_HOLE | _KEEP_SIZE, part.start, part.length)
    except OSError:
        pass


def allocated(path: Path) -> int:
    """How much room of the disk a file has, written to or not; 0 if the system does not say."""
    return int(getattr(os.stat(path), "st_blocks", 0)) * 512
