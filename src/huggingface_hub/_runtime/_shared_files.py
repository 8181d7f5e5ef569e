"""An unbuffered binary file with whole reads and writes, and access at a position; both runtimes build on it."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast


_MODES = frozenset({"rb", "wb", "xb", "ab", "r+b", "rb+", "w+b", "wb+", "x+b", "xb+"})


class RawFile:
    """A binary file. Buffers would only copy: the pieces that are read and written here are large."""

    def __init__(self, path: str | os.PathLike[str], mode: str) -> None:
        if mode not in _MODES:
            raise ValueError(
                f"Files are opened in binary, with one of the modes {', '.join(sorted(_MODES))}, not {mode!r}."
            )
        self.path = Path(path)
        self._file = cast(
            "io.FileIO",
            open(path, mode, buffering=0),  # noqa: SIM115 - closed by the context manager around this
        )
        # For systems without pread, where the position has to be moved and brought back.
        self._moving = threading.Lock()

    def read(self, n: int = -1) -> bytes:
        if n < 0:
            return self._file.readall()
        first = self._file.read(n) or b""
        if len(first) == n or not first:
            return first
        pieces, have = [first], len(first)
        while have < n and (piece := self._file.read(n - have)):
            pieces.append(piece)
            have += len(piece)
        return b"".join(pieces)

    def write(self, data: bytes | bytearray | memoryview) -> int:
        view = memoryview(data).cast("B")
        done = 0
        while done < len(view):
            done += self._file.write(view[done:]) or 0
        return done

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def pread(self, n: int, offset: int) -> bytes:
        if not hasattr(os, "pread"):
            return cast("bytes", self._at(offset, lambda: self.read(n)))
        pieces: list[bytes] = []
        while n > 0 and (piece := os.pread(self._file.fileno(), n, offset)):
            pieces.append(piece)
            n -= len(piece)
            offset += len(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def pwrite(self, data: bytes | bytearray | memoryview, offset: int) -> int:
        if not hasattr(os, "pwrite"):
            return cast("int", self._at(offset, lambda: self.write(data)))
        view = memoryview(data).cast("B")
        done = 0
        while done < len(view):
            done += os.pwrite(self._file.fileno(), view[done:], offset + done)
        return done

    def _at(self, offset: int, action: Callable[[], Any]) -> Any:
        with self._moving:
            before = self._file.tell()
            try:
                self._file.seek(offset)
                return action()
            finally:
                self._file.seek(before)

    def truncate(self, n: int | None = None) -> int:
        return self._file.truncate(n)

    def fsync(self) -> None:
        os.fsync(self._file.fileno())

    def fileno(self) -> int:
        return self._file.fileno()

    def close(self) -> None:
        self._file.close()


class FileLock:
    """One holder of a lock file, over filelock: `attempt` until it works, then `release`."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        from filelock import FileLock as NativeLock

        self.path = Path(path)
        self._lock: Any = NativeLock(str(path), timeout=0, mode=0o664, thread_local=False)

    @property
    def native(self) -> Any:
        """That of filelock."""
        return self._lock

    def attempt(self) -> bool:
        """Try once; makes the folder of the lock file if it is missing."""
        from filelock import Timeout

        try:
            self._acquire()
        except Timeout:
            return False
        return True

    def _acquire(self) -> None:
        from filelock import SoftFileLock

        try:
            self._lock.acquire(blocking=False)
        except FileNotFoundError:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(blocking=False)
        except (NotImplementedError, OSError) as error:
            if isinstance(self._lock, SoftFileLock) or not _unsupported(error):
                raise
            # No flock here (some network file systems): the existence of the file is the lock.
            self._lock = SoftFileLock(str(self.path), timeout=0, mode=0o664, thread_local=False)
            self._lock.acquire(blocking=False)

    def release(self) -> None:
        """Give the lock back if it is held."""
        if self._lock.is_locked:
            self._lock.release()


def _unsupported(error: Exception) -> bool:
    import errno

    if isinstance(error, NotImplementedError):
        return True
    codes = {errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK}
    return isinstance(error, OSError) and error.errno in codes


# The first word about a wait comes soon, further ones seldom.
FIRST_NOTICE = 1.0
NEXT_NOTICE = 10.0
FIRST_PAUSE = 0.01
LONGEST_PAUSE = 0.25


class WaitPlan:
    """When to try again, when to say that we wait, and when to give up; pure arithmetic on seconds."""

    def __init__(self, path: Path, timeout: float | None, on_wait: Callable[[Path, float], object] | None) -> None:
        self._path = path
        self._timeout = timeout
        self._on_wait = on_wait
        self._next_notice = FIRST_NOTICE
        self._pause = FIRST_PAUSE

    def next_pause(self, waited: float) -> float | None:
        """The pause before the next attempt after `waited` seconds, or `None` when it is time to give up."""
        if self._timeout is not None and waited >= self._timeout:
            return None
        if waited >= self._next_notice and self._on_wait is not None:
            self._on_wait(self._path, waited)
            self._next_notice = waited + NEXT_NOTICE
        pause = self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        if self._timeout is not None:
            pause = min(pause, self._timeout - waited)
        return pause
