"""Task groups, scopes and deadlines: the same promises in both colours."""

from __future__ import annotations

import threading

import pytest

from huggingface_hub._runtime import aio as runtime
from tests.support import threads
from tests.support.stopwatch import Stopwatch


async def nap_forever() -> None:
    async with runtime.fail_after(15):
        await runtime.sleep(60)


async def broken(error: Exception) -> None:
    await runtime.checkpoint()
    raise error


async def broken_after(seconds: float, error: Exception) -> None:
    await runtime.sleep(seconds)
    raise error


def notes_of(error: BaseException) -> list[str]:
    return list(getattr(error, "__notes__", []))


async def test_the_first_failure_is_raised_as_itself() -> None:
    error = KeyError("first")
    watch = Stopwatch()
    with pytest.raises(KeyError) as caught:
        async with runtime.TaskGroup() as group:
            group.start(nap_forever)
            group.start(broken, error)
    assert caught.value is error
    assert watch.seconds < 1
    assert notes_of(error) == []
    assert error.__context__ is None


async def test_other_failures_become_notes() -> None:
    first = KeyError("first")

    async def fails_when_stopped() -> None:
        try:
            await runtime.sleep(60)
        finally:
            raise ValueError("second")

    with pytest.raises(KeyError) as caught:
        async with runtime.TaskGroup() as group:
            group.start(fails_when_stopped)
            group.start(broken_after, 0.02, first)
    assert caught.value is first
    assert notes_of(first) == ["Another task failed too: ValueError: second"]


async def test_the_failure_of_the_block_stops_the_tasks() -> None:
    error = KeyError("block")
    stopped: list[bool] = []

    async def child() -> None:
        try:
            await runtime.sleep(60)
        finally:
            stopped.append(True)

    with pytest.raises(KeyError) as caught:
        async with runtime.TaskGroup() as group:
            group.start(child)
            await runtime.sleep(0.05)
            raise error
    assert caught.value is error
    assert stopped == [True]


async def test_a_failing_task_stops_the_block() -> None:
    with pytest.raises(KeyError):
        async with runtime.TaskGroup() as group:
            group.start(broken, KeyError("task"))
            await runtime.sleep(60)


async def test_a_task_fails_while_the_block_fails_differently() -> None:
    first = KeyError("task")
    with pytest.raises(KeyError) as caught:
        async with runtime.TaskGroup() as group:
            group.start(broken, first)
            try:
                await runtime.sleep(60)
            finally:
                raise ValueError("block")
    assert caught.value is first
    assert notes_of(first) == ["Another task failed too: ValueError: block"]


async def test_all_tasks_are_waited_for() -> None:
    done: list[float] = []

    async def child(seconds: float) -> None:
        await runtime.sleep(seconds)
        done.append(seconds)

    async with runtime.TaskGroup() as group:
        for seconds in (0.03, 0.02, 0.01):
            group.start(child, seconds)
    assert sorted(done) == [0.01, 0.02, 0.03]


async def test_a_task_starts_another() -> None:
    seen: list[int] = []

    async with runtime.TaskGroup() as group:

        async def child(depth: int) -> None:
            seen.append(depth)
            await runtime.sleep(0)
            if depth:
                group.start(child, depth - 1)

        group.start(child, 3)
    assert seen == [3, 2, 1, 0]


async def test_a_group_that_ended_takes_no_tasks() -> None:
    group = runtime.TaskGroup()
    with pytest.raises(RuntimeError, match="not running"):
        group.start(nap_forever)
    async with group:
        pass
    with pytest.raises(RuntimeError, match="not running"):
        group.start(nap_forever)


async def test_the_limit_holds() -> None:
    lock = runtime.Lock()
    running: list[int] = []
    most: list[int] = []

    async def child() -> None:
        async with lock:
            running.append(1)
            most.append(len(running))
        await runtime.sleep(0.005)
        async with lock:
            running.pop()

    async with runtime.TaskGroup(limit=3) as group:
        for _ in range(20):
            group.start(child)
    assert len(most) == 20
    assert max(most) <= 3


async def test_nested_groups_have_places_of_their_own() -> None:
    # With one shared pool, the outer tasks would hold all places and wait for the inner ones forever.
    async def inner(number: int) -> int:
        await runtime.sleep(0.001)
        return number

    async def outer(number: int) -> int:
        return sum(await runtime.map_concurrently(inner, [number] * 5, limit=2))

    assert await runtime.map_concurrently(outer, range(10), limit=2) == [n * 5 for n in range(10)]


