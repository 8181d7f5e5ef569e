"""Where the lane may go, and one exchange over it: connecting, redirects, and connections that had gone stale."""

from __future__ import annotations

import os
import sys
import types
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from huggingface_hub import constants
from huggingface_hub._core import curl, transport, trust
from huggingface_hub._core.exchange import Exchange
from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.trust import Origin
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import _shared_http, clock, factories
from huggingface_hub._runtime.lane import connection as connections
from huggingface_hub._runtime.lane.connection import Connection, Meter, Steps
from huggingface_hub._runtime.lane.http import Head, Unsuitable, render, render_headers
from huggingface_hub._runtime.lane.loop import Loop
from huggingface_hub._runtime.lane.pool import POOL
from huggingface_hub.types.http import FileSlice, HttpOptions, HttpRequest


if TYPE_CHECKING:
    import ssl

logger = get_logger(__name__)

# What sends requests, and would be replaced by whoever wants to see them.
_SENDING = {
    "httpx": [
        ("Client", "send"),
        ("AsyncClient", "send"),
        ("HTTPTransport", "handle_request"),
        ("AsyncHTTPTransport", "handle_async_request"),
    ],
    "httpcore": [("ConnectionPool", "handle_request"), ("AsyncConnectionPool", "handle_async_request")],
}
# Bodies of redirects and errors up to here are read, so that the connection can be used again.
MAX_ASIDE = 64 * 1024


class Answer(NamedTuple):
    """The head of an answer, and the connection on which its body comes."""

    connection: Connection
    head: Head
    request: HttpRequest


def is_open(options: HttpOptions, url: str) -> bool:
    """Whether the lane may be used for an address: nobody has asked for anything that only httpx knows."""
    if constants.HF_HUB_DISABLE_FAST_LANE or options.proxy is not None:
        return False
    if factories.has_custom_client() or factories.has_custom_async_client():
        return False
    return not _is_proxied(options, url) and is_stock()


def is_stock() -> bool:
    """Whether httpx is as it was made: mocks, recorders and tracers replace parts of it, and want to see requests.

    Nobody has replaced parts of what is not imported.
    """
    # Imported once more, which waits if another thread is in the middle of it.
    modules = [import_module(name) for name in ("httpx", "httpcore") if name in sys.modules]
    home = {Path(module.__file__ or "").parent for module in modules}
    for module in modules:
        for name, method in _SENDING[module.__name__]:
            function = getattr(getattr(module, name), method)
            if not isinstance(function, types.FunctionType):
                return False
            if not home.intersection(Path(function.__code__.co_filename).parents):
                return False
    return factories.session_is_stock()


def _is_proxied(options: HttpOptions, url: str) -> bool:
    if not options.trust_env or not _has_proxies():
        return False
    from urllib.request import getproxies, proxy_bypass

    proxies = getproxies()
    origin = trust.origin(url)
    if not (proxies.get(origin.scheme) or proxies.get("all")):
        return False
    return not proxy_bypass(f"{origin.host}:{origin.port}")


def _has_proxies() -> bool:
    """Whether there can be any proxies: what knows about them is slow to import."""
    if sys.platform in ("darwin", "win32"):
        # There the system has settings of its own.
        return True
    return any(name[-6:].lower() == "_proxy" and value for name, value in os.environ.items())


def tls_context(options: HttpOptions) -> ssl.SSLContext:
    """The TLS settings, as httpx has them. What a caller has made is used as it is: it may be in use elsewhere."""
    import ssl

    import httpx

    made = _shared_http.ssl_context(options.verify, options.trust_env)
    context: ssl.SSLContext = made if isinstance(made, ssl.SSLContext) else _unverified(httpx)
    if context is not options.verify:
        context.set_alpn_protocols(["http/1.1"])
    return context


_UNVERIFIED: list[ssl.SSLContext] = []


def _unverified(httpx: Any) -> ssl.SSLContext:
    # One for all, since connections are kept by it.
    if not _UNVERIFIED:
        _UNVERIFIED.append(httpx.create_ssl_context(verify=False))
    return _UNVERIFIED[0]


def _may_be_stale(connection: Connection, request: HttpRequest, error: Exception) -> bool:
    """Whether an exchange failed because its connection had been used before.

    Servers close connections that were idle for a while, just when they are used again; and some leave bytes on them that
    belong to nothing.
    """
    if isinstance(error, errors.TimeoutException):
        return False
    if not connection.answered:
        return True
    import httpx  # loaded by now, as the error is one of its

    return isinstance(error, httpx.RemoteProtocolError) and request.method in ("GET", "HEAD")


def _nobody(count: int) -> None:
    """Progress that nobody wants to see."""


