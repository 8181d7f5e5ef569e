"""What logging in did."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SavedLogin:
    """
    A token that was found valid and stored on this machine.

    Attributes:
        token_name: The name that it is stored under.
        user: Whose token it is.
        role: What it allows, such as `"read"`, `"write"` or `"fineGrained"`; `None` if the Hub does not say.
        in_git: Whether git's credential helper got it too.
        overridden_by: The environment variable whose token is used in its place, if there is one.
    """

    token_name: str
    user: str
    role: str | None = None
    in_git: bool = False
    overridden_by: str | None = None
