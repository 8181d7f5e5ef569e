"""Inference Endpoints: what is sent, what the answers mean, and waiting. The exchanges are written from the contract."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
from collections.abc import Generator
from typing import Any

import httpx
import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub._async.handles.inference_endpoints import AsyncInferenceEndpoint
from huggingface_hub.types.inference_endpoints import InferenceEndpointScalingMetric, InferenceEndpointStatus
from tests.support.clock import FakeClock


HUB = "https://huggingface.co"
SERVICE = "https://api.endpoints.huggingface.cloud/v2"
CATALOG = "https://endpoints.huggingface.co/api/v1/catalog"
ENDPOINT = f"{SERVICE}/endpoint/me/ep"
URL = "https://x.us-east-1.aws.endpoints.huggingface.cloud"
MOMENT = "2023-10-26T12:41:53.263Z"
RAW: dict[str, Any] = {
    "name": "ep",
    "type": "authenticated",
    "model": {"repository": "gpt2", "framework": "pytorch", "revision": "abc", "task": "text-generation"},
    "status": {"state": "running", "url": URL, "createdAt": MOMENT, "updatedAt": MOMENT},
    "healthRoute": "/health",
    "new": 1,
}
CREATION: dict[str, Any] = {
    "repository": "gpt2",
    "framework": "pytorch",
    "accelerator": "cpu",
    "instance_size": "x2",
    "instance_type": "intel-icl",
    "region": "us-east-1",
    "vendor": "aws",
    "namespace": "me",
}


@pytest.fixture
def api() -> AsyncHfApi:
    return AsyncHfApi(HUB, "hf_x")


@pytest.fixture
def clock() -> Generator[FakeClock, None, None]:
    with FakeClock() as clock:
        yield clock


def raw(state: str, **changes: Any) -> dict[str, Any]:
    made = copy.deepcopy(RAW)
    made["status"]["state"] = state
    if state != "running":
        del made["status"]["url"]
    return {**made, **changes}


def body(route: respx.Route) -> Any:
    return json.loads(route.calls.last.request.content)


def states(*names: str) -> respx.Route:
    return respx.get(ENDPOINT).mock(side_effect=[httpx.Response(200, json=raw(name)) for name in names])


# --- Asking ---


@respx.mock
async def test_an_endpoint(api: AsyncHfApi) -> None:
    route = respx.get(ENDPOINT).respond(json=RAW)

    found = await api.get_inference_endpoint("ep", namespace="me")

    assert (found.name, found.namespace, found.repository, found.url) == ("ep", "me", "gpt2", URL)
    assert (found.status, found.type, found.task) == (
        InferenceEndpointStatus.RUNNING,
        "authenticated",
        "text-generation",
    )
    assert (found.raw["new"], found.created_at.year) == (1, 2023)
    assert route.calls.last.request.headers["authorization"] == "Bearer hf_x"
    assert repr(found).split("(", 1)[1] == (
        f"name='ep', namespace='me', repository='gpt2', status='running', health_route='/health', url='{URL}')"
    )


def test_the_fields_are_those_of_the_reference() -> None:
    names = (
        "name namespace repository status health_route url framework revision task created_at updated_at type raw"
        " _token _api"
    ).split()
    fields = dataclasses.fields(AsyncInferenceEndpoint)

    assert [each.name for each in fields] == names
    assert [each.name for each in fields if each.init] == ["namespace", "raw", "_token", "_api"]
    assert [each.name for each in fields if each.repr] == names[:6]


@respx.mock
async def test_the_namespace_is_a_users(api: AsyncHfApi) -> None:
    who = respx.get(f"{HUB}/api/whoami-v2").respond(json={"type": "user", "name": "me"})
    respx.get(ENDPOINT).respond(json=RAW)
    assert (await api.get_inference_endpoint("ep")).namespace == "me"

    who.respond(json={"type": "org", "name": "o"})
    with pytest.raises(ValueError, match="pass `namespace`"):
        await api.get_inference_endpoint("ep")


@respx.mock
async def test_an_answer_without_what_is_needed(api: AsyncHfApi) -> None:
    respx.get(ENDPOINT).respond(json={"name": "ep"})

    with pytest.raises(errors.HfHubHTTPError, match="model"):
        await api.get_inference_endpoint("ep", namespace="me")


@respx.mock
async def test_lists(api: AsyncHfApi) -> None:
    identity = {"type": "user", "name": "me", "orgs": [{"name": "closed"}, {"name": "org"}]}
    respx.get(f"{HUB}/api/whoami-v2").respond(json=identity)
    respx.get(f"{SERVICE}/endpoint/me").respond(json={"items": [RAW]})
    respx.get(f"{SERVICE}/endpoint/closed").respond(403)
    respx.get(f"{SERVICE}/endpoint/org").respond(json={"items": [RAW, RAW]})

    assert [each.namespace for each in await api.list_inference_endpoints()] == ["me"]
    assert [each.namespace for each in await api.list_inference_endpoints("*")] == ["me", "org", "org"]
    with pytest.raises(errors.HfHubHTTPError):
        await api.list_inference_endpoints("closed")


@respx.mock
async def test_hardware(api: AsyncHfApi) -> None:
    respx.get(f"{SERVICE}/provider/me").respond(json={"vendors": []})

    assert await api.list_inference_endpoints_hardware(namespace="me") == []


# --- Making ---


@respx.mock
async def test_an_endpoint_is_made(api: AsyncHfApi) -> None:
    route = respx.post(f"{SERVICE}/endpoint/me").respond(json=raw("pending"))

    made = await api.create_inference_endpoint("ep", **CREATION)

    assert body(route) == {
        "compute": {
            "accelerator": "cpu",
            "instanceSize": "x2",
            "instanceType": "intel-icl",
            "scaling": {"maxReplica": 1, "minReplica": 1, "scaleToZeroTimeout": None},
        },
        "model": {"framework": "pytorch", "repository": "gpt2", "revision": None, "image": {"huggingface": {}}},
        "name": "ep",
        "provider": {"region": "us-east-1", "vendor": "aws"},
        "type": "authenticated",
    }
    assert (made.status, made.url) == ("pending", None)


@respx.mock
async def test_an_endpoint_is_made_with_all_that_there_is(api: AsyncHfApi) -> None:
    route = respx.post(f"{SERVICE}/endpoint/me").respond(json=raw("pending"))

    await api.create_inference_endpoint(
        "ep",
        **CREATION,
        private_link_account_id="a",
        private_link_region="us-east-1",
        min_replica=0,
        max_replica=2,
        scaling_metric=InferenceEndpointScalingMetric.PENDING_REQUESTS,
        scaling_threshold=1.5,
        scale_to_zero_timeout=15,
        revision="abc",
        task="t",
        custom_image={"url": "u"},
        container_registry_username="n",
        container_registry_password="p",
        container_command=["c"],
        container_args=["d"],
        env={"A": "1"},
        secrets={"S": "2"},
        type="private",
        domain="d",
        path="/p",
        cache_http_responses=False,
        tags=["x"],
    )

    sent = body(route)
    assert sent["compute"]["scaling"] == {
        "maxReplica": 2,
        "minReplica": 0,
        "scaleToZeroTimeout": 15,
        "measure": {"pendingRequests": 1.5},
    }
    assert sent["model"] == {
        "framework": "pytorch",
        "repository": "gpt2",
        "revision": "abc",
        "task": "t",
        "command": ["c"],
        "args": ["d"],
        "env": {"A": "1"},
        "secrets": {"S": "2"},
        "image": {"custom": {"url": "u", "credentials": {"username": "n", "password": "p"}}},
    }
    assert (sent["type"], sent["privateService"]) == ("private", {"accountId": "a", "region": "us-east-1"})
    assert (sent["route"], sent["cacheHttpResponses"], sent["tags"]) == ({"domain": "d", "path": "/p"}, False, ["x"])


@respx.mock
async def test_nothing_is_sent_for_an_endpoint_that_makes_no_sense(api: AsyncHfApi) -> None:
    with pytest.raises(ValueError, match="any more"):
        await api.create_inference_endpoint("ep", **CREATION, type="protected")
    with pytest.raises(ValueError, match="requires `scaling_metric`"):
        await api.create_inference_endpoint("ep", **CREATION, scaling_threshold=3)

    assert respx.calls.call_count == 0


@respx.mock
@pytest.mark.parametrize(
    ("arguments", "path", "sent"),
    [
        ({"repo_id": "a/b"}, "model/a/b", {}),
        (
            {"repo_id": "a/b", "name": "n", "accelerator": "gpu", "gguf_file": "f"},
            "model/a/b",
            {"config": {"name": "n"}, "accelerator": "gpu", "ggufFile": "f"},
        ),
        ({"recipe_id": "r", "name": "n"}, "recipe/r", {"config": {"name": "n"}}),
    ],
)
async def test_an_endpoint_from_the_catalog(
    api: AsyncHfApi, arguments: dict[str, Any], path: str, sent: dict[str, Any]
) -> None:
    route = respx.post(f"{CATALOG}/{path}/deploy").respond(json={"endpoint": raw("pending")})

    made = await api.create_inference_endpoint_from_catalog(**arguments, namespace="me")

    assert made.name == "ep"
    assert body(route) == {"namespace": "me", **sent}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "either"),
        ({"repo_id": "a/b", "recipe_id": "r"}, "either"),
        ({"recipe_id": "r", "accelerator": "gpu"}, "A recipe settles"),
        ({"recipe_id": "r", "gguf_file": "f"}, "A recipe settles"),
        ({"repo_id": "a//b"}, "[Rr]epo"),
    ],
)
async def test_what_the_catalog_does_not_have(api: AsyncHfApi, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        await api.create_inference_endpoint_from_catalog(**arguments, namespace="me")


@respx.mock
async def test_the_catalog(api: AsyncHfApi) -> None:
    recipe = {"publicId": "p", "accelerator": "gpu", "engineType": "vllm"}
    model = {
        "repoId": "a/b",
        "modelName": "b",
        "authorName": "a",
        "license": "mit",
        "task": "t",
        "createdAt": MOMENT,
        "recipes": [recipe],
    }
    route = respx.get(f"{CATALOG}/list").respond(json={"items": [model]})

    (found,) = await api.list_inference_catalog(accelerator="gpu", search="x y", limit=3)

    assert (found.repo_id, found.author, found.recipes[0].engine, found.recipes[0].gguf_file) == (
        "a/b",
        "a",
        "vllm",
        None,
    )
    assert route.calls.last.request.url.query == b"accelerator=gpu&search=x+y&limit=3"


# --- Changing ---


@respx.mock
@pytest.mark.parametrize(
    ("arguments", "sent"),
    [
        ({}, {}),
        (
            {"accelerator": "a", "min_replica": 0, "scale_to_zero_timeout": 0},
            {"compute": {"accelerator": "a", "scaling": {"minReplica": 0, "scaleToZeroTimeout": 0}}},
        ),
        (
            {"scaling_metric": "hardwareUsage", "scaling_threshold": 80},
            {"compute": {"scaling": {"measure": {"hardwareUsage": 80}}}},
        ),
        (
            {"repository": "x", "container_args": [], "env": {}, "custom_image": {"url": "u"}},
            {"model": {"repository": "x", "args": [], "env": {}, "image": {"custom": {"url": "u"}}}},
        ),
        (
            {"path": "/p", "cache_http_responses": False, "tags": []},
            {"route": {"path": "/p"}, "cacheHttpResponses": False, "tags": []},
        ),
        (
            {"custom_image": {"vLLM": {"url": "u"}}, "tensor_parallel_size": 2},
            {"model": {"image": {"vLLM": {"url": "u", "tensorParallelSize": 2}}}},
        ),
    ],
)
async def test_only_what_is_given_changes(api: AsyncHfApi, arguments: dict[str, Any], sent: dict[str, Any]) -> None:
    route = respx.put(ENDPOINT).respond(json=RAW)

    await api.update_inference_endpoint("ep", **arguments, namespace="me")

    assert body(route) == sent


@respx.mock
async def test_the_image_is_asked_for_to_be_changed(api: AsyncHfApi) -> None:
    model = {**RAW["model"], "image": {"vLLM": {"url": "u", "tensorParallelSize": 1}}}
    current = respx.get(ENDPOINT).respond(json={**RAW, "model": model})
    route = respx.put(ENDPOINT).respond(json=RAW)

    await api.update_inference_endpoint("ep", tensor_parallel_size=2, namespace="me")
    assert body(route) == {"model": {"image": {"vLLM": {"url": "u", "tensorParallelSize": 2}}}}

    current.respond(json={**RAW, "model": {**RAW["model"], "image": {"vLLM": {"credentials": {"username": "n"}}}}})
    with pytest.raises(ValueError, match="registry credentials"):
        await api.update_inference_endpoint("ep", tensor_parallel_size=2, namespace="me")
    assert route.call_count == 1


@respx.mock
async def test_an_endpoint_that_runs_already(api: AsyncHfApi) -> None:
    resume = respx.post(f"{ENDPOINT}/resume").respond(400, json={"error": "Endpoint is already running"})
    respx.get(ENDPOINT).respond(json=RAW)

    assert (await api.resume_inference_endpoint("ep", namespace="me")).status == "running"
    with pytest.raises(errors.BadRequestError):
        await api.resume_inference_endpoint("ep", namespace="me", running_ok=False)

    resume.respond(400, json={"error": "No"})
    with pytest.raises(errors.BadRequestError):
        await api.resume_inference_endpoint("ep", namespace="me")


# --- The object ---


@respx.mock
async def test_what_is_done_with_an_endpoint(api: AsyncHfApi) -> None:
    endpoint = AsyncInferenceEndpoint.from_raw(RAW, "me", "hf_own", api)
    paused = respx.post(f"{ENDPOINT}/pause").respond(json=raw("paused"))
    respx.post(f"{ENDPOINT}/resume").respond(json=raw("initializing"))
    respx.post(f"{ENDPOINT}/scale-to-zero").respond(json=raw("scaledToZero"))
    changed = respx.put(ENDPOINT).respond(json=raw("updating"))
    deleted = respx.delete(ENDPOINT).respond(200)

    assert await endpoint.pause() is endpoint
    assert (endpoint.status, endpoint.url) == ("paused", None)
    assert paused.calls.last.request.headers["authorization"] == "Bearer hf_own"
    assert (await endpoint.resume()).status == "initializing"
    assert (await endpoint.scale_to_zero()).status == "scaledToZero"
    assert (await endpoint.update(min_replica=2, secrets={"S": "x"})).status == "updating"
    assert body(changed) == {"compute": {"scaling": {"minReplica": 2}}, "model": {"secrets": {"S": "x"}}}
    await endpoint.delete()
    assert deleted.call_count == 1


@respx.mock
async def test_waiting(api: AsyncHfApi, clock: FakeClock) -> None:
    states("initializing", "running", "running", "running")
    health = respx.get(f"{URL}/health").mock(
        side_effect=[httpx.Response(503), httpx.ConnectError("no such host yet"), httpx.Response(200)]
    )
    endpoint = AsyncInferenceEndpoint.from_raw(raw("pending"), "me", api=api)

    assert await endpoint.wait() is endpoint

    assert (endpoint.status, endpoint.url) == ("running", URL)
    assert clock.slept == [5.0] * 4
    assert health.call_count == 3
    assert health.calls.last.request.headers["authorization"] == "Bearer hf_x"


@respx.mock
async def test_an_endpoint_elsewhere_gets_no_token(api: AsyncHfApi, clock: FakeClock) -> None:
    elsewhere = copy.deepcopy(RAW)
    elsewhere["status"]["url"] = "https://elsewhere.example"
    health = respx.get("https://elsewhere.example/health").respond(200)

    await AsyncInferenceEndpoint.from_raw(elsewhere, "me", api=api).wait()

    assert "authorization" not in health.calls.last.request.headers


@respx.mock
@pytest.mark.parametrize(("state", "verb"), [("failed", "started"), ("updateFailed", "changed")])
async def test_waiting_for_what_fails(api: AsyncHfApi, clock: FakeClock, state: str, verb: str) -> None:
    states(state)

    with pytest.raises(errors.InferenceEndpointError, match=f"'ep' could not be {verb}"):
        await AsyncInferenceEndpoint.from_raw(raw("pending"), "me", api=api).wait()


@respx.mock
async def test_waiting_has_a_bound(api: AsyncHfApi, clock: FakeClock) -> None:
    respx.get(ENDPOINT).respond(json=raw("initializing"))
    endpoint = AsyncInferenceEndpoint.from_raw(raw("pending"), "me", api=api)

    with pytest.raises(errors.InferenceEndpointTimeoutError, match="'ep' .* in state 'initializing'"):
        await endpoint.wait(timeout=5, refresh_every=2)

    assert clock.slept == [2.0, 2.0, 1.0]
    with pytest.raises(ValueError, match="`timeout` cannot be negative"):
        await endpoint.wait(timeout=-1)
    with pytest.raises(ValueError, match="`refresh_every` must be positive"):
        await endpoint.wait(refresh_every=0)


def test_a_pickle_holds_no_token(api: AsyncHfApi) -> None:
    endpoint = AsyncInferenceEndpoint.from_raw(RAW, "me", "hf_own", api)

    stored = pickle.dumps(endpoint)

    assert b"hf_own" not in stored
    assert b"hf_x" not in stored
    assert pickle.loads(stored) == endpoint


def test_a_client_is_made_if_none_is_given() -> None:
    assert AsyncInferenceEndpoint.from_raw(RAW, "me")._api.endpoint == AsyncHfApi().endpoint
