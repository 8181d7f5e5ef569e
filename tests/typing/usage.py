"""A user's code, as type checkers see it: `nox -s types` runs mypy over this file. It is never executed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from concurrent.futures import Future

from typing_extensions import assert_type

from huggingface_hub import (
    CommitInfo,
    CommitOperationAdd,
    DryRunFileInfo,
    HfApi,
    ModelInfo,
    RepoUrl,
    aio,
    create_repo,
    errors,
    hf_hub_download,
    list_repo_files,
    snapshot_download,
)
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


def serving() -> None:
    with LocalHub() as hub:
        assert_type(hub.url, str)
        assert_type(hub.token, str)
