"""Tokens for an identity that a CI vouches for (trusted publishers). Source: `contract/wire/auth.md` §4."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from huggingface_hub import constants
from huggingface_hub._core import oauth, urls
from huggingface_hub._core.secret import Secret, check, clean
from huggingface_hub._lazy import errors


GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"  # noqa: S105 (a name)
DEFAULT_LIFETIME = 3600
# A token is exchanged again some minutes before it expires, so that no request carries a dead one.
MARGIN = 300

# Tokens of this process, by what they were asked for, each with the moment until which it is used.
_KNOWN: dict[tuple[str, str, str], tuple[Secret, float]] = {}


@dataclass(frozen=True)
class Exchange:
    """An id token that is exchanged for a token of the Hub.

    Attributes:
        resource: What the token is for: a repository, or an account.
        id_token: The id token, if the environment holds it.
        issuer: Where to get one, if not.
        issuer_token: What to show there.
    """

    resource: str
    id_token: Secret | None = None
    issuer: str | None = None
    issuer_token: Secret | None = None

    @property
    def _key(self) -> tuple[str, str, str]:
        return constants.ENDPOINT, self.resource, self.id_token or self.issuer or ""

    @property
    def body(self) -> dict[str, str]:
        """What is sent to the Hub, but for the id token."""
        return {"grant_type": GRANT, "subject_token_type": ID_TOKEN, "resource": self.resource}

    def known(self) -> Secret | None:
        """The token of an earlier exchange, if it is still good."""
        token, until = _KNOWN.get(self._key, (None, 0.0))
        return token if _now() < until else None

    def read_id_token(self, response: errors.Response) -> Secret:
        """The id token in the answer of the CI.

        Raises:
            OIDCError: There is none.
        """
        answer = oauth.json_object(response)
        token = clean(str((answer or {}).get("value") or ""))
        if token is None or response.status_code >= 400:
            raise errors.OIDCError(f"GitHub Actions gave no id token: {oauth.reason(answer, response)}. {_PERMISSION}")
        return check(token, origin="of GitHub Actions")

    def read_token(self, response: errors.Response) -> Secret:
        """The Hub's token in its answer, which is remembered.

        Raises:
            OIDCError: The Hub refused.
        """
        answer = oauth.json_object(response)
        token = oauth.token_response(answer) if response.status_code < 400 else None
        if token is None:
            raise errors.OIDCError(
                f"{constants.ENDPOINT} gave no token for '{self.resource}': {oauth.reason(answer, response)}. Check that"
                " HF_OIDC_RESOURCE names it as in `user/name`, `datasets/user/name` or `user`, and that this workflow"
                " is one of its trusted publishers."
            )
        lifetime = token.get("expires_in", DEFAULT_LIFETIME)
        # Whoever set the id token by hand can't get another one: theirs is used to the end.
        margin = 0 if self.id_token else MARGIN
        _KNOWN[self._key] = Secret(token["access_token"]), _now() + max(lifetime - margin, 0)
        return Secret(token["access_token"])


_PERMISSION = "The workflow, or its job, needs `permissions: id-token: write`."


def wanted() -> Exchange | None:
    """The exchange that the environment asks for, if it does.

    Raises:
        OIDCError: It does, but says nothing of an identity.
    """
    resource = os.environ.get("HF_OIDC_RESOURCE", "").strip()
    if not resource:
        return None
    given = clean(os.environ.get("HF_OIDC_ID_TOKEN"))
    if given:
        return Exchange(resource, id_token=check(given, origin="in HF_OIDC_ID_TOKEN"))
    if os.environ.get("GITHUB_ACTIONS") != "true":
        raise errors.OIDCError(
            "HF_OIDC_RESOURCE is set, and there is no identity to show: this is not GitHub Actions, and HF_OIDC_ID_TOKEN"
            " is not set. Set it to an id token of your CI, or unset HF_OIDC_RESOURCE."
        )
    address = os.environ.get("ACTIONS_ID_TOKEN_REQUEST_URL")
    token = clean(os.environ.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN"))
    if not address or not token:
        raise errors.OIDCError(f"GitHub Actions offers no id token to this job. {_PERMISSION}")
    if urlsplit(address).scheme not in ("https", "http"):
        raise errors.OIDCError("ACTIONS_ID_TOKEN_REQUEST_URL is not an address.")
    return Exchange(
        resource,
        issuer=urls.with_params(address, {"audience": constants.ENDPOINT}),
        issuer_token=check(token, origin="in ACTIONS_ID_TOKEN_REQUEST_TOKEN"),
    )


def gave(token: str) -> bool:
    """Whether a token came from an exchange."""
    return any(token == known for known, _ in _KNOWN.values())


def unreachable(error: Exception, of: str) -> errors.OIDCError:
    """The error that a server could not be asked."""
    return errors.OIDCError(f"{of} could not be asked for a token ({type(error).__name__}).")


def forget() -> None:
    """Begin as a new process does."""
    _KNOWN.clear()


def _now() -> float:
    return time.monotonic()
