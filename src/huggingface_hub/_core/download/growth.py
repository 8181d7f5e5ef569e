"""How many connections one file gets: more while they bring more, few where one is enough."""

from __future__ import annotations

from collections.abc import Iterable


# On a path that is this long, a single stream begins slowly and is bound by its window: several are better at once.
LONG_PATH = 0.01
LONG_PATH_CONNECTIONS = 8
# Above this, in bytes per second for each, connections have no need of help.
ENOUGH = 400_000_000
# More connections have to bring this much more, in one of some windows, as they begin slowly; the first ones are tried in
# any case.
GAIN = 1.25
TRIED = 4
WINDOW = 0.05
PATIENCE = 3


class Growth:
    """Decides from what was measured; knows nothing of sockets.

    Args:
        limit: The most connections.
        first: How many there are at the beginning.
        waits: Whether nothing moves before the first answer.

    Attributes:
        wanted: How many there should be now.
    """

    def __init__(self, limit: int, *, first: int = 1, waits: bool = True) -> None:
        self.limit = max(1, limit)
        self.wanted = self._first = min(first, self.limit)
        self._window = WINDOW
        self._since: float | None = None
        self._bytes = 0
        self._idle = 0.0
        self._rate_before = 0.0
        self._settled = False
        self._answered = not waits
        self._misses = 0
        self._complete = False

    def far(self) -> None:
        """Take note that the path is long, be it from an answer or because none has come yet."""
        if self.wanted == self._first:
            self.wanted = max(self.wanted, min(LONG_PATH_CONNECTIONS, self.limit))

    def alone(self) -> None:
        """The server gives nothing but whole files."""
        self.limit = self.wanted = 1
        self._settled = True

    def with_those_ahead(self, lefts: Iterable[int], rate: float, distance: float) -> int:
        """How many connections there should be now.

        On a long path, what follows a part that ends soon is asked for over one more connection, so that the first bytes
        of its answer come when the last ones of the other do.

        Args:
            lefts: How many bytes each busy connection still has to bring.
            rate: How many bytes per second one brings.
            distance: For how many seconds an answer is waited for.
        """
        if distance < LONG_PATH or not rate:
            return self.wanted
        return min(self.wanted + sum(left < rate * distance for left in lefts), self.limit)

    @property
    def pause(self) -> float | None:
        """After how many seconds to look again, `None` if it does not matter."""
        return None if self._settled or self.wanted >= self.limit else self._window

    def answered(self, seconds: float) -> None:
        """Take note how long the first answer took."""
        self._answered = True
        self._window = max(WINDOW, 2 * seconds)
        if seconds >= LONG_PATH:
            self.far()

    def hold(self, active: int) -> None:
        """The server is too busy: no more than there are now."""
        self.limit = self.wanted = max(1, min(active, self.wanted))
        self._settled = True

    def look(self, now: float, received: int, idle: float, active: int) -> None:
        """Decide again, if enough time has passed.

        Args:
            now: A monotonic time.
            received: Bytes received so far.
            idle: Seconds spent waiting for the network so far.
            active: How many connections there are.
        """
        if self._settled or self.wanted >= self.limit or not self._answered:
            # Before the first answer, nothing can be said about the network.
            return
        if self._since is None or not self._complete:
            # Not before all are at work. That some are between two parts later on says nothing against them.
            self._complete = active >= self.wanted
            self._begin(now, received, idle)
            return
        passed = now - self._since
        if passed < self._window:
            return
        rate = (received - self._bytes) / passed
        waited = (idle - self._idle) / passed
        self._begin(now, received, idle)
        if rate >= ENOUGH * self.wanted or waited < 0.3:
            # Fast enough, or it is us who can't keep up: look again later.
            return
        if self.wanted >= TRIED and rate < GAIN * self._rate_before:
            self._misses += 1
            self._settled = self._misses == PATIENCE
            return
        self._rate_before = rate
        self._misses = 0
        self._complete = False
        self.wanted = min(self.limit, max(TRIED, self.wanted * 2))

    def _begin(self, now: float, received: int, idle: float) -> None:
        self._since, self._bytes, self._idle = now, received, idle
