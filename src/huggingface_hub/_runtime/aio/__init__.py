"""The async half of the pair, for asyncio: anyio's tasks and scopes, worker threads for files."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack as _AsyncExitStack, asynccontextmanager
from types import TracebackType
from typing import Any, Generic, TypeVar

from huggingface_hub._core.outcome import Outcome
from huggingface_hub._runtime._shared import ChannelClosed
from huggingface_hub._runtime._shared_http import DEFAULT
from huggingface_hub._runtime.aio.files import File, file_lock, open_file
from huggingface_hub._runtime.aio.futures import Future, RunAsFuture, settled
from huggingface_hub._runtime.aio.http import HttpClient, HttpStream, http_client
from huggingface_hub._runtime.aio.process import run_process
from huggingface_hub._runtime.aio.scopes import checkpoint, fail_after, move_on_after, shield
from huggingface_hub._runtime.aio.session import open_session
from huggingface_hub._runtime.aio.sync import Event, Lock, Receiver, Semaphore, Sender, channel, once
from huggingface_hub._runtime.aio.tasks import (
    Background,
    TaskGroup,
    as_completed,
    call_soon,
    map_concurrently,
    map_outcomes,
    sleep,
    soon,
    to_thread,
)
from huggingface_hub._runtime.clock import monotonic, random_uniform


IS_ASYNC = True

T = TypeVar("T")


class AsyncExitStack(_AsyncExitStack):
    """Closes several things at the end of one block; errors are never swallowed."""

    async def enter(self, manager: AbstractAsyncContextManager[T]) -> T:
        """Enter a context manager and leave it at the end of the block."""
        return await self.enter_async_context(manager)

    def defer(self, fn: Callable[..., Awaitable[Any]], *args: Any) -> None:
        """Call `fn(*args)` at the end of the block."""
        self.push_async_callback(fn, *args)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        await super().__aexit__(kind, error, trace)


class closing(Generic[T]):
    """Close something at the end of the block: a generator, a stream, a client."""

    def __init__(self, thing: T) -> None:
        self.thing = thing

    async def __aenter__(self) -> T:
        return self.thing

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        close: Any = getattr(self.thing, "aclose", None) or getattr(self.thing, "close", None)
        if close is not None:
            ended = close()
            if hasattr(ended, "__await__"):
                await ended


async def iterate(iterable: Iterable[T] | AsyncIterable[T]) -> AsyncGenerator[T, None]:
    """The items of anything that can be iterated over."""
    if isinstance(iterable, AsyncIterable):
        async for item in iterable:
            yield item
    else:
        for item in iterable:
            yield item


__all__ = [
    "DEFAULT",
    "IS_ASYNC",
    "AsyncExitStack",
    "Background",
    "ChannelClosed",
    "Event",
    "File",
    "Future",
    "HttpClient",
    "HttpStream",
    "Lock",
    "Outcome",
    "Receiver",
    "RunAsFuture",
    "Semaphore",
    "Sender",
    "TaskGroup",
    "as_completed",
    "asynccontextmanager",
    "call_soon",
    "channel",
    "checkpoint",
    "closing",
    "fail_after",
    "file_lock",
    "http_client",
    "iterate",
    "map_concurrently",
    "map_outcomes",
    "monotonic",
    "move_on_after",
    "once",
    "open_file",
    "open_session",
    "random_uniform",
    "run_process",
    "settled",
    "shield",
    "sleep",
    "soon",
    "to_thread",
]
