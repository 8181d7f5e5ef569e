"""Webhooks of the caller's."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import Response

from huggingface_hub.local_hub import errors
from huggingface_hub.local_hub.addresses import is_loopback
from huggingface_hub.local_hub.context import JSON, Context
from huggingface_hub.local_hub.routing import Router
from huggingface_hub.local_hub.state.users import Account
from huggingface_hub.local_hub.state.webhooks import Webhook


router = Router()

DOMAINS = ("repo", "discussion")
WATCHED = ("bucket", "dataset", "kernel", "model", "org", "space", "user")
MAX_WATCHED = 100
MAX_WEBHOOKS = 100
_SECRET = re.compile(r"[\x21-\x7e]{1,256}")


@router.on_api("GET", "settings/webhooks")
def listing(context: Context) -> Response:
    return JSON([_view(webhook) for webhook in context.hub.webhooks.of(_reader(context).id)])


@router.on_api("POST", "settings/webhooks")
def create(context: Context) -> Response:
    account, body = _writer(context), context.json()
    if len(context.hub.webhooks.of(account.id)) >= MAX_WEBHOOKS:
        raise errors.bad_request(f"You have {MAX_WEBHOOKS} webhooks already: delete some first.")
    _refuse_jobs(body)
    webhook = context.hub.webhooks.create(
        account.id, _url(context, body.get("url")), _watched(body), _domains(body.get("domains")), _secret(body)
    )
    return JSON({"webhook": _view(webhook)})


@router.on_api("GET", "settings/webhooks/{id}")
def show(context: Context) -> Response:
    return JSON({"webhook": _view(_own(context, _reader(context)))})


@router.on_api("POST", "settings/webhooks/{id}")
def update(context: Context) -> Response:
    webhook, body = _own(context, _writer(context)), context.json()
    _refuse_jobs(body)
    # What is watched is always replaced; the rest stays unless it is given.
    values: dict[str, Any] = {"watched": _watched(body)}
    if body.get("url") is not None:
        values["url"] = _url(context, body["url"])
    if body.get("domains") is not None:
        values["domains"] = _domains(body["domains"])
    if "secret" in body:
        values["secret"] = _secret(body)
    return JSON({"webhook": _view(context.hub.webhooks.update(webhook, **values))})


@router.on_api("POST", "settings/webhooks/{id}/enable")
def enable(context: Context) -> Response:
    return _switch(context, disabled=False)


@router.on_api("POST", "settings/webhooks/{id}/disable")
def disable(context: Context) -> Response:
    return _switch(context, disabled=True)


@router.on_api("DELETE", "settings/webhooks/{id}")
def delete(context: Context) -> Response:
    context.hub.webhooks.delete(_own(context, _writer(context)))
    return JSON({"success": True})


@router.on_api("GET", "settings/webhooks/{id}/deliveries")
def deliveries(context: Context) -> Response:
    """What was sent and what became of it: for whoever wonders why a receiver hears nothing."""
    rows = context.hub.webhooks.history(_own(context, _reader(context)).id)
    return context.page_of(
        rows[::-1],
        lambda row: {
            "number": row["number"],
            "state": row["state"],
            "attempts": row["attempts"],
            "outcome": row["outcome"],
        },
    )


def _switch(context: Context, *, disabled: bool) -> Response:
    webhook = _own(context, _writer(context))
    return JSON({"webhook": _view(context.hub.webhooks.update(webhook, disabled=int(disabled)))})


def _reader(context: Context) -> Account:
    account = context.caller.required()
    if not context.caller.may_read_for(account, "webhook.read"):
        raise errors.forbidden("Your token may not see webhooks: it lacks the permission webhook.read.")
    return account


def _writer(context: Context) -> Account:
    account = context.caller.writer()
    if not context.caller.may_write_for(account, "webhook.write"):
        raise errors.forbidden("Your token may not change webhooks: it lacks the permission webhook.write.")
    return account


def _own(context: Context, account: Account) -> Webhook:
    webhook = context.hub.webhooks.get(context.params["id"])
    if webhook is None or webhook.owner_id != account.id:
        raise errors.HubError(404, "Webhook not found")
    return webhook


def _view(webhook: Webhook) -> dict[str, Any]:
    view: dict[str, Any] = {
        "id": webhook.id,
        "url": webhook.url,
        "watched": [dict(item) for item in webhook.watched],
        "domains": list(webhook.domains),
        "disabled": webhook.disabled,
    }
    return {**view, "secret": webhook.secret} if webhook.secret else view


def _refuse_jobs(body: dict[str, Any]) -> None:
    if body.get("jobSourceId") or body.get("job") or body.get("secrets"):
        raise errors.not_offered("Jobs")


def _url(context: Context, value: object) -> str:
    try:
        parts = urlsplit(value if isinstance(value, str) else "")
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host = ""
    if not isinstance(value, str) or not host or parts.scheme not in {"http", "https"}:
        raise errors.bad_request("'url' must be the http(s) address that events are sent to.")
    if "@" in parts.netloc or not value.isprintable() or " " in value:
        raise errors.bad_request("'url' must be a plain address, without a user's name or spaces in it.")
    if not context.hub.config.webhooks_anywhere and not is_loopback(host):
        raise errors.bad_request(
            f"This local Hub sends events to this machine only, not to {host}: "
            "start it with `webhooks_anywhere=True` (`--webhooks-anywhere`) to change that."
        )
    return value


def _watched(body: dict[str, Any]) -> list[dict[str, str]]:
    items = body.get("watched", [])
    if not isinstance(items, list) or len(items) > MAX_WATCHED:
        raise errors.bad_request(f"'watched' must be a list of at most {MAX_WATCHED} items.")
    watched = []
    for item in items:
        if not isinstance(item, dict) or item.get("type") not in WATCHED or not isinstance(item.get("name"), str):
            raise errors.bad_request(
                f"Each item of 'watched' needs a 'name' and a 'type', one of {', '.join(WATCHED)}."
            )
        watched.append({"type": str(item["type"]), "name": item["name"]})
    return watched


def _domains(value: object) -> list[str]:
    if value is None:
        return list(DOMAINS)
    if not isinstance(value, list) or not value or any(domain not in DOMAINS for domain in value):
        raise errors.bad_request(f"'domains' must be a list of {' and '.join(DOMAINS)}.")
    return [domain for domain in DOMAINS if domain in value]


def _secret(body: dict[str, Any]) -> str | None:
    value = body.get("secret")
    if value in (None, ""):
        return None
    if not isinstance(value, str) or not _SECRET.fullmatch(value):
        raise errors.bad_request("'secret' must be at most 256 visible ASCII characters: it is sent as a header.")
    return value
