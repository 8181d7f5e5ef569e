"""Which token is sent. Source: `contract/wire/auth.md` §1 and `contract/wire/http.md` §2."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import Enum

from huggingface_hub import constants
from huggingface_hub._core import colab, oidc, token_refresh, token_store
from huggingface_hub._core.secret import Secret, check, clean, mask, settings_url
from huggingface_hub._core.token_store import get_stored_tokens
from huggingface_hub._lazy import errors


ENVIRONMENT_NAMES = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACE_TOKEN")


class Source(Enum):
    """Where a token came from; the value completes a sentence."""

    ARGUMENT = "given to the call"
    ENVIRONMENT = "of the environment"
    FILE = "of the token file"
    EXCHANGE = "exchanged for an id token"
    COLAB = "of Colab's secrets"


@dataclass(frozen=True)
class Found:
    """
    What this machine has for a request without a token of its own.

    Attributes:
        token: The token, if there is one.
        due: The token is renewed before it is used.
        exchange: It is bought with an id token of the CI.
    """

    token: Secret | None = None
    due: token_refresh.Due | None = None
    exchange: oidc.Exchange | None = None


def find() -> Found:
    """Look for the token of this machine, without a request: `_async/auth/tokens.py` makes those that are needed.

    Raises:
        OIDCError: `HF_OIDC_RESOURCE` asks for a token of an identity provider, and there is none.
    """
    exchange = oidc.wanted()
    if exchange is not None:
        known = exchange.known()
        return Found(known, exchange=None if known else exchange)
    token = from_environment()
    if token is None and (stored := token_store.read_active()) is not None:
        return Found(token_refresh.current(stored), due=token_refresh.due(stored))
    return Found(token or colab.get_secret())


def at_hand() -> Secret | None:
    """The token of this machine, if no file has to be read for it."""
    return None if os.environ.get("HF_OIDC_RESOURCE") else from_environment()


def is_there() -> bool:
    """Whether this machine has a token, or is set up to get one. Asks nobody."""
    found = find()
    return found.token is not None or found.exchange is not None


def given(token: bool | str | None) -> tuple[str | None, bool]:
    """What the argument `token` of a call says: a token to send, and whether to look for one on this machine.

    Raises:
        HFValidationError: The token has characters that can't be sent.
    """
    if isinstance(token, str):
        return check(token, origin=Source.ARGUMENT.value) or None, False
    if token is False:
        return None, False
    return None, token is True or not constants.HF_HUB_DISABLE_IMPLICIT_TOKEN


def to_send(found: str | None, *, required: bool) -> Secret | None:
    """The token that was found on this machine, as it is sent.

    Raises:
        LocalTokenNotFoundError: It is required, and there is none.
        HFValidationError: It has characters that can't be sent.
    """
    if found is not None:
        return check(found, origin="found on this machine")
    if required:
        raise not_found()
    return None


def from_environment() -> Secret | None:
    """The token of the environment."""
    return next(filter(None, (clean(os.environ.get(name)) for name in ENVIRONMENT_NAMES)), None)


def environment_name() -> str | None:
    """The name of the variable that holds the token of the environment."""
    return next((name for name in ENVIRONMENT_NAMES if clean(os.environ.get(name))), None)


def source_of(token: str) -> Source:
    """Where a token that was sent came from."""
    if os.environ.get("HF_OIDC_RESOURCE") and oidc.gave(token):
        return Source.EXCHANGE
    if token == from_environment():
        return Source.ENVIRONMENT
    if token == token_store.read_active():
        return Source.FILE
    return Source.COLAB if token == colab.get_secret() else Source.ARGUMENT


def not_found() -> errors.LocalTokenNotFoundError:
    """The error that a token is needed and there is none."""
    return errors.LocalTokenNotFoundError(
        "A token is needed, and there is none on this machine. Run `hf auth login`, call `login(token=...)`, or set"
        f" HF_TOKEN. Tokens are made at {settings_url()}."
    )


__all__ = [
    "ENVIRONMENT_NAMES",
    "Found",
    "Secret",
    "Source",
    "at_hand",
    "check",
    "clean",
    "environment_name",
    "find",
    "from_environment",
    "get_stored_tokens",
    "given",
    "is_there",
    "mask",
    "not_found",
    "settings_url",
    "source_of",
    "to_send",
]
