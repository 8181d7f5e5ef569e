"""Commands for git-lfs."""

from __future__ import annotations

from huggingface_hub.cli.declare import Argument, Command


HANDLERS = "huggingface_hub.cli.handlers.lfs"

COMMANDS = [
    Command(
        "lfs-enable-largefiles",
        runs=f"{HANDLERS}:enable",
        help="Let git push files larger than 5 GB from a clone: git-lfs uploads them in parts then.",
        arguments=(Argument("path", help="The folder of the clone."),),
        examples=["hf lfs-enable-largefiles ./my-model"],
        hidden=True,
    ),
    Command(
        "lfs-multipart-upload",
        runs=f"{HANDLERS}:serve",
        help="Upload files in parts for git-lfs, which runs this by itself.",
        hidden=True,
    ),
]
