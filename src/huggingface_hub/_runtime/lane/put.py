"""Parts of files to the addresses that a storage gave for them, over as many connections as help, by one thread.

The system copies from the file to the socket by itself, so that neither memory nor processor have to do with how much is
sent. What does not arrive at the first attempt is left to somebody with more patience.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huggingface_hub._core import redact
from huggingface_hub._core.download.growth import Growth
from huggingface_hub._core.exchange import Template
from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.outcome import Outcome
from huggingface_hub._runtime.lane.connection import Meter, Steps
from huggingface_hub._runtime.lane.loop import Loop
from huggingface_hub._runtime.lane.pool import POOL
from huggingface_hub._runtime.lane.route import Route
from huggingface_hub.types.http import FileSlice, HttpOptions


logger = get_logger(__name__)

# Parts know nothing of each other, so that a few connections cost nothing.
FIRST = 4
# How long there has to be nothing to do for one more connection, of many small parts
IDLE = 0.003
# After so many failures in a row, it is not the parts.
MAX_FAILURES = 4


@dataclass(frozen=True)
class PutJob:
    """
    One part.

    Attributes:
        url: Where it goes, on the server of the template.
        content: Where it is.
        arrived: Called with the entity tag of the receipt.
        progress: Told how many bytes more were sent; a negative number takes back.
    """

    url: str
    content: FileSlice
    arrived: Callable[[str | None], None]
    progress: Callable[[int], None]


class _Refused(Exception):
    """An answer that does not take the part."""


class Puts:
    """
    Sends each part once.

    Args:
        template: A request for one of the addresses; all of them are of one server.
        jobs: The parts.
        options: How to connect.
        connections: The most connections.
        many: Whether they are many small ones, for which the time is that of the way and not of the bytes.
    """

    def __init__(
        self,
        template: Template,
        jobs: Sequence[PutJob],
        *,
        options: HttpOptions,
        connections: int,
        many: bool = False,
    ) -> None:
        self._template = template
        self._jobs = jobs
        self._many = many
        self._limit = connections
        self._growth = Growth(connections, first=FIRST, waits=False)
        self._spent = 0.0
        self._loop = Loop()
        self._route = Route(options, self._loop)
        self._next = 0
        self._busy = 0
        self._sent = 0
        self._failures = 0
        self._enough = False
        self._answered = False
        self._error: Exception | None = None

    def run(self) -> None:
        """
        Send what can be sent.

        Raises:
            Exception: What `arrived` or `progress` of a job has raised, or that the caller was stopped.
        """
        try:
            while True:
                self._staff()
                if self._error is not None:
                    raise self._error
                if not self._busy:
                    return
                self._loop.turn()
                self._grow()
        finally:
            self._route.close()
            self._loop.close()
            while self._busy:
                self._release()

    def _grow(self) -> None:
        if not self._many:
            self._growth.look(time.monotonic(), self._sent, self._loop.idle, self._busy)
        elif self._answered and self._loop.idle - self._spent >= IDLE and self._growth.wanted < self._limit:
            # One connection more for each few milliseconds in which there was nothing to do but wait.
            self._spent += IDLE
            self._growth.wanted += 1

    def _reserve(self) -> bool:
        return self._many or POOL.reserve(first=self._busy == 0)

    def _release(self) -> None:
        self._busy -= 1
        if not self._many:
            POOL.release()

    def _staff(self) -> None:
        while self._can_take() and self._busy < self._growth.wanted and self._reserve():
            job = self._jobs[self._next]
            self._next += 1
            self._busy += 1
            self._loop.start(self._send(job), self._ended)

    def _can_take(self) -> bool:
        return not self._enough and self._next < len(self._jobs) and self._failures < MAX_FAILURES

    def _ended(self, outcome: Outcome[None]) -> None:
        self._release()
        if outcome.error is not None and self._error is None:
            self._error = outcome.error

    def _send(self, job: PutJob) -> Steps[None]:
        meter = Meter(self._counted(job))
        try:
            etag = yield from self._exchange(job, meter)
        except Exception as error:
            # Whoever tries again sees it again, if it stays.
            logger.debug("A part did not go over the fast lane to %s: %r", redact.url(job.url), error)
            meter.take_back()
            self._failures += 1
            return
        except BaseException:
            meter.take_back()
            raise
        self._failures = 0
        job.arrived(etag)

    def _exchange(self, job: PutJob, meter: Meter) -> Steps[str | None]:
        answer = yield from self._route.ask(self._template.exchange(url=job.url, content=job.content), meter)
        waited = time.monotonic() - meter.last
        head = answer.head
        yield from self._route.discard(answer.connection, head, answer.request.timeouts.stall)
        if not 200 <= head.status < 300:
            # An address that is refused now has expired like all the others, and a busy server wants to be left alone.
            self._enough = head.status < 500 or head.status == 503
            raise _Refused(f"status {head.status}")
        if not self._answered:
            self._answered = True
            self._growth.answered(waited)
        return head.get("etag")

    def _counted(self, job: PutJob) -> Callable[[int], None]:
        def count(sent: int) -> None:
            self._sent += sent
            job.progress(sent)

        return count
