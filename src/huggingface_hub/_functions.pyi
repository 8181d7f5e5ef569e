# Generated from the operations in src/huggingface_hub/_sync: run `python -m codegen`.
"""The operations of `HfApi` as functions, for type checkers. At run time they are methods of one shared client."""

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, BinaryIO, Literal, overload

from huggingface_hub import constants
from huggingface_hub._core.buckets import BucketUrl
from huggingface_hub._core.upload.operations import CommitOperation, CommitOperationAdd
from huggingface_hub._core.verification import FolderVerification
from huggingface_hub._runtime.blocking.futures import R
from huggingface_hub._sync.api.repos import Expand
from huggingface_hub._sync.api.webhooks import Watched
from huggingface_hub._sync.client import Token
from huggingface_hub._sync.handles.inference_endpoints import InferenceEndpoint
from huggingface_hub.types.access_requests import AccessRequest
from huggingface_hub.types.buckets import (
    BucketFile,
    BucketFileMetadata,
    BucketFolder,
    BucketInfo,
    BucketVisibility,
    SyncPlan,
)
from huggingface_hub.types.collections import Collection, CollectionItemType_T, CollectionSort_T
from huggingface_hub.types.commits import CommitInfo, DuplicatedRepoUrl, GitCommitInfo, GitRefs, RepoUrl
from huggingface_hub.types.datasets import DatasetLeaderboardEntry, DatasetParquetEntry
from huggingface_hub.types.discussions import (
    Discussion,
    DiscussionComment,
    DiscussionStatusChange,
    DiscussionTitleChange,
    DiscussionWithDetails,
)
from huggingface_hub.types.events import Event
from huggingface_hub.types.files import LFSFileInfo, RepoFile, RepoFolder
from huggingface_hub.types.inference_endpoints import (
    InferenceCatalogModel,
    InferenceEndpointHardware,
    InferenceEndpointScalingMetric,
    InferenceEndpointType,
)
from huggingface_hub.types.jobs import JobHardware, JobHardwareInfo, JobInfo, JobStage, ScheduledJobInfo
from huggingface_hub.types.papers import DailyPapersSort_T, PaperInfo
from huggingface_hub.types.repos import (
    REPO_REGIONS,
    DatasetInfo,
    DatasetSort_T,
    ExpandDatasetProperty_T,
    ExpandModelProperty_T,
    ExpandSpaceProperty_T,
    Gated,
    KernelInfo,
    ModelInfo,
    ModelSort_T,
    RepoStorageInfo,
    RepoVisibility_T,
    SpaceInfo,
    SpaceSort_T,
)
from huggingface_hub.types.revisions import ResolvedRevision
from huggingface_hub.types.safetensors import SafetensorsFileMetadata, SafetensorsRepoMetadata
from huggingface_hub.types.spaces import (
    SpaceHardware,
    SpaceRuntime,
    SpaceSearchResult,
    SpaceSecret,
    SpaceTemplate,
    SpaceVariable,
    Volume,
    ZeroGpuQuota,
)
from huggingface_hub.types.users import Organization, User, UserLikes
from huggingface_hub.types.webhooks import WebhookInfo

def _upload_large_folder(repo_id: str, folder_path: str | Path, **options: Any) -> None:
    """The manual's name of `upload_large_folder`."""

def accept_access_request(
    repo_id: str,
    user: str | None = None,
    *,
    request_id: str | None = None,
    repo_type: str | None = None,
    token: Token = None,
) -> None:
    """Accept a request: the user can download the files."""

def add_collection_item(
    collection_slug: str,
    item_id: str,
    item_type: CollectionItemType_T,
    *,
    note: str | None = None,
    exists_ok: bool = False,
    token: Token = None,
) -> Collection:
    """Add something to a collection."""

def add_space_secret(
    repo_id: str, key: str, value: str, *, description: str | None = None, token: Token = None
) -> None:
    """Set a secret of a Space, new or not."""

def add_space_variable(
    repo_id: str, key: str, value: str, *, description: str | None = None, token: Token = None
) -> dict[str, SpaceVariable]:
    """Set a variable of a Space, new or not. Don't put secrets into variables: use `add_space_secret`."""

def auth_check(repo_id: str, *, repo_type: str | None = None, token: Token = None, write: bool = False) -> None:
    """Make sure that a repository can be read or written; return nothing if so."""

def batch_bucket_files(
    bucket_id: str,
    *,
    add: list[tuple[str | Path | bytes, str]] | None = None,
    copy: list[tuple[str, str, str, str]] | None = None,
    delete: list[str] | None = None,
    token: Token = None,
) -> None:
    """Add, copy and delete files of a bucket."""

def bucket_info(bucket_id: str, *, token: Token = None) -> BucketInfo:
    """Describe a bucket."""

def cancel_access_request(
    repo_id: str,
    user: str | None = None,
    *,
    request_id: str | None = None,
    repo_type: str | None = None,
    token: Token = None,
) -> None:
    """Take back a decision: the request waits again, and the user has no access until it is accepted."""

def cancel_job(*, job_id: str, namespace: str | None = None, token: Token = None) -> None:
    """Stop a job."""

def change_discussion_status(
    repo_id: str,
    discussion_num: int,
    new_status: Literal["open", "closed"],
    *,
    token: Token = None,
    comment: str | None = None,
    repo_type: str | None = None,
) -> DiscussionStatusChange:
    """Close a discussion, or open it again."""

def comment_discussion(
    repo_id: str, discussion_num: int, comment: str, *, token: Token = None, repo_type: str | None = None
) -> DiscussionComment:
    """Add a comment."""

def copy_files(source: str, destination: str, *, token: Token = None) -> None:
    """Copy files within and across repositories and buckets."""

def create_branch(
    repo_id: str,
    *,
    branch: str,
    revision: str | None = None,
    token: Token = None,
    repo_type: str | None = None,
    exist_ok: bool = False,
) -> None:
    """Create a branch."""

