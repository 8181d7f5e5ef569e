"""Jobs: what is sent, what the answers mean, and how they are watched. The exchanges are written from the contract."""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import Any

import httpx
import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub._runtime import aio as runtime
from huggingface_hub.types.jobs import JobHardware, JobStage
from huggingface_hub.types.spaces import Volume
from tests.support.clock import FakeClock
from tests.support.streams import broken


HUB = "https://huggingface.co"
JOBS = f"{HUB}/api/jobs/me"
JOB = {
    "id": "j",
    "createdAt": "2025-07-22T16:06:25.079Z",
    "dockerImage": "python:3.12",
    "command": ["x"],
    "flavor": "cpu-basic",
    "status": {"stage": "RUNNING", "message": None},
    "owner": {"id": "o", "name": "me", "type": "user"},
}
STARTED = "===== Job started at 2025 ====="


@pytest.fixture
def api() -> AsyncHfApi:
    return AsyncHfApi(HUB, "hf_x")


@pytest.fixture
def clock() -> Generator[FakeClock, None, None]:
    with FakeClock() as clock:
        yield clock


def at(stage: str) -> dict[str, Any]:
    return {**JOB, "status": {"stage": stage}}


def body(route: respx.Route) -> Any:
    return json.loads(route.calls.last.request.content)


def stages(*names: str) -> respx.Route:
    return respx.get(f"{JOBS}/j").mock(side_effect=[httpx.Response(200, json=at(name)) for name in names])


def lines(*texts: str, timestamp: str = "2025-01-01T00:00:00.000Z") -> str:
    events = [{"data": text, "timestamp": timestamp} for text in texts]
    return "".join(f"data: {json.dumps(event)}\n\n" for event in events)


# --- Starting ---


@respx.mock
async def test_a_job_is_started(api: AsyncHfApi) -> None:
    route = respx.post(JOBS).respond(json=JOB)

    job = await api.run_job(
        image="python:3.12",
        command=["echo", "1"],
        env={"A": "1"},
        secrets={"S": "s"},
        flavor=JobHardware.T4_SMALL,
        timeout="5m",
        volumes=[Volume(type="model", source="a/b", mount_path="/m")],
        expose_public=[8000],
        ssh=True,
        namespace="me",
    )

    assert body(route) == {
        "command": ["echo", "1"],
        "arguments": [],
        "environment": {"A": "1"},
        "flavor": "t4-small",
        "secrets": {"S": "s"},
        "timeoutSeconds": 300,
        "labels": {"name": "python-3-12-4c22aceb"},
        "volumes": [{"type": "model", "source": "a/b", "mountPath": "/m"}],
        "expose": {"ports": [8000], "portsPublic": [8000]},
        "ssh": {"enabled": True},
        "dockerImage": "python:3.12",
    }
    assert (job.id, job.url, job.status.stage) == ("j", f"{HUB}/jobs/me/j", JobStage.RUNNING)


@respx.mock
async def test_a_job_belongs_to_the_owner_of_the_token(api: AsyncHfApi) -> None:
    respx.get(f"{HUB}/api/whoami-v2").respond(json={"type": "user", "name": "me"})
    route = respx.post(JOBS).respond(json=JOB)

    await api.run_job(image="i", command=["x"], name="n", labels={"a": "b"})

    assert body(route)["labels"] == {"a": "b", "name": "n"}


@respx.mock
async def test_a_job_is_started_once(api: AsyncHfApi) -> None:
    """An answer that is lost must not start a second one."""
    route = respx.post(JOBS).respond(503)

    with pytest.raises(errors.HfHubHTTPError):
        await api.run_job(image="i", command=["x"], namespace="me")

    assert route.call_count == 1


@respx.mock
async def test_nothing_is_sent_for_a_job_that_makes_no_sense(api: AsyncHfApi) -> None:
    with pytest.raises(ValueError, match="Not a duration"):
        await api.run_job(image="i", command=["x"], timeout="soon", namespace="me")
    with pytest.raises(ValueError, match="two names"):
        await api.run_uv_job("lighteval", name="a", labels={"name": "b"}, namespace="me")

    assert respx.calls.call_count == 0


