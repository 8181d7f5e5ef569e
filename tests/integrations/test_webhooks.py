"""Functions that run when something happens on a real Hub."""

from __future__ import annotations

import logging
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import types
from pathlib import Path
from typing import Any

import httpx
import pytest

from huggingface_hub import HfApi
from huggingface_hub.local_hub import LocalHub


fastapi = pytest.importorskip("fastapi")

from huggingface_hub import WebhookPayload, WebhooksServer  # noqa: E402


SECRET = "secret-of-the-webhook-tests"
PAYLOAD = {
    "event": {"action": "update", "scope": "repo.content"},
    "repo": {
        "id": "1",
        "type": "dataset",
        "name": "ann/data",
        "owner": {"id": "2"},
        "private": False,
        "url": {"web": "https://huggingface.co/datasets/ann/data"},
    },
    "webhook": {"id": "3", "version": 3},
    "updatedRefs": [{"ref": "refs/heads/main", "oldSha": None, "newSha": "f" * 40}],
}


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WEBHOOK_SECRET", "SPACE_ID", "SPACE_HOST", "GRADIO_SERVER_NAME", "GRADIO_SERVER_PORT"):
        monkeypatch.delenv(name, raising=False)


def caller(server: WebhooksServer, secret: str | None = SECRET) -> httpx.AsyncClient:
    headers = {} if secret is None else {"X-Webhook-Secret": secret}
    return httpx.AsyncClient(transport=httpx.ASGITransport(server.app), base_url="http://here", headers=headers)


def test_the_hub_calls(local_hub: LocalHub, capsys: pytest.CaptureFixture[str]) -> None:
    heard: queue.Queue[WebhookPayload] = queue.Queue()
    server = WebhooksServer(webhook_secret=SECRET)

    @server.add_webhook("/changes")
    async def on_change(payload: WebhookPayload) -> dict[str, str]:
        heard.put(payload)
        return {"heard": payload.repo.name}

    app, url, public = server.launch(prevent_thread_lock=True, port=0)
    try:
        assert (app, public) == (server.app, None)
        assert f"POST {url}/webhooks/changes" in capsys.readouterr().err
        api = HfApi(local_hub.url, local_hub.token)
        repo = local_hub.new_repo()
        api.create_webhook(
            url=f"{url}/webhooks/changes", watched=[{"type": "model", "name": repo}], domains=["repo"], secret=SECRET
        )
        commit = api.upload_file(path_or_fileobj=b"hello", path_in_repo="a.txt", repo_id=repo)
        payload = heard.get(timeout=10)
        while payload.event.scope != "repo.content":
            payload = heard.get(timeout=10)
        assert (payload.event.action, payload.repo.name, payload.repo.type) == ("update", repo, "model")
        assert [ref.newSha for ref in payload.updatedRefs or ()] == [commit.oid]
        with pytest.raises(RuntimeError, match="already"):
            server.launch(prevent_thread_lock=True, port=0)
    finally:
        server.close()
    assert "huggingface_hub-webhooks" not in {thread.name for thread in threading.enumerate()}
    with pytest.raises(httpx.ConnectError):
        httpx.post(url)


async def test_only_those_who_know_the_secret() -> None:
    """The others are turned away before anything that they send is looked at."""
    server, calls = WebhooksServer(webhook_secret=SECRET), []
    server.add_webhook("one")(lambda payload: calls.append(payload))
    for secret, status, error in (
        (None, 401, "x-webhook-secret header not set."),
        ("guessed", 403, "Invalid webhook secret."),
        (SECRET[:-1], 403, "Invalid webhook secret."),
    ):
        async with caller(server, secret) as client:
            for body in (b"{", b'{"event": 1}'):
                refused = await client.post("/webhooks/one", content=body)
                assert (refused.status_code, refused.json()) == (status, {"error": error})
            assert (await client.post("/webhooks/none")).status_code == status
            assert (await client.get("/")).status_code == 200
    assert calls == []
    assert SECRET not in repr(server) + repr(vars(server))


