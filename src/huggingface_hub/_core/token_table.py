"""The list of stored tokens as a person sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone

from huggingface_hub._core import token_store, tokens
from huggingface_hub._core.redact import printable
from huggingface_hub._core.secret import mask
from huggingface_hub._core.token_store import StoredToken


@dataclass(frozen=True)
class TokenRow:
    """One stored token: its name, whether it is the one in use, its masked value and the day it expires."""

    name: str
    active: bool
    masked: str
    expires: str | None


def rows() -> list[TokenRow]:
    """The tokens that are stored on this machine, by name."""
    return _rows(token_store.read_stored(), active=_active())


def render(entries: list[TokenRow]) -> str:
    """A table with a star at the active token; a column of expiry dates only if one expires."""
    titles = ["", "name", "token"]
    lines = [["*" if row.active else "", printable(row.name), row.masked] for row in entries]
    if any(row.expires for row in entries):
        titles.append("expires")
        lines = [[*line, row.expires or ""] for line, row in zip(lines, entries, strict=True)]
    # A column is as wide as its widest cell; the column of stars, which has no title, must still be seen.
    widths = [max(1, *(len(line[i]) for line in (titles, *lines))) for i in range(len(titles))]
    table = (titles, ["-" * width for width in widths], *lines)
    return "\n".join(
        " ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in table
    )


def overview() -> str:
    """What `auth_list` prints."""
    entries = rows()
    text = render(entries) if entries else "No access tokens found."
    variable = tokens.environment_name()
    if variable and entries:
        text += (
            f"\n\nNote: the environment variable {variable} is set; its token is used in place of those listed here."
        )
    elif variable:
        text += f" The token in use comes from the environment variable {variable}."
    return text


def _active() -> str | None:
    # The environment's token may be a stored one; if it is not, none of those in the list is in use.
    return tokens.from_environment() or token_store.read_active()


def _rows(stored: Mapping[str, StoredToken], active: str | None) -> list[TokenRow]:
    return [
        TokenRow(name, entry.token == active, mask(entry.token), _expiry(entry))
        for name, entry in sorted(stored.items())
    ]


def _expiry(entry: StoredToken) -> str | None:
    if entry.expires_at is None:
        return None
    try:
        day = datetime.fromtimestamp(entry.expires_at, timezone.utc).strftime("%Y-%m-%d")
    except (ValueError, OverflowError, OSError):
        return None
    return f"{day} (expired)" if entry.expired else day
