"""Rows P1, P2, P4, P5, P11, C1, C2, C3 of the fault matrix with real processes that are killed, stopped or race."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub._core.cache import leases
from huggingface_hub._core.download import journal as journals
from tests.support import fault_server as faults
from tests.support.downloader import Downloader, Trigger
from tests.support.fault_server import FaultHub


pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals")

MIB = 1024 * 1024
PIECE = 64 * 1024
DATA = random.Random(7).randbytes(12 * MIB + 321)
CONNECTIONS = 4
# What may be on its way to the client on each connection, in buffers of the system: a kill costs that, too.
ON_ITS_WAY = MIB

# All is well, but no more is sent than the client takes.
SOFTLY = faults.paced(PIECE, Trigger(0, lambda: None, pause=0.001))

Start = Callable[..., Downloader]


@pytest.fixture(params=["blocking-lane", "async-lane", "async-httpx"])
def way(request: pytest.FixtureRequest) -> dict[str, object]:
    """The colour of the processes, and how their bytes come."""
    colour, _, transport = str(request.param).partition("-")
    return {"colour": colour, "lane": transport == "lane"}


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def start(
    cache: Path, way: dict[str, object], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Generator[Start, None, None]:
    """Begin a download in a process of its own."""
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))

    def start(hub: FaultHub, **settings: Any) -> Downloader:
        given = {"endpoint": hub.url, "cache": cache, "filename": "model.bin", **way}
        return stack.enter_context(
            Downloader(**{**given, "connections": CONNECTIONS, "ranged_from": 2 * MIB, **settings})
        )

    with contextlib.ExitStack() as stack:
        yield start


def leftovers(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.incomplete*") if path.is_file())


def check(downloader: Downloader, hub: FaultHub) -> None:
    """The download has ended well, with the right bytes."""
    downloader.finish()
    assert downloader.result["sha256"] == hub.files["model.bin"].etag


@pytest.mark.parametrize(
    ("signum", "place"),
    [
        pytest.param(signal.SIGKILL, "cache", id="P1_killed"),
        pytest.param(signal.SIGTERM, "cache", id="P4_terminated"),
        pytest.param(signal.SIGINT, "local_dir", id="P4_interrupted"),
    ],
)
def test_P1_P4_a_download_that_was_ended_is_resumed(
    start: Start, cache: Path, tmp_path: Path, signum: signal.Signals, place: str
) -> None:
    folder = tmp_path / "folder" if place == "local_dir" else cache
    settings = {"local_dir": folder} if place == "local_dir" else {}
    with FaultHub({"model.bin": DATA}) as hub:
        trigger = Trigger(8 * MIB, lambda: first.process.send_signal(signum), pause=0.003)
        hub.script("model.bin", then=faults.paced(PIECE, trigger))
        first = start(hub, **settings)
        code = first.finish()
        assert code == -signum or signum is signal.SIGINT
        assert trigger.fired.is_set()
        partial, journal = leftovers(folder)
        assert not leases.is_live(partial)
        note = journals.read(journal)
        assert note is not None
        assert note.received >= 8 * MIB - CONNECTIONS * (journals.CHUNK + ON_ITS_WAY)
        hub.script("model.bin", then=SOFTLY)
        before = hub.sent

        check(start(hub, **settings), hub)

        assert hub.sent - before <= len(DATA) - note.received + CONNECTIONS * ON_ITS_WAY
        assert before <= 8 * MIB + CONNECTIONS * ON_ITS_WAY
        assert leftovers(folder) == []


@pytest.mark.parametrize(
    ("signum", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)], ids=["int", "term"]
)
def test_P4_the_program_ends_at_once_and_goes_on_the_next_time(
    cache: Path, tmp_path: Path, signum: signal.Signals, code: int
) -> None:
    command = [
        sys.executable,
        "-m",
        "huggingface_hub.cli",
        "download",
        "user/repo",
        "model.bin",
        "--cache-dir",
        str(cache),
    ]
    with FaultHub({"model.bin": DATA}) as hub:
        environment = {**os.environ, "HF_ENDPOINT": hub.url, "HF_HOME": str(tmp_path / "home")}

        def run() -> subprocess.Popen[bytes]:
            return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

        trigger = Trigger(6 * MIB, lambda: process.send_signal(signum), pause=0.003)
        hub.script("model.bin", then=faults.paced(PIECE, trigger))
        process = run()
        _, said = process.communicate(timeout=15)
        assert process.returncode == code, said
        assert b"Traceback" not in said
        assert len(leftovers(cache)) == 2
        hub.script("model.bin", then=SOFTLY)

        process = run()
        output, said = process.communicate(timeout=15)

        assert process.returncode == 0, said
        assert Path(output.decode().split()[-1]).read_bytes() == DATA
        assert hub.sent <= len(DATA) + journals.CHUNK + ON_ITS_WAY
        assert leftovers(cache) == []


def test_P5_when_one_process_dies_another_goes_on(start: Start, cache: Path) -> None:
    with FaultHub({"model.bin": DATA}) as hub:

        def kill() -> None:
            (journal,) = cache.rglob("*.journal")
            owner = leases.read_owner(journal)
            assert owner is not None
            os.kill(int(owner["pid"]), signal.SIGKILL)
            killed.append(owner["pid"])

        killed: list[object] = []
        hub.script("model.bin", then=faults.paced(PIECE, Trigger(8 * MIB, kill, pause=0.003)))
        both = [start(hub) for _ in range(2)]
        for process in both:
            process.finish()

        (other,) = [process for process in both if process.pid not in killed]
        assert other.result["sha256"] == hub.files["model.bin"].etag
        assert hub.sent <= len(DATA) + CONNECTIONS * (journals.CHUNK + ON_ITS_WAY)
        assert leftovers(cache) == []


def test_P11_a_process_that_was_stopped_holds_nobody_up_and_hurts_nobody(start: Start, cache: Path) -> None:
    with FaultHub({"model.bin": DATA}) as hub:
        trigger = Trigger(6 * MIB, lambda: stopped.process.send_signal(signal.SIGSTOP), pause=0.003)
        hub.script("model.bin", then=faults.paced(PIECE, trigger))
        stopped = start(hub)
        assert trigger.fired.wait(10)
        (journal,) = cache.rglob("*.journal")
        with open(journal, "ab") as file:
            file.write(b'{"lease":1}\n')  # a minute later

        other = start(hub, patience=0.2)
        check(other, hub)

        stopped.process.send_signal(signal.SIGCONT)
        check(stopped, hub)
        assert Path(other.result["path"]).read_bytes() == DATA
        assert hub.sent <= 2 * len(DATA) + 2 * CONNECTIONS * ON_ITS_WAY
        assert leftovers(cache) == []


def test_C1_four_processes_fetch_a_file_once(start: Start, cache: Path) -> None:
    with FaultHub({"model.bin": DATA}) as hub:
        hub.script("model.bin", then=SOFTLY)
        processes = [start(hub) for _ in range(4)]
        for process in processes:
            check(process, hub)

        assert hub.sent <= len(DATA) + CONNECTIONS * ON_ITS_WAY
        assert leftovers(cache) == []


def test_C2_C3_where_locks_lie_everybody_gets_the_file(start: Start, cache: Path) -> None:
    with FaultHub({"model.bin": DATA}) as hub:
        hub.script("model.bin", then=SOFTLY)
        processes = [start(hub, locks=False) for _ in range(3)]
        for process in processes:
            check(process, hub)

        assert Path(processes[0].result["path"]).read_bytes() == DATA
        assert leftovers(cache) == []
