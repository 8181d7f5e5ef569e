"""Command lines of other programs in the manner of `hf`: functions with annotations become commands.

`typer_factory` has its name from the library whose way of writing commands it understands: parameters may be described by
`Annotated[str, typer.Option(help=…)]` or `Annotated[str, typer.Argument(…)]`, typer itself is not needed for it.
"""

from __future__ import annotations

import difflib
import enum
import inspect
import types
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import click

from huggingface_hub.cli.help import MAX_WIDTH


CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": MAX_WIDTH}
_SIMPLE: Mapping[Any, Any] = {
    str: click.STRING, int: click.INT, float: click.FLOAT, bool: click.BOOL, UUID: click.UUID, Path: click.Path(path_type=Path),
}  # fmt: skip
_SECTIONS = {"main": "Main commands", "help": "Help commands"}


def typer_factory(help: str, epilog: str | None = None, cls: type[HFCliTyperGroup] | None = None) -> HFCliTyperGroup:
    """
    Make a program whose commands are functions.

    >>> app = typer_factory(help="My program.")
    >>> @app.command(examples=["mine greet Ada --loud"])
    ... def greet(name: str, loud: bool = False) -> None:
    ...     "Greet somebody."
    >>> app()

    Args:
        help: What it is for.
        epilog: What its help ends with.
        cls: Another kind of group.
    """
    return (cls or HFCliTyperGroup)(help=help, epilog=epilog, no_args_is_help=True, context_settings=dict(CONTEXT))


