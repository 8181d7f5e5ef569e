# Generated from tests/_async/api/test_duplication.py: edit that file, not this one, then run `python -m codegen`.

"""Copies of whole repositories: what is asked, and what the answers mean."""

from __future__ import annotations

import json
from typing import Any

import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._sync.api import HfApi
from huggingface_hub.types.commits import DuplicatedRepoUrl
from huggingface_hub.types.spaces import SpaceHardware, Volume


HUB = "https://huggingface.co"


@pytest.fixture
def api() -> HfApi:
    return HfApi(HUB, "hf_x")


def sent(route: respx.Route) -> Any:
    """The body of the last request."""
    return json.loads(route.calls.last.request.content)


@respx.mock
def test_copy(api: HfApi) -> None:
    route = respx.post(f"{HUB}/api/datasets/u/d/duplicate")
    route.respond(json={"url": f"{HUB}/datasets/o/x", "filesCopyPending": True})

    url = api.duplicate_repo("u/d", "o/x", repo_type="dataset", private=True, resource_group_id="r")

    assert isinstance(url, DuplicatedRepoUrl)
    assert url == f"{HUB}/datasets/o/x"
    assert (url.repo_id, url.repo_type, url.files_copy_pending) == ("o/x", "dataset", True)
    assert sent(route) == {"repository": "o/x", "visibility": "private", "resourceGroupId": "r"}


@pytest.mark.parametrize(("to_id", "full_id"), [(None, "me/m"), ("x", "me/x")])
@respx.mock
def test_the_copy_belongs_to_the_owner_of_the_token(api: HfApi, to_id: str | None, full_id: str) -> None:
    respx.get(f"{HUB}/api/whoami-v2").respond(json={"type": "user", "name": "me"})
    route = respx.post(f"{HUB}/api/models/u/m/duplicate").respond(json={"url": f"{HUB}/{full_id}"})

    url = api.duplicate_repo("u/m", to_id)

    assert sent(route) == {"repository": full_id}
    assert (url.repo_id, url.files_copy_pending) == (full_id, False)


@respx.mock
def test_copy_a_space(api: HfApi) -> None:
    route = respx.post(f"{HUB}/api/spaces/u/s/duplicate").respond(json={"url": f"{HUB}/spaces/o/s"})

    api.duplicate_repo(
        "u/s",
        "o/s",
        repo_type="space",
        visibility="protected",
        space_hardware=SpaceHardware.T4_SMALL,
        space_sleep_time=60,
        space_secrets=[{"key": "A", "value": "b"}],
        space_variables=[{"key": "C", "value": "d"}],
        space_volumes=[Volume(type="model", source="u/m", mount_path="/m")],
    )

    assert sent(route) == {
        "repository": "o/s",
        "visibility": "protected",
        "hardware": "t4-small",
        "sleepTimeSeconds": 60,
        "secrets": [{"key": "A", "value": "b"}],
        "variables": [{"key": "C", "value": "d"}],
        "volumes": [{"type": "model", "source": "u/m", "mountPath": "/m"}],
    }


@respx.mock
def test_warnings(api: HfApi) -> None:
    model = respx.post(f"{HUB}/api/models/u/m/duplicate").respond(json={"url": f"{HUB}/o/m"})
    respx.post(f"{HUB}/api/spaces/u/s/duplicate").respond(json={"url": f"{HUB}/spaces/o/s"})

    with pytest.warns(UserWarning, match="Ignoring provided space_hardware, space_secrets because"):
        api.duplicate_repo("u/m", "o/m", space_hardware=SpaceHardware.T4_SMALL, space_secrets=[])
    assert sent(model) == {"repository": "o/m"}
    with pytest.warns(UserWarning, match="48 hours"):
        api.duplicate_repo("u/s", "o/s", repo_type="space", space_hardware=SpaceHardware.CPU_BASIC, space_sleep_time=60)


@respx.mock
def test_copy_to_what_is_there(api: HfApi) -> None:
    route = respx.post(f"{HUB}/api/models/u/m/duplicate")
    route.respond(409, json={"url": f"{HUB}/o/m", "error": "You already created this model repo"})

    assert api.duplicate_repo("u/m", "o/m", exist_ok=True) == f"{HUB}/o/m"
    with pytest.raises(errors.HfHubHTTPError, match="already created"):
        api.duplicate_repo("u/m", "o/m")
    assert route.call_count == 2


@pytest.mark.parametrize(
    ("status", "answer"), [(409, {"error": "busy"}), (409, []), (403, {"url": f"{HUB}/o/m", "error": "not yours"})]
)
@respx.mock
def test_other_refusals_stay(api: HfApi, status: int, answer: Any) -> None:
    respx.post(f"{HUB}/api/models/u/m/duplicate").respond(status, json=answer)

    with pytest.raises(errors.HfHubHTTPError) as failure:
        api.duplicate_repo("u/m", "o/m", exist_ok=True)
    assert failure.value.response.status_code == status


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"repo_type": "kernel"}, "Invalid repo type"),
        ({"repo_type": "bucket"}, "Invalid repo type"),
        ({"private": True, "visibility": "public"}, "Please provide only one"),
        ({"visibility": "protected"}, "Only Spaces can be 'protected'"),
        ({"to_id": "a/b/c"}, "Repo id must be in the form"),
    ],
)
def test_bad_arguments(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        HfApi("http://127.0.0.1:9", "hf_x").duplicate_repo("u/m", **{"to_id": "o/m", **arguments})
