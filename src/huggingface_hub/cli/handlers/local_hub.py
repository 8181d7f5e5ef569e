"""`hf local-hub …`: hands over to the embedded server, which is an extra."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from huggingface_hub._lazy import errors
from huggingface_hub.cli.output import Output


EXTRA = "huggingface_hub[local-hub]"
PARTS = {"starlette", "uvicorn", "dulwich", "httptools", "blake3", "lz4", "numpy"}


def serve(
    out: Output,
    *,
    root: str | None,
    host: str,
    port: int,
    users: str | None,
    cdn_url: str | None,
    xet: bool,
    webhooks_anywhere: bool,
) -> None:
    """Run a Hub until Ctrl-C."""
    places = {"root": root, "host": host, "port": port, "users": users, "cdn_url": cdn_url}
    _finish(_run("serve", **places, xet=xet, webhooks_anywhere=webhooks_anywhere))


def import_folder(
    out: Output, *, folder: str, repo_id: str, repo_type: str, root: str | None, private: bool | None
) -> None:
    """Put a folder into a repository of a Hub's root."""
    full_id = _run("import_folder", folder=folder, repo_id=repo_id, repo_type=repo_type, root=root, private=private)
    out.result("Imported", repo_id=full_id, repo_type=repo_type)


def demo(out: Output, *, folder: str | None) -> None:
    """Show that a real model goes up and comes down unharmed."""
    _finish(_run("demo", folder=folder))


def _run(name: str, **arguments: Any) -> Any:
    """Call a command of the local Hub, whose modules import the extra's packages when they are needed."""
    try:
        return getattr(import_module("huggingface_hub.local_hub.commands"), name)(**arguments)
    except ImportError as error:
        missing = (error.name or getattr(error.__cause__, "name", None) or "").partition(".")[0]
        if missing not in PARTS:
            raise
        raise errors.CLIError(f"The local Hub is not installed. Install it with: pip install '{EXTRA}'") from error


def _finish(code: int) -> None:
    """An exit code other than zero ends the program with it."""
    if code:
        raise SystemExit(code)
