"""Uploads of files and folders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Literal, overload

from huggingface_hub import constants
from huggingface_hub._async.client import Token
from huggingface_hub._async.upload.commit import commit_operations
from huggingface_hub._async.upload.commits_api import AsyncCommitsApi
from huggingface_hub._async.upload.folder import folder_content
from huggingface_hub._async.upload.large_folder import ensure_repo
from huggingface_hub._async.upload.pipeline import AsyncFolderPipeline
from huggingface_hub._core.upload import checks, folders, plans
from huggingface_hub._core.upload.control import Control
from huggingface_hub._core.upload.folders import FolderUpload
from huggingface_hub._core.upload.operations import CommitOperation, CommitOperationAdd
from huggingface_hub._core.upload.target import target_of
from huggingface_hub._runtime import aio as runtime
from huggingface_hub._runtime.aio.futures import Future
from huggingface_hub.types.commits import CommitInfo
from huggingface_hub.types.events import Event


class AsyncUploadApi(AsyncCommitsApi):
    """Uploads, deletions and commits."""

    @overload
    async def upload_file(
        self,
        *,
        path_or_fileobj: str | Path | bytes | BinaryIO,
        path_in_repo: str,
        repo_id: str,
        token: Token = None,
        repo_type: str | None = None,
        revision: str | None = None,
        commit_message: str | None = None,
        commit_description: str | None = None,
        create_pr: bool | None = None,
        parent_commit: str | None = None,
        rebase: bool = False,
        max_bandwidth: float | None = None,
        on_event: Callable[[Event], object] | None = None,
        run_as_future: Literal[False] = ...,
        _hot_reload: bool | None = None,
    ) -> CommitInfo: ...
    @overload
    async def upload_file(
        self,
        *,
        path_or_fileobj: str | Path | bytes | BinaryIO,
        path_in_repo: str,
        repo_id: str,
        token: Token = None,
        repo_type: str | None = None,
        revision: str | None = None,
        commit_message: str | None = None,
        commit_description: str | None = None,
        create_pr: bool | None = None,
        parent_commit: str | None = None,
        rebase: bool = False,
        max_bandwidth: float | None = None,
        on_event: Callable[[Event], object] | None = None,
        run_as_future: Literal[True],
        _hot_reload: bool | None = None,
    ) -> Future[CommitInfo]: ...
    async def upload_file(
        self,
        *,
        path_or_fileobj: str | Path | bytes | BinaryIO,
        path_in_repo: str,
        repo_id: str,
        token: Token = None,
        repo_type: str | None = None,
        revision: str | None = None,
        commit_message: str | None = None,
        commit_description: str | None = None,
        create_pr: bool | None = None,
        parent_commit: str | None = None,
        rebase: bool = False,
        max_bandwidth: float | None = None,
        on_event: Callable[[Event], object] | None = None,
        run_as_future: bool = False,
        _hot_reload: bool | None = None,
    ) -> CommitInfo | Future[CommitInfo]:
        """
        Upload one file in a commit of its own.

        Args:
            path_or_fileobj: A path, the content as bytes, or a binary file object.
            path_in_repo: Where to put it, `weights/model.safetensors`.
            repo_id: The repository, as `user/name`. It has to exist.
            token: Replaces the client's token.
            repo_type: `model`, `dataset`, `space` or `kernel`; a model by default.
            revision: The branch to commit to; the main branch by default.
            commit_message: First line of the commit's message.
            commit_description: The rest of it.
            create_pr: Open a pull request instead of changing the branch.
            parent_commit: Refuse to commit if this is not the newest commit of the branch.
            rebase: With `parent_commit`, commit all the same if what others have committed since are other files.
            max_bandwidth: Bytes per second that large files may use; `HF_MAX_BANDWIDTH` limits all calls together.
                What is limited goes over plain HTTP, not through Xet.
            on_event: Called with each `TransferStarted`, `TransferProgressed` and `TransferEnded` of
                `huggingface_hub.types.events`; at times from another thread.
            run_as_future: Return at once, and upload in the background.

        Returns:
            The commit: a string with its address, and more as attributes.

        Raises:
            ValueError: There is no such file, or an argument is wrong.
            RepositoryNotFoundError: No such repository, or no access to it.
            UploadFailedError: The file could not be uploaded.

        Example:
            >>> await api.upload_file(path_or_fileobj="./weights.bin", path_in_repo="weights.bin", repo_id="user/name")
        """
        operation = await runtime.to_thread(CommitOperationAdd, path_in_repo, path_or_fileobj)
        return await self._commit(
            repo_id,
            [operation],
            message=commit_message or f"Upload {operation.path_in_repo} with huggingface_hub",
            description=commit_description,
            token=token,
            repo_type=repo_type,
            revision=revision,
            create_pr=create_pr,
            parent_commit=parent_commit,
            rebase=rebase,
            control=Control(repo_id, on_event, max_bandwidth),
            run_as_future=run_as_future,
            hot_reload=_hot_reload,
        )

    @overload
    async def upload_folder(
        self,
        *,
        repo_id: str,
        folder_path: str | Path,
        path_in_repo: str | None = None,
        commit_message: str | None = None,
        commit_description: str | None = None,
        token: Token = None,
        repo_type: str | None = None,
        revision: str | None = None,
        create_pr: bool | None = None,
        parent_commit: str | None = None,
        allow_patterns: list[str] | str | None = None,
        ignore_patterns: list[str] | str | None = None,
        delete_patterns: list[str] | str | None = None,
        atomic: bool = False,
        rebase: bool = False,
        max_bandwidth: float | None = None,
        on_event: Callable[[Event], object] | None = None,
        run_as_future: Literal[False] = ...,
    ) -> CommitInfo: ...
    @overload
    async def upload_folder(
        self,
        *,
        repo_id: str,
        folder_path: str | Path,
        path_in_repo: str | None = None,
        commit_message: str | None = None,
        commit_description: str | None = None,
        token: Token = None,
        repo_type: str | None = None,
        revision: str | None = None,
        create_pr: bool | None = None,
        parent_commit: str | None = None,
        allow_patterns: list[str] | str | None = None,
        ignore_patterns: list[str] | str | None = None,
        delete_patterns: list[str] | str | None = None,
        atomic: bool = False,
        rebase: bool = False,
        max_bandwidth: float | None = None,
        on_event: Callable[[Event], object] | None = None,
        run_as_future: Literal[True],
    ) -> Future[CommitInfo]: ...
    async def upload_folder(
        self,
        *,
        repo_id: str,
        folder_path: str | Path,
        path_in_repo: str | None = None,
        commit_message: str | None = None,
        commit_description: str | None = None,
        token: Token = None,
        repo_type: str | None = None,
        revision: str | None = None,
        create_pr: bool | None = None,
        parent_commit: str | None = None,
        allow_patterns: list[str] | str | None = None,
        ignore_patterns: list[str] | str | None = None,
        delete_patterns: list[str] | str | None = None,
        atomic: bool = False,
        rebase: bool = False,
        max_bandwidth: float | None = None,
        on_event: Callable[[Event], object] | None = None,
        run_as_future: bool = False,
    ) -> CommitInfo | Future[CommitInfo]:
        """
        Upload the files of a folder: in one commit, or in several if there are more than 2,000 of them.

        Files are hashed, uploaded and committed at the same time, a few hundred per commit as long as the Hub is quick. What
        the repository has already is not sent again, so that an upload that was interrupted, or a folder of which one
        file changed, can simply be uploaded again. The `.git` and `.cache/huggingface` folders are left out, and so are links that lead out of the
        folder, pipes and devices, of which a warning tells.

        Args:
            repo_id: The repository, as `user/name`. It has to exist.
            folder_path: The folder on this machine.
            path_in_repo: The folder in the repository; its root by default.
            commit_message: First line of the commit's message.
            commit_description: The rest of it.
            token: Replaces the client's token.
            repo_type: `model`, `dataset`, `space` or `kernel`; a model by default.
            revision: The branch to commit to; the main branch by default.
            create_pr: Open a pull request instead of changing the branch.
            parent_commit: Refuse to commit if this is not the newest commit of the branch.
            allow_patterns: Upload only files that match one of these patterns, `*.safetensors`.
            ignore_patterns: Leave out files that match one of these.
            delete_patterns: Delete files of the repository that match one of these and are not uploaded, in the same
                commit. The patterns are compared with paths below `path_in_repo`.
            atomic: Make everything visible at once, however large the folder is: it is committed to a pull request, which
                is merged at the end. An upload that fails closes it, and the next one goes on in it. On another branch than
                the main one it is one commit.
            rebase: With `parent_commit`, commit all the same if what others have committed since are other files.
            max_bandwidth: Bytes per second that large files may use; `HF_MAX_BANDWIDTH` limits all calls together.
                What is limited goes over plain HTTP, not through Xet.
            on_event: Called with each `TransferStarted`, `TransferProgressed` and `TransferEnded` of
                `huggingface_hub.types.events`; at times from another thread.
            run_as_future: Return at once, and upload in the background.

        Returns:
            The commit, or the last of several: a string with its address, and more as attributes.

        Raises:
            ValueError: There is no such folder, or an argument is wrong.
            RepositoryNotFoundError: No such repository, or no access to it.
            CommitConflictError: Somebody else committed after `parent_commit`.
            UploadFailedError: Files can't be read or could not be uploaded; of a folder for several commits, the others were.

        Example:
            >>> await api.upload_folder(repo_id="user/name", folder_path="./model", ignore_patterns="*.tmp")
        """
        folders.check_revision(create_pr, revision)
        target_of(repo_id, repo_type, revision, create_pr=create_pr)
        job = FolderUpload(
            repo_id=repo_id,
            folder_path=folder_path,
            path_in_repo=path_in_repo,
            message=commit_message or "Upload folder using huggingface_hub",
            description=commit_description,
            repo_type=repo_type,
            revision=revision,
            create_pr=create_pr,
            parent_commit=parent_commit,
            allow_patterns=allow_patterns,
            ignore_patterns=ignore_patterns,
            delete_patterns=delete_patterns,
            atomic=atomic,
            rebase=rebase,
            control=Control(repo_id, on_event, max_bandwidth),
        )
        if run_as_future:
            return self.run_as_future(self._upload_folder, job, token)
        return await self._upload_folder(job, token)

    async def _upload_folder(self, job: FolderUpload, token: Token) -> CommitInfo:
        content = await folder_content(self, job, token=token)
        await runtime.to_thread(content.check_names)
        target = target_of(job.repo_id, job.repo_type, job.revision, create_pr=job.create_pr)
        checks.check_commit(job.message, job.parent_commit, ())
        if content.fits_one_commit or (job.atomic and target.revision != constants.DEFAULT_REVISION):
            # Pull requests can only be merged into the main branch: elsewhere one change is one commit.
            additions = await runtime.to_thread(content.additions, content.names)
            operations: list[CommitOperation] = [*content.deletions, *additions]
            checks.warn_about_data_files(additions, target.repo_type, stacklevel=4)
            plan = plans.CommitPlan(
                target,
                operations,
                job.message,
                job.description or "",
                parent_commit=job.parent_commit,
                folder=job.folder_path,
                control=job.control,
                rebase=job.rebase,
            )
            return await commit_operations(self, plan, token=token, num_threads=5)
        await runtime.to_thread(content.check)
        return await AsyncFolderPipeline(self, job, target, content, token=token).run()

    async def upload_large_folder(
        self,
        repo_id: str,
        folder_path: str | Path,
        *,
        repo_type: str | None = None,
        revision: str | None = None,
        private: bool | None = None,
        allow_patterns: list[str] | str | None = None,
        ignore_patterns: list[str] | str | None = None,
        num_workers: int | None = None,
        print_report: bool = True,
        print_report_every: int = 60,
    ) -> None:
        """
        Create a repository if necessary, and upload a folder to it: another name for `upload_folder`.

        Args:
            repo_id: The repository, as `user/name`.
            folder_path: The folder on this machine.
            repo_type: `model`, `dataset`, `space` or `kernel`; a model by default.
            revision: The branch to commit to; the main branch by default.
            private: Whether only its owners see the repository, if it is created.
            allow_patterns: Upload only files that match one of these patterns.
            ignore_patterns: Leave out files that match one of these.
            num_workers: Accepted for programs that pass it; how many files go at a time is not up to the caller here.
            print_report: Accepted for programs that pass it; progress bars tell what is going on.
            print_report_every: Accepted likewise.

        Raises:
            ValueError: There is no such folder, or an argument is wrong.
            UploadFailedError: Files can't be read or could not be uploaded.
        """
        await ensure_repo(self, repo_id, repo_type, private=private)
        await self.upload_folder(
            repo_id=repo_id,
            folder_path=folder_path,
            repo_type=repo_type,
            revision=revision,
            allow_patterns=allow_patterns,
            ignore_patterns=ignore_patterns,
        )

    async def _upload_large_folder(self, repo_id: str, folder_path: str | Path, **options: Any) -> None:
        """The manual's name of `upload_large_folder`."""
        await self.upload_large_folder(repo_id, folder_path, **options)
