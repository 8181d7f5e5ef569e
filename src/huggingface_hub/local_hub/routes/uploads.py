"""Files that discussions show: taken from whoever may write, shown to everyone who has the address."""

from __future__ import annotations

import re
from secrets import token_hex

from starlette.responses import Response

from huggingface_hub._core.attachments import CONTENT_TYPES
from huggingface_hub.local_hub import errors
from huggingface_hub.local_hub.context import Context
from huggingface_hub.local_hub.routing import Router
from huggingface_hub.local_hub.sending import file_response


router = Router()

_SUFFIXES = {kind: suffix for suffix, kind in reversed(CONTENT_TYPES.items())}
_NAME = re.compile(r"[0-9a-f]{32}(\.[a-z0-9]+)")


@router.on_root("POST", "uploads")
def upload(context: Context) -> Response:
    context.caller.writer()
    suffix = _SUFFIXES.get(context.request.headers.get("content-type", "").partition(";")[0].strip().lower())
    if suffix is None:
        raise errors.bad_request(f"Attachments must be of one of these types: {', '.join(_SUFFIXES)}.")
    if not context.body:
        raise errors.bad_request("The attachment is empty.")
    # Nothing but the address protects it, so that nobody can guess it.
    name = token_hex(16) + suffix
    context.hub.attachments.save(name, context.body)
    return Response(f"{context.origin}/uploads/{name}", media_type="text/plain; charset=utf-8")


@router.on_root("GET", "uploads/{name}")
def attachment(context: Context) -> Response:
    name = context.params["name"]
    match = _NAME.fullmatch(name)
    path = context.hub.attachments.find(name) if match else None
    if match is None or path is None:
        raise errors.HubError(404, "There is no such attachment.")
    return file_response(context.request, path, name, CONTENT_TYPES[match[1]], {"X-Content-Type-Options": "nosniff"})
