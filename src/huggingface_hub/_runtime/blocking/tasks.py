"""Task groups over real threads: the first failure stops the siblings and is raised as itself."""

from __future__ import annotations

import contextvars
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from types import TracebackType
from typing import Any, TypeVar

from huggingface_hub._core.outcome import Outcome
from huggingface_hub._runtime import _shared, clock
from huggingface_hub._runtime._shared import ChannelClosed
from huggingface_hub._runtime.blocking import scopes
from huggingface_hub._runtime.blocking.scopes import Cancelled, Scope, checkpoint
from huggingface_hub._runtime.blocking.sync import channel


T = TypeVar("T")
R = TypeVar("R")

# How long the end of a group waits for threads that don't react after Ctrl-C; a second Ctrl-C ends the wait at once.
GRACE = 30.0

_Job = tuple[contextvars.Context, Callable[..., Any], tuple[Any, ...]]


class TaskGroup:
    """Runs functions at the same time and waits for all of them.

    The first failure stops the others and is raised as itself when the block ends; further failures become notes of
    it. Groups inside of groups have threads of their own, so they cannot wait for each other's.

    Args:
        limit: How many functions run at once; `None` for all.
    """

    def __init__(self, limit: int | None = None) -> None:
        self._limit = _shared.check_limit(limit)
        self._scope: Scope | None = None
        self._cond = threading.Condition()
        self._queue: deque[_Job] = deque()
        self._threads: list[threading.Thread] = []
        self._running = 0
        self._idle = 0
        self._closing = False
        self._finished = False
        self._failures: list[BaseException] = []

    def __enter__(self) -> TaskGroup:
        self._scope = Scope(scopes.current())
        self._scope.enter()
        return self

    def start(self, fn: Callable[..., Any], *args: Any) -> None:
        """Run `fn(*args)` beside the block, as soon as the limit allows."""
        job = (contextvars.copy_context(), fn, args)
        with self._cond:
            if self._finished or self._scope is None:
                raise RuntimeError("This task group is not running: start tasks inside of its `with` block.")
            self._queue.append(job)
            if self._idle >= len(self._queue):
                self._cond.notify()
                return
            if self._limit is not None and self._running >= self._limit:
                return
            self._running += 1
        self._spawn()

    def _spawn(self) -> None:
        thread = threading.Thread(target=self._work, name="huggingface_hub-task", daemon=True)
        self._threads.append(thread)
        try:
            thread.start()
        except BaseException as error:
            # Ctrl-C while waiting for the thread to come up, or no more threads: the ones that run do the rest.
            if thread.ident is None:
                self._threads.remove(thread)
                with self._cond:
                    self._running -= 1
                    if self._running:
                        return
                if isinstance(error, RuntimeError):
                    self._work_here()
                    return
            raise

    def _work_here(self) -> None:
        """Do it in the caller's thread where there can be no other: Python 3.12 starts none while a program ends."""
        while self._queue:
            self._run(*self._queue.popleft())

    def _work(self) -> None:
        try:
            while (job := self._next_job()) is not None:
                self._run(*job)
                # Nothing of a finished job may stay alive while this thread waits for the next.
                del job
        finally:
            with self._cond:
                self._running -= 1
                self._cond.notify_all()

    def _next_job(self) -> _Job | None:
        with self._cond:
            self._idle += 1
            try:
                while not self._queue:
                    if self._closing:
                        return None
                    self._cond.wait(_shared.SLICE)
                return self._queue.popleft()
            finally:
                self._idle -= 1

    def _run(self, context: contextvars.Context, fn: Callable[..., Any], args: tuple[Any, ...]) -> None:
        scope = self._scope
        assert scope is not None
        try:
            scope.check()
            context.run(scopes.adopt, scope)
            context.run(fn, *args)
        except Cancelled:
            pass
        except BaseException as error:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        self._failures.append(error)
        if self._scope is not None:
            self._scope.cancel()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        scope = self._scope
        assert scope is not None
        if error is not None:
            if not isinstance(error, Cancelled):
                self._failures.append(error)
            scope.cancel()
        interrupt = self._join()
        scope.leave(error)
        if interrupt is None and error is not None and not isinstance(error, Exception | Cancelled):
            interrupt = error
        if interrupt is not None:
            # Ctrl-C and the like win over whatever it made the tasks raise.
            if interrupt is error:
                return
            _shared.raise_as_itself(interrupt)
        if self._failures:
            first = self._failures[0]
            _shared.note_others(first, self._failures[1:])
            if first is error:
                return
            self._failures = []
            _shared.raise_as_itself(first)
        if error is None:
            # The group may have been stopped from outside, with all of its tasks obeying silently.
            scopes.checkpoint()

    def _join(self) -> BaseException | None:
        """Wait for all tasks; a Ctrl-C that comes meanwhile stops them and is returned."""
        scope = self._scope
        assert scope is not None
        interrupt: BaseException | None = None
        give_up = float("inf")
        while True:
            try:
                self._wait_for_threads(scope, give_up)
                return interrupt
            except (KeyboardInterrupt, SystemExit) as error:
                if interrupt is not None:
                    self._abandon()
                    return error
                interrupt = error
                give_up = time.monotonic() + GRACE
                scope.cancel()

    def _wait_for_threads(self, scope: Scope, give_up: float) -> None:
        with self._cond:
            self._closing = True
            self._cond.notify_all()
            while self._running:
                if not scope.cancelled and scope.remaining() <= 0:
                    scope.expire()
                if time.monotonic() >= give_up:
                    break
                self._cond.wait(min(_shared.SLICE, max(scope.remaining(), 0.001)) if not scope.cancelled else 0.1)
            self._finished = True
        for thread in self._threads:
            # They are past their last instruction; this only lets them disappear.
            thread.join(timeout=1.0 if give_up == float("inf") else 0.1)
        self._threads.clear()

    def _abandon(self) -> None:
        with self._cond:
            self._finished = self._closing = True
            self._queue.clear()


