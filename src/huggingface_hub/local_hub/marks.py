"""Marks on handlers that tell the application how to run them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar


if TYPE_CHECKING:
    from huggingface_hub.local_hub.context import Context


Handler = TypeVar("Handler", bound=Callable[..., Any])


def spooled(guard: Callable[[Context], object]) -> Callable[[Handler], Handler]:
    """The request's body comes as a file, since it may be large; it is read only if `guard` raises nothing."""

    def mark(handler: Handler) -> Handler:
        handler.guard = guard  # type: ignore[attr-defined]
        return handler

    return mark


def signed(handler: Handler) -> Handler:
    """The address carries its own permission: no `Authorization` header is looked at."""
    handler.signed = True  # type: ignore[attr-defined]
    return handler
