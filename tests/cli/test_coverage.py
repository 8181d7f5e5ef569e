"""Every command is run by some test: found by reading the tests, so that a new command can't come without one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from huggingface_hub.cli import tree


TESTS = Path(__file__).resolve().parents[1]
# The program is the demonstration: `tests/local_hub/test_demo.py` runs what it calls.
EXCUSED = {("local-hub", "demo")}
RUNNERS = {"hf", "on_hub", "on_exchanges", "process", "run", "cli", "told"}


def leaves() -> Iterator[tuple[str, ...]]:
    """All commands, by their first names."""

    def visit(path: tuple[str, ...], node: Any) -> Iterator[tuple[str, ...]]:
        for name, child in node["commands"].items():
            below = (
                import_module(f"huggingface_hub.cli._generated.{child['module']}").TABLE if "module" in child else child
            )
            if "commands" in below:
                yield from visit((*path, name), below)
            else:
                yield (*path, name)

    return visit((), tree.root())


def command(words: list[str]) -> tuple[str, ...] | None:
    """The command that a command line begins with."""
    path, node, _ = tree.walk([word for word in words if not word.startswith("-")])
    return tuple(path) if path and "commands" not in node else None


def constants(nodes: list[ast.expr]) -> list[str]:
    """The texts that a list of expressions begins with."""
    found = []
    for node in nodes:
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            break
        found.append(node.value)
    return found


def run_by(path: Path) -> set[tuple[str, ...]]:
    """The commands that a file of tests runs: calls of the fixtures that run them, and lines that begin with `hf`."""
    text = path.read_text(encoding="utf-8")
    calls: list[list[str]] = [[]]
    groups: list[list[str]] = [line.split() for line in re.findall(r"\bhf ((?:[a-z][a-z-]* ?)+)", text)]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RUNNERS:
            calls.append(constants(node.args))
        elif isinstance(node, (ast.Tuple, ast.List)):
            groups.append(constants(node.elts))
            module = [i for i, each in enumerate(node.elts) if getattr(each, "value", None) == "huggingface_hub.cli"]
            # A process of its own: `[sys.executable, "-m", "huggingface_hub.cli", …]`.
            calls += [constants(node.elts[i + 1 :]) for i in module]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[a-z-]+", node.value):
            groups.append([node.value])
    lines = [*calls, *([*call, *group] for call in calls for group in groups)]
    return {found for line in lines if line and (found := command(line)) is not None}


def test_every_command_is_run_by_a_test() -> None:
    files = [*(TESTS / "cli").glob("test_*.py"), *(TESTS / "manual").glob("test_*.py")]
    run = {found for path in files if path.name != Path(__file__).name for found in run_by(path)}
    missing = sorted(" ".join(("hf", *leaf)) for leaf in set(leaves()) - run - EXCUSED)
    assert missing == [], "write a test that runs them"
