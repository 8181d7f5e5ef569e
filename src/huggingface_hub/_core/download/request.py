"""What a caller asked to be downloaded, checked and in one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from huggingface_hub import constants
from huggingface_hub._core import ids, paths, urls
from huggingface_hub._core.cache.layout import RepoCache, is_commit_hash
from huggingface_hub._core.cache.store import CacheEntry, Entry
from huggingface_hub._core.download.metadata import is_valid_xet_hash
from huggingface_hub._core.download.throttle import Throttle, throttle_of
from huggingface_hub._core.download.verify import Expected
from huggingface_hub.types.download import HfFileMetadata, XetFileData
from huggingface_hub.types.events import Listener
from huggingface_hub.types.revisions import commit_for


COUNTED: Mapping[str, str] = {constants.X_HF_DOWNLOAD_COUNTER: "1"}
"""Marks requests that are part of a download, for the Hub's statistics."""

UNENCODED: Mapping[str, str] = {"Accept-Encoding": "identity"}
"""Asks for the bytes as they are: sizes and ranges count them, and nothing can inflate."""


_ANY_COMMIT = "0" * 40


@dataclass(frozen=True)
class Options:
    """What all files of one call share.

    Attributes:
        repo_id: The repository.
        repo_type: Its type.
        revision: Branch, tag or commit.
        cache_dir: The cache directory.
        local_dir: Folder that gets the files instead of the cache.
        force: Whether to download what is there already.
        local_files_only: Whether requests are forbidden.
        etag_timeout: Seconds to wait for metadata; `None` for as long as the client waits for anything.
        tqdm_class: Class of the progress bars.
        dry_run: Whether to tell only what would be done.
        prefer_cache: Whether what is cached is good enough, however old.
        throttle: What keeps it from using all of the network, `None` if nothing does.
        on_event: A program's function that is told how it goes.
    """

    repo_id: str
    repo_type: str
    revision: str
    cache_dir: str | Path | None
    local_dir: Path | None
    force: bool
    local_files_only: bool
    etag_timeout: float | None
    tqdm_class: type[Any] | None
    dry_run: bool
    prefer_cache: bool = False
    throttle: Throttle | None = None
    on_event: Listener | None = None

    @cached_property
    def repo(self) -> RepoCache:
        """The repository in the cache."""
        return RepoCache.of(self.repo_id, self.repo_type, self.cache_dir)

    @property
    def is_pinned(self) -> bool:
        """Whether the revision is a commit, which never changes."""
        return is_commit_hash(self.revision)

    def url(self, filename: str, commit: str | None = None) -> str:
        """The address of a file, as a path below the endpoint."""
        return urls.resolve(self.repo_type, self.repo_id, commit or self.revision, filename)

    def file_path(self, filename: str, subfolder: str | None) -> str:
        """The path of a file in its repository, checked before anything is sent.

        Raises:
            UnsafePathError: It is empty, absolute, would leave its folder, or can't be written where it is to go.
        """
        name = paths.safe_relative_path(urls.path_of(filename, subfolder))
        if self.local_dir is not None:
            from huggingface_hub._core.cache.local_dir import local_paths

            local_paths(self.local_dir, name)
        else:
            self.repo.pointer(_ANY_COMMIT, name)
        return name

    def entry(self, filename: str, metadata: HfFileMetadata, xet_hash: str | None = None) -> Entry:
        """Where a file goes. `xet_hash` is that of a list of files, which does not say more about the Xet storage."""
        commit, etag = str(metadata.commit_hash), str(metadata.etag)
        if metadata.xet_file_data is not None:
            xet_hash = metadata.xet_file_data.file_hash
        if self.local_dir is None:
            return CacheEntry(self.repo, commit, filename, etag, metadata.size, xet_hash)
        from huggingface_hub._core.cache.local_entry import LocalEntry

        return LocalEntry(self.local_dir, self.repo, commit, filename, etag, metadata.size)

    def remote(self, endpoint: str, metadata: HfFileMetadata, expected: Expected) -> Remote:
        """Where the bytes of a file are that the Hub has announced."""
        url = endpoint + self.url(expected.name, metadata.commit_hash)
        location = metadata.location
        # An answer without a redirect came from the address of a branch, which may move before the bytes are asked for.
        # What is kept in the Xet store is had from a bridge whose addresses are only good from the Hub itself.
        if location == endpoint + self.url(expected.name) or metadata.xet_file_data is not None:
            location = url
        return Remote(url, location, expected, self.throttle, metadata.xet_file_data)

    def xet_file_data(self, endpoint: str, commit: str, xet_hash: str | None) -> XetFileData | None:
        """Where the Xet storage has a file of a commit, as far as a list of files tells."""
        if xet_hash is None or not is_valid_xet_hash(xet_hash):
            return None
        from huggingface_hub._core.xet.connection import XetTokenType, route as xet_route

        return XetFileData(xet_hash, endpoint + xet_route(XetTokenType.READ, self.repo_type, self.repo_id, commit))


@dataclass(frozen=True)
class Remote:
    """Where a content is had.

    Attributes:
        url: Its address on the Hub, for a commit: good for ever.
        location: The address that gives the bytes now; it may be signed and expire.
        expected: What the content has to be.
        throttle: What keeps it from using all of the network.
        xet: Where the Xet storage has it, if it has.
    """

    url: str
    location: str
    expected: Expected
    throttle: Throttle | None = None
    xet: XetFileData | None = None


def options(
    repo_id: str,
    *,
    repo_type: str | None = None,
    revision: str | None = None,
    cache_dir: str | Path | None = None,
    local_dir: str | Path | None = None,
    force_download: bool = False,
    local_files_only: bool = False,
    etag_timeout: float | None = constants.DEFAULT_ETAG_TIMEOUT,
    tqdm_class: type[Any] | None = None,
    dry_run: bool = False,
    prefer_cache: bool = False,
    max_bandwidth: float | None = None,
    on_event: Listener | None = None,
) -> Options:
    """Check the arguments of a download before anything is sent or written.

    Raises:
        HFValidationError: The repository id can't be one.
        UnsafePathError: The revision could leave the cache.
        ValueError: Another argument is out of its range.
    """
    ids.validate_repo_id(repo_id)
    kind = ids.validate_repo_type(repo_type)
    revision = commit_for(revision, repo_id, kind)
    revision = constants.DEFAULT_REVISION if revision is None else revision
    paths.safe_revision(revision)
    if etag_timeout is not None and not etag_timeout > 0:
        raise ValueError(f"`etag_timeout` must be a positive number of seconds, not {etag_timeout!r}.")
    if etag_timeout == constants.DEFAULT_ETAG_TIMEOUT:
        etag_timeout = constants.HF_HUB_ETAG_TIMEOUT
    return Options(
        repo_id=repo_id,
        repo_type=kind,
        revision=revision,
        cache_dir=cache_dir,
        local_dir=None if local_dir is None else Path(local_dir).expanduser().absolute(),
        force=force_download,
        local_files_only=local_files_only,
        etag_timeout=etag_timeout,
        tqdm_class=tqdm_class,
        dry_run=dry_run,
        prefer_cache=prefer_cache and not force_download,
        throttle=throttle_of(max_bandwidth),
        on_event=on_event,
    )
