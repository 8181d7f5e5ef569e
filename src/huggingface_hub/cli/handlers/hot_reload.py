"""`hf spaces hot-reload`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from huggingface_hub._core.paths import safe_relative_path
from huggingface_hub._lazy import errors
from huggingface_hub.cli import hot_reload, options
from huggingface_hub.cli.output import Output


def reload(
    out: Output,
    *,
    space_id: str,
    filename: str | None,
    local_file: str | None,
    skip_checks: bool,
    skip_summary: bool,
    token: str | None,
) -> None:
    """Commit a file, and have the machines that run take it over."""
    if filename is None and local_file is None:
        raise errors.CLIError("Name the file to change: FILENAME to edit it now, or --local-file FILE to take that.")
    name = safe_relative_path(Path(filename or str(local_file)).as_posix())
    if not name.endswith(".py"):
        raise errors.CLIError(f"'{name}' is no Python file: only those can be changed in place.")
    content = Path(local_file).read_bytes() if local_file is not None else None
    api = options.hub(token)
    info = api.space_info(space_id)
    if not skip_checks:
        hot_reload.check(info)
    if content is None:
        content = edit(api, out, space_id, name)
        if content is None:
            out.text("Nothing was changed.")
            return
    commit = push(api, space_id, name, content)
    out.result("Change committed", space_id=space_id, file=name, commit=commit.oid, url=commit.commit_url)
    if not skip_summary:
        summary(out, api, info, commit.oid)
    out.hint("The commit is on the Hub: `git pull --autostash` brings it into a clone.")


def edit(api: Any, out: Output, space_id: str, name: str) -> bytes | None:
    """Let the user edit the file as the Space has it; `None` if it stays as it was."""
    if out.mode != "human":
        raise errors.CLIError("An editor needs a person: give the new content with --local-file.")
    path = api.hf_hub_download(space_id, name, repo_type="space")
    old = Path(path).read_text(encoding="utf-8")
    new = click.edit(old, extension=".py")
    return None if new is None or new == old else new.encode()


def push(api: Any, space_id: str, name: str, content: bytes) -> Any:
    """Commit one file, so that running machines take it over."""
    from huggingface_hub._core.upload.operations import CommitOperationAdd

    operation = CommitOperationAdd(path_in_repo=name, path_or_fileobj=content)
    message = f"Hot-reload {name} with hf"
    return api.create_commit(space_id, [operation], commit_message=message, repo_type="space", _hot_reload=True)


def summary(out: Output, api: Any, info: Any, commit: str) -> None:
    """Say what each machine made of it; one that failed is a failure of the command."""
    names = hot_reload.replicas(api, info.id)
    failed = False
    for replica in names:
        if len(names) > 1:
            out.log(f"Machine {replica}:")
        for event in hot_reload.events(api, info, replica, commit):
            failed = failed or event["kind"] in hot_reload.FAILED
            out.log(f"  {hot_reload.line(event)}")
    if failed:
        out.error(
            "The change was not taken over as it is. The commit stays; restart with: hf spaces restart " + info.id
        )
        click.get_current_context().exit(1)
