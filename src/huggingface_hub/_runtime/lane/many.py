"""Many small files over a few dozen kept connections, by one thread that also puts them into their places.

One thread is faster than several here: each file is some twenty system calls with little work between them, and threads
would spend their time handing the interpreter to each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huggingface_hub._core import redact
from huggingface_hub._core.exchange import Template
from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.outcome import Outcome
from huggingface_hub._lazy import errors
from huggingface_hub._runtime.lane.connection import Steps
from huggingface_hub._runtime.lane.loop import Loop
from huggingface_hub._runtime.lane.route import Answer, Route
from huggingface_hub.types.http import HttpOptions


logger = get_logger(__name__)

# How many bytes may be on their way at once
BUDGET = 16 * 1024 * 1024
# Bodies of a size between these share buffers.
LARGE = 64 * 1024
BUFFER = 1024 * 1024
# Connections at the beginning; when a file has come, there are more, if there was time to spare.
FIRST = 4
IDLE = 0.003
# After so many failures in a row, it is not the files.
MAX_FAILURES = 8


@dataclass(frozen=True)
class Job:
    """One file.

    Attributes:
        url: Its address, on the server of the template.
        size: Its size, which the answer has to announce.
    """

    url: str
    size: int


class _Refused(Exception):
    """An answer that is not the file."""


class Many:
    """Fetches files into memory and hands each to `save`.

    What does not come at the first attempt is left to somebody with more patience: the result says which.

    Args:
        template: A request for one of the files.
        jobs: The files.
        save: Called with the number of a file and its content; what it returns or raises is the file's outcome. An
            `IntegrityError` counts as not fetched.
        options: How to connect.
        connections: The most connections.
        budget: How many bytes may be on their way at once, beside one body of any size.
    """

    def __init__(
        self,
        template: Template,
        jobs: Sequence[Job],
        save: Callable[[int, memoryview], str],
        *,
        options: HttpOptions,
        connections: int,
        budget: int = BUDGET,
    ) -> None:
        self._template = template
        self._jobs = jobs
        self._save = save
        self._options = options
        self._limit = connections
        self._budget = budget
        self._wanted = min(FIRST, connections)
        self._outcomes: list[Outcome[str] | None] = [None] * len(jobs)
        self._next = 0
        self._workers = 0
        self._bytes = 0
        self._failures = 0
        self._enough = False
        self._buffers: list[bytearray] = []
        self._loop: Loop | None = None
        self._spent = 0.0

    def run(self) -> list[Outcome[str] | None]:
        """Fetch all; `None` for those that were not fetched."""
        with Loop() as loop:
            self._loop = loop
            route = Route(self._options, loop)
            while True:
                while self._workers < self._wanted and self._can_take():
                    self._workers += 1
                    loop.start(self._work(route), self._worker_ended)
                if not self._workers:
                    break
                loop.turn()
            route.close()
        return self._outcomes

    def _grow(self) -> None:
        """One connection more for each few milliseconds in which there was nothing to do but wait: after the first answer
        over a long path, that is many at once."""
        assert self._loop is not None
        while self._loop.idle - self._spent >= IDLE and self._wanted < self._limit:
            self._spent += IDLE
            self._wanted += 1

    def _can_take(self) -> bool:
        if self._enough or self._next >= len(self._jobs) or self._failures >= MAX_FAILURES:
            return False
        return not self._bytes or self._bytes + self._jobs[self._next].size <= self._budget

    def _worker_ended(self, outcome: Outcome[None]) -> None:
        self._workers -= 1
        outcome.unwrap()

    def _work(self, route: Route) -> Steps[None]:
        """Fetch one file after the other."""
        while self._can_take() and self._workers <= self._wanted:
            index = self._next
            self._next += 1
            job = self._jobs[index]
            self._bytes += job.size
            buffer = self._buffer(job.size)
            try:
                self._keep(index, (yield from self._fetch(route, job, buffer)))
            except Exception as error:
                # Whoever tries again sees it again, if it stays.
                logger.debug("%s did not come over the fast lane: %r", redact.url(job.url), error)
                self._failures += 1
            else:
                self._failures = 0
                self._grow()
            finally:
                self._bytes -= job.size
                if buffer is not None:
                    self._buffers.append(buffer)

    def _buffer(self, size: int) -> bytearray | None:
        """Memory for a larger body, used again and again: the system takes its time to hand out new memory."""
        if not LARGE < size <= BUFFER:
            return None
        return self._buffers.pop() if self._buffers else bytearray(BUFFER)

    def _keep(self, index: int, body: memoryview) -> None:
        try:
            self._outcomes[index] = Outcome(self._save(index, body))
        except errors.IntegrityError:
            raise
        except Exception as error:
            self._outcomes[index] = Outcome(error=error)

    def _fetch(self, route: Route, job: Job, buffer: bytearray | None) -> Steps[memoryview]:
        answer = yield from route.ask(self._template.exchange(url=job.url))
        try:
            self._check(answer, job)
            body = yield from answer.connection.read_body(job.size, answer.request.timeouts.stall, buffer)
        except BaseException:
            answer.connection.close()
            raise
        route.give_back(answer.connection, answer.head)
        return body

    def _check(self, answer: Answer, job: Job) -> None:
        head = answer.head
        encoding = head.get("content-encoding", "identity").lower()
        if head.status == 200 and head.length == job.size and encoding == "identity":
            return
        if head.status in (429, 503):
            # The server has enough of us: whoever comes next waits as long as it asks for.
            # Those that are on their way still come, which must not make us forget it.
            self._enough = True
        raise _Refused
