"""Reading what a request wants of a Space, all of it before anything is changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from huggingface_hub.local_hub.auth import Level
from huggingface_hub.local_hub.context import Context
from huggingface_hub.local_hub.errors import HubError, bad_request
from huggingface_hub.local_hub.state.repos import Repo
from huggingface_hub.types.spaces import SpaceHardware


MAX_VALUE = 64 * 1024
MAX_VOLUMES = 20
VOLUME_TYPES = ("bucket", "model", "dataset", "space")
HARDWARE = tuple(item.value for item in SpaceHardware)
_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,255}")
_BUCKET = re.compile(r"[\w.-]+/[\w.-]+")


@dataclass(frozen=True)
class Setting:
    """A secret or variable that a request sets."""

    key: str
    value: str
    description: str | None


@dataclass(frozen=True)
class SpaceOptions:
    """What a request that makes a Space says about it."""

    secrets: tuple[Setting, ...] = ()
    variables: tuple[Setting, ...] = ()
    runtime: Mapping[str, Any] = field(default_factory=dict)

    def apply(self, context: Context, repo: Repo) -> None:
        """Give all of it to a Space."""
        spaces = context.hub.spaces
        for kind, settings in (("secret", self.secrets), ("variable", self.variables)):
            for item in settings:
                spaces.set(repo, kind, item.key, item.value, item.description)
        if self.runtime:
            spaces.ask(repo, **self.runtime)


def read_options(context: Context, body: dict[str, Any]) -> SpaceOptions:
    """`hardware`, `sleepTimeSeconds`, `secrets`, `variables` and `volumes` of a request that makes a Space."""
    runtime: dict[str, Any] = {}
    if body.get("hardware") is not None:
        runtime["hardware"] = read_hardware(body["hardware"])
    if body.get("sleepTimeSeconds") is not None:
        runtime["sleep_time"] = read_seconds(body["sleepTimeSeconds"], "sleepTimeSeconds")
    if body.get("volumes"):
        runtime["volumes"] = read_volumes(context, body)
    return SpaceOptions(_settings(body, "secrets"), _settings(body, "variables"), runtime)


def read_setting(body: object) -> Setting:
    """One secret or variable."""
    if not isinstance(body, dict):
        raise bad_request("Each secret or variable must be an object with 'key' and 'value'.")
    value, description = body.get("value"), body.get("description")
    if not isinstance(value, str) or len(value) > MAX_VALUE:
        raise bad_request(f"'value' must be a text of at most {MAX_VALUE} characters.")
    if description is not None and not isinstance(description, str):
        raise bad_request("'description' must be a text.")
    return Setting(read_key(body), value, description)


def read_key(body: dict[str, Any]) -> str:
    """The name of a secret or variable."""
    key = body.get("key")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise bad_request(
            f"Invalid key {key!r}: use letters, digits and '_', not beginning with a digit, as for environment variables."
        )
    return key


def read_hardware(value: object) -> str:
    if value not in HARDWARE:
        raise bad_request(f"Invalid hardware {value!r}: expected one of {', '.join(HARDWARE)}.")
    return str(value)


def read_seconds(value: object, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < -1 or value == 0:
        raise bad_request(f"Invalid {name} {value!r}: expected a number of seconds, or -1 for never.")
    return value


def read_volumes(context: Context, body: dict[str, Any]) -> list[dict[str, Any]]:
    """The volumes of a request, each of something that the caller can read."""
    volumes = body.get("volumes")
    if not isinstance(volumes, list) or len(volumes) > MAX_VOLUMES:
        raise bad_request(f"'volumes' must be a list of at most {MAX_VOLUMES} volumes.")
    read = [_volume(context, item) for item in volumes]
    places = [item["mountPath"].rstrip("/") for item in read]
    if len(set(places)) != len(places):
        raise bad_request("Two volumes cannot have the same 'mountPath'.")
    return read


def _volume(context: Context, item: object) -> dict[str, Any]:
    if not isinstance(item, dict) or item.get("type") not in VOLUME_TYPES or not isinstance(item.get("source"), str):
        raise bad_request(f"Each volume needs a 'source' and a 'type', one of {', '.join(VOLUME_TYPES)}.")
    place = item.get("mountPath")
    if not isinstance(place, str) or not place.startswith("/") or place == "/" or ".." in place.split("/"):
        raise bad_request(f"Invalid mountPath {place!r}: expected an absolute path other than '/', without '..'.")
    volume = {"type": item["type"], "source": _source(context, item["type"], item["source"]), "mountPath": place}
    for key, kind in (("revision", str), ("readOnly", bool), ("path", str)):
        value = item.get(key)
        if value is not None and not isinstance(value, kind):
            raise bad_request(f"'{key}' of a volume must be a {kind.__name__}.")
        if value is not None:
            volume[key] = value
    if ".." in str(volume.get("path", "")).split("/"):
        raise bad_request(f"Invalid path {volume['path']!r} of a volume: it leads out of its source.")
    return volume


def _source(context: Context, kind: str, name: str) -> str:
    if kind == "bucket":
        if not _BUCKET.fullmatch(name):
            raise bad_request(f"Invalid bucket {name!r}: expected namespace/name.")
        return name
    repo = context.hub.repos.find(kind, name)
    if repo is None or context.caller.level(repo) < Level.READ:
        raise HubError(404, f"There is no {kind} {name} to mount.")
    return repo.full_id


def _settings(body: dict[str, Any], name: str) -> tuple[Setting, ...]:
    items = body.get(name) or []
    if not isinstance(items, list):
        raise bad_request(f"'{name}' must be a list.")
    return tuple(read_setting(item) for item in items)
