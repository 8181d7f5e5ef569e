"""Static tables → click commands, one command at a time, and the running of them."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from huggingface_hub.cli import help as help_texts, options, tree
from huggingface_hub.cli.output import MODES, Output, Refused
from huggingface_hub.cli.terminal import terminal_width


if TYPE_CHECKING:
    from huggingface_hub.cli.tables import ArgumentTable, CommandTable, GroupTable, OptionTable


class State:
    """What one command line decides for everything that prints: set while parsing, read by the command."""

    def __init__(self) -> None:
        self.mode = "auto"
        self.no_truncate = False
        self.mode_flag: str | None = None

    def output(self) -> Output:
        """The output that the format flags ask for."""
        return Output(self.mode, no_truncate=self.no_truncate)


class HubCommand(click.Command):
    """A command that is described by a table."""

    def __init__(self, path: Sequence[str], table: CommandTable) -> None:
        self.path, self.table = list(path), table
        parameters: list[click.Parameter] = [_argument(argument) for argument in table.get("arguments", ())]
        parameters += [_option(option) for option in table.get("options", ())]
        parameters += _format_options()
        super().__init__(
            path[-1],
            params=parameters,
            callback=partial(options.execute, list(path), table),
            short_help=table["help"],
            hidden=table.get("hidden", False),
            context_settings=_context_settings(table),
        )

    def get_help(self, ctx: click.Context) -> str:
        """The same text as without click."""
        return help_texts.render(self.path, self.table, terminal_width())

    def get_usage(self, ctx: click.Context) -> str:
        """The first line of help."""
        return "Usage: " + help_texts.usage(ctx.command_path, self.table)


class HubGroup(click.Group):
    """A group that is described by a table; its children are built when they are asked for."""

    def __init__(self, path: Sequence[str], table: GroupTable) -> None:
        self.path, self.table = list(path), table
        super().__init__(
            path[-1] if path else "hf",
            params=[_option(option) for option in table.get("options", ())],
            callback=options.root_options if not path else None,
            invoke_without_command=not path,
            # `main.quick` has answered a group without arguments: here it would be an error in some versions of click.
            no_args_is_help=False,
            short_help=table["help"],
            hidden=table.get("hidden", False),
            context_settings={"help_option_names": ["-h", "--help"]},
        )

    def list_commands(self, ctx: click.Context) -> list[str]:
        """First names, sorted."""
        return sorted(self.table["commands"])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A child by name or alias."""
        found = tree.child(self.table, cmd_name)
        if found is None:
            return None
        name, node = found
        path = [*self.path, name]
        return HubGroup(path, node) if "commands" in node else HubCommand(path, node)

    def get_help(self, ctx: click.Context) -> str:
        """The same text as without click."""
        return help_texts.render(self.path, self.table, terminal_width())

    def get_usage(self, ctx: click.Context) -> str:
        """The first line of help."""
        return "Usage: " + help_texts.usage(ctx.command_path, self.table)


# The class is generic for type checkers only: click 8.1 can't subscript it.
if TYPE_CHECKING:
    _Choice = click.Choice[str]
else:
    _Choice = click.Choice


class SoftChoice(_Choice):
    """Suggests values in completion and accepts any."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Whatever was given."""
        return str(value)


# What keeps what it has done when it is stopped
RESUMED = frozenset({"download", "upload", "upload-large-folder", "sync"})


def root() -> HubGroup:
    """`hf`."""
    return HubGroup([], tree.root())


def run(args: list[str]) -> int:
    """Parse and run one command line; returns the exit code."""
    state = State()
    with warnings.catch_warnings():
        # As what they say, without the line of the program that says it.
        warnings.showwarning = lambda message, *args, **kwargs: state.output().warning(str(message))
        return _run(args, state)


def _run(args: list[str], state: State) -> int:
    from huggingface_hub.cli import errors

    try:
        with root().make_context("hf", list(args), obj=state) as context:
            context.command.invoke(context)
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except (click.Abort, EOFError, Refused):
        sys.stderr.write("Aborted!\n")
        return 1
    except KeyboardInterrupt:
        # As shells have it: 128 and the number of the signal.
        goes_on = RESUMED.intersection(args[:1])
        sys.stderr.write("Interrupted. The same command goes on from here.\n" if goes_on else "Interrupted.\n")
        return 130
    except click.UsageError as error:
        errors.show_usage_error(error, state.output())
        return 2
    except click.ClickException as error:
        state.output().error(error.format_message())
        return error.exit_code
    except BrokenPipeError:
        # Whoever reads our output has left: `main` knows what to do.
        raise
    except Exception as error:
        message = errors.message_of(error)
        if message is None:
            raise
        errors.show(error, message, state.output())
        return 1
    return 0


