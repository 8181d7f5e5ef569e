"""Several ranges of one thing in one answer, as `multipart/byteranges`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from secrets import token_hex

from starlette.responses import Response

from huggingface_hub.local_hub.errors import HubError
from huggingface_hub.local_hub.sending import CHUNK, SliceResponse
from huggingface_hub.local_hub.state.objects import Content


_SPANS = re.compile(r"bytes=\s*\d+-\d+\s*(?:,\s*\d+-\d+\s*)+")
MAX_RANGES = 1000


def several_ranges(header: str | None, size: int) -> list[tuple[int, int]] | None:
    """
    The ranges of a request that wants several, as first byte and one after the last; None when it does not.

    Raises:
        HubError: 416, when one of them lies outside, or there are too many.
    """
    if header is None or not _SPANS.fullmatch(header.strip()):
        return None
    pairs = [span.split("-") for span in header.partition("=")[2].split(",")]
    spans = [(int(first), min(size, int(last) + 1)) for first, last in pairs]
    if len(spans) > MAX_RANGES or any(start >= end for start, end in spans):
        raise HubError(416, f"These ranges are too many, or outside of {size} bytes.")
    return spans


def ranges_response(source: Path | Content, size: int, spans: Sequence[tuple[int, int]], media_type: str) -> Response:
    parts = _Parts(source, size, spans, media_type)
    headers = {"Content-Type": f"multipart/byteranges; boundary={parts.boundary}", "Accept-Ranges": "bytes"}
    return SliceResponse(parts, 0, parts.size, 206, headers)


class _Parts:
    """The body of such an answer."""

    def __init__(self, source: Path | Content, total: int, spans: Sequence[tuple[int, int]], media_type: str) -> None:
        self.boundary = token_hex(16)
        self._source = source
        self._parts = [
            (
                f"\r\n--{self.boundary}\r\nContent-Type: {media_type}\r\n"
                f"Content-Range: bytes {start}-{end - 1}/{total}\r\n\r\n".encode(),
                start,
                end,
            )
            for start, end in spans
        ]
        self._end = f"\r\n--{self.boundary}--\r\n".encode()
        self.size = sum(len(head) + end - start for head, start, end in self._parts) + len(self._end)

    def blocks(self, start: int, end: int) -> Iterator[bytes]:
        """All of it: such an answer is no thing of which ranges could be asked for again."""
        for head, first, last in self._parts:
            yield head
            yield from self._slice(first, last)
        yield self._end

    def _slice(self, start: int, end: int) -> Iterator[bytes]:
        if not isinstance(self._source, Path):
            yield from self._source.blocks(start, end)
            return
        with self._source.open("rb") as file:
            file.seek(start)
            while start < end and (data := file.read(min(CHUNK, end - start))):
                yield data
                start += len(data)
