"""Hashes of chunks, xorbs, files and terms, and how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from blake3 import blake3


HASH_SIZE = 32
# The file without content: it has no chunks, hence no tree.
EMPTY_FILE = bytes(HASH_SIZE)

_DATA_KEY = bytes.fromhex("6697f5775b9550de3135cbaca597181c9de421109beb2b58b4d0b04b93adf229")
_NODE_KEY = bytes.fromhex("017ec5c7a5472996fd946666b48a02e65ddd536f37c76dd2f86352e64a53713f")
_RANGE_KEY = bytes.fromhex("7f1857d6ce56ed66127ff913e7a5c3f3a4cd26d5b5db49e64124987f28fb94c3")
_FILE_KEY = bytes(HASH_SIZE)
# Branches of the tree have 3 to 9 children, and 4 on average.
_MIN_CHILDREN, _MAX_CHILDREN, _BRANCHING = 2, 9, 4
_TEXT = re.compile(r"[0-9a-f]{64}")

# A hash and the length of what it stands for.
Node = tuple[bytes, int]


def to_text(value: bytes) -> str:
    """The spelling of a hash in addresses, headers and JSON: four little-endian numbers of 64 bits."""
    return b"".join(value[start : start + 8][::-1] for start in range(0, HASH_SIZE, 8)).hex()


def from_text(text: str) -> bytes:
    """
    The hash that a text spells.

    Raises:
        ValueError: It is not 64 hexadecimal digits in lower case.
    """
    if not _TEXT.fullmatch(text):
        raise ValueError(f"Invalid Xet hash {text!r}: expected 64 hexadecimal digits.")
    value = bytes.fromhex(text)
    return b"".join(value[start : start + 8][::-1] for start in range(0, HASH_SIZE, 8))


def chunk_hash(data: bytes | memoryview) -> bytes:
    return blake3(data, key=_DATA_KEY).digest()


def xorb_hash(chunks: Sequence[Node]) -> bytes:
    """The root of the tree over a xorb's chunks."""
    return _root(chunks)


def file_hash(chunks: Sequence[Node]) -> bytes:
    return blake3(_root(chunks), key=_FILE_KEY).digest() if chunks else EMPTY_FILE


def range_hash(chunk_hashes: Iterable[bytes]) -> bytes:
    """What a client shows to prove that it knows the chunks of a term."""
    return blake3(b"".join(chunk_hashes), key=_RANGE_KEY).digest()


def _root(chunks: Sequence[Node]) -> bytes:
    nodes = list(chunks)
    while len(nodes) > 1:
        nodes = _parents(nodes)
    return nodes[0][0]


def _parents(nodes: Sequence[Node]) -> list[Node]:
    parents: list[Node] = []
    start = 0
    while start < len(nodes):
        end = start + _group_size(nodes, start)
        parents.append(_joined(nodes[start:end]))
        start = end
    return parents


def _group_size(nodes: Sequence[Node], start: int) -> int:
    remaining = len(nodes) - start
    if remaining <= _MIN_CHILDREN:
        return remaining
    limit = min(_MAX_CHILDREN, remaining)
    for index in range(_MIN_CHILDREN, limit):
        if int.from_bytes(nodes[start + index][0][24:], "little") % _BRANCHING == 0:
            return index + 1
    return limit


def _joined(nodes: Sequence[Node]) -> Node:
    text = "".join(f"{to_text(value)} : {length}\n" for value, length in nodes)
    return blake3(text.encode(), key=_NODE_KEY).digest(), sum(length for _, length in nodes)
