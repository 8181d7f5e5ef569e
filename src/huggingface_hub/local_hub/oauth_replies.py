"""What OAuth answers look like."""

from __future__ import annotations

from typing import Any

from huggingface_hub.local_hub.context import Context
from huggingface_hub.local_hub.errors import HubError
from huggingface_hub.local_hub.state.users import Account


def oauth_error(code: str, description: str, status: int = 400) -> HubError:
    """An error in the words of OAuth, which programs look at."""
    body = {"error": code, "error_description": description}
    return HubError(status, description, headers={"Cache-Control": "no-store"}, body=body)


def claims_of(context: Context, account: Account, scope: str) -> dict[str, Any]:
    """What scopes let a program know about a user."""
    scopes = set(scope.split())
    claims: dict[str, Any] = {}
    if "profile" in scopes:
        claims.update(
            name=account.fullname,
            preferred_username=account.name,
            profile=f"{context.origin}/{account.name}",
            picture=_picture(context, account),
            website="",
            isPro=account.is_pro,
            canPay=False,
            orgs=[_organization(context, org, role) for org, role in context.hub.users.orgs_of(account.id)],
        )
    if "email" in scopes:
        claims.update(email=account.email, email_verified=account.email is not None)
    return claims


def _organization(context: Context, org: Account, role: str) -> dict[str, Any]:
    about = {"sub": org.id, "name": org.fullname, "preferred_username": org.name, "picture": _picture(context, org)}
    return {**about, "isEnterprise": False, "canPay": False, "roleInOrg": role}


def _picture(context: Context, account: Account) -> str:
    return f"{context.origin}/avatars/{account.id}.svg"
