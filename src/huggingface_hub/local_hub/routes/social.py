"""Likes and followers."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from huggingface_hub.local_hub.context import JSON, Context
from huggingface_hub.local_hub.errors import bad_request
from huggingface_hub.local_hub.routes.users import account_of, avatar_url, visible_likes
from huggingface_hub.local_hub.routing import Router
from huggingface_hub.local_hub.state.db import Row


router = Router()


@router.on_repo("POST", "like")
def like(context: Context) -> Response:
    repo = context.repo()
    context.hub.social.like(context.caller.writer(), repo)
    return JSON({"likes": context.hub.social.likes(repo.id)})


@router.on_repo("DELETE", "like")
def unlike(context: Context) -> Response:
    repo = context.repo()
    context.hub.social.unlike(context.caller.writer(), repo)
    return JSON({"likes": context.hub.social.likes(repo.id)})


@router.on_repo("GET", "likers")
def likers(context: Context) -> Response:
    repo = context.repo()
    return context.page_of(
        context.hub.social.likers(repo.id),
        lambda row: {"user": row["name"], "fullname": row["fullname"], "avatarUrl": avatar_url(context, row["id"])},
    )


@router.on_api("GET", "users/{name}/likes")
def likes(context: Context) -> Response:
    """What a user likes, as far as the caller may know of it."""
    liked = [
        {"createdAt": row["moment"], "repo": {"name": repo.full_id, "type": repo.type}}
        for row, repo in visible_likes(context, account_of(context, "user"))
    ]
    return context.page_of(liked, lambda item: item)


@router.on_api("GET", "users/{name}/followers")
def user_followers(context: Context) -> Response:
    return _followers(context, "user")


@router.on_api("GET", "organizations/{name}/followers")
def organization_followers(context: Context) -> Response:
    return _followers(context, "org")


@router.on_api("GET", "users/{name}/following")
def following(context: Context) -> Response:
    account = account_of(context, "user")
    return context.page_of(context.hub.social.following(account.id), lambda row: _brief(context, row))


@router.on_api("POST DELETE", "users/{name}/follow")
def follow_user(context: Context) -> Response:
    return _follow(context, "user")


@router.on_api("POST DELETE", "organizations/{name}/follow")
def follow_organization(context: Context) -> Response:
    return _follow(context, "org")


def _follow(context: Context, kind: str) -> Response:
    account, caller = account_of(context, kind), context.caller.writer()
    if account.id == caller.id:
        raise bad_request("Nobody can follow themselves.")
    if context.request.method == "POST":
        context.hub.social.follow(caller, account)
    else:
        context.hub.social.unfollow(caller, account)
    return JSON({"success": True})


def _followers(context: Context, kind: str) -> Response:
    account = account_of(context, kind)
    return context.page_of(context.hub.social.followers(account.id), lambda row: _brief(context, row))


def _brief(context: Context, row: Row) -> dict[str, Any]:
    brief = {
        "_id": row["id"],
        "fullname": row["fullname"],
        "avatarUrl": avatar_url(context, row["id"]),
        "type": row["kind"],
    }
    # Organisations are named, users are "user".
    return {**brief, "user" if row["kind"] == "user" else "name": row["name"], "isPro": bool(row["is_pro"])}
