"""A lazy handle on `huggingface_hub.errors`.

Many error classes subclass those of httpx, and importing httpx costs more time than all of this package. Code that
raises or catches them says `from huggingface_hub._lazy import errors`; what is behind it is loaded when an attribute is
read, that is, when something goes wrong or a request is made: httpx only for an error that has to do with HTTP.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from huggingface_hub import errors as errors
else:

    class _LazyErrors(ModuleType):
        """Stands in for the module until one of its attributes is read."""

        def __getattr__(self, name: str) -> Any:
            value = getattr(import_module("huggingface_hub._errors"), name, None)
            if not isinstance(value, type) or value.__module__ != self.__name__:
                value = getattr(import_module(self.__name__), name)
            # Kept here so that the next look-up is a plain attribute access. Classes never change after import.
            self.__dict__[name] = value
            return value

    errors = _LazyErrors("huggingface_hub.errors")


__all__ = ["errors"]
