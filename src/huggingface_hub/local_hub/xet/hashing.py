"""Giving files that came through LFS the hashes that they would have had through Xet."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub._core.logs import get_logger
from huggingface_hub.local_hub.xet.hashes import chunk_hash, file_hash, xorb_hash
from huggingface_hub.local_hub.xet.shards import Term
from huggingface_hub.local_hub.xet.xorbs import HEADER, Chunk, XorbIndex


logger = get_logger(__name__)

_BLOCK = 1024 * 1024
# Chunks of one xorb: with the longest possible ones it is still within the format's limit.
_CHUNKS = 500


@dataclass(frozen=True)
class MadeXorb:
    """Some chunks of a file, from its byte `start` on."""

    hash: bytes
    start: int
    index: XorbIndex


@dataclass(frozen=True)
class Hashed:
    """A file with its Xet hash and the xorbs that it can be shown as."""

    hash: bytes
    size: int
    xorbs: tuple[MadeXorb, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple(
            Term(xorb.hash, 0, len(xorb.index.chunks), sum(chunk.length for chunk in xorb.index.chunks))
            for xorb in self.xorbs
        )


def hash_file(path: Path, check: Callable[[], None] | None = None) -> Hashed:
    """
    Read a file and cut it as a client would.

    Args:
        check: Called for each block; what it raises ends the reading.
    """
    # Not at the top: numpy takes longer to import than a hub takes to start, and many hubs never hash a file.
    from huggingface_hub.local_hub.xet.chunking import cut

    chunks = [Chunk(chunk_hash(data), len(data), len(data) + HEADER) for data in cut(_blocks(path, check))]
    made: list[MadeXorb] = []
    position = 0
    for first in range(0, len(chunks), _CHUNKS):
        group = chunks[first : first + _CHUNKS]
        name = xorb_hash([(chunk.hash, chunk.length) for chunk in group])
        made.append(MadeXorb(name, position, XorbIndex.of(group)))
        position += sum(chunk.length for chunk in group)
    return Hashed(file_hash([(chunk.hash, chunk.length) for chunk in chunks]), position, tuple(made))


def _blocks(path: Path, check: Callable[[], None] | None) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if check is not None:
                check()
            yield block


class Stopped(Exception):
    """The hub is being closed."""


class Background:
    """One thread that works off a queue, for as long as there is something in it."""

    def __init__(self, work: Callable[[str], object]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._queue: deque[str] = deque()
        self._pending: set[str] = set()
        self._thread: threading.Thread | None = None
        self._stopped = False

    def submit(self, item: str) -> None:
        """Do `work(item)` some time, unless that waits already."""
        with self._lock:
            if self._stopped or item in self._pending:
                return
            self._pending.add(item)
            self._queue.append(item)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="local-hub-xet", daemon=True)
                self._thread.start()

    def check(self) -> None:
        """For the work to call: ends it when the hub is being closed."""
        if self._stopped:
            raise Stopped

    def join(self) -> None:
        """Wait until there is nothing left to do."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def stop(self) -> None:
        self._stopped = True
        self.join()

    def _run(self) -> None:
        while True:
            with self._lock:
                if self._stopped or not self._queue:
                    self._thread = None
                    return
                item = self._queue.popleft()
            try:
                self._work(item)
            except Stopped:
                pass
            except Exception:
                logger.exception("Hashing %s failed", item)
            with self._lock:
                self._pending.discard(item)
