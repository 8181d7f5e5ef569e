"""Marks on handlers that tell the application how to run them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar


Handler = TypeVar("Handler", bound=Callable[..., Any])


def spooled(handler: Handler) -> Handler:
    """The request's body comes as a file, since it may be large."""
    handler.spooled = True  # type: ignore[attr-defined]
    return handler


def signed(handler: Handler) -> Handler:
    """The address carries its own permission: no `Authorization` header is looked at."""
    handler.signed = True  # type: ignore[attr-defined]
    return handler
