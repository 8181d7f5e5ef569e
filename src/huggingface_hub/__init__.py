# Generated from codegen/surface.toml: edit that file, not this one, then run `python -m codegen`.
# fmt: off
# ruff: noqa: F821, I001, RUF100
"""
A client for the Hugging Face Hub: every operation as a blocking call here, and as an awaitable one in
`huggingface_hub.aio`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from huggingface_hub._names import install_legacy_paths, load_all, offer


__version__ = "2.4.0+async.1"

__all__ = [
    "ASYNC_CLIENT_FACTORY_T", "AsyncCommitScheduler", "AsyncHfApi", "BucketFile", "BucketFileMetadata", "BucketFolder",
    "BucketInfo", "BucketUrl", "CLIENT_FACTORY_T", "CONFIG_NAME", "CacheNotFound", "CachedFileInfo",
    "CachedIncompleteFileInfo", "CachedRepoInfo", "CachedRevisionInfo", "CardData", "Collection", "CollectionItem",
    "CommitInfo", "CommitOperation", "CommitOperationAdd", "CommitOperationCopy", "CommitOperationDelete",
    "CommitScheduler", "CorruptedCacheException", "DatasetCardData", "DatasetInfo", "DatasetLeaderboardEntry",
    "DeleteCacheStrategy", "Discussion", "DiscussionComment", "DiscussionCommit", "DiscussionEvent",
    "DiscussionStatusChange", "DiscussionTitleChange", "DiscussionWithDetails", "DryRunFileInfo", "DuplicatedRepoUrl",
    "EvalResult", "EvalResultEntry", "FLAX_WEIGHTS_NAME", "GitCommitInfo", "GitRefInfo", "GitRefs", "HFCacheInfo",
    "HUGGINGFACE_CO_URL_HOME", "HUGGINGFACE_CO_URL_TEMPLATE", "HfApi", "HfFileMetadata", "HfUri",
    "InferenceCatalogModel", "InferenceCatalogRecipe", "InferenceEndpoint", "InferenceEndpointError",
    "InferenceEndpointHardware", "InferenceEndpointStatus", "InferenceEndpointTimeoutError", "InferenceEndpointType",
    "InferenceTimeoutError", "JobAccelerator", "JobDurations", "JobHardware", "JobHardwareInfo", "JobInfo",
    "JobInitiator", "JobNetwork", "JobOwner", "JobStage", "JobStatus", "KernelInfo", "LocalUploadNotImplementedError",
    "ModelCardData", "ModelInfo", "OAuthInfo", "OAuthOrgInfo", "OAuthUserInfo", "Organization", "PYTORCH_WEIGHTS_NAME",
    "REPO_TYPE_DATASET", "REPO_TYPE_MODEL", "REPO_TYPE_SPACE", "RepoFile", "RepoFolder", "RepoStorageInfo", "RepoUrl",
    "ResolvedRevision", "Sandbox", "SandboxCommandResult", "SandboxPool", "SandboxProcess", "SpaceCardData",
    "SpaceHardware", "SpaceInfo", "SpaceRuntime", "SpaceSearchResult", "SpaceSecret", "SpaceStage", "SpaceStorage",
    "SpaceTemplate", "SpaceVariable", "SyncOperation", "SyncPlan", "TF2_WEIGHTS_NAME", "TF_WEIGHTS_NAME", "User",
    "UserLikes", "Volume", "WebhookInfo", "WebhookPayload", "WebhookPayloadComment", "WebhookPayloadDiscussion",
    "WebhookPayloadDiscussionChanges", "WebhookPayloadEvent", "WebhookPayloadMovedTo", "WebhookPayloadRepo",
    "WebhookPayloadUrl", "WebhookPayloadWebhook", "WebhookWatchedItem", "WebhooksServer", "ZeroGpuQuota",
    "_CACHED_NO_EXIST", "_upload_large_folder", "accept_access_request", "add_collection_item", "add_space_secret",
    "add_space_variable", "attach_huggingface_oauth", "auth_check", "auth_list", "auth_switch", "batch_bucket_files",
    "bucket_info", "cached_assets_path", "cancel_access_request", "cancel_job", "change_discussion_status",
    "check_cli_update", "close_session", "comment_discussion", "copy_files", "create_branch", "create_bucket",
    "create_collection", "create_commit", "create_discussion", "create_inference_endpoint",
    "create_inference_endpoint_from_catalog", "create_pull_request", "create_repo", "create_scheduled_job",
    "create_scheduled_uv_job", "create_tag", "create_webhook", "dataset_info", "delete_branch", "delete_bucket",
    "delete_collection", "delete_collection_item", "delete_file", "delete_folder", "delete_inference_endpoint",
    "delete_repo", "delete_scheduled_job", "delete_space_secret", "delete_space_variable", "delete_space_volumes",
    "delete_tag", "delete_webhook", "disable_space_dev_mode", "disable_webhook", "download_bucket_files",
    "dump_environment_info", "duplicate_repo", "edit_discussion_comment", "enable_space_dev_mode", "enable_webhook",
    "eval_result_entries_to_yaml", "fetch_job_logs", "fetch_job_metrics", "fetch_space_logs", "file_exists",
    "get_async_session", "get_bucket_file_metadata", "get_bucket_paths_info", "get_cached_repo_tree", "get_collection",
    "get_dataset_leaderboard", "get_dataset_tags", "get_discussion_details", "get_full_repo_name",
    "get_hf_file_metadata", "get_inference_endpoint", "get_local_safetensors_metadata", "get_model_tags",
    "get_organization_overview", "get_paths_info", "get_repo_discussions", "get_safetensors_metadata", "get_session",
    "get_sharded_safetensors_metadata", "get_space_runtime", "get_space_secrets", "get_space_variables", "get_token",
    "get_user_overview", "get_webhook", "get_zero_gpu_quota", "grant_access", "hf_hub_download", "hf_hub_url",
    "hf_raise_for_status", "inspect_job", "inspect_scheduled_job", "interpreter_login", "is_offline_mode",
    "kernel_info", "list_accepted_access_requests", "list_bucket_tree", "list_buckets", "list_collections",
    "list_daily_papers", "list_dataset_parquet_files", "list_datasets", "list_inference_catalog",
    "list_inference_endpoints", "list_inference_endpoints_hardware", "list_jobs", "list_jobs_hardware",
    "list_lfs_files", "list_liked_repos", "list_models", "list_organization_followers", "list_organization_members",
    "list_papers", "list_pending_access_requests", "list_rejected_access_requests", "list_repo_commits",
    "list_repo_files", "list_repo_likers", "list_repo_refs", "list_repo_tree", "list_scheduled_jobs",
    "list_space_templates", "list_spaces", "list_spaces_hardware", "list_user_followers", "list_user_following",
    "list_user_repos", "list_webhooks", "logging", "login", "logout", "merge_pull_request", "model_info", "move_bucket",
    "move_repo", "notebook_login", "paper_info", "parse_eval_result_entries", "parse_hf_uri", "parse_huggingface_oauth",
    "parse_local_safetensors_file_metadata", "parse_safetensors_file_metadata", "pause_inference_endpoint",
    "pause_space", "permanently_delete_lfs_files", "preupload_lfs_files", "read_paper", "reject_access_request",
    "rename_discussion", "repo_exists", "repo_info", "request_space_hardware", "rerun_job", "resolve_revision",
    "restart_space", "resume_inference_endpoint", "resume_scheduled_job", "revision_exists", "run_as_future", "run_job",
    "run_uv_job", "scale_to_zero_inference_endpoint", "scan_cache_dir", "search_spaces", "set_async_client_factory",
    "set_client_factory", "set_space_sleep_time", "set_space_volumes", "snapshot_download", "space_info",
    "super_squash_history", "suspend_scheduled_job", "sync_bucket", "sync_job_volume", "trigger_scheduled_job",
    "try_to_load_from_cache", "typer_factory", "unlike", "update_bucket_settings", "update_collection_item",
    "update_collection_metadata", "update_collection_resource_group", "update_inference_endpoint", "update_job_expose",
    "update_job_labels", "update_repo_settings", "update_scheduled_job_labels", "update_scheduled_job_schedule",
    "update_webhook", "upload_attachment", "upload_file", "upload_folder", "upload_large_folder",
    "verify_repo_checksums", "wait_for_job", "wait_for_space", "webhook_endpoint", "whoami",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = offer(__name__, {
        "_async.api": "AsyncHfApi",
        "_async.upload.scheduler": "AsyncCommitScheduler",
        "_commit_scheduler": "CommitScheduler",
        "_core.buckets": "BucketUrl",
        "_core.cache.assets": "cached_assets_path",
        "_core.cache.deletion": "DeleteCacheStrategy",
        "_core.cache.lookup": "_CACHED_NO_EXIST try_to_load_from_cache",
        "_core.cache.manager": "HFCacheInfo",
        "_core.cache.scan": "scan_cache_dir",
        "_core.cache.trees": "get_cached_repo_tree",
        "_core.environment": "dump_environment_info",
        "_core.http_errors": "hf_raise_for_status=raise_for_status",
        "_core.safetensors": "get_local_safetensors_metadata parse_local_safetensors_file_metadata",
        "_core.upload.operations": "CommitOperation CommitOperationAdd CommitOperationCopy CommitOperationDelete",
        "_core.uris": "HfUri parse_hf_uri",
        "_core.urls": "hf_hub_url",
        "_runtime.factories": "close_session get_async_session get_session set_async_client_factory set_client_factory",
        "_runtime.factory_types": "ASYNC_CLIENT_FACTORY_T CLIENT_FACTORY_T",
        "_sync.api": "HfApi",
        "_sync.auth.login": "auth_list auth_switch interpreter_login login logout notebook_login",
        "_sync.auth.tokens": "get_token",
        "_sync.download": "get_hf_file_metadata hf_hub_download snapshot_download",
        "_sync.handles.inference_endpoints": "InferenceEndpoint",
        "_sync.handles.sandbox_pools": "SandboxPool",
        "_sync.handles.sandboxes": "Sandbox SandboxProcess",
        "cli.factory": "typer_factory",
        "cli.updates": "check_cli_update",
        "constants": (
            "CONFIG_NAME FLAX_WEIGHTS_NAME HUGGINGFACE_CO_URL_HOME HUGGINGFACE_CO_URL_TEMPLATE PYTORCH_WEIGHTS_NAME "
            "REPO_TYPE_DATASET REPO_TYPE_MODEL REPO_TYPE_SPACE TF2_WEIGHTS_NAME TF_WEIGHTS_NAME is_offline_mode"
        ),
        "errors": (
            "CacheNotFound CorruptedCacheException InferenceEndpointError InferenceEndpointTimeoutError "
            "InferenceTimeoutError LocalUploadNotImplementedError"
        ),
        "hf_api": (
            "_upload_large_folder accept_access_request add_collection_item add_space_secret add_space_variable "
            "auth_check batch_bucket_files bucket_info cancel_access_request cancel_job change_discussion_status "
            "comment_discussion copy_files create_branch create_bucket create_collection create_commit create_discussion "
            "create_inference_endpoint create_inference_endpoint_from_catalog create_pull_request create_repo "
            "create_scheduled_job create_scheduled_uv_job create_tag create_webhook dataset_info delete_branch "
            "delete_bucket delete_collection delete_collection_item delete_file delete_folder delete_inference_endpoint "
            "delete_repo delete_scheduled_job delete_space_secret delete_space_variable delete_space_volumes delete_tag "
            "delete_webhook disable_space_dev_mode disable_webhook download_bucket_files duplicate_repo "
            "edit_discussion_comment enable_space_dev_mode enable_webhook fetch_job_logs fetch_job_metrics "
            "fetch_space_logs file_exists get_bucket_file_metadata get_bucket_paths_info get_collection "
            "get_dataset_leaderboard get_dataset_tags get_discussion_details get_full_repo_name get_inference_endpoint "
            "get_model_tags get_organization_overview get_paths_info get_repo_discussions get_safetensors_metadata "
            "get_sharded_safetensors_metadata get_space_runtime get_space_secrets get_space_variables get_user_overview "
            "get_webhook get_zero_gpu_quota grant_access inspect_job inspect_scheduled_job kernel_info "
            "list_accepted_access_requests list_bucket_tree list_buckets list_collections list_daily_papers "
            "list_dataset_parquet_files list_datasets list_inference_catalog list_inference_endpoints "
            "list_inference_endpoints_hardware list_jobs list_jobs_hardware list_lfs_files list_liked_repos list_models "
            "list_organization_followers list_organization_members list_papers list_pending_access_requests "
            "list_rejected_access_requests list_repo_commits list_repo_files list_repo_likers list_repo_refs "
            "list_repo_tree list_scheduled_jobs list_space_templates list_spaces list_spaces_hardware list_user_followers "
            "list_user_following list_user_repos list_webhooks merge_pull_request model_info move_bucket move_repo "
            "paper_info parse_safetensors_file_metadata pause_inference_endpoint pause_space permanently_delete_lfs_files "
            "preupload_lfs_files read_paper reject_access_request rename_discussion repo_exists repo_info "
            "request_space_hardware rerun_job resolve_revision restart_space resume_inference_endpoint "
            "resume_scheduled_job revision_exists run_as_future run_job run_uv_job scale_to_zero_inference_endpoint "
            "search_spaces set_space_sleep_time set_space_volumes space_info super_squash_history suspend_scheduled_job "
            "sync_bucket sync_job_volume trigger_scheduled_job unlike update_bucket_settings update_collection_item "
            "update_collection_metadata update_collection_resource_group update_inference_endpoint update_job_expose "
            "update_job_labels update_repo_settings update_scheduled_job_labels update_scheduled_job_schedule "
            "update_webhook upload_attachment upload_file upload_folder upload_large_folder verify_repo_checksums "
            "wait_for_job wait_for_space whoami"
        ),
        "integrations.oauth": "attach_huggingface_oauth parse_huggingface_oauth",
        "integrations.webhook_payloads": (
            "WebhookPayload WebhookPayloadComment WebhookPayloadDiscussion WebhookPayloadDiscussionChanges "
            "WebhookPayloadEvent WebhookPayloadMovedTo WebhookPayloadRepo WebhookPayloadUrl WebhookPayloadWebhook"
        ),
        "integrations.webhooks": "WebhooksServer webhook_endpoint",
        "types.buckets": "BucketFile BucketFileMetadata BucketFolder BucketInfo SyncOperation SyncPlan",
        "types.cache": "CachedFileInfo CachedIncompleteFileInfo CachedRepoInfo CachedRevisionInfo",
        "types.cards": "CardData DatasetCardData ModelCardData SpaceCardData",
        "types.collections": "Collection CollectionItem",
        "types.commits": "CommitInfo DuplicatedRepoUrl GitCommitInfo GitRefInfo GitRefs RepoUrl",
        "types.datasets": "DatasetLeaderboardEntry",
        "types.discussions": (
            "Discussion DiscussionComment DiscussionCommit DiscussionEvent DiscussionStatusChange DiscussionTitleChange "
            "DiscussionWithDetails"
        ),
        "types.download": "DryRunFileInfo HfFileMetadata",
        "types.evals": "EvalResultEntry eval_result_entries_to_yaml parse_eval_result_entries",
        "types.evaluations": "EvalResult",
        "types.files": "RepoFile RepoFolder",
        "types.inference_endpoints": (
            "InferenceCatalogModel InferenceCatalogRecipe InferenceEndpointHardware InferenceEndpointStatus "
            "InferenceEndpointType"
        ),
        "types.jobs": (
            "JobAccelerator JobDurations JobHardware JobHardwareInfo JobInfo JobInitiator JobNetwork JobOwner JobStage "
            "JobStatus"
        ),
        "types.oauth": "OAuthInfo OAuthOrgInfo OAuthUserInfo",
        "types.repos": "DatasetInfo KernelInfo ModelInfo RepoStorageInfo SpaceInfo",
        "types.revisions": "ResolvedRevision",
        "types.sandboxes": "SandboxCommandResult",
        "types.spaces": (
            "SpaceHardware SpaceRuntime SpaceSearchResult SpaceSecret SpaceStage SpaceStorage SpaceTemplate SpaceVariable "
            "Volume ZeroGpuQuota"
        ),
        "types.users": "Organization User UserLikes",
        "types.webhooks": "WebhookInfo WebhookWatchedItem",
        "utils": "logging",
    }, submodules=(
        "aio cli community constants errors file_download hf_api lfs repocard_data utils"
    ))

install_legacy_paths()

if TYPE_CHECKING:
    from huggingface_hub import aio as aio
    from huggingface_hub import cli as cli
    from huggingface_hub import community as community
    from huggingface_hub import constants as constants
    from huggingface_hub import errors as errors
    from huggingface_hub import file_download as file_download
    from huggingface_hub import hf_api as hf_api
    from huggingface_hub import lfs as lfs
    from huggingface_hub import repocard_data as repocard_data
    from huggingface_hub import utils as utils
    from huggingface_hub._async.api import AsyncHfApi
    from huggingface_hub._async.upload.scheduler import AsyncCommitScheduler
    from huggingface_hub._commit_scheduler import CommitScheduler
    from huggingface_hub._core.buckets import BucketUrl
    from huggingface_hub._core.cache.assets import cached_assets_path
    from huggingface_hub._core.cache.deletion import DeleteCacheStrategy
    from huggingface_hub._core.cache.lookup import _CACHED_NO_EXIST, try_to_load_from_cache
    from huggingface_hub._core.cache.manager import HFCacheInfo
    from huggingface_hub._core.cache.scan import scan_cache_dir
    from huggingface_hub._core.cache.trees import get_cached_repo_tree
    from huggingface_hub._core.environment import dump_environment_info
    from huggingface_hub._core.safetensors import get_local_safetensors_metadata, parse_local_safetensors_file_metadata
    from huggingface_hub._core.upload.operations import (
        CommitOperation, CommitOperationAdd, CommitOperationCopy, CommitOperationDelete,
    )
    from huggingface_hub._core.uris import HfUri, parse_hf_uri
    from huggingface_hub._core.urls import hf_hub_url
    from huggingface_hub._runtime.factories import (
        close_session, get_async_session, get_session, set_async_client_factory, set_client_factory,
    )
    from huggingface_hub._runtime.factory_types import ASYNC_CLIENT_FACTORY_T, CLIENT_FACTORY_T
    from huggingface_hub._sync.api import HfApi
    from huggingface_hub._sync.auth.login import (
        auth_list, auth_switch, interpreter_login, login, logout, notebook_login,
    )
    from huggingface_hub._sync.auth.tokens import get_token
    from huggingface_hub._sync.download import get_hf_file_metadata, hf_hub_download, snapshot_download
    from huggingface_hub._sync.handles.inference_endpoints import InferenceEndpoint
    from huggingface_hub._sync.handles.sandbox_pools import SandboxPool
    from huggingface_hub._sync.handles.sandboxes import Sandbox, SandboxProcess
    from huggingface_hub.cli.factory import typer_factory
    from huggingface_hub.cli.updates import check_cli_update
    from huggingface_hub.constants import (
        CONFIG_NAME, FLAX_WEIGHTS_NAME, HUGGINGFACE_CO_URL_HOME, HUGGINGFACE_CO_URL_TEMPLATE, PYTORCH_WEIGHTS_NAME,
        REPO_TYPE_DATASET, REPO_TYPE_MODEL, REPO_TYPE_SPACE, TF2_WEIGHTS_NAME, TF_WEIGHTS_NAME, is_offline_mode,
    )
    from huggingface_hub.errors import (
        CacheNotFound, CorruptedCacheException, InferenceEndpointError, InferenceEndpointTimeoutError,
        InferenceTimeoutError, LocalUploadNotImplementedError,
    )
    from huggingface_hub.hf_api import (
        _upload_large_folder, accept_access_request, add_collection_item, add_space_secret, add_space_variable,
        auth_check, batch_bucket_files, bucket_info, cancel_access_request, cancel_job, change_discussion_status,
        comment_discussion, copy_files, create_branch, create_bucket, create_collection, create_commit,
        create_discussion, create_inference_endpoint, create_inference_endpoint_from_catalog, create_pull_request,
        create_repo, create_scheduled_job, create_scheduled_uv_job, create_tag, create_webhook, dataset_info,
        delete_branch, delete_bucket, delete_collection, delete_collection_item, delete_file, delete_folder,
        delete_inference_endpoint, delete_repo, delete_scheduled_job, delete_space_secret, delete_space_variable,
        delete_space_volumes, delete_tag, delete_webhook, disable_space_dev_mode, disable_webhook,
        download_bucket_files, duplicate_repo, edit_discussion_comment, enable_space_dev_mode, enable_webhook,
        fetch_job_logs, fetch_job_metrics, fetch_space_logs, file_exists, get_bucket_file_metadata,
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
    from huggingface_hub.integrations.oauth import attach_huggingface_oauth, parse_huggingface_oauth
    from huggingface_hub.integrations.webhook_payloads import (
        WebhookPayload, WebhookPayloadComment, WebhookPayloadDiscussion, WebhookPayloadDiscussionChanges,
        WebhookPayloadEvent, WebhookPayloadMovedTo, WebhookPayloadRepo, WebhookPayloadUrl, WebhookPayloadWebhook,
    )
    from huggingface_hub.integrations.webhooks import WebhooksServer, webhook_endpoint
    from huggingface_hub.types.buckets import (
        BucketFile, BucketFileMetadata, BucketFolder, BucketInfo, SyncOperation, SyncPlan,
    )
    from huggingface_hub.types.cache import (
        CachedFileInfo, CachedIncompleteFileInfo, CachedRepoInfo, CachedRevisionInfo,
    )
    from huggingface_hub.types.cards import CardData, DatasetCardData, ModelCardData, SpaceCardData
    from huggingface_hub.types.collections import Collection, CollectionItem
    from huggingface_hub.types.commits import (
        CommitInfo, DuplicatedRepoUrl, GitCommitInfo, GitRefInfo, GitRefs, RepoUrl,
    )
    from huggingface_hub.types.datasets import DatasetLeaderboardEntry
    from huggingface_hub.types.discussions import (
        Discussion, DiscussionComment, DiscussionCommit, DiscussionEvent, DiscussionStatusChange, DiscussionTitleChange,
        DiscussionWithDetails,
    )
    from huggingface_hub.types.download import DryRunFileInfo, HfFileMetadata
    from huggingface_hub.types.evals import EvalResultEntry, eval_result_entries_to_yaml, parse_eval_result_entries
    from huggingface_hub.types.evaluations import EvalResult
    from huggingface_hub.types.files import RepoFile, RepoFolder
    from huggingface_hub.types.inference_endpoints import (
        InferenceCatalogModel, InferenceCatalogRecipe, InferenceEndpointHardware, InferenceEndpointStatus,
        InferenceEndpointType,
    )
    from huggingface_hub.types.jobs import (
        JobAccelerator, JobDurations, JobHardware, JobHardwareInfo, JobInfo, JobInitiator, JobNetwork, JobOwner,
        JobStage, JobStatus,
    )
    from huggingface_hub.types.oauth import OAuthInfo, OAuthOrgInfo, OAuthUserInfo
    from huggingface_hub.types.repos import DatasetInfo, KernelInfo, ModelInfo, RepoStorageInfo, SpaceInfo
    from huggingface_hub.types.revisions import ResolvedRevision
    from huggingface_hub.types.sandboxes import SandboxCommandResult
    from huggingface_hub.types.spaces import (
        SpaceHardware, SpaceRuntime, SpaceSearchResult, SpaceSecret, SpaceStage, SpaceStorage, SpaceTemplate,
        SpaceVariable, Volume, ZeroGpuQuota,
    )
    from huggingface_hub.types.users import Organization, User, UserLikes
    from huggingface_hub.types.webhooks import WebhookInfo, WebhookWatchedItem
    from huggingface_hub.utils import logging
    from huggingface_hub._core.http_errors import raise_for_status as _hf_raise_for_status
    hf_raise_for_status = _hf_raise_for_status

load_all(__name__, __all__)
