"""The machine: what it is, how busy it is, and how much of that others cause."""

from __future__ import annotations

import mmap
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path


_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_WINDOW = 0.25
_CALM = 0.15


def describe() -> str:
    """Processor, cores, memory and system, in one line."""
    cores = os.cpu_count() or 1
    words = [f"{cores} cores"]
    model = _field(Path("/proc/cpuinfo"), "model name")
    if model:
        words.append(model)
    memory = _field(Path("/proc/meminfo"), "MemTotal")
    if memory:
        words.append(f"{int(memory.split()[0]) / 1024**2:.0f} GiB")
    words.append(f"{platform.system()} {platform.release()}")
    return ", ".join(words)


def load() -> float | None:
    """The load of the last minute."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def busy_seconds() -> float | None:
    """CPU seconds that programs of this machine have used since it started; None where that is not known."""
    try:
        fields = Path("/proc/stat").read_text().splitlines()[0].split()[1:]
    except OSError:
        return None
    user, nice, system = (int(field) for field in fields[:3])
    return (user + nice + system) / _TICKS


def cpu_seconds(pids: Iterable[int]) -> float:
    """CPU seconds of running processes; those that are gone count nothing."""
    total = 0
    for pid in pids:
        try:
            # The name stands in parentheses and may contain anything.
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def peak_rss(pid: int) -> int | None:
    """The most memory that a running process had at once, in KiB."""
    value = _field(Path(f"/proc/{pid}/status"), "VmHWM")
    return int(value.split()[0]) if value else None


def touch_memory(size: int) -> None:
    """Have so much free memory that was used just now: a virtual machine may have to get pages from its host at first use."""
    code = "import mmap, sys; mmap.mmap(-1, int(sys.argv[1]), flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | mmap.MAP_POPULATE)"
    if hasattr(mmap, "MAP_POPULATE"):
        # In a process of its own, whose end gives all of it back. If there is not so much, runs are only slower.
        subprocess.run([sys.executable, "-I", "-c", code, str(size)], check=False, capture_output=True)


class Calm:
    """Waits until others leave the machine alone, for a limited time in all.

    Args:
        patience: Seconds to wait in all.
        each: The most seconds to wait at a time.
    """

    def __init__(self, patience: float, each: float = 5.0) -> None:
        self._left = patience
        self._each = each

    def wait(self) -> None:
        """Return when the machine is quiet, or patience is at its end."""
        until = time.monotonic() + min(self._left, self._each)
        while (now := time.monotonic()) < until:
            before = busy_seconds()
            if before is None:
                return
            time.sleep(_WINDOW)
            spent = time.monotonic() - now
            after = busy_seconds()
            if after is None or (after - before) / (spent * (os.cpu_count() or 1)) < _CALM:
                return
            self._left -= spent


def _field(path: Path, name: str) -> str | None:
    try:
        for line in path.read_text().splitlines():
            key, _, value = line.partition(":")
            if key.strip() == name:
                return value.strip()
    except OSError:
        pass
    return None
