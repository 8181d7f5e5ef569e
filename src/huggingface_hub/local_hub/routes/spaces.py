"""Spaces: what they are given and on what they would run. Nothing runs here, and every answer says so."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from starlette.responses import Response

from huggingface_hub.local_hub import errors
from huggingface_hub.local_hub.context import JSON, Context
from huggingface_hub.local_hub.routing import Router
from huggingface_hub.local_hub.runtimes import NO_MACHINE, runtime_view
from huggingface_hub.local_hub.space_requests import (
    read_hardware,
    read_key,
    read_seconds,
    read_setting,
    read_volumes,
)
from huggingface_hub.local_hub.state.clock import iso
from huggingface_hub.local_hub.state.repos import Repo


router = Router()

# A Space with this tag in its card is offered as something to start from.
TEMPLATE_TAG = "template"


@router.on_api("GET", "spaces/templates")
def templates(context: Context) -> Response:
    found = []
    for repo in context.hub.repos.all("space"):
        card = context.hub.cards.newest(context.hub, repo)
        if repo.visibility == "public" and not repo.disabled and TEMPLATE_TAG in card.texts("tags"):
            private = bool(card.data.get("preferred_private", False))
            name = card.text("title") or repo.name
            found.append(
                {"name": name, "repoId": repo.full_id, "sdk": repo.extra.get("sdk"), "preferredPrivate": private}
            )
    return JSON({"templates": found})


@router.on_api("GET", "spaces/hardware")
def hardware_list(context: Context) -> Response:
    """No machines: none can be had from here, whatever is asked for."""
    return JSON([])


@router.on_api("GET", "spaces/zero-gpu/quota")
def quota(context: Context) -> Response:
    context.caller.required()
    return JSON({"base": 0, "current": 0})


@router.on_repo("GET", "secrets")
def secrets(context: Context) -> Response:
    return JSON(context.hub.spaces.secrets(_writable(context)))


@router.on_repo("POST", "secrets")
def set_secret(context: Context) -> Response:
    repo, item = _writable(context), read_setting(context.json())
    context.hub.spaces.set(repo, "secret", item.key, item.value, item.description)
    context.hub.announce.config(repo)
    return JSON(context.hub.spaces.secrets(repo))


@router.on_repo("DELETE", "secrets")
def delete_secret(context: Context) -> Response:
    repo = _unset(context, "secret")
    return JSON(context.hub.spaces.secrets(repo))


@router.on_repo("GET", "variables")
def variables(context: Context) -> Response:
    return JSON(context.hub.spaces.variables(_space(context)))


@router.on_repo("POST", "variables")
def set_variable(context: Context) -> Response:
    repo, item = _writable(context), read_setting(context.json())
    context.hub.spaces.set(repo, "variable", item.key, item.value, item.description)
    context.hub.announce.config(repo)
    return JSON(context.hub.spaces.variables(repo))


@router.on_repo("DELETE", "variables")
def delete_variable(context: Context) -> Response:
    repo = _unset(context, "variable")
    return JSON(context.hub.spaces.variables(repo))


@router.on_repo("GET", "runtime")
def runtime(context: Context) -> Response:
    return JSON(runtime_view(_space(context)))


@router.on_repo("POST", "hardware")
def hardware(context: Context) -> Response:
    repo, body = _writable(context), context.json()
    wanted: dict[str, Any] = {"hardware": read_hardware(body.get("flavor"))}
    if body.get("sleepTimeSeconds") is not None:
        wanted["sleep_time"] = read_seconds(body["sleepTimeSeconds"], "sleepTimeSeconds")
    return _ask(context, repo, **wanted)


@router.on_repo("POST", "sleeptime")
def sleep_time(context: Context) -> Response:
    repo = _writable(context)
    return _ask(context, repo, sleep_time=read_seconds(context.json().get("seconds"), "seconds"))


@router.on_repo("POST", "pause")
def pause(context: Context) -> Response:
    return _ask(context, _movable(context), paused=True)


@router.on_repo("POST", "restart")
def restart(context: Context) -> Response:
    """Not paused any more; that it does not run is what the answer says."""
    return _ask(context, _movable(context), paused=False)


@router.on_repo("POST", "dev-mode")
def dev_mode(context: Context) -> Response:
    repo, enabled = _writable(context), context.json().get("enabled")
    if not isinstance(enabled, bool):
        raise errors.bad_request("'enabled' must be true or false.")
    return _ask(context, repo, dev_mode=enabled)


@router.on_repo("PUT", "volumes")
def set_volumes(context: Context) -> Response:
    repo = _writable(context)
    return _ask(context, repo, volumes=read_volumes(context, context.json()))


@router.on_repo("DELETE", "volumes")
def delete_volumes(context: Context) -> Response:
    return _ask(context, _writable(context), volumes=[])


@router.on_repo("GET", "logs/{kind}")
def logs(context: Context) -> Response:
    """One event that says why there are no more."""
    repo = _writable(context)
    if context.params["kind"] not in {"run", "build"}:
        raise errors.HubError(404, "There are two kinds of logs: run and build.")
    # It was so from the beginning. A little before that: the date of the answer, which clients compare, may be a bit old.
    moment = iso(datetime.fromisoformat(repo.created.replace("Z", "+00:00")) - timedelta(minutes=1))
    event = json.dumps({"data": f"{NO_MACHINE}\n", "timestamp": moment})
    return Response(f"data: {event}\n\n", media_type="text/event-stream")


def _space(context: Context) -> Repo:
    """The Space that the path names; other repositories don't have such settings."""
    if context.repo_type != "space":
        raise errors.HubError(404, "Only Spaces have this.")
    return context.repo()


def _writable(context: Context) -> Repo:
    _space(context)
    return context.repo_write()[0]


def _movable(context: Context) -> Repo:
    repo = _writable(context)
    if repo.extra.get("sdk") == "static":
        raise errors.bad_request(f"{repo.full_id} is a static Space: there is nothing to start or stop.")
    return repo


def _unset(context: Context, kind: str) -> Repo:
    repo, key = _writable(context), read_key(context.json())
    if not context.hub.spaces.unset(repo, kind, key):
        raise errors.HubError(404, f"The Space has no {kind} {key}.")
    context.hub.announce.config(repo)
    return repo


def _ask(context: Context, repo: Repo, **wanted: Any) -> Response:
    changed = context.hub.spaces.ask(repo, **wanted)
    context.hub.announce.config(changed)
    return JSON(runtime_view(changed))
