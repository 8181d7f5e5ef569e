"""Bandwidth that downloads leave to others: a bucket of tokens for the process, and one for a call."""

from __future__ import annotations

import math
import os
from threading import Lock  # noqa: TID251 (held for a few additions, never while waiting)

from huggingface_hub import constants


class Bucket:
    """Hands out bytes at a rate, and lets those who took too many wait.

    Args:
        rate: Bytes per second.
    """

    def __init__(self, rate: float) -> None:
        self.rate = rate
        # A quarter of a second in one go, so that short files need not wait for their turn at all.
        self._room = rate / 4
        self._level = self._room
        self._last: float | None = None
        self._lock = Lock()

    def take(self, count: int, *, now: float) -> float:
        """Take note of bytes that have arrived, and return for how many seconds to ask for no more."""
        with self._lock:
            passed = 0.0 if self._last is None else max(now - self._last, 0.0)
            self._last = now
            self._level = min(self._level + passed * self.rate, self._room) - count
            return max(-self._level / self.rate, 0.0)


class Throttle:
    """All buckets that a download takes from."""

    def __init__(self, buckets: list[Bucket]) -> None:
        self._buckets = buckets

    @property
    def rate(self) -> float:
        """Bytes per second that are allowed."""
        return min(bucket.rate for bucket in self._buckets)

    def take(self, count: int, *, now: float) -> float:
        """Take note of bytes that have arrived, and return for how many seconds to ask for no more."""
        return max(bucket.take(count, now=now) for bucket in self._buckets)


_of_process: dict[float, Bucket] = {}
if hasattr(os, "register_at_fork"):
    # Another thread may hold the lock in the moment of the fork.
    os.register_at_fork(after_in_child=_of_process.clear)


def throttle_of(max_bandwidth: float | None) -> Throttle | None:
    """What a call has to keep to, `None` if it is free.

    Args:
        max_bandwidth: Bytes per second for this call. `HF_MAX_BANDWIDTH` is for all downloads of the process together.

    Raises:
        ValueError: It is not a positive number.
    """
    buckets = []
    if constants.HF_MAX_BANDWIDTH is not None:
        buckets.append(_of_process.setdefault(constants.HF_MAX_BANDWIDTH, Bucket(constants.HF_MAX_BANDWIDTH)))
    if max_bandwidth is not None:
        if not (max_bandwidth > 0 and math.isfinite(max_bandwidth)):
            raise ValueError(f"`max_bandwidth` must be a positive number of bytes per second, not {max_bandwidth!r}.")
        buckets.append(Bucket(max_bandwidth))
    return Throttle(buckets) if buckets else None
