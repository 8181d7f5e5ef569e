"""One look at each file of a snapshot: it never finds what the closer look would not find."""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from huggingface_hub._core.cache import ownership, presence, store
from huggingface_hub._core.cache.layout import RepoCache


COMMIT = "c" * 40
DATA = b"content"
ETAG = sha256(DATA).hexdigest()
OTHER = sha256(b"another").hexdigest()

pytestmark = pytest.mark.skipif(os.name != "posix", reason="takes the closer look")


@pytest.fixture
def repo(tmp_path: Path) -> RepoCache:
    """A repository with one file in a folder, and another content of the same size."""
    repo = RepoCache.of("user/repo", cache_dir=tmp_path)
    repo.blobs.mkdir(parents=True)
    repo.blob(ETAG).write_bytes(DATA)
    repo.blob(OTHER).write_bytes(b"another")
    pointer = repo.pointer(COMMIT, "sub/file")
    pointer.parent.mkdir(parents=True)
    pointer.symlink_to(f"../../../blobs/{ETAG}")
    return repo


def doubtful(repo: RepoCache, size: int = len(DATA)) -> list[str]:
    return list(presence.doubtful(repo, COMMIT, [("sub/file", ETAG, size)]))


def test_what_is_there_is_found_without_a_closer_look(repo: RepoCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(store.CacheEntry, "state")

    assert doubtful(repo) == []


def shorten(repo: RepoCache, pointer: Path) -> None:
    repo.blob(ETAG).write_bytes(DATA[:-1])


def empty(repo: RepoCache, pointer: Path) -> None:
    repo.blob(ETAG).write_bytes(b"")


def delete_blob(repo: RepoCache, pointer: Path) -> None:
    repo.blob(ETAG).unlink()


def point_elsewhere(repo: RepoCache, pointer: Path) -> None:
    pointer.unlink()
    pointer.symlink_to(f"../../../blobs/{OTHER}")


def loop(repo: RepoCache, pointer: Path) -> None:
    pointer.unlink()
    pointer.symlink_to("file")


def plant_a_blob(repo: RepoCache, pointer: Path) -> None:
    stranger = repo.root / "stranger"
    stranger.write_bytes(b"trouble")
    repo.blob(ETAG).unlink()
    repo.blob(ETAG).symlink_to(stranger)


def plant_a_folder(repo: RepoCache, pointer: Path) -> None:
    stranger = repo.root / "stranger"
    stranger.mkdir()
    (stranger / "file").write_bytes(b"trouble")
    pointer.unlink()
    pointer.parent.rmdir()
    pointer.parent.symlink_to(stranger)


def plant_a_store(repo: RepoCache, pointer: Path) -> None:
    """What looks like the store that repositories share, one link further."""
    stranger = repo.root / "stranger"
    stranger.write_bytes(b"trouble")
    content = repo.root / "blobs" / "ab" / ("ab" * 32)
    content.parent.mkdir(parents=True)
    content.symlink_to(stranger)
    repo.blob(ETAG).unlink()
    repo.blob(ETAG).symlink_to(f"../../blobs/ab/{'ab' * 32}")


def make_a_folder(repo: RepoCache, pointer: Path) -> None:
    pointer.unlink()
    pointer.mkdir()


@pytest.mark.parametrize(
    "damage",
    [
        shorten,
        empty,
        delete_blob,
        point_elsewhere,
        loop,
        plant_a_blob,
        plant_a_folder,
        plant_a_store,
        make_a_folder,
    ],
)
def test_K6_P7_S10_what_is_not_as_it_should_be_is_looked_at(
    repo: RepoCache, damage: Callable[[RepoCache, Path], None]
) -> None:
    damage(repo, repo.pointer(COMMIT, "sub/file"))

    assert doubtful(repo) == ["sub/file"]


def test_K5_what_belongs_to_strangers_is_looked_at(repo: RepoCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ownership, "trusted", lambda root: set())

    assert doubtful(repo) == ["sub/file"]


def test_C11_a_content_of_the_shared_store_is_found(repo: RepoCache, tmp_path: Path) -> None:
    content = tmp_path / "blobs" / "ab" / ("ab" * 32)
    content.parent.mkdir(parents=True)
    repo.blob(ETAG).rename(content)
    repo.blob(ETAG).symlink_to(f"../../blobs/ab/{'ab' * 32}")

    assert doubtful(repo) == []
    assert doubtful(repo, size=len(DATA) + 1) == ["sub/file"]


def test_a_snapshot_that_is_not_there_has_nothing(tmp_path: Path) -> None:
    assert doubtful(RepoCache.of("user/repo", cache_dir=tmp_path)) == ["sub/file"]


def test_no_file_stays_open(repo: RepoCache) -> None:
    before = len(os.listdir("/dev/fd"))
    assert next(presence.doubtful(repo, COMMIT, [("absent", ETAG, 1), ("sub/file", ETAG, 1)])) == "absent"

    assert len(os.listdir("/dev/fd")) == before
