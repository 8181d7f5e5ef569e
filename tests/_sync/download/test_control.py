# Generated from tests/_async/download/test_control.py: edit that file, not this one, then run `python -m codegen`.

"""What is ours beside the contract: loading without a request, and a bound on bandwidth. For both colours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from huggingface_hub import constants
from huggingface_hub._sync.download import hf_hub_download, snapshot_download
from huggingface_hub.types.events import Event, TransferEnded, TransferProgressed, TransferStarted
from tests.support import fault_server as faults
from tests.support.clock import FakeClock
from tests.support.fault_server import COMMIT, REPO, FaultHub


FILES = {"config.json": b"{}", "model.bin": os.urandom(300_000)}


def test_prefer_cache_makes_no_request_for_what_is_there(cache: Path) -> None:
    with FaultHub(FILES) as hub:
        for revision in ("main", COMMIT):
            fresh = hf_hub_download(REPO, "model.bin", revision=revision, endpoint=hub.url, prefer_cache=True)
            asked = len(hub.asked)

            again = hf_hub_download(REPO, "model.bin", revision=revision, endpoint=hub.url, prefer_cache=True)

            assert fresh == again
            assert len(hub.asked) == asked
        hf_hub_download(REPO, "model.bin", endpoint=hub.url, prefer_cache=True, force_download=True)
        assert len(hub.contents("model.bin")) == 2


@pytest.mark.parametrize("name", ["model.bin", "config.json"])
def test_prefer_cache_for_a_snapshot_needs_all_of_it(cache: Path, name: str) -> None:
    with FaultHub(FILES) as hub:
        hf_hub_download(REPO, name, endpoint=hub.url)
        folder = Path(snapshot_download(REPO, endpoint=hub.url, prefer_cache=True))
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == FILES
        hub.asked.clear()

        assert Path(snapshot_download(REPO, endpoint=hub.url, prefer_cache=True)) == folder
        assert hub.asked == []

        # Neither is a file that a crash made empty taken for the real one …
        (folder / name).resolve().write_bytes(b"")
        snapshot_download(REPO, endpoint=hub.url, prefer_cache=True)
        assert (folder / name).read_bytes() == FILES[name]
        # … nor a missing one passed over, unless it is not wanted.
        (folder / name).unlink()
        hub.asked.clear()
        snapshot_download(REPO, endpoint=hub.url, prefer_cache=True, ignore_patterns=name)
        assert hub.asked == []
        snapshot_download(REPO, endpoint=hub.url, prefer_cache=True)
        assert (folder / name).read_bytes() == FILES[name]


def test_prefer_cache_in_a_folder(tmp_path: Path, cache: Path) -> None:
    with FaultHub(FILES) as hub:
        path = Path(hf_hub_download(REPO, "model.bin", local_dir=tmp_path / "t", endpoint=hub.url))
        hub.asked.clear()

        assert hf_hub_download(REPO, "model.bin", local_dir=tmp_path / "t", endpoint=hub.url, prefer_cache=True) == str(
            path
        )
        assert hub.asked == []
        path.write_bytes(b"the user's own")
        os.utime(path, (path.stat().st_mtime + 100, path.stat().st_mtime + 100))
        hf_hub_download(REPO, "model.bin", local_dir=tmp_path / "t", endpoint=hub.url, prefer_cache=True)
        assert path.read_bytes() == FILES["model.bin"]


def test_bandwidth_is_bounded_for_a_file_and_for_a_snapshot(clock: FakeClock, tmp_path: Path) -> None:
    with FaultHub(FILES) as hub:
        hf_hub_download(REPO, "model.bin", endpoint=hub.url, max_bandwidth=100_000)
        assert 2.5 <= sum(clock.slept) <= 3.5
        clock.slept.clear()

        many = {f"{number}.txt": b"%05d" % number * 2000 for number in range(30)}
    with FaultHub(many) as hub:
        folder = Path(snapshot_download(REPO, endpoint=hub.url, max_bandwidth=100_000, cache_dir=tmp_path / "c"))
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == many
        assert sum(clock.slept) >= 2.5


def test_bandwidth_of_the_process(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_MAX_BANDWIDTH", 100_000.0)
    with FaultHub(FILES) as hub:
        hf_hub_download(REPO, "model.bin", endpoint=hub.url)
        hf_hub_download(REPO, "model.bin", endpoint=hub.url, force_download=True)

    assert sum(clock.slept) >= 5


def totals(told: list[Event], unit: str) -> list[tuple[str, int | None, int]]:
    return [(type(event).__name__, event.total, event.done) for event in told if event.unit == unit]


@pytest.mark.parametrize("size", [300_000, 5_000_000], ids=["sequential", "ranged"])
@pytest.mark.usefixtures("ranged")
def test_events_of_a_file_add_up_even_when_bytes_come_twice(clock: FakeClock, cache: Path, size: int) -> None:
    data = os.urandom(size)
    told: list[Event] = []
    with FaultHub({"model.bin": data}) as hub:
        hub.script("model.bin", faults.cut(100_000), faults.flipped(size - 1))

        hf_hub_download(REPO, "model.bin", endpoint=hub.url, on_event=told.append)
        first, *between, last = told

        assert first == TransferStarted("model.bin", "bytes", size, 0)
        assert last == TransferEnded("model.bin", "bytes", size, size)
        assert all(isinstance(event, TransferProgressed) and 0 <= event.done <= size for event in between)
        told.clear()
        hf_hub_download(REPO, "model.bin", endpoint=hub.url, on_event=told.append)
        assert told == []


def test_events_of_a_snapshot_are_one_honest_total(cache: Path) -> None:
    files = {**FILES, **{f"{number}.txt": b"%05d" % number for number in range(40)}}
    told: list[Event] = []
    with FaultHub(files) as hub:
        hf_hub_download(REPO, "config.json", endpoint=hub.url)
        snapshot_download(REPO, endpoint=hub.url, on_event=told.append)

    size = sum(map(len, files.values())) - len(FILES["config.json"])
    counted = totals(told, "files")
    received = totals(told, "bytes")
    assert (counted[0], counted[-1]) == (("TransferStarted", 42, 1), ("TransferEnded", 42, 42))
    assert (received[0], received[-1]) == (("TransferStarted", size, 0), ("TransferEnded", size, size))
    assert {event.what for event in told} == {REPO}


def test_files_with_the_same_content_are_all_counted(cache: Path) -> None:
    files = {"a.txt": b"same", "b.txt": b"same", "copy/a.txt": b"same", "other.txt": b"other"}
    told: list[Event] = []
    with FaultHub(files) as hub:
        snapshot_download(REPO, endpoint=hub.url, on_event=told.append)

    assert totals(told, "files")[-1] == ("TransferEnded", 4, 4)


def test_a_listener_that_fails_does_not_break_the_download(cache: Path) -> None:
    calls: list[Event] = []

    def fail(event: Event) -> None:
        calls.append(event)
        raise RuntimeError("no display")

    with FaultHub(FILES) as hub:
        path = hf_hub_download(REPO, "model.bin", endpoint=hub.url, on_event=fail)

    assert Path(path).read_bytes() == FILES["model.bin"]
    assert len(calls) == 1
