"""`hf lfs-enable-largefiles` and `hf lfs-multipart-upload`: git-lfs with uploads in parts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from huggingface_hub._core.upload.lfs import LFS_MULTIPART_UPLOAD_COMMAND
from huggingface_hub._lazy import errors
from huggingface_hub.cli.output import Output


SETTINGS = {"path": "hf", "args": LFS_MULTIPART_UPLOAD_COMMAND}


def enable(out: Output, *, path: str) -> None:
    """Tell the git-lfs of one repository to upload in parts with hf."""
    folder = Path(path)
    if not folder.is_dir():
        raise errors.CLIError(f"There is no folder '{path}'.")
    _git(folder, "rev-parse", "--git-dir", problem=f"'{path}' is no git repository.")
    for name, value in SETTINGS.items():
        _git(folder, "config", f"lfs.customtransfer.multipart.{name}", value, problem="git could not be set up.")
    out.result("Uploads of large files enabled", path=str(folder.resolve()))


def serve(out: Output) -> None:
    """Be the program that git-lfs runs."""
    from huggingface_hub.cli.lfs_agent import Agent

    if sys.stdin.isatty():
        raise errors.CLIError("git-lfs runs this, nobody else. To have it do so: hf lfs-enable-largefiles PATH")
    Agent(sys.stdin, sys.stdout).run()


def _git(folder: Path, *args: str, problem: str) -> None:
    try:
        ended = subprocess.run(["git", "-C", str(folder), *args], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise errors.CLIError("There is no program 'git' here.") from None
    if ended.returncode != 0:
        said = ended.stderr.strip().splitlines()
        raise errors.CLIError(f"{problem} {said[-1] if said else ''}".strip())
