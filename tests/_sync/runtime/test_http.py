# Generated from tests/_async/runtime/test_http.py: edit that file, not this one, then run `python -m codegen`.

"""Exchanges with real servers on the loopback, polite and rude ones, in both colours."""

from __future__ import annotations

import gzip
import io
import os
import threading
import zlib
from pathlib import Path

import httpx
import pytest

from huggingface_hub import constants, errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub.types.http import FileSlice, HttpOptions, HttpRequest, ObjectSlice, Timeouts
from tests.support import threads
from tests.support.rawserver import Connection, RawServer, serve_forever
from tests.support.stopwatch import Stopwatch


def get(url: str, **headers: str) -> HttpRequest:
    return HttpRequest("GET", url, headers=headers)


def echo(connection: Connection, request: bytes) -> None:
    connection.answer(request)


def test_send_gives_a_whole_response() -> None:
    def answer(connection: Connection, request: bytes) -> None:
        connection.answer(b'{"a": 1}', headers="Content-Type: application/json\r\nX-Word: yes\r\n")

    with RawServer(serve_forever(answer)) as server:
        response = runtime.http_client().send(get(f"{server.url}/path?x=1", Authorization="Bearer t"))
    assert response.status_code == 200
    assert response.json() == {"a": 1}
    assert response.text == '{"a": 1}'
    assert response.headers["x-word"] == "yes"
    assert str(response.request.url).endswith("/path?x=1")
    head = server.requests[0].lower()
    assert head.startswith(b"get /path?x=1 http/1.1\r\n")
    assert b"\r\nauthorization: bearer t\r\n" in head
    assert b"\r\naccept-encoding: gzip, deflate\r\n" in head
    assert b"\r\nx-amzn-trace-id: " in head


def test_connections_are_used_again() -> None:
    with RawServer(serve_forever(echo)) as server:
        client = runtime.http_client()
        for _ in range(5):
            client.send(get(server.url))
        with client.stream(get(server.url)) as stream:
            for _ in stream.iter_bytes():
                pass
    assert server.connections == 1
    assert len(server.requests) == 6


def test_clients_are_shared_by_their_options() -> None:
    assert runtime.http_client() is runtime.http_client(HttpOptions())
    other = runtime.http_client(HttpOptions(verify=False))
    assert other is runtime.http_client(HttpOptions(verify=False))
    assert other is not runtime.http_client()
    with RawServer(serve_forever(echo)) as server:
        assert other.send(get(server.url)).status_code == 200
        other.close()
        assert other.send(get(server.url)).status_code == 200
        other.close()
    assert server.connections == 2


def test_redirects_are_not_followed_and_cookies_not_kept() -> None:
    def answer(connection: Connection, request: bytes) -> None:
        connection.answer(status="302 Found", headers="Location: /elsewhere\r\nSet-Cookie: a=b; Path=/\r\n")

    with RawServer(serve_forever(answer)) as server:
        client = runtime.http_client()
        response = client.send(get(server.url))
        client.send(get(server.url))
    assert response.status_code == 302
    assert len(server.requests) == 2
    assert b"cookie" not in server.requests[1].lower()


def test_a_body_is_bounded() -> None:
    def answer(connection: Connection, request: bytes) -> None:
        connection.answer(b"x" * 1000)

    with RawServer(serve_forever(answer)) as server:
        client = runtime.http_client()
        assert len(client.send(get(server.url), max_body=1000).content) == 1000
        with pytest.raises(errors.ResponseTooLargeError, match="999 bytes"):
            client.send(get(f"{server.url}/path?token=secret"), max_body=999)
        assert client.send(get(server.url)).status_code == 200


def test_a_body_of_unknown_length_is_bounded() -> None:
    def handle(connection: Connection) -> None:
        connection.request()
        connection.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        # Endless: only the client can end this.
        while connection.send(b"10000\r\n" + b"x" * 0x10000 + b"\r\n"):
            pass

    with RawServer(handle) as server:
        with pytest.raises(errors.ResponseTooLargeError):
            runtime.http_client().send(get(server.url), max_body=200_000)


