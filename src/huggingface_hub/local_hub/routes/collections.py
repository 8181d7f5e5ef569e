"""Collections: find, make, change and fill them."""

from __future__ import annotations

import re
from typing import Any

from starlette.responses import Response

from huggingface_hub.local_hub import errors, views
from huggingface_hub.local_hub.auth import Level
from huggingface_hub.local_hub.config import PLURALS
from huggingface_hub.local_hub.context import JSON, Context
from huggingface_hub.local_hub.routes.users import avatar
from huggingface_hub.local_hub.routing import Router
from huggingface_hub.local_hub.state.collections import THEMES, Collection, Item, title_slug
from huggingface_hub.local_hub.state.repos import Repo
from huggingface_hub.local_hub.state.users import Account


router = Router()

ITEM_TYPES = ("model", "dataset", "space", "kernel", "paper", "collection", "bucket")
REPO_ITEMS = ("model", "dataset", "space", "kernel")
SORTS = ("lastModified", "trending", "upvotes")
PAGE = 100
# Lists of collections show the first items only.
PREVIEW = 4
MAX_ITEMS = 1000
MAX_TITLE = 128
MAX_TEXT = 500
WRITE = "collection.write"
READ = "collection.read"
_ID = re.compile(r"[0-9a-f]{24}")
_PAPER = re.compile(r"[0-9]{4}\.[0-9]{4,5}(v[0-9]+)?|[a-z-]+(\.[A-Z]{2})?/[0-9]{7}")


@router.on_api("GET", "collections")
def listing(context: Context) -> Response:
    sort = context.query.get("sort") or "lastModified"
    if sort not in SORTS:
        raise errors.bad_request(f"Invalid sort {sort!r}: expected one of {', '.join(SORTS)}.")
    owners = {name.lower() for name in context.texts("owner")}
    known = ((item, context.hub.users.by_id(item.owner_id)) for item in context.hub.collections.all())
    found = [
        (collection, owner)
        for collection, owner in known
        if owner is not None and _may_see(context, collection, owner) and (not owners or owner.name.lower() in owners)
    ]
    for text in context.texts("item"):
        holders = _holders(context, text)
        found = [(collection, owner) for collection, owner in found if collection.id in holders]
    return context.page_of(found, lambda pair: _view(context, *pair, preview=PREVIEW), default=PAGE, maximum=PAGE)


@router.on_api("POST", "collections")
def create(context: Context) -> Response:
    account, body = context.caller.writer(), context.json()
    owner = context.hub.users.get(str(body.get("namespace") or account.name))
    if owner is None or not context.caller.may_write_for(owner, WRITE):
        raise errors.forbidden(f"You don't have the rights to create a collection for {body.get('namespace')!r}.")
    title = _text(body, "title", MAX_TITLE)
    if not title:
        raise errors.bad_request("Missing 'title': the title of the collection.")
    private = body.get("private", owner.private_default)
    if not isinstance(private, bool):
        raise errors.bad_request("'private' must be true or false.")
    made = context.hub.collections.create(
        owner, account, title, _text(body, "description", MAX_TEXT), private, _group(body)
    )
    return JSON(_view(context, made, owner))


@router.on_api("GET", "collections/{owner}/{slug}")
def show(context: Context) -> Response:
    return JSON(_view(context, *_collection(context)))


@router.on_api("PATCH", "collections/{owner}/{slug}")
def update(context: Context) -> Response:
    collection, owner = _owned(context)
    body = context.json()
    values: dict[str, Any] = {}
    if body.get("title") is not None:
        values["title"] = _text(body, "title", MAX_TITLE)
        if not values["title"]:
            raise errors.bad_request("A collection needs a title.")
        twins = (other for other in context.hub.collections.of(owner.id) if other.id != collection.id)
        if any(title_slug(other.title) == title_slug(values["title"]) for other in twins):
            raise errors.conflict(f"{owner.name} has another collection of this title.")
    if body.get("description") is not None:
        values["description"] = _text(body, "description", MAX_TEXT)
    if body.get("private") is not None:
        values["private"] = int(bool(body["private"]))
    if body.get("theme") is not None:
        if body["theme"] not in THEMES:
            raise errors.bad_request(f"Invalid theme {body['theme']!r}: expected one of {', '.join(THEMES)}.")
        values["theme"] = body["theme"]
    context.hub.collections.update(collection, _position(body), **values)
    return JSON({"success": True, "data": _view(context, _again(context, collection), owner)})


