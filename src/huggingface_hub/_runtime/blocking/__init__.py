"""The blocking half of the pair: real threads, cooperative cancellation, plain sockets."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import AbstractContextManager, ExitStack as _ExitStack, contextmanager
from types import TracebackType
from typing import Any, Generic, TypeVar

from huggingface_hub._core.outcome import Outcome
from huggingface_hub._runtime._shared import ChannelClosed
from huggingface_hub._runtime._shared_http import DEFAULT
from huggingface_hub._runtime.blocking.files import File, file_lock, open_file
from huggingface_hub._runtime.blocking.futures import Future, RunAsFuture, settled
from huggingface_hub._runtime.blocking.http import HttpClient, HttpStream, http_client
from huggingface_hub._runtime.blocking.process import run_process
from huggingface_hub._runtime.blocking.scopes import checkpoint, fail_after, move_on_after, shield
from huggingface_hub._runtime.blocking.session import open_session
from huggingface_hub._runtime.blocking.sync import Event, Lock, Receiver, Semaphore, Sender, channel, once
from huggingface_hub._runtime.blocking.tasks import (
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


IS_ASYNC = False

T = TypeVar("T")


class ExitStack(_ExitStack):
    """Closes several things at the end of one block; errors are never swallowed."""

    def enter(self, manager: AbstractContextManager[T]) -> T:
        """Enter a context manager and leave it at the end of the block."""
        return self.enter_context(manager)

    def defer(self, fn: Callable[..., Any], *args: Any) -> None:
        """Call `fn(*args)` at the end of the block."""
        self.callback(fn, *args)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        super().__exit__(kind, error, trace)


class closing(Generic[T]):
    """Close something at the end of the block: a generator, a stream, a client."""

    def __init__(self, thing: T) -> None:
        self.thing = thing

    def __enter__(self) -> T:
        return self.thing

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        close: Any = getattr(self.thing, "close", None)
        if close is not None:
            close()


def iterate(iterable: Iterable[T]) -> Generator[T, None, None]:
    """The items of anything that can be iterated over."""
    yield from iterable


__all__ = [
    "DEFAULT",
    "IS_ASYNC",
    "Background",
    "ChannelClosed",
    "Event",
    "ExitStack",
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
    "call_soon",
    "channel",
    "checkpoint",
    "closing",
    "contextmanager",
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
