# Generated from tests/_async/api/test_verification.py: edit that file, not this one, then run `python -m codegen`.

"""Comparing files in the cache and in folders with a local Hub."""

from __future__ import annotations

from pathlib import Path

import pytest

from huggingface_hub import errors
from huggingface_hub._sync.api import HfApi
from huggingface_hub.local_hub import LocalHub


LARGE = b"w" * 2000
FILES = {"README.md": b"# x\n", "sub/a.txt": b"a", "model.safetensors": LARGE}


@pytest.fixture(scope="module")
def lfs_hub(local_hub_factory) -> LocalHub:
    """A Hub where LFS begins at a thousand bytes."""
    return local_hub_factory(lfs_threshold=1000)


@pytest.fixture
def api(lfs_hub: LocalHub) -> HfApi:
    return HfApi(lfs_hub.url, lfs_hub.token)


@pytest.fixture
def cached(lfs_hub: LocalHub, api: HfApi, tmp_path: Path) -> tuple[str, Path]:
    """A repository, and the folder of its snapshot in the cache below `tmp_path`."""
    repo_id = lfs_hub.new_repo(files=FILES)
    return repo_id, Path(api.snapshot_download(repo_id, cache_dir=tmp_path))


def test_a_good_copy(api: HfApi, cached: tuple[str, Path], tmp_path: Path) -> None:
    repo_id, snapshot = cached

    result = api.verify_repo_checksums(repo_id, cache_dir=tmp_path)

    assert (result.mismatches, result.missing_paths, result.extra_paths) == ([], [], [])
    assert result.checked_count == len(api.list_repo_files(repo_id))
    assert (result.verified_path, result.revision) == (snapshot, snapshot.name)


def test_a_damaged_copy(api: HfApi, cached: tuple[str, Path], tmp_path: Path) -> None:
    repo_id, snapshot = cached
    blob = (snapshot / "model.safetensors").resolve()
    blob.chmod(0o644)
    blob.write_bytes(b"x" + LARGE[1:])
    (snapshot / "sub" / "a.txt").unlink()
    (snapshot / "extra").write_text("x")

    result = api.verify_repo_checksums(repo_id, cache_dir=tmp_path, revision="main")

    assert [(m["path"], m["algorithm"]) for m in result.mismatches] == [("model.safetensors", "sha256")]
    assert (result.missing_paths, result.extra_paths) == (["sub/a.txt"], ["extra"])


def test_the_commit_of_the_cache_is_compared_not_the_latest(
    api: HfApi, cached: tuple[str, Path], tmp_path: Path
) -> None:
    repo_id, snapshot = cached
    api.upload_file(path_or_fileobj=b"new", path_in_repo="new.txt", repo_id=repo_id)

    result = api.verify_repo_checksums(repo_id, cache_dir=tmp_path)

    assert (result.revision, result.missing_paths) == (snapshot.name, [])


def test_a_folder(api: HfApi, cached: tuple[str, Path], tmp_path: Path) -> None:
    repo_id, _ = cached
    folder = tmp_path / "folder"
    api.snapshot_download(repo_id, local_dir=folder)
    (folder / "README.md").write_text("changed")

    result = api.verify_repo_checksums(repo_id, local_dir=folder)

    assert [m["path"] for m in result.mismatches] == ["README.md"]
    assert (result.missing_paths, result.extra_paths, result.verified_path) == ([], [], folder)


def test_what_is_not_there(api: HfApi, cached: tuple[str, Path], tmp_path: Path) -> None:
    repo_id, _ = cached

    with pytest.raises(ValueError, match="not in the cache"):
        api.verify_repo_checksums("user/nothing", cache_dir=tmp_path)
    with pytest.raises(ValueError, match="'v2' is not in the cache"):
        api.verify_repo_checksums(repo_id, revision="v2", cache_dir=tmp_path)
    with pytest.raises(errors.RepositoryNotFoundError):
        api.verify_repo_checksums("user/nothing", local_dir=tmp_path)
