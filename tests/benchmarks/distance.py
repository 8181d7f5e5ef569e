"""A long way to the server: a proxy that holds back every byte for 25 ms in each direction.

`python -m tests.benchmarks.distance '[["127.0.0.1:1", "127.0.0.1:2"]]'` forwards connections of the first address to the
second until its standard input ends. Bytes wait in pipes of the kernel and are never copied: a proxy that took a core of
the machine would be what is measured. Linux only.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import heapq
import itertools
import json
import os
import resource
import selectors
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


ONE_WAY = 0.025
# What may be on its way in one direction of a connection. A TCP window counts until the acknowledgement is back, so
# this is as a window of twice the size: some 160 MB/s for one connection.
WINDOW = 4 * 1024 * 1024
# What came within this time travels together.
TICK = 0.0005
PIPE_SIZE = 1024 * 1024
FILES = 16 * 1024
_F_SETPIPE_SZ = 1031
_REPOSITORY = Path(__file__).parents[2]


class Held(NamedTuple):
    """Bytes on their way, in a pipe; none of them are the end."""

    due: float
    amount: int
    pipe: tuple[int, int] | None


class Pipes:
    """Pipes that are empty."""

    def __init__(self) -> None:
        self._free: list[tuple[int, int]] = []

    def take(self) -> tuple[int, int]:
        if self._free:
            return self._free.pop()
        pipe = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe[1], _F_SETPIPE_SZ, PIPE_SIZE)
        return pipe

    def put(self, pipe: tuple[int, int]) -> None:
        self._free.append(pipe)


class Way:
    """One direction of a connection."""

    def __init__(self, proxy: Proxy, source: socket.socket, target: socket.socket, earliest: float) -> None:
        self._proxy = proxy
        self._earliest = earliest
        self._held: deque[Held] = deque()
        self._size = 0
        self._ended = False
        self.source = source
        self.target = target
        self.is_full = False

    def pull(self) -> None:
        """Take from the source what is there."""
        while not self._ended and self._size < WINDOW:
            pipe = self._proxy.pipes.take()
            try:
                count = os.splice(
                    self.source.fileno(), pipe[1], WINDOW - self._size, flags=os.SPLICE_F_MOVE | os.SPLICE_F_NONBLOCK
                )
            except OSError as error:
                self._proxy.pipes.put(pipe)
                if error.errno in (errno.EAGAIN, errno.EINTR):
                    break
                count = 0
                pipe = self._proxy.pipes.take()
            self._size += count
            self._ended = not count
            if not count:
                self._proxy.pipes.put(pipe)
            due = max(time.monotonic(), self._earliest) + ONE_WAY
            self._held.append(Held(due, count, pipe if count else None))
            self._proxy.wake_at(due, self)
            if count < PIPE_SIZE // 4:
                break

    def push(self) -> None:
        """Hand to the target what has arrived by now."""
        self.is_full = False
        while self._held and self._held[0].due <= time.monotonic():
            due, count, pipe = self._held[0]
            if pipe is None:
                with contextlib.suppress(OSError):
                    self.target.shutdown(socket.SHUT_WR)
                self._held.popleft()
                self._proxy.ended(self)
                return
            try:
                sent = os.splice(pipe[0], self.target.fileno(), count, flags=os.SPLICE_F_MOVE | os.SPLICE_F_NONBLOCK)
            except OSError as error:
                if error.errno in (errno.EAGAIN, errno.EINTR):
                    self.is_full = True
                    return
                self._proxy.broken(self)
                return
            self._size -= sent
            if sent == count:
                self._held.popleft()
                self._proxy.pipes.put(pipe)
            else:
                self._held[0] = Held(due, count - sent, pipe)

    @property
    def wants(self) -> bool:
        """Whether there is room for more."""
        return not self._ended and self._size < WINDOW

    @property
    def is_over(self) -> bool:
        """Whether everything was handed over, and the end too."""
        return self._ended and not self._held

    def drop(self) -> None:
        """Forget what is on its way."""
        for held in self._held:
            if held.pipe is not None:
                for end in held.pipe:
                    os.close(end)
        self._held.clear()


class Proxy:
    """Forwards connections.

    Args:
        pairs: Where it listens, and where that leads.
    """

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self.pipes = Pipes()
        self._selector = selectors.DefaultSelector()
        self._due: list[tuple[float, int, Way]] = []
        self._numbers = itertools.count()
        self._ways: dict[socket.socket, tuple[Way, Way]] = {}
        for listen, target in pairs:
            server = socket.create_server(_address(listen), backlog=1024)
            server.setblocking(False)
            self._selector.register(server, selectors.EVENT_READ, _address(target))
        self._selector.register(sys.stdin, selectors.EVENT_READ, None)

    def run(self) -> None:
        """Forward until the standard input ends."""
        while True:
            ready = self._selector.select(max(self._due[0][0] - time.monotonic(), 0) if self._due else None)
            if ready:
                time.sleep(TICK)
            for key, mask in ready:
                if key.fileobj is sys.stdin:
                    return
                assert isinstance(key.fileobj, socket.socket)
                if isinstance(key.data, tuple):
                    self._accept(key.fileobj, key.data)
                else:
                    self._serve(key.fileobj, mask)
            now = time.monotonic()
            while self._due and self._due[0][0] <= now:
                way = heapq.heappop(self._due)[2]
                if way.source in self._ways:
                    way.push()
                    self._watch(way)

    def wake_at(self, due: float, way: Way) -> None:
        """Have a way looked at when something arrives."""
        heapq.heappush(self._due, (due, next(self._numbers), way))

    def ended(self, way: Way) -> None:
        """One direction is over; with the other one, the connection."""
        there, back = self._ways[way.source]
        if there.is_over and back.is_over:
            self.broken(way)

    def broken(self, way: Way) -> None:
        """A connection is over."""
        for each in self._ways[way.source]:
            each.drop()
        for sock in (way.source, way.target):
            del self._ways[sock]
            with contextlib.suppress(KeyError):
                self._selector.unregister(sock)
            sock.close()

    def _accept(self, server: socket.socket, target: tuple[str, int]) -> None:
        client, _ = server.accept()
        try:
            beyond = socket.create_connection(target)
        except OSError:
            client.close()
            return
        for sock in (client, beyond):
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Shaking hands takes one way there and one back before anything can be sent.
        there = Way(self, client, beyond, time.monotonic() + 2 * ONE_WAY)
        back = Way(self, beyond, client, 0.0)
        self._ways[client] = there, back
        self._ways[beyond] = back, there
        self._watch(there)

    def _serve(self, sock: socket.socket, mask: int) -> None:
        if sock not in self._ways:
            return
        forth, back = self._ways[sock]
        if mask & selectors.EVENT_WRITE:
            back.push()
        if sock in self._ways and mask & selectors.EVENT_READ:
            forth.pull()
        if sock in self._ways:
            self._watch(forth)

    def _watch(self, way: Way) -> None:
        """Wait for what both ends of a connection can do now."""
        if way.source not in self._ways:
            return
        for sock in (way.source, way.target):
            forth, back = self._ways[sock]
            mask = selectors.EVENT_READ * forth.wants | selectors.EVENT_WRITE * back.is_full
            known = self._selector.get_map().get(sock)
            if known is None and mask:
                self._selector.register(sock, mask)
            elif known is not None and not mask:
                self._selector.unregister(sock)
            elif known is not None and known.events != mask:
                self._selector.modify(sock, mask)


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


def is_possible() -> bool:
    """Whether this system can do it."""
    return hasattr(os, "splice")


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host, int(port)


def main(pairs: Sequence[tuple[str, str]]) -> None:
    """Forward until the standard input ends."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if most == resource.RLIM_INFINITY else min(FILES, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    proxy = Proxy(pairs)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    proxy.run()


if __name__ == "__main__":
    try:
        main(json.loads(sys.argv[1]))
    except KeyboardInterrupt:
        # Ctrl-C goes to the whole group; the harness says what there is to say.
        pass
