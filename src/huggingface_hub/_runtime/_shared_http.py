"""The colourless half of the HTTP client: bodies in pieces, bounded decoding, lines, and what may be sent again."""

from __future__ import annotations

import os
import select
import zlib
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from huggingface_hub._core import ranges
from huggingface_hub._core.download import stall
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import clock
from huggingface_hub._runtime._shared import ForkLock, rearm_after_fork
from huggingface_hub.types.http import FileSlice, HttpOptions, HttpRequest, ObjectSlice


if TYPE_CHECKING:
    import httpx


DEFAULT = HttpOptions()
MAX_CONNECTIONS = 100
KEEPALIVE_SECONDS = 30.0

PIECE = 1024 * 1024
ERROR_BODY = 64 * 1024
MAX_LINE = 1024 * 1024
# How far one piece of a compressed body is unpacked at a time: a bomb is noticed after this much.
DECODED_PIECE = 256 * 1024

# Where httpx keeps, for us, the window in which a body has to make progress
STALL = "huggingface_hub_stall"

# How often a request goes out again because the connection that it was given had been closed by the server meanwhile.
STALE_RETRIES = 2
IDEMPOTENT = frozenset({"GET", "HEAD", "PUT", "DELETE", "OPTIONS"})


class Attempt:
    """What the network saw of one attempt at a request; filled in by the network backends."""

    __slots__ = ("fresh", "received", "write_failed")

    def __init__(self) -> None:
        self.fresh = False
        self.received = False
        self.write_failed = False


attempt: ContextVar[Attempt | None] = ContextVar("huggingface_hub_attempt", default=None)


def may_resend(seen: Attempt, method: str) -> bool:
    """Whether a request that broke without an answer did so because its connection was stale.

    Servers close connections that were idle for a while, just when we use one again. A request that may change
    something goes out again only if it did not leave completely: the server cannot have obeyed half of it.
    """
    if seen.fresh or seen.received:
        return False
    return method.upper() in IDEMPOTENT or seen.write_failed


def wait_for_sockets(socks: Sequence[Any], write: bool, seconds: float) -> list[Any]:
    """Those of the sockets that can be read from, or written to, within `seconds`."""
    if hasattr(select, "poll"):
        poll = select.poll()
        for sock in socks:
            poll.register(sock.fileno(), select.POLLOUT if write else select.POLLIN)
        ready = {number for number, _ in poll.poll(max(0, int(seconds * 1000 + 0.999)))}
        return [sock for sock in socks if sock.fileno() in ready]
    # On Windows, a failed attempt to connect shows in the third list only.
    reads, writes = ([], socks) if write else (socks, [])
    found = select.select(reads, writes, socks, seconds)
    return [sock for sock in socks if any(sock in part for part in found)]


def is_readable(sock: Any) -> bool:
    """Whether an idle connection has something to say, which is that it was closed."""
    return sock is None or sock.fileno() < 0 or bool(wait_for_sockets([sock], False, 0.0))


def limits() -> httpx.Limits:
    """How many connections one pool keeps."""
    import httpx

    return httpx.Limits(
        max_connections=MAX_CONNECTIONS,
        # As many as that: httpcore counts all connections against this number, not only idle ones.
        max_keepalive_connections=MAX_CONNECTIONS,
        keepalive_expiry=KEEPALIVE_SECONDS,
    )


class Shards:
    """Spreads exchanges over several small pools.

    httpcore looks at all pairs of its connections for every request: a pool of 64 costs five times the processor time
    of pools of 16.
    """

    SIZE = 16

    def __init__(self, connections: int) -> None:
        self._count = -(-connections // self.SIZE)
        self._lock = ForkLock()
        self._rearm()
        rearm_after_fork(self)

    def _rearm(self) -> None:
        self._busy = [0] * self._count

    def take(self) -> int:
        """The first pool with a free connection, so that connections are used again as much as possible."""
        with self._lock:
            shard = next((n for n, busy in enumerate(self._busy) if busy < self.SIZE), self._count - 1)
            self._busy[shard] += 1
            return shard

    def give_back(self, shard: int) -> None:
        """One exchange of that pool is over."""
        with self._lock:
            self._busy[shard] = max(self._busy[shard] - 1, 0)


_ssl_contexts: dict[Any, Any] = {}
_ssl_lock = ForkLock()


def ssl_context(verify: Any, trust_env: bool) -> Any:
    """The TLS settings for `verify`, made once: reading the certificates takes longer than most requests."""
    import httpx

    if verify is not True and not isinstance(verify, str):
        return verify
    key = (verify, trust_env, os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
    with _ssl_lock:
        context = _ssl_contexts.get(key)
        if context is None:
            if isinstance(verify, str):
                import ssl

                folder = os.path.isdir(verify)
                context = ssl.create_default_context(
                    capath=verify if folder else None, cafile=None if folder else verify
                )
            else:
                context = httpx.create_ssl_context(verify=True, trust_env=trust_env)
            _ssl_contexts[key] = context
        return context


def client_arguments(options: HttpOptions) -> dict[str, Any]:
    """The arguments that httpx's clients of both colours take."""
    return {
        "verify": ssl_context(options.verify, options.trust_env),
        "proxy": options.proxy,
        "trust_env": options.trust_env,
        "limits": limits(),
        "follow_redirects": True,
        "timeout": None,
        "cookies": _no_cookies(),
    }


def _no_cookies() -> Any:
    """A jar that stays empty: one pool serves several users, whose sessions must not mix."""
    from http.cookiejar import CookieJar, DefaultCookiePolicy

    return CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))


