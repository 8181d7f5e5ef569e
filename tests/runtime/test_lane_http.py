"""Heads of answers: what h11 takes is read the same, and what could be read in two ways is refused."""

from __future__ import annotations

import h11
import pytest
from hypothesis import given, strategies as st

from huggingface_hub import errors
from huggingface_hub._runtime.lane.http import MAX_HEADERS, Unsuitable, parse_head, render
from huggingface_hub.types.http import HttpRequest


NAMES = st.text("abcXYZ-_09!", min_size=1, max_size=12)
VALUES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=30)


@given(st.integers(200, 599), st.lists(st.tuples(NAMES, VALUES), max_size=8))
def test_a_good_head_is_read_as_h11_reads_it(status: int, headers: list[tuple[str, str]]) -> None:
    lines = [f"HTTP/1.1 {status} OK", *(f"{name}: {value}" for name, value in headers)]
    raw = "\r\n".join(lines).encode("latin-1")

    head = parse_head(raw)

    assert head.status == status
    other = h11.Connection(h11.CLIENT)
    other.send(h11.Request(method="GET", target="/", headers=[("host", "x")]))
    try:
        other.receive_data(raw + b"\r\n\r\n")
        event = other.next_event()
    except h11.RemoteProtocolError:
        return
    assert isinstance(event, h11.Response)
    expected: dict[str, str] = {}
    for name, value in event.headers:
        key, text = name.decode(), value.decode("latin-1")
        expected[key] = f"{expected[key]}, {text}" if key in expected else text
    if "transfer-encoding" not in expected:
        assert dict(head) == expected


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail_otherwise_than_typed(data: bytes) -> None:
    for raw in (data, b"HTTP/1.1 200 OK\r\n" + data):
        try:
            head = parse_head(raw)
        except (errors.TransportError, errors.ResponseTooLargeError):
            continue
        assert 100 <= head.status <= 599


@pytest.mark.parametrize(
    "lines",
    [
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6",
        "HTTP/1.1 200 OK\r\nContent-Length: 5, 6",
        "HTTP/1.1 200 OK\r\nContent-Length: -1",
        "HTTP/1.1 200 OK\r\nContent-Length: +5",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked",
        "HTTP/1.1 200 OK\r\nContent-Length: 1" + "0" * 18,
        "HTTP/1.1 200 OK\r\nContent-Length : 5",
        "HTTP/1.1 200 OK\r\nA: b\r\n c",
        "HTTP/1.1 200 OK\r\nA: b\nContent-Length: 5",
        "HTTP/1.1 200 OK\r\nno colon",
        "HTTP/2 200 OK",
        "HTTP/1.1 20 OK",
        "SSH-2.0-OpenSSH_9.2",
        "",
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(lines: str) -> None:
    with pytest.raises(errors.TransportError):
        parse_head(lines.encode())


def test_R13_too_many_headers_are_refused() -> None:
    lines = ["HTTP/1.1 200 OK", *(f"H{n}: v" for n in range(MAX_HEADERS + 1))]

    with pytest.raises(errors.ResponseTooLargeError):
        parse_head("\r\n".join(lines).encode())


def test_equal_lengths_are_one_length() -> None:
    assert parse_head(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5").length == 5


@pytest.mark.parametrize(
    ("lines", "keeps"),
    [
        ("HTTP/1.1 200 OK", True),
        ("HTTP/1.1 200 OK\r\nConnection: close", False),
        ("HTTP/1.0 200 OK", False),
        ("HTTP/1.0 200 OK\r\nConnection: Keep-Alive", True),
    ],
)
def test_whether_a_connection_can_be_used_again(lines: str, keeps: bool) -> None:
    assert parse_head(lines.encode()).keeps is keeps


def test_names_of_headers_have_no_case() -> None:
    head = parse_head(b"HTTP/1.1 200 OK\r\nETag: a\r\nx-a: 1\r\nX-A: 2")

    assert head["etag"] == "a"
    assert head.get("X-a") == "1, 2"
    assert "X-Repo-Commit" not in head


def test_a_request_is_rendered() -> None:
    request = HttpRequest("GET", "http://Example.org:80/a%20b?x=1&y", {"Accept": "*/*", "Range": "bytes=0-1"})

    assert render(request) == (
        b"GET /a%20b?x=1&y HTTP/1.1\r\nHost: example.org\r\nAccept: */*\r\nRange: bytes=0-1\r\n\r\n"
    )


def test_the_port_is_named_where_it_is_unusual() -> None:
    assert b"Host: example.org:8080\r\n" in render(HttpRequest("GET", "https://example.org:8080"))


@pytest.mark.parametrize(
    "request_",
    [
        HttpRequest("POST", "http://h/"),
        HttpRequest("GET", "http://h/", content=b"x"),
        HttpRequest("GET", "http://user:password@h/"),
        HttpRequest("GET", "http://h/a b"),
        HttpRequest("GET", "http://h/ä"),
        HttpRequest("GET", "http://h\u00e4/"),
        HttpRequest("GET", "http://h/", {"X": "a\r\nInjected: 1"}),
        HttpRequest("GET", "http://h/", {"X\r\nY": "a"}),
        HttpRequest("GET", "http://h/", {"X": "\u00e4"}),
    ],
    ids=str,
)
def test_what_is_unusual_is_left_to_httpx(request_: HttpRequest) -> None:
    with pytest.raises(Unsuitable):
        render(request_)
