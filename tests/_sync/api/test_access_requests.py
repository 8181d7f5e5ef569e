# Generated from tests/_async/api/test_access_requests.py: edit that file, not this one, then run `python -m codegen`.

"""Requests for access to gated repositories: what is asked, and what the answers mean."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._sync.api import HfApi
from huggingface_hub.types.access_requests import AccessRequest


HUB = "https://huggingface.co"
ROUTE = f"{HUB}/api/models/u/m/user-access-request"


@pytest.fixture
def api() -> HfApi:
    return HfApi(HUB, "hf_x")


@pytest.mark.parametrize("status", ["pending", "accepted", "rejected"])
@respx.mock
def test_lists(api: HfApi, status: str) -> None:
    full = {
        "requestId": "r1",
        "status": status,
        "timestamp": "2024-01-01T00:00:00.000Z",
        "user": {"user": "ada", "fullname": "Ada", "email": "a@x.org"},
        "fields": {"why": "science"},
    }
    bare = {"requestId": "r2", "status": status, "timestamp": "2024-01-01T00:00:00.000Z"}
    url = f"{HUB}/api/datasets/u/d/user-access-request/{status}"
    respx.get(url, params={"cursor": "x"}).respond(json=[bare])
    respx.get(url).respond(json=[full], headers={"Link": f'<{url}?cursor=x>; rel="next"'})
    list_all = getattr(api, f"list_{status}_access_requests")

    found = list(list_all("u/d", repo_type="dataset"))

    when = datetime(2024, 1, 1, tzinfo=timezone.utc)
    assert found == [
        AccessRequest("ada", "r1", "Ada", "a@x.org", when, status, {"why": "science"}),  # type: ignore[arg-type]
        AccessRequest(None, "r2", None, None, when, status),  # type: ignore[arg-type]
    ]


@pytest.mark.parametrize(
    ("method", "arguments", "body"),
    [
        ("accept_access_request", {"user": "ada"}, {"user": "ada", "status": "accepted"}),
        ("cancel_access_request", {"request_id": "r"}, {"requestId": "r", "status": "pending"}),
        ("reject_access_request", {"user": "ada", "rejection_reason": None}, {"user": "ada", "status": "rejected"}),
        (
            "reject_access_request",
            {"request_id": "r", "rejection_reason": "no"},
            {"requestId": "r", "status": "rejected", "rejectionReason": "no"},
        ),
    ],
)
@respx.mock
def test_decisions(api: HfApi, method: str, arguments: dict[str, Any], body: dict[str, Any]) -> None:
    route = respx.post(f"{ROUTE}/handle").respond(json={})

    assert getattr(api, method)("u/m", **arguments) is None

    assert json.loads(route.calls.last.request.content) == body


@respx.mock
def test_grant(api: HfApi) -> None:
    route = respx.post(f"{ROUTE}/grant").respond(json={})

    api.grant_access("u/m", "ada")

    assert json.loads(route.calls.last.request.content) == {"user": "ada"}


@pytest.mark.parametrize("method", ["accept_access_request", "cancel_access_request", "reject_access_request"])
def test_a_decision_names_one_request(method: str) -> None:
    decide = getattr(HfApi("http://127.0.0.1:9", "hf_x"), method)
    reason = {"rejection_reason": None} if method.startswith("reject") else {}

    with pytest.raises(ValueError, match="One of `user` or `request_id`"):
        decide("u/m", **reason)
    with pytest.raises(ValueError, match="Cannot provide both"):
        decide("u/m", "ada", request_id="r", **reason)


def test_a_rejection_says_why_or_that_it_does_not() -> None:
    with pytest.raises(TypeError, match="rejection_reason"):
        HfApi(HUB).reject_access_request("u/m", "ada")  # type: ignore[call-arg]


@pytest.mark.parametrize("repo_type", ["kernel", "bucket"])
def test_types_that_are_not_gated_are_refused(repo_type: str) -> None:
    nowhere = HfApi("http://127.0.0.1:9", "hf_x")

    with pytest.raises(ValueError, match="Invalid repo type"):
        nowhere.grant_access("u/m", "ada", repo_type=repo_type)
    with pytest.raises(ValueError, match="Invalid repo type"):
        list(nowhere.list_pending_access_requests("u/m", repo_type=repo_type))


@pytest.mark.parametrize(
    ("status", "expected"), [(400, errors.BadRequestError), (403, errors.HfHubHTTPError), (404, errors.HfHubHTTPError)]
)
@respx.mock
def test_refusals(api: HfApi, status: int, expected: type[Exception]) -> None:
    respx.post(f"{ROUTE}/handle").respond(status, json={"error": "not like this"})

    with pytest.raises(expected, match="not like this"):
        api.accept_access_request("u/m", "ada")


@respx.mock
def test_other_answers_are_refused(api: HfApi) -> None:
    respx.get(f"{ROUTE}/pending").respond(json=[{"status": "pending"}])

    with pytest.raises(ValueError, match="AccessRequest needs 'requestId'"):
        list(api.list_pending_access_requests("u/m"))
