# Generated from src/huggingface_hub/_async/download/entry.py: edit that file, not this one, then run `python -m codegen`.

"""Fetching one file that is not there, and giving it its place: beside other processes that may do the same."""

from __future__ import annotations

from pathlib import Path

from huggingface_hub._core.cache import store
from huggingface_hub._core.download import partial as partials
from huggingface_hub._core.download.request import Remote
from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.progress import Bar
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.client import HubClient, Token
from huggingface_hub._sync.download.fetch import fetch_file


logger = get_logger(__name__)

# How long to wait for another process that downloads the same file. The lock only saves bandwidth: a holder that was
# stopped, or a network disk whose locks lie, must not keep anybody from the file.
LOCK_PATIENCE = 60.0


def download_entry(
    client: HubClient,
    remote: Remote,
    entry: store.Entry,
    bar: Bar,
    *,
    token: Token = None,
    force: bool = False,
) -> str:
    """
    Fetch a file that is not there yet, and put it in its place.

    Args:
        client: The Hub.
        remote: Where the file is, and what it has to be.
        entry: Where it goes.
        bar: Shows the bytes as they come.
        token: Replaces the client's token.
        force: Whether to fetch it although somebody else brought it meanwhile.
    """
    with runtime.ExitStack() as stack:
        if _lock(stack, entry.lock_path, entry.filename) and not force:
            found = runtime.to_thread(entry.reuse)
            if found is not None:
                bar.update(entry.size or 0)
                return found
        try:
            return _fetch_and_publish(client, remote, entry, bar, token, resume=not force)
        except FileNotFoundError as error:
            # Another program has cleaned up what it took for abandoned.
            logger.warning("The partial file of '%s' was deleted (%s); fetching it again.", entry.filename, error)
            runtime.to_thread(entry.prepare)
            return _fetch_and_publish(client, remote, entry, bar, token)


def _fetch_and_publish(
    client: HubClient, remote: Remote, entry: store.Entry, bar: Bar, token: Token, *, resume: bool = True
) -> str:
    temporary = entry.temporary()
    came_by_xet = fetch_file(client, remote, temporary, bar, token=token, resume=resume)
    try:
        # Not to be stopped between the name of the content and the name that points to it.
        with runtime.shield():
            path = runtime.to_thread(partials.publish, temporary, entry.publish)
            if came_by_xet:
                runtime.to_thread(entry.share, replace=not resume)
            return path
    except OSError:
        bar.update(-(entry.size or 0))
        raise


def _lock(stack: runtime.ExitStack, path: Path, filename: str) -> bool:
    """Keep other processes from downloading the same, if that is possible in reasonable time."""

    def announce(waiting_for: Path, seconds: float) -> None:
        logger.warning(
            "Another process is downloading '%s'; waited %.0f s for it so far (%s).", filename, seconds, waiting_for
        )

    try:
        stack.enter(runtime.file_lock(path, timeout=LOCK_PATIENCE, on_wait=announce))
    except errors.CacheLockTimeout:
        logger.warning("Downloading '%s' without waiting any longer for the other process.", filename)
        return True
    except OSError as error:
        logger.debug("Downloading '%s' without a lock: %s", filename, error)
        return False
    return True
