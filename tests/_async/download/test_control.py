"""What is ours beside the contract: loading without a request, and a bound on bandwidth. For both colours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from huggingface_hub import constants
from huggingface_hub._async.download import hf_hub_download, snapshot_download
from tests.support.clock import FakeClock
from tests.support.fault_server import COMMIT, REPO, FaultHub


FILES = {"config.json": b"{}", "model.bin": os.urandom(300_000)}


async def test_prefer_cache_makes_no_request_for_what_is_there(cache: Path) -> None:
    with FaultHub(FILES) as hub:
        for revision in ("main", COMMIT):
            fresh = await hf_hub_download(REPO, "model.bin", revision=revision, endpoint=hub.url, prefer_cache=True)
            asked = len(hub.asked)

            again = await hf_hub_download(REPO, "model.bin", revision=revision, endpoint=hub.url, prefer_cache=True)

            assert fresh == again
            assert len(hub.asked) == asked
        await hf_hub_download(REPO, "model.bin", endpoint=hub.url, prefer_cache=True, force_download=True)
        assert len(hub.contents("model.bin")) == 2


@pytest.mark.parametrize("name", ["model.bin", "config.json"])
async def test_prefer_cache_for_a_snapshot_needs_all_of_it(cache: Path, name: str) -> None:
    with FaultHub(FILES) as hub:
        await hf_hub_download(REPO, name, endpoint=hub.url)
        folder = Path(await snapshot_download(REPO, endpoint=hub.url, prefer_cache=True))
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == FILES
        hub.asked.clear()

        assert Path(await snapshot_download(REPO, endpoint=hub.url, prefer_cache=True)) == folder
        assert hub.asked == []

        # Neither is a file that a crash made empty taken for the real one …
        (folder / name).resolve().write_bytes(b"")
        await snapshot_download(REPO, endpoint=hub.url, prefer_cache=True)
        assert (folder / name).read_bytes() == FILES[name]
        # … nor a missing one passed over, unless it is not wanted.
        (folder / name).unlink()
        hub.asked.clear()
        await snapshot_download(REPO, endpoint=hub.url, prefer_cache=True, ignore_patterns=name)
        assert hub.asked == []
        await snapshot_download(REPO, endpoint=hub.url, prefer_cache=True)
        assert (folder / name).read_bytes() == FILES[name]


async def test_prefer_cache_in_a_folder(tmp_path: Path, cache: Path) -> None:
    with FaultHub(FILES) as hub:
        path = Path(await hf_hub_download(REPO, "model.bin", local_dir=tmp_path / "t", endpoint=hub.url))
        hub.asked.clear()

        assert await hf_hub_download(
            REPO, "model.bin", local_dir=tmp_path / "t", endpoint=hub.url, prefer_cache=True
        ) == str(path)
        assert hub.asked == []
        path.write_bytes(b"the user's own")
        os.utime(path, (path.stat().st_mtime + 100, path.stat().st_mtime + 100))
        await hf_hub_download(REPO, "model.bin", local_dir=tmp_path / "t", endpoint=hub.url, prefer_cache=True)
        assert path.read_bytes() == FILES["model.bin"]


async def test_bandwidth_is_bounded_for_a_file_and_for_a_snapshot(clock: FakeClock, tmp_path: Path) -> None:
    with FaultHub(FILES) as hub:
        await hf_hub_download(REPO, "model.bin", endpoint=hub.url, max_bandwidth=100_000)
        assert 2.5 <= sum(clock.slept) <= 3.5
        clock.slept.clear()

        many = {f"{number}.txt": b"%05d" % number * 2000 for number in range(30)}
    with FaultHub(many) as hub:
        folder = Path(await snapshot_download(REPO, endpoint=hub.url, max_bandwidth=100_000, cache_dir=tmp_path / "c"))
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == many
        assert sum(clock.slept) >= 2.5


async def test_bandwidth_of_the_process(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_MAX_BANDWIDTH", 100_000.0)
    with FaultHub(FILES) as hub:
        await hf_hub_download(REPO, "model.bin", endpoint=hub.url)
        await hf_hub_download(REPO, "model.bin", endpoint=hub.url, force_download=True)

    assert sum(clock.slept) >= 5
