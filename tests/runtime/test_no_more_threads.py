"""No thread can be started: Python 3.12 refuses them while a program ends, and systems have bounds. Then one does it all."""

from __future__ import annotations

import hashlib
import socket
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from huggingface_hub import hf_hub_download
from huggingface_hub._core.outcome import Outcome
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._runtime.blocking.connect import connect
from tests.support.fault_server import REPO, FaultHub


@pytest.fixture
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    real = threading.Thread.start

    def start(thread: threading.Thread) -> None:
        if thread.name.startswith("huggingface_hub"):
            raise RuntimeError("can't create new thread at interpreter shutdown")
        real(thread)

    monkeypatch.setattr(threading.Thread, "start", start)


def fail_at(bad: int) -> Callable[[int], int]:
    def work(item: int) -> int:
        if item == bad:
            raise ValueError(item)
        return item * 10

    return work


@pytest.mark.usefixtures("no_threads")
def test_items_are_done_one_after_the_other() -> None:
    assert runtime.map_concurrently(fail_at(-1), range(5), limit=3) == [0, 10, 20, 30, 40]
    with closing(runtime.as_completed(fail_at(-1), range(5), limit=3)) as done:
        assert list(done) == [(0, 0), (1, 10), (2, 20), (3, 30), (4, 40)]


@pytest.mark.usefixtures("no_threads")
def test_a_failure_is_raised_as_itself() -> None:
    with pytest.raises(ValueError, match="2"):
        runtime.map_concurrently(fail_at(2), range(5), limit=3)
    with pytest.raises(ValueError, match="2"), closing(runtime.as_completed(fail_at(2), range(5), limit=3)) as done:
        list(done)
    outcomes: list[Outcome[int]] = runtime.map_outcomes(fail_at(2), range(4), limit=3)
    assert [outcome.error is None for outcome in outcomes] == [True, True, False, True]


@pytest.mark.usefixtures("no_threads")
def test_a_group_stops_after_its_first_failure() -> None:
    done: list[int] = []

    def work(item: int) -> None:
        if item == 1:
            raise ValueError(item)
        done.append(item)

    with pytest.raises(ValueError, match="1"), runtime.TaskGroup() as group:
        for item in range(4):
            group.start(work, item)

    assert done == [0]


@pytest.mark.usefixtures("no_threads")
def test_hosts_are_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        there = (socket.AF_INET, socket.SOCK_STREAM, 0, "", server.getsockname())
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: [there])

        connect("hub.example", 80, 5.0).close()


@pytest.mark.usefixtures("no_threads")
def test_files_arrive_verified(tmp_path: Path) -> None:
    content = bytes(range(256)) * 32 * 1024
    with FaultHub({"model.bin": content}) as hub:
        path = hf_hub_download(REPO, "model.bin", endpoint=hub.url, cache_dir=tmp_path)

        assert hashlib.sha256(Path(path).read_bytes()).digest() == hashlib.sha256(content).digest()
