"""Contents that several repositories share: deleted with their last user, and not before."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from filelock import FileLock

from huggingface_hub._core.cache import pruning, shared
from huggingface_hub._core.cache.scan import scan_cache_dir
from tests.support.caches import Cache, commit, warnings_of


A, B, C = commit("A"), commit("B"), commit("C")


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    root = tmp_path / "hub"
    root.mkdir()
    return Cache(root)


@pytest.fixture
def payload(cache: Cache) -> Path:
    """A content that two repositories have."""
    one, two = cache.repo("user/one"), cache.repo("user/two")
    one.add(A, {"a": "1"}, refs=("main",))
    one.add(B, {"a": "1"}, refs=("v1",))
    two.add(C, {"a": "1"}, refs=("main",))
    return cache.share("x", "S" * 5000, (one, A, "big"), (two, C, "big"))


def test_C11_a_content_stays_while_a_repository_has_it(cache: Cache, payload: Path) -> None:
    plan = scan_cache_dir(cache.root).delete_revisions(A)
    assert plan.expected_freed_size == 0
    plan.execute()

    assert payload.exists()
    manifest = payload.with_name(f"{payload.name}.refs").read_text()
    assert manifest.splitlines() == [line for line in manifest.splitlines() if line.startswith("models--user--two/")]


def test_C11_a_content_goes_with_its_last_user(cache: Cache, payload: Path) -> None:
    plan = scan_cache_dir(cache.root).delete_revisions(A, C)
    assert plan.expected_freed_size == 5001
    plan.execute()

    assert not payload.exists()
    assert not payload.with_name(f"{payload.name}.refs").exists()
    assert (cache.root / "models--user--one" / "snapshots" / B / "a").exists()


def test_K7_a_store_of_an_unknown_version_is_read_and_never_changed(
    cache: Cache, payload: Path, caplog: pytest.LogCaptureFixture
) -> None:
    unused = cache.share("unused", "u" * 300)
    (cache.root / "blobs" / ".huggingface-shared-blobs").write_text("2\n")

    with warnings_of(caplog):
        assert pruning.plan_prune(scan_cache_dir(cache.root)).unused == []
        scan_cache_dir(cache.root).delete_revisions(A, C).execute()

    assert unused.exists()
    assert payload.exists()
    assert caplog.text.count("does not know") == 1


def test_C11_contents_without_users_are_pruned(cache: Cache, payload: Path) -> None:
    unused = cache.share("unused", "u" * 300)
    plan = pruning.plan_prune(scan_cache_dir(cache.root))
    assert ([found.path for found in plan.unused], plan.size) == ([str(unused)], 300)
    plan.execute()

    assert (unused.exists(), payload.exists()) == (False, True)


def test_C11_what_is_locked_or_has_no_manifest_is_left(cache: Cache, payload: Path) -> None:
    locked, unknown = cache.share("locked", "l"), cache.share("unknown", "u")
    unknown.with_name(f"{unknown.name}.refs").unlink()
    info = scan_cache_dir(cache.root)

    with FileLock(f"{locked}.lock"):
        pruning.plan_prune(info).execute()

    assert locked.exists()
    assert unknown.exists()


@pytest.mark.parametrize("line", ["../../etc/passwd", "a/b/c/d", "models--user--one/../blobs", "", "\x00"])
def test_K1_forged_manifests_lead_nowhere(cache: Cache, payload: Path, line: str) -> None:
    unused = cache.share("unused", "u")
    unused.with_name(f"{unused.name}.refs").write_text(f"{line}\n")

    pruning.plan_prune(scan_cache_dir(cache.root)).execute()

    assert not unused.exists()


def test_a_result_that_was_made_by_hand_knows_the_links_too(cache: Cache, payload: Path) -> None:
    info = scan_cache_dir(cache.root)
    made = type(info)(info.size_on_disk, info.repos, info.incomplete_files, info.warnings, info.cache_dir)

    assert set(made.payloads().values()) == set(info.payloads().values())


def test_F6_manifests_keep_their_permissions(cache: Cache, payload: Path) -> None:
    manifest = payload.with_name(f"{payload.name}.refs")
    manifest.chmod(0o664)

    scan_cache_dir(cache.root).delete_revisions(A).execute()

    assert len(manifest.read_text().splitlines()) == 1
    assert manifest.stat().st_mode & 0o777 == 0o664


def test_F5_a_store_that_cannot_be_read_is_said(
    cache: Cache, payload: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir

    def refusing(path: str) -> os._ScandirIterator[str]:
        if str(path) == str(payload.parent):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with warnings_of(caplog):
        assert list(shared.payloads(str(cache.root))) == []

    assert "Permission denied" in caplog.text
