"""Running Spaces: what is asked, what the answers mean, waiting, and reading logs."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from datetime import datetime, timezone
from typing import Any

import httpx
import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub._runtime import aio as runtime
from huggingface_hub.types.spaces import SpaceHardware, SpaceRuntime, SpaceSearchResult, SpaceStage, SpaceTemplate
from tests.support.clock import FakeClock
from tests.support.rawserver import Connection, RawServer


HUB = "https://huggingface.co"
SPACE = f"{HUB}/api/spaces/u/s"
RUNTIME: dict[str, Any] = {
    "stage": "RUNNING",
    "hardware": {"current": "t4-small", "requested": "t4-medium"},
    "gcTimeout": 300,
    "devMode": True,
}


@pytest.fixture
def api() -> AsyncHfApi:
    return AsyncHfApi(HUB, "hf_x")


@pytest.fixture
def clock() -> Generator[FakeClock, None, None]:
    with FakeClock() as clock:
        yield clock


# --- what a Space runs on ---


@pytest.mark.parametrize(
    ("method", "arguments", "path", "body"),
    [
        ("request_space_hardware", {"hardware": SpaceHardware.T4_SMALL}, "hardware", {"flavor": "t4-small"}),
        (
            "request_space_hardware",
            {"hardware": "new-gpu", "sleep_time": 60},
            "hardware",
            {"flavor": "new-gpu", "sleepTimeSeconds": 60},
        ),
        ("set_space_sleep_time", {"sleep_time": -1}, "sleeptime", {"seconds": -1}),
        ("pause_space", {}, "pause", None),
        ("restart_space", {}, "restart", None),
        ("restart_space", {"factory_reboot": True}, "restart?factory=true", None),
        ("enable_space_dev_mode", {}, "dev-mode", {"enabled": True}),
        ("disable_space_dev_mode", {}, "dev-mode", {"enabled": False}),
    ],
)
@respx.mock
async def test_changes(api: AsyncHfApi, method: str, arguments: dict[str, Any], path: str, body: Any) -> None:
    route = respx.post(url__startswith=SPACE).respond(json=RUNTIME)

    found = await getattr(api, method)("u/s", **arguments)

    assert found == SpaceRuntime(RUNTIME)
    request = route.calls.last.request
    assert str(request.url) == f"{SPACE}/{path}"
    assert (json.loads(request.content) if request.content else None) == body


@respx.mock
async def test_the_runtime(api: AsyncHfApi) -> None:
    respx.get(f"{SPACE}/runtime").respond(json=RUNTIME)

    found = await api.get_space_runtime("u/s")

    assert (found.stage, found.hardware, found.requested_hardware) == (SpaceStage.RUNNING, "t4-small", "t4-medium")
    assert (found.sleep_time, found.dev_mode, found.raw) == (300, True, RUNTIME)


@respx.mock
async def test_free_spaces_sleep_when_they_like(api: AsyncHfApi) -> None:
    said = {**RUNTIME, "hardware": {"current": "cpu-basic", "requested": None}}
    respx.post(url__startswith=SPACE).respond(json=said)

    with pytest.warns(UserWarning, match="48 hours"):
        await api.set_space_sleep_time("u/s", 60)
    with pytest.warns(UserWarning, match="48 hours"):
        await api.request_space_hardware("u/s", SpaceHardware.CPU_BASIC, sleep_time=60)
    await api.request_space_hardware("u/s", SpaceHardware.CPU_BASIC)


@pytest.mark.parametrize("answer", [[], {}, {"stage": "RUNNING", "hardware": "x"}])
@respx.mock
async def test_other_answers_are_refused(api: AsyncHfApi, answer: Any) -> None:
    respx.get(f"{SPACE}/runtime").respond(json=answer)

    with pytest.raises(errors.HfHubHTTPError, match="can't be read"):
        await api.get_space_runtime("u/s")


@respx.mock
async def test_refusals(api: AsyncHfApi) -> None:
    respx.post(f"{SPACE}/pause").respond(403, json={"error": "not yours"})
    respx.post(f"{HUB}/api/spaces/u/gone/restart").respond(404, headers={"X-Error-Code": "RepoNotFound"})

    with pytest.raises(errors.HfHubHTTPError, match="not yours"):
        await api.pause_space("u/s")
    with pytest.raises(errors.RepositoryNotFoundError):
        await api.restart_space("u/gone")


# --- waiting ---


@respx.mock
async def test_wait_until_it_runs(api: AsyncHfApi, clock: FakeClock) -> None:
    stages = ["BUILDING", "RUNNING_BUILDING", "APP_STARTING", "RUNNING_APP_STARTING", "RUNNING"]
    answers = [httpx.Response(200, json={"stage": stage}) for stage in stages]
    respx.get(f"{SPACE}/runtime").mock(side_effect=answers)

    found = await api.wait_for_space("u/s")

    assert found.stage == SpaceStage.RUNNING
    assert clock.slept == [1, 1, 1, 1]


@pytest.mark.parametrize("stage", ["BUILD_ERROR", "PAUSED", "NO_APP_FILE", "A_NEW_STAGE"])
@respx.mock
async def test_what_stays_as_it_is_is_not_waited_for(api: AsyncHfApi, clock: FakeClock, stage: str) -> None:
    respx.get(f"{SPACE}/runtime").respond(json={"stage": stage})

    assert (await api.wait_for_space("u/s", timeout=0)).stage == stage
    assert clock.slept == []


@respx.mock
async def test_waiting_ends(api: AsyncHfApi, clock: FakeClock) -> None:
    route = respx.get(f"{SPACE}/runtime").respond(json={"stage": "BUILDING"})

    with pytest.raises(TimeoutError, match="Space 'u/s' is still in stage 'BUILDING' after 25 seconds"):
        await api.wait_for_space("u/s", timeout=25, poll_interval=10)

    assert clock.slept == [10, 10, 5]
    assert route.call_count == 4


async def test_times_that_make_no_sense() -> None:
    nowhere = AsyncHfApi("http://127.0.0.1:9", "hf_x")

    with pytest.raises(ValueError, match="timeout"):
        await nowhere.wait_for_space("u/s", timeout=-1)
    with pytest.raises(ValueError, match="poll_interval"):
        await nowhere.wait_for_space("u/s", poll_interval=0)


# --- logs ---


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def log(*numbers: int) -> bytes:
    """Events of a log, each with a keep-alive before it, as one answer without its end."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nDate: Mon, 01 Jan 2024 00:00:30 GMT\r\n"
    events = b""
    for number in numbers:
        event = {"data": f"line {number}", "timestamp": f"2024-01-01T00:00:{number:02}.000Z"}
        events += chunk(f": keep-alive\n\nevent: log\ndata: {json.dumps(event)}\n\n".encode())
    return head + b"Transfer-Encoding: chunked\r\n\r\n" + events


