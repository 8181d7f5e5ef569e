# Generated from codegen/surface.toml: edit that file, not this one, then run `python -m codegen`.
# fmt: off
# ruff: noqa: F821, I001, RUF100
"""Git LFS: what is uploaded, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huggingface_hub._names import offer


__all__ = [
    "CompletionPayloadT", "LFS_HEADERS", "LFS_MULTIPART_UPLOAD_COMMAND", "LfsBatchInfo", "OID_REGEX", "PayloadPartT",
    "SliceFileObj", "UploadInfo", "build_hf_headers", "fix_hf_endpoint_in_url", "hf_raise_for_status", "http_backoff",
    "lfs_upload", "post_lfs_batch_info", "sha256", "sha_fileobj", "upload_files_lfs_instances", "validate_hf_hub_args",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = offer(__name__, {
        "_core.http_errors": "hf_raise_for_status=raise_for_status",
        "_core.legacy_arguments": "fix_hf_endpoint_in_url validate_hf_hub_args",
        "_core.upload.lfs": (
            "CompletionPayloadT LFS_HEADERS LFS_MULTIPART_UPLOAD_COMMAND LfsBatchInfo OID_REGEX PayloadPartT"
        ),
        "_core.upload.operations": "UploadInfo",
        "_core.upload.slices": "SliceFileObj",
        "_sync.auth.headers": "build_hf_headers",
        "_sync.backoff": "http_backoff",
        "_sync.upload.lfs_functions": "lfs_upload post_lfs_batch_info upload_files_lfs_instances",
        "utils.insecure_hashlib": "sha256",
        "utils.sha": "sha_fileobj",
    })

if TYPE_CHECKING:
    from huggingface_hub._core.legacy_arguments import fix_hf_endpoint_in_url, validate_hf_hub_args
    from huggingface_hub._core.upload.lfs import (
        CompletionPayloadT, LFS_HEADERS, LFS_MULTIPART_UPLOAD_COMMAND, LfsBatchInfo, OID_REGEX, PayloadPartT,
    )
    from huggingface_hub._core.upload.operations import UploadInfo
    from huggingface_hub._core.upload.slices import SliceFileObj
    from huggingface_hub._sync.auth.headers import build_hf_headers
    from huggingface_hub._sync.backoff import http_backoff
    from huggingface_hub._sync.upload.lfs_functions import lfs_upload, post_lfs_batch_info, upload_files_lfs_instances
    from huggingface_hub.utils.insecure_hashlib import sha256
    from huggingface_hub.utils.sha import sha_fileobj
    from huggingface_hub._core.http_errors import raise_for_status as _hf_raise_for_status
    hf_raise_for_status = _hf_raise_for_status
