"""Completion for bash, zsh and fish: click's engine over the static tables."""

from __future__ import annotations

import os
import sys
from pathlib import Path


SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_HF_COMPLETE"
FISH_FILE = Path(".config/fish/completions/hf.fish")


def answer() -> int:
    """Answer a shell that asks: `_HF_COMPLETE=bash_source` for the script, `bash_complete` for values."""
    from click.shell_completion import shell_complete

    from huggingface_hub.cli.build import root

    return shell_complete(root(), {}, "hf", VARIABLE, os.environ[VARIABLE])


def script(shell: str) -> str:
    """The script that a shell has to source."""
    from click.shell_completion import get_completion_class

    from huggingface_hub.cli.build import root

    completer = get_completion_class(shell)
    if completer is None:
        raise ValueError(f"No completion for {shell}.")
    return completer(root(), {}, "hf", VARIABLE).source()


def show() -> None:
    """Print the script of the user's shell."""
    sys.stdout.write(script(current_shell()) + "\n")


def install() -> None:
    """Make the user's shell load completion from now on; does nothing the second time."""
    shell = current_shell()
    home = Path.home()
    if shell == "fish":
        target = home / FISH_FILE
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(script("fish") + "\n", encoding="utf-8")
    else:
        target = home / f".{shell}rc"
        line = f'eval "$({VARIABLE}={shell}_source hf)"'
        present = target.read_text(encoding="utf-8") if target.exists() else ""
        if line in present.splitlines():
            sys.stderr.write(f"Completion is already installed in {target}.\n")
            return
        separator = "" if not present or present.endswith("\n") else "\n"
        with target.open("a", encoding="utf-8") as file:
            file.write(f"{separator}{line}\n")
    sys.stderr.write(f"Completion installed in {target}. It works in every new {shell}.\n")


def current_shell() -> str:
    """The user's shell, by `$SHELL`."""
    from huggingface_hub._lazy import errors

    name = Path(os.environ.get("SHELL", "")).name
    if name not in SHELLS:
        raise errors.CLIError(
            f"No completion for the shell '{name or 'unknown'}'. Set SHELL to the path of bash, zsh or fish."
        )
    return name
