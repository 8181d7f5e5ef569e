"""Locks and queues between threads; every wait notices a stop, and none is endless (Ctrl-C on Windows)."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Generic, TypeVar

from huggingface_hub._runtime import _shared
from huggingface_hub._runtime._shared import ChannelClosed
from huggingface_hub._runtime.blocking import scopes


T = TypeVar("T")


def _wait(condition: threading.Condition, ready: Callable[[], bool]) -> None:
    """Wait, with `condition` held, until `ready()`; raises if the scope is stopped meanwhile."""
    scope = scopes.current()
    if ready():
        return
    if scope is scopes.ROOT:
        while not ready():
            condition.wait(_shared.SLICE)
        return

    # Short waits instead of a wake-up call: whoever stops a scope must not have to take this condition's lock.
    while not ready():
        scope.check()
        condition.wait(min(0.05, max(scope.remaining(), 0.0)))


class Lock:
    """Only one at a time. Taking it again while holding it raises, instead of waiting forever."""

    def __init__(self) -> None:
        self._cond = threading.Condition()
        self._owner: int | None = None
        _shared.rearm_after_fork(self)

    def _rearm(self) -> None:
        self._cond = threading.Condition()
        # The forking thread keeps what it holds; every other holder has ceased to exist.
        if self._owner != threading.get_ident():
            self._owner = None

    def acquire(self) -> None:
        """Take the lock, waiting for its holder."""
        me = threading.get_ident()
        if self._owner == me:
            raise RuntimeError("This lock is held already: it cannot be taken twice by the same thread.")
        scopes.checkpoint()
        with self._cond:
            _wait(self._cond, lambda: self._owner is None)
            self._owner = me

    def release(self) -> None:
        """Give the lock back."""
        with self._cond:
            if self._owner is None:
                raise RuntimeError("This lock is not held.")
            self._owner = None
            self._cond.notify()

    def locked(self) -> bool:
        """Whether someone holds the lock."""
        return self._owner is not None

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


class Semaphore:
    """At most `n` at a time, in the order of arrival."""

    def __init__(self, n: int) -> None:
        if n < 1:
            raise ValueError(f"A semaphore needs at least one place, not {n}.")
        self._size = n
        self._rearm()
        _shared.rearm_after_fork(self)

    def _rearm(self) -> None:
        self._lock = threading.Lock()
        self._free = self._size
        self._queue: deque[threading.Event] = deque()

    def acquire(self) -> None:
        """Take a place, waiting for one to be free."""
        scope = scopes.current()
        scope.check()
        with self._lock:
            if self._free:
                self._free -= 1
                return
            # Each waits for its own turn: waking all of them for one place costs more than what they wait for.
            turn = threading.Event()
            self._queue.append(turn)
        try:
            pause = _shared.SLICE if scope is scopes.ROOT else 0.05
            while not turn.wait(min(pause, max(scope.remaining(), 0.0))):
                scope.check()
        except BaseException:
            self._leave(turn)
            raise

    def _leave(self, turn: threading.Event) -> None:
        with self._lock:
            if turn in self._queue:
                self._queue.remove(turn)
                return
        # The turn came just when it was not wanted any more: it is the next one's.
        self.release()

    def release(self) -> None:
        """Give a place back."""
        with self._lock:
            if self._queue:
                self._queue.popleft().set()
            else:
                # A child that was forked inside of the block starts with all places free.
                self._free = min(self._free + 1, self._size)

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


class Event:
    """Something that happens once and that others wait for."""

    def __init__(self) -> None:
        self._cond = threading.Condition()
        self._set = False
        _shared.rearm_after_fork(self)

    def _rearm(self) -> None:
        self._cond = threading.Condition()

    def set(self) -> None:
        """Let it have happened."""
        with self._cond:
            self._set = True
            self._cond.notify_all()

    def is_set(self) -> bool:
        """Whether it has happened."""
        return self._set

    def wait(self) -> None:
        """Wait until it has happened."""
        scopes.checkpoint()
        with self._cond:
            _wait(self._cond, lambda: self._set)


class _Channel(Generic[T]):
    def __init__(self, size: int) -> None:
        self.size = size
        self.items: deque[T] = deque()
        self.cond = threading.Condition()
        self.sender_closed = False
        self.receiver_closed = False


class Sender(Generic[T]):
    """The side of a channel that gives."""

    def __init__(self, shared: _Channel[T]) -> None:
        self._shared = shared

    def send(self, item: T) -> None:
        """Hand over one item, waiting while the channel is full; `ChannelClosed` if nobody can receive it."""
        scopes.checkpoint()
        shared = self._shared
        with shared.cond:
            _wait(shared.cond, lambda: self._closed() or len(shared.items) < shared.size)
            if self._closed():
                raise ChannelClosed
            shared.items.append(item)
            shared.cond.notify_all()

    def _closed(self) -> bool:
        return self._shared.sender_closed or self._shared.receiver_closed

    def close(self) -> None:
        """Say that nothing more will come; what was sent can still be received."""
        with self._shared.cond:
            self._shared.sender_closed = True
            self._shared.cond.notify_all()

    def __enter__(self) -> Sender[T]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Receiver(Generic[T]):
    """The side of a channel that takes; several may iterate over it, each item goes to one of them."""

    def __init__(self, shared: _Channel[T]) -> None:
        self._shared = shared

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        scopes.checkpoint()
        shared = self._shared
        with shared.cond:
            _wait(shared.cond, lambda: bool(shared.items) or shared.sender_closed or shared.receiver_closed)
            if not shared.items:
                raise StopIteration
            item = shared.items.popleft()
            shared.cond.notify_all()
            return item

    def close(self) -> None:
        """Take nothing more: what waits in the channel is dropped, and sending to it raises."""
        with self._shared.cond:
            self._shared.receiver_closed = True
            self._shared.items.clear()
            self._shared.cond.notify_all()

    def __enter__(self) -> Receiver[T]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def channel(n: int) -> tuple[Sender[Any], Receiver[Any]]:
    """Two ends of a queue that hands items from one task to another, at most `n` of them waiting."""
    if n < 1:
        raise ValueError(f"A channel needs room for at least one item, not {n}.")
    shared = _Channel[Any](n)
    return Sender(shared), Receiver(shared)


class once(Generic[T]):
    """Wrap `fn` so that it is called once and its result kept. After a failure, the next call tries again."""

    def __init__(self, fn: Callable[[], T]) -> None:
        self._fn = fn
        self._lock = Lock()
        self._results: list[T] = []
        _shared.rearm_after_fork(self)

    def _rearm(self) -> None:
        # Connections and threads that the result may hold do not work in a forked child.
        self._results = []

    def __call__(self) -> T:
        if not self._results:
            with self._lock:
                if not self._results:
                    self._results.append(self._fn())
        return self._results[0]
