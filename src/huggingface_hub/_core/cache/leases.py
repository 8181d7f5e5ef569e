"""Which partial files belong to a download that is still running.

A download says so in the journal beside its partial file. Other programs that share the cache keep no journals: theirs
count as running while the lock of their content is held, or while they were written to a short time ago.
"""

from __future__ import annotations

import json
import math
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


JOURNAL_SUFFIX = ".journal"
PARTIAL_SUFFIX = ".incomplete"
CLAIM_SUFFIX = ".claim"

LEASE_SECONDS = 60
"""A lease that was not renewed for so long has been given up. Holders renew it every 10 seconds."""

QUIET_SECONDS = 10 * 60
"""A partial file without a journal that was not written to for so long has been given up."""

CLAIM_SECONDS = 24 * 3600
"""How long a claim of a process that can't be seen from here is believed."""

_MAX_JOURNAL = 64 * 1024 * 1024
_RENEWAL = b'\n{"lease":'
_PARTIAL_NAME = re.compile(r"(?P<key>.+?)(\.[0-9a-f]{8})?\.incomplete")


def journal_of(partial: str | Path) -> Path:
    """Where the journal of a partial file is, if it has one."""
    return Path(f"{partial}{JOURNAL_SUFFIX}")


def owner() -> dict[str, str | int]:
    """Who we are, as a journal says it; the time of the lease comes beside it as `lease`, in seconds since 1970."""
    import socket

    return {"host": socket.gethostname(), "pid": os.getpid(), "boot_id": boot_id(), "pid_space": pid_space()}


def boot_id() -> str:
    """What distinguishes this start of the machine from others; empty where the system doesn't say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def pid_space() -> int:
    """What distinguishes the process numbers of one container from those of another; 0 where there are no containers."""
    try:
        return os.stat("/proc/self/ns/pid").st_ino
    except OSError:
        return 0


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

    A journal is one JSON object, or several lines of which the first is one. Later lines renew its lease.
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
        if isinstance(note, dict) and is_time(note.get("lease")):
            renewed = _renewed(raw)
            return note if renewed is None else {**note, "lease": renewed}
    return None


def _renewed(raw: bytes) -> float | None:
    """The time in the last whole line that renews a lease."""
    end = raw.rfind(b"\n")
    start = raw.rfind(_RENEWAL, 0, max(end, 0))
    if start < 0:
        return None
    try:
        lease = json.loads(raw[start + 1 : raw.index(b"\n", start + 1)]).get("lease")
    except ValueError:
        return None
    return float(lease) if is_time(lease) else None


def is_time(value: object) -> bool:
    """Whether a value of a journal is a point in time."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def is_held(note: dict[str, Any], now: float, *, alive: Callable[[int], bool] | None = None) -> bool:
    """Whether the owner that a journal names still holds its lease: renewed lately, and not by a process that is gone."""
    if now - float(note["lease"]) >= LEASE_SECONDS:
        return False
    ours = owner()
    if note.get("host") != ours["host"]:
        return True
    if note.get("boot_id") != ours["boot_id"]:
        return False  # the same machine, started again since
    if note.get("pid_space", ours["pid_space"]) != ours["pid_space"]:
        return True  # a container, whose processes can't be seen from here
    pid = note.get("pid")
    return isinstance(pid, int) and (alive or is_alive)(pid)


def is_gone(note: dict[str, Any]) -> bool:
    """Whether the owner that a journal names has certainly ended.

    A lease that was not renewed is no proof: the process may be stopped. Neither is another start of the machine:
    two machines can have one name.
    """
    ours = owner()
    pid = note.get("pid")
    same = all(note.get(key) == ours[key] for key in ("host", "boot_id", "pid_space")) and ours["boot_id"] != ""
    return same and isinstance(pid, int) and not is_alive(pid)


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
    return not _is_remains(pid)


def _is_remains(pid: int) -> bool:
    """Whether a process has ended and only its parent, which has not asked yet, keeps its number taken.

    Containers often have a first process that never asks. As long as one of its threads is there, it has not ended.
    """
    try:
        status = Path(f"/proc/{pid}/stat").read_bytes()
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return False
    return status.rpartition(b")")[2].split()[:1] == [b"Z"] and len(threads) == 1


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


def claim(repo: str | Path) -> Path | None:
    """Say that a download of several files works on a repository of a cache, until `release`.

    Between two files of it there is neither a partial file nor a lock that says so. Several downloads may claim one
    repository: nothing waits for a claim, but what deletes from the cache leaves the repository alone.
    """
    repo = Path(repo)
    path = repo.parent / ".locks" / repo.name / f"{os.urandom(8).hex()}{CLAIM_SUFFIX}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({**owner(), "lease": time.time()}), encoding="ascii")
    except OSError:
        return None  # a cache that can't be written can't be pruned either
    return path


def release(claimed: Path | None) -> None:
    """End a claim."""
    if claimed is not None:
        try:
            os.unlink(claimed)
        except OSError:
            pass  # a day later it counts for nothing


def is_claimed(path: Path) -> bool:
    """Whether a claim's owner is still there. Of processes that can't be seen from here that is believed for a day."""
    note = read_owner(path)
    if note is None or is_gone(note):
        release(path)
        return False
    return time.time() - float(note["lease"]) < CLAIM_SECONDS


def has_claims(repo: str | Path) -> bool:
    """Whether a download of several files works on a repository of a cache."""
    locks = Path(repo).parent / ".locks" / Path(repo).name
    return any(is_claimed(locks / name) for name in _names(locks, CLAIM_SUFFIX))


def is_busy(repo: str | Path) -> bool:
    """Whether a download is working on a repository of a cache."""
    repo = Path(repo)
    blobs, locks = repo / "blobs", repo.parent / ".locks" / repo.name
    return (
        any(is_live(blobs / name) for name in _names(blobs, PARTIAL_SUFFIX))
        or has_claims(repo)
        or any(is_locked(blobs / name.removesuffix(".lock")) for name in _names(locks, ".lock"))
    )


def _names(folder: Path, suffix: str) -> list[str]:
    try:
        return [name for name in os.listdir(folder) if name.endswith(suffix)]
    except OSError:
        return []
