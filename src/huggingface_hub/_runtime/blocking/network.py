"""Sockets whose waits end when the surrounding scope is stopped, whoever pools them."""

from __future__ import annotations

import os
import select
import socket
import ssl
import threading
import time
import weakref
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from huggingface_hub._runtime import _shared, _shared_http
from huggingface_hub._runtime.blocking import scopes


if TYPE_CHECKING:
    import httpx

R = TypeVar("R")

_streams: weakref.WeakSet[ScopedStream] = weakref.WeakSet()


def instrument(client: httpx.Client) -> None:
    """Have the client's own transports open their connections here; transports of the user's making stay as they are."""
    import httpx

    backend = ScopedBackend()
    for transport in (client._transport, *client._mounts.values()):
        pool: Any = getattr(transport, "_pool", None)
        if isinstance(transport, httpx.HTTPTransport) and hasattr(pool, "_network_backend"):
            # httpcore takes the backend as an argument, but httpx has no way to hand one in.
            pool._network_backend = backend


class ScopedBackend:
    """Opens connections for httpcore."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> ScopedStream:
        import httpcore

        seen = _shared_http.attempt.get()
        if seen is not None:
            seen.fresh = True
        try:
            sock = _connect(host, port, timeout, local_address)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for option in socket_options or ():
                sock.setsockopt(*option)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        return ScopedStream(sock)

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> ScopedStream:
        import httpcore

        seen = _shared_http.attempt.get()
        if seen is not None:
            seen.fresh = True
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            sock.settimeout(scopes.current().clamp(timeout))
            sock.connect(path)
        except TimeoutError as error:
            sock.close()
            raise httpcore.ConnectTimeout(str(error)) from error
        except OSError as error:
            sock.close()
            raise httpcore.ConnectError(str(error)) from error
        return ScopedStream(sock)

    def sleep(self, seconds: float) -> None:
        from huggingface_hub._runtime.blocking.tasks import sleep

        sleep(seconds)


class ScopedStream:
    """A connection, as httpcore uses it."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        _streams.add(self)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        import httpcore

        try:
            data = self._guarded(lambda: self._sock.recv(max_bytes), timeout)
        except TimeoutError as error:
            raise httpcore.ReadTimeout(str(error)) from error
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error
        if data and (seen := _shared_http.attempt.get()) is not None:
            seen.received = True
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        import httpcore

        view = memoryview(buffer)
        try:
            while view:
                view = view[self._guarded(lambda: self._sock.send(view), timeout) :]  # noqa: B023 - called right there
        except OSError as error:
            if (seen := _shared_http.attempt.get()) is not None:
                seen.write_failed = True
            kind = httpcore.WriteTimeout if isinstance(error, TimeoutError) else httpcore.WriteError
            raise kind(str(error)) from error

    def _guarded(self, action: Callable[[], R], timeout: float | None) -> R:
        """Run one socket call so that a stop of the scope ends it at once, and its deadline in time."""
        scope = scopes.current()
        if scope is scopes.ROOT:
            self._sock.settimeout(timeout)
            return action()
        scope.check()
        self._sock.settimeout(scope.clamp(timeout))
        key = object()
        scope.add(key, self._interrupt)
        try:
            result = action()
        except OSError:
            scope.check()
            raise
        finally:
            scope.remove(key)
        # A socket that was shut down under a read answers with an end of file.
        if scope.cancelled:
            scope.check()
        return result

    def _interrupt(self) -> None:
        _shut_down(self._sock)

    def close(self) -> None:
        self._sock.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> Any:
        import httpcore

        if isinstance(self._sock, ssl.SSLSocket):
            return self._tls_in_tls(ssl_context, server_hostname, timeout)
        scope = scopes.current()
        # Wrapping takes the descriptor away from the socket, so the means to interrupt it need one of their own.
        spare = socket.socket(fileno=os.dup(self._sock.fileno())) if scope is not scopes.ROOT else None
        try:
            self._sock.settimeout(scope.clamp(timeout))
            if spare is None:
                wrapped = ssl_context.wrap_socket(self._sock, server_hostname=server_hostname)
            else:
                with scope.on_cancel(lambda: _shut_down(spare)):
                    wrapped = ssl_context.wrap_socket(self._sock, server_hostname=server_hostname)
        except OSError as error:
            self._sock.close()
            scope.check()
            kind = httpcore.ConnectTimeout if isinstance(error, TimeoutError) else httpcore.ConnectError
            raise kind(str(error)) from error
        except BaseException:
            self._sock.close()
            raise
        finally:
            if spare is not None:
                spare.close()
        return ScopedStream(wrapped)

    def _tls_in_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None, timeout: float | None) -> Any:
        # Only for https over an https proxy: httpcore's own stream does the double wrapping.
        from httpcore._backends.sync import SyncStream

        return SyncStream(self._sock).start_tls(ssl_context, server_hostname, timeout)

    def get_extra_info(self, info: str) -> Any:
        if info == "ssl_object":
            return self._sock._sslobj if isinstance(self._sock, ssl.SSLSocket) else None  # type: ignore[attr-defined]
        if info == "client_addr":
            return self._sock.getsockname()
        if info == "server_addr":
            return self._sock.getpeername()
        if info == "socket":
            return self._sock
        if info == "is_readable":
            return _is_readable(self._sock)
        return None

    def forget(self) -> None:
        """Let go of a parent's connection in a forked child: without a word on the wire."""
        try:
            number = self._sock.detach()
            if number >= 0:
                os.close(number)
        except OSError:
            pass


