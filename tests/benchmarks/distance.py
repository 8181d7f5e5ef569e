"""A long way to the server: a proxy that holds back every byte for 25 ms in each direction.

`python -m tests.benchmarks.distance '[["127.0.0.1:1", "127.0.0.1:2"]]'` forwards connections of the first address to the
second until its standard input ends.
"""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from pathlib import Path


ONE_WAY = 0.025
# What may be on its way in one direction of a connection. A TCP window counts until the acknowledgement is back, so
# this is as a window of twice the size: some 160 MB/s for one connection.
WINDOW = 4 * 1024 * 1024
_REPOSITORY = Path(__file__).parents[2]


class End(asyncio.Protocol):
    """One end of a connection: what it receives goes to its peer, later."""

    def __init__(self) -> None:
        self.peer: End | None = None
        self.transport: asyncio.Transport | None = None
        self._held: deque[tuple[float, bytes]] = deque()
        self._held_size = 0
        self._earliest = 0.0
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._may_send = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        # Shaking hands takes one way there and one back before anything can be sent.
        self._earliest = self._loop.time() + 2 * ONE_WAY

    def data_received(self, data: bytes) -> None:
        self._hold(data)
        self._held_size += len(data)
        if self._held_size > WINDOW and self.transport is not None:
            self.transport.pause_reading()

    def eof_received(self) -> bool:
        self._hold(b"")
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        self._hold(b"")

    def pause_writing(self) -> None:
        self._may_send = False

    def resume_writing(self) -> None:
        self._may_send = True
        if self.peer is not None:
            self.peer.release()

    def _hold(self, data: bytes) -> None:
        """Keep bytes until they have arrived; none of them are the end."""
        due = max(self._loop.time(), self._earliest) + ONE_WAY
        self._held.append((due, data))
        if self._timer is None:
            self._timer = self._loop.call_at(due, self.release)

    def release(self) -> None:
        """Hand over what has arrived by now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        target = self.peer.transport if self.peer is not None else None
        if target is not None and target.is_closing():
            # Nobody is there any more to receive it.
            self._held.clear()
            if self.transport is not None:
                self.transport.abort()
            return
        while self._held and self.peer is not None and target is not None and self.peer._may_send:
            due, data = self._held[0]
            if due > self._loop.time():
                self._timer = self._loop.call_at(due, self.release)
                break
            self._held.popleft()
            self._held_size -= len(data)
            if not data:
                self._held.clear()
                target.close()
                return
            target.write(data)
        if self._held_size <= WINDOW and self.transport is not None and not self.transport.is_closing():
            self.transport.resume_reading()


class Entrance(End):
    """The end of the client; the other one is opened for it."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__()
        self._host = host
        self._port = port
        self._opening: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._opening = self._loop.create_task(self._open())

    async def _open(self) -> None:
        try:
            _, exit_ = await self._loop.create_connection(End, self._host, self._port)
        except OSError:
            assert self.transport is not None
            self.transport.close()
            return
        exit_._earliest = 0.0
        exit_.peer, self.peer = self, exit_
        self.release()


class Distance:
    """A running proxy for pairs of addresses (where it listens, where it leads)."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.distance", json.dumps(pairs)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=_REPOSITORY,
        )
        assert self._process.stdout is not None
        if not self._process.stdout.readline():
            self.stop()
            raise RuntimeError("The proxy of long ways did not start; its message is above.")

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def stop(self) -> None:
        """End it."""
        self._process.communicate()


async def forward(pairs: Sequence[tuple[str, str]]) -> None:
    """Forward until the standard input ends."""
    loop = asyncio.get_running_loop()
    servers = [await _listen(loop, listen, target) for listen, target in pairs]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)
    for server in servers:
        server.close()


async def _listen(loop: asyncio.AbstractEventLoop, listen: str, target: str) -> asyncio.Server:
    host, _, port = listen.rpartition(":")
    target_host, _, target_port = target.rpartition(":")
    return await loop.create_server(lambda: Entrance(target_host, int(target_port)), host, int(port), backlog=1024)


if __name__ == "__main__":
    # Clients that hang up in the middle are nothing to complain about.
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    try:
        asyncio.run(forward(json.loads(sys.argv[1])))
    except KeyboardInterrupt:
        # Ctrl-C goes to the whole group; the harness says what there is to say.
        pass
