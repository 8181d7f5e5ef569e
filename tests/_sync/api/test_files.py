# Generated from tests/_async/api/test_files.py: edit that file, not this one, then run `python -m codegen`.

"""Lists of files on a local Hub."""

from __future__ import annotations

import httpx
import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._core import files
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.api import HfApi
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
def api(small_hub: LocalHub) -> HfApi:
    return HfApi(small_hub.url, small_hub.token)


@pytest.fixture
def repo_id(small_hub: LocalHub) -> str:
    return small_hub.new_repo(files={name: BIG if name.startswith("weights") else name for name in NAMES})


def tree(api: HfApi, repo_id: str, path: str | None = None, **options: object) -> list[RepoFile | RepoFolder]:
    return list(api.list_repo_tree(repo_id, path, **options))


def test_tree_of_the_first_level(api: HfApi, repo_id: str) -> None:
    entries = {entry.path: entry for entry in tree(api, repo_id)}

    assert {path for path in entries if not path.startswith(".")} == {"README.md", "a b", "weights"}
    assert isinstance(entries["README.md"], RepoFile)
    assert isinstance(entries["a b"], RepoFolder)


def test_tree_of_everything(api: HfApi, repo_id: str) -> None:
    entries = {entry.path: entry for entry in tree(api, repo_id, recursive=True)}

    assert set(entries) >= {*NAMES, "a b", "a b/deep", "weights"}
    weights, readme = entries["weights/model.safetensors"], entries["README.md"]
    assert isinstance(weights, RepoFile)
    assert isinstance(readme, RepoFile)
    assert weights.lfs is not None
    assert (weights.size, weights.lfs.size, readme.lfs) == (len(BIG), len(BIG), None)
    assert weights.last_commit is None


def test_tree_with_last_commits(api: HfApi, repo_id: str) -> None:
    for entry in tree(api, repo_id, recursive=True, expand=True):
        assert entry.last_commit is not None


@pytest.mark.parametrize("path", ["a b", "a b/", "/a b/"])
def test_tree_of_a_folder(api: HfApi, repo_id: str, path: str) -> None:
    assert {entry.path for entry in tree(api, repo_id, path)} == {"a b/c?d#e.txt", "a b/deep"}


def test_S20_a_tree_can_be_left_early(api: HfApi, repo_id: str) -> None:
    entries = api.list_repo_tree(repo_id, recursive=True)
    with runtime.closing(entries):
        for entry in entries:
            assert entry.path
            break


def test_a_folder_that_is_not_there(api: HfApi, repo_id: str) -> None:
    with pytest.raises(errors.RemoteEntryNotFoundError):
        tree(api, repo_id, "nope")
    with pytest.raises(errors.RevisionNotFoundError):
        tree(api, repo_id, revision="nope")
    with pytest.raises(errors.RepositoryNotFoundError):
        tree(api, repo_id + "x")
    with pytest.raises(errors.HFValidationError):
        tree(api, "a/../b")


def test_objects_are_the_tree(api: HfApi, repo_id: str) -> None:
    objects = list(api.list_repo_objects(repo_id, recursive=True))

    assert objects == tree(api, repo_id, recursive=True)


def test_paths_of_files(api: HfApi, repo_id: str) -> None:
    assert {path for path in api.list_repo_files(repo_id) if path != ".gitattributes"} == set(NAMES)


def test_info_about_paths(api: HfApi, repo_id: str) -> None:
    found = api.get_paths_info(repo_id, ["a b/c?d#e.txt", "weights", "nope"])

    assert [(entry.path, type(entry)) for entry in found] == [("a b/c?d#e.txt", RepoFile), ("weights", RepoFolder)]
    assert [entry.path for entry in api.get_paths_info(repo_id, "README.md")] == ["README.md"]
    assert api.get_paths_info(repo_id, []) == []
    (readme,) = api.get_paths_info(repo_id, "README.md", expand=True)
    assert readme.last_commit is not None
    with pytest.raises(errors.RevisionNotFoundError):
        api.get_paths_info(repo_id, "README.md", revision="nope")


def test_many_paths_are_asked_about_in_pieces(api: HfApi, repo_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PER_REQUEST", 2)

    assert [entry.path for entry in api.get_paths_info(repo_id, NAMES)] == NAMES


@pytest.mark.parametrize("filename", NAMES)
def test_file_exists(api: HfApi, repo_id: str, filename: str) -> None:
    assert api.file_exists(repo_id, filename)
    assert not api.file_exists(repo_id, filename + "x")
    assert not api.file_exists(repo_id, filename, revision="nope")
    assert not api.file_exists(repo_id + "x", filename)
    assert not api.file_exists(repo_id, filename, repo_type="dataset")


@respx.mock
def test_a_broken_hub_is_not_a_missing_file() -> None:
    respx.head(f"{HUB}/user/name/resolve/main/a.txt").respond(501)

    with pytest.raises(errors.HfHubHTTPError, match="501"):
        HfApi(HUB, "hf_x").file_exists("user/name", "a.txt")


@respx.mock
def test_a_file_on_a_cdn_exists() -> None:
    """The redirect that leaves the Hub is the answer: it is not followed."""
    respx.head(f"{HUB}/user/name/resolve/main/a.txt").respond(302, headers={"Location": "https://cdn.example/x"})

    assert HfApi(HUB, "hf_x").file_exists("user/name", "a.txt")


@respx.mock
def test_trees_come_in_pages() -> None:
    url = f"{HUB}/api/models/user/name/tree/refs%2Fpr%2F1"
    item = {"type": "file", "size": 1, "oid": "x"}
    first = respx.get(url, params={"recursive": "true", "expand": "false"}).respond(
        json=[{**item, "path": "a"}], headers={"Link": f'<{url}?cursor=2>; rel="next"'}
    )
    second = respx.get(url, params={"cursor": "2"}).respond(json=[{**item, "path": "b"}])

    found = tree(HfApi(HUB, "hf_x"), "user/name", recursive=True, revision="refs/pr/1")

    assert [entry.path for entry in found] == ["a", "b"]
    assert (first.call_count, second.call_count) == (1, 1)


@respx.mock
@pytest.mark.parametrize("answer", [{}, "text", [3], [{"type": "file"}]])
def test_answers_of_another_shape_are_refused(answer: object) -> None:
    respx.get(f"{HUB}/api/models/user/name/tree/main").respond(json=answer)

    with pytest.raises((errors.HfHubHTTPError, ValueError), match="Unexpected answer|can't be read"):
        tree(HfApi(HUB, "hf_x"), "user/name")


# --- LFS storage ---


def test_files_of_the_lfs_storage(api: HfApi, repo_id: str) -> None:
    (found,) = list(api.list_lfs_files(repo_id))

    assert isinstance(found, LFSFileInfo)
    assert (found.size, found.filename) == (len(BIG), "weights/model.safetensors")


@respx.mock
def test_files_are_deleted_from_the_lfs_storage_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PER_REQUEST", 2)
    route = respx.post(f"{HUB}/api/models/user/name/lfs-files/batch").mock(return_value=httpx.Response(200, json={}))
    said = {"filename": "f", "oid": "o", "pushedAt": "2024-01-01T00:00:00.000Z", "size": 1}
    wanted = [LFSFileInfo(fileOid=str(number), **said) for number in range(3)]

    HfApi(HUB, "hf_x").permanently_delete_lfs_files("user/name", wanted, rewrite_history=False)

    assert [call.request.content for call in route.calls] == [
        b'{"deletions":{"sha":["0","1"],"rewriteHistory":false}}',
        b'{"deletions":{"sha":["2"],"rewriteHistory":false}}',
    ]
