"""Sizes and durations as people write them."""

from __future__ import annotations

import re

import click


SIZES = {letter + end: 1000**power for power, letter in enumerate(("", "k", "m", "g", "t", "p")) for end in ("", "b")}
DURATIONS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800, "mo": 30 * 86400, "y": 365 * 86400}

_NUMBER = re.compile(r"(\d+)\s*([a-z]*)")


def size(text: str) -> int:
    """`500`, `10kb`, `5G` as a number of bytes."""
    return _measure(text, SIZES, "10MB")


def duration(text: str) -> int:
    """`90`, `7d`, `6mo` as a number of seconds."""
    return _measure(text, DURATIONS, "7d")


def bandwidth(text: str | None) -> int | None:
    """`20MB` as bytes per second, which may have `/s` behind them; `None` for no limit."""
    if text is None:
        return None
    rate = size(text.strip().removesuffix("/s"))
    if rate == 0:
        raise click.BadParameter("Nothing would ever arrive with a bandwidth of 0. Leave the option out for no limit.")
    return rate


def _measure(text: str, units: dict[str, int], example: str) -> int:
    match = _NUMBER.fullmatch(text.strip().lower())
    if match is None:
        raise click.BadParameter(f"'{text}' is not a whole number, alone or with a unit such as in '{example}'.")
    number, unit = match.groups()
    if unit not in units:
        known = ", ".join(name for name in units if name)
        raise click.BadParameter(f"'{unit}' in '{text}' is not a unit. Units: {known}.")
    return int(number) * units[unit]
