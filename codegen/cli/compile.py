"""A declaration and its operation → one table. Whatever can't be mapped is refused, with what to do about it."""

from __future__ import annotations

import inspect
import string
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, cast

from codegen.cli import docstrings
from codegen.cli.annotations import Mapped, Unmappable, from_annotation, literal, resolve
from huggingface_hub.cli.declare import (
    COMMON_HELP,
    COMMON_OPTIONS,
    PROGRAM_PARAMETERS,
    Argument,
    Command,
    Dict,
    Group,
    Option,
    Result,
    Table,
    split_names,
)
from huggingface_hub.cli.tables import ArgumentTable, CommandTable, GroupTable, OptionTable, ShowsTable


class Refused(Exception):
    """A declaration that can't become a command."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operation, with its text."""

    name: str
    operation: Callable[..., Any]
    annotation: Any
    default: Any
    help: str

    @property
    def required(self) -> bool:
        """Whether a call must give it."""
        return self.default is inspect.Parameter.empty


def compile_group(group: Group) -> GroupTable:
    """A group and everything under it."""
    name, aliases = split_names(group.names)
    table: GroupTable = {"help": group.help, "commands": {}}
    if aliases:
        table["aliases"] = aliases
    if group.topic != "main":
        table["topic"] = group.topic
    if group.examples:
        table["examples"] = tuple(group.examples)
    taken: set[str] = set()
    for child in group.children:
        child_name, child_aliases = split_names(child.names)
        clash = taken & {child_name, *child_aliases}
        if clash:
            raise Refused(f"`{name}` has two commands named {', '.join(sorted(clash))}.")
        taken |= {child_name, *child_aliases}
        table["commands"][child_name] = compile_group(child) if isinstance(child, Group) else compile_command(child)
    return table


def compile_command(command: Command) -> CommandTable:
    """One command."""
    name, aliases = split_names(command.names)
    where = f"command `{name}`"
    docs = [docstrings.parse(inspect.getdoc(operation)) for operation in command.operations]
    summary = command.help or next((doc.summary for doc in docs if doc.summary), "")
    if not summary:
        raise Refused(f"{where}: neither `help=` nor a docstring says what it does.")
    if not command.operations and command.runs is None:
        raise Refused(f"{where}: say what it `calls` or `runs`.")
    if len(command.operations) > 1 and command.runs is None:
        raise Refused(f"{where}: it calls several operations, so it needs a handler (`runs=`).")
    parameters = _parameters(command, where)
    arguments, positional = _arguments(command, parameters, where)
    options = _options(command, parameters, positional, where)
    table: CommandTable = {"help": _first_sentence(summary)}
    if summary != table["help"]:
        table["description"] = summary
    if aliases:
        table["aliases"] = aliases
    if command.topic != "main":
        table["topic"] = command.topic
    if command.hidden:
        table["hidden"] = True
    if command.passes:
        table["passes"] = True
    if arguments:
        table["arguments"] = tuple(arguments)
    table["options"] = tuple(options)
    _finish(table, command, parameters, where)
    return table


def _finish(table: CommandTable, command: Command, parameters: dict[str, Parameter], where: str) -> None:
    """What the runtime needs beyond parsing."""
    if command.exclusive:
        known = {flag for option in table["options"] for flag in (*option["flags"], *option.get("off_flags", ()))}
        for flags in command.exclusive:
            _same(set(flags) - known, set(), f"{where}: `exclusive` names unknown flags")
        table["exclusive"] = tuple(tuple(flags) for flags in command.exclusive)
    if command.runs is not None:
        table["runs"] = command.runs
        _check_handler(table, command, where)
    else:
        table["calls"] = _address(command.operations[0])
    if command.fixed:
        table["fixed"] = dict(command.fixed)
    if command.confirm is not None:
        table["confirm"] = command.confirm
        fields = {field for _, field, _, _ in string.Formatter().parse(command.confirm) if field}
        _same(fields - _names(table), set(), f"{where}: `confirm` names unknown parameters")
    if command.shows is not None:
        table["shows"] = _shows(command.shows)
    if command.examples:
        table["examples"] = tuple(command.examples)


