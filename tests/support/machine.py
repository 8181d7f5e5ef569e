"""A machine on which nobody is logged in, and a Hub that only knows whose token it is."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub import constants
from huggingface_hub._core import colab, oidc, token_refresh, token_store


VARIABLES = (
    "HF_TOKEN HUGGING_FACE_HUB_TOKEN HUGGINGFACE_TOKEN VERTEX_PRODUCT HF_OIDC_RESOURCE HF_OIDC_ID_TOKEN GITHUB_ACTIONS"
    " ACTIONS_ID_TOKEN_REQUEST_URL ACTIONS_ID_TOKEN_REQUEST_TOKEN"
).split()


def fresh_machine(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Move the home of tokens and of git's settings below a folder; returns the future `HF_HOME`, which does not exist."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    home = folder / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    hf_home = home / "huggingface"
    monkeypatch.setenv("HF_HOME", str(hf_home))
    monkeypatch.delenv("HF_TOKEN_PATH", raising=False)
    monkeypatch.setattr(constants, "HF_HOME", str(hf_home))
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(hf_home / "token"))
    monkeypatch.setattr(constants, "HF_STORED_TOKENS_PATH", str(hf_home / "stored_tokens"))
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_IMPLICIT_TOKEN", False)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(token_store, "_WARNED_PATHS", set())
    monkeypatch.setattr(colab, "_ANSWER", {})
    oidc.forget()
    token_refresh.forget()

    return hf_home


def identity_of(user: str, token_name: str | None, role: str = "write") -> dict[str, Any]:
    """What a Hub says about a token."""
    auth = {"type": "access_token", "accessToken": {"displayName": token_name, "role": role}} if token_name else {}

    return {"type": "user", "name": user, "fullname": user.title(), "orgs": [], "auth": auth}


class IdentityHub:
    """A server on loopback that answers `whoami` as it was told to."""

    def __init__(self) -> None:
        self.identities: dict[str, dict[str, Any]] = {}
        self.refusals: dict[str, int] = {}
        self.asked: list[str] = []
        self.url = ""

    def answer(self, path: str, authorization: str) -> tuple[int, dict[str, Any]]:
        """The status and body of an answer."""
        token = authorization.removeprefix("Bearer ")
        self.asked.append(token)
        if path != "/api/whoami-v2":
            return 404, {"error": f"no such route: {path}"}
        if token in self.refusals:
            return self.refusals[token], {"error": "refused"}
        if token in self.identities:
            return 200, self.identities[token]
        return 401, {"error": "Invalid username or password."}


@contextmanager
def identity_hub() -> Iterator[IdentityHub]:
    """Run such a server for the time of the block."""
    hub = IdentityHub()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, body = hub.answer(self.path, self.headers.get("authorization", ""))
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        # Clients keep their connections open: the threads that serve them are not waited for.
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        hub.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield hub
        finally:
            server.shutdown()
            thread.join()
