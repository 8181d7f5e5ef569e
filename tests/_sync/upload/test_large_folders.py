# Generated from tests/_async/upload/test_large_folders.py: edit that file, not this one, then run `python -m codegen`.

"""Folders that go up in several commits: rows U5, U7, U10, U15 and U16 of the fault matrix. For both colours."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from huggingface_hub import errors
from huggingface_hub._core.upload import folders, negotiation, series
from huggingface_hub._core.upload.operations import CommitOperationAdd
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.api import HfApi
from huggingface_hub.local_hub import LocalHub
from huggingface_hub.types.events import Event, TransferEnded
from tests.support import upload_server as faults
from tests.support.clock import FakeClock
from tests.support.stopwatch import Stopwatch
from tests.support.upload_server import REPO, UploadHub


FILES = 300


@pytest.fixture(autouse=True)
def small_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders of more than 50 files are large, negotiated by 20 and committed by 20 to 60."""
    monkeypatch.setattr(folders, "ONE_COMMIT_FILES", 50)
    monkeypatch.setattr(negotiation, "BATCH_SIZE", 20)
    monkeypatch.setattr(negotiation.batches, "__defaults__", (20,))
    monkeypatch.setattr(series, "SCALE", (5, 10, 15, 20, 25, 30, 40, 60))
    monkeypatch.setattr(series, "_NEVER_SPLIT", 5)


@pytest.fixture
def large(folder: Path) -> Path:
    """300 small files, every tenth of which is an LFS file."""
    for number in range(FILES):
        path = folder / f"{number % 7}" / f"{number:03}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"content of {number} " * (100 if number % 10 == 0 else 1))
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def upload(hub: UploadHub, folder: Path, **options: object) -> str:
    return HfApi(hub.url, "hf_x").upload_folder(repo_id=REPO, folder_path=folder, **options)  # type: ignore[arg-type]


def titles(hub: UploadHub) -> list[str]:
    return [title for _, title, _ in hub.history[1:]]


def test_a_large_folder_goes_up_in_several_commits(large: Path) -> None:
    with UploadHub() as hub:
        info = upload(hub, large, commit_message="All of it", parent_commit="0" * 40)

        assert sorted(hub.files) == names(large)
        assert str(info).endswith(hub.history[-1][0])
        expected = ["All of it", *(f"All of it (part {n})" for n in range(2, len(hub.history)))]
        assert titles(hub) == expected
        sizes = [len(seen.body.splitlines()) - 1 for seen in hub.to("commit")]
        assert sum(sizes) == FILES
        assert 40 <= max(sizes) <= 80
        parents = [json.loads(seen.body.splitlines()[0])["value"].get("parentCommit") for seen in hub.to("commit")]
        assert parents == ["0" * 40, *[None] * (len(sizes) - 1)]


def test_a_second_push_changes_only_what_changed(large: Path, log: pytest.LogCaptureFixture) -> None:
    with UploadHub() as hub:
        upload(hub, large)
        commits = len(hub.history)
        assert str(upload(hub, large)).endswith(hub.history[-1][0])
        assert len(hub.history) == commits
        assert "No files have been modified" in log.text
        (large / "1" / "001.txt").write_text("new")

        upload(hub, large)

        assert len(hub.history) == commits + 1
        assert len(hub.to("commit")[-1].body.splitlines()) == 2


def test_U7_a_commit_whose_answer_was_lost_is_not_made_twice(clock: FakeClock, large: Path) -> None:
    with UploadHub() as hub:
        hub.script("commit", faults.go_on, faults.lose_answer)

        upload(hub, large)

        assert sorted(hub.files) == names(large)
        assert len(hub.to("commit")) == len(hub.history) - 1
        assert len(set(titles(hub))) == len(titles(hub))


def test_U7_a_commit_that_takes_too_long_is_made_smaller(clock: FakeClock, large: Path) -> None:
    with UploadHub() as hub:
        hub.script("commit", *[faults.status("504 Gateway Timeout")] * 2)

        upload(hub, large)

        assert sorted(hub.files) == names(large)
        written = [path for seen in hub.to("commit")[2:] for path in _paths(seen)]
        assert len(written) == FILES == len(set(written))


