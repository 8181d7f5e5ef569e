"""Logging in: what was saved, and what the Hub's OAuth answers hold."""

from __future__ import annotations

from dataclasses import dataclass

from typing_extensions import TypedDict


class DeviceCodeInfo(TypedDict):
    """
    What the Hub answers to a program that wants its user to log in with a browser.

    Attributes:
        device_code: Proves to the Hub that it is the same program which asks for the token. A secret.
        user_code: What the user types in, or compares.
        verification_uri: The page on which the user does so.
        verification_uri_complete: The same page with the code filled in.
        interval: Seconds to leave between two questions for the token.
        expires_in: Seconds after which it is too late.
    """

    device_code: str
    user_code: str
    verification_uri: str
    verification_uri_complete: str
    interval: int
    expires_in: int


class OAuthTokenResponse(TypedDict, total=False):
    """
    The tokens that the Hub gives to a program.

    Attributes:
        access_token: The token to send.
        refresh_token: Buys the next one when this one is about to expire.
        expires_in: Seconds that it is valid for.
        token_type: `Bearer`.
    """

    access_token: str
    refresh_token: str
    expires_in: int
    token_type: str


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
        lifetime: Seconds that it is valid for; `None` if it does not expire.
        renewed: Whether a new token is fetched by itself before that time is over.
    """

    token_name: str
    user: str
    role: str | None = None
    in_git: bool = False
    overridden_by: str | None = None
    lifetime: int | None = None
    renewed: bool = False
