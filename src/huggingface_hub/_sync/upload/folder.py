# Generated from src/huggingface_hub/_async/upload/folder.py: edit that file, not this one, then run `python -m codegen`.

"""Whole folders: what they consist of."""

from __future__ import annotations

from huggingface_hub import constants
from huggingface_hub._core import urls
from huggingface_hub._core.upload import folders
from huggingface_hub._core.upload.folders import FolderContent, FolderUpload
from huggingface_hub._core.upload.target import CommitTarget
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.client import HubClient, Token


def folder_content(client: HubClient, job: FolderUpload, *, token: Token) -> FolderContent:
    """
    What a folder has, and what the patterns for deletions name.

    Raises:
        ValueError: There is no such folder.
    """
    content = runtime.to_thread(folders.find, job)
    if job.delete_patterns is not None:
        base = None if job.create_pr else job.revision
        remote = list_files(client, job.repo_id, job.repo_type, base, token=token)
        kept = [content.prefix + name for name in content.names]
        content.deletions = folders.deletions(remote, job.delete_patterns, prefix=content.prefix, kept=kept)
    return content


def list_files(
    client: HubClient, repo_id: str, repo_type: str | None, revision: str | None, *, token: Token
) -> list[str]:
    """The paths of all files of a repository."""
    url = urls.api(repo_type, repo_id, "tree", revision or constants.DEFAULT_REVISION)
    with runtime.closing(client.pages(url, params={"recursive": True, "expand": False}, token=token)) as items:
        return [item["path"] for item in items if item.get("type") != "directory"]


def list_ids(client: HubClient, target: CommitTarget, revision: str | None, *, token: Token) -> dict[str, str]:
    """The paths of all files of a revision, by default of the target's, with git's ids of them."""
    url = target.api("tree", revision)
    with runtime.closing(client.pages(url, params={"recursive": True, "expand": False}, token=token)) as items:
        return {item["path"]: item["oid"] for item in items if item.get("type") != "directory"}
