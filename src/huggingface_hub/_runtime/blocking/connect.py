"""Opens a TCP connection: looks up the host, then lets its addresses race; both end when the scope is stopped."""

from __future__ import annotations

import os
import socket
import threading
import time
from itertools import chain, zip_longest
from typing import Any

from huggingface_hub._core import interrupt
from huggingface_hub._runtime import _shared_http
from huggingface_hub._runtime.blocking import scopes


# How long an address has the field for itself before the next one is tried, too (RFC 8305).
HEAD_START = 0.25
# Neither the resolver nor an attempt to connect can be interrupted on every system, so they are watched in turns.
TURN = 0.05


def connect(
    host: str, port: int, timeout: float | None, local_address: str | None = None, *, last: Any = None
) -> socket.socket:
    """The first connection that comes about, within `timeout` seconds in all.

    Args:
        host: A name or an address.
        port: Where it listens.
        timeout: In seconds, `None` to wait for as long as the system does.
        local_address: Where to connect from.
        last: The socket address to try after all others: it has just not answered.

    Raises:
        TimeoutError: None did in time.
        OSError: All addresses refused; the error is that of the first.
    """
    patience = _Patience(host, timeout)
    addresses = _interleave(_resolve(host, port, patience))
    race = _Race(sorted(addresses, key=lambda address: address[4] == last), local_address)
    try:
        while race.winner is None:
            race.step(patience.turn())
    except BaseException:
        race.close()
        raise
    winner, race.winner = race.winner, None
    race.close()
    return winner


def look_up(host: str, port: int, timeout: float | None) -> list[Any]:
    """The addresses of a host as `socket.getaddrinfo` has them, in the order in which to try them.

    Raises:
        TimeoutError: The resolver took longer than `timeout` seconds.
        OSError: There is none.
    """
    addresses = _interleave(_resolve(host, port, _Patience(host, timeout)))
    if not addresses:
        raise OSError("The host has no address.")
    return addresses


class _Patience:
    """How long there is to wait, by the timeout and by the scope."""

    def __init__(self, host: str, timeout: float | None) -> None:
        self._host = host
        self._timeout = timeout
        self._until = None if timeout is None else time.monotonic() + timeout
        self._scope = scopes.current()

    def turn(self) -> float:
        """The seconds of the next turn; raises when there are none."""
        self._scope.check()
        interrupt.check()
        left = TURN if self._until is None else min(TURN, self._until - time.monotonic())
        if left <= 0:
            raise TimeoutError(f"No connection to {self._host} within {self._timeout:g} seconds.")
        return self._scope.clamp(left) or TURN


class _Race:
    """Attempts to connect to several addresses, each beginning a little after the one before."""

    def __init__(self, addresses: list[Any], local_address: str | None) -> None:
        self._addresses = addresses
        self._local = local_address
        self._running: list[socket.socket] = []
        self._next_start = 0.0
        self._failure: OSError | None = None
        self.winner: socket.socket | None = None

    def step(self, seconds: float) -> None:
        """Start what is due, and see who has arrived after at most `seconds`."""
        if self._addresses and (not self._running or time.monotonic() >= self._next_start):
            self._start(*self._addresses.pop(0))
        if not self._running:
            if not self._addresses:
                raise self._failure or OSError("The host has no address.")
            return
        for sock in _shared_http.wait_for_sockets(self._running, True, seconds):
            self._running.remove(sock)
            code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if code == 0 and self.winner is None:
                self.winner = sock
                continue
            sock.close()
            self._fail(OSError(code, os.strerror(code)))

    def _start(self, family: int, kind: int, protocol: int, _: str, address: Any) -> None:
        self._next_start = time.monotonic() + HEAD_START
        try:
            sock = socket.socket(family, kind, protocol)
        except OSError as error:
            # A family of addresses that this machine does not have.
            self._fail(error)
            return
        self._running.append(sock)
        try:
            if self._local is not None:
                sock.bind((self._local, 0))
            sock.setblocking(False)
            sock.connect(address)
        except BlockingIOError:
            # Under way; the wait tells how it ended. (An attempt that ended at once is found ready there, too.)
            pass
        except OSError as error:
            self._running.remove(sock)
            sock.close()
            self._fail(error)

    def _fail(self, error: OSError) -> None:
        self._failure = self._failure or error

    def close(self) -> None:
        """Give up all attempts, also one that has succeeded but is not wanted any more."""
        for sock in self._running:
            sock.close()
        self._running.clear()
        if self.winner is not None:
            self.winner.close()


def _interleave(addresses: list[Any]) -> list[Any]:
    """Alternate between the families, beginning with the one that the system prefers."""
    families: dict[int, list[Any]] = {}
    for address in addresses:
        families.setdefault(address[0], []).append(address)
    return [address for address in chain.from_iterable(zip_longest(*families.values())) if address is not None]


def _resolve(host: str, port: int, patience: _Patience) -> list[Any]:
    """Look up a host. The system's resolver cannot be interrupted, so a thread waits for it."""
    if host == "localhost" or ":" in host or host.replace(".", "").isdigit():
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    results: list[Any] = []
    failures: list[OSError] = []
    ended = threading.Event()

    def work() -> None:
        try:
            results.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            failures.append(error if isinstance(error, OSError) else OSError(f"{host!r} is no name of a host: {error}"))
        finally:
            ended.set()

    try:
        threading.Thread(target=work, name="huggingface_hub-resolve", daemon=True).start()
    except RuntimeError:
        # The program is ending, and Python 3.12 starts no more threads then.
        work()
    while not ended.wait(patience.turn()):
        pass
    if failures:
        raise failures[0]
    return results
