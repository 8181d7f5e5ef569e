"""Xorbs: many chunks in one blob, each behind a header of 8 bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import BinaryIO, NamedTuple

import lz4.frame

from huggingface_hub.local_hub.xet.gear import MAX_CHUNK
from huggingface_hub.local_hub.xet.hashes import chunk_hash


HEADER = 8
MAX_CHUNKS = 8192
# What the chunks of one xorb may take; the format's own limit.
MAX_XORB = 64 * 1024 * 1024
# Older clients put a description behind the chunks, which begins so.
_FOOTER = b"XETBLOB"

NONE, LZ4, GROUPED_LZ4 = 0, 1, 2


class Chunk(NamedTuple):
    """A chunk of a xorb: its hash, its length, and how many bytes it takes in the xorb with its header."""

    hash: bytes
    length: int
    stored: int


@dataclass(frozen=True)
class XorbIndex:
    """Where the chunks of a xorb are; `offsets` has one more element than there are chunks."""

    chunks: tuple[Chunk, ...]
    offsets: tuple[int, ...]

    @classmethod
    def of(cls, chunks: Iterable[Chunk]) -> XorbIndex:
        kept = tuple(chunks)
        return cls(kept, (0, *accumulate(chunk.stored for chunk in kept)))

    @property
    def size(self) -> int:
        return self.offsets[-1]


def serialize(chunks: Iterable[bytes], scheme: int = NONE) -> bytes:
    """A xorb of chunks, each compressed if that makes it smaller."""
    return b"".join(pack(chunk, scheme) for chunk in chunks)


def pack(data: bytes, scheme: int = NONE) -> bytes:
    """A chunk with its header."""
    payload = data
    if scheme != NONE:
        plain = b"".join(data[plane::4] for plane in range(4)) if scheme == GROUPED_LZ4 else data
        payload = lz4.frame.compress(plain)
        if len(payload) >= len(data):
            payload, scheme = data, NONE
    return header(scheme, len(payload), len(data)) + payload


def header(scheme: int, stored: int, length: int) -> bytes:
    return b"\0" + stored.to_bytes(3, "little") + bytes([scheme]) + length.to_bytes(3, "little")


def unpack(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """
    The chunks of a xorb from where a file stands, each with the bytes that it takes; stops at a footer.

    Raises:
        ValueError: What is there is no xorb.
    """
    while head := file.read(HEADER):
        if head.startswith(_FOOTER):
            return
        if len(head) < HEADER or head[0] != 0:
            raise ValueError("a chunk begins with no header that is known")
        stored, length = int.from_bytes(head[1:4], "little"), int.from_bytes(head[5:8], "little")
        if not 0 < length <= MAX_CHUNK or not 0 < stored <= MAX_CHUNK:
            raise ValueError("a chunk is longer than 128 KiB, or empty")
        payload = file.read(stored)
        if len(payload) < stored:
            raise ValueError("the last chunk is incomplete")
        yield _decode(head[4], payload, length), HEADER + stored


def index(file: BinaryIO) -> XorbIndex:
    """
    Read all of a xorb; the chunks are hashed.

    Raises:
        ValueError: It is no xorb, or has too many chunks.
    """
    chunks: list[Chunk] = []
    for data, stored in unpack(file):
        chunks.append(Chunk(chunk_hash(data), len(data), stored))
        if len(chunks) > MAX_CHUNKS:
            raise ValueError(f"it has more than {MAX_CHUNKS} chunks")
    if not chunks:
        raise ValueError("it has no chunks")
    return XorbIndex.of(chunks)


def _decode(scheme: int, payload: bytes, length: int) -> bytes:
    if scheme == NONE:
        data = payload
    elif scheme in {LZ4, GROUPED_LZ4}:
        data = _decompress(payload, length)
    else:
        raise ValueError(f"a chunk is compressed in an unknown way ({scheme})")
    if len(data) != length:
        raise ValueError("a chunk has another length than its header says")
    return _interleaved(data) if scheme == GROUPED_LZ4 else data


def _decompress(payload: bytes, length: int) -> bytes:
    try:
        # One byte more than promised is enough to see that there is too much.
        data: bytes = lz4.frame.LZ4FrameDecompressor().decompress(payload, max_length=length + 1)
    except RuntimeError as error:
        raise ValueError(f"a chunk cannot be decompressed: {error}") from error
    return data


def _interleaved(data: bytes) -> bytes:
    """The bytes of numbers put together again, which were stored first ones first."""
    whole = bytearray(len(data))
    start = 0
    for plane in range(4):
        length = len(data) // 4 + (plane < len(data) % 4)
        whole[plane::4] = data[start : start + length]
        start += length
    return bytes(whole)
