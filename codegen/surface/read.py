"""`surface.toml` as values; its format is described at the top of the file itself."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path


if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

# Names with this home are bound methods of the shared `HfApi` instance.
METHODS_HOME = "hf_api"


@dataclass(frozen=True)
class Entry:
    """A public name, and where the object is: `actual` in module `home` (both below `huggingface_hub`)."""

    public: str
    home: str
    actual: str


@dataclass(frozen=True)
class Surface:
    """Everything that is public."""

    root: dict[str, Entry]
    entries: dict[str, Entry]
    modules: dict[str, list[str]]
    legacy: dict[str, list[str]]
    submodules: list[str]
    docs: dict[str, str]
    coming: dict[str, list[str]]


class SurfaceError(ValueError):
    """`surface.toml` contradicts itself."""


def read_surface(path: Path) -> Surface:
    """
    Read the list of public names.

    Raises:
        SurfaceError: A name is listed twice, or a module offers a name that has no home.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    root = _entries(data.get("root", {}), {})
    entries = _entries(data.get("homes", {}), root)
    surface = Surface(
        root=root,
        entries=entries,
        modules=data.get("modules", {}),
        legacy=data.get("legacy", {}),
        submodules=data.get("submodules", []),
        docs=data.get("docs", {}),
        coming=data.get("coming", {}),
    )
    _check(surface)

    return surface


def entry_of(surface: Surface, name: str) -> Entry:
    """The entry of a name in a module's list; `name=home:actual` there speaks for itself."""
    public, _, place = name.partition("=")

    if not place:
        return surface.entries[public]

    home, _, actual = place.partition(":")
    return Entry(public, home, actual or public)


def _entries(homes: dict[str, list[str]], known: dict[str, Entry]) -> dict[str, Entry]:
    entries = dict(known)

    for home, names in homes.items():
        for name in names:
            public, _, actual = name.partition("=")

            if public in entries:
                raise SurfaceError(f"surface.toml lists {public} twice: under {entries[public].home} and under {home}")

            entries[public] = Entry(public, home, actual or public)

    return entries


def _check(surface: Surface) -> None:
    coming = [name for names in surface.coming.values() for name in names]

    for name in coming:
        if name in surface.entries or coming.count(name) > 1:
            raise SurfaceError(f"surface.toml lists {name} under [coming], but it is listed elsewhere, too")

    for module, names in (surface.modules | surface.legacy).items():
        for name in names:
            if "=" not in name and name not in surface.entries and name not in coming:
                raise SurfaceError(f"surface.toml: {module} offers {name}, which has no home")
