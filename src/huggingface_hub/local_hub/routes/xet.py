"""Xet: access tokens, and the content-addressed storage that they open."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, cast

import anyio.to_thread
from starlette.responses import Response, StreamingResponse

from huggingface_hub.local_hub import errors
from huggingface_hub.local_hub.byteranges import ranges_response, several_ranges
from huggingface_hub.local_hub.context import JSON, Context
from huggingface_hub.local_hub.errors import HubError
from huggingface_hub.local_hub.marks import signed
from huggingface_hub.local_hub.routes.commits import committer
from huggingface_hub.local_hub.routing import Router
from huggingface_hub.local_hub.sending import file_response
from huggingface_hub.local_hub.xet.hashes import from_text, to_text
from huggingface_hub.local_hub.xet.planning import Reconstruction, plan, view_v1, view_v2
from huggingface_hub.local_hub.xet.registering import read_shard, register
from huggingface_hub.local_hub.xet.shards import ShardFile
from huggingface_hub.local_hub.xet.store import XetFile
from huggingface_hub.local_hub.xet.tokens import Scope, make_token, read_token
from huggingface_hub.local_hub.xet.xorbs import HEADER, MAX_CHUNKS, MAX_XORB


router = Router()

# Below `/api`, where no user's name can be in the way.
CAS_PATH = "/api/xet"
_MEDIA_TYPE = "application/octet-stream"
# The description that older clients put behind a xorb is 100 bytes a chunk at most.
_MAX_BODY = MAX_XORB + MAX_CHUNKS * (HEADER + 100)


@router.on_repo("GET", "xet-read-token/{rev}")
def read_token_of_repo(context: Context) -> Response:
    return token_answer(context, context.repo_content().id, writing=False)


@router.on_repo("GET", "xet-write-token/{rev}")
def write_token_of_repo(context: Context) -> Response:
    """Also for the revision `None`, which is how clients ask when they will open a pull request."""
    return token_answer(context, committer(context)[0].id, writing=True)


def token_answer(context: Context, owner_id: str, *, writing: bool) -> Response:
    """A token for a repository or bucket; whether the caller may have it is for the caller of this to check."""
    check_on(context)
    token, expires = make_token(context.hub.signer, Scope(owner_id, writing), context.hub.config.xet_token_lifetime)
    address = context.origin + CAS_PATH
    headers = {"X-Xet-Cas-Url": address, "X-Xet-Access-Token": token, "X-Xet-Token-Expiration": str(expires)}
    return JSON({"casUrl": address, "exp": expires, "accessToken": token}, headers=headers)


def xet_headers(context: Context, xet_hash: str, token_path: str) -> dict[str, str]:
    """
    What tells a client that a file can be had through Xet.

    Args:
        token_path: Where the owner's read token is, as a path on this hub.
    """
    links = [
        f'<{context.origin}{token_path}>; rel="xet-auth"',
        f'<{context.origin}{CAS_PATH}/v1/reconstructions/{xet_hash}>; rel="xet-reconstruction-info"',
    ]
    return {"X-Xet-Hash": xet_hash, "Link": ", ".join(links)}


def check_on(context: Context) -> None:
    if not context.hub.config.xet:
        raise HubError(404, "This Hub does not offer Xet.")


# Downloads


@router.on_api("GET", "xet/v2/reconstructions/{hash}")
@signed
def reconstruction_v2(context: Context) -> Response:
    file, found = _reconstruction(context)
    return JSON(view_v2(found, lambda xorb: _data_address(context, xorb, file)))


@router.on_api("GET", "xet/v1/reconstructions/{hash}")
@signed
def reconstruction_v1(context: Context) -> Response:
    file, found = _reconstruction(context)
    return JSON(view_v1(found, lambda xorb: _data_address(context, xorb, file)))


@router.on_api("HEAD", "xet/v1/files/{hash}")
@signed
def file_exists(context: Context) -> Response:
    return Response(b"", 200, {"Content-Length": str(_file(context).size)})


@router.on_api("GET", "xet/xorbs/{hash}")
@signed
def xorb_data(context: Context) -> Response:
    """The bytes of a xorb, for whoever has an address that this hub signed."""
    text = context.params["hash"]
    context.hub.signer.check(context.request.method, f"{CAS_PATH}/xorbs/{text}", dict(context.query))
    xorb = _hash(text)
    path = context.hub.xet.xorb_path(xorb)
    shown = "shown" in context.query
    source = context.hub.xet.shown_xorb(xorb) if shown else (path if path.is_file() else None)
    if source is None:
        raise HubError(404, "This xorb was deleted.")
    size = source.stat().st_size if isinstance(source, Path) else source.size
    spans = several_ranges(context.request.headers.get("range"), size)
    if spans is not None:
        return ranges_response(source, size, spans, _MEDIA_TYPE)
    return file_response(context.request, source, text, _MEDIA_TYPE, {})


# Uploads


@router.on_api("POST", "xet/v1/xorbs/{prefix}/{hash}")
@signed
async def put_xorb(context: Context) -> Response:
    from huggingface_hub.local_hub.app import read_body

    _scope(context, writing=True)
    xorb = _hash(context.params["hash"])
    path = context.hub.xet.incoming_path()
    try:
        with path.open("xb") as file:
            await read_body(context.request, cast("IO[bytes]", file), _MAX_BODY)
        inserted = await anyio.to_thread.run_sync(context.hub.xet.accept_xorb, path, xorb)
    finally:
        path.unlink(missing_ok=True)
    return JSON({"was_inserted": inserted})


@router.on_api("HEAD", "xet/v1/xorbs/{prefix}/{hash}")
@signed
def xorb_exists(context: Context) -> Response:
    _scope(context, writing=False)
    xorb = _hash(context.params["hash"])
    if not context.hub.xet.has_xorb(xorb):
        raise HubError(404, "There is no such xorb.")
    return Response(b"", 200, {"Content-Length": str(context.hub.xet.index(xorb).size)})


@router.on_api("POST", "xet/v1/xorb-grants/{prefix}/{hash}")
@signed
def xorb_grant(context: Context) -> Response:
    """Xorbs are sent to this server itself, which clients take 404 for."""
    raise HubError(404, "This Hub gives no grants: send the xorb itself.")


@router.on_api("GET", "xet/v1/chunks/{prefix}/{hash}")
@signed
def chunk(context: Context) -> Response:
    """Chunks of other repositories are not looked for; 404 means that it has to be sent."""
    _scope(context, writing=False)
    raise HubError(404, "This chunk is not known.")


@router.on_api("POST", "xet/v2/shards")
@signed
def put_shard_v2(context: Context) -> Response:
    scope = _scope(context, writing=True)
    files = read_shard(context.hub, context.body)
    return StreamingResponse(_events(context, scope, files), media_type="application/x-ndjson")


@router.on_api("POST", "xet/v1/shards")
@signed
def put_shard_v1(context: Context) -> Response:
    scope = _scope(context, writing=True)
    files = read_shard(context.hub, context.body)
    news = [*register(context.hub, scope.owner_id, files)]
    return JSON({"result": int(any(news))})


def _events(context: Context, scope: Scope, files: Sequence[ShardFile]) -> Iterator[bytes]:
    """What happens to a shard, as a line each; the work is done between them."""
    news: list[bool] = []
    yield _line({"type": "validating", "verified": 0, "total": len(files)})
    try:
        for new in register(context.hub, scope.owner_id, files):
            news.append(new)
            yield _line({"type": "validating", "verified": len(news), "total": len(files)})
    except HubError as error:
        yield _line({"type": "error", "message": error.message})
        return
    yield _line({"type": "result", "result": int(any(news))})


def _line(event: dict[str, object]) -> bytes:
    return json.dumps(event).encode() + b"\n"


def _scope(context: Context, *, writing: bool) -> Scope:
    check_on(context)
    scope = read_token(context.hub.signer, context.request.headers.get("authorization"))
    if writing and not scope.writing:
        raise errors.forbidden("This Xet access token may only read. Ask for one at the xet-write-token route.")
    return scope


def _file(context: Context) -> XetFile:
    scope = _scope(context, writing=False)
    text = context.params["hash"]
    _hash(text)
    file = context.hub.xet.file(text)
    # A file of somebody else and one that does not exist look the same.
    if file is None or not context.hub.xet.granted(scope.owner_id, text):
        raise HubError(404, "There is no such file here.")
    return file


def _reconstruction(context: Context) -> tuple[XetFile, Reconstruction]:
    file = _file(context)
    first, end = wanted_range(context.request.headers.get("range"), file.size)
    indexes = context.hub.xet.shown_index if file.from_object else context.hub.xet.index
    return file, plan(file.terms, indexes, first, end)


def wanted_range(header: str | None, size: int) -> tuple[int, int]:
    """The first byte and the one after the last that a reconstruction is asked for."""
    if header is None:
        return 0, size
    unit, _, text = header.partition("=")
    first, _, last = text.strip().partition("-")
    if unit.strip() != "bytes" or not first.isdigit() or not (last.isdigit() or not last):
        raise errors.bad_request(f"Invalid range {header!r}: expected bytes=FIRST-LAST.")
    start, end = int(first), min(size, int(last) + 1) if last else size
    if start >= size or start >= end:
        raise HubError(
            416,
            f"The range {header!r} lies outside the {size} bytes of this file.",
            headers={"Content-Range": f"bytes */{size}"},
        )
    return start, end


def _data_address(context: Context, xorb: bytes, file: XetFile) -> str:
    params = {"shown": "1"} if file.from_object else {}
    return context.origin + context.hub.signer.sign("GET", f"{CAS_PATH}/xorbs/{to_text(xorb)}", params)


def _hash(text: str) -> bytes:
    try:
        return from_text(text)
    except ValueError as error:
        raise errors.bad_request(str(error)) from error
