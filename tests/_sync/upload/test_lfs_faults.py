# Generated from tests/_async/upload/test_lfs_faults.py: edit that file, not this one, then run `python -m codegen`.

"""Rows U of the fault matrix, as far as they concern files on their way to the storage. For both colours."""

from __future__ import annotations

import hashlib
import os
import random
from pathlib import Path

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._core import hashing
from huggingface_hub._core.upload.operations import CommitOperationAdd
from huggingface_hub._sync.api import HfApi
from tests.support import upload_server as faults
from tests.support.clock import FakeClock
from tests.support.upload_server import REPO, UploadHub


TOKEN = "hf_" + "secretsecretsecret"
BIG = random.Random(1).randbytes(10_500)
OID = hashlib.sha256(BIG).hexdigest()


def client(hub: UploadHub) -> HfApi:
    return HfApi(hub.url, TOKEN)


def old_file(path: Path, content: bytes) -> Path:
    """A file that was not written to just now."""
    path.write_bytes(content)
    os.utime(path, ns=(0, 1_000_000_001))
    return path


def upload(hub: UploadHub, content: bytes | Path = BIG, name: str = "a.bin") -> None:
    client(hub).upload_file(path_or_fileobj=content, path_in_repo=name, repo_id=REPO)


@pytest.mark.parametrize("part_size", [None, 1000])
def test_U1_a_reset_while_sending_is_retried(clock: FakeClock, part_size: int | None) -> None:
    with UploadHub(part_size=part_size) as hub:
        hub.script("put", faults.reset)

        upload(hub)

        assert hub.files == {"a.bin": (OID, True)}
        assert len(hub.to("put")) == (2 if part_size is None else 12)
        assert len(hub.to("batch")) == 1


def test_U1_server_errors_while_sending_are_retried(clock: FakeClock) -> None:
    with UploadHub(part_size=1000) as hub:
        hub.script("put", faults.status("503 Busy"), faults.status("500 Oops"))
        hub.script("complete", faults.status("502 Bad Gateway"))

        upload(hub)

        assert hub.files == {"a.bin": (OID, True)}


def test_U2_expired_addresses_get_a_new_batch_and_stored_parts_are_not_sent_again(clock: FakeClock) -> None:
    with UploadHub(part_size=500) as hub:
        hub.good_for = 16

        upload(hub)

        assert hub.files == {"a.bin": (OID, True)}
        assert len(hub.to("batch")) == 2
        resent = {seen.path for seen in hub.to("put") if seen.query["X-Amz-Signature"] == ["secret2"]}
        # Those that were on their way when the first refusal came may be sent again, the others are not.
        assert 5 <= len(resent) <= 5 + constants.UPLOAD_CONNECTIONS < 21


def test_U2_a_new_transfer_begins_from_its_first_part(clock: FakeClock) -> None:
    with UploadHub(part_size=1000) as hub:
        hub.new_transfer_per_batch = True
        hub.good_for = 8

        upload(hub)

        assert hub.files == {"a.bin": (OID, True)}
        assert len(hub.to("complete")) == 1


def test_U2_a_single_request_is_repeated_with_a_new_address(clock: FakeClock) -> None:
    with UploadHub() as hub:
        hub.script("put", faults.status("403 Forbidden"))

        upload(hub)

        assert [seen.query["X-Amz-Signature"] for seen in hub.to("put")] == [["secret1"], ["secret2"]]


def test_U2_addresses_that_never_work_are_given_up_without_showing_them(clock: FakeClock) -> None:
    with UploadHub() as hub:
        hub.script("put", *[faults.status("403 Forbidden", '{"error": "AccessDenied"}')] * 5)

        with pytest.raises(errors.UploadFailedError, match="Error while uploading 'a.bin' to the Hub") as caught:
            upload(hub)

        assert isinstance(caught.value.__cause__, errors.HfHubHTTPError)
        assert "AccessDenied" in str(caught.value)
        assert len(hub.to("put")) == 3
        assert hub.to("commit") == []


def test_a_lost_answer_to_the_completion_is_looked_up(clock: FakeClock) -> None:
    with UploadHub(part_size=1000) as hub:
        hub.script("complete", faults.lose_answer, faults.status("404 NoSuchUpload"))

        upload(hub)

        assert hub.files == {"a.bin": (OID, True)}
        assert len(hub.to("put")) == 11
        assert len(hub.to("batch")) == 2


