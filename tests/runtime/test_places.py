"""Where the two colours are used from: loops, threads, notebooks, and clients of the user's making."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator

import httpx
import pytest

from huggingface_hub._runtime import aio, blocking, factories
from huggingface_hub.types.http import HttpOptions, HttpRequest
from tests.support.rawserver import Connection, RawServer, serve_forever


def answer(connection: Connection, request: bytes) -> None:
    connection.answer(b"ok")


@pytest.fixture
def server() -> Iterator[RawServer]:
    with RawServer(serve_forever(answer)) as server:
        yield server


@pytest.fixture
def own_factories() -> Iterator[None]:
    yield
    factories._client_factory = None
    factories._async_client_factory = None
    factories.async_generation += 1
    factories.close_session()


async def fetch(url: str) -> str:
    return (await aio.http_client().send(HttpRequest("GET", url))).text


def test_C12_two_loops_one_after_the_other(server: RawServer) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(3):
            assert asyncio.run(fetch(server.url)) == "ok"
            gc.collect()
    assert server.connections == 3


def test_C12_a_client_outlives_its_loop(server: RawServer) -> None:
    clients: list[aio.HttpClient] = []

    async def first() -> None:
        clients.append(aio.http_client())
        await clients[0].send(HttpRequest("GET", server.url))

    asyncio.run(first())

    async def second() -> str:
        return (await clients[0].send(HttpRequest("GET", server.url))).text

    assert asyncio.run(second()) == "ok"


def test_a_loop_that_is_closed_without_ceremony() -> None:
    # In a process of its own: warnings of the garbage collector cannot be caught in ours.
    code = """
import asyncio, gc, sys
from huggingface_hub._runtime import aio
from huggingface_hub.types.http import HttpRequest
async def fetch():
    return (await aio.http_client().send(HttpRequest("GET", sys.argv[1]))).text
for _ in range(3):
    loop = asyncio.new_event_loop()
    print(loop.run_until_complete(fetch()))
    loop.close()
    del loop
    gc.collect()
"""
    with RawServer(serve_forever(answer)) as server:
        done = subprocess.run(
            [sys.executable, "-X", "dev", "-W", "error", "-c", code, server.url],
            capture_output=True,
            text=True,
            timeout=15,
        )
    assert done.stdout.split() == ["ok"] * 3
    assert [line for line in done.stderr.splitlines() if not line.startswith("Executing <Task")] == []


@pytest.mark.parametrize("module", ["aio", "blocking"])
def test_the_end_of_the_interpreter_is_quiet(module: str, server: RawServer) -> None:
    code = {
        "aio": "asyncio.run(fetch())",
        "blocking": "print(blocking.http_client().send(HttpRequest('GET', sys.argv[1])).text)",
    }[module]
    prelude = """
import asyncio, sys
from huggingface_hub._runtime import aio, blocking
from huggingface_hub.types.http import HttpRequest
async def fetch():
    print((await aio.http_client().send(HttpRequest("GET", sys.argv[1]))).text)
