"""A lazy handle on `huggingface_hub.errors`.

The error classes subclass those of httpx, and importing httpx costs more time than all of this package. Code that
raises or catches them says `from huggingface_hub._lazy import errors`; the module behind it is loaded when the first
attribute is read, that is, when something goes wrong or a request is made.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from huggingface_hub import errors as errors
else:

    class _LazyModule(ModuleType):
        """Stands in for a module until one of its attributes is read."""

        def __getattr__(self, name: str) -> Any:
            module = import_module(self.__name__)
            value = getattr(module, name)
            # Kept here so that the next look-up is a plain attribute access. Classes never change after import.
            self.__dict__[name] = value
            return value

    errors = _LazyModule("huggingface_hub.errors")


__all__ = ["errors"]
