# Generated from tests/_async/api/test_space_settings.py: edit that file, not this one, then run `python -m codegen`.

"""Secrets, variables and volumes of Spaces: what is asked, and what the answers mean."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._sync.api import HfApi
from huggingface_hub.types.spaces import SpaceSecret, SpaceVariable, Volume


HUB = "https://huggingface.co"
SPACE = f"{HUB}/api/spaces/u/s"
WHEN = "2024-01-01T00:00:00.000Z"


@pytest.fixture
def api() -> HfApi:
    return HfApi(HUB, "hf_x")


def sent(route: respx.Route) -> Any:
    """The body of the last request."""
    return json.loads(route.calls.last.request.content)


@respx.mock
def test_secrets(api: HfApi) -> None:
    said = {"A": {"description": "d", "updatedAt": WHEN}, "B": {}}
    respx.get(f"{SPACE}/secrets").respond(json=said)

    found = api.get_space_secrets("u/s")

    assert found == {"A": SpaceSecret("A", said["A"]), "B": SpaceSecret("B", {})}
    assert (found["A"].description, found["A"].updated_at) == ("d", datetime(2024, 1, 1, tzinfo=timezone.utc))
    assert (found["B"].description, found["B"].updated_at) == (None, None)


@respx.mock
def test_set_and_delete_a_secret(api: HfApi) -> None:
    post = respx.post(f"{SPACE}/secrets").respond(json={})
    delete = respx.delete(f"{SPACE}/secrets").respond(json={})

    assert api.add_space_secret("u/s", "A", "v") is None
    assert sent(post) == {"key": "A", "value": "v"}
    api.add_space_secret("u/s", "A", "v", description="")
    assert sent(post) == {"key": "A", "value": "v", "description": ""}
    assert api.delete_space_secret("u/s", "A") is None
    assert sent(delete) == {"key": "A"}


@respx.mock
def test_variables(api: HfApi) -> None:
    said = {"A": {"key": "A", "value": "v", "updatedAt": WHEN}}
    expected = {"A": SpaceVariable("A", {"value": "v", "updatedAt": WHEN})}
    respx.get(f"{SPACE}/variables").respond(json=said)
    post = respx.post(f"{SPACE}/variables").respond(json=said)
    delete = respx.delete(f"{SPACE}/variables").respond(json={})

    assert api.get_space_variables("u/s") == expected
    assert api.add_space_variable("u/s", "A", "v", description="d") == expected
    assert sent(post) == {"key": "A", "value": "v", "description": "d"}
    assert api.delete_space_variable("u/s", "A") == {}
    assert sent(delete) == {"key": "A"}


@respx.mock
def test_volumes(api: HfApi) -> None:
    put = respx.put(f"{SPACE}/volumes").respond(json={})
    delete = respx.delete(f"{SPACE}/volumes").respond(json={})
    volume = Volume(type="dataset", source="u/d", mount_path="/data", revision="main", read_only=True)

    assert api.set_space_volumes("u/s", [volume]) is None
    assert sent(put) == {
        "volumes": [{"type": "dataset", "source": "u/d", "mountPath": "/data", "revision": "main", "readOnly": True}]
    }
    api.set_space_volumes("u/s", [])
    assert sent(put) == {"volumes": []}
    assert api.delete_space_volumes("u/s") is None
    assert delete.called


METHODS: dict[str, tuple[Any, ...]] = {
    "get_space_secrets": (),
    "add_space_secret": ("A", "v"),
    "delete_space_secret": ("A",),
    "get_space_variables": (),
    "add_space_variable": ("A", "v"),
    "delete_space_variable": ("A",),
    "set_space_volumes": ([],),
    "delete_space_volumes": (),
}


@pytest.mark.parametrize("method", METHODS)
@respx.mock
def test_no_such_space(api: HfApi, method: str) -> None:
    respx.route(url__startswith=SPACE).respond(
        404, headers={"X-Error-Code": "RepoNotFound"}, json={"error": "Repository not found"}
    )

    with pytest.raises(errors.RepositoryNotFoundError):
        getattr(api, method)("u/s", *METHODS[method])
    with pytest.raises(errors.HFValidationError):
        getattr(api, method)("a/b/c", *METHODS[method])


@respx.mock
def test_a_failed_change_is_not_repeated(api: HfApi) -> None:
    route = respx.post(f"{SPACE}/secrets").respond(503, json={"error": "busy"})

    with pytest.raises(errors.HfHubHTTPError, match="busy") as failure:
        api.add_space_secret("u/s", "A", "very-secret-value")

    assert route.call_count == 1
    assert "very-secret-value" not in str(failure.value)


@pytest.mark.parametrize("answer", [[], {"A": {}}, {"A": {"value": "v", "updatedAt": "soon"}}, {"A": None}])
@respx.mock
def test_other_answers_are_refused(api: HfApi, answer: Any) -> None:
    respx.get(f"{SPACE}/variables").respond(json=answer)

    with pytest.raises(errors.HfHubHTTPError, match="can't be read"):
        api.get_space_variables("u/s")
