"""Deletions beside downloads and readers: what somebody works on stays, and nobody sees a half of anything."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub._core.cache import leases, pointers, pruning, trash
from huggingface_hub._core.cache.layout import RepoCache
from huggingface_hub._core.cache.local_entry import LocalEntry
from huggingface_hub._core.cache.scan import scan_cache_dir
from huggingface_hub._core.cache.store import CacheEntry, try_reuse
from tests.support.caches import Cache, CachedRepo, commit, files_below, warnings_of


A, B, C = commit("A"), commit("B"), commit("C")


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    root = tmp_path / "hub"
    root.mkdir()
    return Cache(root)


@pytest.fixture
def repo(cache: Cache) -> CachedRepo:
    """Two revisions that share a content."""
    repo = cache.repo()
    repo.add(A, {"shared": "s" * 1500, "old": "o" * 30}, refs=("refs/pr/1", "v1"))
    repo.add(B, {"shared": "s" * 1500, "new": "n" * 200}, refs=("main",))
    return repo


def test_C8_the_partial_file_of_a_running_download_stays(cache: Cache, repo: CachedRepo) -> None:
    running, dead = repo.partial("1" * 40, age=3600), repo.partial("2" * 40, age=3600)
    leases.journal_of(running).write_text(json.dumps({**leases.owner(), "lease": time.time()}))
    leases.journal_of(dead).write_text(json.dumps({**leases.owner(), "lease": 0}))

    scan_cache_dir(cache.root).delete_revisions(A, B).execute()

    assert files_below(cache.root) == {
        f"models--user--name/blobs/{running.name}",
        f"models--user--name/blobs/{running.name}.journal",
    }


@pytest.mark.parametrize("revisions", [[A], [A, B]], ids=["revision", "repository"])
def test_C8_a_repository_that_is_being_downloaded_is_left_as_it_is(
    cache: Cache, repo: CachedRepo, revisions: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    plan = scan_cache_dir(cache.root).delete_revisions(*revisions)
    claim = leases.claim(repo.path)
    before = files_below(repo.path)

    with warnings_of(caplog):
        plan.execute()
    assert files_below(repo.path) == before
    assert "is being downloaded" in caplog.text
    leases.release(claim)
    plan.execute()
    assert files_below(repo.path) < before


@pytest.mark.parametrize("revisions", [[A], [A, B]], ids=["revision", "repository"])
@pytest.mark.parametrize("moment", [0, 1, 2, 3, 4])
def test_C8_a_download_that_begins_while_something_is_deleted_finds_all_or_nothing_of_a_file(
    cache: Cache, repo: CachedRepo, revisions: list[str], moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After its claim, no content that it can still see goes away."""
    plan = scan_cache_dir(cache.root).delete_revisions(*revisions)
    rename = os.rename
    seen: list[set[str]] = []
    count = 0

    def interrupted(source: Path, target: Path) -> None:
        nonlocal count
        if count == moment:
            leases.claim(repo.path)
            seen.append(files_below(repo.path / "blobs") | {f"x{n}" for n in files_below(repo.path / "snapshots")})
        count += 1
        rename(source, target)

    monkeypatch.setattr(os, "rename", interrupted)
    plan.execute()

    for visible in seen:
        after = files_below(repo.path / "blobs") | {f"x{n}" for n in files_below(repo.path / "snapshots")}
        assert visible <= after
    assert not any(name.startswith(".deleting") for name in trash.names_in(repo.path))


def linking(repo: CachedRepo, content: str) -> Callable[[], str | None]:
    """A download of a file of another revision whose content is in the cache already."""
    etag = hashlib.sha1(content.encode()).hexdigest()
    entry = CacheEntry(RepoCache(repo.path.parent, repo.path.name), C, "linked", etag, len(content))
    return lambda: try_reuse(entry, "later", force=False)


