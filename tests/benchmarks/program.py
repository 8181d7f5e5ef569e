"""What a contender that is a Python package runs: one call of its public interface, timed, in a fresh process.

Runs with the interpreter of either package, so that it uses the standard library and names that both have.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import sys
import time
from collections.abc import Callable
from typing import Any


def read_paths(cache: Any) -> int:
    """Look at the two paths of every file that a scan has found; returns their number."""
    return sum(
        len({file.file_path, file.blob_path})
        for repo in cache.repos
        for revision in repo.revisions
        for file in revision.files
    )


# What is done with a result, by the names that tasks have for it
READS: dict[str, Callable[[Any], Any]] = {
    "": lambda result: result,
    "size": lambda c: c.size_on_disk,
    "paths": read_paths,
}


def load(task: dict[str, Any]) -> Callable[[], Any]:
    """Import the function of a task and return the call to time."""
    kwargs: dict[str, Any] = task["kwargs"]
    # The official package imports its HTTP library with itself, ours when it is needed: start-up is measured elsewhere.
    with contextlib.suppress(ImportError):
        importlib.import_module("httpx")
    if task["unverified"]:
        take_out_hash()
    if task["colour"] == "blocking":
        function = getattr(importlib.import_module("huggingface_hub"), task["function"])
        reads = READS[task.get("reads", "")]
        return lambda: reads(function(**kwargs))
    import asyncio

    coroutine = getattr(importlib.import_module("huggingface_hub.aio"), task["function"])
    return lambda: asyncio.run(coroutine(**kwargs))


def take_out_hash() -> None:
    """Have our package believe everything, to see what its verification costs. Nothing in the package can do that."""
    verify = importlib.import_module("huggingface_hub._core.download.verify")
    verify.Expected.hasher = lambda self: None
    verify.Expected.check_file = lambda self, path: None


def peak_rss() -> int | None:
    """The most memory that this process had at once, in KiB.

    `getrusage` would count what the parent process had before it became this program.
    """
    try:
        with open("/proc/self/status") as file:
            for line in file:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1])
    except OSError:
        pass
    return None


def main() -> None:
    """Run the task of the command line and print one line of JSON."""
    call = load(json.loads(sys.argv[1]))
    cpu = time.process_time()
    started = time.perf_counter()
    result = call()
    seconds = time.perf_counter() - started
    answer = {"seconds": seconds, "cpu": time.process_time() - cpu, "rss": peak_rss(), "result": str(result)}
    sys.stdout.write("\n" + json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
