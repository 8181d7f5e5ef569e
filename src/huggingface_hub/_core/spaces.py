"""Rules for running Spaces. Source: `contract/wire/repos.md` §11."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from huggingface_hub import constants
from huggingface_hub._core import http_errors, ids, search, urls
from huggingface_hub._lazy import errors
from huggingface_hub.types.spaces import (
    INTERMEDIATE_SPACE_STAGES,
    SpaceHardware,
    SpaceRuntime,
    SpaceSecret,
    SpaceTemplate,
    SpaceVariable,
    Volume,
)


SEARCH = "/api/spaces/semantic-search"
TEMPLATES = "/api/spaces/templates"
HARDWARE = "/api/spaces/hardware"
QUOTA = "/api/spaces/zero-gpu/quota"

_SLEEP_NOTICE = (
    "Spaces on the default 'cpu-basic' hardware go to sleep after 48 hours without a visit, whatever `sleep_time` says. "
    "Request other hardware to choose the time, or to keep the Space awake."
)


def route(repo_id: str, *parts: str) -> str:
    """A route of a Space."""
    ids.validate_repo_id(repo_id)
    return urls.api(constants.REPO_TYPE_SPACE, repo_id, *parts)


def setting(key: str, value: str, description: str | None) -> dict[str, str]:
    """What to ask for when setting a secret or variable."""
    body = {"key": key, "value": value}
    return body if description is None else {**body, "description": description}


def mounts(volumes: Sequence[Volume]) -> dict[str, Any]:
    """What to ask for when mounting volumes."""
    return {"volumes": [volume.to_dict() for volume in volumes]}


def hardware(flavor: SpaceHardware, sleep_time: int | None) -> dict[str, Any]:
    """What to ask for when choosing a machine."""
    if sleep_time is not None and flavor == SpaceHardware.CPU_BASIC:
        warnings.warn(_SLEEP_NOTICE, stacklevel=3)
    body: dict[str, Any] = {"flavor": flavor}
    return body if sleep_time is None else {**body, "sleepTimeSeconds": sleep_time}


def notice_sleep(runtime: SpaceRuntime) -> None:
    """Warn that a sleep time has no effect on the machine that a Space has, or will have."""
    if (runtime.requested_hardware or runtime.hardware) == SpaceHardware.CPU_BASIC:
        warnings.warn(_SLEEP_NOTICE, stacklevel=3)


def search_params(
    query: str, filter: str | Iterable[str] | None, sdk: str | Iterable[str] | None, include_non_running: bool
) -> dict[str, Any]:
    """The query of a search by meaning."""
    return {
        "q": query,
        "filter": search.texts(filter) or None,
        "sdk": search.texts(sdk) or None,
        "includeNonRunning": True if include_non_running else None,
    }


def is_settled(runtime: SpaceRuntime) -> bool:
    """Whether a Space stays as it is until someone acts."""
    return runtime.stage not in INTERMEDIATE_SPACE_STAGES


def too_late(repo_id: str, runtime: SpaceRuntime, timeout: float | None) -> TimeoutError:
    """What to raise when waiting took too long."""
    stage = getattr(runtime.stage, "value", runtime.stage)
    return TimeoutError(f"Space '{repo_id}' is still in stage '{stage}' after {timeout} seconds.")


def check_quota(response: errors.Response) -> None:
    """
    Raise what a refusal to tell the quota means.

    Raises:
        HfHubHTTPError: The Hub wants to know who asks.
    """
    # By its address, a 401 here would be taken for a missing repository `zero-gpu/quota`.
    if response.status_code == 401:
        raise errors.HfHubHTTPError(
            "401 Unauthorized: the ZeroGPU quota is that of a user, so a valid token is needed. Run `hf auth login` or "
            f"pass `token=`. Tokens are made at {constants.ENDPOINT}/settings/tokens.",
            response=response,
        )
    http_errors.raise_for_status(response)


# --- Answers ---


def secrets_in(answer: Mapping[str, Any]) -> dict[str, SpaceSecret]:
    """Secrets by name."""
    return {key: SpaceSecret(key, values) for key, values in answer.items()}


def variables_in(answer: Mapping[str, Any]) -> dict[str, SpaceVariable]:
    """Variables by name."""
    return {key: SpaceVariable(key, values) for key, values in answer.items()}


def templates_in(answer: Mapping[str, Any]) -> list[SpaceTemplate]:
    """The templates that a Hub has."""
    return [SpaceTemplate.from_wire(item) for item in answer["templates"]]
