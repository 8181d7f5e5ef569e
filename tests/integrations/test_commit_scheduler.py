"""Folders that are uploaded every few minutes, in the background."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub import CommitScheduler, HfApi
from huggingface_hub._commit_scheduler import PartialFileIO
from huggingface_hub.local_hub import LocalHub
from tests.support.machine import fresh_machine


@pytest.fixture(autouse=True)
def machine(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh_machine(tmp_path_factory.mktemp("machine"), monkeypatch)


@pytest.fixture(scope="module")
def hub(local_hub_factory: Callable[..., LocalHub]) -> LocalHub:
    return local_hub_factory(lfs_threshold=64 * 1024)


@pytest.fixture
def api(hub: LocalHub) -> HfApi:
    return HfApi(hub.url, hub.token)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "logs"


def scheduler(api: HfApi, folder: Path, name: str, **options: Any) -> CommitScheduler:
    return CommitScheduler(repo_id=name, folder_path=folder, every=1000, hf_api=api, **options)


def commits(api: HfApi, repo_id: str, **options: Any) -> list[str]:
    return [commit.title for commit in api.list_repo_commits(repo_id, **options)]


def test_what_was_added_is_pushed_and_what_was_not_is_not(api: HfApi, folder: Path) -> None:
    with scheduler(api, folder, "adds", repo_type="dataset", path_in_repo="data") as pushes:
        with pushes.lock:
            (folder / "a.jsonl").write_text("1\n")
        # The first push of the scheduler itself may come before this one, or after it.
        info = pushes.trigger().result(10) or pushes.last_future.result(10)  # type: ignore[union-attr]
        assert info is not None
        assert info.oid == api.repo_info("local/adds", repo_type="dataset").sha
        assert pushes.trigger().result(10) is None
        assert commits(api, "local/adds", repo_type="dataset") == ["Scheduled Commit", "initial commit"]

        (folder / "b.jsonl").write_text("2\n")

    assert pushes.repo_id == "local/adds"
    assert commits(api, "local/adds", repo_type="dataset")[:2] == ["Scheduled Commit"] * 2
    files = api.list_repo_files("local/adds", repo_type="dataset")
    assert sorted(files) == [".gitattributes", "data/a.jsonl", "data/b.jsonl"]


def test_a_file_is_uploaded_as_far_as_it_was_written_when_it_was_listed(api: HfApi, folder: Path) -> None:
    pushes = scheduler(api, folder, "grows")
    path = folder / "log.txt"
    try:
        path.write_bytes(b"whole line\n")
        assert pushes._pushes is not None
        listed = pushes._pushes.look()
        pushes._pushes.look = lambda: listed  # type: ignore[method-assign]
        with path.open("ab") as file:
            file.write(b"half a li")

        pushes.trigger().result(10)

        downloaded = api.hf_hub_download("local/grows", "log.txt", local_dir=folder.parent / "copy")
        assert Path(downloaded).read_bytes() == b"whole line\n"
    finally:
        pushes.stop()


def test_large_files_too(api: HfApi, folder: Path) -> None:
    content = b"0123456789" * 10_000
    with scheduler(api, folder, "large"):
        (folder / "large.bin").write_bytes(content)

    downloaded = api.hf_hub_download("local/large", "large.bin", local_dir=folder.parent / "copy")
    assert Path(downloaded).read_bytes() == content


def test_patterns_and_notes_are_left_out(api: HfApi, folder: Path) -> None:
    folder.mkdir()
    for name in ("a.txt", "b.tmp", "c.bin", ".cache/huggingface/x.txt", ".git/y.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    with scheduler(api, folder, "patterns", allow_patterns=["*.txt", "*.tmp"], ignore_patterns="*.tmp"):
        pass

    assert sorted(api.list_repo_files("local/patterns")) == [".gitattributes", "a.txt"]


def test_history_is_squashed_if_wanted(api: HfApi, folder: Path) -> None:
    with scheduler(api, folder, "squashed", squash_history=True) as pushes:
        for number in range(3):
            (folder / f"{number}.txt").write_text("x")
            pushes.trigger().result(10)

        assert len(commits(api, "local/squashed")) == 1


def test_a_failed_push_is_told_and_tried_again(
    api: HfApi, folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("huggingface_hub").addHandler(caplog.handler)
    with scheduler(api, folder, "fails") as pushes:
        pushes.trigger().result(10)
        with monkeypatch.context() as patch:
            patch.setattr(api, "create_commit", _fail)
            (folder / "a.txt").write_text("x")
            with pytest.raises(OSError, match="no network"):
                pushes.trigger().result(10)
        assert "It is tried again the next time" in caplog.text
        assert pushes.last_uploaded == {}

        assert pushes.trigger().result(10) is not None
        assert len(pushes.last_uploaded) == 1
    logging.getLogger("huggingface_hub").removeHandler(caplog.handler)


def _fail(**kwargs: object) -> None:
    raise OSError("no network")


def test_a_stopped_scheduler_pushes_no_more_and_leaves_no_thread(api: HfApi, folder: Path) -> None:
    pushes = scheduler(api, folder, "stopped")
    pushes.stop()
    # Behind whatever was begun before.
    pushes.trigger().result(10)
    (folder / "late.txt").write_text("x")

    assert pushes.trigger().result(10) is None

    assert not pushes._background.running
    assert "late.txt" not in api.list_repo_files("local/stopped")


def test_it_pushes_by_itself(api: HfApi, folder: Path) -> None:
    pushed = threading.Event()

    class Watched(CommitScheduler):
        calls = 0

        def push_to_hub(self) -> None:
            Watched.calls += 1
            if Watched.calls == 3:
                pushed.set()

    watched = Watched(repo_id="timed", folder_path=folder, every=0.0005, hf_api=api)
    try:
        assert pushed.wait(10)
    finally:
        watched.stop()


@pytest.mark.parametrize("threads", ["can be started", "can't be started any more"])
def test_what_is_left_is_pushed_when_the_program_ends(hub: LocalHub, api: HfApi, folder: Path, threads: str) -> None:
    code = f"""
