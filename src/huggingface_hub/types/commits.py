"""Commits, branches, tags, and where a repository is found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from datetime import datetime
from typing import Any

from huggingface_hub import constants
from huggingface_hub.types.endpoints import fix_endpoint
from huggingface_hub.types.wire import moment, read_object


_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")
_DISCUSSION_URL = re.compile(r".*/discussions/(\d+)$")


class RepoUrl(str):
    """
    Address of a repository: a string that also knows what it points to.

    Attributes:
        endpoint: The Hub it is on.
        namespace: User or organization that owns the repository.
        repo_name: The repository's name without its owner.
        repo_id: Owner and name, `user/name`.
        repo_type: `model`, `dataset`, `space`, `kernel` or `bucket`.
        url: The whole address as a plain string.
    """

    endpoint: str
    namespace: str | None
    repo_name: str
    repo_id: str
    repo_type: str
    url: str

    def __new__(cls, url: Any, endpoint: str | None = None) -> RepoUrl:
        return super().__new__(cls, fix_endpoint(str(url), endpoint))

    def __init__(self, url: Any, endpoint: str | None = None) -> None:
        super().__init__()
        self.url = str(self)
        self.endpoint = (endpoint or constants.ENDPOINT).rstrip("/")
        self.repo_type, self.namespace, self.repo_name = _split_repo_url(self.url, self.endpoint)
        self.repo_id = f"{self.namespace}/{self.repo_name}" if self.namespace else self.repo_name

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}('{self}', endpoint='{self.endpoint}', "
            f"repo_type='{self.repo_type}', repo_id='{self.repo_id}')"
        )


class DuplicatedRepoUrl(RepoUrl):
    """
    Address of a repository that was made as a copy of another.

    Attributes:
        files_copy_pending: Whether the Hub still copies the files.
    """

    files_copy_pending: bool = False


def _split_repo_url(url: str, endpoint: str) -> tuple[str, str | None, str]:
    """Type, owner and name from an address such as `https://huggingface.co/datasets/user/name`."""
    path = url.split("?", 1)[0].split("#", 1)[0]
    if path == endpoint or path.startswith(endpoint + "/"):
        path = path[len(endpoint) :]
    elif path.lower().startswith(constants.HF_PROTOCOL):
        path = path[len(constants.HF_PROTOCOL) :]
    elif scheme := _SCHEME.match(path):
        path = path[scheme.end() :].partition("/")[2]
    parts = path.strip("/").split("/")
    repo_type = "model"
    if parts[0] in _TYPES:
        repo_type = _TYPES[parts[0]]
        parts = parts[1:]
    if len(parts) not in (1, 2) or not all(parts):
        raise ValueError(f"Not the address of a repository: '{url}'. Expected '<endpoint>/[<type>/]<user>/<name>'.")
    return repo_type, parts[0] if len(parts) == 2 else None, parts[-1]


_TYPES = {"models": "model", "datasets": "dataset", "spaces": "space", "kernels": "kernel", "buckets": "bucket"}


@dataclass(frozen=True)
class UploadSummary:
    """
    What an upload had to do.

    Attributes:
        changed: Files that are new or changed.
        unchanged: Files that the repository had already.
        ignored: Files that its `.gitignore` excludes, or that could not be read.
        deleted: Files and folders that were deleted.
        sent: Bytes that were sent.
        kept: Bytes that did not have to be sent, since the Hub has them.
    """

    changed: int = 0
    unchanged: int = 0
    ignored: int = 0
    deleted: int = 0
    sent: int = 0
    kept: int = 0

    def __add__(self, other: UploadSummary) -> UploadSummary:
        return UploadSummary(*(mine + its for mine, its in zip(astuple(self), astuple(other), strict=True)))


@dataclass
class CommitInfo(str):
    """
    A commit that was made on the Hub. As a string, it is the commit's address.

    Attributes:
        commit_url: Web page of the commit.
        commit_message: First line of its message.
        commit_description: The rest of its message.
        oid: Its hash.
        pr_url: Web page of the pull request, if one was opened for it.
        repo_url: The repository.
        pr_revision: Git reference of the pull request, `refs/pr/1`.
        pr_num: Number of the pull request.
        summary: What had to be done for it, when it was made by an upload.
        skipped: Paths that were left out because their files could not be read, see `CommitOperationAdd(rethrow=)`.
    """

    commit_url: str
    commit_message: str
    commit_description: str
    oid: str
    _endpoint: str | None = field(default=None, repr=False)
    pr_url: str | None = None
    repo_url: RepoUrl = field(init=False)
    pr_revision: str | None = field(init=False)
    pr_num: int | None = field(init=False)
    skipped: list[str] = field(init=False, repr=False, compare=False, default_factory=list)
    summary: UploadSummary = field(init=False, repr=False, compare=False, default_factory=UploadSummary)

    def __new__(cls, commit_url: str, *args: Any, **kwargs: Any) -> CommitInfo:
        return str.__new__(cls, commit_url)

    def __post_init__(self) -> None:
        self.repo_url = RepoUrl(self.commit_url.split("/commit/")[0], endpoint=self._endpoint)
        number = None if self.pr_url is None else pull_request_number(self.pr_url)
        self.pr_num = number
        self.pr_revision = None if number is None else f"refs/pr/{number}"

    def of_pull_request(self, pr_url: str) -> CommitInfo:
        """The same commit as a part of a pull request."""
        return CommitInfo(
            self.commit_url, self.commit_message, self.commit_description, self.oid, self._endpoint, pr_url=pr_url
        )

    # A dataclass that compares its fields would lose the hash of the string that it still equals.
    def __hash__(self) -> int:
        return str.__hash__(self)


def pull_request_number(pr_url: str) -> int:
    """
    The number in the address of a pull request.

    Raises:
        ValueError: It is no such address.
    """
    match = _DISCUSSION_URL.match(pr_url)
    if match is None:
        raise ValueError(f"Not the address of a pull request: '{pr_url}'. Expected '…/discussions/<number>'.")
    return int(match.group(1))


@dataclass
class GitCommitInfo:
    """
    A commit in a repository's history.

    Attributes:
        commit_id: Its hash.
        authors: Names of its authors.
        created_at: When it was made.
        title: First line of its message.
        message: The rest of its message.
        formatted_title: The title as HTML; only if asked for with `formatted`, like the next.
        formatted_message: The message as HTML.
    """

    commit_id: str
    authors: list[str]
    created_at: datetime
    title: str
    message: str
    formatted_title: str | None
    formatted_message: str | None

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> GitCommitInfo:
        """Read one item of a repository's history."""
        return read_object(cls, data, cls._read)

    @classmethod
    def _read(cls, wire: dict[str, Any]) -> GitCommitInfo:
        formatted = wire.get("formatted") or {}
        return cls(
            commit_id=wire["id"],
            authors=[author["user"] for author in wire.get("authors") or ()],
            created_at=moment(wire["date"]),
            title=wire["title"],
            message=wire.get("message") or "",
            formatted_title=formatted.get("title"),
            formatted_message=formatted.get("message"),
        )


