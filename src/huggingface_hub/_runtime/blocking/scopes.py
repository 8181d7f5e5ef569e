"""Cancellation and deadlines for threads: a chain of scopes in a context variable, looked at by all runtime I/O."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import TracebackType
from typing import TYPE_CHECKING

from huggingface_hub._runtime import _shared


if TYPE_CHECKING:
    from typing_extensions import Self


class Cancelled(BaseException):
    """Unwinds a thread whose scope was stopped. Never caught outside of the runtime, except to clean up."""

    def __init__(self) -> None:
        super().__init__("Stopped: the surrounding scope was cancelled or ran out of time.")


# One lock for all scopes: it is held for a few instructions only, and a fork has one thing to replace.
_lock = _shared.ForkLock()


class Scope:
    """A stretch of work that can be stopped as one, together with the scopes inside of it."""

    __slots__ = (
        "__weakref__",
        "_callbacks",
        "_children",
        "_previous",
        "cancelled",
        "deadline",
        "expires",
        "own",
        "parent",
        "shielded",
    )

    def __init__(self, parent: Scope | None, *, deadline: float = math.inf, shielded: bool = False) -> None:
        self.parent = parent
        self.shielded = shielded
        self.cancelled = False
        # Whether this scope itself was stopped; otherwise the stop came from further out and is not ours to swallow.
        self.own = False
        self.deadline = deadline
        self.expires: float = deadline
        self._callbacks: dict[object, Callable[[], None]] = {}
        self._children: set[Scope] = set()
        self._previous: Scope | None = None
        if parent is not None and parent is not ROOT and not shielded:
            self.expires = min(deadline, parent.expires)
            with _lock:
                parent._children.add(self)
                self.cancelled = parent.cancelled

    def enter(self) -> None:
        """Make this the scope of the calling thread."""
        self._previous = _current.get()
        _current.set(self)

    def leave(self, error: BaseException | None) -> bool:
        """Bring back the scope before; true if `error` is only this scope's own stop, so that it ends here."""
        _current.set(self._previous or ROOT)
        self.detach()
        return isinstance(error, Cancelled) and self.own and not self._outer_cancelled()

    def detach(self) -> None:
        """Forget this scope in its parent."""
        if self.parent is not None and self.parent is not ROOT:
            with _lock:
                self.parent._children.discard(self)

    def _outer_cancelled(self) -> bool:
        return self.parent is not None and not self.shielded and self.parent.cancelled

    def cancel(self) -> None:
        """Stop everything in this scope: waits end at once, running code at its next checkpoint."""
        with _lock:
            self.own = True
            self._stop()

    def _stop(self) -> None:
        if self.cancelled:
            return
        self.cancelled = True
        # Under the lock: once `on_cancel` was left, its callback must not touch a socket that is someone else's by now.
        for callback in list(self._callbacks.values()):
            callback()
        for child in list(self._children):
            child._stop()

    def expire(self) -> None:
        """Stop the outermost scope whose time is over."""
        now = time.monotonic()
        late: Scope | None = None
        scope: Scope | None = self
        while scope is not None:
            if scope.deadline <= now:
                late = scope
            scope = None if scope.shielded else scope.parent
        if late is not None:
            late.cancel()

    @contextmanager
    def on_cancel(self, callback: Callable[[], None]) -> Iterator[None]:
        """Have `callback` called if the scope is stopped meanwhile. It must not wait."""
        self.add(callback, callback)
        try:
            yield
        finally:
            self.remove(callback)

    def add(self, key: object, callback: Callable[[], None]) -> None:
        """Register a callback under `key`; it is called right away if the scope was stopped before."""
        with _lock:
            self._callbacks[key] = callback
            if self.cancelled:
                callback()

    def remove(self, key: object) -> None:
        """Forget a callback; it does not run any more when this returns."""
        with _lock:
            self._callbacks.pop(key, None)

    def remaining(self) -> float:
        """Seconds until the nearest deadline, infinite without one."""
        return self.expires if self.expires == math.inf else self.expires - time.monotonic()

    def clamp(self, seconds: float | None) -> float | None:
        """Shorten a timeout to what is left of this scope."""
        if self.expires == math.inf:
            return seconds
        left = max(self.remaining(), 0.001)
        return left if seconds is None else min(seconds, left)

    def check(self) -> None:
        """Raise if this scope was stopped or its time is over."""
        if self.cancelled:
            raise Cancelled
        if self.expires != math.inf and time.monotonic() >= self.expires:
            self.expire()
            raise Cancelled


ROOT: Scope = Scope(None)
_current: ContextVar[Scope] = ContextVar("huggingface_hub_scope", default=ROOT)


def current() -> Scope:
    """The scope that the calling code runs in; `ROOT`, which never stops, outside of all."""
    return _current.get()


def adopt(scope: Scope) -> None:
    """Let the calling thread run in `scope` (threads of a task group do, whatever started them)."""
    _current.set(scope)


def checkpoint() -> None:
    """Stop here if the surrounding scope was cancelled or ran out of time."""
    _current.get().check()


class _Deadline:
    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds
        self._scope: Scope | None = None

    def __enter__(self) -> Self:
        deadline = math.inf if self._seconds is None else time.monotonic() + self._seconds
        self._scope = Scope(current(), deadline=deadline)
        self._scope.enter()
        return self

    def _leave(self, error: BaseException | None) -> bool:
        assert self._scope is not None
        return self._scope.leave(error)


class MoveOnScope(_Deadline):
    """A block that is left early when its time is over.

    Attributes:
        expired: Whether the time was over before the block was.
    """

    expired = False

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self.expired = self._leave(error)
        return self.expired


class FailScope(_Deadline):
    """A block that fails when its time is over."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._leave(error):
            raise TimeoutError(f"Not done within {self._seconds:g} seconds.") from None


class ShieldScope:
    """What `shield` gives: a block that outer cancellation and deadlines do not reach."""

    def __init__(self) -> None:
        self._scope: Scope | None = None

    def __enter__(self) -> None:
        self._scope = Scope(current(), shielded=True)
        self._scope.enter()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._scope is not None
        self._scope.leave(error)


def fail_after(seconds: float | None) -> FailScope:
    """Stop the block after `seconds` and raise `TimeoutError`; `None` sets no limit."""
    return FailScope(seconds)


def move_on_after(seconds: float | None) -> MoveOnScope:
    """Stop the block after `seconds` and go on behind it; `scope.expired` tells whether that happened."""
    return MoveOnScope(seconds)


def shield() -> ShieldScope:
    """Run the block to its end even if the surrounding scope is stopped."""
    return ShieldScope()
