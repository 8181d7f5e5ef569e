# Generated from tests/_async/upload/test_scheduler.py: edit that file, not this one, then run `python -m codegen`.

"""Folders that are uploaded every few minutes. For both colours."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub._core.upload import schedule
from huggingface_hub._core.upload.operations import CommitOperationAdd
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.api import HfApi
from huggingface_hub._sync.upload.scheduler import CommitScheduler, ScheduledPushes


def scheduler(api: HfApi, folder: Path, name: str, **options: Any) -> CommitScheduler:
    return CommitScheduler(repo_id=name, folder_path=folder, every=1000, hf_api=api, **options)


def titles(api: HfApi, repo_id: str, **options: Any) -> list[str]:
    return [commit.title for commit in api.list_repo_commits(repo_id, **options)]


def test_what_was_added_is_pushed_and_what_was_not_is_not(api: HfApi, folder: Path) -> None:
    with scheduler(api, folder, "block-adds", repo_type="dataset", path_in_repo="data") as pushes:
        runtime.settled(pushes.trigger())
        with pushes.lock:
            (folder / "a.jsonl").write_text("1\n")
        info = runtime.settled(pushes.trigger()).unwrap()
        if info is None:
            # The first push of the scheduler itself came later.
            assert pushes.last_future is not None
            info = runtime.settled(pushes.last_future).unwrap()
        assert info is not None
        assert info.oid == api.repo_info("local/block-adds", repo_type="dataset").sha
        assert runtime.settled(pushes.trigger()).unwrap() is None

        (folder / "b.jsonl").write_text("2\n")

    assert pushes.repo_id == "local/block-adds"
    assert titles(api, "local/block-adds", repo_type="dataset")[:2] == ["Scheduled Commit"] * 2
    files = api.list_repo_files("local/block-adds", repo_type="dataset")
    assert sorted(files) == [".gitattributes", "data/a.jsonl", "data/b.jsonl"]
    assert not pushes._background.running
    assert "huggingface_hub-background" not in [thread.name for thread in threading.enumerate()]


def test_what_was_written_is_pushed_whatever_ends_the_block(api: HfApi, folder: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        with scheduler(api, folder, "block-fails"):
            (folder / "a.txt").write_text("x")
            raise ZeroDivisionError

    assert "a.txt" in api.list_repo_files("local/block-fails")


def test_what_was_written_is_pushed_when_the_block_is_stopped(api: HfApi, folder: Path) -> None:
    with pytest.raises(TimeoutError):
        with runtime.fail_after(1.0), scheduler(api, folder, "block-stopped"):
            (folder / "a.txt").write_text("x")
            runtime.sleep(60)

    assert "a.txt" in api.list_repo_files("local/block-stopped")


def test_it_pushes_by_itself_and_goes_on_after_a_failure(
    api: HfApi, folder: Path, log: pytest.LogCaptureFixture
) -> None:
    reached = runtime.Event()

    class Failing(CommitScheduler):
        calls = 0

        def push_to_hub(self) -> None:
            Failing.calls += 1
            if Failing.calls == 3:
                reached.set()
            raise OSError("no network")

    with runtime.fail_after(10):
        pushes = Failing(repo_id="block-timed", folder_path=folder, every=0.0005, hf_api=api)
        pushes.start()
        reached.wait()
        pushes.stop()
    assert "no network. It is tried again the next time" in log.text


def test_a_scheduler_that_was_not_started_says_so(api: HfApi, folder: Path) -> None:
    pushed = runtime.settled(scheduler(api, folder, "x").trigger())

    with pytest.raises(RuntimeError, match="was not started"):
        pushed.unwrap()


# --- pushes ---


def pushes(api: HfApi, watched: schedule.Watched, repo: str, **options: Any) -> ScheduledPushes:
    return ScheduledPushes(api, watched, repo, **options)


def push(of: ScheduledPushes) -> Any:
    return of.commit(*of.look())


def test_many_files_are_several_commits_and_few_open_files(
    api: HfApi, repo: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "FILES_PER_COMMIT", 4)
    for number in range(10):
        (folder / f"{number}.txt").write_text("x")

    push(pushes(api, schedule.Watched(folder), repo, message="Logs"))

    assert titles(api, repo)[:4] == ["Logs", "Logs", "Logs", "initial commit"]
    assert len(api.list_repo_files(repo)) == 11


def test_what_is_added_within_a_tick_of_the_clock_is_seen(api: HfApi, repo: str, folder: Path) -> None:
    import os

    path = folder / "a.txt"
    path.write_text("1\n")
    of = pushes(api, schedule.Watched(folder), repo)
    push(of)
    times = path.stat()
    path.write_text("1\n2\n")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    assert push(of) is not None
    assert push(of) is None


def test_a_single_file_under_another_name(api: HfApi, repo: str, folder: Path) -> None:
    (folder / "a.txt").write_text("x")
    (folder / "other.txt").write_text("x")

    push(pushes(api, schedule.Watched(folder, "logs/today.txt", only="a.txt"), repo))

    assert sorted(api.list_repo_files(repo)) == [".gitattributes", "logs/today.txt"]


def test_a_file_that_vanishes_is_left_out(api: HfApi, repo: str, folder: Path, log: pytest.LogCaptureFixture) -> None:
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text("x")
    of = pushes(api, schedule.Watched(folder), repo)
    listed = of.look()
    (folder / "a.txt").unlink()

    of.commit(*listed)

    assert sorted(api.list_repo_files(repo)) == [".gitattributes", "b.txt"]
    assert "a.txt' is left out" in log.text


def test_all_commits_go_to_one_pull_request(api: HfApi, repo: str, folder: Path) -> None:
    of = pushes(api, schedule.Watched(folder), repo, create_pr=True)
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text("x")
        push(of)

    assert [each.num for each in api.get_repo_discussions(repo)] == [1]
    assert {"a.txt", "b.txt"} <= set(api.list_repo_files(repo, revision="refs/pr/1"))
    assert api.list_repo_files(repo) == [".gitattributes"]


def test_what_the_folder_does_not_have_is_deleted(api: HfApi, repo: str, folder: Path) -> None:
    old = [CommitOperationAdd("d/old.txt", b"old"), CommitOperationAdd("old.txt", b"old")]
    api.create_commit(repo, old, commit_message="old")
    (folder / "new.txt").write_text("x")

    of = pushes(api, schedule.Watched(folder, "d"), repo, delete_patterns="*.txt")
    push(of)

    assert sorted(api.list_repo_files(repo)) == [".gitattributes", "d/new.txt", "old.txt"]
    assert push(of) is None
