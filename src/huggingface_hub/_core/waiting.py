"""Waiting for something on the Hub to change: how often to look, and when to give up."""

from __future__ import annotations


class Watch:
    """
    The rhythm of looking again and again.

    Args:
        timeout: Seconds after which to give up; `None` for never.
        interval: Seconds between two looks.
        now: A monotonic time in seconds.
        interval_name: What the caller calls the interval, for messages.

    Raises:
        ValueError: A time that makes no sense.
    """

    def __init__(
        self, *, timeout: float | None, interval: float, now: float, interval_name: str = "poll_interval"
    ) -> None:
        # `not … >= 0` also refuses NaN, which compares false with everything.
        if timeout is not None and not timeout >= 0:
            raise ValueError("`timeout` cannot be negative.")
        if not interval > 0:
            raise ValueError(f"`{interval_name}` must be positive.")
        self._end = None if timeout is None else now + timeout
        self._interval = interval

    def pause(self, *, now: float) -> float | None:
        """Seconds until the next look, `None` if there is no time for another."""
        if self._end is None:
            return self._interval
        left = self._end - now
        return min(self._interval, left) if left > 0 else None
