"""Where the lane goes and where it does not, and what it does with connections. Colourless, so tested without colours."""

from __future__ import annotations

import ssl
import textwrap
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import httpx
import pytest
import respx

from huggingface_hub import constants, errors
from huggingface_hub._core.exchange import Template
from huggingface_hub._core.outcome import Outcome
from huggingface_hub._runtime import factories
from huggingface_hub._runtime.lane import route as routes
from huggingface_hub._runtime.lane.connection import Steps
from huggingface_hub._runtime.lane.http import Unsuitable
from huggingface_hub._runtime.lane.loop import Loop
from huggingface_hub._runtime.lane.pool import POOL
from huggingface_hub._runtime.lane.route import Route, is_open
from huggingface_hub.types.http import HttpOptions, HttpRequest, Timeouts
from tests.runtime.test_connect import addresses, free_port, full as full
from tests.runtime.test_fork import run as run_script
from tests.runtime.test_tls import certificate as certificate, context as context
from tests.support.rawserver import Connection, RawServer, serve_forever


URL = "https://hub.example/x"
QUICK = Timeouts(connect=2, read=0.3, write=2, stall=0.3)


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_FAST_LANE", False)
    POOL.close()
    threads = threading.active_count()
    yield
    POOL.close()
    assert threading.active_count() <= threads


def ok(connection: Connection, request: bytes) -> None:
    connection.answer(request.split(b" ")[1])


def template(url: str, *, endpoint: str | None = None, timeouts: Timeouts = QUICK, **headers: str) -> Template:
    return Template(HttpRequest("GET", url, headers, timeouts=timeouts), endpoint or url, frozenset())


def get(*templates: Template, options: HttpOptions = HttpOptions(), limit: int = 10_000) -> list[bytes]:  # noqa: B008
    """The bodies, one after the other."""
    results: list[Outcome[bytes]] = []
    with Loop() as loop:
        route = Route(options, loop)

        def steps(wanted: Template) -> Steps[bytes]:
            answer = yield from route.ask(wanted.exchange())
            if answer.head.length is None:
                answer.connection.close()
                raise Unsuitable("no length")
            body = bytes((yield from answer.connection.read_body(answer.head.length, QUICK.stall)))
            route.give_back(answer.connection, answer.head)
            return body

        for count, each in enumerate(templates, 1):
            loop.start(steps(each), results.append)
            while len(results) < count:
                loop.turn()
        route.close()
    return [result.unwrap() for result in results]


# --- which address it goes to ---


def test_an_address_that_refuses_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with RawServer(serve_forever(ok)) as server:
        addresses(monkeypatch, free_port(), server.port)

        url = "http://hub.example/a"
        assert get(template(url), template(url)) == [b"/a", b"/a"]