def create_bucket(
    bucket_id: str,
    *,
    private: bool | None = None,
    visibility: BucketVisibility | None = None,
    resource_group_id: str | None = None,
    region: REPO_REGIONS | None = None,
    exist_ok: bool = False,
    token: Token = None,
) -> BucketUrl:
    """Create an empty bucket."""

def create_collection(
    title: str,
    *,
    namespace: str | None = None,
    description: str | None = None,
    private: bool = False,
    resource_group_id: str | None = None,
    exists_ok: bool = False,
    token: Token = None,
) -> Collection:
    """Create an empty collection."""

@overload
def create_commit(
    repo_id: str,
    operations: Iterable[CommitOperation],
    *,
    commit_message: str,
    commit_description: str | None = None,
    token: Token = None,
    repo_type: str | None = None,
    revision: str | None = None,
    create_pr: bool | None = None,
    num_threads: int = 5,
    parent_commit: str | None = None,
    rebase: bool = False,
    max_bandwidth: float | None = None,
    on_event: Callable[[Event], object] | None = None,
    run_as_future: Literal[False] = ...,
    _hot_reload: bool | None = None,
) -> CommitInfo: ...
@overload
def create_commit(
    repo_id: str,
    operations: Iterable[CommitOperation],
    *,
    commit_message: str,
    commit_description: str | None = None,
    token: Token = None,
    repo_type: str | None = None,
    revision: str | None = None,
    create_pr: bool | None = None,
    num_threads: int = 5,
    parent_commit: str | None = None,
    rebase: bool = False,
    max_bandwidth: float | None = None,
    on_event: Callable[[Event], object] | None = None,
    run_as_future: Literal[True],
    _hot_reload: bool | None = None,
) -> Future[CommitInfo]: ...
def create_discussion(
    repo_id: str,
    title: str,
    *,
    token: Token = None,
    description: str | None = None,
    repo_type: str | None = None,
    pull_request: bool = False,
) -> DiscussionWithDetails:
    """Start a discussion, or a pull request without changes yet."""

def create_inference_endpoint(
    name: str,
    *,
    repository: str,
    framework: str,
    accelerator: str,
    instance_size: str,
    instance_type: str,
    region: str,
    vendor: str,
    account_id: str | None = None,
    private_link_account_id: str | None = None,
    private_link_region: str | None = None,
    min_replica: int = 1,
    max_replica: int = 1,
    scaling_metric: InferenceEndpointScalingMetric | None = None,
    scaling_threshold: float | None = None,
    scale_to_zero_timeout: int | None = None,
    revision: str | None = None,
    task: str | None = None,
    custom_image: dict[str, Any] | None = None,
    container_registry_username: str | None = None,
    container_registry_password: str | None = None,
    container_command: list[str] | None = None,
    container_args: list[str] | None = None,
    env: dict[str, str] | None = None,
    secrets: dict[str, str] | None = None,
    type: InferenceEndpointType | str = ...,
    domain: str | None = None,
    path: str | None = None,
    cache_http_responses: bool | None = None,
    tags: list[str] | None = None,
    namespace: str | None = None,
    token: Token = None,
) -> InferenceEndpoint:
    """Run a model on a machine of its own. It costs money until it is paused, scaled to zero or deleted."""

def create_inference_endpoint_from_catalog(
    repo_id: str | None = None,
    *,
    recipe_id: str | None = None,
    name: str | None = None,
    accelerator: Literal["cpu", "gpu", "neuron"] | str | None = None,
    gguf_file: str | None = None,
    token: Token = None,
    namespace: str | None = None,
) -> InferenceEndpoint:
    """Run a model of the catalog with settings that were tried. It costs money until it is paused, scaled to zero or deleted."""

def create_pull_request(
    repo_id: str, title: str, *, token: Token = None, description: str | None = None, repo_type: str | None = None
) -> DiscussionWithDetails:
    """Open a pull request without changes yet: commit to its `git_reference`."""

def create_repo(
    repo_id: str,
    *,
    token: Token = None,
    private: bool | None = None,
    visibility: RepoVisibility_T | None = None,
    repo_type: str | None = None,
    exist_ok: bool = False,
    resource_group_id: str | None = None,
    region: REPO_REGIONS | None = None,
    space_sdk: str | None = None,
    space_hardware: SpaceHardware | None = None,
    space_sleep_time: int | None = None,
    space_secrets: list[dict[str, str]] | None = None,
    space_variables: list[dict[str, str]] | None = None,
    space_volumes: list[Volume] | None = None,
    space_template: str | None = None,
) -> RepoUrl:
    """Create an empty repository."""

def create_scheduled_job(
    *,
    image: str,
    command: list[str],
    schedule: str,
    suspend: bool | None = None,
    concurrency: bool | None = None,
    env: dict[str, Any] | None = None,
    secrets: dict[str, Any] | None = None,
    flavor: JobHardware | str | None = None,
    timeout: int | float | str | None = None,
    attempts: int | None = None,
    name: str | None = None,
    labels: dict[str, str] | None = None,
    volumes: list[Volume] | None = None,
    expose: list[int] | None = None,
    expose_public: list[int] | None = None,
    resource_group_id: str | None = None,
    namespace: str | None = None,
    token: Token = None,
) -> ScheduledJobInfo:
    """Have a job started again and again."""

def create_scheduled_uv_job(
    script: str,
    *,
    script_args: list[str] | None = None,
    schedule: str,
    suspend: bool | None = None,
    concurrency: bool | None = None,
    dependencies: list[str] | None = None,
    python: str | None = None,
    image: str | None = None,
    env: dict[str, Any] | None = None,
    secrets: dict[str, Any] | None = None,
    flavor: JobHardware | str | None = None,
    timeout: int | float | str | None = None,
    attempts: int | None = None,
    name: str | None = None,
    labels: dict[str, str] | None = None,
    volumes: list[Volume] | None = None,
    expose: list[int] | None = None,
    expose_public: list[int] | None = None,
    resource_group_id: str | None = None,
    namespace: str | None = None,
    token: Token = None,
) -> ScheduledJobInfo:
    """Have a Python script run again and again with `uv`, which installs what the script needs."""

