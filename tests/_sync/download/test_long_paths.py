# Generated from tests/_async/download/test_long_paths.py: edit that file, not this one, then run `python -m codegen`.

"""On a long path, parts of a file are asked for before the first answer, in the hope that the server has ranges."""

from __future__ import annotations

import random
import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._core.download import growth
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._runtime.lane import pool
from huggingface_hub._sync.download import hf_hub_download
from tests.support import fault_server as faults
from tests.support.clock import FakeClock
from tests.support.fault_server import REPO, FaultHub


MIB = 1024 * 1024
BIG = random.Random(2).randbytes(6 * MIB + 321)
ALL = growth.LONG_PATH_CONNECTIONS


@pytest.fixture(autouse=True)
def lane(monkeypatch: pytest.MonkeyPatch) -> Generator[None, None, None]:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_FAST_LANE", False)
    monkeypatch.setattr(constants, "RANGED_DOWNLOAD_MIN_SIZE", MIB)
    yield
    assert pool.POOL.in_use == 0
    pool.POOL.close()


def until(hub: FaultHub, count: int, fault: faults.Fault) -> faults.Fault:
    """Answer when so many have asked: a test in which they don't fails by what it counts."""

    def held(connection: faults.Connection, ask: faults.Ask, file: faults.File) -> bool:
        deadline = runtime.monotonic() + 5
        while len(hub.contents("model.bin")) < count and runtime.monotonic() < deadline:
            threading.Event().wait(0.002)
        return fault(connection, ask, file)

    return held


def without_ranges(connection: faults.Connection, ask: faults.Ask, file: faults.File) -> bool:
    """Send all of the file to whoever asks for a part, and promise nothing."""
    headers: dict[str, object] = {"ETag": f'"{file.etag}"', "Content-Length": len(file.data)}
    return connection.send(faults._head("200 OK", headers) + file.data)


def test_parts_are_asked_for_before_the_first_answer() -> None:
    with FaultHub({"model.bin": BIG}, cdn=True) as hub:
        seen: list[int] = []

        def first(connection: faults.Connection, ask: faults.Ask, file: faults.File) -> bool:
            seen.append(len(hub.contents("model.bin")))
            return faults.good(connection, ask, file)

        hub.script("model.bin", until(hub, ALL, first))

        path = hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert seen[0] >= ALL


def test_an_answer_that_comes_soon_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    # What "soon" means is not for a machine under load to say.
    monkeypatch.setattr(growth, "LONG_PATH", 10.0)
    seen: list[int] = []
    with FaultHub({"model.bin": BIG}, cdn=True) as hub:

        def first(connection: faults.Connection, ask: faults.Ask, file: faults.File) -> bool:
            threading.Event().wait(0.1)
            seen.append(len(hub.contents("model.bin")))
            return faults.good(connection, ask, file)

        hub.script("model.bin", first)

        path = hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert seen == [1]


@pytest.mark.parametrize("first_answered", [False, True])
def test_R6_a_server_without_ranges_sends_the_file_once(first_answered: bool) -> None:
    told: list[int] = []
    with FaultHub({"model.bin": BIG}, cdn=True) as hub:
        answered = threading.Event()

        def first(connection: faults.Connection, ask: faults.Ask, file: faults.File) -> bool:
            answered.set()
            return without_ranges(connection, ask, file)

        def other(connection: faults.Connection, ask: faults.Ask, file: faults.File) -> bool:
            if first_answered:
                answered.wait(5)
            return without_ranges(connection, ask, file)

        hub.script("model.bin", until(hub, ALL, first), then=other)

        path = hf_hub_download(
            REPO,
            "model.bin",
            endpoint=hub.url,
            on_event=lambda event: told.append(getattr(event, "done", 0)),
        )

        assert Path(path).read_bytes() == BIG
        assert len(hub.contents("model.bin")) == ALL
        assert max(told) == len(BIG)


def test_N10_parts_that_are_all_refused_are_one_expired_address() -> None:
    with FaultHub({"model.bin": BIG}, cdn=True) as hub:
        refused = until(hub, ALL, faults.status("403 Forbidden"))
        hub.script("model.bin", *[refused] * ALL)

        path = hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert len([ask for ask in hub.asked if ask.method == "HEAD"]) <= 3


def test_N9_a_busy_server_gets_no_more_than_it_bears(clock: FakeClock) -> None:
    with FaultHub({"model.bin": BIG}, cdn=True) as hub:
        busy = until(hub, ALL, faults.status("429 Too Many Requests", Retry_After=1))
        hub.script("model.bin", until(hub, ALL, faults.good), *[busy] * (ALL - 1))

        path = hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG


def test_R2_parts_of_another_file_are_refused(clock: FakeClock) -> None:
    other = faults.File(BIG[::-1], lfs=True)
    with FaultHub({"model.bin": BIG}, cdn=True) as hub:
        hub.script("model.bin", until(hub, ALL, faults.good), then=faults.changed(other))

        with pytest.raises(errors.IntegrityError):
            hf_hub_download(REPO, "model.bin", endpoint=hub.url)


def test_N6_what_was_cut_off_goes_on_by_ranges(clock: FakeClock) -> None:
    with FaultHub({"model.bin": BIG}, cdn=True) as hub:
        cut = until(hub, ALL, faults.cut(100_000, reset=True))
        hub.script("model.bin", *[cut] * ALL)

        path = hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert hub.sent < 2 * len(BIG)
