"""The application: from a request to a handler, and from whatever happens there to an answer."""

from __future__ import annotations

import inspect
import tempfile
import time
import zlib
from collections.abc import Awaitable, Callable
from typing import IO, Any, cast
from uuid import uuid4

import anyio.to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from huggingface_hub._core.logs import get_logger
from huggingface_hub.local_hub import auth
from huggingface_hub.local_hub.context import JSON, Context
from huggingface_hub.local_hub.errors import HubError, Redirect, bad_request
from huggingface_hub.local_hub.routes import all_routers
from huggingface_hub.local_hub.routing import Match, Routes
from huggingface_hub.local_hub.state.store import HubState


logger = get_logger(__name__)

_SPOOL_IN_MEMORY = 4 * 1024 * 1024
_INFLATE = 1024 * 1024


class HubApp:
    """
    The ASGI application of one hub.

    Handlers that are plain functions run in a worker thread with their body read; those that stream are coroutines.
    """

    def __init__(self, hub: HubState) -> None:
        self.hub = hub
        self._routes = Routes(all_routers())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        started = time.monotonic()
        request_id = _request_id(request)
        status = 499

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            response = await self._answer(request)
            await response(scope, receive, send_with_id)
        except ClientDisconnect:
            logger.debug("%s %s: the client went away", request.method, scope["path"])
        finally:
            logger.info("%s %s %d %.0f ms", request.method, scope["path"], status, (time.monotonic() - started) * 1000)

    async def _answer(self, request: Request) -> Response:
        try:
            return await self._dispatch(request)
        except HubError as error:
            return JSON(error.response_body(), error.status, error.response_headers())
        except Redirect as redirect:
            return Response(b"", 307, {"Location": redirect.location})
        except ClientDisconnect:
            raise
        except Exception:
            logger.exception("%s %s failed", request.method, request.scope["path"])
            failure = HubError(500, "Internal error of the local Hub; its log says more.")
            return JSON(failure.response_body(), 500, failure.response_headers())

    async def _dispatch(self, request: Request) -> Response:
        exists: Callable[[str, str], bool] = lambda kind, name: (  # noqa: E731
            self.hub.repos.find(kind, name) is not None or self.hub.repos.moved(kind, name) is not None
        )
        found = self._routes.find(request.method, request.scope["raw_path"], exists)
        if not isinstance(found, Match):
            if found.methods:
                allowed = ", ".join(sorted(found.methods))
                raise HubError(
                    405, f"{request.method} is not possible here, only {allowed}", headers={"Allow": allowed}
                )
            raise HubError(404, "Sorry, we can't find the page you are looking for.")
        context = Context(self.hub, request, auth.Caller(), found.params, found.repo_type, found.repo_id)
        return await self._run(found.handler, context)

    async def _run(self, handler: Callable[[Context], Response | Awaitable[Response]], context: Context) -> Response:
        if inspect.iscoroutinefunction(handler):
            return cast("Response", await handler(context))
        guard = getattr(handler, "guard", None)
        if guard is None:
            context.body = await _small_body(context.request, self.hub.config.max_body)
            return cast("Response", await anyio.to_thread.run_sync(_identify_and_call, handler, context))
        # Whoever may not do this need not send a large body first.
        await anyio.to_thread.run_sync(_identify_and_call, guard, context)
        with tempfile.SpooledTemporaryFile(max_size=_SPOOL_IN_MEMORY) as spool:
            await read_body(context.request, cast("IO[bytes]", spool), self.hub.config.max_commit)
            context.spool = cast("IO[bytes]", spool)
            return cast("Response", await anyio.to_thread.run_sync(handler, context))


def _identify_and_call(function: Callable[[Context], Any], context: Context) -> Any:
    """One hop into a worker thread for both."""
    # Signed URLs carry their own permission; whatever token comes along is not looked at.
    if not getattr(function, "signed", False):
        context.caller = auth.identify(context.request.headers.get("authorization"), context.hub.users)
    return function(context)


async def _small_body(request: Request, limit: int) -> bytes:
    if request.method in {"GET", "HEAD"}:
        return b""
    parts: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise HubError(413, f"The body is larger than the {limit} bytes that are accepted here.")
        parts.append(chunk)
    return b"".join(parts)


async def read_body(request: Request, target: IO[bytes], limit: int) -> None:
    """Copy a body into a file, decompressed if it came compressed, and rewind the file."""
    encoding = request.headers.get("content-encoding", "identity")
    if encoding not in {"identity", "gzip", "x-gzip"}:
        raise HubError(
            415,
            f"Bodies with Content-Encoding {encoding} are not understood here: send them as they are, or with gzip.",
        )
    inflate = None if encoding == "identity" else zlib.decompressobj(31)
    size = 0
    async for chunk in request.stream():
        while chunk:
            # Bounded, so that a small body cannot become a huge one at once.
            data = _inflated(inflate, chunk) if inflate else chunk
            chunk = inflate.unconsumed_tail if inflate else b""
            size += len(data)
            if size > limit:
                raise HubError(413, f"The body is larger than the {limit} bytes that are accepted here.")
            await anyio.to_thread.run_sync(target.write, data)
    if inflate is not None and not inflate.eof and size:
        raise bad_request("The compressed body ends early.")
    target.seek(0)


def _inflated(inflate: zlib._Decompress, chunk: bytes) -> bytes:
    try:
        return inflate.decompress(chunk, _INFLATE)
    except zlib.error as error:
        raise bad_request(f"The body is not what its Content-Encoding says: {error}") from error


def _request_id(request: Request) -> str:
    given = request.headers.get("x-request-id") or request.headers.get("x-amzn-trace-id")
    return given[:200] if given else str(uuid4())


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