def headers_of(request: HttpRequest) -> list[tuple[str, str]]:
    """The request's headers, with the length of its body and the encodings that can be unpacked within bounds."""
    headers = list(request.headers.items())
    names = {name.lower() for name, _ in headers}
    if "accept-encoding" not in names:
        headers.append(("Accept-Encoding", "gzip, deflate"))
    if isinstance(request.content, (FileSlice, ObjectSlice)) and "content-length" not in names:
        headers.append(("Content-Length", str(request.content.length)))
    return headers


def extensions_of(request: HttpRequest) -> dict[str, Any]:
    """The request's timeouts, as httpcore takes them."""
    timeouts = request.timeouts
    return {
        "timeout": {
            "connect": timeouts.connect,
            "read": timeouts.read,
            "write": timeouts.write,
            "pool": timeouts.pool,
        },
        STALL: timeouts.stall,
    }


_object_lock = ForkLock()


class SliceReader:
    """Reads a slice from its beginning, in pieces; made anew for each time that a request is sent.

    Attributes:
        done: How many bytes were read.
    """

    def __init__(self, content: FileSlice | ObjectSlice) -> None:
        self._content = content
        self._file: Any = None
        self.done = 0

    def next(self) -> bytes:
        """The next piece; empty after the last."""
        wanted = min(PIECE, self._content.length - self.done)
        if wanted <= 0:
            return b""
        data = self._read(self._content.offset + self.done, wanted)
        if not data:
            raise OSError(
                f"{self._name()} ended {self._content.length - self.done} bytes early: it was changed while it was "
                "being sent. Try again when nothing writes to it any more."
            )
        self.done += len(data)
        return data

    def _read(self, offset: int, wanted: int) -> bytes:
        if isinstance(self._content, ObjectSlice):
            # Parts of one object may be sent by several threads, and it has only one position.
            with _object_lock:
                self._content.fileobj.seek(offset)
                return self._content.fileobj.read(wanted)
        if self._file is None:
            self._file = open(self._content.path, "rb", buffering=0)  # noqa: SIM115 - closed by `close`
            self._file.seek(offset)
        data: bytes = self._file.read(wanted)
        return data

    def _name(self) -> str:
        if isinstance(self._content, FileSlice):
            return str(self._content.path)
        return str(getattr(self._content.fileobj, "name", "The file object"))

    def close(self) -> None:
        """Close what was opened here."""
        if self._file is not None:
            self._file.close()