def create_tag(
    repo_id: str,
    *,
    tag: str,
    tag_message: str | None = None,
    revision: str | None = None,
    token: Token = None,
    repo_type: str | None = None,
    exist_ok: bool = False,
) -> None:
    """Give a commit a name that stays."""

def create_webhook(
    *,
    url: str | None = None,
    job_id: str | None = None,
    watched: list[Watched],
    domains: list[constants.WEBHOOK_DOMAIN_T] | None = None,
    secret: str | None = None,
    secrets: dict[str, str] | None = None,
    token: Token = None,
) -> WebhookInfo:
    """Create a webhook."""

def dataset_info(
    repo_id: str,
    *,
    revision: str | None = None,
    timeout: float | None = None,
    files_metadata: bool = False,
    expand: list[ExpandDatasetProperty_T] | None = None,
    token: Token = None,
) -> DatasetInfo:
    """Describe a dataset."""

def delete_branch(repo_id: str, *, branch: str, token: Token = None, repo_type: str | None = None) -> None:
    """Delete a branch."""

def delete_bucket(bucket_id: str, *, missing_ok: bool = False, token: Token = None) -> None:
    """Delete a bucket and all that is in it, for good."""

def delete_collection(collection_slug: str, *, missing_ok: bool = False, token: Token = None) -> None:
    """Delete a collection for good. What it lists is not touched."""

def delete_collection_item(
    collection_slug: str, item_object_id: str, *, missing_ok: bool = False, token: Token = None
) -> None:
    """Take an item out of a collection."""

def delete_file(
    path_in_repo: str,
    repo_id: str,
    *,
    token: Token = None,
    repo_type: str | None = None,
    revision: str | None = None,
    commit_message: str | None = None,
    commit_description: str | None = None,
    create_pr: bool | None = None,
    parent_commit: str | None = None,
) -> CommitInfo:
    """Delete a file."""

def delete_files(
    repo_id: str,
    delete_patterns: list[str],
    *,
    token: Token = None,
    repo_type: str | None = None,
    revision: str | None = None,
    commit_message: str | None = None,
    commit_description: str | None = None,
    create_pr: bool | None = None,
    parent_commit: str | None = None,
) -> CommitInfo:
    """Delete the files that match any of some patterns."""

def delete_folder(
    path_in_repo: str,
    repo_id: str,
    *,
    token: Token = None,
    repo_type: str | None = None,
    revision: str | None = None,
    commit_message: str | None = None,
    commit_description: str | None = None,
    create_pr: bool | None = None,
    parent_commit: str | None = None,
) -> CommitInfo:
    """Delete a folder with everything in it."""

def delete_inference_endpoint(name: str, *, namespace: str | None = None, token: Token = None) -> None:
    """Delete an Inference Endpoint. This cannot be undone; to stop it, pause it or scale it to zero."""

def delete_repo(repo_id: str, *, token: Token = None, repo_type: str | None = None, missing_ok: bool = False) -> None:
    """Delete a repository for good."""

def delete_scheduled_job(*, scheduled_job_id: str, namespace: str | None = None, token: Token = None) -> None:
    """Delete a scheduled job. Runs that have begun go on."""

def delete_space_secret(repo_id: str, key: str, *, token: Token = None) -> None:
    """Delete a secret of a Space."""

def delete_space_variable(repo_id: str, key: str, *, token: Token = None) -> dict[str, SpaceVariable]:
    """Delete a variable of a Space."""

def delete_space_volumes(repo_id: str, *, token: Token = None) -> None:
    """Mount nothing in a Space any more. What was mounted keeps its files."""

def delete_tag(repo_id: str, *, tag: str, token: Token = None, repo_type: str | None = None) -> None:
    """Delete a tag."""

def delete_webhook(webhook_id: str, *, token: Token = None) -> None:
    """Delete a webhook for good."""

def disable_space_dev_mode(repo_id: str, *, token: Token = None) -> SpaceRuntime:
    """Let a Space no longer be changed over SSH."""

def disable_webhook(webhook_id: str, *, token: Token = None) -> WebhookInfo:
    """Switch a webhook off. It is kept, and can be switched on again."""

def download_bucket_files(
    bucket_id: str,
    files: list[tuple[str | BucketFile, str | Path]],
    *,
    raise_on_missing_files: bool = False,
    token: Token = None,
) -> None:
    """Download files of a bucket."""

def duplicate_repo(
    from_id: str,
    to_id: str | None = None,
    *,
    repo_type: str | None = None,
    private: bool | None = None,
    visibility: RepoVisibility_T | None = None,
    token: Token = None,
    exist_ok: bool = False,
    resource_group_id: str | None = None,
    space_hardware: SpaceHardware | None = None,
    space_sleep_time: int | None = None,
    space_secrets: list[dict[str, str]] | None = None,
    space_variables: list[dict[str, str]] | None = None,
    space_volumes: list[Volume] | None = None,
) -> DuplicatedRepoUrl:
    """Copy a repository on the Hub."""

def edit_discussion_comment(
    repo_id: str,
    discussion_num: int,
    comment_id: str,
    new_content: str,
    *,
    token: Token = None,
    repo_type: str | None = None,
) -> DiscussionComment:
    """Change a comment."""

def enable_space_dev_mode(repo_id: str, *, token: Token = None) -> SpaceRuntime:
    """Let a Space be changed over SSH while it runs."""

def enable_webhook(webhook_id: str, *, token: Token = None) -> WebhookInfo:
    """Switch a webhook on."""

def fetch_job_logs(
    *, job_id: str, namespace: str | None = None, follow: bool = False, tail: int | None = None, token: Token = None
) -> Generator[str, None, None]:
    """Read what a job wrote, piece by piece."""

def fetch_job_metrics(
    *, job_id: str, namespace: str | None = None, follow: bool = False, token: Token = None
) -> Generator[dict[str, Any], None, None]:
    """Measure what a running job uses: processor, memory, network and GPUs. There is nothing to measure once it has ended."""

def fetch_space_logs(
    repo_id: str, *, build: bool = False, follow: bool = False, token: Token = None
) -> Generator[str, None, None]:
    """Read what a Space writes."""

