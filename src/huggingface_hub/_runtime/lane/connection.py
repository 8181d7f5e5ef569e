"""One connection that never blocks: what can't go on says for what it waits."""

from __future__ import annotations

import os
import selectors
import socket
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from huggingface_hub._core import interrupt
from huggingface_hub._core.download import stall
from huggingface_hub._core.trust import Origin
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import clock
from huggingface_hub._runtime.blocking.connect import HEAD_START as HEAD_START, connect, look_up as addresses_of
from huggingface_hub._runtime.lane.http import MAX_HEAD, Head, failure, parse_head
from huggingface_hub.types.http import FileSlice, Timeouts


if TYPE_CHECKING:
    import ssl

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
PIECE = 64 * 1024
MAX_INTERIM = 10
# Of a file: what one call hands to the system, and what is read at a time where that can't copy by itself.
SENT_AT_ONCE = 1024 * 1024
READ_AT_ONCE = 256 * 1024

T = TypeVar("T")
Steps = Generator["Connection", None, T]
"""Work over connections: yields the one that it waits for, and is resumed when that is ready."""


class Meter:
    """Bytes of one part that were handed to the system, which the progress loses again if the part did not arrive."""

    def __init__(self, progress: Callable[[int], None]) -> None:
        self._progress = progress
        self.count = 0
        self.last = 0.0

    def add(self, count: int) -> None:
        self.count += count
        self.last = time.monotonic()
        self._progress(count)

    def take_back(self) -> None:
        if self.count:
            self._progress(-self.count)
        self.count = 0


class Connection:
    """A socket to one server, plain or with TLS.

    Attributes:
        origin: The server.
        mask: What the connection waits for.
        patience: How many seconds it may wait; `None` for ever.
        timeout: The name of httpx's exception for having waited longer.
        inbox: Bytes that were received with the head but belong to what follows.
        reused: Whether an exchange went over it before.
        answered: Whether the server has said anything to the current request.
        url: Where the current request goes, for errors.
        on_close: Called before the socket is closed.
    """

    __slots__ = (
        "_sock",
        "answered",
        "context",
        "inbox",
        "mask",
        "on_close",
        "origin",
        "patience",
        "reused",
        "since",
        "timeout",
        "url",
    )

    def __init__(self, sock: Any, origin: Origin, context: ssl.SSLContext | None) -> None:
        self._sock = sock
        self.origin = origin
        self.context = context
        self.mask = READ
        self.patience: float | None = None
        self.timeout = "ConnectTimeout"
        self.inbox = bytearray()
        self.reused = False
        self.answered = False
        self.url = ""
        self.since = 0.0
        self.on_close: Callable[[Connection], None] | None = None

    @property
    def sock(self) -> Any:
        return self._sock

    def fileno(self) -> int:
        fileno: int = self._sock.fileno()
        return fileno

    def close(self) -> None:
        """Let it go, whatever state it is in."""
        if self.on_close is not None:
            self.on_close(self)
            self.on_close = None
        self._sock.close()

    def fail(self, kind: str, reason: BaseException | str) -> Exception:
        """An exception about this connection."""
        return failure(kind, reason, self.url)

    def timed_out(self) -> Exception:
        """The exception about waiting for too long."""
        return self.fail(self.timeout, f"No answer from {self.origin.host} for {self.patience:g} seconds.")

    def receive(self, view: memoryview) -> int | None:
        """Receive into a buffer: how many bytes, 0 at the end, `None` if there is nothing yet."""
        got = 0
        try:
            if self.context is None:
                return int(self._sock.recv_into(view))
            # OpenSSL gives 16 KiB at a time: 65,000 times a GiB.
            read, room = self._sock.read, len(view)
            while got < room:
                more = read(room - got, view[got:])
                if not more:
                    break
                got += more
        except OSError as error:
            if got:
                # What failed will do so again, with nothing before it.
                return got
            if self._has_to_wait(error, READ):
                return None
            raise self.fail("ReadError", error) from error
        return got

    def _has_to_wait(self, error: OSError, usual: int) -> bool:
        """Whether an error only says that the socket is not ready; then `mask` says for what."""
        if isinstance(error, BlockingIOError):
            self.mask = usual
            return True
        if self.context is None:
            return False
        # Slow to import, and imported by now.
        import ssl

        if isinstance(error, (ssl.SSLWantReadError, ssl.SSLWantWriteError)):
            self.mask = READ if isinstance(error, ssl.SSLWantReadError) else WRITE
            return True
        return False

    def has_pending(self) -> bool:
        """Whether there are decrypted bytes, which no selector sees."""
        return self.context is not None and self._sock.pending() > 0

    def secure(self, timeouts: Timeouts) -> Steps[None]:
        """Agree on TLS."""
        assert self.context is not None
        self.patience, self.timeout = timeouts.connect, "ConnectTimeout"
        try:
            # Imports what is slow to import, and was imported for the context.
            from huggingface_hub._runtime.lane.tls import TlsSocket

            self._sock = TlsSocket(self._sock, self.context, self.origin.host)
            while True:
                try:
                    self._sock.do_handshake()
                    return
                except OSError as error:
                    if not self._has_to_wait(error, READ):
                        raise
                yield self
        except OSError as error:
            raise self.fail("ConnectError", error) from error

    def send(self, data: bytes, timeouts: Timeouts) -> Steps[None]:
        """Send a request."""
        self.patience, self.timeout = timeouts.write, "WriteTimeout"
        view = memoryview(data)
        while view:
            try:
                view = view[self._sock.send(view) :]
            except OSError as error:
                if not self._has_to_wait(error, WRITE):
                    raise self.fail("WriteError", error) from error
                yield self

    def send_file(self, content: FileSlice, timeouts: Timeouts, meter: Meter) -> Steps[None]:
        """Send a part of a file as the body of a request.

        Raises:
            OSError: The file is shorter than it was.
        """
        self.patience, self.timeout = timeouts.write, "WriteTimeout"
        meter.take_back()
        with open(content.path, "rb", buffering=0) as file:
            source = _source(self, file)
            offset, end = content.offset, content.offset + content.length
            while offset < end:
                interrupt.check()
                try:
                    sent = source(offset, min(end - offset, SENT_AT_ONCE))
                except OSError as error:
                    if not self._has_to_wait(error, WRITE):
                        raise self.fail("WriteError", error) from error
                    yield self
                    continue
                if not sent:
                    raise OSError(f"{content.path} ended early: it was changed while it was being sent.")
                offset += sent
                meter.add(sent)

    def read_head(self, timeouts: Timeouts) -> Steps[Head]:
        """Receive the head of the answer; what was received after it stays in `inbox`."""
        self.patience, self.timeout = timeouts.read, "ReadTimeout"
        self.mask = READ
        for _ in range(MAX_INTERIM):
            end = yield from self._find_end()
            head = parse_head(bytes(self.inbox[:end]))
            del self.inbox[: end + 4]
            if head.status >= 200:
                return head
            if head.status == 101:
                break
        raise self.fail("RemoteProtocolError", "The server does not come to its answer.")

    def _find_end(self) -> Steps[int]:
        looked = 0
        while True:
            end = self.inbox.find(b"\r\n\r\n", looked)
            if end > MAX_HEAD or (end < 0 and len(self.inbox) > MAX_HEAD):
                raise errors.ResponseTooLargeError(
                    f"The headers of {self.origin.host}'s answer are larger than {MAX_HEAD} bytes; it was not read."
                )
            if end >= 0:
                return end
            looked = max(0, len(self.inbox) - 3)
            data = self._read_some()
            if data is None:
                yield self
            elif not data:
                raise self.fail("RemoteProtocolError", "Server disconnected without sending a response.")
            else:
                self.answered = True
                self.inbox += data

    def _read_some(self) -> bytes | None:
        try:
            data: bytes = self._sock.recv(PIECE)
        except OSError as error:
            if self._has_to_wait(error, READ):
                return None
            raise self.fail("ReadError", error) from error
        return data

    def read_body(self, length: int, window: float | None, buffer: bytearray | None = None) -> Steps[memoryview]:
        """Receive a body into memory.

        Args:
            length: How long it is.
            window: That of `Timeouts.stall`.
            buffer: Where to put it.
        """
        body = memoryview(bytearray(length) if buffer is None else buffer)[:length]
        have = min(length, len(self.inbox))
        body[:have] = self.inbox[:have]
        del self.inbox[:have]
        if have == length:
            return body
        watch = stall.Watch(window, now=clock.monotonic())
        while have < length:
            got = self.receive(body[have:])
            if got is None:
                yield self
            elif not got:
                raise self.ended(have, length)
            else:
                watch.arrived(got, now=clock.monotonic())
                have += got
        return body

    def ended(self, have: int, length: int) -> Exception:
        """The exception about a body that broke off."""
        return self.fail("RemoteProtocolError", f"The server closed the connection after {have:,} of {length:,} bytes.")