class Route:
    """Exchanges of one download.

    Args:
        options: How to connect.
        loop: Runs the steps.
    """

    def __init__(self, options: HttpOptions, loop: Loop) -> None:
        self._options = options
        self._loop = loop
        self._context: ssl.SSLContext | None = None
        self._checked: dict[str, Origin] = {}
        self._idle: dict[Origin, list[Connection]] = {}
        self._rendered: tuple[object, str] | None = None
        self._addresses: dict[Origin, list[Any]] = {}

    def ask(self, steps: Exchange, meter: Meter | None = None) -> Steps[Answer]:
        """Send a request, follow redirects, and return with the head of the answer that counts.

        Args:
            steps: The exchange.
            meter: Counts what is sent of a file.

        Raises:
            Unsuitable: It is nothing for the lane.
        """
        while True:
            request = steps.request
            connection, head = yield from self._exchange(request, meter)
            try:
                pause = steps.on_response(head.status, head, now=clock.monotonic())
            except BaseException:
                connection.close()
                raise
            if pause is None:
                return Answer(connection, head, request)
            yield from self.discard(connection, head, request.timeouts.stall)

    def _exchange(self, request: HttpRequest, meter: Meter | None) -> Steps[tuple[Connection, Head]]:
        origin = self._allowed(request.url)
        data = render(request, self._headers_of(request))
        if constants.HF_DEBUG:
            logger.debug("%s", curl.render(request))
        while True:
            connection = yield from self._connected(origin, request)
            connection.url, connection.answered = request.url, False
            try:
                yield from connection.send(data, request.timeouts)
                if isinstance(request.content, FileSlice):
                    yield from connection.send_file(request.content, request.timeouts, meter or Meter(_nobody))
                head = yield from connection.read_head(request.timeouts)
                if request.method == "HEAD":
                    # What the headers say of a body is about the one that a GET would bring.
                    head.length = 0
            except errors.TransportError as error:
                connection.close()
                if connection.reused and _may_be_stale(connection, request, error):
                    continue
                raise
            except BaseException:
                connection.close()
                raise
            return connection, head

    def _headers_of(self, request: HttpRequest) -> str:
        """The headers as text; those of many requests are the same, and take longer than all the rest."""
        if self._rendered is None or self._rendered[0] is not request.headers:
            self._rendered = (request.headers, render_headers(request))
        return self._rendered[1]

    def _allowed(self, url: str) -> Origin:
        if constants.is_offline_mode():
            raise errors.OfflineModeIsEnabled("Offline mode was enabled meanwhile: unset `HF_HUB_OFFLINE` to download.")
        start = "/".join(url.split("/", 3)[:3])
        origin = self._checked.get(start)
        if origin is None:
            origin = trust.origin(url)
            if _is_proxied(self._options, url):
                raise Unsuitable("a proxy is in charge")
            self._checked[start] = origin
        return origin

    def _connected(self, origin: Origin, request: HttpRequest) -> Steps[Connection]:
        idle = self._idle.get(origin)
        while idle:
            connection = idle.pop()
            if connection.fileno() >= 0:
                return connection
        return (yield from self._opened(origin, request))

    def _opened(self, origin: Origin, request: HttpRequest) -> Steps[Connection]:
        context = self._tls() if origin.scheme == "https" else None
        kept = POOL.take(origin, context)
        if kept is not None:
            return kept
        connection = yield from self._dial(origin, request)
        if context is not None:
            connection.context = context
            try:
                yield from connection.secure(request.timeouts)
            except BaseException as error:
                connection.close()
                advice = transport.tls_advice(error, origin.host)
                if advice:
                    error.args = (f"{error.args[0]}\n{advice}", *error.args[1:])
                raise
            if connection.sock.selected_alpn_protocol() not in (None, "http/1.1"):
                # The settings of a caller offer more than we speak.
                connection.close()
                raise Unsuitable("another version of HTTP was agreed upon")
        return connection

    def _dial(self, origin: Origin, request: HttpRequest) -> Steps[Connection]:
        """Connect to the address that has worked, or to the likeliest; if it does not answer, to whichever does."""
        timeouts, url = request.timeouts, request.url
        known = last = POOL.address(origin)
        if known is None:
            if origin not in self._addresses:
                self._addresses[origin] = connections.look_up(origin, timeouts, url)
            last, *others = self._addresses[origin]
            patience = connections.HEAD_START if others else timeouts.connect
            try:
                connection = yield from connections.dial_known(origin, last, patience, url)
            except errors.TransportError:
                if not others:
                    raise
                # Another connection may have found one that works meanwhile.
                known = POOL.address(origin)
            else:
                POOL.remember(origin, last)
                return connection
        if known is not None:
            try:
                return (yield from connections.dial_known(origin, known, timeouts.connect, url))
            except errors.TransportError:
                POOL.remember(origin, None)
        connection, address = connections.dial(origin, timeouts, url, last)
        POOL.remember(origin, address)
        return connection

    def _tls(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = tls_context(self._options)
        return self._context

    def discard(self, connection: Connection, head: Head, window: float | None) -> Steps[None]:
        """Be done with an answer whose body does not matter."""
        if head.length is None or head.length > MAX_ASIDE:
            connection.close()
            return
        try:
            yield from connection.read_body(head.length, window)
        except BaseException:
            connection.close()
            raise
        self.give_back(connection, head)

    def give_back(self, connection: Connection, head: Head) -> None:
        """Keep a connection whose answer was read to its end for the next exchange."""
        if not head.keeps or connection.inbox or connection.has_pending():
            connection.close()
            return
        connection.reused = True
        self._idle.setdefault(connection.origin, []).append(connection)

    def close(self) -> None:
        """Hand idle connections to whoever comes next."""
        for idle in self._idle.values():
            for connection in idle:
                if connection.fileno() >= 0:
                    self._loop.forget(connection)
                    POOL.put(connection)
        self._idle.clear()
