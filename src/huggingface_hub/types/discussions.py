"""Discussions and pull requests, and what happened in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypedDict

from huggingface_hub import constants
from huggingface_hub.types.wire import moment, read_object


DiscussionStatus = Literal["open", "closed", "merged", "draft"]


class DiscussionEventArgs(TypedDict):
    """What every event has."""

    id: str
    type: str
    created_at: datetime
    author: str
    _event: dict[str, Any]


@dataclass
class DiscussionEvent:
    """
    Something that happened in a discussion.

    Attributes:
        id: Its id.
        type: Its kind. Kinds without a class of their own are events of this class.
        created_at: When it happened.
        author: Who did it; `deleted` for a user who is gone.
    """

    id: str
    type: str
    created_at: datetime
    author: str
    _event: dict[str, Any]
    """What the Hub said, for what the class does not show."""


@dataclass
class DiscussionComment(DiscussionEvent):
    """
    A comment.

    Attributes:
        content: Its text, as Markdown.
        edited: Whether it was changed.
        hidden: Whether it was hidden.
    """

    content: str
    edited: bool
    hidden: bool

    @property
    def rendered(self) -> str:
        """Its text as HTML."""
        return str(self._event["data"]["latest"]["html"])

    @property
    def last_edited_at(self) -> datetime:
        """When it was changed last."""
        return moment(self._event["data"]["latest"]["updatedAt"])

    @property
    def last_edited_by(self) -> str:
        """Who changed it last."""
        return _author(self._event["data"]["latest"])

    @property
    def edit_history(self) -> list[dict[str, Any]]:
        """Its earlier texts, as the Hub lists them."""
        return list(self._event["data"]["history"])

    @property
    def number_of_edits(self) -> int:
        """How many texts it has had, the first included."""
        return len(self.edit_history)


@dataclass
class DiscussionStatusChange(DiscussionEvent):
    """
    Someone opened, closed or merged it.

    Attributes:
        new_status: The status since then.
    """

    new_status: str


@dataclass
class DiscussionCommit(DiscussionEvent):
    """
    A commit was added to a pull request.

    Attributes:
        summary: First line of its message.
        oid: Its hash.
    """

    summary: str
    oid: str


@dataclass
class DiscussionTitleChange(DiscussionEvent):
    """
    Someone renamed it.

    Attributes:
        old_title: The title before.
        new_title: The title since then.
    """

    old_title: str
    new_title: str


def deserialize_event(event: Mapping[str, Any]) -> DiscussionEvent:
    """
    Read an event.

    Args:
        event: What the Hub says about it.

    Returns:
        An event of the class for its kind, or a plain `DiscussionEvent` for kinds that have none.

    Raises:
        ValueError: It is no event.
    """
    return read_object(DiscussionEvent, event, _read_event)


def _read_event(event: dict[str, Any]) -> DiscussionEvent:
    common: DiscussionEventArgs = {
        "id": event["id"],
        "type": event["type"],
        "created_at": moment(event["createdAt"]),
        "author": _author(event),
        "_event": event,
    }
    data = event.get("data") or {}
    if event["type"] == "comment":
        hidden = bool(data.get("hidden", False))
        return DiscussionComment(
            **common, content=data["latest"]["raw"], edited=bool(data.get("edited", False)), hidden=hidden
        )
    if event["type"] == "status-change":
        return DiscussionStatusChange(**common, new_status=data["status"])
    if event["type"] == "commit":
        return DiscussionCommit(**common, summary=data["subject"], oid=data["oid"])
    if event["type"] == "title-change":
        return DiscussionTitleChange(**common, old_title=data["from"], new_title=data["to"])
    return DiscussionEvent(**common)


def _author(wire: Mapping[str, Any]) -> str:
    return str((wire.get("author") or {}).get("name", "deleted"))


@dataclass
class Discussion:
    """
    A discussion or pull request.

    Attributes:
        title: Its title.
        status: `open`, `closed`, `merged` or `draft`; the last two are for pull requests.
        num: Its number.
        repo_id: The repository, `user/name`.
        repo_type: Type of the repository.
        author: Who started it; `deleted` for a user who is gone.
        is_pull_request: Whether it is a pull request.
        created_at: When it was started.
        endpoint: The Hub it is on.
    """

    title: str
    status: DiscussionStatus
    num: int
    repo_id: str
    repo_type: str
    author: str
    is_pull_request: bool
    created_at: datetime
    endpoint: str

    @property
    def git_reference(self) -> str | None:
        """Where the changes of a pull request are, as a revision: `refs/pr/1`."""
        return f"refs/pr/{self.num}" if self.is_pull_request else None

    @property
    def url(self) -> str:
        """Its web page."""
        prefix = constants.REPO_TYPES_URL_PREFIXES.get(self.repo_type, "")
        return f"{self.endpoint}/{prefix}{self.repo_id}/discussions/{self.num}"

    @classmethod
    def from_wire(cls, data: Mapping[str, Any], *, endpoint: str) -> Discussion:
        """Read one item of the list of discussions."""
        return read_object(cls, data, lambda wire: Discussion(**_common(wire, endpoint)))


def _common(wire: dict[str, Any], endpoint: str) -> dict[str, Any]:
    return {
        "title": wire["title"],
        "status": wire["status"],
        "num": wire["num"],
        "repo_id": wire["repo"]["name"],
        "repo_type": wire["repo"]["type"],
        "author": _author(wire),
        "is_pull_request": bool(wire["isPullRequest"]),
        "created_at": moment(wire["createdAt"]),
        "endpoint": endpoint,
    }


@dataclass
class DiscussionWithDetails(Discussion):
    """
    A discussion or pull request with all that happened in it.

    Attributes:
        events: What happened, in order.
        conflicting_files: Files that keep a pull request from being merged; `True` if the Hub does not say which.
        target_branch: Where a pull request would be merged.
        merge_commit_oid: The commit that merged it.
        diff: Its changes, as text.
    """

    events: list[DiscussionEvent]
    conflicting_files: list[str] | bool | None
    target_branch: str | None
    merge_commit_oid: str | None
    diff: str | None

    @classmethod
    def from_wire(cls, data: Mapping[str, Any], *, endpoint: str) -> DiscussionWithDetails:
        """Read the details of a discussion."""
        return read_object(cls, data, lambda wire: cls._read(wire, endpoint))

    @classmethod
    def _read(cls, wire: dict[str, Any], endpoint: str) -> DiscussionWithDetails:
        changes = wire.get("changes") or {}
        return cls(
            **_common(wire, endpoint),
            events=[deserialize_event(event) for event in wire["events"]],
            conflicting_files=wire.get("filesWithConflicts"),
            target_branch=changes.get("base"),
            merge_commit_oid=changes.get("mergeCommitId"),
            diff=wire.get("diff"),
        )