import atexit, threading
from pathlib import Path
from huggingface_hub import CommitScheduler, HfApi
pushes = CommitScheduler(repo_id="exits", folder_path={str(folder)!r}, hf_api=HfApi({hub.url!r}, {hub.token!r}))
pushes.last_future.result() if pushes.last_future else None
Path({str(folder)!r}, "last.txt").write_text("words")
Path({str(folder)!r}, "last.bin").write_bytes(bytes(40 * 1024 * 1024))

def refuse(thread):
    raise RuntimeError("can't create new thread at interpreter shutdown")

def end():
    # As Python 3.12 does it
    threading.Thread.start = refuse

if {threads!r} != "can be started":
    atexit.register(end)
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=15)

    assert {"last.txt", "last.bin"} <= set(api.list_repo_files("local/exits"))


@pytest.mark.parametrize("every", [0, -1, float("nan")])
def test_a_time_that_is_none_is_refused(api: HfApi, folder: Path, every: float) -> None:
    with pytest.raises(ValueError, match="every"):
        CommitScheduler(repo_id="x", folder_path=folder, every=every, hf_api=api)


def test_the_beginning_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"0123456789")
    with PartialFileIO(path, 5) as file:
        assert len(file) == 5
        assert file.read() == b"01234"
        assert file.read(1) == b""
        assert file.seek(-2, io.SEEK_END) == 3
        assert file.read(10) == b"34"
        assert file.seek(100) == 5
        assert file.seek(-100, io.SEEK_CUR) == 0
        assert file.read(2) == b"01"
    with pytest.raises(FileNotFoundError):
        PartialFileIO(tmp_path / "none", 5)