@router.on_api("POST", "collections/{owner}/{slug}/resource-group")
def resource_group(context: Context) -> Response:
    collection, owner = _owned(context)
    if owner.kind != "org":
        raise errors.bad_request("Only collections of organizations can be in a resource group.")
    context.hub.collections.update(collection, resource_group=_group(context.json()))
    return JSON({"success": True})


@router.on_api("DELETE", "collections/{owner}/{slug}")
def delete(context: Context) -> Response:
    collection, _ = _owned(context)
    context.hub.collections.delete(collection)
    return JSON({"success": True})


@router.on_api("POST", "collections/{owner}/{slug}/items")
def add_item(context: Context) -> Response:
    collection, owner = _owned(context)
    body = context.json()
    item = body.get("item")
    if not isinstance(item, dict) or item.get("type") not in ITEM_TYPES or not isinstance(item.get("id"), str):
        raise errors.bad_request(f"'item' needs an 'id' and a 'type', one of {', '.join(ITEM_TYPES)}.")
    target = _target(context, str(item["type"]), item["id"])
    if target == collection.id:
        raise errors.bad_request("A collection cannot contain itself.")
    context.hub.collections.add(collection, item["type"], target, _text(body, "note", MAX_TEXT), MAX_ITEMS)
    return JSON(_view(context, _again(context, collection), owner))


@router.on_api("PATCH", "collections/{owner}/{slug}/items/{item}")
def update_item(context: Context) -> Response:
    collection, _ = _owned(context)
    item = context.hub.collections.item(collection, context.params["item"])
    body = context.json()
    # An empty note is none.
    values = {} if body.get("note") is None else {"note": _text(body, "note", MAX_TEXT)}
    context.hub.collections.update_item(collection, item, position=_position(body), **values)
    return JSON({"success": True})


@router.on_api("DELETE", "collections/{owner}/{slug}/items/{item}")
def delete_item(context: Context) -> Response:
    collection, _ = _owned(context)
    context.hub.collections.remove(collection, context.hub.collections.item(collection, context.params["item"]))
    return JSON({"success": True})


# Which collection, and who may


def _collection(context: Context) -> tuple[Collection, Account]:
    """The collection that the path names, if the caller may know that it exists."""
    owner = context.hub.users.get(context.params["owner"])
    collection = _by_slug(context, context.params["slug"])
    if collection is None or owner is None or collection.owner_id != owner.id:
        raise _missing(context)
    if not _may_see(context, collection, owner):
        raise _missing(context)
    return collection, owner


def _owned(context: Context) -> tuple[Collection, Account]:
    """The collection, if the caller may change it."""
    collection, owner = _collection(context)
    context.caller.writer()
    if not context.caller.may_write_for(owner, WRITE, collection.creator_id):
        raise errors.forbidden(f"You don't have the rights to change the collections of {owner.name}.")
    return collection, owner


def _by_slug(context: Context, slug: str) -> Collection | None:
    identity = slug.rpartition("-")[2]
    return context.hub.collections.get(identity) if _ID.fullmatch(identity) else None


def _may_see(context: Context, collection: Collection, owner: Account) -> bool:
    return not collection.private or context.caller.may_read_for(owner, READ)


def _missing(context: Context) -> errors.HubError:
    if context.caller.anonymous:
        return errors.login_required()
    return errors.HubError(404, "Collection not found")


def _again(context: Context, collection: Collection) -> Collection:
    return context.hub.collections.get(collection.id) or collection


# What is in it


def _target(context: Context, item_type: str, name: str) -> str:
    """The identity of what shall be added, which the caller must be able to see."""
    if item_type in REPO_ITEMS:
        repo = context.hub.repos.find(item_type, name) or context.hub.repos.moved(item_type, name)
        if repo is None or context.caller.level(repo) < Level.READ:
            raise errors.HubError(404, f"There is no {item_type} {name}.")
        return repo.id
    if item_type == "collection":
        found = _by_slug(context, name)
        owner = context.hub.users.by_id(found.owner_id) if found else None
        if found is None or owner is None or not _may_see(context, found, owner):
            raise errors.HubError(404, f"There is no collection {name}.")
        return found.id
    if item_type == "paper":
        # Papers live elsewhere: any that has the form of an arXiv number is taken.
        if not _PAPER.fullmatch(name):
            raise errors.HubError(404, f"There is no paper {name}.")
        return name
    raise errors.HubError(404, f"There is no {item_type} {name}.")


