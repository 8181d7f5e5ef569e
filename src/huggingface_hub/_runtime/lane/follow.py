"""Hashes a file close behind the bytes that arrive, in a thread of its own.

What arrives at the front is hashed from the buffer into which it was received, and the rest from the system's cache, where
it still is.
"""

from __future__ import annotations

import threading
from collections import deque
from pathlib import Path
from typing import Any, NamedTuple

from huggingface_hub._core import interrupt


# How many buffers there are at least, and how many bytes smaller ones may have together: with more, the hash and the network
# could wait for each other a little less.
BUFFERS = 4
BUFFERED = 8 * 1024 * 1024
PIECE = 512 * 1024
# How much has to be there before the thread is woken: waking it for each piece costs more than it brings.
STEP = 2 * 1024 * 1024
_TURN = 0.2


class _Piece(NamedTuple):
    start: int
    end: int
    data: memoryview
    buffer: memoryview


class Follower:
    """Hashes what lies before the front.

    Args:
        path: The file.
        hasher: What to feed.
    """

    def __init__(self, path: Path, hasher: Any) -> None:
        self._path = path
        self._hasher = hasher
        self._front = 0
        self._woken_for = 0
        self._end: int | None = None
        self._stopped = False
        self._error: Exception | None = None
        self._lock = threading.Condition()
        self._pieces: deque[_Piece] = deque()
        self._free: list[memoryview] = []
        self._made = 0
        self._thread = threading.Thread(target=self._run, name="huggingface_hub-hash", daemon=True)
        self._thread.start()

    def advance(self, front: int) -> None:
        """All bytes before `front` are in the file."""
        self._front = front
        if front - self._woken_for >= STEP:
            with self._lock:
                self._woken_for = front
                self._lock.notify_all()

    def offer(self, start: int, count: int, buffer: memoryview, size: int, *, patient: bool) -> memoryview:
        """Offer bytes that end at the front, and are in the file, where they still are in memory.

        Args:
            start: Where in the file they begin.
            count: How many bytes there are at the beginning of the buffer.
            buffer: Where they are. It must not be used any more, except if it is returned.
            size: How large the next one has to be.
            patient: Whether to wait for a buffer that is free, which is right where nothing else could be done.

        Returns:
            The buffer to use now.
        """
        most = max(BUFFERS, BUFFERED // max(size, 1))
        with self._lock:
            while not self._has_free(size) and self._made >= most - 1:
                if not patient or not self._thread.is_alive():
                    return buffer
                interrupt.check()
                self._lock.wait(_TURN)
            self._pieces.append(_Piece(start, start + count, buffer[:count], buffer))
            self._front = self._woken_for = start + count
            self._lock.notify_all()
            if self._free:
                return self._free.pop()
            self._made += 1
        return memoryview(bytearray(size))

    def _has_free(self, size: int) -> bool:
        """Whether there is a buffer to use again; those that have become too small are let go."""
        large = [buffer for buffer in self._free if len(buffer) >= size]
        self._made -= len(self._free) - len(large)
        self._free = large
        return bool(large)

    def finish(self, size: int) -> str:
        """Wait until all of the file is hashed, and return the hash."""
        with self._lock:
            self._end = self._front = size
            self._lock.notify_all()
        while self._thread.is_alive():
            interrupt.check()
            self._thread.join(_TURN)
        if self._error is not None:
            raise self._error
        digest: str = self._hasher.hexdigest()
        return digest

    def stop(self) -> None:
        """End the thread, whatever it has done."""
        with self._lock:
            self._stopped = True
            self._lock.notify_all()
        self._thread.join()

    # --- the thread ---

    def _run(self) -> None:
        try:
            self._follow()
        except Exception as error:
            self._error = error

    def _follow(self) -> None:
        view = memoryview(bytearray(PIECE))
        done = 0
        with open(self._path, "rb", buffering=0) as file:
            while not self._stopped and done != self._end:
                piece, wanted = self._next(done)
                if piece is not None:
                    self._hasher.update(piece.data[done - piece.start :])
                    done = piece.end
                    self._give_back(piece)
                elif wanted:
                    file.seek(done)
                    got = file.readinto(view[:wanted])
                    if not got:
                        raise OSError(f"'{self._path}' was cut short while it was being written.")
                    self._hasher.update(view[:got])
                    done += got

    def _next(self, done: int) -> tuple[_Piece | None, int]:
        """What to hash now: a piece in memory, or so many bytes of the file; nothing if the thread has to end."""
        with self._lock:
            while not self._stopped:
                while self._pieces and self._pieces[0].end <= done:
                    self._give_back(self._pieces.popleft())
                limit = self._pieces[0].start if self._pieces else self._front
                if self._pieces and limit <= done:
                    return self._pieces.popleft(), 0
                wanted = min(PIECE, limit - done)
                if wanted == PIECE or (wanted > 0 and (self._pieces or self._end is not None)):
                    return None, wanted
                if done == self._end:
                    break
                self._lock.wait()
        return None, 0

    def _give_back(self, piece: _Piece) -> None:
        with self._lock:
            self._free.append(piece.buffer)
            self._lock.notify_all()
