"""`hf version`, `hf env`, `hf update` and `hf doctor`."""

from __future__ import annotations

from huggingface_hub.cli.declare import TOKEN, Command


COMMANDS = [
    Command("version", runs="huggingface_hub.cli.handlers.system:version", help="Print the version.", topic="help"),
    Command(
        "env",
        runs="huggingface_hub.cli.handlers.system:env",
        help="Print what a bug report should say about this machine.",
        topic="help",
    ),
    Command(
        "update",
        runs="huggingface_hub.cli.handlers.system:update",
        help="Update hf with the program that installed it: pip, uv, brew or the Hub's install script.",
        topic="help",
        examples=["hf update"],
    ),
    Command(
        "doctor",
        runs="huggingface_hub.cli.handlers.doctor:doctor",
        help="Find out what keeps this machine from working with the Hub: network, proxy, certificates, token, cache.",
        options={"token": TOKEN},
        topic="help",
        examples=["hf doctor", "hf doctor --json"],
    ),
]
