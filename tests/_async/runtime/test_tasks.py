"""Task groups, scopes and deadlines: the same promises in both colours."""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncGenerator

import pytest

from huggingface_hub._runtime import aio as runtime
from tests.support import threads
from tests.support.clock import FakeClock


async def nap_forever() -> None:
    async with runtime.fail_after(15):
        await runtime.sleep(60)


async def value_after(seconds: float) -> float:
    await runtime.sleep(seconds)
    return seconds


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
    begin = time.monotonic()
    with pytest.raises(KeyError) as caught:
        async with runtime.TaskGroup() as group:
            group.start(nap_forever)
            group.start(broken, error)
    assert caught.value is error
    assert time.monotonic() - begin < 1
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

    begin = time.monotonic()
    with pytest.raises(KeyError) as caught:
        async with runtime.TaskGroup() as group:
            group.start(sleeper, "uncle")
            group.start(nested)
            await sleeper("grandparent")
    assert caught.value is error
    assert sorted(stopped) == ["cousin", "grandparent", "uncle"]
    assert time.monotonic() - begin < 1


async def test_a_failure_outside_stops_a_nested_group() -> None:
    async def nested() -> None:
        async with runtime.TaskGroup() as group:
            for _ in range(5):
                group.start(nap_forever)

    begin = time.monotonic()
    with pytest.raises(KeyError):
        async with runtime.TaskGroup() as group:
            group.start(nested)
            group.start(broken_after, 0.05, KeyError("x"))
    assert time.monotonic() - begin < 1


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

    begin = time.monotonic()
    async with runtime.move_on_after(0.1) as scope:
        async with runtime.TaskGroup() as group:
            group.start(waits_for_lock)
            group.start(event.wait)
            group.start(semaphore.acquire)
            group.start(reads)
            group.start(runtime.sleep, 60)
            group.start(runtime.run_process, ["sleep", "60"])
    assert scope.expired
    assert time.monotonic() - begin < 1
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


async def test_map_concurrently_keeps_the_order() -> None:
    assert await runtime.map_concurrently(value_after, [0.03, 0.01, 0.02], limit=3) == [0.03, 0.01, 0.02]
    assert await runtime.map_concurrently(value_after, [0.003, 0.001, 0.002], limit=1) == [0.003, 0.001, 0.002]
    assert await runtime.map_concurrently(value_after, [], limit=3) == []
    assert await runtime.map_concurrently(value_after, [0.0], limit=3) == [0.0]
    with pytest.raises(ValueError, match="at least 1"):
        await runtime.map_concurrently(value_after, [0.0], limit=0)


async def test_map_concurrently_stops_after_the_first_failure() -> None:
    begun: list[int] = []

    async def child(number: int) -> None:
        begun.append(number)
        if number == 3:
            raise KeyError(number)
        await runtime.sleep(0.01)

    with pytest.raises(KeyError):
        await runtime.map_concurrently(child, range(1000), limit=4)
    assert len(begun) < 50


async def test_map_concurrently_uses_few_threads() -> None:
    async def name(_: int) -> str:
        await runtime.sleep(0.001)
        return threading.current_thread().name

    names = await runtime.map_concurrently(name, range(50), limit=4)
    assert len(set(names)) <= 4


async def test_map_outcomes_never_raises() -> None:
    async def child(number: int) -> int:
        if number % 2:
            raise KeyError(number)
        return number

    outcomes = await runtime.map_outcomes(child, range(4), limit=2)
    assert [outcome.ok for outcome in outcomes] == [True, False, True, False]
    assert outcomes[2].unwrap() == 2
    with pytest.raises(KeyError):
        outcomes[1].unwrap()


async def test_as_completed_yields_in_finishing_order() -> None:
    events = {number: runtime.Event() for number in range(3)}
    order = [1, 2, 0]
    found: list[int] = []

    async def child(number: int) -> int:
        await events[number].wait()
        return number * 10

    events[order[0]].set()
    async with runtime.closing(runtime.as_completed(child, range(3), limit=3)) as pairs:
        async for item, result in pairs:
            assert result == item * 10
            found.append(item)
            if len(found) < 3:
                events[order[len(found)]].set()
    assert found == order


async def test_as_completed_takes_lazily() -> None:
    taken: list[int] = []

    def numbers() -> list[int]:
        return list(range(1000))

    async def child(number: int) -> int:
        taken.append(number)
        return number

    async with runtime.closing(runtime.as_completed(child, numbers(), limit=2)) as pairs:
        async for _ in pairs:
            break
    assert len(taken) < 20


async def test_as_completed_raises_the_first_failure() -> None:
    error = KeyError("x")

    async def child(number: int) -> int:
        if number == 2:
            await runtime.sleep(0.03)
            raise error
        if number > 2:
            await runtime.sleep(60)
        return number

    found: list[int] = []
    before = threading.active_count()
    with pytest.raises(KeyError) as caught:
        async with runtime.closing(runtime.as_completed(child, range(10), limit=4)) as pairs:
            async for item, _ in pairs:
                found.append(item)
    assert caught.value is error
    assert found == [0, 1]
    assert threads.only(before)


