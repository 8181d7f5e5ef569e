"""Logging in to a web application: where browsers are sent, what a session keeps. Source: `contract/wire/auth.md` §8."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from huggingface_hub import constants


SESSION_KEY = "oauth_info"
TARGET = "_target_url"
COUNT = "_nb_redirects"
LIFETIME = 8 * 3600
# Browsers drop cookies of more than 4 KiB. What is signed and encoded grows by two fifths.
SESSION_ROOM = 2700
NEEDED = ("OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET", "OAUTH_SCOPES", "OPENID_PROVIDER_URL")
MOCKED = (
    "OAuth is not supported outside of a Space environment. To help you debug your app locally, the oauth endpoints are"
    " mocked to return your profile and token. To make it work, your machine must be logged in to Huggingface."
)
NOBODY = (
    "Your machine must be logged in to HF to debug an OAuth app locally. Please run `hf auth login` or set `HF_TOKEN` as"
    " environment variable with one of your access token."
)


def in_space() -> bool:
    """Whether this runs in a Space, whose users log in for real."""
    return bool(os.environ.get("SPACE_ID"))


def check_settings() -> None:
    """Fail if the Space has no OAuth application.

    Raises:
        ValueError: A variable that the Hub sets is missing.
    """
    for name in NEEDED:
        if not getattr(constants, name):
            raise ValueError(
                f"OAuth is required but '{name}' environment variable is not set. Make sure you've enabled OAuth in your"
                " Space by setting `hf_oauth: true` in the Space metadata."
            )


def session_key() -> str:
    """What sessions are signed with."""
    return hashlib.sha256(f"{constants.OAUTH_CLIENT_SECRET or ''}-v1".encode()).hexdigest()


def routes(prefix: str) -> dict[str, str]:
    """The paths of the routes, by what they do."""
    base = f"/{prefix.strip('/')}".rstrip("/")
    return {name: f"{base}/oauth/huggingface/{name}" for name in ("login", "callback", "logout")}


def target(query: Mapping[str, str], host: str) -> str:
    """Where to send the browser after the login: a page of the application itself, and of nobody else.

    Args:
        query: The query of the request, in which a page can be named.
        host: The application's own host, with its port.
    """
    wanted = query.get(TARGET) or "/"
    if any(ord(c) < 0x21 or c == "\\" for c in wanted):
        return "/"
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    if parts.scheme in ("http", "https") and parts.netloc == host:
        # Two slashes at the begin of what is left would name a host.
        wanted = urlunsplit(("", "", f"/{parts.path.lstrip('/')}", parts.query, parts.fragment))
    elif parts.scheme or parts.netloc:
        return "/"
    return wanted if wanted.startswith("/") and not wanted.startswith("//") else "/"


def count(query: Mapping[str, str]) -> int:
    """How often this browser was sent round before."""
    text = query.get(COUNT, "0")
    return int(text) if text.isdecimal() and len(text) < 4 else 0


def redirect_uri(address: str, query: Mapping[str, str], host: str) -> str:
    """The address of the callback, as the Hub is told it.

    Args:
        address: The callback's route, as the application sees it: behind a Space's proxy it looks like plain HTTP.
        query: The query of the request.
        host: The application's own host.
    """
    parts = urlsplit(address)
    scheme = "https" if (parts.hostname or "").endswith(".hf.space") else parts.scheme
    pairs = {TARGET: target(query, host)}
    if (times := count(query)) > 0:
        pairs[COUNT] = str(times)
    return urlunsplit((scheme, parts.netloc, parts.path, urlencode(pairs), ""))


def again(login: str, query: Mapping[str, str], host: str) -> str:
    """Where to send a browser that came back with an answer to a question of another session.

    In the frame of a Space's page, browsers don't keep cookies: after some rounds the login goes on outside of it.
    """
    times = count(query) + 1
    pairs = {COUNT: str(times)}
    if TARGET in query:
        pairs[TARGET] = target(query, host)
    path = f"{login}?{urlencode(pairs)}"
    outside = os.environ.get("SPACE_HOST")
    return (
        f"https://{outside.split(',')[0]}{path}" if count(query) > constants.OAUTH_MAX_REDIRECTS and outside else path
    )


def kept(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What a session keeps of a login."""
    found = dict(answer)
    if len(json.dumps(found, default=str)) > SESSION_ROOM:
        # The claims that matter were read from it.
        found.pop("id_token", None)
    return found


def mocked(token: str, identity: Mapping[str, Any]) -> dict[str, Any]:
    """What a session keeps where logins are mocked: whoever has started the application is logged in.

    Raises:
        ValueError: The token is not one of a user.
    """
    if identity.get("type") != "user":
        raise ValueError(
            f"{NOBODY} The token of this machine is one of {identity.get('name')}, which is not a personal account."
        )
    name = str(identity["name"])
    claims = {
        "sub": str(identity.get("id") or "0123456789"),
        "name": identity.get("fullname") or name,
        "preferred_username": name,
        "profile": f"{constants.ENDPOINT}/{name}",
        "picture": identity.get("avatarUrl") or "",
        "website": "",
        "isPro": identity.get("isPro"),
    }
    return {
        "access_token": str(token),
        "token_type": "bearer",
        "expires_in": LIFETIME,
        "expires_at": int(time.time()) + LIFETIME,
        "scope": "openid profile",
        "userinfo": claims,
    }
