"""git over HTTP: clone, fetch and push."""

from __future__ import annotations

import tempfile

from starlette.responses import Response

from huggingface_hub.local_hub import errors, smart_http
from huggingface_hub.local_hub.auth import Level
from huggingface_hub.local_hub.context import Context
from huggingface_hub.local_hub.marks import spooled
from huggingface_hub.local_hub.routing import Router
from huggingface_hub.local_hub.sending import SpoolResponse
from huggingface_hub.local_hub.state.repos import Repo


router = Router()

_NO_CACHE = {"Cache-Control": "no-cache, max-age=0, must-revalidate", "Pragma": "no-cache"}
_IN_MEMORY = 4 * 1024 * 1024


@router.on_web("GET", "info/refs")
def info_refs(context: Context) -> Response:
    service = context.query.get("service", "")
    if service not in smart_http.SERVICES:
        raise errors.forbidden("Only git's smart HTTP protocol is spoken here: use git 1.6.6 or newer.")
    repo = context.repo_content() if service == "git-upload-pack" else _pushable(context)
    content = smart_http.advertise(context.hub, repo, service)
    return Response(content, media_type=f"application/x-{service}-advertisement", headers=_NO_CACHE)


@router.on_web("POST", "git-upload-pack")
@spooled(lambda context: context.repo_content())
def upload_pack(context: Context) -> Response:
    repo = context.repo_content()
    assert context.spool is not None
    out = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by the response
    try:
        smart_http.upload_pack(context.hub, repo, context.spool, out)
    except BaseException:
        out.close()
        raise
    return SpoolResponse(out, "application/x-git-upload-pack-result", _NO_CACHE)


@router.on_web("POST", "git-receive-pack")
@spooled(lambda context: _pushable(context))
def receive_pack(context: Context) -> Response:
    repo = _pushable(context)
    assert context.spool is not None
    out = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by the response
    try:
        smart_http.receive_pack(smart_http.Push(context.hub, repo, context.caller), context.spool, out)
    except BaseException:
        out.close()
        raise
    return SpoolResponse(out, "application/x-git-receive-pack-result", _NO_CACHE)


def _pushable(context: Context) -> Repo:
    """Whoever has a pull request here may push to its ref; each ref is checked again when it is changed."""
    if context.caller.anonymous:
        # Git asks for a password after this.
        raise errors.repo_not_found(True)
    repo, account = context.repo_propose()
    if context.caller.level(repo) >= Level.WRITE:
        return repo
    if any(item.is_pr and item.author == account.name for item in context.hub.discussions.all(repo.id)):
        return repo
    return context.repo_write()[0]
