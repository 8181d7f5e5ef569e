"""
Forgotten awaits: a call that gives something to be awaited, and is not awaited where it stands.

In the async colour such a value can be kept, put in a list, or handed to somebody who awaits it. In the twin the call runs
on the spot, and what should have happened at once happens one after the other. Hand over the *function* instead: to
`runtime.map_concurrently(fn, items)`, to `tg.start(fn, *args)`, or as a lambda.

Generators and context managers are let alone: until they are entered they do nothing, in either colour.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codegen.unasync.project import Function, Kind, Project, kind_of


MESSAGE = (
    "`{name}(...)` is not awaited here, so its twin would run on the spot: await it, or pass the function itself "
    "(`map_concurrently(fn, items)`, `tg.start(fn, ...)`)"
)
UNUSED = "`{name}(...)` does nothing until it is entered or iterated over, in either colour"


def find_forgotten_awaits(tree: ast.Module, module: str, project: Project) -> Iterator[tuple[int, str, str]]:
    """Calls of functions that are known to give an awaitable, where nobody awaits it."""
    for call, parents, scope in _calls(tree):
        kind, name = _kind(call, module, project, scope)

        if kind == "coroutine" and not _is_awaited(call, parents):
            yield call.lineno, "awaits", MESSAGE.format(name=name)
        elif kind == "lazy" and parents and isinstance(parents[-1], ast.Expr):
            yield call.lineno, "awaits", UNUSED.format(name=name)


# What surrounds a call: the nodes above it, and the class and functions that it stands in.
Scope = tuple[ast.ClassDef | Function, ...]


def _calls(tree: ast.Module) -> Iterator[tuple[ast.Call, tuple[ast.AST, ...], Scope]]:
    waiting: list[tuple[ast.AST, tuple[ast.AST, ...], Scope]] = [(tree, (), ())]

    while waiting:
        node, parents, scope = waiting.pop()

        if isinstance(node, ast.Call):
            yield node, parents, scope

        inner = (*scope, node) if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) else scope
        # Three levels are enough to see through parentheses, conditions and lambdas.
        above = (*parents, node)[-6:]
        waiting += [(child, above, inner) for child in ast.iter_child_nodes(node)]


def _kind(call: ast.Call, module: str, project: Project, scope: Scope) -> tuple[Kind, str]:
    match call.func:
        case ast.Name(id=name):
            return _local_kind(name, scope) or project.kind_of_name(module, name), name
        case ast.Attribute(value=ast.Name(id="self" | "cls" as owner), attr=method):
            return _method_kind(method, module, project, scope), f"{owner}.{method}"
        case ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr=method):
            return _method_kind(method, module, project, scope), f"super().{method}"
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            return _attribute_kind(owner, name, module, project, scope), f"{owner}.{name}"
        case _:
            return "plain", ""


def _attribute_kind(owner: str, name: str, module: str, project: Project, scope: Scope) -> Kind:
    """The kind of `owner.name`: of a parameter whose annotation is a known class, or of an imported module."""
    for outer in reversed(scope):
        parameters = _parameters(outer)

        if owner in parameters:
            annotation = parameters[owner]
            return project.kind_of_method(module, ast.unparse(annotation), name) if annotation is not None else "plain"

    return project.kind_of_name(module, f"{owner}.{name}")


def _local_kind(name: str, scope: Scope) -> Kind | None:
    """The kind of a function that is defined in an enclosing function; parameters hide what is outside."""
    for outer in reversed(scope):
        if isinstance(outer, ast.ClassDef):
            continue

        for node in ast.walk(outer):
            if node is not outer and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == name:
                return kind_of(node)

        if name in _parameters(outer):
            return "plain"

    return None


def _parameters(function: ast.AST) -> dict[str, ast.expr | None]:
    """The parameters of a function, with their annotations."""
    if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return {}

    arguments = function.args
    listed = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]

    return {argument.arg: argument.annotation for argument in listed}


def _method_kind(method: str, module: str, project: Project, scope: Scope) -> Kind:
    owner = next((node for node in reversed(scope) if isinstance(node, ast.ClassDef)), None)
    return project.kind_of_method(module, owner.name, method) if owner is not None else "plain"


def _is_awaited(call: ast.Call, parents: tuple[ast.AST, ...]) -> bool:
    """Whether the value of a call goes straight into an `await`, or is what a lambda gives."""
    child: ast.AST = call

    for parent in reversed(parents):
        match parent:
            case ast.Await():
                return True
            case ast.Lambda(body=body) if body is child:
                return True
            case ast.IfExp(test=test) if test is not child:
                child = parent
            case ast.NamedExpr() | ast.BoolOp():
                child = parent
            case _:
                return False

    return False