@respx.mock
async def test_a_script_is_run(api: AsyncHfApi) -> None:
    route = respx.post(JOBS).respond(json=JOB)

    await api.run_uv_job(
        "https://x.y/train.py", script_args=["--a", "1"], dependencies=["torch"], python="3.11", namespace="me"
    )

    sent = body(route)
    assert sent["command"] == "uv run --with torch --python 3.11 https://x.y/train.py --a 1".split()
    assert sent["dockerImage"] == "ghcr.io/astral-sh/uv:python3.12-bookworm"
    assert sent["labels"] == {"name": "train-1f6f8f33"}


@respx.mock
async def test_a_script_that_is_missing(api: AsyncHfApi) -> None:
    with pytest.raises(FileNotFoundError, match=r"missing\.py"):
        await api.run_uv_job("missing.py", namespace="me")

    assert respx.calls.call_count == 0


# --- Asking and changing ---


@respx.mock
async def test_jobs_are_listed_page_by_page(api: AsyncHfApi) -> None:
    second = respx.get(JOBS, params={"cursor": "c"}).respond(json=[{**JOB, "id": "k"}])
    first = respx.get(JOBS).respond(json=[JOB, JOB], headers={"link": f'<{JOBS}?cursor=c>; rel="next"'})

    found = api.list_jobs(status=["running", JobStage.ERROR], labels={"a": "b", "c": ""}, namespace="me")
    async with runtime.closing(found):
        async for job in found:
            assert (job.id, job.endpoint) == ("j", HUB)
            assert second.call_count == 0
            break
    assert first.calls.last.request.url.query == b"stage=RUNNING&stage=ERROR&label=a%3Db&label=c%3D"

    assert [job.id async for job in api.list_jobs(namespace="me")] == ["j", "j", "k"]


@respx.mock
async def test_a_job_that_is_missing(api: AsyncHfApi) -> None:
    respx.get(f"{JOBS}/j").respond(404)

    with pytest.raises(errors.JobNotFoundError) as failure:
        await api.inspect_job(job_id="j", namespace="me")

    assert failure.value.job_id == "j"


@respx.mock
async def test_hardware(api: AsyncHfApi) -> None:
    said = {"name": "n", "prettyName": "N", "cpu": "2", "ram": "16", "unitCostMicroUSD": 1, "unitLabel": "minute"}
    respx.get(f"{HUB}/api/jobs/hardware").respond(json=[{**said, "unitCostUSD": 0.5}])

    assert [each.pretty_name for each in await api.list_jobs_hardware()] == ["N"]


@respx.mock
@pytest.mark.parametrize(
    ("method", "arguments", "request_line", "sent"),
    [
        ("rerun_job", {}, ("POST", "duplicate"), None),
        ("cancel_job", {}, ("POST", "cancel"), None),
        ("update_job_expose", {}, ("PUT", "expose"), {"ports": [], "portsPublic": []}),
        (
            "update_job_expose",
            {"expose": [1], "expose_public": [2]},
            ("PUT", "expose"),
            {"ports": [1, 2], "portsPublic": [2]},
        ),
        ("update_job_labels", {"labels": {"a": "b"}}, ("PUT", "labels"), {"labels": {"a": "b"}}),
    ],
)
async def test_what_is_done_with_a_job(
    api: AsyncHfApi, method: str, arguments: dict[str, Any], request_line: tuple[str, str], sent: Any
) -> None:
    verb, part = request_line
    route = respx.request(verb, f"{JOBS}/j/{part}").respond(json=JOB)

    found = await getattr(api, method)(job_id="j", namespace="me", **arguments)

    assert (found is None) if method == "cancel_job" else (found.id == "j")
    content = route.calls.last.request.content
    assert (json.loads(content) if content else None) == sent


# --- Waiting ---


@respx.mock
async def test_waiting_for_the_end(api: AsyncHfApi, clock: FakeClock) -> None:
    stages("SCHEDULING", "RUNNING", "ERROR")

    job = await api.wait_for_job("j", namespace="me")

    assert job.status.stage == "ERROR"
    assert clock.slept == [1.0, 1.0]


