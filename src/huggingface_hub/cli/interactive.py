"""What programs that build on ours use to talk to people at a terminal: colours, tables, a line of status, a choice."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import ClassVar

from huggingface_hub.cli.terminal import is_terminal


class ANSI:
    """Texts in colours, unless `NO_COLOR` is set or they are switched off."""

    _enabled: ClassVar[bool] = True

    @classmethod
    def set_enabled(cls, enabled: bool) -> None:
        """
        Switch colours on or off, for the whole process.

        Args:
            enabled: Whether texts get colours.
        """
        cls._enabled = enabled

    @classmethod
    def blue(cls, s: str) -> str:
        """
        The text in blue.

        Args:
            s: The text.
        """
        return cls._paint(s, "\x1b[34m")

    @classmethod
    def bold(cls, s: str) -> str:
        """
        The text in bold.

        Args:
            s: The text.
        """
        return cls._paint(s, "\x1b[1m")

    @classmethod
    def gray(cls, s: str) -> str:
        """
        The text in gray.

        Args:
            s: The text.
        """
        return cls._paint(s, "\x1b[90m")

    @classmethod
    def green(cls, s: str) -> str:
        """
        The text in green.

        Args:
            s: The text.
        """
        return cls._paint(s, "\x1b[32m")

    @classmethod
    def red(cls, s: str) -> str:
        """
        The text in bold red.

        Args:
            s: The text.
        """
        return cls._paint(s, "\x1b[1m\x1b[31m")

    @classmethod
    def underline(cls, s: str) -> str:
        """
        The text underlined.

        Args:
            s: The text.
        """
        return cls._paint(s, "\x1b[4m")

    @classmethod
    def yellow(cls, s: str) -> str:
        """
        The text in yellow.

        Args:
            s: The text.
        """
        return cls._paint(s, "\x1b[33m")

    @classmethod
    def _paint(cls, text: str, code: str) -> str:
        return f"{code}{text}\x1b[0m" if cls._enabled and not os.environ.get("NO_COLOR") else text


def tabulate(
    rows: Sequence[Sequence[str | int]], headers: Sequence[str], alignments: Mapping[str, str] | None = None
) -> str:
    """
    Lay out a table as text.

    Args:
        rows: The rows, each with one value for every column.
        headers: The names of the columns.
        alignments: Columns that are flush right: `{"size": "right"}`.
    """
    cells = [[str(value) for value in row] for row in rows]
    widths = [max(len(head), *(len(row[i]) for row in cells), 0) for i, head in enumerate(headers)]
    right = [(alignments or {}).get(head) == "right" for head in headers]

    def line(values: Sequence[str]) -> str:
        placed = zip(values, widths, right, strict=True)
        return " ".join(value.rjust(width) if flush else value.ljust(width) for value, width, flush in placed)

    return "\n".join([line(list(headers)), line(["-" * width for width in widths]), *map(line, cells)])


class StatusLine:
    """
    One line on stderr that is written again and again while something runs. Nothing is written if it is no terminal.

    Args:
        enabled: Whether to write at all.
    """

    def __init__(self, enabled: bool = True) -> None:
        self._enabled = enabled and is_terminal(sys.stderr)

    def update(self, msg: str) -> None:
        """
        Replace the line.

        Args:
            msg: The new text.
        """
        self._write(f"\r\x1b[2K{msg}")

    def done(self, msg: str) -> None:
        """
        Replace the line for the last time, and go to the next one.

        Args:
            msg: The last text.
        """
        self._write(f"\r\x1b[2K{msg}\n")

    def _write(self, text: str) -> None:
        if self._enabled:
            sys.stderr.write(text)
            sys.stderr.flush()


def select_choice(prompt: str, choices: Sequence[str]) -> int:
    """
    Ask somebody at the terminal to choose; the empty answer takes the first.

    Args:
        prompt: The question.
        choices: What there is to choose from.

    Returns:
        The index of what was chosen.

    Raises:
        ValueError: There is nothing to choose from.
        EOFError: Nobody answers.
    """
    if not choices:
        raise ValueError("There is nothing to choose from.")
    lines = [f"? {prompt}", *(f"  {number}. {choice}" for number, choice in enumerate(choices, 1))]
    sys.stderr.write("\n".join(lines) + "\n")
    while True:
        sys.stderr.write("Choice [1]: ")
        sys.stderr.flush()
        answer = sys.stdin.readline()
        if not answer:
            raise EOFError("Nobody answered.")
        text = answer.strip() or "1"
        if text.isascii() and text.isdigit() and 1 <= int(text) <= len(choices):
            return int(text) - 1
        sys.stderr.write(f"Please answer with a number from 1 to {len(choices)}.\n")


def is_agent() -> bool:
    """Say whether an AI agent runs this process, by environment variables alone."""
    from huggingface_hub._core.agent_env import detect_agent

    return detect_agent(os.environ) is not None
