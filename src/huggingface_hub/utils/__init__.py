# Generated from codegen/surface.toml: edit that file, not this one, then run `python -m codegen`.
# fmt: off
# ruff: noqa: F821, I001, RUF100
"""Helpers that other libraries build on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huggingface_hub._names import offer


__all__ = [
    "ANSI", "ASYNC_CLIENT_FACTORY_T", "BadRequestError", "BucketNotFoundError", "CLIENT_FACTORY_T", "CacheNotFound",
    "CachedFileInfo", "CachedIncompleteFileInfo", "CachedRepoInfo", "CachedRevisionInfo", "CorruptedCacheException",
    "DEFAULT_IGNORE_PATTERNS", "DeleteCacheStrategy", "DisabledRepoError", "EntryNotFoundError", "FORBIDDEN_FOLDERS",
    "FileMetadataError", "GatedRepoError", "HFCacheInfo", "HFValidationError", "HfHubHTTPError", "HfMount", "HfUri",
    "JobNotFoundError", "LocalEntryNotFoundError", "LocalTokenNotFoundError", "NotASafetensorsRepoError",
    "OfflineModeIsEnabled", "RateLimitInfo", "RepositoryNotFoundError", "RevisionNotFoundError",
    "SafetensorsFileMetadata", "SafetensorsParsingError", "SafetensorsRepoMetadata", "SoftTemporaryDirectory",
    "StatusLine", "TensorInfo", "WeakFileLock", "XetFileData", "XetTokenType", "are_progress_bars_disabled",
    "build_hf_headers", "cached_assets_path", "capture_output", "chunk_iterable", "close_session", "detect_agent",
    "disable_progress_bars", "dump_environment_info", "enable_progress_bars", "experimental", "filter_repo_objects",
    "fix_hf_endpoint_in_url", "get_aiohttp_version", "get_async_session", "get_fastai_version", "get_fastapi_version",
    "get_fastcore_version", "get_gradio_version", "get_graphviz_version", "get_hf_hub_version", "get_jinja_version",
    "get_numpy_version", "get_pillow_version", "get_pydantic_version", "get_pydot_version", "get_python_version",
    "get_session", "get_stored_tokens", "get_tensorboard_version", "get_tf_version", "get_token", "get_token_to_send",
    "get_torch_version", "hf_raise_for_status", "hf_thread_map", "http_backoff", "http_stream_backoff",
    "installation_method", "is_agent", "is_aiohttp_available", "is_colab_enterprise", "is_fastai_available",
    "is_fastapi_available", "is_fastcore_available", "is_google_colab", "is_gradio_available", "is_graphviz_available",
    "is_hf_uri", "is_jinja_available", "is_jsonable", "is_notebook", "is_numpy_available", "is_package_available",
    "is_pillow_available", "is_pydantic_available", "is_pydot_available", "is_safetensors_available",
    "is_simple_optional_type", "is_tensorboard_available", "is_tf_available", "is_torch_available", "is_tqdm_disabled",
    "list_credential_helpers", "paginate", "parse_datetime", "parse_hf_mount", "parse_hf_uri",
    "parse_ratelimit_headers", "parse_xet_file_data_from_response", "run_interactive_subprocess", "run_subprocess",
    "scan_cache_dir", "select_choice", "send_telemetry", "set_async_client_factory", "set_client_factory",
    "set_git_credential", "silent_tqdm", "tabulate", "tqdm", "tqdm_stream_file", "unset_git_credential",
    "unwrap_simple_optional_type", "validate_hf_hub_args", "validate_repo_id", "yaml_dump",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = offer(__name__, {
        "_core.agent_env": "detect_agent",
        "_core.bars": "hf_thread_map tqdm tqdm_stream_file",
        "_core.cache.assets": "cached_assets_path",
        "_core.cache.deletion": "DeleteCacheStrategy",
        "_core.cache.manager": "HFCacheInfo",
        "_core.cache.scan": "scan_cache_dir",
        "_core.colab": "is_colab_enterprise is_google_colab",
        "_core.decorators": "experimental",
        "_core.download.metadata": "parse_xet_file_data_from_response",
        "_core.environment": "dump_environment_info",
        "_core.http_errors": "hf_raise_for_status=raise_for_status",
        "_core.ids": "validate_repo_id",
        "_core.legacy_arguments": "fix_hf_endpoint_in_url validate_hf_hub_args",
        "_core.packages": (
            "get_aiohttp_version get_fastai_version get_fastapi_version get_fastcore_version get_gradio_version "
            "get_graphviz_version get_hf_hub_version get_jinja_version get_numpy_version get_pillow_version "
            "get_pydantic_version get_pydot_version get_python_version get_tensorboard_version get_tf_version "
            "get_torch_version is_aiohttp_available is_fastai_available is_fastapi_available is_fastcore_available "
            "is_gradio_available is_graphviz_available is_jinja_available is_numpy_available is_package_available "
            "is_pillow_available is_pydantic_available is_pydot_available is_safetensors_available "
            "is_tensorboard_available is_tf_available is_torch_available"
        ),
        "_core.patterns": "DEFAULT_IGNORE_PATTERNS FORBIDDEN_FOLDERS filter_repo_objects",
        "_core.progress": (
            "are_progress_bars_disabled disable_progress_bars enable_progress_bars is_tqdm_disabled silent_tqdm"
        ),
        "_core.prompts": "is_notebook",
        "_core.ratelimit": "parse_ratelimit_headers",
        "_core.scratch": "SoftTemporaryDirectory chunk_iterable yaml_dump",
        "_core.token_store": "get_stored_tokens",
        "_core.type_questions": "is_jsonable is_simple_optional_type unwrap_simple_optional_type",
        "_core.uris": "HfMount HfUri is_hf_uri parse_hf_mount parse_hf_uri",
        "_core.xet.connection": "XetTokenType",
        "_runtime.blocking.files": "WeakFileLock=weak_file_lock",
        "_runtime.factories": "close_session get_async_session get_session set_async_client_factory set_client_factory",
        "_runtime.factory_types": "ASYNC_CLIENT_FACTORY_T CLIENT_FACTORY_T",
        "_runtime.programs": "capture_output run_interactive_subprocess run_subprocess",
        "_sync.auth.git": "list_credential_helpers set_git_credential unset_git_credential",
        "_sync.auth.headers": "build_hf_headers",
        "_sync.auth.tokens": "get_token get_token_to_send",
        "_sync.backoff": "http_backoff http_stream_backoff",
        "_sync.pagination": "paginate",
        "_sync.telemetry": "send_telemetry",
        "cli.interactive": "ANSI StatusLine is_agent select_choice tabulate",
        "cli.updates": "installation_method",
        "errors": (
            "BadRequestError BucketNotFoundError CacheNotFound CorruptedCacheException DisabledRepoError "
            "EntryNotFoundError FileMetadataError GatedRepoError HFValidationError HfHubHTTPError JobNotFoundError "
            "LocalEntryNotFoundError LocalTokenNotFoundError NotASafetensorsRepoError OfflineModeIsEnabled "
            "RepositoryNotFoundError RevisionNotFoundError SafetensorsParsingError"
        ),
        "types.cache": "CachedFileInfo CachedIncompleteFileInfo CachedRepoInfo CachedRevisionInfo",
        "types.datetimes": "parse_datetime",
        "types.download": "XetFileData",
        "types.ratelimit": "RateLimitInfo",
        "types.safetensors": "SafetensorsFileMetadata SafetensorsRepoMetadata TensorInfo",
    }, submodules=(
        "_auth _detect_agent _http httpx insecure_hashlib logging sha tqdm"
    ), shadowing=(
        "tqdm"
    ))

if TYPE_CHECKING:
    from huggingface_hub.utils import httpx as httpx
    from huggingface_hub.utils import insecure_hashlib as insecure_hashlib
    from huggingface_hub.utils import logging as logging
    from huggingface_hub.utils import sha as sha
    from huggingface_hub._core.agent_env import detect_agent
    from huggingface_hub._core.bars import hf_thread_map, tqdm, tqdm_stream_file
    from huggingface_hub._core.cache.assets import cached_assets_path
    from huggingface_hub._core.cache.deletion import DeleteCacheStrategy
    from huggingface_hub._core.cache.manager import HFCacheInfo
    from huggingface_hub._core.cache.scan import scan_cache_dir
    from huggingface_hub._core.colab import is_colab_enterprise, is_google_colab
    from huggingface_hub._core.decorators import experimental
    from huggingface_hub._core.download.metadata import parse_xet_file_data_from_response
    from huggingface_hub._core.environment import dump_environment_info
    from huggingface_hub._core.ids import validate_repo_id
    from huggingface_hub._core.legacy_arguments import fix_hf_endpoint_in_url, validate_hf_hub_args
    from huggingface_hub._core.packages import (
        get_aiohttp_version, get_fastai_version, get_fastapi_version, get_fastcore_version, get_gradio_version,
        get_graphviz_version, get_hf_hub_version, get_jinja_version, get_numpy_version, get_pillow_version,
        get_pydantic_version, get_pydot_version, get_python_version, get_tensorboard_version, get_tf_version,
        get_torch_version, is_aiohttp_available, is_fastai_available, is_fastapi_available, is_fastcore_available,
        is_gradio_available, is_graphviz_available, is_jinja_available, is_numpy_available, is_package_available,
        is_pillow_available, is_pydantic_available, is_pydot_available, is_safetensors_available,
        is_tensorboard_available, is_tf_available, is_torch_available,
    )
    from huggingface_hub._core.patterns import DEFAULT_IGNORE_PATTERNS, FORBIDDEN_FOLDERS, filter_repo_objects
    from huggingface_hub._core.progress import (
        are_progress_bars_disabled, disable_progress_bars, enable_progress_bars, is_tqdm_disabled, silent_tqdm,
    )
    from huggingface_hub._core.prompts import is_notebook
    from huggingface_hub._core.ratelimit import parse_ratelimit_headers
    from huggingface_hub._core.scratch import SoftTemporaryDirectory, chunk_iterable, yaml_dump
    from huggingface_hub._core.token_store import get_stored_tokens
    from huggingface_hub._core.type_questions import is_jsonable, is_simple_optional_type, unwrap_simple_optional_type
    from huggingface_hub._core.uris import HfMount, HfUri, is_hf_uri, parse_hf_mount, parse_hf_uri
    from huggingface_hub._core.xet.connection import XetTokenType
    from huggingface_hub._runtime.factories import (
        close_session, get_async_session, get_session, set_async_client_factory, set_client_factory,
    )
    from huggingface_hub._runtime.factory_types import ASYNC_CLIENT_FACTORY_T, CLIENT_FACTORY_T
    from huggingface_hub._runtime.programs import capture_output, run_interactive_subprocess, run_subprocess
    from huggingface_hub._sync.auth.git import list_credential_helpers, set_git_credential, unset_git_credential
    from huggingface_hub._sync.auth.headers import build_hf_headers
    from huggingface_hub._sync.auth.tokens import get_token, get_token_to_send
    from huggingface_hub._sync.backoff import http_backoff, http_stream_backoff
    from huggingface_hub._sync.pagination import paginate
    from huggingface_hub._sync.telemetry import send_telemetry
    from huggingface_hub.cli.interactive import ANSI, StatusLine, is_agent, select_choice, tabulate
    from huggingface_hub.cli.updates import installation_method
    from huggingface_hub.errors import (
        BadRequestError, BucketNotFoundError, CacheNotFound, CorruptedCacheException, DisabledRepoError,
        EntryNotFoundError, FileMetadataError, GatedRepoError, HFValidationError, HfHubHTTPError, JobNotFoundError,
        LocalEntryNotFoundError, LocalTokenNotFoundError, NotASafetensorsRepoError, OfflineModeIsEnabled,
        RepositoryNotFoundError, RevisionNotFoundError, SafetensorsParsingError,
    )
    from huggingface_hub.types.cache import (
        CachedFileInfo, CachedIncompleteFileInfo, CachedRepoInfo, CachedRevisionInfo,
    )
    from huggingface_hub.types.datetimes import parse_datetime
    from huggingface_hub.types.download import XetFileData
    from huggingface_hub.types.ratelimit import RateLimitInfo
    from huggingface_hub.types.safetensors import SafetensorsFileMetadata, SafetensorsRepoMetadata, TensorInfo
    from huggingface_hub._runtime.blocking.files import weak_file_lock as _WeakFileLock
    from huggingface_hub._core.http_errors import raise_for_status as _hf_raise_for_status
    WeakFileLock = _WeakFileLock
    hf_raise_for_status = _hf_raise_for_status
