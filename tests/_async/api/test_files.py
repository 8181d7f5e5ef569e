"""Lists of files on a local Hub."""

from __future__ import annotations

import httpx
import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub._core import files
from huggingface_hub._runtime import aio as runtime
from huggingface_hub.local_hub import LocalHub
from huggingface_hub.types.files import LFSFileInfo, RepoFile, RepoFolder


HUB = "https://huggingface.co"
NAMES = ["README.md", "a b/c?d#e.txt", "a b/deep/x.txt", "weights/model.safetensors"]
BIG = b"w" * 2000


@pytest.fixture(scope="module")
def small_hub(local_hub_factory) -> LocalHub:
    """A Hub where LFS begins at a thousand bytes."""
    return local_hub_factory(lfs_threshold=1000)


@pytest.fixture
def api(small_hub: LocalHub) -> AsyncHfApi:
    return AsyncHfApi(small_hub.url, small_hub.token)


@pytest.fixture
def repo_id(small_hub: LocalHub) -> str:
    return small_hub.new_repo(files={name: BIG if name.startswith("weights") else name for name in NAMES})


async def tree(
    api: AsyncHfApi, repo_id: str, path: str | None = None, **options: object
) -> list[RepoFile | RepoFolder]:
    return [entry async for entry in api.list_repo_tree(repo_id, path, **options)]


async def test_tree_of_the_first_level(api: AsyncHfApi, repo_id: str) -> None:
    entries = {entry.path: entry for entry in await tree(api, repo_id)}

    assert {path for path in entries if not path.startswith(".")} == {"README.md", "a b", "weights"}
    assert isinstance(entries["README.md"], RepoFile)
    assert isinstance(entries["a b"], RepoFolder)


async def test_tree_of_everything(api: AsyncHfApi, repo_id: str) -> None:
    entries = {entry.path: entry for entry in await tree(api, repo_id, recursive=True)}

    assert set(entries) >= {*NAMES, "a b", "a b/deep", "weights"}
    weights, readme = entries["weights/model.safetensors"], entries["README.md"]
    assert isinstance(weights, RepoFile)
    assert isinstance(readme, RepoFile)
    assert weights.lfs is not None
    assert (weights.size, weights.lfs.size, readme.lfs) == (len(BIG), len(BIG), None)
    assert weights.last_commit is None


async def test_tree_with_last_commits(api: AsyncHfApi, repo_id: str) -> None:
    for entry in await tree(api, repo_id, recursive=True, expand=True):
        assert entry.last_commit is not None


@pytest.mark.parametrize("path", ["a b", "a b/", "/a b/"])
async def test_tree_of_a_folder(api: AsyncHfApi, repo_id: str, path: str) -> None:
    assert {entry.path for entry in await tree(api, repo_id, path)} == {"a b/c?d#e.txt", "a b/deep"}


async def test_S20_a_tree_can_be_left_early(api: AsyncHfApi, repo_id: str) -> None:
    entries = api.list_repo_tree(repo_id, recursive=True)
    async with runtime.closing(entries):
        async for entry in entries:
            assert entry.path
            break


async def test_a_folder_that_is_not_there(api: AsyncHfApi, repo_id: str) -> None:
    with pytest.raises(errors.RemoteEntryNotFoundError):
        await tree(api, repo_id, "nope")
    with pytest.raises(errors.RevisionNotFoundError):
        await tree(api, repo_id, revision="nope")
    with pytest.raises(errors.RepositoryNotFoundError):
        await tree(api, repo_id + "x")
    with pytest.raises(errors.HFValidationError):
        await tree(api, "a/../b")


async def test_objects_are_the_tree(api: AsyncHfApi, repo_id: str) -> None:
    objects = [entry async for entry in api.list_repo_objects(repo_id, recursive=True)]

    assert objects == await tree(api, repo_id, recursive=True)


async def test_paths_of_files(api: AsyncHfApi, repo_id: str) -> None:
    assert {path for path in await api.list_repo_files(repo_id) if path != ".gitattributes"} == set(NAMES)


