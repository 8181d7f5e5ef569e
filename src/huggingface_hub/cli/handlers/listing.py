"""The files of a repository: with sizes and dates, flat or as a tree."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from huggingface_hub.cli import values
from huggingface_hub.cli.output import Output
from huggingface_hub.cli.terminal import is_terminal
from huggingface_hub.types.files import RepoFolder


def show(
    out: Output,
    api: Any,
    repo_id: str,
    repo_type: str,
    *,
    as_tree: bool,
    human_readable: bool,
    recursive: bool,
    revision: str | None,
) -> None:
    """List the files of a repository."""
    found = api.list_repo_tree(repo_id, recursive=recursive, expand=True, revision=revision, repo_type=repo_type)
    items = sorted(found, key=lambda item: item.path)
    if out.mode == "json" or (not as_tree and (out.mode != "human" or (out.automatic and not is_terminal(out.stdout)))):
        rows = items if out.mode == "json" else [row(item, human_readable=human_readable) for item in items]
        out.table(rows, ("path", "size", "date"), id_key="path")
        return
    names = tree([name(item) for item in items]) if as_tree else [(name(item), name(item)) for item in items]
    by_path = {name(item): item for item in items}
    if out.mode == "quiet":
        lines = [shown for _, shown in names]
    else:
        lines = aligned([(*columns(by_path.get(path), human_readable=human_readable), shown) for path, shown in names])
    for line in lines:
        out.raw(line)
    if not recursive and any(is_folder(item) for item in items):
        out.hint("Use -R to list files recursively.")


def is_folder(item: Any) -> bool:
    """Whether an entry of a repository is a folder."""
    return isinstance(item, RepoFolder)


def name(item: Any) -> str:
    """The path, with a slash at the end of folders."""
    return f"{item.path}/" if is_folder(item) else str(item.path)


def row(item: Any, *, human_readable: bool) -> dict[str, Any]:
    """One entry for programs."""
    size, _ = columns(item, human_readable=human_readable)
    return {"path": name(item), "size": size or None, "date": date_of(item)}


def columns(item: Any, *, human_readable: bool) -> tuple[str, str]:
    """Size and date as a person reads them; folders on the way in a tree have neither."""
    if item is None:
        return "", ""
    size = "" if is_folder(item) else values.size_with_unit(item.size) if human_readable else str(item.size)
    date = date_of(item)
    if date is None:
        return size, ""
    return size, date.strftime("%b %d %H:%M" if human_readable else "%Y-%m-%d %H:%M:%S")


def date_of(item: Any) -> datetime | None:
    """When an entry was last changed, if the Hub said so."""
    date: datetime | None = getattr(item.last_commit, "date", None) if item.last_commit is not None else None
    return date


def aligned(lines: list[tuple[str, str, str]]) -> list[str]:
    """Sizes flush right, dates and names below each other."""
    size_width = max((len(size) for size, _, _ in lines), default=0)
    date_width = max((len(date) for _, date, _ in lines), default=0)
    return [f"{size.rjust(size_width)}  {date.ljust(date_width)}  {shown}" for size, date, shown in lines]


def tree(paths: Iterable[str]) -> list[tuple[str, str]]:
    """Paths as a tree: each with how it is drawn. Folders that are only part of other paths are drawn, too."""
    root: dict[str, Any] = {}
    for path in paths:
        node = root
        for part in path.strip("/").split("/"):
            node = node.setdefault(part, {})
        if path.endswith("/"):
            node.setdefault("", {})
    return list(_branches(root, "", ""))


def _branches(node: dict[str, Any], prefix: str, indent: str) -> Iterable[tuple[str, str]]:
    entries = [(key, below) for key, below in sorted(node.items()) if key]
    for i, (key, below) in enumerate(entries):
        last = i == len(entries) - 1
        label = key + ("/" if below else "")
        yield prefix + label, f"{indent}{'└── ' if last else '├── '}{label}"
        yield from _branches(below, f"{prefix}{key}/", indent + ("    " if last else "│   "))
