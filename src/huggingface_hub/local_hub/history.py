"""The history of a repository: commits newest first, and which of them last touched a path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dulwich.diff_tree import tree_changes
from dulwich.objects import Commit, ObjectID
from dulwich.walk import Walker

from huggingface_hub.local_hub.state.clock import from_unix
from huggingface_hub.local_hub.state.commits import author_name, message_parts
from huggingface_hub.local_hub.state.git import Git


def all_commits(git: Git, head: str) -> list[Commit]:
    """The commits that lead to `head`, newest first, children before parents."""
    walker = Walker(git.store, [ObjectID(head.encode())], order="topo")
    return [entry.commit for entry in walker]


def last_commits(git: Git, head: str, paths: Sequence[str]) -> dict[str, dict[str, Any]]:
    """For each path the newest commit on the main line that changed it (a folder changes with what is in it)."""
    open_paths = {path.encode() for path in paths}
    found: dict[str, dict[str, Any]] = {}
    sha: bytes | None = head.encode()
    while open_paths and sha is not None:
        commit = git.commit(sha.decode())
        parent = commit.parents[0] if commit.parents else None
        touched = open_paths & _changed(git, commit, parent)
        for path in touched:
            found[path.decode("utf-8", "replace")] = summary(commit)
        open_paths -= touched
        sha = parent
    return found


def summary(commit: Commit) -> dict[str, Any]:
    return {"id": commit.id.decode(), "title": message_parts(commit)[0], "date": from_unix(commit.commit_time)}


def commit_item(commit: Commit, formatted: bool) -> dict[str, Any]:
    """One line of the list of commits."""
    title, message = message_parts(commit)
    user = author_name(commit)
    item: dict[str, Any] = {
        "id": commit.id.decode(),
        "title": title,
        "message": message,
        "authors": [{"user": user, "avatar": ""}],
        "date": from_unix(commit.commit_time),
        "parents": [parent.decode() for parent in commit.parents],
    }
    if formatted:
        item["formatted"] = {"title": escape(title), "message": escape(message).replace("\n", "<br>")}
    return item


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _changed(git: Git, commit: Commit, parent: bytes | None) -> set[bytes]:
    """The paths that a commit changed against its first parent, with all their folders."""
    old = git.commit(parent.decode()).tree if parent else None
    changed: set[bytes] = set()
    for change in tree_changes(git.store, old, commit.tree):
        for side in (change.old, change.new):
            if side is None or side.path is None:
                continue
            path = side.path
            while path and path not in changed:
                changed.add(path)
                path = path.rpartition(b"/")[0]
    return changed
