# Generated from tests/_async/api/test_repo_rules.py: edit that file, not this one, then run `python -m codegen`.

"""What is sent for repositories, and what answers mean that a local Hub does not give."""

from __future__ import annotations

import json
import pickle
from typing import Any

import httpx
import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._core import repos
from huggingface_hub._sync.api import HfApi
from huggingface_hub.types.spaces import SpaceHardware, Volume
from tests.support.clock import FakeClock


HUB = "https://huggingface.co"
CREATE = f"{HUB}/api/repos/create"
BUSY = {"error": "Cannot create repo: another conflicting operation is in progress"}


@pytest.fixture
def hub() -> HfApi:
    return HfApi(HUB, "hf_x")


@respx.mock
@pytest.mark.parametrize(
    ("arguments", "body"),
    [
        ({}, {}),
        ({"repo_type": "dataset", "private": False}, {"visibility": "public", "type": "dataset"}),
        ({"repo_type": "model", "private": True}, {"visibility": "private", "type": "model"}),
        ({"region": "eu", "resource_group_id": "rg"}, {"region": "eu", "resourceGroupId": "rg"}),
        (
            {
                "repo_type": "space",
                "space_sdk": "gradio",
                "visibility": "protected",
                "space_hardware": SpaceHardware.T4_SMALL,
                "space_sleep_time": 3,
                "space_secrets": [{"key": "a", "value": "b"}],
                "space_variables": [{"key": "c", "value": "d"}],
                "space_volumes": [Volume(type="model", source="a/b", mount_path="/x")],
            },
            {
                "visibility": "protected",
                "type": "space",
                "sdk": "gradio",
                "hardware": "t4-small",
                "sleepTimeSeconds": 3,
                "secrets": [{"key": "a", "value": "b"}],
                "variables": [{"key": "c", "value": "d"}],
                "volumes": [{"type": "model", "source": "a/b", "mountPath": "/x"}],
            },
        ),
        ({"repo_type": "space", "space_sdk": "docker_leaf"}, {"type": "space", "sdk": "docker_leaf"}),
    ],
)
def test_creation(hub: HfApi, arguments: dict[str, Any], body: dict[str, Any]) -> None:
    route = respx.post(CREATE).respond(json={"url": f"{HUB}/user/name"})

    hub.create_repo("user/name", **arguments)

    assert json.loads(route.calls.last.request.content) == {"name": "name", "organization": "user", **body}


@respx.mock
@pytest.mark.parametrize("wanted", ["templates/chat", "chatbot"])
def test_a_space_can_start_from_a_template(hub: HfApi, wanted: str) -> None:
    template = {"name": "ChatBot", "repoId": "templates/chat", "sdk": "docker", "preferredPrivate": True}
    respx.get(f"{HUB}/api/spaces/templates").respond(json={"templates": [template]})
    route = respx.post(CREATE).respond(json={"url": f"{HUB}/spaces/user/name"})

    hub.create_repo("user/name", repo_type="space", space_template=wanted)

    assert json.loads(route.calls.last.request.content) == {
        "name": "name",
        "organization": "user",
        "visibility": "private",
        "type": "space",
        "sdk": "docker",
        "template": "templates/chat",
    }
    with pytest.raises(ValueError, match=r"No Space template 'x'\. .*'ChatBot' \(templates/chat\)"):
        hub.create_repo("user/name", repo_type="space", space_template="x")


def test_a_sleep_time_on_free_hardware_is_pointed_out() -> None:
    with respx.mock:
        respx.post(CREATE).respond(json={"url": f"{HUB}/spaces/user/name"})
        with pytest.warns(UserWarning, match="go to sleep after 48 hours"):
            HfApi(HUB, "hf_x").create_repo(
                "user/name",
                repo_type="space",
                space_sdk="gradio",
                space_hardware=SpaceHardware.CPU_BASIC,
                space_sleep_time=3,
            )


@respx.mock
def test_a_busy_hub_is_asked_again(hub: HfApi) -> None:
    answers = [httpx.Response(409, json=BUSY)] * 3 + [httpx.Response(200, json={"url": f"{HUB}/user/name"})]
    route = respx.post(CREATE).mock(side_effect=answers)

    with FakeClock():
        url = hub.create_repo("user/name")

    assert (url.repo_id, route.call_count) == ("user/name", 4)


@respx.mock
def test_a_busy_hub_is_not_asked_forever(hub: HfApi) -> None:
    route = respx.post(CREATE).respond(409, json=BUSY)

    with FakeClock(), pytest.raises(errors.HfHubHTTPError, match="another conflicting operation"):
        hub.create_repo("user/name")

    assert 1 < route.call_count <= repos.CONFLICT_RETRY.attempts


