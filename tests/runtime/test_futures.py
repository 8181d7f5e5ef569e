"""`run_as_future`: one after the other, in the order given, whatever becomes of the process."""

from __future__ import annotations

import asyncio
import copy
import os
import pickle
import threading

import pytest

from huggingface_hub._runtime import aio, blocking


class Client(blocking.RunAsFuture):
    pass


class AsyncClient(aio.RunAsFuture):
    pass


def test_threads_run_calls_in_order() -> None:
    client = Client()
    gate = threading.Event()
    order: list[int] = []
    first = client.run_as_future(gate.wait, 10)
    others = [client.run_as_future(order.append, number) for number in range(10)]

    assert not others[0].done()
    gate.set()

    assert first.result(10) is True
    assert [each.result(10) for each in others] == [None] * 10
    assert order == list(range(10))


def test_threads_go_on_after_a_failure() -> None:
    client = Client()
    first = client.run_as_future(int, "x")
    second = client.run_as_future(int, "7", base=8)

    with pytest.raises(ValueError, match="invalid literal"):
        first.result(10)
    assert second.result(10) == 7


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_child_has_a_queue_of_its_own() -> None:
    client = Client()
    gate = threading.Event()
    waiting = client.run_as_future(gate.wait, 10)

    child = os.fork()
    if child == 0:
        try:
            os._exit(0 if client.run_as_future(lambda: 7).result(10) == 7 else 1)
        finally:
            os._exit(2)
    _, status = os.waitpid(child, 0)
    gate.set()

    assert os.waitstatus_to_exitcode(status) == 0
    assert waiting.result(10) is True


@pytest.mark.parametrize("cls", [Client, AsyncClient])
async def test_copies_have_queues_of_their_own(cls: type) -> None:
    client = cls()
    if cls is Client:
        client.run_as_future(int).result(10)
    else:
        await client.run_as_future(asyncio.sleep, 0)

    for copied in (copy.copy(client), copy.deepcopy(client), pickle.loads(pickle.dumps(client))):
        assert type(copied) is cls


async def test_tasks_run_calls_in_order() -> None:
    client = AsyncClient()
    gate = asyncio.Event()
    order: list[int] = []

    async def note(number: int) -> int:
        await asyncio.sleep(0)
        order.append(number)
        return number

    first = client.run_as_future(gate.wait)
    others = [client.run_as_future(note, number) for number in range(10)]
    await asyncio.sleep(0)
    assert order == []
    gate.set()

    assert await first is True
    assert [await each for each in others] == list(range(10)) == order


async def test_tasks_go_on_after_a_failure_and_after_a_cancelled_one() -> None:
    client = AsyncClient()
    forever = asyncio.Event()

    async def fail() -> None:
        raise ValueError("no")

    async def seven() -> int:
        return 7

    first = client.run_as_future(fail)
    second = client.run_as_future(forever.wait)
    third = client.run_as_future(seven)
    with pytest.raises(ValueError, match="no"):
        await first
    second.cancel()

    assert await third == 7
    assert second.cancelled()


def test_each_loop_has_an_order_of_its_own() -> None:
    client = AsyncClient()

    async def start() -> int:
        return await client.run_as_future(seven)

    async def seven() -> int:
        return 7

    assert [asyncio.run(start()) for _ in range(3)] == [7, 7, 7]
