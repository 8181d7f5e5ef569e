"""Headers of every request. Source: `contract/wire/http.md` §2."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from importlib.util import find_spec
from typing import Union

from huggingface_hub import constants


UserAgent = Union[str, Mapping[str, object], None]

COUNTS_AS_DOWNLOAD: ContextVar[bool] = ContextVar("huggingface_hub_counts_as_download", default=False)
"""Whether what is asked for now is part of a download that another program makes, see `flag_as_download_call`."""


@cache
def package_version(name: str) -> str | None:
    """The version of an installed distribution, found without importing it."""
    from importlib import metadata  # takes longer than everything else before the first request

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def hub_version() -> str:
    """The version of this package."""
    from huggingface_hub import __version__

    return __version__


@cache
def _torch_version() -> str | None:
    # Whether there is any is much cheaper to tell than which one.
    try:
        there = find_spec("torch") is not None
    except ValueError:
        # Somebody has put something else in its place.
        there = True
    return package_version("torch") if there else None


def user_agent(*, library_name: str | None = None, library_version: str | None = None, extra: UserAgent = None) -> str:
    """The `user-agent` value: library, this package, Python, then what the caller adds; without repetitions."""
    parts = [f"{library_name}/{library_version}" if library_name else "unknown/None"]
    parts.append(f"hf_hub/{hub_version()}")
    parts.append(f"python/{sys.version.split()[0]}")
    if not constants.HF_HUB_DISABLE_TELEMETRY and (torch := _torch_version()):
        parts.append(f"torch/{torch}")
    if isinstance(extra, Mapping):
        parts.extend(f"{key}/{value}" for key, value in extra.items())
    elif extra:
        parts.append(extra)
    if constants.HF_HUB_USER_AGENT_ORIGIN:
        parts.append(f"origin/{constants.HF_HUB_USER_AGENT_ORIGIN}")
    # The caller's text may hold several parts itself.
    pieces = (piece.strip() for part in parts for piece in part.split(";"))
    return _printable("; ".join(dict.fromkeys(piece for piece in pieces if piece)))


def build(
    *,
    token: str | None,
    library_name: str | None = None,
    library_version: str | None = None,
    user_agent_extra: UserAgent = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The headers of a request with a token that is already decided about; the caller's `headers` win."""
    built = {
        "user-agent": user_agent(library_name=library_name, library_version=library_version, extra=user_agent_extra)
    }
    if COUNTS_AS_DOWNLOAD.get():
        built[constants.X_HF_DOWNLOAD_COUNTER] = "1"
    if token:
        built["authorization"] = f"Bearer {token}"
    return merge(built, headers)


def merge(base: Mapping[str, str], extra: Mapping[str, str] | None) -> dict[str, str]:
    """Both sets of headers; a name of the second replaces the same name of the first in any case."""
    if not extra:
        return dict(base)
    replaced = {name.lower() for name in extra}
    return {**{k: v for k, v in base.items() if k.lower() not in replaced}, **extra}


_CREDENTIALS = frozenset({"authorization", "cookie", "proxy-authorization"})


def without_credentials(headers: Mapping[str, str], extra_names: frozenset[str] = frozenset()) -> dict[str, str]:
    """The headers that may go to a foreign host: no token, no cookie, none of the caller's own (`extra_names`)."""
    return {k: v for k, v in headers.items() if k.lower() not in _CREDENTIALS and k.lower() not in extra_names}


def _printable(value: str) -> str:
    # A header must be one line of Latin-1; the parts come from package metadata and from callers.
    return "".join(c if " " <= c <= "~" else "?" for c in value)
