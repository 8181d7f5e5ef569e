"""Files and lock files."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import anyio

from huggingface_hub._lazy import errors
from huggingface_hub._runtime import clock
from huggingface_hub._runtime._shared_files import FileLock, RawFile, WaitPlan
from huggingface_hub._runtime.aio.scopes import checkpoint
from huggingface_hub._runtime.aio.tasks import sleep, to_thread


class File:
    """A binary file that was opened by `open_file`.

    Attributes:
        path: Where it is.
    """

    def __init__(self, raw: RawFile) -> None:
        self._raw = raw
        self.path = raw.path

    async def read(self, n: int = -1) -> bytes:
        """Read `n` bytes, fewer only at the end; all that is left with -1."""
        return await to_thread(self._raw.read, n)

    async def write(self, data: bytes | bytearray | memoryview) -> int:
        """Write all of `data` at the current position."""
        return await to_thread(self._raw.write, data)

    async def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move the current position."""
        # Nothing of this touches the disk: a thread would cost a thousand times more than the call.
        return self._raw.seek(offset, whence)

    async def tell(self) -> int:
        """The current position."""
        return self._raw.tell()

    async def pread(self, n: int, offset: int) -> bytes:
        """Read `n` bytes at `offset`, fewer only at the end, without moving the position."""
        return await to_thread(self._raw.pread, n, offset)

    async def pwrite(self, data: bytes | bytearray | memoryview, offset: int) -> int:
        """Write all of `data` at `offset`, without moving the position."""
        return await to_thread(self._raw.pwrite, data, offset)

    async def truncate(self, n: int | None = None) -> int:
        """Make the file `n` bytes long, or end it at the current position."""
        return await to_thread(self._raw.truncate, n)

    async def fsync(self) -> None:
        """Wait until the content is on the disk."""
        await to_thread(self._raw.fsync)

    def fileno(self) -> int:
        """The file's number in this process."""
        return self._raw.fileno()

    async def close(self) -> None:
        """Close the file."""
        self._raw.close()


@asynccontextmanager
async def open_file(path: str | os.PathLike[str], mode: str = "rb") -> AsyncGenerator[File, None]:
    """Open a file in binary `mode` for the time of the block."""
    await checkpoint()
    # Shielded: a file that was opened in the moment of a stop would have no one to close it.
    with anyio.CancelScope(shield=True):
        raw = await to_thread(RawFile, path, mode)
    file = File(raw)
    try:
        yield file
    finally:
        await file.close()


@asynccontextmanager
async def file_lock(
    path: str | os.PathLike[str],
    timeout: float | None = None,
    on_wait: Callable[[Path, float], object] | None = None,
) -> AsyncGenerator[None, None]:
    """Hold a lock file for the time of the block, against other processes, threads and tasks.

    Args:
        path: The lock file; its folder is made if it is missing.
        timeout: Seconds to wait for it; `None` waits as long as it takes.
        on_wait: Called with the path and the seconds waited so far, after one second and then every ten.

    Raises:
        CacheLockTimeout: Someone else held it all the time.
    """
    lock = FileLock(path)
    plan = WaitPlan(lock.path, timeout, on_wait)
    begin = clock.monotonic()
    try:
        while not await to_thread(lock.attempt):
            pause = plan.next_pause(clock.monotonic() - begin)
            if pause is None:
                raise errors.CacheLockTimeout(str(path))
            await sleep(pause)
        yield
    finally:
        lock.release()