async def test_what_functions_can_look_like(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    server, threads = WebhooksServer(), []

    @server.add_webhook
    def blocking(payload: WebhookPayload) -> str:
        threads.append(threading.current_thread())
        return payload.repo.name

    async def raw(request: Any) -> str:
        return str((await request.json())["event"]["scope"])

    raw.__annotations__["request"] = fastapi.Request
    assert server.add_webhook("/deep/er/")(raw) is raw
    with pytest.raises(ValueError, match="/webhooks/blocking already"):
        server.add_webhook()(blocking)
    assert blocking(WebhookPayload(**PAYLOAD)) == "ann/data"
    async with caller(server) as client:
        assert (await client.post("/webhooks/blocking", json=PAYLOAD)).json() == "ann/data"
        assert (await client.post("/webhooks/deep/er", json=PAYLOAD)).json() == "repo.content"
        assert (await client.post("/webhooks/blocking", json={"event": 1})).status_code == 422
        page = (await client.get("/")).text
    assert threads[0] is threading.main_thread()
    assert threads[1] is not threading.main_thread()
    assert "POST /webhooks/blocking" in page
    assert "POST /webhooks/deep/er" in page
    assert SECRET not in page


async def test_without_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    """It works, with a warning."""
    logger = logging.getLogger("huggingface_hub")
    logger.addHandler(caplog.handler)
    try:
        server = WebhooksServer()
    finally:
        logger.removeHandler(caplog.handler)
    assert "WEBHOOK_SECRET" in caplog.text

    @server.add_webhook
    async def one(payload: WebhookPayload) -> str:
        return payload.event.action

    async with caller(server, None) as client:
        assert (await client.post("/webhooks/one", json=PAYLOAD)).json() == "update"
        assert "not secured" in (await client.get("/")).text


def test_a_page_of_gradio(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is shown at `/` of the same application."""
    gradio: Any = types.ModuleType("gradio")
    gradio.mount_gradio_app = lambda app, blocks, path: (app.mount("/", blocks), app)[1]
    monkeypatch.setitem(sys.modules, "gradio", gradio)
    server = WebhooksServer(ui=fastapi.FastAPI(), webhook_secret=SECRET)

    assert any(getattr(route, "app", None) is server._ui for route in server.app.routes)


def test_a_port_that_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setenv("GRADIO_SERVER_PORT", str(other.getsockname()[1]))
        with pytest.raises(OSError, match="ddress"):
            WebhooksServer(webhook_secret=SECRET).launch()


SCRIPT = """
from huggingface_hub import WebhookPayload, webhook_endpoint

@webhook_endpoint
def trigger(payload: WebhookPayload):
    return payload.repo.name

@webhook_endpoint("/second")
async def other():
    return "two"

print("the script is over", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_a_script_serves_when_it_has_ended(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(SCRIPT)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    env = {**os.environ, "WEBHOOK_SECRET": SECRET, "GRADIO_SERVER_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "script.py"], cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == "the script is over\n"
        assert process.stderr.readline() == "Webhooks are served at:\n"
        assert [process.stderr.readline().split("/webhooks/")[1] for _ in range(2)] == ["trigger\n", "second\n"]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"X-Webhook-Secret": SECRET}) as client:
            assert client.post("/webhooks/trigger", json=PAYLOAD).json() == "ann/data"
            assert client.post("/webhooks/second", json=PAYLOAD).json() == "two"
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=10)
        assert "Traceback" not in said
    finally:
        process.kill()
        process.wait()


def test_a_script_that_fails_serves_nothing(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(f"{SCRIPT}\n1 / 0\n")
    done = subprocess.run([sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True, timeout=15)
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stderr
    assert "served" not in done.stderr


def test_all_names_can_be_imported_without_pydantic() -> None:
    """What is not installed is missed when it is used."""
    code = """
import sys
sys.modules["pydantic"] = None  # what importing it runs into
from huggingface_hub import *
for use in (lambda: WebhookPayload(), lambda: WebhookPayload.model_validate({})):
    try:
        use()
    except ImportError as error:
        print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    said = "WebhookPayload needs pydantic: `pip install huggingface_hub[webhooks]`."
    assert (done.returncode, done.stdout.splitlines()) == (0, [said, said]), done.stderr
