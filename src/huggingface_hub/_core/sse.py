"""Streams of events (logs, metrics) as steps without input or output. Source: `contract/wire/repos.md` §11.

Who reads such a stream opens it, hands every line to `line`, and asks `pause_after` about what goes wrong. A stream that
is opened again begins at its first event; those that were seen are passed over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from huggingface_hub._core import redact, retry, transport
from huggingface_hub._core.logs import get_logger
from huggingface_hub._lazy import errors
from huggingface_hub.types.datetimes import parse_datetime
from huggingface_hub.types.http import Timeouts


logger = get_logger(__name__)

FOLLOWING_SILENCE = 120.0
"""Seconds without a line after which a stream that is followed counts as broken. The Hub sends something every 30."""

READING_SILENCE = 5.0
"""Seconds without a line after which a stream that is only read has no more to say."""

_RETRY = retry.RetryPolicy(attempts=6, base=1.0, cap=10.0, connect_attempts=6)
_PREFIX = "data: "


def parse(line: str) -> dict[str, Any] | None:
    """The event on a line of the stream, or `None` if it holds none: keep-alives, names of events, empty lines."""
    if not line.startswith(_PREFIX + "{"):
        return None
    try:
        event = json.loads(line[len(_PREFIX) :])
    except (ValueError, RecursionError):
        logger.warning("Left out an event of a stream that is not valid JSON.")
        return None
    return event if isinstance(event, dict) else None


class Events:
    """
    The state of reading one stream.

    Args:
        follow: Wait for new events and open the stream again when it breaks; otherwise read what there is.
        name: What is read, for messages.
        tail: Begin with the last that many events.
        replays: Whether a stream that is opened again begins at its first event. If not, all that it gives is new.
        silence: Seconds without a line after which the stream counts as broken.
    """

    def __init__(
        self, *, follow: bool, name: str, tail: int | None = None, replays: bool = True, silence: float | None = None
    ) -> None:
        self.ended = False
        self._follow = follow
        self._name = name
        self._tail = tail
        self._replays = replays and tail is None
        self._silence = silence or (FOLLOWING_SILENCE if follow else READING_SILENCE)
        self._last: dict[str, Any] | None = None
        self._catching_up = False
        self._schedule = _RETRY.start()
        self._given = 0
        self._position = 0
        self._until: datetime | None = None

    def timeouts(self, usual: Timeouts) -> Timeouts:
        """How long to wait for a line: there is no bound on the whole, nor on how slowly it comes."""
        return replace(usual.with_read(self._silence), stall=None, total=None)

    @property
    def params(self) -> dict[str, int] | None:
        """The query. Once there is an event to recognize, a tail would only hide those that came after it."""
        return None if self._tail is None or self._last is not None else {"tail": self._tail}

    def opened(self, headers: Mapping[str, str]) -> None:
        """The stream is there, and begins at its first event."""
        self._position = 0 if self._replays else self._given
        # Of a tail there is no telling where it began: it is passed over up to the event that was the last one.
        self._catching_up = self._tail is not None and self._last is not None
        self._until = None if self._follow else _after(headers.get("date"))

    def line(self, line: str) -> dict[str, Any] | None:
        """The event on a line, `None` if there is none that is new. Look at `ended` after it."""
        event = parse(line)
        if event is None:
            return None
        if self._until is not None and _moment(event) > self._until:
            # What is written from now on is for those who follow.
            self.ended = True
            return None
        if self._catching_up and self._is_old(event):
            return None
        self._position += 1
        if self._position <= self._given:
            return None
        self._given = self._position
        self._last = event
        self._schedule.progressed()
        return event

    def _is_old(self, event: dict[str, Any]) -> bool:
        last = self._last or {}
        is_last = event == last
        self._catching_up = not is_last and _moment(event) <= _moment(last)
        return is_last or self._catching_up

    def pause_after(self, error: Exception) -> float | None:
        """Seconds to wait before the stream is opened again; `None` if it is over, or, unless `ended`, has failed."""
        if isinstance(error, errors.HfHubHTTPError) or not transport.is_transient(error):
            return None
        if not self._follow:
            self.ended = isinstance(error, errors.ReadTimeout)
            return None
        pause = self._schedule.after_error(connecting=transport.is_unreachable(error))
        if pause is not None:
            logger.warning(
                "Reading %s broke off (%s); reading on in %.0f s.", self._name, redact.text(repr(error)), pause
            )
        return pause


_NEVER = parse_datetime("0001-01-02T00:00:00Z")


def _after(date: str | None) -> datetime | None:
    """The end of a stream that is only read: a second after it was opened, by the server's clock."""
    try:
        return None if date is None else parsedate_to_datetime(date) + timedelta(seconds=1)
    except (ValueError, TypeError, OverflowError):
        return None


def _moment(event: Mapping[str, Any]) -> datetime:
    """When an event was written; long ago, if it does not say."""
    try:
        return parse_datetime(event["timestamp"])
    except (KeyError, ValueError, TypeError):
        return _NEVER
