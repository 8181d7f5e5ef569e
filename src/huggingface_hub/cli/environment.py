"""Variables and secrets from the command line: `KEY=value`, `KEY` from our own environment, files, standard input."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from huggingface_hub._lazy import errors
from huggingface_hub.cli.output import Output


def pairs(out: Output, given: list[str] | None, file: str | None, *, secret: bool) -> list[dict[str, str]] | None:
    """The variables of `mapping`, as repositories take them."""
    found = mapping(out, given, file, secret=secret)
    return [{"key": key, "value": value} for key, value in found.items()] if found else None


def mapping(out: Output, given: list[str] | None, file: str | None, *, secret: bool) -> dict[str, str] | None:
    """Variables by name; those on the command line win over those of the file.

    Args:
        out: Where warnings go.
        given: `KEY=value` or `KEY`.
        file: A file of such lines, or `-` for standard input.
        secret: Whether the values are secrets, which should neither be typed nor be readable by others.
    """
    found: dict[str, str] = {}
    if file is not None:
        found |= read_file(out, file, secret=secret)
    for entry in given or ():
        key, equals, value = entry.partition("=")
        if equals and secret:
            out.warning(f"`--secrets {key}=…` leaves the value in the shell's history. Prefer `--secrets {key}`.")
        found[key] = value if equals else from_environment(key)
    return found or None


def from_environment(key: str) -> str:
    """The value that we have ourselves; `HF_TOKEN` also from the stored login."""
    value = os.environ.get(key)
    if value is None and key == "HF_TOKEN":
        from huggingface_hub._sync.auth.tokens import get_token

        value = get_token()
    if value is None:
        raise errors.CLIError(f"The variable {key} is not set here: write {key}=VALUE, or set it first.")
    return value


def read_file(out: Output, file: str, *, secret: bool) -> dict[str, str]:
    """The variables of a `.env` file."""
    if file == "-":
        return parse(sys.stdin.read())
    path = Path(file)
    text = path.read_text(encoding="utf-8-sig")
    if secret and os.name == "posix" and path.stat().st_mode & 0o077:
        out.warning(f"Others can read {file}, which holds secrets. Close it with: chmod 600 {file}")
    return parse(text)


def parse(text: str) -> dict[str, str]:
    """`KEY=value` lines; comments, `export` and quotes as shells write them."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        line = line.strip().removeprefix("export ").lstrip()
        if not line or line.startswith("#"):
            continue
        key, equals, value = (part.strip() for part in line.partition("="))
        if equals and len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        found[key] = value if equals else from_environment(key)
    return found
