# Generated from src/huggingface_hub/_async/auth/store.py: edit that file, not this one, then run `python -m codegen`.

"""Changes to the stored tokens, one process at a time."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, TypeVar

from huggingface_hub import constants
from huggingface_hub._core import token_store
from huggingface_hub._core.token_store import StoredToken
from huggingface_hub._runtime import blocking as runtime


T = TypeVar("T")

# Seconds to wait for another process; each holds the lock for some milliseconds, a refresh of a token for some seconds.
LOCK_TIMEOUT = 30.0


@runtime.contextmanager
def lock() -> Generator[None, None, None]:
    """Keep other processes from changing the stored tokens inside of the block.

    Raises:
        CacheLockTimeout: Another process held the lock for half a minute.
    """
    # Before the lock file is made in it: the folder is private only if it is made for secrets.
    runtime.to_thread(token_store.prepare_folder, constants.HF_STORED_TOKENS_PATH)
    with runtime.file_lock(f"{constants.HF_STORED_TOKENS_PATH}.lock", timeout=LOCK_TIMEOUT):
        yield


def locked(change: Callable[..., T], *args: Any) -> T:
    """Call a function of `token_store` that reads, changes and writes back, while no other process does so.

    Raises:
        CacheLockTimeout: Another process held the lock for half a minute.
    """
    with lock():
        return runtime.to_thread(change, *args)


def save(name: str, stored: StoredToken) -> str:
    """Store a token and make it the active one; returns the name that it got."""
    return locked(token_store.save, name, stored)
