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
    "AsyncHfApi", "CONFIG_NAME", "CacheNotFound", "CachedFileInfo", "CachedIncompleteFileInfo", "CachedRepoInfo",
    "CachedRevisionInfo", "CardData", "CommitInfo", "CommitOperation", "CommitOperationAdd", "CommitOperationCopy",
    "CommitOperationDelete", "CorruptedCacheException", "DatasetCardData", "DatasetInfo", "DeleteCacheStrategy",
    "Discussion", "DiscussionComment", "DiscussionCommit", "DiscussionEvent", "DiscussionStatusChange",
    "DiscussionTitleChange", "DiscussionWithDetails", "DryRunFileInfo", "DuplicatedRepoUrl", "EvalResult",
    "EvalResultEntry", "FLAX_WEIGHTS_NAME", "GitCommitInfo", "GitRefInfo", "GitRefs", "HFCacheInfo",
    "HUGGINGFACE_CO_URL_HOME", "HUGGINGFACE_CO_URL_TEMPLATE", "HfApi", "HfFileMetadata", "HfUri",
    "InferenceEndpointError", "InferenceEndpointTimeoutError", "InferenceTimeoutError", "KernelInfo",
    "LocalUploadNotImplementedError", "ModelCardData", "ModelInfo", "Organization", "PYTORCH_WEIGHTS_NAME",
    "REPO_TYPE_DATASET", "REPO_TYPE_MODEL", "REPO_TYPE_SPACE", "RepoFile", "RepoFolder", "RepoUrl", "ResolvedRevision",
    "SpaceCardData", "SpaceHardware", "SpaceInfo", "SpaceRuntime", "SpaceSecret", "SpaceStage", "SpaceStorage",
    "SpaceTemplate", "SpaceVariable", "TF2_WEIGHTS_NAME", "TF_WEIGHTS_NAME", "User", "UserLikes", "Volume",
    "_CACHED_NO_EXIST", "_upload_large_folder", "auth_check", "auth_list", "auth_switch", "cached_assets_path",
    "change_discussion_status", "close_session", "create_branch", "create_commit", "create_discussion",
    "create_pull_request", "create_repo", "create_tag", "dataset_info", "delete_branch", "delete_file", "delete_folder",
    "delete_repo", "delete_tag", "dump_environment_info", "eval_result_entries_to_yaml", "file_exists",
    "get_async_session", "get_cached_repo_tree", "get_discussion_details", "get_full_repo_name", "get_hf_file_metadata",
    "get_organization_overview", "get_paths_info", "get_repo_discussions", "get_session", "get_token",
    "get_user_overview", "hf_hub_download", "hf_hub_url", "hf_raise_for_status", "interpreter_login", "is_offline_mode",
    "kernel_info", "list_datasets", "list_lfs_files", "list_liked_repos", "list_models", "list_organization_followers",
    "list_organization_members", "list_repo_commits", "list_repo_files", "list_repo_likers", "list_repo_refs",
    "list_repo_tree", "list_spaces", "list_user_followers", "list_user_following", "list_user_repos", "login", "logout",
    "merge_pull_request", "model_info", "move_repo", "notebook_login", "parse_eval_result_entries", "parse_hf_uri",
    "permanently_delete_lfs_files", "preupload_lfs_files", "repo_exists", "repo_info", "resolve_revision",
    "revision_exists", "run_as_future", "scan_cache_dir", "set_async_client_factory", "set_client_factory",
    "snapshot_download", "space_info", "super_squash_history", "try_to_load_from_cache", "unlike",
    "update_repo_settings", "upload_file", "upload_folder", "upload_large_folder", "verify_repo_checksums", "whoami",
]

