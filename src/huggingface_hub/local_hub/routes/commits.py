"""Commits over HTTP: preupload, the commit itself, and the list of commits."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from starlette.responses import Response

from huggingface_hub.local_hub import errors
from huggingface_hub.local_hub.committing import CommitRequest, commit_to_branch, commit_to_new_pr, read_request
from huggingface_hub.local_hub.context import JSON, Context
from huggingface_hub.local_hub.history import all_commits, commit_item
from huggingface_hub.local_hub.marks import spooled
from huggingface_hub.local_hub.names import check_path
from huggingface_hub.local_hub.paging import cut, next_link, read_page
from huggingface_hub.local_hub.routing import Router
from huggingface_hub.local_hub.state.attributes import Attributes, Ignores, upload_mode
from huggingface_hub.local_hub.state.git import Git
from huggingface_hub.local_hub.state.repos import Repo
from huggingface_hub.local_hub.state.trees import lookup
from huggingface_hub.local_hub.state.users import Account


router = Router()

MAX_PREUPLOAD = 1000


@router.on_repo("POST", "preupload/{rev}")
def preupload(context: Context) -> Response:
    repo, _ = committer(context)
    body = context.json()
    files = body.get("files")
    if not isinstance(files, list) or len(files) > MAX_PREUPLOAD:
        raise errors.bad_request(f"'files' must be a list of at most {MAX_PREUPLOAD} files.")
    with context.hub.git.open(repo.id) as git:
        commit = git.resolve(context.params["rev"])
        root = git.commit(commit).tree.decode()
        attributes = Attributes(_text(body, "gitAttributes").encode() or _file(git, root, ".gitattributes"))
        ignores = Ignores(_text(body, "gitIgnore") or _file(git, root, ".gitignore").decode("utf-8", "replace"))
        answers = [_preuploaded(context, git, root, item, attributes, ignores) for item in files]
    return JSON({"files": answers, "commitOid": commit})


@router.on_repo("POST", "commit/{rev}")
@spooled(lambda context: committer(context))
def commit(context: Context) -> Response:
    new_pr = context.flag("create_pr")
    repo, account = committer(context)
    assert context.spool is not None
    with context.hub.git.open(repo.id) as git:
        # Reading writes the contents, which nobody sees before a ref leads to them: only the rest needs the lock.
        request = read_request(context.hub, repo, git, context.spool)
        with context.hub.writing(repo):
            return _commit(context, repo, git, request, account, new_pr)


def _commit(context: Context, repo: Repo, git: Git, request: CommitRequest, account: Account, new_pr: bool) -> Response:
    if new_pr:
        num, oid = commit_to_new_pr(context.hub, repo, git, context.params["rev"], request, account)
    else:
        num, oid = None, commit_to_branch(context.hub, repo, git, context.params["rev"], request, account)
    answer: dict[str, Any] = {
        "success": True,
        "commitOid": oid,
        "commitUrl": context.web_url(repo, "commit", oid),
        "hookOutput": "",
    }
    if num is not None:
        context.hub.announce.discussion("create", repo, num)
        answer["pullRequestUrl"] = context.web_url(repo, "discussions", str(num))
    return JSON(answer)


@router.on_repo("GET", "commits/{rev}")
def commits(context: Context) -> Response:
    repo = context.repo()
    page = read_page(context.query, default=50, maximum=1000)
    query = context.request.query_params
    formatted = "formatted" in {*query.getlist("expand"), *query.getlist("expand[]")}
    with context.hub.git.open(repo.id) as git:
        head = page.pinned or git.resolve(context.params["rev"])
        history = all_commits(git, head)
        items = [commit_item(item, formatted) for item in cut(history, page)]
    link = next_link(context.url, query.multi_items(), page, len(history), pinned=head)
    return JSON(items, headers={**link, "X-Total-Count": str(len(history))})


def committer(context: Context) -> tuple[Repo, Account]:
    """A new pull request may come from any reader, commits to its ref from its author; others need write access."""
    if context.flag("create_pr"):
        return context.repo_propose()
    rev = context.params["rev"]
    if not rev.startswith("refs/pr/"):
        return context.repo_write()
    repo, account = context.repo_propose()
    number = rev.removeprefix("refs/pr/")
    author = context.hub.discussions.get(repo.id, int(number)).author if number.isdigit() else None
    return (repo, account) if author == account.name else context.repo_write()


def _preuploaded(
    context: Context, git: Git, root: str, item: Any, attributes: Attributes, ignores: Ignores
) -> dict[str, Any]:
    if not isinstance(item, dict) or not isinstance(item.get("size"), int):
        raise errors.bad_request("Each file needs a 'path', a 'size' and a 'sample'.")
    path = check_path(item.get("path"))
    try:
        sample = base64.b64decode(str(item.get("sample") or ""), validate=True)
    except binascii.Error as error:
        raise errors.bad_request(f"The 'sample' of {path} is not base64.") from error
    answer: dict[str, Any] = {
        "path": path,
        "uploadMode": upload_mode(path, item["size"], sample, attributes, context.hub.config.lfs_threshold),
        "shouldIgnore": ignores.ignores(path),
    }
    entry = lookup(git, root, path)
    if entry is not None and not entry.is_dir:
        answer["oid"] = context.hub.blobs.one(git, entry.sha).lfs_sha256 or entry.sha
    return answer


def _text(body: dict[str, Any], key: str) -> str:
    value = body.get(key)
    return value if isinstance(value, str) else ""


def _file(git: Git, root: str, path: str) -> bytes:
    entry = lookup(git, root, path)
    return b"" if entry is None or entry.is_dir else git.blob(entry.sha)
