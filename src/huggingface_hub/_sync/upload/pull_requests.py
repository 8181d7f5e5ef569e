# Generated from src/huggingface_hub/_async/upload/pull_requests.py: edit that file, not this one, then run `python -m codegen`.

"""Pull requests: opened, looked for, and looked at."""

from __future__ import annotations

from huggingface_hub._core import discussions
from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.upload import atomic, outcomes
from huggingface_hub._core.upload.folders import FolderUpload
from huggingface_hub._core.upload.target import CommitTarget
from huggingface_hub._lazy import errors
from huggingface_hub._sync.client import HubClient, Token
from huggingface_hub.types.discussions import Discussion, DiscussionWithDetails


logger = get_logger(__name__)


def open_pull_request(
    client: HubClient, job: FolderUpload, target: CommitTarget, *, token: Token, marker: str | None = None
) -> int:
    """
    Open a pull request for the commits of a folder.

    Args:
        client: How to reach the Hub.
        job: What the caller wants.
        target: The branch.
        token: For all requests.
        marker: By which it can be found again; by default one of its own.

    Returns:
        Its number.
    """
    marker = marker or atomic.new_marker()
    since = atomic.now()
    try:
        response = client.send(
            "POST",
            discussions.route(target.repo_type, target.repo_id),
            json=atomic.opening(job.message, job.description, marker),
            token=token,
            retry=outcomes.REFUSED_FOR_NOW,
        )
    except Exception as error:
        if outcomes.reaction(error) != "look":
            raise
        number = find_pull_request(client, target, marker, since, token=token)
        if number is None:
            raise
        logger.warning("The answer was lost, but pull request %d was opened.", number)
        return number
    return discussions.number_in(response)


def find_pull_request(
    client: HubClient, target: CommitTarget, marker: str, since: float, *, token: Token
) -> int | None:
    """The number of the pull request with a marker, if one was opened: among the newest, and not before `since`."""
    for number in atomic.may_be_marked(newest(client, target, token=token), since):
        details = pull_request_details(client, target, number, token=token)
        if details is not None and atomic.is_marked(details, marker):
            return number
    return None


def newest(client: HubClient, target: CommitTarget, *, token: Token) -> list[Discussion]:
    """The newest pull requests of a repository."""
    route = discussions.route(target.repo_type, target.repo_id)
    params = discussions.list_params(None, "pull_request", None)
    found: list[Discussion] = []
    for page in range(atomic.PAGES):
        response = client.send("GET", route, params={**params, "p": page}, token=token)
        more, goes_on = discussions.page_in(response, client.endpoint)
        found += more
        if not goes_on:
            break
    return found


def pull_request_details(
    client: HubClient, target: CommitTarget, number: int, *, token: Token
) -> DiscussionWithDetails | None:
    """What the Hub says about a pull request, `None` if there is no such one."""
    try:
        route = discussions.route(target.repo_type, target.repo_id, number)
        response = client.send("GET", route, token=token)
    except errors.HfHubHTTPError as error:
        if error.response.status_code in (403, 404):
            return None
        raise
    return discussions.details_in(response, client.endpoint)


def pull_request_target(target: CommitTarget, number: int) -> CommitTarget:
    """Where commits of a pull request go."""
    return CommitTarget(target.repo_id, target.repo_type, f"refs/pr/{number}", create_pr=False)
