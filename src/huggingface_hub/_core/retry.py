"""The one retry policy: what is worth repeating, how often, and after how long.

A policy decides, the client loops: `policy.start()` gives a schedule, and `schedule.after_status(...)` or
`schedule.after_error(...)` answer with a pause in seconds, or `None` to give up. Nothing here waits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from huggingface_hub import constants
from huggingface_hub._core import ratelimit


if TYPE_CHECKING:
    from datetime import datetime

RETRY_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})


@dataclass(frozen=True)
class RetryPolicy:
    """How a request is repeated.

    Attributes:
        attempts: The most requests in all. Progress can give them back, see `Schedule.progressed`.
        base: The first pause in seconds; each next one is twice as long.
        cap: The longest pause of our own choice.
        max_server_wait: The longest pause that a server can ask for; a longer one ends the attempts at once.
        deadline: Seconds from the first attempt after which no new one begins; `None` for no such bound.
        statuses: Answers that are worth another attempt.
        transport_errors: Whether broken connections and time-outs are.
        connect_attempts: The most requests to a host that can't be reached at all: it is rarely back within seconds,
            and somebody waits to be told.
        keeps_pauses: Whether a request waits for the end of a pause that the server asked another one for. Off where
            an early answer is worth more than a good one.
    """

    attempts: int = 6
    base: float = 1.0
    cap: float = 8.0
    max_server_wait: float | None = None
    deadline: float | None = None
    statuses: frozenset[int] = RETRY_STATUSES
    transport_errors: bool = True
    connect_attempts: int = 3
    keeps_pauses: bool = True

    def __post_init__(self) -> None:
        if self.attempts < 1 or not self.base >= 0 or not self.cap >= 0:
            raise ValueError(f"Not a retry policy that ends: {self!r}")

    def start(self, *, now: float = 0.0, random: Callable[[], float] | None = None) -> Schedule:
        """Begin a series of attempts.

        Args:
            now: A monotonic time in seconds.
            random: Gives numbers from 0 to 1 that spread the pauses of many clients; `None` for no spread.
        """
        return Schedule(self, started=now, random=random)

    def but(self, **changes: object) -> RetryPolicy:
        """The same policy with some attributes changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


class Schedule:
    """One series of attempts; keeps count, never waits."""

    def __init__(self, policy: RetryPolicy, *, started: float, random: Callable[[], float] | None) -> None:
        self._policy = policy
        self._started = started
        self._random = random
        self._failures = 0

    def again(self) -> Schedule:
        """A new series by the same policy."""
        return Schedule(self._policy, started=self._started, random=self._random)

    @property
    def keeps_pauses(self) -> bool:
        """Whether pauses that others were asked for are kept."""
        return self._policy.keeps_pauses

    def accepts(self, seconds: float) -> bool:
        """Whether a pause of the server's is one that is waited for."""
        limit = self._policy.max_server_wait
        return seconds <= (constants.MAX_RETRY_AFTER if limit is None else limit)

    def spread(self, seconds: float) -> float:
        """A pause that a server has named, so that not everybody comes back at once, and nobody too early."""
        return seconds + (self._random() if self._random else 0.0)

    def progressed(self) -> None:
        """Bytes arrived since the last failure: the count begins again, as the connection evidently works."""
        self._failures = 0

    def after_error(self, *, now: float = 0.0, connecting: bool = False) -> float | None:
        """The pause after a broken connection or a time-out, or `None` to give up.

        Args:
            now: The monotonic time in seconds.
            connecting: Whether there was no connection yet.
        """
        if not self._policy.transport_errors:
            return None
        pause = self._own_pause(now)
        return None if connecting and self._failures >= self._policy.connect_attempts else pause

    def after_status(self, status: int, headers: Mapping[str, str], *, now: float = 0.0) -> float | None:
        """The pause after an error answer, or `None` to give up.

        `Retry-After` (seconds or a date) and, for 429, an exhausted `RateLimit` replace our own pause.
        """
        if status not in self._policy.statuses:
            return None
        pause = self._own_pause(now)
        asked = server_wait(status, headers)
        if pause is None or asked is None:
            return pause
        return self.spread(asked) if self.accepts(asked) and not self._too_late(now, asked) else None

    def _own_pause(self, now: float) -> float | None:
        self._failures += 1
        if self._failures >= self._policy.attempts:
            return None
        pause = min(self._policy.cap, self._policy.base * 2.0 ** min(self._failures - 1, 60))
        if self._random:
            pause *= 0.5 + self._random()  # between a half and one and a half
        return None if self._too_late(now, pause) else pause

    def _too_late(self, now: float, pause: float) -> bool:
        deadline = self._policy.deadline
        return deadline is not None and now + pause - self._started > deadline


def server_wait(status: int, headers: Mapping[str, str]) -> float | None:
    """Seconds that the answer asks to wait, or `None` if it does not say."""
    if status == 429:
        limit = ratelimit.parse_ratelimit_headers(headers)
        if limit is not None and limit.remaining == 0:
            return float(limit.reset_in_seconds) + 1
    return parse_retry_after(headers.get("retry-after"))


def parse_retry_after(value: str | None, *, now: datetime | None = None) -> float | None:
    """`Retry-After` in either form of RFC 9110 §10.2.3, in seconds; `None` if absent or unreadable, 0 for the past."""
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        seconds = float(value)
        return None if math.isinf(seconds) else seconds
    from datetime import datetime, timezone
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(value)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
        return max(0.0, (moment - (now or datetime.now(timezone.utc))).total_seconds())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


DEFAULT = RetryPolicy()
"""For requests that can safely be sent again."""

NONE = RetryPolicy(attempts=1, keeps_pauses=False)
"""For requests that must not be sent twice without looking first."""

BY_CALLER = RetryPolicy(attempts=1)
"""For requests that their caller repeats himself, because he knows what to ask for next."""


def default_for(method: str) -> RetryPolicy:
    """The policy of a request whose caller chose none: only reading is repeated."""
    return DEFAULT if method.upper() in ("GET", "HEAD", "OPTIONS") else NONE