def test_U7_files_of_a_commit_that_is_made_smaller_are_counted_once(clock: FakeClock, large: Path) -> None:
    size = sum((large / name).stat().st_size for name in names(large))
    with UploadHub() as hub:
        hub.script("commit", faults.status("500 Oops"))
        ended: list[TransferEnded] = []

        def note(event: Event) -> None:
            if isinstance(event, TransferEnded):
                ended.append(event)

        info = HfApi(hub.url, "hf_x").upload_folder(repo_id=REPO, folder_path=large, on_event=note)

        assert (info.summary.changed, info.summary.unchanged) == (FILES, 0)
        assert (info.summary.sent, info.summary.kept) == (size, 0)
        assert [event.done for event in ended] == [size]


def test_U7_the_parent_of_a_commit_that_was_applied_after_all_is_not_that_of_the_next(
    clock: FakeClock, large: Path
) -> None:
    def late(hub: UploadHub, connection: faults.Connection, seen: faults.Seen) -> bool:
        hub.apply(seen)
        return connection.answer(b"{}", status="500 Oops")

    def hide(hub: UploadHub, connection: faults.Connection, seen: faults.Seen) -> bool:
        return connection.answer(b"[]")

    with UploadHub() as hub:
        hub.script("commit", late)
        hub.script("commits", hide)

        info = upload(hub, large, parent_commit="0" * 40)

        assert sorted(hub.files) == names(large)
        assert titles(hub)[1].endswith("(part 2)")
        assert info.summary.changed == FILES  # type: ignore[attr-defined]


def test_U7_a_commit_that_was_applied_although_it_took_too_long_is_not_made_twice(
    clock: FakeClock, large: Path
) -> None:
    def late(hub: UploadHub, connection: faults.Connection, seen: faults.Seen) -> bool:
        hub.apply(seen)
        return connection.answer(b"{}", status="504 Gateway Timeout")

    def hide(hub: UploadHub, connection: faults.Connection, seen: faults.Seen) -> bool:
        return connection.answer(b"[]")

    with UploadHub() as hub:
        hub.script("commit", late)
        hub.script("commits", hide)

        upload(hub, large)

        assert sorted(hub.files) == names(large)
        written = [path for seen in hub.to("commit") for path in _paths(seen)]
        assert len(written) == FILES == len(set(written))


def _paths(seen: faults.Seen) -> list[str]:
    return [json.loads(line)["value"]["path"] for line in seen.body.splitlines()[1:]]


def test_U8_a_conflict_is_not_a_reason_for_smaller_commits(large: Path) -> None:
    with UploadHub() as hub:
        with pytest.raises(errors.CommitConflictError):
            upload(hub, large, parent_commit="f" * 40)

        assert len(hub.to("commit")) == 1


def test_U10_unreadable_files_are_reported_before_anything_is_sent(
    large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: not str(path).endswith(("003.txt", "250.txt")) and real(path, mode)
    )
    with UploadHub() as hub:
        with pytest.raises(errors.UploadFailedError, match="2 files of the folder can't be read") as caught:
            upload(hub, large)

        assert sorted(caught.value.failures) == ["3/003.txt", "5/250.txt"]
        assert hub.seen == []


def test_U5_files_that_vanish_on_the_way_stop_no_other(large: Path) -> None:
    small, object_, cut, first = (large / name for name in ("6/293.txt", "3/290.txt", "5/243.txt", "0/000.txt"))

    def change() -> None:
        for path in (small, object_):
            path.unlink()
        cut.write_text("longer than it was when the Hub was asked about it, or shorter")

    with UploadHub() as hub:
        hub.script("commit", faults.first(change))
        # Its upload is told to begin when it is gone.
        hub.script("batch", faults.first(first.unlink))
        with pytest.raises(errors.UploadFailedError, match="Files were committed") as caught:
            upload(hub, large)

        gone = {path.relative_to(large).as_posix() for path in (small, object_, first)}
        assert gone <= set(caught.value.failures)
        assert set(caught.value.failures) - gone <= {"5/243.txt"}
        assert sorted(hub.files) == sorted(set(names(large)) - set(caught.value.failures))
        assert hub.history[-1][0] in str(caught.value)

        upload(hub, large)

        assert sorted(hub.files) == names(large)


