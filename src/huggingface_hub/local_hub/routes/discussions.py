"""Discussions and pull requests."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from huggingface_hub.local_hub import errors
from huggingface_hub.local_hub.auth import Level
from huggingface_hub.local_hub.context import JSON, Context
from huggingface_hub.local_hub.paging import read_page
from huggingface_hub.local_hub.routing import Router
from huggingface_hub.local_hub.state.commits import Author, commit_message, write_commit
from huggingface_hub.local_hub.state.discussions import Discussion
from huggingface_hub.local_hub.state.merge import diff, merge, merge_base
from huggingface_hub.local_hub.state.repos import Repo


router = Router()

PAGE = 50


@router.on_repo("GET", "discussions")
def listing(context: Context) -> Response:
    repo = context.repo()
    query = context.query
    wanted = list(context.hub.discussions.all(repo.id))
    if query.get("type", "all") != "all":
        wanted = [item for item in wanted if item.is_pr == (query["type"] == "pull_request")]
    if query.get("status", "all") != "all":
        wanted = [item for item in wanted if (item.status in {"open", "draft"}) == (query["status"] == "open")]
    if query.get("author"):
        wanted = [item for item in wanted if item.author == query["author"]]
    page = read_page(query, default=PAGE, maximum=PAGE)
    shown = wanted[page.offset : page.offset + page.limit]
    return JSON({"count": len(wanted), "start": page.offset, "discussions": [_brief(repo, item) for item in shown]})


@router.on_repo("GET", "discussions/{num}")
def details(context: Context) -> Response:
    repo = context.repo()
    return JSON(_details(context, repo, _discussion(context, repo)))


@router.on_repo("POST", "discussions")
def create(context: Context) -> Response:
    repo, account = context.repo_propose()
    body = context.json()
    title = _text(body, "title", minimum=3)
    is_pr = bool(body.get("pullRequest"))
    with context.hub.git.open(repo.id) as git, context.hub.writing(repo):
        num = context.hub.repos.next_number(repo)
        head = git.head() if is_pr else None
        if head is not None:
            git.set_ref(f"refs/pr/{num}", head)
        with context.hub.db.transaction():
            context.hub.discussions.create(
                repo.id,
                num,
                title,
                account.name,
                status="draft" if is_pr else "open",
                is_pr=is_pr,
                base="refs/heads/main" if is_pr else None,
                base_oid=head,
            )
            first = context.hub.discussions.add_comment(repo.id, num, account.name, str(body.get("description") or ""))
    context.hub.announce.discussion("create", repo, num, first)
    answer = {"num": num, "pullRequest": is_pr, "url": context.web_url(repo, "discussions", str(num))}
    return JSON(answer)


@router.on_repo("POST", "discussions/{num}/comment")
def comment(context: Context) -> Response:
    repo, account = context.repo_propose()
    item = _discussion(context, repo)
    text = _text(context.json(), "comment")
    event = context.hub.discussions.add_comment(repo.id, item.num, account.name, text)
    context.hub.announce.comment("create", repo, item.num, event)
    return JSON({"newMessage": event})


@router.on_repo("POST", "discussions/{num}/title")
def rename(context: Context) -> Response:
    repo, account, item = _owned(context)
    title = _text(context.json(), "title", minimum=3)
    with context.hub.db.transaction():
        context.hub.discussions.update(repo.id, item.num, title=title)
        event = context.hub.discussions.add_event(
            repo.id, item.num, "title-change", account, {"from": item.title, "to": title}
        )
    context.hub.announce.discussion("update", repo, item.num)
    return JSON({"newTitle": event})


@router.on_repo("POST", "discussions/{num}/status")
def change_status(context: Context) -> Response:
    repo, account, item = _owned(context)
    body = context.json()
    status = body.get("status")
    if status not in {"open", "closed"}:
        raise errors.bad_request(f"Invalid status {status!r}: expected open or closed.")
    if item.status == "merged":
        raise errors.bad_request("This pull request was merged: its status cannot be changed any more.")
    if item.status == status:
        raise errors.bad_request(f"Discussion {item.num} is {status} already.")
    with context.hub.db.transaction():
        context.hub.discussions.update(repo.id, item.num, status=status)
        if body.get("comment"):
            context.hub.discussions.add_comment(repo.id, item.num, account, str(body["comment"]))
        event = context.hub.discussions.add_event(repo.id, item.num, "status-change", account, {"status": status})
    context.hub.announce.discussion("update", repo, item.num)
    return JSON({"newStatus": event})


@router.on_repo("POST", "discussions/{num}/merge")
def merge_pull_request(context: Context) -> Response:
    repo, account = context.repo_write()
    item = _discussion(context, repo)
    text = str(context.json().get("comment") or "")
    if not item.is_pr:
        raise errors.bad_request(f"Discussion {item.num} is not a pull request.")
    with context.hub.git.open(repo.id) as git, context.hub.writing(repo):
        item = context.hub.discussions.get(repo.id, item.num)
        if item.status in {"merged", "closed"}:
            raise errors.bad_request(f"Pull request {item.num} is {item.status}: it cannot be merged.")
        base = item.base or "refs/heads/main"
        ours, theirs = git.resolve(base), git.resolve(item.ref)
        result = merge(git, context.hub.trees, ours, theirs)
        if result.tree is None:
            raise errors.conflict(
                f"This pull request conflicts with {base}: {', '.join(result.conflicts[:10])}. Resolve that first."
            )
        parents = [ours] if merge_base(git, ours, theirs) == theirs else [ours, theirs]
        message = commit_message(f"{item.title} (#{item.num})", text)
        oid = write_commit(git, result.tree, parents, Author.of(account), message, result.objects)
        git.set_ref(base, oid)
        with context.hub.db.transaction():
            context.hub.discussions.update(repo.id, item.num, status="merged", merge_commit=oid)
            if text:
                context.hub.discussions.add_comment(repo.id, item.num, account.name, text)
            context.hub.discussions.add_event(repo.id, item.num, "status-change", account.name, {"status": "merged"})
            context.hub.repos.touch(repo)
    context.hub.announce.discussion("update", repo, item.num)
    return JSON({"success": True, "commitOid": oid})


@router.on_repo("POST", "discussions/{num}/comment/{comment}/edit")
def edit_comment(context: Context) -> Response:
    repo, account = context.repo_propose()
    item = _discussion(context, repo)
    event_id = context.params["comment"].lower()
    event = context.hub.discussions.event(repo.id, item.num, event_id)
    if event.get("author", {}).get("name") != account.name:
        raise errors.forbidden("Only the author of a comment can edit it.")
    text = _text(context.json(), "content")
    edited = context.hub.discussions.edit_comment(repo.id, item.num, event_id, account.name, text)
    context.hub.announce.comment("update", repo, item.num, edited)
    return JSON({"updatedComment": edited})


@router.on_repo("POST", "discussions/{num}/comment/{comment}/hide")
def hide_comment(context: Context) -> Response:
    repo, account = context.repo_propose()
    item = _discussion(context, repo)
    event_id = context.params["comment"].lower()
    event = context.hub.discussions.event(repo.id, item.num, event_id)
    if event.get("author", {}).get("name") != account.name and context.caller.level(repo) < Level.WRITE:
        raise errors.forbidden("Only the author of a comment, or who can write to the repository, can hide it.")
    hidden = context.hub.discussions.hide_comment(repo.id, item.num, event_id, account.name)
    context.hub.announce.comment("update", repo, item.num, hidden)
    return JSON({"updatedComment": hidden})


def _discussion(context: Context, repo: Repo) -> Discussion:
    num = context.params["num"]
    if not num.isascii() or not num.isdigit() or len(num) > 9:
        raise errors.bad_request(f"Invalid number of a discussion: {num!r}.")
    return context.hub.discussions.get(repo.id, int(num))


def _owned(context: Context) -> tuple[Repo, str, Discussion]:
    """For what only the author of a discussion, or who can write to the repository, may do."""
    repo, account = context.repo_propose()
    item = _discussion(context, repo)
    if item.author != account.name and context.caller.level(repo) < Level.WRITE:
        raise errors.forbidden("Only the author of a discussion, or who can write to the repository, can change it.")
    return repo, account.name, item


def _brief(repo: Repo, item: Discussion) -> dict[str, Any]:
    brief: dict[str, Any] = {
        "num": item.num,
        "title": item.title,
        "status": item.status,
        "createdAt": item.created,
        "isPullRequest": item.is_pr,
        "repo": {"name": repo.full_id, "type": repo.type},
    }
    if item.author:
        brief["author"] = {"name": item.author, "type": "user"}
    return brief


def _details(context: Context, repo: Repo, item: Discussion) -> dict[str, Any]:
    answer = _brief(repo, item)
    answer["events"] = context.hub.discussions.events(repo.id, item.num)
    if not item.is_pr:
        return answer
    base = item.base or "refs/heads/main"
    answer["changes"] = {"base": base, **({"mergeCommitId": item.merge_commit} if item.merge_commit else {})}
    with context.hub.git.open(repo.id) as git:
        theirs = git.resolve(item.ref)
        # Merged or closed: what it would change is what it did change.
        ours = item.base_oid if item.status == "merged" and item.base_oid else git.resolve(base)
        open_now = item.status in {"open", "draft"}
        answer["filesWithConflicts"] = merge(git, context.hub.trees, ours, theirs).conflicts if open_now else []
        if context.flag("diff"):
            answer["diff"] = diff(git, ours, theirs)
    return answer


def _text(body: dict[str, Any], key: str, minimum: int = 1) -> str:
    value = body.get(key)
    if not isinstance(value, str) or len(value.strip()) < minimum:
        raise errors.bad_request(f"'{key}' must be a text of at least {minimum} characters.")
    return value.strip()
