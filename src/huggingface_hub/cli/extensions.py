"""Extensions that are installed: programs named `hf-NAME`, each in a folder of its own with a manifest.

What is installed is what was looked at: a manifest names the commit and the SHA-256 of what was fetched, and points to a
folder that is complete before the manifest says so. Nothing here uses the network.
"""

from __future__ import annotations

import os


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import Any

DEFAULT_OWNER = "huggingface"
PREFIX = "hf-"
MANIFEST = "manifest.json"
FOLDER = "~/.local/share/hf/extensions"


def root() -> Path:
    """Where extensions are."""
    from pathlib import Path

    return Path(os.path.expanduser(FOLDER))


def is_name(name: str) -> bool:
    """Whether this can be the name of an extension: letters, digits and `-`, `_`, `.` inside."""
    return bool(name) and name[0].isalnum() and name.isascii() and all(c.isalnum() or c in "-_." for c in name)


def short_name(text: str) -> str:
    """`NAME` of `NAME`, `hf-NAME` or `OWNER/hf-NAME`."""
    return text.rsplit("/", 1)[-1].removeprefix(PREFIX)


def names() -> list[str]:
    """The names of what is installed, without reading any of it."""
    try:
        entries = os.listdir(os.path.expanduser(FOLDER))
    except OSError:
        return []
    return sorted(entry[len(PREFIX) :] for entry in entries if entry.startswith(PREFIX) and is_name(entry))


def installed() -> list[dict[str, Any]]:
    """The manifests of what is installed, by name."""
    return [manifest for name in names() if (manifest := read(name)) is not None]


def read(name: str) -> dict[str, Any] | None:
    """The manifest of an extension; `None` if it is not installed, or was left unfinished."""
    import json

    if not is_name(name):
        return None
    try:
        found = json.loads((root() / f"{PREFIX}{name}" / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("executable_path"), str) else None


def find(text: str) -> dict[str, Any]:
    """The manifest of an installed extension.

    Raises:
        CLIError: It is not installed.
    """
    from huggingface_hub._lazy import errors

    name = short_name(text)
    manifest = read(name)
    if manifest is None:
        there = ", ".join(names()) or "none"
        raise errors.CLIError(f"The extension '{name}' is not installed. Installed: {there}.")
    return manifest


def run(manifest: dict[str, Any], args: Sequence[str]) -> int:
    """Run an extension on our own terminal and return its exit code.

    Raises:
        CLIError: Its program is gone, or can't be started.
    """
    from huggingface_hub._lazy import errors
    from huggingface_hub.cli import foreign

    program = manifest["executable_path"]
    try:
        return foreign.run([program, *args])
    except OSError as error:
        name = manifest.get("short_name")
        raise errors.CLIError(
            f"The extension '{name}' can't be started: {error.strerror or error}: '{program}'."
            f" Install it again: hf extensions install {manifest.get('repo_id')} --force"
        ) from error


def dispatch(args: Sequence[str]) -> int | None:
    """Run the extension that a command line begins with; `None` if there is none of that name."""
    manifest = read(args[0])
    if manifest is None:
        return None
    from huggingface_hub._lazy import errors

    try:
        return run(manifest, args[1:])
    except errors.CLIError as error:
        from huggingface_hub.cli.output import Output

        Output().error(str(error))
        return 1
