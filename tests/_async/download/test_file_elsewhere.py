"""`hf_hub_download`: folders of the user's own, and what happens without a Hub. For both colours."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._async.download import hf_hub_download, snapshot_download
from tests.support import fault_server as faults
from tests.support.caches import warnings_of
from tests.support.clock import FakeClock
from tests.support.fault_server import COMMIT, REPO, FaultHub


CONFIG = b'{"model_type": "test"}'
WEIGHTS = os.urandom(300_000)
FILES = {"config.json": CONFIG, "sub/folder/data.txt": b"data", "model.bin": WEIGHTS}


def methods(hub: FaultHub) -> list[str]:
    return [ask.method for ask in hub.asked]


async def test_local_files_only() -> None:
    with FaultHub(FILES) as hub:
        with pytest.raises(errors.LocalEntryNotFoundError, match="local_files_only"):
            await hf_hub_download(REPO, "config.json", endpoint=hub.url, local_files_only=True)
        assert hub.asked == []
        path = await hf_hub_download(REPO, "config.json", endpoint=hub.url)
        hub.asked.clear()

        assert await hf_hub_download(REPO, "config.json", endpoint=hub.url, local_files_only=True) == path
        assert hub.asked == []
        with pytest.raises(ValueError, match="force_download"):
            await hf_hub_download(REPO, "config.json", local_files_only=True, force_download=True)


async def test_offline_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    with FaultHub(FILES) as hub:
        path = await hf_hub_download(REPO, "config.json", endpoint=hub.url)
        hub.asked.clear()
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)

        assert await hf_hub_download(REPO, "config.json", endpoint=hub.url) == path
        with pytest.raises(errors.LocalEntryNotFoundError, match="HF_HUB_OFFLINE"):
            await hf_hub_download(REPO, "model.bin", endpoint=hub.url)
        with pytest.raises(ValueError, match="force_download"):
            await hf_hub_download(REPO, "config.json", endpoint=hub.url, force_download=True)
        assert hub.asked == []


def garbage(connection: faults.Connection, ask: faults.Ask, file: faults.File) -> bool:
    connection.send(b"<html>Log in first</html>\r\n\r\n")
    return False


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(faults.drop(reset=True), id="N2_reset"),
        pytest.param(faults.drop(), id="N3_no_reply"),
        pytest.param(garbage, id="N4_garbage"),
        pytest.param(faults.status("503 Service Unavailable"), id="503"),
        pytest.param(faults.status("403 Forbidden"), id="403"),
        pytest.param(faults.status("401 Unauthorized"), id="401"),
        pytest.param(faults.status("200 OK"), id="N20_not_a_hub"),
    ],
)
async def test_N2_N3_N4_N20_a_cached_file_is_used_and_announced(clock: FakeClock, fault: faults.Fault) -> None:
    with FaultHub(FILES) as hub:
        path = await hf_hub_download(REPO, "config.json", endpoint=hub.url)
        hub.heads.faults.extend([fault] * 10)

        with pytest.warns(errors.StaleCacheWarning, match=r"cached copy of 'config\.json'"):
            assert await hf_hub_download(REPO, "config.json", endpoint=hub.url) == path

        assert clock.slept == []


async def test_N1_the_same_when_nobody_listens(clock: FakeClock) -> None:
    with FaultHub(FILES) as hub:
        path = await hf_hub_download(REPO, "config.json", endpoint=hub.url)

    with pytest.warns(errors.StaleCacheWarning):
        assert await hf_hub_download(REPO, "config.json", endpoint=hub.url) == path


@pytest.mark.parametrize("line", ["500 Oops", "503 Service Unavailable"])
async def test_N5_without_a_cached_file_the_hub_is_asked_again(clock: FakeClock, line: str) -> None:
    with FaultHub(FILES) as hub:
        hub.heads.faults.extend([faults.status(line)] * 3)

        path = await hf_hub_download(REPO, "config.json", endpoint=hub.url)

        assert Path(path).read_bytes() == CONFIG
        assert len(clock.slept) == 2


async def test_nothing_cached_and_no_hub(clock: FakeClock, cache: Path) -> None:
    with FaultHub(FILES) as hub:
        pass

    with pytest.raises(errors.LocalEntryNotFoundError, match="Check your Internet connection") as caught:
        await hf_hub_download(REPO, "config.json", endpoint=hub.url)

    assert isinstance(caught.value.__cause__, errors.ConnectError)
    assert not cache.exists()


async def test_N20_a_login_page_is_not_a_hub(cache: Path) -> None:
    with FaultHub(FILES) as hub:
        hub.heads.faults.append(faults.status("200 OK", Content_Type="text/html"))

        with pytest.raises(errors.LocalEntryNotFoundError, match="X-Repo-Commit"):
            await hf_hub_download(REPO, "config.json", endpoint=hub.url)


async def test_local_dir(tmp_path: Path, cache: Path) -> None:
    target = tmp_path / "target"
    with FaultHub(FILES) as hub:
        path = Path(await hf_hub_download(REPO, "sub/folder/data.txt", local_dir=target, endpoint=hub.url))

        assert path == target / "sub/folder/data.txt"
        assert path.read_bytes() == b"data"
        control = target / ".cache" / "huggingface"
        note = (control / "download" / "sub/folder/data.txt.metadata").read_text().splitlines()
        assert note[:2] == [COMMIT, hub.files["sub/folder/data.txt"].etag]
        assert (control / ".gitignore").read_text() == "*"
        assert not cache.exists()
        hub.asked.clear()

        await hf_hub_download(REPO, "sub/folder/data.txt", local_dir=target, endpoint=hub.url)
        assert methods(hub) == ["HEAD"]
        await hf_hub_download(REPO, "sub/folder/data.txt", revision=COMMIT, local_dir=target, endpoint=hub.url)
        assert methods(hub) == ["HEAD"]


async def test_local_dir_replaces_what_the_user_changed_and_keeps_what_is_right(tmp_path: Path) -> None:
    with FaultHub(FILES) as hub:
        for name, data in FILES.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(data if name == "model.bin" else b"mine")

        await hf_hub_download(REPO, "model.bin", local_dir=tmp_path, endpoint=hub.url)
        assert methods(hub) == ["HEAD"]
        await hf_hub_download(REPO, "config.json", local_dir=tmp_path, endpoint=hub.url)
        assert (tmp_path / "config.json").read_bytes() == CONFIG


async def test_a_local_dir_that_is_a_file_is_said_to_be_one(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    target = tmp_path / "target"
    target.write_text("mine")
    with FaultHub(FILES) as hub:
        with warnings_of(caplog), pytest.raises(NotADirectoryError, match=r"is not a folder\. Choose another place"):
            await hf_hub_download(REPO, "config.json", local_dir=target, endpoint=hub.url)

    assert target.read_text() == "mine"
    assert "damaged" not in caplog.text


async def test_a_folder_in_the_place_of_a_file_is_named_before_anything_is_fetched(tmp_path: Path, cache: Path) -> None:
    target = tmp_path / "target"
    (target / "config.json" / "mine").mkdir(parents=True)
    with FaultHub(FILES) as hub:
        for download in (hf_hub_download, snapshot_download):
            arguments: Any = (REPO, "config.json") if download is hf_hub_download else (REPO,)
            with pytest.raises(IsADirectoryError, match=r"target.config\.json: there is a folder of that name"):
                await download(*arguments, local_dir=target, endpoint=hub.url)
        assert not any(hub.contents(name) for name in FILES)

        in_the_cache = cache / "models--user--repo" / "snapshots" / COMMIT / "config.json"
        in_the_cache.mkdir(parents=True)
        assert Path(await hf_hub_download(REPO, "config.json", endpoint=hub.url)).read_bytes() == CONFIG
        in_the_cache.unlink()
        (in_the_cache / "what").mkdir(parents=True)
        with pytest.raises(IsADirectoryError, match=r"is a folder, where the cache should have a file"):
            await hf_hub_download(REPO, "config.json", endpoint=hub.url)

    assert not list(tmp_path.rglob("*.link"))


async def test_local_dir_takes_what_the_cache_has(tmp_path: Path) -> None:
    with FaultHub(FILES) as hub:
        await hf_hub_download(REPO, "model.bin", endpoint=hub.url)
        hub.asked.clear()

        path = Path(await hf_hub_download(REPO, "model.bin", local_dir=tmp_path / "t", endpoint=hub.url))

        assert methods(hub) == ["HEAD"]
        assert path.read_bytes() == WEIGHTS
        assert not path.is_symlink()


async def test_F13_the_old_file_stays_when_the_new_one_fails(tmp_path: Path, clock: FakeClock) -> None:
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "model.bin").write_bytes(b"old but good")
    with FaultHub(FILES) as hub:
        hub.script("model.bin", then=faults.flipped(5))

        with pytest.raises(errors.IntegrityError):
            await hf_hub_download(REPO, "model.bin", local_dir=tmp_path / "t", endpoint=hub.url)

    assert (tmp_path / "t" / "model.bin").read_bytes() == b"old but good"
    assert not list((tmp_path / "t").rglob("*.incomplete"))


async def test_local_dir_without_a_hub(tmp_path: Path, clock: FakeClock) -> None:
    with FaultHub(FILES) as hub:
        path = await hf_hub_download(REPO, "config.json", local_dir=tmp_path, endpoint=hub.url)

    with pytest.warns(errors.StaleCacheWarning):
        assert await hf_hub_download(REPO, "config.json", local_dir=tmp_path, endpoint=hub.url) == path
    assert await hf_hub_download(REPO, "config.json", local_dir=tmp_path, local_files_only=True) == path
    with pytest.raises(errors.LocalEntryNotFoundError):
        await hf_hub_download(REPO, "model.bin", local_dir=tmp_path, local_files_only=True)