def test_an_error_body_is_cut() -> None:
    def handle(connection: Connection) -> None:
        connection.request()
        connection.send(b"HTTP/1.1 500 Oops\r\nContent-Type: text/plain\r\n\r\n")
        while connection.send(b"y" * 0x10000):
            pass

    with RawServer(handle) as server:
        client = runtime.http_client()
        response = client.send(get(server.url), max_body=10)
        assert response.status_code == 500
        assert response.text == "y" * 65536
        with client.stream(get(server.url)) as stream:
            stream.read_error()
        assert len(stream.response.content) == 65536


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate", "raw deflate", "identity"])
def test_packed_content_is_unpacked(encoding: str) -> None:
    text = os.urandom(300_000).hex().encode()
    raw = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(text),
        "x-gzip": gzip.compress(text[:1000]) + gzip.compress(text[1000:]),
        "deflate": zlib.compress(text),
        "raw deflate": raw.compress(text) + raw.flush(),
        "identity": text,
    }[encoding]

    def answer(connection: Connection, request: bytes) -> None:
        connection.answer(packed, headers=f"Content-Encoding: {encoding.removeprefix('raw ')}\r\n")

    with RawServer(serve_forever(answer)) as server:
        client = runtime.http_client()
        assert client.send(get(server.url), max_body=len(text)).content == text
        with client.stream(get(server.url)) as stream:
            assert b"".join(list(stream.iter_bytes())) == text
        with client.stream(get(server.url)) as stream:
            sizes = [len(piece) for piece in stream.iter_bytes(100_000)]
        assert sum(sizes) == len(text)
        assert all(size >= 100_000 for size in sizes[:-1])


def test_R10_a_gzip_bomb_is_noticed_in_time() -> None:
    # A quarter of a megabyte on the wire, a quarter of a gigabyte unpacked.
    packer = zlib.compressobj(6, wbits=31)
    zeros = bytes(1 << 20)
    bomb = b"".join([packer.compress(zeros) for _ in range(256)]) + packer.flush()

    def answer(connection: Connection, request: bytes) -> None:
        connection.answer(bomb, headers="Content-Encoding: gzip\r\n")

    with RawServer(serve_forever(answer)) as server:
        client = runtime.http_client()
        with pytest.raises(errors.ResponseTooLargeError):
            client.send(get(server.url), max_body=1_000_000)
        with client.stream(get(server.url)) as stream:
            with runtime.closing(stream.iter_bytes()) as pieces:
                for piece in pieces:
                    assert len(piece) <= 256 * 1024
                    break


@pytest.mark.parametrize("body", [gzip.compress(b"x" * 1000)[:-5], b"no gzip at all"], ids=["cut", "no gzip"])
def test_R11_broken_gzip_is_an_error(body: bytes) -> None:
    def answer(connection: Connection, request: bytes) -> None:
        connection.answer(body, headers="Content-Encoding: gzip\r\n")

    with RawServer(serve_forever(answer)) as server:
        with pytest.raises(httpx.DecodingError):
            runtime.http_client().send(get(server.url))


def test_a_body_that_ends_early_is_an_error() -> None:
    def handle(connection: Connection) -> None:
        connection.request()
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")

    with RawServer(handle) as server:
        with pytest.raises(httpx.RemoteProtocolError):
            runtime.http_client().send(get(server.url))


def test_the_explanation_of_an_error_may_break_off() -> None:
    def handle(connection: Connection) -> None:
        connection.request()
        connection.send(b"HTTP/1.1 500 Oops\r\nContent-Length: 100\r\n\r\nshort")

    with RawServer(handle) as server:
        with runtime.http_client().stream(get(server.url)) as stream:
            stream.read_error()
    assert stream.response.text == "short"


def test_lines() -> None:
    def handle(connection: Connection) -> None:
        connection.request()
        connection.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        for piece in (b"one\ntw", b"o\r\n\nfo", "ü".encode()[:1], "ü".encode()[1:], b"r\xff\nlast"):
            connection.send(piece)

    with RawServer(handle) as server:
        with runtime.http_client().stream(get(server.url)) as stream:
            lines = list(stream.iter_lines())
    assert lines == ["one", "two", "", "foür\ufffd", "last"]


def test_an_endless_line_is_an_error() -> None:
    def handle(connection: Connection) -> None:
        connection.request()
        connection.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while connection.send(b"x" * 65536):
            pass

    with RawServer(handle) as server:
        with runtime.http_client().stream(get(server.url)) as stream:
            with pytest.raises(errors.ResponseTooLargeError, match="line"):
                for _ in stream.iter_lines():
                    pass


