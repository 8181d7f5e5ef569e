"""Reading streams of events: logs and their like."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

from huggingface_hub._async.client import AsyncHubClient, Token
from huggingface_hub._core import retry, sse
from huggingface_hub._runtime import aio as runtime


async def read_once(
    client: AsyncHubClient, url: str, steps: sse.Events, *, token: Token = None
) -> AsyncGenerator[dict[str, Any], None]:
    """
    Open a stream and give its new events, until it ends or breaks.

    Args:
        client: Who asks.
        url: Where the stream is.
        steps: What has been read of it.
        token: Replaces the client's token.
    """
    timeouts = steps.timeouts(client.timeouts)
    # Opening is not repeated by itself: the steps count what goes wrong, wherever it does.
    async with client.stream(
        "GET", url, params=steps.params, token=token, timeout=timeouts, retry=retry.NONE
    ) as stream:
        steps.opened(stream.headers)
        lines = stream.iter_lines()
        async with runtime.closing(lines):
            async for line in lines:
                event = steps.line(line)
                if event is not None:
                    yield event
                if steps.ended:
                    return


async def read_on(
    client: AsyncHubClient, url: str, steps: sse.Events, *, token: Token = None
) -> AsyncGenerator[dict[str, Any], None]:
    """
    Give the new events of a stream until it ends. If it breaks, it is opened again.

    Args:
        client: Who asks.
        url: Where the stream is.
        steps: What has been read of it.
        token: Replaces the client's token.

    Raises:
        HfHubHTTPError: The Hub refused it.
    """
    while True:
        events = read_once(client, url, steps, token=token)
        try:
            async with runtime.closing(events):
                async for event in events:
                    yield event
            return
        except Exception as error:
            pause = steps.pause_after(error)
            if pause is None and steps.ended:
                return
            if pause is None:
                raise
        await runtime.sleep(pause)


async def read(
    client: AsyncHubClient, url: str, *, follow: bool, name: str, token: Token = None
) -> AsyncGenerator[dict[str, Any], None]:
    """
    Give the events of a stream.

    Args:
        client: Who asks.
        url: Where the stream is.
        follow: Wait for new events, and open the stream again when it breaks.
        name: What is read, for messages.
        token: Replaces the client's token.

    Raises:
        HfHubHTTPError: The Hub refused it.
    """
    events = read_on(client, url, sse.Events(follow=follow, name=name), token=token)
    async with runtime.closing(events):
        async for event in events:
            yield event
