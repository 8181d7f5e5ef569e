"""Buckets: creating, describing, listing, changing and deleting them, and what is in them."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from huggingface_hub.local_hub import errors
from huggingface_hub.local_hub.auth import Level
from huggingface_hub.local_hub.context import JSON, Context
from huggingface_hub.local_hub.names import check_repo_name
from huggingface_hub.local_hub.paging import cut, next_link, read_page
from huggingface_hub.local_hub.routes.repos import check_may_create, owner_of, read_visibility
from huggingface_hub.local_hub.routing import Router
from huggingface_hub.local_hub.state.buckets import BUCKET
from huggingface_hub.local_hub.state.clock import new_id
from huggingface_hub.local_hub.state.repos import Repo
from huggingface_hub.local_hub.state.users import Account


router = Router()

PAGE = 1000
MAX_PATHS = 1000


@router.on_api("GET", "buckets/{namespace}")
def listing(context: Context) -> Response:
    namespace = context.params["namespace"]
    if namespace == "me":
        namespace = context.caller.required().name
    search = context.query.get("search", "").lower()
    found = [
        bucket
        for bucket in context.hub.repos.all(BUCKET, namespace)
        if context.caller.level(bucket) > Level.NONE and search in bucket.full_id.lower()
    ]
    return context.page_of(found, lambda bucket: view(context, bucket))


@router.on_api("POST", "buckets/{namespace}/{name}")
def create(context: Context) -> Response:
    account = context.caller.writer()
    body = context.json()
    namespace, name = context.params["namespace"], context.params["name"]
    owner = owner_of(context, None if namespace == "me" else namespace, account)
    check_repo_name(owner.name, name)
    check_may_create(context, BUCKET, owner, name)
    visibility = read_visibility(body, BUCKET, owner)
    region = body.get("region")
    if region not in (None, "us", "eu"):
        raise errors.bad_request(f"Invalid region {region!r}: expected us or eu.")
    known = context.hub.repos.find(BUCKET, f"{owner.name}/{name}")
    if known is not None:
        raise errors.conflict(f"You already created this bucket: {known.full_id}", url=context.web_url(known))
    extra = {"region": region} if region else {}
    bucket = context.hub.repos.insert(new_id(), BUCKET, owner.name, name, account.id, visibility, extra)
    context.hub.announce.repo("create", bucket)
    return JSON({"url": context.web_url(bucket), "name": bucket.full_id, "id": bucket.id})


@router.on_api("GET", "buckets/{namespace}/{name}")
def info(context: Context) -> Response:
    return JSON(view(context, readable(context)))


@router.on_api("DELETE", "buckets/{namespace}/{name}")
def delete(context: Context) -> Response:
    bucket, _ = writable(context)
    context.hub.delete_repo(bucket)
    context.hub.announce.repo("delete", bucket)
    return JSON({"success": True})


@router.on_api("PUT", "buckets/{namespace}/{name}/settings")
def settings(context: Context) -> Response:
    bucket, account = writable(context)
    body = context.json()
    if not isinstance(body.get("private"), bool) and "visibility" not in body:
        raise errors.bad_request("There is nothing to change: say whether the bucket shall be 'private'.")
    context.hub.repos.update(bucket, visibility=read_visibility(body, BUCKET, account))
    changed = context.hub.repos.by_id(bucket.id) or bucket
    context.hub.announce.config(changed)
    return JSON({"private": changed.private, "visibility": changed.visibility})


@router.on_api("GET", "buckets/{namespace}/{name}/tree/{prefix...}")
def tree(context: Context) -> Response:
    bucket = readable(context)
    page = read_page(context.query, default=PAGE, maximum=PAGE)
    entries = context.hub.buckets.tree(bucket.id, context.params["prefix"], recursive=context.flag("recursive"))
    link = next_link(context.url, context.request.query_params.multi_items(), page, len(entries))
    return JSON([entry.view() for entry in cut(entries, page)], headers=link)


@router.on_api("POST", "buckets/{namespace}/{name}/paths-info")
def paths_info(context: Context) -> Response:
    bucket = readable(context)
    paths = context.json().get("paths")
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths) or len(paths) > MAX_PATHS:
        raise errors.bad_request(f"'paths' must be a list of at most {MAX_PATHS} paths.")
    return JSON([file.view() for file in context.hub.buckets.files(bucket.id, paths)])


def readable(context: Context) -> Repo:
    """The bucket that the path names, if the caller may read it."""
    return _named(context).repo()


def writable(context: Context) -> tuple[Repo, Account]:
    """The bucket that the path names and the caller, if the caller may change it."""
    return _named(context).repo_write()


def _named(context: Context) -> Context:
    context.repo_type = BUCKET
    context.repo_id = f"{context.params['namespace']}/{context.params['name']}"
    return context


def view(context: Context, bucket: Repo) -> dict[str, Any]:
    """A bucket as answers describe it."""
    size, files = context.hub.buckets.totals(bucket.id)
    return {
        "_id": bucket.id,
        "id": bucket.full_id,
        "author": bucket.namespace,
        "private": bucket.private,
        "visibility": bucket.visibility,
        "createdAt": bucket.created,
        "updatedAt": bucket.modified,
        "size": size,
        "totalFiles": files,
        **({"region": bucket.extra["region"]} if "region" in bucket.extra else {}),
    }
