"""
The package's public names, compared with `contract/surface.json`, which describes those of the reference.

    python -m tests.compat.surface           everything that differs and has no excuse in `differences.py`
    python -m tests.compat.surface --all     everything that differs
"""

from __future__ import annotations

import dataclasses
import enum
import importlib
import importlib.util
import inspect
import json
import re
import sys
import typing
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from codegen.surface.read import read_surface
from tests.compat.differences import EXCUSED, MODULES_TO_COME


PACKAGE = "huggingface_hub"
CONTRACT: dict[str, Any] = json.loads((Path(__file__).parent / "contract" / "surface.json").read_text())

KINDS = {
    inspect.Parameter.POSITIONAL_ONLY: "PO",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "POK",
    inspect.Parameter.KEYWORD_ONLY: "KO",
    inspect.Parameter.VAR_POSITIONAL: "VAR",
    inspect.Parameter.VAR_KEYWORD: "KW",
}


@dataclasses.dataclass(frozen=True)
class Difference:
    """One thing that is not as in the reference: `key` names it, as the list of excused differences does."""

    key: str
    reference: Any
    ours: Any

    def __str__(self) -> str:
        return f"{self.key}\n    reference: {self.reference}\n    here:      {self.ours}"


def differences() -> list[Difference]:
    """All that differs, sorted by key."""
    return sorted([*_missing(), *_unlike(), *_arrived()], key=lambda found: found.key)


def unexcused(found: list[Difference]) -> list[str]:
    """What has no excuse, and excuses that nothing needs any more."""
    keys = {each.key for each in found}
    stale = [f"{key}\n    is excused in differences.py, but does not differ" for key in EXCUSED if key not in keys]
    return [str(each) for each in found if each.key not in EXCUSED] + stale


@cache
def coming() -> frozenset[str]:
    """Names that `codegen/surface.toml` lists as not written yet."""
    surface = read_surface(Path(__file__).parents[2] / "codegen" / "surface.toml")
    return frozenset(name for names in surface.coming.values() for name in names)


def find(path: str) -> Any:
    """The object behind `module.name`, below the package."""
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(f"{PACKAGE}.{module}".rstrip(".")), name)


def places(name: str) -> Iterator[str]:
    """Where the reference offers a name."""
    if name in CONTRACT["root"]:
        yield name
    yield from (f"{module}.{name}" for module, names in CONTRACT["modules"].items() if name in names)


def _is_there(path: str) -> bool:
    try:
        find(path)
    except (ImportError, AttributeError):
        return False
    return True


def _missing() -> Iterator[Difference]:
    names = [
        *CONTRACT["root"],
        *(f"{module}.{name}" for module, names in CONTRACT["modules"].items() for name in names),
    ]

    for path in names:
        module, _, name = path.rpartition(".")
        if name not in coming() and module not in MODULES_TO_COME and not _is_there(path):
            yield Difference(path, "there", "missing")


def _arrived() -> Iterator[Difference]:
    """What is said to come, and is there."""
    for name in sorted(coming()):
        for path in places(name):
            if path.rpartition(".")[0] not in MODULES_TO_COME and _is_there(path):
                yield Difference(f"{path}:coming", "there", "there, but [coming] of codegen/surface.toml lists it")

    for module in MODULES_TO_COME:
        if importlib.util.find_spec(f"{PACKAGE}.{module}") is not None:
            yield Difference(f"{module}:coming", "there", "there, but MODULES_TO_COME lists it")


def _unlike() -> Iterator[Difference]:
    for path, spec in CONTRACT["symbols"].items():
        module, _, name = path.rpartition(".")
        offered = [place for place in (path, *places(name)) if _is_there(place)]
        homes = {place.rpartition(".")[0] for place in places(name)}

        if name in coming() or not offered or (homes and homes <= MODULES_TO_COME.keys()):
            continue

        # Two modules may have different things of one name: a type variable, say.
        found = find(path if path in offered else offered[0])
        yield from compare(path, found, spec)


def compare(path: str, found: Any, spec: dict[str, Any]) -> Iterator[Difference]:
    """What of one name differs from its description."""
    for aspect, expected in spec.items():
        if aspect == "kind":
            if not _is_of_kind(found, expected):
                yield Difference(f"{path}:kind", expected, type(found).__name__)
        elif aspect == "methods":
            for name, listed in expected.items():
                method = getattr(found, name, None)
                if method is None:
                    yield Difference(f"{path}.{name}", "a method", "missing")
                elif (ours := parameters(method, bound=not _is_static(found, name))) != listed:
                    yield from _parameters_differ(f"{path}.{name}", listed, ours)
        elif aspect in ("params", "init"):
            yield from _parameters_differ(path, expected, _ASPECTS[aspect](found, expected))
        elif (ours := _ASPECTS[aspect](found, expected)) != expected:
            yield Difference(f"{path}:{aspect}", expected, ours)