@respx.mock
async def test_waiting_for_a_stage(api: AsyncHfApi, clock: FakeClock) -> None:
    stages("SCHEDULING", "RUNNING")

    assert (await api.wait_for_job("j", stages=[JobStage.RUNNING], namespace="me")).status.stage == "RUNNING"


@respx.mock
async def test_waiting_for_a_stage_that_never_comes(api: AsyncHfApi, clock: FakeClock) -> None:
    stages("SCHEDULING", "CANCELED")

    assert (await api.wait_for_job("j", stages=[JobStage.RUNNING], namespace="me")).status.stage == "CANCELED"


@respx.mock
async def test_waiting_has_a_bound(api: AsyncHfApi, clock: FakeClock) -> None:
    respx.get(f"{JOBS}/j").respond(json=JOB)

    with pytest.raises(TimeoutError, match="job 'j' after 2.5 seconds: its stage is RUNNING"):
        await api.wait_for_job(["j", "k"], timeout=2.5, namespace="me")

    assert clock.slept == [1.0, 1.0, 0.5]


@respx.mock
async def test_waiting_for_several(api: AsyncHfApi, clock: FakeClock) -> None:
    respx.get(f"{HUB}/api/whoami-v2").respond(json={"type": "user", "name": "me"})
    stages("RUNNING", "COMPLETED")
    respx.get(f"{JOBS}/k").respond(json={**at("ERROR"), "id": "k"})

    assert [job.id for job in await api.wait_for_job(["j", "k"])] == ["j", "k"]
    assert await api.wait_for_job([]) == []


# --- Logs ---


async def logs(api: AsyncHfApi, **arguments: Any) -> list[str]:
    return [line async for line in api.fetch_job_logs(job_id="j", namespace="me", **arguments)]


@respx.mock
async def test_the_logs_so_far(api: AsyncHfApi) -> None:
    text = f": hello\n\nevent: log\ndata: \n\n{lines(STARTED, 'a', 'b')}data: [1]\n\ndata: {{oops\n\n"
    route = respx.get(f"{JOBS}/j/logs").respond(text=text)

    assert await logs(api) == ["a", "b"]
    assert await logs(api, tail=2) == ["a", "b"]
    assert [call.request.url.query for call in route.calls] == [b"", b"tail=2"]


@respx.mock
async def test_what_is_written_later_is_for_those_who_follow(api: AsyncHfApi) -> None:
    text = lines("a") + lines("b", timestamp="2025-01-01T00:00:09.000Z") + lines("c")
    respx.get(f"{JOBS}/j/logs").respond(text=text, headers={"date": "Wed, 01 Jan 2025 00:00:01 GMT"})

    assert await logs(api) == ["a"]


@respx.mock
async def test_silence_ends_the_logs_so_far(api: AsyncHfApi) -> None:
    respx.get(f"{JOBS}/j/logs").mock(return_value=broken(lines("a"), httpx.ReadTimeout("quiet")))

    assert await logs(api) == ["a"]


@respx.mock
async def test_a_broken_connection_does_not_look_like_the_end(api: AsyncHfApi) -> None:
    route = respx.get(f"{JOBS}/j/logs").mock(return_value=broken(lines("a")))

    with pytest.raises(httpx.ReadError):
        await logs(api)

    assert route.call_count == 1


@respx.mock
async def test_logs_are_followed_until_the_job_has_ended(api: AsyncHfApi, clock: FakeClock) -> None:
    stages("RUNNING", "RUNNING", "COMPLETED")
    route = respx.get(f"{JOBS}/j/logs").mock(
        side_effect=[
            httpx.Response(200, text=lines(STARTED, "a", "b")),
            httpx.Response(200, text=lines(STARTED, "a", "b", "c")),
        ]
    )

    assert await logs(api, follow=True) == ["a", "b", "c"]
    assert route.call_count == 2
    assert clock.slept == [2.0]


@respx.mock
async def test_the_last_words_of_a_job_are_read(api: AsyncHfApi, clock: FakeClock) -> None:
    """A job that ends during the pause has written something since the stream ended."""
    stages("RUNNING", "COMPLETED")
    respx.get(f"{JOBS}/j/logs").mock(
        side_effect=[httpx.Response(200, text=lines("a")), httpx.Response(200, text=lines("a", "done"))]
    )

    assert await logs(api, follow=True) == ["a", "done"]


