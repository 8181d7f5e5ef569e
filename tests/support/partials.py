"""Partial files as downloads leave them, and processes that die at a chosen step."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from huggingface_hub._core.cache import leases
from huggingface_hub._core.download import journal as journals, partial as partials
from huggingface_hub._core.download.partial import Opening, Partial
from huggingface_hub._core.download.plan import Range
from huggingface_hub._core.download.verify import Expected


MIB = 1024 * 1024
DATA = random.Random(5).randbytes(8 * MIB + 5)
EXPECTED = Expected(hashlib.sha256(DATA).hexdigest(), len(DATA), "model.bin")
SOURCE = "https://hub/user/repo/resolve/main/model.bin"


def dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def open_partial(path: Path, expected: Expected, source: str, *, resume: bool = True) -> Partial:
    return Opening(path, expected, source, resume=resume).open()


def begin(path: Path, *parts: Range, expected: Expected = EXPECTED) -> Partial:
    """A download that has received some parts."""
    partial = open_partial(path, expected, SOURCE)
    receive(partial, *parts)
    return partial


def receive(partial: Partial, *parts: Range) -> None:
    assert partial.journal is not None
    with open(partial.path, "r+b") as file:
        for start, end in parts:
            file.seek(start)
            file.write(DATA[start:end])
            partial.journal.wrote(start, DATA[start:end])


def kill(partial: Partial, **changes: object) -> None:
    """Make it look as if its process had been killed, or as if it were another's."""
    partial._close()
    note = leases.journal_of(partial.path)
    head, _, rest = note.read_bytes().partition(b"\n")
    changes = changes or {"pid": dead_pid()}
    note.write_bytes(json.dumps({**json.loads(head), **changes}).encode() + b"\n" + rest)


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def dies_after(steps: int, work: Callable[[], object]) -> bool:
    """Run in a process of its own that is gone after some steps on the disk; tells whether it came to the end."""
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1] == 0
    try:
        count = 0

        def counted(function: Callable[..., object]) -> Callable[..., object]:
            def step(*args: object, **kwargs: object) -> object:
                nonlocal count
                if count == steps:
                    os._exit(9)
                count += 1
                return function(*args, **kwargs)

            return step

        for owner, names in (
            (os, ("rename", "unlink", "replace", "fsync", "symlink", "chmod")),
            (partials, ("_check", "_create")),
            (journals.Journal, ("_append",)),
        ):
            for name in names:
                setattr(owner, name, counted(getattr(owner, name)))
        work()
        os._exit(0)
    finally:
        os._exit(1)


def nothing_is_left(cache: Path, name: str) -> bool:
    """Whether neither a file of that name nor a partial one can be seen."""
    found = [path.name for path in cache.rglob("*") if path.is_file() or path.is_symlink()]
    return name not in found and not any(path.endswith(".incomplete") for path in found)
