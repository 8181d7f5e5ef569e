"""How repositories are described in answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from huggingface_hub.local_hub import errors
from huggingface_hub.local_hub.context import Context
from huggingface_hub.local_hub.state.clock import from_unix
from huggingface_hub.local_hub.state.git import Git
from huggingface_hub.local_hub.state.repos import Repo
from huggingface_hub.local_hub.state.trees import lookup


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
    with context.hub.git.open(repo.id) as git:
        commit = git.ref("refs/heads/main")
        return _described(context, repo, git, commit, wanted, blobs=False)


def repo_info(
    context: Context, repo: Repo, revision: str, expand: set[str] | None, *, blobs: bool, security: bool
) -> dict[str, Any]:
    """Everything about a repository at a revision, or the properties named by `expand`."""
    with context.hub.git.open(repo.id) as git:
        commit = git.resolve(revision)
        # All there is; `gated` cannot be chosen for a Space, but belongs to every whole answer.
        wanted = expand if expand is not None else {*EXPAND[repo.type], "gated"}
        answer = _described(context, repo, git, commit, wanted, blobs=blobs)
    if security:
        answer["securityRepoStatus"] = {"scansDone": False, "filesWithIssues": []}
    return answer


def _described(
    context: Context, repo: Repo, git: Git, commit: str | None, wanted: set[str], *, blobs: bool
) -> dict[str, Any]:
    answer: dict[str, Any] = {"_id": repo.id, "id": repo.full_id}
    if repo.type == "model":
        answer["modelId"] = repo.full_id
    values = _plain(context, repo, commit)
    if commit is not None:
        values["lastModified"] = from_unix(git.commit(commit).commit_time)
        if wanted & {"cardData", "tags", "library_name", "pipeline_tag"}:
            values.update(_card_values(card_data(git, commit)))
        if "siblings" in wanted:
            values["siblings"] = siblings(context, git, commit, blobs)
    answer.update({key: value for key, value in values.items() if key in wanted})
    return answer


def _plain(context: Context, repo: Repo, commit: str | None) -> dict[str, Any]:
    values: dict[str, Any] = {
        "author": repo.namespace,
        "sha": commit,
        "createdAt": repo.created,
        "lastModified": repo.modified,
        "private": repo.private,
        "disabled": repo.disabled,
        "gated": repo.gated or False,
        "likes": 0,
        "tags": [],
        "usedStorage": context.hub.repos.used_storage(repo.id),
    }
    if repo.type != "space":
        values.update(downloads=0, downloadsAllTime=0)
    if repo.type == "model":
        values["spaces"] = []
    if repo.type == "space":
        host = f"{repo.namespace}-{repo.name}".lower().replace(".", "-").replace("_", "-")
        values.update(sdk=repo.extra.get("sdk"), subdomain=host, models=[], datasets=[], region="us")
        values["runtime"] = {
            "stage": "STOPPED",
            "hardware": {"current": None, "requested": None},
            "storage": None,
            "gcTimeout": None,
        }
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


def card_data(git: Git, commit: str) -> dict[str, Any]:
    """The metadata at the top of README.md; empty when there is none that can be read."""
    entry = lookup(git, git.commit(commit).tree.decode(), "README.md")
    if entry is None or entry.is_dir:
        return {}
    return parse_card(git.blob(entry.sha).decode("utf-8", "replace"))


def front_matter(text: str) -> str | None:
    """The YAML between the first two `---` lines, if a text begins with it."""
    lines = text.lstrip("\ufeff").splitlines()
    if not lines or lines[0].rstrip() != "---":
        return None
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:number])
    return None


def parse_card(text: str) -> dict[str, Any]:
    content = front_matter(text)
    if content is None:
        return {}
    try:
        value = yaml.safe_load(content)
    except yaml.YAMLError:
        return {}
    return _plain_json(value) if isinstance(value, dict) else {}


def _plain_json(value: Any) -> Any:
    """YAML knows dates and keys that JSON does not."""
    if isinstance(value, Mapping):
        return {str(key): _plain_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain_json(item) for item in value]
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def _card_values(card: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {"cardData": card or None}
    tags = _texts(card.get("tags"))
    for key in ("library_name", "pipeline_tag"):
        if isinstance(card.get(key), str):
            values[key] = card[key]
            tags.append(card[key])
    tags += _texts(card.get("language"))
    tags += [f"dataset:{name}" for name in _texts(card.get("datasets"))]
    tags += [f"base_model:{name}" for name in _texts(card.get("base_model"))]
    tags += [f"license:{name}" for name in _texts(card.get("license"))]
    values["tags"] = list(dict.fromkeys(tags))
    return values


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
