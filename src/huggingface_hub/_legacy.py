# Generated from codegen/surface.toml: edit that file, not this one, then run `python -m codegen`.
# fmt: off
# ruff: noqa: F821, I001, RUF100
"""Private paths of the reference that are imported elsewhere, and where their names live here; see `_names.py`."""

from __future__ import annotations


MODULES: dict[str, dict[str, str]] = {
    "_commit_api": {
        "_core.http_errors": "hf_raise_for_status=raise_for_status",
        "_core.legacy_arguments": "validate_hf_hub_args",
        "_core.packages": "is_xet_available",
        "_core.patterns": "FORBIDDEN_FOLDERS",
        "_core.scratch": "chunk_iterable",
        "_core.upload.copies": "DUPLICATE_LFS_BATCH_SIZE=BATCH_SIZE FETCH_LFS_BATCH_SIZE=BATCH_SIZE",
        "_core.upload.negotiation": "UPLOAD_BATCH_MAX_NUM_FILES=BATCH_SIZE",
        "_core.upload.operations": (
            "CommitOperation CommitOperationAdd CommitOperationCopy CommitOperationDelete UploadInfo UploadMode"
        ),
        "_core.urls": "hf_hub_url",
        "_runtime.factories": "get_session",
        "_sync.backoff": "http_backoff",
        "_sync.upload.lfs_functions": "lfs_upload post_lfs_batch_info",
        "errors": "EntryNotFoundError",
    },
    "_dataset_viewer": {
        "types.datasets": "DatasetParquetEntry",
    },
    "_eval_results": {
        "types.evals": "EvalResultEntry eval_result_entries_to_yaml parse_eval_result_entries",
    },
    "_inference_endpoints": {
        "_sync.handles.inference_endpoints": "InferenceEndpoint",
        "types.inference_endpoints": (
            "InferenceEndpointHardware InferenceEndpointScalingMetric InferenceEndpointStatus InferenceEndpointType"
        ),
    },
    "_jobs_api": {
        "types.jobs": (
            "DEFAULT_UV_IMAGE JobAccelerator JobDurations JobHardware JobHardwareInfo JobInfo JobInitiator JobNetwork "
            "JobOwner JobSpec JobStage JobStatus LastJobInfo ScheduledJobInfo ScheduledJobStatus TERMINAL_JOB_STAGES"
        ),
    },
    "_local_folder": {
        "_core.cache.layout": "CACHEDIR_TAG_CONTENT",
        "_core.cache.local_dir": (
            "LocalDownloadFileMetadata LocalDownloadFilePaths get_local_download_paths read_download_metadata "
            "write_download_metadata"
        ),
        "_core.cache.upload_notes": (
            "LocalUploadFileMetadata LocalUploadFilePaths get_local_upload_paths read_upload_metadata"
        ),
    },
    "_login": {
        "_sync.auth.login": "auth_list auth_switch interpreter_login login logout notebook_login",
        "_sync.auth.saving": "_save_oauth_token",
    },
    "_revision": {
        "types.revisions": "ResolvedRevision",
    },
    "_snapshot_download": {
        "_core.cache.trees": "get_cached_repo_tree",
        "_sync.download": "snapshot_download",
    },
    "_space_api": {
        "types.spaces": (
            "INTERMEDIATE_SPACE_STAGES SpaceHardware SpaceHotReloading SpaceRuntime SpaceSearchResult SpaceSecret "
            "SpaceStage SpaceStorage SpaceTemplate SpaceVariable TERMINAL_SPACE_STAGES Volume ZeroGpuQuota"
        ),
    },
    "_tree_cache": {
        "_core.cache.trees": (
            "TREE_CACHE_FORMAT_VERSION TreeCacheEntry is_valid_tree_entries read_tree_cache "
            "tree_cache_folder_for_local_dir write_tree_cache"
        ),
    },
    "utils._auth": {
        "_core.colab": "is_colab_enterprise is_google_colab",
        "_core.token_store": "get_stored_tokens",
        "_runtime.blocking.files": "WeakFileLock=weak_file_lock",
        "_sync.auth.tokens": "get_token refresh_access_token",
        "errors": "DeviceCodeError OAuthErrorCode OIDCError",
    },
    "utils._cache_assets": {
        "_core.cache.assets": "cached_assets_path",
    },
    "utils._cache_manager": {
        "_core.cache.deletion": "DeleteCacheStrategy",
        "_core.cache.manager": "HFCacheInfo",
        "_core.cache.scan": "FILES_TO_IGNORE scan_cache_dir",
        "errors": "CacheNotFound CorruptedCacheException",
        "types.cache": "CachedFileInfo CachedIncompleteFileInfo CachedRepoInfo CachedRevisionInfo REPO_TYPE_T",
    },
    "utils._datetime": {
        "types.datetimes": "parse_datetime",
    },
    "utils._deprecation": {
        "_core.legacy_arguments": "_deprecate_method",
    },
    "utils._detect_agent": {
        "_core.agent_env": "detect_agent",
        "cli.interactive": "is_agent",
    },
    "utils._errors": {
        "_core.http_errors": "hf_raise_for_status=raise_for_status",
        "errors": (
            "BadRequestError DisabledRepoError EntryNotFoundError FileMetadataError GatedRepoError HfHubHTTPError "
            "LocalEntryNotFoundError RepositoryNotFoundError RevisionNotFoundError"
        ),
    },
    "utils._fixes": {
        "_core.scratch": "SoftTemporaryDirectory yaml_dump",
        "_runtime.blocking.files": "WeakFileLock=weak_file_lock",
    },
    "utils._git_credential": {
        "_core.git_credentials": "GIT_CREDENTIAL_REGEX",
        "_sync.auth.git": "list_credential_helpers set_git_credential unset_git_credential",
    },
    "utils._headers": {
        "_sync.auth.headers": "build_hf_headers",
        "_sync.auth.tokens": "get_token_to_send",
    },
    "utils._hf_uris": {
        "_core.uris": "HfMount HfUri is_hf_uri parse_hf_mount parse_hf_uri",
    },
    "utils._http": {
        "_core.decorators": "flag_as_download_call",
        "_core.http_errors": "hf_raise_for_status=raise_for_status",
        "_core.legacy_arguments": "fix_hf_endpoint_in_url",
        "_core.ratelimit": "parse_ratelimit_headers",
        "_core.trace": "X_AMZN_TRACE_ID X_AMZ_CF_ID X_REQUEST_ID",
        "_core.upload.slices": "SliceFileObj",
        "_core.url_patterns": "BUCKET_API_REGEX RANGE_REGEX REPO_API_REGEX",
        "_runtime.factories": (
            "async_hf_request_event_hook=async_before_request async_hf_response_event_hook=async_read_error close_session "
            "default_async_client_factory default_client_factory get_async_session get_session "
            "hf_request_event_hook=before_request set_async_client_factory set_client_factory"
        ),
        "_runtime.factory_types": "ASYNC_CLIENT_FACTORY_T CLIENT_FACTORY_T",
        "_sync.backoff": "http_backoff http_stream_backoff",
        "errors": (
            "BadRequestError BucketNotFoundError DisabledRepoError GatedRepoError HfHubHTTPError JobNotFoundError "
            "OfflineModeIsEnabled RemoteEntryNotFoundError RepositoryNotFoundError RevisionNotFoundError"
        ),
        "types.ratelimit": "RateLimitInfo",
    },
    "utils._lfs": {
        "_core.upload.slices": "SliceFileObj",
    },
    "utils._oauth_device": {
        "_sync.auth.device": "poll_device_token request_device_code",
        "_sync.auth.tokens": "refresh_access_token",
        "types.auth": "DeviceCodeInfo OAuthTokenResponse",
    },
    "utils._pagination": {
        "_sync.pagination": "paginate",
    },
    "utils._paths": {
        "_core.paths": "as_extended_path",
        "_core.patterns": "DEFAULT_IGNORE_PATTERNS FORBIDDEN_FOLDERS filter_repo_objects",
    },
    "utils._runtime": {
        "_core.colab": "is_colab_enterprise is_google_colab",
        "_core.environment": "dump_environment_info",
        "_core.packages": (
            "get_aiohttp_version get_fastai_version get_fastapi_version get_fastcore_version get_gradio_version "
            "get_graphviz_version get_hf_hub_version get_httpx2_version get_jinja_version get_keras_version "
            "get_numpy_version get_pillow_version get_pydantic_version get_pydot_version get_python_version "
            "get_tensorboard_version get_tf_version get_torch_version get_xet_version is_aiohttp_available "
            "is_fastai_available is_fastapi_available is_fastcore_available is_gradio_available is_graphviz_available "
            "is_httpx2_available is_jinja_available is_keras_available is_numpy_available is_package_available "
            "is_pillow_available is_pydantic_available is_pydot_available is_safetensors_available "
            "is_tensorboard_available is_tf_available is_torch_available is_xet_available"
        ),
        "_core.prompts": "is_notebook",
        "cli.updates": "installation_method",
    },
    "utils._telemetry": {
        "_sync.telemetry": "_send_telemetry_in_thread send_telemetry",
    },
    "utils._typing": {
        "_core.type_questions": "is_jsonable is_simple_optional_type unwrap_simple_optional_type",
        "types.http": "HTTP_METHOD_T",
    },
    "utils._validators": {
        "_core.ids": "REPO_ID_REGEX validate_repo_id",
        "_core.legacy_arguments": "smoothly_deprecate_legacy_arguments validate_hf_hub_args",
    },
    "utils._verification": {
        "_core.verification": (
            "FolderVerification HashAlgo Mismatch collect_local_files compute_file_hash resolve_local_root verify_maps"
        ),
    },
    "utils._xet": {
        "_core.download.metadata": "is_valid_xet_hash parse_xet_file_data_from_response",
        "_core.xet.connection": "XetTokenType xet_connection_info_refresh_url",
        "types.download": "XetFileData",
    },
}
