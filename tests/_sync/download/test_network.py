# Generated from tests/_async/download/test_network.py: edit that file, not this one, then run `python -m codegen`.

"""Rows N of the fault matrix that are about the way to the server: trickles, shared pauses, proxies. For both colours."""

from __future__ import annotations

import random
import re
import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from huggingface_hub import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.api import HfApi
from huggingface_hub._sync.client import HubClient
from huggingface_hub._sync.download import hf_hub_download, snapshot_download
from huggingface_hub._sync.download.stream import http_get
from tests.support import fault_server as faults
from tests.support.clock import FakeClock
from tests.support.fault_server import COMMIT, REPO, FaultHub
from tests.support.rawserver import Connection, RawServer, serve_forever
from tests.support.stopwatch import Stopwatch


MIB = 1024 * 1024
BIG = random.Random(1).randbytes(4 * MIB + 12345)


def test_N11_a_trickle_is_left_and_resumed_elsewhere(clock: FakeClock) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", faults.drip(MIB, lambda: clock.advance(1)))

        path = hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        first, second = hub.contents("model.bin")
        assert MIB <= second.start < 2 * MIB


def test_N11_a_server_that_only_trickles_is_given_up(clock: FakeClock, cache: Path) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", then=faults.drip(0, lambda: clock.advance(1)))

        with pytest.raises(errors.StalledError, match=r"bytes in \d+ seconds"):
            hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert len(hub.contents("model.bin")) == 6


def test_N11_the_same_for_small_files_and_api_answers(clock: FakeClock, tmp_path: Path) -> None:
    with FaultHub({"a.txt": BIG[:100_000]}) as hub:
        hub.script("a.txt", then=faults.drip(0, lambda: clock.advance(1)))

        with pytest.raises(errors.StalledError):
            snapshot_download(REPO, endpoint=hub.url)
        with open(tmp_path / "file", "wb") as file, pytest.raises(errors.StalledError):
            http_get(f"{hub.url}/{REPO}/resolve/main/a.txt", file)

        hub.apis.faults.append(_slow_answer(clock))
        with pytest.raises(errors.StalledError):
            HubClient(hub.url).send("POST", "/api/x")


def _slow_answer(clock: FakeClock) -> faults.Fault:
    def fault(connection: Connection, ask: faults.Ask, file: faults.File) -> bool:
        return faults.drip(0, lambda: clock.advance(1))(connection, ask, faults.File(b" " * 10_000))

    return fault


@pytest.mark.usefixtures("ranged")
def test_N11_slow_is_not_stalled(clock: FakeClock) -> None:
    def slow(connection: Connection, ask: faults.Ask, file: faults.File) -> bool:
        clock.advance(25)
        return faults.good(connection, ask, file)

    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", then=slow)

        assert Path(hf_hub_download(REPO, "model.bin", endpoint=hub.url)).read_bytes() == BIG


def test_N15_a_pause_for_one_worker_is_a_pause_for_all(clock: FakeClock) -> None:
    times: list[float] = []

    def note(connection: Connection, ask: faults.Ask, file: faults.File) -> bool:
        times.append(clock.now)
        return connection.answer(b"{}", headers="Content-Type: application/json\r\n")

    with FaultHub({}) as hub:
        hub.apis.faults.append(faults.status("429 Too Many Requests", Retry_After=30))
        hub.apis.faults.extend([note] * 50)
        client = HubClient(hub.url, token=False)

        def work(number: int) -> None:
            client.send("GET", f"/api/{number}")

        with pytest.raises(errors.HfHubHTTPError):
            client.send("POST", "/api/refused")
        refused = clock.now
        runtime.map_concurrently(work, range(50), limit=50)

        # Nobody came before the server's time, and nobody but the first was refused.
        assert len(times) == 50
        assert min(times) >= refused + 30


def test_N15_a_snapshot_keeps_the_pause_with_all_its_workers(clock: FakeClock) -> None:
    files = {f"{number}.txt": b"%03d" % number for number in range(200)}
    refused: list[float] = []
    served: list[float] = []

    def answer(connection: Connection, ask: faults.Ask, file: faults.File) -> bool:
        if len(served) >= 5 and not refused:
            refused.append(clock.now)
            return faults.status("429 Too Many Requests", Retry_After=30)(connection, ask, file)
        served.append(clock.now)
        return faults.good(connection, ask, file)

    with FaultHub(files) as hub:
        for name in files:
            hub.script(name, then=answer)

        folder = snapshot_download(REPO, endpoint=hub.url, max_workers=4)

        assert {name: (Path(folder) / name).read_bytes() for name in files} == files
        # Those that were on their way come through; nobody else came before the time, and nobody was refused again.
        early = [moment for moment in served if moment < refused[0] + 30]
        assert len(early) < 150
        assert len(refused) == 1


def test_N15_the_pause_of_the_api_is_not_that_of_files(clock: FakeClock) -> None:
    with FaultHub({"config.json": b"{}"}) as hub:
        api = HfApi(endpoint=hub.url, token=False)
        hub.apis.faults.append(faults.status("429 Too Many Requests", Retry_After=200))
        with pytest.raises(errors.HfHubHTTPError):
            api.send("POST", "/api/x")

        api.hf_hub_download(REPO, "config.json")

        assert clock.slept == []