async def test_info_about_paths(api: AsyncHfApi, repo_id: str) -> None:
    found = await api.get_paths_info(repo_id, ["a b/c?d#e.txt", "weights", "nope"])

    assert [(entry.path, type(entry)) for entry in found] == [("a b/c?d#e.txt", RepoFile), ("weights", RepoFolder)]
    assert [entry.path for entry in await api.get_paths_info(repo_id, "README.md")] == ["README.md"]
    assert await api.get_paths_info(repo_id, []) == []
    (readme,) = await api.get_paths_info(repo_id, "README.md", expand=True)
    assert readme.last_commit is not None
    with pytest.raises(errors.RevisionNotFoundError):
        await api.get_paths_info(repo_id, "README.md", revision="nope")


async def test_many_paths_are_asked_about_in_pieces(
    api: AsyncHfApi, repo_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PER_REQUEST", 2)

    assert [entry.path for entry in await api.get_paths_info(repo_id, NAMES)] == NAMES


@pytest.mark.parametrize("filename", NAMES)
async def test_file_exists(api: AsyncHfApi, repo_id: str, filename: str) -> None:
    assert await api.file_exists(repo_id, filename)
    assert not await api.file_exists(repo_id, filename + "x")
    assert not await api.file_exists(repo_id, filename, revision="nope")
    assert not await api.file_exists(repo_id + "x", filename)
    assert not await api.file_exists(repo_id, filename, repo_type="dataset")


@respx.mock
async def test_a_broken_hub_is_not_a_missing_file() -> None:
    respx.head(f"{HUB}/user/name/resolve/main/a.txt").respond(501)

    with pytest.raises(errors.HfHubHTTPError, match="501"):
        await AsyncHfApi(HUB, "hf_x").file_exists("user/name", "a.txt")


@respx.mock
async def test_a_file_on_a_cdn_exists() -> None:
    """The redirect that leaves the Hub is the answer: it is not followed."""
    respx.head(f"{HUB}/user/name/resolve/main/a.txt").respond(302, headers={"Location": "https://cdn.example/x"})

    assert await AsyncHfApi(HUB, "hf_x").file_exists("user/name", "a.txt")


@respx.mock
async def test_trees_come_in_pages() -> None:
    url = f"{HUB}/api/models/user/name/tree/refs%2Fpr%2F1"
    item = {"type": "file", "size": 1, "oid": "x"}
    first = respx.get(url, params={"recursive": "true", "expand": "false"}).respond(
        json=[{**item, "path": "a"}], headers={"Link": f'<{url}?cursor=2>; rel="next"'}
    )
    second = respx.get(url, params={"cursor": "2"}).respond(json=[{**item, "path": "b"}])

    found = await tree(AsyncHfApi(HUB, "hf_x"), "user/name", recursive=True, revision="refs/pr/1")

    assert [entry.path for entry in found] == ["a", "b"]
    assert (first.call_count, second.call_count) == (1, 1)


@respx.mock
@pytest.mark.parametrize("answer", [{}, "text", [3], [{"type": "file"}]])
async def test_answers_of_another_shape_are_refused(answer: object) -> None:
    respx.get(f"{HUB}/api/models/user/name/tree/main").respond(json=answer)

    with pytest.raises((errors.HfHubHTTPError, ValueError), match="Unexpected answer|can't be read"):
        await tree(AsyncHfApi(HUB, "hf_x"), "user/name")


# --- LFS storage ---


async def test_files_of_the_lfs_storage(api: AsyncHfApi, repo_id: str) -> None:
    (found,) = [file async for file in api.list_lfs_files(repo_id)]

    assert isinstance(found, LFSFileInfo)
    assert (found.size, found.filename) == (len(BIG), "weights/model.safetensors")


@respx.mock
async def test_files_are_deleted_from_the_lfs_storage_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PER_REQUEST", 2)
    route = respx.post(f"{HUB}/api/models/user/name/lfs-files/batch").mock(return_value=httpx.Response(200, json={}))
    said = {"filename": "f", "oid": "o", "pushedAt": "2024-01-01T00:00:00.000Z", "size": 1}
    wanted = [LFSFileInfo(fileOid=str(number), **said) for number in range(3)]

    await AsyncHfApi(HUB, "hf_x").permanently_delete_lfs_files("user/name", wanted, rewrite_history=False)

    assert [call.request.content for call in route.calls] == [
        b'{"deletions":{"sha":["0","1"],"rewriteHistory":false}}',
        b'{"deletions":{"sha":["2"],"rewriteHistory":false}}',
    ]
