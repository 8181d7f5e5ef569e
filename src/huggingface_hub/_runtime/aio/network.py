"""What the network tells about a request, and how connections of a loop that is gone are let go."""

from __future__ import annotations

import ssl
import weakref
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from huggingface_hub._runtime import _shared_http


if TYPE_CHECKING:
    import httpx


def instrument(client: httpx.AsyncClient) -> Backend:
    """Have the client's own transports open their connections here; transports of the user's making stay as they are."""
    import httpcore
    import httpx

    backend = Backend(httpcore.AnyIOBackend())
    for transport in (client._transport, *client._mounts.values()):
        pool: Any = getattr(transport, "_pool", None)
        if isinstance(transport, httpx.AsyncHTTPTransport) and hasattr(pool, "_network_backend"):
            # httpcore takes the backend as an argument, but httpx has no way to hand one in.
            pool._network_backend = backend
    return backend


class Backend:
    """Opens connections for httpcore and remembers them."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._streams: weakref.WeakSet[Stream] = weakref.WeakSet()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> Stream:
        _mark_fresh()
        return self._track(await self._inner.connect_tcp(host, port, timeout, local_address, socket_options))

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> Stream:
        _mark_fresh()
        return self._track(await self._inner.connect_unix_socket(path, timeout, socket_options))

    def _track(self, inner: Any) -> Stream:
        stream = Stream(inner, self)
        self._streams.add(stream)
        return stream

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)

    def abandon(self) -> None:
        """Close the sockets behind the back of a loop that is closed and would refuse to do it."""
        for stream in list(self._streams):
            stream.abandon()


def _mark_fresh() -> None:
    seen = _shared_http.attempt.get()
    if seen is not None:
        seen.fresh = True


class Stream:
    """A connection, as httpcore uses it."""

    def __init__(self, inner: Any, backend: Backend) -> None:
        self._inner = inner
        self._backend = backend
        self._socket: Any = None

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data: bytes = await self._inner.read(max_bytes, timeout)
        if data and (seen := _shared_http.attempt.get()) is not None:
            seen.received = True
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            await self._inner.write(buffer, timeout)
        except Exception:
            if (seen := _shared_http.attempt.get()) is not None:
                seen.write_failed = True
            raise

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> Stream:
        return self._backend._track(await self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            # Asked for every idle connection at every request, and slow to find through all the layers below.
            if self._socket is None:
                self._socket = self._inner.get_extra_info("socket")
            return _shared_http.is_readable(self._socket)
        return self._inner.get_extra_info(info)

    def abandon(self) -> None:
        # httpcore's stream -> anyio's (below its TLS, if any) -> the transport of asyncio.
        stream = getattr(self._inner, "_stream", None)
        stream = getattr(stream, "transport_stream", stream)
        transport = getattr(stream, "_transport", None)
        sock = getattr(transport, "_sock", None)
        if transport is None or sock is None:
            return
        sock.close()
        # It would warn of being unclosed when it is collected, and cannot be closed without its loop.
        transport._sock = None
