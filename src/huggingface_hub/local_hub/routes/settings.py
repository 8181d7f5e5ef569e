"""Settings of a repository, and who may see what is gated."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response

from huggingface_hub.local_hub import errors
from huggingface_hub.local_hub.context import JSON, Context
from huggingface_hub.local_hub.paging import cut, next_link, read_page
from huggingface_hub.local_hub.routing import Router
from huggingface_hub.local_hub.state.repos import Repo
from huggingface_hub.local_hub.state.users import Account


router = Router()

STATUSES = ("pending", "accepted", "rejected")


@router.on_repo("PUT", "settings")
def settings(context: Context) -> Response:
    repo, _ = context.repo_write()
    body = context.json()
    visibility, gated = _visibility(body, repo), _gated(body)
    context.hub.repos.update(repo, visibility=visibility, gated=gated)
    changed = context.hub.repos.by_id(repo.id) or repo
    context.hub.announce.config(changed)
    return JSON({"visibility": changed.visibility, "private": changed.private, "gated": changed.gated or False})


@router.on_repo("GET", "auth-check")
def auth_check(context: Context) -> Response:
    context.repo_content()
    return JSON({"success": True})


@router.on_repo("GET", "auth-check/write")
def auth_check_write(context: Context) -> Response:
    context.repo_write()
    return JSON({"success": True})


@router.on_repo("POST", "ask-access")
@router.on_web("POST", "ask-access")
def ask_access(context: Context) -> Response:
    """What the form on a gated repository's page does."""
    repo = context.repo()
    account = context.caller.required()
    if not repo.gated:
        raise errors.bad_request(f"{repo.full_id} is not gated: its files are open to you.")
    if context.hub.repos.access(repo.id, account.id) is None:
        fields = context.form() if "form" in context.request.headers.get("content-type", "") else context.json()
        context.hub.repos.set_access(repo.id, account.id, "accepted" if repo.gated == "auto" else "pending", fields)
    return JSON({"status": context.hub.repos.access(repo.id, account.id)})


@router.on_repo("GET", "user-access-request/{status}")
def access_requests(context: Context) -> Response:
    repo, _ = _gated_repo(context)
    status = context.params["status"]
    if status not in STATUSES:
        raise errors.HubError(404, f"Unknown kind of access request {status!r}: expected one of {', '.join(STATUSES)}.")
    rows = context.hub.repos.access_requests(repo.id, status)
    page = read_page(context.query, default=100, maximum=1000)
    items = [
        {
            "requestId": row["id"],
            "status": row["status"],
            "timestamp": row["created"],
            "user": {"user": row["name"], "fullname": row["fullname"], "email": row["email"]},
            "fields": json.loads(row["fields"]),
            **({"rejectionReason": row["reason"]} if row["reason"] else {}),
        }
        for row in cut(rows, page)
    ]
    return JSON(items, headers=next_link(context.url, context.request.query_params.multi_items(), page, len(rows)))


@router.on_repo("POST", "user-access-request/handle")
def handle_request(context: Context) -> Response:
    repo, _ = _gated_repo(context)
    body = context.json()
    status = body.get("status")
    if status not in STATUSES:
        raise errors.bad_request(f"Invalid status {status!r}: expected one of {', '.join(STATUSES)}.")
    user_id = _requester(context, repo, body)
    current = context.hub.repos.access(repo.id, user_id) if user_id else None
    if user_id is None or current is None:
        raise errors.HubError(404, "There is no such access request.")
    if current == status:
        raise errors.HubError(404, f"The access request is {status} already.")
    reason = body.get("rejectionReason") if status == "rejected" else None
    context.hub.repos.set_access(repo.id, user_id, status, reason=reason)
    return JSON({"success": True})


@router.on_repo("POST", "user-access-request/grant")
def grant(context: Context) -> Response:
    repo, _ = _gated_repo(context)
    user = context.hub.users.get(str(context.json().get("user") or ""))
    if user is None or user.kind != "user":
        raise errors.HubError(404, "There is no such user.")
    if context.hub.repos.access(repo.id, user.id) == "accepted":
        raise errors.bad_request(f"{user.name} has access already.")
    context.hub.repos.set_access(repo.id, user.id, "accepted")
    return JSON({"success": True})


def _gated_repo(context: Context) -> tuple[Repo, Account]:
    repo, account = context.repo_write()
    if not repo.gated:
        raise errors.bad_request(f"{repo.full_id} is not gated: it has no access requests.")
    return repo, account


def _requester(context: Context, repo: Repo, body: dict[str, Any]) -> str | None:
    if body.get("requestId"):
        return context.hub.repos.access_user(repo.id, str(body["requestId"]))
    user = context.hub.users.get(str(body.get("user") or ""))
    return user.id if user else None


def _visibility(body: dict[str, Any], repo: Repo) -> str | None:
    value = body.get("visibility")
    if value is None and body.get("private") is not None:
        value = "private" if body["private"] else "public"
    allowed = ("public", "private", "protected") if repo.type == "space" else ("public", "private")
    if value is not None and value not in allowed:
        raise errors.bad_request(
            f"Invalid visibility {value!r} for a {repo.type}: expected one of {', '.join(allowed)}."
        )
    return value


def _gated(body: dict[str, Any]) -> str | None:
    if "gated" not in body:
        return None
    value = body["gated"]
    if value not in ("auto", "manual", False):
        raise errors.bad_request(f"Invalid gated {value!r}: expected auto, manual or false.")
    return value or ""
