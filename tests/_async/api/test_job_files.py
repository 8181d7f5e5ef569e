"""Files of this machine for jobs: the bucket is one of a local Hub, the job itself an exchange of the contract."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx

from huggingface_hub import constants, errors
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub.local_hub import LocalHub
from huggingface_hub.types.buckets import BucketFile
from huggingface_hub.types.spaces import Volume


pytest.importorskip("hf_xet")

JOB = {
    "id": "j",
    "createdAt": "2025-07-22T16:06:25.079Z",
    "command": [],
    "flavor": "cpu-basic",
    "status": {"stage": "RUNNING"},
    "owner": {"id": "o", "name": "me", "type": "user"},
}
BUCKET = "local/jobs-artifacts"


@pytest.fixture(scope="session")
def local_hub(local_hub_factory: Callable[..., LocalHub]) -> LocalHub:
    """One that offers Xet, without which no bucket can be filled."""
    return local_hub_factory(xet=True)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a script and what belongs to it."""
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", False)
    monkeypatch.setenv("HF_XET_CACHE", str(tmp_path / "xet-cache"))
    folder = tmp_path / "here"
    (folder / "sub").mkdir(parents=True)
    monkeypatch.chdir(folder)
    for name in ("my script.py", "cfg.yaml", "sub/cfg.yaml", "data.csv"):
        (folder / name).write_text(name)
    return folder


@pytest.fixture
def started(local_hub: LocalHub) -> Generator[Callable[[], Any], None, None]:
    """What the Hub is asked to run; everything but jobs goes to the local Hub."""
    with respx.mock(assert_all_called=False) as router:
        url = re.compile(rf"{local_hub.url}/api/(scheduled-)?jobs/")
        job = {**JOB, "jobSpec": JOB, "schedule": "@daily", "suspend": False, "concurrency": False}
        route = router.post(url=url).mock(return_value=httpx.Response(200, json=job))
        router.route().pass_through()
        yield lambda: json.loads(route.calls.last.request.content)


async def paths(api: AsyncHfApi, folder: str) -> set[str]:
    entries = [entry async for entry in api.list_bucket_tree(BUCKET, f"{folder}/", recursive=True)]
    return {entry.path[len(folder) + 1 :] for entry in entries if isinstance(entry, BucketFile)}


async def test_a_script_and_its_files_go_along(api: AsyncHfApi, here: Path, started: Callable[[], Any]) -> None:
    mounted = Volume(type="dataset", source="a/b", mount_path="/ds")

    await api.run_uv_job(
        "my script.py",
        script_args=["--config", "cfg.yaml", "sub/cfg.yaml", "--x=data.csv", "/ds/y.yaml", "data.csv", "sub"],
        volumes=[mounted],
    )

    sent = started()
    assert sent["command"] == [
        "uv", "run", "/data/my_script.py", "--config", "/data/cfg.yaml", "/data/cfg(0).yaml", "--x=data.csv", "/ds/y.yaml",
        "/data/data.csv", "sub",
    ]  # fmt: skip
    ours, files = sent["volumes"]
    assert ours == mounted.to_dict()
    folder = files.pop("path")
    assert files == {"type": "bucket", "source": BUCKET, "mountPath": "/data", "readOnly": False}
    assert re.fullmatch(r"\d{8}T\d{6}-[0-9a-f]{6}", folder)
    assert await paths(api, folder) == {"my_script.py", "cfg.yaml", "cfg(0).yaml", "data.csv"}
    assert (await api.bucket_info(BUCKET)).private


async def test_on_a_schedule_too(api: AsyncHfApi, here: Path, started: Callable[[], Any]) -> None:
    await api.create_scheduled_uv_job("my script.py", schedule="@daily")

    spec = started()["jobSpec"]
    assert spec["command"] == ["uv", "run", "/data/my_script.py"]
    assert await paths(api, spec["volumes"][0]["path"]) == {"my_script.py"}


async def test_files_that_cannot_go_along(
    api: AsyncHfApi, here: Path, started: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = Volume(type="dataset", source="a/b", mount_path="/data/")
    with pytest.raises(ValueError, match="'/data' is reserved"):
        await api.run_uv_job("my script.py", volumes=[taken])
    with pytest.raises(FileNotFoundError, match=r"missing\.py"):
        await api.run_uv_job("missing.py")
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    with pytest.raises(ImportError, match="HF_HUB_DISABLE_XET"):
        await api.run_uv_job("my script.py")
    await api.run_uv_job("https://x.y/train.py")
    assert "volumes" not in started()


async def test_a_folder_is_brought_and_brought_again(api: AsyncHfApi, here: Path) -> None:
    first = await api.sync_job_volume("sub", "/work")

    assert (first.type, first.source, first.mount_path, first.read_only) == ("bucket", BUCKET, "/work", True)
    assert first.path is not None
    assert re.fullmatch(r"sub-[0-9a-f]{8}", first.path)
    (here / "sub" / "more").mkdir()
    (here / "sub" / "more" / "x").write_text("x")
    again = await api.sync_job_volume(here / "sub", "/work")
    assert again.path == first.path
    assert await paths(api, first.path) == {"cfg.yaml", "more/x"}
    named = await api.sync_job_volume("sub/more", "/w", remote_name="a/b", read_only=False)
    assert (named.path, named.read_only) == ("a/b", False)
    assert await paths(api, "a/b") == {"x"}


async def test_an_empty_folder_is_there_too(api: AsyncHfApi, here: Path) -> None:
    (here / "empty").mkdir()
    volume = await api.sync_job_volume("empty", "/out", remote_name="nothing")
    assert await paths(api, "nothing") == {".keep"}
    assert volume.path == "nothing"


async def test_a_public_bucket_is_warned_about(api: AsyncHfApi, stranger: AsyncHfApi, here: Path) -> None:
    await stranger.create_bucket("jobs-artifacts", private=False)
    with pytest.warns(UserWarning, match="is public"):
        volume = await stranger.sync_job_volume("sub", "/work")
    assert volume.source == "stranger/jobs-artifacts"


@pytest.mark.parametrize(
    ("source", "mount_path", "remote_name", "match"),
    [
        ("none", "/x", None, "existing local directory"),
        ("cfg.yaml", "/x", None, "existing local directory"),
        ("sub", "x", None, "absolute path"),
        ("sub", "/", None, "absolute path"),
        ("sub", "/x", "../x", "Invalid path in a bucket"),
    ],
)
async def test_folders_that_cannot_be_mounted(
    api: AsyncHfApi, here: Path, source: str, mount_path: str, remote_name: str | None, match: str
) -> None:
    with pytest.raises(ValueError, match=match):
        await api.sync_job_volume(source, mount_path, remote_name=remote_name)
    with pytest.raises(errors.HfHubHTTPError):
        await api.sync_job_volume("sub", "/x", namespace="no-such-account")
