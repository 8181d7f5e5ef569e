"""
How the public modules offer names without importing what is behind them.

The modules are generated from `codegen/surface.toml`; this is the one piece of code they share. A name is resolved when it
is first read, and kept in the module, so that the second look-up is a plain one and tests can replace it.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from importlib.abc import Loader, MetaPathFinder
else:
    # The import system asks for methods, not for bases, and `importlib.abc` takes longer to load than all of this package.
    class Loader: ...

    class MetaPathFinder: ...


PACKAGE = __name__.rpartition(".")[0]


def offer(
    module: str,
    homes: Mapping[str, str],
    *,
    api: str = "",
    methods: str = "",
    submodules: str = "",
    shadowing: str = "",
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """
    Make the `__getattr__` and `__dir__` of a module.

    Args:
        module: Its name.
        homes: For each home, its names, separated by spaces; `public=actual` where they differ.
        api: The class, as `module:name`, whose shared instance the methods belong to.
        methods: Names that are bound methods of that instance.
        submodules: Modules below this one that are imported when they are read as an attribute.
        shadowing: Names that are also the name of a submodule; the name wins over the submodule.
    """
    table = {
        public: (home, actual or public)
        for home, names in homes.items()
        for public, _, actual in (name.partition("=") for name in names.split())
    }
    bound = {public: actual or public for public, _, actual in (name.partition("=") for name in methods.split())}
    below = frozenset(submodules.split())

    def resolve(name: str) -> Any:
        if name in table:
            home, actual = table[name]
            return getattr(import_module(f"{PACKAGE}.{home}"), actual)

        if name in bound:
            return getattr(getattr(sys.modules[module], "api"), bound[name])  # noqa: B009  # `api` is lazy, too

        if name == "api" and api:
            home, _, actual = api.partition(":")
            return getattr(import_module(f"{PACKAGE}.{home}"), actual)()

        if name in below:
            return import_module(f"{module}.{name}")

        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    def get(name: str) -> Any:
        # Two threads that ask at once must get the same object: the first one to be stored.
        return sys.modules[module].__dict__.setdefault(name, resolve(name))

    def list_names() -> list[str]:
        return sorted({*sys.modules[module].__dict__, *table, *bound, *below, *(["api"] if api else [])})

    if shadowing:
        _keep_names_over_submodules(sys.modules[module], frozenset(shadowing.split()))

    return get, list_names


def load_all(module: str, names: Iterable[str]) -> None:
    """Resolve every name now, if `EAGER_IMPORT` is set: for tools that look for names without asking for them."""
    if os.environ.get("EAGER_IMPORT"):
        for name in names:
            getattr(sys.modules[module], name)


def _keep_names_over_submodules(module: ModuleType, names: frozenset[str]) -> None:
    # After importing `a.b`, Python sets attribute `b` of `a` to the submodule, over a class that is called like it.
    class Surface(type(module)):  # type: ignore[misc]  # a base that is known at run time only
        def __setattr__(self, name: str, value: Any) -> None:
            if not (name in names and isinstance(value, ModuleType) and value.__name__ == f"{self.__name__}.{name}"):
                super().__setattr__(name, value)

    module.__class__ = Surface


class LegacyFinder(MetaPathFinder, Loader):
    """Makes modules of private paths that are in use elsewhere; their names and homes are in `_legacy.py`."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Asked last, for names that have no file."""
        if not fullname.startswith(f"{PACKAGE}.") or fullname == f"{PACKAGE}._legacy":
            return None

        if fullname.removeprefix(f"{PACKAGE}.") not in self._table():
            return None

        return ModuleSpec(fullname, self, origin=f"{PACKAGE}._legacy", is_package=self._is_package(fullname))

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Let Python make an empty module."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Give the module its names, without loading what is behind them."""
        homes = self._table()[module.__name__.removeprefix(f"{PACKAGE}.")]
        names = [name.partition("=")[0] for listed in homes.values() for name in listed.split()]
        module.__dict__["__all__"] = names
        module.__dict__["__getattr__"], module.__dict__["__dir__"] = offer(module.__name__, homes)

    def _is_package(self, fullname: str) -> bool:
        prefix = fullname.removeprefix(f"{PACKAGE}.") + "."
        return any(path.startswith(prefix) for path in self._table())

    @staticmethod
    def _table() -> Mapping[str, Mapping[str, str]]:
        return import_module(f"{PACKAGE}._legacy").MODULES  # type: ignore[no-any-return]


def install_legacy_paths() -> None:
    """Let the private paths be imported. Safe to call twice."""
    if not any(isinstance(finder, LegacyFinder) for finder in sys.meta_path):
        sys.meta_path.append(LegacyFinder())
