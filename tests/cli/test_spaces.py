"""`hf spaces`: against a Hub on this machine, and against recorded exchanges for what only real machines do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import respx

from .conftest import Finished


Run = Callable[..., Finished]
API = "https://huggingface.co/api/spaces"
RUNTIME = {"stage": "RUNNING", "hardware": {"current": "t4-small", "requested": "t4-small"}, "gcTimeout": 300}


@pytest.fixture
def space(on_hub: Run, request: pytest.FixtureRequest) -> str:
    pytest.importorskip("starlette")
    name = f"cli-{request.node.name.replace('_', '-')[:60].strip('-')}"
    made = on_hub("repos", "create", name, "--type", "space", "--sdk", "gradio", "--json")
    return str(told(made)["repo_id"])


def told(ended: Finished) -> Any:
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


def body(route: respx.Route) -> Any:
    return json.loads(route.calls.last.request.content)


def events(*texts: str) -> str:
    return "".join(f"data: {json.dumps({'data': text})}\n\n" for text in texts)


# --- Settings ---


def test_secrets(on_hub: Run, space: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", "from the environment")
    file = tmp_path / ".env"
    file.write_text("OTHER=hidden\n")
    file.chmod(0o600)
    added = on_hub("spaces", "secrets", "add", space, "-s", "API_KEY", "--secrets-file", str(file), "--json")
    assert told(added)["keys"] == "OTHER, API_KEY"
    assert set(on_hub("spaces", "secrets", "ls", space, "-q").out.split()) == {"API_KEY", "OTHER"}
    assert "hidden" not in on_hub("spaces", "secrets", "list", space, "--json").out
    assert on_hub("spaces", "secrets", "delete", space, "OTHER", "--json").code == 1
    assert on_hub("spaces", "secrets", "delete", space, "OTHER", "--yes").code == 0
    assert on_hub("spaces", "secrets", "ls", space, "-q").out == "API_KEY\n"
    typed = on_hub("spaces", "secrets", "add", space, "-s", "KEY=typed")
    assert "shell's history" in typed.err
    assert "typed" not in typed.err


def test_variables(on_hub: Run, space: str) -> None:
    assert on_hub("spaces", "variables", "add", space, "-e", "MODEL=user/model", "-e", "DEBUG=1").code == 0
    rows = {row["key"]: row["value"] for row in told(on_hub("spaces", "variables", "ls", space, "--json"))}
    assert rows == {"MODEL": "user/model", "DEBUG": "1"}
    assert on_hub("spaces", "variables", "delete", space, "DEBUG", "-y").code == 0
    assert on_hub("spaces", "variables", "ls", space, "-q").out == "MODEL\n"


@respx.mock
def test_volumes(on_exchanges: Run) -> None:
    volume = {"type": "model", "source": "user/model", "mountPath": "/model", "readOnly": True}
    route = respx.put(f"{API}/user/space/volumes").respond(json={"volumes": [volume]})
    respx.delete(f"{API}/user/space/volumes").respond(json={"volumes": []})
    respx.get(f"{API}/user/space/runtime").respond(json={**RUNTIME, "volumes": [volume]})
    done = on_exchanges("spaces", "volumes", "set", "user/space", "-v", "hf://user/model:/model:ro", "-q")
    assert done.code == 0, done.err
    assert body(route) == {"volumes": [volume]}
    assert on_exchanges("spaces", "volumes", "ls", "user/space", "-q").out == "/model\n"
    assert on_exchanges("spaces", "volumes", "delete", "user/space", "--json").code == 1
    assert on_exchanges("spaces", "volumes", "delete", "user/space", "-y").code == 0


# --- Machines ---


@respx.mock
def test_settings(on_exchanges: Run) -> None:
    hardware = respx.post(f"{API}/user/space/hardware").respond(json=RUNTIME)
    sleep = respx.post(f"{API}/user/space/sleeptime").respond(json={**RUNTIME, "hardware": {"current": "cpu-basic"}})
    both = on_exchanges("spaces", "settings", "user/space", "--hardware", "t4-small", "--sleep-time", "300", "--json")
    assert told(both) == {"space_id": "user/space", "hardware": "t4-small", "sleep_time": 300}
    assert body(hardware) == {"flavor": "t4-small", "sleepTimeSeconds": 300}
    assert not sleep.called
    without_effect = on_exchanges("spaces", "settings", "user/space", "--sleep-time", "60")
    assert without_effect.code == 0
    assert "Warning: Spaces on the default 'cpu-basic' hardware go to sleep" in without_effect.err


@respx.mock
@pytest.mark.parametrize(
    ("args", "path", "sent"),
    [
        (("pause",), "pause", None),
        (("restart",), "restart", None),
        (("restart", "--factory-reboot"), "restart?factory=true", None),
        (("dev-mode",), "dev-mode", {"enabled": True}),
        (("dev-mode", "--stop"), "dev-mode", {"enabled": False}),
    ],
)
def test_running(on_exchanges: Run, args: tuple[str, ...], path: str, sent: Any) -> None:
    route = respx.post(f"{API}/user/space/{path}").respond(json=RUNTIME)
    assert told(on_exchanges("spaces", *args, "user/space", "--json")) == {"space_id": "user/space", "stage": "RUNNING"}
    assert sent is None or body(route) == sent


@respx.mock
def test_waiting(on_exchanges: Run) -> None:
    respx.get(f"{API}/user/space/runtime").respond(json=RUNTIME)
    respx.get(f"{API}/user/broken/runtime").respond(json={"stage": "BUILD_ERROR"})
    assert on_exchanges("spaces", "wait", "user/space", "--timeout", "5m", "-q").out == "user/space\n"
    failed = on_exchanges("spaces", "wait", "user/broken")
    assert (failed.code, failed.out) == (1, "")
    assert "'BUILD_ERROR'" in failed.err
    assert on_exchanges("spaces", "wait", "user/space", "--timeout", "soon").code == 1


@respx.mock
def test_logs(on_exchanges: Run) -> None:
    respx.get(f"{API}/user/space/logs/run").respond(text=events("one\n", "two\n", "three\n"))
    respx.get(f"{API}/user/space/logs/build").respond(text=events("built\n"))
    assert on_exchanges("spaces", "logs", "user/space").out == "one\ntwo\nthree\n"
    assert on_exchanges("spaces", "logs", "user/space", "-n", "2").out == "two\nthree\n"
    assert on_exchanges("spaces", "logs", "user/space", "--build").out == "built\n"


@respx.mock
def test_what_spaces_can_be(on_exchanges: Run) -> None:
    machine = {
        "name": "t4-small", "prettyName": "Nvidia T4", "cpu": "4 vCPU", "ram": "15 GB", "unitCostMicroUSD": 6667,
        "unitCostUSD": 0.01, "unitLabel": "minute",
        "accelerator": {"type": "gpu", "model": "T4", "quantity": "1", "vram": "16 GB", "manufacturer": "Nvidia"},
    }  # fmt: skip
    respx.get(f"{API}/hardware").respond(json=[machine])
    [row] = [line.split("\t") for line in on_exchanges("spaces", "hardware").out.splitlines()[1:]]
    assert (row[0], row[5], row[6]) == ("t4-small", "1x T4 (16 GB)", "0.6")
    template = {"name": "Chat", "repoId": "templates/chat", "sdk": "docker"}
    respx.get(f"{API}/templates").respond(json={"templates": [template]})
    assert on_exchanges("spaces", "templates", "-q").out == "templates/chat\n"
    respx.get(f"{API}/zero-gpu/quota").respond(json={"base": 300, "current": 120})
    assert told(on_exchanges("spaces", "zero-gpu", "quota", "--json")) == {"base": 300, "remaining": 120}


@respx.mock
def test_searching(on_exchanges: Run) -> None:
    found = [{"id": f"user/s{i}", "title": "S", "ai_short_description": "Does it."} for i in range(3)]
    route = respx.get(f"{API}/semantic-search").respond(json=found)
    args = ("spaces", "search", "cut out people", "--sdk", "gradio", "--limit", "2")
    assert on_exchanges(*args, "-q").out == "user/s0\nuser/s1\n"
    assert dict(route.calls.last.request.url.params) == {"q": "cut out people", "sdk": "gradio"}
    assert "Does it." not in on_exchanges(*args).out
    assert "Does it." in on_exchanges(*args, "--description").out


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("settings", "user/space"), "nothing to change"),
        (("secrets", "add", "user/space"), "nothing to set"),
        (("secrets", "add", "user/space", "-s", "NOT_SET_ANYWHERE"), "NOT_SET_ANYWHERE is not set here"),
        (("variables", "add", "user/space"), "nothing to set"),
        (("volumes", "set", "user/space"), "Give what to mount"),
        (("volumes", "set", "user/space", "-v", "user/model:/model"), "Invalid HF URI"),
        (("pause", "a b"), "Invalid value."),
    ],
)
def test_bad_input(on_exchanges: Run, args: tuple[str, ...], message: str) -> None:
    ended = on_exchanges("spaces", *args)
    assert (ended.code, ended.out) == (1, "")
    assert message in ended.err
    assert "Traceback" not in ended.err
