"""Hashes a file close behind the bytes that arrive, from the system's cache, in a thread of its own."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from huggingface_hub._core import interrupt


PIECE = 512 * 1024
# How much has to be there before the thread is woken: waking it for each piece costs more than it brings.
STEP = 2 * 1024 * 1024


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
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="huggingface_hub-hash", daemon=True)
        self._thread.start()

    def advance(self, front: int) -> None:
        """All bytes before `front` are in the file."""
        self._front = front
        if front - self._woken_for >= STEP:
            self._woken_for = front
            self._wake.set()

    def finish(self, size: int) -> str:
        """Wait until all of the file is hashed, and return the hash."""
        self._end = self._front = size
        self._wake.set()
        while self._thread.is_alive():
            interrupt.check()
            self._thread.join(0.2)
        if self._error is not None:
            raise self._error
        digest: str = self._hasher.hexdigest()
        return digest

    def stop(self) -> None:
        """End the thread, whatever it has done."""
        self._stopped = True
        self._wake.set()
        self._thread.join()

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
                wanted = min(PIECE, self._front - done)
                if wanted <= 0 or (wanted < PIECE and self._end is None):
                    self._wake.wait()
                    self._wake.clear()
                    continue
                got = file.readinto(view[:wanted])
                if not got:
                    raise OSError(f"'{self._path}' was cut short while it was being written.")
                self._hasher.update(view[:got])
                done += got
