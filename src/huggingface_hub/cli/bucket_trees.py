"""Files of a bucket, drawn as a tree. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from huggingface_hub.cli import values


Tree = dict[str, Any]


def draw(entries: Sequence[Any], folder: str, *, human_readable: bool) -> Iterator[str]:
    """
    Lines with size, time and name.

    Args:
        entries: Files and folders.
        folder: What they are in; it is not drawn.
        human_readable: Sizes as people read them.
    """
    root: Tree = {}
    for entry in entries:
        path = entry.path[len(folder) + 1 :] if folder and entry.path != folder else entry.path
        *parents, name = path.split("/")
        node = root
        for parent in parents:
            node = node.setdefault(f"{parent}/", {})
        if entry.type == "directory":
            node.setdefault(f"{name}/", {})
        else:
            node[name] = entry
    rows = list(_rows(root, "", human_readable))
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(2)]
    for size, time, name in rows:
        yield f"{size:>{widths[0]}}  {time:<{widths[1]}}  {name}"


def _rows(tree: Tree, indent: str, human_readable: bool) -> Iterator[tuple[str, str, str]]:
    names = sorted(tree)
    for name in names:
        node = tree[name]
        last = name == names[-1]
        line = f"{indent}{'└── ' if last else '├── '}{values.single_line(name)}"
        if not isinstance(node, dict):
            size = values.size_with_unit(node.size) if human_readable else str(node.size)
            moment = node.mtime or node.uploaded_at
            yield size, moment.strftime("%Y-%m-%d %H:%M:%S") if moment else "", line
            continue
        yield "", "", line
        yield from _rows(node, indent + ("    " if last else "│   "), human_readable)