def test_N18_a_black_hole_holds_up_many_connections_once(full: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with RawServer(serve_forever(ok)) as server:
        addresses(monkeypatch, full, server.port)
        results: list[Outcome[None]] = []
        begin = time.monotonic()
        with Loop() as loop:
            route = Route(HttpOptions(), loop)

            def steps() -> Steps[None]:
                answer = yield from route.ask(template("http://hub.example/a").exchange())
                answer.connection.close()

            for _ in range(8):
                loop.start(steps(), results.append)
            while len(results) < 8:
                loop.turn()
            route.close()

        for result in results:
            result.unwrap()
        # A head start of a quarter of a second, noticed with the loop's next look.
        assert time.monotonic() - begin < 1.5


def test_a_server_with_one_address_gets_all_the_time_that_there_is(full: int, monkeypatch: pytest.MonkeyPatch) -> None:
    addresses(monkeypatch, full)
    begin = time.monotonic()

    with pytest.raises(httpx.ConnectTimeout):
        get(template("http://hub.example/a", timeouts=Timeouts(connect=0.6)))

    assert time.monotonic() - begin >= 0.6


def test_a_server_that_is_not_there_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses(monkeypatch, free_port())

    with pytest.raises(httpx.ConnectError, match="refused"):
        get(template("http://hub.example/a"))


# --- whether it may be used ---


def test_it_is_open_where_nothing_speaks_against_it() -> None:
    assert is_open(HttpOptions(), URL)


def test_a_switch_closes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_FAST_LANE", True)

    assert not is_open(HttpOptions(), URL)


def test_a_proxy_closes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_open(HttpOptions(proxy="http://proxy:3128"), URL)
    monkeypatch.setenv("https_proxy", "http://proxy:3128")
    assert not is_open(HttpOptions(), URL)
    assert is_open(HttpOptions(), "http://hub.example/x")
    assert is_open(HttpOptions(trust_env=False), URL)
    monkeypatch.setenv("no_proxy", "hub.example")
    assert is_open(HttpOptions(), URL)


def test_a_client_factory_closes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(factories, "_client_factory", httpx.Client)
    assert not is_open(HttpOptions(), URL)
    monkeypatch.setattr(factories, "_client_factory", None)
    monkeypatch.setattr(factories, "_async_client_factory", httpx.AsyncClient)
    assert not is_open(HttpOptions(), URL)


def test_hooks_on_the_shared_client_close_it() -> None:
    session = factories.get_session()
    try:
        assert is_open(HttpOptions(), URL)
        session.event_hooks = {**session.event_hooks, "response": [print]}
        assert not is_open(HttpOptions(), URL)
    finally:
        factories.close_session()


def test_respx_closes_it() -> None:
    with respx.mock:
        assert not is_open(HttpOptions(), URL)
    assert is_open(HttpOptions(), URL)


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (httpx.HTTPTransport, "handle_request"),
        (httpx.AsyncHTTPTransport, "handle_async_request"),
        (httpx.Client, "send"),
    ],
)
def test_patched_parts_of_httpx_close_it(owner: type, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owner, name, lambda self, request: httpx.Response(200))

    assert not is_open(HttpOptions(), URL)


def test_a_redirect_to_where_a_proxy_is_needed_is_left_to_httpx(monkeypatch: pytest.MonkeyPatch) -> None:
    def redirect(connection: Connection, request: bytes) -> None:
        connection.answer(status="302 Found", headers="Location: https://elsewhere.example/x\r\n")

    monkeypatch.setenv("https_proxy", "http://proxy:3128")
    with RawServer(serve_forever(redirect)) as server, pytest.raises(Unsuitable, match="proxy"):
        get(template(server.url))


def test_offline_mode_counts_for_each_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)

    with RawServer(serve_forever(ok)) as server:
        with pytest.raises(errors.OfflineModeIsEnabled):
            get(template(server.url))
        assert server.connections == 0


def test_another_thread_in_the_middle_of_importing_httpx_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "httpx.py").write_text(
        textwrap.dedent("""
        import builtins
        builtins.begun.set()
        builtins.going_on.wait(10)

        class Client:
            def send(self): ...

        class AsyncClient(Client): ...

        class HTTPTransport:
            def handle_request(self): ...

        class AsyncHTTPTransport:
            def handle_async_request(self): ...
        """)
    )
    script = """
    import builtins
    builtins.begun, builtins.going_on = threading.Event(), threading.Event()
    sys.path.insert(0, sys.argv[1])
    from huggingface_hub._runtime.lane.route import is_stock

    threading.Thread(target=__import__, args=("httpx",)).start()
    builtins.begun.wait(10)
    answers = []
    asking = threading.Thread(target=lambda: answers.append(is_stock()))
    asking.start()
    asking.join(0.1)
    builtins.going_on.set()
    asking.join(10)
    print(answers)
    """
    assert run_script(textwrap.dedent(script), str(tmp_path)) == "[True]\n"


# --- redirects and trust ---


def test_I8_the_token_stays_with_the_hub() -> None:
    with RawServer(serve_forever(ok)) as store:

        def redirect(connection: Connection, request: bytes) -> None:
            connection.answer(status="302 Found", headers=f"Location: {store.url}/object?sig=1\r\n")

        with RawServer(serve_forever(redirect)) as hub:
            body = get(
                template(f"{hub.url}/file", endpoint=hub.url, Authorization="Bearer hf_secret", Range="bytes=0-")
            )

            assert body == [b"/object?sig=1"]
            assert b"hf_secret" in hub.requests[0]
        assert b"hf_secret" not in store.requests[0]
        assert b"Range: bytes=0-" in store.requests[0]


