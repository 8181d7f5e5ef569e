"""Sockets whose waits end when the surrounding scope is stopped, whoever pools them."""

from __future__ import annotations

import os
import socket
import ssl
import weakref
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from huggingface_hub._runtime import _shared, _shared_http
from huggingface_hub._runtime.blocking import scopes
from huggingface_hub._runtime.blocking.connect import connect


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
            sock = connect(host, port, timeout, local_address)
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
            return _shared_http.is_readable(self._sock)
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


def _forget_all() -> None:
    for stream in list(_streams):
        stream.forget()


_shared.in_child(_forget_all)