def test_leaving_a_stream_early_neither_hangs_nor_leaks() -> None:
    def answer(connection: Connection, request: bytes) -> None:
        if b"/big" not in request:
            connection.answer(b"ok")
            return
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n")
        while connection.send(b"x" * 65536):
            pass

    with RawServer(serve_forever(answer)) as server:
        client = runtime.HttpClient(HttpOptions(trust_env=False), max_connections=2)
        for _ in range(5):
            with client.stream(get(f"{server.url}/big")) as stream:
                assert stream.status_code == 200
                assert stream.headers["content-length"] == "100000000000"
                assert stream.url == f"{server.url}/big"
                assert stream.http_version == "HTTP/1.1"
                assert stream.network_stream is not None
                for _ in stream.iter_bytes():
                    break
            with client.stream(get(f"{server.url}/big")):
                pass
        assert client.send(get(server.url)).text == "ok"
        client.close()
    assert not server.errors


def test_files_and_objects_are_sent_in_slices(tmp_path: Path) -> None:
    data = os.urandom(3_500_000)
    path = tmp_path / "file"
    path.write_bytes(data)
    with RawServer(serve_forever(lambda connection, request: connection.answer(b"ok"))) as server:
        client = runtime.http_client()
        for content in (FileSlice(path, 1000, 3_000_000), ObjectSlice(io.BytesIO(data), 1000, 3_000_000)):
            request = HttpRequest("PUT", server.url, content=content)
            # Twice: the second attempt of a retry has to send the same bytes.
            client.send(request)
            client.send(request)
        client.send(HttpRequest("PUT", server.url, content=FileSlice(path, 0, 0)))
        client.send(HttpRequest("POST", server.url, content=b"plain"))
    assert len(server.requests) == 6
    for sent in server.requests[:4]:
        head, _, body = sent.partition(b"\r\n\r\n")
        assert b"content-length: 3000000" in head.lower()
        assert b"transfer-encoding" not in head.lower()
        assert body == data[1000:3_001_000]
    assert server.requests[5].endswith(b"\r\n\r\nplain")


def test_a_file_that_became_shorter(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"short")
    with RawServer(serve_forever(echo)) as server:
        client = runtime.http_client()
        with pytest.raises(OSError, match="ended 5 bytes early"):
            client.send(HttpRequest("PUT", server.url, content=FileSlice(path, 0, 10)))
        assert client.send(get(server.url)).status_code == 200


def test_an_answer_before_the_whole_body_was_sent(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(50_000_000))

    def handle(connection: Connection) -> None:
        connection.sock.recv(1000)
        connection.send(b"HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno!")
        connection.wait_for_end()

    with RawServer(handle) as server:
        response = runtime.http_client().send(HttpRequest("PUT", server.url, content=FileSlice(path, 0, 50_000_000)))
    assert response.status_code == 413
    assert response.text == "no!"


def test_N3_a_stale_connection_is_replaced_silently() -> None:
    def handle(connection: Connection) -> None:
        # Answers once; takes a second request and then closes without a word, as a server does that was just about to.
        if connection.request() is not None:
            connection.answer(b"ok")
            connection.request()

    with RawServer(handle) as server:
        client = runtime.http_client()
        for _ in range(4):
            assert client.send(get(server.url)).text == "ok"
    assert len(server.requests) == 7
    assert server.connections == 4


def test_a_change_is_not_repeated_blindly() -> None:
    def handle(connection: Connection) -> None:
        if connection.request() is not None:
            connection.answer(b"ok")
            connection.request()

    with RawServer(handle) as server:
        client = runtime.http_client()
        client.send(get(server.url))
        # It left completely: the server may have obeyed.
        with pytest.raises(httpx.RemoteProtocolError):
            client.send(HttpRequest("POST", server.url, content=b"once"))
    assert len([request for request in server.requests if request.startswith(b"POST")]) == 1


def test_a_fresh_connection_that_breaks_is_an_error() -> None:
    with RawServer(lambda connection: connection.request()) as server:
        with pytest.raises(httpx.RemoteProtocolError):
            runtime.http_client().send(get(server.url))
    assert server.connections == 1


def test_nobody_listens() -> None:
    with RawServer(serve_forever(echo)) as server:
        url = server.url
    with pytest.raises(httpx.ConnectError):
        runtime.http_client().send(get(url))


