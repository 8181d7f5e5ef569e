"""Users' code, as type checkers see it: `nox -s types` runs mypy and Pyright over this file. It is never executed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from typing_extensions import assert_type

import huggingface_hub
from huggingface_hub import (
    AsyncHfApi,
    CommitInfo,
    CommitOperationAdd,
    Discussion,
    DryRunFileInfo,
    GitRefInfo,
    HfApi,
    HFCacheInfo,
    InferenceEndpoint,
    ModelInfo,
    RepoFile,
    RepoFolder,
    RepoUrl,
    SpaceStage,
    aio,
    create_repo,
    errors,
    hf_hub_download,
    list_repo_files,
    snapshot_download,
)
from huggingface_hub.dataclasses import strict
from huggingface_hub.hf_api import BlobLfsInfo, RepoSibling
from huggingface_hub.local_hub import LocalHub


def blocking(api: HfApi) -> None:
    assert_type(hf_hub_download("a/b", "c"), str)
    assert_type(hf_hub_download("a/b", "c", dry_run=True), DryRunFileInfo)
    assert_type(snapshot_download("a/b"), str)
    assert_type(snapshot_download("a/b", dry_run=True), list[DryRunFileInfo])
    assert_type(api.model_info("a/b"), ModelInfo)
    assert_type(api.create_repo("a/b"), RepoUrl)
    assert_type(create_repo("a/b"), RepoUrl)
    assert_type(list_repo_files("a/b"), list[str])
    assert_type(api.upload_file(path_or_fileobj=b"", path_in_repo="x", repo_id="a/b"), CommitInfo)
    later = api.upload_file(path_or_fileobj=b"", path_in_repo="x", repo_id="a/b", run_as_future=True)
    assert_type(later, Future[CommitInfo])
    assert_type(api.create_commit("a/b", [CommitOperationAdd("x", b"")], commit_message="m"), CommitInfo)
    models: Iterable[ModelInfo] = api.list_models(author="a")
    for model in models:
        assert_type(model.id, str)
    try:
        api.dataset_info("a/b")
    except errors.RepositoryNotFoundError as error:
        assert_type(error.repo_id, "str | None")
        assert_type(error.response.status_code, int)


async def awaiting() -> None:
    api = aio.HfApi()
    assert_type(await aio.hf_hub_download("a/b", "c"), str)
    assert_type(await aio.snapshot_download("a/b"), str)
    assert_type(await api.model_info("a/b"), ModelInfo)
    assert_type(await aio.create_repo("a/b"), RepoUrl)
    assert_type(await api.list_repo_files("a/b"), list[str])
    models: AsyncIterator[ModelInfo] = api.list_models(author="a")
    async for model in models:
        assert_type(model.id, str)


def functions() -> None:
    """Names of the package itself: bound methods of one client, with the signatures of its class."""
    assert_type(huggingface_hub.whoami(), dict[str, Any])
    assert_type(huggingface_hub.model_info("a/b"), ModelInfo)
    assert_type(huggingface_hub.get_paths_info("a/b", ["c"]), list[RepoFile | RepoFolder])
    assert_type(huggingface_hub.list_repo_refs("a/b").branches, list[GitRefInfo])
    assert_type(huggingface_hub.get_space_runtime("a/b").stage, SpaceStage)
    assert_type(huggingface_hub.get_inference_endpoint("x").wait(timeout=3), InferenceEndpoint)
    assert_type(huggingface_hub.scan_cache_dir(), HFCacheInfo)
    assert_type(huggingface_hub.get_token(), "str | None")
    for entry in huggingface_hub.list_repo_tree("a/b"):
        assert_type(entry, RepoFile | RepoFolder)
    for discussion in huggingface_hub.get_repo_discussions("a/b"):
        assert_type(discussion, Discussion)
    for line in huggingface_hub.fetch_job_logs(job_id="x"):
        assert_type(line, str)


async def awaited_functions() -> None:
    """The same names, to be awaited; listings are iterated."""
    assert_type(await aio.whoami(), dict[str, Any])
    assert_type(await aio.get_paths_info("a/b", ["c"]), list[RepoFile | RepoFolder])
    endpoint = await aio.get_inference_endpoint("x")
    assert_type(await endpoint.wait(timeout=3), aio.InferenceEndpoint)
    async for entry in aio.list_repo_tree("a/b"):
        assert_type(entry, RepoFile | RepoFolder)
    api = AsyncHfApi(token="hf_x")
    assert_type(await api.upload_file(path_or_fileobj=b"", path_in_repo="x", repo_id="a/b"), CommitInfo)


def attributes(info: ModelInfo, file: RepoFile) -> None:
    """Fields, and the names they had in camel case."""
    assert_type(info.last_modified, datetime | None)
    assert_type(info.lastModified, datetime | None)
    assert_type(info.modelId, str)
    assert_type(info.siblings, list[RepoSibling] | None)
    assert_type(file.rfilename, str)
    assert_type(file.lfs, BlobLfsInfo | None)


@strict
@dataclass
class Config:
    layers: int = 12


def strict_dataclasses() -> None:
    assert_type(Config(layers=3), Config)
    assert_type(Config().layers, int)


def serving() -> None:
    with LocalHub() as hub:
        assert_type(hub.url, str)
        assert_type(hub.token, str)
