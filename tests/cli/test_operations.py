"""Every public operation is called by a command, or excused with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from typing import Any

import pytest

from codegen import cli as generator
from codegen.__main__ import ROOT
from huggingface_hub._sync.api import HfApi
from huggingface_hub._sync.client import HubClient
from huggingface_hub.cli import groups
from huggingface_hub.cli.declare import Command, Group


EXCUSED = {
    "a building block of programs; `hf upload`, `hf download` and `hf repos` are what it is for": {
        "create_commit", "preupload_lfs_files", "get_hf_file_metadata", "get_full_repo_name", "resolve_revision",
        "run_as_future", "auth_check", "repo_exists", "revision_exists", "file_exists", "get_paths_info",
    },
    "`hf models|datasets|spaces info` say the same": {"repo_info", "kernel_info"},
    "`hf sync` and `hf cp` are made of them": {"download_bucket_files"},
    "`hf buckets ls` says the same": {"get_bucket_file_metadata", "get_bucket_paths_info"},
    "`hf repos delete-files` does it": {"delete_file", "delete_folder"},
    "`hf jobs run -v FOLDER:/path` does it": {"sync_job_volume"},
    "the `--attach` of `hf discussions` does it": {"upload_attachment"},
    "`hf discussions create --pr` does it": {"create_pull_request"},
    "`hf models|datasets|spaces ls REPO_ID` lists files": {
        "list_repo_tree", "list_repo_files", "list_repo_objects",
    },
    "metadata of weights are for programs; the reference has no command for it": {
        "get_safetensors_metadata", "get_sharded_safetensors_metadata", "parse_safetensors_file_metadata",
    },
    "the reference has no commands on users and organizations": {
        "get_organization_overview", "get_user_overview", "list_liked_repos", "list_organization_followers",
        "list_organization_members", "list_repo_likers", "list_user_followers", "list_user_following", "unlike",
    },
    "the reference has no commands on access requests": {
        "accept_access_request", "cancel_access_request", "grant_access", "list_accepted_access_requests",
        "list_pending_access_requests", "list_rejected_access_requests", "reject_access_request",
    },
    "the reference has no command for it": {
        "get_dataset_tags", "get_model_tags", "hide_discussion_comment", "list_lfs_files", "list_repo_commits",
        "permanently_delete_lfs_files", "super_squash_history", "update_collection_resource_group",
    },
}  # fmt: skip


def commands(entries: Iterable[Command | Group]) -> Iterable[Command]:
    for entry in entries:
        if isinstance(entry, Group):
            yield from commands(entry.children)
        else:
            yield entry


def declared() -> list[Command]:
    return [
        command for word in groups.WORDS for command in commands(import_module(f"{groups.__name__}.{word}").COMMANDS)
    ]


def operations(kind: type[Any]) -> set[str]:
    return {name for name in dir(kind) if not name.startswith("_") and callable(getattr(kind, name))}


def test_every_operation_has_a_command_or_an_excuse() -> None:
    called = {operation.__name__ for command in declared() for operation in command.operations}
    excused = {name for names in EXCUSED.values() for name in names}
    missing = operations(HfApi) - operations(HubClient) - called - excused
    assert missing == set(), "declare a command in cli/groups/, or excuse it here"
    assert excused & called == set(), "these have a command now: take the excuse away"
    assert excused - operations(HfApi) == set(), "these operations don't exist"


@pytest.mark.parametrize("command", declared(), ids=lambda command: command.names)
def test_examples_are_commands(command: Command) -> None:
    """An example that the parser refuses helps nobody."""
    import shlex

    from huggingface_hub.cli import build

    for example in command.examples:
        # What a shell runs first, in $(…), is a command of its own.
        program, *words = shlex.split(re.sub(r"\$\(.*?\)", "word", example))
        assert program == "hf"
        current: Any = build.root()
        while hasattr(current, "commands"):
            current = current.get_command(current.make_context("hf", []), words.pop(0))
        current.make_context("hf", words, obj=build.State())


def test_the_tables_are_fresh() -> None:
    files = generator.generate()
    for path, text in files.items():
        assert (ROOT / path).read_text(encoding="utf-8") == text, "run `python -m codegen`"
    written = {path.name for path in (ROOT / generator.TARGET).glob("*.py")}
    assert written == {path.name for path in files}
