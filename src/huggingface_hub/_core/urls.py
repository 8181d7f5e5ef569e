"""Addresses on the Hub, as paths below the endpoint. Source: `contract/wire/repos.md` and `files.md` §1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Union
from urllib.parse import quote as _quote, urlencode

from huggingface_hub import constants
from huggingface_hub._core import ids
from huggingface_hub.types.endpoints import fix_endpoint as fix_endpoint
from huggingface_hub.types.revisions import commit_for


ParamValue = Union[str, int, float, bool, None, Iterable[Union[str, int, float, bool]]]
Params = Union[Mapping[str, ParamValue], Iterable[tuple[str, ParamValue]], None]


def quote(value: str) -> str:
    """Percent-encode everything, slashes included: one segment of a path."""
    return _quote(value, safe="")


def type_segment(repo_type: str | None) -> str:
    """`models`, `datasets`, `spaces` or `kernels`."""
    return f"{ids.validate_repo_type(repo_type)}s"


def type_prefix(repo_type: str | None) -> str:
    """What stands before the id in addresses for people and git: empty for models, else such as `datasets/`."""
    return constants.REPO_TYPES_URL_PREFIXES.get(ids.validate_repo_type(repo_type), "")


def api(repo_type: str | None, repo_id: str, *parts: str) -> str:
    """A route of a repository: `/api/models/user/name/part`, each part quoted as one segment."""
    return "/".join(("/api", type_segment(repo_type), repo_id, *map(quote, parts)))


def resolve(repo_type: str | None, repo_id: str, revision: str | None, path: str) -> str:
    """The content of a file at a revision."""
    revision = quote(revision or constants.DEFAULT_REVISION)
    return f"/{type_prefix(repo_type)}{repo_id}/resolve/{revision}/{_quote(path)}"


def path_of(filename: str, subfolder: str | None) -> str:
    """The path of a file in its repository; people end the name of a folder with a slash, or don't."""
    folder = str(subfolder).rstrip("/") if subfolder else ""
    return f"{folder}/{filename}" if folder else filename


def hf_hub_url(
    repo_id: str,
    filename: str,
    *,
    subfolder: str | None = None,
    repo_type: str | None = None,
    revision: str | None = None,
    endpoint: str | None = None,
) -> str:
    """
    The address of a file's content.

    Args:
        repo_id: The repository, as `user/name`.
        filename: Path of the file in the repository, or in `subfolder`.
        subfolder: A folder of the repository.
        repo_type: `model` (default), `dataset`, `space` or `kernel`.
        revision: Branch, tag or commit; `main` by default.
        endpoint: Address of the Hub; `HF_ENDPOINT` or the public Hub by default.

    Example:
        >>> from huggingface_hub import hf_hub_url
        >>> hf_hub_url("user/name", "config.json", endpoint="https://hub.example")
        'https://hub.example/user/name/resolve/main/config.json'
    """
    ids.validate_repo_id(repo_id)
    path = path_of(filename, subfolder)
    revision = commit_for(revision, repo_id, repo_type)
    return (endpoint or constants.ENDPOINT).rstrip("/") + resolve(repo_type, repo_id, revision, path)


def git(repo_type: str | None, repo_id: str) -> str:
    """The repository as git knows it; LFS routes lie below it."""
    return f"/{type_prefix(repo_type)}{repo_id}.git"


def web(repo_type: str | None, repo_id: str, *parts: str) -> str:
    """The page of a repository, for people."""
    return "/".join((f"/{type_prefix(repo_type)}{repo_id}", *parts))


def encode_params(params: Params) -> str:
    """A query as the Hub reads it: booleans in lower case, lists as repeated keys, `None` left out, `+` for a space."""
    if params is None:
        return ""
    items: Iterable[tuple[str, Any]] = params.items() if isinstance(params, Mapping) else params
    pairs: list[tuple[str, str]] = []
    for key, value in items:
        if value is None:
            continue
        values = [value] if isinstance(value, (str, int, float)) else value
        pairs.extend((key, _as_text(v)) for v in values)
    return urlencode(pairs)


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def with_params(url: str, params: Params) -> str:
    """The address with a query appended."""
    query = encode_params(params)
    if not query:
        return url
    return f"{url}{'&' if '?' in url else '?'}{query}"
