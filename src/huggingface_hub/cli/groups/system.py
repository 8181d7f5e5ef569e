"""`hf version` and `hf env`."""

from __future__ import annotations

from huggingface_hub.cli.declare import Command


COMMANDS = [
    Command("version", runs="huggingface_hub.cli.handlers.system:version", help="Print the version.", topic="help"),
    Command(
        "env",
        runs="huggingface_hub.cli.handlers.system:env",
        help="Print what a bug report should say about this machine.",
        topic="help",
    ),
]
