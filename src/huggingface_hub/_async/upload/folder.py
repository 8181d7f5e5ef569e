"""Whole folders, in one commit."""

from __future__ import annotations

from huggingface_hub import constants
from huggingface_hub._async.client import AsyncHubClient, Token
from huggingface_hub._core import urls
from huggingface_hub._core.upload import folders
from huggingface_hub._core.upload.folders import FolderUpload
from huggingface_hub._core.upload.operations import CommitOperation
from huggingface_hub._runtime import aio as runtime


async def folder_operations(client: AsyncHubClient, job: FolderUpload, *, token: Token) -> list[CommitOperation]:
    """
    What a commit of a folder consists of: deletions of what the patterns name, then the folder's files.

    Raises:
        ValueError: There is no such folder.
        UploadFailedError: Files in it can't be read.
    """
    prefix = folders.prefix_of(job.path_in_repo)
    additions = await runtime.to_thread(folders.additions, job, prefix=prefix)
    if job.delete_patterns is None:
        return list(additions)
    base = None if job.create_pr else job.revision
    remote = await list_files(client, job.repo_id, job.repo_type, base, token=token)
    deletions = folders.deletions(
        remote, job.delete_patterns, prefix=prefix, kept=[each.path_in_repo for each in additions]
    )
    return [*deletions, *additions]


async def list_files(
    client: AsyncHubClient, repo_id: str, repo_type: str | None, revision: str | None, *, token: Token
) -> list[str]:
    """The paths of all files of a repository."""
    url = urls.api(repo_type, repo_id, "tree", revision or constants.DEFAULT_REVISION)
    async with runtime.closing(client.pages(url, params={"recursive": True, "expand": False}, token=token)) as items:
        return [item["path"] async for item in items if item.get("type") != "directory"]
