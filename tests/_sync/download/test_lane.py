# Generated from tests/_async/download/test_lane.py: edit that file, not this one, then run `python -m codegen`.

"""The fast lane as downloads use it: what it asks for, how it ends, and that it leaves nothing behind. For both colours."""

from __future__ import annotations

import random
import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._core.download import growth
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._runtime.lane import get, loop, pool
from huggingface_hub._sync.download import hf_hub_download, snapshot_download
from tests.support import fault_server as faults
from tests.support.clock import FakeClock
from tests.support.fault_server import COMMIT, REPO, FaultHub
from tests.support.stopwatch import Stopwatch


MIB = 1024 * 1024
BIG = random.Random(2).randbytes(6 * MIB + 321)
SMALL = {f"folder-{n % 7}/{n}.txt": f"content {n % 90}\n".encode() * (n + 1) for n in range(120)}
SMALL["copy.txt"] = SMALL["folder-0/0.txt"]
SMALL["weights.bin"] = random.Random(3).randbytes(300_000)


@pytest.fixture(autouse=True)
def lane(monkeypatch: pytest.MonkeyPatch) -> Generator[None, None, None]:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_FAST_LANE", False)
    yield
    pool.POOL.close()


def hashing_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "huggingface_hub-hash"]


def test_small_files_take_one_request_each_and_few_connections() -> None:
    with FaultHub(SMALL, cdn=True) as hub:
        folder = Path(snapshot_download(REPO, endpoint=hub.url))

        assert {name: (folder / name).read_bytes() for name in SMALL} == SMALL
        gets = [ask.path for ask in hub.asked if "/resolve/" in ask.path or ask.path.startswith("/object/")]
        assert all(ask.method == "GET" for ask in hub.asked)
        # One for each content, and one more where the Hub redirects.
        assert len(gets) == len(set(SMALL.values())) + 1
        assert (folder / "copy.txt").resolve() == (folder / "folder-0/0.txt").resolve()
        assert (folder / "copy.txt").readlink().parts[:2] == ("..", "..")


def test_small_files_reach_a_folder_of_the_users(tmp_path: Path) -> None:
    with FaultHub(SMALL) as hub:
        snapshot_download(REPO, endpoint=hub.url, local_dir=tmp_path / "here")

    assert {name: (tmp_path / "here" / name).read_bytes() for name in SMALL} == SMALL


def test_one_worker_has_one_connection() -> None:
    with FaultHub(SMALL) as hub:
        before = hub._hub.connections
        snapshot_download(REPO, endpoint=hub.url, max_workers=1)

        # Those of the listing and of the lane.
        assert hub._hub.connections - before <= 2


def test_N9_small_files_get_more_patience_when_the_server_is_busy(clock: FakeClock) -> None:
    with FaultHub(SMALL) as hub:
        for name in list(SMALL)[:40]:
            hub.script(name, faults.status("503 Service Unavailable"))

        folder = Path(snapshot_download(REPO, endpoint=hub.url))

        assert {name: (folder / name).read_bytes() for name in SMALL} == SMALL


def test_I8_the_token_of_small_files_stays_with_the_hub() -> None:
    with FaultHub(SMALL, cdn=True) as hub:
        snapshot_download(REPO, endpoint=hub.url, token="hf_secret")

        sent = {ask.path.startswith("/object/"): ask.headers.get("authorization") for ask in hub.asked}
        assert sent == {False: "Bearer hf_secret", True: None}


def test_I11_a_stopped_snapshot_ends_soon_and_keeps_what_came(cache: Path) -> None:
    with FaultHub(SMALL) as hub:
        hub.script("copy.txt", then=faults.stall(3))
        hub.script("folder-0/0.txt", then=faults.stall(3))
        threads = threading.active_count()

        watch = Stopwatch()
        with runtime.move_on_after(1.0) as scope:
            snapshot_download(REPO, endpoint=hub.url)

        assert scope.expired
        assert watch.seconds < 2.0
        kept = cache / "models--user--repo" / "snapshots" / COMMIT
        assert len([path for path in kept.rglob("*") if path.is_file()]) == len(SMALL) - 2
        assert not hashing_threads()
        assert threading.active_count() <= threads + len(hub._hub._threads)


def test_a_large_file_is_hashed_beside_and_no_thread_stays() -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        path = hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert not hashing_threads()
        hub.script("model.bin", then=faults.flipped(5 * MIB))
        with pytest.raises(errors.IntegrityError):
            hf_hub_download(REPO, "model.bin", endpoint=hub.url, force_download=True)
        assert not hashing_threads()


