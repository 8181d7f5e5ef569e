"""`hf cp` and `hf sync`, which groups have as well."""

from __future__ import annotations

from huggingface_hub._sync.api import HfApi
from huggingface_hub.cli.declare import Argument, Command, Option


def switch(help: str | None = None, *flags: str) -> Option:
    """A flag that is off unless it is given."""
    return Option(flags=flags, type="bool", default=False, switch=True, help=help)


def patterns(help: str) -> Option:
    """An option that takes a pattern, any number of times."""
    return Option(type="str", multiple=True, help=help)


def copy(name: str) -> Command:
    """The command that copies, for examples below a name."""
    return Command(
        "cp",
        calls=HfApi.copy_files,
        runs="huggingface_hub.cli.handlers.copies:run",
        help="Copy a file to or from a repository or bucket, or files between them.",
        arguments=(
            Argument("src", type="str", help="A file here, an hf:// address, or - for standard input."),
            Argument(
                "dst",
                type="str",
                required=False,
                help="A path here, an hf:// address, or - for standard output. By default the name of the file.",
            ),
        ),
        hides={"source", "destination"},
        examples=[
            f"{name} hf://user/model/config.json",
            f"{name} hf://buckets/user/bucket/data.csv data/",
            f"{name} model.safetensors hf://user/model/weights/",
            f"{name} - hf://buckets/user/bucket/config.json",
            f"{name} hf://datasets/user/data/train/ hf://buckets/user/bucket/train/",
        ],
    )


def sync(name: str) -> Command:
    """The command that brings folders and buckets in line, for examples below a name."""
    return Command(
        "sync",
        calls=HfApi.sync_bucket,
        runs="huggingface_hub.cli.handlers.bucket_files:sync",
        help="Bring a bucket in line with a folder, or a folder with a bucket.",
        arguments=(
            Argument(
                "source", required=False, help="A folder, or hf://buckets/user/name with or without a folder in it."
            ),
            Argument("dest", required=False, help="The other one."),
        ),
        options={
            "ignore_times": switch(),
            "ignore_sizes": switch(),
            "existing": switch(),
            "ignore_existing": switch(),
            "dry_run": switch(),
            "include": patterns("Only files that match this take part."),
            "exclude": patterns("Files that match this take no part."),
            "verbose": switch(None, "--verbose", "-v"),
        },
        hides={"quiet"},
        examples=[
            f"{name} ./data hf://buckets/user/bucket",
            f"{name} hf://buckets/user/bucket/data ./data --delete",
            f"{name} ./data hf://buckets/user/bucket --dry-run",
            f"{name} ./data hf://buckets/user/bucket --include '*.parquet' --plan plan.jsonl",
            f"{name} --apply plan.jsonl",
        ],
    )


COMMANDS = [copy("hf cp"), sync("hf sync")]
