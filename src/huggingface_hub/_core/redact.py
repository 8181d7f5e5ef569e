"""The one redactor: what must not be seen in a log, an exception, a pickle or a URL.

Used on every URL and header that is shown or stored. Signed URLs (of CDNs and object stores) carry their secret in the
query, so that of any URL is cut, except for the parameters that are known to be harmless.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit


HIDDEN = "REDACTED"

# Parameters of the Hub's own API, which help to understand an error and hold no secret.
_HARMLESS = frozenset(
    "author blobs config count create_pr cursor diff direction expand filter full gated include_prs inference limit"
    " name p path paths pipeline_tag recursive recursive_listing revision search securityStatus sort status type"
    " cardData hot_reload tail stage label namespace task library factory q sdk".split()
)
_SECRET_HEADERS = frozenset(
    "authorization proxy-authorization cookie set-cookie x-xet-access-token x-sandbox-token x-webhook-secret"
    " x-api-key api-key x-amz-security-token x-goog-api-key xi-api-key".split()
)
_TOKEN = re.compile(r"\b(hf_[A-Za-z0-9_]{4})[A-Za-z0-9_]{6,}|\b(api_org_)[A-Za-z0-9]+")
_BEARER = re.compile(r"(?i)\b(bearer|basic|token)\s+[A-Za-z0-9._~+/=-]{8,}")
_URL = re.compile(r"""https?://[^\s'"<>\\]+""")
_SECRET_KEYS = frozenset(
    "access_token client_secret code device_code hf_token id_token password refresh_token secret secrets subject_token"
    " token accessToken value".split()
)


def url(value: str) -> str:
    """The address without user names, passwords, fragments and the values of unknown query parameters."""
    credentials, at, rest = value.partition("@")
    if at and "/" not in credentials:
        value = f"{HIDDEN}@{rest}"  # the scheme was forgotten, so that nothing else is a user name by the rules
    try:
        parts = urlsplit(value)
        host = parts.netloc.rpartition("@")[2]
        if "@" in parts.netloc:
            host = f"{HIDDEN}@{host}"
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return HIDDEN
    query = "&".join(_parameter(k, v) for k, v in pairs)
    return urlunsplit((parts.scheme, host, parts.path, query, ""))


def _parameter(key: str, value: str) -> str:
    if key.strip("[]") in _HARMLESS:
        return f"{quote(key)}={quote(value, safe='/:')}"
    # A secret can also stand alone, without a name.
    return f"{quote(key)}={HIDDEN}" if value else HIDDEN


def headers(items: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Headers with secret values hidden and with addresses (`Location`, `Link`) cut."""
    return [(k, HIDDEN if k.lower() in _SECRET_HEADERS else text(v)) for k, v in items]


def text(value: str) -> str:
    """Free text with tokens hidden and with the queries of all addresses cut."""
    value = _URL.sub(lambda m: url(m.group()), value)
    value = _BEARER.sub(lambda m: f"{m.group(1)} {HIDDEN}", value)
    return _TOKEN.sub(lambda m: (m.group(1) or m.group(2)) + HIDDEN, value)


def is_secret_key(key: str) -> bool:
    """Whether what stands under a key, in JSON or in a form, is not to be seen."""
    return key in _SECRET_KEYS


def data(value: Any) -> Any:
    """A JSON value with the values of secret keys hidden, at any depth."""
    if isinstance(value, dict):
        return {k: HIDDEN if k in _SECRET_KEYS and v else data(v) for k, v in value.items()}
    if isinstance(value, list):
        return [data(v) for v in value]
    return text(value) if isinstance(value, str) else value


def printable(value: str) -> str:
    """Text from a server made safe for a terminal: control characters and ANSI escapes are taken out."""
    value = re.sub(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])", "", value)
    return "".join(c for c in value if c in "\n\t" or (c.isprintable() and c not in "\u202a\u202b\u202c\u202d\u202e"))
