"""Sending events to webhooks, in the background of the server."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import anyio.to_thread

from huggingface_hub._core.logs import get_logger
from huggingface_hub.local_hub.addresses import is_loopback
from huggingface_hub.local_hub.announcing import SOMEWHERE
from huggingface_hub.local_hub.state.webhooks import Delivery


if TYPE_CHECKING:
    import httpx

    from huggingface_hub.local_hub.state.store import HubState

logger = get_logger(__name__)

TIMEOUT = 10.0
# Other processes (an import beside the server) put events into the queue without waking us.
LOOK_EVERY = 2.0
GONE = 410


async def deliver_events(hub: HubState) -> None:
    """Send what is in the queues until cancelled; of one webhook in order, of several at once."""
    loop, woken = asyncio.get_running_loop(), asyncio.Event()

    def wake() -> None:
        # The loop may be closing.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(woken.set)

    hub.webhooks.on_queued = wake
    try:
        async with _Sender(hub) as sender:
            while True:
                woken.clear()
                wait: float | None = LOOK_EVERY
                try:
                    if await sender.send_due():
                        continue
                    wait = await anyio.to_thread.run_sync(hub.webhooks.next_due)
                except Exception:
                    # The queue is on disk: whatever was wrong with it may be right again later.
                    logger.exception("Events could not be sent to webhooks")
                with suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(woken.wait(), LOOK_EVERY if wait is None else min(wait, LOOK_EVERY))
    finally:
        hub.webhooks.on_queued = lambda: None


class _Sender:
    def __init__(self, hub: HubState) -> None:
        self._hub = hub
        self._client: httpx.AsyncClient | None = None

    async def __aenter__(self) -> _Sender:
        return self

    async def __aexit__(self, *error: object) -> None:
        if self._client is not None:
            await self._client.aclose()

    async def send_due(self) -> bool:
        """Make one attempt for each webhook that has something to send; False when none has."""
        deliveries = await anyio.to_thread.run_sync(self._hub.webhooks.due)
        if not deliveries:
            return False
        # A slow receiver holds up the others for one timeout at most.
        await asyncio.gather(*(self._attempt(delivery) for delivery in deliveries))
        return True

    async def _attempt(self, delivery: Delivery) -> None:
        webhook = await anyio.to_thread.run_sync(self._hub.webhooks.get, delivery.webhook_id)
        if webhook is None or not self._allowed(webhook.url):
            await self._settle(delivery, "this hub sends nothing there", done=False, final=True)
            return
        headers = {"content-type": "application/json", "user-agent": "huggingface_hub-local-hub"}
        if webhook.secret:
            headers["x-webhook-secret"] = webhook.secret
        payload = delivery.payload.replace(SOMEWHERE, self._hub.announce.url)
        status, outcome = await self._post(webhook.url, payload.encode(), headers)
        if not 200 <= status < 300:
            logger.warning("The webhook %s could not be told of an event: %s", webhook.id, outcome)
        await self._settle(delivery, outcome, done=200 <= status < 300, final=status == GONE)

    async def _post(self, url: str, content: bytes, headers: dict[str, str]) -> tuple[int, str]:
        import httpx

        if self._client is None:
            # No proxies and no redirects: both could lead to another machine.
            self._client = httpx.AsyncClient(timeout=TIMEOUT, trust_env=False, follow_redirects=False)
        try:
            async with self._client.stream("POST", url, content=content, headers=headers) as response:
                # What the receiver says does not matter, so that it is not read.
                return response.status_code, f"HTTP {response.status_code}"
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return 0, type(error).__name__

    async def _settle(self, delivery: Delivery, outcome: str, *, done: bool, final: bool) -> None:
        pause = self._hub.config.webhook_pause
        await anyio.to_thread.run_sync(
            lambda: self._hub.webhooks.settle(delivery, outcome, done=done, final=final, pause=pause)
        )

    def _allowed(self, url: str) -> bool:
        return self._hub.config.webhooks_anywhere or is_loopback(urlsplit(url).hostname or "")