@pytest.mark.parametrize("revisions", [[A], [A, B]], ids=["revision", "repository"])
@pytest.mark.parametrize("moment", range(14))
def test_C8_C9_a_file_that_is_only_linked_while_something_is_deleted_is_whole_or_not_there(
    cache: Cache, repo: CachedRepo, revisions: list[str], moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the download begins and ends before or after any step of the deletion."""
    plan = scan_cache_dir(cache.root).delete_revisions(*revisions)
    found: list[str | None] = []
    left = [moment]
    download = linking(repo, "o" * 30)

    def between(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            left[0] -= 1
            if left[0] == -1:
                found.append(download())
            return real(*args)

        return call

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", between(os.rename))
        patch.setattr(trash, "remove", between(trash.remove))
        patch.setattr(leases, "has_claims", between(leases.has_claims))
        plan.execute()

    for path in found:
        # What was there before the repository was deleted goes with it.
        is_gone = path is None or (len(revisions) == 2 and moment < 2 and not os.path.lexists(path))
        assert is_gone or Path(str(path)).read_text() == "o" * 30
    assert not any(name.startswith(".deleting") for name in trash.names_in(repo.path))


@pytest.mark.parametrize("revisions", [[A], [A, B]], ids=["revision", "repository"])
def test_C8_C9_a_deletion_between_looking_and_linking_takes_nothing(
    cache: Cache, repo: CachedRepo, revisions: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = scan_cache_dir(cache.root).delete_revisions(*revisions)
    create = pointers.create_pointer

    def late(*args: Any, **kwargs: Any) -> None:
        plan.execute()
        create(*args, **kwargs)

    monkeypatch.setattr(pointers, "create_pointer", late)
    path = linking(repo, "o" * 30)()

    assert path is not None
    assert Path(path).read_text() == "o" * 30
    assert not leases.has_claims(repo.path)


def test_C9_a_folder_of_the_users_gets_a_file_from_the_cache_or_from_the_hub(
    cache: Cache, repo: CachedRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    etag = hashlib.sha1(b"o" * 30).hexdigest()
    entry = LocalEntry(tmp_path / "mine", RepoCache(cache.root, repo.path.name), A, "old", etag, 30)
    copy = pointers.copy_atomic

    def late(*args: Any, **kwargs: Any) -> None:
        scan_cache_dir(cache.root).delete_revisions(A, B).execute()
        copy(*args, **kwargs)

    monkeypatch.setattr(pointers, "copy_atomic", late)

    assert entry.reuse() is None


def test_C8_prune_leaves_running_downloads_alone(cache: Cache, repo: CachedRepo) -> None:
    repo.add(C, {"detached": "d" * 11})
    other = cache.repo("user/other")
    other.add(C, {"part": "of a revision that is being downloaded by its hash"})
    running = other.partial()
    dead = repo.partial(size=5, age=3600)
    leases.journal_of(dead).write_text("{}")

    plan = pruning.plan_prune(scan_cache_dir(cache.root))
    assert (plan.revisions, len(plan.incomplete), plan.running, plan.size) == (1, 1, 1, 16)
    plan.execute()

    assert running.exists()
    assert (other.path / "snapshots" / C / "part").exists()
    assert not dead.exists()
    assert not leases.journal_of(dead).exists()
    assert sorted(os.listdir(repo.path / "snapshots")) == sorted([A, B])
    assert pruning.plan_prune(scan_cache_dir(cache.root)).is_empty()


def test_C9_a_snapshot_disappears_in_one_step(cache: Cache, repo: CachedRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = repo.path / "snapshots" / A
    seen = []
    rmtree = trash.shutil.rmtree

    def watched(path: Path) -> None:
        seen.append(snapshot.exists())
        rmtree(path)

    monkeypatch.setattr(trash.shutil, "rmtree", watched)

    scan_cache_dir(cache.root).delete_revisions(A).execute()

    assert seen
    assert not any(seen)
