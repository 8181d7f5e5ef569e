"""Uploads through the Xet storage, and what becomes of them when it does not work. For both colours."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import warnings
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub._async.download import hf_hub_download
from huggingface_hub._core.upload import by_xet
from huggingface_hub._core.upload.operations import CommitOperationAdd
from huggingface_hub._core.xet import fallback
from huggingface_hub._runtime import aio as runtime
from huggingface_hub._runtime.xet import session, upload as driver
from huggingface_hub.local_hub.xet import hashes
from huggingface_hub.local_hub.xet.chunking import cut
from huggingface_hub.types.http import Timeouts
from tests.support.xet_hub import XetHub, content, read_back


ONE, TWO = content(1), content(2)
XORBS, SHARDS, TOKENS, LFS = "/xorbs/default/", "/shards", "xet-write-token", "PUT /lfs/"


def xet_hash(data: bytes) -> str:
    return hashes.to_text(hashes.file_hash([(hashes.chunk_hash(chunk), len(chunk)) for chunk in cut([data])]))


@pytest.fixture
def api() -> AsyncHfApi:
    return AsyncHfApi()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "folder"
    (path / "sub").mkdir(parents=True)
    (path / "one.bin").write_bytes(ONE)
    (path / "sub" / "two.bin").write_bytes(TWO)
    (path / "small.txt").write_text("small")
    return path


async def test_a_folder_goes_up_through_xet(hub: XetHub, api: AsyncHfApi, folder: Path) -> None:
    repo = hub.hub.new_repo()
    await api.upload_folder(repo_id=repo, folder_path=folder)
    assert hub.count(XORBS) > 0
    assert hub.count(TOKENS) == hub.count(SHARDS) == 1
    assert hub.count(LFS) == hub.count("info/lfs") == hub.count("/v1/telemetry") == 0
    assert read_back(hub, repo, "one.bin") == ONE
    assert read_back(hub, repo, "sub/two.bin") == TWO
    assert read_back(hub, repo, "small.txt") == b"small"
    tree = {item.path: item async for item in api.list_repo_tree(repo, recursive=True)}
    assert tree["one.bin"].xet_hash == xet_hash(ONE)
    assert tree["one.bin"].lfs.sha256 == hashlib.sha256(ONE).hexdigest()
    assert Path(await hf_hub_download(repo, "one.bin")).read_bytes() == ONE


async def test_what_is_there_is_not_sent_again(hub: XetHub, api: AsyncHfApi, folder: Path) -> None:
    repo = hub.hub.new_repo()
    await api.upload_folder(repo_id=repo, folder_path=folder)
    hub.asked.clear()
    await api.upload_folder(repo_id=repo, folder_path=folder)
    assert hub.count(XORBS) == hub.count(SHARDS) == 0
    (folder / "one.bin").write_bytes(ONE[:-5] + b"other")
    await api.upload_folder(repo_id=repo, folder_path=folder)
    assert read_back(hub, repo, "one.bin") == ONE[:-5] + b"other"
    # Only what is new in it was sent.
    sent = sorted(hub.hub.state.xet.root.rglob("*"), key=lambda path: path.stat().st_mtime)[-1]
    assert sent.stat().st_size < len(ONE) / 2


async def test_bytes_and_paths_by_xet_and_objects_by_lfs(hub: XetHub, api: AsyncHfApi, folder: Path) -> None:
    repo = hub.hub.new_repo()
    operations = [
        CommitOperationAdd("path.bin", folder / "one.bin"),
        CommitOperationAdd("bytes.bin", TWO),
        CommitOperationAdd("object.bin", io.BytesIO(content(33))),
    ]
    await api.create_commit(repo, operations, commit_message="All kinds")
    assert hub.count(SHARDS) == hub.count(LFS) == 1
    assert read_back(hub, repo, "path.bin") == ONE
    assert read_back(hub, repo, "bytes.bin") == TWO
    assert read_back(hub, repo, "object.bin") == content(33)


async def test_a_pull_request(hub: XetHub, api: AsyncHfApi, folder: Path) -> None:
    repo = hub.hub.new_repo()
    info = await api.upload_file(repo_id=repo, path_or_fileobj=folder / "one.bin", path_in_repo="x.bin", create_pr=True)
    assert hub.count(SHARDS) == 1
    path = await hf_hub_download(repo, "x.bin", revision=info.pr_revision)
    assert Path(path).read_bytes() == ONE


async def test_files_before_their_commit(hub: XetHub, api: AsyncHfApi) -> None:
    repo = hub.hub.new_repo()
    additions = [CommitOperationAdd(f"{n}.bin", content(n)) for n in (4, 5)]
    await api.preupload_lfs_files(repo, additions)
    assert hub.count(SHARDS) == 1
    await api.create_commit(repo, additions, commit_message="Now")
    assert hub.count(SHARDS) == 1
    assert read_back(hub, repo, "5.bin") == content(5)


async def test_without_the_library(hub: XetHub, api: AsyncHfApi, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    repo = hub.hub.new_repo()
    await api.upload_folder(repo_id=repo, folder_path=folder)
    assert hub.count("xet") == 0
    assert read_back(hub, repo, "one.bin") == ONE


async def test_a_hub_without_xet_gets_its_files_by_lfs(
    hub: XetHub, api: AsyncHfApi, folder: Path, log: pytest.LogCaptureFixture
) -> None:
    """Nothing was promised and nothing broke, so that there is nothing to warn about; who asks is told why, once."""
    hub.refuse_tokens(404)
    for _ in range(2):
        repo = hub.hub.new_repo()
        await api.upload_folder(repo_id=repo, folder_path=folder)
        assert read_back(hub, repo, "one.bin") == ONE
    assert hub.count(TOKENS) == 1
    [said] = [record for record in log.records if "through LFS" in record.getMessage()]
    assert said.levelname == "INFO"
    assert "gives no token for it (Client error '404 Not Found'" in said.getMessage()
    assert hub.token not in said.getMessage()


async def test_who_asks_is_told_once_why_it_is_lfs(
    hub: XetHub, api: AsyncHfApi, folder: Path, monkeypatch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture
) -> None:
    def told() -> list[str]:
        said = [record.getMessage() for record in log.records if "through LFS" in record.getMessage()]
        log.clear()
        return said

    async def upload(source: Any, **options: Any) -> None:
        for name in ("a.bin", "b.bin"):
            await api.upload_file(repo_id=repo, path_or_fileobj=source, path_in_repo=name, **options)

    repo = hub.hub.new_repo()
    await upload(ONE)
    assert told() == []
    await upload(io.BytesIO(TWO))
    assert [line.rpartition("Xet: ")[2] for line in told()] == [
        "file objects can't be read by hf_xet; paths and bytes can."
    ]
    await upload(content(40), max_bandwidth=1e9)
    assert [line.rpartition("Xet: ")[2] for line in told()] == [
        "the bandwidth of uploads is limited, which hf_xet can't do."
    ]
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    await upload(content(41))
    # That is so with every upload, and known to whoever has set it.
    assert told() == []
    fallback.TOLD.clear()
    logging.getLogger("huggingface_hub").setLevel(logging.DEBUG)
    await upload(content(42))
    assert [line.rpartition("Xet: ")[2] for line in told()] == ["switched off by HF_HUB_DISABLE_XET."]


async def test_U5_a_file_that_vanishes_is_no_reason_to_do_without_xet(
    hub: XetHub, api: AsyncHfApi, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = by_xet.look

    def look_and_delete(*args: Any) -> Any:
        found = look(*args)
        (folder / "one.bin").unlink(missing_ok=True)
        return found

    repo = hub.hub.new_repo()
    with monkeypatch.context() as patch:
        patch.setattr(by_xet, "look", look_and_delete)
        with pytest.raises(errors.UploadFailedError, match="Nothing was committed") as caught:
            await api.upload_folder(repo_id=repo, folder_path=folder)

    assert list(caught.value.failures) == ["one.bin"]
    assert isinstance(caught.value.__cause__, FileNotFoundError)
    assert hub.count(SHARDS) == 1
    assert hub.count(LFS) == hub.count("info/lfs") == 0
    await api.upload_folder(repo_id=repo, folder_path=folder)
    assert read_back(hub, repo, "sub/two.bin") == TWO


async def test_the_errors_of_the_hub_are_raised_all_the_same(hub: XetHub, api: AsyncHfApi, folder: Path) -> None:
    repo = hub.hub.new_repo()
    reader = hub.hub.create_user("reader", role="read")
    with pytest.raises(errors.HfHubHTTPError, match="403"):
        await api.upload_file(repo_id=repo, path_or_fileobj=folder / "one.bin", path_in_repo="x.bin", token=reader)
    with pytest.raises(errors.RepositoryNotFoundError):
        await api.upload_folder(repo_id="local/none", folder_path=folder)


# N22: the storage does not work


async def test_N22_what_the_storage_refuses_goes_by_lfs(hub: XetHub, api: AsyncHfApi, folder: Path) -> None:
    hub.refuse_shards()
    repo = hub.hub.new_repo()
    with pytest.warns(errors.TransportFallbackWarning, match="An upload through the Xet storage failed") as caught:
        await api.upload_folder(repo_id=repo, folder_path=folder)
    assert len(caught) == 1
    assert hub.token not in str(caught[0].message)
    assert read_back(hub, repo, "one.bin") == ONE
    hub.asked.clear()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        await api.upload_file(repo_id=repo, path_or_fileobj=TWO, path_in_repo="y.bin")
    assert hub.count("xet") == 0


async def test_N22_an_upload_that_does_not_move_goes_by_lfs(
    hub: XetHub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.stall_xorbs()
    api = AsyncHfApi(timeouts=Timeouts(stall=0.2))
    repo = hub.hub.new_repo()
    with pytest.warns(errors.TransportFallbackWarning, match="nothing has moved"):
        await api.upload_folder(repo_id=repo, folder_path=folder)
    assert not hub.outwaited
    assert read_back(hub, repo, "one.bin") == ONE


async def test_N22_a_library_that_has_no_room_for_its_notes(
    hub: XetHub, api: AsyncHfApi, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As in a container whose home can't be written to."""
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(session, "_SESSIONS", {})
    monkeypatch.setenv("HF_XET_CACHE", str(tmp_path / "file" / "xet"))
    repo = hub.hub.new_repo()
    with pytest.warns(errors.TransportFallbackWarning, match="does not start"):
        await api.upload_folder(repo_id=repo, folder_path=folder)
    assert read_back(hub, repo, "one.bin") == ONE


