"""Lists and searches of repositories, and what there is to search by."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any

from starlette.responses import Response

from huggingface_hub.local_hub import errors, views
from huggingface_hub.local_hub.auth import Level
from huggingface_hub.local_hub.cards import Card
from huggingface_hub.local_hub.config import PLURALS
from huggingface_hub.local_hub.context import JSON, TRUE, Context
from huggingface_hub.local_hub.routing import Router
from huggingface_hub.local_hub.state.buckets import BUCKET
from huggingface_hub.local_hub.state.repos import Repo
from huggingface_hub.local_hub.state.users import Account


router = Router()

PAGE = 1000
SORTS = ("createdAt", "downloads", "id", "lastModified", "likes", "trendingScore")
_BOUND = re.compile(r"(?P<side>min|max):(?P<number>\d+(\.\d+)?)(?P<unit>[KMBTkmbt]?)")
_UNITS = {"": 1, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}
_FALSE = frozenset({"false", "0", "no", "off"})
# The kinds of tags that are written as `kind:value`, and are shown by kind.
_TAG_KINDS = (
    "base_model",
    "dataset",
    "language",
    "language_creators",
    "license",
    "multilinguality",
    "size_categories",
    "source_datasets",
    "task_categories",
    "task_ids",
)


@router.on_api("GET", "models-tags-by-type")
def model_tags(context: Context) -> Response:
    return JSON(_tags_by_type(context, "model"))


@router.on_api("GET", "datasets-tags-by-type")
def dataset_tags(context: Context) -> Response:
    return JSON(_tags_by_type(context, "dataset"))


@router.on_api("GET", "spaces/semantic-search")
def semantic_search(context: Context) -> Response:
    """Without a language model: Spaces that have the words of the question in their name, title, description or tags."""
    words = context.query.get("q", "").lower().split()
    if not words:
        raise errors.bad_request("Missing 'q': what the Spaces shall do.")
    if not context.flag("includeNonRunning"):
        # None of them runs.
        return JSON([])
    sdks = set(context.texts("sdk"))
    found = []
    for repo in _visible(context, "space"):
        card = context.hub.cards.newest(context.hub, repo)
        about = " ".join([repo.full_id, *(card.text(key) or "" for key in ("title", "short_description")), *card.tags])
        score = sum(word in about.lower() for word in words) / len(words)
        if score and set(_filters(context)) <= set(card.tags) and (not sdks or repo.extra.get("sdk") in sdks):
            found.append((score, repo, card))
    found.sort(key=lambda item: -item[0])
    return JSON([_found_space(context, repo, card, score) for score, repo, card in found[:PAGE]])


@router.on_api("GET", "settings/repositories")
def own_repositories(context: Context) -> Response:
    return _storage(context, context.caller.required())


@router.on_api("GET", "organizations/{name}/settings/repositories")
def organization_repositories(context: Context) -> Response:
    caller = context.caller.required()
    owner = context.hub.users.get(context.params["name"])
    if owner is None:
        raise errors.HubError(404, f"There is no organization named {context.params['name']}")
    if owner.id != caller.id and owner.name.lower() not in context.caller.roles:
        raise errors.forbidden(f"Only members of {owner.name} can see how much room its repositories take.")
    return _storage(context, owner)


@router.on_api("GET", "{plural}")
def listing(context: Context) -> Response:
    repo_type = PLURALS.get(context.params["plural"])
    if repo_type is None:
        raise errors.HubError(404, "Sorry, we can't find the page you are looking for.")
    expand = views.read_expand(context, repo_type)
    sort = context.query.get("sort") or "lastModified"
    if sort not in SORTS:
        raise errors.bad_request(f"Invalid sort {sort!r}: expected one of {', '.join(SORTS)}.")
    repos = _by_tags(context, repo_type, _by_record(context, repo_type))
    repos = _sorted(context, repos, sort, context.query.get("direction"))
    return context.page_of(repos, lambda repo: views.list_item(context, repo, expand), default=PAGE, maximum=PAGE)


def _visible(context: Context, repo_type: str) -> list[Repo]:
    repos = context.hub.repos.all(repo_type, context.query.get("author") or None)
    return [repo for repo in repos if context.caller.level(repo) > Level.NONE and not repo.disabled]


def _by_record(context: Context, repo_type: str) -> list[Repo]:
    """The repositories that the conditions leave which need no look at files."""
    repos = _visible(context, repo_type)
    words = [word for text in context.texts("search") for word in text.lower().split()]
    repos = [repo for repo in repos if all(word in repo.full_id.lower() for word in words)]
    gated = context.query.get("gated", "").lower()
    if gated and gated not in TRUE | _FALSE:
        raise errors.bad_request(f"Invalid gated {gated!r}: expected true or false.")
    if gated:
        repos = [repo for repo in repos if bool(repo.gated) == (gated in TRUE)]
    if repo_type == "model":
        if context.texts("apps"):
            raise errors.HubError(501, "A local Hub does not know which applications run a model: leave out 'apps'.")
        for bounds in context.texts("num_parameters"):
            repos = _between(context, repos, bounds)
        if context.texts("inference") or context.texts("inference_provider"):
            # Nobody serves a model from here.
            return []
    return repos


def _between(context: Context, repos: list[Repo], bounds: str) -> list[Repo]:
    """The models whose number of parameters is known, and between two bounds."""
    least, most = 0.0, math.inf
    for part in bounds.split(","):
        found = _BOUND.fullmatch(part.strip())
        if found is None:
            raise errors.bad_request(f"Invalid num_parameters {bounds!r}: expected bounds such as min:6B,max:128B.")
        value = float(found["number"]) * _UNITS[found["unit"].upper()]
        least, most = (value, most) if found["side"] == "min" else (least, value)
    weights, hub = context.hub.weights, context.hub
    return [repo for repo in repos if (total := weights.newest(hub, repo).total) > 0 and least <= total <= most]


def _by_tags(context: Context, repo_type: str, repos: Sequence[Repo]) -> list[Repo]:
    """The repositories whose cards meet all conditions."""
    conditions: list[Callable[[Card], bool]] = []
    tags = {tag.lower() for tag in _filters(context)}
    if tags:
        conditions.append(lambda card: tags <= {tag.lower() for tag in card.tags})
    tasks = set(context.texts("pipeline_tag"))
    if tasks and repo_type == "model":
        conditions.append(lambda card: card.text("pipeline_tag") in tasks)
    if repo_type == "space":
        for key in ("models", "datasets"):
            used = set(context.texts(key))
            if used:
                conditions.append(lambda card, key=key, used=used: used <= set(card.texts(key)))  # type: ignore[misc]
        if context.flag("linked"):
            conditions.append(lambda card: bool(card.texts("models") or card.texts("datasets")))
    if not conditions:
        return list(repos)
    found = ((repo, context.hub.cards.newest(context.hub, repo)) for repo in repos)
    return [repo for repo, card in found if all(meets(card) for meets in conditions)]


def _filters(context: Context) -> list[str]:
    return [tag for text in context.texts("filter") for tag in text.split(",") if tag]


def _sorted(context: Context, repos: Sequence[Repo], sort: str, direction: str | None) -> list[Repo]:
    # Newest or most first, as on the Hub; `direction=1` turns it round.
    keys: dict[str, Callable[[Repo], Any]] = {
        "createdAt": lambda repo: repo.created,
        "lastModified": lambda repo: repo.modified,
        "id": lambda repo: repo.full_id.lower(),
        # Nothing is counted: what was changed last comes first.
        "downloads": lambda repo: 0,
    }
    if sort in {"likes", "trendingScore"}:
        counts = context.hub.social.counts(lately=sort == "trendingScore")
        keys[sort] = lambda repo: counts.get(repo.id, 0)
    return sorted(repos, key=keys[sort], reverse=direction != "1")


def _storage(context: Context, owner: Account) -> Response:
    """The repositories of an account, largest first, as its settings show them."""
    repos = [repo for repo in context.hub.repos.owned(owner.name) if context.caller.level(repo) > Level.NONE]
    sizes = {repo.id: _stored(context, repo) for repo in repos}
    whole = sum(sizes.values())
    repos.sort(key=lambda repo: -sizes[repo.id])

    def show(repo: Repo) -> dict[str, Any]:
        share = sizes[repo.id] / whole if whole else 0
        return {
            "id": repo.full_id,
            "type": repo.type,
            "updatedAt": repo.modified,
            "visibility": repo.visibility,
            "storage": sizes[repo.id],
            # Whole numbers without a point, as the Hub writes them.
            "storagePercent": int(share) if share == int(share) else share,
        }

    return context.page_of(repos, show)


def _stored(context: Context, repo: Repo) -> int:
    if repo.type == BUCKET:
        return context.hub.buckets.totals(repo.id)[0]
    return context.hub.repos.used_storage(repo.id)


def _tags_by_type(context: Context, repo_type: str) -> dict[str, list[dict[str, str]]]:
    """All tags of the repositories that anyone may see, by kind."""
    found: dict[str, dict[str, str]] = {}
    for repo in context.hub.repos.all(repo_type):
        if repo.visibility != "public" or repo.disabled:
            continue
        card = context.hub.cards.newest(context.hub, repo)
        for tag in card.tags:
            kind, label = _kind(card, repo_type, tag)
            found.setdefault(kind, {})[tag] = label
    return {
        kind: [{"id": tag, "label": label, "type": kind} for tag, label in sorted(tags.items())]
        for kind, tags in sorted(found.items())
    }


def _kind(card: Card, repo_type: str, tag: str) -> tuple[str, str]:
    prefix, _, rest = tag.partition(":")
    if rest and prefix in _TAG_KINDS:
        return prefix, rest
    for key, kind in (("pipeline_tag", "pipeline_tag"), ("library_name", "library")):
        if card.text(key) == tag:
            return kind, tag
    if repo_type == "model" and tag in card.texts("language"):
        return "language", tag
    return "library" if tag in {"safetensors", "gguf", "onnx"} else "other", tag


def _found_space(context: Context, repo: Repo, card: Card, score: float) -> dict[str, Any]:
    item = views.list_item(context, repo, None)
    about = {"title": card.text("title") or repo.name, "emoji": card.text("emoji"), "semanticRelevancyScore": score}
    return {**item, **about, "ai_short_description": card.text("short_description"), "ai_category": None}
