"""The formats of Xet: hashes, chunks, xorbs, shards and reconstructions; the real hf_xet is the witness of the hashes."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from huggingface_hub.local_hub.xet import hashes, shards, xorbs
from huggingface_hub.local_hub.xet.chunking import Chunker, cut
from huggingface_hub.local_hub.xet.gear import GEAR, MAX_CHUNK, MIN_CHUNK
from huggingface_hub.local_hub.xet.planning import plan
from huggingface_hub.local_hub.xet.shards import ShardFile, Term
from huggingface_hub.local_hub.xet.xorbs import GROUPED_LZ4, LZ4, NONE, XorbIndex


HASHES = st.binary(min_size=32, max_size=32)


def content(seed: int, size: int) -> bytes:
    """Bytes with stretches that repeat and stretches that don't, the same each time."""
    source = random.Random(seed)
    parts: list[bytes] = []
    length = 0
    while length < size:
        part = source.randbytes(source.randint(1, 200_000))
        if source.random() < 0.4:
            part = part[:10] * (len(part) // 10 + 1)
        parts.append(part)
        length += len(part)
    return b"".join(parts)[:size]


def nodes(data: bytes) -> list[hashes.Node]:
    return [(hashes.chunk_hash(chunk), len(chunk)) for chunk in cut([data])]


def slow_cut(data: bytes) -> list[bytes]:
    """As the specification says it, byte by byte."""
    chunks: list[bytes] = []
    start, state = 0, 0
    for position, byte in enumerate(data):
        state = ((state << 1) + GEAR[byte]) & 0xFFFFFFFFFFFFFFFF
        size = position + 1 - start
        if size >= MAX_CHUNK or (size >= MIN_CHUNK and not state >> 48):
            chunks.append(data[start : position + 1])
            start, state = position + 1, 0
    return [*chunks, data[start:]] if start < len(data) else chunks


# Hashes


def test_the_spelling_of_a_hash() -> None:
    text = "07060504030201000f0e0d0c0b0a090817161514131211101f1e1d1c1b1a1918"
    assert hashes.to_text(bytes(range(32))) == text
    assert hashes.from_text(text) == bytes(range(32))


@given(HASHES)
def test_spelling_and_reading_are_inverse(value: bytes) -> None:
    assert hashes.from_text(hashes.to_text(value)) == value


@pytest.mark.parametrize("text", ["", "0" * 63, "0" * 65, "G" * 64, "A" * 64, "../" + "0" * 61])
def test_what_is_no_hash_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="64 hexadecimal"):
        hashes.from_text(text)


def test_file_hashes_are_those_of_hf_xet(tmp_path: Path) -> None:
    hf_xet = pytest.importorskip("hf_xet")
    sizes = [0, 1, MIN_CHUNK - 1, MIN_CHUNK, 70_000, MAX_CHUNK, MAX_CHUNK + 1, 1_000_000, 6_000_000]
    contents = [*(content(size, size) for size in sizes), bytes(500_000), random.Random(0).randbytes(9_000_000)]
    for number, data in enumerate(contents):
        (tmp_path / str(number)).write_bytes(data)
    witnessed = [info.hash for info in hf_xet.hash_files([str(tmp_path / str(n)) for n in range(len(contents))])]
    assert [hashes.to_text(hashes.file_hash(nodes(data))) for data in contents] == witnessed


# Chunks


@pytest.mark.parametrize("size", [0, 1, 100, MIN_CHUNK, MAX_CHUNK, MAX_CHUNK + 1, 700_000])
def test_chunks_are_those_of_the_specification(size: int) -> None:
    data = content(7, size)
    assert list(cut([data])) == slow_cut(data)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.lists(st.integers(1, 300_000), max_size=8))
def test_chunks_do_not_depend_on_how_the_file_comes(seed: int, lengths: list[int]) -> None:
    data = content(seed, sum(lengths))
    chunker = Chunker()
    found: list[bytes] = []
    position = 0
    for length in lengths:
        found += chunker.feed(data[position : position + length])
        position += length
    found += chunker.finish()
    assert b"".join(found) == data
    assert found == list(cut([data]))
    assert all(len(chunk) <= MAX_CHUNK for chunk in found)
    assert all(len(chunk) >= MIN_CHUNK for chunk in found[:-1])


# Xorbs


@given(
    st.lists(st.binary(min_size=1, max_size=300), min_size=1, max_size=20), st.sampled_from([NONE, LZ4, GROUPED_LZ4])
)
def test_a_xorb_is_read_as_it_was_written(chunks: list[bytes], scheme: int) -> None:
    data = xorbs.serialize(chunks, scheme)
    assert [chunk for chunk, _ in xorbs.unpack(io.BytesIO(data))] == chunks
    index = xorbs.index(io.BytesIO(data + b"XETBLOB and what older clients wrote"))
    assert index.size == len(data)
    assert [chunk.hash for chunk in index.chunks] == [hashes.chunk_hash(chunk) for chunk in chunks]


