"""`hf jobs ssh` and `hf spaces ssh`: the user's own ssh, with nothing in its command line that a server chose freely."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx

from huggingface_hub.cli.handlers import ssh
from huggingface_hub.errors import CLIError

from .conftest import Finished


Run = Callable[..., Finished]
HUB = "https://huggingface.co"
MOMENT = "2025-07-22T16:06:25.079Z"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-in for ssh is a shell script")


@pytest.fixture(autouse=True)
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An ssh that writes down its command line."""
    program, log = tmp_path / "bin/ssh", tmp_path / "log"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nfor word in "$@"; do echo "$word" >> {log}; done\nexit "${{ENDS:-0}}"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return log


def job(stage: str = "RUNNING", url: str | None = "ssh://user-j@ssh.hf.jobs:2222") -> dict[str, Any]:
    return {
        "id": "j", "createdAt": MOMENT, "dockerImage": "x", "command": ["x"], "flavor": "cpu-basic",
        "status": {"stage": stage, "message": None, "sshUrl": url}, "owner": {"id": "o", "name": "me", "type": "user"},
    }  # fmt: skip


def space(dev_mode: bool = True, **more: Any) -> dict[str, Any]:
    runtime = {"stage": "RUNNING", "hardware": {"current": "cpu-basic"}, "devMode": dev_mode}
    return {"id": "user/space", "subdomain": "user-space", "sdk": "gradio", "runtime": runtime, **more}


@respx.mock
def test_jobs(on_exchanges: Run, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    respx.get(f"{HUB}/api/jobs/me/j").respond(json=job())
    assert on_exchanges("jobs", "ssh", "me/j", "-i", "my key").code == 0
    assert log.read_text().splitlines() == ["-p", "2222", "-i", "my key", "user-j@ssh.hf.jobs"]
    monkeypatch.setenv("ENDS", "255")
    ended = on_exchanges("jobs", "ssh", "j", "--namespace", "me")
    assert ended.code == 255
    assert "settings/keys" in ended.err


@respx.mock
def test_only_saying_how(on_exchanges: Run, log: Path) -> None:
    respx.get(f"{HUB}/api/jobs/me/j").respond(json=job())
    line = "ssh -p 2222 user-j@ssh.hf.jobs"
    assert on_exchanges("jobs", "ssh", "me/j", "--dry-run").out == f"{line}\n"
    assert json.loads(on_exchanges("jobs", "ssh", "me/j", "--dry-run", "--json").out) == {"command": line}
    respx.get(f"{HUB}/api/spaces/user/space").respond(json=space(dev_mode=False))
    ended = on_exchanges("spaces", "ssh", "user/space", "--dry-run")
    assert ended.out == "ssh user-space@ssh.hf.space\n"
    assert "hf spaces dev-mode user/space" in ended.err
    assert not log.exists()


@respx.mock
def test_a_job_that_waits_for_a_machine(on_exchanges: Run, log: Path) -> None:
    states = [{"json": job("SCHEDULING", None)}, {"json": job()}]
    respx.get(f"{HUB}/api/jobs/me/j").mock(side_effect=[httpx.Response(200, **state) for state in states])
    assert on_exchanges("jobs", "ssh", "me/j").code == 0
    assert log.exists()


@respx.mock
@pytest.mark.parametrize(
    ("found", "message"),
    [
        (job(url=None), "hf jobs run --ssh"),
        (job("COMPLETED"), "has ended in stage 'COMPLETED'"),
        (job(url="ssh://-oProxyCommand=evil@host"), "must not be given"),
        (job(url="ssh://user@-oProxyCommand=evil"), "must not be given"),
        (job(url="https://user@host"), "must not be given"),
    ],
)
def test_jobs_that_take_no_logins(on_exchanges: Run, log: Path, found: dict[str, Any], message: str) -> None:
    respx.get(f"{HUB}/api/jobs/me/j").respond(json=found)
    ended = on_exchanges("jobs", "ssh", "me/j")
    assert (ended.code, ended.out) == (1, "")
    assert message in ended.err
    assert not log.exists()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "host",
        "ssh://host",
        "ssh://user@",
        "ssh://u ser@host",
        "ssh://user@ho$t",
        "ssh://user@host:port",
        "file:///x",
        "ssh://[x",
    ],
)
def test_addresses_that_ssh_must_not_get(address: str) -> None:
    with pytest.raises(CLIError, match="must not be given"):
        ssh.command(address, None)


@respx.mock
def test_spaces(on_exchanges: Run, log: Path) -> None:
    respx.get(f"{HUB}/api/spaces/user/space").respond(json=space())
    assert on_exchanges("spaces", "ssh", "user/space").code == 0
    assert log.read_text() == "user-space@ssh.hf.space\n"


@respx.mock
def test_dev_mode_is_asked_for(on_exchanges: Run, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    respx.get(f"{HUB}/api/spaces/user/space").respond(json=space(dev_mode=False))
    respx.get(f"{HUB}/api/spaces/user/space/runtime").respond(json=space()["runtime"])
    switch = respx.post(f"{HUB}/api/spaces/user/space/dev-mode").respond(json=space()["runtime"])
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    assert on_exchanges("spaces", "ssh", "user/space").code == 1
    asked = on_exchanges("spaces", "ssh", "user/space", "--json")
    assert asked.code == 1
    assert "Use --auto to skip confirmation." in asked.err
    assert not switch.called
    assert not log.exists()
    assert on_exchanges("spaces", "ssh", "user/space", "--auto").code == 0
    assert json.loads(switch.calls.last.request.content) == {"enabled": True}
    assert log.exists()


@respx.mock
def test_without_ssh(on_exchanges: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    respx.get(f"{HUB}/api/spaces/user/space").respond(json=space())
    ended = on_exchanges("spaces", "ssh", "user/space")
    assert (ended.code, ended.out) == (1, "")
    assert "no program 'ssh'" in ended.err
    respx.get(f"{HUB}/api/spaces/user/space").respond(json=space(subdomain=None))
    assert "no machine" in on_exchanges("spaces", "ssh", "user/space").err
