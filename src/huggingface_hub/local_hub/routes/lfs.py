"""Git LFS: the batch API, basic and multipart transfers, and the list of a repository's objects."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from huggingface_hub.local_hub import auth, errors, uploads
from huggingface_hub.local_hub.context import JSON, Context
from huggingface_hub.local_hub.errors import HubError
from huggingface_hub.local_hub.lfs_files import delete, listed
from huggingface_hub.local_hub.marks import signed
from huggingface_hub.local_hub.names import check_type
from huggingface_hub.local_hub.paging import cut, next_link, read_page
from huggingface_hub.local_hub.routes.files import object_url
from huggingface_hub.local_hub.routing import Router
from huggingface_hub.local_hub.state.objects import check_sha256
from huggingface_hub.local_hub.state.repos import Repo


router = Router()

LFS_JSON = "application/vnd.git-lfs+json"
MAX_OBJECTS = 1000
_BLOCK = 1024 * 1024


@router.on_web("POST", "info/lfs/objects/batch")
def batch(context: Context) -> Response:
    body = context.json()
    operation = body.get("operation")
    if operation not in {"upload", "download"}:
        raise errors.bad_request(f"Unknown operation {operation!r}: expected upload or download.")
    # npm's client writes it with an underscore.
    if body.get("hash_algo", "sha256") not in {"sha256", "sha_256"}:
        raise errors.bad_request("Only sha256 is understood as hash_algo.")
    repo = context.repo_content() if operation == "download" else _target(context, body)
    objects = body.get("objects")
    if not isinstance(objects, list) or len(objects) > MAX_OBJECTS:
        raise errors.bad_request(f"'objects' must be a list of at most {MAX_OBJECTS} objects.")
    transfers = body.get("transfers") or ["basic"]
    multipart = "multipart" in transfers
    answers = [_answer(context, repo, operation, item, multipart) for item in objects]
    used = any("chunk_size" in answer.get("actions", {}).get("upload", {}).get("header", {}) for answer in answers)
    answer = {"transfer": "multipart" if used else "basic", "objects": answers, "hash_algo": "sha256"}
    return JSON(answer, headers={"Content-Type": LFS_JSON})


@router.on_web("GET POST", "info/lfs/locks/{rest...}")
def locks(context: Context) -> Response:
    """File locking is not offered; clients take 404 for that."""
    context.repo()
    raise HubError(404, "This server has no file locking.", body={"message": "This server has no file locking."})


@router.on_root("PUT", "lfs/{repo_id}/{sha256}")
@signed
async def put_object(context: Context) -> Response:
    repo_id, sha256 = context.params["repo_id"], check_sha256(context.params["sha256"])
    query = dict(context.query)
    context.hub.signer.check("PUT", f"/lfs/{repo_id}/{sha256}", query)
    size = int(query["size"])
    _check_length(context.request, size)
    with context.hub.objects.incoming() as incoming:
        await _receive(context.request, incoming.write, size)
        await anyio.to_thread.run_sync(uploads.accept_whole, context.hub, incoming, repo_id, sha256, size)
    return Response(b"", 200, {"ETag": f'"{sha256}"'})


@router.on_root("PUT", "lfs/parts/{upload_id}/{number}")
@signed
async def put_part(context: Context) -> Response:
    upload_id, text = context.params["upload_id"], context.params["number"]
    context.hub.signer.check("PUT", f"/lfs/parts/{upload_id}/{text}", dict(context.query))
    upload = await anyio.to_thread.run_sync(uploads.find, context.hub, upload_id)
    if upload is None:
        raise HubError(404, "This upload was completed or given up. Ask for a new one.")
    number = int(text)
    _, length = upload.span(number)
    _check_length(context.request, length)
    writer = uploads.PartWriter(context.hub, upload, number)
    try:
        await _receive(context.request, writer.write, length)
        etag = await anyio.to_thread.run_sync(writer.finish)
    finally:
        writer.close()
    return Response(b"", 200, {"ETag": f'"{etag}"'})


@router.on_root("POST", "lfs/complete/{upload_id}")
@signed
def complete(context: Context) -> Response:
    upload_id, query = context.params["upload_id"], dict(context.query)
    context.hub.signer.check("POST", f"/lfs/complete/{upload_id}", query)
    upload = uploads.find(context.hub, upload_id)
    if upload is None:
        # The answer to a completion may get lost, and be asked for again.
        if context.hub.repos.object_size(query["repo"], query["oid"]) is not None:
            return JSON({"success": True, "oid": query["oid"]})
        raise HubError(404, "This upload was given up. Begin a new one.")
    body = context.json()
    if body.get("oid") != upload.sha256:
        raise errors.bad_request("The 'oid' of the completion is not that of the upload.")
    uploads.complete(context.hub, upload, _given_parts(body.get("parts")))
    return JSON({"success": True, "oid": upload.sha256})


@router.on_root("POST", "lfs/verify/{repo_id}/{sha256}")
@signed
def verify(context: Context) -> Response:
    repo_id, sha256 = context.params["repo_id"], check_sha256(context.params["sha256"])
    context.hub.signer.check("POST", f"/lfs/verify/{repo_id}/{sha256}", dict(context.query))
    body = context.json()
    size = context.hub.repos.object_size(repo_id, sha256)
    if size is None or context.hub.objects.size(sha256) != size:
        raise HubError(404, "The object was not received. Upload it again.")
    if body.get("oid") != sha256 or body.get("size") != size:
        raise HubError(
            422, f"The object has {size} bytes and the SHA-256 {sha256}, which is not what the request says."
        )
    return JSON({"success": True})


@router.on_repo("GET", "lfs-files")
def lfs_files(context: Context) -> Response:
    repo, _ = context.repo_write()
    page = read_page(context.query, default=1000, maximum=1000)
    items = listed(context.hub, repo)
    link = next_link(context.url, context.request.query_params.multi_items(), page, len(items))
    return JSON(cut(items, page), headers=link)


@router.on_repo("POST", "lfs-files/batch")
def delete_lfs_files(context: Context) -> Response:
    repo, _ = context.repo_write()
    deletions = context.json().get("deletions")
    if not isinstance(deletions, dict) or not isinstance(deletions.get("sha"), list):
        raise errors.bad_request("'deletions' must name the objects to delete in its list 'sha'.")
    delete(
        context.hub,
        repo,
        [check_sha256(sha) for sha in deletions["sha"]],
        rewrite=bool(deletions.get("rewriteHistory")),
    )
    return JSON({"success": True})


@router.on_repo("POST", "lfs-files/duplicate")
def duplicate_lfs_files(context: Context) -> Response:
    """Let another repository have objects of this one, without sending their bytes."""
    source = context.repo_content()
    body = context.json()
    target_name, files = body.get("target"), body.get("files")
    if not isinstance(target_name, dict) or not isinstance(files, list):
        raise errors.bad_request("Expected a 'target' with 'type' and 'name', and a list 'files'.")
    full_id = str(target_name.get("name") or "")
    target = context.hub.repos.find(check_type(target_name.get("type")), full_id)
    if target is None:
        raise errors.repo_not_found(context.caller.anonymous)
    auth.check_write(context.caller, target)
    failed = []
    for item in files:
        sha256 = check_sha256(item.get("sha256") if isinstance(item, dict) else None)
        mine = context.hub.repos.object_size(source.id, sha256) is not None
        if not mine or context.hub.link_existing(target.id, sha256) is None:
            failed.append({"sha256": sha256, "error": f"This object is not in {source.full_id}."})
    return JSON({"failed": failed})


def _target(context: Context, body: dict[str, Any]) -> Repo:
    """Uploads without a ref are for a pull request, which whoever can read may open."""
    ref = body.get("ref")
    name = str(ref.get("name") or "") if isinstance(ref, dict) else ""
    if not name or name.startswith("refs/pr/"):
        return context.repo_propose()[0]
    return context.repo_write()[0]


def _answer(context: Context, repo: Repo, operation: str, item: Any, multipart: bool) -> dict[str, Any]:
    if not isinstance(item, dict) or not isinstance(item.get("size"), int) or item["size"] < 0:
        raise errors.bad_request("Each object needs an 'oid' and a 'size'.")
    sha256, size = check_sha256(item.get("oid")), int(item["size"])
    answer: dict[str, Any] = {"oid": sha256, "size": size}
    known = context.hub.repos.object_size(repo.id, sha256)
    if known is not None and context.hub.objects.size(sha256) is None:
        known = None
    if operation == "download":
        if known is None:
            return {**answer, "error": {"code": 404, "message": "This object is not in the repository."}}
        href = object_url(context, sha256)
        return {
            **answer,
            "authenticated": True,
            "actions": {"download": {"href": href, "header": {}, **_expiry(context)}},
        }
    if known is None:
        known = _borrowed(context, repo, sha256)
    if known is not None and known != size:
        return {**answer, "error": {"code": 422, "message": f"The object has {known} bytes, not {size}."}}
    if known is not None:
        return answer
    return {**answer, "authenticated": True, "actions": _upload_actions(context, repo, sha256, size, multipart)}


def _borrowed(context: Context, repo: Repo, sha256: str) -> int | None:
    """
    Whether the caller can already read this object elsewhere: then it need not be sent again.

    Anyone else has to send the bytes: knowing the hash of a private file is no right to it.
    """
    size = context.hub.objects.size(sha256)
    if size is None:
        return None
    for owner in context.hub.repos.object_owners(sha256):
        try:
            auth.check_content(context.caller, owner, context.hub.repos)
        except HubError:
            continue
        return context.hub.link_existing(repo.id, sha256)
    return None


def _upload_actions(context: Context, repo: Repo, sha256: str, size: int, multipart: bool) -> dict[str, Any]:
    signer, origin = context.hub.signer, context.origin
    verify_href = origin + signer.sign("POST", f"/lfs/verify/{repo.id}/{sha256}")
    actions: dict[str, Any] = {"verify": {"href": verify_href, "header": {}, **_expiry(context)}}
    if not multipart or size <= context.hub.config.multipart_threshold:
        href = origin + signer.sign("PUT", f"/lfs/{repo.id}/{sha256}", {"size": str(size)})
        return {"upload": {"href": href, "header": {}, **_expiry(context)}, **actions}
    upload = uploads.begin(context.hub, repo.id, sha256, size)
    header = {"chunk_size": str(upload.part_size)}
    for number in range(1, upload.parts + 1):
        header[f"{number:05d}"] = origin + signer.sign("PUT", f"/lfs/parts/{upload.id}/{number}")
    href = origin + signer.sign("POST", f"/lfs/complete/{upload.id}", {"repo": repo.id, "oid": sha256})
    return {"upload": {"href": href, "header": header, **_expiry(context)}, **actions}


def _expiry(context: Context) -> dict[str, int]:
    return {"expires_in": context.hub.signer.lifetime}


def _given_parts(parts: Any) -> dict[int, str]:
    given: dict[int, str] = {}
    for part in parts if isinstance(parts, list) else ():
        number, etag = (part.get("partNumber"), part.get("etag")) if isinstance(part, dict) else (None, None)
        if not isinstance(number, int) or not isinstance(etag, str) or number in given:
            raise errors.bad_request("Each part of the completion needs a 'partNumber' of its own and an 'etag'.")
        given[number] = etag.strip().strip('"')
    return given


def _check_length(request: Request, size: int) -> None:
    """Refuse a body of the wrong length before it is sent."""
    length = request.headers.get("content-length")
    if length is not None and length != str(size):
        raise errors.bad_request(f"Expected {size} bytes, but Content-Length is {length}.")


async def _receive(request: Request, write: Callable[[bytes], None], size: int) -> None:
    """Pass a body on to `write` in large pieces, in a worker thread."""
    received = 0
    async for block in _blocks(request):
        received += len(block)
        if received > size:
            raise errors.bad_request(f"More than the expected {size} bytes were sent.")
        await anyio.to_thread.run_sync(write, block)


async def _blocks(request: Request) -> AsyncIterator[bytes]:
    waiting = bytearray()
    async for chunk in request.stream():
        waiting += chunk
        if len(waiting) >= _BLOCK:
            yield bytes(waiting)
            waiting.clear()
    if waiting:
        yield bytes(waiting)
