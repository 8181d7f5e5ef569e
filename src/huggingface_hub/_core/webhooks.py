"""Rules for webhooks. Source: `contract/wire/repos.md` §10."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Union

from huggingface_hub import constants
from huggingface_hub._core import urls
from huggingface_hub.types.webhooks import WebhookInfo, WebhookWatchedItem


ROOT = "/api/settings/webhooks"
ALL_DOMAINS: tuple[constants.WEBHOOK_DOMAIN_T, ...] = ("repo", "discussion")

Watched = Sequence[Union[Mapping[str, Any], WebhookWatchedItem]]


def route(webhook_id: str, *parts: str) -> str:
    """A route of a webhook."""
    return "/".join((ROOT, urls.quote(webhook_id), *parts))


def creation(
    *,
    url: str | None,
    job_id: str | None,
    watched: Watched,
    domains: Sequence[str] | None,
    secret: str | None,
    secrets: Mapping[str, str] | None,
) -> dict[str, Any]:
    """
    What to ask for when creating a webhook.

    Raises:
        ValueError: Nothing or too much is to be told.
    """
    if url is None and job_id is None:
        raise ValueError("Missing argument for webhook: `url` or `job_id`.")
    return _body(url, job_id, watched, list(ALL_DOMAINS) if domains is None else domains, secret, secrets)


def change(
    *,
    url: str | None,
    job_id: str | None,
    watched: Watched | None,
    domains: Sequence[str] | None,
    secret: str | None,
    secrets: Mapping[str, str] | None,
) -> dict[str, Any]:
    """
    What to ask for when changing a webhook.

    Raises:
        ValueError: Too much is to be told.
    """
    return _body(url, job_id, watched or (), domains, secret, secrets)


def _body(
    url: str | None,
    job_id: str | None,
    watched: Watched,
    domains: Sequence[str] | None,
    secret: str | None,
    secrets: Mapping[str, str] | None,
) -> dict[str, Any]:
    if url is not None and job_id is not None:
        raise ValueError("Set `url` or `job_id` but not both.")
    if secrets is not None and job_id is None:
        raise ValueError("`secrets` can only be set together with `job_id`.")
    optional = {
        "domains": None if domains is None else list(domains),
        "secret": secret,
        "url": url,
        "jobSourceId": job_id,
        "secrets": None if secrets is None else dict(secrets),
    }
    items = [_watched(item) for item in watched]
    return {"watched": items, **{key: value for key, value in optional.items() if value is not None}}


def _watched(item: Mapping[str, Any] | WebhookWatchedItem) -> dict[str, Any]:
    if isinstance(item, WebhookWatchedItem):
        return {"type": item.type, "name": item.name}
    return dict(item)


def webhook_in(answer: Mapping[str, Any]) -> WebhookInfo:
    """The webhook that an answer is about."""
    return WebhookInfo.from_wire(answer["webhook"])
