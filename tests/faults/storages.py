"""Rows that need more of a Hub: one with Xet, and a code host behind a proxy."""

from __future__ import annotations

import atexit
import random
import shutil
import ssl
import subprocess
import tempfile
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from huggingface_hub.local_hub import LocalHub
from tests.faults.side import Outcome
from tests.faults.world import Row, Verdict, World, but, whole
from tests.support.rawserver import Connection, RawServer
from tests.support.xet_hub import XetHub


LARGE = random.Random(4).randbytes(3_000_000)
COMMIT = "c" * 40
REFS = (
    b"001e# service=git-upload-pack\n0000"
    + b"".join(b"%04x%s" % (len(line) + 4, line) for line in (
        b"%s HEAD\0symref=HEAD:refs/heads/main\n" % COMMIT.encode(), b"%s refs/heads/main\n" % COMMIT.encode()
    ))
    + b"0000"
)  # fmt: skip
SCRIPT = b"#!/bin/sh\necho hello\n"


def by_xet(world: World, fault: Callable[[XetHub], object]) -> Verdict:
    """A file that the Hub has in its Xet storage."""
    patch = pytest.MonkeyPatch()
    with (
        LocalHub(root=world.folder / "cache" / "hub", xet=True, lfs_threshold=100_000) as made,
        patch.context() as inner,
    ):
        hub = XetHub(made, inner)
        fault(hub)
        try:
            outcome = _download(world, hub)
        finally:
            hub.end()
    found = whole(outcome, LARGE)
    told = "TransportFallbackWarning" in outcome.warnings
    return Verdict(found.holds and told, str(outcome) if found.holds or not outcome.ok else found.note)


def _download(world: World, hub: XetHub) -> Outcome:
    repo = hub.put({"model.bin": LARGE})
    env = {"HF_HUB_DISABLE_XET": "0", "HF_XET_CACHE": str(world.folder / "cache" / "xet")}
    with world.side.on(env):
        arguments = {"repo_id": repo, "filename": "model.bin", "token": hub.token, "endpoint": hub.url}
        return world.call("hf_hub_download", cache_dir=world.cache, **arguments)


@cache
def authority() -> Path:
    """A certificate for the hosts of extensions."""
    folder = Path(tempfile.mkdtemp(prefix="hf-faults-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    hosts = ("github.com", "api.github.com", "raw.githubusercontent.com")
    names = ["-subj", "/CN=github.com", "-addext", "subjectAltName=" + ",".join(f"DNS:{host}" for host in hosts)]
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(["openssl", "req", "-x509", *kind, *names, *files], check=True, capture_output=True)
    (folder / "all.pem").write_text((folder / "key.pem").read_text() + (folder / "cert.pem").read_text())
    return folder


class CodeHost:
    """A proxy that answers for the hosts of extensions itself."""

    def __init__(self) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(authority() / "all.pem")
        self.asked: list[str] = []
        self.server = RawServer(self._serve)
        self._lock = threading.Lock()

    def _serve(self, connection: Connection) -> None:
        request = connection.request()
        if request is None or not request.startswith(b"CONNECT "):
            return
        connection.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        host = request.split(b" ")[1].decode().partition(":")[0]
        try:
            secure = self.context.wrap_socket(connection.sock.dup(), server_side=True)
        except OSError:
            # A client that does not trust us; it has its say about that.
            return
        with secure:
            inner = Connection(secure, self.server)
            while (request := inner.request()) is not None:
                self._answer(inner, host, request.split(b" ")[1].decode())

    def _answer(self, connection: Connection, host: str, path: str) -> None:
        with self._lock:
            self.asked.append(f"{host}{path}")
        name = path.partition("?")[0]
        if name.endswith("/info/refs"):
            connection.answer(REFS, headers="Content-Type: application/x-git-upload-pack-advertisement\r\n")
        elif host == "raw.githubusercontent.com" and name.endswith("/hf-tool"):
            connection.answer(SCRIPT)
        elif host == "api.github.com":
            connection.answer(b'{"default_branch": "main", "sha": "%s"}' % COMMIT.encode())
        else:
            connection.answer(b"{}", status="404 Not Found")


def extension(world: World) -> Verdict:
    """What was installed can be told, afterwards, from anything that is published later."""
    host = CodeHost()
    with host.server as server:
        trust = {"SSL_CERT_FILE": str(authority() / "cert.pem"), "HTTPS_PROXY": server.url, "https_proxy": server.url}
        with world.side.on({**trust, "NO_PROXY": "", "no_proxy": "", "HF_HOME": str(world.folder / "cache" / "home")}):
            done = world.side.command("extensions", "install", "user/hf-tool", input="y\n")
    if not any("hf-tool" in asked for asked in host.asked):
        return Verdict(False, "nothing was asked")
    pinned = any(f"/{COMMIT}/" in asked for asked in host.asked)
    said = done.stdout + done.stderr
    return but(Verdict(COMMIT in said, "commit shown"), None if pinned else "whatever HEAD is")


ROWS = [
    Row("N22", "Xet: the Hub gives no token for the storage: 404", "over HTTP, with a warning",
        lambda w: by_xet(w, lambda hub: hub.refuse_tokens(404)), needs="hf_xet"),
    Row("N22 (silent)", "Xet: the storage falls silent", "over HTTP, with a warning",
        lambda w: by_xet(w, lambda hub: hub.stall_data()), needs="hf_xet"),
    Row("S23", "`hf extensions install`", "a commit that is shown, and nothing else", extension, needs="openssl"),
]  # fmt: skip