def _parameters(command: Command, where: str) -> dict[str, Parameter]:
    found: dict[str, Parameter] = {}
    for operation in command.operations:
        texts = docstrings.parse(inspect.getdoc(operation)).args
        for parameter in inspect.signature(operation).parameters.values():
            if parameter.name in ("self", "cls") or parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
                continue
            if parameter.name.startswith("_") or parameter.name in PROGRAM_PARAMETERS:
                continue
            if parameter.name not in found or not found[parameter.name].help:
                text = COMMON_HELP.get(parameter.name) or texts.get(parameter.name, "")
                found.setdefault(
                    parameter.name, Parameter(parameter.name, operation, parameter.annotation, parameter.default, text)
                )
                found[parameter.name] = replace(found[parameter.name], help=text)
    unknown = (set(command.hides) | set(command.fixed) | set(command.defaults)) - set(found) - set(command.options)
    _same(unknown, set(), f"{where}: `hides`, `fixed` or `defaults` name parameters that no operation has")
    for name in set(command.hides) | set(command.fixed):
        parameter_ = found.pop(name, None)
        if parameter_ is not None and parameter_.required and name not in command.fixed and command.runs is None:
            raise Refused(f"{where}: `{name}` is required, so it can't be hidden: fix its value instead.")
    return found


def _arguments(command: Command, parameters: dict[str, Parameter], where: str) -> tuple[list[ArgumentTable], set[str]]:
    declared = command.arguments
    if declared is None:
        declared = [name for name, parameter in parameters.items() if parameter.required]
    tables: list[ArgumentTable] = []
    for item in declared:
        argument = Argument(item) if isinstance(item, str) else item
        parameter = parameters.get(argument.name)
        text = argument.help or (parameter.help if parameter else "")
        if not text:
            raise Refused(f"{where}: `{argument.name}` has no help; write it in the docstring's Args or declare it.")
        required = argument.required if argument.required is not None else (parameter.required if parameter else True)
        table: ArgumentTable = {"name": argument.name, "help": text, "required": required}
        mapped = _mapped(parameter, where) if argument.type is None and parameter is not None else None
        table["type"] = argument.type or (mapped.type if mapped else "str")
        choices = argument.choices or (mapped.choices if mapped else ())
        if choices:
            table["choices"] = choices
        if argument.nargs != 1 or (mapped is not None and mapped.multiple):
            table["nargs"] = -1 if argument.nargs == 1 else argument.nargs
        if argument.minimum is not None:
            table["minimum"] = argument.minimum
        tables.append(table)
    return tables, {table["name"] for table in tables}


def _options(command: Command, parameters: dict[str, Parameter], positional: set[str], where: str) -> list[OptionTable]:
    overrides: dict[str, Option] = {name: option for name, option in COMMON_OPTIONS.items() if name in parameters}
    overrides.update(command.options)
    names = [name for name in parameters if name not in positional]
    names += [name for name in overrides if name not in names and name not in positional]
    # Tokens rarely matter on a command line: they stand after what commands are about.
    names.sort(key=lambda name: name == "token")
    tables = [_option(name, overrides.get(name), parameters.get(name), command, where) for name in names]
    if command.confirm is not None:
        tables.append({"name": "yes", "flags": ("-y", "--yes"), "help": "Don't ask.", "type": "bool", "default": False})
    # `-h` may be taken: `ls -h` is what everyone types for readable sizes. `--help` is left then.
    seen: set[str] = {"--help", "--format", "--json", "-q", "--quiet", "--no-truncate"}
    for table in tables:
        for flag in (*table["flags"], *table.get("off_flags", ())):
            if flag in seen:
                raise Refused(f"{where}: two options are called {flag}.")
            seen.add(flag)
    return tables


