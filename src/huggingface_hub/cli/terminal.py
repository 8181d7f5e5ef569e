"""What stands on the other side of a stream."""

from __future__ import annotations

import os
import sys


TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO


def is_terminal(stream: IO[str] | None) -> bool:
    """Whether a stream is a terminal; closed and missing ones are not."""
    try:
        return stream is not None and stream.isatty()
    except (OSError, ValueError):
        return False


def terminal_width() -> int:
    """The width of the terminal, 80 if there is none. (`shutil` would load the archive modules for this.)"""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns) > 0:
        return int(columns)
    try:
        return os.get_terminal_size(1 if sys.__stdout__ is None else sys.__stdout__.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def colours(stream: IO[str]) -> bool:
    """Colours are for terminals that know them, unless `NO_COLOR` is set."""
    return is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
