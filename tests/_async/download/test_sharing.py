"""Contents that another repository of the cache has already are not fetched again. For both colours."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest

from huggingface_hub import constants
from huggingface_hub._async.download import hf_hub_download, snapshot_download
from huggingface_hub._core.cache import ownership, pointers, shared, sharing
from huggingface_hub._core.cache.layout import RepoCache
from tests.support.fault_server import REPO, FaultHub, File


WEIGHTS = os.urandom(300_000)
ETAG = sha256(WEIGHTS).hexdigest()
HASH = "ab" * 32

pytestmark = pytest.mark.skipif(os.name != "posix", reason="contents are only shared by symlinks")


@pytest.fixture
def hub(cache: Path, monkeypatch: pytest.MonkeyPatch) -> FaultHub:
    """A repository whose large file another one has brought into the cache."""
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", False)
    blob = RepoCache.of("user/other").blob(ETAG)
    blob.parent.mkdir(parents=True)
    blob.write_bytes(WEIGHTS)
    assert sharing.publish_blob_to_shared_store(
        blob_path=str(blob), xet_hash=HASH, cache_dir=cache, expected_size=len(WEIGHTS)
    )
    hub = FaultHub({"config.json": b"{}", "model.bin": WEIGHTS})
    hub.files["model.bin"] = File(WEIGHTS, lfs=True, xet=HASH)
    return hub


async def test_C11_a_snapshot_takes_what_another_repository_has(hub: FaultHub, cache: Path) -> None:
    with hub:
        folder = Path(await snapshot_download(REPO, endpoint=hub.url))
        assert hub.contents("model.bin") == []

        hub.asked.clear()
        assert await snapshot_download(REPO, endpoint=hub.url) == str(folder)
        assert [ask.path.split("/")[-2] for ask in hub.asked] == ["revision"]

    assert (folder / "model.bin").read_bytes() == WEIGHTS
    assert (folder / "model.bin").resolve() == shared.path_of(cache, HASH)


async def test_C11_a_file_takes_what_another_repository_has(hub: FaultHub, cache: Path) -> None:
    with hub:
        info = await hf_hub_download(REPO, "model.bin", endpoint=hub.url, dry_run=True)
        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)
        assert hub.contents("model.bin") == []

    assert (info.is_cached, info.will_download) == (True, False)
    assert Path(path).resolve() == shared.path_of(cache, HASH)


async def test_K5_what_a_stranger_shares_is_hashed_first(
    hub: FaultHub, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = shared.path_of(cache, HASH)
    content.chmod(0o644)
    content.write_bytes(b"x" * len(WEIGHTS))
    monkeypatch.setattr(ownership, "trusted", lambda root: set())
    with hub:
        path = await hf_hub_download(REPO, "model.bin", endpoint=hub.url)

    assert Path(path).read_bytes() == WEIGHTS


async def test_a_folder_of_the_users_shares_nothing(hub: FaultHub, tmp_path: Path) -> None:
    with hub:
        folder = Path(await snapshot_download(REPO, endpoint=hub.url, local_dir=tmp_path / "mine"))

    assert (folder / "model.bin").read_bytes() == WEIGHTS
    assert not (folder / "model.bin").is_symlink()


async def test_a_dry_run_does_not_make_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", False)
    monkeypatch.setattr(pointers, "_symlinks_work", {})
    with FaultHub({}) as hub:
        hub.files["model.bin"] = File(WEIGHTS, lfs=True, xet=HASH)
        for where in ({}, {"local_dir": tmp_path / "mine"}):
            await snapshot_download(REPO, endpoint=hub.url, cache_dir=tmp_path / "new", dry_run=True, **where)  # type: ignore[call-overload]
            await hf_hub_download(
                REPO, "model.bin", endpoint=hub.url, cache_dir=tmp_path / "new", dry_run=True, **where
            )  # type: ignore[call-overload]

    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "mine").exists()
