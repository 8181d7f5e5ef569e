"""Opening connections in the blocking colour: races between addresses, bounded look-ups, hopeless hosts."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from huggingface_hub._runtime import blocking
from huggingface_hub._runtime.blocking import connect as module
from huggingface_hub._runtime.blocking.connect import connect


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture
def full() -> Iterator[int]:
    """A port whose queue is full: an attempt to connect gets no answer, as from a black hole."""
    with ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(server.getsockname())
        yield server.getsockname()[1]


def addresses(monkeypatch: pytest.MonkeyPatch, *ports: int) -> None:
    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for port in ports]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def test_an_address(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    for host in ("127.0.0.1", "localhost"):
        with connect(host, port, 5, "127.0.0.1") as sock:
            assert sock.getpeername() == ("127.0.0.1", port)


def test_N18_a_black_hole_does_not_hold_up(full: int, listener: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    port = listener.getsockname()[1]
    addresses(monkeypatch, full, port)
    begin = time.monotonic()
    with connect("hub.example", 80, 10) as sock:
        assert sock.getpeername()[1] == port
    assert time.monotonic() - begin < 0.5


def test_a_refusal_is_no_reason_to_wait(listener: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    port = listener.getsockname()[1]
    addresses(monkeypatch, free_port(), free_port(), port)
    monkeypatch.setattr(module, "HEAD_START", 60.0)
    with connect("hub.example", 80, 10) as sock:
        assert sock.getpeername()[1] == port


def test_all_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses(monkeypatch, free_port(), free_port())
    with pytest.raises(ConnectionRefusedError):
        connect("hub.example", 80, 10)
    addresses(monkeypatch)
    with pytest.raises(OSError, match="no address"):
        connect("hub.example", 80, 10)


def test_the_timeout_counts_once(full: int, monkeypatch: pytest.MonkeyPatch) -> None:
    addresses(monkeypatch, full, full, full)
    begin = time.monotonic()
    with pytest.raises(TimeoutError, match=r"hub\.example within 0\.1 seconds"):
        connect("hub.example", 80, 0.1)
    assert time.monotonic() - begin < 1


def test_a_slow_resolver_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()

    def look_up(*_: Any, **__: Any) -> list[Any]:
        answered.wait(10)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    try:
        with pytest.raises(TimeoutError):
            connect("hub.example", 80, 0.05)
        with blocking.move_on_after(0.05) as scope:
            connect("hub.example", 80, None)
        assert scope.expired
    finally:
        answered.set()


@pytest.mark.parametrize(
    "failure", [socket.gaierror(-2, "Name or service not known"), UnicodeError("label too long")], ids=["dns", "idna"]
)
def test_a_name_that_nobody_has(failure: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*_: Any, **__: Any) -> list[Any]:
        raise failure

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(OSError):
        connect("hub.example", 80, 1)


def test_families_take_turns() -> None:
    make: Callable[[int, int], Any] = lambda family, number: (family, 1, 6, "", number)  # noqa: E731
    four, six = socket.AF_INET, socket.AF_INET6
    mixed = [make(six, 1), make(six, 2), make(six, 3), make(four, 4)]
    assert [address[4] for address in module._interleave(mixed)] == [1, 4, 2, 3]