def _context_settings(table: CommandTable) -> dict[str, Any]:
    settings: dict[str, Any] = {"help_option_names": list(help_texts.help_option(table)["flags"])}
    if table.get("passes"):
        # What follows the first argument is another program's command line: `-v` there is not ours.
        settings["allow_interspersed_args"] = False
    return settings


def _argument(table: ArgumentTable) -> click.Argument:
    kind = _type(table.get("type", "str"), table.get("choices", ()), table.get("minimum"))
    return click.Argument(
        [table["name"]], type=kind, required=table.get("required", False), nargs=table.get("nargs", 1)
    )


def _option(table: OptionTable) -> click.Option:
    flags = list(table["flags"])
    settings: dict[str, Any] = {"hidden": table.get("hidden", False), "help": table["help"]}
    name = table["name"]
    if "on" in table:
        # Several flags feed one parameter: each has a name of its own here, and `execute` puts them together.
        name, settings["is_flag"], settings["default"] = options.switch_name(table), True, None
    elif table["type"] == "bool":
        settings["is_flag"], settings["default"] = True, table.get("default")
        if table.get("off_flags"):
            flags = [*flags[:-1], flags[-1] + "/" + table["off_flags"][0], *table["off_flags"][1:]]
    else:
        settings["type"] = _type(table["type"], table.get("choices", ()), table.get("minimum"))
        settings["required"] = table.get("required", False)
        settings["multiple"] = table.get("multiple", False)
        if table.get("default") is not None:
            settings["default"] = table["default"]
    return click.Option([name, *flags], **settings)


def _type(kind: str, choices: tuple[str, ...], minimum: int | None) -> click.ParamType[Any]:
    if minimum is not None:
        return click.IntRange(min=minimum)
    if kind == "choice":
        return click.Choice(choices)
    if kind == "choice-soft":
        return SoftChoice(choices)
    if kind == "path":
        return click.Path()
    types: dict[str, click.ParamType[Any]] = {"int": click.INT, "float": click.FLOAT, "str": click.STRING}
    return types[kind]


def _format_options() -> list[click.Parameter]:
    """The options that every command has. Eager, so that later errors know in which form to appear."""
    common: dict[str, Any] = {"expose_value": False, "is_eager": True}
    return [
        click.Option(["_format", "--format"], callback=_set_format, type=SoftChoice(MODES), **common),
        click.Option(["_json", "--json"], is_flag=True, callback=_set_mode, **common),
        click.Option(["_quiet", "-q", "--quiet"], is_flag=True, callback=_set_mode, **common),
        click.Option(["_no_truncate", "--no-truncate"], is_flag=True, callback=_set_no_truncate, **common),
    ]


def _set_format(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is None:
        return
    if value not in MODES:
        valid = ", ".join(MODES)
        raise click.UsageError(f"Invalid value for '--format': '{value}'. Valid values: {valid}.")
    _claim(ctx, "--format", value)


def _set_mode(ctx: click.Context, param: click.Parameter, value: bool | None) -> None:
    if value:
        _claim(ctx, _as_given(param), str(param.name)[1:])


def _as_given(param: click.Parameter) -> str:
    """`-q` or `--quiet`, as the user wrote it: messages should quote the command line."""
    return next((flag for flag in param.opts if flag in sys.argv), param.opts[-1])


def _claim(ctx: click.Context, flag: str, mode: str) -> None:
    state: State = ctx.find_object(State) or State()
    if state.mode_flag is not None:
        raise click.UsageError(f"'{state.mode_flag}' and '{flag}' are mutually exclusive.")
    state.mode_flag, state.mode = flag, mode


def _set_no_truncate(ctx: click.Context, param: click.Parameter, value: bool | None) -> None:
    state = ctx.find_object(State)
    if value and state is not None:
        state.no_truncate = True
