"""Logging a person in: in a terminal, in a notebook."""

from __future__ import annotations

import getpass
import html
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from enum import Enum
from typing import Any, Protocol

from huggingface_hub._core import interrupt
from huggingface_hub._core.tokens import settings_url
from huggingface_hub.types.auth import DeviceCodeInfo, SavedLogin


# Shells of IPython that draw HTML: Jupyter and its relatives, Google Colab, Databricks.
_NOTEBOOK_SHELLS = frozenset({"ZMQInteractiveShell", "Shell", "DatabricksShell"})
_PROMPT = "Enter your token (it will not be visible): "
_CHOICE = "Enter 1 or 2 [1]: "
NOTHING_ENTERED = "No token was entered. Nothing has changed."
NOT_FOR_GIT = (
    "`add_to_git_credential` has no effect without a `token`: git does not get the one of an interactive login."
)


class Way(Enum):
    """How to log in."""

    BROWSER = "browser"
    TOKEN = "token"  # noqa: S105 (a word)


def is_notebook() -> bool:
    """Whether this runs in a notebook."""
    ipython = sys.modules.get("IPython")
    if ipython is None:
        return False
    shell = ipython.get_ipython()
    return shell is not None and type(shell).__name__ in _NOTEBOOK_SHELLS


def is_interactive() -> bool:
    """Whether somebody sits at a terminal to answer a question."""
    try:
        return sys.stdin is not None and sys.stdin.isatty()
    except ValueError:  # stdin was closed
        return False


def ask_in_terminal() -> str:
    """Ask for a token; what is typed is not shown."""
    sys.stderr.write(f"Create a token at {settings_url()} and paste it here.\n")
    terminal = _terminal()
    return _ask() if terminal is None else _read_hidden(terminal)


def choose_way() -> Way:
    """Ask how to log in.

    Raises:
        ValueError: The terminal was closed.
    """
    sys.stderr.write("How would you like to log in?\n  1. With your browser\n  2. By pasting an access token\n")
    while True:
        sys.stderr.write(_CHOICE)
        sys.stderr.flush()
        terminal = _terminal()
        line = sys.stdin.readline() if terminal is None else _read_line(terminal)
        answer = line.strip()
        if not line:
            raise ValueError(NOTHING_ENTERED)
        if answer in ("", "1"):
            return Way.BROWSER
        if answer == "2":
            return Way.TOKEN


class CodeDisplay(Protocol):
    """Where a user sees the code to approve in a browser."""

    def show(self, info: DeviceCodeInfo) -> None:
        """Show the link and the code."""

    def pending(self) -> None:
        """Show that this is still waiting."""

    def end(self) -> None:
        """Waiting is over, for whatever reason."""


class TerminalCode:
    """Shows the code at stderr."""

    def show(self, info: DeviceCodeInfo) -> None:
        """Show the link and the code."""
        self._write(
            f"\nOpen this page in a browser, here or on any other machine:\n    {info['verification_uri_complete']}\n\n"
            f"Approve the code there: {info['user_code']}\n\nWaiting ({minutes(info)} at most) ."
        )

    def pending(self) -> None:
        """One more dot."""
        self._write(".")

    def end(self) -> None:
        """End the line of dots."""
        self._write("\n")

    def _write(self, text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


class NotebookCode:
    """Shows the code below the cell of a notebook."""

    def show(self, info: DeviceCodeInfo) -> None:
        """Show the link and the code."""
        page, code = html.escape(info["verification_uri_complete"]), html.escape(info["user_code"])
        show(
            f'<p>Open <a href="{page}" target="_blank" rel="noopener">{page}</a> and approve the code <b>{code}</b>.'
            f" This cell waits for it, {minutes(info)} at most.</p>"
            "<p>To log in with a token instead, run <code>hf auth login</code> in a terminal. <b>Never write a token"
            " into a cell</b>: whoever gets the notebook's file could use it.</p>"
        )

    def pending(self) -> None:
        """The cell says that it runs."""

    def end(self) -> None:
        """What comes next says how it ended."""


def minutes(info: DeviceCodeInfo) -> str:
    """How long a code can be used, in words."""
    seconds = info["expires_in"]
    return f"{seconds // 60} minutes" if seconds >= 120 else f"{seconds} seconds"


def lifetime_note(saved: SavedLogin) -> str | None:
    """What to know about how long a login lasts; `None` if it doesn't end."""
    if saved.renewed:
        return "The token is renewed by itself before it expires."
    if saved.lifetime is None:
        return None
    days = saved.lifetime // 86400
    when = f"in {days} days" if days > 1 else f"in {max(saved.lifetime // 3600, 1)} hours"
    return f"The token expires {when}: log in again then."


def show(fragment: str) -> None:
    """Show HTML below the cell."""
    from IPython.display import HTML, display

    draw: Any = display
    draw(HTML(fragment))


def show_error(error: Exception) -> None:
    """Show what went wrong below the cell, in place of a traceback."""
    show(f"<p><b>Login failed.</b> {html.escape(str(error))}</p>")


def show_success(saved: SavedLogin) -> None:
    """Show who is logged in now."""
    lines = [
        f"Logged in as <b>{html.escape(saved.user)}</b> with the token <code>{html.escape(saved.token_name)}</code>.",
        html.escape(lifetime_note(saved) or ""),
    ]
    if saved.overridden_by:
        lines.append(f"The environment variable {saved.overridden_by} is set: its token is used in place of this one.")
    show(f"<p>{' '.join(filter(None, lines))}</p>")


def _ask() -> str:
    try:
        return getpass.getpass(_PROMPT).strip()
    except EOFError:
        return ""


def _terminal() -> int | None:
    """The terminal at stdin, if this system can read from it without waiting."""
    try:
        import termios
    except ImportError:
        return None
    try:
        termios.tcgetattr(sys.stdin.fileno())
    except (ValueError, OSError, termios.error):
        return None
    return sys.stdin.fileno()


def _read_hidden(terminal: int) -> str:
    """Read a line that is not shown. Unlike `getpass`, this can be stopped while nobody types."""
    with _echo_switched_off(terminal):
        sys.stderr.write(_PROMPT)
        sys.stderr.flush()
        return _read_line(terminal).strip()


def _read_line(terminal: int) -> str:
    import select

    typed = b""
    while not typed.endswith(b"\n"):
        interrupt.check()
        if select.select([terminal], [], [], 0.1)[0]:
            piece = os.read(terminal, 4096)
            if not piece:
                break
            typed += piece
    return typed.decode(errors="replace")


@contextmanager
def _echo_switched_off(terminal: int) -> Generator[None, None, None]:
    import termios

    before = termios.tcgetattr(terminal)
    silent = before[:3] + [before[3] & ~termios.ECHO] + before[4:]
    try:
        # Not flushed: what was pasted a moment too early counts.
        termios.tcsetattr(terminal, termios.TCSADRAIN, silent)
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
        sys.stderr.write("\n")
