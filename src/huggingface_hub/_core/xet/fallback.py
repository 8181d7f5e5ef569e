"""When transfers go over HTTP instead of through Xet, and how that is said: once (promise I12)."""

from __future__ import annotations

import logging
import os
import warnings
from threading import Lock  # noqa: TID251 (guards a dictionary of the process; nothing is waited for)

from huggingface_hub._core import redact
from huggingface_hub._core.logs import get_logger
from huggingface_hub._lazy import errors


logger = get_logger(__name__)

# A storage that did not work is left alone for so long: a snapshot must not wait for it once per file.
PAUSE = 300.0


class Trouble:
    """Hubs whose Xet storage did not work lately."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._until: dict[str, float] = {}

    def free(self) -> None:
        """Forget who holds the lock."""
        self._lock = Lock()

    def is_known(self, endpoint: str, *, now: float) -> bool:
        with self._lock:
            return self._until.get(endpoint, now) > now

    def note(self, endpoint: str, *, now: float) -> bool:
        """Leave the storage alone from now on; whether that is news."""
        with self._lock:
            news = self._until.get(endpoint, now) <= now
            self._until[endpoint] = now + PAUSE
        return news

    def clear(self) -> None:
        with self._lock:
            self._until.clear()


TROUBLE = Trouble()
if hasattr(os, "register_at_fork"):
    # Another thread may hold the lock in the moment of the fork; it does not exist in the child.
    os.register_at_fork(after_in_child=TROUBLE.free)


class Told:
    """What was said already."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._told: set[tuple[str, ...]] = set()

    def free(self) -> None:
        """Forget who holds the lock."""
        self._lock = Lock()

    def is_news(self, *key: str) -> bool:
        """Whether this is said for the first time."""
        with self._lock:
            news = key not in self._told
            self._told.add(key)
        return news

    def clear(self) -> None:
        with self._lock:
            self._told.clear()


TOLD = Told()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=TOLD.free)


def inform(endpoint: str, reason: str, *about: str, usual: bool = False) -> None:
    """
    Say, to those who want to know and once, that uploads go through LFS although nothing broke.

    Args:
        endpoint: The Hub.
        reason: Why.
        about: What tells the reason from others, if its words don't: it may have the number of a request in it.
        usual: Whether it is so on this machine in any case, which people who upload need not hear every time.
    """
    if TOLD.is_news(endpoint, *(about or (reason,))):
        level = logging.DEBUG if usual else logging.INFO
        logger.log(level, "Uploads to %s go through LFS, not through Xet: %s.", endpoint, reason)


def first_line(error: BaseException) -> str:
    """What an error says, without hints and secrets."""
    return redact.text(str(error)).strip().split("\n", 1)[0].rstrip(".") or type(error).__name__


def announce(endpoint: str, error: BaseException, *, now: float, what: str) -> None:
    """Warn that transfers go over HTTP now, unless that was said already."""
    if TROUBLE.note(endpoint, now=now):
        reason = redact.text(str(error)).strip() or type(error).__name__
        warnings.warn(
            f"{what} through the Xet storage failed ({reason}). It goes on over plain HTTP, with the same checks; Xet is"
            f" tried again in {PAUSE / 60:.0f} minutes. Set HF_HUB_DISABLE_XET=1 to do without it.",
            errors.TransportFallbackWarning,
            stacklevel=3,
        )
