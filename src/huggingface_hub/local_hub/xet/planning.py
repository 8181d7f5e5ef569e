"""Which bytes of which xorbs make up a range of a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from huggingface_hub.local_hub.xet.hashes import to_text
from huggingface_hub.local_hub.xet.shards import Term
from huggingface_hub.local_hub.xet.xorbs import XorbIndex


# The address at which the data of a xorb is.
Address = Callable[[bytes], str]
Indexes = Callable[[bytes], XorbIndex]


@dataclass(frozen=True)
class Fetch:
    """Chunks `start` to `end` (exclusive) of a xorb, which are its bytes `first` to `last` (inclusive)."""

    start: int
    end: int
    first: int
    last: int


@dataclass(frozen=True)
class Reconstruction:
    """
    How to put a range of a file together.

    Attributes:
        skip: Bytes of the first term that come before the range.
        terms: Whole chunks in the order of the file.
        fetches: For each xorb what to get of it: apart from each other, ascending, each term within one.
    """

    skip: int
    terms: tuple[Term, ...]
    fetches: dict[bytes, tuple[Fetch, ...]]


def plan(terms: Sequence[Term], indexes: Indexes, first: int, end: int) -> Reconstruction:
    """How to get bytes `first` to `end` (exclusive) of the file that consists of `terms`."""
    kept: list[Term] = []
    skip, position = 0, 0
    for term in terms:
        if position < end and position + term.length > first:
            cut, before = _cut(term, indexes(term.xorb), first - position, end - position)
            if not kept:
                skip = first - position - before
            kept.append(cut)
        position += term.length
    spans: dict[bytes, list[tuple[int, int]]] = {}
    for term in kept:
        spans.setdefault(term.xorb, []).append((term.start, term.end))
    fetches = {xorb: _fetches(indexes(xorb), ranges) for xorb, ranges in spans.items()}
    return Reconstruction(max(0, skip), tuple(kept), fetches)


def _cut(term: Term, index: XorbIndex, first: int, end: int) -> tuple[Term, int]:
    """The part of a term that has its bytes `first` to `end`, and how many bytes of the term come before."""
    start, before = term.start, 0
    while before + index.chunks[start].length <= first:
        before += index.chunks[start].length
        start += 1
    stop, length = start, 0
    while stop < term.end and before + length < end:
        length += index.chunks[stop].length
        stop += 1
    return Term(term.xorb, start, stop, length), before


def _fetches(index: XorbIndex, spans: list[tuple[int, int]]) -> tuple[Fetch, ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        # Clients put overlapping ranges together wrongly, so there are none.
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(Fetch(start, end, index.offsets[start], index.offsets[end] - 1) for start, end in merged)


def view_v2(found: Reconstruction, address: Address) -> dict[str, Any]:
    return {
        "offset_into_first_range": found.skip,
        "terms": _terms(found),
        "xorbs": {
            to_text(xorb): [
                {
                    "url": address(xorb),
                    "ranges": [
                        {
                            "chunks": {"start": fetch.start, "end": fetch.end},
                            "bytes": {"start": fetch.first, "end": fetch.last},
                        }
                        for fetch in fetches
                    ],
                }
            ]
            for xorb, fetches in found.fetches.items()
        },
    }


def view_v1(found: Reconstruction, address: Address) -> dict[str, Any]:
    return {
        "offset_into_first_range": found.skip,
        "terms": _terms(found),
        "fetch_info": {
            to_text(xorb): [
                {
                    "range": {"start": fetch.start, "end": fetch.end},
                    "url": address(xorb),
                    "url_range": {"start": fetch.first, "end": fetch.last},
                }
                for fetch in fetches
            ]
            for xorb, fetches in found.fetches.items()
        },
    }


def _terms(found: Reconstruction) -> list[dict[str, Any]]:
    return [
        {
            "hash": to_text(term.xorb),
            "unpacked_length": term.length,
            "range": {"start": term.start, "end": term.end},
        }
        for term in found.terms
    ]