@respx.mock
async def test_a_quiet_job_is_asked_less_and_less(api: AsyncHfApi, clock: FakeClock) -> None:
    stages(*["RUNNING"] * 10, "COMPLETED")
    respx.get(f"{JOBS}/j/logs").respond(text="")

    assert await logs(api, follow=True) == []
    assert clock.slept == [2.0, 4.0, 8.0, 10.0, 10.0]


@respx.mock
async def test_a_broken_connection_is_made_again(api: AsyncHfApi, clock: FakeClock) -> None:
    stages("COMPLETED")
    route = respx.get(f"{JOBS}/j/logs").mock(
        side_effect=[
            broken(lines("a")),
            httpx.ConnectError("no"),
            broken(lines("a", "b"), httpx.ReadTimeout("quiet")),
            httpx.Response(200, text=lines("a", "b", "c")),
        ]
    )

    assert await logs(api, follow=True) == ["a", "b", "c"]
    assert route.call_count == 4
    assert clock.slept == [1.0, 2.0, 1.0]


@respx.mock
async def test_a_connection_that_always_breaks_is_given_up(api: AsyncHfApi, clock: FakeClock) -> None:
    route = respx.get(f"{JOBS}/j/logs").mock(side_effect=lambda request: broken(lines("a")))

    with pytest.raises(httpx.ReadError):
        await logs(api, follow=True)

    assert route.call_count == 6
    assert clock.slept == [1.0, 2.0, 4.0, 8.0, 10.0]


@respx.mock
@pytest.mark.parametrize(
    "replayed",
    [
        lines("z", "a", "b", "c"),
        # The last line that was seen is gone.
        lines("y") + lines("c", timestamp="2025-01-01T00:00:01.000Z"),
    ],
)
async def test_a_tail_goes_on_behind_its_last_line(api: AsyncHfApi, clock: FakeClock, replayed: str) -> None:
    stages("COMPLETED")
    route = respx.get(f"{JOBS}/j/logs").mock(side_effect=[broken(lines("a", "b")), httpx.Response(200, text=replayed)])

    assert await logs(api, follow=True, tail=2) == ["a", "b", "c"]
    assert [call.request.url.query for call in route.calls] == [b"tail=2", b""]


@respx.mock
@pytest.mark.parametrize("status", [404, 500])
async def test_a_refusal_is_final(api: AsyncHfApi, clock: FakeClock, status: int) -> None:
    route = respx.get(f"{JOBS}/j/logs").respond(status)

    with pytest.raises(errors.HfHubHTTPError):
        await logs(api, follow=True)

    assert route.call_count == 1


# --- Metrics ---

SAMPLE = {"cpu_usage_pct": 1, "gpus": {}}


async def metrics(api: AsyncHfApi, **arguments: Any) -> list[dict[str, Any]]:
    return [each async for each in api.fetch_job_metrics(job_id="j", namespace="me", **arguments)]


@respx.mock
async def test_one_measurement(api: AsyncHfApi) -> None:
    respx.get(f"{JOBS}/j/metrics").respond(text=f"data: {json.dumps(SAMPLE)}\n\n" * 3)

    assert await metrics(api) == [SAMPLE]


@respx.mock
async def test_measurements_until_the_end(api: AsyncHfApi, clock: FakeClock) -> None:
    stages("RUNNING", "RUNNING", "COMPLETED")
    respx.get(f"{JOBS}/j/metrics").mock(
        side_effect=[httpx.Response(200, text=f"data: {json.dumps(SAMPLE)}\n\n" * 2), httpx.Response(406)]
    )

    assert await metrics(api, follow=True) == [SAMPLE] * 2


@respx.mock
async def test_there_is_nothing_to_measure_in_a_job_that_has_ended(api: AsyncHfApi) -> None:
    route = respx.get(f"{JOBS}/j/metrics").respond(500)
    assert await metrics(api) == []

    route.respond(404)
    with pytest.raises(errors.JobNotFoundError):
        await metrics(api)