def file_exists(
    repo_id: str, filename: str, *, repo_type: str | None = None, revision: str | None = None, token: Token = None
) -> bool:
    """Say whether a file exists and can be seen."""

def get_bucket_file_metadata(bucket_id: str, remote_path: str, *, token: Token = None) -> BucketFileMetadata:
    """Ask what the Hub announces about a file of a bucket, without downloading it."""

def get_bucket_paths_info(
    bucket_id: str, paths: Iterable[str], *, token: Token = None
) -> Generator[BucketFile, None, None]:
    """Describe some files of a bucket. Those that don't exist are left out."""

def get_collection(collection_slug: str, *, token: Token = None) -> Collection:
    """Fetch a collection with all its items."""

def get_dataset_leaderboard(
    repo_id: str, *, base_model_only: bool | None = None, token: Token = None, timeout: float | None = None
) -> list[DatasetLeaderboardEntry]:
    """Fetch the leaderboard of a benchmark: which models were evaluated with it, best first."""

def get_dataset_tags() -> dict[str, Any]:
    """List the tags that datasets can have, by kind: each with its `id` and a `label` for people."""

def get_discussion_details(
    repo_id: str, discussion_num: int, *, repo_type: str | None = None, token: Token = None
) -> DiscussionWithDetails:
    """Fetch a discussion or pull request with all that happened in it."""

def get_full_repo_name(model_id: str, *, organization: str | None = None, token: Token = None) -> str:
    """Complete a repository's name with its owner."""

def get_inference_endpoint(name: str, *, namespace: str | None = None, token: Token = None) -> InferenceEndpoint:
    """Describe an Inference Endpoint."""

def get_model_tags() -> dict[str, Any]:
    """List the tags that models can have, by kind: each with its `id` and a `label` for people."""

def get_organization_overview(organization: str, token: Token = None) -> Organization:
    """Describe an organization."""

def get_paths_info(
    repo_id: str,
    paths: list[str] | str,
    *,
    expand: bool = False,
    revision: str | None = None,
    repo_type: str | None = None,
    token: Token = None,
) -> list[RepoFile | RepoFolder]:
    """Describe some files and folders of a repository. Those that don't exist are left out."""

def get_repo_discussions(
    repo_id: str,
    *,
    author: str | None = None,
    discussion_type: constants.DiscussionTypeFilter | None = None,
    discussion_status: constants.DiscussionStatusFilter | None = None,
    repo_type: str | None = None,
    token: Token = None,
) -> Generator[Discussion, None, None]:
    """List the discussions and pull requests of a repository, page by page as they are asked for."""

def get_safetensors_metadata(
    repo_id: str,
    *,
    repo_type: str | None = None,
    revision: str | None = None,
    token: Token = None,
    timeout: float | None = 10,
) -> SafetensorsRepoMetadata:
    """Describe the weights of a model: which tensors, of which types and shapes, how many parameters."""

def get_sharded_safetensors_metadata(
    repo_id: str, *, filename: str = "model.safetensors.index.json", token: Token = None, timeout: float | None = 10
) -> SafetensorsRepoMetadata:
    """Describe the weights of a model in several files, in one request: the Hub reads the headers."""

def get_space_runtime(repo_id: str, *, token: Token = None) -> SpaceRuntime:
    """Say what a Space is doing, and on what."""

def get_space_secrets(repo_id: str, *, token: Token = None) -> dict[str, SpaceSecret]:
    """List the secrets of a Space. Their values can be set, but never read."""

def get_space_variables(repo_id: str, *, token: Token = None) -> dict[str, SpaceVariable]:
    """List the variables of a Space. Everyone who can see the Space can see them."""

def get_user_overview(username: str, token: Token = None) -> User:
    """Describe a user."""

def get_webhook(webhook_id: str, *, token: Token = None) -> WebhookInfo:
    """Fetch a webhook."""

def get_zero_gpu_quota(*, token: Token = None) -> ZeroGpuQuota:
    """Say how long the owner of the token may still use shared GPUs today."""

def grant_access(repo_id: str, user: str, *, repo_type: str | None = None, token: Token = None) -> None:
    """Let a user in who did not ask."""

def inspect_job(*, job_id: str, namespace: str | None = None, token: Token = None) -> JobInfo:
    """Describe a job."""

def inspect_scheduled_job(
    *, scheduled_job_id: str, namespace: str | None = None, token: Token = None
) -> ScheduledJobInfo:
    """Describe a scheduled job."""

def kernel_info(
    repo_id: str, *, revision: str | None = None, timeout: float | None = None, token: Token = None
) -> KernelInfo:
    """Describe a kernel repository."""

def list_accepted_access_requests(
    repo_id: str, *, repo_type: str | None = None, token: Token = None
) -> Generator[AccessRequest, None, None]:
    """List the requests that were accepted: who has access. Those that the Hub accepted by itself are among them."""

def list_bucket_tree(
    bucket_id: str, prefix: str | None = None, *, recursive: bool | None = None, token: Token = None
) -> Generator[BucketFile | BucketFolder, None, None]:
    """List the files and folders of a bucket, page by page as they are asked for."""

def list_buckets(
    namespace: str | None = None, *, search: str | None = None, token: Token = None
) -> Generator[BucketInfo, None, None]:
    """List the buckets of a user or organization."""

def list_collections(
    *,
    owner: list[str] | str | None = None,
    item: list[str] | str | None = None,
    sort: CollectionSort_T | None = None,
    limit: int | None = None,
    token: Token = None,
) -> Generator[Collection, None, None]:
    """List collections, page by page as they are asked for. Each shows its first items only; `get_collection` has all."""

def list_daily_papers(
    *,
    date: str | None = None,
    token: Token = None,
    week: str | None = None,
    month: str | None = None,
    submitter: str | None = None,
    sort: DailyPapersSort_T | None = None,
    p: int | None = None,
    limit: int | None = None,
) -> Generator[PaperInfo, None, None]:
    """List the papers that users recommend, those of today by default."""

