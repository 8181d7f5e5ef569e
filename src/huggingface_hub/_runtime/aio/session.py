"""The HTTP library's own client, for helpers whose callers speak its language."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from huggingface_hub._runtime import factories


if TYPE_CHECKING:
    import httpx


@asynccontextmanager
async def open_session() -> AsyncGenerator[httpx.AsyncClient, None]:
    """A client for the length of the block, with the settings of `set_async_client_factory`."""
    async with factories.get_async_session() as session:
        yield session
