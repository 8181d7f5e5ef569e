"""
What the generator refuses: code that is right when it awaits and would be wrong, or mean something else, in the twin.

Each refusal is one sentence that says why, with a line. They are found in the syntax tree of the source, before anything is
converted. This module has those that can be seen in one place; `blocking.py` has what waits in another way, `calls.py`
forgotten awaits, `races.py` shared state.

Tests under `tests/_async/` follow the same rules, except that they may define classes and module state, import what they
need to play the other side (threads, sockets, httpx), and are not searched for races.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from codegen.unasync.blocking import Found, find_blocking
from codegen.unasync.calls import find_forgotten_awaits
from codegen.unasync.errors import Refusal
from codegen.unasync.project import Project, is_generator, own_nodes
from codegen.unasync.races import find_races
from codegen.unasync.rules import ASYNC_WORD, AWAITABLES
from codegen.unasync.switches import NAME as SWITCH


FALSE_WORDS = re.compile(r"\b(coroutines?|event loops?|asynchronous(?:ly)?)\b", re.IGNORECASE)

MUTABLE_DISPLAYS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)
# What makes a constant, a type, or one object per colour on purpose: a lock or a `once` guards the state of its own colour.
CONSTANT_MAKERS = frozenset(
    {
        "frozenset",
        "tuple",
        "MappingProxyType",
        "re.compile",
        "get_logger",
        "TypeVar",
        "ParamSpec",
        "TypeVarTuple",
        "NewType",
        "cast",
        "str",
        "int",
        "float",
        "bytes",
        "timedelta",
        "runtime.once",
        "runtime.Lock",
    },
)
IMMUTABLE_METHODS = frozenset({"join", "format", "split", "strip", "encode", "replace"})


def find_refusals(tree: ast.Module, source: str, path: str, module: str, project: Project) -> list[Refusal]:
    """Every reason to refuse a module, in order of lines."""
    is_test = path.startswith("tests/")
    found: list[Found] = [
        *find_blocking(tree, is_test),
        *_generators(tree),
        *_annotations(tree),
        *_docstrings(tree),
        *_switches(tree),
        *find_forgotten_awaits(tree, module, project),
    ]

    if not is_test:
        found += [*_module_level(tree.body), *_globals(tree), *find_races(tree, source)]

    return sorted({Refusal(path, line, rule, message) for line, rule, message in found})


def name_of(node: ast.AST) -> str:
    """`a.b.c` as text, below subscripts; empty for anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            parent = name_of(value)
            return f"{parent}.{attr}" if parent else ""
        case ast.Subscript(value=value):
            return name_of(value)
        case _:
            return ""


def _generators(tree: ast.Module) -> Iterator[Found]:
    for function in ast.walk(tree):
        if not isinstance(function, ast.AsyncFunctionDef) or not is_generator(function):
            continue

        returns = name_of(function.returns).rpartition(".")[2] if function.returns else ""

        if returns in {"AsyncIterator", "AsyncIterable"}:
            message = (
                f"A generator is annotated `AsyncGenerator[T, None]`, not `{returns}[T]`: `closing()` needs to know it"
            )
            yield function.lineno, "generators", message

        for node in own_nodes(function):
            if isinstance(node, ast.Raise) and node.exc is not None and _exception(node.exc) == "StopAsyncIteration":
                yield (
                    node.lineno,
                    "generators",
                    "A generator ends with `return`: raised, its twin becomes a RuntimeError (PEP 479)",
                )


def _exception(node: ast.expr) -> str:
    return name_of(node.func if isinstance(node, ast.Call) else node)


def _annotations(tree: ast.Module) -> Iterator[Found]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(returns=returns) | ast.AsyncFunctionDef(returns=returns):
                annotations = [returns]
            case ast.arg(annotation=annotation) | ast.AnnAssign(annotation=annotation):
                annotations = [annotation]
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in AWAITABLES:
                if not _is_subscripted(tree, node):
                    yield (
                        node.lineno,
                        "annotations",
                        f"`{name}` is written with what it gives, `{name}[...]`: the twin keeps only that",
                    )
                continue
            case _:
                continue

        for annotation in annotations:
            for text in _quoted(annotation):
                yield (
                    text.lineno,
                    "annotations",
                    "A quoted annotation is not converted: every module has `from __future__ import annotations`",
                )


