"""Kept-alive connections of the process, and the number of those in use; a forked child begins without any."""

from __future__ import annotations

import atexit
import time
from typing import TYPE_CHECKING, Any

from huggingface_hub._core.trust import Origin
from huggingface_hub._runtime import _shared, _shared_http
from huggingface_hub._runtime.lane.connection import Connection


if TYPE_CHECKING:
    import ssl

# Idle connections: how many per server, and for how long. Servers rarely keep them longer.
MAX_IDLE = 16
MAX_IDLE_SECONDS = 20.0
# Connections in use that one process has for large files; each file gets at least one.
MAX_LARGE = 32


class Pool:
    """Connections that wait for the next exchange."""

    def __init__(self) -> None:
        self._lock = _shared.ForkLock()
        self._idle: dict[Any, list[tuple[Connection, float]]] = {}
        self._addresses: dict[Origin, Any] = {}
        self._large = 0
        _shared.rearm_after_fork(self)

    def _rearm(self) -> None:
        # The descriptors are copies: closing them here changes nothing for the parent.
        idle, self._idle = self._idle, {}
        self._large = 0
        for connections in idle.values():
            for connection, _ in connections:
                connection.close()

    def take(self, origin: Origin, context: ssl.SSLContext | None) -> Connection | None:
        """A connection that is still good, as far as can be seen from here."""
        now = time.monotonic()
        while True:
            with self._lock:
                connections = self._idle.get((origin, context))
                if not connections:
                    return None
                connection, since = connections.pop()
            if now - since < MAX_IDLE_SECONDS and not _shared_http.is_readable(connection.sock):
                return connection
            connection.close()

    def put(self, connection: Connection) -> None:
        """Keep a connection whose exchange is over."""
        now = time.monotonic()
        connection.reused = True
        old: list[Connection] = []
        with self._lock:
            connections = self._idle.setdefault((connection.origin, connection.context), [])
            connections.append((connection, now))
            for key, kept in list(self._idle.items()):
                while kept and (now - kept[0][1] >= MAX_IDLE_SECONDS or len(kept) > MAX_IDLE):
                    old.append(kept.pop(0)[0])
                if not kept:
                    del self._idle[key]
        for each in old:
            each.close()

    def address(self, origin: Origin) -> Any:
        """An address of the server that has worked, or `None`."""
        return self._addresses.get(origin)

    def remember(self, origin: Origin, address: Any) -> None:
        """Note which address works; `None` if it does not any more."""
        with self._lock:
            if len(self._addresses) > 1000:
                self._addresses.clear()
            if address is None:
                self._addresses.pop(origin, None)
            else:
                self._addresses[origin] = address

    @property
    def in_use(self) -> int:
        """How many connections large files have."""
        return self._large

    def reserve(self, *, first: bool) -> bool:
        """Count one more connection of a large file; false if there are enough."""
        with self._lock:
            if not first and self._large >= MAX_LARGE:
                return False
            self._large += 1
            return True

    def release(self) -> None:
        """Count one less."""
        with self._lock:
            self._large = max(0, self._large - 1)

    def close(self) -> None:
        """Close what is idle."""
        with self._lock:
            idle, self._idle = self._idle, {}
            self._addresses.clear()
        for connections in idle.values():
            for connection, _ in connections:
                connection.close()


POOL = Pool()
atexit.register(POOL.close)
