"""The one validator of ranges: is this answer exactly the part of the file that was asked for?

Source: RFC 9110 §14. A server or a cache on the way may ignore the range, answer with another one, or with a part of a
newer file. Bytes of such answers must never reach a file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from huggingface_hub._lazy import errors


_CONTENT_RANGE = re.compile(r"\s*bytes\s+(\d{1,18})\s*-\s*(\d{1,18})\s*/\s*(\d{1,18}|\*)\s*", re.IGNORECASE)
_UNSATISFIED = re.compile(r"\s*bytes\s+\*\s*/\s*(\d{1,18})\s*", re.IGNORECASE)


class ContentRange(NamedTuple):
    """A part of a file: `start` and `end` (exclusive) in bytes, and the size of the whole, `None` if not said."""

    start: int
    end: int
    total: int | None


def header(start: int, end: int | None = None) -> str:
    """The value of `Range` for the bytes from `start` to `end` (exclusive), or to the end of the file."""
    if start < 0 or (end is not None and end <= start):
        raise ValueError(f"Not a range: {start} to {end}")
    return f"bytes={start}-" if end is None else f"bytes={start}-{end - 1}"


def parse_content_range(value: str | None) -> ContentRange:
    """Parse `Content-Range` of a 206 answer.

    Raises:
        RangeProtocolError: Absent, not of this form, or inconsistent in itself.
    """
    match = _CONTENT_RANGE.fullmatch(value or "")
    if match is None:
        raise errors.RangeProtocolError(f"The server sent a part of a file without saying which: {value!r}")
    first, last = int(match[1]), int(match[2])
    total = None if match[3] == "*" else int(match[3])
    if last < first or (total is not None and last >= total):
        raise errors.RangeProtocolError(f"The server sent an impossible range: {value!r}")
    return ContentRange(first, last + 1, total)


def unsatisfied_total(value: str | None) -> int | None:
    """The size of the whole file that a 416 answer tells, or `None`."""
    match = _UNSATISFIED.fullmatch(value or "")
    return int(match[1]) if match else None


def normalize_etag(value: str | None) -> str | None:
    """An entity tag without `W/` and quotes."""
    if value is None:
        return None
    return value.lstrip("W/").strip('"')


def check_unencoded(headers: Mapping[str, str], what: str = "a file") -> None:
    """Pass an answer whose bytes are those of the file: sizes, ranges and hashes count them, and nothing can inflate.

    Args:
        headers: Of the answer, with case-insensitive keys.
        what: How to call it in the error.

    Raises:
        RangeProtocolError: It says that they are packed, although they were asked for as they are.
    """
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity"):
        raise errors.RangeProtocolError(
            f"The server sent {what} encoded as {encoding[:60]}, which was not asked for. Nothing was kept of it. A proxy "
            "or a mirror on the way may be changing what it passes on: check the proxy settings and `HF_ENDPOINT`."
        )


def check_partial(
    status: int,
    headers: Mapping[str, str],
    *,
    start: int,
    end: int,
    total: int | None,
    etag: str | None = None,
) -> ContentRange:
    """Pass an answer to a request for the bytes from `start` to `end` (exclusive).

    Args:
        status: Of the answer.
        headers: Of the answer, with case-insensitive keys.
        start: First byte asked for.
        end: End of the range asked for, exclusive.
        total: Size of the whole file if known.
        etag: Entity tag that earlier parts came with; another one means another file.

    Returns:
        What arrives: it begins at `start` and may end early.

    Raises:
        RangeProtocolError: It is not (only) a piece of what was asked for.
    """
    if status != 206:
        raise errors.RangeProtocolError(
            f"Asked for bytes {start}-{end - 1}, but the server answered {status}, not 206."
        )
    check_unencoded(headers, "a part of a file")
    got = parse_content_range(headers.get("content-range"))
    if got.start != start or got.end > end:
        raise errors.RangeProtocolError(
            f"Asked for bytes {start}-{end - 1}, but the server sent {got.start}-{got.end - 1}."
        )
    if total is not None and got.total is not None and got.total != total:
        raise errors.RangeProtocolError(f"The file has {got.total} bytes now, not {total}: it changed on the server.")
    seen = normalize_etag(headers.get("etag"))
    if etag is not None and seen is not None and seen != etag:
        raise errors.RangeProtocolError("The file changed on the server while it was being read (its ETag is another).")
    length = headers.get("content-length")
    if length is not None and length.isdigit() and int(length) != got.end - got.start:
        raise errors.RangeProtocolError(
            f"The server announces {length} bytes for a range of {got.end - got.start}: one of the two is wrong."
        )
    return got
