"""A download into a file that somebody else has opened: which range is next, and what its answer means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from huggingface_hub._core import ranges
from huggingface_hub._lazy import errors


_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def adjust_range(value: str | None, received: int) -> str | None:
    """Return the `Range` that asks for what is left of a request of which some bytes have arrived.

    Args:
        value: The `Range` of the request, `None` for the whole file.
        received: How many bytes have arrived.

    Raises:
        ValueError: It asks for several ranges, or is not a range.
        RuntimeError: Nothing is left.
    """
    if value is None:
        return ranges.header(received) if received else None
    match = _RANGE.fullmatch(value.replace(" ", ""))
    if match is None or not any(match.groups()):
        raise ValueError(f"Can't download {value!r}: exactly one range of bytes is supported.")
    start, end = match.groups()
    if not start:
        left = int(end) - received
        if left <= 0:
            raise RuntimeError(f"Nothing is left of the range {value!r} after {received} bytes.")
        return f"bytes=-{left}"
    if end and int(start) + received > int(end):
        raise RuntimeError(f"Nothing is left of the range {value!r} after {received} bytes.")
    return f"bytes={int(start) + received}-{end}"


class Target:
    """The open file and how far it has come.

    Args:
        file: Open for writing, at the position of the next byte.
        headers: The caller's headers.
        received: How many bytes came before.
        expected: Size of the whole if known.
    """

    def __init__(self, file: BinaryIO, headers: Mapping[str, Any] | None, received: int, expected: int | None) -> None:
        given = {name.lower(): value for name, value in (headers or {}).items()}
        self._range: str | None = given.get("range")
        self._file = file
        self._begin = file.tell() - received if received else file.tell()
        self._expected = expected
        self.received = received

    def headers(self) -> dict[str, str]:
        """The `Range` of the next request."""
        value = adjust_range(self._range, self.received)
        return {} if value is None else {"Range": value}

    def accept(self, status: int, headers: Mapping[str, str]) -> int:
        """Pass an answer, and return how many bytes have to be taken back because it starts over.

        Raises:
            RangeProtocolError: It is not what was asked for.
        """
        asked = self.headers().get("Range")
        if asked is None:
            return 0
        if status == 206:
            got = ranges.parse_content_range(headers.get("content-range"))
            start = asked.removeprefix("bytes=").split("-")[0]
            if start and got.start != int(start):
                raise errors.RangeProtocolError(f"Asked for {asked}, but the server sent bytes from {got.start} on.")
            return 0
        if self._range is not None:
            raise errors.RangeProtocolError(f"Asked for {asked}, but the server sent the whole file ({status}).")
        lost, self.received = self.received, 0
        self._file.seek(self._begin)
        self._file.truncate()
        return lost

    def write(self, pieces: Sequence[bytes]) -> int:
        """Put bytes into the file, and return how many they were.

        Raises:
            IntegrityError: There are more than there should be.
        """
        size = sum(map(len, pieces))
        if self._expected is not None and self.received + size > self._expected:
            raise self._wrong(f"at least {self.received + size:,}")
        for piece in pieces:
            self._file.write(piece)
        self.received += size
        return size

    def check(self) -> None:
        """Refuse a file of another size.

        Raises:
            IntegrityError: How large it is and should be.
        """
        if self._expected is not None and self.received != self._expected:
            raise self._wrong(f"{self.received:,}")

    def _wrong(self, size: str) -> errors.IntegrityError:
        return errors.IntegrityError(
            f"Consistency check failed: file should be of size {self._expected} but has {size} bytes. "
            "Please retry with `force_download=True`."
        )
