"""The secret of webhooks, asked for before anything of a request is read."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any


Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HEADER = b"x-webhook-secret"


class SecretGuard:
    """Turns requests away that don't know the secret.

    Args:
        app: The application behind it.
        secret: The secret.
        prefix: What the paths begin with that need it.
    """

    def __init__(self, app: App, secret: str, prefix: str) -> None:
        self._app = app
        self._secret = secret.encode()
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request, or refuse it."""
        if scope["type"] != "http" or not scope["path"].startswith(self._prefix):
            await self._app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == HEADER), None)
        if given is None:
            await self._refuse(401, "x-webhook-secret header not set.", scope, receive, send)
        elif not secrets.compare_digest(given, self._secret):
            await self._refuse(403, "Invalid webhook secret.", scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _refuse(self, status: int, reason: str, scope: Scope, receive: Receive, send: Send) -> None:
        from starlette.responses import JSONResponse

        await JSONResponse({"error": reason}, status)(scope, receive, send)
