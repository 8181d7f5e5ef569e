"""Who logged in to a web application with their account of the Hub."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from huggingface_hub.types.wire import read_object


@dataclass
class OAuthOrgInfo:
    """
    An organization of the user, if they let the application know of it.

    Attributes:
        sub: Its id.
        name: Its full name.
        preferred_username: Its name in addresses.
        picture: Address of its avatar.
        plan: What it pays for.
        can_pay: Whether it has a means of payment.
        role_in_org: What the user is there.
        security_restrictions: What the user still has to do before the application can reach the organization.
    """

    sub: str
    name: str
    preferred_username: str
    picture: str
    plan: str | None = None
    can_pay: bool | None = None
    role_in_org: str | None = None
    security_restrictions: list[Literal["ip", "token-policy", "mfa", "sso"]] | None = None

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> OAuthOrgInfo:
        """Read an organization of the claims."""
        return read_object(
            cls,
            data,
            lambda wire: cls(
                sub=wire["sub"],
                name=wire["name"],
                preferred_username=wire["preferred_username"],
                picture=wire["picture"],
                plan=wire.get("plan"),
                can_pay=wire.get("canPay"),
                role_in_org=wire.get("roleInOrg"),
                security_restrictions=wire.get("securityRestrictions"),
            ),
        )


@dataclass
class OAuthUserInfo:
    """
    The user who logged in. What the application has not asked for by its scopes is `None`.

    Attributes:
        sub: Their id.
        name: Their full name.
        preferred_username: Their name in addresses.
        email_verified: Whether the Hub has verified their e-mail address.
        email: Their e-mail address.
        picture: Address of their avatar.
        profile: Address of their page on the Hub.
        website: Address of their own page.
        is_pro: Whether they subscribe to PRO.
        can_pay: Whether they have a means of payment.
        orgs: Their organizations.
    """

    sub: str
    name: str
    preferred_username: str
    email_verified: bool | None
    email: str | None
    picture: str
    profile: str
    website: str | None
    is_pro: bool
    can_pay: bool | None
    orgs: list[OAuthOrgInfo] | None

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> OAuthUserInfo:
        """Read the claims about the user."""
        orgs = data.get("orgs")
        return read_object(
            cls,
            data,
            lambda wire: cls(
                sub=wire["sub"],
                name=wire.get("name") or wire["preferred_username"],
                preferred_username=wire["preferred_username"],
                email_verified=wire.get("email_verified"),
                email=wire.get("email"),
                picture=wire.get("picture") or "",
                profile=wire.get("profile") or "",
                website=wire.get("website"),
                is_pro=bool(wire.get("isPro")),
                can_pay=wire.get("canPay"),
                orgs=None if orgs is None else [OAuthOrgInfo.from_wire(org) for org in orgs],
            ),
        )


@dataclass
class OAuthInfo:
    """
    A login to a web application.

    Attributes:
        access_token: Lets the application act as the user, as far as its scopes go. Its `repr` is masked.
        access_token_expires_at: When that ends, in local time.
        user_info: Who logged in.
        state: What the application sent along, if it did.
        scope: What the user agreed to, separated by spaces.
    """

    access_token: str
    access_token_expires_at: datetime
    user_info: OAuthUserInfo
    state: str | None
    scope: str

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> OAuthInfo:
        """Read what the session keeps of a login."""
        return read_object(
            cls,
            data,
            lambda wire: cls(
                access_token=wire["access_token"],
                access_token_expires_at=datetime.fromtimestamp(wire["expires_at"]),
                user_info=OAuthUserInfo.from_wire(wire["userinfo"]),
                state=wire.get("state"),
                scope=wire.get("scope") or "",
            ),
        )