class HFCliTyperGroup(click.Group):
    """A program, or a group of its commands, that reads commands from functions."""

    def command(  # type: ignore[override]  # click's returns the command, typer's the function
        self,
        name: str | None = None,
        *,
        topic: str = "main",
        examples: Sequence[str] | None = None,
        epilog: str | None = None,
        **kwargs: Any,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """
        Make a function, or a class, a command. It stays what it was.

        Args:
            name: The command's name, with further ones behind `|`; that of the function by default.
            topic: The section of help it stands in.
            examples: Command lines for its help.
            epilog: What its help ends with.
            kwargs: More for the command, as click takes it.
        """

        def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
            first, *aliases = (part.strip() for part in (name or _command_name(function)).split("|"))
            command = build_command(function, name=first, epilog=_epilog(examples, epilog), **kwargs)
            command.hf_topic = topic  # type: ignore[attr-defined]
            command.hf_aliases = tuple(aliases)  # type: ignore[attr-defined]
            self.add_command(command)
            return function

        return decorate

    def add_group(self, group: click.Group, *, name: str, hidden: bool = False) -> None:
        """
        Add a group of commands.

        Args:
            group: The group.
            name: Its name, with further ones behind `|`.
            hidden: Leave it out of help.
        """
        first, *aliases = (part.strip() for part in name.split("|"))
        group.hidden = hidden
        group.hf_aliases = tuple(aliases)  # type: ignore[attr-defined]
        self.add_command(group, first)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by one of its names."""
        found = super().get_command(ctx, cmd_name)
        if found is not None:
            return found
        return next((each for each in self.commands.values() if cmd_name in getattr(each, "hf_aliases", ())), None)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A command by one of its names; for a wrong one, what may have been meant."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            known = [name for key, each in self.commands.items() for name in (key, *getattr(each, "hf_aliases", ()))]
            close = difflib.get_close_matches(args[0], known)
            meant = f" Did you mean {', '.join(map(repr, close))}?" if close else ""
            ctx.fail(f"No such command '{args[0]}'.{meant}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Commands by topic, in alphabetical order."""
        topics: dict[str, list[tuple[str, str]]] = {}
        for name, command in sorted(self.commands.items()):
            if command.hidden:
                continue
            aliases = getattr(command, "hf_aliases", ())
            label = f" [alias: {', '.join(aliases)}]" if aliases else ""
            topic = getattr(command, "hf_topic", "main")
            topics.setdefault(topic, []).append((name, command.get_short_help_str(limit=MAX_WIDTH) + label))
        for topic in sorted(topics, key=lambda each: (each != "main", each)):
            with formatter.section(_SECTIONS.get(topic, topic)):
                formatter.write_dl(topics[topic])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What help ends with, line by line as it was written."""
        _write_epilog(self.epilog, formatter)


class _Command(click.Command):
    """A command whose examples stay on lines of their own."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What help ends with, line by line as it was written."""
        _write_epilog(self.epilog, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Arguments have help here, too."""
        rows = [
            (each.make_metavar(ctx), each.hf_help)
            for each in self.get_params(ctx)
            if isinstance(each, _Argument) and each.hf_help
        ]
        if rows:
            with formatter.section("Arguments"):
                formatter.write_dl(rows)
        super().format_options(ctx, formatter)


class _Argument(click.Argument):
    """An argument with a help text."""

    hf_help: str = ""


def build_command(
    function: Callable[..., Any], *, name: str, help: str | None = None, **settings: Any
) -> click.Command:
    """A command from a function or class: its parameters, types and defaults, and the text of its docstring."""
    callback = function.__init__ if inspect.isclass(function) else function
    hints = get_type_hints(callback, include_extras=True)
    described = [
        _parameter(each, hints.get(each.name, str if each.default is inspect.Parameter.empty else type(each.default)))
        for each in inspect.signature(function).parameters.values()
        if each.kind not in (each.VAR_KEYWORD, each.VAR_POSITIONAL)
    ]
    parameters = [parameter for parameter, _ in described]
    converters = {str(parameter.name): convert for parameter, convert in described if convert is not None}

    def run(**given: Any) -> Any:
        return function(**{key: converters[key](value) if key in converters else value for key, value in given.items()})

    text = inspect.cleandoc(help or inspect.getdoc(function) or "").partition("\f")[0]
    settings = {"context_settings": dict(CONTEXT), **settings}
    kind: type[click.Command] = settings.pop("cls", _Command)
    return kind(name, params=parameters, callback=run, help=text, **settings)


def _parameter(parameter: inspect.Parameter, annotation: Any) -> tuple[click.Parameter, Callable[[Any], Any] | None]:
    """A parameter of a function as one of the command line, and how the function wants its value."""
    marker = None
    annotation = _unwrapped(annotation)
    if get_origin(annotation) is Annotated:
        annotation, *extras = get_args(annotation)
        marker = next((each for each in extras if hasattr(each, "param_decls")), None)
    default = parameter.default
    if hasattr(default, "param_decls"):
        marker, default = default, default.default
    if default is inspect.Parameter.empty and marker is not None:
        default = getattr(marker, "default", ...)
    if default is inspect.Parameter.empty:
        default = ...
    if callable(getattr(marker, "default_factory", None)):
        default = marker.default_factory  # type: ignore[union-attr]  # checked a line above
    kind, multiple, convert = _type(annotation, marker)
    positional = type(marker).__name__.startswith("Argument") if marker is not None else default is ...
    if positional:
        return _argument(parameter.name, marker, kind, multiple, default), convert
    return _option(parameter.name, marker, kind, multiple, default, is_flag=kind is click.BOOL), convert


def _unwrapped(annotation: Any) -> Any:
    """`Annotated[…]` itself: Python 3.10 makes it `Annotated[…] | None` where the default is `None`."""
    inner = [each for each in get_args(annotation) if each is not type(None)]
    is_wrapped = get_origin(annotation) is Union and len(inner) == 1 and get_origin(inner[0]) is Annotated
    return inner[0] if is_wrapped else annotation


def _argument(name: str, marker: Any, kind: Any, multiple: bool, default: Any) -> click.Argument:
    settings: dict[str, Any] = {"type": kind, "required": default is ..., "nargs": -1 if multiple else 1}
    if default is not ... and default is not None:
        settings["default"] = _as_text(default)
    made = _Argument([name], metavar=getattr(marker, "metavar", None), **settings)
    made.hf_help = getattr(marker, "help", None) or ""
    return made


def _option(name: str, marker: Any, kind: Any, multiple: bool, default: Any, *, is_flag: bool) -> click.Option:
    flags = [each for each in getattr(marker, "param_decls", None) or () if each != name]
    dashed = "--" + name.replace("_", "-")
    if not flags:
        flags = [f"{dashed}/--no-{dashed[2:]}"] if is_flag else [dashed]
    settings: dict[str, Any] = {
        "help": getattr(marker, "help", None),
        "hidden": getattr(marker, "hidden", False),
        "is_eager": getattr(marker, "is_eager", False),
        "envvar": getattr(marker, "envvar", None),
        "show_default": getattr(marker, "show_default", True) if default not in (None, ...) else False,
        "required": default is ...,
    }
    if is_flag:
        settings["is_flag"] = True
    else:
        settings |= {"type": kind, "multiple": multiple, "metavar": getattr(marker, "metavar", None)}
    if default is not ...:
        settings["default"] = _as_text(default)
    callback = getattr(marker, "callback", None)
    if callback is not None:
        settings["callback"] = _callback(callback)
    return click.Option([name, *flags], **settings)


def _callback(function: Callable[..., Any]) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """A callback as typer has it takes the value alone, or the context, too, by their names or types."""
    wanted = list(inspect.signature(function).parameters.values())

    def call(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
        known = {"ctx": ctx, "context": ctx, "param": param}
        return function(*(known.get(each.name, value) for each in wanted))

    return call


def _type(annotation: Any, marker: Any) -> tuple[Any, bool, Callable[[Any], Any] | None]:
    """The type for click, whether there can be several, and what the function wants instead of click's value."""
    if get_origin(annotation) in (Union, types.UnionType):
        inner = [each for each in get_args(annotation) if each is not type(None)]
        return _type(inner[0] if len(inner) == 1 else str, marker)
    if get_origin(annotation) in (list, Sequence):
        kind, _, convert = _type(get_args(annotation)[0], marker)
        each = convert or (lambda value: value)
        return kind, True, lambda values: [each(value) for value in values] if values else []
    if getattr(marker, "click_type", None) is not None:
        return marker.click_type, False, None
    if get_origin(annotation) is Literal:
        return click.Choice([str(value) for value in get_args(annotation)]), False, None
    if inspect.isclass(annotation) and issubclass(annotation, enum.Enum):
        names = {str(member.value): member for member in annotation}
        return click.Choice(list(names)), False, lambda value: names.get(value, value)
    if annotation in (int, float) and (
        getattr(marker, "min", None) is not None or getattr(marker, "max", None) is not None
    ):
        limits = click.IntRange if annotation is int else click.FloatRange
        return limits(getattr(marker, "min", None), getattr(marker, "max", None)), False, None
    if annotation is datetime:
        return click.DateTime(), False, None
    return _SIMPLE.get(annotation, click.STRING), False, None


def _as_text(default: Any) -> Any:
    return str(default.value) if isinstance(default, enum.Enum) else default


def _command_name(function: Callable[..., Any]) -> str:
    return function.__name__.lower().replace("_", "-")


def _epilog(examples: Sequence[str] | None, epilog: str | None) -> str | None:
    lines = ["Examples:", *(f"  $ {example}" for example in examples)] if examples else []
    return "\n".join([*lines, *([epilog] if epilog else [])]) or None


def _write_epilog(epilog: str | None, formatter: click.HelpFormatter) -> None:
    """An example that is broken over lines can't be copied."""
    if epilog:
        formatter.write("\n" + "".join(f"{line}\n" for line in epilog.splitlines()))
