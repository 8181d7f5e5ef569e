"""Who the caller is, and who else there is."""

from __future__ import annotations

from collections import Counter
from typing import Any

from starlette.responses import Response

from huggingface_hub.local_hub.auth import Level, token_info
from huggingface_hub.local_hub.context import JSON, Context
from huggingface_hub.local_hub.errors import HubError
from huggingface_hub.local_hub.routing import Router
from huggingface_hub.local_hub.state.db import Row
from huggingface_hub.local_hub.state.repos import Repo
from huggingface_hub.local_hub.state.users import Account


router = Router()


def avatar(context: Context, account: Account) -> str:
    return avatar_url(context, account.id)


def avatar_url(context: Context, account_id: str) -> str:
    return f"{context.origin}/avatars/{account_id}.svg"


@router.on_api("GET", "whoami-v2")
def whoami(context: Context) -> Response:
    account = context.caller.required()
    token = context.caller.token
    assert token is not None
    orgs = [
        {
            "type": "org",
            "id": org.id,
            "name": org.name,
            "fullname": org.fullname,
            "avatarUrl": avatar(context, org),
            "roleInOrg": role,
            "isEnterprise": False,
            "canPay": False,
            "periodEnd": None,
        }
        for org, role in context.hub.users.orgs_of(account.id)
    ]
    answer: dict[str, Any] = {
        "type": account.kind,
        "id": account.id,
        "name": account.name,
        "fullname": account.fullname,
        "email": account.email,
        "emailVerified": account.email is not None,
        "canPay": False,
        "periodEnd": None,
        "isPro": account.is_pro,
        "avatarUrl": avatar(context, account),
        "orgs": orgs,
        "auth": {"type": "access_token", "accessToken": token_info(token)},
    }
    if token.oauth_scope is not None:
        # A program knows of its user what it was allowed to know.
        answer["auth"] = {"type": "oauth"}
        if "email" not in token.oauth_scope.split():
            del answer["email"], answer["emailVerified"]
    if token.expires:
        answer["auth"]["expiresAt"] = token.expires
    return JSON(answer)


@router.on_api("GET", "users/{name}/overview")
def user_overview(context: Context) -> Response:
    account = account_of(context, "user")
    orgs = [
        {"id": org.id, "name": org.name, "fullname": org.fullname, "avatarUrl": avatar(context, org)}
        for org, _ in context.hub.users.orgs_of(account.id)
    ]
    counts = {
        "numDiscussions": context.hub.discussions.started_by(account.name),
        "numLikes": len(visible_likes(context, account)),
        "numFollowing": len(context.hub.social.following(account.id)),
        "numUpvotes": 0,
    }
    named = {"user": account.name, "isPro": account.is_pro, "type": "user", "orgs": orgs}
    return JSON({**_overview(context, account), **counts, **named})


@router.on_api("GET", "organizations/{name}/overview")
def organization_overview(context: Context) -> Response:
    account = account_of(context, "org")
    members = len(context.hub.users.members_of(account.id))
    return JSON(
        {**_overview(context, account), "name": account.name, "isVerified": False, "numUsers": members, "type": "org"}
    )


@router.on_api("GET", "organizations/{name}/members")
def organization_members(context: Context) -> Response:
    account = account_of(context, "org")

    def show(member: tuple[Account, str]) -> dict[str, Any]:
        user, role = member
        return {
            "_id": user.id,
            "user": user.name,
            "fullname": user.fullname,
            "avatarUrl": avatar(context, user),
            "isPro": user.is_pro,
            "type": "user",
            "role": role,
        }

    return context.page_of(context.hub.users.members_of(account.id), show)


def account_of(context: Context, kind: str) -> Account:
    """The account that the path names, if it is of the kind that the path is about."""
    account = context.hub.users.get(context.params["name"])
    if account is None or account.kind != kind:
        raise HubError(404, f"There is no {'organization' if kind == 'org' else 'user'} named {context.params['name']}")
    return account


def visible_likes(context: Context, account: Account) -> list[tuple[Row, Repo]]:
    """What a user likes, as far as the caller may know of it."""
    liked = ((row, context.hub.repos.by_id(row["repo_id"])) for row in context.hub.social.liked(account.id))
    return [(row, repo) for row, repo in liked if repo is not None and context.caller.level(repo) > Level.NONE]


def _overview(context: Context, account: Account) -> dict[str, Any]:
    visible = [repo for repo in context.hub.repos.owned(account.name) if context.caller.level(repo) > 0]
    counts = Counter(repo.type for repo in visible)
    social, caller = context.hub.social, context.caller.account
    return {
        "_id": account.id,
        "avatarUrl": avatar(context, account),
        "fullname": account.fullname,
        "createdAt": account.created,
        "isFollowing": caller is not None and social.follows(caller.id, account.id),
        "numModels": counts["model"],
        "numDatasets": counts["dataset"],
        "numSpaces": counts["space"],
        "numKernels": counts["kernel"],
        "numPapers": 0,
        "numFollowers": len(social.followers(account.id)),
    }
