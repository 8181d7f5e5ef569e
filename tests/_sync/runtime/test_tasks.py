# Generated from tests/_async/runtime/test_tasks.py: edit that file, not this one, then run `python -m codegen`.

"""Task groups, scopes and deadlines: the same promises in both colours."""

from __future__ import annotations

import threading

import pytest

from huggingface_hub._runtime import blocking as runtime
from tests.support import threads
from tests.support.stopwatch import Stopwatch


def nap_forever() -> None:
    with runtime.fail_after(15):
        runtime.sleep(60)


def broken(error: Exception) -> None:
    runtime.checkpoint()
    raise error


def broken_after(seconds: float, error: Exception) -> None:
    runtime.sleep(seconds)
    raise error


def notes_of(error: BaseException) -> list[str]:
    return list(getattr(error, "__notes__", []))


def test_the_first_failure_is_raised_as_itself() -> None:
    error = KeyError("first")
    watch = Stopwatch()
    with pytest.raises(KeyError) as caught:
        with runtime.TaskGroup() as group:
            group.start(nap_forever)
            group.start(broken, error)
    assert caught.value is error
    assert watch.seconds < 1
    assert notes_of(error) == []
    assert error.__context__ is None


def test_other_failures_become_notes() -> None:
    first = KeyError("first")

    def fails_when_stopped() -> None:
        try:
            runtime.sleep(60)
        finally:
            raise ValueError("second")

    with pytest.raises(KeyError) as caught:
        with runtime.TaskGroup() as group:
            group.start(fails_when_stopped)
            group.start(broken_after, 0.02, first)
    assert caught.value is first
    assert notes_of(first) == ["Another task failed too: ValueError: second"]


def test_the_failure_of_the_block_stops_the_tasks() -> None:
    error = KeyError("block")
    stopped: list[bool] = []

    def child() -> None:
        try:
            runtime.sleep(60)
        finally:
            stopped.append(True)

    with pytest.raises(KeyError) as caught:
        with runtime.TaskGroup() as group:
            group.start(child)
            runtime.sleep(0.05)
            raise error
    assert caught.value is error
    assert stopped == [True]


def test_a_failing_task_stops_the_block() -> None:
    with pytest.raises(KeyError):
        with runtime.TaskGroup() as group:
            group.start(broken, KeyError("task"))
            runtime.sleep(60)


def test_a_task_fails_while_the_block_fails_differently() -> None:
    first = KeyError("task")
    with pytest.raises(KeyError) as caught:
        with runtime.TaskGroup() as group:
            group.start(broken, first)
            try:
                runtime.sleep(60)
            finally:
                raise ValueError("block")
    assert caught.value is first
    assert notes_of(first) == ["Another task failed too: ValueError: block"]


def test_all_tasks_are_waited_for() -> None:
    done: list[float] = []

    def child(seconds: float) -> None:
        runtime.sleep(seconds)
        done.append(seconds)

    with runtime.TaskGroup() as group:
        for seconds in (0.03, 0.02, 0.01):
            group.start(child, seconds)
    assert sorted(done) == [0.01, 0.02, 0.03]


def test_a_task_starts_another() -> None:
    seen: list[int] = []

    with runtime.TaskGroup() as group:

        def child(depth: int) -> None:
            seen.append(depth)
            runtime.sleep(0)
            if depth:
                group.start(child, depth - 1)

        group.start(child, 3)
    assert seen == [3, 2, 1, 0]


def test_a_group_that_ended_takes_no_tasks() -> None:
    group = runtime.TaskGroup()
    with pytest.raises(RuntimeError, match="not running"):
        group.start(nap_forever)
    with group:
        pass
    with pytest.raises(RuntimeError, match="not running"):
        group.start(nap_forever)


def test_the_limit_holds() -> None:
    lock = runtime.Lock()
    running: list[int] = []
    most: list[int] = []

    def child() -> None:
        with lock:
            running.append(1)
            most.append(len(running))
        runtime.sleep(0.005)
        with lock:
            running.pop()

    with runtime.TaskGroup(limit=3) as group:
        for _ in range(20):
            group.start(child)
    assert len(most) == 20
    assert max(most) <= 3