__getattr__, __dir__ = offer(__name__, {
    "_async.api": "AsyncHfApi",
    "_core.cache.assets": "cached_assets_path",
    "_core.cache.deletion": "DeleteCacheStrategy",
    "_core.cache.lookup": "_CACHED_NO_EXIST try_to_load_from_cache",
    "_core.cache.manager": "HFCacheInfo",
    "_core.cache.scan": "scan_cache_dir",
    "_core.cache.trees": "get_cached_repo_tree",
    "_core.environment": "dump_environment_info",
    "_core.http_errors": "hf_raise_for_status=raise_for_status",
    "_core.tokens": "get_token",
    "_core.upload.operations": "CommitOperation CommitOperationAdd CommitOperationCopy CommitOperationDelete",
    "_core.uris": "HfUri parse_hf_uri",
    "_core.urls": "hf_hub_url",
    "_runtime.factories": "close_session get_async_session get_session set_async_client_factory set_client_factory",
    "_sync.api": "HfApi",
    "_sync.auth.login": "auth_list auth_switch interpreter_login login logout notebook_login",
    "_sync.download": "get_hf_file_metadata hf_hub_download snapshot_download",
    "constants": (
        "CONFIG_NAME FLAX_WEIGHTS_NAME HUGGINGFACE_CO_URL_HOME HUGGINGFACE_CO_URL_TEMPLATE PYTORCH_WEIGHTS_NAME "
        "REPO_TYPE_DATASET REPO_TYPE_MODEL REPO_TYPE_SPACE TF2_WEIGHTS_NAME TF_WEIGHTS_NAME is_offline_mode"
    ),
    "errors": (
        "CacheNotFound CorruptedCacheException InferenceEndpointError InferenceEndpointTimeoutError "
        "InferenceTimeoutError LocalUploadNotImplementedError"
    ),
    "hf_api": (
        "_upload_large_folder auth_check change_discussion_status create_branch create_commit create_discussion "
        "create_pull_request create_repo create_tag dataset_info delete_branch delete_file delete_folder delete_repo "
        "delete_tag file_exists get_discussion_details get_full_repo_name get_organization_overview get_paths_info "
        "get_repo_discussions get_user_overview kernel_info list_datasets list_lfs_files list_liked_repos list_models "
        "list_organization_followers list_organization_members list_repo_commits list_repo_files list_repo_likers "
        "list_repo_refs list_repo_tree list_spaces list_user_followers list_user_following list_user_repos "
        "merge_pull_request model_info move_repo permanently_delete_lfs_files preupload_lfs_files repo_exists "
        "repo_info resolve_revision revision_exists run_as_future space_info super_squash_history unlike "
        "update_repo_settings upload_file upload_folder upload_large_folder verify_repo_checksums whoami"
    ),
    "types.cache": "CachedFileInfo CachedIncompleteFileInfo CachedRepoInfo CachedRevisionInfo",
    "types.cards": "CardData DatasetCardData ModelCardData SpaceCardData",
    "types.commits": "CommitInfo DuplicatedRepoUrl GitCommitInfo GitRefInfo GitRefs RepoUrl",
    "types.discussions": (
        "Discussion DiscussionComment DiscussionCommit DiscussionEvent DiscussionStatusChange DiscussionTitleChange "
        "DiscussionWithDetails"
    ),
    "types.download": "DryRunFileInfo HfFileMetadata",
    "types.evals": "EvalResultEntry eval_result_entries_to_yaml parse_eval_result_entries",
    "types.evaluations": "EvalResult",
    "types.files": "RepoFile RepoFolder",
    "types.repos": "DatasetInfo KernelInfo ModelInfo SpaceInfo",
    "types.revisions": "ResolvedRevision",
    "types.spaces": (
        "SpaceHardware SpaceRuntime SpaceSecret SpaceStage SpaceStorage SpaceTemplate SpaceVariable Volume"
    ),
    "types.users": "Organization User UserLikes",
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
    from huggingface_hub._core.cache.assets import cached_assets_path
    from huggingface_hub._core.cache.deletion import DeleteCacheStrategy
    from huggingface_hub._core.cache.lookup import _CACHED_NO_EXIST, try_to_load_from_cache
    from huggingface_hub._core.cache.manager import HFCacheInfo
    from huggingface_hub._core.cache.scan import scan_cache_dir
    from huggingface_hub._core.cache.trees import get_cached_repo_tree
    from huggingface_hub._core.environment import dump_environment_info
    from huggingface_hub._core.tokens import get_token
    from huggingface_hub._core.upload.operations import (
        CommitOperation, CommitOperationAdd, CommitOperationCopy, CommitOperationDelete,
    )
    from huggingface_hub._core.uris import HfUri, parse_hf_uri
    from huggingface_hub._core.urls import hf_hub_url
    from huggingface_hub._runtime.factories import (
        close_session, get_async_session, get_session, set_async_client_factory, set_client_factory,
    )
    from huggingface_hub._sync.api import HfApi
    from huggingface_hub._sync.auth.login import (
        auth_list, auth_switch, interpreter_login, login, logout, notebook_login,
    )
    from huggingface_hub._sync.download import get_hf_file_metadata, hf_hub_download, snapshot_download
    from huggingface_hub.constants import (
        CONFIG_NAME, FLAX_WEIGHTS_NAME, HUGGINGFACE_CO_URL_HOME, HUGGINGFACE_CO_URL_TEMPLATE, PYTORCH_WEIGHTS_NAME,
        REPO_TYPE_DATASET, REPO_TYPE_MODEL, REPO_TYPE_SPACE, TF2_WEIGHTS_NAME, TF_WEIGHTS_NAME, is_offline_mode,
    )
    from huggingface_hub.errors import (
        CacheNotFound, CorruptedCacheException, InferenceEndpointError, InferenceEndpointTimeoutError,
        InferenceTimeoutError, LocalUploadNotImplementedError,
    )
    from huggingface_hub.hf_api import (
        _upload_large_folder, auth_check, change_discussion_status, create_branch, create_commit, create_discussion,
        create_pull_request, create_repo, create_tag, dataset_info, delete_branch, delete_file, delete_folder,
        delete_repo, delete_tag, file_exists, get_discussion_details, get_full_repo_name, get_organization_overview,
        get_paths_info, get_repo_discussions, get_user_overview, kernel_info, list_datasets, list_lfs_files,
        list_liked_repos, list_models, list_organization_followers, list_organization_members, list_repo_commits,
        list_repo_files, list_repo_likers, list_repo_refs, list_repo_tree, list_spaces, list_user_followers,
        list_user_following, list_user_repos, merge_pull_request, model_info, move_repo, permanently_delete_lfs_files,
        preupload_lfs_files, repo_exists, repo_info, resolve_revision, revision_exists, run_as_future, space_info,
        super_squash_history, unlike, update_repo_settings, upload_file, upload_folder, upload_large_folder,
        verify_repo_checksums, whoami,
    )
    from huggingface_hub.types.cache import (
        CachedFileInfo, CachedIncompleteFileInfo, CachedRepoInfo, CachedRevisionInfo,
    )
    from huggingface_hub.types.cards import CardData, DatasetCardData, ModelCardData, SpaceCardData
    from huggingface_hub.types.commits import (
        CommitInfo, DuplicatedRepoUrl, GitCommitInfo, GitRefInfo, GitRefs, RepoUrl,
    )
    from huggingface_hub.types.discussions import (
        Discussion, DiscussionComment, DiscussionCommit, DiscussionEvent, DiscussionStatusChange, DiscussionTitleChange,
        DiscussionWithDetails,
    )
    from huggingface_hub.types.download import DryRunFileInfo, HfFileMetadata
    from huggingface_hub.types.evals import EvalResultEntry, eval_result_entries_to_yaml, parse_eval_result_entries
    from huggingface_hub.types.evaluations import EvalResult
    from huggingface_hub.types.files import RepoFile, RepoFolder
    from huggingface_hub.types.repos import DatasetInfo, KernelInfo, ModelInfo, SpaceInfo
    from huggingface_hub.types.revisions import ResolvedRevision
    from huggingface_hub.types.spaces import (
        SpaceHardware, SpaceRuntime, SpaceSecret, SpaceStage, SpaceStorage, SpaceTemplate, SpaceVariable, Volume,
    )
    from huggingface_hub.types.users import Organization, User, UserLikes
    from huggingface_hub._core.http_errors import raise_for_status as _hf_raise_for_status
    hf_raise_for_status = _hf_raise_for_status

load_all(__name__, __all__)
