"""Finding commands in the static tables. Loads the table of one top-level command at a time, and nothing else."""

from __future__ import annotations

from importlib import import_module


TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from huggingface_hub.cli.tables import CommandTable, GroupTable

    Node = CommandTable | GroupTable

_GENERATED = "huggingface_hub.cli._generated"


def root() -> GroupTable:
    """The table of `hf` itself, whose children are stubs."""
    table: GroupTable = _table("root")
    return table


def child(group: GroupTable, name: str) -> tuple[str, Node] | None:
    """A child by name or alias, with its first name; stubs are replaced by what they stand for."""
    for first, entry in group["commands"].items():
        if name == first or name in entry.get("aliases", ()):
            return first, _table(entry["module"]) if "module" in entry else entry
    return None


def has(name: str) -> bool:
    """Whether `hf` has a command of this name or alias, without loading its table."""
    return any(name == first or name in entry.get("aliases", ()) for first, entry in root()["commands"].items())


def walk(words: list[str]) -> tuple[list[str], Node, list[str]]:
    """Follow words as far as they are command names: the names, the table they lead to, and the words left."""
    node: Node = root()
    path: list[str] = []
    rest = list(words)
    while rest and "commands" in node:
        found = child(node, rest[0])
        if found is None:
            break
        path.append(found[0])
        node = found[1]
        rest.pop(0)
    return path, node, rest


def _table(module: str) -> Any:
    table: Any = import_module(f"{_GENERATED}.{module}").TABLE
    return table
