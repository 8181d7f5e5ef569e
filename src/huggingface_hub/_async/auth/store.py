"""Changes to the stored tokens, one process at a time."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from typing import Any, TypeVar

from huggingface_hub import constants
from huggingface_hub._core import token_store
from huggingface_hub._core.token_store import StoredToken
from huggingface_hub._runtime import aio as runtime


T = TypeVar("T")

# Seconds to wait for another process; each holds the lock for some milliseconds, a refresh of a token for some seconds.
LOCK_TIMEOUT = 30.0


@runtime.asynccontextmanager
async def lock() -> AsyncGenerator[None, None]:
    """Keep other processes from changing the stored tokens inside of the block.

    Raises:
        CacheLockTimeout: Another process held the lock for half a minute.
    """
    # Before the lock file is made in it: the folder is private only if it is made for secrets.
    await runtime.to_thread(token_store.prepare_folder, constants.HF_STORED_TOKENS_PATH)
    async with runtime.file_lock(f"{constants.HF_STORED_TOKENS_PATH}.lock", timeout=LOCK_TIMEOUT):
        yield


async def locked(change: Callable[..., T], *args: Any) -> T:
    """Call a function of `token_store` that reads, changes and writes back, while no other process does so.

    Raises:
        CacheLockTimeout: Another process held the lock for half a minute.
    """
    async with lock():
        return await runtime.to_thread(change, *args)


async def save(name: str, stored: StoredToken) -> str:
    """Store a token and make it the active one; returns the name that it got."""
    return await locked(token_store.save, name, stored)
