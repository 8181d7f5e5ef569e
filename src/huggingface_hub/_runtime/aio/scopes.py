"""Deadlines and shields over anyio's cancel scopes."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING

import anyio
import anyio.lowlevel


async def checkpoint() -> None:
    """Stop here if the surrounding scope was cancelled or ran out of time."""
    await anyio.lowlevel.checkpoint()


if TYPE_CHECKING:
    from typing_extensions import Self


class _Deadline:
    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds
        self._scope: anyio.CancelScope | None = None

    async def __aenter__(self) -> Self:
        deadline = float("inf") if self._seconds is None else anyio.current_time() + self._seconds
        self._scope = anyio.CancelScope(deadline=deadline)
        self._scope.__enter__()
        return self

    def _leave(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        assert self._scope is not None
        return bool(self._scope.__exit__(kind, error, trace))


class MoveOnScope(_Deadline):
    """A block that is left early when its time is over.

    Attributes:
        expired: Whether the time was over before the block was.
    """

    expired = False

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self.expired = self._leave(kind, error, trace)
        return self.expired


class FailScope(_Deadline):
    """A block that fails when its time is over."""

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._leave(kind, error, trace):
            raise TimeoutError(f"Not done within {self._seconds:g} seconds.") from None


class ShieldScope:
    """What `shield` gives: a block that outer cancellation and deadlines do not reach."""

    def __init__(self) -> None:
        self._scope: anyio.CancelScope | None = None

    async def __aenter__(self) -> None:
        self._scope = anyio.CancelScope(shield=True)
        self._scope.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._scope is not None
        self._scope.__exit__(kind, error, trace)


def fail_after(seconds: float | None) -> FailScope:
    """Stop the block after `seconds` and raise `TimeoutError`; `None` sets no limit."""
    return FailScope(seconds)


def move_on_after(seconds: float | None) -> MoveOnScope:
    """Stop the block after `seconds` and go on behind it; `scope.expired` tells whether that happened."""
    return MoveOnScope(seconds)


def shield() -> ShieldScope:
    """Run the block to its end even if the surrounding scope is stopped."""
    return ShieldScope()
