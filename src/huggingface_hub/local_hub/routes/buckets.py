"""Buckets: creating, describing, listing, changing and deleting them, and what is in them."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from huggingface_hub.local_hub import bucket_batches, errors
from huggingface_hub.local_hub.auth import Level
from huggingface_hub.local_hub.context import JSON, Context
from huggingface_hub.local_hub.names import check_repo_name
from huggingface_hub.local_hub.paging import cut, next_link, read_page
from huggingface_hub.local_hub.routes.files import disposition, media_type
from huggingface_hub.local_hub.routes.repos import check_may_create, owner_of, read_visibility
from huggingface_hub.local_hub.routes.xet import token_answer, xet_headers
from huggingface_hub.local_hub.routing import Router
from huggingface_hub.local_hub.sending import file_response
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


@router.on_api("POST", "buckets/{namespace}/{name}/batch")
def batch(context: Context) -> Response:
    bucket, _ = writable(context)
    changes = bucket_batches.read_changes(context.body)
    with context.hub.writing(bucket):
        failed = bucket_batches.apply(context, bucket, changes)
    return JSON({"success": not failed, "failed": failed}, 422 if failed and len(failed) == len(changes) else 200)


@router.on_api("GET", "buckets/{namespace}/{name}/xet-read-token")
def read_token(context: Context) -> Response:
    return token_answer(context, readable(context).id, writing=False)


@router.on_api("GET", "buckets/{namespace}/{name}/xet-write-token")
def write_token(context: Context) -> Response:
    return token_answer(context, writable(context)[0].id, writing=True)


@router.on_root("GET", "buckets/{namespace}/{name}/resolve/{path...}")
def resolve(context: Context) -> Response:
    bucket = readable(context)
    path = context.params["path"]
    file = context.hub.buckets.file(bucket.id, path)
    content = context.hub.xet.content(file.xet_hash) if file else None
    if file is None or content is None:
        raise errors.entry_not_found(path)
    headers = {
        **disposition(path),
        "X-Linked-Size": str(file.size),
        "Last-Modified": file.http_time(),
        **xet_headers(context, file.xet_hash, f"/api/buckets/{bucket.full_id}/xet-read-token"),
    }
    # Not the bare hash: 64 digits in an ETag are taken for a SHA-256.
    return file_response(context.request, content, f"xet-{file.xet_hash}", media_type(path), headers)


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
