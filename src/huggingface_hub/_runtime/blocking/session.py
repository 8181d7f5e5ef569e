"""The HTTP library's own client, for helpers whose callers speak its language."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from huggingface_hub._runtime import factories


if TYPE_CHECKING:
    import httpx


@contextmanager
def open_session() -> Generator[httpx.Client, None, None]:
    """The client that all blocking calls share, with the settings of `set_client_factory`; it stays open."""
    yield factories.get_session()
