"""Folders that are uploaded every few minutes. For both colours."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub._async.upload.scheduler import AsyncCommitScheduler, AsyncScheduledPushes
from huggingface_hub._core.upload import schedule
from huggingface_hub._core.upload.operations import CommitOperationAdd
from huggingface_hub._runtime import aio as runtime


def scheduler(api: AsyncHfApi, folder: Path, name: str, **options: Any) -> AsyncCommitScheduler:
    return AsyncCommitScheduler(repo_id=name, folder_path=folder, every=1000, hf_api=api, **options)


async def titles(api: AsyncHfApi, repo_id: str, **options: Any) -> list[str]:
    return [commit.title for commit in await api.list_repo_commits(repo_id, **options)]


async def test_what_was_added_is_pushed_and_what_was_not_is_not(api: AsyncHfApi, folder: Path) -> None:
    async with scheduler(api, folder, "block-adds", repo_type="dataset", path_in_repo="data") as pushes:
        await runtime.settled(pushes.trigger())
        async with pushes.lock:
            (folder / "a.jsonl").write_text("1\n")
        info = (await runtime.settled(pushes.trigger())).unwrap()
        if info is None:
            # The first push of the scheduler itself came later.
            assert pushes.last_future is not None
            info = (await runtime.settled(pushes.last_future)).unwrap()
        assert info is not None
        assert info.oid == (await api.repo_info("local/block-adds", repo_type="dataset")).sha
        assert (await runtime.settled(pushes.trigger())).unwrap() is None

        (folder / "b.jsonl").write_text("2\n")

    assert pushes.repo_id == "local/block-adds"
    assert (await titles(api, "local/block-adds", repo_type="dataset"))[:2] == ["Scheduled Commit"] * 2
    files = await api.list_repo_files("local/block-adds", repo_type="dataset")
    assert sorted(files) == [".gitattributes", "data/a.jsonl", "data/b.jsonl"]
    assert not pushes._background.running
    assert "huggingface_hub-background" not in [thread.name for thread in threading.enumerate()]


async def test_what_was_written_is_pushed_whatever_ends_the_block(api: AsyncHfApi, folder: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        async with scheduler(api, folder, "block-fails"):
            (folder / "a.txt").write_text("x")
            raise ZeroDivisionError

    assert "a.txt" in await api.list_repo_files("local/block-fails")


async def test_what_was_written_is_pushed_when_the_block_is_stopped(api: AsyncHfApi, folder: Path) -> None:
    with pytest.raises(TimeoutError):
        async with runtime.fail_after(1.0), scheduler(api, folder, "block-stopped"):
            (folder / "a.txt").write_text("x")
            await runtime.sleep(60)

    assert "a.txt" in await api.list_repo_files("local/block-stopped")


async def test_it_pushes_by_itself_and_goes_on_after_a_failure(
    api: AsyncHfApi, folder: Path, log: pytest.LogCaptureFixture
) -> None:
    reached = runtime.Event()

    class AsyncFailing(AsyncCommitScheduler):
        calls = 0

        async def push_to_hub(self) -> None:
            AsyncFailing.calls += 1
            if AsyncFailing.calls == 3:
                reached.set()
            raise OSError("no network")

    async with runtime.fail_after(10):
        pushes = AsyncFailing(repo_id="block-timed", folder_path=folder, every=0.0005, hf_api=api)
        await pushes.start()
        await reached.wait()
        await pushes.stop()
    assert "no network. It is tried again the next time" in log.text


async def test_a_scheduler_that_was_not_started_says_so(api: AsyncHfApi, folder: Path) -> None:
    pushed = await runtime.settled(scheduler(api, folder, "x").trigger())

    with pytest.raises(RuntimeError, match="was not started"):
        pushed.unwrap()


# --- pushes ---


def pushes(api: AsyncHfApi, watched: schedule.Watched, repo: str, **options: Any) -> AsyncScheduledPushes:
    return AsyncScheduledPushes(api, watched, repo, **options)


async def push(of: AsyncScheduledPushes) -> Any:
    return await of.commit(*await of.look())


async def test_many_files_are_several_commits_and_few_open_files(
    api: AsyncHfApi, repo: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "FILES_PER_COMMIT", 4)
    for number in range(10):
        (folder / f"{number}.txt").write_text("x")

    await push(pushes(api, schedule.Watched(folder), repo, message="Logs"))

    assert (await titles(api, repo))[:4] == ["Logs", "Logs", "Logs", "initial commit"]
    assert len(await api.list_repo_files(repo)) == 11


async def test_what_is_added_within_a_tick_of_the_clock_is_seen(api: AsyncHfApi, repo: str, folder: Path) -> None:
    import os

    path = folder / "a.txt"
    path.write_text("1\n")
    of = pushes(api, schedule.Watched(folder), repo)
    await push(of)
    times = path.stat()
    path.write_text("1\n2\n")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    assert await push(of) is not None
    assert await push(of) is None


async def test_a_single_file_under_another_name(api: AsyncHfApi, repo: str, folder: Path) -> None:
    (folder / "a.txt").write_text("x")
    (folder / "other.txt").write_text("x")

    await push(pushes(api, schedule.Watched(folder, "logs/today.txt", only="a.txt"), repo))

    assert sorted(await api.list_repo_files(repo)) == [".gitattributes", "logs/today.txt"]


async def test_a_file_that_vanishes_is_left_out(
    api: AsyncHfApi, repo: str, folder: Path, log: pytest.LogCaptureFixture
) -> None:
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text("x")
    of = pushes(api, schedule.Watched(folder), repo)
    listed = await of.look()
    (folder / "a.txt").unlink()

    await of.commit(*listed)

    assert sorted(await api.list_repo_files(repo)) == [".gitattributes", "b.txt"]
    assert "a.txt' is left out" in log.text


async def test_all_commits_go_to_one_pull_request(api: AsyncHfApi, repo: str, folder: Path) -> None:
    of = pushes(api, schedule.Watched(folder), repo, create_pr=True)
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text("x")
        await push(of)

    assert [each.num async for each in api.get_repo_discussions(repo)] == [1]
    assert {"a.txt", "b.txt"} <= set(await api.list_repo_files(repo, revision="refs/pr/1"))
    assert await api.list_repo_files(repo) == [".gitattributes"]


async def test_what_the_folder_does_not_have_is_deleted(api: AsyncHfApi, repo: str, folder: Path) -> None:
    old = [CommitOperationAdd("d/old.txt", b"old"), CommitOperationAdd("old.txt", b"old")]
    await api.create_commit(repo, old, commit_message="old")
    (folder / "new.txt").write_text("x")

    of = pushes(api, schedule.Watched(folder, "d"), repo, delete_patterns="*.txt")
    await push(of)

    assert sorted(await api.list_repo_files(repo)) == [".gitattributes", "d/new.txt", "old.txt"]
    assert await push(of) is None