class Inflater:
    """Unpacks gzip and deflate in bounded pieces."""

    def __init__(self, encoding: str) -> None:
        self._deflate = encoding == "deflate"
        self._inner = zlib.decompressobj(zlib.MAX_WBITS if self._deflate else zlib.MAX_WBITS | 16)
        self._fed = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The unpacked bytes of the next piece."""
        import httpx

        try:
            while data:
                piece = self._first(data) if not self._fed else self._inner.decompress(data, DECODED_PIECE)
                self._fed = True
                data = self._inner.unconsumed_tail
                if self._inner.eof:
                    data = self._inner.unused_data
                    if data and not self._deflate:
                        # Several gzip members in a row are one text.
                        self._inner = zlib.decompressobj(zlib.MAX_WBITS | 16)
                    else:
                        data = b""
                if piece:
                    yield piece
        except zlib.error as error:
            raise httpx.DecodingError(
                f"The server sent a compressed answer that cannot be unpacked: {error}"
            ) from error

    def _first(self, data: bytes) -> bytes:
        try:
            return self._inner.decompress(data, DECODED_PIECE)
        except zlib.error:
            if not self._deflate:
                raise
            # Some servers send deflate without its header.
            self._inner = zlib.decompressobj(-zlib.MAX_WBITS)
            return self._inner.decompress(data, DECODED_PIECE)

    def finish(self) -> None:
        """Complain about a text that ends in the middle."""
        import httpx

        if self._fed and not self._inner.eof:
            raise httpx.DecodingError("The server's compressed answer ended in the middle.")


def inflater_for(response: httpx.Response) -> Inflater | None:
    """The way to unpack this answer ourselves, if it is one of those that we ask for."""
    encoding = response.headers.get("content-encoding", "").strip().lower()
    return Inflater(encoding.removeprefix("x-")) if encoding in ("gzip", "x-gzip", "deflate") else None


def is_identity(response: httpx.Response) -> bool:
    """Whether the bytes on the wire are those of the content."""
    return response.headers.get("content-encoding", "").strip().lower() in ("", "identity")


def check_encoding(response: httpx.Response) -> None:
    """Refuse to unpack a content that was asked for as it is; errors explain themselves in any form.

    Raises:
        RangeProtocolError: The server has packed it all the same.
    """
    asked = response.request.headers.get("accept-encoding", "").strip().lower()
    if asked == "identity" and response.is_success:
        ranges.check_unencoded(response.headers)


def already_read(response: httpx.Response) -> bytes | None:
    """The content if a hook of the user's client has read it."""
    return response.content if hasattr(response, "_content") else None


class Regroup:
    """Joins pieces until they are worth handing on."""

    def __init__(self, size: int | None) -> None:
        self._size = size or 0
        self._pieces: list[bytes] = []
        self._have = 0

    def add(self, piece: bytes) -> bytes:
        """Everything so far if that is enough, else nothing."""
        if not self._pieces and len(piece) >= self._size:
            return piece
        self._pieces.append(piece)
        self._have += len(piece)
        return self.rest() if self._have >= self._size else b""

    def rest(self) -> bytes:
        """What is left at the end."""
        joined = b"".join(self._pieces)
        self._pieces, self._have = [], 0
        return joined


class Lines:
    """Cuts bytes into lines at LF; a CR before it is dropped."""

    def __init__(self) -> None:
        self._open: list[bytes] = []
        self._have = 0

    def add(self, piece: bytes) -> list[str]:
        """The lines that end in this piece."""
        head, *tails = piece.split(b"\n")
        self._grow(head)
        if not tails:
            return []
        lines = [self._take()]
        lines += [self._text(line) for line in tails[:-1]]
        self._grow(tails[-1])
        return lines

    def rest(self) -> list[str]:
        """The last line, if the text does not end with an LF."""
        return [self._take()] if self._have else []

    def _grow(self, piece: bytes) -> None:
        self._have += len(piece)
        if self._have > MAX_LINE:
            raise errors.ResponseTooLargeError(f"The server sent a line of more than {MAX_LINE} bytes.")
        self._open.append(piece)

    def _take(self) -> str:
        line = b"".join(self._open)
        self._open, self._have = [], 0
        return self._text(line)

    def _text(self, line: bytes) -> str:
        return line.removesuffix(b"\r").decode("utf-8", "replace")


class Body:
    """Collects an answer's content up to a bound."""

    def __init__(self, response: httpx.Response, max_body: int | None) -> None:
        self._response = response
        self._cuts = response.status_code >= 400
        self._bound = ERROR_BODY if self._cuts else max_body
        self._pieces: list[bytes] = []
        self._have = 0
        self._watch = stall.Watch(response.request.extensions.get(STALL), now=clock.monotonic())
        announced = response.headers.get("content-length", "")
        known = announced.isdigit() and response.request.method != "HEAD" and is_identity(response)
        if known and not self._cuts and self._bound is not None and int(announced) > self._bound:
            self._refuse()

    def add(self, piece: bytes) -> bool:
        """Keep a piece; false when nothing more is wanted."""
        self._watch.arrived(len(piece), now=clock.monotonic())
        self._pieces.append(piece)
        self._have += len(piece)
        if self._bound is None or self._have <= self._bound:
            return True
        if not self._cuts:
            self._refuse()
        self._pieces[-1] = piece[: len(piece) - (self._have - self._bound)]
        return False

    def _refuse(self) -> None:
        url = self._response.request.url.copy_with(query=None, userinfo=b"")
        raise errors.ResponseTooLargeError(
            f"The answer of {url} is larger than the {self._bound} bytes that are sensible here; it was not read further."
        )

    def store(self) -> None:
        """Make the content what `response.content`, `.text` and `.json()` work with."""
        # httpx fills this in when it reads a body itself, which has no bound.
        self._response._content = b"".join(self._pieces)
