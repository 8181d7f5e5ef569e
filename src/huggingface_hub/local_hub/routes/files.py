"""Files: resolve and raw, with ranges, and the objects that LFS files are redirected to."""

from __future__ import annotations

import mimetypes
from urllib.parse import quote

from starlette.responses import Response

from huggingface_hub.local_hub import errors
from huggingface_hub.local_hub.context import Context
from huggingface_hub.local_hub.marks import signed
from huggingface_hub.local_hub.routes.xet import xet_headers
from huggingface_hub.local_hub.routing import Router
from huggingface_hub.local_hub.sending import file_response, matches
from huggingface_hub.local_hub.state.objects import check_sha256
from huggingface_hub.local_hub.state.pointers import BlobInfo
from huggingface_hub.local_hub.state.trees import Entry, lookup


router = Router()


@router.on_web("GET", "resolve/{rev}/{path...}")
def resolve(context: Context) -> Response:
    commit, entry, info, data = _read(context)
    headers = {"X-Repo-Commit": commit, **disposition(entry.path)}
    if info.lfs_sha256 is None:
        assert data is not None
        return file_response(context.request, data, entry.sha, media_type(entry.path), headers)
    headers.update(
        {"X-Linked-Etag": f'"{info.lfs_sha256}"', "X-Linked-Size": str(info.lfs_size), "ETag": f'"{info.lfs_sha256}"'}
    )
    repo = context.repo()
    owner = f"{repo.type}s/{repo.full_id}"
    headers.update(_xet_headers(context, info.lfs_sha256, owner, commit))
    if context.hub.objects.size(info.lfs_sha256) is None:
        raise errors.HubError(
            404,
            f"The object of {entry.path} was deleted from this repository.",
            code=errors.ENTRY_NOT_FOUND,
            headers=headers,
        )
    if matches(context.request.headers.get("if-none-match"), info.lfs_sha256):
        return Response(b"", 304, headers)
    headers["Location"] = object_url(context, info.lfs_sha256, commit, entry.path, owner)
    headers["Accept-Ranges"] = "bytes"
    return Response(b"", 302, headers)


@router.on_web("GET", "raw/{rev}/{path...}")
def raw(context: Context) -> Response:
    """The content that git has: for a file in LFS that is the pointer."""
    commit, entry, info, data = _read(context, pointers=True)
    assert data is not None
    return file_response(context.request, data, entry.sha, "text/plain; charset=utf-8", {"X-Repo-Commit": commit})


@router.on_root("GET", "objects/{aa}/{bb}/{sha256}")
@signed
def lfs_object(context: Context) -> Response:
    """An LFS object, for whoever has a link that this hub signed."""
    sha256 = check_sha256(context.params["sha256"])
    query = dict(context.query)
    context.hub.signer.check(context.request.method, f"/objects/{sha256[:2]}/{sha256[2:4]}/{sha256}", query)
    source = context.hub.objects.source(sha256)
    if source is None:
        raise errors.HubError(404, "This object was deleted.", code=errors.ENTRY_NOT_FOUND)
    headers = {"X-Linked-Etag": f'"{sha256}"', "X-Linked-Size": str(context.hub.objects.size(sha256))}
    if "commit" in query:
        headers["X-Repo-Commit"] = query["commit"]
    # Clients that follow the redirect look for all of this in the last answer.
    if "commit" in query and "owner" in query:
        headers.update(_xet_headers(context, sha256, query["owner"], query["commit"]))
    if "filename" in query:
        headers.update(disposition(query["filename"]))
    return file_response(context.request, source, sha256, "application/octet-stream", headers)


def object_url(
    context: Context, sha256: str, commit: str | None = None, path: str | None = None, owner: str | None = None
) -> str:
    """Where the bytes of an object are: at the CDN, or here behind a signature."""
    location = f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
    # What came through Xet is put together here; a web server beside it has no such file.
    if context.hub.config.cdn_url and context.hub.objects.file_size(sha256) is not None:
        return f"{context.hub.config.cdn_url.rstrip('/')}/{location}"
    params = {}
    if commit:
        params["commit"] = commit
    if owner and context.hub.config.xet:
        params["owner"] = owner
    if path:
        params["filename"] = path.rpartition("/")[2]
    return context.origin + context.hub.signer.sign("GET", f"/objects/{location}", params)


def _xet_headers(context: Context, sha256: str, owner: str, commit: str) -> dict[str, str]:
    xet_hash = context.hub.xet.of_object(sha256) if context.hub.config.xet else None
    if xet_hash is None:
        return {}
    return xet_headers(context, xet_hash, f"/api/{owner}/xet-read-token/{commit}")


def _read(context: Context, *, pointers: bool = False) -> tuple[str, Entry, BlobInfo, bytes | None]:
    """The file that the path names: commit, entry, description, and its content unless that is in the object store."""
    repo = context.repo_content()
    with context.hub.git.open(repo.id) as git:
        commit = git.resolve(context.params["rev"])
        path = context.params["path"]
        entry = lookup(git, git.commit(commit).tree.decode(), path)
        if entry is None or entry.is_dir:
            raise errors.entry_not_found(path, commit)
        info = context.hub.blobs.one(git, entry.sha)
        if info.lfs_sha256 is not None and not pointers:
            # A pointer may name any object; only those that were uploaded to this repository are its own.
            if context.hub.repos.object_size(repo.id, info.lfs_sha256) is None:
                raise errors.entry_not_found(path, commit, "The object of this file is not in this repository")
            return commit, entry, info, None
        return commit, entry, info, git.blob(entry.sha)


def disposition(path: str) -> dict[str, str]:
    name = path.rpartition("/")[2]
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
    plain = "".join(character if character.isprintable() else "_" for character in plain)
    return {
        "Content-Disposition": f"inline; filename*=UTF-8''{quote(name, safe='', errors='surrogateescape')}; filename=\"{plain}\";"
    }


def media_type(path: str) -> str:
    guessed, encoding = mimetypes.guess_type(path)
    if guessed is None or encoding is not None:
        return "application/octet-stream" if encoding else "text/plain; charset=utf-8"
    # What a browser would run in this origin is shown as text instead.
    if guessed in {"text/html", "application/xhtml+xml", "image/svg+xml"} or "javascript" in guessed:
        return "text/plain; charset=utf-8"
    return f"{guessed}; charset=utf-8" if guessed.startswith("text/") else guessed
