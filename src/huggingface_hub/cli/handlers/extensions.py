"""`hf extensions`: nothing is installed that was not shown and agreed to, and nothing is looked up unasked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from huggingface_hub._lazy import errors
from huggingface_hub.cli import extensions, github, install as installer, tree
from huggingface_hub.cli.output import Output


COLUMNS = ("name", "repo_id", "type", "commit_sha", "installed_at")
SEARCH_COLUMNS = ("repo_id", "installed", "stars", "description")


def install(out: Output, *, repo_id: str, force: bool, yes: bool) -> None:
    """Fetch, show, ask, install."""
    owner, name, commit = installer.parse(repo_id)
    if tree.has(name):
        raise errors.CLIExtensionInstallError(f"'{name}' is a command of hf itself: an extension can't replace it.")
    present = extensions.read(name)
    if present is not None and not force:
        raise errors.CLIExtensionInstallError(
            f"'{present.get('repo_id')}' is installed as '{name}' already. Update it with `hf extensions update {name}`,"
            " or replace it with --force."
        )
    out.status(f"Fetching {owner}/{extensions.PREFIX}{name} …")
    source = installer.look(owner, name, commit)
    agree(out, source, "Install", yes=yes)
    manifest = installer.install(source)
    out.result("Extension installed", name=name, repo_id=source.repo_id, commit=source.commit, sha256=source.sha256)
    out.hint(f"Run it with: hf {manifest['short_name']}")


def agree(out: Output, source: installer.Source, verb: str, *, yes: bool) -> None:
    """Show what it is, and ask."""
    facts = source.facts()
    width = max(len(key) for key in facts)
    for key, text in facts.items():
        out.log(f"  {key.ljust(width)}  {text}")
    out.warning(
        "Extensions are programs of third parties. They can do whatever you can: use your files and your token."
    )
    out.confirm(f"{verb} {source.repo_id} at commit {source.commit[:12]}?", yes=yes)
    out.status(f"Installing {source.repo_id} …")


def list_installed(out: Output) -> None:
    """List what is installed."""
    rows = [{"name": manifest.get("short_name"), **manifest} for manifest in extensions.installed()]
    out.table(rows, COLUMNS, id_key="name")
    unfinished = sorted(set(extensions.names()) - {str(row["name"]) for row in rows})
    if unfinished:
        out.warning(f"Without a readable manifest, so not usable: {', '.join(unfinished)}. Install them again.")


def remove(out: Output, *, name: str) -> None:
    """Delete an extension."""
    short = extensions.short_name(name)
    if short not in extensions.names():
        extensions.find(name)
    installer.remove(short)
    out.result("Extension removed", name=short)


def update(out: Output, *, name: str | None, yes: bool) -> None:
    """Bring one extension, or all, to the newest commit."""
    if name is not None:
        rows = [_update(out, extensions.find(name), yes=yes)]
    else:
        rows = []
        for manifest in extensions.installed():
            try:
                rows.append(_update(out, manifest, yes=yes))
            except errors.ConfirmationError:
                raise
            except errors.CLIError as error:
                # One that is gone must not keep the others from being updated.
                out.warning(f"{manifest.get('repo_id')} was skipped: {error}")
    if not rows and name is None:
        out.text("No extensions are installed." if not extensions.names() else "Nothing was updated.")
        return
    out.table(rows, ("name", "status", "from", "to"), id_key="name")


def _update(out: Output, manifest: dict[str, Any], *, yes: bool) -> dict[str, Any]:
    name, owner, old = manifest["short_name"], manifest.get("owner"), manifest.get("commit_sha")
    if not isinstance(owner, str):
        raise errors.CLIError(f"The manifest of '{name}' does not say where it is from. Install it again.")
    newest = github.latest_commit(f"{owner}/{extensions.PREFIX}{name}")
    if newest == old:
        return {"name": name, "status": "up to date", "from": old, "to": old}
    source = installer.look(owner, name, newest)
    out.log(f"{source.repo_id}: {old} → {newest}")
    out.log(f"What changed: {github.WEB}/{source.repo_id}/compare/{old}...{newest}")
    agree(out, source, "Update", yes=yes)
    installer.install(source)
    return {"name": name, "status": "updated", "from": old, "to": newest}


def execute(out: Output, *, name: str, args: Sequence[str] | None) -> None:
    """Run an extension."""
    words = list(args or ())
    # `hf extensions exec NAME -- --help`: the dashes say where our command line ends.
    code = extensions.run(extensions.find(name), words[1:] if words[:1] == ["--"] else words)
    click.get_current_context().exit(code)


def search(out: Output) -> None:
    """List extensions on GitHub."""
    there = {manifest.get("repo_id") for manifest in extensions.installed()}
    rows = [
        {
            "repo_id": item["full_name"],
            "installed": item["full_name"] in there,
            "stars": item.get("stargazers_count"),
            "description": item.get("description"),
            "url": item.get("html_url"),
        }
        for item in github.search()
        if extensions.is_name(extensions.short_name(item["full_name"]))
        and item["full_name"].rsplit("/", 1)[-1].startswith(extensions.PREFIX)
    ]
    out.table(rows, SEARCH_COLUMNS, id_key="repo_id")
    if rows:
        out.hint(f"Install one with: hf extensions install {rows[0]['repo_id']}")
