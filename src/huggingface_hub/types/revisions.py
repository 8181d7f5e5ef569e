"""A revision whose commit is known."""

from __future__ import annotations

import re
from typing import Any

from huggingface_hub import constants


SPECIAL_REFS_REVISION_REGEX = re.compile(r"(^refs/convert/\w+)|(^refs/pr/\d+)")
"""References that hold what the Hub made from a branch, and the changes of pull requests."""


class ResolvedRevision(str):
    """
    A branch, tag or pull request, pinned to the commit that it pointed to when it was resolved.

    As a string, it is the revision that was asked for, so that it can be passed wherever a revision is expected;
    functions of this package that receive one use the commit, as long as it belongs to the same repository.

    Attributes:
        initial: The revision that was asked for; `None` is the main branch.
        resolved: Hash of the commit.
    """

    initial: str | None
    resolved: str
    _repo_id: str | None
    _repo_type: str

    def __new__(
        cls, resolved: str, initial: str | None = None, repo_id: str | None = None, repo_type: str | None = None
    ) -> ResolvedRevision:
        self = super().__new__(cls, constants.DEFAULT_REVISION if initial is None else str.__str__(initial))
        self.initial = initial
        self.resolved = resolved
        self._repo_id = repo_id
        self._repo_type = repo_type or constants.REPO_TYPE_MODEL
        return self

    def belongs_to(self, repo_id: str, repo_type: str | None) -> bool:
        """Whether it was resolved in this repository."""
        return self._repo_id == repo_id and self._repo_type == (repo_type or constants.REPO_TYPE_MODEL)

    def __getnewargs__(self) -> tuple[Any, ...]:
        return (self.resolved, self.initial, self._repo_id, self._repo_type)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(initial={self.initial!r}, resolved={self.resolved!r})"


def commit_for(revision: str | None, repo_id: str, repo_type: str | None) -> str | None:
    """
    The revision to send to the Hub for one that a caller gave.

    A `ResolvedRevision` of the same repository stands for its commit, one of another repository for the revision that
    was asked for there; anything else is passed on.
    """
    if not isinstance(revision, ResolvedRevision):
        return revision
    if revision.belongs_to(repo_id, repo_type):
        return revision.resolved
    return None if revision.initial is None else str.__str__(revision.initial)
