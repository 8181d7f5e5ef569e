"""
Writes `_functions.pyi` and `_functions_async.pyi`: the operations of `HfApi` and `AsyncHfApi` as functions, for type checkers.

`huggingface_hub.create_repo` is a bound method of one shared client. In an installed package Pyright infers no type of such a
variable: its users would see `Unknown` wherever they call a function. The stubs say what the signatures are.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from codegen.output import tidy
from codegen.sources import FUNCTIONS, ROOT, Function, Reader, Source, is_overload, is_property
from codegen.surface import LIST
from codegen.surface.read import METHODS_HOME, read_surface


SOURCE = PurePosixPath("src/huggingface_hub")

# Package of the operations, class that has them all, stub.
COLOURS = (("_sync", "HfApi", "_functions"), ("_async", "AsyncHfApi", "_functions_async"))

HEADER = '''# Generated from the operations in src/huggingface_hub/{package}: run `python -m codegen`.
"""The operations of `{name}` as functions, for type checkers. At run time they are methods of one shared client."""

'''


def generate() -> dict[Path, str]:
    """Both stubs, as path below the repository's root → text."""
    files = {SOURCE / f"{stub}.pyi": _stub(package, name) for package, name, stub in COLOURS}
    return {Path(path): text for path, text in tidy(ROOT, files).items()}


def _stub(package: str, name: str) -> str:
    reader = Reader()
    functions: dict[str, list[tuple[Function, Source]]] = {}

    for cls, source in reader.classes(f"{package}.api", name):
        own: dict[str, list[tuple[Function, Source]]] = {}
        for node in cls.body:
            if isinstance(node, FUNCTIONS) and not is_property(node):
                own.setdefault(node.name, []).append((node, source))
        for key, found in own.items():
            functions.setdefault(key, found)

    listed = [entry.actual for entry in read_surface(ROOT / LIST).entries.values() if entry.home == METHODS_HOME]
    public = {key: functions[key] for key in listed if key in functions}
    imports: dict[str, tuple[str, str]] = {}
    bodies = [_function(*found, reader, imports) for key in sorted(public) for found in _shown(public[key])]
    lines = [_import(alias, *place) for alias, place in sorted(imports.items())]

    return HEADER.format(package=package, name=name) + "\n".join([*lines, "", *bodies])


def _shown(found: list[tuple[Function, Source]]) -> list[tuple[Function, Source]]:
    """The overloads without the implementation, if there are overloads."""
    overloads = [each for each in found if is_overload(each[0])]
    return overloads or found[-1:]


def _function(node: Function, source: Source, reader: Reader, imports: dict[str, tuple[str, str]]) -> str:
    arguments = ast.parse(ast.unparse(node.args).join(("def f(", "): ..."))).body[0].args  # type: ignore[attr-defined]  # a copy
    arguments.args = arguments.args[1:]
    arguments.defaults = [_default(each) for each in arguments.defaults]
    arguments.kw_defaults = [each and _default(each) for each in arguments.kw_defaults]

    for annotation in [*(each.annotation for each in _each(arguments)), node.returns]:
        for name in _names(annotation):
            place = reader.home(source, name)
            if place is not None:
                if imports.setdefault(name, place) != place:
                    raise ValueError(f"{source.name}: {name} is another thing in another module of operations")
            elif not hasattr(builtins, name):
                raise ValueError(f"{source.name}: {node.name} uses {name}, which comes from nowhere")

    decorator = ""
    if is_overload(node):
        imports["overload"] = ("typing", "overload")
        decorator = "@overload\n"

    keyword = "async def" if isinstance(node, ast.AsyncFunctionDef) and not _yields(node) else "def"
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    summary = (ast.get_docstring(node) or "").split("\n\n")[0].replace("\n", " ")
    body = f'\n    """{summary}"""\n' if summary else " ..."

    return f"{decorator}{keyword} {node.name}({ast.unparse(arguments)}){returns}:{body}\n"


def _default(node: ast.expr) -> ast.expr:
    """Constants as they are; nobody has to be able to import what others are made of."""
    return node if isinstance(node, (ast.Constant, ast.UnaryOp)) else ast.Constant(...)


def _each(arguments: ast.arguments) -> Iterator[ast.arg]:
    yield from [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    yield from (each for each in (arguments.vararg, arguments.kwarg) if each is not None)


def _names(annotation: ast.expr | None) -> Iterator[str]:
    if annotation is not None:
        yield from (node.id for node in ast.walk(annotation) if isinstance(node, ast.Name))


def _yields(node: Function) -> bool:
    """An async generator: called without `await`."""
    waiting: list[ast.AST] = list(node.body)

    while waiting:
        each = waiting.pop()
        if isinstance(each, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(each, (*FUNCTIONS, ast.Lambda)):
            waiting += ast.iter_child_nodes(each)

    return False


def _import(alias: str, module: str, name: str) -> str:
    if not name:
        return f"import {module} as {alias}" if module != alias else f"import {module}"
    return f"from {module} import {name}" + (f" as {alias}" if alias != name else "")
