"""Copies into buckets: from buckets and repositories, and those that make no sense."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._async.api import AsyncHfApi
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


async def filled(api: AsyncHfApi, name: str, *paths: str, content: bytes = b"hello") -> str:
    await api.create_bucket(name)
    await api.batch_bucket_files(name, add=[(content, path) for path in paths])
    return name


async def files(api: AsyncHfApi, name: str) -> dict[str, BucketFile]:
    found = [entry async for entry in api.list_bucket_tree(name, recursive=True)]
    return {entry.path: entry for entry in found if isinstance(entry, BucketFile)}


async def test_copies_between_buckets(api: AsyncHfApi, name: str) -> None:
    source, target = await filled(api, name, "d/a", "d/e/b", "top", "da"), f"{name}-2"
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
        await api.create_bucket(target)
        await api.copy_files(
            f"hf://buckets/{source}/{path}".rstrip("/") + "/" * path.endswith("/"), f"hf://buckets/{target}/{where}"
        )
        assert set(await files(api, target)) == paths, (path, where)
        await api.delete_bucket(target)
    # A folder that is there gets another one in it.
    await api.copy_files(f"hf://buckets/{source}/d", f"hf://buckets/{source}/copy")
    await api.copy_files(f"hf://buckets/{source}/d", f"hf://buckets/{source}/copy")
    assert {"copy/a", "copy/d/a"} <= set(await files(api, source))


async def test_copies_from_a_repository(api: AsyncHfApi, name: str, here: Path) -> None:
    """What the storage has is not sent again, the rest is; `.gitattributes` means nothing to a bucket."""
    await api.create_repo(name)
    await api.upload_file(path_or_fileobj=BIG, path_in_repo="d/w.bin", repo_id=name)
    await api.upload_file(path_or_fileobj=b"{}", path_in_repo="d/c.json", repo_id=name)
    await api.create_bucket(name)
    await api.create_repo(f"{name}-2")

    await api.copy_files(f"hf://{name}", f"hf://buckets/{name}/m")
    await api.copy_files(f"hf://{name}/d/", f"hf://{name}-2/e")
    await api.copy_files(f"hf://{name}@main/d/c.json", f"hf://{name}/c2.json")

    assert set(await files(api, name)) == {"m/d/w.bin", "m/d/c.json"}
    await api.download_bucket_files(name, [("m/d/w.bin", "w")])
    assert (here / "w").read_bytes() == BIG
    assert set(await api.list_repo_files(f"{name}-2")) == {".gitattributes", "e/w.bin", "e/c.json"}
    assert (await api.list_repo_commits(f"{name}-2"))[0].title == f"Copy files from models/{name}"
    assert "c2.json" in await api.list_repo_files(name)


async def test_copies_that_make_no_sense(api: AsyncHfApi, name: str) -> None:
    await filled(api, name, "a")
    await api.create_repo(name)
    bucket = f"hf://buckets/{name}"

    with pytest.raises(ValueError, match="Bucket-to-repo"):
        await api.copy_files(f"{bucket}/a", f"hf://{name}")
    with pytest.raises(errors.EntryNotFoundError, match="No files found"):
        await api.copy_files(f"{bucket}/none", bucket)
    with pytest.raises(errors.EntryNotFoundError):
        await api.copy_files(f"hf://{name}/none", bucket)
    with pytest.raises(errors.HfUriError):
        await api.copy_files("local/file", bucket)
    with pytest.raises(errors.BucketNotFoundError):
        await api.copy_files(f"{bucket}-none", bucket)
