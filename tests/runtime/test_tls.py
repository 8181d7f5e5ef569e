"""TLS on real connections: trusted, not trusted, and inherited by a forked child."""

from __future__ import annotations

import asyncio
import os
import shutil
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from huggingface_hub._runtime import aio, blocking, factories
from huggingface_hub.types.http import HttpOptions, HttpRequest
from tests.runtime.test_fork import run as run_script
from tests.support.rawserver import Connection, RawServer, serve_forever


pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")

Send = Callable[[HttpOptions, str], bytes]


def send_blocking(options: HttpOptions, url: str) -> bytes:
    client = blocking.http_client(options)
    try:
        return client.send(HttpRequest("GET", url)).content
    finally:
        client.close()


def send_async(options: HttpOptions, url: str) -> bytes:
    async def main() -> bytes:
        return (await aio.http_client(options).send(HttpRequest("GET", url))).content

    return asyncio.run(main())


def answer(connection: Connection, request: bytes) -> None:
    if b"/big" in request:
        connection.answer(bytes(3_000_000))
    else:
        connection.answer(b"ok")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(["openssl", "req", "-x509", *kind, *names, *files], check=True, capture_output=True)
    return folder / "cert.pem"


@pytest.fixture
def context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    return context


@pytest.mark.parametrize("send", [send_blocking, send_async])
def test_an_own_authority(send: Send, certificate: Path, context: ssl.SSLContext) -> None:
    with RawServer(serve_forever(answer), context) as server:
        assert send(HttpOptions(verify=str(certificate)), server.url) == b"ok"
        assert send(HttpOptions(verify=str(certificate)), f"{server.url}/big") == bytes(3_000_000)
        assert send(HttpOptions(verify=False), server.url) == b"ok"
        assert send(HttpOptions(verify=ssl.create_default_context(cafile=certificate)), server.url) == b"ok"


@pytest.mark.parametrize("send", [send_blocking, send_async])
def test_the_environment_names_the_authority(
    send: Send, certificate: Path, context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    with RawServer(serve_forever(answer), context) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        # The shared client may have read its certificates already.
        factories.close_session()
        assert send(HttpOptions(), server.url) == b"ok"
    factories.close_session()


@pytest.mark.parametrize("send", [send_blocking, send_async])
def test_N16_a_certificate_that_nobody_signed(send: Send, context: ssl.SSLContext) -> None:
    with RawServer(serve_forever(answer), context) as server:
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            send(HttpOptions(trust_env=False), server.url)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_child_says_no_goodbye_on_its_parents_connection(certificate: Path, context: ssl.SSLContext) -> None:
    with RawServer(serve_forever(answer), context) as server:
        out = run_script(
            """
import gc
url, certificate = sys.argv[1:]
options = HttpOptions(verify=certificate)
client = blocking.http_client(options)
client.send(HttpRequest("GET", url))
def child():
    global client
    client = None
    gc.collect()
    print("child", blocking.http_client(options).send(HttpRequest("GET", url)).text)
    blocking.http_client(options).close()
fork(child)
print("parent", client.send(HttpRequest("GET", url)).text)
""",
            server.url,
            str(certificate),
        )
    assert out.splitlines() == ["child ok", "parent ok"]
    assert server.connections == 2
