"""Row U3 of the fault matrix: what was sent before a kill is not sent again. For both colours."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import time
from pathlib import Path

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub._core.upload import journal as journals, transfers
from tests.support import upload_server as faults
from tests.support.clock import FakeClock
from tests.support.upload_server import REPO, UploadHub
from tests.support.uploader import Uploader


COLOUR = "async" if "_async" in Path(__file__).parts else "blocking"
BIG = random.Random(1).randbytes(10_500)
OID = hashlib.sha256(BIG).hexdigest()


@pytest.fixture(autouse=True)
def small_files_are_worth_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journals, "WORTH_A_NOTE", 1000)
    monkeypatch.setattr(transfers, "WORTH_A_NOTE", 1000)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A file in a folder, that was not written to just now."""
    path = tmp_path / "folder" / "a.bin"
    path.parent.mkdir()
    path.write_bytes(BIG)
    os.utime(path, ns=(0, 1_000_000_001))
    return path


async def interrupted(hub: UploadHub, path: Path) -> None:
    """An attempt that ends after the storage has taken 20 of 42 parts."""
    puts = [faults.go_on] * 20
    hub.script("put", *puts, *[faults.status("400 Bad Request")] * 50)
    with pytest.raises(errors.UploadFailedError):
        await send(hub, path)
    hub.clear()


def is_the_rest(hub: UploadHub) -> bool:
    """Whether only missing parts were sent; receipts that were on their way when the attempt ended are lost."""
    return 22 <= len(hub.to("put")) <= 22 + constants.UPLOAD_CONNECTIONS


def is_all(hub: UploadHub) -> bool:
    """Whether every part was sent; the server may see one late that the attempt before had begun."""
    return 42 <= len(hub.to("put")) <= 42 + constants.UPLOAD_CONNECTIONS


async def send(hub: UploadHub, path: Path) -> None:
    api = AsyncHfApi(hub.url, "hf_x")
    if path.is_dir():
        await api.upload_folder(repo_id=REPO, folder_path=path)
    else:
        await api.upload_file(repo_id=REPO, path_or_fileobj=path, path_in_repo="a.bin")


