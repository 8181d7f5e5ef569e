"""Help texts, from the static tables alone: no parser has to be loaded to read them."""

from __future__ import annotations


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from huggingface_hub.cli.tables import ArgumentTable, CommandTable, GroupTable, OptionTable
    from huggingface_hub.cli.tree import Node

MAX_WIDTH = 120
TOPICS = {"main": "Main commands", "help": "Help commands", "local": "Local Hub"}
METAVARS = {"str": "TEXT", "int": "INTEGER", "float": "FLOAT", "path": "PATH"}

FORMAT_OPTIONS: tuple[OptionTable, ...] = (
    {
        "name": "format",
        "flags": ("--format",),
        "type": "choice-soft",
        "choices": ("agent", "auto", "human", "json", "quiet"),
        "help": "Form of the output. 'auto' is 'agent' for AI agents and 'human' otherwise; lists that are piped are "
        "tab-separated and whole.",
    },
    {"name": "json", "flags": ("--json",), "type": "bool", "help": "The same as '--format json'."},
    {
        "name": "quiet",
        "flags": ("-q", "--quiet"),
        "type": "bool",
        "help": "The same as '--format quiet': one value per line.",
    },
    {"name": "no_truncate", "flags": ("--no-truncate",), "type": "bool", "help": "Show whole cells in tables."},
)
HELP_OPTION: OptionTable = {
    "name": "help",
    "flags": ("-h", "--help"),
    "type": "bool",
    "help": "Show this text and exit.",
}


def render(path: list[str], node: Node, width: int = 80) -> str:
    """The help text of a command or group.

    Args:
        path: Its names below `hf`.
        node: Its table.
        width: Width of the terminal; lines are never longer than 120.
    """
    width = max(min(width, MAX_WIDTH), 40)
    program = " ".join(["hf", *path])
    lines = wrap("Usage: " + usage(program, node), width, indent="", hanging="  ")
    for paragraph in (node.get("description") or node["help"]).split("\n\n"):
        lines += ["", *wrap(paragraph, width, "  ")]
    if "commands" in node:
        lines += _options(node, width)
        lines += _commands(node, width)
        lines += [] if path else _section("Extension commands", _extensions(), width)
    else:
        lines += _section(
            "Arguments", [(argument_usage(a), _argument_help(a)) for a in node.get("arguments", ())], width
        )
        lines += _options(node, width)
        lines += _section("Formatting options", [_row(option) for option in FORMAT_OPTIONS], width)
    lines += _examples(node, width)
    if "commands" in node:
        lines += ["", f"Run '{program} COMMAND --help' for more about a command."]
    return "\n".join(lines)


def usage(program: str, node: Node) -> str:
    """`hf download [OPTIONS] REPO_ID [FILENAMES]...`."""
    if "commands" in node:
        return f"{program} [OPTIONS] COMMAND [ARGS]..."
    arguments = [argument_usage(argument) for argument in node.get("arguments", ())]
    return " ".join([program, "[OPTIONS]", *arguments])


def argument_usage(argument: ArgumentTable) -> str:
    """`REPO_ID`, `[LOCAL_PATH]` or `[FILENAMES]...`."""
    name = argument["name"].upper()
    if not argument.get("required"):
        name = f"[{name}]"
    return name + "..." if argument.get("nargs", 1) == -1 else name


def option_usage(option: OptionTable) -> str:
    """`-y, --yes`, `--exist-ok / --no-exist-ok` or `--type, --repo-type [model|dataset]`."""
    names = ", ".join(option["flags"])
    if option.get("off_flags"):
        names += " / " + ", ".join(option["off_flags"])
    if option["type"] == "bool":
        return names
    choices = option.get("choices")
    if choices and option["type"] == "choice":
        return f"{names} [{'|'.join(choices)}]"
    return f"{names} {METAVARS.get(option['type'], 'TEXT')}"


def option_help(option: OptionTable) -> str:
    """The text of an option, with its default and whether it can be repeated."""
    notes = ["required"] if option.get("required") else []
    if option.get("multiple"):
        notes.append("repeatable")
    if option.get("commas") and option.get("choices"):
        notes.append("any of " + ", ".join(option["choices"]))
    if option["type"] == "choice-soft" and option["name"] != "format":
        notes.append("for example " + ", ".join(option.get("choices", ())[:4]))
    default = option.get("shown_default", option.get("default"))
    if default is not None and option["type"] != "bool":
        notes.append(f"default: {default}")
    return option["help"] + (f"  [{'; '.join(notes)}]" if notes else "")


