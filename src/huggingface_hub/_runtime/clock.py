"""The clock behind `monotonic`, `sleep` and `random_uniform` of both runtimes; tests put another one in its place."""

from __future__ import annotations

import os
import time
from typing import Protocol


class Clock(Protocol):
    """What a replacement has to offer."""

    def monotonic(self) -> float:
        """Seconds since some fixed point."""

    def sleep(self, seconds: float) -> None:
        """Let time pass, without waiting for real."""

    def random_uniform(self, low: float, high: float) -> float:
        """A number between the two."""


_installed: Clock | None = None


def install(clock: Clock | None) -> Clock | None:
    """Put `clock` in place of the real one (`None` brings it back) and return what was there before."""
    global _installed
    previous, _installed = _installed, clock
    return previous


def installed() -> Clock | None:
    """The replacement, or `None` while time is real."""
    return _installed


def monotonic() -> float:
    """Seconds since some fixed point; never goes back."""
    return time.monotonic() if _installed is None else _installed.monotonic()


def pause(seconds: float) -> None:
    """Let time pass in a thread of its own, where nobody could be stopped by it for long: a fraction of a second."""
    if _installed is None:
        time.sleep(seconds)
    else:
        _installed.sleep(seconds)


def random_uniform(low: float, high: float) -> float:
    """A random number between `low` and `high`, for jitter."""
    if _installed is not None:
        return _installed.random_uniform(low, high)
    # From the system, so that a forked child draws other numbers than its parent: they would retry in step.
    return low + (high - low) * int.from_bytes(os.urandom(6), "big") / (1 << 48)