def parameters(function: Any, *, bound: bool = False) -> list[list[str | None]]:
    """Name, kind and default of each parameter."""
    try:
        found = list(inspect.signature(function).parameters.values())
    except ValueError:  # of a class of C that has none
        return [["args", "VAR", None], ["kwargs", "KW", None]]

    found = found[1:] if bound and found and found[0].name in ("self", "cls") else found
    return [
        [each.name, KINDS[each.kind], None if each.default is each.empty else _without_address(each.default)]
        for each in found
    ]


def _without_address(value: Any) -> str:
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


def _parameters_differ(
    path: str, expected: list[list[str | None]], ours: list[list[str | None]]
) -> Iterator[Difference]:
    """One difference for each parameter, so that an excuse for one hides no other."""
    theirs, mine = {each[0]: each[1:] for each in expected}, {each[0]: each[1:] for each in ours}

    for name in theirs.keys() | mine.keys():
        if theirs.get(name) != mine.get(name):
            yield Difference(f"{path}({name})", theirs.get(name, "-"), mine.get(name, "-"))

    common = [each[0] for each in ours if each[0] in theirs]
    positional = [each[0] for each in expected if each[0] in mine and each[1] != "KO"]

    if [name for name in common if name in positional] != positional:
        yield Difference(f"{path}:order", positional, common)


def _is_static(cls: Any, name: str) -> bool:
    return isinstance(inspect.getattr_static(cls, name, None), (staticmethod, classmethod))


def _is_of_kind(found: Any, kind: str) -> bool:
    match kind:
        case "function":
            return callable(found) and not inspect.isclass(found)
        case "class" | "typeddict" | "protocol" | "pydantic_model":
            return inspect.isclass(found)
        case "dataclass":
            return dataclasses.is_dataclass(found)
        case "enum":
            return inspect.isclass(found) and issubclass(found, enum.Enum)
        case "exception":
            return inspect.isclass(found) and issubclass(found, BaseException)
        case _:
            return True


def _bases(found: Any, expected: list[str]) -> list[str]:
    """Those of the reference's bases that ours has, too: a base more is nobody's harm."""
    names = [f"{cls.__module__}.{cls.__qualname__}".removeprefix("builtins.") for cls in found.__mro__[1:]]
    last = {name.replace("httpx.", "httpx2.").rpartition(".")[2] for name in names}

    return [name for name in expected if name.rpartition(".")[2] in last]


def _fields(found: Any, expected: list[Any]) -> list[Any]:
    if hasattr(found, "model_fields"):  # pydantic's
        return [
            [name, None if field.is_required() else repr(field.default), True, True]
            for name, field in found.model_fields.items()
        ]
    return [
        [field.name, _default(field), field.init, field.repr]
        for field in (dataclasses.fields(found) if dataclasses.is_dataclass(found) else ())
    ]


def _default(field: dataclasses.Field[Any]) -> str | None:
    if field.default_factory is not dataclasses.MISSING:
        return f"factory {getattr(field.default_factory, '__name__', '')}".strip()
    return None if field.default is dataclasses.MISSING else repr(field.default).replace("frozenset()", "frozenset({})")


def _flags(found: Any, expected: list[str]) -> list[str]:
    return [flag for flag in expected if getattr(found.__dataclass_params__, flag, False)]


def _have(found: Any, expected: list[str]) -> list[str]:
    fields = {field.name for field in dataclasses.fields(found)} if dataclasses.is_dataclass(found) else set()
    annotated = {name for cls in found.__mro__ for name in vars(cls).get("__annotations__", {})}
    return [name for name in expected if hasattr(found, name) or name in fields | annotated]


def _value(found: Any, expected: str) -> str:
    """The value, written as the contract writes it."""
    if expected.startswith("TypeVar") and isinstance(found, typing.TypeVar):
        return expected
    if isinstance(found, (set, frozenset)):
        items = ", ".join(sorted(map(repr, found)))
        return f"{type(found).__name__}({{{items}}})"
    if isinstance(found, re.Pattern):
        return repr(found) if expected.startswith("re.") else f"<regex, VERBOSE, {found.groups} groups>"
    if isinstance(found, str | int | float | list | tuple | dict | bytes | Path | None):
        text = str(Path.home())
        return repr(found).replace(text, "<HOME>")
    return re.sub(r"\btyping(?:_extensions)?\.|\bcollections\.abc\.|huggingface_hub\.[a-z_.]*", "", str(found)).replace(
        "NoneType", "None"
    )


_ASPECTS: dict[str, Any] = {
    "params": lambda found, expected: parameters(found),
    "init": lambda found, expected: parameters(found),
    "method": lambda found, expected: getattr(found, "__name__", None),
    "generator": lambda found, expected: expected,
    "bases": _bases,
    "fields": _fields,
    "flags": _flags,
    "members": lambda found, expected: {each.name: each.value for each in found},
    "keys": lambda found, expected: sorted(typing.get_type_hints(found)),
    "required": lambda found, expected: sorted(found.__required_keys__),
    "properties": _have,
    "attributes": _have,
    "dunders": _have,
    "value": _value,
    "type": lambda found, expected: type(found).__name__,
}


def main(arguments: list[str]) -> int:
    """Print what differs; the result is the exit code."""
    found = differences()
    lines = [str(each) for each in found] if "--all" in arguments else unexcused(found)
    print("\n".join(lines))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
