"""A request as a `curl` command, for the log of `HF_DEBUG`; secrets are left out."""

from __future__ import annotations

import json
import shlex
from urllib.parse import parse_qsl, urlencode

from huggingface_hub._core import redact
from huggingface_hub.types.http import Content, HttpRequest


_MAX_BODY = 1000


def render(request: HttpRequest) -> str:
    """The command that would send a request like this one."""
    parts = ["curl", "-X", request.method]
    for name, value in request.headers.items():
        shown = "Bearer <TOKEN>" if name.lower() == "authorization" else dict(redact.headers([(name, value)]))[name]
        parts += ["-H", f"{name}: {shown}"]
    if request.content is not None:
        parts += ["-d", _body(request.content, str(request.headers.get("content-type", "")))]
    parts.append(redact.url(request.url))
    return shlex.join(parts)


def _body(content: Content, content_type: str) -> str:
    if not isinstance(content, bytes):
        return "<file>"
    if "json" in content_type and "ndjson" not in content_type and "lfs" not in content_type:
        try:
            return json.dumps(redact.data(json.loads(content)))[:_MAX_BODY]
        except ValueError:
            return "<unreadable>"
    if "form" in content_type:
        pairs = parse_qsl(content.decode("utf-8", "replace"), keep_blank_values=True)
        return urlencode([(k, redact.data({k: v})[k]) for k, v in pairs])[:_MAX_BODY]
    return redact.text(content[:_MAX_BODY].decode("utf-8", "replace"))
