"""Task groups over anyio: the first failure stops the siblings and is raised as itself."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator
from contextlib import suppress
from contextvars import ContextVar
from importlib import import_module
from types import TracebackType
from typing import Any, TypeVar

import anyio
import anyio.abc
import anyio.to_thread
from anyio.lowlevel import RunVar

from huggingface_hub._core.interrupt import CHECK
from huggingface_hub._core.outcome import Outcome
from huggingface_hub._runtime import _shared, clock
from huggingface_hub._runtime._shared import ChannelClosed
from huggingface_hub._runtime.aio.scopes import checkpoint
from huggingface_hub._runtime.aio.sync import channel


T = TypeVar("T")
R = TypeVar("R")

# anyio would load this half of itself inside of the running loop, which then stands still for longer than many a
# download from the cache takes. It may have another name in a later version: then that is what happens.
with suppress(ImportError):
    import_module("anyio._backends._asyncio")

THREADS = 64
_limiter: RunVar[anyio.CapacityLimiter] = RunVar("huggingface_hub_threads")

# The loop that a worker thread works for.
_home: ContextVar[asyncio.AbstractEventLoop | None] = ContextVar("huggingface_hub_loop", default=None)


class TaskGroup:
    """Runs functions at the same time and waits for all of them.

    The first failure stops the others and is raised as itself when the block ends; further failures become notes of
    it. Groups inside of groups have places of their own, so they cannot wait for each other's.

    Args:
        limit: How many functions run at once; `None` for all.
    """

    def __init__(self, limit: int | None = None) -> None:
        _shared.check_limit(limit)
        self._places = None if limit is None else anyio.Semaphore(limit)
        self._group: anyio.abc.TaskGroup | None = None
        self._failures: list[BaseException] = []

    async def __aenter__(self) -> TaskGroup:
        self._group = anyio.create_task_group()
        await self._group.__aenter__()
        return self

    def start(self, fn: Callable[..., Awaitable[Any]], *args: Any) -> None:
        """Run `fn(*args)` beside the block, as soon as the limit allows."""
        if self._group is None:
            raise RuntimeError("This task group is not running: start tasks inside of its `with` block.")
        self._group.start_soon(self._run, fn, args)

    async def _run(self, fn: Callable[..., Awaitable[Any]], args: tuple[Any, ...]) -> None:
        try:
            if self._places is None:
                await fn(*args)
            else:
                async with self._places:
                    await fn(*args)
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            # Ctrl-C, too: Python 3.10 raises it in whichever task is running then.
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        # Kept here instead of raised: the group below would wrap it, and would not say which one was the first.
        self._failures.append(error)
        if self._group is not None:
            self._group.cancel_scope.cancel()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        group = self._group
        assert group is not None
        stopped = isinstance(error, asyncio.CancelledError)
        if error is not None and not stopped:
            self._fail(error)
        cancelled: BaseException | None = None
        try:
            # The error of the block is ours to raise; the group below would wrap it.
            await (group.__aexit__(kind, error, trace) if stopped else group.__aexit__(None, None, None))
        except asyncio.CancelledError as outer:
            cancelled = outer
        finally:
            self._group = None
        if error is not None and not stopped and not isinstance(error, Exception):
            # Ctrl-C and the like win over whatever it made the tasks raise.
            return
        if self._failures:
            first = self._failures[0]
            _shared.note_others(first, self._failures[1:])
            if first is error:
                return
            self._failures = []
            _shared.raise_as_itself(first)
        if cancelled is not None and cancelled is not error:
            raise cancelled


async def map_concurrently(fn: Callable[[T], Awaitable[R]], items: Iterable[T], *, limit: int) -> list[R]:
    """Call `fn` for every item, at most `limit` at once; results come in the order of the items.

    The first failure stops the rest and is raised as itself.
    """
    _shared.check_limit(limit)
    todo = list(items)
    if len(todo) < 2 or limit == 1:
        return [await _checked(fn, item) for item in todo]
    results: list[Any] = [None] * len(todo)
    shared = iter(list(enumerate(todo)))

    async def work() -> None:
        for index, item in shared:
            results[index] = await fn(item)

    async with TaskGroup() as group:
        for _ in range(min(limit, len(todo))):
            group.start(work)
    return results


async def _checked(fn: Callable[[T], Awaitable[R]], item: T) -> R:
    await checkpoint()
    return await fn(item)


async def map_outcomes(fn: Callable[[T], Awaitable[R]], items: Iterable[T], *, limit: int) -> list[Outcome[R]]:
    """Like `map_concurrently`, but a failure stops nothing: each item gets its `Outcome`."""

    async def attempt(item: T) -> Outcome[R]:
        try:
            return Outcome(value=await fn(item))
        except Exception as error:
            return Outcome(error=error)

    return await map_concurrently(attempt, items, limit=limit)


async def as_completed(
    fn: Callable[[T], Awaitable[R]], items: Iterable[T], *, limit: int
) -> AsyncGenerator[tuple[T, R], None]:
    """Call `fn` for every item, at most `limit` at once; yields `(item, result)` as they finish.

    The first failure stops the rest and is raised as itself. Use it inside of `closing(...)`, so that leaving the loop
    early stops what still runs.
    """
    _shared.check_limit(limit)
    sender, receiver = channel(limit)
    shared: Iterator[T] = iter(items)

    async def work() -> None:
        for item in shared:
            await sender.send((item, await fn(item)))

    async def pump() -> None:
        try:
            async with TaskGroup() as group:
                for _ in range(_shared.workers(limit, items)):
                    group.start(work)
        except ChannelClosed:
            pass
        finally:
            sender.close()

    # The group lives in a task of its own: its scope must not be the one of whoever consumes this generator.
    background = Background(pump)
    background.start()
    try:
        async for pair in receiver:
            yield pair
        await background.join()
        if background.error is not None:
            _shared.raise_as_itself(background.error)
    finally:
        receiver.close()
        await background.stop()


class Background:
    """A function that runs beside its owner until it ends or the owner stops it.

    Attributes:
        error: What the function raised, if it failed.
    """

    def __init__(self, fn: Callable[..., Awaitable[Any]], *args: Any) -> None:
        self._fn = fn
        self._args = args
        self._task: asyncio.Task[None] | None = None
        self.error: BaseException | None = None

    @property
    def running(self) -> bool:
        """Whether the function is at work."""
        return self._task is not None and not self._task.done()

    def start(self) -> None:
        """Begin; does nothing if it runs already."""
        if self.running:
            return
        self.error = None
        self._task = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        try:
            await self._fn(*self._args)
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            self.error = error

    async def join(self) -> None:
        """Wait until the function has ended by itself."""
        if self._task is not None and self._task is not asyncio.current_task():
            await asyncio.wait([self._task])

    async def stop(self) -> None:
        """Stop the function and wait until it has ended."""
        task, self._task = self._task, None
        if task is None or task is asyncio.current_task():
            return
        with anyio.CancelScope(shield=True):
            while not task.done():
                # Again and again, as a scope does: the first one may have hit a cleanup.
                task.cancel()
                await asyncio.wait([task], timeout=0.1)


async def sleep(seconds: float) -> None:
    """Wait; ends early, by raising, when the surrounding scope is stopped."""
    fake = clock.installed()
    if fake is not None:
        fake.sleep(seconds)
        await checkpoint()
        return
    await anyio.sleep(max(seconds, 0.0))


async def to_thread(fn: Callable[..., R], *args: Any, **kwargs: Any) -> R:
    """Call a plain function that takes its time with files or the processor."""
    job = _ThreadJob(asyncio.get_running_loop(), fn, args, kwargs)
    try:
        # Cancellation is let through, so that it can be told to the function: it would go on writing to files else.
        result: R = await anyio.to_thread.run_sync(job.run, abandon_on_cancel=True, limiter=_threads())
    except asyncio.CancelledError:
        if job.stop():
            with anyio.CancelScope(shield=True):
                while not job.ended:  # noqa: ASYNC110 - it ends in another thread
                    await anyio.sleep(0.005)
        raise
    return result


def _threads() -> anyio.CapacityLimiter:
    """How many threads the loop may have for us.

    Not anyio's own bound: that one is the program's, whose web framework may run its handlers by it, and a download can
    keep a thread for hours.
    """
    try:
        return _limiter.get()
    except LookupError:
        limiter = anyio.CapacityLimiter(THREADS)
        _limiter.set(limiter)
        return limiter


class _ThreadJob:
    """A function on its way through a worker thread, and the means to stop it there."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, fn: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        self._loop = loop
        self._call = (fn, args, kwargs)
        self._lock = threading.Lock()
        self._started = False
        self._stopped = False
        self.ended = False

    def run(self) -> Any:
        with self._lock:
            if self._stopped:
                raise _Stopped
            self._started = True
        _home.set(self._loop)
        CHECK.set(self._check)
        fn, args, kwargs = self._call
        try:
            return fn(*args, **kwargs)
        finally:
            self.ended = True

    def _check(self) -> None:
        if self._stopped:
            raise _Stopped

    def stop(self) -> bool:
        """Stop the function at its next check; false if it has not begun and never will."""
        with self._lock:
            self._stopped = True
            return self._started


class _Stopped(BaseException):
    """Ends a function in a worker thread whose caller was cancelled."""


def call_soon(fn: Callable[..., Any], *args: Any) -> None:
    """Call `fn(*args)` where the operation runs, from a function inside of `to_thread`."""
    loop = _home.get()
    if loop is None:
        asyncio.get_running_loop().call_soon(fn, *args)
    elif not loop.is_closed():
        loop.call_soon_threadsafe(fn, *args)


def soon(fn: Callable[..., Any]) -> Callable[..., None]:
    """Wrap `fn` so that any thread, also one of a native library, can have it called where the operation runs."""
    loop = asyncio.get_running_loop()

    def call(*args: Any) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(fn, *args)

    return call
