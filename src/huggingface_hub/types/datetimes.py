"""Times as the Hub writes them."""

from __future__ import annotations

import re
from datetime import datetime, timezone


_ISO = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d+))?Z", re.ASCII)


def parse_datetime(date_string: str) -> datetime:
    """
    Read a time of the Hub, such as `2024-01-31T12:00:00.123Z`.

    Args:
        date_string: Date and time in UTC, with any number of digits after the second, or none.

    Returns:
        The moment, with its time zone. Digits beyond microseconds are cut off.

    Raises:
        ValueError: The text has another form.
    """
    match = _ISO.fullmatch(date_string)
    if match is None:
        raise ValueError(
            f"Cannot parse '{date_string}' as a datetime. "
            "Date string is expected to follow '%Y-%m-%dT%H:%M:%S.%fZ' pattern."
        )
    seconds, fraction = match.groups()
    microseconds = (fraction or "0")[:6].ljust(6, "0")
    return datetime.strptime(f"{seconds}.{microseconds}", "%Y-%m-%dT%H:%M:%S.%f").replace(tzinfo=timezone.utc)


def format_datetime(value: datetime) -> str:
    """The same the other way round, with milliseconds as the Hub writes them."""
    return value.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
