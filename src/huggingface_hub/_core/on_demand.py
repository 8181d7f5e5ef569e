"""A class whose methods live in many modules, each of which is loaded when one of its methods is first used.

Reading `HfApi.create_repo` gives the same function as ever; what it costs to import `HfApi` no longer grows with what
the Hub can do. Type checkers see ordinary base classes.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from huggingface_hub._core._operations import OPERATIONS


def with_operations(cls: type) -> type:
    """Give a class, `Async…` or its twin, the operations of its colour."""
    colour, _, _ = cls.__module__.rpartition(".")
    prefix = "Async" if colour.endswith("._async") else ""
    for (home, holder), names in OPERATIONS.items():
        for name in names.split():
            setattr(cls, name, _Method(cls, name, f"{colour}.{home}", prefix + holder))
    return cls


class _Method:
    """Stands in for a method until it is first read."""

    def __init__(self, owner: type, name: str, module: str, holder: str) -> None:
        self._owner = owner
        self._name = name
        self._module = module
        self._holder = holder

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        method = vars(getattr(import_module(self._module), self._holder))[self._name]
        # Never to be asked again. Two threads that come at once store the same.
        setattr(self._owner, self._name, method)
        return method.__get__(instance, owner)
