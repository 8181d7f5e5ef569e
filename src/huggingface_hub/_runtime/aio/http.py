"""One exchange with a server: no redirects, no retries, bounded bodies. The pool behind it is shared."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Any

from huggingface_hub._runtime import _shared_http, factories
from huggingface_hub._runtime._shared_http import DEFAULT, Body, Inflater, Lines, Regroup, SliceReader
from huggingface_hub._runtime.aio import loops, network, scopes
from huggingface_hub._runtime.aio.sync import Semaphore
from huggingface_hub._runtime.aio.tasks import sleep, to_thread
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

    async def iter_bytes(self, chunk_size: int | None = None) -> AsyncGenerator[bytes, None]:
        """The content in pieces, as they come, or joined to at least `chunk_size` bytes; unpacked if it was packed."""
        group = Regroup(chunk_size)
        async with aclosing(self._decoded()) as pieces:
            async for piece in pieces:
                if joined := group.add(piece):
                    yield joined
        if rest := group.rest():
            yield rest

    async def _decoded(self) -> AsyncGenerator[bytes, None]:
        _shared_http.check_encoding(self.response)
        if self.response.is_stream_consumed:
            # A hook of the client has read it, and unpacked it.
            yield self.response.content
            return
        if (content := _shared_http.already_read(self.response)) is not None:
            yield content
            return
        inflater: Inflater | None = _shared_http.inflater_for(self.response)
        # What we didn't ask for, httpx unpacks if it can.
        known = inflater is not None or _shared_http.is_identity(self.response)
        source: Any = self.response.aiter_raw() if known else self.response.aiter_bytes()
        async with aclosing(source) as pieces:
            async for piece in pieces:
                if inflater is None:
                    yield piece
                    continue
                for unpacked in inflater.feed(piece):
                    yield unpacked
        if inflater is not None:
            inflater.finish()

    async def iter_lines(self) -> AsyncGenerator[str, None]:
        """The lines of the content without their ends; a line of more than 1 MiB is an error."""
        lines = Lines()
        async with aclosing(self.iter_bytes()) as pieces:
            async for piece in pieces:
                for line in lines.add(piece):
                    yield line
        for line in lines.rest():
            yield line

    async def read(self, max_body: int | None = None) -> bytes:
        """Read all of the content, of an error no more than 64 KiB; more than `max_body` raises."""
        body = Body(self.response, max_body)
        async with aclosing(self.iter_bytes()) as pieces:
            async for piece in pieces:
                if not body.add(piece):
                    break
        body.store()
        return self.response.content

    async def read_error(self) -> None:
        """Read up to 64 KiB, so that `response` can explain what went wrong; a broken connection ends it early."""
        import httpx

        body = Body(self.response, None)
        try:
            async with aclosing(self.iter_bytes()) as pieces:
                async for piece in pieces:
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
        # httpcore's own queue gets slower with the square of its length.
        self._places = Semaphore(max_connections)
        self._shards = _shared_http.Shards(max_connections)

    def _client(self, shard: int) -> httpx.AsyncClient:
        """The httpx client of the running loop; made again when the user has set another factory."""
        default = self.options == DEFAULT
        if default and factories.has_custom_async_client():
            shard = 0
        key = ("httpx", factories.async_generation if default else self.options, shard)
        state = loops.state()
        client: httpx.AsyncClient | None = state.things.get(key)
        if client is None or client.is_closed:
            client = (factories.custom_async_client() if default else None) or _new_client(self.options)
            backend = network.instrument(client)
            state.things[key] = client
            state.closers.append((client.aclose, backend.abandon))
        return client

    async def send(self, request: HttpRequest, *, max_body: int | None = None) -> httpx.Response:
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
        async with self.stream(request) as stream:
            await stream.read(max_body)
            return stream.response

    @asynccontextmanager
    async def stream(self, request: HttpRequest) -> AsyncGenerator[HttpStream, None]:
        """Make one exchange; the answer's content is read inside of the block."""
        await self._take_place(request)
        shard = self._shards.take()
        try:
            response = await self._open(request, shard)
            try:
                yield HttpStream(response)
            finally:
                async with scopes.shield():
                    await response.aclose()
        finally:
            self._shards.give_back(shard)
            self._places.release()

    async def _take_place(self, request: HttpRequest) -> None:
        if request.timeouts.pool is None:
            await self._places.acquire()
            return
        async with scopes.move_on_after(request.timeouts.pool) as scope:
            await self._places.acquire()
        if scope.expired:
            import httpx

            raise httpx.PoolTimeout(f"No connection became free within {request.timeouts.pool:g} seconds.")

    async def _open(self, request: HttpRequest, shard: int) -> httpx.Response:
        import httpx

        for left in range(_shared_http.STALE_RETRIES, -1, -1):
            seen = _shared_http.Attempt()
            token = _shared_http.attempt.set(seen)
            try:
                return await self._open_once(request, shard)
            except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
                if not left or not _shared_http.may_resend(seen, request.method):
                    raise
            finally:
                _shared_http.attempt.reset(token)
        raise AssertionError("the last attempt returns or raises")

    async def _open_once(self, request: HttpRequest, shard: int) -> httpx.Response:
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
            return await client.send(outgoing, stream=True, follow_redirects=False, auth=None)
        finally:
            # The answer may come before the body was read to its end, and nobody else closes the file then.
            if reader is not None:
                reader.close()

    async def close(self) -> None:
        """Close the connections of a pool of one's own; the shared one ends with its loop."""
        if self.options == DEFAULT:
            return
        state = loops.state()
        for key in [key for key in state.things if isinstance(key, tuple) and key[1] == self.options]:
            client = state.things.pop(key)
            state.closers = [pair for pair in state.closers if pair[0].__self__ is not client]  # type: ignore[attr-defined]
            await client.aclose()


async def _pieces(reader: SliceReader, request: HttpRequest) -> AsyncGenerator[bytes, None]:
    while piece := await to_thread(reader.next):
        yield piece
        if request.sent is not None:
            request.sent(reader.done)
        if request.pace is not None:
            await sleep(request.pace(len(piece)))


def _new_client(options: HttpOptions) -> httpx.AsyncClient:
    import httpx

    hooks = {"request": [factories.async_before_request]}
    return httpx.AsyncClient(**_shared_http.client_arguments(options), event_hooks=hooks)


def http_client(options: HttpOptions = DEFAULT) -> HttpClient:
    """The client for these options that all of the running loop shares."""
    state = loops.state()
    client: HttpClient | None = state.things.get(options)
    if client is None:
        client = state.things[options] = HttpClient(options)
    return client
