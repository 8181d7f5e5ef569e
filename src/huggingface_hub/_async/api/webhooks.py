"""Webhooks: have the Hub tell a server, or start a job, when something changes."""

from __future__ import annotations

from typing import Any, Union

from huggingface_hub import constants
from huggingface_hub._async.client import AsyncHubClient, Token
from huggingface_hub._core import webhooks as rules, wire
from huggingface_hub.types.webhooks import WebhookInfo, WebhookWatchedItem


Watched = Union[dict[str, Any], WebhookWatchedItem]


class AsyncWebhooksApi(AsyncHubClient):
    """Operations on the webhooks of the owner of the token."""

    async def list_webhooks(self, *, token: Token = None) -> list[WebhookInfo]:
        """
        List the webhooks of the owner of the token.

        Args:
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: The token is not valid, or may not see this.
        """
        response = await self.send("GET", rules.ROOT, token=token)
        return wire.read_each(response, WebhookInfo.from_wire)

    async def get_webhook(self, webhook_id: str, *, token: Token = None) -> WebhookInfo:
        """
        Fetch a webhook.

        Args:
            webhook_id: Its id.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such webhook.
        """
        response = await self.send("GET", rules.route(webhook_id), token=token)
        return wire.read(response, rules.webhook_in)

    async def create_webhook(
        self,
        *,
        url: str | None = None,
        job_id: str | None = None,
        watched: list[Watched],
        domains: list[constants.WEBHOOK_DOMAIN_T] | None = None,
        secret: str | None = None,
        secrets: dict[str, str] | None = None,
        token: Token = None,
    ) -> WebhookInfo:
        """
        Create a webhook.

        Args:
            url: Where to send events.
            job_id: A job to copy and start for each event instead.
            watched: What to watch: items with `type` and `name`.
            domains: Which events count, `repo` or `discussion`; both by default.
            secret: Sent with each event as `X-Webhook-Secret`, so that the receiver knows that it comes from the Hub.
            secrets: Secret environment variables of the job.
            token: Replaces the client's token.

        Raises:
            ValueError: Not exactly one of `url` and `job_id`, or `secrets` without a job.
            HfHubHTTPError: The Hub refused it.
        """
        body = rules.creation(url=url, job_id=job_id, watched=watched, domains=domains, secret=secret, secrets=secrets)
        response = await self.send("POST", rules.ROOT, json=body, token=token)
        return wire.read(response, rules.webhook_in)

    async def update_webhook(
        self,
        webhook_id: str,
        *,
        url: str | None = None,
        job_id: str | None = None,
        watched: list[Watched] | None = None,
        domains: list[constants.WEBHOOK_DOMAIN_T] | None = None,
        secret: str | None = None,
        secrets: dict[str, str] | None = None,
        token: Token = None,
    ) -> WebhookInfo:
        """
        Change a webhook. What it watches is always replaced: without `watched`, it watches nothing any more.

        Args:
            webhook_id: Its id.
            url: Where to send events.
            job_id: A job to copy and start for each event instead.
            watched: What to watch: items with `type` and `name`.
            domains: Which events count, `repo` or `discussion`.
            secret: Sent with each event as `X-Webhook-Secret`.
            secrets: Secret environment variables of the job.
            token: Replaces the client's token.

        Raises:
            ValueError: Both `url` and `job_id`, or `secrets` without a job.
            HfHubHTTPError: No such webhook, or the Hub refused it.
        """
        body = rules.change(url=url, job_id=job_id, watched=watched, domains=domains, secret=secret, secrets=secrets)
        response = await self.send("POST", rules.route(webhook_id), json=body, token=token)
        return wire.read(response, rules.webhook_in)

    async def enable_webhook(self, webhook_id: str, *, token: Token = None) -> WebhookInfo:
        """
        Switch a webhook on.

        Args:
            webhook_id: Its id.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such webhook.
        """
        response = await self.send("POST", rules.route(webhook_id, "enable"), token=token)
        return wire.read(response, rules.webhook_in)

    async def disable_webhook(self, webhook_id: str, *, token: Token = None) -> WebhookInfo:
        """
        Switch a webhook off. It is kept, and can be switched on again.

        Args:
            webhook_id: Its id.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such webhook.
        """
        response = await self.send("POST", rules.route(webhook_id, "disable"), token=token)
        return wire.read(response, rules.webhook_in)

    async def delete_webhook(self, webhook_id: str, *, token: Token = None) -> None:
        """
        Delete a webhook for good.

        Args:
            webhook_id: Its id.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: No such webhook.
        """
        await self.send("DELETE", rules.route(webhook_id), token=token)
