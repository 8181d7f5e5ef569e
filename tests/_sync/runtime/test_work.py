# Generated from tests/_async/runtime/test_work.py: edit that file, not this one, then run `python -m codegen`.

"""Concurrent maps, background work, threads and processes: the same promises in both colours."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator

import pytest

from huggingface_hub._runtime import blocking as runtime
from tests.support import threads
from tests.support.clock import FakeClock
from tests.support.stopwatch import Stopwatch


def value_after(seconds: float) -> float:
    runtime.sleep(seconds)
    return seconds


def broken(error: Exception) -> None:
    runtime.checkpoint()
    raise error


def test_map_concurrently_keeps_the_order() -> None:
    assert runtime.map_concurrently(value_after, [0.03, 0.01, 0.02], limit=3) == [0.03, 0.01, 0.02]
    assert runtime.map_concurrently(value_after, [0.003, 0.001, 0.002], limit=1) == [0.003, 0.001, 0.002]
    assert runtime.map_concurrently(value_after, [], limit=3) == []
    assert runtime.map_concurrently(value_after, [0.0], limit=3) == [0.0]
    with pytest.raises(ValueError, match="at least 1"):
        runtime.map_concurrently(value_after, [0.0], limit=0)


def test_map_concurrently_stops_after_the_first_failure() -> None:
    begun: list[int] = []

    def child(number: int) -> None:
        begun.append(number)
        if number == 3:
            raise KeyError(number)
        runtime.sleep(0.01)

    with pytest.raises(KeyError):
        runtime.map_concurrently(child, range(1000), limit=4)
    assert len(begun) < 50


def test_map_concurrently_uses_few_threads() -> None:
    def name(_: int) -> str:
        runtime.sleep(0.001)
        return threading.current_thread().name

    names = runtime.map_concurrently(name, range(50), limit=4)
    assert len(set(names)) <= 4


def test_map_outcomes_never_raises() -> None:
    def child(number: int) -> int:
        if number % 2:
            raise KeyError(number)
        return number

    outcomes = runtime.map_outcomes(child, range(4), limit=2)
    assert [outcome.ok for outcome in outcomes] == [True, False, True, False]
    assert outcomes[2].unwrap() == 2
    with pytest.raises(KeyError):
        outcomes[1].unwrap()


def test_as_completed_yields_in_finishing_order() -> None:
    events = {number: runtime.Event() for number in range(3)}
    order = [1, 2, 0]
    found: list[int] = []

    def child(number: int) -> int:
        events[number].wait()
        return number * 10

    events[order[0]].set()
    with runtime.closing(runtime.as_completed(child, range(3), limit=3)) as pairs:
        for item, result in pairs:
            assert result == item * 10
            found.append(item)
            if len(found) < 3:
                events[order[len(found)]].set()
    assert found == order


def test_as_completed_takes_lazily() -> None:
    taken: list[int] = []

    def numbers() -> list[int]:
        return list(range(1000))

    def child(number: int) -> int:
        taken.append(number)
        return number

    with runtime.closing(runtime.as_completed(child, numbers(), limit=2)) as pairs:
        for _ in pairs:
            break
    assert len(taken) < 20


def test_as_completed_raises_the_first_failure() -> None:
    error = KeyError("x")

    def child(number: int) -> int:
        if number == 2:
            runtime.sleep(0.03)
            raise error
        if number > 2:
            runtime.sleep(60)
        return number

    found: list[int] = []
    before = threading.active_count()
    with pytest.raises(KeyError) as caught:
        with runtime.closing(runtime.as_completed(child, range(10), limit=4)) as pairs:
            for item, _ in pairs:
                found.append(item)
    assert caught.value is error
    assert found == [0, 1]
    assert threads.only(before)


def test_as_completed_stops_with_its_consumer() -> None:
    before = threading.active_count()
    with runtime.move_on_after(0.05) as scope:
        with runtime.closing(runtime.as_completed(value_after, [60.0, 60.0], limit=2)) as pairs:
            for _ in pairs:
                raise AssertionError("nothing finishes")
    assert scope.expired
    assert threads.only(before)


def test_background_runs_until_it_is_stopped() -> None:
    laps: list[int] = []

    def spin() -> None:
        while True:
            laps.append(1)
            runtime.sleep(0.001)

    background = runtime.Background(spin)
    background.start()
    background.start()
    assert background.running
    while len(laps) < 3:
        runtime.sleep(0.001)
    background.stop()
    assert not background.running
    count = len(laps)
    runtime.sleep(0.01)
    assert len(laps) == count
    assert background.error is None
    background.stop()


def test_background_keeps_its_error() -> None:
    background = runtime.Background(broken, KeyError("x"))
    background.start()
    background.join()
    assert isinstance(background.error, KeyError)
    background.stop()


def test_background_is_no_part_of_the_scope_that_starts_it() -> None:
    laps: list[int] = []

    def spin() -> None:
        while True:
            laps.append(1)
            runtime.sleep(0.001)

    background = runtime.Background(spin)
    with runtime.move_on_after(0.02):
        background.start()
        runtime.sleep(60)
    count = len(laps)
    while len(laps) < count + 3:
        runtime.sleep(0.001)
    background.stop()


def test_to_thread_passes_arguments_and_errors() -> None:
    def add(a: int, *, b: int) -> int:
        return a + b

    def fail() -> None:
        raise KeyError("x")

    assert runtime.to_thread(add, 1, b=2) == 3
    with pytest.raises(KeyError):
        runtime.to_thread(fail)


def test_a_long_function_notices_the_stop() -> None:
    from huggingface_hub._core import interrupt

    laps: list[int] = []

    def spin() -> None:
        while True:
            interrupt.check()
            laps.append(1)
            time.sleep(0.001)

    watch = Stopwatch()
    with runtime.move_on_after(0.05) as scope:
        runtime.to_thread(spin)
    assert scope.expired
    count = len(laps)
    runtime.sleep(0.02)
    assert len(laps) == count
    assert watch.seconds < 1
    interrupt.check()


def test_call_soon_reaches_the_operation() -> None:
    seen: list[int] = []
    event = runtime.Event()

    def work() -> None:
        runtime.call_soon(seen.append, 1)
        runtime.call_soon(event.set)

    runtime.to_thread(work)
    event.wait()
    assert seen == [1]


def test_soon_works_from_any_thread() -> None:
    seen: list[int] = []
    event = runtime.Event()
    append = runtime.soon(seen.append)
    finish = runtime.soon(event.set)

    def foreign() -> None:
        append(1)
        finish()

    thread = threading.Thread(target=foreign)
    thread.start()
    with runtime.fail_after(5):
        event.wait()
    thread.join()
    assert seen == [1]


def test_the_fake_clock_moves_by_sleeping() -> None:
    with FakeClock() as fake:
        begin = runtime.monotonic()
        runtime.sleep(3600)
        assert runtime.monotonic() == begin + 3600
        assert runtime.random_uniform(0, 10) == 5
        assert fake.slept == [3600]
    assert 0 <= runtime.random_uniform(0, 1) <= 1
    assert runtime.monotonic() != begin


def test_exit_stack_and_context_managers() -> None:
    seen: list[str] = []

    @runtime.contextmanager
    def room(name: str) -> Generator[str, None, None]:
        seen.append(f"in {name}")
        try:
            yield name
        finally:
            seen.append(f"out {name}")

    def note(text: str) -> None:
        seen.append(text)

    with runtime.ExitStack() as stack:
        assert stack.enter(room("a")) == "a"
        assert stack.enter_context(room("b")) == "b"
        stack.defer(note, "deferred")
    assert seen == ["in a", "in b", "deferred", "out b", "out a"]


def test_iterate() -> None:
    assert list(runtime.iterate([1, 2])) == [1, 2]


def test_run_process() -> None:
    done = runtime.run_process(["sh", "-c", "cat; echo problem >&2; exit 3"], input=b"text")
    assert (done.returncode, done.stdout, done.stderr) == (3, b"text", b"problem\n")
    with pytest.raises(FileNotFoundError):
        runtime.run_process(["/nonexistent/program"])
    watch = Stopwatch()
    with pytest.raises(TimeoutError):
        runtime.run_process(["sleep", "60"], timeout=0.05)
    assert watch.seconds < 1


def test_run_process_with_much_output_and_input() -> None:
    text = b"x" * 3_000_000
    done = runtime.run_process(["cat"], input=text)
    assert done.stdout == text


def test_run_process_in_a_folder_with_an_environment(tmp_path: object) -> None:
    done = runtime.run_process(["sh", "-c", "pwd; echo $WORD"], cwd=str(tmp_path), env={"WORD": "word"})
    assert done.stdout.decode().splitlines() == [str(tmp_path), "word"]