@pytest.mark.parametrize("scheme", [LZ4, GROUPED_LZ4])
def test_compression_pays(scheme: int) -> None:
    assert len(xorbs.pack(bytes(100_000), scheme)) < 1000


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no chunks"),
        (b"\0\1", "begins with no header"),
        (b"\1" + xorbs.header(NONE, 1, 1)[1:] + b"x", "begins with no header"),
        (xorbs.header(NONE, 5, 5) + b"123", "incomplete"),
        (xorbs.header(NONE, 3, 4) + b"123", "another length"),
        (xorbs.header(9, 3, 3) + b"123", "unknown way"),
        (xorbs.header(LZ4, 40, 3) + b"1" * 40, "cannot be decompressed"),
        (xorbs.header(LZ4, 3, 3) + b"123", "another length"),
        (xorbs.header(NONE, MAX_CHUNK + 1, 1), "longer than"),
        (xorbs.header(NONE, 1, 0) + b"1", "longer than"),
    ],
)
def test_what_is_no_xorb_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        xorbs.index(io.BytesIO(data))


def test_a_chunk_does_not_grow_beyond_its_promise() -> None:
    packed = xorbs.pack(bytes(MAX_CHUNK), LZ4)
    payload = packed[8:]
    with pytest.raises(ValueError, match="another length"):
        xorbs.index(io.BytesIO(xorbs.header(LZ4, len(payload), 10) + payload))


# Shards

TERMS = st.builds(Term, HASHES, st.integers(0, 99), st.integers(100, 200), st.integers(1, 2**31))


@st.composite
def shard_files(draw: st.DrawFn) -> ShardFile:
    terms = tuple(draw(st.lists(TERMS, max_size=4)))
    proofs = tuple(draw(HASHES) for _ in terms) if draw(st.booleans()) else ()
    sha256 = draw(st.none() | HASHES.map(bytes.hex))
    name = draw(HASHES.filter(lambda value: value != b"\xff" * 32))
    return ShardFile(name, terms, proofs, sha256)


@given(st.lists(shard_files(), max_size=4))
def test_a_shard_is_read_as_it_was_written(files: list[ShardFile]) -> None:
    data = shards.serialize(files)
    assert shards.parse(data) == files
    for end in (47, len(data) - 1):
        with pytest.raises(ValueError, match="ends early"):
            shards.parse(data[:end])


@given(st.binary(max_size=400))
def test_any_bytes_are_a_shard_or_refused(data: bytes) -> None:
    for candidate in (data, shards.serialize([])[:48] + data):
        try:
            shards.parse(candidate)
        except ValueError:
            continue


# Reconstructions


@st.composite
def files_of_terms(draw: st.DrawFn) -> tuple[dict[bytes, list[bytes]], list[Term]]:
    """Some xorbs, and a file that uses runs of their chunks in any order."""
    names = [bytes([number]) * 32 for number in range(draw(st.integers(1, 3)))]
    made = {
        name: [bytes([number * 16 + n]) * draw(st.integers(1, 9)) for n in range(draw(st.integers(1, 6)))]
        for number, name in enumerate(names)
    }
    terms: list[Term] = []
    for _ in range(draw(st.integers(1, 6))):
        name = draw(st.sampled_from(names))
        start = draw(st.integers(0, len(made[name]) - 1))
        end = draw(st.integers(start + 1, len(made[name])))
        terms.append(Term(name, start, end, sum(len(chunk) for chunk in made[name][start:end])))
    return made, terms


@given(files_of_terms(), st.integers(0, 200), st.integers(1, 200))
def test_a_reconstruction_gives_the_range(
    file: tuple[dict[bytes, list[bytes]], list[Term]], first: int, length: int
) -> None:
    made, terms = file
    whole = b"".join(chunk for term in terms for chunk in made[term.xorb][term.start : term.end])
    first %= len(whole)
    end = min(len(whole), first + length)
    blobs = {name: xorbs.serialize(chunks) for name, chunks in made.items()}
    indexes = {name: xorbs.index(io.BytesIO(blob)) for name, blob in blobs.items()}

    found = plan(terms, indexes.__getitem__, first, end)

    fetched: dict[tuple[bytes, int], bytes] = {}
    for name, fetches in found.fetches.items():
        # Apart from each other and ascending: clients mix up what overlaps.
        assert all(one.end < two.start for one, two in zip(fetches, fetches[1:], strict=False))
        for fetch in fetches:
            data = blobs[name][fetch.first : fetch.last + 1]
            chunks = [chunk for chunk, _ in xorbs.unpack(io.BytesIO(data))]
            assert len(chunks) == fetch.end - fetch.start
            fetched.update({(name, fetch.start + number): chunk for number, chunk in enumerate(chunks)})
    parts = [b"".join(fetched[term.xorb, n] for n in range(term.start, term.end)) for term in found.terms]
    assert [len(part) for part in parts] == [term.length for term in found.terms]
    assert b"".join(parts)[found.skip :][: end - first] == whole[first:end]


def test_an_index_knows_where_chunks_begin() -> None:
    index = XorbIndex.of([xorbs.Chunk(bytes(32), 10, 18), xorbs.Chunk(bytes(32), 5, 13)])
    assert (index.offsets, index.size) == ((0, 18, 31), 31)