@respx.mock
def test_what_is_there_may_come_without_its_address(hub: HfApi) -> None:
    respx.post(CREATE).respond(409, json={"error": "You already created this repo"})
    info = respx.get(f"{HUB}/api/datasets/user/name").respond(json={"id": "user/name"})

    url = hub.create_repo("user/name", repo_type="dataset", exist_ok=True)

    assert (url, info.call_count) == (f"{HUB}/datasets/user/name", 1)


@respx.mock
@pytest.mark.parametrize("status", [400, 404, 500])
def test_other_failures_are_not_taken_for_existing(hub: HfApi, status: int) -> None:
    respx.post(CREATE).respond(status, json={"error": "no"})

    with pytest.raises(errors.HfHubHTTPError):
        hub.create_repo("user/name", exist_ok=True)


@respx.mock
@pytest.mark.parametrize("answer", [[], {}, "x"])
def test_an_answer_without_address_is_refused(hub: HfApi, answer: object) -> None:
    respx.post(CREATE).respond(json=answer)

    with pytest.raises(errors.HfHubHTTPError, match="can't be read"):
        hub.create_repo("user/name")


@respx.mock
def test_deletion_moves_and_settings(hub: HfApi) -> None:
    deleted = respx.delete(f"{HUB}/api/repos/delete").respond(200)
    moved = respx.post(f"{HUB}/api/repos/move").respond(200)
    changed = respx.put(f"{HUB}/api/spaces/user/name/settings").respond(200)

    hub.delete_repo("name")
    hub.delete_repo("user/name", repo_type="kernel")
    hub.move_repo("user/name", "org/other")
    hub.update_repo_settings("user/name", gated="manual", visibility="protected", repo_type="space")

    assert [json.loads(call.request.content) for call in deleted.calls] == [
        {"name": "name", "organization": None},
        {"name": "name", "organization": "user", "type": "kernel"},
    ]
    assert json.loads(moved.calls.last.request.content) == {
        "fromRepo": "user/name",
        "toRepo": "org/other",
        "type": "model",
    }
    assert json.loads(changed.calls.last.request.content) == {"gated": "manual", "visibility": "protected"}


@respx.mock
def test_infos_ask_for_what_is_wanted(hub: HfApi) -> None:
    route = respx.get(url__startswith=f"{HUB}/api/").respond(json={"id": "user/name"})

    hub.model_info("user/name", securityStatus=True, files_metadata=True)
    hub.dataset_info("user/name", revision="refs/pr/1", expand=["sha", "tags"])
    hub.repo_info("user/name", repo_type="kernel", files_metadata=True)
    hub.repo_info("user/name", repo_type="space", expand="sha")

    assert [str(call.request.url).removeprefix(f"{HUB}/api/") for call in route.calls] == [
        "models/user/name?securityStatus=true&blobs=true",
        "datasets/user/name/revision/refs%2Fpr%2F1?expand=sha&expand=tags",
        "kernels/user/name",
        "spaces/user/name?expand=sha",
    ]


@respx.mock
def test_a_repository_that_cannot_be_asked_about_is_not_missing(hub: HfApi) -> None:
    respx.get(f"{HUB}/api/models/user/name").respond(501)

    with pytest.raises(errors.HfHubHTTPError, match="501"):
        hub.repo_exists("user/name")


# --- In the background ---


@respx.mock
def test_operations_in_the_background_keep_their_order(hub: HfApi) -> None:
    route = respx.delete(f"{HUB}/api/repos/delete").respond(200)

    futures = [hub.run_as_future(hub.delete_repo, f"user/{number}") for number in range(5)]
    outcomes = [done(future) for future in futures]

    assert outcomes == [None] * 5
    assert [json.loads(call.request.content)["name"] for call in route.calls] == ["0", "1", "2", "3", "4"]


@respx.mock
def test_a_failure_in_the_background_does_not_stop_the_next(hub: HfApi) -> None:
    respx.delete(f"{HUB}/api/repos/delete").mock(side_effect=[httpx.Response(501), httpx.Response(200)])

    first = hub.run_as_future(hub.delete_repo, "user/a")
    second = hub.run_as_future(hub.delete_repo, "user/b")

    with pytest.raises(errors.HfHubHTTPError, match="501"):
        done(first)
    assert done(second) is None


def done(future: Any) -> Any:
    """The result of either kind of future."""
    return future if hasattr(future, "__await__") else future.result(10)


def test_a_client_survives_pickling_with_work_in_the_background(hub: HfApi) -> None:
    with respx.mock:
        respx.delete(f"{HUB}/api/repos/delete").respond(200)
        done(hub.run_as_future(hub.delete_repo, "user/a"))

    again = pickle.loads(pickle.dumps(hub))

    assert (again.endpoint, again.token) == (HUB, None)