@pytest.mark.parametrize("part_size", [None, 1000])
def test_U4_a_file_that_changes_after_it_was_hashed_is_planned_anew(tmp_path: Path, part_size: int | None) -> None:
    path = old_file(tmp_path / "f", BIG)
    after = BIG[::-1]
    with UploadHub(part_size=part_size) as hub:
        hub.script("batch", faults.first(lambda: path.write_bytes(after)))

        upload(hub, path)

        assert hub.files == {"a.bin": (hashlib.sha256(after).hexdigest(), True)}
        assert OID not in hub.objects


def test_U4_a_change_within_the_clock_tick_of_the_file_system_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(BIG)
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)

    def change() -> None:
        path.write_bytes(BIG[::-1])
        os.utime(path, ns=times)

    with UploadHub() as hub:
        hub.script("batch", faults.first(change))

        upload(hub, path)

        assert hub.files == {"a.bin": (hashlib.sha256(BIG[::-1]).hexdigest(), True)}


def test_U4_a_file_that_never_stops_changing_is_not_committed(tmp_path: Path) -> None:
    path = old_file(tmp_path / "f", BIG)

    def change() -> None:
        path.write_bytes(os.urandom(10_500))

    with UploadHub() as hub:
        hub.script("put", *[faults.first(change)] * 20)

        with pytest.raises(errors.UploadFailedError, match="Upload it when it is complete") as caught:
            upload(hub, path)

        assert isinstance(caught.value.__cause__, errors.IntegrityError)
        assert hub.to("commit") == []


@pytest.mark.parametrize("part_size", [None, 1000])
def test_U5_a_file_that_vanishes_stops_neither_the_others_nor_goes_unsaid(
    tmp_path: Path, part_size: int | None
) -> None:
    gone = old_file(tmp_path / "gone", BIG)
    others = [CommitOperationAdd(f"{n}.bin", BIG[n:]) for n in range(1, 8)]
    with UploadHub(part_size=part_size) as hub:
        hub.script("batch", faults.first(gone.unlink))

        with pytest.raises(errors.UploadFailedError, match="gone.bin") as caught:
            client(hub).create_commit(
                REPO, [*others[:3], CommitOperationAdd("gone.bin", gone), *others[3:]], commit_message="m"
            )

        assert list(caught.value.failures) == ["gone.bin"]
        assert isinstance(caught.value.__cause__, FileNotFoundError)
        assert all(each._is_uploaded for each in others)
        assert hub.to("commit") == []


@pytest.mark.parametrize("size", [20, 5000])
def test_U4_a_small_file_that_grows_is_negotiated_again(folder: Path, size: int) -> None:
    path = folder / "log.txt"
    path.write_text("one line\n")
    (folder / "other.txt").write_text("other")
    now = b"x" * size
    with UploadHub() as hub:
        hub.script("preupload", faults.first(lambda: path.write_bytes(now)))

        client(hub).upload_folder(repo_id=REPO, folder_path=folder)

        is_large = size > 1000
        expected = hashlib.sha256(now).hexdigest() if is_large else hashing.git_blob_sha1(now)
        assert hub.files["log.txt"] == (expected, is_large)
        assert "other.txt" in hub.files
        assert len(hub.to("preupload")) == 2
        assert len(hub.to("commit")) == 1


def test_U4_a_small_file_that_grows_all_the_time_is_a_typed_error(folder: Path) -> None:
    path = folder / "log.txt"
    path.write_text("one line\n")

    def grow() -> None:
        with path.open("a") as file:
            file.write("one more\n")

    with UploadHub() as hub:
        hub.script("preupload", *[faults.first(grow)] * 10)
        with pytest.raises(errors.UploadFailedError, match="hf upload --every") as caught:
            client(hub).upload_folder(repo_id=REPO, folder_path=folder)

        assert list(caught.value.failures) == ["log.txt"]
        assert len(hub.to("preupload")) == 3
        assert hub.to("commit") == []