def _argument_help(argument: ArgumentTable) -> str:
    return argument["help"] + ("  [required]" if argument.get("required") else "")


def _row(option: OptionTable) -> tuple[str, str]:
    shown: dict[str, Any] = dict(option)
    if option["name"] == "format":
        shown["type"] = "choice"
    return option_usage(shown), option_help(option)  # type: ignore[arg-type]


def help_option(node: Node) -> OptionTable:
    """`-h, --help`, or what a command leaves of it: `ls -h` asks for readable sizes."""
    taken = any("-h" in option["flags"] for option in node.get("options", ()))
    return {**HELP_OPTION, "flags": ("--help",)} if taken else HELP_OPTION


def _options(node: Node, width: int) -> list[str]:
    rows = [_row(option) for option in [*node.get("options", ()), help_option(node)] if not option.get("hidden")]
    return _section("Options", rows, width)


def _commands(group: GroupTable, width: int) -> list[str]:
    lines: list[str] = []
    entries = {name: entry for name, entry in sorted(group["commands"].items()) if not entry.get("hidden")}
    topics = [*TOPICS, *sorted({entry.get("topic", "main") for entry in entries.values()} - set(TOPICS))]
    for topic in topics:
        rows = [(name, command_help(entry)) for name, entry in entries.items() if entry.get("topic", "main") == topic]
        lines += _section(TOPICS.get(topic, topic), rows, width)
    return lines


def _extensions() -> list[tuple[str, str]]:
    """The extensions that are installed, by the names of their folders alone."""
    from huggingface_hub.cli import extensions

    return [(name, f"Installed extension `{extensions.PREFIX}{name}`.") for name in extensions.names()]


def command_help(entry: Mapping[str, Any]) -> str:
    """The first line of a command's help, with its aliases."""
    aliases = entry.get("aliases", ())
    label = f" [alias: {', '.join(aliases)}]" if aliases else ""
    return str(entry["help"]) + label


def _examples(node: Node, width: int) -> list[str]:
    examples = list(node.get("examples", ()))
    if not examples and "commands" in node:
        children: Iterable[Mapping[str, Any]] = node["commands"].values()
        examples = [child["examples"][0] for child in children if child.get("examples") and not child.get("hidden")]
    # Not wrapped: an example that was broken over lines can't be copied.
    return ["", "Examples:", *(f"  $ {example}" for example in examples)] if examples else []


def _section(title: str, rows: list[tuple[str, str]], width: int) -> list[str]:
    if not rows:
        return []
    column = min(max(len(left) for left, _ in rows), 30)
    lines = ["", f"{title}:"]
    for left, right in rows:
        texts = wrap(right, width - column - 4, "") or [""]
        if len(left) > column:
            lines.append(f"  {left}")
        else:
            lines.append(f"  {left.ljust(column)}  {texts.pop(0)}".rstrip())
        lines += [" " * (column + 4) + text for text in texts]
    return lines


def wrap(text: str, width: int, indent: str = "", hanging: str | None = None) -> list[str]:
    """Break a text into lines. (`textwrap` would load `re`, which takes longer than all the rest of help.)"""
    lines: list[str] = []
    line = indent
    empty = True
    for word in text.split():
        if not empty and len(line) + 1 + len(word) > width:
            lines.append(line)
            line, empty = indent if hanging is None else hanging, True
        line += word if empty else " " + word
        empty = False
    return lines if empty and not text.split() else [*lines, line]


def summary_lines(node: CommandTable | GroupTable) -> list[str]:
    """What a usage error lists: the commands of a group, or the options of a command."""
    if "commands" in node:
        entries = sorted(node["commands"].items())
        return [f"  {name.ljust(28)} {entry['help']}" for name, entry in entries if not entry.get("hidden")]
    options = [option for option in (*node.get("options", ()), help_option(node)) if not option.get("hidden")]
    return [f"  {option_usage(option).ljust(40)} {option_help(option)}" for option in options]
