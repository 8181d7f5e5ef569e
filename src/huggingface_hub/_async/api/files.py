"""Files and folders of a repository, as the Hub lists them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable

from huggingface_hub._async.client import AsyncHubClient, Token
from huggingface_hub._core import files, ids, urls, wire
from huggingface_hub._core.retry import DEFAULT
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import aio as runtime
from huggingface_hub.types.files import LFSFileInfo, RepoFile, RepoFolder, read_entry
from huggingface_hub.types.revisions import commit_for


class AsyncFilesApi(AsyncHubClient):
    """Operations that look at files without transferring them."""

    async def list_repo_tree(
        self,
        repo_id: str,
        path_in_repo: str | None = None,
        *,
        recursive: bool = False,
        expand: bool = False,
        revision: str | None = None,
        repo_type: str | None = None,
        token: Token = None,
    ) -> AsyncGenerator[RepoFile | RepoFolder, None]:
        """
        List the files and folders of a repository, page by page as they are asked for.

        Args:
            repo_id: The repository, as `user/name`.
            path_in_repo: A folder in it; all of it by default.
            recursive: List the content of folders too.
            expand: Say for each entry which commit touched it last and what the scanners found. This is slower.
            revision: Branch, tag or commit; the main branch by default.
            repo_type: Type of the repository; a model by default.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
            RevisionNotFoundError: No such revision.
            RemoteEntryNotFoundError: No such folder.
        """
        ids.validate_repo_id(repo_id)
        url = files.tree_url(repo_type, repo_id, commit_for(revision, repo_id, repo_type), path_in_repo)
        pages = self.pages(url, params={"recursive": recursive, "expand": expand}, token=token)
        async with runtime.closing(pages):
            async for item in pages:
                yield read_entry(item)

    async def list_repo_objects(
        self,
        repo_id: str,
        path_in_repo: str | None = None,
        *,
        recursive: bool = False,
        expand: bool = False,
        revision: str | None = None,
        repo_type: str | None = None,
        token: Token = None,
    ) -> AsyncGenerator[RepoFile | RepoFolder, None]:
        """
        Another name of `list_repo_tree`.

        Args:
            repo_id: The repository, as `user/name`.
            path_in_repo: A folder in it; all of it by default.
            recursive: List the content of folders too.
            expand: Say for each entry which commit touched it last and what the scanners found. This is slower.
            revision: Branch, tag or commit; the main branch by default.
            repo_type: Type of the repository; a model by default.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
            RevisionNotFoundError: No such branch, tag or commit.
            RemoteEntryNotFoundError: No such folder.
        """
        entries = self.list_repo_tree(
            repo_id,
            path_in_repo,
            recursive=recursive,
            expand=expand,
            revision=revision,
            repo_type=repo_type,
            token=token,
        )
        async with runtime.closing(entries):
            async for entry in entries:
                yield entry

    async def list_repo_files(
        self, repo_id: str, *, revision: str | None = None, repo_type: str | None = None, token: Token = None
    ) -> list[str]:
        """
        List the paths of all files of a repository.

        Args:
            repo_id: The repository, as `user/name`.
            revision: Branch, tag or commit; the main branch by default.
            repo_type: Type of the repository; a model by default.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
            RevisionNotFoundError: No such revision.
        """
        entries = self.list_repo_tree(repo_id, recursive=True, revision=revision, repo_type=repo_type, token=token)
        async with runtime.closing(entries):
            return [entry.path async for entry in entries if isinstance(entry, RepoFile)]

    async def get_paths_info(
        self,
        repo_id: str,
        paths: list[str] | str,
        *,
        expand: bool = False,
        revision: str | None = None,
        repo_type: str | None = None,
        token: Token = None,
    ) -> list[RepoFile | RepoFolder]:
        """
        Describe some files and folders of a repository. Those that don't exist are left out.

        Args:
            repo_id: The repository, as `user/name`.
            paths: Paths in the repository.
            expand: Say for each entry which commit touched it last and what the scanners found. This is slower.
            revision: Branch, tag or commit; the main branch by default.
            repo_type: Type of the repository; a model by default.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
            RevisionNotFoundError: No such revision.
        """
        ids.validate_repo_id(repo_id)
        url = files.paths_info_url(repo_type, repo_id, commit_for(revision, repo_id, repo_type))
        found: list[RepoFile | RepoFolder] = []
        for form in files.paths_forms(paths, expand=expand):
            # A question in spite of its method, so it can be asked again.
            response = await self.send("POST", url, form=form, token=token, retry=DEFAULT)
            found += [read_entry(item) for item in wire.json_of(response, list)]
        return found

    async def file_exists(
        self,
        repo_id: str,
        filename: str,
        *,
        repo_type: str | None = None,
        revision: str | None = None,
        token: Token = None,
    ) -> bool:
        """
        Say whether a file exists and can be seen.

        Args:
            repo_id: The repository, as `user/name`.
            filename: Path in the repository.
            repo_type: Type of the repository; a model by default.
            revision: Branch, tag or commit; the main branch by default.
            token: Replaces the client's token.

        Raises:
            GatedRepoError: Access to the repository's files must be asked for first.
        """
        ids.validate_repo_id(repo_id)
        url = urls.resolve(repo_type, repo_id, commit_for(revision, repo_id, repo_type), filename)
        try:
            await self.send("HEAD", url, headers={"Accept-Encoding": "identity"}, token=token, follow="hub")
            return True
        except errors.GatedRepoError:
            raise
        except (errors.RepositoryNotFoundError, errors.RemoteEntryNotFoundError, errors.RevisionNotFoundError):
            return False

    async def list_lfs_files(
        self, repo_id: str, *, repo_type: str | None = None, token: Token = None
    ) -> AsyncGenerator[LFSFileInfo, None]:
        """
        List all that the LFS storage keeps for a repository, what no commit refers to any more included.

        Args:
            repo_id: The repository, as `user/name`.
            repo_type: Type of the repository; a model by default.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
        """
        ids.validate_repo_id(repo_id)
        pages = self.pages(urls.api(repo_type, repo_id, "lfs-files"), token=token)
        async with runtime.closing(pages):
            async for item in pages:
                yield LFSFileInfo.from_wire(item)

    async def permanently_delete_lfs_files(
        self,
        repo_id: str,
        lfs_files: Iterable[LFSFileInfo],
        *,
        rewrite_history: bool = True,
        repo_type: str | None = None,
        token: Token = None,
    ) -> None:
        """
        Delete files from the LFS storage of a repository. This cannot be undone.

        Args:
            repo_id: The repository, as `user/name`.
            lfs_files: What to delete, as listed by `list_lfs_files`.
            rewrite_history: Remove them from all commits too. Otherwise commits refer to files that cannot be downloaded.
            repo_type: Type of the repository; a model by default.
            token: Replaces the client's token.

        Raises:
            RepositoryNotFoundError: No such repository, or no access to it.
        """
        ids.validate_repo_id(repo_id)
        url = urls.api(repo_type, repo_id, "lfs-files", "batch")
        for body in files.lfs_deletions([file.file_oid for file in lfs_files], rewrite_history=rewrite_history):
            await self.send("POST", url, json=body, token=token)
