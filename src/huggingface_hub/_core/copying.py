"""Copies of files: without moving a byte where the file system can share contents, and stopped when their caller is."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

from huggingface_hub._core import interrupt
from huggingface_hub._core.download import space


# Between two looks whether the caller still wants it
AT_ONCE = 64 * 1024 * 1024
_PIECE = 1024 * 1024

# What systems and disks say that can't copy by themselves
_CANNOT = frozenset(
    {errno.EXDEV, errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.EBADF, errno.EPERM, errno.ETXTBSY}
)


def copy_content(source: Path, target: Path, *, durable: bool = False) -> None:
    """Copy a file's content into a new file, which is left as it is if that fails.

    Args:
        source: The file.
        target: Where to; it must not exist.
        durable: Whether to flush it to the disk.

    Raises:
        NotEnoughSpaceError: The disk is full.
        FileExistsError: The target is there already.
    """
    try:
        with open(source, "rb", buffering=0) as reader, open(target, "xb", buffering=0) as writer:
            _share(reader, writer)
            _move(reader, writer)
            if durable:
                os.fsync(writer.fileno())
    except OSError as error:
        if space.is_full(error):
            raise space.no_room(error, target.parent, source.name) from error
        raise


def _share(reader: Any, writer: Any) -> None:
    """Have the system copy, as far as it can: some file systems then keep one content for both files."""
    copy = getattr(os, "copy_file_range", None)
    if copy is None:
        return
    try:
        while copy(reader.fileno(), writer.fileno(), AT_ONCE):
            interrupt.check()
    except OSError as error:
        if error.errno not in _CANNOT:
            raise


def _move(reader: Any, writer: Any) -> None:
    """Copy what is left, if anything is."""
    while piece := reader.read(_PIECE):
        interrupt.check()
        view = memoryview(piece)
        while view:
            view = view[writer.write(view) :]