def _shut_down(sock: socket.socket) -> None:
    try:
        # The method of plain sockets also for TLS: that of `SSLSocket` takes its state apart under the reader.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        pass


def _is_readable(sock: socket.socket) -> bool:
    number = sock.fileno()
    return number < 0 or _ready(sock, select.POLLIN if hasattr(select, "poll") else 1, 0.0)


def _ready(sock: socket.socket, event: int, seconds: float) -> bool:
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(sock.fileno(), event)
        return bool(poll.poll(max(0, int(seconds * 1000 + 0.999))))
    waits: list[Any] = [sock]
    reads, writes = (waits, []) if event == 1 else ([], waits)
    return any(select.select(reads, writes, waits, seconds))


def _connect(host: str, port: int, timeout: float | None, local_address: str | None) -> socket.socket:
    """Connect to the first address that answers; each of them gets the whole timeout."""
    scope = scopes.current()
    failure: OSError | None = None
    for family, kind, protocol, _, address in _resolve(scope, host, port, timeout):
        sock = socket.socket(family, kind, protocol)
        try:
            if local_address is not None:
                sock.bind((local_address, 0))
            _connect_one(scope, sock, address, timeout)
            return sock
        except OSError as error:
            sock.close()
            failure = error
        except BaseException:
            sock.close()
            raise
    if failure is None:
        raise OSError(f"{host} has no address.")
    try:
        raise failure
    finally:
        del failure


def _connect_one(scope: scopes.Scope, sock: socket.socket, address: Any, timeout: float | None) -> None:
    if scope is scopes.ROOT:
        sock.settimeout(timeout)
        sock.connect(address)
        return
    until = None if timeout is None else time.monotonic() + timeout
    sock.setblocking(False)
    code = sock.connect_ex(address)
    event = select.POLLOUT if hasattr(select, "poll") else 4
    # A connection attempt cannot be shut down on every system, so it is looked after in short turns.
    while not _ready(sock, event, min(0.05, scope.clamp(None) or 0.05)):
        scope.check()
        if until is not None and time.monotonic() >= until:
            raise TimeoutError("timed out")
    code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if code:
        raise OSError(code, os.strerror(code))


def _resolve(scope: scopes.Scope, host: str, port: int, timeout: float | None) -> list[Any]:
    """Look up a host; the system's resolver cannot be interrupted, so a thread waits for it where that matters."""
    if scope is scopes.ROOT or _is_numeric(host):
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    results: list[Any] = []
    failures: list[OSError] = []
    ended = threading.Event()

    def work() -> None:
        try:
            results.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except OSError as error:
            failures.append(error)
        finally:
            ended.set()

    threading.Thread(target=work, name="huggingface_hub-resolve", daemon=True).start()
    until = None if timeout is None else time.monotonic() + timeout
    stopped = scope.clamp(None)
    while not ended.wait(0.05 if stopped is None else min(0.05, stopped)):
        scope.check()
        if until is not None and time.monotonic() >= until:
            raise TimeoutError(f"Looking up {host} took longer than {timeout:g} seconds.")
    if failures:
        raise failures[0]
    return results


def _is_numeric(host: str) -> bool:
    return host == "localhost" or ":" in host or host.replace(".", "").isdigit()


def _forget_all() -> None:
    for stream in list(_streams):
        stream.forget()


_shared.in_child(_forget_all)
