"""The package's source, read without importing it: classes, their bases, and where names come from."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "huggingface_hub"

Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass
class Source:
    """A module: what it defines, and where its other names come from."""

    name: str
    classes: dict[str, ast.ClassDef] = field(default_factory=dict)
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    functions: dict[str, Function] = field(default_factory=dict)
    # Values with the text below them, if there is one.
    values: dict[str, tuple[ast.expr | None, str]] = field(default_factory=dict)


class Reader:
    """Reads modules and follows classes to their bases."""

    def __init__(self) -> None:
        self._sources: dict[str, Source] = {}

    def classes(self, module: str, name: str, seen: set[str] | None = None) -> Iterator[tuple[ast.ClassDef, Source]]:
        """A class and its bases, nearest first."""
        seen = set() if seen is None else seen
        source = self.read(f"{PACKAGE}.{module}")

        if name in source.imports and name not in source.classes:
            home, actual = source.imports[name]
            yield from self.classes(home.removeprefix(f"{PACKAGE}."), actual, seen)
        elif name in source.classes and name not in seen:
            seen.add(name)
            yield source.classes[name], source
            for base in source.classes[name].bases:
                yield from self.classes(module, ast.unparse(base).split("[")[0], seen)

    def home(self, source: Source, name: str) -> tuple[str, str] | None:
        """Where a name that a module uses is defined."""
        if name in source.own:
            return source.name, name
        if name not in source.imports:
            return None

        module, actual = source.imports[name]
        # A package that imports its own submodule names itself.
        ours = module.startswith(PACKAGE) and actual and module != source.name
        followed = self.home(self.read(module), actual) if ours else None
        return followed or (module, actual)

    def read(self, module: str) -> Source:
        """A module, by its whole name; one without a file defines nothing."""
        if module not in self._sources:
            self._sources[module] = source = Source(module)
            base = ROOT.joinpath("src", *module.split("."))
            path = next((each for each in (base.with_suffix(".py"), base / "__init__.py") if each.exists()), None)
            tree = ast.parse(path.read_text(encoding="utf-8")) if path else ast.Module([], [])
            for node in ast.walk(tree):
                if isinstance(node, ast.ImportFrom) and node.module:
                    source.imports |= {each.asname or each.name: (node.module, each.name) for each in node.names}
                elif isinstance(node, ast.Import):
                    source.imports |= {each.asname or each.name: (each.name, "") for each in node.names}
            _read_definitions(tree.body, source)

        return self._sources[module]


def _read_definitions(body: list[ast.stmt], source: Source) -> None:
    for node, after in zip(body, [*body[1:], ast.Pass()], strict=False):
        if isinstance(node, ast.ClassDef):
            source.classes[node.name] = node
            source.own.add(node.name)
        elif isinstance(node, FUNCTIONS):
            source.functions[node.name] = node  # the last one: the implementation, after its overloads
            source.own.add(node.name)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            text = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
            for name in (each.id for each in targets if isinstance(each, ast.Name)):
                source.values[name] = node.value, str(text)
                source.own.add(name)
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            # What type checkers read is what there is to say.
            _read_definitions(node.body, source)


def is_overload(node: Function) -> bool:
    """Whether it is one of several signatures, not the function itself."""
    return any(isinstance(each, ast.Name) and each.id == "overload" for each in node.decorator_list)


def is_property(node: Function) -> bool:
    """Whether it reads like an attribute."""
    return any(ast.unparse(each).endswith("property") for each in node.decorator_list)
