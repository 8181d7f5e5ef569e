"""`hf models|datasets|spaces ls`: repositories that match, or the files of one."""

from __future__ import annotations

from typing import Any

import click
from click.core import ParameterSource

from huggingface_hub.cli.handlers import listing
from huggingface_hub.cli.options import hub
from huggingface_hub.cli.output import Output


FILE_OPTIONS = {
    "as_tree": "--tree",
    "human_readable": "--human-readable",
    "recursive": "--recursive",
    "revision": "--revision",
}
COLUMNS = {
    "model": ("id", "downloads", "likes", "pipeline_tag", "last_modified", "gated", "private"),
    "dataset": ("id", "downloads", "likes", "last_modified", "gated", "private"),
    "space": ("id", "likes", "sdk", "last_modified", "private"),
}


def models(out: Output, **given: Any) -> None:
    """List models, or the files of one."""
    run(out, "model", given)


def datasets(out: Output, **given: Any) -> None:
    """List datasets, or the files of one."""
    run(out, "dataset", given)


def spaces(out: Output, **given: Any) -> None:
    """List Spaces, or the files of one."""
    run(out, "space", given)


def run(out: Output, kind: str, given: dict[str, Any]) -> None:
    """List repositories of a type, or the files of one of them."""
    api = hub(given.pop("token"))
    repo_id = given.pop("repo_id")
    of_files = {name: given.pop(name) for name in FILE_OPTIONS}
    if repo_id is None:
        refuse(FILE_OPTIONS, f"listing {kind}s")
        filters = {name: value for name, value in given.items() if value is not None}
        out.table(getattr(api, f"list_{kind}s")(**filters), COLUMNS[kind], id_key="id")
        return
    refuse({"on_warm": "--warm"} | {name: "--" + name.replace("_", "-") for name in given}, "listing files")
    if of_files["as_tree"] and out.mode == "json":
        raise click.UsageError("Cannot use --tree with --format json.", ctx=click.get_current_context())
    listing.show(out, api, repo_id, kind, **of_files)


def refuse(flags: dict[str, str], activity: str) -> None:
    """A flag that would have no effect was given for something."""
    context = click.get_current_context()
    for name, flag in flags.items():
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(f"Cannot use {flag} when {activity}.", ctx=context)