@dataclass
class GitRefInfo:
    """
    A branch, tag or pull request of a repository.

    Attributes:
        name: Short name, such as `main`.
        ref: Whole name, such as `refs/heads/main`.
        target_commit: Hash of the commit that it points to.
    """

    name: str
    ref: str
    target_commit: str

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> GitRefInfo:
        """Read one item of a repository's references."""
        return read_object(
            cls, data, lambda wire: cls(name=wire["name"], ref=wire["ref"], target_commit=wire["targetCommit"])
        )


@dataclass
class GitRefs:
    """
    All references of a repository.

    Attributes:
        branches: Its branches.
        converts: Automatic conversions, such as a dataset's `refs/convert/parquet`.
        tags: Its tags.
        pull_requests: Its pull requests; only if asked for.
    """

    branches: list[GitRefInfo]
    converts: list[GitRefInfo]
    tags: list[GitRefInfo]
    pull_requests: list[GitRefInfo] | None = None

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> GitRefs:
        """Read a repository's references."""
        return read_object(cls, data, cls._read)

    @classmethod
    def _read(cls, wire: dict[str, Any]) -> GitRefs:
        def group(name: str) -> list[GitRefInfo]:
            return [GitRefInfo.from_wire(item) for item in wire.get(name) or ()]

        return cls(
            branches=group("branches"),
            converts=group("converts"),
            tags=group("tags"),
            pull_requests=None if wire.get("pullRequests") is None else group("pullRequests"),
        )
