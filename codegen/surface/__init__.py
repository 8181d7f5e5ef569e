"""
The public names, from one list: `codegen/surface.toml`.

It gives `huggingface_hub/__init__.py` (names that are resolved when they are read), `aio.py` (the same names; what waits is
the async one), the public modules of the contract (`hf_api`, `file_download`, `utils` ...), and `_legacy.py`, the table of
private paths that programs out there import. `_core/_operations.py` is made beside them: where each method of `HfApi` is.

Names whose home is not written yet are left out, so that the tree can be generated at any moment of its life; the test
`tests/codegen/test_surface.py` insists that every listed name resolves.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from codegen.output import Output
from codegen.surface.find import Sources
from codegen.surface.read import METHODS_HOME, Entry, Surface, SurfaceError, entry_of, read_surface
from codegen.surface.write import Module, render, render_legacy, render_operations


LIST = PurePosixPath("codegen/surface.toml")
SOURCE = PurePosixPath("src/huggingface_hub")

# What generated files begin with.
MARK = "# Generated from "

# The base of all operations is no operation.
CLIENT = "_async.client"


def generate(root: Path) -> Output:
    """Write the public modules."""
    if not (root / LIST).exists():
        return Output()

    try:
        surface = read_surface(root / LIST)
    except (SurfaceError, ValueError) as error:
        return Output(problems=[f"{LIST}: {error}"], incomplete=True)

    writer = _Writer(root, surface)
    output = Output()

    for path, text in writer.files().items():
        if (root / path).exists() and not (root / path).read_text(encoding="utf-8").startswith(MARK):
            output.problems.append(f"{path}:1: written by hand, and listed in {LIST}: one of the two has to go")
            continue

        output.files[path] = text

    return output


class _Writer:
    """Turns the list into modules, leaving out what does not exist yet."""

    def __init__(self, root: Path, surface: Surface) -> None:
        self.root = root
        self.surface = surface
        self.sources = Sources(root, {METHODS_HOME})

    def files(self) -> dict[PurePosixPath, str]:
        files = {SOURCE / "__init__.py": render(self._root()), SOURCE / "aio.py": render(self._aio())}

        for name, listed in self.surface.modules.items():
            if (module := self._module(name, listed)) is not None:
                files[self._path(name)] = render(module)

        entries = {path: self._existing(names) for path, names in self.surface.legacy.items()}
        files[SOURCE / "_legacy.py"] = render_legacy({path: found for path, found in entries.items() if found})
        files[SOURCE / "_core" / "_operations.py"] = render_operations(self._operations())

        return files

    def _root(self) -> Module:
        entries = [entry for entry in self.surface.root.values() if self._exists(entry)]
        methods = [entry.public for entry in entries if entry.home == METHODS_HOME]

        return Module(
            name="",
            docstring=self.surface.docs.get("", ""),
            entries=[entry for entry in entries if entry.home != METHODS_HOME],
            borrowed={METHODS_HOME: methods} if methods else {},
            submodules=[name for name in self.surface.submodules if "." not in name and self._is_there(name)],
            version=self._version(),
            legacy=True,
        )

    def _aio(self) -> Module:
        entries = [entry for entry in self.surface.root.values() if self._exists(entry)]
        api = self.surface.root.get("AsyncHfApi")
        methods = self.sources.methods(api.home, api.actual) if api else set()

        return Module(
            name="aio",
            docstring=self.surface.docs.get("aio", ""),
            entries=[self._in_async(entry) for entry in entries if entry.home != METHODS_HOME],
            methods=[entry for entry in entries if entry.home == METHODS_HOME and entry.actual in methods],
            api=f"{api.home}:{api.actual}" if api and self._exists(api) else "",
        )

    def _operations(self) -> dict[tuple[str, str], list[str]]:
        """The methods of each class that `HfApi` joins, by module and name of the class; the client itself is none."""
        found: dict[tuple[str, str], list[str]] = {}
        api = self.surface.root.get("AsyncHfApi")
        owners = self.sources.owners(api.home, api.actual) if api else {}

        for name, (home, class_name) in sorted(owners.items()):
            if api and home.startswith("_async.") and home not in (api.home, CLIENT):
                found.setdefault((home.removeprefix("_async."), class_name.removeprefix("Async")), []).append(name)

        return found

    def _in_async(self, entry: Entry) -> Entry:
        """Where the async colour of a name is; values without a colour are the same objects."""
        other = self.surface.root.get(f"Async{entry.public}")

        if other is not None and self._exists(other):
            return Entry(entry.public, other.home, other.actual)

        if entry.home != "_sync" and not entry.home.startswith("_sync."):
            return entry

        home = f"_async{entry.home.removeprefix('_sync')}"
        name = f"Async{entry.actual}" if self.sources.has(home, f"Async{entry.actual}") else entry.actual

        return Entry(entry.public, home, name)

    def _module(self, name: str, listed: list[str]) -> Module | None:
        entries = self._existing(listed)
        methods = [entry for entry in entries if entry.home == METHODS_HOME]
        entries = [entry for entry in entries if entry.home != METHODS_HOME]

        if name == METHODS_HOME:
            # The others take the methods from here, so it has them all, listed or not.
            homes = (entry for entry in self.surface.entries.values() if entry.home == METHODS_HOME)
            methods = [entry for entry in homes if self._exists(entry)]

        below = [other.removeprefix(f"{name}.") for other in self.surface.submodules if other.startswith(f"{name}.")]

        if not entries and not methods:
            return None

        api = self.surface.entries.get("HfApi")
        owns_methods = name == METHODS_HOME and api is not None and self._exists(api)

        return Module(
            name=name,
            docstring=self.surface.docs.get(name, f"Public names of `huggingface_hub.{name}`."),
            entries=entries,
            methods=methods if owns_methods else (),
            borrowed={METHODS_HOME: [method.public for method in methods]} if methods and not owns_methods else {},
            api=f"{api.home}:{api.actual}" if owns_methods and api else "",
            submodules=[module for module in below if self._is_there(f"{name}.{module}")],
            shadowing=[
                entry.public for entry in entries if entry.public in below or self._has_file(f"{name}.{entry.public}")
            ],
        )

    def _existing(self, listed: list[str]) -> list[Entry]:
        known = [name for name in listed if "=" in name or name in self.surface.entries]
        return [entry for name in known if self._exists(entry := entry_of(self.surface, name))]

    def _exists(self, entry: Entry) -> bool:
        if entry.home == METHODS_HOME:
            api = self.surface.entries.get("HfApi")
            return api is not None and entry.actual in self.sources.methods(api.home, api.actual)

        return self.sources.has(entry.home, entry.actual)

    def _is_there(self, name: str) -> bool:
        return name == "aio" or name in self.surface.modules or name in self.surface.legacy or self._has_file(name)

    def _has_file(self, name: str) -> bool:
        base = self.root.joinpath(SOURCE, *name.split("."))
        return base.with_name(f"{base.name}.py").exists() or (base / "__init__.py").exists()

    def _path(self, name: str) -> PurePosixPath:
        base = SOURCE.joinpath(*name.split("."))
        has_children = any(other.startswith(f"{name}.") for other in [*self.surface.modules, *self.surface.submodules])

        return base / "__init__.py" if has_children else base.with_name(f"{base.name}.py")

    def _version(self) -> str:
        text = (self.root / "pyproject.toml").read_text(encoding="utf-8")
        found = re.search(r'^version = "([^"]+)"', text, re.MULTILINE)

        if found is None:
            raise SurfaceError("pyproject.toml has no version")

        return found[1]
