"""Locks and queues between tasks of one loop."""

from __future__ import annotations

import asyncio
import weakref
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from types import TracebackType
from typing import Any, Generic, TypeVar

import anyio

from huggingface_hub._runtime._shared import ChannelClosed
from huggingface_hub._runtime.aio.scopes import checkpoint


T = TypeVar("T")


class _PerLoop(Generic[T]):
    """One object per loop: a lock that lives as long as the module may be used by loops in several threads."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._things: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, T] = weakref.WeakKeyDictionary()

    def get(self) -> T:
        """The object of the running loop."""
        loop = asyncio.get_running_loop()
        thing = self._things.get(loop)
        return self._things.setdefault(loop, self._make()) if thing is None else thing


class Lock:
    """Only one at a time. Taking it again while holding it raises, instead of waiting forever."""

    def __init__(self) -> None:
        self._locks = _PerLoop(anyio.Lock)

    async def acquire(self) -> None:
        """Take the lock, waiting for its holder."""
        try:
            await self._locks.get().acquire()
        except RuntimeError as error:
            raise RuntimeError("This lock is held already: it cannot be taken twice by the same task.") from error

    def release(self) -> None:
        """Give the lock back."""
        self._locks.get().release()

    def locked(self) -> bool:
        """Whether someone holds the lock."""
        return self._locks.get().locked()

    async def __aenter__(self) -> None:
        await self.acquire()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


class Semaphore:
    """At most `n` at a time, in the order of arrival."""

    def __init__(self, n: int) -> None:
        if n < 1:
            raise ValueError(f"A semaphore needs at least one place, not {n}.")
        self._semaphores = _PerLoop(lambda: anyio.Semaphore(n))

    async def acquire(self) -> None:
        """Take a place, waiting for one to be free."""
        await self._semaphores.get().acquire()

    def release(self) -> None:
        """Give a place back."""
        self._semaphores.get().release()

    async def __aenter__(self) -> None:
        await self.acquire()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


class Event:
    """Something that happens once and that others wait for."""

    def __init__(self) -> None:
        self._event = anyio.Event()

    def set(self) -> None:
        """Let it have happened."""
        self._event.set()

    def is_set(self) -> bool:
        """Whether it has happened."""
        return self._event.is_set()

    async def wait(self) -> None:
        """Wait until it has happened."""
        await self._event.wait()


class _Channel(Generic[T]):
    def __init__(self, size: int) -> None:
        self.size = size
        self.items: deque[T] = deque()
        self.sender_closed = False
        self.receiver_closed = False
        self._waiters: list[asyncio.Future[None]] = []

    def changed(self) -> None:
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
        self._waiters.clear()

    async def wait(self) -> None:
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        try:
            await waiter
        finally:
            if waiter in self._waiters:
                self._waiters.remove(waiter)


class Sender(Generic[T]):
    """The side of a channel that gives."""

    def __init__(self, shared: _Channel[T]) -> None:
        self._shared = shared

    async def send(self, item: T) -> None:
        """Hand over one item, waiting while the channel is full; `ChannelClosed` if nobody can receive it."""
        await checkpoint()
        shared = self._shared
        while not self._closed() and len(shared.items) >= shared.size:
            await shared.wait()
        if self._closed():
            raise ChannelClosed
        shared.items.append(item)
        shared.changed()

    def _closed(self) -> bool:
        return self._shared.sender_closed or self._shared.receiver_closed

    def close(self) -> None:
        """Say that nothing more will come; what was sent can still be received."""
        self._shared.sender_closed = True
        self._shared.changed()

    async def __aenter__(self) -> Sender[T]:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Receiver(Generic[T]):
    """The side of a channel that takes; several may iterate over it, each item goes to one of them."""

    def __init__(self, shared: _Channel[T]) -> None:
        self._shared = shared

    def __aiter__(self) -> AsyncIterator[T]:
        return self

    async def __anext__(self) -> T:
        await checkpoint()
        shared = self._shared
        while not shared.items and not shared.sender_closed and not shared.receiver_closed:
            await shared.wait()
        if not shared.items:
            raise StopAsyncIteration
        item = shared.items.popleft()
        shared.changed()
        return item

    def close(self) -> None:
        """Take nothing more: what waits in the channel is dropped, and sending to it raises."""
        self._shared.receiver_closed = True
        self._shared.items.clear()
        self._shared.changed()

    async def __aenter__(self) -> Receiver[T]:
        return self

    async def __aexit__(
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

    def __init__(self, fn: Callable[[], Awaitable[T]]) -> None:
        self._fn = fn
        # Connections and locks in a result would not work in another loop.
        self._states: _PerLoop[_Once[T]] = _PerLoop(_Once)

    async def __call__(self) -> T:
        state = self._states.get()
        if not state.results:
            async with state.lock:
                if not state.results:
                    state.results.append(await self._fn())
        return state.results[0]


class _Once(Generic[T]):
    def __init__(self) -> None:
        self.lock = Lock()
        self.results: list[T] = []