class _Items(Iterator[tuple[int, T]]):
    """Hands out numbered items to several threads, each item once."""

    def __init__(self, items: Iterable[T]) -> None:
        self._items = enumerate(items)
        self._lock = threading.Lock()

    def __next__(self) -> tuple[int, T]:
        # The iterator may itself wait for something (a page of a listing), so this wait has to notice a stop, too.
        while not self._lock.acquire(timeout=0.05):
            checkpoint()
        try:
            return next(self._items)
        finally:
            self._lock.release()


def map_concurrently(fn: Callable[[T], R], items: Iterable[T], *, limit: int) -> list[R]:
    """Call `fn` for every item, at most `limit` at once; results come in the order of the items.

    The first failure stops the rest and is raised as itself.
    """
    _shared.check_limit(limit)
    todo = list(items)
    if len(todo) < 2 or limit == 1:
        return [_checked(fn, item) for item in todo]
    results: list[Any] = [None] * len(todo)
    # Few threads do much each: starting one costs more than many a job.
    shared = _Items(todo)

    def work() -> None:
        for index, item in shared:
            checkpoint()
            results[index] = fn(item)

    with TaskGroup() as group:
        for _ in range(min(limit, len(todo))):
            group.start(work)
    return results


def _checked(fn: Callable[[T], R], item: T) -> R:
    checkpoint()
    return fn(item)


def map_outcomes(fn: Callable[[T], R], items: Iterable[T], *, limit: int) -> list[Outcome[R]]:
    """Like `map_concurrently`, but a failure stops nothing: each item gets its `Outcome`."""

    def attempt(item: T) -> Outcome[R]:
        try:
            return Outcome(value=fn(item))
        except Exception as error:
            return Outcome(error=error)

    return map_concurrently(attempt, items, limit=limit)


