"""How repositories are described in answers."""

from __future__ import annotations

from typing import Any

from huggingface_hub.local_hub import errors
from huggingface_hub.local_hub.cards import Card, read_config
from huggingface_hub.local_hub.context import Context
from huggingface_hub.local_hub.runtimes import runtime_view, subdomain
from huggingface_hub.local_hub.state.git import Git
from huggingface_hub.local_hub.state.repos import Repo


EXPAND = {
    "model": (
        "author baseModels cardData childrenModelCount config createdAt disabled downloads downloadsAllTime evalResults gated gguf"
        " inference inferenceProviderMapping lastModified library_name likes mask_token model-index pipeline_tag private"
        " resourceGroup safetensors sha siblings spaces tags transformersInfo trendingScore usedStorage widgetData"
    ).split(),
    "dataset": (
        "author cardData citation createdAt description disabled downloads downloadsAllTime gated lastModified likes mainSize"
        " paperswithcode_id private resourceGroup sha siblings tags trendingScore usedStorage"
    ).split(),
    "space": (
        "author cardData createdAt datasets disabled lastModified likes models private region resourceGroup runtime sdk sha"
        " siblings subdomain tags trendingScore usedStorage"
    ).split(),
    "kernel": "author createdAt disabled downloads gated lastModified likes private sha siblings tags usedStorage".split(),
}
# What a list shows unless it is asked for more or less.
_LIST = (
    "author",
    "createdAt",
    "lastModified",
    "private",
    "gated",
    "disabled",
    "likes",
    "downloads",
    "tags",
    "sdk",
    "sha",
    "pipeline_tag",
    "library_name",
    "trendingScore",
)


def read_expand(context: Context, repo_type: str) -> set[str] | None:
    """The wanted properties; None when the caller did not choose."""
    query = context.request.query_params
    wanted = [*query.getlist("expand"), *query.getlist("expand[]")]
    if not wanted:
        return None
    allowed = EXPAND[repo_type]
    unknown = sorted(set(wanted) - set(allowed))
    if unknown:
        raise errors.bad_request(f"Invalid expand value {unknown[0]!r}: expected one of {', '.join(allowed)}.")
    return set(wanted)


def list_item(context: Context, repo: Repo, expand: set[str] | None) -> dict[str, Any]:
    full = expand is None and context.flag("full")
    wanted = expand if expand is not None else {*_LIST, *(("siblings", "cardData") if full else ())}
    if expand is None and (context.flag("cardData") or context.flag("config")):
        wanted = {
            *wanted,
            *(("cardData",) if context.flag("cardData") else ()),
            *(("config",) if context.flag("config") else ()),
        }
    if wanted.isdisjoint({"siblings", "config", "safetensors"}):
        return _described(context, repo, context.hub.cards.newest(context.hub, repo), wanted)
    with context.hub.git.open(repo.id) as git:
        card = context.hub.cards.at(git, repo, git.ref("refs/heads/main"))
        return _described(context, repo, card, wanted, git)


def repo_info(
    context: Context, repo: Repo, revision: str, expand: set[str] | None, *, blobs: bool, security: bool
) -> dict[str, Any]:
    """Everything about a repository at a revision, or the properties named by `expand`."""
    with context.hub.git.open(repo.id) as git:
        card = context.hub.cards.at(git, repo, git.resolve(revision))
        # All there is; `gated` cannot be chosen for a Space, but belongs to every whole answer.
        wanted = expand if expand is not None else {*EXPAND[repo.type], "gated"}
        answer = _described(context, repo, card, wanted, git, blobs=blobs)
    if security:
        answer["securityRepoStatus"] = {"scansDone": False, "filesWithIssues": []}
    return answer


def _described(
    context: Context, repo: Repo, card: Card, wanted: set[str], git: Git | None = None, *, blobs: bool = False
) -> dict[str, Any]:
    answer: dict[str, Any] = {"_id": repo.id, "id": repo.full_id}
    if repo.type == "model":
        answer["modelId"] = repo.full_id
    values = _plain(context, repo, card)
    if git is not None and card.commit is not None:
        if "siblings" in wanted:
            values["siblings"] = siblings(context, git, card.commit, blobs)
        config = read_config(git, card.commit) if repo.type == "model" and "config" in wanted else {}
        if config:
            values["config"] = config
        if repo.type == "model" and "safetensors" in wanted:
            parameters = context.hub.weights.at(context.hub, git, repo, card.commit)
            if parameters.by_dtype:
                values["safetensors"] = parameters.view()
    answer.update({key: value for key, value in values.items() if key in wanted})
    return answer


def _plain(context: Context, repo: Repo, card: Card) -> dict[str, Any]:
    """What needs no look at the files."""
    values: dict[str, Any] = {
        "author": repo.namespace,
        "sha": card.commit,
        "createdAt": repo.created,
        "lastModified": card.modified or repo.modified,
        "private": repo.private,
        "disabled": repo.disabled,
        "gated": repo.gated or False,
        "likes": context.hub.social.likes(repo.id),
        "trendingScore": context.hub.social.trend(repo.id),
        "tags": list(card.tags),
        "cardData": dict(card.data) or None,
        "usedStorage": context.hub.repos.used_storage(repo.id),
    }
    if repo.type != "space":
        values.update(downloads=0, downloadsAllTime=0)
    if repo.type == "model":
        values["spaces"] = []
        values.update({key: card.text(key) for key in ("library_name", "pipeline_tag") if card.text(key) is not None})
    if repo.type == "dataset" and card.text("description") is not None:
        values["description"] = card.text("description")
    if repo.type == "space":
        values.update(sdk=repo.extra.get("sdk"), subdomain=subdomain(repo), region="us", runtime=runtime_view(repo))
        values.update(models=card.texts("models"), datasets=card.texts("datasets"))
    return values


def siblings(context: Context, git: Git, commit: str, blobs: bool) -> list[dict[str, Any]]:
    """All files of a commit; with sizes and hashes when `blobs` is asked for."""
    files = [entry for entry in context.hub.trees.walk(git, git.commit(commit).tree.decode()) if not entry.is_dir]
    if not blobs:
        return [{"rfilename": entry.path} for entry in files]
    infos = context.hub.blobs.many(git, (entry.sha for entry in files))
    listed = []
    for entry in files:
        info = infos[entry.sha]
        item: dict[str, Any] = {"rfilename": entry.path, "size": info.file_size, "blobId": entry.sha}
        if info.lfs_sha256:
            item["lfs"] = {"sha256": info.lfs_sha256, "size": info.lfs_size, "pointerSize": info.size}
        listed.append(item)
    return listed
