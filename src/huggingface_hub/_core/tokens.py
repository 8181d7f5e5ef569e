"""Which token is sent. Source: `contract/wire/auth.md` §1 and `contract/wire/http.md` §2."""

from __future__ import annotations

import os
from enum import Enum

from huggingface_hub import constants
from huggingface_hub._core import colab, token_store
from huggingface_hub._core.secret import Secret, check, clean, mask, settings_url
from huggingface_hub._core.token_store import get_stored_tokens
from huggingface_hub._lazy import errors


ENVIRONMENT_NAMES = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACE_TOKEN")


class Source(Enum):
    """Where a token came from; the value completes a sentence."""

    ARGUMENT = "given to the call"
    ENVIRONMENT = "of the environment"
    FILE = "of the token file"
    COLAB = "of Colab's secrets"


def get_token() -> str | None:
    """
    Return the token of this machine, if there is one.

    It is looked for in the environment (`HF_TOKEN`, then `HUGGING_FACE_HUB_TOKEN`, then `HUGGINGFACE_TOKEN`), in the
    file that `login` writes, and in the secrets of a Google Colab notebook, in this order.

    Returns:
        The token, or `None` if nobody is logged in. Its `repr` is masked.

    Raises:
        OIDCError: `HF_OIDC_RESOURCE` asks for a token of an identity provider.
    """
    refuse_oidc()
    return from_environment() or token_store.read_active() or colab.get_secret()


def get_token_to_send(token: bool | str | None) -> str | None:
    """
    Decide which token a request carries.

    Args:
        token: The token itself, or `True` to require the one of this machine, `False` to send none, `None` to send the
            one of this machine if there is one and `HF_HUB_DISABLE_IMPLICIT_TOKEN` is not set.

    Returns:
        The token, or `None` to send none.

    Raises:
        LocalTokenNotFoundError: `token=True`, and there is none on this machine.
        HFValidationError: The token has characters that can't be sent.
    """
    if isinstance(token, str):
        return check(token, origin=Source.ARGUMENT.value) or None
    if token is False:
        return None
    if token is not True and constants.HF_HUB_DISABLE_IMPLICIT_TOKEN:
        return None
    found = get_token()
    if found is not None:
        return check(found, origin="found on this machine")
    if token is True:
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


def refuse_oidc() -> None:
    """Fail if the environment asks for a token of an identity provider, which beats all other sources."""
    if os.environ.get("HF_OIDC_RESOURCE"):
        raise errors.OIDCError(
            "HF_OIDC_RESOURCE is set, but this version can't exchange the identity token of a CI for a Hub token. Unset"
            " it, and set HF_TOKEN to a token of the repository's secrets."
        )


__all__ = [
    "ENVIRONMENT_NAMES",
    "Secret",
    "Source",
    "check",
    "clean",
    "environment_name",
    "from_environment",
    "get_stored_tokens",
    "get_token",
    "get_token_to_send",
    "mask",
    "not_found",
    "refuse_oidc",
    "settings_url",
    "source_of",
]
