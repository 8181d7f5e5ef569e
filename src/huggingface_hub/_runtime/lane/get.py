"""One file, over as many connections as help, by one thread; a second one hashes what has arrived."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from huggingface_hub import constants
from huggingface_hub._core import http_errors, interrupt, ranges
from huggingface_hub._core.download import answers, disk, growth, sink, space, stall
from huggingface_hub._core.download.growth import Growth
from huggingface_hub._core.download.journal import Journal
from huggingface_hub._core.download.parts import MAX_CHUNK, MIN_CHUNK, MIN_SPLIT, Part, Parts
from huggingface_hub._core.download.plan import Range
from huggingface_hub._core.download.repair import Comparison
from huggingface_hub._core.download.throttle import Throttle
from huggingface_hub._core.download.verify import Expected
from huggingface_hub._core.exchange import Template
from huggingface_hub._core.outcome import Outcome
from huggingface_hub._core.retry import Schedule
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import clock
from huggingface_hub._runtime.lane.connection import READ, Connection, Steps
from huggingface_hub._runtime.lane.follow import Follower
from huggingface_hub._runtime.lane.http import Head, Unsuitable, response
from huggingface_hub._runtime.lane.loop import TURN, Loop
from huggingface_hub._runtime.lane.pool import POOL
from huggingface_hub._runtime.lane.route import MAX_ASIDE, Answer, Route
from huggingface_hub.types.http import HttpOptions


# What is received at a time, at first and where a plain connection always has more: with less, a fifth of the processor's
# time goes into waking the other side. With TLS it comes in records of 16 KiB in any case, and more than this has left the
# processor's cache until it is written and hashed.
BUFFER = 1024 * 1024
MAX_BUFFER = 4 * 1024 * 1024
# How much is written in one go. Systems take their memory in pieces of that size: with less, a GiB costs a twentieth more
# of the processor, and with more they are such that a virtual machine may have to get from its host first.
AT_ONCE = 512 * 1024
# How many bytes are written before the system is asked to begin bringing them to the disk
WRITE_BACK = 32 * 1024 * 1024
# Smaller files are hashed at their end, which takes less time than starting a thread.
FOLLOWED = 4 * 1024 * 1024
# On a long path, where more is on its way at the same time, it is asked for less often.
FAR_CHUNK = 16 * 1024 * 1024
# A rest that one connection brings in so many seconds is not divided any more.
SHORT = 0.04
# With a bound on the bandwidth, how many seconds' worth is received at once.
MOMENT = 0.05
# New addresses in a row that are refused as well
MAX_RENEWALS = 3


@dataclass(frozen=True)
class Verdict:
    """Why a run has ended.

    Attributes:
        done: All bytes are there.
        expired: The address is refused now; run again with a new one.
        pause: Run again after this many seconds.
    """

    done: bool = False
    expired: bool = False
    pause: float = 0.0


class _NoRanges(Exception):
    """The server gives nothing but whole files."""


class _Asked(NamedTuple):
    """What a request asked for: the part itself may have become shorter when the answer comes."""

    position: int
    end: int
    whole: bool


class Download:
    """A file on its way into a private file that exists already.

    Args:
        expected: What it has to be; its size is known.
        path: The private file.
        progress: Told how many bytes more there are; a negative number takes back.
        options: How to connect.
        schedule: When to try again.
        connections: The most connections; 1 to fetch the file in one piece.
        done: What is in the file already.
        journal: Told what was written; it also keeps the server's entity tag.
        comparison: Given if the file has all its bytes already, and only what differs is to be written.
        throttle: What keeps it from using all of the network.
    """

    def __init__(
        self,
        expected: Expected,
        path: Path,
        progress: Callable[[int], None],
        *,
        options: HttpOptions,
        schedule: Schedule,
        connections: int,
        done: Sequence[Range],
        journal: Journal | None,
        comparison: Comparison | None = None,
        throttle: Throttle | None = None,
    ) -> None:
        assert expected.size is not None
        self._expected = expected
        self._size = expected.size
        self._path = path
        self._progress = progress
        ranged = self._size >= constants.RANGED_DOWNLOAD_MIN_SIZE
        split = min(MIN_SPLIT, max(constants.RANGED_DOWNLOAD_MIN_SIZE // 2, 1))
        self._parts = Parts(self._size, schedule, done=done, min_split=split)
        self._journal = journal
        self._comparison = comparison
        self._throttle = throttle
        self._there = self._parts.received
        self._growth = Growth(connections if ranged else 1)
        self._pin = sink.Pin(journal)
        self._loop = Loop()
        self._route = Route(options, self._loop)
        self._file: Any = None
        self._follower: Follower | None = None
        self._room = min(BUFFER, max(self._size, 1))
        self._view = memoryview(bytearray(self._room))
        self._busy = 0
        self._renewals = 0
        self._expired = False
        self._can_expire = False
        self._error: Exception | None = None
        self._template: Template | None = None
        self._ranges_known = False
        self._asked = 0.0
        self._began = 0.0
        self._distance = 0.0
        self._guessed = False

    @property
    def received(self) -> int:
        """How many bytes are in the file."""
        return self._parts.received

    def run(self, template: Template, can_expire: bool) -> Verdict:
        """Fetch what is missing, as far as that is possible without anybody's help.

        Args:
            template: The request for all of the file.
            can_expire: Whether its address is one that another can replace.

        Raises:
            Unsuitable: The server answers in a way that is httpx's business.
            RangeProtocolError: The server answered with another part than was asked for.
        """
        self._template, self._can_expire, self._expired = template, can_expire, False
        self._asked = 0.0
        self._open()
        while True:
            self._staff()
            self._asked = self._asked or time.monotonic()
            if self._error is not None:
                raise self._error
            if self._parts.done:
                return Verdict(done=True)
            if self._expired:
                return Verdict(expired=True)
            if not self._busy:
                start = self._parts.next_start()
                return Verdict(pause=max(0.0, (start or 0.0) - clock.monotonic()))
            self._loop.turn(self._patience())
            self._growth.look(time.monotonic(), self.received, self._loop.idle, self._busy)

    def verify(self) -> None:
        """Refuse a file that is not the announced one.

        Raises:
            IntegrityError: Its hash is another.
        """
        if self._follower is None:
            self._expected.check_file(self._path)
        else:
            self._expected.check_digest(self._follower.finish(self._size))

    def close(self) -> None:
        """Give back what can be used again, and let go of everything else."""
        self._route.close()
        self._loop.close()
        for _ in range(self._busy):
            POOL.release()
        self._busy = 0
        if self._follower is not None:
            self._follower.stop()
            self._follower = None
        if self._file is not None:
            self._file.close()
            self._file = None

    # --- who does what ---

    def _patience(self) -> float:
        """For how long to wait at most. An answer that does not come shows that the path is long: that time is used."""
        if self._began or self._guessed or self._growth.limit == 1:
            return self._growth.pause or TURN
        left = growth.LONG_PATH - (time.monotonic() - self._asked)
        if left > 0:
            return left
        # Ask for all that will be wanted, as if it were known that the server has ranges. Almost all have.
        self._guessed = True
        self._growth.far()
        return 0.0

    def _staff(self) -> None:
        """Have as many connections at work as there should be."""
        while not (self._expired or self._error):
            wanted = self._wanted() if self._ranges_known or self._guessed or not self._busy else 1
            if self._busy >= wanted:
                return
            part = self._next_part()
            if part is None or not self._reserve(part):
                return
            ended = partial(self._finished, part, part.position, self._template)
            self._loop.start(self._receive(part), ended)

    def _next_part(self) -> Part | None:
        now = clock.monotonic()
        alone = self._growth.wanted == 1
        chunk = self._chunk()
        part = self._parts.take(now, None if alone else chunk)
        if part is None and self._busy and self._parts.share(chunk, self._worth()):
            part = self._parts.take(now, None if alone else chunk)
        return part

    def _wanted(self) -> int:
        # On a long path the first parts are there soon after the first rate can be told.
        rate = self._rate(after=0.1)
        return self._growth.with_those_ahead((part.left for part in self._parts.busy), rate, self._distance)

    def _rate(self, after: float = 0.2) -> float:
        """How many bytes per second one connection has brought; 0 if that can't be told yet.

        Args:
            after: For how many seconds something has to have come: servers that limit a connection begin faster.
        """
        passed = time.monotonic() - self._began if self._began else 0.0
        return (self.received - self._there) / passed / max(self._busy, 1) if passed > after else 0.0

    def _worth(self) -> int | None:
        """What is worth one more request when nothing else is left: more than comes while that is under way."""
        rate = self._rate()
        return int(rate * max(SHORT, 2 * self._distance)) if rate else None

    def _chunk(self) -> int:
        """What one request asks for: half a second's worth, so that the pause between two does not count, but less near
        the end, so that all connections end together and the hash is not left far behind."""
        rate = self._rate()
        fair = (self._size - self.received) // (2 * self._growth.wanted)
        far = self._distance >= growth.LONG_PATH or (self._guessed and not self._began)
        least = FAR_CHUNK if far else MIN_CHUNK
        return int(min(max(least, rate / 4), MAX_CHUNK, max(fair, self._parts.min_split)))

    def _reserve(self, part: Part) -> bool:
        if not POOL.reserve(first=self._busy == 0):
            part.busy = False
            return False
        self._busy += 1
        return True

    def _finished(self, part: Part, before: int, template: Template | None, outcome: Outcome[None]) -> None:
        """See what the end of an exchange means for the part and for the file."""
        part.busy = False
        self._busy -= 1
        POOL.release()
        error = outcome.error
        if part.dropped or isinstance(error, _NoRanges):
            return
        if error is None and part.done:
            self._renewals = 0
            return
        if part.position > before and not isinstance(error, errors.StalledError):
            part.schedule.progressed()
            self._renewals = 0
        try:
            answers.check_range_refused(error)
        except Exception as refused:
            error = refused
        if answers.may_have_expired(error) and self._can_expire:
            if self._expired or template is not self._template:
                # All parts that were under way are refused for the same reason.
                return
            if self._renewals < MAX_RENEWALS:
                self._renewals += 1
                self._expired = True
                return
        if isinstance(error, errors.HfHubHTTPError) and error.response.status_code in (429, 503):
            self._growth.hold(self._busy)
        now = clock.monotonic()
        pause = answers.pause_after(error, part.schedule, now=now)
        if pause is None:
            self._error = self._error or error or answers.truncated(part, self._expected)
        else:
            part.not_before = now + pause

    # --- one exchange ---

    def _receive(self, part: Part) -> Steps[None]:
        """Ask for what a part still lacks, and write it to its place."""
        assert self._template is not None
        asked = _Asked(part.position, part.end, whole=self._parts.is_whole)
        headers: dict[str, str] = {}
        if asked.position > 0 or not asked.whole:
            headers["Range"] = ranges.header(asked.position, asked.end)
            headers.update(self._pin.condition())
        began = time.monotonic()
        answer = yield from self._route.ask(self._template.exchange(headers))
        try:
            yield from self._check(answer, asked)
            if part.dropped:
                raise _NoRanges
            if not self._began:
                self._began = time.monotonic()
                self._distance = self._began - began
                self._growth.answered(self._distance)
            left = yield from self._copy(answer, part)
        except BaseException:
            answer.connection.close()
            raise
        if left:
            answer.connection.close()
        else:
            self._route.give_back(answer.connection, answer.head)

    def _check(self, answer: Answer, asked: _Asked) -> Steps[None]:
        """Pass an answer that is what was asked for."""
        connection, head, request = answer
        if head.status >= 400:
            known = head.length is not None and head.length <= MAX_ASIDE
            length = head.length if known and head.length else 0
            content = bytes((yield from connection.read_body(length, request.timeouts.stall)))
            http_errors.raise_for_status(response(request, head, content))
        if head.length is None:
            raise Unsuitable("a body of unknown length")
        self._learn(head, asked)
        if asked.whole:
            if answers.begins_again(head.status, head, asked) and asked.position:
                self._begin_again()
        else:
            ranges.check_partial(head.status, head, start=asked.position, end=asked.end, total=self._size)
        self._pin.check(head)

    def _learn(self, head: Head, asked: _Asked) -> None:
        """Take note whether the server has ranges."""
        if head.status == 206 or "bytes" in head.get("accept-ranges", "").lower():
            self._ranges_known = True
        elif self._guessed and not self._ranges_known and self._parts.unite():
            self._growth.alone()
            if not asked.whole:
                raise _NoRanges

    def _begin_again(self) -> None:
        """The server sends the file from its start: what came before is of no use."""
        if not self._parts.unite():
            raise errors.RangeProtocolError(
                "The server sent all of the file while other parts of it were on their way."
            )
        lost = self._parts.rewind()
        if lost:
            self._progress(-lost)
            self._pin.forget()
            if self._journal is not None:
                self._journal.forget()
            self._follow_anew()

    def _copy(self, answer: Answer, part: Part) -> Steps[int]:
        """Write a body to its place, and tell how much of it is still to come when the part is complete."""
        connection = answer.connection
        left = answer.head.length or 0
        if connection.inbox:
            count = min(len(connection.inbox), left, part.left)
            data = bytes(connection.inbox[:count])
            del connection.inbox[:count]
            self._write(part, memoryview(data))
            left -= count
            self._slow_down(count)
        connection.mask = READ
        watch = stall.Watch(answer.request.timeouts.stall, now=clock.monotonic())
        while left and not part.done:
            got, waits = self._fill(connection, part, min(len(self._view), part.left, left, self._allowed()))
            watch.arrived(got, now=clock.monotonic())
            left -= got
            self._slow_down(got)
            if waits and left and not part.done:
                yield connection
        return left

    def _allowed(self) -> int:
        """How much to receive at once."""
        return len(self._view) if self._throttle is None else max(int(self._throttle.rate * MOMENT), 1)

    def _slow_down(self, count: int) -> None:
        """Keep to the bandwidth that was allowed: all connections of the file have this thread, and wait with it."""
        pause = self._throttle.take(count, now=clock.monotonic()) if self._throttle is not None else 0.0
        while pause > 0:
            interrupt.check()
            clock.pause(min(pause, TURN))
            pause -= TURN

    def _fill(self, connection: Connection, part: Part, room: int) -> tuple[int, bool]:
        """Receive and write what is there, up to `room` bytes; tells whether others should have their turn now."""
        filled, got = 0, None
        try:
            while filled < room:
                got = connection.receive(self._view[filled:room])
                if not got:
                    break
                filled += got
        finally:
            # What arrived before a failure is kept, too.
            if filled:
                self._enlarge(filled, connection)
                self._write(part, self._view[:filled])
        if got == 0:
            raise connection.ended(part.position - part.start, part.end - part.start)
        if got is None:
            return filled, True
        connection.mask = READ
        return filled, not connection.has_pending()

    def _enlarge(self, filled: int, connection: Connection) -> None:
        """Have larger buffers from now on if there was more to receive than one holds; not if other downloads have theirs."""
        if filled == len(self._view) and connection.context is None and POOL.in_use == self._busy:
            self._room = max(self._room, min(2 * filled, MAX_BUFFER))

    # --- the file ---

    def _open(self) -> None:
        if self._file is None:
            self._file = open(self._path, "r+b", buffering=0)  # noqa: SIM115 (closed by `close`)
            self._follow_anew()

    def _follow_anew(self) -> None:
        if self._follower is not None:
            self._follower.stop()
            self._follower = None
        hasher = self._expected.hasher() if self._size >= FOLLOWED else None
        if hasher is not None:
            # Where no thread can be started, the file is hashed at its end.
            with contextlib.suppress(RuntimeError):
                self._follower = Follower(self._path, hasher)

    def _write(self, part: Part, view: memoryview) -> None:
        start, front = part.position, self._parts.front
        try:
            self._put(part, view)
        except OSError as error:
            if space.is_full(error):
                raise space.no_room(error, self._path.parent, self._expected.name) from error
            raise
        if self._follower is not None:
            if start == front and view.obj is self._view.obj:
                patient = self._busy == 1
                self._view = self._follower.offer(start, len(view), self._view, self._room, patient=patient)
            self._follower.advance(self._parts.front)
        if len(self._view) < self._room:
            self._view = memoryview(bytearray(self._room))
        self._write_back(part)

    def _put(self, part: Part, view: memoryview) -> None:
        if self._comparison is not None and self._comparison.agrees(self._file, part.position, view):
            part.position += len(view)
            self._progress(len(view))
            return
        self._file.seek(part.position)
        done = 0
        try:
            while done < len(view):
                done += self._file.write(view[done : done + AT_ONCE])
        finally:
            if done:
                if self._journal is not None:
                    self._journal.wrote(part.position, view[:done])
                part.position += done
                self._progress(done)

    def _write_back(self, part: Part) -> None:
        """Have the disk begin early: the file is flushed before it gets its name, and that should not take long."""
        start = part.flushed
        if part.position - start < WRITE_BACK and not part.done:
            return
        part.flushed = part.position
        disk.begin_writing(self._file.fileno(), start, part.position - start)
