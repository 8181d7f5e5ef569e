"""Rules for discussions and pull requests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from huggingface_hub import constants
from huggingface_hub._core import ids, urls, wire
from huggingface_hub._lazy import errors
from huggingface_hub.types.discussions import Discussion, DiscussionEvent, DiscussionWithDetails, deserialize_event


E = TypeVar("E", bound=DiscussionEvent)


_LIBRARY = "[huggingface_hub Python library](https://huggingface.co/docs/huggingface_hub)"

HIDE_WARNING = "Hidden comments' content cannot be retrieved anymore. Hiding a comment is irreversible."


def route(repo_type: str | None, repo_id: str, *parts: str | int) -> str:
    """
    A route of a repository's discussions. Kernels have none.

    Raises:
        ValueError: The type has no discussions.
    """
    kind = ids.validate_repo_type(repo_type, kernels=False)
    return urls.api(kind, repo_id, "discussions", *map(str, parts))


def check_number(number: object) -> int:
    """
    The number of a discussion.

    Raises:
        ValueError: It is not a positive integer.
    """
    if not isinstance(number, int) or isinstance(number, bool) or number <= 0:
        raise ValueError(f"Invalid discussion_num, must be a positive integer, got {number!r}.")
    return number


def list_params(author: str | None, kind: str | None, status: str | None) -> dict[str, Any]:
    """
    The query of a list of discussions.

    Raises:
        ValueError: No such kind or status.
    """
    if kind is not None and kind not in constants.DISCUSSION_TYPES:
        raise ValueError(f"Invalid discussion_type, must be one of {constants.DISCUSSION_TYPES}")
    if status is not None and status not in constants.DISCUSSION_STATUS:
        raise ValueError(f"Invalid discussion_status, must be one of {constants.DISCUSSION_STATUS}")
    return {"type": kind, "status": status, "author": author}


def creation(title: str, description: str | None, pull_request: bool) -> dict[str, Any]:
    """What to ask for when starting a discussion."""
    description = (description or "").strip()
    if not description:
        description = f"{'Pull Request' if pull_request else 'Discussion'} opened with the {_LIBRARY}"
    return {"title": title.strip(), "description": description, "pullRequest": pull_request}


def status_change(new_status: str, comment: str | None) -> dict[str, Any]:
    """
    What to ask for when opening or closing a discussion.

    Raises:
        ValueError: Not one of the two.
    """
    if new_status not in ("open", "closed"):
        raise ValueError(f"Invalid status, valid statuses are: 'open' and 'closed', got {new_status!r}.")
    body = {"status": new_status}
    comment = (comment or "").strip()
    return {**body, "comment": comment} if comment else body


# --- Answers ---


def page_in(response: errors.Response, endpoint: str) -> tuple[list[Discussion], bool]:
    """The discussions on a page of the list, and whether another page follows."""

    def shape(answer: Mapping[str, Any]) -> tuple[list[Discussion], bool]:
        found = [Discussion.from_wire(item, endpoint=endpoint) for item in answer["discussions"]]
        seen = int(answer.get("start", 0)) + len(found)
        # A page without items is the last one, whatever the count says.
        return found, bool(found) and seen < int(answer.get("count", 0))

    return wire.read(response, shape)


def details_in(response: errors.Response, endpoint: str) -> DiscussionWithDetails:
    """A discussion with all that happened in it."""
    return wire.read(response, lambda answer: DiscussionWithDetails.from_wire(answer, endpoint=endpoint))


def number_in(response: errors.Response) -> int:
    """The number of a discussion that was started."""
    return wire.read(response, lambda answer: check_number(answer["num"]))


def event_in(response: errors.Response, key: str, expected: type[E]) -> E:
    """What a change did, as an event."""

    def shape(answer: Mapping[str, Any]) -> E:
        event = deserialize_event(answer[key])
        if not isinstance(event, expected):
            raise TypeError(f"a {expected.__name__} was expected, not {event.type!r}")
        return event

    return wire.read(response, shape)
