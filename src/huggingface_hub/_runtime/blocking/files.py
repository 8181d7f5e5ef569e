"""Files and lock files."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from huggingface_hub._core.logs import get_logger
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import clock
from huggingface_hub._runtime._shared_files import FileLock, RawFile, WaitPlan
from huggingface_hub._runtime.blocking.scopes import checkpoint
from huggingface_hub._runtime.blocking.tasks import sleep


if TYPE_CHECKING:
    from filelock import BaseFileLock

logger = get_logger(__name__)


class File:
    """A binary file that was opened by `open_file`.

    Attributes:
        path: Where it is.
    """

    def __init__(self, raw: RawFile) -> None:
        self._raw = raw
        self.path = raw.path

    def read(self, n: int = -1) -> bytes:
        """Read `n` bytes, fewer only at the end; all that is left with -1."""
        checkpoint()
        return self._raw.read(n)

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """Write all of `data` at the current position."""
        checkpoint()
        return self._raw.write(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move the current position."""
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        """The current position."""
        return self._raw.tell()

    def pread(self, n: int, offset: int) -> bytes:
        """Read `n` bytes at `offset`, fewer only at the end, without moving the position."""
        checkpoint()
        return self._raw.pread(n, offset)

    def pwrite(self, data: bytes | bytearray | memoryview, offset: int) -> int:
        """Write all of `data` at `offset`, without moving the position."""
        checkpoint()
        return self._raw.pwrite(data, offset)

    def truncate(self, n: int | None = None) -> int:
        """Make the file `n` bytes long, or end it at the current position."""
        return self._raw.truncate(n)

    def fsync(self) -> None:
        """Wait until the content is on the disk."""
        self._raw.fsync()

    def fileno(self) -> int:
        """The file's number in this process."""
        return self._raw.fileno()

    def close(self) -> None:
        """Close the file."""
        self._raw.close()


@contextmanager
def open_file(path: str | os.PathLike[str], mode: str = "rb") -> Generator[File, None, None]:
    """Open a file in binary `mode` for the time of the block."""
    checkpoint()
    file = File(RawFile(path, mode))
    try:
        yield file
    finally:
        file.close()


@contextmanager
def file_lock(
    path: str | os.PathLike[str],
    timeout: float | None = None,
    on_wait: Callable[[Path, float], object] | None = None,
) -> Generator[None, None, None]:
    """Hold a lock file for the time of the block, against other processes, threads and tasks.

    Args:
        path: The lock file; its folder is made if it is missing.
        timeout: Seconds to wait for it; `None` waits as long as it takes.
        on_wait: Called with the path and the seconds waited so far, after one second and then every ten.

    Raises:
        CacheLockTimeout: Someone else held it all the time.
    """
    lock = FileLock(path)
    try:
        _acquire(lock, timeout, on_wait)
        yield
    finally:
        lock.release()


def _acquire(lock: FileLock, timeout: float | None, on_wait: Callable[[Path, float], object] | None) -> None:
    plan = WaitPlan(lock.path, timeout, on_wait)
    begin = clock.monotonic()
    checkpoint()
    while not lock.attempt():
        pause = plan.next_pause(clock.monotonic() - begin)
        if pause is None:
            raise errors.CacheLockTimeout(str(lock.path))
        sleep(pause)


def weak_file_lock(lock_file: str | Path, *, timeout: float | None = None) -> AbstractContextManager[BaseFileLock]:
    """
    Hold a lock file for the time of the block.

    Where the file system has no locks, the existence of the file is the lock. Waiting is said in the log.

    Args:
        lock_file: The lock file; its folder is made if it is missing.
        timeout: Seconds to wait for it; `None` waits as long as it takes.

    Raises:
        CacheLockTimeout: Someone else held it all the time.
    """
    return _hold(FileLock(lock_file), timeout)


@contextmanager
def _hold(lock: FileLock, timeout: float | None) -> Generator[BaseFileLock, None, None]:
    try:
        _acquire(lock, timeout, _say_that_we_wait)
        yield lock.native
    finally:
        lock.release()


def _say_that_we_wait(path: Path, seconds: float) -> None:
    logger.info("Waiting for the lock %s for %.0f s now.", path, seconds)
