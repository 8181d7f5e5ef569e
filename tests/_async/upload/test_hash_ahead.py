"""Large files are hashed while the Hub is asked about them: once, and not to the end if the Hub refuses. For both colours."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub._core import hashing
from huggingface_hub._core.upload import selection, sources


CONTENT = os.urandom(300 * 1024)


@pytest.fixture(autouse=True)
def by_lfs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(selection, "LARGE", 64 * 1024)


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were read for their hash."""
    seen: list[str] = []
    original = sources.hash_path

    def hash_path(path: str, **options: bool) -> tuple[sources.Fingerprint, hashing.FileHashes]:
        seen.append(Path(path).name)
        return original(path, **options)

    monkeypatch.setattr(sources, "hash_path", hash_path)
    return seen


async def test_each_file_is_read_once(api: AsyncHfApi, repo: str, folder: Path, hashed: list[str]) -> None:
    for number in range(4):
        (folder / f"{number}.bin").write_bytes(CONTENT + bytes([number]))

    await api.upload_folder(repo_id=repo, folder_path=folder)

    assert sorted(hashed) == ["0.bin", "1.bin", "2.bin", "3.bin"]
    assert Path(await api.hf_hub_download(repo, "3.bin")).read_bytes() == CONTENT + b"\3"


async def test_small_files_wait_for_the_answer(api: AsyncHfApi, repo: str, folder: Path, hashed: list[str]) -> None:
    (folder / "small.txt").write_bytes(b"x" * 1000)

    await api.upload_folder(repo_id=repo, folder_path=folder)

    assert hashed == []


async def test_a_refusal_ends_the_hash(
    api: AsyncHfApi, folder: Path, hashed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(self: object, *args: object, **options: object) -> Iterator[memoryview]:
        while True:
            hashing.interrupt.check()
            yield memoryview(b"x")

    (folder / "large.bin").write_bytes(CONTENT)
    monkeypatch.setattr(hashing, "read_chunks", endless)

    with pytest.raises(errors.RepositoryNotFoundError):
        await api.upload_folder(repo_id="nobody/has-this", folder_path=folder)

    # That it comes to this is the point: the hash would never end.
    assert hashed == ["large.bin"]


async def test_what_can_not_be_read_is_told_once_the_hub_has_answered(
    api: AsyncHfApi, repo: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "large.bin").write_bytes(CONTENT)

    def broken(path: str, **options: bool) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(sources, "hash_path", broken)

    with pytest.raises(errors.UploadFailedError, match=r"large\.bin"):
        await api.upload_file(repo_id=repo, path_or_fileobj=folder / "large.bin", path_in_repo="large.bin")