def _option(name: str, option: Option | None, parameter: Parameter | None, command: Command, where: str) -> OptionTable:
    option = option or Option()
    target = option.into or name
    flags = option.flags or ("--" + name.replace("_", "-"),)
    help_ = option.help or (parameter.help if parameter else "")
    if not help_ and not option.hidden:
        raise Refused(f"{where}: `{name}` has no help; write it in the docstring's Args or declare it.")
    if option.on is not None:
        return {"name": target, "flags": flags, "help": help_, "type": "bool", "on": option.on}
    mapped = _declared(option) or (_mapped(parameter, where) if parameter else None)
    if mapped is None:
        raise Refused(f"{where}: `{name}` is in no signature, so its declaration needs `type=`.")
    default = _default(name, option, parameter, command)
    table: OptionTable = {"name": target, "flags": flags, "help": help_, "type": mapped.type}
    if mapped.type == "bool" and not option.switch:
        long = next(flag for flag in flags if flag.startswith("--"))
        table["off_flags"] = ("--no-" + long[2:],)
    if mapped.type == "bool" and option.switch and default is None:
        default = False
    if default not in (None, ()):
        table["default"] = default
    if option.shown_default is not None:
        table["shown_default"] = option.shown_default
    if mapped.choices:
        table["choices"] = mapped.choices
    if mapped.values:
        table["values"] = dict(mapped.values)
    if option.commas:
        # One text that holds several: checked against the choices when it is taken apart.
        table["commas"] = True
        table["type"] = "str"
    elif mapped.multiple or option.multiple:
        table["multiple"] = True
    if option.hidden:
        table["hidden"] = True
    if option.required:
        table["required"] = True
    if option.minimum is not None:
        table["minimum"] = option.minimum
    return table


def _declared(option: Option) -> Mapped | None:
    if option.choices is not None:
        return replace(
            literal(option.choices), type="choice-soft" if option.soft else "choice", multiple=option.multiple
        )
    return Mapped(option.type, multiple=option.multiple) if option.type is not None else None


def _mapped(parameter: Parameter, where: str) -> Mapped:
    try:
        return from_annotation(resolve(parameter.operation, parameter.annotation))
    except Unmappable as error:
        raise Refused(f"{where}: parameter `{parameter.name}`: {error}. Declare it or hide it.") from error


def _default(name: str, option: Option, parameter: Parameter | None, command: Command) -> Any:
    if name in command.defaults:
        return command.defaults[name]
    if option.default is not ...:
        return option.default
    default = parameter.default if parameter is not None and not parameter.required else None
    if default is not None and not isinstance(default, (str, int, float, bool)):
        return None
    return default


def _check_handler(table: CommandTable, command: Command, where: str) -> None:
    """A handler takes the output and every parameter by keyword; a misspelt one is found here, not by a user."""
    module, _, function = str(command.runs).partition(":")
    handler = getattr(import_module(module), function, None)
    if handler is None:
        raise Refused(f"{where}: there is no `{command.runs}`.")
    accepted = list(inspect.signature(handler).parameters.values())[1:]
    given = _names(table) - {"yes"} if command.confirm is not None else _names(table)
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in accepted):
        return
    named = {parameter.name for parameter in accepted}
    _same(named ^ (given | set(command.fixed)), set(), f"{where}: `{command.runs}` and the command differ in")


def _names(table: CommandTable) -> set[str]:
    return {entry["name"] for entry in (*table.get("arguments", ()), *table.get("options", ()))}


def _same(found: set[str], expected: set[str], message: str) -> None:
    if found != expected:
        raise Refused(f"{message}: {', '.join(sorted(found - expected))}.")


def _shows(shows: Any) -> ShowsTable:
    if isinstance(shows, Table):
        table: ShowsTable = {"kind": "table", "columns": shows.columns}
        if shows.id_key is not None:
            table["id_key"] = shows.id_key
        return table
    if isinstance(shows, Result):
        return {"kind": "result", "message": shows.message, "fields": dict(shows.fields)}
    if isinstance(shows, Dict):
        return cast("ShowsTable", {"kind": "dict", **({"id_key": shows.id_key} if shows.id_key else {})})
    return {"kind": "text"}


def _address(operation: Callable[..., Any]) -> str:
    function = inspect.unwrap(operation)
    return f"{function.__module__}:{function.__qualname__}"


def _first_sentence(text: str) -> str:
    head, stop, _ = text.partition(". ")
    return head + "." if stop else text
