# Generated from src/huggingface_hub/_async/auth/saving.py: edit that file, not this one, then run `python -m codegen`.

"""Tokens that were found valid, and stored on this machine."""

from __future__ import annotations

from typing import Any

from huggingface_hub._core import identity, oauth, prompts, tokens
from huggingface_hub._core.secret import Secret
from huggingface_hub._core.token_store import StoredToken
from huggingface_hub._sync.auth import git, store
from huggingface_hub._sync.auth.api import AuthApi
from huggingface_hub._sync.auth.device import poll_device_token, request_device_code
from huggingface_hub.types.auth import OAuthTokenResponse, SavedLogin


def check_and_save(token: str, *, add_to_git_credential: bool = False) -> SavedLogin:
    """
    Ask the Hub whether a token is valid, and store it as the active one.

    Args:
        token: The token.
        add_to_git_credential: Give the token to git's credential helper too.

    Returns:
        What was stored.

    Raises:
        ValueError: The token is empty, or one of an organization.
        HfHubHTTPError: The token is not valid.
    """
    secret = tokens.check(token, origin=tokens.Source.ARGUMENT.value)
    if not secret:
        raise ValueError(prompts.NOTHING_ENTERED)
    if secret.startswith("api_org"):
        raise ValueError(
            f"This is a token of an organization. Log in with one of your own account, from {tokens.settings_url()}."
        )
    return _save(StoredToken(secret), add_to_git_credential=add_to_git_credential)


def browser_login(display: prompts.CodeDisplay) -> SavedLogin:
    """
    Show a code, wait until it was approved in a browser, and store the token that comes of it.

    Args:
        display: Where the user sees the code.

    Raises:
        DeviceCodeError: The page in the browser was answered with no, or not in time.
    """
    info = request_device_code()
    display.show(info)
    try:
        response = poll_device_token(info, on_pending=display.pending)
    finally:
        display.end()
    return save_response(response)


def save_response(response: OAuthTokenResponse) -> SavedLogin:
    """
    Ask the Hub whose token it gave, and store it as the active one, with what renews it.

    Args:
        response: What `poll_device_token` returned.

    Raises:
        HfHubHTTPError: The token is not valid.
    """
    renewal = response.get("refresh_token")
    stored = StoredToken(
        tokens.check(response["access_token"], origin="of the Hub"),
        Secret(renewal) if renewal else None,
        oauth.expires_at(response),
    )
    return _save(stored, lifetime=response.get("expires_in"))


def _save_oauth_token(response: OAuthTokenResponse) -> tuple[str, str]:
    """
    Store the tokens that the Hub gave, and make them the active ones.

    Args:
        response: What `poll_device_token` returned.

    Returns:
        The name that they are stored as, and whose they are.

    Raises:
        HfHubHTTPError: The token is not valid.
    """
    saved = save_response(response)
    return saved.token_name, saved.user


def _save(stored: StoredToken, *, add_to_git_credential: bool = False, lifetime: int | None = None) -> SavedLogin:
    answer: dict[str, Any] = AuthApi().whoami(stored.token)
    name = store.save(identity.token_name(answer), stored)
    in_git = git.offer_to_git(stored.token) if add_to_git_credential else False
    return SavedLogin(
        token_name=name,
        user=identity.user_name(answer),
        role=identity.token_role(answer),
        in_git=in_git,
        overridden_by=tokens.environment_name() if tokens.from_environment() not in (None, stored.token) else None,
        lifetime=lifetime,
        renewed=lifetime is not None and stored.refresh_token is not None,
    )