async def test_a_failing_nested_group_stops_its_parents() -> None:
    error = KeyError("deep")
    stopped: list[str] = []

    async def sleeper(name: str) -> None:
        try:
            await runtime.sleep(60)
        finally:
            stopped.append(name)

    async def nested() -> None:
        async with runtime.TaskGroup() as group:
            group.start(sleeper, "cousin")
            group.start(broken_after, 0.05, error)

    watch = Stopwatch()
    with pytest.raises(KeyError) as caught:
        async with runtime.TaskGroup() as group:
            group.start(sleeper, "uncle")
            group.start(nested)
            await sleeper("grandparent")
    assert caught.value is error
    assert sorted(stopped) == ["cousin", "grandparent", "uncle"]
    assert watch.seconds < 1


async def test_a_failure_outside_stops_a_nested_group() -> None:
    async def nested() -> None:
        async with runtime.TaskGroup() as group:
            for _ in range(5):
                group.start(nap_forever)

    watch = Stopwatch()
    with pytest.raises(KeyError):
        async with runtime.TaskGroup() as group:
            group.start(nested)
            group.start(broken_after, 0.05, KeyError("x"))
    assert watch.seconds < 1


async def test_no_thread_is_left() -> None:
    before = threading.active_count()
    with pytest.raises(KeyError):
        async with runtime.TaskGroup() as group:
            for _ in range(20):
                group.start(nap_forever)
            group.start(broken_after, 0.05, KeyError("x"))
    assert threads.only(before)


async def test_a_deadline_stops_a_whole_group_within_a_second() -> None:
    before = threading.active_count()
    lock = runtime.Lock()
    event = runtime.Event()
    sender, receiver = runtime.channel(1)
    semaphore = runtime.Semaphore(1)
    await semaphore.acquire()
    await lock.acquire()

    async def waits_for_lock() -> None:
        await lock.acquire()

    async def reads() -> None:
        async for _ in receiver:
            pass

    watch = Stopwatch()
    async with runtime.move_on_after(0.1) as scope:
        async with runtime.TaskGroup() as group:
            group.start(waits_for_lock)
            group.start(event.wait)
            group.start(semaphore.acquire)
            group.start(reads)
            group.start(runtime.sleep, 60)
            group.start(runtime.run_process, ["sleep", "60"])
    assert scope.expired
    assert watch.seconds < 1
    assert threads.only(before)
    sender.close()


async def test_fail_after_raises_timeout_error() -> None:
    with pytest.raises(TimeoutError, match=r"0\.05 seconds"):
        async with runtime.fail_after(0.05):
            await runtime.sleep(60)


async def test_no_limit_and_enough_time() -> None:
    async with runtime.fail_after(None):
        await runtime.checkpoint()
    async with runtime.fail_after(10), runtime.move_on_after(10) as scope:
        await runtime.sleep(0)
    assert not scope.expired


async def test_the_outer_deadline_wins_if_it_is_nearer() -> None:
    async with runtime.move_on_after(0.05) as outer:
        async with runtime.move_on_after(30) as inner:
            await runtime.sleep(60)
    assert outer.expired
    assert not inner.expired


async def test_the_inner_deadline_ends_only_the_inner_block() -> None:
    async with runtime.move_on_after(30) as outer:
        async with runtime.move_on_after(0.05) as inner:
            await runtime.sleep(60)
        await runtime.sleep(0.01)
    assert inner.expired
    assert not outer.expired


async def test_a_deadline_does_not_hide_an_error() -> None:
    with pytest.raises(KeyError):
        async with runtime.move_on_after(30):
            raise KeyError("x")
    with pytest.raises(KeyError):
        async with runtime.fail_after(30):
            raise KeyError("x")


async def test_a_shield_lets_a_cleanup_finish() -> None:
    cleaned: list[bool] = []
    async with runtime.move_on_after(0.05) as scope:
        try:
            await runtime.sleep(60)
        finally:
            async with runtime.shield():
                await runtime.sleep(0.05)
                await runtime.checkpoint()
                cleaned.append(True)
    assert scope.expired
    assert cleaned == [True]


async def test_a_stopped_scope_stops_at_checkpoints() -> None:
    laps: list[int] = []

    async def spins() -> None:
        while True:
            laps.append(1)
            await runtime.checkpoint()

    async with runtime.move_on_after(0.05) as scope:
        await spins()
    assert scope.expired
    assert laps
