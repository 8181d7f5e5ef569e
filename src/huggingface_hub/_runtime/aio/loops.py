"""What belongs to one event loop, and how it ends together with it."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import anyio

from huggingface_hub._runtime import _shared


class LoopState:
    """Things of one loop by name, each with a way to close it in the loop and one to drop it when that is gone."""

    def __init__(self) -> None:
        self.things: dict[Any, Any] = {}
        self.closers: list[tuple[Callable[[], Awaitable[None]], Callable[[], None]]] = []
        self._lifetime: AsyncGenerator[None, None] | None = None

    def bind(self) -> None:
        """Tie the state to the running loop."""
        self._lifetime = self._live()
        # Every way to end a loop properly closes the async generators that were begun in it. This is one, so that
        # connections are closed while there still is a loop to do it. The first step waits for nothing.
        try:
            self._lifetime.__anext__().send(None)
        except StopIteration:
            pass

    async def _live(self) -> AsyncGenerator[None, None]:
        try:
            yield
        finally:
            with anyio.CancelScope(shield=True):
                await self.close()

    async def close(self) -> None:
        """Close everything."""
        closers, self.closers = self.closers, []
        self.things.clear()
        for close, _ in closers:
            await close()

    def drop(self) -> None:
        """Let go of everything, after the loop was closed without ceremony."""
        for _, drop in self.closers:
            drop()
        self.closers.clear()
        self.things.clear()


_lock = _shared.ForkLock()
_states: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, LoopState] = weakref.WeakKeyDictionary()
# The parent's connections in a forked child: collecting them would close them, with warnings.
_inherited: list[Any] = []


def state() -> LoopState:
    """The state of the running loop."""
    loop = asyncio.get_running_loop()
    found = _states.get(loop)
    if found is not None:
        return found
    with _lock:
        for other in list(_states):
            if other.is_closed():
                _states.pop(other).drop()
        made = LoopState()
        _states[loop] = made
    made.bind()
    return made


def _forget() -> None:
    global _states
    _inherited.append([(loop, kept) for loop, kept in _states.items()])
    _states = weakref.WeakKeyDictionary()


_shared.in_child(_forget)
