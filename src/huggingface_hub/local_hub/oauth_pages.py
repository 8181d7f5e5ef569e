"""The two pages that a person sees: a program asks for access, and a device waits for a code."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from starlette.responses import Response


_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_STYLE = "body{font:16px sans-serif;max-width:32em;margin:4em auto}input{font:inherit;margin:.4em 0;width:100%}"
_PROOF = '<label>Your token (the hub printed one at its start)<input name="token" type="password" autocomplete="off"></label>'
_BUTTONS = '<button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button>'


def page(title: str, content: str, status: int = 200) -> Response:
    """A page of its own, without scripts."""
    text = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
        f"<h1>{escape(title)}</h1>{content}</html>"
    )
    return Response(text, status, _HEADERS, "text/html; charset=utf-8")


def consent_page(app: str, scope: str, hidden: Mapping[str, str]) -> Response:
    """A program asks for access."""
    wanted = "".join(f"<li>{escape(name)}</li>" for name in scope.split())
    kept = "".join(
        f'<input type="hidden" name="{escape(key, quote=True)}" value="{escape(value, quote=True)}">'
        for key, value in hidden.items()
    )
    form = f'<form method="post" action="/oauth/authorize">{kept}{_PROOF}{_BUTTONS}</form>'
    return page("Authorize a program", f"<p><b>{escape(app)}</b> asks for:</p><ul>{wanted}</ul>{form}")


def device_page(user_code: str) -> Response:
    """A device waits for the code that it shows."""
    code = f'<label>The code that your device shows<input name="user_code" value="{escape(user_code, quote=True)}"></label>'
    form = f'<form method="post" action="/oauth/device/approve">{code}{_PROOF}{_BUTTONS}</form>'
    return page("Log in on a device", form)


def message_page(title: str, text: str, status: int = 200) -> Response:
    return page(title, f"<p>{escape(text)}</p>", status)
