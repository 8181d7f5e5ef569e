"""Rules for collections. Source: `contract/wire/repos.md` §8."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from huggingface_hub._core import urls
from huggingface_hub._lazy import errors
from huggingface_hub.types.collections import Collection


ROOT = "/api/collections"


def route(slug: str, *parts: str) -> str:
    """
    A route of a collection.

    Raises:
        ValueError: It is no slug, and would lead elsewhere.
    """
    names = slug.split("/")
    if any(name in ("", ".", "..") for name in names):
        raise ValueError(f"Invalid collection slug {slug!r}: expected '<owner>/<title>-<number>', as in its address.")
    return "/".join((ROOT, *map(urls.quote, names), *map(urls.quote, parts)))


def creation(
    title: str, namespace: str, description: str | None, private: bool, resource_group_id: str | None
) -> dict[str, Any]:
    """What to ask for when creating a collection."""
    optional = given(description=description, resourceGroupId=resource_group_id)
    return {"title": title, "namespace": namespace, "private": private, **optional}


def addition(item_id: str, item_type: str, note: str | None) -> dict[str, Any]:
    """What to ask for when adding an item."""
    return {"item": {"id": item_id, "type": item_type}, **given(note=note)}


def given(**values: Any) -> dict[str, Any]:
    """What is to be set: the values that were given."""
    return {key: value for key, value in values.items() if value is not None}


def shape(endpoint: str) -> Callable[[Any], Collection]:
    """What reads a collection of this Hub."""
    return lambda answer: Collection.from_wire({**answer, "endpoint": endpoint})


def listed(answer: Any, position: int, endpoint: str) -> Collection:
    """A collection of a list, which numbers its items."""
    known = answer if isinstance(answer, Mapping) else {}
    return Collection.from_wire({**known, "position": position, "endpoint": endpoint})


def existing_slug(error: errors.HfHubHTTPError) -> str | None:
    """The collection that is already there, if that is why another was refused."""
    if error.response.status_code != 409:
        return None
    try:
        slug = error.response.json().get("slug")
    except (ValueError, AttributeError):
        return None
    return slug if isinstance(slug, str) and slug else None
