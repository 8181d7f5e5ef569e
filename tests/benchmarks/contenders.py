"""Who is compared, and how one run of one of them is measured."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks import machine


PROGRAM = Path(__file__).with_name("program.py")
FLOOR_PROGRAM = Path(__file__).with_name("floor.py")
ASYNC, BLOCKING, OFFICIAL, CURL, BARE = "async", "blocking", "official", "curl", "bare Python"
ARIA2, ARIA2_8 = "aria2 -x16", "aria2 -x8"
# Ours, but believing what comes
UNHASHED = "hash-less"
# No client, but the least that one in Python has to do
FLOOR = "floor"
_TIMEOUT = 300.0
_RSS_PAUSE = 0.02
# All that contenders take over from our environment: nothing that configures a client.
_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT")


@dataclass(frozen=True)
class Contender:
    """
    One of those that are compared.

    Attributes:
        name: As the table shows it.
        program: An interpreter with the package, or a tool.
        colour: How Python is to call the package; None for a tool.
    """

    name: str
    program: str
    colour: str | None = None

    def script(self, name: str) -> str:
        """A console script of the same environment."""
        return str(Path(self.program).with_name(name))


def find(official: str | None) -> dict[str, Contender]:
    """Everyone who is present on this machine."""
    found = [Contender(ASYNC, sys.executable, "async"), Contender(BLOCKING, sys.executable, "blocking")]
    if official is not None:
        found.append(Contender(OFFICIAL, official, "blocking"))
    found += [
        Contender(name, path)
        for name, tool in ((CURL, "curl"), (ARIA2, "aria2c"), (ARIA2_8, "aria2c"))
        if (path := shutil.which(tool))
    ]
    found.append(Contender(UNHASHED, sys.executable, "blocking"))
    found.append(Contender(BARE, sys.executable))
    if hasattr(os, "preadv") and hasattr(os, "posix_fallocate"):
        found.append(Contender(FLOOR, sys.executable))
    return {contender.name: contender for contender in found}


def version(contender: Contender) -> str:
    """What a contender calls itself."""
    if contender.colour is not None:
        code = "import sys, huggingface_hub as h; print('huggingface_hub', h.__version__, 'on Python', *sys.version.split()[:1])"
        args = [contender.program, "-I", "-c", code]
    else:
        args = [contender.program, "--version"]
    done = subprocess.run(args, capture_output=True, text=True, check=True, env=environment({}))
    return re.sub(r"\s*\(.*", "", (done.stdout or done.stderr).splitlines()[0])


def environment(more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a contender: plain HTTP, nothing on the terminal, no other settings of this user."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT}
    quiet = {"HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    return {**kept, **quiet, "HF_HUB_DISABLE_UPDATE_CHECK": "1", **more}


@dataclass(frozen=True)
class Command:
    """
    A process to run.

    Attributes:
        args: Program and arguments.
        env: What its environment has beside `environment`.
        timed_inside: Whether it prints what `program.py` prints.
        output: What a tool makes, for the check.
    """

    args: Sequence[str]
    env: Mapping[str, str]
    timed_inside: bool = False
    output: Path | None = None


def fetch(
    contender: Contender, url: str, output: Path, certificate: Path | None, *, size: int, connections: int
) -> Command:
    """The command by which one that is no Python package fetches an address.

    Args:
        contender: The tool.
        url: What to fetch.
        output: Where to put it.
        certificate: Whom to trust, for TLS.
        size: How many bytes it has.
        connections: How many the floor does best with; tools have theirs in their names.
    """
    if contender.name == FLOOR:
        task = {
            "url": url,
            "path": str(output),
            "size": size,
            "connections": connections,
            "certificate": str(certificate) if certificate else None,
        }
        args = [contender.program, "-I", str(FLOOR_PROGRAM), json.dumps(task)]
        return Command(args, {}, timed_inside=True, output=output)
    if contender.name == CURL:
        trust = ["--cacert", str(certificate)] if certificate else []
        return Command([contender.program, "-sSfL", *trust, "-o", str(output), url], {}, output=output)
    count = contender.name.rpartition("x")[2]
    trust = [f"--ca-certificate={certificate}"] if certificate else []
    options = [f"-x{count}", f"-s{count}", "-k1M", "--file-allocation=none", "--quiet=true", "--no-conf=true", *trust]
    place = ["-d", str(output.parent), "-o", output.name]
    return Command([contender.program, *options, *place, url], {}, output=output)


def call(
    contender: Contender, function: str, kwargs: Mapping[str, Any], env: Mapping[str, str], *, reads: str = ""
) -> Command:
    """The command by which a Python contender calls a function of its package, and reads something of the result."""
    task = {
        "function": function,
        "colour": contender.colour,
        "kwargs": dict(kwargs),
        "reads": reads,
        "unverified": contender.name == UNHASHED,
    }
    # Isolated, so that nothing is imported from the current folder or from the one of `program.py`.
    return Command([contender.program, "-I", str(PROGRAM), json.dumps(task)], env, timed_inside=True)


@dataclass(frozen=True)
class Sample:
    """
    One measured run.

    Attributes:
        seconds: Of the call; of the process, where that is the job or the contender is a tool.
        process_seconds: From the start of the process to its end.
        cpu: CPU seconds of the whole process.
        rss: Its peak resident memory in MB; None where the process did not live long enough to be asked.
        requests: How many requests the server saw.
        load: The machine's load of one minute before.
        foreign: The share of the machine that neither this process nor the server used.
        result: What the call returned.
    """

    seconds: float
    process_seconds: float
    cpu: float
    rss: float | None
    requests: int = 0
    load: float | None = None
    foreign: float = 0.0
    result: str = field(default="", compare=False)


class ContenderFailed(Exception):
    """A run did not end well."""


def measure(command: Command, server_pids: Sequence[int]) -> Sample:
    """
    Run a process to its end.

    Raises:
        ContenderFailed: Its exit code is not zero; the message is the end of what it wrote.
    """
    load, own, busy = machine.load(), time.process_time(), machine.busy_seconds()
    server = machine.cpu_seconds(server_pids)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.perf_counter()
        process = subprocess.Popen(
            list(command.args), stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=environment(command.env)
        )
        with _limited(process), _watched_memory(process.pid, wanted=not command.timed_inside) as peak:
            _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        written, complained = out.read().decode(errors="replace"), err.read().decode(errors="replace")
    if process.returncode:
        lines = (complained.strip() or written.strip() or "no message").splitlines()
        raise ContenderFailed(f"exit code {process.returncode}: {' / '.join(lines[-2:])}")
    cpu = usage.ru_utime + usage.ru_stime
    foreign = 0.0
    if busy is not None and (now := machine.busy_seconds()) is not None:
        ours = cpu + machine.cpu_seconds(server_pids) - server + time.process_time() - own
        foreign = max(0.0, now - busy - ours) / ((time.perf_counter() - started) * (os.cpu_count() or 1))
    told: dict[str, Any] = json.loads(written.strip().splitlines()[-1]) if command.timed_inside else {}
    rss = told.get("rss") or (peak[0] if peak else None)
    return Sample(
        seconds=told.get("seconds", elapsed),
        process_seconds=elapsed,
        cpu=cpu,
        rss=rss * 1024 / 1e6 if rss else None,
        load=load,
        foreign=foreign,
        result=told.get("result", ""),
    )


@contextmanager
def _limited(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Kill a process that does not come to its end."""
    timer = threading.Timer(_TIMEOUT, process.kill)
    timer.start()
    try:
        yield
    except BaseException:
        process.kill()
        raise
    finally:
        timer.cancel()


@contextmanager
def _watched_memory(pid: int, *, wanted: bool) -> Iterator[list[int]]:
    """Note the peak memory of a process that cannot tell it by itself, as long as it runs."""
    peak: list[int] = []
    if not wanted:
        yield peak
        return
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_RSS_PAUSE):
            if (seen := machine.peak_rss(pid)) is not None:
                peak[:] = [seen]

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        ended.set()
        thread.join()
