"""The answer to "who am I?": what is read from it, and what its refusals mean. Source: `contract/wire/repos.md` §1."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from huggingface_hub._core import http_errors, retry, tokens
from huggingface_hub._lazy import errors


PATH = "/api/whoami-v2"
NOT_WITHOUT_TOKEN = "`whoami` asks whose token it is, so it can't be called with `token=False`."  # noqa: S105 (a sentence)

# An exhausted limit is reported at once: it is meant to stop programs that ask again and again.
RETRY = retry.DEFAULT.but(statuses=retry.RETRY_STATUSES - {429})


class Memo:
    """Answers that were given before, by token. Forgotten when its owner is pickled, as the tokens are the keys."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, Any]] = {}

    def get(self, token: str) -> dict[str, Any] | None:
        """A copy of the answer for a token, which the caller may change."""
        return copy.deepcopy(self._known.get(token))

    def put(self, token: str, identity: dict[str, Any]) -> None:
        """Keep an answer."""
        self._known[token] = copy.deepcopy(identity)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), ()


def token_name(identity: Mapping[str, Any]) -> str:
    """The name under which the token of this identity is stored."""
    given = _access_token(identity).get("displayName")
    return given if isinstance(given, str) and given.strip() else f"oauth-{user_name(identity)}"


def token_role(identity: Mapping[str, Any]) -> str | None:
    """What the token of this identity allows, if the Hub says so."""
    role = _access_token(identity).get("role")
    return role if isinstance(role, str) else None


def user_name(identity: Mapping[str, Any]) -> str:
    """The name of the user or organization."""
    return str(identity.get("name") or "unknown")


def raise_for_status(response: errors.Response, source: tokens.Source) -> None:
    """Raise what a refused `whoami` means.

    Args:
        response: The Hub's answer.
        source: Where the token came from.

    Raises:
        HfHubHTTPError: The token is not valid, or the question was asked too often.
    """
    if response.status_code < 400:
        return
    error = http_errors.to_error(response)
    if response.status_code == 401:
        error = errors.HfHubHTTPError(
            f"Invalid user token. {_advice(source)}", response=response, server_message=error.server_message
        )
    elif response.status_code == 429:
        error = errors.HfHubHTTPError(
            "You asked the Hub too often who you are; it is strict about this, as tokens could be guessed. Ask once and"
            " keep the answer: `whoami(..., cache=True)`.",
            response=response,
            server_message=error.server_message,
        )
    raise error


def _advice(source: tokens.Source) -> str:
    if source is tokens.Source.ENVIRONMENT:
        name = tokens.environment_name()
        return f"It comes from the environment variable {name}, which takes precedence over `hf auth login`."
    if source is tokens.Source.FILE:
        return "It is the one stored on this machine. Run `hf auth login --force` to store another."
    if source is tokens.Source.EXCHANGE:
        return "It was exchanged for an id token, as HF_OIDC_RESOURCE asks for, and is for that resource only."
    if source is tokens.Source.COLAB:
        return "It comes from the secret HF_TOKEN of your Colab vault. Replace it there and restart the session."
    return f"Check it at {tokens.settings_url()}: it may be expired, revoked, or cut off when it was copied."


def _access_token(identity: Mapping[str, Any]) -> Mapping[str, Any]:
    auth = identity.get("auth")
    found = auth.get("accessToken") if isinstance(auth, Mapping) else None
    return found if isinstance(found, Mapping) else {}
