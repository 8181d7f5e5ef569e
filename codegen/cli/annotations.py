"""Annotations of operations as types that the command line knows. What it doesn't know, it refuses."""

from __future__ import annotations

import enum
import inspect
import types
import typing
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huggingface_hub.cli.tables import ParameterType


class Unmappable(Exception):
    """The annotation has no counterpart on a command line."""


@dataclass(frozen=True)
class Mapped:
    """A type for an option or argument.

    Args:
        type: One of the tables' types.
        choices: The accepted texts, for `choice`.
        values: Text → value, where they differ.
        multiple: The parameter is a list.
    """

    type: ParameterType
    choices: tuple[str, ...] = ()
    values: tuple[tuple[str, Any], ...] = ()
    multiple: bool = False


_SCALARS: dict[Any, ParameterType] = {bool: "bool", int: "int", float: "float", str: "str", Path: "path"}
_LISTS = (list, tuple, set, Sequence, Iterable, list)


def resolve(operation: Callable[..., Any], annotation: Any) -> Any:
    """The annotation as an object; a text is evaluated where the operation was written."""
    if not isinstance(annotation, str):
        return annotation
    scope = dict(vars(typing))
    scope.update(getattr(inspect.unwrap(operation), "__globals__", {}))
    try:
        return eval(annotation, scope)  # noqa: S307  (our own source)
    except Exception as error:
        raise Unmappable(f"`{annotation}` can't be evaluated: {error}") from error


def from_annotation(annotation: Any) -> Mapped:
    """Map an annotation, `None` left out of unions."""
    members = [member for member in _members(annotation) if member is not type(None)]
    # `str | bool` is how tokens are annotated, `str | Path` how files are: the more telling one wins.
    if set(members) <= {str, bool} and len(members) == 2:
        return Mapped("str")
    if set(members) <= {str, Path} and len(members) == 2:
        return Mapped("path")
    lists = [member for member in members if typing.get_origin(member) in _LISTS]
    if lists:
        inner = from_annotation(typing.get_args(lists[0])[0])
        if inner.multiple:
            raise Unmappable(f"{annotation} is a list of lists")
        return Mapped(inner.type, inner.choices, inner.values, multiple=True)
    if len(members) == 1:
        return _single(members[0])
    return _several_literals(members, annotation)


def _members(annotation: Any) -> list[Any]:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return [inner for member in typing.get_args(annotation) for inner in _members(member)]
    if typing.get_origin(annotation) is typing.Annotated:
        return _members(typing.get_args(annotation)[0])
    return [annotation]


def _single(member: Any) -> Mapped:
    if member in _SCALARS:
        return Mapped(_SCALARS[member])
    if typing.get_origin(member) is typing.Literal:
        return literal(typing.get_args(member))
    if isinstance(member, type) and issubclass(member, enum.Enum):
        return Mapped("choice", tuple(str(entry.value) for entry in member))
    raise Unmappable(f"{member} has no counterpart on a command line")


def literal(options: tuple[Any, ...]) -> Mapped:
    """Values to choose from; those that are no texts are written as texts."""
    texts = tuple(str(option).lower() if isinstance(option, bool) else str(option) for option in options)
    values = tuple((text, option) for text, option in zip(texts, options, strict=True) if text != option)
    return Mapped("choice", texts, values)


def _several_literals(members: list[Any], annotation: Any) -> Mapped:
    """`Literal["a"] | str`: the literals are suggestions."""
    literals = [member for member in members if typing.get_origin(member) is typing.Literal]
    if len(members) == len(literals):
        return literal(tuple(option for member in literals for option in typing.get_args(member)))
    if len(literals) == len(members) - 1 and str in members:
        options = tuple(option for member in literals for option in typing.get_args(member))
        return Mapped("choice-soft", tuple(str(option) for option in options))
    raise Unmappable(f"{annotation} has no counterpart on a command line")
