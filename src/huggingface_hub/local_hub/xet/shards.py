"""Shards: the tables by which a client registers files that it uploaded as xorbs."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from huggingface_hub.local_hub.xet.hashes import to_text


_TAG = bytes.fromhex("48465265706f4d6574614461746100556967456a7b815783a5bdd95ccdd14aa9")
_HEADER = struct.Struct("<32sQQ")
_FILE = struct.Struct("<32sII8x")
_TERM = struct.Struct("<32sIIII")
_HASH = struct.Struct("<32s16x")
_XORB = struct.Struct("<32sIIII")
_VERSION = 2
_BOOKEND = b"\xff" * 32
_VERIFIED, _METADATA = 0x80000000, 0x40000000
SLOT = 48


@dataclass(frozen=True)
class Term:
    """Chunks `start` to `end` (exclusive) of a xorb, which have `length` bytes."""

    xorb: bytes
    start: int
    end: int
    length: int


@dataclass(frozen=True)
class ShardFile:
    """
    A file to register.

    Attributes:
        proofs: A hash for each term, which shows that the client knows its chunks; empty when it did not send them.
        sha256: The SHA-256 of the content in its usual spelling, if it was given.
    """

    hash: bytes
    terms: tuple[Term, ...]
    proofs: tuple[bytes, ...] = ()
    sha256: str | None = None

    @property
    def size(self) -> int:
        return sum(term.length for term in self.terms)


def parse(data: bytes) -> list[ShardFile]:
    """
    The files of a shard. What it says about xorbs is not needed: they were described when they were uploaded.

    Raises:
        ValueError: It is no shard.
    """
    reader = _Reader(data)
    tag, version, _ = reader.take(_HEADER)
    if tag != _TAG or version != _VERSION:
        raise ValueError("it does not begin as a shard of version 2 does")
    files: list[ShardFile] = []
    while not reader.at_bookend():
        files.append(_read_file(reader))
    reader.skip(1)
    while not reader.at_bookend():
        count = reader.take(_XORB)[2]
        reader.skip(count)
    return files


def serialize(files: Iterable[ShardFile]) -> bytes:
    """A shard as a client sends it, without a description of its xorbs."""
    parts = [_HEADER.pack(_TAG, _VERSION, 0)]
    for file in files:
        flags = (_VERIFIED if file.proofs else 0) | (_METADATA if file.sha256 else 0)
        parts.append(_FILE.pack(file.hash, flags, len(file.terms)))
        parts += [_TERM.pack(term.xorb, 0, term.length, term.start, term.end) for term in file.terms]
        parts += [_HASH.pack(proof) for proof in file.proofs]
        if file.sha256:
            # The digest is kept in the order in which hashes are spelled, which is its own inverse.
            parts.append(_HASH.pack(bytes.fromhex(to_text(bytes.fromhex(file.sha256)))))
    end = _BOOKEND.ljust(SLOT, b"\0")
    return b"".join([*parts, end, end])


def _read_file(reader: _Reader) -> ShardFile:
    value, flags, count = reader.take(_FILE)
    reader.require(count)
    terms = []
    for _ in range(count):
        xorb, _, length, start, end = reader.take(_TERM)
        terms.append(Term(xorb, start, end, length))
    proofs = [reader.take(_HASH)[0] for _ in range(count)] if flags & _VERIFIED else []
    sha256 = to_text(reader.take(_HASH)[0]) if flags & _METADATA else None
    return ShardFile(value, tuple(terms), tuple(proofs), sha256)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._offset = 0

    def take(self, layout: struct.Struct) -> tuple[Any, ...]:
        self.require(1)
        values = layout.unpack_from(self._data, self._offset)
        self._offset += SLOT
        return values

    def require(self, slots: int) -> None:
        if self._offset + slots * SLOT > len(self._data):
            raise ValueError("it ends early")

    def skip(self, slots: int) -> None:
        self.require(slots)
        self._offset += slots * SLOT

    def at_bookend(self) -> bool:
        self.require(1)
        return self._data[self._offset : self._offset + 32] == _BOOKEND
