"""No command makes a request that nobody asked for."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from .conftest import Finished


WHOAMI = {
    "type": "user",
    "name": "user",
    "orgs": [{"name": "first"}, {"name": "second"}],
    "auth": {"type": "access_token", "accessToken": {"displayName": "laptop", "role": "write"}},
}
REFS = {"branches": [], "converts": [], "tags": [{"name": "v1", "ref": "refs/tags/v1", "targetCommit": "c" * 40}]}


class Hub(BaseHTTPRequestHandler):
    """Answers what these tests need, and writes down what it is asked."""

    seen: list[tuple[str, str]]
    agents: list[str]

    def do_GET(self) -> None:
        self.seen.append((self.command, self.path))
        self.agents.append(self.headers["user-agent"])
        answer = WHOAMI if "whoami" in self.path else REFS if self.path.endswith("/refs") else {}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_DELETE = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on stderr."""


@pytest.fixture
def hub() -> Iterator[tuple[str, type[Hub]]]:
    """A server, and the handler class that holds what it saw."""
    recorder = type("Recorder", (Hub,), {"seen": [], "agents": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), recorder)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", recorder
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        (("version",), []),
        (("env",), []),
        (("--help",), []),
        (("auth", "list"), []),
        (("auth", "token"), []),
        (("auth", "whoami"), [("GET", "/api/whoami-v2")]),
        (("auth", "login", "--token", "hf_given_on_the_command_line"), [("GET", "/api/whoami-v2")]),
        (("repos", "tag", "ls", "user/m"), [("GET", "/api/models/user/m/refs")]),
        (("repos", "branch", "create", "user/m", "dev"), [("POST", "/api/models/user/m/branch/dev")]),
        (("repos", "tag", "delete", "datasets/user/d", "v1", "-y"), [("DELETE", "/api/datasets/user/d/tag/v1")]),
    ],
)
def test_L8_only_what_was_asked_for(
    process: Callable[..., Finished],
    hub: tuple[str, type[Hub]],
    args: tuple[str, ...],
    expected: list[tuple[str, str]],
) -> None:
    from huggingface_hub import __version__

    url, recorder = hub
    ended = process(*args, HF_ENDPOINT=url, HF_TOKEN="hf_of_the_test_0123456789")
    assert ended.code == 0, ended.err
    assert recorder.seen == expected
    for agent in recorder.agents:
        assert agent.startswith(f"huggingface-cli/{__version__}; hf_hub/") or "login" in args


def test_whoami_says_all(process: Callable[..., Finished], hub: tuple[str, type[Hub]]) -> None:
    url, _ = hub
    ended = process("auth", "whoami", "--json", HF_ENDPOINT=url, HF_TOKEN="hf_of_the_test_0123456789")
    assert json.loads(ended.out) == {"user": "user", "orgs": "first,second", "endpoint": url}
