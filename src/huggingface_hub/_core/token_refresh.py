"""When a stored OAuth token is renewed, and what its renewal came to. Source: `contract/wire/auth.md` §3.

What is remembered here is shared by both colours and lasts as long as the process: which token needs no look before when,
which can't be renewed any more, and which was followed by one that could not be stored.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from huggingface_hub import constants
from huggingface_hub._core import oauth, token_store
from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.secret import Secret
from huggingface_hub._core.token_store import StoredToken
from huggingface_hub._lazy import errors
from huggingface_hub.types.auth import OAuthTokenResponse


logger = get_logger(__name__)

# A token is renewed a day before it expires, so that no job that starts with it sees it die within a day.
MARGIN = 24 * 3600
RECHECK = 300.0
LOGIN_AGAIN = "Log in again with `hf auth login --force`."

_NEXT_LOOK: dict[str, float] = {}
_SUCCESSORS: dict[str, Secret] = {}
_WARNED: set[str] = set()


@dataclass(frozen=True)
class Due:
    """A token that is to be renewed.

    Attributes:
        stored: It, with the token that buys the next one.
        name: What it is stored as; `None` if it isn't, which is looked into: it may have been renewed just now.
    """

    stored: StoredToken
    name: str | None = None


def current(token: Secret) -> Secret:
    """The token that followed a token of the file, if it did in this process and could not be stored; else itself."""
    return _SUCCESSORS.get(token, token)


def due(token: Secret) -> Due | None:
    """What has to be renewed before a token of the file is used; `None` for nothing, which is what it mostly is."""
    if constants.is_offline_mode() or token in _SUCCESSORS or _NEXT_LOOK.get(token, 0.0) > _now():
        return None
    stored = token_store.read_stored()
    found = next((Due(entry, name) for name, entry in stored.items() if entry.token == token), None)
    if found is None and stored:
        # Whoever renews it has written one of the two files, or both since we have read the first.
        return Due(StoredToken(token))
    if found is None or found.stored.refresh_token is None or found.stored.expires_at is None:
        _look_again(token, RECHECK)
        return None
    left = found.stored.expires_at - MARGIN - time.time()
    if left > 0:
        _look_again(token, left)
        return None
    return found


def under_lock(wanted: Due) -> Due | Secret:
    """Look again, now that nobody else changes the files: what to renew, or the token that makes it unnecessary."""
    active = token_store.read_active()
    old = wanted.stored.token
    if active is not None and active != old:
        return active
    if wanted.name is None:
        _look_again(old, RECHECK)
        return old
    stored = token_store.read_stored().get(wanted.name)
    if stored is not None and stored.token != old:
        # Another process has renewed it, and may have been stopped before it wrote the other file.
        token_store.write_active(stored.token)
        return stored.token
    # Somebody of this process may have been here first, and it didn't work.
    again = due(old)
    return again if again is not None and again.name is not None else current(old)


def keep(wanted: Due, response: OAuthTokenResponse) -> Secret:
    """Store the tokens that follow; called with the lock held."""
    assert wanted.name is not None
    old = wanted.stored
    new = StoredToken(
        Secret(response["access_token"]),
        Secret(response.get("refresh_token") or old.refresh_token or ""),
        oauth.expires_at(response),
    )
    _look_again(new.token, RECHECK)
    try:
        token_store.write_stored({**token_store.read_stored(), wanted.name: new})
        if token_store.read_active() == old.token:
            token_store.write_active(new.token)
    except OSError as error:
        # The Hub accepts a refresh token once, so that the old one is worth nothing now.
        _SUCCESSORS[old.token] = new.token
        _warn(
            "The token %s was renewed, but the new one could not be stored, so only this process has it: %s. %s",
            wanted.name,
            error.strerror or type(error).__name__,
            LOGIN_AGAIN,
        )
    return new.token


def failed(wanted: Due, error: Exception) -> Secret:
    """A renewal did not work: the old token is used for the time being."""
    if wanted.name is None:
        _look_again(wanted.stored.token, RECHECK)
    elif isinstance(error, errors.DeviceCodeError) and error.error_code == errors.OAuthErrorCode.INVALID_GRANT:
        _look_again(wanted.stored.token, float("inf"))
        _warn("The login %s can't be renewed any more: it was revoked or is too old. %s", wanted.name, LOGIN_AGAIN)
    else:
        _look_again(wanted.stored.token, RECHECK)
        known = isinstance(error, errors.DeviceCodeError)
        _warn(
            "Could not renew the token %s, the old one is used until it expires. %s",
            wanted.name,
            str(error) if known else f"Trying again in some minutes ({type(error).__name__}).",
        )
    return wanted.stored.token


def forget() -> None:
    """Begin as a new process does."""
    _NEXT_LOOK.clear()
    _SUCCESSORS.clear()
    _WARNED.clear()


def _look_again(token: Secret, pause: float) -> None:
    _NEXT_LOOK[token] = _now() + pause


def _warn(message: str, name: str | None, *values: str) -> None:
    """Warn once in this process: every request comes past here."""
    if message not in _WARNED:
        _WARNED.add(message)
        logger.warning(message, name, *values)


def _now() -> float:
    return time.monotonic()
