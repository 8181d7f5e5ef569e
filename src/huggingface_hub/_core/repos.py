"""Rules for creating, describing and changing repositories."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from huggingface_hub import constants
from huggingface_hub._core import ids, retry
from huggingface_hub._lazy import errors
from huggingface_hub.types.repos import REPO_REGIONS, DatasetInfo, Gated, ModelInfo, RepoVisibility_T, SpaceInfo
from huggingface_hub.types.spaces import SpaceHardware, SpaceTemplate, Volume


CONFLICT = "Cannot create repo: another conflicting operation is in progress"
CONFLICT_RETRY = retry.RetryPolicy(attempts=30, base=0.5, cap=8.0, deadline=120.0)
"""How long to ask again while the Hub is busy with another operation on the same repository."""

MOVE_HELP = (
    "For additional documentation please see "
    "https://hf.co/docs/hub/repositories-settings#renaming-or-transferring-a-repo."
)

SLEEP_NOTICE = (
    "Spaces on the default 'cpu-basic' hardware go to sleep after 48 hours without a visit, whatever "
    "`space_sleep_time` says. Request other hardware to choose the time, or to keep the Space awake."
)


def split_id(repo_id: str) -> tuple[str | None, str]:
    """Owner, if the id names one, and name."""
    owner, slash, name = repo_id.rpartition("/")
    return (owner, name) if slash else (None, name)


def check_type(repo_type: str | None, *, kernels: bool = False) -> str:
    """The type as a word, for operations that not all types know.

    Raises:
        ValueError: The operation does not exist for this type.
    """
    return ids.validate_repo_type(repo_type, kernels=kernels)


def visibility(
    private: bool | None, visibility: RepoVisibility_T | None, repo_type: str | None
) -> RepoVisibility_T | None:
    """The visibility that two ways of asking for it amount to; `None` leaves it to the Hub.

    Raises:
        ValueError: Both were used, or this type of repository does not have it.
    """
    if private is not None and visibility is not None:
        raise ValueError("Received both `private` and `visibility` arguments. Please provide only one of them.")
    if visibility == "protected" and repo_type != constants.REPO_TYPE_SPACE:
        raise ValueError("Only Spaces can be 'protected'. Please set visibility to 'public' or 'private'.")
    if private is None:
        return visibility
    return "private" if private else "public"


# --- Creation ---


def creation(
    repo_id: str,
    *,
    repo_type: str | None,
    visibility: RepoVisibility_T | None,
    resource_group_id: str | None,
    region: REPO_REGIONS | None,
    space: dict[str, Any],
) -> dict[str, Any]:
    """What to ask for when creating a repository. `space` is what `space_settings` returned."""
    owner, name = split_id(repo_id)
    optional = {
        "visibility": visibility,
        "type": repo_type,
        **space,
        "resourceGroupId": resource_group_id,
        "region": region,
    }
    return {"name": name, "organization": owner, **{key: value for key, value in optional.items() if value is not None}}


def space_settings(
    *,
    repo_type: str | None,
    sdk: str | None,
    template: SpaceTemplate | None,
    hardware: SpaceHardware | None,
    sleep_time: int | None,
    secrets: list[dict[str, str]] | None,
    variables: list[dict[str, str]] | None,
    volumes: Sequence[Volume] | None,
) -> dict[str, Any]:
    """The settings of a new Space, empty for other types, which only warn about what they ignore.

    Raises:
        ValueError: A Space needs to know what it is built with.
    """
    given: dict[str, Any] = {
        "space_sdk": sdk,
        "space_hardware": hardware,
        "space_sleep_time": sleep_time,
        "space_secrets": secrets,
        "space_variables": variables,
        "space_volumes": volumes,
        "space_template": template,
    }
    if repo_type != constants.REPO_TYPE_SPACE:
        ignored = [name for name, value in given.items() if value is not None]
        if ignored:
            warnings.warn(f"Ignoring provided {', '.join(ignored)} because repo_type is not 'space'.", stacklevel=3)
        return {}
    if sdk is None:
        raise ValueError(
            f"No space_sdk provided. `create_repo` expects space_sdk to be one of {constants.SPACES_SDK_TYPES} "
            "when repo_type is 'space'."
        )
    if sleep_time is not None and hardware == SpaceHardware.CPU_BASIC:
        warnings.warn(SLEEP_NOTICE, stacklevel=3)
    return {
        "sdk": sdk,
        "template": None if template is None else template.repo_id,
        "hardware": hardware,
        "sleepTimeSeconds": sleep_time,
        "secrets": secrets,
        "variables": variables,
        "volumes": None if volumes is None else [volume.to_dict() for volume in volumes],
    }


def find_template(templates: Sequence[SpaceTemplate], wanted: str) -> SpaceTemplate:
    """The template with this repository id, or with this name in any case.

    Raises:
        ValueError: There is none.
    """
    for template in templates:
        if template.repo_id == wanted or template.name.lower() == wanted.lower():
            return template
    names = ", ".join(f"'{template.name}' ({template.repo_id})" for template in templates) or "none"
    raise ValueError(f"No Space template '{wanted}'. Templates of this Hub: {names}.")


def is_conflict(error: Exception) -> bool:
    """Whether the Hub refused to create a repository only because it is busy with it."""
    return (
        isinstance(error, errors.HfHubHTTPError) and error.response.status_code == 409 and CONFLICT in _text_of(error)
    )


def existing_url(error: errors.HfHubHTTPError) -> str | None:
    """The address of the repository that is already there, if that is what the Hub says."""
    if error.response.status_code != 409:
        return None
    try:
        url = error.response.json().get("url")
    except (ValueError, AttributeError):
        return None
    return url if isinstance(url, str) and url else None


def may_exist(error: errors.HfHubHTTPError) -> bool:
    """Whether a refusal to create a repository can be ignored if the repository turns out to exist.

    A token without the right to create repositories can still use one that is there. So can one for whom the Hub says
    that it exists without saying where.
    """
    return error.response.status_code in (401, 402, 403, 409)


def _text_of(error: errors.HfHubHTTPError) -> str:
    return error.server_message or str(error)


# --- Settings ---


def settings(gated: Gated | bool | None, visibility: RepoVisibility_T | None) -> dict[str, Any]:
    """What to change about a repository.

    Raises:
        ValueError: Nothing, or something that does not exist.
    """
    if gated is True:
        gated = "auto"
    if gated not in (None, "auto", "manual", False):
        raise ValueError(f"Invalid gated status, must be one of 'auto', 'manual', or False. Got '{gated}'.")
    wanted = {"gated": gated, "visibility": visibility}
    changed = {key: value for key, value in wanted.items() if value is not None}
    if not changed:
        raise ValueError("At least one setting must be updated: pass `gated`, `private` or `visibility`.")
    return changed


def check_move(from_id: str, to_id: str) -> None:
    """Refuse to move a repository without saying between which owners.

    Raises:
        ValueError: An id has no owner.
    """
    for repo_id in (from_id, to_id):
        ids.validate_repo_id(repo_id)
        if "/" not in repo_id:
            raise ValueError(f"Invalid repo_id: {repo_id}. It should have a namespace (:namespace:/:repo_name:)")


# --- Infos ---


def info_params(
    *, files_metadata: bool, expand: Sequence[str] | str | None, security_status: bool | None = None
) -> dict[str, Any]:
    """The query for a repository's info.

    Raises:
        ValueError: Two ways of choosing what to see exclude each other.
    """
    if expand and (files_metadata or security_status):
        raise ValueError("`expand` cannot be used if `securityStatus` or `files_metadata` are set.")
    return {
        "securityStatus": True if security_status else None,
        "blobs": True if files_metadata else None,
        "expand": expand or None,
    }


def info_shape(repo_type: str) -> Callable[[Any], ModelInfo | DatasetInfo | SpaceInfo]:
    """What reads the info of a repository of this type."""
    if repo_type == constants.REPO_TYPE_DATASET:
        return DatasetInfo.from_wire
    return SpaceInfo.from_wire if repo_type == constants.REPO_TYPE_SPACE else ModelInfo.from_wire


# --- Answers ---


def url_in(answer: Mapping[str, Any]) -> str:
    """The address of a repository that was created."""
    return str(answer["url"])


def templates_in(answer: Mapping[str, Any]) -> list[SpaceTemplate]:
    """The templates that a Hub has for Spaces."""
    return [SpaceTemplate.from_wire(item) for item in answer["templates"]]
