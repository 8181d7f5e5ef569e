"""Which partial files belong to a download that is still running.

A download says so in the journal beside its partial file. Other programs that share the cache keep no journals: theirs
count as running while the lock of their content is held, or while they were written to a short time ago.
"""

from __future__ import annotations

import json
import os
import re
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


JOURNAL_SUFFIX = ".journal"
PARTIAL_SUFFIX = ".incomplete"

LEASE_SECONDS = 60
"""A lease that was not renewed for so long has been given up. Holders renew it every 10 seconds."""

QUIET_SECONDS = 10 * 60
"""A partial file without a journal that was not written to for so long has been given up."""

_MAX_JOURNAL = 64 * 1024 * 1024
_PARTIAL_NAME = re.compile(r"(?P<key>.+?)(\.[0-9a-f]{8})?\.incomplete")


def journal_of(partial: str | Path) -> Path:
    """Where the journal of a partial file is, if it has one."""
    return Path(f"{partial}{JOURNAL_SUFFIX}")


def owner() -> dict[str, str | int]:
    """Who we are, as a journal says it; the time of the lease comes beside it as `lease`, in seconds since 1970."""
    return {"host": socket.gethostname(), "pid": os.getpid(), "boot_id": boot_id()}


def boot_id() -> str:
    """What distinguishes this start of the machine from others; empty where the system doesn't say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def is_live(partial: str | Path, *, now: float | None = None) -> bool:
    """Whether a partial file must be left alone because a download is writing to it.

    Args:
        partial: The partial file.
        now: The time, in seconds since 1970; the clock's by default.
    """
    now = time.time() if now is None else now
    note = read_owner(journal_of(partial))
    if note is not None:
        return is_held(note, now)
    try:
        changed = os.stat(partial).st_mtime
    except OSError:
        return False
    return now - changed < QUIET_SECONDS or is_locked(partial)


def read_owner(journal: Path) -> dict[str, Any] | None:
    """What a journal says about its owner, `None` if there is no journal or it can't be understood.

    A journal is one JSON object, or several lines of which the first is one.
    """
    try:
        with open(journal, "rb") as file:
            raw = file.read(_MAX_JOURNAL)
    except OSError:
        return None
    for text in (raw, raw.partition(b"\n")[0]):
        try:
            note = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(note, dict) and _is_number(note.get("lease")):
            return note
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_held(note: dict[str, Any], now: float, *, alive: Callable[[int], bool] | None = None) -> bool:
    """Whether the owner that a journal names still holds its lease: renewed lately, and not by a process that is gone."""
    if now - float(note["lease"]) >= LEASE_SECONDS:
        return False
    ours = owner()
    if note.get("host") != ours["host"]:
        return True
    if note.get("boot_id") != ours["boot_id"]:
        return False  # the same machine, started again since
    pid = note.get("pid")
    return isinstance(pid, int) and (alive or is_alive)(pid)


def is_alive(pid: int) -> bool:
    """Whether a process of this machine exists. Where that can't be asked, it does."""
    if pid <= 0:
        return False
    if os.name == "nt":
        return True  # signals don't ask there, they end the process
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def lock_of(path: str | Path) -> Path | None:
    """The lock that downloads of a content hold, by the name of its blob or partial file in a cache."""
    path = Path(path)
    if path.parent.name != "blobs":
        return None
    match = _PARTIAL_NAME.fullmatch(path.name)
    key = match["key"] if match else path.name
    return path.parents[2] / ".locks" / path.parents[1].name / f"{key}.lock"


def is_locked(path: str | Path) -> bool:
    """Whether somebody downloads the content of a blob or partial file right now."""
    with hold(path) as held:
        return not held


class hold:
    """Hold the lock of a content while it is deleted: `with hold(blob) as held:`, `False` if somebody else has it.

    A content whose lock file does not exist is nobody's: none is made for it.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = lock_of(path)
        self._lock: Any = None

    def __enter__(self) -> bool:
        if self._path is None or not self._path.exists():
            return True
        from filelock import FileLock, Timeout

        self._lock = FileLock(str(self._path), timeout=0, mode=0o664, thread_local=False)
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            self._lock = None
            return False
        except (OSError, NotImplementedError):
            # No locks here, or the lock is another user's: they only save work, nothing rests on them.
            self._lock = None
        return True

    def __exit__(self, *_: object) -> None:
        if self._lock is not None:
            self._lock.release()


def is_busy(repo: str | Path) -> bool:
    """Whether a download is working on a repository of a cache."""
    repo = Path(repo)
    locks = repo.parent / ".locks" / repo.name
    for folder, suffix in ((repo / "blobs", PARTIAL_SUFFIX), (locks, ".lock")):
        try:
            names = [name for name in os.listdir(folder) if name.endswith(suffix)]
        except OSError:
            continue
        for name in names:
            if suffix == PARTIAL_SUFFIX and is_live(folder / name):
                return True
            if suffix == ".lock" and is_locked(repo / "blobs" / name.removesuffix(suffix)):
                return True
    return False
