"""
Which of the listed names exist, seen in the text of the sources: nothing is imported, so a broken module breaks nothing here.

A home that is not written yet makes its names "not there": they are left out until it is. The test suite, not the
generator, insists that every listed name is there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from codegen.unasync.rules import Used, rename, rename_module


PACKAGE = "huggingface_hub"


class Sources:
    """The names of modules and methods of classes, read from files when they are asked for."""

    def __init__(self, root: Path, generated: set[str]) -> None:
        """
        Args:
            root: The root of the project.
            generated: Public modules that are generated from the list; whatever they are said to offer, they offer.
        """
        self._folder = root / "src"
        self._generated = generated
        self._trees: dict[str, ast.Module | None] = {}
        self._found: dict[str, set[str]] = {}
        self._found_methods: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}

    def has(self, home: str, name: str) -> bool:
        """Whether a module below the package has a name at its top level."""
        if home in self._generated:
            return True

        if home not in self._found:
            tree, blocking = self._tree(home)
            names = _top_level_names(tree) if tree is not None else iter(())
            self._found[home] = {_twin(found, blocking) for found in names}

        # A module with a `__getattr__` of its own may have any name.
        return not self._found[home].isdisjoint({name, "__getattr__"})

    def methods(self, home: str, class_name: str) -> set[str]:
        """The methods of a class, with those of its bases as far as they can be followed."""
        return set(self.owners(home, class_name))

    def owners(self, home: str, class_name: str) -> dict[str, tuple[str, str]]:
        """The module and the class in which each of its methods is written."""
        key = home, class_name

        if key not in self._found_methods:
            self._found_methods[key] = dict(self._methods(home, class_name, set()))

        return self._found_methods[key]

    def _methods(self, home: str, class_name: str, seen: set[tuple[str, str]]) -> Iterator[tuple[str, tuple[str, str]]]:
        tree, blocking = self._tree(home)

        if tree is None or (home, class_name) in seen:
            return

        seen.add((home, class_name))
        imports = dict(_imports(tree, blocking))

        for node in _statements(tree.body):
            if isinstance(node, ast.ClassDef) and _twin(node.name, blocking) == class_name:
                # An alias in the class, `old_name = name`, is as good as a method.
                names = _top_level_names(ast.Module(body=node.body, type_ignores=[]))
                yield from ((name, (home, class_name)) for name in names)

                for base in node.bases:
                    yield from self._methods(*_place(base, home, imports, blocking), seen)

        if class_name in imports:
            module, _, name = imports[class_name].rpartition(".")
            yield from self._methods(module, name, seen)

    def _tree(self, home: str) -> tuple[ast.Module | None, bool]:
        """The tree of a module; for a twin that of its source, whose names are still to be converted."""
        blocking = home == "_sync" or home.startswith("_sync.")
        source = f"_async{home.removeprefix('_sync')}" if blocking else home

        if source not in self._trees:
            self._trees[source] = self._parse(source)

        return self._trees[source], blocking

    def _parse(self, home: str) -> ast.Module | None:
        base = self._folder.joinpath(PACKAGE, *home.split("."))

        for path in (base.with_name(f"{base.name}.py"), base / "__init__.py"):
            if path.exists():
                try:
                    return ast.parse(path.read_text(encoding="utf-8"))
                except SyntaxError:
                    return None

        return None


def _twin(name: str, blocking: bool) -> str:
    return rename(name, Used()) if blocking else name


def _imports(tree: ast.Module, blocking: bool) -> Iterator[tuple[str, str]]:
    """Names that a module imports from the package, as the twin has them, and where they come from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module is not None and node.module.startswith(PACKAGE):
            for alias in node.names:
                source = f"{node.module}.{_twin(alias.name, blocking)}"
                source = rename_module(source, Used()) if blocking else source
                yield _twin(alias.asname or alias.name, blocking), source.removeprefix(f"{PACKAGE}.")


def _place(base: ast.expr, home: str, imports: dict[str, str], blocking: bool) -> tuple[str, str]:
    """The module and name of a base class: `Base`, `Base[T]` or `module.Base`."""
    match base:
        case ast.Subscript(value=value):
            return _place(value, home, imports, blocking)
        case ast.Name(id=name):
            return home, _twin(name, blocking)
        case ast.Attribute(value=ast.Name(id=module), attr=name):
            return imports.get(module, ""), _twin(name, blocking)
        case _:
            return "", ""


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Those of a module, and what stands below an `if` or `try` of it."""
    waiting = list(body)

    while waiting:
        node = waiting.pop()
        yield node

        if isinstance(node, (ast.If, ast.Try)):
            waiting += [*node.body, *node.orelse, *getattr(node, "finalbody", [])]


def _top_level_names(tree: ast.Module) -> Iterator[str]:
    for node in _statements(tree.body):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (item.id for target in targets for item in ast.walk(target) if isinstance(item, ast.Name))
