"""Who the caller is, and who else there is."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from huggingface_hub.local_hub.auth import token_info
from huggingface_hub.local_hub.context import JSON, Context
from huggingface_hub.local_hub.errors import HubError
from huggingface_hub.local_hub.routing import Router
from huggingface_hub.local_hub.state.users import Account


router = Router()


def avatar(context: Context, account: Account) -> str:
    return f"{context.origin}/avatars/{account.id}.svg"


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
    if token.expires:
        answer["auth"]["expiresAt"] = token.expires
    return JSON(answer)


@router.on_api("GET", "users/{name}/overview")
def user_overview(context: Context) -> Response:
    account = _account(context, "user")
    orgs = [
        {"id": org.id, "name": org.name, "fullname": org.fullname, "avatarUrl": avatar(context, org)}
        for org, _ in context.hub.users.orgs_of(account.id)
    ]
    return JSON(
        {**_overview(context, account), "user": account.name, "isPro": account.is_pro, "type": "user", "orgs": orgs}
    )


@router.on_api("GET", "organizations/{name}/overview")
def organization_overview(context: Context) -> Response:
    account = _account(context, "org")
    members = len(context.hub.users.members_of(account.id))
    return JSON(
        {**_overview(context, account), "name": account.name, "isVerified": False, "numUsers": members, "type": "org"}
    )


@router.on_api("GET", "organizations/{name}/members")
def organization_members(context: Context) -> Response:
    account = _account(context, "org")
    return JSON(
        [
            {
                "user": user.name,
                "fullname": user.fullname,
                "avatarUrl": avatar(context, user),
                "type": "user",
                "role": role,
            }
            for user, role in context.hub.users.members_of(account.id)
        ]
    )


def _account(context: Context, kind: str) -> Account:
    account = context.hub.users.get(context.params["name"])
    if account is None or account.kind != kind:
        raise HubError(404, f"There is no {'organization' if kind == 'org' else 'user'} named {context.params['name']}")
    return account


def _overview(context: Context, account: Account) -> dict[str, Any]:
    def count(repo_type: str) -> int:
        repos = context.hub.repos.all(repo_type, account.name)
        return sum(1 for repo in repos if context.caller.level(repo) > 0)

    return {
        "_id": account.id,
        "avatarUrl": avatar(context, account),
        "fullname": account.fullname,
        "createdAt": account.created,
        "isFollowing": False,
        "numModels": count("model"),
        "numDatasets": count("dataset"),
        "numSpaces": count("space"),
        "numFollowers": 0,
    }
