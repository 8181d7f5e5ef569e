"""Bytes that are put together while they are read: files from xorbs, and xorbs from files."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from huggingface_hub.local_hub.xet import xorbs
from huggingface_hub.local_hub.xet.shards import Term
from huggingface_hub.local_hub.xet.xorbs import NONE, XorbIndex


class Terms:
    """The content of a file whose data is in uploaded xorbs."""

    def __init__(
        self,
        size: int,
        terms: Sequence[Term],
        index: Callable[[bytes], XorbIndex],
        path: Callable[[bytes], Path],
    ) -> None:
        self.size = size
        self._terms = terms
        self._starts = [0, *accumulate(term.length for term in terms)]
        self._index = index
        self._path = path

    def blocks(self, start: int, end: int) -> Iterator[bytes]:
        """Bytes `start` to `end` (exclusive), in order."""
        number = bisect_right(self._starts, start) - 1
        while number < len(self._terms) and self._starts[number] < end:
            first = self._starts[number]
            yield from self._of_term(self._terms[number], max(0, start - first), end - first)
            number += 1

    def _of_term(self, term: Term, start: int, end: int) -> Iterator[bytes]:
        index = self._index(term.xorb)
        position = 0
        chunk = term.start
        while chunk < term.end and position + index.chunks[chunk].length <= start:
            position += index.chunks[chunk].length
            chunk += 1
        with self._path(term.xorb).open("rb") as file:
            file.seek(index.offsets[chunk])
            for data, _ in xorbs.unpack(file):
                if chunk >= term.end or position >= end:
                    return
                yield data[max(0, start - position) : end - position]
                position += len(data)
                chunk += 1


class ShownXorb:
    """A xorb that is not stored: the chunks of an object from `start` on, each behind a header, not compressed."""

    def __init__(self, path: Path, start: int, index: XorbIndex) -> None:
        self.size = index.size
        self._path = path
        self._start = start
        self._index = index

    def blocks(self, start: int, end: int) -> Iterator[bytes]:
        """Bytes `start` to `end` (exclusive) of the xorb, in order."""
        chunk = bisect_right(self._index.offsets, start) - 1
        with self._path.open("rb") as file:
            file.seek(self._start + sum(each.length for each in self._index.chunks[:chunk]))
            while chunk < len(self._index.chunks) and self._index.offsets[chunk] < end:
                length = self._index.chunks[chunk].length
                data = xorbs.header(NONE, length, length) + file.read(length)
                offset = self._index.offsets[chunk]
                yield data[max(0, start - offset) : end - offset]
                chunk += 1
