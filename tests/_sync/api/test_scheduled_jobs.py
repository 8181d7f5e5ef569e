# Generated from tests/_async/api/test_scheduled_jobs.py: edit that file, not this one, then run `python -m codegen`.

"""Scheduled jobs: what is sent and what the answers mean. The exchanges are written from the contract."""

from __future__ import annotations

import json
from typing import Any

import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._sync.api import HfApi
from huggingface_hub.types.jobs import JobInfo, LastJobInfo, ScheduledJobInfo


HUB = "https://huggingface.co"
JOBS = f"{HUB}/api/scheduled-jobs/me"
OWNER = {"id": "o", "name": "me", "type": "user"}
MOMENT = "2025-07-22T16:06:25.079Z"
SCHEDULED = {
    "id": "s",
    "createdAt": MOMENT,
    "jobSpec": {
        "dockerImage": "python:3.12",
        "command": ["x"],
        "labels": {"a": "b"},
        "timeout": 300,
        "expose": {"ports": [1, 2], "portsPublic": [2]},
    },
    "schedule": "@hourly",
    "suspend": False,
    "concurrency": False,
    "status": {"lastJob": {"id": "j", "at": MOMENT}, "nextJobRunAt": MOMENT},
    "owner": OWNER,
}


@pytest.fixture
def api() -> HfApi:
    return HfApi(HUB, "hf_x")


def body(route: respx.Route) -> Any:
    content = route.calls.last.request.content
    return json.loads(content) if content else None


@respx.mock
def test_a_job_is_scheduled(api: HfApi) -> None:
    route = respx.post(JOBS).respond(json=SCHEDULED)

    found = api.create_scheduled_job(
        image="python:3.12",
        command=["a"],
        schedule="@hourly",
        suspend=False,
        concurrency=True,
        attempts=2,
        expose=[1],
        resource_group_id="r",
        namespace="me",
    )

    assert body(route) == {
        "jobSpec": {
            "command": ["a"],
            "arguments": [],
            "environment": {},
            "flavor": "cpu-basic",
            "attempts": 2,
            "labels": {"name": "python-3-12-875e22f7"},
            "expose": {"ports": [1], "portsPublic": []},
            "resourceGroupId": "r",
            "dockerImage": "python:3.12",
        },
        "schedule": "@hourly",
        "concurrency": True,
        "suspend": False,
    }
    assert (found.id, found.schedule, found.suspend) == ("s", "@hourly", False)
    assert (found.job_spec.docker_image, found.job_spec.timeout) == ("python:3.12", 300)
    assert (found.job_spec.expose, found.job_spec.expose_public) == ([1, 2], [2])
    assert found.status.last_job == LastJobInfo(id="j", at=MOMENT)
    assert found.status.next_job_run_at == found.created_at


@respx.mock
def test_a_script_is_scheduled_for_the_owner_of_the_token(api: HfApi) -> None:
    respx.get(f"{HUB}/api/whoami-v2").respond(json={"type": "user", "name": "me"})
    route = respx.post(JOBS).respond(json=SCHEDULED)

    api.create_scheduled_uv_job("lighteval", schedule="0 0 * * *", dependencies=["lighteval"])

    sent = body(route)
    assert (sent["schedule"], "suspend" in sent, "concurrency" in sent) == ("0 0 * * *", False, False)
    assert sent["jobSpec"]["command"] == ["uv", "run", "--with", "lighteval", "lighteval"]
    assert sent["jobSpec"]["labels"] == {"name": "lighteval-b2ed8695"}


@respx.mock
def test_a_script_that_is_missing(api: HfApi) -> None:
    with pytest.raises(FileNotFoundError):
        api.create_scheduled_uv_job("missing.py", schedule="@daily", namespace="me")


@respx.mock
def test_a_list_with_all_of_the_labels(api: HfApi) -> None:
    """The Hub looks at the first label only."""
    both = {**SCHEDULED, "id": "both", "jobSpec": {"labels": {"a": "b", "c": "d"}}}
    route = respx.get(JOBS).respond(json=[SCHEDULED, both])

    found = api.list_scheduled_jobs(labels={"a": "b", "c": "d"}, namespace="me")
    assert [job.id for job in found] == ["both"]
    assert route.calls.last.request.url.query == b"label=a%3Db"

    assert [job.id for job in api.list_scheduled_jobs(namespace="me")] == ["s", "both"]
    assert route.calls.last.request.url.query == b""


@respx.mock
@pytest.mark.parametrize(
    ("method", "arguments", "request_line", "sent", "answer", "kind"),
    [
        ("inspect_scheduled_job", {}, ("GET", "/s"), None, SCHEDULED, ScheduledJobInfo),
        ("delete_scheduled_job", {}, ("DELETE", "/s"), None, None, type(None)),
        ("suspend_scheduled_job", {}, ("POST", "/s/suspend"), None, None, type(None)),
        ("resume_scheduled_job", {}, ("POST", "/s/resume"), None, None, type(None)),
        (
            "trigger_scheduled_job",
            {},
            ("POST", "/s/run"),
            None,
            {"id": "j", "status": {"stage": "SCHEDULING"}, "owner": OWNER},
            JobInfo,
        ),
        (
            "update_scheduled_job_schedule",
            {"schedule": "@daily"},
            ("POST", "/s/schedule"),
            {"schedule": "@daily"},
            SCHEDULED,
            ScheduledJobInfo,
        ),
        (
            "update_scheduled_job_labels",
            {"labels": {"a": "b"}},
            ("PUT", "/s/labels"),
            {"labels": {"a": "b"}},
            SCHEDULED,
            ScheduledJobInfo,
        ),
    ],
)
def test_what_is_done_with_a_scheduled_job(
    api: HfApi,
    method: str,
    arguments: dict[str, Any],
    request_line: tuple[str, str],
    sent: Any,
    answer: Any,
    kind: type,
) -> None:
    verb, path = request_line
    route = respx.request(verb, JOBS + path).respond(json=answer)

    found = getattr(api, method)(scheduled_job_id="s", namespace="me", **arguments)

    assert type(found) is kind
    assert body(route) == sent


@respx.mock
def test_a_scheduled_job_that_is_missing(api: HfApi) -> None:
    respx.get(f"{JOBS}/s").respond(404)

    with pytest.raises(errors.JobNotFoundError) as failure:
        api.inspect_scheduled_job(scheduled_job_id="s", namespace="me")

    assert failure.value.job_id == "s"
