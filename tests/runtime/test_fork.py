"""A forked child works, whatever its parent was doing, and leaves the parent's connections alone."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.support.rawserver import Connection, RawServer, serve_forever


pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")


def run(code: str, *args: str) -> str:
    done = subprocess.run(
        # Python 3.12 warns of every fork in a process with threads, which is what is tested here.
        [sys.executable, "-W", "error", "-W", "ignore:This process:DeprecationWarning", "-c", PRELUDE + code, *args],
        capture_output=True,
        text=True,
        timeout=18,
    )
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout


PRELUDE = """
import asyncio, os, sys, threading, time
from huggingface_hub._runtime import aio, blocking
from huggingface_hub.types.http import HttpOptions, HttpRequest

def fork(child):
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        _, status = os.waitpid(pid, 0)
        assert status == 0, status
        return
    # A child that hangs is a failure, not a long wait.
    import signal
    signal.alarm(5)
    code = 1
    try:
        child()
        code = 0
    finally:
        sys.stdout.flush()
        os._exit(code)
"""


def answer(connection: Connection, request: bytes) -> None:
    if b"/slow" in request:
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf")
        # The second half comes once the child has made its own request.
        while not any(b"/child" in other for other in connection.server.requests):
            if connection.sock.fileno() < 0:
                return
        connection.send(b"half")
    else:
        connection.answer(b"ok")


def test_C6_an_open_connection_stays_the_parents() -> None:
    with RawServer(serve_forever(answer)) as server:
        out = run(
            """
url = sys.argv[1]
client = blocking.http_client()
other = blocking.http_client(HttpOptions(verify=False))
client.send(HttpRequest("GET", url))
other.send(HttpRequest("GET", url))
def child():
    assert blocking.http_client() is not client
    print("child", blocking.http_client().send(HttpRequest("GET", url + "/child")).text)
    print("child", blocking.http_client(HttpOptions(verify=False)).send(HttpRequest("GET", url + "/child")).text)
    # What the parent has handed over works, too, on connections of its own.
    print("child", client.send(HttpRequest("GET", url + "/child")).text)
fork(child)
print("parent", client.send(HttpRequest("GET", url)).text)
print("parent", other.send(HttpRequest("GET", url)).text)
""",
            server.url,
        )
    assert out.splitlines() == ["child ok"] * 3 + ["parent ok"] * 2
    # Two of the parent, used again after the fork; two of the child.
    assert server.connections == 4


def test_C6_a_transfer_of_the_parent_goes_on() -> None:
    with RawServer(serve_forever(answer)) as server:
        out = run(
            """
url = sys.argv[1]
client = blocking.http_client()
with client.stream(HttpRequest("GET", url + "/slow")) as stream:
    fork(lambda: print("child", blocking.http_client().send(HttpRequest("GET", url + "/child")).text))
    print("parent", stream.read())
""",
            server.url,
        )
    assert out.splitlines() == ["child ok", "parent b'halfhalf'"]


def test_a_child_of_a_parent_with_async_connections() -> None:
    with RawServer(serve_forever(answer)) as server:
        out = run(
            """
url = sys.argv[1]
async def fetch(path):
    return (await aio.http_client().send(HttpRequest("GET", url + path))).text
async def parent():
    await fetch("/")
    def child():
        # As multiprocessing does it: the loop that was running is the parent's.
        asyncio._set_running_loop(None)
        asyncio.set_event_loop(None)
        print("child", asyncio.run(fetch("/child")))
    fork(child)
    print("parent", await fetch("/"))
asyncio.run(parent())
""",
            server.url,
        )
    assert out.splitlines() == ["child ok", "parent ok"]
    assert server.connections == 2


def test_C5_locks_that_others_held_are_free() -> None:
    out = run(
        """
from huggingface_hub._runtime import _shared, factories
from huggingface_hub._runtime.blocking import scopes, http
lock, semaphore, event, internal = blocking.Lock(), blocking.Semaphore(1), blocking.Event(), _shared.ForkLock()
once = blocking.once(lambda: os.getpid())
once()
held = threading.Event()
def hold():
    with lock, semaphore, internal, scopes._lock, factories._lock, http._lock, event._cond:
        held.set()
        time.sleep(2)
thread = threading.Thread(target=hold, daemon=True)
thread.start()
held.wait()
def child():
    with lock, semaphore, internal:
        event.set()
        event.wait()
        assert once() == os.getpid()
        assert blocking.map_concurrently(abs, [-1, -2, -3], limit=3) == [1, 2, 3]
        with blocking.fail_after(1):
            pass
        blocking.http_client(HttpOptions(verify=False))._client(0)
        factories.get_session()
        print("child")
fork(child)
print("parent", lock.locked())
"""
    )
    assert out.splitlines() == ["child", "parent True"]


def test_the_forking_thread_keeps_what_it_holds() -> None:
    out = run(
        """
lock, internal = blocking.Lock(), blocking.Semaphore(1)
def child():
    assert lock.locked()
    try:
        lock.acquire()
    except RuntimeError:
        print("held")
    lock.release()
    with lock:
        print("free")
with lock:
    fork(child)
"""
    )
    assert out.splitlines() == ["held", "free"]


def test_a_child_of_a_task_group() -> None:
    out = run(
        """
def work(number):
    if number == 1:
        fork(lambda: print("child", blocking.map_concurrently(abs, [-1, -2, -3], limit=3)))
    blocking.sleep(0.01)
    return number
print(blocking.map_concurrently(work, range(4), limit=4))
"""
    )
    assert out.splitlines() == ["child [1, 2, 3]", "[0, 1, 2, 3]"]


def test_a_background_task_can_be_started_again() -> None:
    out = run(
        """
background = blocking.Background(blocking.sleep, 60)
background.start()
def child():
    assert not background.running
    background.start()
    assert background.running
    background.stop()
    print("child")
fork(child)
assert background.running
background.stop()
print("parent")
"""
    )
    assert out.splitlines() == ["child", "parent"]


def test_parent_and_child_draw_different_numbers() -> None:
    out = run(
        """
def draw():
    print(blocking.random_uniform(0, 1))
fork(draw)
draw()
"""
    )
    assert len(set(out.splitlines())) == 2


def test_C5_what_is_known_of_xet_is_not_locked_in_a_child() -> None:
    out = run(
        """
from contextlib import ExitStack
from huggingface_hub._core.xet import connection, fallback
from huggingface_hub._runtime.xet import session

def hold():
    with ExitStack() as locks:
        for lock in (connection.KNOWN._lock, fallback.TROUBLE._lock, fallback.TOLD._lock, session._LOCK):
            locks.enter_context(lock)
        held.set()
        time.sleep(10)
held = threading.Event()
threading.Thread(target=hold, daemon=True).start()
held.wait()

def child():
    assert connection.KNOWN.find("route", {}) is None
    assert fallback.TROUBLE.note("hub", now=0.0)
    assert fallback.TOLD.is_news("hub")
    with session._LOCK:
        print("child")
fork(child)
os._exit(0)
"""
    )
    assert out == "child\n"
