"""What kind of machine a client finds itself on: changes to `os` that are made before it is imported.

Imports nothing of the test suite, as it is read in the interpreter of the client that is tried.
"""

from __future__ import annotations

import builtins
import io
import os
import pathlib
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any


MACHINE: dict[str, Any] = {}
SAVED: list[str] = []
"""What was flushed to the disk and what got its name, in order."""


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def room(free: int) -> None:
    """So many bytes are free on all disks."""
    real = os.statvfs

    def statvfs(path: Any) -> Any:
        found = real(path)
        values = list(found)
        values[3] = values[4] = free // found.f_frsize
        return os.statvfs_result(values)

    os.statvfs = statvfs  # type: ignore[assignment]


def no_links(_: Any) -> None:
    """Nobody may make symbolic links."""

    def symlink(*args: Any, **kwargs: Any) -> None:
        raise PermissionError(1, "Operation not permitted")

    os.symlink = symlink


def no_locks(_: Any) -> None:
    """Locks do nothing, as on some network disks."""
    import fcntl

    fcntl.flock = lambda fd, operation: None  # type: ignore[assignment]


def hosts(known: dict[str, list[str]]) -> None:
    """Names with several addresses."""
    real = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in known:
            return real(host, port, *args, **kwargs)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, int(port))) for address in known[name]]

    socket.getaddrinfo = getaddrinfo


def limit(size: int) -> None:
    """No file may become larger than this."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def dies(moment: list[str]) -> None:
    """
    The process is killed in the moment when a path with these words is `renamed`, `linked`, or was just opened to
    `write`.
    """
    kind, part = moment
    if kind == "write":
        _after_opening(part, die)
        return
    before = kind == "before-rename"
    for name in ("symlink", "link") if kind == "link" else ("rename", "replace", "link"):
        _at(name, part, before=before or kind == "link")


def _at(name: str, part: str, *, before: bool) -> None:
    real = getattr(os, name)

    def call(source: Any, target: Any, *args: Any, **kwargs: Any) -> Any:
        ours = part in os.path.join(os.getcwd(), os.fsdecode(target)) and _is_final(os.fsdecode(target))
        if ours and before:
            die()
        found = real(source, target, *args, **kwargs)
        if ours:
            die()
        return found

    setattr(os, name, call)


def _is_final(path: str) -> bool:
    return not path.endswith((".incomplete", ".journal", ".lock"))


def _after_opening(part: str, action: Callable[[], None]) -> None:
    real = builtins.open

    def opened(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        found = real(file, mode, *args, **kwargs)
        if (
            not isinstance(file, int)
            and "r" not in mode
            and part in os.fspath(file)
            and not str(file).endswith(".lock")
        ):
            action()
        return found

    builtins.open = io.open = opened  # type: ignore[assignment]
    if sys.version_info < (3, 11):
        pathlib._NormalAccessor.open = staticmethod(opened)  # type: ignore[attr-defined]


def notes_saving(_: Any) -> None:
    """Write down what is flushed, and what gets its name."""
    real = os.fsync

    def fsync(fd: Any) -> None:
        number = fd if isinstance(fd, int) else fd.fileno()
        SAVED.append(f"flush {os.readlink(f'/proc/self/fd/{number}')}")
        real(fd)

    os.fsync = fsync
    for name in ("rename", "replace"):
        _note(name)


def _note(name: str) -> None:
    real = getattr(os, name)

    def call(source: Any, target: Any, *args: Any, **kwargs: Any) -> Any:
        SAVED.append(f"name {os.fspath(source)} {os.fspath(target)}")
        return real(source, target, *args, **kwargs)

    setattr(os, name, call)


KINDS: dict[str, Callable[[Any], None]] = {
    "umask": os.umask,
    "room": room,
    "no_links": no_links,
    "no_locks": no_locks,
    "hosts": hosts,
    "limit": limit,
    "dies": dies,
    "notes_saving": notes_saving,
    # Read by the calls.
    "same_clock": lambda _: None,
}  # type: ignore[dict-item]


def prepare(settings: dict[str, Any]) -> None:
    """Make this machine like that."""
    MACHINE.update(settings)
    for name, value in settings.items():
        KINDS[name](value)