def test_a_silent_server_times_out() -> None:
    with RawServer(lambda connection: connection.wait_for_end()) as server:
        request = HttpRequest("GET", server.url, timeouts=Timeouts(read=0.05))
        with pytest.raises(httpx.ReadTimeout):
            runtime.http_client().send(request)


def test_waiting_for_a_place_times_out() -> None:
    with RawServer(serve_forever(echo)) as server:
        client = runtime.HttpClient(HttpOptions(trust_env=False), max_connections=1)
        with client.stream(get(server.url)):
            with pytest.raises(httpx.PoolTimeout):
                client.send(HttpRequest("GET", server.url, timeouts=Timeouts(pool=0.05)))
        client.send(get(server.url))
        client.close()


def test_a_deadline_ends_all_kinds_of_waiting() -> None:
    before = threading.active_count()

    def handle(connection: Connection) -> None:
        request = connection.request()
        if request is not None and b"/body" in request:
            connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart")
        connection.wait_for_end()

    with RawServer(handle) as server:
        client = runtime.http_client()

        def fetch(number: int) -> None:
            client.send(get(f"{server.url}/{'body' if number % 2 else 'head'}"))

        watch = Stopwatch()
        with runtime.move_on_after(0.1) as scope:
            runtime.map_concurrently(fetch, range(10), limit=10)
        assert scope.expired
        assert watch.seconds < 1
    assert threads.only(before)


def test_a_failure_interrupts_the_transfers_of_siblings() -> None:
    error = KeyError("x")

    def handle(connection: Connection) -> None:
        connection.request()
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart")
        connection.wait_for_end()

    with RawServer(handle) as server:
        client = runtime.http_client()

        def fetch() -> None:
            client.send(get(server.url))

        def fail() -> None:
            runtime.sleep(0.1)
            raise error

        watch = Stopwatch()
        with pytest.raises(KeyError) as caught:
            with runtime.TaskGroup() as group:
                group.start(fetch)
                group.start(fetch)
                group.start(fail)
        assert caught.value is error
        assert watch.seconds < 1


def test_C4_one_failure_leaves_the_connections_of_others_alone() -> None:
    go_on = threading.Event()

    def answer(connection: Connection, request: bytes) -> None:
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf")
        go_on.wait(10)
        connection.send(b"half")

    with RawServer(serve_forever(echo)) as gone:
        nowhere = gone.url
    with RawServer(serve_forever(answer)) as server:
        client = runtime.http_client()

        def download() -> bytes:
            return client.send(get(server.url)).content

        def fail() -> bytes:
            with pytest.raises(httpx.ConnectError):
                client.send(get(nowhere))
            go_on.set()
            return b""

        def either(number: int) -> bytes:
            return fail() if number else download()

        assert runtime.map_concurrently(either, [0, 1], limit=2) == [b"halfhalf", b""]


def test_C7_many_exchanges_at_once_need_few_sockets() -> None:
    with RawServer(serve_forever(lambda connection, request: connection.answer(b"ok"))) as server:
        client = runtime.HttpClient(HttpOptions(trust_env=False), max_connections=10)

        def fetch(_: int) -> str:
            return client.send(get(server.url)).text

        assert runtime.map_concurrently(fetch, range(1000), limit=200) == ["ok"] * 1000
        assert server.connections <= 10
        client.close()


def test_offline_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(errors.OfflineModeIsEnabled, match="unset the `HF_HUB_OFFLINE`"):
        runtime.http_client().send(get("http://127.0.0.1:9/"))
    with pytest.raises(errors.OfflineModeIsEnabled):
        runtime.http_client(HttpOptions(verify=False)).send(get("http://127.0.0.1:9/"))


def test_a_proxy_is_used() -> None:
    with RawServer(serve_forever(echo)) as proxy:
        client = runtime.http_client(HttpOptions(proxy=proxy.url))
        assert client.send(get("http://hub.invalid/path")).status_code == 200
        client.close()
    assert proxy.requests[0].startswith(b"GET http://hub.invalid/path HTTP/1.1\r\n")


def test_no_proxy_for_options_without_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with RawServer(serve_forever(echo)) as server:
        client = runtime.HttpClient(HttpOptions(trust_env=False))
        assert client.send(get(server.url)).status_code == 200
        client.close()
