"""Repositories: creating, deleting, moving, describing and listing them."""

from __future__ import annotations

from starlette.responses import Response

from huggingface_hub.local_hub import errors, views
from huggingface_hub.local_hub.auth import Level, check_write
from huggingface_hub.local_hub.config import PLURALS
from huggingface_hub.local_hub.context import JSON, Context
from huggingface_hub.local_hub.names import check_repo_name, check_type
from huggingface_hub.local_hub.paging import cut, next_link, read_page
from huggingface_hub.local_hub.routing import Router
from huggingface_hub.local_hub.state.repos import Repo
from huggingface_hub.local_hub.state.users import Account


router = Router()

SDKS = ("gradio", "streamlit", "docker", "static")


@router.on_api("POST", "repos/create")
def create(context: Context) -> Response:
    account = context.caller.writer()
    body = context.json()
    repo_type = check_type(body.get("type"))
    owner = _owner(context, body.get("organization"), account)
    name = body.get("name")
    if isinstance(name, str) and name.count("/") == 1 and not body.get("organization"):
        # Some clients send the whole id.
        namespace, name = name.split("/")
        owner = _owner(context, namespace, account)
    name = check_repo_name(owner.name, name)
    if not context.caller.may_create(owner.name, repo_type, f"{owner.name}/{name}"):
        raise errors.forbidden(f"You don't have the rights to create a {repo_type} under the namespace {owner.name!r}.")
    known = context.hub.repos.find(repo_type, f"{owner.name}/{name}")
    if known is not None:
        raise errors.conflict(f"You already created this {repo_type} repo: {known.full_id}", url=context.web_url(known))
    repo = context.hub.create_repo(
        repo_type, owner.name, name, account, _visibility(body, repo_type, owner), _extra(body, repo_type)
    )
    return JSON({"url": context.web_url(repo), "name": repo.full_id, "id": repo.id})


@router.on_api("DELETE", "repos/delete")
def delete(context: Context) -> Response:
    body = context.json()
    repo = _named(context, check_type(body.get("type")), body)
    check_write(context.caller, repo)
    context.hub.delete_repo(repo)
    return JSON({"success": True})


@router.on_api("POST", "repos/move")
def move(context: Context) -> Response:
    account = context.caller.writer()
    body = context.json()
    repo_type = check_type(body.get("type"))
    source, target = body.get("fromRepo"), body.get("toRepo")
    if not isinstance(source, str) or not isinstance(target, str) or source.count("/") != 1 or target.count("/") != 1:
        raise errors.bad_request("Both 'fromRepo' and 'toRepo' must have the form namespace/name.")
    repo = _visible(context, repo_type, source)
    check_write(context.caller, repo)
    namespace, _, name = target.partition("/")
    owner = _owner(context, namespace, account)
    check_repo_name(owner.name, name)
    if not context.caller.may_create(owner.name, repo_type, f"{owner.name}/{name}"):
        raise errors.forbidden(f"You don't have the rights to move a {repo_type} to the namespace {owner.name!r}.")
    taken = context.hub.repos.find(repo_type, target)
    if taken is not None and taken.id != repo.id:
        raise errors.conflict(
            f"Cannot move {source}: {taken.full_id} already exists. Delete it first, or choose another name."
        )
    with context.hub.writing(repo):
        context.hub.repos.move(repo, owner.name, name)
    return JSON({"success": True})


@router.on_repo("GET", "")
def info(context: Context) -> Response:
    return _info(context, "main")


@router.on_repo("GET", "revision/{rev}")
def info_at(context: Context) -> Response:
    return _info(context, context.params["rev"])


@router.on_api("GET", "{plural}")
def listing(context: Context) -> Response:
    repo_type = PLURALS.get(context.params["plural"])
    if repo_type is None:
        raise errors.HubError(404, "Sorry, we can't find the page you are looking for.")
    expand = views.read_expand(context, repo_type)
    repos = [
        repo
        for repo in context.hub.repos.all(repo_type, context.query.get("author"))
        if context.caller.level(repo) > Level.NONE
    ]
    for text in context.request.query_params.getlist("search"):
        repos = [repo for repo in repos if text.lower() in repo.full_id.lower()]
    repos = _sorted(repos, context.query.get("sort"), context.query.get("direction"))
    page = read_page(context.query, default=1000, maximum=1000)
    items = [views.list_item(context, repo, expand) for repo in cut(repos, page)]
    return JSON(items, headers=next_link(context.url, context.request.query_params.multi_items(), page, len(repos)))


def _info(context: Context, revision: str) -> Response:
    repo = context.repo()
    expand = views.read_expand(context, repo.type)
    return JSON(
        views.repo_info(
            context, repo, revision, expand, blobs=context.flag("blobs"), security=context.flag("securityStatus")
        )
    )


def _sorted(repos: list[Repo], sort: str | None, direction: str | None) -> list[Repo]:
    # Newest first, as on the Hub; `direction=1` turns it round.
    keys = {
        "createdAt": lambda repo: repo.created,
        "lastModified": lambda repo: repo.modified,
        "id": lambda repo: repo.full_id,
    }
    key = keys.get(sort or "lastModified", keys["lastModified"])
    return sorted(repos, key=key, reverse=direction != "1")


def _owner(context: Context, namespace: object, account: Account) -> Account:
    """The account that a new repository will belong to."""
    if not namespace:
        return account
    owner = context.hub.users.get(str(namespace))
    if owner is None:
        raise errors.forbidden(
            f"You don't have the rights to create a repository under the namespace {str(namespace)!r}: there is no such account."
        )
    return owner


def _named(context: Context, repo_type: str, body: dict[str, object]) -> Repo:
    """The repository of `name` and `organization`."""
    name = body.get("name")
    if not isinstance(name, str):
        raise errors.bad_request("Missing 'name': the name of the repository.")
    if "/" not in name:
        name = f"{body.get('organization') or context.caller.required().name}/{name}"
    return _visible(context, repo_type, name)


def _visible(context: Context, repo_type: str, full_id: str) -> Repo:
    repo = context.hub.repos.find(repo_type, full_id) or context.hub.repos.moved(repo_type, full_id)
    if repo is None:
        raise errors.repo_not_found(context.caller.anonymous)
    return repo


def _visibility(body: dict[str, object], repo_type: str, owner: Account) -> str:
    value = body.get("visibility")
    if value is None and body.get("private") is not None:
        value = "private" if body["private"] else "public"
    if value is None:
        value = "private" if owner.private_default else "public"
    allowed = ("public", "private", "protected") if repo_type == "space" else ("public", "private")
    if value not in allowed:
        raise errors.bad_request(
            f"Invalid visibility {value!r} for a {repo_type}: expected one of {', '.join(allowed)}."
        )
    return str(value)


def _extra(body: dict[str, object], repo_type: str) -> dict[str, object]:
    if repo_type != "space":
        return {}
    sdk = body.get("sdk")
    if sdk not in SDKS:
        raise errors.bad_request(f"Invalid or missing 'sdk' of the Space: expected one of {', '.join(SDKS)}.")
    return {"sdk": sdk}
