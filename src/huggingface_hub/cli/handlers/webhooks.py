"""Webhooks: what they watch as `type:name`, and never their secrets."""

from __future__ import annotations

from typing import Any

from huggingface_hub._lazy import errors
from huggingface_hub.cli import environment, options, values
from huggingface_hub.cli.output import Output


TYPES = ("bucket", "dataset", "model", "org", "space", "user")


def list_webhooks(out: Output, *, token: str | None) -> None:
    """List webhooks."""
    found = [shown(webhook) for webhook in options.hub(token).list_webhooks()]
    if out.mode != "json":
        found = [{**row, "watched": [f"{item['type']}:{item['name']}" for item in row["watched"]]} for row in found]
    out.table(found, ("id", "url", "disabled", "domains", "watched"), id_key="id")


def info(out: Output, *, webhook_id: str, token: str | None) -> None:
    """Print a webhook."""
    out.dict(shown(options.hub(token).get_webhook(webhook_id)), id_key="id")


def create(
    out: Output,
    *,
    watch: list[str],
    url: str | None,
    job_id: str | None,
    domain: list[str] | None,
    secret: str | None,
    secrets: list[str] | None,
    secrets_file: str | None,
    token: str | None,
) -> None:
    """Create a webhook."""
    made = options.hub(token).create_webhook(
        url=url,
        job_id=job_id,
        watched=[watched(text) for text in watch],
        domains=domain,
        secret=secret,
        secrets=environment.mapping(out, secrets, secrets_file, secret=True),
    )
    out.result("Webhook created", id=made.id, url=made.url)


def update(
    out: Output,
    *,
    webhook_id: str,
    watch: list[str] | None,
    url: str | None,
    job_id: str | None,
    domain: list[str] | None,
    secret: str | None,
    secrets: list[str] | None,
    secrets_file: str | None,
    token: str | None,
) -> None:
    """Change a webhook."""
    api = options.hub(token)
    # The Hub replaces what is watched in any case: without `--watch`, it is told what it was.
    items = [watched(text) for text in watch] if watch else api.get_webhook(webhook_id).watched
    made = api.update_webhook(
        webhook_id,
        url=url,
        job_id=job_id,
        watched=items,
        domains=domain,
        secret=secret,
        secrets=environment.mapping(out, secrets, secrets_file, secret=True),
    )
    out.result("Webhook updated", id=made.id, url=made.url)


def watched(text: str) -> dict[str, str]:
    """`model:user/name` as the Hub takes it."""
    kind, colon, name = text.partition(":")
    if not colon or not name or kind not in TYPES:
        raise errors.CLIError(f"'{text}' can't be watched. Write TYPE:NAME, where TYPE is one of {', '.join(TYPES)}.")
    return {"type": kind, "name": name}


def shown(webhook: Any) -> dict[str, Any]:
    """All but the secret: whoever sees the screen could send events in the Hub's name."""
    content = values.to_dict(webhook)
    content.pop("secret", None)
    return content
