"""What a repository contains at a revision: trees, and single paths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs

from starlette.responses import Response

from huggingface_hub.local_hub import errors
from huggingface_hub.local_hub.context import JSON, TRUE, Context
from huggingface_hub.local_hub.history import last_commits
from huggingface_hub.local_hub.paging import next_link, read_page
from huggingface_hub.local_hub.routing import Router
from huggingface_hub.local_hub.state.git import Git
from huggingface_hub.local_hub.state.pointers import BlobInfo
from huggingface_hub.local_hub.state.trees import Entry, children, lookup
from huggingface_hub.local_hub.weights import INDEX, read_shards


router = Router()

PAGE = 1000
PAGE_EXPANDED = 50
MAX_PATHS = 2000


@router.on_repo("GET", "tree/{rev}/{path...}")
def tree(context: Context) -> Response:
    repo = context.repo()
    expand, recursive = context.flag("expand"), context.flag("recursive")
    maximum = PAGE_EXPANDED if expand else PAGE
    page = read_page(context.query, default=maximum, maximum=maximum)
    path = context.params["path"]
    with context.hub.git.open(repo.id) as git:
        # Pages after the first show the commit that the first one showed.
        commit = git.resolve(page.pinned or context.params["rev"])
        entries = _entries(context, git, commit, path, recursive)
        shown = entries[page.offset : page.offset + page.limit]
        items = describe(context, git, commit, shown, expand)
    link = next_link(context.url, _query(context), page, len(entries), pinned=commit)
    return JSON(items, headers={**link, "X-Repo-Commit": commit})


@router.on_repo("POST", "paths-info/{rev}")
def paths_info(context: Context) -> Response:
    repo = context.repo()
    paths, expand = _wanted_paths(context)
    with context.hub.git.open(repo.id) as git:
        commit = git.resolve(context.params["rev"])
        root = git.commit(commit).tree.decode()
        found = [lookup(git, root, path.strip("/")) for path in paths]
        entries = [entry for entry in found if entry is not None and entry.path]
        items = describe(context, git, commit, entries, expand)
    return JSON(items, headers={"X-Repo-Commit": commit})


@router.on_repo("GET", "safetensors-metadata/{path...}")
def safetensors_metadata(context: Context) -> Response:
    """The headers of all files of a sharded model, in one answer."""
    repo = context.repo_content()
    path = context.params["path"] or INDEX
    with context.hub.git.open(repo.id) as git:
        commit = git.resolve(context.query.get("revision", "main"))
        root = git.commit(commit).tree.decode()
        if repo.type != "model" or lookup(git, root, path) is None:
            raise errors.entry_not_found(path, commit)
        shards = read_shards(context.hub, git, commit, path)
    if shards is None:
        raise errors.bad_request(f"{path} is no index of safetensors files, or one of them cannot be read.")
    index, headers = shards
    return JSON({"index": {"metadata": index.get("metadata", {})}, "headers": headers})


def describe(context: Context, git: Git, commit: str, entries: Sequence[Entry], expand: bool) -> list[dict[str, Any]]:
    """Entries as the Hub writes them."""
    infos = context.hub.blobs.many(git, (entry.sha for entry in entries if not entry.is_dir))
    items = [_item(entry, infos.get(entry.sha)) for entry in entries]
    if context.hub.config.xet:
        _add_xet(context, items)
    if expand:
        newest = last_commits(git, commit, [entry.path for entry in entries])
        for item in items:
            item["lastCommit"] = newest.get(item["path"])
            if item["type"] == "file":
                item["securityFileStatus"] = {
                    "status": "unscanned",
                    "avScan": None,
                    "pickleImportScan": None,
                    "jFrogScan": None,
                    "protectAiScan": None,
                }
    return items


def _add_xet(context: Context, items: Sequence[dict[str, Any]]) -> None:
    """Name the Xet hashes that are known; a listing is no reason to hash files."""
    known = context.hub.xet.of_objects(item["lfs"]["oid"] for item in items if "lfs" in item)
    for item in items:
        if "lfs" in item and item["lfs"]["oid"] in known:
            item["xetHash"] = known[item["lfs"]["oid"]]


def _item(entry: Entry, info: BlobInfo | None) -> dict[str, Any]:
    if info is None:
        return {"type": "directory", "oid": entry.sha, "size": 0, "path": entry.path}
    item: dict[str, Any] = {"type": "file", "oid": entry.sha, "size": info.file_size, "path": entry.path}
    if info.lfs_sha256:
        item["lfs"] = {"oid": info.lfs_sha256, "size": info.lfs_size, "pointerSize": info.size}
    return item


def _entries(context: Context, git: Git, commit: str, path: str, recursive: bool) -> list[Entry]:
    root = lookup(git, git.commit(commit).tree.decode(), path)
    if root is None or not root.is_dir:
        raise errors.entry_not_found(path, commit, f"Tree path not found at {context.params['rev']}")
    prefix = f"{path}/" if path else ""
    if not recursive:
        return list(children(git, root.sha, prefix))
    entries = context.hub.trees.walk(git, root.sha)
    return [Entry(prefix + entry.path, entry.mode, entry.sha) for entry in entries] if prefix else entries


def _query(context: Context) -> list[tuple[str, str]]:
    return context.request.query_params.multi_items()


def _wanted_paths(context: Context) -> tuple[list[str], bool]:
    if "json" in context.request.headers.get("content-type", ""):
        body = context.json()
        paths, expand = body.get("paths"), bool(body.get("expand"))
    else:
        form = parse_qs(context.body.decode("utf-8", "replace"), keep_blank_values=True)
        paths, expand = form.get("paths", []), form.get("expand", ["false"])[-1].lower() in TRUE
    paths = [paths] if isinstance(paths, str) else paths
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        raise errors.bad_request("'paths' must be a list of texts.")
    if len(paths) > MAX_PATHS:
        raise errors.bad_request(f"Too many paths: {len(paths)}. Ask for at most {MAX_PATHS} at once.")
    return paths, expand