def _source(connection: Connection, file: Any) -> Callable[[int, int], int]:
    """What sends up to so many bytes from a place in a file and tells how many it were."""
    sock = connection.sock
    if connection.context is None and hasattr(os, "sendfile"):
        target, descriptor = sock.fileno(), file.fileno()
        return lambda offset, count: os.sendfile(target, descriptor, offset, count)
    # TLS wants the same bytes again when it could not send them.
    read: tuple[int, memoryview] = (0, memoryview(b""))

    def send(offset: int, count: int) -> int:
        nonlocal read
        start, data = read
        if not start <= offset < start + len(data):
            file.seek(offset)
            read = start, data = offset, memoryview(file.read(min(count, READ_AT_ONCE)))
        return sock.send(data[offset - start :]) if data else 0

    return send


@contextmanager
def _connecting(url: str) -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise failure("ConnectTimeout", error, url) from error
    except OSError as error:
        raise failure("ConnectError", error, url) from error


def look_up(origin: Origin, timeouts: Timeouts, url: str) -> list[Any]:
    """The addresses of a server in the form that `dial_known` takes, the likeliest first."""
    interrupt.check()
    with _connecting(url):
        addresses = addresses_of(origin.host, origin.port, timeouts.connect)
    return [(family, peer) for family, _, _, _, peer in addresses]


def dial(origin: Origin, timeouts: Timeouts, url: str, last: Any) -> tuple[Connection, Any]:
    """Connect to whichever address works, trying `last` after all others; returns the one that did as well."""
    interrupt.check()
    with _connecting(url):
        sock = connect(origin.host, origin.port, timeouts.connect, last=last[1])
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setblocking(False)
    connection = Connection(sock, origin, None)
    connection.url = url
    return connection, (sock.family, sock.getpeername())


def dial_known(origin: Origin, address: Any, patience: float | None, url: str) -> Steps[Connection]:
    """Connect to one address, for at most `patience` seconds."""
    family, peer = address
    with _connecting(url):
        sock = socket.socket(family, socket.SOCK_STREAM)
    connection = Connection(sock, origin, None)
    connection.url = url
    connection.patience, connection.timeout, connection.mask = patience, "ConnectTimeout", WRITE
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            sock.connect(peer)
        except BlockingIOError:
            yield connection
        code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise connection.fail("ConnectError", OSError(code, os.strerror(code)))
    except OSError as error:
        connection.close()
        raise connection.fail("ConnectError", error) from error
    except BaseException:
        connection.close()
        raise
    return connection
