"""
Whether a value has the type that an annotation names: what strict dataclasses ask.

An annotation is turned into a function once, because a field is checked at each assignment.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, ForwardRef, Literal, Union, get_args, get_origin

from typing_extensions import NotRequired, Required


Check = Callable[[str, Any], None]
"""Takes the field's name and the value; raises `TypeError`."""


def type_validator(name: str, value: Any, expected_type: Any) -> None:
    """
    Check that a value has a type.

    `bool` is no `int`, and `int` is no `float`. Annotations in quotes are not resolved: they allow any value.

    Args:
        name: What the value is called in the message.
        value: The value.
        expected_type: A class, or `Any`, `Union`, `Optional`, `Literal`, `list`, `dict`, `tuple`, `set` or `Sequence` of such.

    Raises:
        TypeError: The value has another type, or such a type cannot be checked.
    """
    check_of(expected_type)(name, value)


def check_of(expected: Any) -> Check:
    """The check that an annotation stands for."""
    try:
        return _cached(expected)
    except TypeError:  # a `Literal` of something that cannot be hashed
        return _make(expected)


@lru_cache(maxsize=4096, typed=True)
def _cached(expected: Any) -> Check:
    return _make(expected)


def _make(expected: Any) -> Check:
    origin, arguments = get_origin(expected), get_args(expected)

    if expected is Any or isinstance(expected, (str, ForwardRef)):
        return _anything
    if expected is None:
        return _instance_of(type(None))
    if origin in (Required, NotRequired):
        return check_of(arguments[0])
    if origin is Union or origin is types.UnionType:
        return _one_of_types(arguments)
    if origin is Literal:
        return _one_of_values(arguments)
    if origin in _CONTAINERS:
        return _CONTAINERS[origin](arguments)
    if origin is None and isinstance(expected, type):
        return _instance_of(expected)
    return _unsupported(expected)


def _anything(name: str, value: Any) -> None:
    """Whatever it is."""


def _unsupported(expected: Any) -> Check:
    def check(name: str, value: Any) -> None:
        raise TypeError(f"Unsupported type for field '{name}': {expected}")

    return check


def _instance_of(cls: type) -> Check:
    def check(name: str, value: Any) -> None:
        # To Python, True is a 1.
        if not isinstance(value, cls) or (cls is int and isinstance(value, bool)):
            raise TypeError(f"Field '{name}' expected {cls.__name__}, got {type(value).__name__} (value: {value!r})")

    return check


def _one_of_types(expected: tuple[Any, ...]) -> Check:
    checks = [check_of(each) for each in expected]

    def check(name: str, value: Any) -> None:
        errors = []
        for each in checks:
            try:
                return each(name, value)
            except TypeError as error:
                errors.append(str(error))
        raise TypeError(
            f"Field '{name}' with value {value!r} doesn't match any type in {expected}. Errors: {'; '.join(errors)}"
        )

    return check


def _one_of_values(allowed: tuple[Any, ...]) -> Check:
    def check(name: str, value: Any) -> None:
        if not any(value == each and isinstance(value, bool) == isinstance(each, bool) for each in allowed):
            raise TypeError(f"Field '{name}' expected one of {allowed}, got {value!r}")

    return check


def _items(kind: str, cls: type[Any], item: Check) -> Check:
    def check(name: str, value: Any) -> None:
        if not isinstance(value, cls):
            raise TypeError(f"Field '{name}' expected a {kind}, got {type(value).__name__}")
        for index, each in enumerate(value):
            _check_item(item, f"{name}[{index}]", each, f"Invalid item at index {index} in {kind.lower()} '{name}'")

    return check


def _check_item(check: Check, name: str, value: Any, message: str) -> None:
    try:
        check(name, value)
    except TypeError as error:
        raise TypeError(message) from error


def _list(arguments: tuple[Any, ...]) -> Check:
    return _items("list", list, check_of(arguments[0]) if arguments else _anything)


def _sequence(arguments: tuple[Any, ...]) -> Check:
    return _items("Sequence", Sequence, check_of(arguments[0]) if arguments else _anything)


def _tuple(arguments: tuple[Any, ...]) -> Check:
    if not arguments:
        return _items("tuple", tuple, _anything)
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return _items("tuple", tuple, check_of(arguments[0]))

    checks = [check_of(each) for each in arguments]

    def check(name: str, value: Any) -> None:
        if not isinstance(value, tuple):
            raise TypeError(f"Field '{name}' expected a tuple, got {type(value).__name__}")
        if len(value) != len(checks):
            raise TypeError(f"Field '{name}' expected a tuple of length {len(checks)}, got {len(value)}")
        for index, (each, item) in enumerate(zip(value, checks, strict=True)):
            _check_item(item, f"{name}[{index}]", each, f"Invalid item at index {index} in tuple '{name}'")

    return check


def _set(arguments: tuple[Any, ...]) -> Check:
    item = check_of(arguments[0]) if arguments else _anything

    def check(name: str, value: Any) -> None:
        if not isinstance(value, set):
            raise TypeError(f"Field '{name}' expected a set, got {type(value).__name__}")
        for each in value:
            _check_item(item, f"{name} item", each, f"Invalid item in set '{name}'")

    return check


def _dict(arguments: tuple[Any, ...]) -> Check:
    key_check, value_check = map(check_of, arguments) if arguments else (_anything, _anything)

    def check(name: str, value: Any) -> None:
        if not isinstance(value, dict):
            raise TypeError(f"Field '{name}' expected a dict, got {type(value).__name__}")
        message = f"Invalid key or value in dict '{name}'"
        for key, each in value.items():
            _check_item(key_check, f"{name}.key", key, message)
            _check_item(value_check, f"{name}[{key!r}]", each, message)

    return check


_CONTAINERS: dict[Any, Callable[[tuple[Any, ...]], Check]] = {
    list: _list,
    dict: _dict,
    tuple: _tuple,
    set: _set,
    Sequence: _sequence,
}
