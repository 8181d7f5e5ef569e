# Generated from src/huggingface_hub/_async/upload/lfs_functions.py: edit that file, not this one, then run `python -m codegen`.

"""The LFS protocol for programs that speak it themselves: the functions of `huggingface_hub.lfs`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from huggingface_hub import constants
from huggingface_hub._core.upload import lfs, selection, transfers
from huggingface_hub._core.upload.operations import CommitOperationAdd, UploadInfo
from huggingface_hub._core.upload.target import target_of
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.client import HubClient
from huggingface_hub._sync.upload.lfs import LfsUploader, post_batch, upload_additions
from huggingface_hub._sync.upload.preupload import negotiate


def post_lfs_batch_info(
    upload_infos: Iterable[UploadInfo],
    token: str | None,
    repo_type: str,
    repo_id: str,
    revision: str | None = None,
    endpoint: str | None = None,
    headers: dict[str, str] | None = None,
    transfers: list[str] | None = None,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], str | None]:
    """
    Ask the LFS server where to upload objects.

    Args:
        upload_infos: What to upload.
        token: A token; the stored one if there is one by default.
        repo_type: `model`, `dataset`, `space` or `kernel`.
        repo_id: The repository, as `user/name`.
        revision: The branch that is going to refer to the objects.
        endpoint: Address of the Hub.
        headers: More headers.
        transfers: Ways of transfer to offer; `basic` and `multipart` by default.

    Returns:
        The server's instructions, one for each object it takes, its errors, and the way of transfer that it chose.

    Raises:
        UploadProtocolError: The answer can't be read.
        HfHubHTTPError: The server refuses.
    """
    client = HubClient(endpoint=endpoint, token=token, headers=headers)
    target = target_of(repo_id, repo_type, revision)
    infos = list(upload_infos)
    runtime.to_thread(_hash_all, infos)
    info = post_batch(client, target.lfs_batch, infos, revision=revision, token=None, methods=transfers)
    return info.instructions, info.errors, info.transfer_mode


def _hash_all(infos: Sequence[UploadInfo]) -> list[bytes]:
    return [info.sha256 for info in infos]


def lfs_upload(
    operation: CommitOperationAdd,
    lfs_batch_action: dict[str, Any],
    token: str | None = None,
    headers: dict[str, str] | None = None,
    endpoint: str | None = None,
) -> None:
    """
    Upload one file as the LFS server asked for.

    Args:
        operation: The file.
        lfs_batch_action: The server's instruction, from `post_lfs_batch_info`.
        token: For the request that verifies the upload, if the server wants one.
        headers: More headers for that request.
        endpoint: Address of the Hub.

    Raises:
        UploadProtocolError: The instruction does not fit the file.
        HfHubHTTPError: The storage refuses.
    """
    client = HubClient(endpoint=endpoint, token=token, headers=headers)
    runtime.to_thread(transfers.ensure_hashed, operation)
    LfsUploader.for_one(client).upload_one(operation, lfs_batch_action)


def upload_files_lfs_instances(
    commit_operations: list[CommitOperationAdd],
    repo_type: str,
    repo_id: str,
    revision: str | None = constants.DEFAULT_REVISION,
    endpoint: str | None = None,
    transfer_adapters: list[str] | None = None,
    *,
    token: str | bool | None = None,
    create_pr: bool = False,
    num_threads: int = 5,
) -> lfs.LfsBatchInfo:
    """
    Upload those files that the Hub wants as LFS objects, without committing them.

    Args:
        commit_operations: The files; pass the same objects to `create_commit` afterwards.
        repo_type: `model`, `dataset`, `space` or `kernel`.
        repo_id: The repository, as `user/name`.
        revision: The branch that is going to be committed to.
        endpoint: Address of the Hub.
        transfer_adapters: Ways of transfer to offer; `basic` and `multipart` by default.
        token: A token; the stored one if there is one by default.
        create_pr: Whether a pull request is going to be opened.
        num_threads: The most files that are uploaded at a time.

    Returns:
        What the server said about these objects afterwards: it has them, so that nothing more is asked for.

    Raises:
        UploadFailedError: Files could not be uploaded.
    """
    client = HubClient(endpoint=endpoint, token=token)
    target = target_of(repo_id, repo_type, revision, create_pr=create_pr)
    methods = None if transfer_adapters is None else [name for name in transfer_adapters if name in lfs.TRANSFERS]
    negotiate(client, target, commit_operations, token=token)
    upload_additions(client, target, commit_operations, token=token, num_threads=num_threads, methods=methods)
    stored = [each for each in commit_operations if each._upload_mode == "lfs" and each._is_uploaded]
    if not stored:
        return lfs.LfsBatchInfo()
    infos = selection.distinct(stored)
    return post_batch(client, target.lfs_batch, infos, revision=None, token=token, methods=methods)
