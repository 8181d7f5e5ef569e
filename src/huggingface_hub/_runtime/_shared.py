"""What both runtimes share and that has no colour: notes on errors, the closed channel, what a fork leaves behind."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable, Sequence, Sized
from typing import Any, NoReturn, Protocol


MAX_NOTES = 10
# `threading` waits cannot be interrupted by Ctrl-C on Windows, so they are cut into slices everywhere.
SLICE = 0.1 if os.name == "nt" else 1.0


class ChannelClosed(Exception):
    """The other side of a channel is gone, nothing can be sent any more."""

    def __init__(self) -> None:
        super().__init__("The channel is closed: nothing can be sent any more.")


class Rearmable(Protocol):
    """Something with a lock in it that a forked child has to replace, since its holder does not exist there."""

    def _rearm(self) -> None:
        """Called in the child, where no other thread runs."""


_rearmables: weakref.WeakSet[Any] = weakref.WeakSet()
_child_callbacks: list[Callable[[], None]] = []


def rearm_after_fork(thing: Rearmable) -> None:
    """Have `thing._rearm()` called in forked children as long as `thing` lives."""
    _rearmables.add(thing)


def in_child(callback: Callable[[], None]) -> None:
    """Have `callback` called in every forked child, before anything else of this package runs there."""
    _child_callbacks.append(callback)


def _after_fork_in_child() -> None:
    # Latest first: the sockets of the network are let go before the clients that hold them, or those would be collected
    # with open sockets.
    for callback in reversed(_child_callbacks):
        callback()
    for thing in list(_rearmables):
        thing._rearm()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork_in_child)


class ForkLock:
    """A plain lock that is free again in a forked child; taken with `with` only, for a few instructions."""

    __slots__ = ("__weakref__", "_lock")

    def __init__(self) -> None:
        self._lock = threading.RLock()
        rearm_after_fork(self)

    def _rearm(self) -> None:
        self._lock = threading.RLock()

    def __enter__(self) -> None:
        while not self._lock.acquire(timeout=SLICE):
            pass

    def __exit__(self, *_: object) -> None:
        try:
            self._lock.release()
        except RuntimeError:
            # Taken before a fork, released in the child that got a new one.
            pass


def add_note(error: BaseException, note: str) -> None:
    """Attach a line to an error's traceback; Python 3.10 keeps it without showing it."""
    if hasattr(error, "add_note"):
        error.add_note(note)
        return
    notes = getattr(error, "__notes__", None)
    if not isinstance(notes, list):
        notes = []
        error.__notes__ = notes  # type: ignore[attr-defined,unused-ignore]
    notes.append(note)


def note_others(first: BaseException, others: Sequence[BaseException]) -> None:
    """Tell in notes of `first` what else went wrong beside it."""
    shown = [error for error in others if error is not first]
    for error in shown[:MAX_NOTES]:
        add_note(first, f"Another task failed too: {type(error).__name__}: {error}")
    if len(shown) > MAX_NOTES:
        add_note(first, f"{len(shown) - MAX_NOTES} more tasks failed too.")


def raise_as_itself(error: BaseException) -> NoReturn:
    """Raise `error` with the context that it had, not with the cancellation that is being handled just now."""
    context = error.__context__
    try:
        raise error
    finally:
        error.__context__ = context
        # The frame is part of the error's traceback: without this, both would wait for the garbage collector.
        del error, context


def workers(limit: int, items: object) -> int:
    """How many are worth starting for these items; all that are allowed if nobody knows how many there are."""
    return min(limit, len(items)) if isinstance(items, Sized) else limit


def check_limit(limit: int | None) -> int | None:
    """Refuse a limit under which nothing would ever run."""
    if limit is not None and limit < 1:
        raise ValueError(f"`limit` must be at least 1, not {limit}.")
    return limit
