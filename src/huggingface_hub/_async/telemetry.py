"""Telling the Hub that a part of a library was used: only on machines whose owner has asked for it."""

from __future__ import annotations

import contextlib
from typing import Any
from urllib.parse import quote

from huggingface_hub import constants
from huggingface_hub._async.client import AsyncHubClient
from huggingface_hub._core import retry
from huggingface_hub._core.logs import get_logger
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import aio as runtime


logger = get_logger(__name__)

# Whoever waits for this waits for nothing that matters to them.
_TIMEOUT = 3.0


async def send_telemetry(
    topic: str,
    *,
    library_name: str | None = None,
    library_version: str | None = None,
    user_agent: dict[str, Any] | str | None = None,
) -> None:
    """
    Tell the Hub that something of a library was used, if the user of this machine has agreed.

    Nothing is sent unless the environment variable `HF_HUB_ENABLE_TELEMETRY` is set to `1`; `HF_HUB_DISABLE_TELEMETRY`,
    `DISABLE_TELEMETRY`, `DO_NOT_TRACK` and offline mode win over it. What is sent is the topic and a `user-agent`: no
    token, no name, nothing of what the program does. It goes out in the background, and failing is no failure.

    Args:
        topic: What was used, such as `examples/training`.
        library_name: The library.
        library_version: Its version.
        user_agent: More to tell, as text or as a mapping of names to values.
    """
    if not is_wanted():
        return
    with contextlib.suppress(RuntimeError):  # no thread, as at the end of a program
        runtime.Background(_send, topic, library_name, library_version, user_agent).start()


async def _send_telemetry_in_thread(
    topic: str,
    *,
    library_name: str | None = None,
    library_version: str | None = None,
    user_agent: dict[str, Any] | str | None = None,
) -> None:
    """
    Do what `send_telemetry` does in the background, and wait for it.

    Args:
        topic: What was used, such as `examples/training`.
        library_name: The library.
        library_version: Its version.
        user_agent: More to tell, as text or as a mapping of names to values.
    """
    if is_wanted():
        await _send(topic, library_name, library_version, user_agent)


def is_wanted() -> bool:
    """Whether the user of this machine has agreed."""
    return (
        constants.HF_HUB_ENABLE_TELEMETRY and not constants.HF_HUB_DISABLE_TELEMETRY and not constants.is_offline_mode()
    )


async def _send(
    topic: str, library_name: str | None, library_version: str | None, user_agent: dict[str, Any] | str | None
) -> None:
    path = "/".join(quote(part, safe="") for part in topic.split("/") if part)
    client = AsyncHubClient(
        token=False, library_name=library_name, library_version=library_version, user_agent=user_agent
    )
    try:
        async with runtime.fail_after(_TIMEOUT):
            await client.send("HEAD", f"/api/telemetry/{path}", timeout=_TIMEOUT, retry=retry.NONE, check=False)
    except (OSError, ValueError, errors.TransportError) as error:
        logger.debug("No telemetry was sent for %s: %s", path, type(error).__name__)