def list_dataset_parquet_files(
    repo_id: str, *, config: str | None = None, token: Token = None
) -> list[DatasetParquetEntry]:
    """List the Parquet files that the dataset viewer has made of a dataset."""

def list_datasets(
    *,
    filter: str | Iterable[str] | None = None,
    author: str | None = None,
    benchmark: Literal[True] | str | None = None,
    dataset_name: str | None = None,
    gated: bool | None = None,
    language_creators: str | list[str] | None = None,
    language: str | list[str] | None = None,
    multilinguality: str | list[str] | None = None,
    size_categories: str | list[str] | None = None,
    task_categories: str | list[str] | None = None,
    task_ids: str | list[str] | None = None,
    search: str | None = None,
    sort: DatasetSort_T | None = None,
    limit: int | None = None,
    expand: list[ExpandDatasetProperty_T] | None = None,
    full: bool | None = None,
    token: Token = None,
) -> Generator[DatasetInfo, None, None]:
    """List datasets, page by page as they are asked for."""

def list_inference_catalog(
    *,
    accelerator: Literal["cpu", "gpu", "neuron"] | str | None = None,
    engine: Literal["llamacpp", "sglang", "tei", "vllm"] | str | None = None,
    license: str | None = None,
    task: str | None = None,
    search: str | None = None,
    limit: int | None = None,
    token: Token = None,
) -> list[InferenceCatalogModel]:
    """List the models of the catalog, with the settings that were tried."""

def list_inference_endpoints(namespace: str | None = None, *, token: Token = None) -> list[InferenceEndpoint]:
    """List Inference Endpoints."""

def list_inference_endpoints_hardware(
    *, namespace: str | None = None, token: Token = None
) -> list[InferenceEndpointHardware]:
    """List the machines that Inference Endpoints can run on, with their prices."""

def list_jobs(
    *,
    status: list[JobStage | str] | JobStage | str | None = None,
    labels: dict[str, str] | None = None,
    timeout: int | None = None,
    namespace: str | None = None,
    token: Token = None,
) -> Generator[JobInfo, None, None]:
    """List jobs, page by page as they are asked for."""

def list_jobs_hardware(token: Token = None) -> list[JobHardwareInfo]:
    """List the machines that jobs can run on, with their prices."""

def list_lfs_files(
    repo_id: str, *, repo_type: str | None = None, token: Token = None
) -> Generator[LFSFileInfo, None, None]:
    """List all that the LFS storage keeps for a repository, what no commit refers to any more included."""

def list_liked_repos(user: str | None = None, *, token: Token = None) -> UserLikes:
    """List the repositories that a user likes."""

def list_models(
    *,
    filter: str | Iterable[str] | None = None,
    author: str | None = None,
    apps: str | list[str] | None = None,
    gated: bool | None = None,
    inference: Literal["warm"] | None = None,
    inference_provider: str | list[str] | None = None,
    trained_dataset: str | list[str] | None = None,
    search: str | None = None,
    pipeline_tag: str | None = None,
    num_parameters: str | None = None,
    emissions_thresholds: tuple[float, float] | None = None,
    sort: ModelSort_T | None = None,
    limit: int | None = None,
    expand: list[ExpandModelProperty_T] | None = None,
    full: bool | None = None,
    cardData: bool = False,
    fetch_config: bool = False,
    token: Token = None,
) -> Generator[ModelInfo, None, None]:
    """List models, page by page as they are asked for."""

def list_organization_followers(organization: str, token: Token = None) -> Generator[User, None, None]:
    """List the users who follow an organization."""

def list_organization_members(organization: str, token: Token = None) -> Generator[User, None, None]:
    """List the members of an organization."""

def list_papers(
    *, query: str | None = None, limit: int | None = None, token: Token = None
) -> Generator[PaperInfo, None, None]:
    """Find papers."""

def list_pending_access_requests(
    repo_id: str, *, repo_type: str | None = None, token: Token = None
) -> Generator[AccessRequest, None, None]:
    """List the requests that wait for a decision, page by page as they are asked for."""

def list_rejected_access_requests(
    repo_id: str, *, repo_type: str | None = None, token: Token = None
) -> Generator[AccessRequest, None, None]:
    """List the requests that were rejected."""

def list_repo_commits(
    repo_id: str,
    *,
    repo_type: str | None = None,
    token: Token = None,
    revision: str | None = None,
    formatted: bool = False,
) -> list[GitCommitInfo]:
    """List the commits of a repository, newest first."""

def list_repo_files(
    repo_id: str, *, revision: str | None = None, repo_type: str | None = None, token: Token = None
) -> list[str]:
    """List the paths of all files of a repository."""

def list_repo_likers(repo_id: str, *, repo_type: str | None = None, token: Token = None) -> Generator[User, None, None]:
    """List the users who like a repository."""

def list_repo_refs(
    repo_id: str, *, repo_type: str | None = None, include_pull_requests: bool = False, token: Token = None
) -> GitRefs:
    """List the branches and tags of a repository."""

def list_repo_tree(
    repo_id: str,
    path_in_repo: str | None = None,
    *,
    recursive: bool = False,
    expand: bool = False,
    revision: str | None = None,
    repo_type: str | None = None,
    token: Token = None,
) -> Generator[RepoFile | RepoFolder, None, None]:
    """List the files and folders of a repository, page by page as they are asked for."""

def list_scheduled_jobs(
    *,
    labels: dict[str, str] | None = None,
    timeout: int | None = None,
    namespace: str | None = None,
    token: Token = None,
) -> list[ScheduledJobInfo]:
    """List scheduled jobs."""

def list_space_templates(*, token: Token = None) -> list[SpaceTemplate]:
    """List the templates that `create_repo(space_template=)` can start from."""

def list_spaces(
    *,
    filter: str | Iterable[str] | None = None,
    author: str | None = None,
    search: str | None = None,
    datasets: str | Iterable[str] | None = None,
    models: str | Iterable[str] | None = None,
    linked: bool = False,
    sort: SpaceSort_T | None = None,
    limit: int | None = None,
    expand: list[ExpandSpaceProperty_T] | None = None,
    full: bool | None = None,
    token: Token = None,
) -> Generator[SpaceInfo, None, None]:
    """List Spaces, page by page as they are asked for."""

