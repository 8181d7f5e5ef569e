"""`hf sandbox`, against recorded exchanges."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import respx

from huggingface_hub._core import sandboxes as rules

from .conftest import Finished


Run = Callable[..., Finished]
HUB = "https://huggingface.co"
JOBS = f"{HUB}/api/jobs/me"
SERVER = "https://j--49983.hf.jobs"
MINE = ("--namespace", "me")


def job(job_id: str = "j", mode: str = "dedicated", **more: Any) -> dict[str, Any]:
    labels = {"hf-sandbox": "1", "hf-sandbox-mode": mode, "hf-sandbox-nonce": "a" * 32}
    status = {"stage": "RUNNING", "message": None, "exposeUrls": [f"https://{job_id}--49983.hf.jobs"]}
    return {
        "id": job_id, "createdAt": "2025-07-22T16:06:25.079Z", "dockerImage": "python:3.12", "flavor": "cpu-basic",
        "command": rules.command(), "labels": labels | ({"hf-sandbox-pool": "p"} if mode == "pool" else {}),
        "status": status, "environment": {"SBX_CAPACITY": "50"}, "owner": {"id": "o", "name": "me", "type": "user"},
        "initiator": {"type": "user", "id": "o", "name": "me"}, **more,
    }  # fmt: skip


@pytest.fixture(autouse=True)
def hub() -> Iterator[respx.MockRouter]:
    with respx.mock(assert_all_called=False) as router:
        router.get(f"{HUB}/api/whoami-v2").respond(json={"type": "user", "name": "me", "orgs": []})
        router.get(f"{JOBS}/j").respond(json=job())
        router.post(f"{JOBS}/j/cancel", name="cancel").respond(json={})
        router.post(JOBS, name="run").respond(json=job())
        router.get(f"{SERVER}/health").respond(json={"protocol": 3})
        yield router


def told(ended: Finished) -> Any:
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


def body(route: respx.Route) -> Any:
    return json.loads(route.calls.last.request.content)


def stream(*events: dict[str, Any]) -> str:
    return "".join(json.dumps(event) + "\n" for event in events)


def test_creating(on_exchanges: Run, hub: respx.MockRouter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "hidden")
    args = (
        "sandbox",
        "create",
        "ubuntu:24.04",
        "--idle-timeout",
        "1h",
        "-e",
        "A=1",
        "-s",
        "SECRET",
        "-l",
        "run=4",
        *MINE,
    )
    made = on_exchanges(*args, "--json")
    assert told(made)["id"] == "j"
    asked = body(hub["run"])
    assert (asked["dockerImage"], asked["environment"]["SBX_IDLE_TIMEOUT"]) == ("ubuntu:24.04", "3600")
    assert (asked["secrets"]["SECRET"], asked["labels"]["run"]) == ("hidden", "4")
    assert "hf sandbox exec j" in made.err
    assert "hidden" not in made.err + made.out
    assert on_exchanges("sandbox", "create", *MINE, "-q").out == "j\n"


def test_running_something(on_exchanges: Run, hub: respx.MockRouter) -> None:
    events = (
        {"event": "stdout", "data": "one\n"},
        {"event": "stderr", "data": "oh\n"},
        {"event": "exit", "exit_code": 3},
    )
    route = hub.post(f"{SERVER}/v1/exec").respond(text=stream(*events))
    ended = on_exchanges(
        "sandbox", "exec", *MINE, "-w", "/app", "-e", "A=1", "--timeout", "9", "j", "--", "pytest", "-x", "--json"
    )
    assert (ended.code, ended.out, ended.err) == (3, "one\n", "oh\n")
    assert body(route) == {"cmd": ["pytest", "-x", "--json"], "env": {"A": "1"}, "cwd": "/app", "timeout": 9.0}


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        ({"exit_code": 0}, 0),
        ({"exit_code": None, "signal": 9}, 1),
        ({"exit_code": None, "timed_out": True}, 124),
        ({"exit_code": 137, "timed_out": True}, 137),
    ],
)
def test_exit_codes(on_exchanges: Run, hub: respx.MockRouter, ending: dict[str, Any], code: int) -> None:
    hub.post(f"{SERVER}/v1/exec").respond(text=stream({"event": "exit", **ending}))
    assert on_exchanges("sandbox", "exec", *MINE, "j", "true").code == code


def test_processes(on_exchanges: Run, hub: respx.MockRouter) -> None:
    hub.post(f"{SERVER}/v1/processes").respond(json={"id": "p1", "pid": 7})
    hub.get(f"{SERVER}/v1/processes").respond(json=[{"id": "p1", "pid": 7, "cmd": ["s", "a b"], "running": True}])
    end = hub.delete(f"{SERVER}/v1/processes/p1").respond(json={"killed": True})
    assert told(on_exchanges("sandbox", "spawn", *MINE, "--json", "j", "--", "s", "a b")) == {"pid": 7, "sandbox": "j"}
    (row,) = told(on_exchanges("sandbox", "process", "ls", "j", *MINE, "--json"))
    assert (row["pid"], row["command"]) == (7, "s 'a b'")
    assert on_exchanges("sandbox", "process", "kill", "j", "8", *MINE).code == 1
    assert not end.called
    assert on_exchanges("sandbox", "process", "kill", "j", "7", *MINE, "-q").out == "7\n"
    assert end.called


def test_copying(on_exchanges: Run, hub: respx.MockRouter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("data.csv").write_text("a,b")
    write = hub.put(f"{SERVER}/v1/files/write").respond(json={})
    hub.get(f"{SERVER}/v1/files/stat").respond(json={"name": "r", "path": "/r.json", "type": "file", "size": 2})
    hub.get(f"{SERVER}/v1/files/read").respond(content=b"{}")
    into = told(on_exchanges("sandbox", "cp", "data.csv", "j:/data/", *MINE, "--json"))
    assert into == {"src": "data.csv", "dst": "j:/data/data.csv"}
    assert write.calls.last.request.url.params["path"] == "/data/data.csv"
    assert write.calls.last.request.content == b"a,b"
    assert on_exchanges("sandbox", "cp", "j:/r.json", "out/", *MINE).code == 0
    assert Path("out/r.json").read_text() == "{}"


def test_ending_one(on_exchanges: Run, hub: respx.MockRouter) -> None:
    assert on_exchanges("sandbox", "kill", "j", *MINE, "-q").out == "j\n"
    assert hub["cancel"].call_count == 1
    hub.get(f"{JOBS}/j").respond(json=job(mode="pool"))
    shared = on_exchanges("sandbox", "kill", "j", *MINE, "--json")
    assert (shared.code, shared.out) == (1, "")
    assert "--yes" in shared.err
    assert hub["cancel"].call_count == 1
    assert on_exchanges("sandbox", "kill", "j", *MINE, "--yes").code == 0


def test_ending_all(on_exchanges: Run, hub: respx.MockRouter) -> None:
    hub.get(JOBS).respond(json=[job(), job("k")])
    hub.post(f"{JOBS}/k/cancel").respond(500)
    asked = on_exchanges("sandbox", "kill", "--all", *MINE, "--json")
    assert asked.code == 1
    assert "End 2 sandbox(es)" in asked.err
    assert not hub["cancel"].called
    ended = on_exchanges("sandbox", "kill", "--all", "--yes", *MINE, "--json")
    assert ended.code == 1
    assert [(row["id"], row["status"]) for row in json.loads(ended.out)] == [("j", "ended"), ("k", "failed")]
    hub.get(JOBS).respond(json=[])
    assert told(on_exchanges("sandbox", "kill", "--all", *MINE, "--json")) == []


def test_pools(on_exchanges: Run, hub: respx.MockRouter) -> None:
    start = hub.post(JOBS).respond(json=job(mode="pool"))
    made = told(on_exchanges("sandbox", "pool", "create", "--per-host", "9", "--max-hosts", "3", *MINE, "--json"))
    assert made["id"].startswith("pool-")
    assert (body(start)["environment"]["SBX_CAPACITY"], body(start)["environment"]["SBX_MAX_HOSTS"]) == ("9", "3")
    hub.get(JOBS).respond(json=[job(mode="pool"), job("k", mode="pool")])
    (row,) = told(on_exchanges("sandbox", "pool", "ls", *MINE, "--json"))
    assert (row["id"], row["hosts"], row["per_host"]) == ("p", 2, "50")
    hub.post(f"{SERVER}/v1/sandboxes").respond(json={"sandboxes": [{"id": "s1", "token": "own"}]})
    assert on_exchanges("sandbox", "create", "--pool", "p", *MINE, "-q").out == "j.s1\n"
    other = hub.post(f"{JOBS}/k/cancel").respond(json={})
    assert on_exchanges("sandbox", "pool", "delete", "p", *MINE, "--json").code == 1
    assert not other.called
    assert on_exchanges("sandbox", "pool", "rm", "p", "-y", *MINE, "-q").out == "j\nk\n"
    assert (hub["cancel"].called, other.called) == (True, True)
    hub.get(JOBS).respond(json=[])
    assert "no pool 'p'" in on_exchanges("sandbox", "pool", "rm", "p", "-y", *MINE).err


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("kill",), "Name the sandbox"),
        (("kill", "j", "--all"), "Name the sandbox"),
        (("cp", "a", "b"), "SANDBOX_ID:PATH"),
        (("cp", "j:/a", "j:/b"), "SANDBOX_ID:PATH"),
        (("cp", "nothing.csv", "j:/a", *MINE), "nothing.csv"),
        (("create", "--pool", "p", "--flavor", "t4-small"), "--flavor can't be chosen"),
        (("create", "x", "--pool", "p", "-s", "A=1"), "IMAGE, --secrets can't be chosen"),
        (("create", "--idle-timeout", "soon", *MINE), "soon"),
        (("create", "-v", "./here:/there", *MINE), "Invalid HF URI"),
        (("exec", *MINE, "a/b/c", "x"), "Not the id of a sandbox"),
        (("exec", *MINE, "j", "--"), "no command after --"),
        (("pool", "create", "--idle-timeout", "soon"), "soon"),
    ],
)
def test_bad_input(on_exchanges: Run, hub: respx.MockRouter, args: tuple[str, ...], message: str) -> None:
    ended = on_exchanges("sandbox", *args)
    assert (ended.code, ended.out) == (1, "")
    assert message in ended.err
    assert not hub["run"].called
    assert not hub["cancel"].called
