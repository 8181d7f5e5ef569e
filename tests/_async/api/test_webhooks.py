"""Webhooks: what is asked, and what the answers mean."""

from __future__ import annotations

import json
from typing import Any

import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub.types.webhooks import WebhookInfo, WebhookWatchedItem


HUB = "https://huggingface.co"
ROOT = f"{HUB}/api/settings/webhooks"
URL_HOOK: dict[str, Any] = {
    "id": "w1",
    "url": "https://x.org",
    "watched": [{"type": "user", "name": "ada"}],
    "domains": ["repo"],
    "secret": "my-secret",
    "disabled": False,
}
JOB_HOOK: dict[str, Any] = {
    "id": "w2",
    "job": {
        "dockerImage": "python",
        "command": ["run"],
        "flavor": "cpu-basic",
        "volumes": [{"type": "model", "source": "u/m", "mountPath": "/m"}],
        "expose": {"ports": [1], "portsPublic": [2]},
        "attempts": 2,
    },
    "watched": [],
    "domains": ["repo", "discussion"],
    "disabled": True,
}
URL_INFO = WebhookInfo("w1", "https://x.org", None, [WebhookWatchedItem("user", "ada")], ["repo"], "my-secret", False)


@pytest.fixture
def api() -> AsyncHfApi:
    return AsyncHfApi(HUB, "hf_x")


@respx.mock
async def test_list(api: AsyncHfApi) -> None:
    respx.get(ROOT).respond(json=[URL_HOOK, JOB_HOOK])

    first, second = await api.list_webhooks()

    assert first == URL_INFO
    assert (second.url, second.secret, second.disabled, second.domains) == (None, None, True, ["repo", "discussion"])
    job = second.job
    assert job is not None
    assert (job.docker_image, job.space_id, job.command, job.flavor) == ("python", None, ["run"], "cpu-basic")
    assert (job.expose, job.expose_public, job.attempts) == ([1], [2], 2)
    assert job.volumes is not None
    assert job.volumes[0].mount_path == "/m"


def test_the_secret_is_not_shown() -> None:
    assert "my-secret" not in repr(URL_INFO)
    assert URL_INFO.secret == "my-secret"


@pytest.mark.parametrize(
    ("method", "verb", "path"),
    [("get_webhook", "GET", ""), ("enable_webhook", "POST", "/enable"), ("disable_webhook", "POST", "/disable")],
)
@respx.mock
async def test_one_webhook(api: AsyncHfApi, method: str, verb: str, path: str) -> None:
    route = respx.route(method=verb, url=f"{ROOT}/w1{path}").respond(json={"webhook": URL_HOOK})

    assert await getattr(api, method)("w1") == URL_INFO
    assert route.calls.last.request.content == b""


@pytest.mark.parametrize(
    ("arguments", "body"),
    [
        (
            {"url": "https://x.org", "watched": [{"type": "user", "name": "ada"}]},
            {
                "watched": [{"type": "user", "name": "ada"}],
                "domains": ["repo", "discussion"],
                "url": "https://x.org",
            },
        ),
        (
            {
                "job_id": "j",
                "watched": [WebhookWatchedItem("org", "o")],
                "domains": ["discussion"],
                "secret": "s",
                "secrets": {"A": "b"},
            },
            {
                "watched": [{"type": "org", "name": "o"}],
                "domains": ["discussion"],
                "secret": "s",
                "jobSourceId": "j",
                "secrets": {"A": "b"},
            },
        ),
    ],
)
@respx.mock
async def test_create(api: AsyncHfApi, arguments: dict[str, Any], body: dict[str, Any]) -> None:
    route = respx.post(ROOT).respond(json={"webhook": URL_HOOK})

    assert await api.create_webhook(**arguments) == URL_INFO

    assert json.loads(route.calls.last.request.content) == body


@pytest.mark.parametrize(
    ("arguments", "body"),
    [
        ({}, {"watched": []}),
        (
            {"url": "z", "watched": [WebhookWatchedItem("org", "o")], "domains": [], "secret": "s"},
            {"watched": [{"type": "org", "name": "o"}], "domains": [], "secret": "s", "url": "z"},
        ),
        ({"job_id": "j", "secrets": {}}, {"watched": [], "jobSourceId": "j", "secrets": {}}),
    ],
)
@respx.mock
async def test_update(api: AsyncHfApi, arguments: dict[str, Any], body: dict[str, Any]) -> None:
    route = respx.post(f"{ROOT}/w1").respond(json={"webhook": URL_HOOK})

    assert await api.update_webhook("w1", **arguments) == URL_INFO

    assert json.loads(route.calls.last.request.content) == body


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "Missing argument for webhook"),
        ({"url": "x", "job_id": "j"}, "but not both"),
        ({"url": "x", "secrets": {"A": "b"}}, "together with `job_id`"),
    ],
)
async def test_arguments_that_exclude_each_other(arguments: dict[str, Any], message: str) -> None:
    nowhere = AsyncHfApi("http://127.0.0.1:9", "hf_x")

    with pytest.raises(ValueError, match=message):
        await nowhere.create_webhook(watched=[], **arguments)
    if arguments:
        with pytest.raises(ValueError, match=message):
            await nowhere.update_webhook("w1", **arguments)


@respx.mock
async def test_delete(api: AsyncHfApi) -> None:
    route = respx.delete(f"{ROOT}/w1").respond(200)

    assert await api.delete_webhook("w1") is None
    assert route.called


@respx.mock
async def test_no_such_webhook(api: AsyncHfApi) -> None:
    route = respx.route(url__startswith=ROOT).respond(404, json={"error": "no webhook"})

    for method in ("get_webhook", "enable_webhook", "disable_webhook", "update_webhook", "delete_webhook"):
        with pytest.raises(errors.HfHubHTTPError, match="no webhook"):
            await getattr(api, method)("../x")
        assert b"webhooks/..%2Fx" in route.calls.last.request.url.raw_path


@pytest.mark.parametrize("answer", [{}, {"webhook": {}}, {"webhook": {**URL_HOOK, "watched": [{}]}}, []])
@respx.mock
async def test_other_answers_are_refused(api: AsyncHfApi, answer: Any) -> None:
    respx.get(f"{ROOT}/w1").respond(json=answer)

    with pytest.raises(errors.HfHubHTTPError, match="can't be read"):
        await api.get_webhook("w1")
