"""What a journal says, however much of it is left."""

from __future__ import annotations

import itertools
import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from huggingface_hub._core.cache import leases
from huggingface_hub._core.download import journal as journals
from huggingface_hub._core.download.journal import CHUNK, STRIDE, Extent, Journal, Note, checksum
from huggingface_hub._core.download.plan import Range, plan_rest


SIZE = 5000
NOTE = Note("e" * 64, SIZE, "source", {})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "abc.00000000.incomplete.journal"


def kept(path: Path) -> Note:
    note = journals.read(path)
    assert note is not None
    return note


spans = st.tuples(st.integers(0, SIZE - 1), st.integers(1, SIZE)).map(lambda at: (at[0], min(at[0] + at[1], SIZE)))
steps = st.lists(st.one_of(spans, st.sampled_from(["flush", "forget", "renew", "pin"])), max_size=30)


def play(journal: Journal, file: bytearray, actions: list[object]) -> None:
    """Write to a file as a download does, and to its journal."""
    for number, action in enumerate(actions):
        if isinstance(action, tuple):
            start, end = action
            file[start:end] = bytes([number + 1]) * (end - start)
            journal.wrote(start, bytes(file[start:end]))
        elif action == "flush":
            journal.flush()
        elif action == "forget":
            journal.forget()
        elif action == "renew":
            journal.renew_for(0)
        else:
            journal.pin = f'"{number}"'


@given(actions=steps, cut=st.floats(0, 1), closed=st.booleans())
def test_a_journal_that_is_cut_anywhere_claims_nothing_that_is_not_so(
    tmp_path_factory: pytest.TempPathFactory, actions: list[object], cut: float, closed: bool
) -> None:
    path = tmp_path_factory.mktemp("journal") / "journal"
    journal, file = Journal(path, NOTE), bytearray(SIZE)
    play(journal, file, actions)
    if closed:
        journal.release()
    journal.close()
    raw = path.read_bytes()

    note = journals.parse(raw[: round(len(raw) * cut)])

    if note is not None:
        assert (note.etag, note.size, note.source) == (NOTE.etag, NOTE.size, NOTE.source)
        edges = [0, *(edge for extent in note.extents for edge in (extent.start, extent.end)), SIZE]
        assert edges == sorted(edges)
        if cut == 1 and closed:
            # What a later line replaced is passed over. Where a cut hid that line, or it was never written because the
            # process died, the checksum tells.
            assert all(checksum(extent.start, file[extent.start : extent.end]) == extent.crc for extent in note.extents)
    assert journals.parse(raw) is not None


@given(actions=steps, cut=st.floats(0, 1))
def test_both_readers_agree_on_the_lease(
    tmp_path_factory: pytest.TempPathFactory, actions: list[object], cut: float
) -> None:
    path = tmp_path_factory.mktemp("journal") / "journal"
    journal = Journal(path, NOTE)
    play(journal, bytearray(SIZE), actions)
    journal.release()
    raw = path.read_bytes()
    path.write_bytes(raw[: round(len(raw) * cut)])

    note, owner = journals.read(path), leases.read_owner(path)

    if note is not None:
        assert owner is not None
        assert owner["lease"] == note.owner["lease"]


@given(raw=st.one_of(st.binary(max_size=200), st.lists(st.sampled_from(["{}", "[]", "[1,2,3]", "9", '{"lease":1}']))))
def test_anything_can_be_read(raw: bytes | list[str]) -> None:
    text = raw if isinstance(raw, bytes) else "\n".join(raw).encode()
    head = json.dumps({"format": journals.FORMAT, "etag": "e", "size": 100, "source": "", "lease": 5}).encode()

    assert journals.parse(text) is None
    note = journals.parse(head + b"\n" + text)
    assert note is not None
    assert note.received <= 100


@pytest.mark.parametrize(
    "change",
    [{"format": 1}, {"size": -1}, {"size": True}, {"etag": None}, {"lease": "now"}, {"lease": None}, {"source": 1}],
    ids=str,
)
def test_a_first_line_that_is_not_ours_is_nothing(path: Path, change: dict[str, object]) -> None:
    Journal(path, NOTE).close()
    head = json.loads(path.read_bytes().splitlines()[0])
    assert journals.parse(json.dumps(head).encode() + b"\n") is not None

    assert journals.parse(json.dumps({**head, **change}).encode() + b"\n") is None


