"""Answers whose content breaks off, for either colour."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx


class _Broken(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self, content: bytes, error: Exception) -> None:
        self._content = content
        self._error = error

    def __iter__(self) -> Iterator[bytes]:
        yield self._content
        raise self._error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._content
        raise self._error


def broken(text: str, error: Exception | None = None) -> httpx.Response:
    """A good answer that ends with an error after its text."""
    return httpx.Response(200, stream=_Broken(text.encode(), error or httpx.ReadError("gone")))