def test_a_download_that_fails_leaves_no_thread(clock: FakeClock) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", faults.cut(2 * MIB), then=faults.status("404 Not Found"))

        with pytest.raises(errors.HfHubHTTPError):
            hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert not hashing_threads()


def test_R6_a_follower_begins_again_with_the_file(clock: FakeClock) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", faults.cut(4 * MIB), faults.whole)

        path = hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert len(hub.contents("model.bin")) == 2


def test_chunked_bodies_come_through_httpx(clock: FakeClock) -> None:
    with FaultHub({"model.bin": BIG, "a.txt": b"small"}) as hub:
        hub.script("model.bin", then=faults.chunked(BIG))
        hub.script("a.txt", then=faults.chunked(b"small"))

        folder = Path(snapshot_download(REPO, endpoint=hub.url))

        assert (folder / "model.bin").read_bytes() == BIG
        assert (folder / "a.txt").read_bytes() == b"small"


def random_faults(chance: random.Random) -> list[faults.Fault]:
    """What happens to the first requests for a file."""
    kinds = [
        faults.good,
        faults.good,
        faults.cut(chance.randrange(3 * MIB)),
        faults.cut(chance.randrange(3 * MIB), reset=True),
        faults.drop(),
        faults.drop(reset=True),
        faults.status("429 Too Many Requests"),
        faults.status("503 Service Unavailable"),
    ]
    script = [chance.choice(kinds) for _ in range(chance.randrange(20))]
    nasty = [faults.shifted(100), faults.whole, faults.flipped(5 * MIB), faults.content_range(None), faults.good]
    script.insert(chance.randrange(len(script) + 1), chance.choice(nasty))
    return script


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.usefixtures("ranged")
def test_any_faults_end_in_the_right_bytes_or_in_a_typed_error(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(growth, "LONG_PATH", 0.0)
    for name in ("MIN_CHUNK", "MAX_CHUNK"):
        monkeypatch.setattr(get, name, MIB // 2)
    chance = random.Random(seed)
    with FaultHub({"model.bin": BIG}, cdn=chance.random() < 0.5) as hub:
        hub.script("model.bin", *random_faults(chance))

        try:
            path = hf_hub_download(REPO, "model.bin", endpoint=hub.url)
        except (errors.IntegrityError, errors.TransportError, errors.HfHubHTTPError):
            pass
        else:
            assert Path(path).read_bytes() == BIG

    assert pool.POOL.in_use == 0
    assert not hashing_threads()


@pytest.mark.usefixtures("ranged")
def test_a_path_that_is_long_is_connected_to_before_the_first_answer() -> None:
    seen: list[int] = []
    with FaultHub({"model.bin": BIG}, cdn=True) as hub:

        def patient(connection: faults.Connection, ask: faults.Ask, file: faults.File) -> bool:
            assert hub._cdn is not None
            # Without those that come ahead, this would wait in vain.
            until = runtime.monotonic() + 5
            while hub._cdn.connections < growth.LONG_PATH_CONNECTIONS and runtime.monotonic() < until:
                threading.Event().wait(0.005)
            seen.append(hub._cdn.connections)
            return faults.good(connection, ask, file)

        hub.script("model.bin", patient)
        path = hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert seen == [growth.LONG_PATH_CONNECTIONS]


@pytest.mark.usefixtures("ranged")
def test_a_bound_on_bandwidth_is_kept_on_the_lane(clock: FakeClock) -> None:
    with FaultHub({"model.bin": BIG}, cdn=True) as hub:
        path = hf_hub_download(REPO, "model.bin", endpoint=hub.url, max_bandwidth=1_000_000)

        assert Path(path).read_bytes() == BIG
        assert len(BIG) / 1_000_000 - 1 <= sum(clock.slept) <= len(BIG) / 1_000_000
        # The lane's pauses are short, so that it can be stopped in between.
        assert max(clock.slept) <= loop.TURN


def test_I11_a_throttled_download_is_stopped_soon() -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        watch = Stopwatch()
        with runtime.move_on_after(0.3) as scope:
            hf_hub_download(REPO, "model.bin", endpoint=hub.url, max_bandwidth=20_000)

        assert scope.expired
        assert watch.seconds < 1.3
        assert not hashing_threads()


def test_connections_are_shared_by_downloads() -> None:
    with FaultHub({"a.bin": BIG, "b.bin": BIG[::-1]}, cdn=True) as hub:
        for name in ("a.bin", "b.bin"):
            hf_hub_download(REPO, name, endpoint=hub.url)

        assert hub._cdn is not None
        assert hub._cdn.connections == 1
