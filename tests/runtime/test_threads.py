"""Worker threads of the async colour: ours are counted by themselves. Only there, as the blocking colour has none."""

from __future__ import annotations

import threading

import anyio
import anyio.to_thread

from huggingface_hub._runtime import aio as runtime
from huggingface_hub._runtime.aio import tasks


async def test_downloads_leave_the_threads_of_the_program_alone() -> None:
    """A web framework runs handlers by anyio's own bound: they must not wait for downloads that take hours."""
    own = int(anyio.to_thread.current_default_thread_limiter().total_tokens)
    all_busy = threading.Barrier(own + 1)
    released = threading.Event()

    def work() -> None:
        all_busy.wait(10)
        released.wait(10)

    async with runtime.TaskGroup() as group:
        for _ in range(own):
            group.start(runtime.to_thread, work)
        # Needs one thread more than there are by anyio's bound.
        await anyio.to_thread.run_sync(all_busy.wait, 10)
        released.set()


async def test_they_are_not_more_than_the_bound() -> None:
    running = most = 0
    lock = threading.Lock()
    full = threading.Event()

    def work() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
            if running == tasks.THREADS:
                full.set()
        full.wait(10)
        with lock:
            running -= 1

    await runtime.map_concurrently(
        lambda _: runtime.to_thread(work), range(tasks.THREADS + 20), limit=tasks.THREADS + 20
    )

    assert most == tasks.THREADS