END = b"0\r\n\r\n"


def answering(*answers: bytes) -> Callable[[Connection], None]:
    """Gives one answer for each connection, then closes it."""
    left = list(answers)

    def handler(connection: Connection) -> None:
        if connection.request() is not None:
            connection.send(left.pop(0))

    return handler


async def test_logs_are_read_to_their_end() -> None:
    with RawServer(answering(log(1, 2, 3) + END)) as server:
        api = AsyncHfApi(server.url, "hf_x")
        found = [text async for text in api.fetch_space_logs("u/s")]

    assert found == ["line 1", "line 2", "line 3"]
    assert server.requests[0].startswith(b"GET /api/spaces/u/s/logs/run HTTP/1.1")
    assert b"Bearer hf_x" in server.requests[0]


async def test_logs_of_a_build_end_at_the_present() -> None:
    """What comes later than the answer's date is for those who follow, and the connection is given up."""
    with RawServer(answering(log(1, 31, 32, 33))) as server:
        api = AsyncHfApi(server.url, "hf_x")
        found = [text async for text in api.fetch_space_logs("u/s", build=True)]

    assert found == ["line 1", "line 31"]
    assert b"/logs/build " in server.requests[0]


async def test_followed_logs_survive_a_broken_connection(clock: FakeClock) -> None:
    with RawServer(answering(log(1, 2), log(1, 2), log(1, 2, 3), log(1, 2, 3, 40) + END)) as server:
        api = AsyncHfApi(server.url, "hf_x")
        found = [text async for text in api.fetch_space_logs("u/s", follow=True)]

    assert found == ["line 1", "line 2", "line 3", "line 40"]
    assert clock.slept == [1, 2, 1]


async def test_followed_logs_give_up_in_the_end(clock: FakeClock) -> None:
    with RawServer(answering(*[log(1)] * 6)) as server:
        api = AsyncHfApi(server.url, "hf_x")
        found = []
        with pytest.raises(httpx.RemoteProtocolError):
            async for text in api.fetch_space_logs("u/s", follow=True):
                found.append(text)

    assert found == ["line 1"]
    assert clock.slept == [1, 2, 4, 8, 10]


async def test_logs_that_are_not_followed_are_not_read_again(clock: FakeClock) -> None:
    with RawServer(answering(log(1))) as server, pytest.raises(httpx.RemoteProtocolError):
        [text async for text in AsyncHfApi(server.url, "hf_x").fetch_space_logs("u/s")]
    assert clock.slept == []


@respx.mock
async def test_silence_ends_logs_that_are_not_followed(api: AsyncHfApi) -> None:
    route = respx.get(f"{SPACE}/logs/run").mock(side_effect=httpx.ReadTimeout("silence"))

    assert [text async for text in api.fetch_space_logs("u/s")] == []

    assert route.call_count == 1
    assert route.calls.last.request.extensions["timeout"]["read"] == 5


@respx.mock
async def test_silence_is_broken_by_those_who_follow(api: AsyncHfApi, clock: FakeClock) -> None:
    text = 'data: {"data": "a"}\n\ndata: {"other": 1}\n\ndata: {"data": "b\\n"}\n\n'
    route = respx.get(f"{SPACE}/logs/run")
    route.mock(side_effect=[httpx.ReadTimeout("silence"), httpx.Response(200, text=text)])

    assert [text async for text in api.fetch_space_logs("u/s", follow=True)] == ["a", "b\n"]

    assert clock.slept == [1]
    assert route.calls.last.request.extensions["timeout"]["read"] == 120


