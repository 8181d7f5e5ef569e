"""Sizes and durations as people write them."""

from __future__ import annotations

import re

import click


SIZES = {letter + end: 1000**power for power, letter in enumerate(("", "k", "m", "g", "t", "p")) for end in ("", "b")}
DURATIONS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "mo": 30 * 86400, "y": 365 * 86400}

_NUMBER = re.compile(r"(\d+)\s*([a-z]*)")


def size(text: str, option: str | None = None) -> int:
    """`500`, `10kb`, `5G` as a number of bytes; errors name the option, if it is one."""
    return _measure(text, SIZES, "10MB", option)


def duration(text: str, option: str | None = None) -> int:
    """`90`, `7d`, `6mo` as a number of seconds."""
    return _measure(text, DURATIONS, "7d", option)


def bandwidth(text: str | None) -> int | None:
    """`20MB` as bytes per second, which may have `/s` behind them; `None` for no limit."""
    if text is None:
        return None
    rate = size(text.strip().removesuffix("/s"), "--max-bandwidth")
    if rate == 0:
        raise click.BadParameter(
            "With 0 bytes per second nothing would ever arrive; leave it out for no limit.",
            param_hint="'--max-bandwidth'",
        )
    return rate


def _measure(text: str, units: dict[str, int], example: str, option: str | None) -> int:
    hint = None if option is None else f"'{option}'"
    match = _NUMBER.fullmatch(text.strip().lower())
    if match is None:
        raise click.BadParameter(
            f"'{text}' is not a whole number, alone or with a unit such as in '{example}'.", param_hint=hint
        )
    number, unit = match.groups()
    if unit not in units:
        known = ", ".join(name for name in units if name)
        raise click.BadParameter(f"'{unit}' in '{text}' is not a unit. Units: {known}.", param_hint=hint)
    return int(number) * units[unit]
