"""What runs in the interpreter of the client that is tried: calls in, outcomes out, one JSON line each.

Imports nothing of the test suite, as another environment has none of it.
"""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
import os
import pickle
import resource
import sys
import threading
import time
import warnings
from typing import Any

import machine


# Neither side has a module of ours in place of one of its own.
sys.path.pop(0)

# Pauses are made shorter, and our clock runs faster, so that an hour of patience takes seconds.
SPEED = 20.0


class Pauses:
    """Stands in for the clock and counts what would have been waited."""

    def __init__(self) -> None:
        self.slept = 0.0
        self._sleep = time.sleep
        self._began = time.monotonic()
        self.beside: int | None = None
        """A thread whose pauses are its own affair: the call on trial is not made to wait by them."""

    def monotonic(self) -> float:
        return self._began + (time.monotonic() - self._began) * SPEED + self.slept

    def sleep(self, seconds: float) -> None:
        if threading.get_ident() != self.beside:
            self.slept += max(seconds, 0.0)

    def random_uniform(self, low: float, high: float) -> float:
        return (low + high) / 2

    def short(self, seconds: float) -> None:
        """For clients that call `time.sleep` themselves."""
        if seconds > 0.05 and threading.get_ident() != self.beside:
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


def call(colour: str, job: dict[str, Any]) -> Any:
    """Make the call, in the colour of this client."""
    import huggingface_hub

    name, arguments, api, take = job["name"], job["arguments"], job.get("api"), job.get("take")
    if name == "pickled":
        kept = pickle.dumps(huggingface_hub.HfApi(**arguments))
        return "in the pickle" if arguments["token"].encode() in kept else "not in the pickle"
    if colour != "async":
        function = getattr(huggingface_hub, name, None) if api is None else None
        result = (function or getattr(huggingface_hub.HfApi(**(api or {})), name))(**arguments)
        return list(itertools.islice(result, take)) if take else result
    from huggingface_hub import aio

    async def run() -> Any:
        function = getattr(aio, name, None) if api is None else None
        result = (function or getattr(aio.HfApi(**(api or {})), name))(**arguments)
        if not hasattr(result, "__aiter__"):
            return await result if hasattr(result, "__await__") else result
        found = []
        async for item in result:
            found.append(item)
            if take and len(found) == take:
                break
        await result.aclose()
        return found

    return asyncio.run(run())


def call_somehow(colour: str, job: dict[str, Any], pauses: Pauses) -> Any:
    """Make the call: beside another one, or inside of a running event loop, if that is what is tried."""
    if job.get("inside_loop") and colour != "async":

        async def main() -> Any:
            return call(colour, job)

        return asyncio.run(main())
    if "beside" not in job:
        return call(colour, job)
    over = threading.Event()

    def again() -> None:
        pauses.beside = threading.get_ident()
        while not over.is_set():
            try:
                call(colour, job["beside"])
            except Exception:
                over.wait(0.01)

    thread = threading.Thread(target=again)
    thread.start()
    try:
        return call(colour, job)
    finally:
        over.set()
        thread.join()


def in_a_fork(colour: str, job: dict[str, Any], pauses: Pauses) -> dict[str, Any]:
    """Make the call in a forked child."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as pipe:
            json.dump(answer(colour, job, pauses), pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        found: dict[str, Any] = json.load(pipe)
    os.waitpid(child, 0)
    return found


def secrets_of(error: BaseException, secret: str | None) -> bool:
    """Whether a secret can be seen in the variables of the client's own frames."""
    trace, seen = error.__traceback__, False
    while secret and trace is not None:
        if "huggingface_hub" in trace.tb_frame.f_code.co_filename:
            seen = seen or any(secret in repr(v) for v in trace.tb_frame.f_locals.values())
        trace = trace.tb_next
    return seen


def short(value: Any) -> Any:
    """A result as JSON can have it."""
    if isinstance(value, str):
        return str(value)
    return len(value) if hasattr(value, "__len__") else type(value).__name__


def answer(colour: str, job: dict[str, Any], pauses: Pauses) -> dict[str, Any]:
    outcome: dict[str, Any] = {"value": None, "error": [], "message": "", "digest": ""}
    pauses.slept = 0.0
    machine.SAVED.clear()
    began = time.perf_counter()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            value = call_somehow(colour, job, pauses)
            outcome["value"] = short(value)
            outcome["digest"] = digest(value) if isinstance(value, str) and os.path.exists(value) else ""
        except BaseException as error:
            outcome["error"] = [cls.__name__ for cls in type(error).__mro__]
            outcome["message"] = "\n".join([str(error)[:4000], *getattr(error, "__notes__", ())])
            outcome["secret_in_locals"] = secrets_of(error, job.get("secret"))
    outcome["seconds"] = time.perf_counter() - began
    outcome["warnings"] = [warning.category.__name__ for warning in caught]
    outcome["slept"] = pauses.slept
    outcome["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    outcome["saved"] = list(machine.SAVED)
    return outcome


def main(colour: str, settings: dict[str, Any]) -> None:
    machine.prepare(settings)
    pauses = Pauses()
    if settings.get("same_clock"):
        pass
    elif colour == "official":
        time.sleep = pauses.short  # type: ignore[assignment]
    else:
        from huggingface_hub._runtime import clock

        clock.install(pauses)
    # What a client prints does not come between our lines.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        job = json.loads(line)
        found = in_a_fork(colour, job, pauses) if job.get("forked") else answer(colour, job, pauses)
        answers.write(json.dumps(found) + "\n")
        answers.flush()


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]) if len(sys.argv) > 2 else {})
