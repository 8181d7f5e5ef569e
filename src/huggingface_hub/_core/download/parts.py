"""Who fetches which part of a file: parts cover it exactly once, and are cut smaller where a connection has time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from huggingface_hub._core.download.plan import Range
from huggingface_hub._core.retry import Schedule


# What one request asks for when there are several at a time. Near the front, so that hashing can follow closely.
MIN_CHUNK = 4 * 1024 * 1024
MAX_CHUNK = 128 * 1024 * 1024
# A rest is divided between two connections down to this, and further where it would take long.
MIN_SPLIT = 4 * 1024 * 1024
LEAST_SPLIT = 256 * 1024


class Part:
    """Bytes of a file that one connection at a time brings, in order.

    Attributes:
        start: The first one.
        position: The next one.
        end: Where the part ends (exclusive); it can come nearer when another connection takes the rest.
        busy: Whether a connection is at work on it.
        not_before: A monotonic time before which it must not be asked for again.
        schedule: When to try again after failures.
        flushed: Up to where the disk was asked to begin.
        dropped: Whether it belongs to another part again, so that its bytes are not wanted any more.
    """

    __slots__ = ("busy", "dropped", "end", "flushed", "not_before", "position", "schedule", "start")

    def __init__(self, start: int, end: int, schedule: Schedule) -> None:
        self.start = self.position = self.flushed = start
        self.end = end
        self.busy = self.dropped = False
        self.not_before = 0.0
        self.schedule = schedule

    @property
    def left(self) -> int:
        """How many bytes are missing."""
        return self.end - self.position

    @property
    def done(self) -> bool:
        return self.position >= self.end

    def __repr__(self) -> str:
        return f"Part({self.start}..{self.position}..{self.end}{' busy' if self.busy else ''})"


class Parts:
    """All parts of a file, in order.

    Args:
        size: Its size.
        schedule: Each part gets one of its own by the same policy.
        done: What is there already, in order and without overlaps.
        min_split: Rests are divided down to this.
    """

    def __init__(
        self, size: int, schedule: Schedule, *, done: Iterable[Range] = (), min_split: int = MIN_SPLIT
    ) -> None:
        self.size = size
        self._schedule = schedule
        self.min_split = max(min_split, 1)
        self._first = 0
        self._parts: list[Part] = []
        begin = position = 0
        for start, end in (*done, Range(size, size)):
            if start > position:
                # What is there and what is missing behind it are one part that has come so far.
                self._parts.append(Part(begin, start, schedule.again()))
                self._parts[-1].position = position
                begin = start
            position = max(position, end)
        if begin < size or not self._parts:
            self._parts.append(Part(begin, size, schedule.again()))
            self._parts[-1].position = size

    def __iter__(self) -> Iterator[Part]:
        return iter(self._parts)

    @property
    def busy(self) -> Iterator[Part]:
        """Those that connections are at work on."""
        return (part for part in self._parts[self._first :] if part.busy)

    @property
    def front(self) -> int:
        """All bytes before this one are there."""
        while self._first < len(self._parts) - 1 and self._parts[self._first].done:
            self._first += 1
        return self._parts[self._first].position

    @property
    def done(self) -> bool:
        return self.front >= self.size

    @property
    def received(self) -> int:
        """How many bytes are there."""
        return sum(part.position - part.start for part in self._parts)

    @property
    def is_whole(self) -> bool:
        """Whether the file is in one part."""
        return len(self._parts) == 1

    def next_start(self) -> float | None:
        """When the first of the waiting parts may be asked for again, `None` if there is none."""
        times = [part.not_before for part in self._parts[self._first :] if not part.busy and not part.done]
        return min(times, default=None)

    def take(self, now: float, chunk: int | None) -> Part | None:
        """The first part that nobody is at work on, cut to `chunk` bytes; it is busy from now on.

        Args:
            now: A monotonic time.
            chunk: What one request asks for; `None` for all of a part.
        """
        for index in range(self._first, len(self._parts)):
            part = self._parts[index]
            if part.busy or part.done or part.not_before > now:
                continue
            if chunk is not None and part.left > chunk + self.min_split:
                self._cut(index, part.position + chunk)
            part.busy = True
            return part
        return None

    def share(self, chunk: int, least: int | None = None) -> bool:
        """Take from the connection that has most to do what another one could bring; false if it is not worth it.

        Args:
            chunk: What one request asks for.
            least: What is worth a request, if that is less than `min_split`.
        """
        least = self.min_split if least is None else min(self.min_split, max(least, LEAST_SPLIT))
        busy = [(part.left, index) for index, part in enumerate(self._parts) if part.busy]
        left, index = max(busy, default=(0, 0))
        if left < 2 * least:
            return False
        part = self._parts[index]
        keep = min(chunk, left // 2)
        self._cut(index, part.position + max(keep, least))
        return True

    def _cut(self, index: int, at: int) -> None:
        part = self._parts[index]
        rest = Part(at, part.end, self._schedule.again())
        part.end = at
        self._parts.insert(index + 1, rest)

    def unite(self) -> bool:
        """Make one part of all again, as long as nothing but the first has begun to come; false if it has."""
        first, *others = self._parts
        if any(part.position > part.start for part in others):
            return False
        for part in others:
            part.dropped = True
        first.end = self.size
        self._parts, self._first = [first], 0
        return True

    def rewind(self) -> int:
        """Begin a file in one part again, and return how many bytes that costs."""
        lost = self.received
        self._parts[0].position = self._parts[0].flushed = 0
        self._first = 0
        return lost
