"""What `groups/` is written in: a command points at an operation and says only what the operation can't.

Arguments, options, types, defaults and help texts are read from the operation's signature and docstring by
`codegen/cli`, which writes them out as tables. Nothing here runs when a command runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from huggingface_hub.cli.tables import ParameterType


Operation = Callable[..., Any]


@dataclass(frozen=True)
class Option:
    """An option that differs from what the signature alone would give, or one that the handler adds.

    Args:
        flags: Spellings, by default `--parameter-name`. Empty: keep the default spelling.
        help: Replaces the text of the docstring.
        type: Replaces the type of the annotation; required for names that are not in the signature.
        choices: Accepted values; those that are no texts are written as texts and passed as they are.
        soft: Suggest `choices`, but accept anything.
        default: Replaces the default of the signature.
        shown_default: Text that help shows as the default.
        multiple: May be repeated.
        commas: Takes a list with commas between its parts.
        switch: A flag without its `--no-` counterpart.
        hidden: Left out of help.
        on: Store this value when the flag is present; several flags can so feed one parameter.
        into: The parameter that `on` feeds.
        required: Must be given.
        minimum: The least number that is accepted.
    """

    flags: tuple[str, ...] = ()
    help: str | None = None
    type: ParameterType | None = None
    choices: tuple[Any, ...] | None = None
    soft: bool = False
    default: Any = ...
    shown_default: str | None = None
    multiple: bool = False
    commas: bool = False
    switch: bool = False
    hidden: bool = False
    on: Any = None
    into: str | None = None
    required: bool = False
    minimum: int | None = None


@dataclass(frozen=True)
class Argument:
    """A positional argument that differs from what the signature alone would give."""

    name: str
    help: str | None = None
    type: ParameterType | None = None
    required: bool | None = None
    nargs: int = 1
    choices: tuple[str, ...] | None = None
    minimum: int | None = None


@dataclass(frozen=True)
class Table:
    """Show a list as a table; identifiers (`id_key`, by default the first column) are never truncated."""

    columns: tuple[str, ...]
    id_key: str | None

    def __init__(self, *columns: str, id_key: str | None = None) -> None:
        object.__setattr__(self, "columns", columns)
        object.__setattr__(self, "id_key", id_key)


@dataclass(frozen=True)
class Result:
    """Show one line that says what was done, with fields: name → parameter, or `result` with attributes after dots."""

    message: str
    fields: Mapping[str, str]

    def __init__(self, message: str, **fields: str) -> None:
        object.__setattr__(self, "message", message)
        object.__setattr__(self, "fields", fields)


@dataclass(frozen=True)
class Dict:
    """Show one object as JSON."""

    id_key: str | None = None


@dataclass(frozen=True)
class Text:
    """Show the returned text as it is."""


Shows = Table | Result | Dict | Text


@dataclass(frozen=True)
class Command:
    """A command.

    Args:
        names: `name | alias | …`.
        calls: The operation, or several whose parameters are taken together (`runs` is required then).
        runs: `module:function` of a handler, where a command is more than one call.
        help: Replaces the first line of the operation's docstring.
        arguments: Positional arguments; by default the parameters without a default value.
        options: Overrides by parameter name, and options that only the handler knows.
        hides: Parameters that are no options.
        fixed: Parameters with a fixed value.
        defaults: Defaults that differ from the operation's.
        confirm: Question to ask first, a format string over the parameters; adds `-y/--yes`.
        exclusive: Groups of flags of which at most one may be given.
        shows: How the result is shown.
        examples: Command lines for help.
        topic: Section of the parent's help.
        hidden: Left out of the parent's help.
        passes: Everything after the first argument belongs to another program, options too.
    """

    names: str
    calls: Operation | Sequence[Operation] = ()
    runs: str | None = None
    help: str | None = None
    arguments: Sequence[str | Argument] | None = None
    options: Mapping[str, Option] = field(default_factory=dict)
    hides: frozenset[str] | set[str] = frozenset()
    fixed: Mapping[str, Any] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    confirm: str | None = None
    exclusive: Sequence[tuple[str, ...]] = ()
    shows: Shows | None = None
    examples: Sequence[str] = ()
    topic: str = "main"
    hidden: bool = False
    passes: bool = False

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations as a tuple."""
        return (self.calls,) if callable(self.calls) else tuple(self.calls)


@dataclass
class Group:
    """A named set of commands and groups."""

    names: str
    help: str
    topic: str = "main"
    hidden: bool = False
    examples: Sequence[str] = ()
    children: list[Command | Group] = field(default_factory=list)

    def add(self, *children: Command | Group) -> None:
        """Append commands or groups."""
        self.children.extend(children)


def split_names(names: str) -> tuple[str, tuple[str, ...]]:
    """`"list | ls"` → `("list", ("ls",))`."""
    first, *aliases = (part.strip() for part in names.split("|"))
    return first, tuple(aliases)


TOKEN = Option(
    type="str",
    help="A User Access Token, made in the settings of your account on the Hub.",
    default=None,
)
REPO_TYPE = Option(
    flags=("--type", "--repo-type"),
    type="choice",
    choices=("model", "dataset", "space", "kernel"),
    default="model",
    help="The type of the repository.",
)

EXPAND = Option(commas=True, help="What to say, instead of the usual: properties with commas between them.")

COMMON_OPTIONS: Mapping[str, Option] = {"token": TOKEN, "repo_type": REPO_TYPE, "expand": EXPAND}
"""Declared once for every operation that has such a parameter."""

PROGRAM_PARAMETERS = frozenset(
    {"run_as_future", "headers", "tqdm_class", "endpoint", "library_name", "library_version", "user_agent"}
)
"""Parameters that make sense in programs only: no command has them."""

COMMON_HELP: Mapping[str, str] = {
    "repo_id": "The repository: `user/name`, or `spaces/user/name`, `datasets/user/name`, `kernels/user/name`.",
    "revision": "A branch, a tag or a commit hash.",
}
"""Texts for parameters that mean the same everywhere on the command line."""