async def test_as_completed_stops_with_its_consumer() -> None:
    before = threading.active_count()
    async with runtime.move_on_after(0.05) as scope:
        async with runtime.closing(runtime.as_completed(value_after, [60.0, 60.0], limit=2)) as pairs:
            async for _ in pairs:
                raise AssertionError("nothing finishes")
    assert scope.expired
    assert threads.only(before)


async def test_background_runs_until_it_is_stopped() -> None:
    laps: list[int] = []

    async def spin() -> None:
        while True:
            laps.append(1)
            await runtime.sleep(0.001)

    background = runtime.Background(spin)
    background.start()
    background.start()
    assert background.running
    while len(laps) < 3:
        await runtime.sleep(0.001)
    await background.stop()
    assert not background.running
    count = len(laps)
    await runtime.sleep(0.01)
    assert len(laps) == count
    assert background.error is None
    await background.stop()


async def test_background_keeps_its_error() -> None:
    background = runtime.Background(broken, KeyError("x"))
    background.start()
    await background.join()
    assert isinstance(background.error, KeyError)
    await background.stop()


async def test_background_is_no_part_of_the_scope_that_starts_it() -> None:
    laps: list[int] = []

    async def spin() -> None:
        while True:
            laps.append(1)
            await runtime.sleep(0.001)

    background = runtime.Background(spin)
    async with runtime.move_on_after(0.02):
        background.start()
        await runtime.sleep(60)
    count = len(laps)
    while len(laps) < count + 3:
        await runtime.sleep(0.001)
    await background.stop()


async def test_to_thread_passes_arguments_and_errors() -> None:
    def add(a: int, *, b: int) -> int:
        return a + b

    def fail() -> None:
        raise KeyError("x")

    assert await runtime.to_thread(add, 1, b=2) == 3
    with pytest.raises(KeyError):
        await runtime.to_thread(fail)


async def test_a_long_function_notices_the_stop() -> None:
    from huggingface_hub._core import interrupt

    laps: list[int] = []

    def spin() -> None:
        while True:
            interrupt.check()
            laps.append(1)
            time.sleep(0.001)

    begin = time.monotonic()
    async with runtime.move_on_after(0.05) as scope:
        await runtime.to_thread(spin)
    assert scope.expired
    count = len(laps)
    await runtime.sleep(0.02)
    assert len(laps) == count
    assert time.monotonic() - begin < 1
    interrupt.check()


async def test_call_soon_reaches_the_operation() -> None:
    seen: list[int] = []
    event = runtime.Event()

    def work() -> None:
        runtime.call_soon(seen.append, 1)
        runtime.call_soon(event.set)

    await runtime.to_thread(work)
    await event.wait()
    assert seen == [1]


async def test_soon_works_from_any_thread() -> None:
    seen: list[int] = []
    event = runtime.Event()
    append = runtime.soon(seen.append)
    finish = runtime.soon(event.set)

    def foreign() -> None:
        append(1)
        finish()

    thread = threading.Thread(target=foreign)
    thread.start()
    async with runtime.fail_after(5):
        await event.wait()
    thread.join()
    assert seen == [1]


async def test_the_fake_clock_moves_by_sleeping() -> None:
    with FakeClock() as fake:
        begin = runtime.monotonic()
        await runtime.sleep(3600)
        assert runtime.monotonic() == begin + 3600
        assert runtime.random_uniform(0, 10) == 5
        assert fake.slept == [3600]
    assert 0 <= runtime.random_uniform(0, 1) <= 1
    assert runtime.monotonic() != begin


async def test_exit_stack_and_context_managers() -> None:
    seen: list[str] = []

    @runtime.asynccontextmanager
    async def room(name: str) -> AsyncGenerator[str, None]:
        seen.append(f"in {name}")
        try:
            yield name
        finally:
            seen.append(f"out {name}")

    async def note(text: str) -> None:
        seen.append(text)

    async with runtime.AsyncExitStack() as stack:
        assert await stack.enter(room("a")) == "a"
        assert await stack.enter_async_context(room("b")) == "b"
        stack.defer(note, "deferred")
    assert seen == ["in a", "in b", "deferred", "out b", "out a"]


async def test_iterate() -> None:
    assert [item async for item in runtime.iterate([1, 2])] == [1, 2]


async def test_run_process() -> None:
    done = await runtime.run_process(["sh", "-c", "cat; echo problem >&2; exit 3"], input=b"text")
    assert (done.returncode, done.stdout, done.stderr) == (3, b"text", b"problem\n")
    with pytest.raises(FileNotFoundError):
        await runtime.run_process(["/nonexistent/program"])
    begin = time.monotonic()
    with pytest.raises(TimeoutError):
        await runtime.run_process(["sleep", "60"], timeout=0.05)
    assert time.monotonic() - begin < 1


async def test_run_process_with_much_output_and_input() -> None:
    text = b"x" * 3_000_000
    done = await runtime.run_process(["cat"], input=text)
    assert done.stdout == text


async def test_run_process_in_a_folder_with_an_environment(tmp_path: object) -> None:
    done = await runtime.run_process(["sh", "-c", "pwd; echo $WORD"], cwd=str(tmp_path), env={"WORD": "word"})
    assert done.stdout.decode().splitlines() == [str(tmp_path), "word"]
