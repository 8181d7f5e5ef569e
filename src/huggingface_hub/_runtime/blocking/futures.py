"""Operations in the background, one after the other: `run_as_future` of the blocking API."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from huggingface_hub._core.outcome import Outcome
from huggingface_hub._runtime.blocking.scopes import checkpoint


if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

R = TypeVar("R")

_SLICE = 0.05


class FutureQueue:
    """Runs calls in the order in which they were given, in a thread that starts with the first one.

    A forked child starts with an empty queue: calls that waited when the process forked run in the parent only. So does
    a copy or an unpickled queue.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._pool: ThreadPoolExecutor | None = None
        self._pid = os.getpid()

    def submit(self, fn: Callable[..., R], *args: Any, **kwargs: Any) -> Future[R]:
        """Have a call made after all that were given before."""
        if self._pid != os.getpid():
            # Both belong to the parent: its thread does not exist here, and one that doesn't may hold the lock.
            self._lock, self._pool, self._pid = Lock(), None, os.getpid()
        with self._lock:
            if self._pool is None:
                from concurrent.futures import ThreadPoolExecutor

                self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="huggingface_hub-future")
            return self._pool.submit(fn, *args, **kwargs)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), ()


class RunAsFuture:
    """Gives a client `run_as_future`."""

    def run_as_future(self, fn: Callable[..., R], *args: Any, **kwargs: Any) -> Future[R]:
        """
        Run an operation in the background, after all that were started this way before.

        Args:
            fn: The operation, for example `api.upload_file`.
            args: Its positional arguments.
            kwargs: Its keyword arguments.

        Returns:
            Its result in the making. The program does not end before it is done.
        """
        queue: FutureQueue = self.__dict__.setdefault("_futures", FutureQueue())
        return queue.submit(fn, *args, **kwargs)


def settled(future: Future[R]) -> Outcome[R]:
    """Wait until a call in the background has ended, and tell what became of it.

    That the waiting is stopped stops nothing else.
    """
    from concurrent.futures import wait

    while not wait([future], timeout=_SLICE).done:
        checkpoint()
    if future.cancelled():
        return Outcome(error=RuntimeError("The call in the background was cancelled."))
    error = future.exception()
    if error is not None and not isinstance(error, Exception):
        raise error
    return Outcome(error=error) if error is not None else Outcome(value=future.result())


__all__ = ["Future", "FutureQueue", "RunAsFuture", "settled"]
