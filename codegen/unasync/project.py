"""
What the refusals have to know about other files: which functions return something to be awaited.

Only names are followed, over imports and base classes, as far as they can be seen in the text. What cannot be seen (an
attribute of some object) is left to the type checker, whose `unused-coroutine` and `unused-awaitable` catch the rest.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal


# "coroutine": runs when awaited; "lazy": a generator or context manager, which does nothing until it is entered, in either
# colour; "plain": anything else.
Kind = Literal["coroutine", "lazy", "plain"]
Function = ast.FunctionDef | ast.AsyncFunctionDef

LAZY_DECORATORS = frozenset({"asynccontextmanager", "contextmanager"})
AWAITABLE_TYPES = frozenset({"Awaitable", "Coroutine"})


@dataclass
class ClassFacts:
    """The methods of a class, and its bases as they are written."""

    bases: list[str]
    methods: dict[str, Kind]


@dataclass
class ModuleFacts:
    """What a module defines and imports, at its top level."""

    functions: dict[str, Kind] = field(default_factory=dict)
    classes: dict[str, ClassFacts] = field(default_factory=dict)
    imports: dict[str, str] = field(default_factory=dict)


class Project:
    """The modules in reach of `_async/`, by dotted name."""

    def __init__(self, modules: Mapping[str, ModuleFacts]) -> None:
        self._modules = modules

    def kind_of_name(self, module: str, dotted: str) -> Kind:
        """What a call of `name` or `alias.name` gives, as seen from a module."""
        return self._kind(module, dotted, set())

    def kind_of_method(self, module: str, class_name: str, method: str) -> Kind:
        """What a call of `self.method()` gives in a class of a module, looking through its bases."""
        return self._method(module, class_name, method, set())

    def _kind(self, module: str, dotted: str, seen: set[tuple[str, str]]) -> Kind:
        facts = self._modules.get(module)

        if facts is None or (module, dotted) in seen:
            return "plain"

        seen.add((module, dotted))
        first, _, rest = dotted.partition(".")

        if not rest and first in facts.functions:
            return facts.functions[first]

        if first in facts.imports:
            target = facts.imports[first]

            if rest and target in self._modules:
                return self._kind(target, rest, seen)

            if not rest:
                owner, _, name = target.rpartition(".")
                return self._kind(owner, name, seen)

        return "plain"

    def _method(self, module: str, dotted: str, method: str, seen: set[tuple[str, str]]) -> Kind:
        facts = self._modules.get(module)

        if facts is None or (module, dotted) in seen:
            return "plain"

        seen.add((module, dotted))
        found = facts.classes.get(dotted)

        if found is not None:
            if method in found.methods:
                return found.methods[method]

            kinds = (self._method(module, base, method, seen) for base in found.bases)
            return next((kind for kind in kinds if kind != "plain"), "plain")

        first, _, rest = dotted.partition(".")

        if first in facts.imports:
            target = facts.imports[first]
            owner, _, name = (target, "", rest) if rest else target.rpartition(".")
            return self._method(owner, name, method, seen)

        return "plain"


def read_facts(tree: ast.Module) -> ModuleFacts:
    """Collect what a module defines and imports."""
    facts = ModuleFacts()

    for node in _statements(tree.body):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                facts.functions[node.name] = kind_of(node)
            case ast.ClassDef():
                bases = [_base_name(base) for base in node.bases]
                methods = {item.name: kind_of(item) for item in _statements(node.body) if isinstance(item, Function)}
                facts.classes[node.name] = ClassFacts(bases, methods)
            case ast.ImportFrom(module=str(module), level=0):
                facts.imports |= {alias.asname or alias.name: f"{module}.{alias.name}" for alias in node.names}
            case ast.Import():
                facts.imports |= {alias.asname: alias.name for alias in node.names if alias.asname}
            case _:
                pass

    return facts


def kind_of(function: Function) -> Kind:
    """What calling a function gives."""
    decorators = {_base_name(decorator).rpartition(".")[2] for decorator in function.decorator_list}

    if decorators & LAZY_DECORATORS:
        return "lazy"

    if isinstance(function, ast.AsyncFunctionDef):
        return "lazy" if is_generator(function) else "coroutine"

    if function.returns is not None and _base_name(function.returns).rpartition(".")[2] in AWAITABLE_TYPES:
        return "coroutine"

    return "plain"


def is_generator(function: Function) -> bool:
    """Whether a function yields by itself; nested functions don't count."""
    return any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in own_nodes(function))


def own_nodes(function: Function) -> Iterator[ast.AST]:
    """All nodes in the body of a function, without those of functions and classes inside it."""
    waiting: list[ast.AST] = list(function.body)

    while waiting:
        node = waiting.pop()
        yield node

        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            waiting += ast.iter_child_nodes(node)


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements of a body and of the `if` and `try` blocks in it."""
    for node in body:
        yield node

        if isinstance(node, ast.If):
            yield from _statements([*node.body, *node.orelse])
        elif isinstance(node, ast.Try):
            yield from _statements([*node.body, *node.orelse, *node.finalbody])


def _base_name(node: ast.expr) -> str:
    """The dotted name below subscripts and calls: `Base[T]` -> `Base`."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            return f"{_base_name(value)}.{attr}"
        case ast.Subscript(value=value) | ast.Call(func=value):
            return _base_name(value)
        case _:
            return ""
