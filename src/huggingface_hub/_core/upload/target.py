"""Where a commit goes."""

from __future__ import annotations

from dataclasses import dataclass

from huggingface_hub import constants
from huggingface_hub._core import ids, urls
from huggingface_hub.types.revisions import ResolvedRevision


@dataclass(frozen=True)
class CommitTarget:
    """
    A branch of a repository, or a pull request that is going to be opened on it.

    Attributes:
        repo_id: The repository, `user/name`.
        repo_type: Its type as a word.
        revision: The branch.
        create_pr: Whether the commit opens a pull request.
    """

    repo_id: str
    repo_type: str
    revision: str
    create_pr: bool

    def api(self, route: str, revision: str | None = None) -> str:
        """A route of the repository that takes a revision, by default that of the commit."""
        return urls.api(self.repo_type, self.repo_id, route, revision or self.revision)

    @property
    def lfs_batch(self) -> str:
        """The route of LFS batch requests."""
        return urls.git(self.repo_type, self.repo_id) + "/info/lfs/objects/batch"

    @property
    def params(self) -> dict[str, str | None]:
        """The query that says that a pull request is wanted."""
        return {"create_pr": "1" if self.create_pr else None}


def target_of(
    repo_id: str, repo_type: str | None, revision: str | None, *, create_pr: bool | None = False
) -> CommitTarget:
    """
    Check what the caller says about where a commit goes.

    Raises:
        HFValidationError: Not a repository id.
        ValueError: Not a type of repositories.
    """
    ids.validate_repo_id(repo_id)
    if isinstance(revision, ResolvedRevision):
        # A commit goes to a branch, never to the hash that the branch had at some time.
        revision = str.__str__(revision)
    return CommitTarget(
        repo_id, ids.validate_repo_type(repo_type), revision or constants.DEFAULT_REVISION, bool(create_pr)
    )
