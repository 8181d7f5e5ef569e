# Generated from codegen/surface.toml: edit that file, not this one, then run `python -m codegen`.
# fmt: off
# ruff: noqa: F821, I001, RUF100
"""Downloading one file, and the names of files in the cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huggingface_hub._names import offer


__all__ = [
    "DryRunFileInfo", "FileMetadataError", "GatedRepoError", "HEADER_FILENAME_PATTERN", "HfFileMetadata",
    "HfHubHTTPError", "LocalEntryNotFoundError", "OfflineModeIsEnabled", "REGEX_COMMIT_HASH", "REGEX_SHA256",
    "RemoteEntryNotFoundError", "RepositoryNotFoundError", "ResolvedRevision", "RevisionNotFoundError",
    "SoftTemporaryDirectory", "WeakFileLock", "XetFileData", "XetTokenType", "_CACHED_NO_EXIST",
    "are_symlinks_supported", "as_extended_path", "build_hf_headers", "flag_as_download_call", "get_hf_file_metadata",
    "get_local_download_paths", "has_shared_blob", "hf_hub_download", "hf_hub_url", "hf_raise_for_status", "http_get",
    "http_stream_backoff", "is_valid_xet_hash", "is_xet_available", "parse_xet_file_data_from_response",
    "publish_blob_to_shared_store", "read_download_metadata", "read_tree_cache", "repo_folder_name", "sha_fileobj",
    "shared_blobs_enabled", "tree_cache_folder_for_local_dir", "try_link_from_shared_store", "try_to_load_from_cache",
    "validate_hf_hub_args", "write_download_metadata", "xet_connection_info_refresh_url", "xet_get",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = offer(__name__, {
        "_core.cache.layout": "REGEX_COMMIT_HASH REGEX_SHA256 repo_folder_name",
        "_core.cache.local_dir": "get_local_download_paths read_download_metadata write_download_metadata",
        "_core.cache.lookup": "_CACHED_NO_EXIST try_to_load_from_cache",
        "_core.cache.pointers": "are_symlinks_supported",
        "_core.cache.sharing": (
            "has_shared_blob publish_blob_to_shared_store shared_blobs_enabled try_link_from_shared_store"
        ),
        "_core.cache.trees": "read_tree_cache tree_cache_folder_for_local_dir",
        "_core.decorators": "flag_as_download_call",
        "_core.download.metadata": "HEADER_FILENAME_PATTERN is_valid_xet_hash parse_xet_file_data_from_response",
        "_core.http_errors": "hf_raise_for_status=raise_for_status",
        "_core.legacy_arguments": "validate_hf_hub_args",
        "_core.packages": "is_xet_available",
        "_core.paths": "as_extended_path",
        "_core.scratch": "SoftTemporaryDirectory",
        "_core.urls": "hf_hub_url",
        "_core.xet.connection": "XetTokenType xet_connection_info_refresh_url",
        "_runtime.blocking.files": "WeakFileLock=weak_file_lock",
        "_sync.auth.headers": "build_hf_headers",
        "_sync.backoff": "http_stream_backoff",
        "_sync.download": "get_hf_file_metadata hf_hub_download",
        "_sync.download.stream": "http_get",
        "_sync.xet.download": "xet_get",
        "errors": (
            "FileMetadataError GatedRepoError HfHubHTTPError LocalEntryNotFoundError OfflineModeIsEnabled "
            "RemoteEntryNotFoundError RepositoryNotFoundError RevisionNotFoundError"
        ),
        "types.download": "DryRunFileInfo HfFileMetadata XetFileData",
        "types.revisions": "ResolvedRevision",
        "utils.sha": "sha_fileobj",
    })

if TYPE_CHECKING:
    from huggingface_hub._core.cache.layout import REGEX_COMMIT_HASH, REGEX_SHA256, repo_folder_name
    from huggingface_hub._core.cache.local_dir import (
        get_local_download_paths, read_download_metadata, write_download_metadata,
    )
    from huggingface_hub._core.cache.lookup import _CACHED_NO_EXIST, try_to_load_from_cache
    from huggingface_hub._core.cache.pointers import are_symlinks_supported
    from huggingface_hub._core.cache.sharing import (
        has_shared_blob, publish_blob_to_shared_store, shared_blobs_enabled, try_link_from_shared_store,
    )
    from huggingface_hub._core.cache.trees import read_tree_cache, tree_cache_folder_for_local_dir
    from huggingface_hub._core.decorators import flag_as_download_call
    from huggingface_hub._core.download.metadata import (
        HEADER_FILENAME_PATTERN, is_valid_xet_hash, parse_xet_file_data_from_response,
    )
    from huggingface_hub._core.legacy_arguments import validate_hf_hub_args
    from huggingface_hub._core.packages import is_xet_available
    from huggingface_hub._core.paths import as_extended_path
    from huggingface_hub._core.scratch import SoftTemporaryDirectory
    from huggingface_hub._core.urls import hf_hub_url
    from huggingface_hub._core.xet.connection import XetTokenType, xet_connection_info_refresh_url
    from huggingface_hub._sync.auth.headers import build_hf_headers
    from huggingface_hub._sync.backoff import http_stream_backoff
    from huggingface_hub._sync.download import get_hf_file_metadata, hf_hub_download
    from huggingface_hub._sync.download.stream import http_get
    from huggingface_hub._sync.xet.download import xet_get
    from huggingface_hub.errors import (
        FileMetadataError, GatedRepoError, HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled,
        RemoteEntryNotFoundError, RepositoryNotFoundError, RevisionNotFoundError,
    )
    from huggingface_hub.types.download import DryRunFileInfo, HfFileMetadata, XetFileData
    from huggingface_hub.types.revisions import ResolvedRevision
    from huggingface_hub.utils.sha import sha_fileobj
    from huggingface_hub._runtime.blocking.files import weak_file_lock as _WeakFileLock
    from huggingface_hub._core.http_errors import raise_for_status as _hf_raise_for_status
    WeakFileLock = _WeakFileLock
    hf_raise_for_status = _hf_raise_for_status
