"""The shapes of the static command tables in `_generated/`. Imported by type checkers and by `codegen` only."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

from typing_extensions import NotRequired, final


ParameterType = Literal["str", "int", "float", "bool", "path", "choice", "choice-soft"]


@final
class ArgumentTable(TypedDict):
    """A positional argument."""

    name: str
    help: str
    type: NotRequired[ParameterType]
    required: NotRequired[bool]
    nargs: NotRequired[int]
    choices: NotRequired[tuple[str, ...]]
    minimum: NotRequired[int]


@final
class OptionTable(TypedDict):
    """An option. `on` says that the flag stores this value instead of being a switch of its own."""

    name: str
    flags: tuple[str, ...]
    help: str
    type: ParameterType
    off_flags: NotRequired[tuple[str, ...]]
    default: NotRequired[Any]
    shown_default: NotRequired[str]
    choices: NotRequired[tuple[str, ...]]
    values: NotRequired[dict[str, Any]]
    multiple: NotRequired[bool]
    commas: NotRequired[bool]
    hidden: NotRequired[bool]
    on: NotRequired[Any]
    required: NotRequired[bool]
    minimum: NotRequired[int]


@final
class ShowsTable(TypedDict):
    """How the result is shown."""

    kind: Literal["table", "result", "dict", "text"]
    message: NotRequired[str]
    fields: NotRequired[dict[str, str]]
    columns: NotRequired[tuple[str, ...]]
    id_key: NotRequired[str]


@final
class CommandTable(TypedDict):
    """One command."""

    help: str
    description: NotRequired[str]
    aliases: NotRequired[tuple[str, ...]]
    topic: NotRequired[str]
    hidden: NotRequired[bool]
    arguments: NotRequired[tuple[ArgumentTable, ...]]
    options: NotRequired[tuple[OptionTable, ...]]
    exclusive: NotRequired[tuple[tuple[str, ...], ...]]
    calls: NotRequired[str]
    runs: NotRequired[str]
    fixed: NotRequired[dict[str, Any]]
    passes: NotRequired[bool]
    confirm: NotRequired[str]
    shows: NotRequired[ShowsTable]
    examples: NotRequired[tuple[str, ...]]


@final
class GroupTable(TypedDict):
    """A group and everything under it. In the root table, children are stubs that name their own module."""

    help: str
    description: NotRequired[str]
    aliases: NotRequired[tuple[str, ...]]
    topic: NotRequired[str]
    hidden: NotRequired[bool]
    examples: NotRequired[tuple[str, ...]]
    options: NotRequired[tuple[OptionTable, ...]]
    commands: dict[str, CommandTable | GroupTable | StubTable]


@final
class StubTable(TypedDict):
    """What the root says about a child without importing it."""

    help: str
    module: str
    aliases: NotRequired[tuple[str, ...]]
    topic: NotRequired[str]
    hidden: NotRequired[bool]
    examples: NotRequired[tuple[str, ...]]
