"""Access tokens of the Xet routes: for one repository or bucket, to read or to write, for a limited time."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import parse_qsl

from huggingface_hub.local_hub.errors import HubError
from huggingface_hub.local_hub.signing import Signer


_METHOD = "XET"


@dataclass(frozen=True)
class Scope:
    """
    What a token lets its bearer do.

    Attributes:
        owner_id: The repository or bucket.
        writing: Whether files may be uploaded to it.
    """

    owner_id: str
    writing: bool


def make_token(signer: Signer, scope: Scope, lifetime: int) -> tuple[str, int]:
    """A token, and the second at which it expires."""
    address = signer.sign(_METHOD, _path(scope), lifetime=lifetime)
    expires = dict(parse_qsl(address.partition("?")[2]))["expires"]
    return "xet_" + base64.urlsafe_b64encode(address.encode()).decode().rstrip("="), int(expires)


def read_token(signer: Signer, header: str | None) -> Scope:
    """
    What the bearer of an `Authorization` header may do.

    Raises:
        HubError: 401, when it carries no token of this hub, or one that has expired.
    """
    scheme, _, token = (header or "").partition(" ")
    if scheme.lower() != "bearer":
        raise _refused("These addresses need the access token that a xet-read-token or xet-write-token route gives.")
    text = token.strip().removeprefix("xet_")
    try:
        address = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, ValueError) as error:
        raise _refused("This is no Xet access token.") from error
    path, _, query = address.partition("?")
    try:
        signer.check(_METHOD, path, dict(parse_qsl(query)))
    except HubError as error:
        raise _refused("This Xet access token has expired, or is not of this Hub. Ask for a new one.") from error
    _, access, owner_id = path.split("/")
    return Scope(owner_id, access == "write")


def _path(scope: Scope) -> str:
    return f"/{'write' if scope.writing else 'read'}/{scope.owner_id}"


def _refused(message: str) -> HubError:
    return HubError(401, message, headers={"WWW-Authenticate": "Bearer"})
