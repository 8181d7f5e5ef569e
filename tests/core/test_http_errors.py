"""Error answers become the contract's exceptions, in its order and with its words."""

from __future__ import annotations

import pickle
from typing import Any

import httpx
import pytest

from huggingface_hub import errors
from huggingface_hub._core import http_errors


API = "https://huggingface.co/api/models/ns/name"


def answer(status: int, url: str = API, *, method: str = "GET", **kwargs: Any) -> httpx.Response:
    request = httpx.Request(method, url, headers={"authorization": "Bearer hf_verysecrettoken"})
    return httpx.Response(status, request=request, **kwargs)


def code(name: str) -> dict[str, str]:
    return {"X-Error-Code": name}


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (answer(404, headers=code("RevisionNotFound")), errors.RevisionNotFoundError),
        (answer(404, headers=code("EntryNotFound")), errors.RemoteEntryNotFoundError),
        (answer(403, headers=code("GatedRepo")), errors.GatedRepoError),
        (answer(403, headers={"X-Error-Message": "Access to this resource is disabled."}), errors.DisabledRepoError),
        (
            answer(404, "https://huggingface.co/api/buckets/ns/b", headers=code("RepoNotFound")),
            errors.BucketNotFoundError,
        ),
        (answer(404, "https://huggingface.co/api/jobs/ns/abc"), errors.JobNotFoundError),
        (answer(404, headers=code("RepoNotFound")), errors.RepositoryNotFoundError),
        (answer(401), errors.RepositoryNotFoundError),
        (answer(401, "https://huggingface.co/ns/name/resolve/main/x"), errors.RepositoryNotFoundError),
        (answer(400), errors.BadRequestError),
        (answer(500), errors.HfHubHTTPError),
    ],
)
def test_the_class_follows_the_answer(response: httpx.Response, expected: type[Exception]) -> None:
    assert type(http_errors.to_error(response)) is expected


@pytest.mark.parametrize(
    "response",
    [
        answer(401, headers={"X-Error-Message": "Invalid credentials in Authorization header"}),
        answer(401, "http://127.0.0.1:8000/api/models/ns/name"),
        answer(401, "https://huggingface.co/api/whoami-v2"),
        answer(404),
    ],
)
def test_other_401_and_404_are_not_called_missing_repositories(response: httpx.Response) -> None:
    assert type(http_errors.to_error(response)) is errors.HfHubHTTPError


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (API, ("ns/name", "model")),
        ("https://huggingface.co/api/datasets/squad", ("squad", "dataset")),
        ("https://huggingface.co/api/models/gpt2/tree/main", ("gpt2", "model")),
        ("https://huggingface.co/api/spaces/ns/name/revision/refs%2Fpr%2F1", ("ns/name", "space")),
        ("https://huggingface.co/datasets/ns/name/resolve/main/a/b", ("ns/name", "dataset")),
        ("https://huggingface.co/gpt2/resolve/main/a", ("gpt2", "model")),
        ("https://huggingface.co/kernels/ns/name/resolve/main/a", ("ns/name", "kernel")),
        ("https://huggingface.co/api/whoami-v2", (None, None)),
    ],
)
def test_the_repository_is_read_from_the_address(url: str, expected: tuple[str | None, str | None]) -> None:
    error = http_errors.to_error(answer(404, url, headers=code("RepoNotFound")))

    assert isinstance(error, errors.RepositoryNotFoundError)
    assert (error.repo_id, error.repo_type) == expected


def test_the_message_holds_what_the_server_says_once_and_the_request_id_in_its_first_line() -> None:
    response = answer(
        400,
        headers={"X-Error-Message": "Too big", "X-Request-Id": "req-1"},
        json={"error": ["Too big", "Really"], "errors": [{"message": "Also this"}]},
    )

    error = http_errors.to_error(response, "commit")

    assert str(error) == "Bad request for commit endpoint: (Request ID: req-1)\nToo big\nReally\nAlso this"
    assert error.server_message == "Too big\nReally\nAlso this"
    assert error.request_id == "req-1"
    assert isinstance(error, ValueError)


def test_oauth_errors_are_joined() -> None:
    response = answer(401, json={"error": "invalid_grant", "error_description": "expired"})

    assert http_errors.server_messages(response) == ["invalid_grant: expired"]


def test_a_rate_limit_says_when_to_come_back() -> None:
    headers = {"RateLimit": '"api";r=0;t=55', "RateLimit-Policy": '"fixed window";"api";q=500;w=300'}

    message = str(http_errors.to_error(answer(429, headers=headers)))

    assert "you have reached your 'api' rate limit" in message
    assert "Retry after 55 seconds (0/500 requests remaining in current 300s window)." in message


def test_pages_of_html_are_not_put_into_the_message() -> None:
    response = answer(502, html="<html>proxy says no</html>")

    assert "proxy says no" not in str(http_errors.to_error(response))


def test_L2_neither_message_nor_pickle_hold_a_secret() -> None:
    url = "https://cdn.example/object?X-Amz-Signature=topsecretsignature"
    response = answer(403, url, headers={"X-Error-Message": "denied for Bearer hf_verysecrettoken"})

    error = http_errors.to_error(response)

    dumped = pickle.dumps(error)
    assert b"verysecret" not in dumped
    assert b"topsecret" not in dumped
    assert "topsecret" not in str(error)
    assert "verysecret" not in str(error)


def test_errors_survive_pickling() -> None:
    error = http_errors.to_error(answer(404, headers=code("RepoNotFound"), json={"error": "Repository not found"}))
    error.append_to_message("\nA hint.")

    copy = pickle.loads(pickle.dumps(error))

    assert type(copy) is errors.RepositoryNotFoundError
    assert str(copy) == str(error)
    assert copy.repo_id == "ns/name"
    assert copy.server_message == "Repository not found"
    assert copy.response.status_code == 404


@pytest.mark.parametrize(
    "error",
    [
        errors.IncompleteSnapshotError("incomplete", "/x"),
        errors.DeviceCodeError("no", "expired_token"),
        errors.HfUriError("hf://x", "no"),
        errors.CacheNotFound("no cache", cache_dir="/x"),
        errors.NotEnoughSpaceError("full", needed=5, free=3),
    ],
)
def test_other_errors_survive_pickling_with_their_attributes(error: Exception) -> None:
    copy = pickle.loads(pickle.dumps(error))

    assert str(copy) == str(error)
    assert vars(copy) == vars(error)


def test_R12_a_long_body_is_cut() -> None:
    error = http_errors.to_error(answer(500, text="x" * 1_000_000))

    assert len(str(error)) < 10_000
