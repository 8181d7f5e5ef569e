"""The pages of the command line: one for each command at the top, and an index."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from codegen.reference.entries import escape


PACKAGE = "huggingface_hub.cli._generated"
Table = dict[str, Any]


def command_pages() -> tuple[dict[str, str], dict[str, list[str]]]:
    """
    All pages by file name, and the commands that run each operation.

    Returns:
        The pages, and command lines by the name of the operation.
    """
    root: Table = import_module(f"{PACKAGE}.root").TABLE
    pages: dict[str, str] = {}
    calls: dict[str, list[str]] = {}
    index = [
        "# Command line\n",
        f"{root['help']} Data goes to stdout, everything else to stderr; into a pipe, tables are tab-separated and whole.\n",
        "| command | |",
        "|---|---|",
    ]

    for name, stub in sorted(root["commands"].items()):
        table: Table = import_module(f"{PACKAGE}.{stub['module']}").TABLE
        if stub.get("hidden"):
            continue
        pages[f"{name}.md"] = _page(name, table)
        index.append(f"| [`hf {name}`]({name}.md) | {escape(table['help'])} |")
        for path, command in _commands(f"hf {name}", table):
            if "calls" in command:
                calls.setdefault(command["calls"].rpartition(".")[2], []).append(path)

    index += ["", "## Options of `hf` itself\n", *_options(root)]
    pages["README.md"] = "\n".join(index) + "\n"

    return pages, calls


def _page(name: str, table: Table) -> str:
    found = list(_commands(f"hf {name}", table))
    lines = [f"# `hf {name}`\n"]

    if "commands" in table:
        lines.append(f"{table['help']}\n")
        if table.get("description"):
            lines.append(f"{table['description']}\n")
        lines += ["| command | |", "|---|---|"]
        lines += [f"| [`{path}`](#{_anchor(path)}) | {escape(command['help'])} |" for path, command in found]
        lines.append("")

    for path, command in found:
        if "commands" in table:
            lines.append(f"## `{path}`\n")
        lines += _command(path, command)

    return "\n".join(lines).rstrip() + "\n"


def _commands(path: str, table: Table) -> Iterator[tuple[str, Table]]:
    """Every command below, depth first, without those that nobody shall see."""
    if "commands" not in table:
        yield path, table
        return
    if any(key in table for key in ("calls", "runs")):
        yield path, table
    for name, child in sorted(table["commands"].items()):
        if not child.get("hidden"):
            yield from _commands(f"{path} {name}", child)


def _command(path: str, command: Table) -> Iterator[str]:
    words = [path]
    for argument in command.get("arguments", ()):
        shown = argument["name"].upper() + ("..." if argument.get("nargs", 1) != 1 else "")
        words.append(shown if argument.get("required") else f"[{shown}]")
    if any(not option.get("hidden") for option in command.get("options", ())):
        words.append("[OPTIONS]")

    yield f"```console\n$ {' '.join(words)}\n```\n"
    yield f"{command['help']}\n"
    if command.get("description"):
        yield f"{command['description']}\n"
    if command.get("aliases"):
        yield f"Also: {', '.join(f'`{path.rpartition(chr(32))[0]} {alias}`' for alias in command['aliases'])}\n"
    if command.get("arguments"):
        yield "| argument | |\n|---|---|"
        for argument in command["arguments"]:
            needed = "" if argument.get("required") else " Optional."
            yield f"| `{argument['name'].upper()}` | {escape(argument.get('help', ''))}{_choices(argument)}{needed} |"
        yield ""
    yield from _options(command)
    if command.get("examples"):
        yield "```console\n" + "\n".join(f"$ {example}" for example in command["examples"]) + "\n```\n"


def _options(command: Table) -> Iterator[str]:
    shown = [option for option in command.get("options", ()) if not option.get("hidden")]

    if shown:
        yield "| option | | default |\n|---|---|---|"
        for option in shown:
            flags = ", ".join(f"`{flag}`" for flag in (*option["flags"], *option.get("off_flags", ())))
            kind = "" if option["type"] == "bool" else f" `{_kind(option)}`"
            needed = " Required." if option.get("required") else ""
            several = " Can be given several times." if option.get("multiple") else ""
            default = option.get("shown_default", option.get("default"))
            default = "" if default in (None, False, ()) or option.get("required") else f"`{default}`"
            text = f"{escape(option.get('help', ''))}{_choices(option)}{several}{needed}"
            yield f"| {flags}{kind} | {text} | {escape(default)} |"
        yield ""


def _kind(option: Table) -> str:
    return "TEXT" if option["type"] in ("str", "choice", "choice-soft") else option["type"].upper()


def _choices(parameter: Table) -> str:
    found = parameter.get("choices", ())
    return f" One of {', '.join(f'`{escape(str(choice))}`' for choice in found)}." if 0 < len(found) <= 12 else ""


def _anchor(path: str) -> str:
    return path.replace(" ", "-")
