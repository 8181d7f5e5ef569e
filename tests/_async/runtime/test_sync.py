"""Locks, events, semaphores, channels and `once` in both colours."""

from __future__ import annotations

import pytest

from huggingface_hub._runtime import aio as runtime


async def test_a_lock_excludes() -> None:
    lock = runtime.Lock()
    inside: list[int] = []

    async def child(number: int) -> None:
        async with lock:
            inside.append(number)
            assert inside == [number]
            await runtime.sleep(0.001)
            inside.remove(number)

    await runtime.map_concurrently(child, range(10), limit=5)
    assert not lock.locked()


async def test_a_lock_refuses_to_be_taken_twice() -> None:
    lock = runtime.Lock()
    async with lock:
        assert lock.locked()
        with pytest.raises(RuntimeError, match="held already"):
            await lock.acquire()
    with pytest.raises(RuntimeError):
        lock.release()


async def test_a_stopped_wait_for_a_lock_leaves_it_usable() -> None:
    lock = runtime.Lock()

    async def holds() -> None:
        async with lock:
            await runtime.sleep(0.1)

    async def waits() -> None:
        async with runtime.move_on_after(0.02) as scope:
            await lock.acquire()
        assert scope.expired

    async with runtime.TaskGroup() as group:
        group.start(holds)
        await runtime.sleep(0.01)
        group.start(waits)
    async with lock:
        pass


async def test_an_event_wakes_all() -> None:
    event = runtime.Event()
    woken: list[int] = []

    async def child(number: int) -> None:
        await event.wait()
        woken.append(number)

    async with runtime.TaskGroup() as group:
        for number in range(3):
            group.start(child, number)
        await runtime.sleep(0.01)
        assert not woken
        assert not event.is_set()
        event.set()
    assert sorted(woken) == [0, 1, 2]
    await event.wait()


async def test_a_semaphore_limits() -> None:
    semaphore = runtime.Semaphore(2)
    inside: list[int] = []
    most: list[int] = []

    async def child(number: int) -> None:
        async with semaphore:
            inside.append(number)
            most.append(len(inside))
            await runtime.sleep(0.002)
            inside.remove(number)

    await runtime.map_concurrently(child, range(12), limit=6)
    assert max(most) <= 2
    with pytest.raises(ValueError, match="at least one"):
        runtime.Semaphore(0)


async def test_a_semaphore_is_fair() -> None:
    semaphore = runtime.Semaphore(1)
    arrived: list[int] = []
    order: list[int] = []

    async def child(number: int) -> None:
        arrived.append(number)
        async with semaphore:
            order.append(number)
            await runtime.sleep(0.001)

    await semaphore.acquire()
    async with runtime.TaskGroup() as group:
        for number in range(5):
            group.start(child, number)
            while number not in arrived:
                await runtime.sleep(0.001)
            await runtime.sleep(0.01)
        semaphore.release()
    assert order == [0, 1, 2, 3, 4]


async def test_a_stopped_wait_for_a_semaphore_leaves_the_queue() -> None:
    semaphore = runtime.Semaphore(1)
    await semaphore.acquire()
    async with runtime.move_on_after(0.02):
        await semaphore.acquire()
    semaphore.release()
    async with runtime.fail_after(1):
        await semaphore.acquire()


async def test_a_channel_hands_over_in_order() -> None:
    sender, receiver = runtime.channel(2)

    async def produce() -> None:
        async with sender:
            for number in range(20):
                await sender.send(number)

    found: list[int] = []
    async with runtime.TaskGroup() as group:
        group.start(produce)
        async for number in receiver:
            found.append(number)
    assert found == list(range(20))


async def test_a_channel_is_bounded() -> None:
    sender, receiver = runtime.channel(2)
    async with runtime.move_on_after(0.02) as scope:
        for number in range(3):
            await sender.send(number)
    assert scope.expired
    sender.close()
    assert [number async for number in receiver] == [0, 1]
    with pytest.raises(ValueError, match="at least one"):
        runtime.channel(0)


async def test_a_closed_channel_takes_nothing() -> None:
    sender, receiver = runtime.channel(1)
    sender.close()
    with pytest.raises(runtime.ChannelClosed):
        await sender.send(1)
    assert [item async for item in receiver] == []

    sender, receiver = runtime.channel(1)
    async with receiver:
        pass
    with pytest.raises(runtime.ChannelClosed):
        await sender.send(1)


async def test_closing_the_receiver_wakes_the_sender() -> None:
    sender, receiver = runtime.channel(1)
    await sender.send(0)

    async def send_more() -> None:
        with pytest.raises(runtime.ChannelClosed):
            await sender.send(1)

    async with runtime.TaskGroup() as group:
        group.start(send_more)
        await runtime.sleep(0.01)
        receiver.close()


async def test_several_receivers_share_the_items() -> None:
    sender, receiver = runtime.channel(3)

    async def consume(_: int) -> list[int]:
        found = []
        async for item in receiver:
            found.append(item)
            await runtime.sleep(0.001)
        return found

    async def produce(_: int) -> list[int]:
        async with sender:
            for number in range(30):
                await sender.send(number)
        return []

    async def either(number: int) -> list[int]:
        return await (produce(number) if number == 0 else consume(number))

    parts = await runtime.map_concurrently(either, range(4), limit=4)
    assert sorted(sum(parts, [])) == list(range(30))


async def test_once_computes_once() -> None:
    calls: list[int] = []

    async def compute() -> int:
        calls.append(1)
        await runtime.sleep(0.01)
        return len(calls)

    value = runtime.once(compute)

    async def ask(_: int) -> int:
        return await value()

    assert await runtime.map_concurrently(ask, range(8), limit=8) == [1] * 8
    assert calls == [1]


async def test_once_tries_again_after_a_failure() -> None:
    calls: list[int] = []

    async def compute() -> int:
        calls.append(1)
        if len(calls) == 1:
            raise KeyError("first")
        return 7

    value = runtime.once(compute)
    with pytest.raises(KeyError):
        await value()
    assert await value() == 7
    assert await value() == 7
    assert len(calls) == 2
