"""Merging a pull request: three trees, path by path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import TypeAlias

from dulwich.objects import ObjectID, ShaFile
from dulwich.patch import write_tree_diff
from dulwich.walk import Walker

from huggingface_hub.local_hub.state.git import Git
from huggingface_hub.local_hub.state.trees import TreeCache, TreeEditor


Files: TypeAlias = "Mapping[str, tuple[int, str]]"
MAX_DIFF = 4 * 1024 * 1024


@dataclass(frozen=True)
class Merge:
    """
    What merging two commits comes to.

    Attributes:
        conflicts: Paths that both sides changed in different ways; nothing can be merged while there are any.
        tree: The merged tree, with the objects to write for it.
    """

    conflicts: list[str]
    tree: str | None = None
    objects: list[ShaFile] = field(default_factory=list)


def merge_base(git: Git, ours: str, theirs: str) -> str | None:
    """The newest commit that leads to both."""
    mine = {entry.commit.id for entry in Walker(git.store, [ObjectID(ours.encode())])}
    for entry in Walker(git.store, [ObjectID(theirs.encode())], order="topo"):
        if entry.commit.id in mine:
            return entry.commit.id.decode()
    return None


def merge(git: Git, trees: TreeCache, ours: str, theirs: str) -> Merge:
    """Apply to `ours` what changed between the common ancestor and `theirs`."""
    common = merge_base(git, ours, theirs)
    base = _files(git, trees, common) if common else {}
    mine, other = _files(git, trees, ours), _files(git, trees, theirs)
    changes = {path: other.get(path) for path in base.keys() | other.keys() if other.get(path) != base.get(path)}
    open_changes = {path: entry for path, entry in changes.items() if mine.get(path) != entry}
    conflicts = {path for path in open_changes if mine.get(path) != base.get(path)}
    conflicts |= _in_the_way(open_changes, mine)
    if conflicts:
        return Merge(sorted(conflicts))
    editor = TreeEditor(git, git.commit(ours).tree.decode())
    for path, entry in sorted(open_changes.items(), key=lambda item: item[1] is not None):
        # Removals first: a folder may become a file.
        if entry is None:
            editor.remove(path)
        else:
            editor.put(path, entry[1], entry[0])
    tree, objects = editor.finish()
    return Merge([], tree, objects)


def diff(git: Git, ours: str, theirs: str) -> str:
    """What `theirs` changes against the common ancestor, as `git diff` shows it."""
    common = merge_base(git, ours, theirs)
    old = git.commit(common).tree if common else None
    out = BytesIO()
    write_tree_diff(out, git.store, old, git.commit(theirs).tree)
    content = out.getvalue()
    text = content[:MAX_DIFF].decode("utf-8", "replace")
    return text if len(content) <= MAX_DIFF else f"{text}\n[The rest of this diff is too large to show.]\n"


def _files(git: Git, trees: TreeCache, commit: str) -> Files:
    tree = git.commit(commit).tree.decode()
    return {entry.path: (entry.mode, entry.sha) for entry in trees.walk(git, tree) if not entry.is_dir}


def _in_the_way(changes: Mapping[str, tuple[int, str] | None], mine: Files) -> set[str]:
    """New files whose folder is a file on our side, or whose name is a folder there."""
    kept = {path for path in mine if changes.get(path, ()) is not None}
    folders = {path[:end] for path in kept for end in range(len(path)) if path[end] == "/"}
    added = {path for path, entry in changes.items() if entry is not None}
    clashes = {path for path in added if path in folders}
    for path in added:
        if any(path[:end] in kept for end in range(len(path)) if path[end] == "/"):
            clashes.add(path)
    return clashes