def test_nested_groups_have_places_of_their_own() -> None:
    # With one shared pool, the outer tasks would hold all places and wait for the inner ones forever.
    def inner(number: int) -> int:
        runtime.sleep(0.001)
        return number

    def outer(number: int) -> int:
        return sum(runtime.map_concurrently(inner, [number] * 5, limit=2))

    assert runtime.map_concurrently(outer, range(10), limit=2) == [n * 5 for n in range(10)]


def test_a_failing_nested_group_stops_its_parents() -> None:
    error = KeyError("deep")
    stopped: list[str] = []

    def sleeper(name: str) -> None:
        try:
            runtime.sleep(60)
        finally:
            stopped.append(name)

    def nested() -> None:
        with runtime.TaskGroup() as group:
            group.start(sleeper, "cousin")
            group.start(broken_after, 0.05, error)

    watch = Stopwatch()
    with pytest.raises(KeyError) as caught:
        with runtime.TaskGroup() as group:
            group.start(sleeper, "uncle")
            group.start(nested)
            sleeper("grandparent")
    assert caught.value is error
    assert sorted(stopped) == ["cousin", "grandparent", "uncle"]
    assert watch.seconds < 1


def test_a_failure_outside_stops_a_nested_group() -> None:
    def nested() -> None:
        with runtime.TaskGroup() as group:
            for _ in range(5):
                group.start(nap_forever)

    watch = Stopwatch()
    with pytest.raises(KeyError):
        with runtime.TaskGroup() as group:
            group.start(nested)
            group.start(broken_after, 0.05, KeyError("x"))
    assert watch.seconds < 1


def test_no_thread_is_left() -> None:
    before = threading.active_count()
    with pytest.raises(KeyError):
        with runtime.TaskGroup() as group:
            for _ in range(20):
                group.start(nap_forever)
            group.start(broken_after, 0.05, KeyError("x"))
    assert threads.only(before)


def test_a_deadline_stops_a_whole_group_within_a_second() -> None:
    before = threading.active_count()
    lock = runtime.Lock()
    event = runtime.Event()
    sender, receiver = runtime.channel(1)
    semaphore = runtime.Semaphore(1)
    semaphore.acquire()
    lock.acquire()

    def waits_for_lock() -> None:
        lock.acquire()

    def reads() -> None:
        for _ in receiver:
            pass

    watch = Stopwatch()
    with runtime.move_on_after(0.1) as scope:
        with runtime.TaskGroup() as group:
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


def test_fail_after_raises_timeout_error() -> None:
    with pytest.raises(TimeoutError, match=r"0\.05 seconds"):
        with runtime.fail_after(0.05):
            runtime.sleep(60)


def test_no_limit_and_enough_time() -> None:
    with runtime.fail_after(None):
        runtime.checkpoint()
    with runtime.fail_after(10), runtime.move_on_after(10) as scope:
        runtime.sleep(0)
    assert not scope.expired


def test_the_outer_deadline_wins_if_it_is_nearer() -> None:
    with runtime.move_on_after(0.05) as outer:
        with runtime.move_on_after(30) as inner:
            runtime.sleep(60)
    assert outer.expired
    assert not inner.expired


def test_the_inner_deadline_ends_only_the_inner_block() -> None:
    with runtime.move_on_after(30) as outer:
        with runtime.move_on_after(0.05) as inner:
            runtime.sleep(60)
        runtime.sleep(0.01)
    assert inner.expired
    assert not outer.expired


def test_a_deadline_does_not_hide_an_error() -> None:
    with pytest.raises(KeyError):
        with runtime.move_on_after(30):
            raise KeyError("x")
    with pytest.raises(KeyError):
        with runtime.fail_after(30):
            raise KeyError("x")


def test_a_shield_lets_a_cleanup_finish() -> None:
    cleaned: list[bool] = []
    with runtime.move_on_after(0.05) as scope:
        try:
            runtime.sleep(60)
        finally:
            with runtime.shield():
                runtime.sleep(0.05)
                runtime.checkpoint()
                cleaned.append(True)
    assert scope.expired
    assert cleaned == [True]


def test_a_stopped_scope_stops_at_checkpoints() -> None:
    laps: list[int] = []

    def spins() -> None:
        while True:
            laps.append(1)
            runtime.checkpoint()

    with runtime.move_on_after(0.05) as scope:
        spins()
    assert scope.expired
    assert laps
