"""One exchange with a server: no redirects, no retries, bounded bodies. The pool behind it is shared."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from huggingface_hub._runtime import _shared, _shared_http, factories
from huggingface_hub._runtime._shared_http import DEFAULT, Body, Inflater, Lines, Regroup, SliceReader
from huggingface_hub._runtime.blocking import scopes
from huggingface_hub._runtime.blocking.sync import Semaphore
from huggingface_hub._runtime.blocking.tasks import sleep
from huggingface_hub.types.http import FileSlice, HttpOptions, HttpRequest, ObjectSlice


if TYPE_CHECKING:
    import httpx


class HttpStream:
    """An answer whose content is still on its way.

    Attributes:
        response: The answer as httpx gives it; its content is there after `read` or `read_error`.
    """

    def __init__(self, response: httpx.Response) -> None:
        self.response = response

    @property
    def status_code(self) -> int:
        """The status of the answer."""
        return self.response.status_code

    @property
    def headers(self) -> httpx.Headers:
        """The headers of the answer."""
        return self.response.headers

    @property
    def url(self) -> str:
        """Where the request went."""
        return str(self.response.request.url)

    @property
    def http_version(self) -> str:
        """`HTTP/1.1`, mostly."""
        return self.response.http_version

    @property
    def network_stream(self) -> Any:
        """The connection underneath, if the transport offers it."""
        return self.response.extensions.get("network_stream")

    def iter_bytes(self, chunk_size: int | None = None) -> Generator[bytes, None, None]:
        """The content in pieces, as they come, or joined to at least `chunk_size` bytes; unpacked if it was packed."""
        group = Regroup(chunk_size)
        for piece in self._decoded():
            scopes.checkpoint()
            if joined := group.add(piece):
                yield joined
        if rest := group.rest():
            yield rest

    def _decoded(self) -> Generator[bytes, None, None]:
        _shared_http.check_encoding(self.response)
        if (content := _shared_http.already_read(self.response)) is not None:
            yield content
            return
        if _shared_http.is_identity(self.response):
            yield from self.response.iter_raw()
            return
        if self.response.is_stream_consumed:
            # A hook of the client has read it, and unpacked it.
            yield self.response.content
            return
        inflater: Inflater | None = _shared_http.inflater_for(self.response)
        if inflater is None:
            # Nothing that we ask for: httpx unpacks what it can.
            yield from self.response.iter_bytes()
            return
        for piece in self.response.iter_raw():
            yield from inflater.feed(piece)
        inflater.finish()

    def iter_lines(self) -> Generator[str, None, None]:
        """The lines of the content without their ends; a line of more than 1 MiB is an error."""
        lines = Lines()
        for piece in self.iter_bytes():
            yield from lines.add(piece)
        yield from lines.rest()

    def read(self, max_body: int | None = None) -> bytes:
        """Read all of the content, of an error no more than 64 KiB; more than `max_body` raises."""
        body = Body(self.response, max_body)
        for piece in self.iter_bytes():
            if not body.add(piece):
                break
        body.store()
        return self.response.content

    def read_error(self) -> None:
        """Read up to 64 KiB, so that `response` can explain what went wrong; a broken connection ends it early."""
        import httpx

        body = Body(self.response, None)
        try:
            for piece in self.iter_bytes():
                if not body.add(piece):
                    break
        except httpx.HTTPError:
            pass
        body.store()


class HttpClient:
    """Sends requests over a pool of connections.

    Args:
        options: What tells this pool from others.
        max_connections: How many exchanges go on at once; others wait for their turn.
    """

    def __init__(self, options: HttpOptions = DEFAULT, *, max_connections: int = _shared_http.MAX_CONNECTIONS) -> None:
        self.options = options
        self._own: dict[int, httpx.Client] = {}
        self._generation = 0
        self._lock = _shared.ForkLock()
        # httpcore's own queue gets slower with the square of its length, and cannot be interrupted.
        self._places = Semaphore(max_connections)
        self._shards = _shared_http.Shards(max_connections)
        _shared.rearm_after_fork(self)

    def _rearm(self) -> None:
        self._own = {}

    def _client(self, shard: int) -> httpx.Client:
        if self.options == DEFAULT:
            if not shard or factories.has_custom_client():
                return factories.get_session()
            if self._generation != factories.generation:
                # The session was closed, and these are a part of it.
                self.close()
        with self._lock:
            client = self._own.get(shard)
            if client is None:
                self._generation = factories.generation
                client = self._own[shard] = _new_client(self.options)
            return client

    def send(self, request: HttpRequest, *, max_body: int | None = None) -> httpx.Response:
        """Make one exchange and read all of the answer.

        Args:
            request: What to send.
            max_body: How many bytes, unpacked, the answer may have. Errors (status 400 and above) are cut at 64 KiB
                instead.

        Returns:
            The answer, with its content.

        Raises:
            ResponseTooLargeError: The answer is larger than `max_body`.
        """
        with self.stream(request) as stream:
            stream.read(max_body)
            return stream.response

    @contextmanager
    def stream(self, request: HttpRequest) -> Generator[HttpStream, None, None]:
        """Make one exchange; the answer's content is read inside of the block."""
        self._take_place(request)
        shard = self._shards.take()
        try:
            response = self._open(request, shard)
            try:
                yield HttpStream(response)
            finally:
                response.close()
        finally:
            self._shards.give_back(shard)
            self._places.release()

    def _take_place(self, request: HttpRequest) -> None:
        if request.timeouts.pool is None:
            self._places.acquire()
            return
        with scopes.move_on_after(request.timeouts.pool) as scope:
            self._places.acquire()
        if scope.expired:
            import httpx

            raise httpx.PoolTimeout(f"No connection became free within {request.timeouts.pool:g} seconds.")

    def _open(self, request: HttpRequest, shard: int) -> httpx.Response:
        import httpx

        for left in range(_shared_http.STALE_RETRIES, -1, -1):
            scopes.checkpoint()
            seen = _shared_http.Attempt()
            token = _shared_http.attempt.set(seen)
            try:
                return self._open_once(request, shard)
            except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
                if not left or not _shared_http.may_resend(seen, request.method):
                    raise
            finally:
                _shared_http.attempt.reset(token)
        raise AssertionError("the last attempt returns or raises")

    def _open_once(self, request: HttpRequest, shard: int) -> httpx.Response:
        client = self._client(shard)
        content = request.content
        reader = SliceReader(content) if isinstance(content, (FileSlice, ObjectSlice)) else None
        body: Any = content if reader is None else _pieces(reader, request)
        outgoing = client.build_request(
            request.method,
            request.url,
            headers=_shared_http.headers_of(request),
            content=body,
            extensions=_shared_http.extensions_of(request),
        )
        try:
            return client.send(outgoing, stream=True, follow_redirects=False, auth=None)
        finally:
            # The answer may come before the body was read to its end, and nobody else closes the file then.
            if reader is not None:
                reader.close()

    def close(self) -> None:
        """Close the connections of a pool of one's own; the shared one ends with `close_session`."""
        with self._lock:
            own, self._own = self._own, {}
        for client in own.values():
            client.close()


def _pieces(reader: SliceReader, request: HttpRequest) -> Generator[bytes, None, None]:
    while piece := reader.next():
        scopes.checkpoint()
        yield piece
        if request.sent is not None:
            request.sent(reader.done)
        if request.pace is not None:
            sleep(request.pace(len(piece)))


def _new_client(options: HttpOptions) -> httpx.Client:
    import httpx

    from huggingface_hub._runtime.blocking import network

    hooks = {"request": [factories.before_request]}
    client = httpx.Client(**_shared_http.client_arguments(options), event_hooks=hooks)
    network.instrument(client)
    return client


_lock = _shared.ForkLock()
_clients: dict[HttpOptions, HttpClient] = {}


def http_client(options: HttpOptions = DEFAULT) -> HttpClient:
    """The client for these options that all of the process shares."""
    client = _clients.get(options)
    if client is not None:
        return client
    with _lock:
        return _clients.setdefault(options, HttpClient(options))


def _close_all() -> None:
    for client in list(_clients.values()):
        client.close()
    _clients.clear()


def _register() -> None:
    import atexit

    atexit.register(_close_all)


_register()
_shared.in_child(_clients.clear)