def list_spaces_hardware(token: Token = None) -> list[JobHardwareInfo]:
    """List the machines that Spaces can run on, and what they cost."""

def list_user_followers(username: str, token: Token = None) -> Generator[User, None, None]:
    """List the users who follow a user."""

def list_user_following(username: str, token: Token = None) -> Generator[User, None, None]:
    """List the users whom a user follows."""

def list_user_repos(namespace: str | None = None, *, token: Token = None) -> Generator[RepoStorageInfo, None, None]:
    """List the repositories of an owner, and how much room each takes."""

def list_webhooks(*, token: Token = None) -> list[WebhookInfo]:
    """List the webhooks of the owner of the token."""

def merge_pull_request(
    repo_id: str, discussion_num: int, *, token: Token = None, comment: str | None = None, repo_type: str | None = None
) -> None:
    """Merge a pull request."""

def model_info(
    repo_id: str,
    *,
    revision: str | None = None,
    timeout: float | None = None,
    securityStatus: bool | None = None,
    files_metadata: bool = False,
    expand: list[ExpandModelProperty_T] | None = None,
    token: Token = None,
) -> ModelInfo:
    """Describe a model."""

def move_bucket(from_id: str, to_id: str, *, token: Token = None) -> None:
    """Rename a bucket, or give it to another owner."""

def move_repo(from_id: str, to_id: str, *, repo_type: str | None = None, token: Token = None) -> None:
    """Rename a repository, or give it to another owner. The old address keeps leading to it."""

def paper_info(id: str) -> PaperInfo:
    """Describe a paper."""

def parse_safetensors_file_metadata(
    repo_id: str,
    filename: str,
    *,
    repo_type: str | None = None,
    revision: str | None = None,
    token: Token = None,
    timeout: float | None = 10,
) -> SafetensorsFileMetadata:
    """Describe the weights in a file. Only its header is fetched."""

def pause_inference_endpoint(name: str, *, namespace: str | None = None, token: Token = None) -> InferenceEndpoint:
    """Stop an Inference Endpoint until it is resumed. It costs nothing meanwhile."""

def pause_space(repo_id: str, *, token: Token = None) -> SpaceRuntime:
    """Stop a Space until its owner starts it again. Paused time is not billed."""

def permanently_delete_lfs_files(
    repo_id: str,
    lfs_files: Iterable[LFSFileInfo],
    *,
    rewrite_history: bool = True,
    repo_type: str | None = None,
    token: Token = None,
) -> None:
    """Delete files from the LFS storage of a repository. This cannot be undone."""

def preupload_lfs_files(
    repo_id: str,
    additions: Iterable[CommitOperationAdd],
    *,
    token: Token = None,
    repo_type: str | None = None,
    revision: str | None = None,
    create_pr: bool | None = None,
    num_threads: int = 5,
    free_memory: bool = True,
    gitignore_content: str | None = None,
) -> None:
    """Upload large files before the commit that is going to refer to them."""

def read_paper(id: str) -> str:
    """Fetch the text of a paper."""

def reject_access_request(
    repo_id: str,
    user: str | None = None,
    *,
    request_id: str | None = None,
    repo_type: str | None = None,
    rejection_reason: str | None,
    token: Token = None,
) -> None:
    """Reject a request: the user gets no access."""

def rename_discussion(
    repo_id: str, discussion_num: int, new_title: str, *, token: Token = None, repo_type: str | None = None
) -> DiscussionTitleChange:
    """Change the title."""

def repo_exists(repo_id: str, *, repo_type: str | None = None, token: Token = None) -> bool:
    """Say whether a repository exists and can be seen. One whose files are gated does."""

def repo_info(
    repo_id: str,
    *,
    revision: str | None = None,
    repo_type: str | None = None,
    timeout: float | None = None,
    files_metadata: bool = False,
    expand: Expand = None,
    token: Token = None,
) -> ModelInfo | DatasetInfo | SpaceInfo | KernelInfo:
    """Describe a repository of any type."""

def request_space_hardware(
    repo_id: str, hardware: SpaceHardware, *, token: Token = None, sleep_time: int | None = None
) -> SpaceRuntime:
    """Choose the machine that a Space runs on. Most of them cost money while the Space runs."""

def rerun_job(*, job_id: str, namespace: str | None = None, token: Token = None) -> JobInfo:
    """Start a job like an earlier one."""

def resolve_revision(
    repo_id: str,
    *,
    repo_type: str | None = None,
    revision: str | None = None,
    cache_dir: str | Path | None = None,
    local_files_only: bool = False,
    token: Token = None,
) -> ResolvedRevision:
    """Find the commit that a branch or tag stands for, so that several downloads see the same files."""

def restart_space(repo_id: str, *, token: Token = None, factory_reboot: bool = False) -> SpaceRuntime:
    """Start a Space again, paused or not."""

def resume_inference_endpoint(
    name: str, *, namespace: str | None = None, running_ok: bool = True, token: Token = None
) -> InferenceEndpoint:
    """Start an Inference Endpoint again after a pause."""

def resume_scheduled_job(*, scheduled_job_id: str, namespace: str | None = None, token: Token = None) -> None:
    """Go on with a scheduled job that was paused."""

def revision_exists(repo_id: str, revision: str, *, repo_type: str | None = None, token: Token = None) -> bool:
    """Say whether a branch, tag or commit exists and can be seen."""

def run_as_future(fn: Callable[..., R], *args: Any, **kwargs: Any) -> Future[R]:
    """Run an operation in the background, after all that were started this way before."""

