"""Tokens of the Xet storage: where they are asked for, how an answer is read, and those that are still good."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from threading import Lock  # noqa: TID251 (guards a dictionary of the process; nothing is waited for)

from huggingface_hub import constants
from huggingface_hub._core import ids, trust, urls
from huggingface_hub._lazy import errors


# A token is not begun with shortly before its end.
MARGIN = 60
MAX_KNOWN = 1000


class XetTokenType(str, Enum):
    """
    What a token of the Xet storage allows.

    Attributes:
        READ: Downloading.
        WRITE: Uploading.
    """

    READ = "read"
    WRITE = "write"


def xet_connection_info_refresh_url(
    *,
    token_type: XetTokenType,
    repo_id: str,
    repo_type: str,
    revision: str | None = None,
    endpoint: str | None = None,
) -> str:
    """
    The address at which the Hub gives tokens of the Xet storage.

    Args:
        token_type: What the token has to allow.
        repo_id: The repository or bucket.
        repo_type: `model`, `dataset`, `space`, `kernel`, or `bucket`, which has no revisions.
        revision: Branch, tag or commit.
        endpoint: Address of the Hub; `HF_ENDPOINT` or the public Hub by default.

    Returns:
        The address.

    Example:
        >>> from huggingface_hub.utils import XetTokenType
        >>> xet_connection_info_refresh_url(token_type=XetTokenType.READ, repo_id="user/name", repo_type="model", revision="main")
        'https://huggingface.co/api/models/user/name/xet-read-token/main'
    """
    ids.validate_repo_id(repo_id)
    host = (endpoint or constants.ENDPOINT).rstrip("/")
    return host + route(token_type, repo_type, repo_id, revision)


def route(token_type: XetTokenType, repo_type: str, repo_id: str, revision: str | None) -> str:
    """The same as a path below the endpoint."""
    action = f"xet-{XetTokenType(token_type).value}-token"
    if repo_type == "bucket":
        return f"/api/buckets/{repo_id}/{action}"
    # The Hub takes `None` for "whatever will be made", as it does for a new pull request.
    return urls.api(repo_type, repo_id, action, str(revision))


@dataclass(frozen=True)
class Access:
    """
    What it takes to talk to the Xet storage.

    Attributes:
        storage: Its address.
        token: Its token, which is not that of the Hub.
        expires: The second at which that ends.
        route: Where the Hub gives the next one.
        hub_headers: The headers of that request: with the Hub's token.
        headers: The headers of all others: without.
    """

    storage: str
    token: str = field(repr=False)
    expires: int
    route: str
    hub_headers: Mapping[str, str] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


def read_answer(answer: Mapping[str, str], route: str, headers: Mapping[str, str], endpoint: str) -> Access:
    """
    What the Hub's answer to the request for a token says.

    Args:
        answer: Its headers.
        route: Where it came from.
        headers: What was sent.
        endpoint: The Hub.

    Raises:
        XetDownloadError: It is incomplete.
        UntrustedURLError: It leads to a storage that must not be trusted with file contents.
    """
    storage = answer.get(constants.HUGGINGFACE_HEADER_X_XET_ENDPOINT)
    token = answer.get(constants.HUGGINGFACE_HEADER_X_XET_ACCESS_TOKEN)
    expires = answer.get(constants.HUGGINGFACE_HEADER_X_XET_EXPIRATION)
    if not storage or not token or not (expires or "").isdecimal():
        raise errors.XetDownloadError("The Hub's answer has no address, token or expiry of the Xet storage.")
    trust.check_object_url(storage, endpoint, "address of the Xet storage")
    return Access(storage, token, int(expires or 0), route, dict(headers), without_credentials(headers))


def without_credentials(headers: Mapping[str, str]) -> dict[str, str]:
    """What may be said to a storage, which has a token of its own."""
    return {name: value for name, value in headers.items() if name.lower() not in ("authorization", "cookie")}


class Known:
    """Accesses that can be used again, by where they were got and with which token."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: dict[tuple[str, str], Access] = {}

    def free(self) -> None:
        """Forget who holds the lock."""
        self._lock = Lock()

    def find(self, route: str, headers: Mapping[str, str]) -> Access | None:
        """One that is good for some time yet."""
        with self._lock:
            access = self._known.get(_key(route, headers))
        return access if access is not None and access.expires - MARGIN > time.time() else None

    def keep(self, access: Access) -> None:
        with self._lock:
            while len(self._known) >= MAX_KNOWN:
                self._known.pop(next(iter(self._known)))
            self._known[_key(access.route, access.hub_headers)] = access

    def forget(self, access: Access) -> None:
        """The storage did not accept it."""
        with self._lock:
            self._known.pop(_key(access.route, access.hub_headers), None)


KNOWN = Known()
if hasattr(os, "register_at_fork"):
    # Another thread may hold the lock in the moment of the fork; it does not exist in the child.
    os.register_at_fork(after_in_child=KNOWN.free)


def _key(route: str, headers: Mapping[str, str]) -> tuple[str, str]:
    lower = {name.lower(): value for name, value in headers.items()}
    return route, lower.get("authorization", "")