"""
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", prelude + code, server.url],
        capture_output=True,
        text=True,
        timeout=15,
    )
    assert done.stdout == "ok\n"
    assert [line for line in done.stderr.splitlines() if not line.startswith("Executing <Task")] == []


def test_C14_loops_in_several_threads(server: RawServer) -> None:
    def run(_: int) -> str:
        return asyncio.run(fetch(server.url))

    assert blocking.map_concurrently(run, range(6), limit=3) == ["ok"] * 6


def test_C14_one_blocking_client_in_several_threads(server: RawServer) -> None:
    def run(_: int) -> str:
        return blocking.http_client().send(HttpRequest("GET", server.url)).text

    assert blocking.map_concurrently(run, range(50), limit=5) == ["ok"] * 50
    assert server.connections <= 5


async def test_C13_a_blocking_call_inside_of_a_running_loop(server: RawServer) -> None:
    def run(_: int) -> str:
        return blocking.http_client().send(HttpRequest("GET", server.url)).text

    assert run(0) == "ok"
    assert blocking.map_concurrently(run, range(3), limit=3) == ["ok"] * 3
    assert await aio.to_thread(run, 0) == "ok"
    assert await fetch(server.url) == "ok"


async def test_scopes_of_tasks_do_not_mix() -> None:
    # A blocking deadline in one task must not reach another one.
    async def child(seconds: float) -> bool:
        scope = blocking.move_on_after(seconds)
        with scope:
            await asyncio.sleep(0.02)
            blocking.checkpoint()
        return scope.expired

    assert await asyncio.gather(child(0.001), child(30)) == [True, False]


def test_the_users_client_is_used(server: RawServer, own_factories: None) -> None:
    made: list[httpx.Client] = []

    def factory() -> httpx.Client:
        made.append(httpx.Client(headers={"X-From": "user"}, trust_env=False))
        return made[-1]

    factories.set_client_factory(factory)
    for _ in range(2):
        assert blocking.http_client().send(HttpRequest("GET", server.url)).text == "ok"
    assert len(made) == 1
    assert factories.get_session() is made[0]
    assert b"\r\nx-from: user\r\n" in server.requests[0].lower()
    factories.close_session()
    assert made[0].is_closed
    assert factories.get_session() is made[1]


def test_the_users_async_client_is_used(server: RawServer, own_factories: None) -> None:
    made: list[httpx.AsyncClient] = []

    def factory() -> httpx.AsyncClient:
        made.append(httpx.AsyncClient(headers={"X-From": "user"}, trust_env=False))
        return made[-1]

    async def main() -> None:
        await fetch(server.url)
        factories.set_async_client_factory(factory)
        await fetch(server.url)
        await fetch(server.url)

    asyncio.run(main())
    assert len(made) == 1
    assert made[0].is_closed
    assert [b"x-from: user" in request.lower() for request in server.requests] == [False, True, True]


def test_a_transport_of_the_users_making(own_factories: None) -> None:
    def reply(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"url": str(request.url)})

    factories.set_client_factory(lambda: httpx.Client(transport=httpx.MockTransport(reply)))
    factories.set_async_client_factory(lambda: httpx.AsyncClient(transport=httpx.MockTransport(reply)))
    response = blocking.http_client().send(HttpRequest("GET", "http://hub/path"))
    assert response.json() == {"url": "http://hub/path"}
    with blocking.http_client().stream(HttpRequest("GET", "http://hub/path")) as stream:
        assert stream.network_stream is None
        assert b"".join(stream.iter_bytes())
    assert asyncio.run(fetch("http://hub/path")) == '{"url":"http://hub/path"}'


def test_hooks_may_read_the_answer(server: RawServer, own_factories: None) -> None:
    factories.set_client_factory(lambda: httpx.Client(event_hooks={"response": [lambda response: response.read()]}))
    client = blocking.http_client()
    assert client.send(HttpRequest("GET", server.url)).text == "ok"
    with client.stream(HttpRequest("GET", server.url)) as stream:
        assert list(stream.iter_bytes()) == [b"ok"]


def test_the_session_follows_redirects() -> None:
    def redirect(connection: Connection, request: bytes) -> None:
        if b"/there" in request:
            connection.answer(request)
        else:
            connection.answer(status="302 Found", headers="Location: /there\r\n")

    with RawServer(serve_forever(redirect)) as server:
        response = factories.get_session().get(server.url, headers={"X-Request-Id": "me"})
        assert response.status_code == 200
        assert b"\r\nx-amzn-trace-id: me\r\n" in response.content.lower()

        async def fetch_async() -> httpx.Response:
            async with factories.get_async_session() as client:
                return await client.get(server.url)

        assert b"\r\nx-amzn-trace-id: " in asyncio.run(fetch_async()).content.lower()


def test_a_deadline_interrupts_a_tls_handshake() -> None:
    # The server accepts and says nothing: only the scope can end this before the connect timeout.
    with RawServer(lambda connection: connection.wait_for_end()) as server:
        client = blocking.http_client(HttpOptions(verify=False))
        with blocking.move_on_after(0.1) as scope:
            client.send(HttpRequest("GET", server.url.replace("http:", "https:")))
        assert scope.expired
        failed = threading.Event()

        def handshake() -> None:
            client.send(HttpRequest("GET", server.url.replace("http:", "https:")))

        def fail() -> None:
            blocking.sleep(0.1)
            failed.set()
            raise KeyError("x")

        with pytest.raises(KeyError):
            with blocking.fail_after(5), blocking.TaskGroup() as group:
                group.start(handshake)
                group.start(fail)
        client.close()


def test_a_deadline_interrupts_a_connection_attempt() -> None:
    # A listener whose queue is full answers no further attempt.
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        fillers = []
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
            fillers.append(filler)
        with blocking.move_on_after(0.1) as scope:
            blocking.http_client().send(HttpRequest("GET", f"http://127.0.0.1:{port}/"))
        for filler in fillers:
            filler.close()
    assert scope.expired


def test_a_lock_of_a_module_used_by_loops_in_several_threads() -> None:
    lock = aio.Lock()

    async def work() -> int:
        for _ in range(20):
            async with lock:
                await aio.sleep(0)
        return 1

    def run(_: int) -> int:
        async def main() -> int:
            return sum(await aio.map_concurrently(lambda _: work(), range(3), limit=3))

        return asyncio.run(main())

    assert blocking.map_concurrently(run, range(4), limit=4) == [3] * 4