def test_N17_a_proxy_that_wants_a_password_is_named_without_it(clock: FakeClock) -> None:
    def refuse(connection: Connection, request: bytes) -> None:
        connection.answer(b"<html>Who are you?</html>", status="407 Proxy Authentication Required")

    with RawServer(serve_forever(refuse)) as proxy:
        address = proxy.url.replace("://", "://user:secret@")
        for hub in ("http://hub.example", "https://hub.example"):
            client = HubClient(hub, token=False, proxy=address)

            with pytest.raises(errors.ProxyError, match="407") as caught:
                client.send("GET", "/api/x")

            assert f"127.0.0.1:{proxy.port}" in str(caught.value)
            assert "proxy=" in str(caught.value)
            assert "secret" not in str(caught.value)
        assert len(proxy.requests) == 2
        assert clock.slept == []


def test_N17_the_page_of_a_proxy_that_fails_is_not_taken_for_the_hub(clock: FakeClock) -> None:
    def fail(connection: Connection, request: bytes) -> None:
        connection.answer(b"<html>no route</html>", status="502 Bad Gateway", headers="Content-Type: text/html\r\n")

    with RawServer(serve_forever(fail)) as proxy:
        api = HfApi(endpoint="https://hub.example", token=False, proxy=proxy.url)
        with pytest.raises(errors.ProxyError, match="HTTPS_PROXY"):
            api.hf_hub_download(REPO, "config.json")


def test_N18_a_black_hole_among_the_addresses_costs_half_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    with FaultHub({"config.json": b"{}"}) as hub, ExitStack() as stack:
        port = int(hub.url.rsplit(":", 1)[1])
        # A port whose queue is full gives no answer.
        hole = stack.enter_context(socket.socket())
        hole.bind(("127.0.0.2", port))
        hole.listen(0)
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.2", port))
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port)) for host in ("127.0.0.2", "127.0.0.1")]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)
        watch = Stopwatch()

        hf_hub_download(REPO, "config.json", endpoint=f"http://hub.example:{port}")

        assert watch.seconds < 2


def test_N3_a_connection_that_was_closed_meanwhile_is_replaced_in_silence(clock: FakeClock) -> None:
    with FaultHub({"config.json": b"{}", "b.json": b"[]"}) as hub:
        hf_hub_download(REPO, "config.json", endpoint=hub.url)
        hub.heads.faults.append(faults.drop())

        hf_hub_download(REPO, "b.json", endpoint=hub.url)

        assert clock.slept == []
        assert len([ask for ask in hub.asked if ask.method == "HEAD"]) == 3


def test_N19_after_the_network_has_changed_the_rest_comes_over_new_connections(clock: FakeClock) -> None:
    """Suspended, moved to another Wi-Fi: all connections break, and nobody can be reached for a while."""
    with FaultHub({"model.bin": BIG}) as hub:
        hub.script("model.bin", faults.cut(MIB, reset=True), faults.drop(reset=True), faults.drop(reset=True))

        path = hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert Path(path).read_bytes() == BIG
        assert len(hub.contents("model.bin")) >= 4


def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@pytest.mark.usefixtures("way")
def test_N1_a_server_that_cannot_be_reached_is_named(clock: FakeClock) -> None:
    hub = f"http://127.0.0.1:{closed_port()}"
    api = HfApi(endpoint=hub, token="hf_secret_of_somebody")

    with pytest.raises(errors.LocalEntryNotFoundError, match=re.escape(f"({hub})")):
        api.hf_hub_download(REPO, "config.json")
    with pytest.raises(errors.LocalEntryNotFoundError, match=re.escape(f"({hub})")):
        api.snapshot_download(REPO)
    with pytest.raises(errors.ConnectError, match=re.escape(f"({hub})")) as caught:
        api.model_info(REPO)
    assert str(caught.value).count(hub) == 1


@pytest.mark.usefixtures("way")
def test_N1_the_server_of_the_bytes_is_named_without_its_signature(clock: FakeClock, cache: Path) -> None:
    storage = f"http://127.0.0.1:{closed_port()}"
    with FaultHub({"model.bin": b"x" * 2_000_000}) as hub:
        head = f"HTTP/1.1 302 Found\r\nLocation: {storage}/x?Signature=secret\r\nX-Linked-Size: 2000000\r\n"
        etag = hub.files["model.bin"].etag
        lines = f'X-Linked-Etag: "{etag}"\r\nX-Repo-Commit: {COMMIT}\r\nContent-Length: 0\r\n\r\n'
        hub.heads.faults.extend([lambda connection, ask, file: connection.send((head + lines).encode())] * 9)

        with pytest.raises(errors.ConnectError) as caught:
            hf_hub_download(REPO, "model.bin", endpoint=hub.url)

    assert f"({storage})" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_N1_a_proxy_that_cannot_be_reached_is_named(clock: FakeClock) -> None:
    proxy = f"127.0.0.1:{closed_port()}"
    api = HfApi(endpoint="http://hub.example", token=False, proxy=f"http://user:secret@{proxy}")

    with pytest.raises(errors.ConnectError) as caught:
        api.model_info(REPO)

    assert f"(http://hub.example, through the proxy 'http://REDACTED@{proxy}')" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_N16_a_server_without_tls_is_not_said_to_have_a_bad_certificate(clock: FakeClock) -> None:
    def answer(connection: Connection) -> None:
        connection.sock.recv(1000)
        connection.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with RawServer(answer) as server:
        with pytest.raises(errors.ConnectError, match=r"does not speak TLS.*http://") as caught:
            hf_hub_download(REPO, "config.json", endpoint=server.url.replace("http", "https"))

        assert "certificate" not in str(caught.value)
