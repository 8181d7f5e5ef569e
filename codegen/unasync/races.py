"""
Shared state: what is safe between tasks, because they only take turns at an `await`, and is not between threads.

- `self.x += ...` reads, adds and writes.
- `if self.x is None: self.x = ...` tests, and then acts on what may have changed.
- `nonlocal` in a function that runs in a task group.

Let children return and parents collect (`map_concurrently` gives an ordered list), or hold a `runtime.Lock` around both
steps. An object that belongs to one task only (a reader with its position) says so, with the reason, on the line:

    self._position += len(data)  # one owner: a reader is never shared
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from codegen.unasync.project import Function, own_nodes


Found = tuple[int, str, str]

WAIVER = re.compile(r"#\s*one owner:\s*\S")
LOCK = re.compile(r"lock", re.IGNORECASE)
# Nobody else knows the object yet.
UNSHARED = frozenset({"__init__", "__new__", "__post_init__", "__setstate__"})
STARTERS = frozenset({"start", "map_concurrently", "map_outcomes", "as_completed", "Background"})


def find_races(tree: ast.Module, source: str) -> Iterator[Found]:
    """Every change of shared state that no lock protects."""
    lines = source.splitlines()

    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)) and method.name not in UNSHARED:
                    yield from (found for found in _in_method(method) if not WAIVER.search(lines[found[0] - 1]))

    yield from _nonlocals(tree)


def _in_method(method: Function) -> Iterator[Found]:
    locked = {id(node) for block in ast.walk(method) if _takes_lock(block) for node in ast.walk(block)}
    tests = [(attribute, test.lineno) for test in _tests(method) for attribute in _reads(test)]

    for node in ast.walk(method):
        if id(node) in locked:
            continue

        match node:
            case ast.AugAssign(target=target) if attribute := _attribute(target):
                message = f"`self.{attribute}` is read, changed and written, and threads may come in between: return it, or hold a lock"
                yield node.lineno, "races", message
            case ast.Assign(targets=targets):
                yield from _check_then_act(targets, node.lineno, tests)
            case ast.AnnAssign(target=target, value=ast.expr()):
                yield from _check_then_act([target], node.lineno, tests)
            case _:
                pass


def _check_then_act(targets: list[ast.expr], line: int, tests: list[tuple[str, int]]) -> Iterator[Found]:
    for target in targets:
        attribute = _attribute(target)

        if any(tested == attribute and at <= line for tested, at in tests):
            message = (
                f"`self.{attribute}` was tested before it is set, and threads may come in between: "
                "hold a lock around both, or use `runtime.once`"
            )
            yield line, "races", message


def _tests(method: Function) -> Iterator[ast.expr]:
    for node in ast.walk(method):
        if isinstance(node, (ast.If, ast.While, ast.IfExp)):
            yield node.test


def _reads(test: ast.expr) -> Iterator[str]:
    for node in ast.walk(test):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
            yield node.attr


def _attribute(target: ast.expr) -> str:
    """`x` for `self.x` and for `self.x[key]`; a longer path is somebody else's state."""
    match target:
        case ast.Attribute(value=ast.Name(id="self"), attr=attribute):
            return attribute
        case ast.Subscript(value=value):
            return _attribute(value)
        case _:
            return ""


def _takes_lock(node: ast.AST) -> bool:
    return isinstance(node, (ast.AsyncWith, ast.With)) and any(
        LOCK.search(ast.unparse(item.context_expr)) for item in node.items
    )


def _nonlocals(tree: ast.Module) -> Iterator[Found]:
    started = set()

    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and node.args
            and isinstance(node.args[0], ast.Name)
            and _called(node) in STARTERS
        ):
            started.add(node.args[0].id)

    for function in ast.walk(tree):
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)) and function.name in started:
            for node in own_nodes(function):
                if isinstance(node, ast.Nonlocal):
                    message = f"`{function.name}` runs beside others, in threads in the twin: return the value, and let the parent collect"
                    yield node.lineno, "races", message


def _called(call: ast.Call) -> str:
    return (
        call.func.attr
        if isinstance(call.func, ast.Attribute)
        else call.func.id
        if isinstance(call.func, ast.Name)
        else ""
    )
