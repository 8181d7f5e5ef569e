# Generated from src/huggingface_hub/_async/api: run `python -m codegen`.
# fmt: off
"""The methods of `HfApi`, by the module and the class in which they are written; see `on_demand.py`."""

from __future__ import annotations


OPERATIONS: dict[tuple[str, str], str] = {
    ("api.access_requests", "AccessRequestsApi"): (
        "_access_requests accept_access_request cancel_access_request grant_access list_accepted_access_requests "
        "list_pending_access_requests list_rejected_access_requests reject_access_request"
    ),
    ("api.bucket_files", "BucketFilesApi"): (
        "_change_bucket _download_from_bucket _fetch_from_bucket _fetch_lot_from_bucket _upload_to_bucket "
        "batch_bucket_files download_bucket_files"
    ),
    ("api.bucket_sync", "BucketSyncApi"): (
        "_carry_out _download_planned _plan_sync _remote_sides _upload_planned sync_bucket"
    ),
    ("api.buckets", "BucketsApi"): (
        "_bucket_url_if_there bucket_info create_bucket delete_bucket get_bucket_file_metadata get_bucket_paths_info "
        "list_bucket_tree list_buckets move_bucket update_bucket_settings"
    ),
    ("api.collections", "CollectionsApi"): (
        "_delete_of_collection add_collection_item create_collection delete_collection delete_collection_item "
        "get_collection list_collections update_collection_item update_collection_metadata "
        "update_collection_resource_group"
    ),
    ("api.copies", "CopiesApi"): (
        "_copy_into_repo _copy_targets _fetch_copies _is_remote_folder _remote_file _remote_files copy_files"
    ),
    ("api.datasets", "DatasetsApi"): (
        "get_dataset_leaderboard list_dataset_parquet_files"
    ),
    ("api.discussions", "DiscussionsApi"): (
        "_change change_discussion_status comment_discussion create_discussion create_pull_request "
        "edit_discussion_comment get_discussion_details get_repo_discussions hide_discussion_comment "
        "merge_pull_request rename_discussion upload_attachment"
    ),
    ("api.duplication", "DuplicationApi"): (
        "duplicate_repo"
    ),
    ("api.files", "FilesApi"): (
        "file_exists get_paths_info list_lfs_files list_repo_files list_repo_objects list_repo_tree "
        "permanently_delete_lfs_files"
    ),
    ("api.inference_catalog", "InferenceCatalogApi"): (
        "create_inference_endpoint_from_catalog list_inference_catalog list_inference_endpoints_hardware"
    ),
    ("api.inference_endpoints", "InferenceEndpointsApi"): (
        "_ask_endpoint _endpoint_in _endpoints_of_all _namespace_of_endpoints create_inference_endpoint "
        "delete_inference_endpoint get_inference_endpoint list_inference_endpoints pause_inference_endpoint "
        "resume_inference_endpoint scale_to_zero_inference_endpoint update_inference_endpoint"
    ),
    ("api.job_progress", "JobProgressApi"): (
        "_is_job_over _job_events fetch_job_logs fetch_job_metrics wait_for_job"
    ),
    ("api.job_volumes", "JobVolumesApi"): (
        "_artifacts_bucket _namespace_of_jobs _send_job_files sync_job_volume"
    ),
    ("api.jobs", "JobsApi"): (
        "_start_job cancel_job inspect_job list_jobs list_jobs_hardware rerun_job run_job run_uv_job "
        "update_job_expose update_job_labels"
    ),
    ("api.papers", "PapersApi"): (
        "list_daily_papers list_papers paper_info read_paper"
    ),
    ("api.repos", "ReposApi"): (
        "_create _space_templates _url_if_there auth_check create_repo dataset_info delete_repo get_full_repo_name "
        "kernel_info model_info move_repo repo_exists repo_info revision_exists space_info update_repo_settings"
    ),
    ("api.revisions", "RevisionsApi"): (
        "_commit_of _has_branch create_branch create_tag delete_branch delete_tag list_repo_commits list_repo_refs "
        "resolve_revision super_squash_history"
    ),
    ("api.safetensors", "SafetensorsApi"): (
        "_bytes_of get_safetensors_metadata get_sharded_safetensors_metadata parse_safetensors_file_metadata"
    ),
    ("api.scheduled_jobs", "ScheduledJobsApi"): (
        "_ask_scheduled create_scheduled_job create_scheduled_uv_job delete_scheduled_job inspect_scheduled_job "
        "list_scheduled_jobs resume_scheduled_job suspend_scheduled_job trigger_scheduled_job "
        "update_scheduled_job_labels update_scheduled_job_schedule"
    ),
    ("api.search", "SearchApi"): (
        "get_dataset_tags get_model_tags list_datasets list_models list_spaces list_user_repos"
    ),
    ("api.space_settings", "SpaceSettingsApi"): (
        "add_space_secret add_space_variable delete_space_secret delete_space_variable delete_space_volumes "
        "get_space_secrets get_space_variables set_space_volumes"
    ),
    ("api.spaces", "SpacesApi"): (
        "_change_runtime disable_space_dev_mode enable_space_dev_mode fetch_space_logs get_space_runtime "
        "get_zero_gpu_quota list_space_templates list_spaces_hardware pause_space request_space_hardware "
        "restart_space search_spaces set_space_sleep_time wait_for_space"
    ),
    ("api.users", "UsersApi"): (
        "_list_users get_organization_overview get_user_overview list_liked_repos list_organization_followers "
        "list_organization_members list_repo_likers list_user_followers list_user_following unlike"
    ),
    ("api.verification", "VerificationApi"): (
        "verify_repo_checksums"
    ),
    ("api.webhooks", "WebhooksApi"): (
        "create_webhook delete_webhook disable_webhook enable_webhook get_webhook list_webhooks update_webhook"
    ),
    ("auth.api", "AuthApi"): (
        "_identities whoami"
    ),
    ("download.api", "DownloadApi"): (
        "get_hf_file_metadata hf_hub_download snapshot_download"
    ),
    ("upload.api", "UploadApi"): (
        "_upload_folder _upload_large_folder upload_file upload_folder upload_large_folder"
    ),
    ("upload.commits_api", "CommitsApi"): (
        "_commit create_commit delete_file delete_files delete_folder preupload_lfs_files"
    ),
}
