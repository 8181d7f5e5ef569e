"""Asking a person for a token: in a terminal, in a notebook."""

from __future__ import annotations

import getpass
import html
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from huggingface_hub._core import interrupt
from huggingface_hub._core.tokens import settings_url


# Shells of IPython that draw HTML: Jupyter and its relatives, Google Colab, Databricks.
_NOTEBOOK_SHELLS = frozenset({"ZMQInteractiveShell", "Shell", "DatabricksShell"})
_PROMPT = "Enter your token (it will not be visible): "
NOBODY = (
    "No token was given, and there is no terminal to ask for one. Run `hf auth login --token ...`, call"
    " `login(token=...)`, or set HF_TOKEN."
)
NOTHING_ENTERED = "No token was entered. Nothing has changed."


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


def ask_in_notebook() -> str:
    """Ask for a token in a notebook; the box that appears keeps what is typed out of the notebook's file."""
    show(
        f'<p>Create a token at <a href="{html.escape(settings_url())}" target="_blank">{html.escape(settings_url())}</a>'
        " and paste it into the box.</p>"
        "<p><b>Never write a token into a cell</b>: whoever gets the notebook's file could use it.</p>"
    )
    return _ask()


def show(fragment: str) -> None:
    """Show HTML below the cell."""
    from IPython.display import HTML, display

    draw: Any = display
    draw(HTML(fragment))


def show_error(error: Exception) -> None:
    """Show what went wrong below the cell, in place of a traceback."""
    show(f"<p><b>Login failed.</b> {html.escape(str(error))}</p>")


def show_success(user: str, token_name: str) -> None:
    """Show who is logged in now."""
    show(f"<p>Logged in as <b>{html.escape(user)}</b> with the token <code>{html.escape(token_name)}</code>.</p>")


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
    import select

    typed = b""
    with _echo_switched_off(terminal):
        sys.stderr.write(_PROMPT)
        sys.stderr.flush()
        while not typed.endswith(b"\n"):
            interrupt.check()
            if select.select([terminal], [], [], 0.1)[0]:
                piece = os.read(terminal, 4096)
                if not piece:
                    break
                typed += piece
    return typed.decode(errors="replace").strip()


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
