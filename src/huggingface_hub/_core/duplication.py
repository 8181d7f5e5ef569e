"""Rules for copying whole repositories. Source: `contract/wire/repos.md` §5."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from huggingface_hub import constants
from huggingface_hub._core import ids, repos, urls
from huggingface_hub._lazy import errors
from huggingface_hub.types.commits import DuplicatedRepoUrl
from huggingface_hub.types.repos import RepoVisibility_T
from huggingface_hub.types.spaces import SpaceHardware, Volume


def route(repo_type: str | None, from_id: str) -> str:
    """
    The route that copies a repository. Kernels have none.

    Raises:
        ValueError: The type cannot be copied.
    """
    ids.validate_repo_id(from_id)
    return urls.api(ids.validate_repo_type(repo_type, kernels=False), from_id, "duplicate")


def name_of_copy(from_id: str, to_id: str | None) -> str:
    """The wanted id of the copy; without one, the name stays."""
    if to_id is not None:
        ids.validate_repo_id(to_id)
    return to_id if to_id is not None else from_id.rpartition("/")[2]


def space_settings(
    repo_type: str | None,
    *,
    hardware: SpaceHardware | None,
    sleep_time: int | None,
    secrets: list[dict[str, str]] | None,
    variables: list[dict[str, str]] | None,
    volumes: Sequence[Volume] | None,
) -> dict[str, Any]:
    """The settings of the copy of a Space, empty for other types, which only warn about what they ignore."""
    given = {
        "space_hardware": hardware,
        "space_sleep_time": sleep_time,
        "space_secrets": secrets,
        "space_variables": variables,
        "space_volumes": volumes,
    }
    if repo_type != constants.REPO_TYPE_SPACE:
        ignored = [name for name, value in given.items() if value is not None]
        if ignored:
            warnings.warn(f"Ignoring provided {', '.join(ignored)} because repo_type is not 'space'.", stacklevel=3)
        return {}
    if sleep_time is not None and hardware == SpaceHardware.CPU_BASIC:
        warnings.warn(repos.SLEEP_NOTICE, stacklevel=3)
    return {
        "hardware": hardware,
        "sleepTimeSeconds": sleep_time,
        "secrets": secrets,
        "variables": variables,
        "volumes": None if volumes is None else [volume.to_dict() for volume in volumes],
    }


def duplication(
    to_id: str, visibility: RepoVisibility_T | None, resource_group_id: str | None, space: Mapping[str, Any]
) -> dict[str, Any]:
    """What to ask for when copying a repository. `space` is what `space_settings` returned."""
    optional = {"visibility": visibility, "resourceGroupId": resource_group_id, **space}
    return {"repository": to_id, **{key: value for key, value in optional.items() if value is not None}}


def url_in(answer: Mapping[str, Any], endpoint: str) -> DuplicatedRepoUrl:
    """The address of the copy."""
    url = DuplicatedRepoUrl(answer["url"], endpoint=endpoint)
    url.files_copy_pending = bool(answer.get("filesCopyPending", False))
    return url


def existing(error: errors.HfHubHTTPError, endpoint: str) -> DuplicatedRepoUrl | None:
    """The address of the repository that is already there, if that is what the Hub says."""
    if error.response.status_code != 409:
        return None
    try:
        return url_in(error.response.json(), endpoint)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