def test_U15_two_uploaders_of_one_branch_both_land(hub: LocalHub, api: HfApi, large: Path) -> None:
    repo = hub.new_repo()

    def push(prefix: str) -> None:
        api.upload_folder(repo_id=repo, folder_path=large, path_in_repo=prefix)

    runtime.map_concurrently(push, ["a", "b"], limit=2)

    assert {f"{prefix}/{name}" for prefix in "ab" for name in names(large)} <= set(api.list_repo_files(repo))


def test_U16_an_upload_that_is_stopped_can_be_gone_on_with(large: Path, log: pytest.LogCaptureFixture) -> None:
    def stall(hub: UploadHub, connection: faults.Connection, seen: faults.Seen) -> bool:
        connection.wait_for_end()
        return True

    with UploadHub() as hub:
        hub.script("commit", faults.go_on, faults.go_on, stall)
        watch = Stopwatch()
        with pytest.raises(TimeoutError):
            with runtime.fail_after(2):
                upload(hub, large)
        assert watch.seconds < 3
        there = set(hub.files)
        assert 0 < len(there) < FILES
        hub.clear()

        upload(hub, large)

        assert sorted(hub.files) == names(large)
        assert there.isdisjoint(path for seen in hub.to("commit") for path in _paths(seen))


def test_delete_patterns_are_part_of_the_first_commit(hub: LocalHub, api: HfApi, large: Path) -> None:
    repo = hub.new_repo()
    old = [CommitOperationAdd("old/a.txt", b"old"), CommitOperationAdd("kept.bin", b"kept")]
    api.create_commit(repo, old, commit_message="old")

    api.upload_folder(repo_id=repo, folder_path=large, delete_patterns="*.txt")

    assert sorted(api.list_repo_files(repo)) == sorted([*names(large), ".gitattributes", "kept.bin"])


def test_a_pull_request(hub: LocalHub, api: HfApi, large: Path) -> None:
    repo = hub.new_repo()

    info = api.upload_folder(repo_id=repo, folder_path=large, create_pr=True)

    assert info.pr_num == 1
    assert info.pr_revision == "refs/pr/1"
    assert api.list_repo_files(repo) == [".gitattributes"]
    assert set(names(large)) <= set(api.list_repo_files(repo, revision="refs/pr/1"))


def test_an_atomic_upload_is_one_visible_change(hub: LocalHub, api: HfApi, large: Path) -> None:
    repo = hub.new_repo()
    before = [commit.commit_id for commit in api.list_repo_commits(repo)]

    info = api.upload_folder(repo_id=repo, folder_path=large, atomic=True, commit_message="Everything")

    assert set(names(large)) <= set(api.list_repo_files(repo))
    commits = api.list_repo_commits(repo)
    assert commits[0].commit_id == info.oid
    [details] = list(api.get_repo_discussions(repo))
    assert details.status == "merged"
    assert before[0] in [commit.commit_id for commit in commits]


def test_atomic_on_another_branch_is_one_commit(hub: LocalHub, api: HfApi, large: Path) -> None:
    repo = hub.new_repo()
    api.create_branch(repo, branch="dev")

    api.upload_folder(repo_id=repo, folder_path=large, atomic=True, revision="dev")

    assert len(api.list_repo_commits(repo, revision="dev")) == 2


def test_nothing_to_do_opens_no_pull_request(hub: LocalHub, api: HfApi, large: Path) -> None:
    repo = hub.new_repo()
    api.upload_folder(repo_id=repo, folder_path=large)

    info = api.upload_folder(repo_id=repo, folder_path=large, create_pr=True)

    assert info.pr_url is None
    assert list(api.get_repo_discussions(repo)) == []