def test_U5_all_files_that_vanish_are_reported_together_whatever_becomes_of_them(folder: Path) -> None:
    kept, object_, small, notes = (folder / name for name in ("kept.bin", "large.bin", "small.txt", "notes.md"))
    for path in (kept, object_):
        old_file(path, BIG + path.name.encode())
    for path in (small, notes):
        path.write_text("small")
    with UploadHub() as hub:
        hub.script("preupload", faults.first(lambda: [path.unlink() for path in (object_, small, notes)]))

        with pytest.raises(errors.UploadFailedError, match="Nothing was committed") as caught:
            client(hub).upload_folder(repo_id=REPO, folder_path=folder)

        assert sorted(caught.value.failures) == ["large.bin", "notes.md", "small.txt"]
        assert hub.to("commit") == []
        assert list(hub.objects) == [hashlib.sha256(kept.read_bytes()).hexdigest()]


def test_U5_a_file_that_is_cut_short_is_planned_anew(tmp_path: Path) -> None:
    path = old_file(tmp_path / "f", BIG)
    with UploadHub(part_size=1000) as hub:
        hub.script("put", faults.first(lambda: os.truncate(path, 5000)))

        upload(hub, path)

        assert hub.files == {"a.bin": (hashlib.sha256(BIG[:5000]).hexdigest(), True)}


def test_U10_unreadable_files_are_left_out_if_allowed_and_listed(tmp_path: Path, log: pytest.LogCaptureFixture) -> None:
    gone = old_file(tmp_path / "gone", BIG)
    small = old_file(tmp_path / "small", b"small")
    operations = [
        CommitOperationAdd("never.bin", tmp_path / "never", rethrow=False),
        CommitOperationAdd("gone.bin", gone, rethrow=False),
        CommitOperationAdd("small.txt", small, rethrow=False),
        CommitOperationAdd("good.bin", BIG[1:], rethrow=False),
    ]
    with UploadHub() as hub:
        hub.script("batch", faults.first(lambda: (gone.unlink(), small.unlink())))

        info = client(hub).create_commit(REPO, operations, commit_message="m")

        assert sorted(info.skipped) == ["gone.bin", "never.bin", "small.txt"]
        assert list(hub.files) == ["good.bin"]
        assert "'gone.bin' was left out of the commit because it could not be read" in log.text


def test_U10_all_unreadable_files_of_a_folder_are_reported_before_anything_is_sent(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        (folder / f"{number:02}").write_text("x")
    real = open

    def refuse(path: object, *args: object, **kwargs: object) -> object:
        if str(path).endswith(("03", "07")):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr("huggingface_hub._core.upload.operations.open", refuse, raising=False)
    with UploadHub() as hub:
        with pytest.raises(errors.UploadFailedError, match="2 files of the folder can't be read") as caught:
            client(hub).upload_folder(repo_id=REPO, folder_path=folder)

        assert list(caught.value.failures) == ["03", "07"]
        assert hub.seen == []


def test_U11_an_incomplete_answer_about_the_files_is_a_typed_error() -> None:
    with UploadHub() as hub:
        hub.script("preupload", faults.status("200 OK", '{"files": []}'))

        with pytest.raises(errors.UploadProtocolError, match="says nothing about 1 of them"):
            upload(hub)

        assert len(hub.seen) == 1


def test_U12_a_part_without_an_etag_is_never_completed() -> None:
    with UploadHub(part_size=1000) as hub:
        hub.script("put", faults.status("200 OK"))

        with pytest.raises(errors.UploadFailedError, match="Invalid etag"):
            upload(hub)

        assert hub.to("complete") == []


def test_U12_a_wrong_number_of_parts_sends_nothing() -> None:
    with UploadHub(part_size=1000) as hub:
        hub.part_size = 999
        batch = hub._instruction(OID, len(BIG))
        batch["actions"]["upload"]["header"]["chunk_size"] = "5000"
        hub.script("batch", faults.status("200 OK", faults.json.dumps({"objects": [batch]})))

        with pytest.raises(errors.UploadFailedError, match="3 parts are needed, it has 11"):
            upload(hub)

        assert hub.to("put") == []


def test_errors_of_the_lfs_server_are_shown() -> None:
    answer = {"objects": [{"oid": OID, "size": len(BIG), "error": {"code": 422, "message": "quota exceeded"}}]}
    with UploadHub() as hub:
        hub.script("batch", faults.status("200 OK", faults.json.dumps(answer)))

        with pytest.raises(ValueError, match="LFS batch API returned errors:\n.*quota exceeded"):
            upload(hub)
