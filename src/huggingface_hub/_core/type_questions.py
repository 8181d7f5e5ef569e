"""Questions about types and values that model classes ask about their settings."""

from __future__ import annotations

import types
from collections.abc import Iterable
from typing import Any, Union, get_args, get_origin


def is_jsonable(obj: Any, _visited: set[int] | None = None) -> bool:
    """
    Tell whether a value can be written as JSON.

    Args:
        obj: The value.
        _visited: Values that are looked at already, further out: one that holds itself can't be written.
    """
    visited = _visited or set()
    if obj is None or isinstance(obj, (bool, int, float, str)):
        return True
    if not isinstance(obj, (dict, list, tuple)) or id(obj) in visited:
        return False
    inside: Iterable[Any] = obj.values() if isinstance(obj, dict) else obj
    if isinstance(obj, dict) and not all(key is None or isinstance(key, (bool, int, float, str)) for key in obj):
        return False
    return all(is_jsonable(item, visited | {id(obj)}) for item in inside)


def is_simple_optional_type(type_: type) -> bool:
    """
    Tell whether a type is one other type or `None`.

    Args:
        type_: The type, such as `Optional[int]` or `int | None`.
    """
    return _is_union(type_) and len(get_args(type_)) == 2 and type(None) in get_args(type_)


def unwrap_simple_optional_type(optional_type: type) -> type:
    """
    Take `None` away from a type.

    Args:
        optional_type: The type, such as `Optional[int]`.

    Returns:
        The other type.

    Raises:
        ValueError: It is not an optional type.
    """
    if _is_union(optional_type):
        for each in get_args(optional_type):
            if each is not type(None):
                return each  # type: ignore[no-any-return]
    raise ValueError(f"'{optional_type}' is not an optional type")


def _is_union(type_: Any) -> bool:
    return get_origin(type_) in (Union, types.UnionType)