def test_R14_a_loop_of_redirects_ends() -> None:
    def redirect(connection: Connection, request: bytes) -> None:
        connection.answer(b"moved", status="302 Found", headers="Location: /again\r\n")

    with RawServer(serve_forever(redirect)) as server:
        with pytest.raises(errors.TooManyRedirects):
            get(template(server.url))
        # Bodies of redirects are read, so that the connection stays good.
        assert server.connections == 1


def test_I8_other_schemes_are_refused() -> None:
    def redirect(connection: Connection, request: bytes) -> None:
        connection.answer(status="302 Found", headers="Location: file:///etc/passwd\r\n")

    with RawServer(serve_forever(redirect)) as server, pytest.raises(errors.UntrustedURLError):
        get(template(server.url))


def test_a_template_never_sends_its_headers_to_another_server() -> None:
    with pytest.raises(errors.UntrustedURLError):
        template("http://hub.example/a").exchange(url="http://hub.example.evil/a")


# --- connections ---


def test_connections_are_used_again() -> None:
    with RawServer(serve_forever(ok)) as server:
        assert get(template(f"{server.url}/a"), template(f"{server.url}/b")) == [b"/a", b"/b"]
        assert get(template(f"{server.url}/c")) == [b"/c"]
        assert server.connections == 1


def test_N3_a_connection_that_went_stale_is_replaced_once() -> None:
    def once(connection: Connection) -> None:
        request = connection.request()
        if request is not None:
            ok(connection, request)
            # The next request arrives, and gets no answer.
            connection.request()

    with RawServer(once) as server:
        assert get(template(f"{server.url}/a"), template(f"{server.url}/b")) == [b"/a", b"/b"]
        assert server.connections == 2


def test_bytes_that_belong_to_nothing_cost_the_connection_and_not_the_request() -> None:
    answered: list[Connection] = []

    def handle(connection: Connection) -> None:
        while connection.request():
            if connection in answered:
                connection.send(b"0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong")
            else:
                answered.append(connection)
                connection.answer(b"right")

    with RawServer(handle) as server:
        assert get(template(server.url), template(server.url)) == [b"right", b"right"]
        assert len(answered) == 2


def test_a_fresh_connection_without_an_answer_is_a_failure() -> None:
    with RawServer(lambda connection: connection.request()) as server:
        with pytest.raises(errors.TransportError):
            get(template(server.url))
        assert server.connections == 1


@pytest.mark.parametrize("header", ["Connection: close\r\n", "Connection: Close, x\r\n"])
def test_a_connection_that_the_server_ends_is_not_kept(header: str) -> None:
    def answer(connection: Connection, request: bytes) -> None:
        connection.answer(b"x", headers=header)

    with RawServer(serve_forever(answer)) as server:
        get(template(server.url), template(server.url))
        assert server.connections == 2


def test_bytes_after_an_answer_spoil_the_connection() -> None:
    def answer(connection: Connection, request: bytes) -> None:
        connection.send(
            b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
        )

    with RawServer(serve_forever(answer)) as server:
        assert get(template(server.url), template(server.url)) == [b"x", b"x"]
        assert server.connections == 2


def test_interim_answers_are_passed_over() -> None:
    def answer(connection: Connection, request: bytes) -> None:
        connection.send(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")

    with RawServer(serve_forever(answer)) as server:
        assert get(template(server.url)) == [b"x"]


def test_interim_answers_without_end_are_left() -> None:
    def answer(connection: Connection, request: bytes) -> None:
        connection.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 50)

    with RawServer(serve_forever(answer)) as server, pytest.raises(errors.TransportError):
        get(template(server.url))


def test_N4_a_garbage_status_line_is_a_failure() -> None:
    def answer(connection: Connection, request: bytes) -> None:
        connection.send(b"garbage\r\n\r\n")

    with RawServer(serve_forever(answer)) as server, pytest.raises(errors.TransportError, match="not valid HTTP"):
        get(template(server.url))


