"""Values that describe an HTTP request, the same for both colours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, NamedTuple, Union


if TYPE_CHECKING:
    import ssl


HTTP_METHOD_T = Literal["GET", "OPTIONS", "HEAD", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True)
class Timeouts:
    """Bounds on the waits of one request, in seconds; `None` waits without a bound.

    Attributes:
        connect: Opening the connection, TLS included.
        read: The longest silence while receiving.
        write: The longest silence while sending.
        pool: Waiting for a free connection.
        total: The whole exchange, retries and their pauses included. Uploads and commits take as long as they take.
        stall: While content arrives, the window in which a few kilobytes have to: a server that trickles is given up.
    """

    connect: float | None = 10.0
    read: float | None = 60.0
    write: float | None = 60.0
    pool: float | None = None
    total: float | None = None
    stall: float | None = 30.0

    def __post_init__(self) -> None:
        for name in ("connect", "read", "write", "pool", "total", "stall"):
            value = getattr(self, name)
            # `not value > 0` also refuses NaN, which compares false with everything.
            if value is not None and not value > 0:
                raise ValueError(f"Timeout '{name}' must be a positive number of seconds or None, not {value!r}.")

    def with_read(self, seconds: float | None) -> Timeouts:
        """The same bounds with another one on silence, which also limits the connection."""
        connect = self.connect if seconds is None else min(seconds, self.connect or seconds)
        return replace(self, connect=connect, read=seconds)

    def patient(self, least: Timeouts) -> Timeouts:
        """The same bounds, but for silences that are at least as long as in others, and without one on the whole."""
        return replace(self, read=_longer(self.read, least.read), write=_longer(self.write, least.write), total=None)


def _longer(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else max(first, second)


@dataclass(frozen=True)
class HttpOptions:
    """What tells one connection pool from another.

    Attributes:
        verify: `True` for the system's certificates, `False` for none, a path to a CA bundle, or an SSL context.
        proxy: Address of a proxy for all requests; `None` takes those of the environment.
        trust_env: Whether `HTTP_PROXY`, `SSL_CERT_FILE` and their like are read.
    """

    verify: bool | str | ssl.SSLContext = True
    proxy: str | None = None
    trust_env: bool = True


@dataclass(frozen=True)
class FileSlice:
    """A part of a file as a request body. The file is opened anew each time that the request is sent."""

    path: Path
    offset: int
    length: int


@dataclass(frozen=True)
class ObjectSlice:
    """A part of an open, seekable binary file as a request body."""

    fileobj: BinaryIO
    offset: int
    length: int


Content = Union[bytes, FileSlice, ObjectSlice, None]


class HeadAnswer(NamedTuple):
    """
    The answer to a request for nothing but headers.

    Attributes:
        status_code: Its status.
        headers: Its headers; names don't depend on case.
        url: The address that was asked last.
    """

    status_code: int
    headers: Mapping[str, str]
    url: str


@dataclass(frozen=True)
class HttpRequest:
    """One request as it goes out: no redirects, no retries.

    Attributes:
        method: Of HTTP.
        url: Where it goes.
        headers: All of them.
        content: The body.
        timeouts: Bounds on waiting.
        pace: After some bytes of a file were sent, tells for how many seconds to send none.
        sent: Told how many bytes of a file were sent; fewer than before if they are sent again.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    content: Content = field(default=None, repr=False)
    timeouts: Timeouts = Timeouts()
    pace: Callable[[int], float] | None = field(default=None, repr=False, compare=False)
    sent: Callable[[int], object] | None = field(default=None, repr=False, compare=False)
