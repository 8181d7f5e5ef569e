"""Bytes per window: a connection that trickles is as good as broken, although it is never silent for long.

A time-out of reading begins anew with every byte. A server, or a middlebox, that sends one byte per second would
hold a download for ever.
"""

from __future__ import annotations

from huggingface_hub._lazy import errors


LEAST_BYTES = 4096
"""What has to arrive in one window: even the slowest mobile network brings far more."""


class Watch:
    """Counts what arrives over one connection, window by window.

    Args:
        window: Its length in seconds; `None` to let everything pass.
        now: A monotonic time.
    """

    __slots__ = ("_count", "_since", "_window")

    def __init__(self, window: float | None, *, now: float) -> None:
        self._window = window
        self._since = now
        self._count = 0

    def arrived(self, count: int, *, now: float) -> None:
        """Take note of bytes that have arrived.

        Raises:
            StalledError: Too few of them in the window that is over now.
        """
        self._count += count
        passed = now - self._since
        if self._window is None or passed < self._window:
            return
        # Judged by the rate: whoever takes the bytes may be slow too, and then many have come at once.
        if self._count * self._window < LEAST_BYTES * passed:
            raise errors.StalledError(
                f"The server sent only {self._count:,} bytes in {passed:.0f} seconds. The connection was given up."
            )
        self._since, self._count = now, 0
