"""What commands there are: one module a word, each with its `COMMANDS`.

Read by `codegen/cli` only. Running `hf` never imports this package: it would load every operation.
"""

from __future__ import annotations

from huggingface_hub.cli.tables import OptionTable


WORDS = (
    "auth", "buckets", "cache", "collections", "copies", "discussions", "download", "endpoints", "extensions", "jobs", "lfs",
    "local_hub", "papers", "repos", "sandbox", "search",
    "skills", "spaces", "system", "upload", "webhooks",
)  # fmt: skip
"""Modules, in the order in which they are written."""

HELP = "Command line of the Hugging Face Hub: repositories of models, datasets, Spaces and kernels."
EXAMPLES = (
    "hf download user/model",
    "hf upload user/model ./folder",
    "hf repos create my-model --private",
    "hf local-hub demo",
)
OPTIONS: tuple[OptionTable, ...] = (
    {"name": "version", "flags": ("-v", "--version"), "type": "bool", "help": "Print the version and exit."},
    {
        "name": "install_completion",
        "flags": ("--install-completion",),
        "type": "bool",
        "default": False,
        "help": "Make your shell complete hf commands from now on (bash, zsh, fish).",
    },
    {
        "name": "show_completion",
        "flags": ("--show-completion",),
        "type": "bool",
        "default": False,
        "help": "Print the completion script of your shell.",
    },
    {
        "name": "skills",
        "flags": ("--skills",),
        "type": "bool",
        "default": False,
        "help": "Print what AI assistants have to know about hf.",
    },
)
