"""Repositories: creating, deleting, moving, describing and listing them."""

from __future__ import annotations

from starlette.responses import Response

from huggingface_hub.local_hub import errors, views
from huggingface_hub.local_hub.auth import Level, check_write
from huggingface_hub.local_hub.context import JSON, Context
from huggingface_hub.local_hub.names import check_repo_name, check_type
from huggingface_hub.local_hub.routing import Router
from huggingface_hub.local_hub.space_requests import SpaceOptions, read_options
from huggingface_hub.local_hub.state.repos import Repo
from huggingface_hub.local_hub.state.users import Account


router = Router()

SDKS = ("gradio", "streamlit", "docker", "static")


@router.on_api("POST", "repos/create")
def create(context: Context) -> Response:
    account = context.caller.writer()
    body = context.json()
    repo_type = check_type(body.get("type"))
    owner = owner_of(context, body.get("organization"), account)
    name = body.get("name")
    if isinstance(name, str) and name.count("/") == 1 and not body.get("organization"):
        # Some clients send the whole id.
        namespace, name = name.split("/")
        owner = owner_of(context, namespace, account)
    name = check_repo_name(owner.name, name)
    check_may_create(context, repo_type, owner, name)
    known = context.hub.repos.find(repo_type, f"{owner.name}/{name}")
    if known is not None:
        raise errors.conflict(f"You already created this {repo_type} repo: {known.full_id}", url=context.web_url(known))
    visibility, extra = read_visibility(body, repo_type, owner), _extra(body, repo_type)
    options = read_options(context, body) if repo_type == "space" else SpaceOptions()
    template = _template(context, body) if repo_type == "space" and body.get("template") else None
    if template is not None:
        repo = context.hub.duplicate_repo(template, owner.name, name, account, visibility)
    else:
        repo = context.hub.create_repo(repo_type, owner.name, name, account, visibility, extra)
    options.apply(context, repo)
    context.hub.announce.repo("create", repo)
    return JSON({"url": context.web_url(repo), "name": repo.full_id, "id": repo.id})


@router.on_api("DELETE", "repos/delete")
def delete(context: Context) -> Response:
    body = context.json()
    repo = _named(context, check_type(body.get("type")), body)
    check_write(context.caller, repo)
    context.hub.delete_repo(repo)
    context.hub.announce.repo("delete", repo)
    return JSON({"success": True})


@router.on_api("POST", "repos/move")
def move(context: Context) -> Response:
    account = context.caller.writer()
    body = context.json()
    repo_type = check_type(body.get("type"), buckets=True)
    source, target = body.get("fromRepo"), body.get("toRepo")
    if not isinstance(source, str) or not isinstance(target, str) or source.count("/") != 1 or target.count("/") != 1:
        raise errors.bad_request("Both 'fromRepo' and 'toRepo' must have the form namespace/name.")
    repo = _visible(context, repo_type, source)
    check_write(context.caller, repo)
    namespace, _, name = target.partition("/")
    owner = owner_of(context, namespace, account)
    check_repo_name(owner.name, name)
    check_may_create(context, repo_type, owner, name)
    taken = context.hub.repos.find(repo_type, target)
    if taken is not None and taken.id != repo.id:
        raise errors.conflict(
            f"Cannot move {source}: {taken.full_id} already exists. Delete it first, or choose another name."
        )
    with context.hub.writing(repo):
        context.hub.repos.move(repo, owner.name, name)
    context.hub.announce.repo("move", repo, moved_to=f"{owner.name}/{name}")
    return JSON({"success": True})


@router.on_repo("POST", "duplicate")
def duplicate(context: Context) -> Response:
    source = context.repo_content()
    account = context.caller.writer()
    body = context.json()
    target = body.get("repository")
    if not isinstance(target, str) or target.count("/") != 1:
        raise errors.bad_request("'repository' must have the form namespace/name.")
    namespace, _, name = target.partition("/")
    owner = owner_of(context, namespace, account)
    check_repo_name(owner.name, name)
    check_may_create(context, source.type, owner, name)
    known = context.hub.repos.find(source.type, target)
    if known is not None:
        raise errors.conflict(
            f"You already created this {source.type} repo: {known.full_id}", url=context.web_url(known)
        )
    # A copy of what is private does not become public by leaving something out.
    wanted = body if body.get("visibility") else {**body, "visibility": "private" if source.private else None}
    visibility = read_visibility(wanted, source.type, owner)
    options = read_options(context, body) if source.type == "space" else SpaceOptions()
    repo = context.hub.duplicate_repo(source, owner.name, name, account, visibility)
    options.apply(context, repo)
    context.hub.announce.repo("create", repo)
    return JSON({"url": context.web_url(repo), "name": repo.full_id, "id": repo.id})


@router.on_repo("GET", "")
def info(context: Context) -> Response:
    return _info(context, "main")


@router.on_repo("GET", "revision/{rev}")
def info_at(context: Context) -> Response:
    return _info(context, context.params["rev"])


def _info(context: Context, revision: str) -> Response:
    repo = context.repo()
    expand = views.read_expand(context, repo.type)
    return JSON(
        views.repo_info(
            context, repo, revision, expand, blobs=context.flag("blobs"), security=context.flag("securityStatus")
        )
    )


def _template(context: Context, body: dict[str, object]) -> Repo:
    """The Space that a new one shall start from."""
    template = context.hub.repos.find("space", str(body["template"]))
    if template is None or context.caller.level(template) < Level.READ:
        raise errors.HubError(404, f"There is no Space {body['template']!r} to start from.")
    if template.extra.get("sdk") != body.get("sdk"):
        raise errors.bad_request(
            f"{template.full_id} is built with {template.extra.get('sdk')}, not {body.get('sdk')}."
        )
    return template


def check_may_create(context: Context, repo_type: str, owner: Account, name: str) -> None:
    if not context.caller.may_create(owner.name, repo_type, f"{owner.name}/{name}"):
        raise errors.forbidden(f"You don't have the rights to create a {repo_type} under the namespace {owner.name!r}.")


def owner_of(context: Context, namespace: object, account: Account) -> Account:
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


def read_visibility(body: dict[str, object], repo_type: str, owner: Account) -> str:
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
