"""`hf spaces hot-reload`, against recorded exchanges."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import httpx
import pytest
import respx

from tests.support.clock import FakeClock

from .conftest import Finished


Run = Callable[..., Finished]
API = "https://huggingface.co/api/spaces/user/space"
RELOAD = "https://user-space--7887.hf.space/--replicas/+abc1/get-reload"
COMMIT = "c" * 40
SSE = {"content-type": "text/event-stream"}


def space(**more: Any) -> dict[str, Any]:
    return {
        "id": "user/space", "sdk": "gradio", "cardData": {"sdk_version": "6.2.0"}, "host": "https://user-space.hf.space",
        "subdomain": "user-space", "runtime": {"stage": "RUNNING", "hardware": {}}, "private": False, **more,
    }  # fmt: skip


def runtime(**more: Any) -> dict[str, Any]:
    reloading = {"status": "created", "replicaStatuses": [["abc1", None]], **more}
    return {"stage": "RUNNING", "hardware": {}, "hotReloading": reloading}


def stream(*contents: dict[str, Any]) -> str:
    return "".join(f"event: message\ndata: {json.dumps({'data': content})}\n\n" for content in contents)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "app.py"
    path.write_text("print('new')\n")
    return path


@pytest.fixture
def hub() -> Any:
    with respx.mock:
        respx.get(API).respond(json=space())
        respx.post(f"{API}/preupload/main").respond(
            json={"files": [{"path": "app.py", "uploadMode": "regular", "shouldIgnore": False}]}
        )
        url = f"https://huggingface.co/spaces/user/space/commit/{COMMIT}"
        commit = respx.post(url__startswith=f"{API}/commit/main").respond(
            json={"success": True, "commitOid": COMMIT, "commitUrl": url}
        )
        respx.get(f"{API}/runtime").respond(json=runtime())
        yield commit


def test_a_change_is_committed_and_followed(on_exchanges: Run, hub: respx.Route, file: Path) -> None:
    route = respx.post(RELOAD).respond(
        headers=SSE, text=stream({"kind": "update", "codepath": "app.main"}, {"kind": "ui"})
    )
    done = on_exchanges("spaces", "hot-reload", "user/space", "-f", "app.py", "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["commit"] == COMMIT
    assert hub.calls.last.request.url.params["hot_reload"] == "1"
    assert b'"path": "app.py"' in hub.calls.last.request.content.replace(b'":"', b'": "')
    assert "update  codepath: app.main" in done.err
    assert json.loads(route.calls.last.request.content) == {"reloadId": COMMIT}
    # The Space's own program answers there: it gets no token without need.
    assert "authorization" not in route.calls.last.request.headers


def test_a_private_space_needs_the_token(on_exchanges: Run, hub: respx.Route, file: Path) -> None:
    route = respx.post(RELOAD).respond(headers=SSE, text=stream({"kind": "run"}))
    respx.get(API).respond(json=space(private=True))
    assert on_exchanges("spaces", "hot-reload", "user/space", "app.py", "-f", "app.py").code == 0
    assert route.calls.last.request.headers["authorization"] == "Bearer hf_x"
    elsewhere = respx.post("https://user-space--7887.evil.example/--replicas/+abc1/get-reload").respond(
        headers=SSE, text=""
    )
    respx.get(API).respond(json=space(private=True, host="https://user-space.evil.example"))
    on_exchanges("spaces", "hot-reload", "user/space", "app.py", "-f", "app.py")
    assert "authorization" not in elsewhere.calls.last.request.headers


def test_what_fails_there_fails_here(on_exchanges: Run, hub: respx.Route, file: Path) -> None:
    respx.post(RELOAD).respond(headers=SSE, text=stream({"kind": "exception", "traceback": "ZeroDivisionError"}))
    ended = on_exchanges("spaces", "hot-reload", "user/space", "-f", "app.py")
    assert ended.code == 1
    assert "ZeroDivisionError" in ended.err
    assert "hf spaces restart user/space" in ended.err
    assert on_exchanges("spaces", "hot-reload", "user/space", "-f", "app.py", "--skip-summary").code == 0


def test_machines_that_need_a_moment(on_exchanges: Run, hub: respx.Route, file: Path) -> None:
    answers = [
        httpx.Response(204),
        httpx.Response(200, json={}),
        httpx.Response(200, headers=SSE, text=stream({"kind": "run"})),
    ]
    respx.post(RELOAD).mock(side_effect=answers)
    with FakeClock():
        assert on_exchanges("spaces", "hot-reload", "user/space", "-f", "app.py").code == 0
        respx.post(RELOAD).mock(side_effect=None, return_value=httpx.Response(204))
        ended = on_exchanges("spaces", "hot-reload", "user/space", "-f", "app.py")
    assert ended.code == 1
    assert "does not know about the change" in ended.err
    respx.get(f"{API}/runtime").respond(json=runtime(status="canceled"))
    assert "built again" in on_exchanges("spaces", "hot-reload", "user/space", "-f", "app.py").err


def test_editing(on_exchanges: Run, hub: respx.Route, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import HfApi

    monkeypatch.setattr(HfApi, "hf_hub_download", lambda *args, **more: str(file))
    monkeypatch.setattr(click, "edit", lambda text, **more: text)
    same = on_exchanges("spaces", "hot-reload", "user/space", "app.py")
    assert (same.code, same.out) == (0, "Nothing was changed.\n")
    assert not hub.called
    monkeypatch.setattr(click, "edit", lambda text, **more: text + "# more\n")
    assert on_exchanges("spaces", "hot-reload", "user/space", "app.py", "--skip-summary").code == 0
    assert hub.called


@pytest.mark.parametrize(
    ("args", "found", "message"),
    [
        ((), {}, "Name the file"),
        (("notes.txt",), {}, "no Python file"),
        (("../app.py",), {}, ".."),
        (("-f", "app.py"), {"sdk": "docker"}, "no Gradio Space"),
        (("-f", "app.py"), {"cardData": {"sdk_version": "5.9"}}, "6.1 or later"),
        (("-f", "app.py"), {"runtime": {"stage": "PAUSED", "hardware": {}}}, "does not run"),
        (("-f", "nothing.py"), {}, "nothing.py"),
        (("app.py", "--json"), {}, "--local-file"),
    ],
)
def test_bad_input(
    on_exchanges: Run, hub: respx.Route, file: Path, args: tuple[str, ...], found: dict[str, Any], message: str
) -> None:
    respx.get(API).respond(json=space(**found))
    ended = on_exchanges("spaces", "hot-reload", "user/space", *args)
    assert (ended.code, ended.out) == (1, "")
    assert message in ended.err
    assert not hub.called
