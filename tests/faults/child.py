"""What runs in the interpreter of the client that is tried: calls in, outcomes out, one JSON line each.

Imports nothing of the test suite, as another environment has none of it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import resource
import sys
import time
import warnings
from typing import Any


# Pauses are made shorter, and our clock runs faster, so that an hour of patience takes seconds.
SPEED = 20.0


class Pauses:
    """Stands in for the clock and counts what would have been waited."""

    def __init__(self) -> None:
        self.slept = 0.0
        self._sleep = time.sleep
        self._began = time.monotonic()

    def monotonic(self) -> float:
        return self._began + (time.monotonic() - self._began) * SPEED + self.slept

    def sleep(self, seconds: float) -> None:
        self.slept += max(seconds, 0.0)

    def random_uniform(self, low: float, high: float) -> float:
        return (low + high) / 2

    def short(self, seconds: float) -> None:
        """For clients that call `time.sleep` themselves."""
        if seconds > 0.05:
            self.slept += seconds
        self._sleep(min(seconds, 0.05))


def digest(path: str) -> str:
    """The content behind a result: of a file, or of all files of a folder."""
    if not os.path.isdir(path):
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    names = sorted(
        os.path.join(parent, name)
        for parent, _, files in os.walk(path)
        for name in files
        if ".cache" not in parent.split(os.sep)
    )
    return " ".join(f"{os.path.relpath(name, path)}:{digest(name)}" for name in names)


def call(colour: str, name: str, arguments: dict[str, Any]) -> Any:
    import huggingface_hub

    if colour != "async":
        function = getattr(huggingface_hub, name, None) or getattr(huggingface_hub.HfApi(), name)
        result = function(**arguments)
        return result if isinstance(result, str) else list(result)
    from huggingface_hub import aio

    async def run() -> Any:
        result = getattr(aio, name)(**arguments)
        if hasattr(result, "__aiter__"):
            return [item async for item in result]
        return await result

    return asyncio.run(run())


def answer(colour: str, job: dict[str, Any], pauses: Pauses) -> dict[str, Any]:
    outcome: dict[str, Any] = {"value": None, "error": [], "message": "", "digest": ""}
    pauses.slept = 0.0
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            value = call(colour, job["name"], job["arguments"])
            outcome["value"] = value if isinstance(value, str) else len(value)
            outcome["digest"] = digest(value) if isinstance(value, str) else ""
        except BaseException as error:
            outcome["error"] = [cls.__name__ for cls in type(error).__mro__]
            outcome["message"] = str(error)[:2000]
    outcome["warnings"] = [warning.category.__name__ for warning in caught]
    outcome["slept"] = pauses.slept
    outcome["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return outcome


def main(colour: str) -> None:
    pauses = Pauses()
    if colour == "official":
        time.sleep = pauses.short  # type: ignore[assignment]
    else:
        from huggingface_hub._runtime import clock

        clock.install(pauses)
    for line in sys.stdin:
        sys.__stdout__.write(json.dumps(answer(colour, json.loads(line), pauses)) + "\n")  # type: ignore[union-attr]
        sys.__stdout__.flush()  # type: ignore[union-attr]


if __name__ == "__main__":
    main(sys.argv[1])
