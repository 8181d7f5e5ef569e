"""The commands that there are, against the reference's (`contract/cli.json`): names, aliases, options, types, defaults."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub.cli import tree


CONTRACT: dict[str, Any] = json.loads((Path(__file__).parent / "contract" / "cli.json").read_text(encoding="utf-8"))
COMMANDS: dict[str, Any] = CONTRACT["commands"]

# Groups and commands of the reference that later parts of the work bring.
COMING: set[str] = set()

# Ours, which the reference has not.
OURS = {
    "hf cache gc": "evicts what was not used for longest: the reference can only delete what one names",
    "hf doctor": "users lacked it: what keeps a machine from working with the Hub",
    "hf local-hub": "the embedded Hub is a product of this project",
    "hf upload-large-folder": "the manual has it; the reference removed it",
}

# (command, option or argument) → why it differs. An entry that is not needed any more fails the test.
DIFFERENCES = {
    ("hf cache list", "--sort"): "the manual sorts by several keys",
    ("hf cache rm", "aliases"): "the manual calls it `hf cache delete` too",
    ("hf download", "--prefer-cache"): "ours: a load of what is cached without a request",
    ("hf upload", "--max-bandwidth"): "ours: leaves some of the network to others",
    ("hf upload", "--atomic"): "ours: one visible change, however many files there are",
    ("hf download", "--max-bandwidth"): "ours: leaves some of the network to others",
    ("hf extensions exec", "argument 2"): "declared, so that help shows it",
    ("hf extensions install", "-y"): "code of third parties is asked for; scripts say yes",
    ("hf extensions update", "-y"): "code of third parties is asked for; scripts say yes",
    ("hf endpoints delete", "--yes"): "`-y` says yes everywhere",
    ("hf repos list", "--explore"): "opens a page of huggingface.co that local Hubs don't have",
}
SPELT = {
    "str": "str",
    "path": "str",
    "int": "int",
    "float": "float",
    "bool": "flag",
    "choice": "choice",
    "choice-soft": "choice-soft",
}


def ours() -> dict[str, Any]:
    """Our whole tree, by full name."""
    found: dict[str, Any] = {}

    def visit(name: str, node: Any) -> None:
        found[name] = node
        for child, entry in node.get("commands", {}).items():
            below = (
                import_module(f"huggingface_hub.cli._generated.{entry['module']}").TABLE if "module" in entry else entry
            )
            visit(f"{name} {child}", below)

    visit("hf", tree.root())
    return found


TREE = ours()
SHARED = sorted(set(TREE) & set(COMMANDS))


def is_coming(name: str) -> bool:
    return any(name == coming or name.startswith(coming + " ") for coming in COMING)


def option_facts(option: dict[str, Any]) -> dict[str, Any]:
    """What a user can see of an option of the contract."""
    return {
        "flags": set(option["flags"]),
        "off_flags": set(option.get("off_flags", ())),
        "type": SPELT.get(option["type"], option["type"]),
        "choices": set(option.get("choices", ())) if option["type"] in ("choice", "choice-soft") else set(),
        # A switch that is off and one that says nothing can't be told apart from outside when there is no off flag.
        "default": option.get("default") or None,
        "multiple": option.get("multiple", False),
    }


def table_facts(option: dict[str, Any]) -> dict[str, Any]:
    """The same of one of ours."""
    kind = SPELT[option["type"]]
    return {
        "flags": set(option["flags"]),
        "off_flags": set(option.get("off_flags", ())),
        "type": kind,
        "choices": set(option.get("choices", ())) if kind in ("choice", "choice-soft") else set(),
        "default": option.get("default") or None,
        "multiple": option.get("multiple", False),
    }


def argument_facts(argument: dict[str, Any]) -> tuple[bool, int, str]:
    """Where it stands says which argument it is; its name is only shown."""
    return argument.get("required", False), argument.get("nargs", 1), SPELT[argument.get("type", "str")]


def differences(name: str) -> set[str]:
    """What differs between the reference's command and ours."""
    theirs, mine = COMMANDS[name], TREE[name]
    found = set()
    if set(theirs.get("aliases", ())) != set(mine.get("aliases", ())):
        found.add("aliases")
    wanted = {
        option["flags"][-1]
        if option["flags"][0].startswith("-") and not option["flags"][0].startswith("--")
        else option["flags"][0]: option_facts(option)
        for option in theirs.get("options", ())
        # Commands that pass options on declare the format flags themselves there; here every command has them.
        if not (theirs.get("format_flags") == "pass-through" and option["name"] in ("format", "json_output", "quiet"))
    }
    have = {flag: table_facts(option) for option in mine.get("options", ()) for flag in option["flags"]}
    found |= {flag for flag, facts in wanted.items() if have.get(flag) != facts}
    known = {flag for facts in wanted.values() for flag in facts["flags"]}
    found |= {option["flags"][0] for option in mine.get("options", ()) if not set(option["flags"]) & known}
    arguments, given = theirs.get("arguments", ()), mine.get("arguments", ())
    for position in range(max(len(arguments), len(given))):
        if (
            position >= len(given)
            or position >= len(arguments)
            or argument_facts(arguments[position]) != argument_facts(given[position])
        ):
            found.add(f"argument {position + 1}")
    return found


@pytest.mark.parametrize("name", SHARED)
def test_commands_are_as_the_reference_has_them(name: str) -> None:
    allowed = {what for command, what in DIFFERENCES if command == name}
    assert differences(name) == allowed


def test_every_command_of_the_reference_is_here_or_coming() -> None:
    assert {name for name in COMMANDS if name not in TREE and not is_coming(name)} == set()
    assert {name for name in TREE if is_coming(name)} == set(), "take these off the list of what is coming"


def test_commands_of_our_own_have_a_reason() -> None:
    assert {
        name
        for name in TREE
        if name not in COMMANDS and not any(name == own or name.startswith(own + " ") for own in OURS)
    } == set()


def test_the_lists_name_what_exists() -> None:
    assert {name for name in COMING if name not in COMMANDS} == set()
    assert {command for command, _ in DIFFERENCES} <= set(SHARED)


def test_entry_points() -> None:
    module, _, function = CONTRACT["entry_points"]["console_scripts"]["hf"].partition(":")
    assert callable(getattr(import_module(module), function))
