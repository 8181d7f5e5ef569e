"""The text of generated public modules. It is laid out here, wrapped, because one name a line would fill 1,500 lines."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from codegen.surface.read import Entry


HEADER = (
    "# Generated from codegen/surface.toml: edit that file, not this one, then run `python -m codegen`.\n"
    "# fmt: off\n"
    "# ruff: noqa: F821, I001, RUF100\n"
)
OPERATIONS_HEADER = "# Generated from src/huggingface_hub/_async/api: run `python -m codegen`.\n# fmt: off\n"
PACKAGE = "huggingface_hub"
WIDTH = 120


@dataclass
class Module:
    """One generated module."""

    # Its name below the package; empty for the package itself.
    name: str
    docstring: str
    entries: Sequence[Entry]
    methods: Sequence[Entry] = ()
    # `module:name` of the class whose shared instance the methods belong to.
    api: str = ""
    # Names that static analysis imports from elsewhere: the root takes the methods from `hf_api`.
    borrowed: dict[str, Sequence[str]] = field(default_factory=dict)
    submodules: Sequence[str] = ()
    shadowing: Sequence[str] = ()
    version: str = ""
    legacy: bool = False


def render(module: Module) -> str:
    """The whole file."""
    names = sorted(
        {entry.public for entry in module.entries}
        | {method.public for method in module.methods}
        | _flat(module.borrowed)
    )
    names += ["api"] if module.api and "api" not in names else []
    helpers = ["install_legacy_paths", "load_all"] if module.legacy else []
    parts = [
        HEADER + _docstring(module.docstring),
        "from __future__ import annotations\n",
        f"from typing import TYPE_CHECKING\n\nfrom {PACKAGE}._names import {', '.join([*helpers, 'offer'])}\n\n",
    ]

    if module.version:
        parts.append(f'__version__ = "{module.version}"\n')

    parts.append(f"__all__ = [\n{_quoted(names)}]\n")
    parts.append(_offer(module))

    if module.legacy:
        parts.append("install_legacy_paths()\n")

    parts.append(_static(module))

    if module.legacy:
        parts.append("load_all(__name__, __all__)\n")

    return "\n".join(parts)


def render_legacy(modules: dict[str, Sequence[Entry]]) -> str:
    """The table of private paths."""
    lines = [
        HEADER,
        '"""Private paths of the reference that are imported elsewhere, and where their names live here; see `_names.py`."""\n\n',
        "from __future__ import annotations\n\n\nMODULES: dict[str, dict[str, str]] = {\n",
    ]

    for path, entries in sorted(modules.items()):
        lines.append(f'    "{path}": {{\n')
        lines += [f"    {line}\n" for line in _homes(entries).splitlines()]
        lines.append("    },\n")

    return "".join([*lines, "}\n"])


def render_operations(classes: Mapping[tuple[str, str], Sequence[str]]) -> str:
    """The table of the classes that `HfApi` joins."""
    lines = [
        OPERATIONS_HEADER,
        '"""The methods of `HfApi`, by the module and the class in which they are written; see `on_demand.py`."""\n\n',
        "from __future__ import annotations\n\n\nOPERATIONS: dict[tuple[str, str], str] = {\n",
    ]

    for (home, name), methods in sorted(classes.items()):
        lines.append(f'    ("{home}", "{name}"): (\n{_words(methods, 8)}    ),\n')

    return "".join([*lines, "}\n"])


def _docstring(text: str) -> str:
    lines = textwrap.wrap(text, WIDTH - 6)
    return f'"""{text}"""\n' if len(lines) == 1 else '"""\n' + "\n".join(lines) + '\n"""\n'


def _offer(module: Module) -> str:
    borrowed = [Entry(name, home, name) for home, names in module.borrowed.items() for name in names]
    arguments = [f"{{\n{_homes([*module.entries, *borrowed])}}}"]

    if module.api:
        arguments.append(f'api="{module.api}"')

    lists = {
        "methods": [_word(method) for method in module.methods],
        "submodules": module.submodules,
        "shadowing": module.shadowing,
    }
    arguments += [f"{key}=(\n{_words(sorted(names), 4)})" for key, names in lists.items() if names]

    # Type checkers shall know the names of `_static`, and that there are no others.
    call = f"__getattr__, __dir__ = offer(__name__, {', '.join(arguments)})\n"
    return f"if not TYPE_CHECKING:\n{textwrap.indent(call, ' ' * 4)}"


def _homes(entries: Iterable[Entry]) -> str:
    """`"home": "name other=actual ..."` for each home."""
    by_home: dict[str, list[str]] = {}

    for entry in entries:
        by_home.setdefault(entry.home, []).append(_word(entry))

    text = ""

    for home, names in sorted(by_home.items()):
        line = f'    "{home}": "{" ".join(sorted(names))}",\n'
        text += line if len(line) <= WIDTH else f'    "{home}": (\n{_words(sorted(names), 8)}    ),\n'

    return text


def _word(entry: Entry) -> str:
    return entry.public if entry.public == entry.actual else f"{entry.public}={entry.actual}"


def _static(module: Module) -> str:
    """What type checkers and editors read instead."""
    by_home: dict[str, list[str]] = {home: list(names) for home, names in module.borrowed.items()}
    renamed = []
    # Written by `codegen/functions.py`.
    stubs = "_functions_async" if module.api.startswith("_async") else "_functions"
    methods = [Entry(method.public, stubs, method.actual) for method in module.methods]

    for entry in [*module.entries, *methods]:
        if entry.public == entry.actual:
            by_home.setdefault(entry.home, []).append(entry.public)
        else:
            renamed.append(entry)

    text = "if TYPE_CHECKING:\n"
    api_home, _, api_class = module.api.partition(":")

    if api_class and api_class not in by_home.get(api_home, []):
        text += f"    from {PACKAGE}.{api_home} import {api_class} as _Api\n"

    for submodule in module.submodules:
        # Private paths have no file that a type checker could read.
        if submodule not in module.shadowing and not submodule.startswith("_"):
            parent = f"{PACKAGE}.{module.name}".rstrip(".")
            text += f"    from {parent} import {submodule} as {submodule}\n"

    for home, names in sorted(by_home.items()):
        line = f"    from {PACKAGE}.{home} import {', '.join(sorted(names))}\n"
        text += line if len(line) <= WIDTH else f"    from {PACKAGE}.{home} import (\n{_wrapped(sorted(names))}    )\n"

    for entry in sorted(renamed, key=lambda entry: entry.public):
        text += f"    from {PACKAGE}.{entry.home} import {entry.actual} as _{entry.public}\n"

    for entry in sorted(renamed, key=lambda entry: entry.public):
        text += f"    {entry.public} = _{entry.public}\n"

    if api_class:
        known = api_class in by_home.get(api_home, [])
        text += f"\n    api: {api_class if known else '_Api'}\n"

    return text if text.count("\n") > 1 else ""


def _quoted(names: Iterable[str]) -> str:
    return (
        textwrap.fill(
            ", ".join(f'"{name}"' for name in names) + ",", WIDTH, initial_indent="    ", subsequent_indent="    "
        )
        + "\n"
    )


def _wrapped(names: Iterable[str]) -> str:
    return textwrap.fill(", ".join(names) + ",", WIDTH, initial_indent=" " * 8, subsequent_indent=" " * 8) + "\n"


def _words(names: Iterable[str], indent: int) -> str:
    lines = textwrap.wrap(" ".join(names), WIDTH - indent - 4)
    last = len(lines) - 1
    return "".join(f'{" " * indent}"{line}{"" if n == last else " "}"\n' for n, line in enumerate(lines))


def _flat(borrowed: dict[str, Sequence[str]]) -> set[str]:
    return {name for names in borrowed.values() for name in names}
