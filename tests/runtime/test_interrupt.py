"""Ctrl-C, as a real signal to a real process: it ends within a second and leaves no thread behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator

import pytest

from huggingface_hub._runtime import aio
from tests.support.rawserver import Connection, RawServer


pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are sent differently on Windows")


def handle(connection: Connection) -> None:
    connection.request()
    connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart")
    connection.wait_for_end()


@pytest.fixture
def stalling() -> Iterator[RawServer]:
    with RawServer(handle) as server:
        yield server


BODIES = {
    "sleep": "await runtime.sleep(60)",
    "lock": "await lock.acquire()",
    "event": "await runtime.Event().wait()",
    "channel": "await receiver.__anext__()",
    "http": "await runtime.http_client().send(HttpRequest('GET', url))",
    "process": "await runtime.run_process(['sleep', '60'])",
    "map": "await runtime.map_concurrently(runtime.sleep, [60, 60], limit=2)",
    "hash": "await runtime.to_thread(spin)",
}

SCRIPT = """
import sys, threading, time
from huggingface_hub._core import interrupt
from huggingface_hub._runtime import aio as runtime
from huggingface_hub.types.http import HttpRequest

url = sys.argv[1]

def spin():
    while True:
        interrupt.check()
        time.sleep(0.001)

async def ready():
    await runtime.sleep(0.1)
    print("ready", flush=True)

async def child(lock, receiver):
    BODY

async def main():
    lock = runtime.Lock()
    sender, receiver = runtime.channel(1)
    await lock.acquire()
    async with runtime.TaskGroup() as group:
        for _ in range(3):
            group.start(child, lock, receiver)
        group.start(ready)

try:
    RUN
except KeyboardInterrupt:
    print("interrupted", flush=True)
for thread in threading.enumerate():
    # Idle workers of the loop's thread pool end by themselves when they see that it is gone, and so does what has just
    # told the loop that a process ended.
    if "AnyIO" in thread.name or "waitpid" in thread.name:
        thread.join(1)
print([thread.name for thread in threading.enumerate()], flush=True)
"""


@pytest.mark.parametrize("colour", ["aio", "blocking"])
@pytest.mark.parametrize("waiting", list(BODIES))
def test_ctrl_c(colour: str, waiting: str, stalling: RawServer) -> None:
    script = SCRIPT.replace("BODY", BODIES[waiting])
    if colour == "aio":
        script = "import asyncio\n" + script.replace("RUN", "asyncio.run(main())")
    else:
        script = script.replace("RUN", "main()").replace("aio as", "blocking as")
        script = script.replace("async ", "").replace("await ", "").replace("__anext__", "__next__")
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(script), stalling.url],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", process.communicate()[1]
        begin = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=15)
        took = time.monotonic() - begin
    assert (out, err) == ("interrupted\n['MainThread']\n", "")
    assert process.returncode == 0
    # The interpreter's own end is in this, too.
    assert took < 1.5


def test_ctrl_c_in_a_task_is_no_group_of_exceptions() -> None:
    async def interrupted() -> None:
        raise KeyboardInterrupt

    async def main() -> None:
        async with aio.TaskGroup() as group:
            group.start(aio.sleep, 60)
            group.start(interrupted)

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(main())


def test_ctrl_c_in_the_body_of_a_group() -> None:
    code = """
import os, signal, threading
from huggingface_hub._runtime import blocking as runtime
try:
    with runtime.TaskGroup() as group:
        for _ in range(5):
            group.start(runtime.sleep, 60)
        os.kill(os.getpid(), signal.SIGINT)
        runtime.sleep(60)
except KeyboardInterrupt:
    print(threading.active_count())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=15)
    assert (done.stdout, done.stderr) == ("1\n", "")


def test_a_second_ctrl_c_does_not_wait_for_deaf_tasks() -> None:
    code = """
import os, signal, threading, time
from huggingface_hub._runtime import blocking as runtime
def deaf():
    print("ready", flush=True)
    time.sleep(3600)
try:
    with runtime.TaskGroup() as group:
        group.start(deaf)
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        # Two that come while the machine is busy count as one, so a third may be needed.
        for _ in range(4):
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=2)
                break
            except subprocess.TimeoutExpired:
                continue
        out, err = process.communicate(timeout=10)
    assert (out, err, process.returncode) == ("interrupted\n", "", 0)


def test_a_background_task_does_not_keep_the_interpreter() -> None:
    code = """
from huggingface_hub._runtime import blocking as runtime
background = runtime.Background(runtime.sleep, 3600)
background.start()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=10)
    assert (done.returncode, done.stderr) == (0, "")
