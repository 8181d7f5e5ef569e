"""The one atomic publisher: a file is seen under its final name when it is complete, or not at all (promise I2).

Written to a private name in the same folder, flushed to the disk, renamed, and the rename flushed too. A crash at any
point leaves the old file, the new one or none, and perhaps a private file that nobody mistakes for the real one.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable
from pathlib import Path


# Access denied, sharing violation, lock violation, user-mapped section open
_WINDOWS_IN_USE = (5, 32, 33, 1224)
_ATTEMPTS = 7


def private_name(final: str | Path, suffix: str = "tmp") -> Path:
    """A name beside the final one that no other process uses."""
    final = Path(final)
    # Long names would pass the limit of 255 bytes with the addition, so they are cut: only uniqueness counts.
    stem = final.name.encode()[:180].decode(errors="ignore")
    return final.with_name(f"{stem}.{os.urandom(4).hex()}.{suffix}")


def default_mode() -> int:
    """The permissions that the umask gives to a new file."""
    # There is no way to read the umask without setting it, which races with other threads; /proc knows it on Linux.
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as status:
            for line in status:
                if line.startswith("Umask:"):
                    return 0o666 & ~int(line.split()[1], 8)
    except (OSError, ValueError):
        pass
    umask = os.umask(0o022)
    os.umask(umask)
    return 0o666 & ~umask


def sync_file(path: str | Path) -> None:
    """Flush a file's bytes to the disk."""
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def sync_folder(path: str | Path) -> None:
    """Flush a folder's entries to the disk, where the system can (not on Windows, not on some network disks)."""
    if os.name == "nt":
        return
    try:
        fd = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(fd)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EROFS, errno.EBADF):
            raise
    finally:
        os.close(fd)


_pause: Callable[[float], None] = time.sleep  # noqa: TID251 (a second at most, in whichever thread works on files)


def replace(private: str | Path, final: str | Path, *, pause: Callable[[float], None] = _pause) -> None:
    """Rename over what is there, if need be a few times: virus scanners hold new files, file servers forget handles.

    Args:
        private: The complete file.
        final: Its new name.
        pause: Lets time pass between attempts; less than a second in all.

    Raises:
        OSError: It stays impossible; the message says who may be in the way.
    """
    for attempt in range(_ATTEMPTS):
        try:
            os.replace(private, final)
            return
        except OSError as error:
            advice = _advice(error)
            if advice is None:
                raise
            if attempt + 1 == _ATTEMPTS:
                raise _explained(error, final, advice) from error
        pause(0.01 * 2**attempt)


def _advice(error: OSError) -> str | None:
    """What a user can do about a failure that may pass, `None` for one that stays."""
    if getattr(error, "winerror", None) in _WINDOWS_IN_USE:
        return "another program has it open: close it, or leave the folder out of the virus scanner"
    if error.errno == errno.ESTALE:
        return "the file server has lost track of it (stale handle): mount its folder again"
    return None


def _explained(error: OSError, final: str | Path, advice: str) -> OSError:
    wrapped = type(error)(error.errno, f"Cannot write {final}: {advice}. What was there before is unchanged.")
    wrapped.filename = str(final)
    return wrapped


def publish_file(private: str | Path, final: str | Path, *, mode: int | None = None, durable: bool = True) -> None:
    """Give a complete private file its final name, replacing what was there.

    Args:
        private: The complete file, on the same volume.
        final: The name under which it is to be seen. A symbolic link there is replaced, not followed.
        mode: Permissions; `None` takes what the umask gives.
        durable: Whether to flush to the disk first. Files that are cheap to fetch again can do without.
    """
    if os.name != "nt":
        os.chmod(private, default_mode() if mode is None else mode)
    if durable:
        sync_file(private)
    replace(private, final)
    if durable:
        sync_folder(Path(final).parent)


def write_atomic(path: str | Path, data: bytes, *, mode: int | None = None, durable: bool = False) -> None:
    """Write a small file so that readers see the old or the new content, never a part."""
    private = private_name(path)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    # Created with the final permissions at once: a secret is never readable for others, not even for a moment.
    fd = os.open(private, flags, default_mode() if mode is None else mode)
    try:
        with os.fdopen(fd, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        replace(private, path)
    except BaseException:
        private.unlink(missing_ok=True)
        raise
    if durable:
        sync_folder(Path(path).parent)


def is_regular(path: str | Path) -> bool:
    """Whether a path is a regular file itself, not a link to one."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False
