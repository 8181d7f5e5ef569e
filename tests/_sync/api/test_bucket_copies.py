# Generated from tests/_async/api/test_bucket_copies.py: edit that file, not this one, then run `python -m codegen`.

"""Copies into buckets: from buckets and repositories, and those that make no sense."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._sync.api import HfApi
from huggingface_hub.local_hub import LocalHub
from huggingface_hub.types.buckets import BucketFile


pytest.importorskip("hf_xet")

BIG = os.urandom(2_500_000)


@pytest.fixture(scope="session")
def local_hub(local_hub_factory: Callable[..., LocalHub]) -> LocalHub:
    """One that offers Xet, without which no bucket can be filled."""
    return local_hub_factory(xet=True)


@pytest.fixture(autouse=True)
def own_xet_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Most tests do without Xet. What hf_xet remembers of storages must not outlive them."""
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", False)
    monkeypatch.setenv("HF_XET_CACHE", str(tmp_path / "xet-cache"))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def filled(api: HfApi, name: str, *paths: str, content: bytes = b"hello") -> str:
    api.create_bucket(name)
    api.batch_bucket_files(name, add=[(content, path) for path in paths])
    return name


def files(api: HfApi, name: str) -> dict[str, BucketFile]:
    found = list(api.list_bucket_tree(name, recursive=True))
    return {entry.path: entry for entry in found if isinstance(entry, BucketFile)}


def test_copies_between_buckets(api: HfApi, name: str) -> None:
    source, target = filled(api, name, "d/a", "d/e/b", "top", "da"), f"{name}-2"
    expected = {
        ("d", ""): {"d/a", "d/e/b"},
        ("d/", ""): {"a", "e/b"},
        ("d", "new"): {"new/a", "new/e/b"},
        ("d", "new/"): {"new/a", "new/e/b"},
        ("", "x"): {"x/d/a", "x/d/e/b", "x/da", "x/top"},
        ("top", "t"): {"t"},
        ("top", "t/"): {"t/top"},
        ("top", ""): {"top"},
    }
    for (path, where), paths in expected.items():
        api.create_bucket(target)
        api.copy_files(
            f"hf://buckets/{source}/{path}".rstrip("/") + "/" * path.endswith("/"), f"hf://buckets/{target}/{where}"
        )
        assert set(files(api, target)) == paths, (path, where)
        api.delete_bucket(target)
    # A folder that is there gets another one in it.
    api.copy_files(f"hf://buckets/{source}/d", f"hf://buckets/{source}/copy")
    api.copy_files(f"hf://buckets/{source}/d", f"hf://buckets/{source}/copy")
    assert {"copy/a", "copy/d/a"} <= set(files(api, source))


def test_copies_from_a_repository(api: HfApi, name: str, here: Path) -> None:
    """What the storage has is not sent again, the rest is; `.gitattributes` means nothing to a bucket."""
    api.create_repo(name)
    api.upload_file(path_or_fileobj=BIG, path_in_repo="d/w.bin", repo_id=name)
    api.upload_file(path_or_fileobj=b"{}", path_in_repo="d/c.json", repo_id=name)
    api.create_bucket(name)
    api.create_repo(f"{name}-2")

    api.copy_files(f"hf://{name}", f"hf://buckets/{name}/m")
    api.copy_files(f"hf://{name}/d/", f"hf://{name}-2/e")
    api.copy_files(f"hf://{name}@main/d/c.json", f"hf://{name}/c2.json")

    assert set(files(api, name)) == {"m/d/w.bin", "m/d/c.json"}
    api.download_bucket_files(name, [("m/d/w.bin", "w")])
    assert (here / "w").read_bytes() == BIG
    assert set(api.list_repo_files(f"{name}-2")) == {".gitattributes", "e/w.bin", "e/c.json"}
    assert api.list_repo_commits(f"{name}-2")[0].title == f"Copy files from models/{name}"
    assert "c2.json" in api.list_repo_files(name)


def test_copies_that_make_no_sense(api: HfApi, name: str) -> None:
    filled(api, name, "a")
    api.create_repo(name)
    bucket = f"hf://buckets/{name}"

    with pytest.raises(ValueError, match="Bucket-to-repo"):
        api.copy_files(f"{bucket}/a", f"hf://{name}")
    with pytest.raises(errors.EntryNotFoundError, match="No files found"):
        api.copy_files(f"{bucket}/none", bucket)
    with pytest.raises(errors.EntryNotFoundError):
        api.copy_files(f"hf://{name}/none", bucket)
    with pytest.raises(errors.HfUriError):
        api.copy_files("local/file", bucket)
    with pytest.raises(errors.BucketNotFoundError):
        api.copy_files(f"{bucket}-none", bucket)
