"""How long something took, without the time in which the machine was busy with others: for "within a second"."""

from __future__ import annotations

import threading
import time


_TICK = 0.01
_LIFE = 60.0


class Stopwatch:
    """
    `watch = Stopwatch()`, and after what is timed `assert watch.seconds < 1`.

    A thread beside it only ever sleeps for a moment. As far as it wakes up late, the machine had something else to do,
    which is not the fault of what is timed: a limit of a second would fail now and then on two busy cores.
    """

    def __init__(self) -> None:
        self._late = 0.0
        self._over = threading.Event()
        self._began = self._seen = time.monotonic()
        self._thread = threading.Thread(target=self._watch, name="test-stopwatch", daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while self._seen - self._began < _LIFE:
            is_over = self._over.wait(_TICK)
            now = time.monotonic()
            self._late += max(now - self._seen - 2 * _TICK, 0.0)
            self._seen = now
            if is_over:
                return

    @property
    def seconds(self) -> float:
        """Seconds from the beginning until this is asked for the first time."""
        self._over.set()
        self._thread.join()
        return self._seen - self._began - self._late
