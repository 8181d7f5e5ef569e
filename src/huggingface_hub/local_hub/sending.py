"""Sending bytes: whole, in a range, or not at all when the client has them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from huggingface_hub.local_hub.errors import HubError
from huggingface_hub.local_hub.state.objects import Content


CHUNK = 1024 * 1024
_RANGE = re.compile(r"bytes=\s*(\d*)\s*-\s*(\d*)\s*")


def file_response(
    request: Request, source: Path | bytes | Content, etag: str, media_type: str, headers: Mapping[str, str]
) -> Response:
    """
    A file, a blob or something put together, as the request's conditions and range want it.

    Raises:
        HubError: 416, when the range lies outside.
    """
    size = _size(source)
    answer = {**headers, "ETag": f'"{etag}"', "Accept-Ranges": "bytes"}
    if matches(request.headers.get("if-none-match"), etag):
        return Response(b"", 304, answer)
    span = _wanted(request, etag, size)
    answer["Content-Type"] = media_type
    if span is None:
        return SliceResponse(source, 0, size, 200, answer)
    start, end = span
    answer["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return SliceResponse(source, start, end, 206, answer)


class SliceResponse(Response):
    """A part of a file, read in pieces by a worker thread while it is sent."""

    def __init__(
        self, source: Path | bytes | Content, start: int, end: int, status: int, headers: Mapping[str, str]
    ) -> None:
        self._source = source
        self._start = start
        self._end = end
        self.status_code = status
        self.background = None
        self.body = b""
        self.init_headers({**headers, "Content-Length": str(end - start)})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
        elif isinstance(self._source, bytes):
            await send({"type": "http.response.body", "body": self._source[self._start : self._end]})
        elif isinstance(self._source, Path) and self._end - self._start <= CHUNK:
            data = await anyio.to_thread.run_sync(read_slice, self._source, self._start, self._end)
            await send({"type": "http.response.body", "body": data})
        else:
            await self._stream(self._source, receive, send)

    async def _stream(self, source: Path | Content, receive: Receive, send: Send) -> None:
        async with anyio.create_task_group() as group:
            # Sending to a client that went away succeeds silently, so its going is watched for.
            group.start_soon(_until_gone, receive, group.cancel_scope)
            if isinstance(source, Path):
                await _send_file(source, self._start, self._end, send)
            else:
                await _send_blocks(source.blocks(self._start, self._end), send)
            group.cancel_scope.cancel()


async def _send_file(path: Path, start: int, end: int, send: Send) -> None:
    file = await anyio.to_thread.run_sync(path.open, "rb")
    try:
        file.seek(start)
        left = end - start
        while left:
            chunk = await anyio.to_thread.run_sync(file.read, min(CHUNK, left))
            if not chunk:
                # Objects never change; if the disk fails us, ending here makes the client see a short body.
                raise OSError(f"{path.name} ended {left} bytes early")
            left -= len(chunk)
            await send({"type": "http.response.body", "body": chunk, "more_body": left > 0})
    finally:
        file.close()


async def _send_blocks(blocks: Iterator[bytes], send: Send) -> None:
    """Send small blocks several at a time."""

    def gathered() -> bytes:
        parts: list[bytes] = []
        size = 0
        for block in blocks:
            parts.append(block)
            size += len(block)
            if size >= CHUNK:
                break
        return b"".join(parts)

    while data := await anyio.to_thread.run_sync(gathered):
        await send({"type": "http.response.body", "body": data, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _until_gone(receive: Receive, scope: anyio.CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


def read_slice(path: Path, start: int, end: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start, os.SEEK_SET)
        return file.read(end - start)


def _size(source: Path | bytes | Content) -> int:
    if isinstance(source, bytes):
        return len(source)
    return source.stat().st_size if isinstance(source, Path) else source.size


def _wanted(request: Request, etag: str, size: int) -> tuple[int, int] | None:
    """The first byte and the one after the last that a request wants; None for the whole."""
    text = request.headers.get("range")
    if text is None:
        return None
    condition = request.headers.get("if-range")
    if condition is not None and condition.strip() != f'"{etag}"':
        return None
    match = _RANGE.fullmatch(text)
    if match is None or match.group(1) == match.group(2) == "":
        # Several ranges, or another unit: the standard lets a server send the whole.
        return None
    first, last = match.groups()
    if first == "":
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < int(first):
            return None
    if start >= size or start >= end:
        raise HubError(
            416,
            f"The requested range {text!r} lies outside the {size} bytes of this file.",
            headers={"Content-Range": f"bytes */{size}"},
        )
    return start, end


def matches(header: str | None, etag: str) -> bool:
    if header is None:
        return False
    values = {value.strip().removeprefix("W/").strip('"') for value in header.split(",")}
    return etag in values or "*" in values


class SpoolResponse(Response):
    """A finished temporary file; closed when it is sent."""

    def __init__(self, file: IO[bytes], media_type: str, headers: Mapping[str, str]) -> None:
        self._file = file
        self.status_code = 200
        self.background = None
        self.body = b""
        self.init_headers({**headers, "Content-Type": media_type, "Content-Length": str(file_size(file))})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            while chunk := await anyio.to_thread.run_sync(self._file.read, CHUNK):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            self._file.close()


def file_size(file: IO[bytes]) -> int:
    """The size of an open file, which is rewound."""
    # SpooledTemporaryFile.seek returns nothing before Python 3.11.
    file.seek(0, os.SEEK_END)
    size = file.tell()
    file.seek(0)
    return size
