"""Deleting from the cache: what is planned is what goes, and nothing else."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given, settings, strategies as st

from huggingface_hub._core.cache import leases, pruning, scan
from huggingface_hub._core.cache.deletion import DeleteCacheStrategy, plan_revisions
from huggingface_hub._core.cache.scan import scan_cache_dir
from tests.support.caches import Cache, CachedRepo, aged, commit, files_below, warnings_of


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


def blob_of(repo: CachedRepo, revision: str, name: str) -> Path:
    return repo.blobs / os.path.basename(os.readlink(repo.path / "snapshots" / revision / name))


def test_a_plan_deletes_nothing(cache: Cache, repo: CachedRepo) -> None:
    before = files_below(cache.root)

    plan = scan_cache_dir(cache.root).delete_revisions(A)

    assert files_below(cache.root) == before
    assert plan.snapshots == {repo.path / "snapshots" / A}
    assert plan.refs == {repo.path / "refs" / "v1", repo.path / "refs" / "refs" / "pr" / "1"}
    assert plan.repos == plan.files == frozenset()
    assert (plan.expected_freed_size, plan.expected_freed_size_str) == (30, "30.0")
    assert plan.cache_dir == cache.root


def test_C10_a_content_that_another_revision_has_stays(cache: Cache, repo: CachedRepo) -> None:
    shared, old = blob_of(repo, A, "shared"), blob_of(repo, A, "old")

    plan = scan_cache_dir(cache.root).delete_revisions(A)
    assert plan.blobs == {old}
    plan.execute()

    assert not old.exists()
    assert (repo.path / "snapshots" / B / "shared").read_text() == "s" * 1500
    assert shared.exists()
    assert files_below(repo.path / "refs") == {"main"}
    assert not (repo.path / "refs" / "refs").exists()
    assert not (repo.path / "snapshots" / A).exists()


def test_the_names_of_the_manual(cache: Cache, repo: CachedRepo) -> None:
    info = scan_cache_dir(cache.root)
    plan = info.delete_revisions(A)

    assert plan.expected_free_space == plan.expected_freed_size
    assert plan.blobs_to_delete == set(plan.blobs)
    ((found, revisions),) = plan.repos_to_delete.items()
    assert (found.repo_id, {r.commit_hash for r in revisions}) == ("user/name", {A})
    assert DeleteCacheStrategy(0, frozenset(), frozenset(), frozenset(), frozenset()).repos_to_delete == {}


def test_a_repository_of_which_nothing_is_kept_goes_as_a_whole(cache: Cache, repo: CachedRepo) -> None:
    cache.repo("user/other").add(C, {"x": "1"}, refs=("main",))
    (repo.path / "trees").mkdir()
    (repo.path / ".no_exist" / A).mkdir(parents=True)
    plan = scan_cache_dir(cache.root).delete_revisions(A, B)
    assert (plan.repos, plan.blobs, plan.snapshots) == ({repo.path}, frozenset(), frozenset())
    assert plan.expected_freed_size == 1730

    plan.execute()

    assert [path.name for path in cache.root.iterdir()] == ["models--user--other"]


def test_notes_about_a_revision_go_with_it(cache: Cache, repo: CachedRepo) -> None:
    for revision in (A, B):
        (repo.path / ".no_exist" / revision).mkdir(parents=True)
        (repo.path / "trees").mkdir(exist_ok=True)
        (repo.path / "trees" / f"{revision}.json").write_text("{}")

    scan_cache_dir(cache.root).delete_revisions(A).execute()

    assert os.listdir(repo.path / ".no_exist") == [B]
    assert os.listdir(repo.path / "trees") == [f"{B}.json"]


def test_a_commit_that_two_repositories_have_goes_from_both(cache: Cache) -> None:
    for name in ("user/one", "user/two"):
        cache.repo(name).add(A, {"x": "1"})

    scan_cache_dir(cache.root).delete_revisions(A).execute()

    assert os.listdir(cache.root) == []


def test_unknown_revisions_are_passed_over(cache: Cache, repo: CachedRepo, caplog: pytest.LogCaptureFixture) -> None:
    with warnings_of(caplog):
        plan = scan_cache_dir(cache.root).delete_revisions(C, "main")

    assert plan.expected_freed_size == 0
    assert C in caplog.text


def test_files(cache: Cache, repo: CachedRepo) -> None:
    info = scan_cache_dir(cache.root)
    files = {(r.commit_hash, f.file_name): f for found in info.repos for r in found.revisions for f in r.files}

    half = info.delete_files(files[A, "shared"])
    assert (half.blobs, half.expected_freed_size) == (frozenset(), 0)
    whole = info.delete_files(files[A, "shared"], files[B, "shared"])
    assert (whole.blobs, whole.expected_freed_size) == ({blob_of(repo, A, "shared")}, 1500)
    whole.execute()

    assert files_below(repo.path / "snapshots") == {f"{A}/old", f"{B}/new"}
    assert len(list(repo.blobs.iterdir())) == 2
    assert files_below(repo.path / "refs") == {"main", "v1", "refs/pr/1"}


def test_C10_a_content_that_came_to_be_needed_since_the_plan_stays(cache: Cache, repo: CachedRepo) -> None:
    plan = scan_cache_dir(cache.root).delete_revisions(A)
    repo.link(repo.path / "snapshots" / B / "also", blob_of(repo, A, "old"))

    plan.execute()

    assert (repo.path / "snapshots" / B / "also").read_text() == "o" * 30


def test_C10_a_content_that_a_download_works_on_stays(cache: Cache, repo: CachedRepo) -> None:
    old = blob_of(repo, A, "old")
    plan = scan_cache_dir(cache.root).delete_revisions(A)
    lock = leases.lock_of(old)
    assert lock is not None
    lock.parent.mkdir(parents=True)

    with FileLock(lock):
        plan.execute()

    assert old.exists()


def test_a_repository_of_which_nothing_ever_arrived_is_pruned_as_a_whole(cache: Cache, repo: CachedRepo) -> None:
    never = cache.repo("user/never")
    leases.journal_of(never.partial(age=3600)).write_text("{}")
    never.ref("main", C)
    running = cache.repo("user/running")
    running.partial(age=3600)
    running.partial("1" * 40)

    pruning.plan_prune(scan_cache_dir(cache.root)).execute()

    assert sorted(os.listdir(cache.root)) == ["models--user--name", "models--user--running"]
    assert scan_cache_dir(cache.root).warnings == []


def test_an_interrupted_deletion_is_finished_by_prune(cache: Cache, repo: CachedRepo) -> None:
    repo.add(C, {"x": "1"})
    (repo.path / ".deleting-12345678" / "sub").mkdir(parents=True)
    aged(repo.path / ".deleting-12345678", 90)

    pruning.plan_prune(scan_cache_dir(cache.root)).execute()

    assert not (repo.path / ".deleting-12345678").exists()


def test_K1_nothing_outside_of_the_cache_is_deleted(
    cache: Cache, repo: CachedRepo, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "blobs").mkdir()
    precious = outside / "blobs" / "precious"
    precious.write_text("x")
    (cache.root / "way").symlink_to(outside)
    strategy = DeleteCacheStrategy(
        expected_freed_size=1,
        blobs=frozenset({precious, cache.root / "way" / "blobs" / "precious", repo.blobs / ".." / ".." / ".." / "x"}),
        refs=frozenset({outside / "blobs" / "precious"}),
        repos=frozenset({outside, cache.root / "way"}),
        snapshots=frozenset({outside / "blobs"}),
        files=frozenset({precious}),
        cache_dir=cache.root,
    )

    with warnings_of(caplog):
        strategy.execute()

    assert precious.read_text() == "x"
    assert "does not lie in the cache" in caplog.text


def test_K1_a_linked_repository_is_not_followed(cache: Cache, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    elsewhere = Cache(tmp_path / "elsewhere").repo("user/linked")
    elsewhere.add(A, {"x": "1"})
    (cache.root / "models--user--linked").symlink_to(elsewhere.path)
    before = files_below(elsewhere.path)
    info = scan_cache_dir(cache.root)
    assert {repo.repo_id for repo in info.repos} == {"user/linked"}

    with warnings_of(caplog):
        plan = info.delete_revisions(A)
    plan.execute()

    assert plan.expected_freed_size == 0
    assert "is a link to another place" in caplog.text
    assert files_below(elsewhere.path) == before
    assert pruning.plan_prune(info).is_empty()


def test_K1_a_link_of_a_snapshot_to_outside_is_removed_but_not_its_target(cache: Cache, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("x")
    repo = cache.repo()
    snapshot = repo.add(A, {"a": "1"})
    repo.add(B, {"b": "2"})
    (snapshot / "out").symlink_to(precious)

    plan = scan_cache_dir(cache.root).delete_revisions(A)
    plan.execute()

    assert plan.expected_freed_size == 1
    assert precious.exists()
    assert not snapshot.exists()


def test_what_is_gone_already_is_fine(cache: Cache, repo: CachedRepo) -> None:
    info = scan_cache_dir(cache.root)
    plan, all_of_it = info.delete_revisions(A), info.delete_revisions(A, B)

    for strategy in (plan, plan, all_of_it, all_of_it, plan):
        strategy.execute()

    assert os.listdir(cache.root) == []


def test_F5_what_cannot_be_deleted_is_said(
    cache: Cache, repo: CachedRepo, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = scan_cache_dir(cache.root).delete_revisions(A)

    def refused(path: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "unlink", refused)
    monkeypatch.setattr(os, "getuid", lambda: 123456, raising=False)
    with warnings_of(caplog):
        plan.execute()

    assert "Permission denied (it belongs to user " in caplog.text


@pytest.mark.parametrize("revisions", [[A], [A, B]])
def test_F5_a_repository_that_can_only_be_read_is_said_to_be_once(
    cache: Cache,
    repo: CachedRepo,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    revisions: list[str],
) -> None:
    plan = scan_cache_dir(cache.root).delete_revisions(*revisions)
    before = files_below(cache.root)

    def refused(path: Path, *_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(path))

    monkeypatch.setattr(os, "access", lambda path, mode, **_: not mode & os.W_OK)
    for name in ("mkdir", "unlink", "rename", "replace"):
        monkeypatch.setattr(os, name, refused)
    with warnings_of(caplog):
        plan.execute()
    monkeypatch.undo()

    assert caplog.messages == [f"Could not delete {repo.path}: Read-only file system"]
    assert files_below(cache.root) == before


def test_a_cache_without_symlinks(cache: Cache) -> None:
    repo = cache.repo()
    for revision in (A, B):
        (repo.path / "snapshots" / revision).mkdir(parents=True)
        (repo.path / "snapshots" / revision / "file").write_text("12345")

    plan = scan_cache_dir(cache.root).delete_revisions(A)
    assert (plan.expected_freed_size, plan.blobs) == (5, frozenset())
    plan.execute()

    assert files_below(repo.path) == {f"snapshots/{B}/file"}


CONTENTS = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]), st.sampled_from(["1", "22", "333", "4444"]), max_size=4
)


@settings(max_examples=25, deadline=None)
@given(
    revisions=st.lists(CONTENTS, min_size=1, max_size=4),
    chosen=st.sets(st.integers(min_value=0, max_value=3)),
)
def test_C10_whatever_is_deleted_the_rest_stays_whole(
    tmp_path_factory: pytest.TempPathFactory, revisions: list[dict[str, str]], chosen: set[int]
) -> None:
    cache = Cache(tmp_path_factory.mktemp("cache"))
    repo = cache.repo()
    for number, files in enumerate(revisions):
        repo.add(commit(str(number)), files, refs=(f"v{number}",))
    info = scan.scan_cache_dir(cache.root)
    plan = info.delete_revisions(*(commit(str(number)) for number in chosen if number < len(revisions)))

    plan.execute()

    after = scan.scan_cache_dir(cache.root)
    assert after.warnings == []
    assert info.size_on_disk - after.size_on_disk == plan.expected_freed_size
    kept = {commit(str(n)): files for n, files in enumerate(revisions) if n not in chosen}
    assert {r.commit_hash for found in after.repos for r in found.revisions} == set(kept)
    for revision, files in kept.items():
        for name, content in files.items():
            assert (repo.path / "snapshots" / revision / name).read_text() == content


def test_a_plan_over_one_repository_of_several_with_the_same_commit(cache: Cache) -> None:
    for name in ("user/one", "user/two"):
        cache.repo(name).add(A, {"x": "1"})
    info = scan_cache_dir(cache.root)
    one = next(repo for repo in info.repos if repo.repo_id == "user/one")

    plan_revisions(info, {one: set(one.revisions)}).execute()

    assert os.listdir(cache.root) == ["models--user--two"]
