# Generated from codegen/surface.toml: edit that file, not this one, then run `python -m codegen`.
# fmt: off
# ruff: noqa: F821, I001, RUF100
"""`HfApi`, its operations as functions, and what they return."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huggingface_hub._names import offer


__all__ = [
    "AccessRequest", "BadRequestError", "BlobLfsInfo", "BlobSecurityInfo", "BucketBatchError", "BucketFile",
    "Collection", "CollectionItem", "CollectionItemType_T", "CollectionSort_T", "CommitInfo", "CommitOperation",
    "CommitOperationAdd", "CommitOperationCopy", "CommitOperationDelete", "DEFAULT_IGNORE_PATTERNS", "DEFAULT_UV_IMAGE",
    "DailyPapersSort_T", "DatasetCardData", "DatasetInfo", "DatasetLeaderboardEntry", "DatasetSort_T", "Discussion",
    "DiscussionComment", "DiscussionStatusChange", "DiscussionTitleChange", "DiscussionWithDetails",
    "DuplicatedRepoUrl", "EntryNotFoundError", "EvalResultEntry", "ExpandDatasetProperty_T", "ExpandModelProperty_T",
    "ExpandSpaceProperty_T", "FileDuplicationError", "GatedRepoError", "GitCommitInfo", "GitRefInfo", "GitRefs",
    "HfApi", "HfHubHTTPError", "HfUri", "HfUriError", "INTERMEDIATE_SPACE_STAGES", "InferenceCatalogModel",
    "InferenceEndpoint", "InferenceEndpointHardware", "InferenceEndpointScalingMetric", "InferenceEndpointType",
    "InferenceProviderMapping", "JobHardware", "JobHardwareInfo", "JobInfo", "JobSpec", "JobStage", "KernelInfo",
    "LFSFileInfo", "LastCommitInfo", "LocalTokenNotFoundError", "ModelCardData", "ModelInfo", "ModelSort_T",
    "NotASafetensorsRepoError", "OfflineModeIsEnabled", "Organization", "PaperAuthor", "PaperInfo", "REPO_REGIONS",
    "RemoteEntryNotFoundError", "RepoFile", "RepoFolder", "RepoSibling", "RepoStorageInfo", "RepoUrl",
    "RepoVisibility_T", "RepositoryNotFoundError", "ResolvedRevision", "RevisionNotFoundError",
    "RevisionResolutionError", "SPECIAL_REFS_REVISION_REGEX", "SafeTensorsInfo", "SafetensorsFileMetadata",
    "SafetensorsParsingError", "SafetensorsRepoMetadata", "ScheduledJobInfo", "SpaceCardData", "SpaceHardware",
    "SpaceInfo", "SpaceRuntime", "SpaceSearchResult", "SpaceSecret", "SpaceSort_T", "SpaceTemplate", "SpaceVariable",
    "TERMINAL_JOB_STAGES", "TensorInfo", "TransformersInfo", "USERNAME_PLACEHOLDER", "User", "UserLikes", "Volume",
    "WebhookInfo", "WebhookWatchedItem", "ZeroGpuQuota", "_upload_large_folder", "accept_access_request",
    "add_collection_item", "add_space_secret", "add_space_variable", "auth_check", "batch_bucket_files", "bucket_info",
    "build_hf_headers", "cancel_access_request", "cancel_job", "change_discussion_status", "chunk_iterable",
    "comment_discussion", "copy_files", "create_branch", "create_bucket", "create_collection", "create_commit",
    "create_discussion", "create_inference_endpoint", "create_inference_endpoint_from_catalog", "create_pull_request",
    "create_repo", "create_scheduled_job", "create_scheduled_uv_job", "create_tag", "create_webhook", "dataset_info",
    "delete_branch", "delete_bucket", "delete_collection", "delete_collection_item", "delete_file", "delete_files",
    "delete_folder", "delete_inference_endpoint", "delete_repo", "delete_scheduled_job", "delete_space_secret",
    "delete_space_variable", "delete_space_volumes", "delete_tag", "delete_webhook", "deserialize_event",
    "disable_space_dev_mode", "disable_webhook", "download_bucket_files", "duplicate_repo", "edit_discussion_comment",
    "enable_space_dev_mode", "enable_webhook", "experimental", "fetch_job_logs", "fetch_job_metrics",
    "fetch_space_logs", "file_exists", "filter_repo_objects", "fix_hf_endpoint_in_url", "flag_as_download_call",
    "future_compatible", "get_bucket_file_metadata", "get_bucket_paths_info", "get_collection",
    "get_dataset_leaderboard", "get_dataset_tags", "get_discussion_details", "get_full_repo_name",
    "get_inference_endpoint", "get_local_safetensors_metadata", "get_model_tags", "get_organization_overview",
    "get_paths_info", "get_repo_discussions", "get_safetensors_metadata", "get_session",
    "get_sharded_safetensors_metadata", "get_space_runtime", "get_space_secrets", "get_space_variables", "get_token",
    "get_user_overview", "get_webhook", "get_zero_gpu_quota", "grant_access", "hf_raise_for_status", "http_backoff",
    "inspect_job", "inspect_scheduled_job", "is_xet_available", "kernel_info", "list_accepted_access_requests",
    "list_bucket_tree", "list_buckets", "list_collections", "list_daily_papers", "list_dataset_parquet_files",
    "list_datasets", "list_inference_catalog", "list_inference_endpoints", "list_inference_endpoints_hardware",
    "list_jobs", "list_jobs_hardware", "list_lfs_files", "list_liked_repos", "list_models",
    "list_organization_followers", "list_organization_members", "list_papers", "list_pending_access_requests",
    "list_rejected_access_requests", "list_repo_commits", "list_repo_files", "list_repo_likers", "list_repo_refs",
    "list_repo_tree", "list_scheduled_jobs", "list_space_templates", "list_spaces", "list_spaces_hardware",
    "list_user_followers", "list_user_following", "list_user_repos", "list_webhooks", "merge_pull_request",
    "model_info", "move_bucket", "move_repo", "paginate", "paper_info", "parse_datetime", "parse_eval_result_entries",
    "parse_hf_uri", "parse_local_safetensors_file_metadata", "parse_safetensors_file_metadata",
    "parse_xet_file_data_from_response", "pause_inference_endpoint", "pause_space", "permanently_delete_lfs_files",
    "preupload_lfs_files", "read_paper", "reject_access_request", "rename_discussion", "repo_exists", "repo_info",
    "request_space_hardware", "rerun_job", "resolve_revision", "restart_space", "resume_inference_endpoint",
    "resume_scheduled_job", "revision_exists", "run_as_future", "run_job", "run_uv_job",
    "scale_to_zero_inference_endpoint", "search_spaces", "set_space_sleep_time", "set_space_volumes", "space_info",
    "super_squash_history", "suspend_scheduled_job", "sync_bucket", "sync_job_volume", "trigger_scheduled_job",
    "unlike", "update_bucket_settings", "update_collection_item", "update_collection_metadata",
    "update_collection_resource_group", "update_inference_endpoint", "update_job_expose", "update_job_labels",
    "update_repo_settings", "update_scheduled_job_labels", "update_scheduled_job_schedule", "update_webhook",
    "upload_attachment", "upload_file", "upload_folder", "upload_large_folder", "validate_hf_hub_args",
    "verify_repo_checksums", "wait_for_job", "wait_for_space", "whoami", "api",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = offer(__name__, {
        "_core.decorators": "experimental flag_as_download_call future_compatible",
        "_core.download.metadata": "parse_xet_file_data_from_response",
        "_core.http_errors": "hf_raise_for_status=raise_for_status",
        "_core.legacy_arguments": "fix_hf_endpoint_in_url validate_hf_hub_args",
        "_core.packages": "is_xet_available",
        "_core.patterns": "DEFAULT_IGNORE_PATTERNS filter_repo_objects",
        "_core.safetensors": "get_local_safetensors_metadata parse_local_safetensors_file_metadata",
        "_core.scratch": "chunk_iterable",
        "_core.upload.operations": "CommitOperation CommitOperationAdd CommitOperationCopy CommitOperationDelete",
        "_core.uris": "HfUri parse_hf_uri",
        "_runtime.factories": "get_session",
        "_sync.api": "HfApi",
        "_sync.auth.headers": "build_hf_headers",
        "_sync.auth.tokens": "get_token",
        "_sync.backoff": "http_backoff",
        "_sync.handles.inference_endpoints": "InferenceEndpoint",
        "_sync.pagination": "paginate",
        "errors": (
            "BadRequestError BucketBatchError EntryNotFoundError FileDuplicationError GatedRepoError HfHubHTTPError "
            "HfUriError LocalTokenNotFoundError NotASafetensorsRepoError OfflineModeIsEnabled RemoteEntryNotFoundError "
            "RepositoryNotFoundError RevisionNotFoundError RevisionResolutionError SafetensorsParsingError"
        ),
        "types.access_requests": "AccessRequest",
        "types.buckets": "BucketFile",
        "types.cards": "DatasetCardData ModelCardData SpaceCardData",
        "types.collections": "Collection CollectionItem CollectionItemType_T CollectionSort_T",
        "types.commits": "CommitInfo DuplicatedRepoUrl GitCommitInfo GitRefInfo GitRefs RepoUrl",
        "types.datasets": "DatasetLeaderboardEntry",
        "types.datetimes": "parse_datetime",
        "types.discussions": (
            "Discussion DiscussionComment DiscussionStatusChange DiscussionTitleChange DiscussionWithDetails "
            "deserialize_event"
        ),
        "types.evals": "EvalResultEntry parse_eval_result_entries",
        "types.files": "BlobLfsInfo BlobSecurityInfo LFSFileInfo LastCommitInfo RepoFile RepoFolder RepoSibling",
        "types.inference_endpoints": (
            "InferenceCatalogModel InferenceEndpointHardware InferenceEndpointScalingMetric InferenceEndpointType"
        ),
        "types.jobs": (
            "DEFAULT_UV_IMAGE JobHardware JobHardwareInfo JobInfo JobSpec JobStage ScheduledJobInfo TERMINAL_JOB_STAGES"
        ),
        "types.papers": "DailyPapersSort_T PaperAuthor PaperInfo",
        "types.repos": (
            "DatasetInfo DatasetSort_T ExpandDatasetProperty_T ExpandModelProperty_T ExpandSpaceProperty_T "
            "InferenceProviderMapping KernelInfo ModelInfo ModelSort_T REPO_REGIONS RepoStorageInfo RepoVisibility_T "
            "SafeTensorsInfo SpaceInfo SpaceSort_T TransformersInfo"
        ),
        "types.revisions": "ResolvedRevision SPECIAL_REFS_REVISION_REGEX",
        "types.safetensors": "SafetensorsFileMetadata SafetensorsRepoMetadata TensorInfo",
        "types.spaces": (
            "INTERMEDIATE_SPACE_STAGES SpaceHardware SpaceRuntime SpaceSearchResult SpaceSecret SpaceTemplate "
            "SpaceVariable Volume ZeroGpuQuota"
        ),
        "types.users": "Organization USERNAME_PLACEHOLDER User UserLikes",
        "types.webhooks": "WebhookInfo WebhookWatchedItem",
    }, api="_sync.api:HfApi", methods=(
        "_upload_large_folder accept_access_request add_collection_item add_space_secret add_space_variable auth_check "
        "batch_bucket_files bucket_info cancel_access_request cancel_job change_discussion_status comment_discussion "
        "copy_files create_branch create_bucket create_collection create_commit create_discussion "
        "create_inference_endpoint create_inference_endpoint_from_catalog create_pull_request create_repo "
        "create_scheduled_job create_scheduled_uv_job create_tag create_webhook dataset_info delete_branch delete_bucket "
        "delete_collection delete_collection_item delete_file delete_files delete_folder delete_inference_endpoint "
        "delete_repo delete_scheduled_job delete_space_secret delete_space_variable delete_space_volumes delete_tag "
        "delete_webhook disable_space_dev_mode disable_webhook download_bucket_files duplicate_repo "
        "edit_discussion_comment enable_space_dev_mode enable_webhook fetch_job_logs fetch_job_metrics fetch_space_logs "
        "file_exists get_bucket_file_metadata get_bucket_paths_info get_collection get_dataset_leaderboard "
        "get_dataset_tags get_discussion_details get_full_repo_name get_inference_endpoint get_model_tags "
        "get_organization_overview get_paths_info get_repo_discussions get_safetensors_metadata "
        "get_sharded_safetensors_metadata get_space_runtime get_space_secrets get_space_variables get_user_overview "
        "get_webhook get_zero_gpu_quota grant_access inspect_job inspect_scheduled_job kernel_info "
        "list_accepted_access_requests list_bucket_tree list_buckets list_collections list_daily_papers "
        "list_dataset_parquet_files list_datasets list_inference_catalog list_inference_endpoints "
        "list_inference_endpoints_hardware list_jobs list_jobs_hardware list_lfs_files list_liked_repos list_models "
        "list_organization_followers list_organization_members list_papers list_pending_access_requests "
        "list_rejected_access_requests list_repo_commits list_repo_files list_repo_likers list_repo_refs list_repo_tree "
        "list_scheduled_jobs list_space_templates list_spaces list_spaces_hardware list_user_followers "
        "list_user_following list_user_repos list_webhooks merge_pull_request model_info move_bucket move_repo paper_info "
        "parse_safetensors_file_metadata pause_inference_endpoint pause_space permanently_delete_lfs_files "
        "preupload_lfs_files read_paper reject_access_request rename_discussion repo_exists repo_info "
        "request_space_hardware rerun_job resolve_revision restart_space resume_inference_endpoint resume_scheduled_job "
        "revision_exists run_as_future run_job run_uv_job scale_to_zero_inference_endpoint search_spaces "
        "set_space_sleep_time set_space_volumes space_info super_squash_history suspend_scheduled_job sync_bucket "
        "sync_job_volume trigger_scheduled_job unlike update_bucket_settings update_collection_item "
        "update_collection_metadata update_collection_resource_group update_inference_endpoint update_job_expose "
        "update_job_labels update_repo_settings update_scheduled_job_labels update_scheduled_job_schedule update_webhook "
        "upload_attachment upload_file upload_folder upload_large_folder verify_repo_checksums wait_for_job "
        "wait_for_space whoami"
    ))

if TYPE_CHECKING:
    from huggingface_hub._core.decorators import experimental, flag_as_download_call, future_compatible
    from huggingface_hub._core.download.metadata import parse_xet_file_data_from_response
    from huggingface_hub._core.legacy_arguments import fix_hf_endpoint_in_url, validate_hf_hub_args
    from huggingface_hub._core.packages import is_xet_available
    from huggingface_hub._core.patterns import DEFAULT_IGNORE_PATTERNS, filter_repo_objects
    from huggingface_hub._core.safetensors import get_local_safetensors_metadata, parse_local_safetensors_file_metadata
    from huggingface_hub._core.scratch import chunk_iterable
    from huggingface_hub._core.upload.operations import (
        CommitOperation, CommitOperationAdd, CommitOperationCopy, CommitOperationDelete,
    )
    from huggingface_hub._core.uris import HfUri, parse_hf_uri
    from huggingface_hub._functions import (
        _upload_large_folder, accept_access_request, add_collection_item, add_space_secret, add_space_variable,
        auth_check, batch_bucket_files, bucket_info, cancel_access_request, cancel_job, change_discussion_status,
        comment_discussion, copy_files, create_branch, create_bucket, create_collection, create_commit,
        create_discussion, create_inference_endpoint, create_inference_endpoint_from_catalog, create_pull_request,
        create_repo, create_scheduled_job, create_scheduled_uv_job, create_tag, create_webhook, dataset_info,
        delete_branch, delete_bucket, delete_collection, delete_collection_item, delete_file, delete_files,
        delete_folder, delete_inference_endpoint, delete_repo, delete_scheduled_job, delete_space_secret,
        delete_space_variable, delete_space_volumes, delete_tag, delete_webhook, disable_space_dev_mode,
        disable_webhook, download_bucket_files, duplicate_repo, edit_discussion_comment, enable_space_dev_mode,
        enable_webhook, fetch_job_logs, fetch_job_metrics, fetch_space_logs, file_exists, get_bucket_file_metadata,
        get_bucket_paths_info, get_collection, get_dataset_leaderboard, get_dataset_tags, get_discussion_details,
        get_full_repo_name, get_inference_endpoint, get_model_tags, get_organization_overview, get_paths_info,
        get_repo_discussions, get_safetensors_metadata, get_sharded_safetensors_metadata, get_space_runtime,
        get_space_secrets, get_space_variables, get_user_overview, get_webhook, get_zero_gpu_quota, grant_access,
        inspect_job, inspect_scheduled_job, kernel_info, list_accepted_access_requests, list_bucket_tree, list_buckets,
        list_collections, list_daily_papers, list_dataset_parquet_files, list_datasets, list_inference_catalog,
        list_inference_endpoints, list_inference_endpoints_hardware, list_jobs, list_jobs_hardware, list_lfs_files,
        list_liked_repos, list_models, list_organization_followers, list_organization_members, list_papers,
        list_pending_access_requests, list_rejected_access_requests, list_repo_commits, list_repo_files,
        list_repo_likers, list_repo_refs, list_repo_tree, list_scheduled_jobs, list_space_templates, list_spaces,
        list_spaces_hardware, list_user_followers, list_user_following, list_user_repos, list_webhooks,
        merge_pull_request, model_info, move_bucket, move_repo, paper_info, parse_safetensors_file_metadata,
        pause_inference_endpoint, pause_space, permanently_delete_lfs_files, preupload_lfs_files, read_paper,
        reject_access_request, rename_discussion, repo_exists, repo_info, request_space_hardware, rerun_job,
        resolve_revision, restart_space, resume_inference_endpoint, resume_scheduled_job, revision_exists,
        run_as_future, run_job, run_uv_job, scale_to_zero_inference_endpoint, search_spaces, set_space_sleep_time,
        set_space_volumes, space_info, super_squash_history, suspend_scheduled_job, sync_bucket, sync_job_volume,
        trigger_scheduled_job, unlike, update_bucket_settings, update_collection_item, update_collection_metadata,
        update_collection_resource_group, update_inference_endpoint, update_job_expose, update_job_labels,
        update_repo_settings, update_scheduled_job_labels, update_scheduled_job_schedule, update_webhook,
        upload_attachment, upload_file, upload_folder, upload_large_folder, verify_repo_checksums, wait_for_job,
        wait_for_space, whoami,
    )
    from huggingface_hub._runtime.factories import get_session
    from huggingface_hub._sync.api import HfApi
    from huggingface_hub._sync.auth.headers import build_hf_headers
    from huggingface_hub._sync.auth.tokens import get_token
    from huggingface_hub._sync.backoff import http_backoff
    from huggingface_hub._sync.handles.inference_endpoints import InferenceEndpoint
    from huggingface_hub._sync.pagination import paginate
    from huggingface_hub.errors import (
        BadRequestError, BucketBatchError, EntryNotFoundError, FileDuplicationError, GatedRepoError, HfHubHTTPError,
        HfUriError, LocalTokenNotFoundError, NotASafetensorsRepoError, OfflineModeIsEnabled, RemoteEntryNotFoundError,
        RepositoryNotFoundError, RevisionNotFoundError, RevisionResolutionError, SafetensorsParsingError,
    )
    from huggingface_hub.types.access_requests import AccessRequest
    from huggingface_hub.types.buckets import BucketFile
    from huggingface_hub.types.cards import DatasetCardData, ModelCardData, SpaceCardData
    from huggingface_hub.types.collections import Collection, CollectionItem, CollectionItemType_T, CollectionSort_T
    from huggingface_hub.types.commits import (
        CommitInfo, DuplicatedRepoUrl, GitCommitInfo, GitRefInfo, GitRefs, RepoUrl,
    )
    from huggingface_hub.types.datasets import DatasetLeaderboardEntry
    from huggingface_hub.types.datetimes import parse_datetime
    from huggingface_hub.types.discussions import (
        Discussion, DiscussionComment, DiscussionStatusChange, DiscussionTitleChange, DiscussionWithDetails,
        deserialize_event,
    )
    from huggingface_hub.types.evals import EvalResultEntry, parse_eval_result_entries
    from huggingface_hub.types.files import (
        BlobLfsInfo, BlobSecurityInfo, LFSFileInfo, LastCommitInfo, RepoFile, RepoFolder, RepoSibling,
    )
    from huggingface_hub.types.inference_endpoints import (
        InferenceCatalogModel, InferenceEndpointHardware, InferenceEndpointScalingMetric, InferenceEndpointType,
    )
    from huggingface_hub.types.jobs import (
        DEFAULT_UV_IMAGE, JobHardware, JobHardwareInfo, JobInfo, JobSpec, JobStage, ScheduledJobInfo,
        TERMINAL_JOB_STAGES,
    )
    from huggingface_hub.types.papers import DailyPapersSort_T, PaperAuthor, PaperInfo
    from huggingface_hub.types.repos import (
        DatasetInfo, DatasetSort_T, ExpandDatasetProperty_T, ExpandModelProperty_T, ExpandSpaceProperty_T,
        InferenceProviderMapping, KernelInfo, ModelInfo, ModelSort_T, REPO_REGIONS, RepoStorageInfo, RepoVisibility_T,
        SafeTensorsInfo, SpaceInfo, SpaceSort_T, TransformersInfo,
    )
    from huggingface_hub.types.revisions import ResolvedRevision, SPECIAL_REFS_REVISION_REGEX
    from huggingface_hub.types.safetensors import SafetensorsFileMetadata, SafetensorsRepoMetadata, TensorInfo
    from huggingface_hub.types.spaces import (
        INTERMEDIATE_SPACE_STAGES, SpaceHardware, SpaceRuntime, SpaceSearchResult, SpaceSecret, SpaceTemplate,
        SpaceVariable, Volume, ZeroGpuQuota,
    )
    from huggingface_hub.types.users import Organization, USERNAME_PLACEHOLDER, User, UserLikes
    from huggingface_hub.types.webhooks import WebhookInfo, WebhookWatchedItem
    from huggingface_hub._core.http_errors import raise_for_status as _hf_raise_for_status
    hf_raise_for_status = _hf_raise_for_status

    api: HfApi
