"""
Cutting a file into chunks where its content says so.

The hash of a byte depends on the 64 bytes up to it only (older ones were shifted out), and a cut is never looked for within
the first 8192 bytes of a chunk: so all places where a chunk could end are found without knowing where the last one ended,
by arithmetic on whole arrays, and the few that count are picked afterwards.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from huggingface_hub.local_hub.xet.gear import GEAR, MAX_CHUNK, MIN_CHUNK


_TABLE = np.array(GEAR, dtype=np.uint64)
_WINDOW = 64
# A chunk may end where the upper 16 bits are zero.
_LIMIT = np.uint64(1 << 48)
# Arrays of this length stay in the processor's cache.
_STEP = 128 * 1024


class Chunker:
    """Takes a file in pieces of any size and gives its chunks, the last of them from `finish`."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        # Ends of chunks that are possible, as offsets in what waits.
        self._ends: list[int] = []
        self._searched = 0

    def feed(self, data: bytes | memoryview) -> Iterator[bytes]:
        """Take the next piece of the file; gives the chunks that are complete."""
        self._waiting += data
        self._search()
        start = 0
        while (end := self._next_end(start)) is not None:
            yield bytes(self._waiting[start:end])
            start = end
        self._drop(start)

    def finish(self) -> Iterator[bytes]:
        """What is left, as the last chunk."""
        if self._waiting:
            yield bytes(self._waiting)
            self._drop(len(self._waiting))

    def _search(self) -> None:
        # A view of a bytearray keeps it from growing, hence the copy; with the 63 bytes before, on which hashes depend.
        begin = max(0, self._searched - (_WINDOW - 1))
        data = np.frombuffer(bytes(self._waiting[begin:]), dtype=np.uint8)
        for start in range(0, len(data) - (_WINDOW - 1), _STEP):
            found = _candidates(data[start : start + _STEP + _WINDOW - 1])
            self._ends += (found + (begin + start + _WINDOW)).tolist()
        self._searched = len(self._waiting)

    def _next_end(self, start: int) -> int | None:
        index = bisect_left(self._ends, start + MIN_CHUNK)
        limit = start + MAX_CHUNK
        if index < len(self._ends) and self._ends[index] < limit:
            return self._ends[index]
        return limit if len(self._waiting) >= limit else None

    def _drop(self, length: int) -> None:
        del self._waiting[:length]
        self._ends = [end - length for end in self._ends if end > length]
        self._searched -= length


def cut(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks of a file that comes in pieces."""
    chunker = Chunker()
    for piece in pieces:
        yield from chunker.feed(piece)
    yield from chunker.finish()


def _candidates(data: npt.NDArray[np.uint8]) -> npt.NDArray[np.intp]:
    """Where, counted from the 64th byte on, the hash of the last 64 bytes lets a chunk end."""
    hashes = _TABLE.take(data)
    shifted = np.empty_like(hashes)
    # The sum over 2, 4, … 64 bytes, each time from two sums of half as many.
    for width in (1, 2, 4, 8, 16, 32):
        count = len(hashes) - width
        np.left_shift(hashes[:count], np.uint64(width), out=shifted[:count])
        hashes = hashes[width:] + shifted[:count]
    return np.flatnonzero(hashes < _LIMIT)
