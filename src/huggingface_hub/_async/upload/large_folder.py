"""What `upload_large_folder` does besides uploading the folder."""

from __future__ import annotations

from huggingface_hub._async.client import AsyncHubClient
from huggingface_hub._core import ids, repos
from huggingface_hub._lazy import errors


async def ensure_repo(client: AsyncHubClient, repo_id: str, repo_type: str | None, *, private: bool | None) -> None:
    """
    Create a repository unless it exists.

    Raises:
        HfHubHTTPError: It does not exist and can't be created.
    """
    ids.validate_repo_id(repo_id)
    payload = repos.creation(
        repo_id,
        repo_type=ids.validate_repo_type(repo_type),
        visibility=repos.visibility(private, None, repo_type),
        resource_group_id=None,
        region=None,
        space={},
    )
    try:
        await client.send("POST", "/api/repos/create", json=payload)
    except errors.HfHubHTTPError as error:
        # Whether it can be used is for the upload to find out.
        if not repos.may_exist(error):
            raise