def run_job(
    *,
    image: str,
    command: list[str],
    env: dict[str, Any] | None = None,
    secrets: dict[str, Any] | None = None,
    flavor: JobHardware | str | None = None,
    timeout: int | float | str | None = None,
    attempts: int | None = None,
    name: str | None = None,
    labels: dict[str, str] | None = None,
    volumes: list[Volume] | None = None,
    expose: list[int] | None = None,
    expose_public: list[int] | None = None,
    ssh: bool = False,
    network_group: str | None = None,
    network_aliases: list[str] | None = None,
    resource_group_id: str | None = None,
    namespace: str | None = None,
    token: Token = None,
) -> JobInfo:
    """Start a job: a command in a container, on a machine of the Hub."""

def run_uv_job(
    script: str,
    *,
    script_args: list[str] | None = None,
    dependencies: list[str] | None = None,
    python: str | None = None,
    image: str | None = None,
    env: dict[str, Any] | None = None,
    secrets: dict[str, Any] | None = None,
    flavor: JobHardware | str | None = None,
    timeout: int | float | str | None = None,
    attempts: int | None = None,
    name: str | None = None,
    labels: dict[str, str] | None = None,
    volumes: list[Volume] | None = None,
    expose: list[int] | None = None,
    expose_public: list[int] | None = None,
    ssh: bool = False,
    network_group: str | None = None,
    network_aliases: list[str] | None = None,
    resource_group_id: str | None = None,
    namespace: str | None = None,
    token: Token = None,
) -> JobInfo:
    """Start a job that runs a Python script with `uv`, which installs what the script needs."""

def scale_to_zero_inference_endpoint(
    name: str, *, namespace: str | None = None, token: Token = None
) -> InferenceEndpoint:
    """Stop an Inference Endpoint until the next request. It costs nothing meanwhile."""

def search_spaces(
    query: str,
    *,
    filter: str | Iterable[str] | None = None,
    sdk: str | list[str] | None = None,
    include_non_running: bool = False,
    token: Token = None,
) -> Generator[SpaceSearchResult, None, None]:
    """Find Spaces by what they do, best first."""

def set_space_sleep_time(repo_id: str, sleep_time: int, *, token: Token = None) -> SpaceRuntime:
    """Choose after how long a Space is stopped that nobody visits. The next visitor starts it again."""

def set_space_volumes(repo_id: str, volumes: list[Volume], *, token: Token = None) -> None:
    """Mount repositories and buckets in a Space, instead of those that are mounted now."""

def space_info(
    repo_id: str,
    *,
    revision: str | None = None,
    timeout: float | None = None,
    files_metadata: bool = False,
    expand: list[ExpandSpaceProperty_T] | None = None,
    token: Token = None,
) -> SpaceInfo:
    """Describe a Space."""

def super_squash_history(
    repo_id: str,
    *,
    branch: str | None = None,
    commit_message: str | None = None,
    repo_type: str | None = None,
    token: Token = None,
) -> None:
    """Replace the history of a branch by one commit. Its files stay; what only older commits had is lost for good."""

def suspend_scheduled_job(*, scheduled_job_id: str, namespace: str | None = None, token: Token = None) -> None:
    """Pause a scheduled job: it is not started until it is resumed."""

def sync_bucket(
    source: str | None = None,
    dest: str | None = None,
    *,
    delete: bool = False,
    ignore_times: bool = False,
    ignore_sizes: bool = False,
    existing: bool = False,
    ignore_existing: bool = False,
    include: list[str] | None = None,
    exclude: list[str] | None = None,
    filter_from: str | None = None,
    plan: str | None = None,
    apply: str | None = None,
    dry_run: bool = False,
    verbose: bool = False,
    quiet: bool = False,
    token: Token = None,
) -> SyncPlan:
    """Bring a bucket in line with a folder, or a folder with a bucket."""

def sync_job_volume(
    source: str | Path,
    mount_path: str,
    *,
    remote_name: str | None = None,
    read_only: bool = True,
    namespace: str | None = None,
    token: Token = None,
) -> Volume:
    """Upload a folder, so that it can be mounted in a job. What was uploaded before is not sent again."""

def trigger_scheduled_job(*, scheduled_job_id: str, namespace: str | None = None, token: Token = None) -> JobInfo:
    """Start a scheduled job now, whatever its schedule."""

def unlike(repo_id: str, *, token: Token = None, repo_type: str | None = None) -> None:
    """Take back a like. To like a repository, use its web page."""

def update_bucket_settings(bucket_id: str, *, private: bool, token: Token = None) -> None:
    """Change who can see a bucket."""

def update_collection_item(
    collection_slug: str,
    item_object_id: str,
    *,
    note: str | None = None,
    position: int | None = None,
    token: Token = None,
) -> None:
    """Change the note or the place of an item."""

def update_collection_metadata(
    collection_slug: str,
    *,
    title: str | None = None,
    description: str | None = None,
    position: int | None = None,
    private: bool | None = None,
    theme: str | None = None,
    token: Token = None,
) -> Collection:
    """Change what a collection says about itself. What is not given stays as it is. A new title gives a new slug."""

def update_collection_resource_group(
    collection_slug: str, resource_group_id: str | None, *, token: Token = None
) -> None:
    """Put a collection into a group of its organization."""

def update_inference_endpoint(
    name: str,
    *,
    accelerator: str | None = None,
    instance_size: str | None = None,
    instance_type: str | None = None,
    min_replica: int | None = None,
    max_replica: int | None = None,
    scale_to_zero_timeout: int | None = None,
    scaling_metric: InferenceEndpointScalingMetric | None = None,
    scaling_threshold: float | None = None,
    repository: str | None = None,
    framework: str | None = None,
    revision: str | None = None,
    task: str | None = None,
    custom_image: dict[str, Any] | None = None,
    container_command: list[str] | None = None,
    container_args: list[str] | None = None,
    tensor_parallel_size: int | None = None,
    data_parallel_size: int | None = None,
    env: dict[str, str] | None = None,
    secrets: dict[str, str] | None = None,
    domain: str | None = None,
    path: str | None = None,
    cache_http_responses: bool | None = None,
    tags: list[str] | None = None,
    namespace: str | None = None,
    token: Token = None,
) -> InferenceEndpoint:
    """Change an Inference Endpoint. What is not given stays as it is."""

