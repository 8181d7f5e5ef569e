"""Operations in the background, one after the other: `run_as_future` of the async API."""

from __future__ import annotations

import asyncio
from asyncio import Task as Future
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from huggingface_hub._core.outcome import Outcome


R = TypeVar("R")

_running: set[asyncio.Task[Any]] = set()
"""The event loop itself keeps only weak references, and a result that no one waits for must still be made."""


class FutureQueue:
    """Runs calls in the order in which they were given, as tasks of the running event loop.

    Each loop has an order of its own. A copy or an unpickled queue is empty.
    """

    def __init__(self) -> None:
        self._last: asyncio.Task[Any] | None = None

    def submit(self, fn: Callable[..., Awaitable[R]], *args: Any, **kwargs: Any) -> Future[R]:
        """Have a call made after all that were given before."""
        loop = asyncio.get_running_loop()
        previous = self._last if self._last is not None and self._last.get_loop() is loop else None
        task = loop.create_task(_after(previous, fn, args, kwargs))
        _running.add(task)
        task.add_done_callback(_running.discard)
        self._last = task
        return task

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), ()


async def _after(
    previous: asyncio.Task[Any] | None,
    fn: Callable[..., Awaitable[R]],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> R:
    if previous is not None:
        # `wait` neither raises what the other one raised, nor cancels it when this one is cancelled.
        await asyncio.wait([previous])
        del previous  # a long queue must not keep all results
    return await fn(*args, **kwargs)


class RunAsFuture:
    """Gives a client `run_as_future`."""

    def run_as_future(self, fn: Callable[..., Awaitable[R]], *args: Any, **kwargs: Any) -> Future[R]:
        """
        Run an operation in the background, after all that were started this way before.

        Args:
            fn: The operation, for example `api.upload_file`.
            args: Its positional arguments.
            kwargs: Its keyword arguments.

        Returns:
            A task: await it for the result.

        Raises:
            RuntimeError: There is no running event loop to run it in.
        """
        queue: FutureQueue = self.__dict__.setdefault("_futures", FutureQueue())
        return queue.submit(fn, *args, **kwargs)


async def settled(future: Future[R]) -> Outcome[R]:
    """Wait until a call in the background has ended, and tell what became of it.

    That the waiting is stopped stops nothing else.
    """
    await asyncio.wait([future])
    if future.cancelled():
        return Outcome(error=RuntimeError("The call in the background was cancelled."))
    error = future.exception()
    if error is not None and not isinstance(error, Exception):
        raise error
    return Outcome(error=error) if error is not None else Outcome(value=future.result())


__all__ = ["Future", "FutureQueue", "RunAsFuture", "settled"]
