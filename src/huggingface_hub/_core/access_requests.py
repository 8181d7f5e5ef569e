"""Rules for requests for access. Source: `contract/wire/repos.md` §9."""

from __future__ import annotations

from typing import Any, Literal

from huggingface_hub._core import ids, urls


Status = Literal["pending", "accepted", "rejected"]


def route(repo_type: str | None, repo_id: str, part: str) -> str:
    """
    A route of a repository's requests for access. Kernels have none.

    Raises:
        ValueError: The type cannot be gated.
    """
    ids.validate_repo_id(repo_id)
    return urls.api(ids.validate_repo_type(repo_type, kernels=False), repo_id, "user-access-request", part)


def decision(
    user: str | None, request_id: str | None, status: Status, rejection_reason: str | None = None
) -> dict[str, Any]:
    """
    What to ask for when deciding about a request.

    Raises:
        ValueError: It is not clear about which.
    """
    if user is None and request_id is None:
        raise ValueError("One of `user` or `request_id` must be provided.")
    if user is not None and request_id is not None:
        raise ValueError("Cannot provide both `user` and `request_id`: each of them names the request.")
    who = {"user": user} if user is not None else {"requestId": request_id}
    body = {**who, "status": status}
    return body if rejection_reason is None else {**body, "rejectionReason": rejection_reason}
