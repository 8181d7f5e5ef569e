"""A clock that moves only when someone sleeps, so that tests of retries and deadlines take no time."""

from __future__ import annotations

from types import TracebackType

from huggingface_hub._runtime import clock


class FakeClock:
    """`with FakeClock() as fake:` — then `fake.slept` lists every pause that was asked for.

    `random_uniform` answers with the middle of its range unless `fraction` says otherwise (0 lowest, 1 highest).
    """

    def __init__(self, now: float = 1000.0, fraction: float = 0.5) -> None:
        self.now = now
        self.fraction = fraction
        self.slept: list[float] = []
        self._before: clock.Clock | None = None

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += max(seconds, 0.0)

    def random_uniform(self, low: float, high: float) -> float:
        return low + (high - low) * self.fraction

    def advance(self, seconds: float) -> None:
        """Let time pass without anyone sleeping."""
        self.now += seconds

    def __enter__(self) -> FakeClock:
        self._before = clock.install(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        clock.install(self._before)