async def test_N22_a_library_that_fails_in_its_own_ways(
    hub: XetHub, api: AsyncHfApi, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing:
        def __getattr__(self, name: str) -> Any:
            raise OSError("I/O error: No such file or directory (os error 2)")

    monkeypatch.setattr(session, "_SESSIONS", {})
    monkeypatch.setattr(session, "_new_session", Failing)
    repo = hub.hub.new_repo()
    with pytest.warns(errors.TransportFallbackWarning, match="I/O error"):
        await api.upload_folder(repo_id=repo, folder_path=folder)
    assert read_back(hub, repo, "one.bin") == ONE


async def test_N22_a_library_that_does_not_start(
    hub: XetHub, api: AsyncHfApi, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Any:
        raise OSError("no such symbol")

    monkeypatch.setattr(session, "_SESSIONS", {})
    monkeypatch.setattr(session, "_new_session", broken)
    repo = hub.hub.new_repo()
    with pytest.warns(errors.TransportFallbackWarning, match="does not start"):
        await api.upload_folder(repo_id=repo, folder_path=folder)
    assert read_back(hub, repo, "one.bin") == ONE


async def test_a_stopped_upload_ends_at_once_and_commits_nothing(hub: XetHub, api: AsyncHfApi, folder: Path) -> None:
    hub.stall_xorbs()
    repo = hub.hub.new_repo()
    with pytest.raises(TimeoutError):
        async with runtime.fail_after(0.7):
            await api.upload_folder(repo_id=repo, folder_path=folder)
    assert not hub.outwaited
    assert not await api.file_exists(repo, "one.bin")


# U4: files that change


async def test_U4_a_file_that_changes_while_it_is_sent_is_sent_again(
    hub: XetHub, api: AsyncHfApi, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = [TWO]
    end = driver._end

    def late(begun: Any) -> Any:
        if changes:
            (folder / "one.bin").write_bytes(changes.pop())
        return end(begun)

    monkeypatch.setattr(driver, "_end", late)
    repo = hub.hub.new_repo()
    await api.upload_file(repo_id=repo, path_or_fileobj=folder / "one.bin", path_in_repo="x.bin")
    assert read_back(hub, repo, "x.bin") == TWO
    assert hub.count(SHARDS) == 2


async def test_U4_a_file_that_never_rests_is_not_committed(
    hub: XetHub, api: AsyncHfApi, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = driver._end

    def late(begun: Any) -> Any:
        with open(folder / "one.bin", "ab") as file:
            file.write(os.urandom(10))
        return end(begun)

    monkeypatch.setattr(driver, "_end", late)
    repo = hub.hub.new_repo()
    with pytest.raises(errors.UploadFailedError, match="changed 3 times"):
        await api.upload_folder(repo_id=repo, folder_path=folder)
    assert not await api.file_exists(repo, "one.bin")


async def test_U4_a_hash_that_was_known_is_not_believed(hub: XetHub, api: AsyncHfApi, folder: Path) -> None:
    """The file is another one than when its hash was asked for."""
    repo = hub.hub.new_repo()
    addition = CommitOperationAdd("x.bin", folder / "one.bin")
    assert addition.upload_info.sha256 == hashlib.sha256(ONE).digest()
    (folder / "one.bin").write_bytes(TWO + b"more")
    await api.create_commit(repo, [addition], commit_message="x")
    assert read_back(hub, repo, "x.bin") == TWO + b"more"


async def test_a_file_that_is_gone(hub: XetHub, api: AsyncHfApi, folder: Path) -> None:
    repo = hub.hub.new_repo()
    additions = [CommitOperationAdd(name, folder / name) for name in ("one.bin", "sub/two.bin")]
    (folder / "one.bin").unlink()
    with pytest.raises(errors.UploadFailedError, match=r"one\.bin"):
        await api.create_commit(repo, additions, commit_message="x")
    assert not await api.file_exists(repo, "sub/two.bin")


async def test_progress_is_that_of_the_files(hub: XetHub, api: AsyncHfApi, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    monkeypatch.setattr("huggingface_hub._core.progress.Bar.update", lambda self, n: told.append(n))
    repo = hub.hub.new_repo()
    await api.upload_file(repo_id=repo, path_or_fileobj=ONE, path_in_repo="x.bin")
    assert sum(told) == len(ONE)
