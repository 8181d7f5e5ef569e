"""Sandboxes, against exchanges that are written from the contract."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx

from huggingface_hub import constants, errors
from huggingface_hub._async.handles.sandbox_pools import AsyncSandboxPool
from huggingface_hub._async.handles.sandboxes import AsyncSandbox, AsyncSandboxProcess
from huggingface_hub._core import sandboxes as rules
from huggingface_hub.types.sandboxes import SANDBOX_SERVER_SHA256
from tests.support.clock import FakeClock


HUB = "https://huggingface.co"
JOBS = f"{HUB}/api/jobs/me"
SERVER = "https://j--49983.hf.jobs"
NONCE = "a" * 32
TOKEN = hmac.new(b"hf_x", f"hf-sandbox:{NONCE}".encode(), hashlib.sha256).hexdigest()
MIB = 1024 * 1024


def job(job_id: str = "j", stage: str = "RUNNING", **more: Any) -> dict[str, Any]:
    labels = {"hf-sandbox": "1", "hf-sandbox-mode": "dedicated", "hf-sandbox-nonce": NONCE}
    status = {"stage": stage, "message": None, "exposeUrls": [f"https://{job_id}--49983.hf.jobs"]}
    return {
        "id": job_id, "createdAt": "2025-07-22T16:06:25.079Z", "dockerImage": "python:3.12", "flavor": "cpu-basic",
        "command": rules.command(), "labels": labels, "status": status, "environment": {},
        "owner": {"id": "o", "name": "me", "type": "user"}, "initiator": {"type": "user", "id": "o", "name": "me"}, **more,
    }  # fmt: skip


def host(job_id: str = "j", **more: Any) -> dict[str, Any]:
    labels = {"hf-sandbox": "1", "hf-sandbox-mode": "pool", "hf-sandbox-pool": "p", "hf-sandbox-nonce": NONCE}
    return job(job_id, labels=labels, environment={"SBX_CAPACITY": "2", "SBX_MAX_HOSTS": "2"}, **more)


@pytest.fixture(autouse=True)
def hub(monkeypatch: pytest.MonkeyPatch) -> Generator[respx.MockRouter, None, None]:
    monkeypatch.setattr(constants, "ENDPOINT", HUB)
    with respx.mock(assert_all_called=False) as router:
        router.get(f"{HUB}/api/whoami-v2").respond(json={"type": "user", "name": "me", "orgs": []})
        router.get(f"{JOBS}/j").respond(json=job())
        router.post(f"{JOBS}/j/cancel", name="cancel").respond(json={})
        router.post(JOBS, name="run").respond(json=job())
        router.get(f"{SERVER}/health", name="health").respond(json={"protocol": 3})
        yield router


@pytest.fixture
def clock() -> Generator[FakeClock, None, None]:
    with FakeClock() as clock:
        yield clock


def body(route: respx.Route) -> Any:
    return json.loads(route.calls.last.request.content)


def stream(*events: dict[str, Any]) -> str:
    return "".join(json.dumps(event) + "\n" for event in events)


async def connect(sandbox_id: str = "j") -> AsyncSandbox:
    return await AsyncSandbox.connect(sandbox_id, namespace="me", token="hf_x")


# --- Starting and ending ---


async def test_a_sandbox_is_a_job_with_a_server(hub: respx.MockRouter) -> None:
    sandbox = await AsyncSandbox.create(
        env={"A": 1}, secrets={"S": "s"}, labels={"run": "4"}, namespace="me", token="hf_x"
    )
    assert (sandbox.id, sandbox.image, sandbox.host_id) == ("j", "python:3.12", None)
    asked = body(hub["run"])
    assert asked["command"][:2] == ["/bin/sh", "-c"]
    assert asked["environment"]["A"] == 1
    assert asked["environment"]["SBX_IDLE_TIMEOUT"] == "600"
    assert asked["environment"]["SBX_SERVER_SHA256"] == SANDBOX_SERVER_SHA256
    assert asked["environment"]["SBX_SERVER_URL"].startswith(
        f"{HUB}/buckets/huggingface/sbx-server/resolve/sbx-server-"
    )
    assert asked["labels"]["hf-sandbox"] == "1"
    assert asked["labels"]["run"] == "4"
    nonce = asked["labels"]["hf-sandbox-nonce"]
    token = hmac.new(b"hf_x", f"hf-sandbox:{nonce}".encode(), hashlib.sha256).hexdigest()
    assert asked["secrets"] == {"S": "s", "SBX_TOKEN": token}
    assert asked["expose"]["ports"] == [49983]
    assert asked["timeoutSeconds"] == 24 * 3600
    assert asked["volumes"][0] == {
        "type": "bucket", "source": "huggingface/sbx-server", "mountPath": "/.hf-sbx-server", "readOnly": True,
    }  # fmt: skip
    headers = hub["health"].calls.last.request.headers
    assert (headers["authorization"], headers["x-sandbox-token"]) == ("Bearer hf_x", token)
    assert sandbox.proxy_headers == {"X-Sandbox-Token": token}
    assert sandbox.proxy_url_for(80, "x", scheme="wss://") == "wss://j--49983.hf.jobs/v1/proxy/80/x"


async def test_the_own_token_is_given_only_on_request(hub: respx.MockRouter) -> None:
    await AsyncSandbox.create(forward_hf_token=True, idle_timeout=None, namespace="me", token="hf_x")
    assert body(hub["run"])["secrets"]["HF_TOKEN"] == "hf_x"
    assert "SBX_IDLE_TIMEOUT" not in body(hub["run"])["environment"]


@pytest.mark.parametrize(
    "given",
    [
        {"labels": {"hf-sandbox": "2"}},
        {"env": {"SBX_TOKEN": "x"}},
        {"secrets": {"SBX_TOKEN": "x"}},
        {"idle_timeout": "soon"},
    ],
)
async def test_what_can_not_be_chosen(hub: respx.MockRouter, given: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        await AsyncSandbox.create(namespace="me", token="hf_x", **given)
    assert not hub["run"].called


async def test_it_is_waited_for(hub: respx.MockRouter, clock: FakeClock) -> None:
    hub.post(JOBS).respond(json=job(status={"stage": "SCHEDULING", "message": None}))
    health = hub.get(f"{SERVER}/health").mock(
        side_effect=[
            httpx.ConnectError("not yet"),
            httpx.Response(502),
            httpx.Response(200, text="<html>"),
            httpx.Response(200, json={"protocol": 3}),
        ]
    )
    await AsyncSandbox.create(namespace="me", token="hf_x")
    assert health.call_count == 4
    assert set(clock.slept) == {rules.HEALTH_PAUSE}


@pytest.mark.parametrize(
    ("found", "health", "message"),
    [
        (job(stage="ERROR"), 502, "ended before it could be used"),
        (job(), 502, "did not start within 120 seconds"),
    ],
)
async def test_one_that_does_not_start_is_ended(
    hub: respx.MockRouter, clock: FakeClock, found: dict[str, Any], health: int, message: str
) -> None:
    hub.get(f"{JOBS}/j").respond(json=found)
    hub.get(f"{SERVER}/health").respond(health)
    with pytest.raises(errors.SandboxError, match=message):
        await AsyncSandbox.create(namespace="me", token="hf_x")
    assert hub["cancel"].call_count == 1


async def test_an_older_protocol_is_refused(hub: respx.MockRouter) -> None:
    hub.get(f"{SERVER}/health").respond(json={"protocol": 2})
    with pytest.raises(errors.SandboxError, match="version 2 of the protocol"):
        await AsyncSandbox.create(namespace="me", token="hf_x")
    assert hub["cancel"].call_count == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://j--49983.hf.jobs",
        "https://evil.example/j--49983.x",
        "https://other--49983.hf.jobs",
        "https://u@j--49983.hf.jobs",
    ],
)
async def test_S3_the_token_goes_only_where_the_hubs_proxy_is(hub: respx.MockRouter, url: str) -> None:
    hub.get(f"{JOBS}/j").respond(json=job(status={"stage": "RUNNING", "message": None, "exposeUrls": [url]}))
    with pytest.raises(errors.UntrustedURLError, match="not trusted"):
        await connect()


async def test_a_block_ends_what_it_started(hub: respx.MockRouter) -> None:
    with pytest.raises(KeyError):
        async with await AsyncSandbox.create(namespace="me", token="hf_x") as sandbox:
            raise KeyError
    assert hub["cancel"].call_count == 1
    await sandbox.close()
    assert hub["cancel"].call_count == 1
    async with await connect():
        pass
    assert hub["cancel"].call_count == 1


async def test_ending(hub: respx.MockRouter) -> None:
    sandbox = await connect()
    await sandbox.kill()
    await AsyncSandbox.kill("j", namespace="me", token="hf_x")
    assert hub["cancel"].call_count == 2
    hub.get(f"{JOBS}/j").respond(json=job(labels={"name": "training"}))
    with pytest.raises(errors.SandboxError, match="is no sandbox"):
        await AsyncSandbox.kill("j", namespace="me", token="hf_x")
    assert hub["cancel"].call_count == 2


@pytest.mark.parametrize("sandbox_id", ["", ".x", "j.", "me/j"])
async def test_ids_that_are_none(sandbox_id: str) -> None:
    with pytest.raises(ValueError, match="Not the id of a sandbox"):
        await connect(sandbox_id)


async def test_one_that_has_ended(hub: respx.MockRouter) -> None:
    hub.get(f"{JOBS}/j").respond(json=job(stage="CANCELED"))
    with pytest.raises(errors.SandboxError, match="does not run"):
        await connect()


# --- Commands ---


async def test_commands(hub: respx.MockRouter) -> None:
    events = stream(
        {"event": "stdout", "data": "one\n"}, {"event": "ping"}, {"event": "stderr", "data": "oh\n"},
        {"event": "stdout", "data": "two\n"}, {"event": "exit", "exit_code": 0, "duration_ms": 7},
    )  # fmt: skip
    route = hub.post(f"{SERVER}/v1/exec").respond(text=events)
    heard: list[str] = []
    sandbox = await connect()
    result = await sandbox.run(["echo", "x"], env={"A": 1}, cwd="/w", timeout=3, stdin="in", on_stdout=heard.append)
    assert (result.ok, result.stdout, result.stderr, result.duration_ms) == (True, "one\ntwo\n", "oh\n", 7)
    assert heard == ["one\n", "two\n"]
    assert body(route) == {"cmd": ["echo", "x"], "env": {"A": "1"}, "cwd": "/w", "timeout": 3, "stdin": "in"}
    assert route.calls.last.request.headers["x-sandbox-token"] == TOKEN
    quiet = await sandbox.run("echo x", capture_output=False)
    assert (quiet.stdout, body(route)) == ("", {"cmd": "echo x"})


async def test_commands_that_fail(hub: respx.MockRouter) -> None:
    hub.post(f"{SERVER}/v1/exec").respond(text=stream({"event": "exit", "exit_code": 3}))
    sandbox = await connect()
    with pytest.raises(errors.SandboxCommandError, match="exit code 3") as failed:
        await sandbox.run(["false"])
    assert (failed.value.result.exit_code, failed.value.cmd) == (3, "false")
    assert (await sandbox.run("false", check=False)).exit_code == 3
    hub.post(f"{SERVER}/v1/exec").respond(
        text=stream({"event": "exit", "exit_code": None, "signal": 9, "timed_out": True})
    )
    late = await sandbox.run("sleep 9", timeout=1, check=False)
    assert (late.ok, late.signal, late.timed_out) == (False, 9, True)
    assert "timed_out=True" in repr(late)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (stream({"event": "stdout", "data": "x"}), "went away before the command ended"),
        ("<html>\n", "no event"),
        ("[]\n", "no event"),
    ],
)
async def test_a_stream_that_breaks_off(hub: respx.MockRouter, text: str, message: str) -> None:
    hub.post(f"{SERVER}/v1/exec").respond(text=text)
    sandbox = await connect()
    with pytest.raises(errors.SandboxError, match=message):
        await sandbox.run("x")


async def test_refusals(hub: respx.MockRouter) -> None:
    hub.post(f"{SERVER}/v1/exec").respond(400, json={"error": "no such folder"})
    sandbox = await connect()
    with pytest.raises(errors.SandboxError, match="no such folder") as failed:
        await sandbox.run("x", cwd="/no")
    assert failed.value.status_code == 400
    redirect = hub.post(f"{SERVER}/v1/exec").respond(307, headers={"location": "https://evil.example"})
    with pytest.raises(errors.SandboxError, match="307"):
        await sandbox.run("x")
    assert redirect.call_count == 2
    with pytest.raises(ValueError, match="no command"):
        await sandbox.run([])
    with pytest.raises(ValueError, match="`stdin`"):
        await sandbox.run("x", stdin="in", background=True)


async def test_too_much_output_is_not_kept(hub: respx.MockRouter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MAX_CAPTURED_OUTPUT_CHARS", 5)
    text = stream({"event": "stdout", "data": "x" * 6}, {"event": "exit", "exit_code": 0})
    hub.post(f"{SERVER}/v1/exec").respond(text=text)
    sandbox = await connect()
    with pytest.raises(errors.SandboxError, match="capture_output=False"):
        await sandbox.run("yes")
    assert (await sandbox.run("yes", capture_output=False)).ok


async def test_processes(hub: respx.MockRouter) -> None:
    route = hub.post(f"{SERVER}/v1/processes").respond(json={"id": "p1", "pid": 7})
    hub.get(f"{SERVER}/v1/processes").respond(
        json=[{"id": "p1", "pid": 7, "cmd": ["s", "9"], "running": False, "exit_code": 1}]
    )
    end = hub.delete(f"{SERVER}/v1/processes/p1").respond(json={"killed": True})
    sandbox = await connect()
    process = await sandbox.run(["s", "9"], background=True)
    assert isinstance(process, AsyncSandboxProcess)
    assert (process.pid, body(route)) == (7, {"cmd": ["s", "9"]})
    (found,) = await sandbox.processes()
    assert (found.cmd, found.running, found.exit_code) == (["s", "9"], False, 1)
    assert await process.kill() is True
    assert end.called


# --- Files ---


class Files:
    """The files of a sandbox."""

    def __init__(self, router: respx.MockRouter) -> None:
        self.content = bytearray()
        self.queries: list[dict[str, str]] = []
        router.get(f"{SERVER}/v1/files/stat").mock(side_effect=self.stat)
        router.get(f"{SERVER}/v1/files/read").mock(side_effect=self.read)
        router.put(f"{SERVER}/v1/files/write").mock(side_effect=self.write)

    def stat(self, request: httpx.Request) -> httpx.Response:
        path = request.url.params["path"]
        if path == "/gone":
            return httpx.Response(404, json={"error": "no such file"})
        return httpx.Response(200, json={"name": "x", "path": path, "type": "file", "size": len(self.content)})

    def read(self, request: httpx.Request) -> httpx.Response:
        query = dict(request.url.params)
        self.queries.append(query)
        start = int(query.get("offset", 0))
        return httpx.Response(
            200, content=bytes(self.content[start : start + int(query.get("length", len(self.content)))])
        )

    def write(self, request: httpx.Request) -> httpx.Response:
        query = dict(request.url.params)
        self.queries.append(query)
        at = int(query.get("offset", 0))
        if "offset" not in query:
            self.content.clear()
        self.content.extend(b"\0" * (at + len(request.content) - len(self.content)))
        self.content[at : at + len(request.content)] = request.content
        if "truncate_to" in query:
            del self.content[int(query["truncate_to"]) :]
        return httpx.Response(200, json={})


@pytest.mark.parametrize("size", [0, 5, 2 * MIB, 2 * MIB + 1, 3 * MIB])
async def test_files_go_both_ways(hub: respx.MockRouter, tmp_path: Path, size: int) -> None:
    server = Files(hub)
    sandbox = await connect()
    content = bytes(i % 251 for i in range(size))
    (tmp_path / "here").write_bytes(content)
    await sandbox.files.upload(tmp_path / "here", "/data/x", mode="755")
    assert bytes(server.content) == content
    assert {query["mode"] for query in server.queries} == {"755"}
    assert len(server.queries) == (1 if size <= 2 * MIB else 3)
    assert await sandbox.files.read("/data/x") == content
    await sandbox.files.download("/data/x", tmp_path / "new/there")
    assert (tmp_path / "new/there").read_bytes() == content
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["there"]
    await sandbox.files.write("/data/x", content)
    assert bytes(server.content) == content


async def test_texts(hub: respx.MockRouter, tmp_path: Path) -> None:
    server = Files(hub)
    sandbox = await connect()
    await sandbox.files.write("/data/x", "grün")
    assert await sandbox.files.read_text("/data/x") == "grün"
    with (tmp_path / "file").open("w+b") as file:
        file.write(b"from a file")
        file.seek(0)
        await sandbox.files.write("/data/x", file)
    assert bytes(server.content) == b"from a file"


async def test_a_file_that_changes_leaves_nothing(hub: respx.MockRouter, tmp_path: Path) -> None:
    Files(hub).content.extend(b"x" * (3 * MIB))
    hub.get(f"{SERVER}/v1/files/read").respond(content=b"short")
    sandbox = await connect()
    with pytest.raises(errors.SandboxError, match="changed while it was read"):
        await sandbox.files.download("/data/x", tmp_path / "there")
    assert list(tmp_path.iterdir()) == []


async def test_folders(hub: respx.MockRouter) -> None:
    Files(hub)
    pages = [
        {"entries": [{"name": "a", "path": "/d/a", "type": "dir"}], "next": "a"},
        {"entries": [{"name": "b", "path": "/d/b", "type": "file", "size": 3, "mtime_ms": 1, "mode": "644", "new": 1}]},
    ]
    listing = hub.get(f"{SERVER}/v1/files/list").mock(side_effect=[httpx.Response(200, json=page) for page in pages])
    sandbox = await connect()
    first, second = await sandbox.files.list("/d")
    assert (first.type, first.size, second.size, second.mode) == ("dir", 0, 3, "644")
    assert listing.calls.last.request.url.params["after"] == "a"
    assert await sandbox.files.exists("/d/b")
    assert not await sandbox.files.exists("/gone")
    make = hub.post(f"{SERVER}/v1/files/mkdir").respond(json={})
    delete = hub.delete(f"{SERVER}/v1/files/delete").respond(json={})
    await sandbox.files.mkdir("/d/c")
    await sandbox.files.delete("/d", recursive=True)
    assert make.calls.last.request.url.params["path"] == "/d/c"
    assert dict(delete.calls.last.request.url.params) == {"path": "/d", "recursive": "1"}


# --- Pools ---


async def test_pools_share_a_host(hub: respx.MockRouter) -> None:
    start = hub.post(JOBS).respond(json=host())
    made = hub.post(f"{SERVER}/v1/sandboxes").respond(json={"sandboxes": [{"id": "s1", "token": "own"}]})
    run = hub.post(f"{SERVER}/v1/sandboxes/s1/exec").respond(text=stream({"event": "exit", "exit_code": 0}))
    async with AsyncSandboxPool(sandboxes_per_host=2, max_hosts=2, namespace="me", token="hf_x") as pool:
        assert (pool.num_hosts, pool.host_ids) == (1, ["j"])
        sandbox = await pool.create(env={"A": 1}, idle_timeout="5m")
        assert (sandbox.id, sandbox.host_id, pool.num_sandboxes) == ("j.s1", "j", 1)
        assert body(made) == {"count": 1, "idle_timeout_secs": 300, "env": {"A": "1"}}
        await sandbox.run("x")
        assert run.calls.last.request.headers["x-sandbox-token"] == "own"
    asked = body(start)
    assert asked["environment"]["SBX_HOST_MODE"] == "1"
    assert (asked["environment"]["SBX_CAPACITY"], asked["environment"]["SBX_MAX_HOSTS"]) == ("2", "2")
    assert asked["labels"]["hf-sandbox-pool"] == pool.name
    assert hub["cancel"].call_count == 1


async def test_a_full_host_is_followed_by_another(hub: respx.MockRouter) -> None:
    hub.post(JOBS).mock(side_effect=[httpx.Response(200, json=host("j")), httpx.Response(200, json=host("k"))])
    hub.get("https://k--49983.hf.jobs/health").respond(json={"protocol": 3})
    hub.post(f"{SERVER}/v1/sandboxes").respond(json={"sandboxes": [], "rejected": 1})
    hub.post("https://k--49983.hf.jobs/v1/sandboxes").respond(json={"sandboxes": [{"id": "s1", "token": "own"}]})
    pool = AsyncSandboxPool(max_hosts=2, namespace="me", token="hf_x")
    assert (await pool.create()).id == "k.s1"
    hub.post("https://k--49983.hf.jobs/v1/sandboxes").respond(503, json={"error": "full"})
    with pytest.raises(errors.SandboxError, match="has no room"):
        await pool.create()


async def test_pools_are_found_again(hub: respx.MockRouter) -> None:
    found = [
        host(),
        host("k", initiator={"type": "user", "id": "e", "name": "eve"}),
        host("l", command=["/bin/sh", "-c", "evil"]),
    ]
    listing = hub.get(JOBS).respond(json=found)
    pool = await AsyncSandboxPool.connect("p", namespace="me", token="hf_x")
    assert (pool.name, pool.host_ids, pool.sandboxes_per_host, pool.max_hosts) == ("p", ["j"], 2, 2)
    assert listing.calls.last.request.url.params["label"] == "hf-sandbox-pool=p"
    both = await AsyncSandboxPool.connect("p", namespace="me", token="hf_x", adopt_hosts="namespace")
    assert both.host_ids == ["j", "k"]
    await pool.close()
    assert not hub["cancel"].called
    hub.get(JOBS).respond(json=[])
    with pytest.raises(errors.SandboxError, match="No host of the pool 'p'"):
        await AsyncSandboxPool.connect("p", namespace="me", token="hf_x")


async def test_a_shared_sandbox_is_found_again(hub: respx.MockRouter) -> None:
    hub.get(f"{JOBS}/j").respond(json=host())
    hub.get(f"{SERVER}/v1/sandboxes/s1/token").respond(json={"token": "own"})
    end = hub.delete(f"{SERVER}/v1/sandboxes/s1").respond(json={})
    sandbox = await connect("j.s1")
    assert sandbox.proxy_headers == {"X-Sandbox-Token": "own"}
    await sandbox.kill()
    await AsyncSandbox.kill("j.s1", namespace="me", token="hf_x")
    assert end.call_count == 2
    assert not hub["cancel"].called


@pytest.mark.parametrize("given", [{"sandboxes_per_host": 0}, {"max_hosts": 0}, {"adopt_hosts": "all"}])
def test_pools_that_make_no_sense(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        AsyncSandboxPool(**given)
