# Generated from src/huggingface_hub/_async/api/revisions.py: edit that file, not this one, then run `python -m codegen`.

"""Branches, tags, history, and the commits that revisions stand for."""

from __future__ import annotations

from pathlib import Path

from huggingface_hub import constants
from huggingface_hub._core import ids, repos, retry, revisions, urls, wire
from huggingface_hub._core.logs import get_logger
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.client import HubClient, Token
from huggingface_hub.types.commits import GitCommitInfo, GitRefs
from huggingface_hub.types.revisions import ResolvedRevision, commit_for


logger = get_logger(__name__)


class RevisionsApi(HubClient):
    """Operations on the history of a repository."""

    def list_repo_refs(
        self, repo_id: str, *, repo_type: str | None = None, include_pull_requests: bool = False, token: Token = None
    ) -> GitRefs:
        """
        List the branches and tags of a repository.

        Args:
            repo_id: The repository, as `user/name`.
            repo_type: Its type; a model by default.
            include_pull_requests: List pull requests too.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
        """
        ids.validate_repo_id(repo_id)
        params = {"include_prs": 1} if include_pull_requests else None
        response = self.send("GET", urls.api(repo_type, repo_id, "refs"), params=params, token=token)
        return wire.read(response, GitRefs.from_wire)

    def list_repo_commits(
        self,
        repo_id: str,
        *,
        repo_type: str | None = None,
        token: Token = None,
        revision: str | None = None,
        formatted: bool = False,
    ) -> list[GitCommitInfo]:
        """
        List the commits of a repository, newest first.

        Args:
            repo_id: The repository, as `user/name`.
            repo_type: Its type; a model by default.
            token: Replaces the client's token.
            revision: Branch, tag or commit to start from; the main branch by default.
            formatted: Give titles and messages as HTML too.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
            RevisionNotFoundError: No such revision.
        """
        ids.validate_repo_id(repo_id)
        start = commit_for(revision, repo_id, repo_type) or constants.DEFAULT_REVISION
        pages = self.pages(
            urls.api(repo_type, repo_id, "commits", start),
            params={"expand[]": "formatted"} if formatted else None,
            token=token,
        )
        with runtime.closing(pages):
            return [GitCommitInfo.from_wire(item) for item in pages]

    def create_branch(
        self,
        repo_id: str,
        *,
        branch: str,
        revision: str | None = None,
        token: Token = None,
        repo_type: str | None = None,
        exist_ok: bool = False,
    ) -> None:
        """
        Create a branch.

        Args:
            repo_id: The repository, as `user/name`.
            branch: Name of the branch.
            revision: Branch, tag or commit to start from; the main branch by default.
            token: Replaces the client's token.
            repo_type: Type of the repository; a model by default.
            exist_ok: Accept a branch that is already there, wherever it points to.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
            HfHubHTTPError: The branch exists, or its name is not allowed.
        """
        ids.validate_repo_id(repo_id)
        start = commit_for(revision, repo_id, repo_type)
        body = {} if start is None else {"startingPoint": start}
        try:
            self.send("POST", urls.api(repo_type, repo_id, "branch", branch), json=body, token=token)
        except errors.HfHubHTTPError as error:
            if not exist_ok or not self._has_branch(repo_id, branch, error, repo_type, token):
                raise

    def _has_branch(
        self, repo_id: str, branch: str, refusal: errors.HfHubHTTPError, repo_type: str | None, token: Token
    ) -> bool:
        """Whether the Hub refused to create a branch because it is there; 403 means that it does not say."""
        if refusal.response.status_code == 409:
            return True
        if refusal.response.status_code != 403:
            return False
        try:
            return revisions.has_branch(self.list_repo_refs(repo_id, repo_type=repo_type, token=token), branch)
        except errors.HfHubHTTPError:
            return False

    def delete_branch(self, repo_id: str, *, branch: str, token: Token = None, repo_type: str | None = None) -> None:
        """
        Delete a branch.

        Args:
            repo_id: The repository, as `user/name`.
            branch: Name of the branch. The main branch cannot be deleted.
            token: Replaces the client's token.
            repo_type: Type of the repository; a model by default.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
            HfHubHTTPError: No such branch, or one that must stay.
        """
        ids.validate_repo_id(repo_id)
        self.send("DELETE", urls.api(repo_type, repo_id, "branch", branch), token=token)

    def create_tag(
        self,
        repo_id: str,
        *,
        tag: str,
        tag_message: str | None = None,
        revision: str | None = None,
        token: Token = None,
        repo_type: str | None = None,
        exist_ok: bool = False,
    ) -> None:
        """
        Give a commit a name that stays.

        Args:
            repo_id: The repository, as `user/name`.
            tag: Name of the tag.
            tag_message: Its description.
            revision: Branch, tag or commit; the main branch by default.
            token: Replaces the client's token.
            repo_type: Type of the repository; a model by default.
            exist_ok: Accept a tag that is already there, wherever it points to.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
            RevisionNotFoundError: No such revision.
            HfHubHTTPError: The tag exists, or its name is not allowed.
        """
        ids.validate_repo_id(repo_id)
        target = commit_for(revision, repo_id, repo_type) or constants.DEFAULT_REVISION
        body = {"tag": tag} if tag_message is None else {"tag": tag, "message": tag_message}
        try:
            self.send("POST", urls.api(repo_type, repo_id, "tag", target), json=body, token=token)
        except errors.HfHubHTTPError as error:
            if not (exist_ok and error.response.status_code == 409):
                raise

    def delete_tag(self, repo_id: str, *, tag: str, token: Token = None, repo_type: str | None = None) -> None:
        """
        Delete a tag.

        Args:
            repo_id: The repository, as `user/name`.
            tag: Name of the tag.
            token: Replaces the client's token.
            repo_type: Type of the repository; a model by default.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
            RevisionNotFoundError: No such tag.
        """
        ids.validate_repo_id(repo_id)
        self.send("DELETE", urls.api(repo_type, repo_id, "tag", tag), token=token)

    def super_squash_history(
        self,
        repo_id: str,
        *,
        branch: str | None = None,
        commit_message: str | None = None,
        repo_type: str | None = None,
        token: Token = None,
    ) -> None:
        """
        Replace the history of a branch by one commit. Its files stay; what only older commits had is lost for good.

        Args:
            repo_id: The repository, as `user/name`.
            branch: The branch; the main branch by default.
            commit_message: Message of the one commit.
            repo_type: Type of the repository; a model by default.
            token: Replaces the client's token.

        Raises:
            ValueError: The repository is a kernel.
            RepositoryNotFoundError: No such repository, or no access to it.
            RevisionNotFoundError: No such branch.
        """
        ids.validate_repo_id(repo_id)
        kind = repos.check_type(repo_type)
        branch = branch or constants.DEFAULT_REVISION
        body = revisions.squash_message(branch, commit_message)
        self.send("POST", urls.api(kind, repo_id, "super-squash", branch), json=body, token=token)

    def resolve_revision(
        self,
        repo_id: str,
        *,
        repo_type: str | None = None,
        revision: str | None = None,
        cache_dir: str | Path | None = None,
        local_files_only: bool = False,
        token: Token = None,
    ) -> ResolvedRevision:
        """
        Find the commit that a branch or tag stands for, so that several downloads see the same files.

        The answer is written down in the cache. When the Hub cannot be reached, the last one counts, with a warning.

        Args:
            repo_id: The repository, as `user/name`.
            repo_type: Its type; a model by default.
            revision: Branch, tag or commit; the main branch by default.
            cache_dir: Folder of the cache; that of `HF_HUB_CACHE` by default.
            local_files_only: Ask the cache only.
            token: Replaces the client's token.

        Returns:
            The revision, with its commit as `.resolved`. Pass it to downloads as their revision.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
            RevisionNotFoundError: No such revision.
            RevisionResolutionError: The Hub cannot be reached, and the cache does not know.
        """
        ids.validate_repo_id(repo_id)
        kind = repos.check_type(repo_type, kernels=True)
        known = revisions.known(revision, repo_id, kind)
        if known is not None:
            return known
        initial = revisions.wanted(revision)
        commit = runtime.to_thread(revisions.remembered, repo_id, kind, cache_dir, initial)
        refusal: Exception | None = None
        if not local_files_only:
            try:
                commit = self._commit_of(repo_id, kind, initial, token, patient=commit is None)
            except Exception as error:
                if not revisions.is_unreachable(error):
                    raise
                refusal = error
            else:
                runtime.to_thread(revisions.remember, repo_id, kind, cache_dir, initial, commit)
        if commit is None:
            raise revisions.unresolved(repo_id, kind, cache_dir, initial, refusal) from refusal
        if refusal is not None:
            logger.warning("%s", revisions.stale_message(repo_id, initial, refusal))
        return ResolvedRevision(commit, initial=initial, repo_id=repo_id, repo_type=kind)

    def _commit_of(self, repo_id: str, repo_type: str, revision: str | None, token: Token, *, patient: bool) -> str:
        """Ask for a commit; only once if the cache has an answer for the case that the Hub has none."""
        parts = () if revision is None else ("revision", revision)
        response = self.send(
            "GET",
            urls.api(repo_type, repo_id, *parts),
            headers={constants.X_HF_DOWNLOAD_COUNTER: "1"},
            token=token,
            timeout=None if patient else constants.HF_HUB_ETAG_TIMEOUT,
            retry=retry.DEFAULT if patient else retry.NONE,
        )
        return revisions.commit_in(response)