def _holders(context: Context, text: str) -> set[str]:
    """The collections that contain what `models/user/name` or its like names."""
    plural, _, name = text.partition("/")
    item_type = PLURALS.get(plural) or {"papers": "paper", "collections": "collection", "buckets": "bucket"}.get(plural)
    if item_type is None or not name:
        raise errors.bad_request(
            f"Invalid item {text!r}: expected models/…, datasets/…, spaces/…, papers/… or the like."
        )
    try:
        return context.hub.collections.containing(item_type, _target(context, item_type, name))
    except errors.HubError:
        return set()


def _view(context: Context, collection: Collection, owner: Account, preview: int | None = None) -> dict[str, Any]:
    slug = collection.slug(owner)
    shown = [view for item in context.hub.collections.items(collection) if (view := _item_view(context, item))]
    answer: dict[str, Any] = {
        "_id": collection.id,
        "slug": slug,
        "title": collection.title,
        "lastUpdated": collection.updated,
        "gating": False,
        "owner": _owner_view(context, owner),
        "items": shown[:preview],
        "theme": collection.theme,
        "private": collection.private,
        "upvotes": 0,
        "isUpvotedByUser": False,
        "shareUrl": f"{context.origin}/collections/{slug}",
    }
    if preview is None:
        # In a list, its place there counts.
        answer["position"] = collection.position
    if collection.description:
        answer["description"] = collection.description
    if collection.resource_group:
        answer["resourceGroup"] = {"id": collection.resource_group}
    return answer


def _owner_view(context: Context, owner: Account) -> dict[str, Any]:
    about = {"_id": owner.id, "name": owner.name, "fullname": owner.fullname, "avatarUrl": avatar(context, owner)}
    return {**about, "type": owner.kind, "isPro": owner.is_pro}


def _item_view(context: Context, item: Item) -> dict[str, Any] | None:
    """An item as the caller may see it; None when it is not theirs to see."""
    about = _about(context, item)
    if about is None:
        return None
    view = {**about, "_id": item.id, "type": item.type, "position": item.position}
    if item.note:
        view["note"] = {"text": item.note, "html": _escaped(item.note)}
    return view


def _about(context: Context, item: Item) -> dict[str, Any] | None:
    if item.type in REPO_ITEMS:
        repo = context.hub.repos.by_id(item.target)
        return _repo_view(context, repo) if repo and context.caller.level(repo) > Level.NONE else None
    if item.type != "collection":
        return {"id": item.target}
    other = context.hub.collections.get(item.target)
    owner = context.hub.users.by_id(other.owner_id) if other else None
    if other is None or owner is None or not _may_see(context, other, owner):
        return None
    return {"id": other.id, "slug": other.slug(owner), "title": other.title, "owner": _owner_view(context, owner)}


def _repo_view(context: Context, repo: Repo) -> dict[str, Any]:
    wanted = {"author", "downloads", "gated", "lastModified", "likes", "private", "pipeline_tag", "sdk"}
    view = views.list_item(context, repo, wanted)
    # `_id` is that of the item.
    return {key: value for key, value in view.items() if key not in {"_id", "modelId"}} | {"repoType": repo.type}


def _escaped(text: str) -> str:
    return "<p>" + text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</p>"


# Reading bodies


def _text(body: dict[str, Any], key: str, maximum: int) -> str | None:
    value = body.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise errors.bad_request(f"'{key}' must be a text.")
    if len(value) > maximum:
        raise errors.bad_request(f"'{key}' is too long: {len(value)} characters, at most {maximum}.")
    return value.strip() or None


def _position(body: dict[str, Any]) -> int | None:
    value = body.get("position")
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise errors.bad_request("'position' must be a whole number from 0.")
    return value


def _group(body: dict[str, Any]) -> str | None:
    value = body.get("resourceGroupId")
    if value is not None and (not isinstance(value, str) or not _ID.fullmatch(value)):
        raise errors.bad_request("'resourceGroupId' must be the id of a resource group: 24 hexadecimal digits.")
    return value
