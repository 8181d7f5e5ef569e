"""Who makes the httpx clients: this package, or the user through `set_client_factory`."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from typing import TYPE_CHECKING

from huggingface_hub import constants
from huggingface_hub._core import redact, trace
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import _shared, _shared_http


if TYPE_CHECKING:
    import httpx


_lock = _shared.ForkLock()
_client_factory: Callable[[], httpx.Client] | None = None
_async_client_factory: Callable[[], httpx.AsyncClient] | None = None
_session: httpx.Client | None = None
# Counts the factories: clients that are kept per loop are made anew when it has moved on.
async_generation = 0
generation = 0


def before_request(request: httpx.Request) -> str | None:
    """
    Refuse to go out in offline mode, and name a request for the Hub's logs.

    Args:
        request: A request that is about to be sent.

    Returns:
        Its name.

    Raises:
        OfflineModeIsEnabled: Requests are switched off.
    """
    if constants.is_offline_mode():
        raise errors.OfflineModeIsEnabled(
            f"Cannot reach {redact.url(str(request.url))}: offline mode is enabled. To disable it, please unset the"
            " `HF_HUB_OFFLINE` environment variable."
        )
    if trace.X_AMZN_TRACE_ID not in request.headers:
        request.headers[trace.X_AMZN_TRACE_ID] = request.headers.get(trace.X_REQUEST_ID) or trace.new_id()
    name: str | None = request.headers[trace.X_AMZN_TRACE_ID]
    return name


async def async_before_request(request: httpx.Request) -> str | None:
    """
    Refuse to go out in offline mode, and name a request for the Hub's logs.

    Args:
        request: A request that is about to be sent.

    Returns:
        Its name.

    Raises:
        OfflineModeIsEnabled: Requests are switched off.
    """
    return before_request(request)


def default_client_factory() -> httpx.Client:
    """
    Make a client with this package's settings: what `set_client_factory` replaces.

    Returns:
        A new `httpx.Client` of yours, to be closed by you.
    """
    import httpx

    arguments = _shared_http.client_arguments(_shared_http.DEFAULT)
    return httpx.Client(**arguments, event_hooks={"request": [before_request]})


def default_async_client_factory() -> httpx.AsyncClient:
    """
    Make a client for async code with this package's settings: what `set_async_client_factory` replaces.

    Returns:
        A new `httpx.AsyncClient` of yours, to be closed by you.
    """
    import httpx

    arguments = _shared_http.client_arguments(_shared_http.DEFAULT)
    hooks: dict[str, list[Callable[..., object]]] = {"request": [async_before_request], "response": [async_read_error]}
    return httpx.AsyncClient(**arguments, event_hooks=hooks)


async def async_read_error(response: httpx.Response) -> None:
    """
    Have small error texts at hand, so that the error's message can quote them later.

    Args:
        response: An answer that was just opened.
    """
    length = response.headers.get("Content-Length", "")
    if response.status_code >= 400 and length.isdigit() and int(length) < 1_000_000:
        await response.aread()


def set_client_factory(client_factory: Callable[[], httpx.Client]) -> None:
    """
    Have the HTTP client of the blocking calls made by a function of your own.

    Args:
        client_factory: Called without arguments when the next request needs a client; returns an `httpx.Client`. The
            client is shared by all threads, and closed when the process ends.
    """
    global _client_factory
    with _lock:
        _client_factory = client_factory
    close_session()


def set_async_client_factory(async_client_factory: Callable[[], httpx.AsyncClient]) -> None:
    """
    Have the HTTP clients of the async calls made by a function of your own.

    Args:
        async_client_factory: Called without arguments; returns a new `httpx.AsyncClient` each time, since a client
            works in one event loop only.
    """
    global _async_client_factory, async_generation
    with _lock:
        _async_client_factory = async_client_factory
        async_generation += 1


def get_session() -> httpx.Client:
    """
    The HTTP client that all blocking calls share.

    Returns:
        An `httpx.Client` that follows redirects and names each request in the header `X-Amzn-Trace-Id`. It belongs to
        the process: don't close it, call `close_session()` instead.
    """
    global _session
    session = _session
    if session is not None and not session.is_closed:
        return session
    from huggingface_hub._runtime.blocking import network

    with _lock:
        if _session is None or _session.is_closed:
            _session = (_client_factory or default_client_factory)()
            network.instrument(_session)
        return _session


def get_async_session() -> httpx.AsyncClient:
    """
    A new HTTP client for async code.

    Returns:
        An `httpx.AsyncClient` of yours: use it with `async with`.
    """
    return (_async_client_factory or default_async_client_factory)()


def has_custom_client() -> bool:
    """Whether the user makes the blocking client."""
    return _client_factory is not None


def has_custom_async_client() -> bool:
    """Whether the user makes the async clients."""
    return _async_client_factory is not None


def session_is_stock() -> bool:
    """Whether the client that all blocking calls share is as this package has made it, if there is one."""
    session = _session
    if session is None:
        return True
    import httpx

    hooks = session.event_hooks
    return (
        type(session) is httpx.Client
        and type(session._transport) is httpx.HTTPTransport
        and hooks["request"] == [before_request]
        and not hooks["response"]
    )


def custom_async_client() -> httpx.AsyncClient | None:
    """A client of the user's making, if there is a factory."""
    return None if _async_client_factory is None else _async_client_factory()


def close_session() -> None:
    """Close the client that all blocking calls share; the next call makes a new one."""
    global _session, generation
    with _lock:
        session, _session = _session, None
        generation += 1
    if session is not None:
        session.close()


def _forget() -> None:
    # The connections belong to the parent, so nothing is closed here.
    global _session
    _session = None


_shared.in_child(_forget)
atexit.register(close_session)
