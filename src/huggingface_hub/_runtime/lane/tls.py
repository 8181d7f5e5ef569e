"""TLS over a socket that never blocks, with few system calls: OpenSSL by itself makes two for each record of 16 KiB."""

from __future__ import annotations

import socket
import ssl
import threading


# What is received and decrypted in one go: it should not leave the processor's cache in between.
RECEIVED = 256 * 1024

_PLACE = threading.local()


def _place() -> memoryview:
    """Where this thread receives what OpenSSL gets at once."""
    view: memoryview | None = getattr(_PLACE, "view", None)
    if view is None:
        view = _PLACE.view = memoryview(bytearray(RECEIVED))
    return view


class TlsSocket:
    """A connected socket with TLS, as far as connections use one.

    What can't go on raises `ssl.SSLWantReadError` or `ssl.SSLWantWriteError`, as an `ssl.SSLSocket` would.

    Args:
        sock: Connected, and non-blocking.
        context: The settings.
        host: Whose certificate has to come.
    """

    def __init__(self, sock: socket.socket, context: ssl.SSLContext, host: str) -> None:
        self._sock = sock
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        # What is encrypted, but not sent yet; and how much of the caller's data that is.
        self._unsent = memoryview(b"")
        self._accepted = 0

    def fileno(self) -> int:
        return self._sock.fileno()

    def close(self) -> None:
        self._sock.close()

    def selected_alpn_protocol(self) -> str | None:
        """What both sides have agreed to speak, `None` if they have not said."""
        return self._tls.selected_alpn_protocol()

    def pending(self) -> int:
        """How many bytes have been received that nobody has read: decrypted or not."""
        return self._tls.pending() + self._incoming.pending

    def do_handshake(self) -> None:
        """Agree on keys, and check the certificate."""
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                self._flush()
                if not self._receive():
                    raise ssl.SSLEOFError(ssl.SSL_ERROR_EOF, "The server closed the connection.") from None
            except ssl.SSLError:
                # Tell the server why, if that is possible.
                try:
                    self._flush()
                except OSError:
                    pass
                raise
            else:
                self._flush()
                return

    def read(self, count: int, view: memoryview) -> int:
        """Receive at most `count` bytes into `view`; 0 at the end."""
        while True:
            try:
                # A number, as there is a buffer, though the library's types say otherwise.
                return int(self._tls.read(count, view))
            except ssl.SSLWantReadError:
                self._flush()
                self._receive()
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                # With or without a farewell: whether that is too early is seen by who knows the length.
                return 0

    def recv(self, count: int) -> bytes:
        """Receive at most `count` bytes; none at the end."""
        view = memoryview(bytearray(count))
        return bytes(view[: self.read(count, view)])

    def send(self, data: memoryview | bytes) -> int:
        """Send all of it. If that can't be done at once, call again with the same."""
        if not self._accepted:
            if not data:
                return 0
            self._accepted = self._tls.write(data)
        self._flush()
        accepted, self._accepted = self._accepted, 0
        return accepted

    def _flush(self) -> None:
        while True:
            if not self._unsent:
                self._unsent = memoryview(self._outgoing.read())
                if not self._unsent:
                    return
            try:
                self._unsent = self._unsent[self._sock.send(self._unsent) :]
            except BlockingIOError:
                raise ssl.SSLWantWriteError(ssl.SSL_ERROR_WANT_WRITE, "The server takes no more now.") from None

    def _receive(self) -> int:
        place = _place()
        try:
            got = self._sock.recv_into(place)
        except BlockingIOError:
            raise ssl.SSLWantReadError(ssl.SSL_ERROR_WANT_READ, "The server has sent no more yet.") from None
        if got:
            self._incoming.write(place[:got])
        else:
            self._incoming.write_eof()
        return got
