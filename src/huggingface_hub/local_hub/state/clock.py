"""Times and identifiers in the forms that the Hub writes them."""

from __future__ import annotations

import secrets
from datetime import datetime, timezone


def now() -> str:
    """The current time as `2024-01-31T12:00:00.000Z`."""
    return iso(datetime.now(timezone.utc))


def iso(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def from_unix(seconds: int) -> str:
    return iso(datetime.fromtimestamp(seconds, timezone.utc))


def new_id() -> str:
    """A fresh identifier of 24 hexadecimal digits, as the Hub gives to everything."""
    return secrets.token_hex(12)
