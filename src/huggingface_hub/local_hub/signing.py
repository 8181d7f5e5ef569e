"""Signed URLs: a link that works without a token, for one method, one object and a limited time."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from huggingface_hub.local_hub.errors import HubError


class Signer:
    """Makes and checks signed paths with the secret of one hub."""

    def __init__(self, secret: bytes, lifetime: int) -> None:
        self._secret = secret
        self.lifetime = lifetime

    def sign(
        self, method: str, path: str, params: Mapping[str, str] | None = None, *, lifetime: int | None = None
    ) -> str:
        """`path` with its parameters, an expiry and a signature over all of it."""
        seconds = self.lifetime if lifetime is None else lifetime
        query = {**(params or {}), "expires": str(int(time.time()) + seconds)}
        query["signature"] = self._signature(method, path, query)
        return f"{quote(path)}?{urlencode(query)}"

    def check(self, method: str, path: str, params: Mapping[str, str]) -> None:
        """Refuse a request whose URL was altered, made for another method, or is too old."""
        query = dict(params)
        given = query.pop("signature", "")
        # Compared before the expiry is looked at: an altered expiry is a bad signature, not a late one.
        if not hmac.compare_digest(given.encode(), self._signature(method, path, query).encode()):
            raise HubError(403, "This URL is not signed by this Hub, or was altered. Ask for a new one.")
        if int(query.get("expires", "0")) < time.time():
            raise HubError(403, "This signed URL has expired. Ask for a new one.")

    def _signature(self, method: str, path: str, query: Mapping[str, str]) -> str:
        verb = "GET" if method == "HEAD" else method
        text = "\n".join([verb, path, *(f"{key}={query[key]}" for key in sorted(query))])
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()
