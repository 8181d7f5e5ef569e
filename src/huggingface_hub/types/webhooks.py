"""Webhooks: what the Hub watches, and whom it tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from huggingface_hub import constants
from huggingface_hub.types.jobs import JobSpec
from huggingface_hub.types.wire import read_object


@dataclass
class WebhookWatchedItem:
    """
    What a webhook watches.

    Attributes:
        type: `model`, `dataset`, `space` or `bucket`, or `user` or `org` for all that they own.
        name: Id of the repository, or name of the owner.
    """

    type: Literal["bucket", "dataset", "model", "org", "space", "user"]
    name: str

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> WebhookWatchedItem:
        """Read an item of what a webhook watches."""
        return read_object(cls, data, lambda wire: cls(type=wire["type"], name=wire["name"]))


@dataclass
class WebhookInfo:
    """
    A webhook.

    Attributes:
        id: Its id.
        url: Where events are sent.
        job: The job that is started instead.
        watched: What is watched.
        domains: Which events count: `repo` for changes of files and settings, `discussion` for what people write.
        secret: What the Hub sends as `X-Webhook-Secret`, so that the receiver knows it. Not shown by `repr`.
        disabled: Whether it is switched off.
    """

    id: str
    url: str | None
    job: JobSpec | None
    watched: list[WebhookWatchedItem]
    domains: list[constants.WEBHOOK_DOMAIN_T]
    secret: str | None = field(repr=False)
    disabled: bool

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> WebhookInfo:
        """Read a webhook."""
        return read_object(cls, data, cls._read)

    @classmethod
    def _read(cls, wire: dict[str, Any]) -> WebhookInfo:
        job = wire.get("job")
        return cls(
            id=wire["id"],
            url=wire.get("url"),
            job=None if job is None else JobSpec.from_wire(job),
            watched=[WebhookWatchedItem.from_wire(item) for item in wire["watched"]],
            domains=list(wire["domains"]),
            secret=wire.get("secret"),
            disabled=bool(wire["disabled"]),
        )
