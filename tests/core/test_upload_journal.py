"""The journal of uploads: good up to wherever it was cut."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
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


UPLOADS = st.sampled_from(["first", "second"])
NOTES = st.one_of(
    st.tuples(st.just("hash"), st.integers(0, 3), st.integers(0, 9)),
    st.tuples(st.just("part"), UPLOADS, st.integers(1, 5), st.text(max_size=5)),
    st.tuples(st.just("forget"), UPLOADS),
    st.tuples(st.just("again")),
)


def seen(number: int) -> Fingerprint:
    return SEEN._replace(inode=number)


class Model:
    """Everything that was ever noted."""

    def __init__(self) -> None:
        self.hashes: dict[int, set[str | None]] = {number: {None} for number in range(4)}
        self.parts: dict[str, set[tuple[int, str]]] = {"first": set(), "second": set()}

    def play(self, journal: Journal, note: tuple[Any, ...]) -> None:
        kind, *values = note
        if kind == "hash":
            number, digit = values
            self.hashes[number].add(str(digit) * 64)
            journal.note_hash(seen(number), str(digit) * 64)
        elif kind == "part":
            upload, number, etag = values
            self.parts[upload].add((number, etag))
            journal.note_part(upload, number, etag)
        elif kind == "forget":
            journal.forget(values[0])

    def allows(self, journal: Journal) -> bool:
        return all(journal.hash_of(seen(n)) in known for n, known in self.hashes.items()) and all(
            set(journal.parts(upload).items()) <= known for upload, known in self.parts.items()
        )


@settings(max_examples=300, deadline=None)
@given(notes=st.lists(NOTES, max_size=15), cut=st.floats(0, 1), flipped=st.none() | st.floats(0, 1))
def test_whatever_is_left_of_a_journal_says_only_what_was_noted(
    tmp_path_factory: pytest.TempPathFactory, notes: list[tuple[Any, ...]], cut: float, flipped: float | None
) -> None:
    path, model = tmp_path_factory.mktemp("journal") / "j", Model()
    journal = Journal(path, keeps_hashes=True)
    for note in notes:
        if note == ("again",):
            journal.close()
            journal = Journal(path, keeps_hashes=True)
        model.play(journal, note)
    journal.close()
    raw = bytearray(path.read_bytes() if path.exists() else b"")
    kept = raw[: round(len(raw) * cut)]
    if flipped is not None and kept:
        kept[min(round(len(kept) * flipped), len(kept) - 1)] ^= 1
    path.write_bytes(kept)

    assert model.allows(Journal(path, keeps_hashes=True))
    # It can be gone on with, and the line that was cut does not take the next one along.
    journal = Journal(path, keeps_hashes=True)
    model.play(journal, ("part", "first", 6, "six"))
    journal.close()
    after = Journal(path, keeps_hashes=True)
    assert after.parts("first")[6] == "six"
    assert model.allows(after)
    # What nobody has damaged is all there.
    path.write_bytes(raw)
    if not any(note[0] in ("forget", "hash") for note in notes):
        latest = {upload: {n: e for k, u, n, e in _parts(notes) if u == upload} for upload in model.parts}
        assert {upload: Journal(path, keeps_hashes=True).parts(upload) for upload in latest} == latest


def _parts(notes: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [note for note in notes if note[0] == "part"]


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
    ours = atomic.Note.ours(7, "a" * 40, "c" * 32)
    journal.note_pull_request("one", atomic.Note.ours(6, "a" * 40, "c" * 32))
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
