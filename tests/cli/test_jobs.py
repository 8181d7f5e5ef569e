"""`hf jobs`, against recorded exchanges."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx

from huggingface_hub.cli import options
from huggingface_hub.cli.handlers import jobs as handlers
from huggingface_hub.types.jobs import JobInfo
from huggingface_hub.types.spaces import Volume
from tests.support.clock import FakeClock

from .conftest import Finished, Recorder


Run = Callable[..., Finished]
HUB = "https://huggingface.co"
JOBS = f"{HUB}/api/jobs/me"
SCHEDULED = f"{HUB}/api/scheduled-jobs/me"
MINE = ("--namespace", "me")
MOMENT = "2025-07-22T16:06:25.079Z"
JOB: dict[str, Any] = {
    "id": "j",
    "createdAt": MOMENT,
    "dockerImage": "python:3.12",
    "command": ["python", "-V"],
    "flavor": "cpu-basic",
    "labels": {"name": "nice", "team": "data"},
    "status": {"stage": "RUNNING", "message": None},
    "durations": {"runningSecs": 3723},
    "owner": {"id": "o", "name": "me", "type": "user"},
}
PLAN: dict[str, Any] = {
    "id": "s",
    "createdAt": MOMENT,
    "schedule": "@daily",
    "suspend": False,
    "jobSpec": {"dockerImage": "python:3.12", "command": ["x"], "labels": {"name": "nightly"}},
    "owner": JOB["owner"],
}


def told(ended: Finished) -> Any:
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


def body(route: respx.Route) -> Any:
    return json.loads(route.calls.last.request.content)


def at(stage: str, **more: Any) -> dict[str, Any]:
    return {**JOB, "status": {"stage": stage, "message": None}, **more}


def events(*contents: dict[str, Any]) -> str:
    return "".join(f"data: {json.dumps(content)}\n\n" for content in contents)


def lines(*texts: str) -> str:
    return events(*({"data": text, "timestamp": MOMENT} for text in texts))


# --- Starting ---


@respx.mock
def test_what_follows_the_image_belongs_to_the_command(on_exchanges: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY", "hidden")
    route = respx.post(JOBS).respond(json=JOB)
    ours = ("-d", "-q", *MINE, "-e", "A=1", "-s", "KEY", "-l", "urgent", "--name", "mine", "--flavor", "t4-small")
    theirs = ("python", "--json", "-v", "--flavor", "x", "--", "-d", "--help")
    more = ("-v", "hf://user/model:/model:ro", "--timeout", "5m", "--attempts", "2", "--expose-public", "80")
    done = on_exchanges("jobs", "run", *ours, *more, "python:3.12", *theirs)
    assert (done.code, done.out) == (0, "j\n")
    assert body(route) == {
        "command": list(theirs),
        "arguments": [],
        "environment": {"A": "1"},
        "secrets": {"KEY": "hidden"},
        "flavor": "t4-small",
        "timeoutSeconds": 300,
        "attempts": 2,
        "labels": {"urgent": "", "name": "mine"},
        "volumes": [{"type": "model", "source": "user/model", "mountPath": "/model", "readOnly": True}],
        "expose": {"ports": [80], "portsPublic": [80]},
        "dockerImage": "python:3.12",
    }


@respx.mock
def test_a_job_is_followed(on_exchanges: Run) -> None:
    respx.post(JOBS).respond(json=at("SCHEDULING"))
    stages = ("SCHEDULING", "RUNNING", "RUNNING", "COMPLETED")
    answers = [httpx.Response(200, json=at(stage)) for stage in stages]
    respx.get(f"{JOBS}/j").mock(side_effect=[*answers, *[httpx.Response(200, json=at("COMPLETED"))] * 5])
    respx.get(f"{JOBS}/j/logs").respond(text=lines("one\n", "two\n"))
    with FakeClock():
        done = on_exchanges("jobs", "run", *MINE, "--format", "human", "python:3.12", "python")
    assert done.code == 0, done.err
    assert done.out.startswith("Job configuration:\n")
    assert "\none\ntwo\n" in done.out
    assert done.out.endswith("Job j completed\n")


@respx.mock
def test_a_job_that_fails(on_exchanges: Run) -> None:
    respx.post(JOBS).respond(json=JOB)
    respx.get(f"{JOBS}/j").respond(json={**JOB, "status": {"stage": "ERROR", "message": "Out of memory"}})
    respx.get(f"{JOBS}/j/logs").respond(text=lines("one\n"))
    done = on_exchanges("jobs", "run", "--json", *MINE, "python:3.12", "python")
    assert done.code == 1
    assert json.loads(done.out)["id"] == "j"
    assert "one\n" in done.err
    assert "Job j finished with stage 'ERROR': Out of memory" in done.err


def test_dry_runs_send_nothing(on_exchanges: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY", "hidden")
    shown = on_exchanges("jobs", "run", "--dry-run", "-s", "KEY", "python:3.12", "python", "-c", "print(1)")
    assert shown.code == 0
    assert "python -c 'print(1)'" in shown.out
    assert "KEY=***" in shown.out
    assert "hidden" not in shown.out + shown.err
    planned = told(on_exchanges("jobs", "scheduled", "run", "--dry-run", "--json", "@daily", "python:3.12", "x"))
    assert (planned["schedule"], planned["image"], planned["flavor"]) == ("@daily", "python:3.12", "cpu-basic")


@respx.mock
def test_scripts(on_exchanges: Run) -> None:
    route = respx.post(JOBS).respond(json=JOB)
    script = "https://example.com/train.py"
    args = ("--with", "torch", "-p", "3.12", script, "--epochs", "3", "-q")
    assert on_exchanges("jobs", "uv", "run", "-d", *MINE, *args).code == 0
    assert body(route)["command"] == ["uv", "run", "--with", "torch", "--python", "3.12", script, "--epochs", "3", "-q"]
    route = respx.post(SCHEDULED).respond(json=PLAN)
    assert told(on_exchanges("jobs", "scheduled", "uv", "run", "--json", *MINE, "@daily", script))["id"] == "s"
    assert (body(route)["schedule"], body(route)["jobSpec"]["command"]) == ("@daily", ["uv", "run", script])


@respx.mock
def test_starting_again(on_exchanges: Run) -> None:
    respx.post(f"{JOBS}/old/duplicate").respond(json=JOB)
    assert on_exchanges("jobs", "rerun", "me/old", "-d", "-q").out == "j\n"


# --- Looking ---


@respx.mock
def test_listing(on_exchanges: Run) -> None:
    route = respx.get(url__startswith=JOBS).respond(json=[JOB, {**JOB, "id": "k"}])
    listed = on_exchanges("jobs", "ls", *MINE)
    assert listed.out.splitlines()[1].split("\t")[:4] == ["j", "nice", "python:3.12", "python -V"]
    assert listed.out.splitlines()[1].endswith("\tRUNNING\t1h 2m 3s")
    assert route.calls.last.request.url.params.get_list("stage") == ["RUNNING", "SCHEDULING"]
    assert "more than 1 jobs" in on_exchanges("jobs", "ps", *MINE, "--limit", "1").err
    assert on_exchanges("jobs", "ls", *MINE, "--limit", "0", "-q").out == "j\nk\n"
    assert (
        told(on_exchanges("jobs", "ls", "-a", *MINE, "--label", "team=data", "--name", "nice", "--json"))[0]["id"]
        == "j"
    )
    assert route.calls.last.request.url.params.multi_items() == [("label", "team=data"), ("label", "name=nice")]
    on_exchanges("jobs", "ls", *MINE, "--status", "error,canceled", "--status", "DELETED")
    assert route.calls.last.request.url.params.get_list("stage") == ["ERROR", "CANCELED", "DELETED"]


@respx.mock
def test_one_job(on_exchanges: Run) -> None:
    respx.get(f"{JOBS}/j").respond(json=JOB)
    respx.get(f"{JOBS}/j/logs").respond(text=lines("one\n", "two\n"))
    [job] = told(on_exchanges("jobs", "inspect", "me/j", "--json"))
    assert (job["id"], job["status"]["stage"]) == ("j", "RUNNING")
    assert on_exchanges("jobs", "logs", "me/j").out == "one\ntwo\n"


@respx.mock
def test_stats(on_exchanges: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = {
        "cpu_usage_pct": 5.5, "cpu_millicores": 2000, "memory_used_bytes": 1500, "memory_total_bytes": 2000,
        "rx_bps": 10, "tx_bps": 2000, "gpus": {"g": {"utilization": 7, "memory_used_bytes": 5, "memory_total_bytes": 9}},
    }  # fmt: skip
    respx.get(url__startswith=f"{JOBS}?").respond(json=[JOB])
    respx.get(f"{JOBS}/j/metrics").respond(text=events(sample))
    stages = [httpx.Response(200, json=at(stage)) for stage in ("RUNNING", "COMPLETED")]
    respx.get(f"{JOBS}/j").mock(side_effect=stages)
    assert on_exchanges("jobs", "stats", *MINE).out.splitlines()[1] == (
        "j\t5.5%\t2.0\t1.5K of 2.0K\t10.0B/s\t2.0KB/s\t7%\t5.0 of 9.0"
    )
    assert told(on_exchanges("jobs", "stats", "me/j", "--json"))[0]["cpu_usage_pct"] == 5.5
    pauses: list[float] = []
    monkeypatch.setattr("huggingface_hub._runtime.blocking.sleep", pauses.append)
    followed = on_exchanges("jobs", "stats", "-f", "me/j", "--json")
    assert [json.loads(line)["cpu_usage_pct"] for line in followed.out.splitlines()] == [5.5, 5.5]
    assert pauses == [handlers.BETWEEN_STATS]


@respx.mock
def test_waiting(on_exchanges: Run) -> None:
    respx.get(f"{JOBS}/j").respond(json=at("COMPLETED"))
    respx.get(f"{JOBS}/k").respond(json=at("ERROR", id="k"))
    respx.get(f"{JOBS}/l").respond(json=at("RUNNING", id="l"))
    assert on_exchanges("jobs", "wait", "me/j", "-q").code == 0
    failed = on_exchanges("jobs", "wait", "me/j", "me/k", "--json")
    assert failed.code == 1
    assert [row["stage"] for row in json.loads(failed.out)] == ["COMPLETED", "ERROR"]
    assert "k (ERROR)" in failed.err
    with FakeClock():
        late = on_exchanges("jobs", "wait", "me/l", "--timeout", "5s")
    assert late.code == 1
    assert "after 5" in late.err


@respx.mock
def test_hardware(on_exchanges: Run) -> None:
    machine = {
        "name": "cpu-basic", "prettyName": "CPU", "cpu": "2 vCPU", "ram": "16 GB", "unitCostMicroUSD": 167,
        "unitCostUSD": 0.000167, "unitLabel": "minute",
    }  # fmt: skip
    respx.get(f"{HUB}/api/jobs/hardware").respond(json=[machine])
    assert on_exchanges("jobs", "hardware", "-q").out == "cpu-basic\n"


# --- Changing ---


@respx.mock
def test_canceling(on_exchanges: Run) -> None:
    route = respx.post(f"{JOBS}/j/cancel").respond(json=JOB)
    assert on_exchanges("jobs", "cancel", "j", *MINE, "-q").out == "j\n"
    assert route.called


@respx.mock
def test_labels(on_exchanges: Run) -> None:
    respx.get(f"{JOBS}/j").respond(json=JOB)
    route = respx.put(f"{JOBS}/j/labels").respond(json=JOB)
    assert on_exchanges("jobs", "labels", "me/j", "--name", "new").code == 0
    assert body(route) == {"labels": {"name": "new", "team": "data"}}
    assert on_exchanges("jobs", "labels", "me/j", "-l", "a=b", "-l", "c").code == 0
    assert body(route) == {"labels": {"a": "b", "c": ""}}
    assert on_exchanges("jobs", "labels", "me/j", "--clear").code == 0
    assert body(route) == {"labels": {}}


@respx.mock
def test_ports(on_exchanges: Run) -> None:
    route = respx.put(f"{JOBS}/j/expose").respond(json={**JOB, "expose": {"ports": [80, 90], "portsPublic": [90]}})
    done = told(on_exchanges("jobs", "expose", "me/j", "80", "--public", "90", "--json"))
    assert done == {"id": "j", "expose": [80, 90], "expose_public": [90]}
    assert on_exchanges("jobs", "expose", "me/j", "--clear").code == 0
    assert route.call_count == 2


# --- Scheduled jobs ---


@respx.mock
def test_scheduled_jobs(on_exchanges: Run) -> None:
    respx.get(url__startswith=SCHEDULED).mock(
        side_effect=lambda request: httpx.Response(
            200, json=PLAN if request.url.path.endswith("/s") else [PLAN, {**PLAN, "id": "t", "suspend": True}]
        )
    )
    assert on_exchanges("jobs", "scheduled", "ls", *MINE, "-q").out == "s\n"
    assert on_exchanges("jobs", "scheduled", "ps", *MINE, "-a", "-q").out == "s\nt\n"
    assert on_exchanges("jobs", "scheduled", "ls", *MINE, "--status", "suspended", "-q").out == "t\n"
    assert told(on_exchanges("jobs", "scheduled", "inspect", "me/s", "--json"))[0]["schedule"] == "@daily"

    for word, method, path in (
        ("suspend", "POST", "/suspend"),
        ("resume", "POST", "/resume"),
        ("delete", "DELETE", ""),
    ):
        route = respx.route(method=method, url=f"{SCHEDULED}/s{path}").respond(json={})
        assert on_exchanges("jobs", "scheduled", word, "me/s", "-q").out == "s\n"
        assert route.called
    respx.post(f"{SCHEDULED}/s/run").respond(json=JOB)
    assert told(on_exchanges("jobs", "scheduled", "trigger", "me/s", "--json"))["id"] == "j"
    labels = respx.put(f"{SCHEDULED}/s/labels").respond(json=PLAN)
    assert on_exchanges("jobs", "scheduled", "labels", "me/s", "--name", "weekly").code == 0
    assert body(labels) == {"labels": {"name": "weekly"}}


@respx.mock
def test_rescheduling(on_exchanges: Run) -> None:
    route = respx.route(url__startswith=f"{SCHEDULED}/s").respond(json={**PLAN, "schedule": "@hourly"})
    assert told(on_exchanges("jobs", "scheduled", "reschedule", "me/s", "@hourly", "--json")) == {
        "id": "s",
        "schedule": "@hourly",
    }
    assert body(route) == {"schedule": "@hourly"}


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("run", "python:3.12", "--flavor", "x", "python"), 2, "options of hf stand before all arguments"),
        (("scheduled", "run", "@daily", "--name", "x", "i", "c"), 2, "'--name' stands where the job should begin"),
        (("scheduled", "uv", "run", "@daily", "--name", "x"), 2, "'--name' stands where the job should begin"),
        (("run", "--unknown", "python:3.12", "python"), 2, "No such option '--unknown'"),
        (("run", "python:3.12"), 2, "Missing argument"),
        (("run", "--attempts", "0", "i", "c"), 2, "0 is not in the range x>=1"),
        (("run", "--timeout", "soon", "i", "c"), 1, "Not a duration"),
        (("run", "-v", "./no-such-folder:/data", "i", "c"), 1, "Source must be an existing local directory"),
        (("run", "-v", "./data", "i", "c"), 1, "does not say what is mounted where"),
        (("run", "-v", ".:data", "i", "c"), 1, "does not say what is mounted where"),
        (("run", "-l", "=x", "i", "c"), 1, "is no label"),
        (("run", "--name", "a", "-l", "name=b", "i", "c"), 1, "two names"),
        (("ls", "-a", "--status", "running"), 2, "mutually exclusive"),
        (("logs", "them/j", "--namespace", "me"), 1, "says them, and --namespace says me"),
        (("wait", "me/j", "them/k"), 1, "several namespaces"),
        (("expose", "j"), 1, "Give the ports to open"),
        (("expose", "j", "80", "--clear"), 1, "Give the ports to open"),
        (("labels", "j"), 1, "nothing to change"),
        (("labels", "j", "--clear", "--name", "x"), 1, "give it alone"),
        (("scheduled", "ls", "--status", "paused"), 1, "no status of a scheduled job"),
    ],
)
def test_bad_input(on_exchanges: Run, args: tuple[str, ...], code: int, message: str) -> None:
    ended = on_exchanges("jobs", *args)
    assert (ended.code, ended.out) == (code, "")
    assert message in ended.err
    assert "Traceback" not in ended.err


def test_folders_of_this_machine_are_uploaded_unless_it_is_a_dry_run(
    hf: Callable[..., Finished], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    volume = Volume(type="bucket", source="me/jobs-artifacts", mount_path="/in", read_only=False, path="data-1")
    api = Recorder(run_job=JobInfo.from_wire({**JOB, "endpoint": HUB}), sync_job_volume=volume)
    monkeypatch.setattr(options, "hub", lambda token=None: api)
    mounts = ("-v", "data:/in:rw", "-v", "hf://datasets/a/b:/ds")

    dry = hf("jobs", "run", *mounts, "--dry-run", "python:3.12", "x")
    assert (dry.code, api.calls) == (0, [])
    assert "data:/in:rw, hf://datasets/a/b:/ds" in dry.out
    assert hf("jobs", "run", *mounts, "--detach", "--namespace", "me", "python:3.12", "x").code == 0
    assert api.named("sync_job_volume") == [(("data", "/in"), {"read_only": False, "namespace": "me"})]
    [(_, given)] = api.named("run_job")
    assert [each.to_uri() for each in given["volumes"]] == [volume.to_uri(), "hf://datasets/a/b:/ds"]
