"""Whether files on this machine are what the Hub has."""

from __future__ import annotations

from pathlib import Path

from huggingface_hub._async.api.files import AsyncFilesApi
from huggingface_hub._async.client import Token
from huggingface_hub._core import ids, verification
from huggingface_hub._core.verification import FolderVerification, Mismatch
from huggingface_hub._runtime import aio as runtime
from huggingface_hub.types.files import RepoFile
from huggingface_hub.types.revisions import commit_for


class AsyncVerificationApi(AsyncFilesApi):
    """Operations that compare files with the Hub's."""

    async def verify_repo_checksums(
        self,
        repo_id: str,
        *,
        repo_type: str | None = None,
        revision: str | None = None,
        local_dir: str | Path | None = None,
        cache_dir: str | Path | None = None,
        token: Token = None,
    ) -> FolderVerification:
        """
        Compare the files of a repository in the cache, or in a folder, with those on the Hub, by their hashes.

        Args:
            repo_id: The repository, as `user/name`.
            repo_type: Type of the repository; a model by default.
            revision: Branch, tag or commit; what `main` stands for in the cache by default.
            local_dir: Verify the files of this folder instead of the cache's.
            cache_dir: The cache directory, `HF_HUB_CACHE` by default.
            token: Replaces the client's token.

        Returns:
            What differs, what is missing and what is there in addition.

        Raises:
            ValueError: There is nothing to verify: the revision is not in the cache, or the folder does not exist.
            RepositoryNotFoundError: No such repository, or no access to it.
            RevisionNotFoundError: No such revision.
        """
        ids.validate_repo_id(repo_id)
        wanted = commit_for(revision, repo_id, repo_type)
        folder, commit, local = await runtime.to_thread(
            verification.find_local, repo_id, repo_type, wanted, cache_dir, local_dir
        )
        entries = self.list_repo_tree(repo_id, recursive=True, revision=commit, repo_type=repo_type, token=token)
        async with runtime.closing(entries):
            remote = {entry.path: entry async for entry in entries if isinstance(entry, RepoFile)}
        pairs = verification.pairs(remote, local)
        mismatches = await runtime.map_concurrently(_compare, pairs, limit=verification.WORKERS)
        return verification.conclude(remote, local, mismatches, revision=commit, verified_path=folder)


async def _compare(pair: tuple[RepoFile, Path]) -> Mismatch | None:
    """Compare one file; files are hashed side by side."""
    return await runtime.to_thread(verification.compare, *pair)