def update_job_expose(
    *,
    job_id: str,
    expose: list[int] | None = None,
    expose_public: list[int] | None = None,
    namespace: str | None = None,
    token: Token = None,
) -> JobInfo:
    """Replace the open ports of a job. Without any, all are closed."""

def update_job_labels(
    *, job_id: str, labels: dict[str, str], namespace: str | None = None, token: Token = None
) -> JobInfo:
    """Replace the labels of a job, its name included."""

def update_repo_settings(
    repo_id: str,
    *,
    gated: Gated | None = None,
    private: bool | None = None,
    visibility: RepoVisibility_T | None = None,
    token: Token = None,
    repo_type: str | None = None,
) -> None:
    """Change who can see a repository and who can download from it."""

def update_scheduled_job_labels(
    *, scheduled_job_id: str, labels: dict[str, str], namespace: str | None = None, token: Token = None
) -> ScheduledJobInfo:
    """Replace the labels of a scheduled job, its name included."""

def update_scheduled_job_schedule(
    *, scheduled_job_id: str, schedule: str, namespace: str | None = None, token: Token = None
) -> ScheduledJobInfo:
    """Change when a scheduled job is started."""

def update_webhook(
    webhook_id: str,
    *,
    url: str | None = None,
    job_id: str | None = None,
    watched: list[Watched] | None = None,
    domains: list[constants.WEBHOOK_DOMAIN_T] | None = None,
    secret: str | None = None,
    secrets: dict[str, str] | None = None,
    token: Token = None,
) -> WebhookInfo:
    """Change a webhook. What it watches is always replaced: without `watched`, it watches nothing any more."""

def upload_attachment(path: str | Path, *, token: Token = None) -> str:
    """Upload an image, a video or a sound, to show it in a discussion."""

@overload
def upload_file(
    *,
    path_or_fileobj: str | Path | bytes | BinaryIO,
    path_in_repo: str,
    repo_id: str,
    token: Token = None,
    repo_type: str | None = None,
    revision: str | None = None,
    commit_message: str | None = None,
    commit_description: str | None = None,
    create_pr: bool | None = None,
    parent_commit: str | None = None,
    rebase: bool = False,
    max_bandwidth: float | None = None,
    on_event: Callable[[Event], object] | None = None,
    run_as_future: Literal[False] = ...,
    _hot_reload: bool | None = None,
) -> CommitInfo: ...
@overload
def upload_file(
    *,
    path_or_fileobj: str | Path | bytes | BinaryIO,
    path_in_repo: str,
    repo_id: str,
    token: Token = None,
    repo_type: str | None = None,
    revision: str | None = None,
    commit_message: str | None = None,
    commit_description: str | None = None,
    create_pr: bool | None = None,
    parent_commit: str | None = None,
    rebase: bool = False,
    max_bandwidth: float | None = None,
    on_event: Callable[[Event], object] | None = None,
    run_as_future: Literal[True],
    _hot_reload: bool | None = None,
) -> Future[CommitInfo]: ...
@overload
def upload_folder(
    *,
    repo_id: str,
    folder_path: str | Path,
    path_in_repo: str | None = None,
    commit_message: str | None = None,
    commit_description: str | None = None,
    token: Token = None,
    repo_type: str | None = None,
    revision: str | None = None,
    create_pr: bool | None = None,
    parent_commit: str | None = None,
    allow_patterns: list[str] | str | None = None,
    ignore_patterns: list[str] | str | None = None,
    delete_patterns: list[str] | str | None = None,
    atomic: bool = False,
    rebase: bool = False,
    max_bandwidth: float | None = None,
    on_event: Callable[[Event], object] | None = None,
    run_as_future: Literal[False] = ...,
) -> CommitInfo: ...
@overload
def upload_folder(
    *,
    repo_id: str,
    folder_path: str | Path,
    path_in_repo: str | None = None,
    commit_message: str | None = None,
    commit_description: str | None = None,
    token: Token = None,
    repo_type: str | None = None,
    revision: str | None = None,
    create_pr: bool | None = None,
    parent_commit: str | None = None,
    allow_patterns: list[str] | str | None = None,
    ignore_patterns: list[str] | str | None = None,
    delete_patterns: list[str] | str | None = None,
    atomic: bool = False,
    rebase: bool = False,
    max_bandwidth: float | None = None,
    on_event: Callable[[Event], object] | None = None,
    run_as_future: Literal[True],
) -> Future[CommitInfo]: ...
def upload_large_folder(
    repo_id: str,
    folder_path: str | Path,
    *,
    repo_type: str | None = None,
    revision: str | None = None,
    private: bool | None = None,
    allow_patterns: list[str] | str | None = None,
    ignore_patterns: list[str] | str | None = None,
    num_workers: int | None = None,
    print_report: bool = True,
    print_report_every: int = 60,
) -> None:
    """Create a repository if necessary, and upload a folder to it: another name for `upload_folder`."""

def verify_repo_checksums(
    repo_id: str,
    *,
    repo_type: str | None = None,
    revision: str | None = None,
    local_dir: str | Path | None = None,
    cache_dir: str | Path | None = None,
    token: Token = None,
) -> FolderVerification:
    """Compare the files of a repository in the cache, or in a folder, with those on the Hub, by their hashes."""

@overload
def wait_for_job(
    job_id: str,
    *,
    timeout: float | None = None,
    poll_interval: float = 1.0,
    stages: list[JobStage] | None = None,
    namespace: str | None = None,
    token: Token = None,
) -> JobInfo: ...
@overload
def wait_for_job(
    job_id: list[str],
    *,
    timeout: float | None = None,
    poll_interval: float = 1.0,
    stages: list[JobStage] | None = None,
    namespace: str | None = None,
    token: Token = None,
) -> list[JobInfo]: ...
def wait_for_space(
    repo_id: str, *, timeout: float | None = None, poll_interval: float = 1.0, token: Token = None
) -> SpaceRuntime:
    """Wait until a Space runs, has failed, or is stopped: look at the `stage` of what is returned."""

def whoami(token: Token = None, *, cache: bool = False) -> dict[str, Any]:
    """Ask the Hub whose token it is."""
