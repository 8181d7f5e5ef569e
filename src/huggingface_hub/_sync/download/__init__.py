# Generated from src/huggingface_hub/_async/download/__init__.py: edit that file, not this one, then run `python -m codegen`.

"""Downloading files and snapshots, as functions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, overload

from huggingface_hub import constants
from huggingface_hub._core.legacy import ignores_legacy
from huggingface_hub._sync.client import Token
from huggingface_hub._sync.download.api import DownloadApi
from huggingface_hub._sync.download.metadata import ask
from huggingface_hub.types.download import DryRunFileInfo, HfFileMetadata
from huggingface_hub.types.events import Event


def get_hf_file_metadata(
    url: str,
    token: Token = None,
    timeout: float | None = constants.DEFAULT_ETAG_TIMEOUT,
    library_name: str | None = None,
    library_version: str | None = None,
    user_agent: dict[str, Any] | str | None = None,
    headers: dict[str, str] | None = None,
    endpoint: str | None = None,
    retry_on_errors: bool = False,
) -> HfFileMetadata:
    """
    Ask what the Hub announces about a file, without downloading it.

    Args:
        url: Address of the file, for example from `hf_hub_url`.
        token: A token, `True` to insist on the stored one, `False` for none.
        timeout: Seconds of silence after which to give up.
        library_name: Names the program in the `user-agent`.
        library_version: Its version.
        user_agent: More for the `user-agent`.
        headers: More headers.
        endpoint: Address of the Hub; `HF_ENDPOINT` or the public Hub by default.
        retry_on_errors: Try again when the Hub can't be reached or is too busy.

    Returns:
        Its commit, ETag, size and location.

    Raises:
        RemoteEntryNotFoundError: No such file at this revision.
        RevisionNotFoundError: No such revision.
        RepositoryNotFoundError: No such repository, or no access to it.
    """
    client = DownloadApi(endpoint, token, library_name, library_version, user_agent, headers)
    return ask(client, url, timeout=timeout, patient=retry_on_errors, counted=False)


@overload
def hf_hub_download(
    repo_id: str,
    filename: str,
    *,
    subfolder: str | None = None,
    repo_type: str | None = None,
    revision: str | None = None,
    library_name: str | None = None,
    library_version: str | None = None,
    cache_dir: str | Path | None = None,
    local_dir: str | Path | None = None,
    user_agent: dict[str, Any] | str | None = None,
    force_download: bool = False,
    etag_timeout: float = constants.DEFAULT_ETAG_TIMEOUT,
    token: Token = None,
    local_files_only: bool = False,
    headers: dict[str, str] | None = None,
    endpoint: str | None = None,
    tqdm_class: type[Any] | None = None,
    dry_run: Literal[False] = False,
    prefer_cache: bool = False,
    max_bandwidth: float | None = None,
    on_event: Callable[[Event], object] | None = None,
) -> str: ...


@overload
def hf_hub_download(
    repo_id: str,
    filename: str,
    *,
    subfolder: str | None = None,
    repo_type: str | None = None,
    revision: str | None = None,
    library_name: str | None = None,
    library_version: str | None = None,
    cache_dir: str | Path | None = None,
    local_dir: str | Path | None = None,
    user_agent: dict[str, Any] | str | None = None,
    force_download: bool = False,
    etag_timeout: float = constants.DEFAULT_ETAG_TIMEOUT,
    token: Token = None,
    local_files_only: bool = False,
    headers: dict[str, str] | None = None,
    endpoint: str | None = None,
    tqdm_class: type[Any] | None = None,
    dry_run: Literal[True],
    prefer_cache: bool = False,
    max_bandwidth: float | None = None,
    on_event: Callable[[Event], object] | None = None,
) -> DryRunFileInfo: ...


@overload
def hf_hub_download(
    repo_id: str,
    filename: str,
    *,
    subfolder: str | None = None,
    repo_type: str | None = None,
    revision: str | None = None,
    library_name: str | None = None,
    library_version: str | None = None,
    cache_dir: str | Path | None = None,
    local_dir: str | Path | None = None,
    user_agent: dict[str, Any] | str | None = None,
    force_download: bool = False,
    etag_timeout: float = constants.DEFAULT_ETAG_TIMEOUT,
    token: Token = None,
    local_files_only: bool = False,
    headers: dict[str, str] | None = None,
    endpoint: str | None = None,
    tqdm_class: type[Any] | None = None,
    dry_run: bool = False,
    prefer_cache: bool = False,
    max_bandwidth: float | None = None,
    on_event: Callable[[Event], object] | None = None,
) -> str | DryRunFileInfo: ...


@ignores_legacy
def hf_hub_download(
    repo_id: str,
    filename: str,
    *,
    subfolder: str | None = None,
    repo_type: str | None = None,
    revision: str | None = None,
    library_name: str | None = None,
    library_version: str | None = None,
    cache_dir: str | Path | None = None,
    local_dir: str | Path | None = None,
    user_agent: dict[str, Any] | str | None = None,
    force_download: bool = False,
    etag_timeout: float = constants.DEFAULT_ETAG_TIMEOUT,
    token: Token = None,
    local_files_only: bool = False,
    headers: dict[str, str] | None = None,
    endpoint: str | None = None,
    tqdm_class: type[Any] | None = None,
    dry_run: bool = False,
    prefer_cache: bool = False,
    max_bandwidth: float | None = None,
    on_event: Callable[[Event], object] | None = None,
) -> str | DryRunFileInfo:
    """
    Download a file, unless the newest version of it is on this machine already.

    The content is verified against the hash that the Hub announces before it gets its name, so that a path that is
    returned is that of a complete file. If the Hub can't be reached, a cached version is used and a `StaleCacheWarning`
    says so.

    Args:
        repo_id: The repository, as `user/name`.
        filename: Path of the file in the repository, or in `subfolder`.
        subfolder: A folder of the repository.
        repo_type: `model` (default), `dataset`, `space` or `kernel`.
        revision: Branch, tag or commit; `main` by default. With a full commit hash, a cached file is used without a
            request.
        library_name: Names the program in the `user-agent`.
        library_version: Its version.
        cache_dir: The cache directory, `HF_HUB_CACHE` by default.
        local_dir: Put the file into this folder instead, under its path in the repository.
        user_agent: More for the `user-agent`.
        force_download: Download it although it is there.
        etag_timeout: Seconds to wait for the Hub's answer about the file.
        token: A token, `True` to insist on the stored one, `False` for none.
        local_files_only: Use what is on this machine, without a request.
        headers: More headers for the Hub.
        endpoint: Address of the Hub; `HF_ENDPOINT` or the public Hub by default.
        tqdm_class: Class of the progress bar.
        dry_run: Tell what would be done, and do nothing.
        prefer_cache: Use a cached version without asking whether it is the newest; ask only if there is none.
        max_bandwidth: Bytes per second that this call may use; `HF_MAX_BANDWIDTH` limits all calls together.
            What is limited goes over plain HTTP, not through Xet.
        on_event: Called with each `TransferStarted`, `TransferProgressed` and `TransferEnded` of
            `huggingface_hub.types.events`, maybe from another thread.

    Returns:
        The path of the file, or what would be done.

    Raises:
        RepositoryNotFoundError: No such repository, or no access to it.
        RevisionNotFoundError: No such revision.
        RemoteEntryNotFoundError: No such file at this revision.
        LocalEntryNotFoundError: The file is not on this machine, and the Hub can't be, or is not to be, asked.
        IntegrityError: What arrived is not what the Hub announced.
        NotEnoughSpaceError: The disk has not enough room.
        UnsafePathError: A name would leave its folder.

    Example:
        >>> path = hf_hub_download("user/name", "config.json")  # doctest: +SKIP
    """
    client = DownloadApi(endpoint, token, library_name, library_version, user_agent, headers)
    return client.hf_hub_download(
        repo_id,
        filename,
        subfolder=subfolder,
        repo_type=repo_type,
        revision=revision,
        cache_dir=cache_dir,
        local_dir=local_dir,
        force_download=force_download,
        etag_timeout=etag_timeout,
        local_files_only=local_files_only,
        tqdm_class=tqdm_class,
        dry_run=dry_run,
        prefer_cache=prefer_cache,
        max_bandwidth=max_bandwidth,
        on_event=on_event,
    )


@overload
def snapshot_download(
    repo_id: str,
    *,
    repo_type: str | None = None,
    revision: str | None = None,
    cache_dir: str | Path | None = None,
    local_dir: str | Path | None = None,
    library_name: str | None = None,
    library_version: str | None = None,
    user_agent: dict[str, Any] | str | None = None,
    etag_timeout: float = constants.DEFAULT_ETAG_TIMEOUT,
    force_download: bool = False,
    token: Token = None,
    local_files_only: bool = False,
    allow_patterns: list[str] | str | None = None,
    ignore_patterns: list[str] | str | None = None,
    max_workers: int = 8,
    tqdm_class: type[Any] | None = None,
    headers: dict[str, str] | None = None,
    endpoint: str | None = None,
    dry_run: Literal[False] = False,
    prefer_cache: bool = False,
    max_bandwidth: float | None = None,
    on_event: Callable[[Event], object] | None = None,
) -> str: ...


@overload
def snapshot_download(
    repo_id: str,
    *,
    repo_type: str | None = None,
    revision: str | None = None,
    cache_dir: str | Path | None = None,
    local_dir: str | Path | None = None,
    library_name: str | None = None,
    library_version: str | None = None,
    user_agent: dict[str, Any] | str | None = None,
    etag_timeout: float = constants.DEFAULT_ETAG_TIMEOUT,
    force_download: bool = False,
    token: Token = None,
    local_files_only: bool = False,
    allow_patterns: list[str] | str | None = None,
    ignore_patterns: list[str] | str | None = None,
    max_workers: int = 8,
    tqdm_class: type[Any] | None = None,
    headers: dict[str, str] | None = None,
    endpoint: str | None = None,
    dry_run: Literal[True],
    prefer_cache: bool = False,
    max_bandwidth: float | None = None,
    on_event: Callable[[Event], object] | None = None,
) -> list[DryRunFileInfo]: ...


@overload
def snapshot_download(
    repo_id: str,
    *,
    repo_type: str | None = None,
    revision: str | None = None,
    cache_dir: str | Path | None = None,
    local_dir: str | Path | None = None,
    library_name: str | None = None,
    library_version: str | None = None,
    user_agent: dict[str, Any] | str | None = None,
    etag_timeout: float = constants.DEFAULT_ETAG_TIMEOUT,
    force_download: bool = False,
    token: Token = None,
    local_files_only: bool = False,
    allow_patterns: list[str] | str | None = None,
    ignore_patterns: list[str] | str | None = None,
    max_workers: int = 8,
    tqdm_class: type[Any] | None = None,
    headers: dict[str, str] | None = None,
    endpoint: str | None = None,
    dry_run: bool = False,
    prefer_cache: bool = False,
    max_bandwidth: float | None = None,
    on_event: Callable[[Event], object] | None = None,
) -> str | list[DryRunFileInfo]: ...


@ignores_legacy
def snapshot_download(
    repo_id: str,
    *,
    repo_type: str | None = None,
    revision: str | None = None,
    cache_dir: str | Path | None = None,
    local_dir: str | Path | None = None,
    library_name: str | None = None,
    library_version: str | None = None,
    user_agent: dict[str, Any] | str | None = None,
    etag_timeout: float = constants.DEFAULT_ETAG_TIMEOUT,
    force_download: bool = False,
    token: Token = None,
    local_files_only: bool = False,
    allow_patterns: list[str] | str | None = None,
    ignore_patterns: list[str] | str | None = None,
    max_workers: int = 8,
    tqdm_class: type[Any] | None = None,
    headers: dict[str, str] | None = None,
    endpoint: str | None = None,
    dry_run: bool = False,
    prefer_cache: bool = False,
    max_bandwidth: float | None = None,
    on_event: Callable[[Event], object] | None = None,
) -> str | list[DryRunFileInfo]:
    """
    Download all files of a repository, or those that match patterns.

    All files come from one commit. What is on this machine already is not fetched again: with a full commit hash as
    revision and everything there, no request is made at all. If some files fail, the others are kept.

    Args:
        repo_id: The repository, as `user/name`.
        repo_type: `model` (default), `dataset`, `space` or `kernel`.
        revision: Branch, tag or commit; `main` by default.
        cache_dir: The cache directory, `HF_HUB_CACHE` by default.
        local_dir: Put the files into this folder instead, under their paths in the repository.
        library_name: Names the program in the `user-agent`.
        library_version: Its version.
        user_agent: More for the `user-agent`.
        etag_timeout: Seconds to wait for the Hub's answer about a file.
        force_download: Download what is there already.
        token: A token, `True` to insist on the stored one, `False` for none.
        local_files_only: Use what is on this machine, without a request.
        allow_patterns: Only files that match one of these patterns, such as `*.json` or `folder/`.
        ignore_patterns: No files that match one of these.
        max_workers: The most files at a time.
        tqdm_class: Class of the progress bars.
        headers: More headers for the Hub.
        endpoint: Address of the Hub; `HF_ENDPOINT` or the public Hub by default.
        dry_run: Tell what would be done, and do nothing.
        prefer_cache: Use a cached snapshot without asking whether it is the newest, if it is known to be complete.
        max_bandwidth: Bytes per second that this call may use; `HF_MAX_BANDWIDTH` limits all calls together.
            What is limited goes over plain HTTP, not through Xet.
        on_event: Called with each `TransferStarted`, `TransferProgressed` and `TransferEnded` of
            `huggingface_hub.types.events`, maybe from another thread.

    Returns:
        The folder with the files, or what would be done with each.

    Raises:
        RepositoryNotFoundError: No such repository, or no access to it.
        RevisionNotFoundError: No such revision.
        LocalEntryNotFoundError: There is no snapshot on this machine, and the Hub can't be, or is not to be, asked.
        IncompleteSnapshotError: The snapshot on this machine lacks files, and the Hub can't be asked for them.
        DryRunError: A dry run could not ask the Hub.
        IntegrityError: What arrived is not what the Hub announced; the other files are kept.
        NotEnoughSpaceError: The disk has not enough room for all files; nothing was fetched.

    Example:
        >>> folder = snapshot_download("user/name", allow_patterns="*.json")  # doctest: +SKIP
    """
    client = DownloadApi(endpoint, token, library_name, library_version, user_agent, headers)
    return client.snapshot_download(
        repo_id,
        repo_type=repo_type,
        revision=revision,
        cache_dir=cache_dir,
        local_dir=local_dir,
        etag_timeout=etag_timeout,
        force_download=force_download,
        local_files_only=local_files_only,
        allow_patterns=allow_patterns,
        ignore_patterns=ignore_patterns,
        max_workers=max_workers,
        tqdm_class=tqdm_class,
        dry_run=dry_run,
        prefer_cache=prefer_cache,
        max_bandwidth=max_bandwidth,
        on_event=on_event,
    )


__all__ = ["DownloadApi", "get_hf_file_metadata", "hf_hub_download", "snapshot_download"]
