"""Runs steps over many connections in one thread; ends at once when the caller is stopped, and nothing waits for ever."""

from __future__ import annotations

import selectors
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Generic, TypeVar

from huggingface_hub._core import interrupt
from huggingface_hub._core.outcome import Outcome
from huggingface_hub._runtime.lane.connection import Connection, Steps


T = TypeVar("T")

# How soon a stop of the caller is noticed, and how often connections are looked over.
TURN = 0.2


class Task(Generic[T]):
    """Steps on their way, and what to do with their result."""

    __slots__ = ("done", "steps")

    def __init__(self, steps: Steps[T], done: Callable[[Outcome[T]], None]) -> None:
        self.steps = steps
        self.done = done


class Loop:
    """`with Loop() as loop:` — whatever still runs at the end is stopped and its connections are closed."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        # The descriptor is kept as well: a connection whose TLS failed has lost its own.
        self._known: dict[Connection, tuple[int, int]] = {}
        self._waiting: dict[Connection, Task[Any]] = {}
        self._overlooked = 0.0
        # Seconds spent waiting for the network, of which the rest is work.
        self.idle = 0.0

    def __enter__(self) -> Loop:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop everything and close all connections."""
        for connection, task in list(self._waiting.items()):
            task.steps.close()
            connection.close()
        for connection in list(self._known):
            connection.close()
        self._waiting.clear()
        self._selector.close()

    def __len__(self) -> int:
        return len(self._waiting)

    def start(self, steps: Steps[T], done: Callable[[Outcome[T]], None]) -> None:
        """Run steps as far as they come; `done` gets their result, here or in a later turn."""
        self._advance(Task(steps, done), None)

    def turn(self, seconds: float = TURN) -> None:
        """Wait for connections, and run what can go on."""
        interrupt.check()
        before = time.monotonic()
        ready = self._selector.select(min(seconds, TURN)) if self._known else []
        now = time.monotonic()
        if not self._known:
            time.sleep(min(seconds, TURN))
        self.idle += now - before
        for key, _ in ready:
            connection: Connection = key.data
            task = self._waiting.pop(connection, None)
            if task is not None:
                self._advance(task, None)
            elif connection in self._known:
                # Idle, and the server has something to say: that it closes, or worse.
                connection.close()
        if now - self._overlooked >= TURN / 2:
            self._overlooked = now
            self._look_over(now)

    def _advance(self, task: Task[Any], error: Exception | None) -> None:
        try:
            connection = next(task.steps) if error is None else task.steps.throw(error)
        except StopIteration as end:
            task.done(Outcome(end.value))
        except Exception as failure:
            task.done(Outcome(error=failure))
        else:
            self._wait(connection, task)

    def _wait(self, connection: Connection, task: Task[Any]) -> None:
        known = self._known.get(connection)
        if known is None:
            known = connection.fileno(), 0
            self._selector.register(known[0], connection.mask, connection)
            connection.on_close = self.forget
        elif known[1] != connection.mask:
            self._selector.modify(known[0], connection.mask, connection)
        self._known[connection] = known[0], connection.mask
        connection.since = time.monotonic()
        self._waiting[connection] = task

    def forget(self, connection: Connection) -> None:
        """Have nothing more to do with a connection: it is closed, or goes back to the pool."""
        known = self._known.pop(connection, None)
        if known is not None:
            self._selector.unregister(known[0])
            self._waiting.pop(connection, None)
            connection.on_close = None

    def _look_over(self, now: float) -> None:
        for connection, task in list(self._waiting.items()):
            patience = connection.patience
            if patience is None or now - connection.since < patience:
                continue
            if self._waiting.pop(connection, None) is task:
                self._advance(task, connection.timed_out())