def as_completed(fn: Callable[[T], R], items: Iterable[T], *, limit: int) -> Generator[tuple[T, R], None, None]:
    """Call `fn` for every item, at most `limit` at once; yields `(item, result)` as they finish.

    The first failure stops the rest and is raised as itself. Use it inside of `closing(...)`, so that leaving the loop
    early stops what still runs.
    """
    _shared.check_limit(limit)
    sender, receiver = channel(limit)
    shared = _Items(items)

    def work() -> None:
        for _, item in shared:
            checkpoint()
            sender.send((item, fn(item)))

    def pump() -> None:
        try:
            with TaskGroup() as group:
                for _ in range(_shared.workers(limit, items)):
                    group.start(work)
        except ChannelClosed:
            pass
        finally:
            sender.close()

    # The group lives in a thread of its own: its scope must not be the one of whoever consumes this generator.
    background = Background(pump)
    try:
        background.start()
    except RuntimeError:
        # No thread can be started: one after the other, then.
        yield from ((item, _checked(fn, item)) for _, item in shared)
        return
    try:
        yield from receiver
        background.join()
        if background.error is not None:
            _shared.raise_as_itself(background.error)
    finally:
        receiver.close()
        background.stop()


class Background:
    """A function that runs beside its owner until it ends or the owner stops it.

    Attributes:
        error: What the function raised, if it failed.
    """

    def __init__(self, fn: Callable[..., Any], *args: Any) -> None:
        self._fn = fn
        self._args = args
        self._thread: threading.Thread | None = None
        self._scope: Scope | None = None
        self.error: BaseException | None = None
        _shared.rearm_after_fork(self)

    def _rearm(self) -> None:
        # The thread does not exist in a forked child, where `start` may be called again.
        self._thread = None

    @property
    def running(self) -> bool:
        """Whether the function is at work."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Begin; does nothing if it runs already."""
        if self.running:
            return
        self.error = None
        # Not a part of the scope that happens to start it: it belongs to an object that lives longer.
        self._scope = Scope(None)
        context = contextvars.copy_context()
        self._thread = threading.Thread(
            target=context.run, args=(self._work, self._scope), name="huggingface_hub-background", daemon=True
        )
        self._thread.start()

    def _work(self, scope: Scope) -> None:
        scopes.adopt(scope)
        try:
            self._fn(*self._args)
        except Cancelled:
            pass
        except BaseException as error:
            self.error = error

    def join(self) -> None:
        """Wait until the function has ended by itself."""
        thread = self._thread
        while thread is not None and thread.is_alive() and thread is not threading.current_thread():
            checkpoint()
            thread.join(0.05)

    def stop(self) -> None:
        """Stop the function and wait until it has ended."""
        if self._scope is not None:
            self._scope.cancel()
        # A thread that sits in a call to the system cannot be ended; in the end, it is left to itself.
        with scopes.shield(), scopes.move_on_after(GRACE):
            self.join()
        self._thread = None


def sleep(seconds: float) -> None:
    """Wait; ends early, by raising, when the surrounding scope is stopped."""
    checkpoint()
    fake = clock.installed()
    if fake is not None:
        fake.sleep(seconds)
        return
    scope = scopes.current()
    if scope is scopes.ROOT:
        time.sleep(max(seconds, 0.0))
        return
    until = time.monotonic() + seconds
    stopped = threading.Event()
    with scope.on_cancel(stopped.set):
        while (left := until - time.monotonic()) > 0:
            stopped.wait(min(left, _shared.SLICE, max(scope.remaining(), 0.0)))
            scope.check()


def to_thread(fn: Callable[..., R], *args: Any, **kwargs: Any) -> R:
    """Call a plain function that takes its time with files or the processor."""
    from huggingface_hub._core.interrupt import CHECK

    checkpoint()
    token = CHECK.set(checkpoint)
    try:
        return fn(*args, **kwargs)
    finally:
        CHECK.reset(token)


def call_soon(fn: Callable[..., Any], *args: Any) -> None:
    """Call `fn(*args)` where the operation runs, from a function inside of `to_thread`."""
    fn(*args)


def soon(fn: Callable[..., Any]) -> Callable[..., None]:
    """Wrap `fn` so that any thread, also one of a native library, can have it called where the operation runs."""

    def call(*args: Any) -> None:
        fn(*args)

    return call