@given(extents=st.lists(st.tuples(spans, st.integers(0, 9)).map(lambda item: Extent(*item[0], item[1])), max_size=20))
def test_of_overlapping_extents_the_last_one_counts(extents: list[Extent]) -> None:
    found = journals.latest(extents)

    assert list(found) == sorted(found)
    assert all(first.end <= second.start for first, second in zip(found, found[1:], strict=False))
    assert set(found) <= set(extents)
    if extents:
        assert extents[-1] in found


@given(extents=st.lists(spans.map(lambda span: Extent(*span, 0)), max_size=20), connections=st.integers(1, 8))
def test_what_is_there_and_what_is_planned_is_the_file_once(extents: list[Extent], connections: int) -> None:
    there = journals.joined(journals.latest(extents))
    missing = journals.gaps(there, SIZE)
    plan = plan_rest(missing, connections=connections)

    covered = [number for part in (*there, *plan.ranges) for number in range(part.start, part.end)]

    assert sorted(covered) == list(range(SIZE))
    assert 1 <= plan.connections <= connections


def test_a_rest_keeps_all_connections_busy() -> None:
    plan = plan_rest([Range(0, 8 << 20), Range(20 << 20, 21 << 20)], connections=4)

    assert len(plan.ranges) == 4
    assert plan.connections == 4


@given(
    start=st.integers(0, SIZE),
    data=st.binary(min_size=1, max_size=4 * STRIDE),
    cuts=st.sets(st.integers(0, 4 * STRIDE)),
)
def test_a_checksum_does_not_depend_on_how_bytes_came(start: int, data: bytes, cuts: set[int]) -> None:
    crc = 0
    edges = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    for first, end in itertools.pairwise(edges):
        crc = checksum(start + first, memoryview(data)[first:end], crc)

    assert crc == checksum(start, data)


@given(start=st.integers(0, SIZE), block=st.integers(0, 7))
def test_a_block_that_was_lost_is_noticed(start: int, block: int) -> None:
    data = bytearray(os.urandom(8 * STRIDE)).replace(b"\0", b"\1")
    crc = checksum(start, data)

    data[block * STRIDE : (block + 1) * STRIDE] = bytes(STRIDE)

    assert checksum(start, data) != crc


def test_small_writes_of_a_connection_become_one_line(path: Path) -> None:
    journal = Journal(path, Note("e", 10 * CHUNK, "", {}))
    before = path.stat().st_size
    piece = os.urandom(CHUNK // 64)

    for number in range(64):
        assert path.stat().st_size == before
        journal.wrote(number * len(piece), piece)
        journal.wrote(5 * CHUNK + number * len(piece), piece[::-1])

    whole = checksum(0, piece * 64)
    assert kept(path).extents[0] == Extent(0, CHUNK, whole)
    assert kept(path).extents[1][:2] == (5 * CHUNK, 6 * CHUNK)
    assert journal.received == kept(path).received == 2 * CHUNK
    journal.close()


def test_the_lease_is_renewed_by_progress(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000_000.0
    monkeypatch.setattr(time, "time", lambda: now)
    journal = Journal(path, NOTE)
    assert kept(path).owner["lease"] == now

    now += 9
    journal.wrote(0, b"abc")
    assert (kept(path).owner["lease"], kept(path).received) == (1_000_000, 0)
    now += 1
    journal.wrote(3, b"def")
    assert (kept(path).owner["lease"], kept(path).received) == (now, 6)
    assert leases.is_held(kept(path).owner, now + 59)
    assert not leases.is_held(kept(path).owner, now + 60)
    journal.renew_for(1000)
    assert leases.is_held(kept(path).owner, now + 1059)
    journal.release()
    assert kept(path).is_released
    assert not leases.is_held(kept(path).owner, now)


def test_a_journal_that_can_not_be_written_disturbs_nobody(path: Path) -> None:
    class Full:
        def write(self, data: bytes) -> int:
            return len(data) // 2

        def close(self) -> None:
            pass

    journal = Journal(path, NOTE)
    journal.wrote(0, b"abc")
    journal.flush()
    journal._file.close()
    journal._file = Full()

    journal.wrote(100, b"abc")
    journal.flush()
    journal.wrote(200, b"abc")
    journal.release()

    assert kept(path).extents[0][:2] == (0, 3)


def test_the_tag_of_the_server_is_kept_until_all_is_forgotten(path: Path) -> None:
    journal = Journal(path, NOTE)
    journal.pin = '"tag"'
    assert kept(path).pin is None
    journal.wrote(0, b"abc")
    journal.flush()
    assert kept(path).pin == '"tag"'

    journal.forget()
    assert (kept(path).pin, kept(path).extents) == (None, ())
    journal.close()