def test_R13_headers_without_end_are_left() -> None:
    def answer(connection: Connection, request: bytes) -> None:
        connection.send(b"HTTP/1.1 200 OK\r\n")
        while connection.send(b"X: " + b"a" * 1000 + b"\r\n"):
            pass

    with RawServer(serve_forever(answer)) as server, pytest.raises(errors.ResponseTooLargeError):
        get(template(server.url))


def test_I6_a_silent_server_is_left() -> None:
    with RawServer(lambda connection: connection.wait_for_end()) as server, pytest.raises(errors.TimeoutException):
        get(template(server.url))


def test_N1_a_refused_connection_is_named() -> None:
    with RawServer(serve_forever(ok)) as server:
        url = server.url
    with pytest.raises(errors.ConnectError):
        get(template(url))


def test_a_server_that_moved_to_another_address_is_found_again() -> None:
    with RawServer(serve_forever(ok)) as server:
        get(template(server.url))
        POOL.close()
        origin = routes.trust.origin(server.url)
        POOL.remember(origin, (2, ("127.0.0.1", 1)))

        assert get(template(f"{server.url}/a")) == [b"/a"]


def test_tls(certificate: Path, context: ssl.SSLContext) -> None:
    def answer(connection: Connection, request: bytes) -> None:
        connection.answer(bytes(3_000_000))

    options = HttpOptions(verify=str(certificate))
    with RawServer(serve_forever(answer), context) as server:
        bodies = get(template(server.url), template(server.url), options=options)
        assert [len(body) for body in bodies] == [3_000_000] * 2
        assert get(template(server.url), options=options)
        assert server.connections == 1
        assert get(template(server.url), options=HttpOptions(verify=False))


def test_N16_an_unknown_authority_is_refused(certificate: Path, context: ssl.SSLContext) -> None:
    with RawServer(serve_forever(ok), context) as server, pytest.raises(errors.ConnectError) as caught:
        get(template(server.url))
    assert isinstance(caught.value.__cause__, ssl.SSLCertVerificationError)
    assert "SSL_CERT_FILE" in str(caught.value)


def test_a_forked_child_has_connections_of_its_own() -> None:
    script = """
        import os
        from tests.runtime.test_lane_route import get, ok, template
        from huggingface_hub._runtime.lane.pool import POOL
        from tests.support.rawserver import RawServer, serve_forever

        with RawServer(serve_forever(ok)) as server:
            get(template(server.url + "/a"))
            assert server.connections == 1
            child = os.fork()
            if not child:
                os._exit(0 if get(template(server.url + "/b")) == [b"/b"] else 1)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
            assert get(template(server.url + "/c")) == [b"/c"]
            assert server.connections == 2
            POOL.close()
        print("ok")
    """
    assert run_script(textwrap.dedent(script)) == "ok\n"


# --- the TLS settings of a caller ---


class Theirs(ssl.SSLContext):
    """Settings that nobody may change any more."""

    frozen = False

    def set_alpn_protocols(self, alpn_protocols: Iterable[str]) -> None:
        assert not self.frozen
        super().set_alpn_protocols(alpn_protocols)


@pytest.mark.parametrize(("offered", "spoken"), [([], True), (["http/1.1"], True), (["h2", "http/1.1"], False)])
def test_the_tls_settings_of_a_caller_are_used_and_not_changed(
    certificate: Path, context: ssl.SSLContext, offered: list[str], spoken: bool
) -> None:
    context.set_alpn_protocols(["h2", "http/1.1"])
    theirs = Theirs(ssl.PROTOCOL_TLS_CLIENT)
    theirs.load_verify_locations(certificate)
    if offered:
        theirs.set_alpn_protocols(offered)
    theirs.frozen = True
    options = HttpOptions(verify=theirs)
    with RawServer(serve_forever(ok), context) as server:
        if spoken:
            assert get(template(f"{server.url}/a"), options=options) == [b"/a"]
        else:
            with pytest.raises(Unsuitable, match="another version of HTTP"):
                get(template(f"{server.url}/a"), options=options)
