# Generated from tests/_async/runtime/test_sync.py: edit that file, not this one, then run `python -m codegen`.

"""Locks, events, semaphores, channels and `once` in both colours."""

from __future__ import annotations

import pytest

from huggingface_hub._runtime import blocking as runtime


def test_a_lock_excludes() -> None:
    lock = runtime.Lock()
    inside: list[int] = []

    def child(number: int) -> None:
        with lock:
            inside.append(number)
            assert inside == [number]
            runtime.sleep(0.001)
            inside.remove(number)

    runtime.map_concurrently(child, range(10), limit=5)
    assert not lock.locked()


def test_a_lock_refuses_to_be_taken_twice() -> None:
    lock = runtime.Lock()
    with lock:
        assert lock.locked()
        with pytest.raises(RuntimeError, match="held already"):
            lock.acquire()
    with pytest.raises(RuntimeError):
        lock.release()


def test_a_stopped_wait_for_a_lock_leaves_it_usable() -> None:
    lock = runtime.Lock()

    def holds() -> None:
        with lock:
            runtime.sleep(0.1)

    def waits() -> None:
        with runtime.move_on_after(0.02) as scope:
            lock.acquire()
        assert scope.expired

    with runtime.TaskGroup() as group:
        group.start(holds)
        runtime.sleep(0.01)
        group.start(waits)
    with lock:
        pass


def test_an_event_wakes_all() -> None:
    event = runtime.Event()
    woken: list[int] = []

    def child(number: int) -> None:
        event.wait()
        woken.append(number)

    with runtime.TaskGroup() as group:
        for number in range(3):
            group.start(child, number)
        runtime.sleep(0.01)
        assert not woken
        assert not event.is_set()
        event.set()
    assert sorted(woken) == [0, 1, 2]
    event.wait()


def test_a_semaphore_limits() -> None:
    semaphore = runtime.Semaphore(2)
    inside: list[int] = []
    most: list[int] = []

    def child(number: int) -> None:
        with semaphore:
            inside.append(number)
            most.append(len(inside))
            runtime.sleep(0.002)
            inside.remove(number)

    runtime.map_concurrently(child, range(12), limit=6)
    assert max(most) <= 2
    with pytest.raises(ValueError, match="at least one"):
        runtime.Semaphore(0)


def test_a_semaphore_is_fair() -> None:
    semaphore = runtime.Semaphore(1)
    arrived: list[int] = []
    order: list[int] = []

    def child(number: int) -> None:
        arrived.append(number)
        with semaphore:
            order.append(number)
            runtime.sleep(0.001)

    semaphore.acquire()
    with runtime.TaskGroup() as group:
        for number in range(5):
            group.start(child, number)
            while number not in arrived:
                runtime.sleep(0.001)
            runtime.sleep(0.01)
        semaphore.release()
    assert order == [0, 1, 2, 3, 4]


def test_a_stopped_wait_for_a_semaphore_leaves_the_queue() -> None:
    semaphore = runtime.Semaphore(1)
    semaphore.acquire()
    with runtime.move_on_after(0.02):
        semaphore.acquire()
    semaphore.release()
    with runtime.fail_after(1):
        semaphore.acquire()


def test_a_channel_hands_over_in_order() -> None:
    sender, receiver = runtime.channel(2)

    def produce() -> None:
        with sender:
            for number in range(20):
                sender.send(number)

    found: list[int] = []
    with runtime.TaskGroup() as group:
        group.start(produce)
        for number in receiver:
            found.append(number)
    assert found == list(range(20))


def test_a_channel_is_bounded() -> None:
    sender, receiver = runtime.channel(2)
    with runtime.move_on_after(0.02) as scope:
        for number in range(3):
            sender.send(number)
    assert scope.expired
    sender.close()
    assert list(receiver) == [0, 1]
    with pytest.raises(ValueError, match="at least one"):
        runtime.channel(0)


def test_a_closed_channel_takes_nothing() -> None:
    sender, receiver = runtime.channel(1)
    sender.close()
    with pytest.raises(runtime.ChannelClosed):
        sender.send(1)
    assert list(receiver) == []

    sender, receiver = runtime.channel(1)
    with receiver:
        pass
    with pytest.raises(runtime.ChannelClosed):
        sender.send(1)


def test_closing_the_receiver_wakes_the_sender() -> None:
    sender, receiver = runtime.channel(1)
    sender.send(0)

    def send_more() -> None:
        with pytest.raises(runtime.ChannelClosed):
            sender.send(1)

    with runtime.TaskGroup() as group:
        group.start(send_more)
        runtime.sleep(0.01)
        receiver.close()


def test_several_receivers_share_the_items() -> None:
    sender, receiver = runtime.channel(3)

    def consume(_: int) -> list[int]:
        found = []
        for item in receiver:
            found.append(item)
            runtime.sleep(0.001)
        return found

    def produce(_: int) -> list[int]:
        with sender:
            for number in range(30):
                sender.send(number)
        return []

    def either(number: int) -> list[int]:
        return produce(number) if number == 0 else consume(number)

    parts = runtime.map_concurrently(either, range(4), limit=4)
    assert sorted(sum(parts, [])) == list(range(30))


def test_once_computes_once() -> None:
    calls: list[int] = []

    def compute() -> int:
        calls.append(1)
        runtime.sleep(0.01)
        return len(calls)

    value = runtime.once(compute)

    def ask(_: int) -> int:
        return value()

    assert runtime.map_concurrently(ask, range(8), limit=8) == [1] * 8
    assert calls == [1]


def test_once_tries_again_after_a_failure() -> None:
    calls: list[int] = []

    def compute() -> int:
        calls.append(1)
        if len(calls) == 1:
            raise KeyError("first")
        return 7

    value = runtime.once(compute)
    with pytest.raises(KeyError):
        value()
    assert value() == 7
    assert value() == 7
    assert len(calls) == 2
