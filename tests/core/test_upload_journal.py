"""The journal of uploads: good up to wherever it was cut."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings, strategies as st

from huggingface_hub._core.upload import atomic
from huggingface_hub._core.upload.journal import Journal
from huggingface_hub._core.upload.sources import Fingerprint


SEEN = Fingerprint(5_000_000, 1, 2, 3, 4)
SHA = "a" * 64


def write(path: Path) -> None:
    journal = Journal(path, keeps_hashes=True)
    journal.note_hash(SEEN, SHA)
    for number in range(1, 6):
        journal.note_part("upload", number, f'"etag-{number}"')
    journal.close()


@settings(max_examples=100, deadline=None)
@given(cut=st.integers(0, 400), flipped=st.integers(0, 400))
def test_what_is_read_is_what_was_written_or_nothing(tmp_path_factory: object, cut: int, flipped: int) -> None:
    path = tmp_path_factory.mktemp("journal") / "j"  # type: ignore[attr-defined]
    write(path)
    raw = bytearray(path.read_bytes()[:cut])
    if flipped < len(raw):
        raw[flipped] ^= 1
    path.write_bytes(raw)

    journal = Journal(path, keeps_hashes=True)

    assert journal.hash_of(SEEN) in (None, SHA)
    assert journal.parts("upload").items() <= {n: f'"etag-{n}"' for n in range(1, 6)}.items()
    journal.note_part("upload", 6, "six")
    journal.close()
    assert Journal(path, keeps_hashes=True).parts("upload")[6] == "six"


def test_a_file_that_may_still_change_unseen_is_not_noted(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j", keeps_hashes=True)

    journal.note_hash(SEEN._replace(racy=True), SHA)

    assert journal.hash_of(SEEN) is None
    assert not journal.path.exists()


def test_a_finished_journal_keeps_hashes_and_no_receipts(tmp_path: Path) -> None:
    write(tmp_path / "j")
    journal = Journal(tmp_path / "j", keeps_hashes=True)
    assert journal.parts("upload")

    journal.finish()

    again = Journal(tmp_path / "j", keeps_hashes=True)
    assert (again.hash_of(SEEN), again.parts("upload")) == (SHA, {})


def test_a_place_that_cannot_be_written_to_costs_nothing_but_the_notes(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    journal = Journal(tmp_path / "file" / "j", keeps_hashes=False)

    journal.note_part("upload", 1, "etag")
    journal.finish()

    assert journal.parts("upload") == {} or journal.parts("upload") == {1: "etag"}


def test_pull_requests_are_noted_until_they_are_of_no_more_use(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j", keeps_hashes=True)
    ours = atomic.Note.ours(7, "a" * 40)
    journal.note_pull_request("one", atomic.Note.ours(6, "a" * 40))
    journal.note_pull_request("one", ours)
    journal.note_pull_request("two", ours.released())
    journal.note_pull_request("three", ours)
    journal.note_pull_request("three", None)
    journal.close()

    again = Journal(tmp_path / "j", keeps_hashes=True)

    assert again.pull_request("one") == ours
    assert again.pull_request("two") == ours.released()
    assert again.pull_request("three") is None
    again.finish()
    again = Journal(tmp_path / "j", keeps_hashes=True)
    assert again.pull_request("one") == ours
    again.note_pull_request("one", None)
    again.note_pull_request("two", None)
    again.finish()
    assert not again.path.exists()