@pytest.mark.parametrize("status", [404, 500, 503])
@respx.mock
async def test_refused_logs_are_not_asked_for_again(api: AsyncHfApi, clock: FakeClock, status: int) -> None:
    route = respx.get(f"{SPACE}/logs/run").respond(status, json={"error": "no logs"})

    with pytest.raises(errors.HfHubHTTPError, match="no logs"):
        [text async for text in api.fetch_space_logs("u/s", follow=True)]

    assert route.call_count == 1
    assert clock.slept == []


async def test_logs_can_be_left_early() -> None:
    with RawServer(answering(log(1, 2))) as server:
        logs = AsyncHfApi(server.url, "hf_x").fetch_space_logs("u/s", follow=True)
        async with runtime.closing(logs):
            async for text in logs:
                assert text == "line 1"
                break


# --- what Spaces can be ---


@respx.mock
async def test_search(api: AsyncHfApi) -> None:
    full = {
        "id": "u/s",
        "author": "u",
        "title": "T",
        "emoji": "🚀",
        "sdk": "gradio",
        "likes": 3,
        "private": False,
        "tags": ["a"],
        "runtime": RUNTIME,
        "ai_short_description": "does",
        "ai_category": "c",
        "semanticRelevancyScore": 0.5,
        "trendingScore": 2,
        "slug": "more",
    }
    route = respx.get(f"{HUB}/api/spaces/semantic-search").respond(json=[full, {"id": "u/q"}])

    first, second = [found async for found in api.search_spaces("cats & dogs")]

    assert first == SpaceSearchResult(full)
    assert (first.id, first.title, first.likes, first.semantic_relevancy_score, first.slug) == (
        "u/s",
        "T",
        3,
        0.5,
        "more",
    )
    assert first.runtime == SpaceRuntime(RUNTIME)
    assert (second.author, second.likes, second.private, second.runtime) == ("", 0, False, None)
    assert route.calls.last.request.url.params.multi_items() == [("q", "cats & dogs")]


@respx.mock
async def test_search_with_conditions(api: AsyncHfApi) -> None:
    route = respx.get(f"{HUB}/api/spaces/semantic-search").respond(json=[])

    found = api.search_spaces("x", filter=["a", "b"], sdk="gradio", include_non_running=True)

    assert [each async for each in found] == []
    assert route.calls.last.request.url.params.multi_items() == [
        ("q", "x"),
        ("filter", "a"),
        ("filter", "b"),
        ("sdk", "gradio"),
        ("includeNonRunning", "true"),
    ]


@respx.mock
async def test_templates(api: AsyncHfApi) -> None:
    said = {"name": "T", "repoId": "a/b", "sdk": "docker", "preferredPrivate": True}
    respx.get(f"{HUB}/api/spaces/templates").respond(json={"templates": [said]})

    assert await api.list_space_templates() == [SpaceTemplate(said)]


@respx.mock
async def test_hardware(api: AsyncHfApi) -> None:
    said = {
        "name": "t4-small",
        "prettyName": "Nvidia T4 - small",
        "cpu": "4 vCPU",
        "ram": "15 GB",
        "accelerator": {"type": "gpu", "model": "T4", "quantity": "1", "vram": "16 GB", "manufacturer": "Nvidia"},
        "unitCostMicroUSD": 6667,
        "unitCostUSD": 0.006667,
        "unitLabel": "minute",
    }
    respx.get(f"{HUB}/api/spaces/hardware").respond(json=[said, {**said, "accelerator": None}])

    first, second = await api.list_spaces_hardware()

    assert (first.name, first.pretty_name, first.ephemeral_storage) == ("t4-small", "Nvidia T4 - small", "N/A")
    assert (first.unit_cost_micro_usd, first.unit_cost_usd, first.unit_label) == (6667, 0.006667, "minute")
    assert first.accelerator is not None
    assert (first.accelerator.model, first.accelerator.vram) == ("T4", "16 GB")
    assert second.accelerator is None


@respx.mock
async def test_quota(api: AsyncHfApi) -> None:
    said = {"base": 100, "current": 30.5, "resetsAt": "2024-01-01T00:00:00.000Z", "overquotaUsed": 3}
    route = respx.get(f"{HUB}/api/spaces/zero-gpu/quota").respond(json=said)

    found = await api.get_zero_gpu_quota()

    assert (found.base, found.remaining, found.overquota_used) == (100, 30.5, 3)
    assert found.resets_at == datetime(2024, 1, 1, tzinfo=timezone.utc)

    route.respond(401, headers={"X-Error-Message": "Invalid username or password."})
    with pytest.raises(errors.HfHubHTTPError, match="a valid token is needed") as failure:
        await api.get_zero_gpu_quota()
    assert not isinstance(failure.value, errors.RepositoryNotFoundError)
    route.respond(400, json={"error": "no"})
    with pytest.raises(errors.BadRequestError):
        await api.get_zero_gpu_quota()
