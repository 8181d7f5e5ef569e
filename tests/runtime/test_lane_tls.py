"""TLS as the lane has it: right bytes however little the system takes at a time, and clear ends."""

from __future__ import annotations

import hashlib
import random
import selectors
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from huggingface_hub._runtime.lane.tls import TlsSocket
from tests.runtime.test_tls import certificate as certificate, context as context, pytestmark as pytestmark


DATA = random.Random(5).randbytes(3_000_001)
T = TypeVar("T")


@contextmanager
def against(
    serve: Callable[[ssl.SSLSocket], object], server: ssl.SSLContext, certificate: Path, host: str = "127.0.0.1"
) -> Iterator[tuple[TlsSocket, list[BaseException]]]:
    """A client that is connected to a thread, with little room on the way; and what went wrong in the thread."""
    near, far = socket.socketpair()
    failures: list[BaseException] = []

    def run() -> None:
        try:
            with server.wrap_socket(far, server_side=True) as sock:
                serve(sock)
        except OSError as error:
            failures.append(error)
        finally:
            far.close()

    for sock in (near, far):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    near.setblocking(False)
    far.settimeout(10)
    thread = threading.Thread(target=run)
    thread.start()
    client = TlsSocket(near, ssl.create_default_context(cafile=str(certificate)), host)
    try:
        yield client, failures
    finally:
        client.close()
        thread.join(10)
        assert not thread.is_alive()


def patiently(client: TlsSocket, step: Callable[[], T]) -> T:
    """Try again when the socket is ready."""
    while True:
        try:
            return step()
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError) as error:
            reads = isinstance(error, ssl.SSLWantReadError)
            with selectors.DefaultSelector() as selector:
                selector.register(client, selectors.EVENT_READ if reads else selectors.EVENT_WRITE)
                assert selector.select(10)


def read_all(client: TlsSocket, size: int) -> bytes:
    view = memoryview(bytearray(size))
    got = 0
    while got < size and (more := patiently(client, partial(client.read, size - got, view[got:]))):
        got += more
    return bytes(view[:got])


def test_bytes_come_through_both_ways(context: ssl.SSLContext, certificate: Path) -> None:
    def echo(sock: ssl.SSLSocket) -> None:
        have = b""
        while len(have) < len(DATA):
            have += sock.recv(65536)
        sock.sendall(hashlib.sha256(have).digest() + have)

    with against(echo, context, certificate) as (client, failures):
        patiently(client, client.do_handshake)
        for start in range(0, len(DATA), 256 * 1024):
            piece = memoryview(DATA)[start : start + 256 * 1024]
            assert patiently(client, partial(client.send, piece)) == len(piece)

        answer = read_all(client, 32 + len(DATA))

        assert answer == hashlib.sha256(DATA).digest() + DATA
        assert client.pending() == 0
    assert not failures


def test_what_was_not_sent_at_once_is_sent_once(context: ssl.SSLContext, certificate: Path) -> None:
    seen = bytearray()
    go = threading.Event()

    def slow(sock: ssl.SSLSocket) -> None:
        go.wait(10)
        while data := sock.recv(1000):
            seen.extend(data)

    with against(slow, context, certificate) as (client, failures):
        patiently(client, client.do_handshake)
        piece = memoryview(DATA)[: 1024 * 1024]
        with pytest.raises(ssl.SSLWantWriteError):
            client.send(piece)
        with pytest.raises(ssl.SSLWantWriteError):
            client.send(piece)
        go.set()
        assert patiently(client, lambda: client.send(piece)) == len(piece)
    assert not any(isinstance(failure, TimeoutError) for failure in failures)
    assert bytes(seen) == DATA[: 1024 * 1024]


@pytest.mark.parametrize("farewell", [False, True])
def test_an_end_is_an_end(context: ssl.SSLContext, certificate: Path, farewell: bool) -> None:
    def serve(sock: ssl.SSLSocket) -> None:
        sock.sendall(b"some")
        if farewell:
            sock.settimeout(0.1)
            with pytest.raises(OSError):
                sock.unwrap()

    with against(serve, context, certificate) as (client, _):
        patiently(client, client.do_handshake)
        assert read_all(client, 100) == b"some"
        assert patiently(client, lambda: client.recv(10)) == b""


def test_pending_counts_what_no_selector_sees(context: ssl.SSLContext, certificate: Path) -> None:
    with against(lambda sock: (sock.sendall(b"0123456789"), sock.recv(1)), context, certificate) as (client, _):
        patiently(client, client.do_handshake)
        assert patiently(client, lambda: client.recv(4)) == b"0123"
        assert client.pending() == 6


def test_a_server_that_goes_away_at_once(context: ssl.SSLContext, certificate: Path) -> None:
    near, far = socket.socketpair()
    far.close()
    near.setblocking(False)
    client = TlsSocket(near, ssl.create_default_context(cafile=str(certificate)), "127.0.0.1")
    with pytest.raises(OSError):
        patiently(client, client.do_handshake)
    client.close()


def test_N16_a_certificate_of_another_host_is_refused(context: ssl.SSLContext, certificate: Path) -> None:
    with against(lambda sock: sock.recv(1), context, certificate, host="hub.example") as (client, failures):
        with pytest.raises(ssl.SSLCertVerificationError, match=r"hub\.example"):
            patiently(client, client.do_handshake)
    # The server was told.
    assert any("alert" in str(failure).lower() for failure in failures)
