"""A content is believed when it hashes to what was announced."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from huggingface_hub import errors
from huggingface_hub._core import hashing
from huggingface_hub._core.cache.trees import TreeCacheEntry
from huggingface_hub._core.download import missing, sink, snapshots
from huggingface_hub._core.download.plan import Range, split
from huggingface_hub._core.download.verify import Expected, Kind
from huggingface_hub._core.outcome import Outcome


DATA = b"0123456789" * 100


@pytest.mark.parametrize(
    ("etag", "kind"),
    [
        (hashlib.sha256(DATA).hexdigest(), Kind.SHA256),
        (hashing.git_blob_sha1(DATA), Kind.GIT_SHA1),
        ("d41d8cd98f00b204e9800998ecf8427e", Kind.UNKNOWN),
        ("abc-5", Kind.UNKNOWN),
    ],
)
def test_R1_R16_the_rule(
    etag: str, kind: Kind, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("huggingface_hub"), "propagate", True)
    expected = Expected(etag, len(DATA), "name")
    path = tmp_path / "file"
    path.write_bytes(DATA)

    assert expected.kind is kind
    expected.check_data(DATA)
    expected.check_file(path)
    with pytest.raises(errors.IntegrityError):
        expected.check_data(DATA + b"x")
    path.write_bytes(DATA[:-1])
    with pytest.raises(errors.IntegrityError):
        expected.check_file(path)
    if kind is Kind.UNKNOWN:
        expected.check_data(DATA[::-1])  # only the size is known
    else:
        path.write_bytes(DATA[::-1])
        with pytest.raises(errors.IntegrityError, match="damaged"):
            expected.check_file(path)
    assert ("only the size was checked" in caplog.text) == (kind is Kind.UNKNOWN)


@given(data=st.binary(max_size=300), cuts=st.lists(st.integers(0, 300)), sha256=st.booleans())
def test_pieces_of_any_length_give_the_file(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, cuts: list[int], sha256: bool
) -> None:
    path = tmp_path_factory.mktemp("sink") / "file"
    etag = hashlib.sha256(data).hexdigest() if sha256 else hashing.git_blob_sha1(data)
    expected = Expected(etag, len(data), "name")
    sink.create(path, len(data), "name")
    cursor = sink.Cursor(None, expected, path, hashing=True)
    edges = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})

    for start, end in zip(edges, edges[1:], strict=False):
        cursor.check_room(end - start)
        assert cursor.write([data[start:end]]) == end - start
    cursor.finish()

    assert path.read_bytes() == data
    assert cursor.done
    with pytest.raises(errors.IntegrityError):
        cursor.check_room(1)


@given(data=st.binary(min_size=1, max_size=300), parts=st.integers(1, 7), order=st.randoms())
def test_ranges_in_any_order_give_the_file(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, parts: int, order: object
) -> None:
    path = tmp_path_factory.mktemp("sink") / "file"
    expected = Expected(hashlib.sha256(data).hexdigest(), len(data), "name")
    sink.create(path, len(data), "name")
    ranges: list[Range] = list(split(len(data), parts, alignment=1))
    order.shuffle(ranges)  # type: ignore[attr-defined]

    for part in ranges:
        cursor = sink.Cursor(part, expected, path)
        cursor.write([data[part.start : part.end]])
        assert cursor.done
        cursor.close()

    expected.check_file(path)


def test_a_rewound_cursor_forgets(tmp_path: Path) -> None:
    path = tmp_path / "file"
    expected = Expected(hashlib.sha256(DATA).hexdigest(), None, "name")
    sink.create(path, None, "name")
    cursor = sink.Cursor(None, expected, path, hashing=True)
    cursor.write([b"x" * 5000])

    assert cursor.rewind() == 5000
    cursor.write([DATA])
    cursor.finish()

    assert path.read_bytes() == DATA


def test_R3_the_pin_takes_the_first_tag_and_refuses_another() -> None:
    pin = sink.Pin()
    assert pin.condition() == {}
    pin.check({})
    pin.check({"etag": '"a"'})
    pin.check({"etag": 'W/"a"'})
    assert pin.condition() == {"If-Range": '"a"'}
    with pytest.raises(errors.RangeProtocolError):
        pin.check({"etag": '"b"'})
    pin.forget()
    pin.check({"etag": 'W/"b"'})
    assert pin.condition() == {}, "a weak tag can't guard a range"


def test_N21_the_first_failure_is_raised_with_the_others_in_notes() -> None:
    failures = [OSError(f"failure {i}") for i in range(15)]
    batches: list[Outcome[list[Outcome[str]]]] = [
        Outcome([Outcome("path"), Outcome(error=failures[0]), Outcome(error=failures[0])]),
        *(Outcome([Outcome(error=failure)]) for failure in failures[1:14]),
        Outcome(error=failures[14]),
    ]

    with pytest.raises(OSError, match="failure 0") as caught:
        missing.raise_failures(batches)

    assert caught.value.__notes__[0].startswith("15 files could not be downloaded")
    assert caught.value.__notes__[1] == "  - OSError: failure 1"
    assert len(caught.value.__notes__) == 12
    missing.raise_failures([Outcome([Outcome("path")])])


def test_the_selection_is_that_of_the_contract() -> None:
    names = ["a.txt", "sub/a.txt", "sub/B.TXT", "c.bin"]

    assert snapshots.Selection("*.txt").of(names) == ["a.txt", "sub/a.txt"]
    assert snapshots.Selection(["sub/"], ["*.TXT"]).of(names) == ["sub/a.txt"]
    assert snapshots.Selection().of(names) == names


def test_entries_of_a_tree_know_their_etag_and_size() -> None:
    regular = TreeCacheEntry(size=5, blob_id="a" * 40)
    large = TreeCacheEntry(size=130, blob_id="a" * 40, lfs_sha256="b" * 64, lfs_size=5000)

    assert (regular.etag, regular.content_size) == ("a" * 40, 5)
    assert (large.etag, large.content_size) == ("b" * 64, 5000)
    assert TreeCacheEntry.from_json(large.to_json()) == large
