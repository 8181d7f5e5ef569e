"""Pauses that a server asked one request to make, kept by all others that would run into the same refusal.

Fifty workers that each learn for themselves that they come too often make the server refuse fifty times more.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from huggingface_hub._core import trust


Key = tuple[trust.Origin, str]


class Pauses:
    """Until when which part of which server is to be left alone. Belongs to one client, and is used by all its workers."""

    def __init__(self) -> None:
        self._until: dict[Key, tuple[float, float]] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return Pauses, ()  # times mean nothing to another process

    def add(self, url: str, seconds: float, *, now: float) -> None:
        """Take note of a pause that was asked for; one that ends later than this stays."""
        key = _key(url)
        if self._until.get(key, (0.0, 0.0))[0] < now + seconds:
            self._until[key] = (now + seconds, seconds)

    def left(self, url: str, *, now: float) -> float:
        """Seconds for which this address is to be left alone; 0 if it is not."""
        known = self._until.get(_key(url))
        if known is None:
            return 0.0
        until, asked = known
        left = until - now
        # More than was asked for: the machine's clock was set back.
        return left if 0 < left <= asked else 0.0


def _key(url: str) -> Key:
    """The Hub counts its API, files and pages apart."""
    path = urlsplit(url).path
    if path.startswith("/api/"):
        part = "api"
    else:
        part = "files" if "/resolve/" in path else ""
    return trust.origin(url), part
