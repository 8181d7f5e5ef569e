"""Rules for users and organizations. Source: `contract/wire/repos.md` §7."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from huggingface_hub._core import urls


def route(kind: Literal["users", "organizations"], name: str, part: str) -> str:
    """A route of a user or organization."""
    return f"/api/{kind}/{urls.quote(name)}/{part}"


def user_of(identity: Mapping[str, Any]) -> str:
    """
    The name of the user whom a token belongs to.

    Raises:
        ValueError: It belongs to an organization.
    """
    if identity.get("type") != "user":
        raise ValueError("Cannot list liked repos: pass `user`, as the token in use does not belong to a user.")
    return str(identity["name"])
