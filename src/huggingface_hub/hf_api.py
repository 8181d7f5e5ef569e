# Generated from codegen/surface.toml: edit that file, not this one, then run `python -m codegen`.
# fmt: off
# ruff: noqa: F821, I001, RUF100
"""`HfApi`, its operations as functions, and what they return."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huggingface_hub._names import offer


__all__ = [
    "BadRequestError", "BlobLfsInfo", "BlobSecurityInfo", "BucketBatchError", "CommitInfo", "CommitOperation",
    "CommitOperationAdd", "CommitOperationCopy", "CommitOperationDelete", "DEFAULT_IGNORE_PATTERNS", "DatasetCardData",
    "DatasetInfo", "DatasetSort_T", "Discussion", "DiscussionComment", "DiscussionStatusChange",
    "DiscussionTitleChange", "DiscussionWithDetails", "DuplicatedRepoUrl", "EntryNotFoundError", "EvalResultEntry",
    "ExpandDatasetProperty_T", "ExpandModelProperty_T", "ExpandSpaceProperty_T", "FileDuplicationError",
    "GatedRepoError", "GitCommitInfo", "GitRefInfo", "GitRefs", "HfApi", "HfHubHTTPError", "HfUri", "HfUriError",
    "INTERMEDIATE_SPACE_STAGES", "InferenceProviderMapping", "KernelInfo", "LFSFileInfo", "LastCommitInfo",
    "LocalTokenNotFoundError", "ModelCardData", "ModelInfo", "ModelSort_T", "NotASafetensorsRepoError",
    "OfflineModeIsEnabled", "Organization", "REPO_REGIONS", "RemoteEntryNotFoundError", "RepoFile", "RepoFolder",
    "RepoSibling", "RepoStorageInfo", "RepoUrl", "RepoVisibility_T", "RepositoryNotFoundError", "ResolvedRevision",
    "RevisionNotFoundError", "RevisionResolutionError", "SPECIAL_REFS_REVISION_REGEX", "SafeTensorsInfo",
    "SafetensorsParsingError", "SpaceCardData", "SpaceHardware", "SpaceInfo", "SpaceRuntime", "SpaceSecret",
    "SpaceSort_T", "SpaceTemplate", "SpaceVariable", "TransformersInfo", "USERNAME_PLACEHOLDER", "User", "UserLikes",
    "Volume", "_upload_large_folder", "auth_check", "build_hf_headers", "change_discussion_status", "chunk_iterable",
    "comment_discussion", "create_branch", "create_commit", "create_discussion", "create_pull_request", "create_repo",
    "create_tag", "dataset_info", "delete_branch", "delete_file", "delete_files", "delete_folder", "delete_repo",
    "delete_tag", "deserialize_event", "edit_discussion_comment", "file_exists", "filter_repo_objects",
    "fix_hf_endpoint_in_url", "get_discussion_details", "get_full_repo_name", "get_organization_overview",
    "get_paths_info", "get_repo_discussions", "get_session", "get_token", "get_user_overview", "hf_raise_for_status",
    "http_backoff", "is_xet_available", "kernel_info", "list_datasets", "list_lfs_files", "list_liked_repos",
    "list_models", "list_organization_followers", "list_organization_members", "list_repo_commits", "list_repo_files",
    "list_repo_likers", "list_repo_refs", "list_repo_tree", "list_spaces", "list_user_followers", "list_user_following",
    "list_user_repos", "merge_pull_request", "model_info", "move_repo", "parse_datetime", "parse_eval_result_entries",
    "parse_hf_uri", "parse_xet_file_data_from_response", "permanently_delete_lfs_files", "preupload_lfs_files",
    "rename_discussion", "repo_exists", "repo_info", "resolve_revision", "revision_exists", "run_as_future",
    "space_info", "super_squash_history", "unlike", "update_repo_settings", "upload_file", "upload_folder",
    "upload_large_folder", "validate_hf_hub_args", "verify_repo_checksums", "whoami", "api",
]

__getattr__, __dir__ = offer(__name__, {
    "_core.download.metadata": "parse_xet_file_data_from_response",
    "_core.http_errors": "hf_raise_for_status=raise_for_status",
    "_core.legacy_arguments": "build_hf_headers fix_hf_endpoint_in_url validate_hf_hub_args",
    "_core.packages": "is_xet_available",
    "_core.patterns": "DEFAULT_IGNORE_PATTERNS filter_repo_objects",
    "_core.scratch": "chunk_iterable",
    "_core.tokens": "get_token",
    "_core.upload.operations": "CommitOperation CommitOperationAdd CommitOperationCopy CommitOperationDelete",
    "_core.uris": "HfUri parse_hf_uri",
    "_runtime.factories": "get_session",
    "_sync.api": "HfApi",
    "_sync.backoff": "http_backoff",
    "errors": (
        "BadRequestError BucketBatchError EntryNotFoundError FileDuplicationError GatedRepoError HfHubHTTPError "
        "HfUriError LocalTokenNotFoundError NotASafetensorsRepoError OfflineModeIsEnabled RemoteEntryNotFoundError "
        "RepositoryNotFoundError RevisionNotFoundError RevisionResolutionError SafetensorsParsingError"
    ),
    "types.cards": "DatasetCardData ModelCardData SpaceCardData",
    "types.commits": "CommitInfo DuplicatedRepoUrl GitCommitInfo GitRefInfo GitRefs RepoUrl",
    "types.datetimes": "parse_datetime",
    "types.discussions": (
        "Discussion DiscussionComment DiscussionStatusChange DiscussionTitleChange DiscussionWithDetails "
        "deserialize_event"
    ),
    "types.evals": "EvalResultEntry parse_eval_result_entries",
    "types.files": "BlobLfsInfo BlobSecurityInfo LFSFileInfo LastCommitInfo RepoFile RepoFolder RepoSibling",
    "types.repos": (
        "DatasetInfo DatasetSort_T ExpandDatasetProperty_T ExpandModelProperty_T ExpandSpaceProperty_T "
        "InferenceProviderMapping KernelInfo ModelInfo ModelSort_T REPO_REGIONS RepoStorageInfo RepoVisibility_T "
        "SafeTensorsInfo SpaceInfo SpaceSort_T TransformersInfo"
    ),
    "types.revisions": "ResolvedRevision SPECIAL_REFS_REVISION_REGEX",
    "types.spaces": (
        "INTERMEDIATE_SPACE_STAGES SpaceHardware SpaceRuntime SpaceSecret SpaceTemplate SpaceVariable Volume"
    ),
    "types.users": "Organization USERNAME_PLACEHOLDER User UserLikes",
}, api="_sync.api:HfApi", methods=(
    "_upload_large_folder auth_check change_discussion_status comment_discussion create_branch create_commit "
    "create_discussion create_pull_request create_repo create_tag dataset_info delete_branch delete_file delete_files "
    "delete_folder delete_repo delete_tag edit_discussion_comment file_exists get_discussion_details "
    "get_full_repo_name get_organization_overview get_paths_info get_repo_discussions get_user_overview kernel_info "
    "list_datasets list_lfs_files list_liked_repos list_models list_organization_followers list_organization_members "
    "list_repo_commits list_repo_files list_repo_likers list_repo_refs list_repo_tree list_spaces list_user_followers "
    "list_user_following list_user_repos merge_pull_request model_info move_repo permanently_delete_lfs_files "
    "preupload_lfs_files rename_discussion repo_exists repo_info resolve_revision revision_exists run_as_future "
    "space_info super_squash_history unlike update_repo_settings upload_file upload_folder upload_large_folder "
    "verify_repo_checksums whoami"
))

if TYPE_CHECKING:
    from huggingface_hub._core.download.metadata import parse_xet_file_data_from_response
    from huggingface_hub._core.legacy_arguments import build_hf_headers, fix_hf_endpoint_in_url, validate_hf_hub_args
    from huggingface_hub._core.packages import is_xet_available
    from huggingface_hub._core.patterns import DEFAULT_IGNORE_PATTERNS, filter_repo_objects
    from huggingface_hub._core.scratch import chunk_iterable
    from huggingface_hub._core.tokens import get_token
    from huggingface_hub._core.upload.operations import (
        CommitOperation, CommitOperationAdd, CommitOperationCopy, CommitOperationDelete,
    )
    from huggingface_hub._core.uris import HfUri, parse_hf_uri
    from huggingface_hub._runtime.factories import get_session
    from huggingface_hub._sync.api import HfApi
    from huggingface_hub._sync.backoff import http_backoff
    from huggingface_hub.errors import (
        BadRequestError, BucketBatchError, EntryNotFoundError, FileDuplicationError, GatedRepoError, HfHubHTTPError,
        HfUriError, LocalTokenNotFoundError, NotASafetensorsRepoError, OfflineModeIsEnabled, RemoteEntryNotFoundError,
        RepositoryNotFoundError, RevisionNotFoundError, RevisionResolutionError, SafetensorsParsingError,
    )
    from huggingface_hub.types.cards import DatasetCardData, ModelCardData, SpaceCardData
    from huggingface_hub.types.commits import (
        CommitInfo, DuplicatedRepoUrl, GitCommitInfo, GitRefInfo, GitRefs, RepoUrl,
    )
    from huggingface_hub.types.datetimes import parse_datetime
    from huggingface_hub.types.discussions import (
        Discussion, DiscussionComment, DiscussionStatusChange, DiscussionTitleChange, DiscussionWithDetails,
        deserialize_event,
    )
    from huggingface_hub.types.evals import EvalResultEntry, parse_eval_result_entries
    from huggingface_hub.types.files import (
        BlobLfsInfo, BlobSecurityInfo, LFSFileInfo, LastCommitInfo, RepoFile, RepoFolder, RepoSibling,
    )
    from huggingface_hub.types.repos import (
        DatasetInfo, DatasetSort_T, ExpandDatasetProperty_T, ExpandModelProperty_T, ExpandSpaceProperty_T,
        InferenceProviderMapping, KernelInfo, ModelInfo, ModelSort_T, REPO_REGIONS, RepoStorageInfo, RepoVisibility_T,
        SafeTensorsInfo, SpaceInfo, SpaceSort_T, TransformersInfo,
    )
    from huggingface_hub.types.revisions import ResolvedRevision, SPECIAL_REFS_REVISION_REGEX
    from huggingface_hub.types.spaces import (
        INTERMEDIATE_SPACE_STAGES, SpaceHardware, SpaceRuntime, SpaceSecret, SpaceTemplate, SpaceVariable, Volume,
    )
    from huggingface_hub.types.users import Organization, USERNAME_PLACEHOLDER, User, UserLikes
    from huggingface_hub._core.http_errors import raise_for_status as _hf_raise_for_status
    hf_raise_for_status = _hf_raise_for_status

    api: HfApi
    _upload_large_folder = api._upload_large_folder
    auth_check = api.auth_check
    change_discussion_status = api.change_discussion_status
    comment_discussion = api.comment_discussion
    create_branch = api.create_branch
    create_commit = api.create_commit
    create_discussion = api.create_discussion
    create_pull_request = api.create_pull_request
    create_repo = api.create_repo
    create_tag = api.create_tag
    dataset_info = api.dataset_info
    delete_branch = api.delete_branch
    delete_file = api.delete_file
    delete_files = api.delete_files
    delete_folder = api.delete_folder
    delete_repo = api.delete_repo
    delete_tag = api.delete_tag
    edit_discussion_comment = api.edit_discussion_comment
    file_exists = api.file_exists
    get_discussion_details = api.get_discussion_details
    get_full_repo_name = api.get_full_repo_name
    get_organization_overview = api.get_organization_overview
    get_paths_info = api.get_paths_info
    get_repo_discussions = api.get_repo_discussions
    get_user_overview = api.get_user_overview
    kernel_info = api.kernel_info
    list_datasets = api.list_datasets
    list_lfs_files = api.list_lfs_files
    list_liked_repos = api.list_liked_repos
    list_models = api.list_models
    list_organization_followers = api.list_organization_followers
    list_organization_members = api.list_organization_members
    list_repo_commits = api.list_repo_commits
    list_repo_files = api.list_repo_files
    list_repo_likers = api.list_repo_likers
    list_repo_refs = api.list_repo_refs
    list_repo_tree = api.list_repo_tree
    list_spaces = api.list_spaces
    list_user_followers = api.list_user_followers
    list_user_following = api.list_user_following
    list_user_repos = api.list_user_repos
    merge_pull_request = api.merge_pull_request
    model_info = api.model_info
    move_repo = api.move_repo
    permanently_delete_lfs_files = api.permanently_delete_lfs_files
    preupload_lfs_files = api.preupload_lfs_files
    rename_discussion = api.rename_discussion
    repo_exists = api.repo_exists
    repo_info = api.repo_info
    resolve_revision = api.resolve_revision
    revision_exists = api.revision_exists
    run_as_future = api.run_as_future
    space_info = api.space_info
    super_squash_history = api.super_squash_history
    unlike = api.unlike
    update_repo_settings = api.update_repo_settings
    upload_file = api.upload_file
    upload_folder = api.upload_folder
    upload_large_folder = api.upload_large_folder
    verify_repo_checksums = api.verify_repo_checksums
    whoami = api.whoami
