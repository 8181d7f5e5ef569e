"""What a caller is told of an upload, what it may allow, and conflicts that are none. For both colours."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub._core.upload.operations import CommitOperationAdd, CommitOperationDelete
from huggingface_hub.local_hub import LocalHub
from huggingface_hub.types.commits import UploadSummary
from huggingface_hub.types.events import Event, TransferEnded, TransferProgressed, TransferStarted
from tests.support import upload_server as faults
from tests.support.clock import FakeClock
from tests.support.upload_server import REPO, UploadHub


PIECE = 1024 * 1024
BIG = random.Random(1).randbytes(10_500)


def check(seen: list[Event], what: str, total: int) -> None:
    assert seen[0] == TransferStarted(what, "bytes", total)
    assert seen[-1] == TransferEnded(what, "bytes", total, total)
    assert all(isinstance(each, TransferProgressed) and each.total == total for each in seen[1:-1])


@pytest.mark.parametrize("part_size", [None, 1000])
@pytest.mark.parametrize("fault", [False, True])
async def test_events_of_one_file_add_up(clock: FakeClock, tmp_path: Path, part_size: int | None, fault: bool) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(BIG)
    seen: list[Event] = []
    with UploadHub(part_size=part_size) as hub:
        if fault:
            hub.script("put", faults.reset, faults.status("503 Busy"))
        info = await AsyncHfApi(hub.url, "hf_x").upload_file(
            path_or_fileobj=path, path_in_repo="x/a.bin", repo_id=REPO, on_event=seen.append
        )

    check(seen, "x/a.bin", len(BIG))
    assert info.summary == UploadSummary(changed=1, sent=len(BIG))


@pytest.mark.parametrize("source", ["file", "bytes", "object", "file, limited", "object, limited"])
@pytest.mark.parametrize("fault", [False, True])
async def test_events_come_while_bytes_go(
    clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, fault: bool
) -> None:
    content = random.Random(1).randbytes(4_000_000)
    path = tmp_path / "a.bin"
    path.write_bytes(content)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_FAST_LANE", True)
    seen: list[Event] = []
    at_the_answer: list[int] = []
    with UploadHub() as hub, path.open("rb") as file:
        if fault:
            hub.script("put", faults.status("503 Busy"))
        hub.script("put", faults.first(lambda: at_the_answer.append(seen[-1].done)))
        await AsyncHfApi(hub.url, "hf_x").upload_file(
            path_or_fileobj={"file": path, "bytes": content}.get(source.partition(",")[0], file),
            path_in_repo="a.bin",
            repo_id=REPO,
            on_event=seen.append,
            max_bandwidth=1_000_000 if "limited" in source else None,
        )

    check(seen, "a.bin", len(content))
    steps = [after.done - before.done for before, after in zip(seen, seen[1:], strict=False)]
    assert max(steps) <= PIECE
    # The last piece is counted when the next one is asked for, which may be later than the server's answer.
    assert at_the_answer[0] >= len(content) - PIECE
    assert (min(steps) < -1_000_000) == fault


async def test_events_of_a_folder_have_one_total(folder: Path) -> None:
    (folder / "small.txt").write_bytes(b"small")
    (folder / "big.bin").write_bytes(BIG)
    (folder / "same.bin").write_bytes(BIG)
    seen: list[Event] = []
    with UploadHub(part_size=1000) as hub:
        api = AsyncHfApi(hub.url, "hf_x")
        await api.upload_file(path_or_fileobj=b"small", path_in_repo="small.txt", repo_id=REPO)

        info = await api.upload_folder(repo_id=REPO, folder_path=folder, on_event=seen.append)

    check(seen, REPO, 2 * len(BIG) + 5)
    assert info.summary == UploadSummary(changed=2, unchanged=1, sent=len(BIG), kept=len(BIG) + 5)


async def test_an_upload_that_fails_ends_its_events(clock: FakeClock) -> None:
    seen: list[Event] = []
    with UploadHub() as hub:
        hub.script("put", *[faults.status("403 Forbidden")] * 5)
        with pytest.raises(errors.UploadFailedError):
            await AsyncHfApi(hub.url, "hf_x").upload_file(
                path_or_fileobj=BIG, path_in_repo="a.bin", repo_id=REPO, on_event=seen.append
            )

    assert isinstance(seen[-1], TransferEnded)
    assert seen[-1].done < len(BIG)


@pytest.mark.parametrize("source", ["file", "bytes"])
async def test_uploads_leave_bandwidth_to_others(clock: FakeClock, tmp_path: Path, source: str) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(BIG)
    with UploadHub(part_size=1000) as hub:
        await AsyncHfApi(hub.url, "hf_x").upload_file(
            path_or_fileobj=path if source == "file" else BIG, path_in_repo="a", repo_id=REPO, max_bandwidth=1000
        )

        assert hub.files["a"][1]
    # A quarter of a second's worth goes at once.
    assert sum(clock.slept) >= 9


@pytest.mark.parametrize("limit", [0, -5, float("nan")])
async def test_a_bandwidth_that_is_none_is_refused(limit: float) -> None:
    with pytest.raises(ValueError, match="max_bandwidth"):
        await AsyncHfApi("http://127.0.0.1:1").upload_file(
            path_or_fileobj=b"x", path_in_repo="a", repo_id=REPO, max_bandwidth=limit
        )


async def test_U8_with_rebase_other_files_are_no_conflict(hub: LocalHub, api: AsyncHfApi) -> None:
    repo = hub.new_repo()
    base = await api.create_commit(repo, [CommitOperationAdd("a", b"1")], commit_message="base")
    await api.create_commit(repo, [CommitOperationAdd("theirs", b"2")], commit_message="theirs")
    ours = [CommitOperationAdd("new", b"3"), CommitOperationDelete("a")]

    info = await api.create_commit(repo, ours, commit_message="ours", parent_commit=base.oid, rebase=True)

    assert [commit.title for commit in await api.list_repo_commits(repo)][:3] == ["ours", "theirs", "base"]
    assert (await api.repo_info(repo)).sha == info.oid
    assert sorted(await api.list_repo_files(repo)) == [".gitattributes", "new", "theirs"]


@pytest.mark.parametrize("theirs", ["changed", "deleted", "in the folder"])
async def test_U8_with_rebase_the_same_files_are_a_conflict(hub: LocalHub, api: AsyncHfApi, theirs: str) -> None:
    repo = hub.new_repo()
    base = await api.create_commit(repo, [CommitOperationAdd("d/a", b"1")], commit_message="base")
    change = {
        "changed": CommitOperationAdd("d/a", b"2"),
        "deleted": CommitOperationDelete("d/a"),
        "in the folder": CommitOperationAdd("d/b", b"2"),
    }
    await api.create_commit(repo, [change[theirs]], commit_message="theirs")
    ours = [CommitOperationDelete("d/") if theirs == "in the folder" else CommitOperationAdd("d/a", b"3")]

    with pytest.raises(errors.CommitConflictError, match="They changed d") as caught:
        await api.create_commit(repo, ours, commit_message="ours", parent_commit=base.oid, rebase=True)

    assert caught.value.head == (await api.repo_info(repo)).sha
    assert [commit.title for commit in await api.list_repo_commits(repo)][0] == "theirs"


async def test_U8_with_rebase_a_folder_lands_too(hub: LocalHub, api: AsyncHfApi, folder: Path) -> None:
    repo = hub.new_repo()
    base = (await api.repo_info(repo)).sha
    await api.create_commit(repo, [CommitOperationAdd("theirs", b"2")], commit_message="theirs")
    (folder / "ours.txt").write_text("x")
    os.utime(folder / "ours.txt")

    await api.upload_folder(repo_id=repo, folder_path=folder, parent_commit=base, rebase=True)

    assert sorted(await api.list_repo_files(repo)) == [".gitattributes", "ours.txt", "theirs"]
