"""The result of one job among many: a value or the error that took its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar, cast


T = TypeVar("T")


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What became of one job.

    Attributes:
        value: What the job returned; `None` if it failed.
        error: What the job raised; `None` if it succeeded.
    """

    value: T | None = None
    error: Exception | None = None

    @property
    def ok(self) -> bool:
        """Whether the job returned."""
        return self.error is None

    def unwrap(self) -> T:
        """Return the value, or raise the error as itself."""
        if self.error is not None:
            raise self.error
        return cast("T", self.value)