@pytest.mark.parametrize("what", ["file", "folder"])
async def test_U3_killed_after_900_of_1000_parts_a_rerun_sends_the_rest(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "a.bin"
    path.write_bytes(random.Random(2).randbytes(100_000))
    os.utime(path, ns=(0, 1_000_000_001))
    settings = {"path": path if what == "file" else folder, "repo_id": REPO, "colour": COLOUR, "worth_a_note": 1000}
    with UploadHub(part_size=100) as hub:
        with Uploader(tmp_path / "home", endpoint=hub.url, **settings) as killed:
            hub.script("put", *[faults.go_on] * 900, faults.first(killed.process.kill))
            killed.finish()
        assert 900 <= len(hub.to("put")) < 1000
        assert hub.history[-1][1] == "initial commit"
        hub.clear()

        with Uploader(tmp_path / "home", endpoint=hub.url, **settings) as rerun:
            assert rerun.finish() == 0, rerun.errors

        # Those whose receipts were on their way when it was killed may come again.
        assert len(hub.to("put")) <= 100 + constants.UPLOAD_CONNECTIONS
        assert hub.files["a.bin"] == (hashlib.sha256(path.read_bytes()).hexdigest(), True)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for other processes")
async def test_U16_ctrl_c_ends_an_upload_within_a_second_and_a_rerun_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.bin").write_bytes(random.Random(2).randbytes(100_000))
    os.utime(folder / "a.bin", ns=(0, 1_000_000_001))
    interrupted_at: list[float] = []

    def interrupt(hub: UploadHub, connection: faults.Connection, seen: faults.Seen) -> bool:
        if not interrupted_at:
            interrupted_at.append(time.monotonic())
            uploader.process.send_signal(signal.SIGINT)
        connection.wait_for_end()
        return True

    settings = {"path": folder, "repo_id": REPO, "colour": COLOUR, "worth_a_note": 1000}
    with UploadHub(part_size=1000) as hub:
        hub.script("put", *[faults.go_on] * 60, *[interrupt] * 100)
        with Uploader(tmp_path / "home", endpoint=hub.url, **settings) as uploader:
            assert uploader.finish() != 0
            took = time.monotonic() - interrupted_at[0]
        assert "KeyboardInterrupt" in uploader.errors
        # A second, and what a busy machine takes to end a process.
        assert took < 2.5
        hub.clear()

        with Uploader(tmp_path / "home", endpoint=hub.url, **settings) as rerun:
            assert rerun.finish() == 0, rerun.errors

        assert 40 <= len(hub.to("put")) <= 40 + 2 * constants.UPLOAD_CONNECTIONS


@pytest.mark.parametrize("what", ["file", "folder"])
async def test_U3_parts_that_were_acknowledged_are_not_sent_again(
    clock: FakeClock, source: Path, what: str, log: pytest.LogCaptureFixture
) -> None:
    path = source if what == "file" else source.parent
    with UploadHub(part_size=250) as hub:
        await interrupted(hub, path)

        await send(hub, path)

        assert is_the_rest(hub)
        assert hub.files == {"a.bin": (OID, True)}


async def test_U3_a_file_that_was_hashed_before_is_not_read_for_it_again(
    clock: FakeClock, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with UploadHub(part_size=250) as hub:
        await interrupted(hub, source)
        monkeypatch.setattr("huggingface_hub._core.hashing.hash_file", _must_not_be_called)

        await send(hub, source)

        assert hub.files == {"a.bin": (OID, True)}


async def test_U3_a_second_push_of_a_folder_reads_no_large_file(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with UploadHub(part_size=250) as hub:
        await send(hub, source.parent)
        monkeypatch.setattr("huggingface_hub._core.hashing.hash_file", _must_not_be_called)

        await send(hub, source.parent)

        assert len(hub.history) == 2


def _must_not_be_called(*args: object, **kwargs: object) -> None:
    raise AssertionError("the file was read again")


async def test_U3_another_content_of_the_same_size_and_time_is_sent_whole(clock: FakeClock, source: Path) -> None:
    with UploadHub(part_size=250) as hub:
        await interrupted(hub, source)
        source.write_bytes(BIG[::-1])
        os.utime(source, ns=(0, 1_000_000_001))

        await send(hub, source)

        assert is_all(hub)
        assert hub.files == {"a.bin": (hashlib.sha256(BIG[::-1]).hexdigest(), True)}


async def test_U3_receipts_of_another_multipart_upload_are_not_used(clock: FakeClock, source: Path) -> None:
    with UploadHub(part_size=250) as hub:
        await interrupted(hub, source)
        hub.upload_ids.clear()

        await send(hub, source)

        assert is_all(hub)
        assert len(hub.to("complete")) == 1


async def test_U3_parts_that_the_storage_has_lost_are_sent_again(clock: FakeClock, source: Path) -> None:
    with UploadHub(part_size=250) as hub:
        await interrupted(hub, source)
        hub.parts.clear()

        await send(hub, source)

        assert hub.files == {"a.bin": (OID, True)}
        assert len(hub.to("complete")) == 2


async def test_U3_a_storage_that_never_joins_the_parts_is_given_up(clock: FakeClock, source: Path) -> None:
    with UploadHub(part_size=250) as hub:
        hub.script("complete", *[faults.status("400 InvalidPart")] * 50)

        with pytest.raises(errors.UploadFailedError, match="a.bin"):
            await send(hub, source)

        assert len(hub.to("complete")) == 3


@pytest.mark.parametrize(
    "damage",
    [b"", b"not a journal\n", b"\x00" * 500, "cut", "version"],
    ids=["empty", "text", "zeros", "cut", "version"],
)
async def test_U3_a_damaged_journal_costs_only_time(clock: FakeClock, source: Path, damage: bytes | str) -> None:
    with UploadHub(part_size=250) as hub:
        await interrupted(hub, source.parent)
        journal = source.parent / ".cache" / "huggingface" / "upload.journal"
        content = journal.read_bytes()
        if isinstance(damage, bytes):
            journal.write_bytes(damage)
        else:
            journal.write_bytes(content[:-10] if damage == "cut" else content.replace(b"-upload", b"-uplaod"))

        await send(hub, source.parent)

        assert hub.files == {"a.bin": (OID, True)}
        assert is_the_rest(hub) if damage == "cut" else is_all(hub)


async def test_U3_L2_the_journal_holds_no_address_no_name_and_no_token(clock: FakeClock, source: Path) -> None:
    with UploadHub(part_size=250) as hub:
        await interrupted(hub, source.parent)

    control = source.parent / ".cache" / "huggingface"
    kept = (control / "upload.journal").read_bytes()
    for secret in (b"Signature", b"secret", b"http", b"uploadId", b"a.bin", b"hf_x", hub.upload_ids[OID].encode()):
        assert secret not in kept
    assert (control / ".gitignore").read_text() == "*"
    assert (control / "upload.journal").stat().st_mode & 0o077 == 0


async def test_U3_nothing_is_left_of_a_single_file_that_has_arrived(clock: FakeClock, source: Path) -> None:
    place = Path(constants.HF_HOME) / "uploads"
    with UploadHub(part_size=250) as hub:
        await interrupted(hub, source)
        assert len(list(place.iterdir())) == 1

        await send(hub, source)

        assert list(place.iterdir()) == []


async def test_U3_S9_a_link_planted_in_the_folder_is_not_followed(
    clock: FakeClock, source: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (source.parent / ".cache").symlink_to(outside)
    with UploadHub(part_size=250) as hub:
        await interrupted(hub, source.parent)
        await send(hub, source.parent)

        assert list(outside.iterdir()) == []
        assert hub.files == {"a.bin": (OID, True)}
        assert is_the_rest(hub)


async def test_journals_that_nobody_goes_on_with_are_removed() -> None:
    place = Path(constants.HF_HOME) / "uploads"
    place.mkdir(parents=True)
    for name, age in (("old.journal", 8), ("new.journal", 6), ("old.other", 8)):
        (place / name).touch()
        os.utime(place / name, (time.time() - age * 86400,) * 2)

    journals.remove_old()

    assert sorted(path.name for path in place.iterdir()) == ["new.journal", "old.other"]
