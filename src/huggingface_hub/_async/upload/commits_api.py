"""Commits: files added, deleted and copied at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, overload

from huggingface_hub._async.client import AsyncHubClient, Token
from huggingface_hub._async.upload.commit import commit_operations
from huggingface_hub._async.upload.folder import list_files
from huggingface_hub._async.upload.lfs import upload_additions
from huggingface_hub._async.upload.preupload import negotiate
from huggingface_hub._core.upload import checks, folders, plans
from huggingface_hub._core.upload.control import Control
from huggingface_hub._core.upload.journal import Journals
from huggingface_hub._core.upload.operations import CommitOperation, CommitOperationAdd, CommitOperationDelete
from huggingface_hub._core.upload.target import target_of
from huggingface_hub._runtime import aio as runtime
from huggingface_hub._runtime.aio.futures import Future, RunAsFuture
from huggingface_hub.types.commits import CommitInfo
from huggingface_hub.types.events import Event


class AsyncCommitsApi(AsyncHubClient, RunAsFuture):
    """Commits, and what they can do to files that the repository has."""

    @overload
    async def create_commit(
        self,
        repo_id: str,
        operations: Iterable[CommitOperation],
        *,
        commit_message: str,
        commit_description: str | None = None,
        token: Token = None,
        repo_type: str | None = None,
        revision: str | None = None,
        create_pr: bool | None = None,
        num_threads: int = 5,
        parent_commit: str | None = None,
        rebase: bool = False,
        max_bandwidth: float | None = None,
        on_event: Callable[[Event], object] | None = None,
        run_as_future: Literal[False] = ...,
        _hot_reload: bool | None = None,
    ) -> CommitInfo: ...
    @overload
    async def create_commit(
        self,
        repo_id: str,
        operations: Iterable[CommitOperation],
        *,
        commit_message: str,
        commit_description: str | None = None,
        token: Token = None,
        repo_type: str | None = None,
        revision: str | None = None,
        create_pr: bool | None = None,
        num_threads: int = 5,
        parent_commit: str | None = None,
        rebase: bool = False,
        max_bandwidth: float | None = None,
        on_event: Callable[[Event], object] | None = None,
        run_as_future: Literal[True],
        _hot_reload: bool | None = None,
    ) -> Future[CommitInfo]: ...
    async def create_commit(
        self,
        repo_id: str,
        operations: Iterable[CommitOperation],
        *,
        commit_message: str,
        commit_description: str | None = None,
        token: Token = None,
        repo_type: str | None = None,
        revision: str | None = None,
        create_pr: bool | None = None,
        num_threads: int = 5,
        parent_commit: str | None = None,
        rebase: bool = False,
        max_bandwidth: float | None = None,
        on_event: Callable[[Event], object] | None = None,
        run_as_future: bool = False,
        _hot_reload: bool | None = None,
    ) -> CommitInfo | Future[CommitInfo]:
        """
        Add, delete and copy files in one commit: all of it becomes visible, or nothing.

        Large files are uploaded first, several at a time and in parts; what the repository has already is not sent
        again. If nothing would change, no commit is made and the newest one is returned.

        Args:
            repo_id: The repository, as `user/name`. It has to exist.
            operations: What to do. An operation to add a file can be used for one commit only.
            commit_message: First line of the commit's message.
            commit_description: The rest of it.
            token: Replaces the client's token.
            repo_type: `model`, `dataset`, `space` or `kernel`; a model by default.
            revision: The branch to commit to, or `refs/pr/1`; the main branch by default.
            create_pr: Open a pull request with the commit instead of changing the branch.
            num_threads: The most files that are uploaded at a time.
            parent_commit: Refuse to commit if this is not the newest commit of the branch.
            rebase: With `parent_commit`, commit all the same if what others have committed since are other files.
            max_bandwidth: Bytes per second that large files may use; `HF_MAX_BANDWIDTH` limits all calls together.
                What is limited goes over plain HTTP, not through Xet.
            on_event: Called with each `TransferStarted`, `TransferProgressed` and `TransferEnded` of
                `huggingface_hub.types.events`; at times from another thread.
            run_as_future: Return at once, and commit in the background.

        Returns:
            The commit: a string with its address, and more as attributes.

        Raises:
            ValueError: An argument is wrong, or the metadata in a README is.
            RepositoryNotFoundError: No such repository, or no access to it.
            CommitConflictError: Somebody else committed after `parent_commit`.
            CommitOutcomeUnknownError: The connection broke, and it can't be told whether the commit was applied.
            UploadFailedError: Files could not be uploaded; nothing was committed.

        Example:
            >>> await api.create_commit(
            ...     "user/name",
            ...     [CommitOperationAdd("weights.bin", "./weights.bin"), CommitOperationDelete("old.bin")],
            ...     commit_message="New weights",
            ... )
        """
        return await self._commit(
            repo_id,
            list(operations),
            message=commit_message,
            description=commit_description,
            token=token,
            repo_type=repo_type,
            revision=revision,
            create_pr=create_pr,
            num_threads=num_threads,
            parent_commit=parent_commit,
            rebase=rebase,
            control=Control(repo_id, on_event, max_bandwidth),
            run_as_future=run_as_future,
            hot_reload=_hot_reload,
        )

    async def _commit(
        self,
        repo_id: str,
        operations: list[CommitOperation],
        *,
        message: str,
        description: str | None,
        token: Token,
        repo_type: str | None,
        revision: str | None,
        create_pr: bool | None,
        parent_commit: str | None,
        control: Control,
        rebase: bool = False,
        num_threads: int = 5,
        run_as_future: bool = False,
        hot_reload: bool | None = None,
    ) -> CommitInfo | Future[CommitInfo]:
        checks.check_commit(message, parent_commit, operations)
        checks.check_paths(operations)
        checks.check_threads(num_threads)
        target = target_of(repo_id, repo_type, revision, create_pr=create_pr)
        checks.warn_about_data_files(operations, target.repo_type, stacklevel=4)
        checks.warn_about_overlaps(operations, stacklevel=4)
        plan = plans.CommitPlan(
            target,
            operations,
            message,
            description or "",
            parent_commit=parent_commit,
            hot_reload=bool(hot_reload),
            control=control,
            rebase=rebase,
        )
        if run_as_future:
            return self.run_as_future(commit_operations, self, plan, token=token, num_threads=num_threads)
        return await commit_operations(self, plan, token=token, num_threads=num_threads)

    async def preupload_lfs_files(
        self,
        repo_id: str,
        additions: Iterable[CommitOperationAdd],
        *,
        token: Token = None,
        repo_type: str | None = None,
        revision: str | None = None,
        create_pr: bool | None = None,
        num_threads: int = 5,
        free_memory: bool = True,
        gitignore_content: str | None = None,
    ) -> None:
        """
        Upload large files before the commit that is going to refer to them.

        For programs that make many large files one after the other and want to commit them at once. Small files are
        left to the commit.

        Args:
            repo_id: The repository, as `user/name`.
            additions: The files; pass the same objects to `create_commit` afterwards.
            token: Replaces the client's token.
            repo_type: `model`, `dataset`, `space` or `kernel`; a model by default.
            revision: The branch that is going to be committed to; the main branch by default.
            create_pr: Whether a pull request is going to be opened.
            num_threads: The most files that are uploaded at a time.
            free_memory: Let go of contents that were uploaded, so that they need not stay in memory until the commit.
            gitignore_content: Patterns of files that are not to be committed; by default those of a `.gitignore` among
                the additions, or of the repository.

        Raises:
            UploadFailedError: Files could not be uploaded.
            RepositoryNotFoundError: No such repository, or no access to it.
        """
        files = list(additions)
        checks.check_commit("preupload", None, files)
        checks.check_threads(num_threads)
        target = target_of(repo_id, repo_type, revision, create_pr=create_pr)
        journals = Journals()
        try:
            await negotiate(self, target, files, token=token, gitignore=gitignore_content)
            await upload_additions(self, target, files, token=token, num_threads=num_threads, journals=journals)
            await runtime.to_thread(journals.finish)
        finally:
            journals.close()
        if free_memory:
            checks.free_memory(files)

    async def delete_file(
        self,
        path_in_repo: str,
        repo_id: str,
        *,
        token: Token = None,
        repo_type: str | None = None,
        revision: str | None = None,
        commit_message: str | None = None,
        commit_description: str | None = None,
        create_pr: bool | None = None,
        parent_commit: str | None = None,
    ) -> CommitInfo:
        """
        Delete a file.

        Args:
            path_in_repo: The file, `checkpoints/weights.bin`.
            repo_id: The repository, as `user/name`.
            token: Replaces the client's token.
            repo_type: `model`, `dataset`, `space` or `kernel`; a model by default.
            revision: The branch to commit to; the main branch by default.
            commit_message: First line of the commit's message.
            commit_description: The rest of it.
            create_pr: Open a pull request instead of changing the branch.
            parent_commit: Refuse to commit if this is not the newest commit of the branch.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
            RemoteEntryNotFoundError: It has no such file.
        """
        return await self.create_commit(
            repo_id,
            [CommitOperationDelete(path_in_repo, is_folder=False)],
            commit_message=commit_message or f"Delete {path_in_repo} with huggingface_hub",
            commit_description=commit_description,
            token=token,
            repo_type=repo_type,
            revision=revision,
            create_pr=create_pr,
            parent_commit=parent_commit,
        )

    async def delete_folder(
        self,
        path_in_repo: str,
        repo_id: str,
        *,
        token: Token = None,
        repo_type: str | None = None,
        revision: str | None = None,
        commit_message: str | None = None,
        commit_description: str | None = None,
        create_pr: bool | None = None,
        parent_commit: str | None = None,
    ) -> CommitInfo:
        """
        Delete a folder with everything in it.

        Args:
            path_in_repo: The folder, `checkpoints`.
            repo_id: The repository, as `user/name`.
            token: Replaces the client's token.
            repo_type: `model`, `dataset`, `space` or `kernel`; a model by default.
            revision: The branch to commit to; the main branch by default.
            commit_message: First line of the commit's message.
            commit_description: The rest of it.
            create_pr: Open a pull request instead of changing the branch.
            parent_commit: Refuse to commit if this is not the newest commit of the branch.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
            RemoteEntryNotFoundError: It has no such folder.
        """
        return await self.create_commit(
            repo_id,
            [CommitOperationDelete(path_in_repo, is_folder=True)],
            commit_message=commit_message or f"Delete folder {path_in_repo} with huggingface_hub",
            commit_description=commit_description,
            token=token,
            repo_type=repo_type,
            revision=revision,
            create_pr=create_pr,
            parent_commit=parent_commit,
        )

    async def delete_files(
        self,
        repo_id: str,
        delete_patterns: list[str],
        *,
        token: Token = None,
        repo_type: str | None = None,
        revision: str | None = None,
        commit_message: str | None = None,
        commit_description: str | None = None,
        create_pr: bool | None = None,
        parent_commit: str | None = None,
    ) -> CommitInfo:
        """
        Delete the files that match any of some patterns.

        Args:
            repo_id: The repository, as `user/name`.
            delete_patterns: Patterns as of the shell, `*.bin` or `checkpoints/*`; `*` also matches `/`.
            token: Replaces the client's token.
            repo_type: `model`, `dataset`, `space` or `kernel`; a model by default.
            revision: The branch to commit to; the main branch by default.
            commit_message: First line of the commit's message.
            commit_description: The rest of it.
            create_pr: Open a pull request instead of changing the branch.
            parent_commit: Refuse to commit if this is not the newest commit of the branch.

        Raises:
            HFValidationError: Not a repository id.
            RepositoryNotFoundError: No such repository, or no access to it.
        """
        target_of(repo_id, repo_type, revision, create_pr=create_pr)
        base = None if create_pr else revision
        remote = await list_files(self, repo_id, repo_type, base, token=token)
        operations = folders.deletions(remote, delete_patterns, prefix="", kept=(), keep_attributes=False)
        return await self.create_commit(
            repo_id,
            operations,
            commit_message=commit_message or f"Delete files {' '.join(delete_patterns)} with huggingface_hub",
            commit_description=commit_description,
            token=token,
            repo_type=repo_type,
            revision=revision,
            create_pr=create_pr,
            parent_commit=parent_commit,
        )
