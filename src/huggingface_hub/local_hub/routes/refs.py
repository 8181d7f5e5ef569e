"""Branches, tags and other refs."""

from __future__ import annotations

import time

from dulwich.objects import Commit, ObjectID, Tag, Tree
from starlette.responses import Response

from huggingface_hub.local_hub import errors
from huggingface_hub.local_hub.context import JSON, Context
from huggingface_hub.local_hub.routing import Router
from huggingface_hub.local_hub.state.commits import Author, write_commit
from huggingface_hub.local_hub.state.git import Git, check_branch


router = Router()


@router.on_repo("GET", "refs")
def refs(context: Context) -> Response:
    repo = context.repo()
    with context.hub.git.open(repo.id) as git:
        answer = {
            "branches": _listed(git, "refs/heads"),
            "converts": _listed(git, "refs/convert"),
            "tags": _listed(git, "refs/tags"),
        }
        if context.flag("include_prs"):
            pulls = _listed(git, "refs/pr")
            answer["pullRequests"] = sorted(pulls, key=lambda item: int(item["name"]) if item["name"].isdigit() else 0)
    return JSON(answer)


@router.on_repo("POST", "branch/{branch...}")
def create_branch(context: Context) -> Response:
    repo, _ = context.repo_write()
    body = context.json()
    with context.hub.git.open(repo.id) as git, context.hub.writing(repo):
        ref = branch_ref(context.params["branch"])
        if git.ref(ref) is not None and not body.get("overwrite"):
            raise errors.conflict(f"Reference already exists: {ref}")
        start = body.get("startingPoint")
        commit = git.resolve(str(start)) if start else git.head()
        if body.get("emptyBranch"):
            commit = _empty_commit(context, git)
        git.set_ref(ref, commit)
    return JSON({"success": True})


@router.on_repo("DELETE", "branch/{branch...}")
def delete_branch(context: Context) -> Response:
    repo, _ = context.repo_write()
    with context.hub.git.open(repo.id) as git, context.hub.writing(repo):
        ref = branch_ref(context.params["branch"])
        if ref == "refs/heads/main":
            raise errors.forbidden("Cannot delete refs/heads/main")
        if git.ref(ref) is None:
            raise errors.HubError(404, f"Reference does not exist: {ref}", code=errors.REVISION_NOT_FOUND)
        git.delete_ref(ref)
    return JSON({"success": True})


@router.on_repo("POST", "tag/{rev}")
def create_tag(context: Context) -> Response:
    repo, account = context.repo_write()
    body = context.json()
    with context.hub.git.open(repo.id) as git, context.hub.writing(repo):
        name = check_branch(str(body.get("tag") or ""), "tag")
        commit = git.resolve(context.params["rev"])
        ref = f"refs/tags/{name}"
        if git.ref(ref) is not None:
            raise errors.conflict(f"Tag reference exists already: {name}")
        target = commit
        if body.get("message"):
            target = _annotated(git, name, commit, str(body["message"]), Author.of(account))
        git.set_ref(ref, target)
    return JSON({"success": True})


@router.on_repo("DELETE", "tag/{tag...}")
def delete_tag(context: Context) -> Response:
    repo, _ = context.repo_write()
    with context.hub.git.open(repo.id) as git, context.hub.writing(repo):
        ref = f"refs/tags/{check_branch(context.params['tag'], 'tag')}"
        if git.ref(ref) is None:
            raise errors.HubError(404, f"Reference does not exist: {ref}", code=errors.REVISION_NOT_FOUND)
        git.delete_ref(ref)
    return JSON({"success": True})


@router.on_repo("POST", "super-squash/{branch...}")
def super_squash(context: Context) -> Response:
    """Replace the history of a branch by one commit with the same files."""
    repo, account = context.repo_write()
    message = str(context.json().get("message") or "Super-squash branch")
    with context.hub.git.open(repo.id) as git, context.hub.writing(repo):
        ref = branch_ref(context.params["branch"])
        head = git.ref(ref)
        if head is None:
            raise errors.revision_not_found(context.params["branch"])
        tree = git.commit(head).tree.decode()
        git.set_ref(ref, write_commit(git, tree, [], Author.of(account), message))
        context.hub.repos.touch(repo)
    return JSON({"success": True})


def branch_ref(name: str) -> str:
    """The ref of a branch; conversions are branches of their own kind, pull requests are none."""
    if name.startswith("refs/convert/"):
        check_branch(name.removeprefix("refs/convert/"))
        return name
    return f"refs/heads/{check_branch(name.removeprefix('refs/heads/'))}"


def _listed(git: Git, prefix: str) -> list[dict[str, str]]:
    """All refs below a prefix, each with the commit it leads to."""
    listed = []
    for name, sha in git.refs_under(prefix).items():
        found = git.object(sha)
        while isinstance(found, Tag):
            found = git.store[found.object[1]]
        if isinstance(found, Commit):
            listed.append({"name": name, "ref": f"{prefix}/{name}", "targetCommit": found.id.decode()})
    return listed


def _annotated(git: Git, name: str, commit: str, message: str, author: Author) -> str:
    tag = Tag()
    tag.name = name.encode()
    tag.object = (Commit, ObjectID(commit.encode()))
    tag.message = message.encode()
    tag.tagger = author.line
    tag.tag_time = int(time.time())
    tag.tag_timezone = 0
    git.write([tag])
    return tag.id.decode()


def _empty_commit(context: Context, git: Git) -> str:

    tree = Tree()
    return write_commit(git, tree.id.decode(), [], Author.of(context.caller.required()), "initial commit", [tree])