def _is_subscripted(tree: ast.Module, node: ast.AST) -> bool:
    # Rare enough that looking for the parent each time is cheaper than keeping all parents.
    return any(isinstance(other, ast.Subscript) and other.value is node for other in ast.walk(tree))


def _quoted(annotation: ast.expr | None) -> Iterator[ast.Constant]:
    """Strings in an annotation that are types, not values of `Literal` or data of `Annotated`."""
    match annotation:
        case None:
            return
        case ast.Constant(value=str()):
            yield annotation
        case ast.Subscript(value=value, slice=inner):
            name = name_of(value).rpartition(".")[2]
            yield from _quoted(value)

            if name == "Annotated" and isinstance(inner, ast.Tuple):
                yield from _quoted(inner.elts[0])
            elif name != "Literal":
                yield from _quoted(inner)
        case _:
            for child in ast.iter_child_nodes(annotation):
                if isinstance(child, ast.expr):
                    yield from _quoted(child)


def _docstrings(tree: ast.Module) -> Iterator[Found]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            for match in FALSE_WORDS.finditer(node.value.value):
                line = node.lineno + node.value.value.count("\n", 0, match.start())
                yield line, "docstrings", f'A docstring that says "{match[0].lower()}" is false in the twin'


def _switches(tree: ast.Module) -> Iterator[Found]:
    allowed: set[int] = set()

    for node in ast.walk(tree):
        if isinstance(node, (ast.If, ast.IfExp)):
            test = (
                node.test.operand
                if isinstance(node.test, ast.UnaryOp) and isinstance(node.test.op, ast.Not)
                else node.test
            )
            allowed.add(id(test))

        # An `elif` is the only statement in the `else` of another `if`, in the same column.
        if isinstance(node, ast.If) and len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
            inner = node.orelse[0]

            if inner.col_offset == node.col_offset and SWITCH in ast.dump(inner.test):
                yield (
                    inner.lineno,
                    "switches",
                    f"`{SWITCH}` is asked with `if`, not with `elif`, so that it can be taken away",
                )

    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == SWITCH and id(node) not in allowed:
            yield (
                node.lineno,
                "switches",
                f"`{SWITCH}` stands alone in an `if`: only then is it known to the generator what to keep",
            )

        if isinstance(node, ast.ImportFrom) and any(alias.name == SWITCH for alias in node.names):
            yield node.lineno, "switches", f"`{SWITCH}` is read as `runtime.{SWITCH}`"


def _module_level(body: list[ast.stmt]) -> Iterator[Found]:
    for node in body:
        match node:
            case ast.ClassDef(name=name) if not ASYNC_WORD.search(name):
                message = (
                    f"Class `{name}` would exist twice, and `isinstance` and `except` would tell the two apart: put it into "
                    "`types/` or `_core/`, or call it `Async…` if it waits"
                )
                yield node.lineno, "module level", message
            case ast.If(body=inner, orelse=other):
                yield from _module_level([*inner, *other])
            case ast.Try(body=inner, orelse=other, finalbody=last):
                yield from _module_level([*inner, *other, *last])
            case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
                if _makes_mutable(value) and not _assigns_all(node):
                    message = (
                        "Module state would exist twice, once for each colour: make it constant, or keep it in `_core/`"
                    )
                    yield node.lineno, "module level", message
            case ast.AugAssign():
                yield (
                    node.lineno,
                    "module level",
                    "Module state would exist twice, once for each colour: make it constant",
                )
            case _:
                pass


def _assigns_all(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and any(name_of(target) == "__all__" for target in node.targets)


def _makes_mutable(value: ast.expr) -> bool:
    match value:
        case ast.Call(func=ast.Attribute(value=ast.Constant(), attr=method)) if method in IMMUTABLE_METHODS:
            return False
        case ast.Call(func=function):
            return (
                name_of(function) not in CONSTANT_MAKERS and name_of(function).rpartition(".")[2] not in CONSTANT_MAKERS
            )
        case ast.IfExp(body=body, orelse=orelse):
            return _makes_mutable(body) or _makes_mutable(orelse)
        case ast.Tuple(elts=elements):
            return any(_makes_mutable(element) for element in elements)
        case _:
            return isinstance(value, MUTABLE_DISPLAYS)


def _globals(tree: ast.Module) -> Iterator[Found]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            yield (
                node.lineno,
                "module level",
                "`global` changes state that would exist twice: keep it in `_core/`, or use `runtime.once`",
            )
