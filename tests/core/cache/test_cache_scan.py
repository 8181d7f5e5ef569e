"""What a scan of the cache says, about caches that are as they should be and about others."""

from __future__ import annotations

import copy
import dataclasses
import os
import pickle
import shutil
from pathlib import Path

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._core import publish
from huggingface_hub._core.cache.deletion import DeleteCacheStrategy
from huggingface_hub._core.cache.manager import HFCacheInfo
from huggingface_hub._core.cache.scan import scan_cache_dir
from huggingface_hub.types import cache as types
from huggingface_hub.types.cache import CachedFileInfo, CachedRepoInfo, CachedRevisionInfo
from tests.support.caches import Cache, aged, commit


A, B = commit("A"), commit("B")


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    root = tmp_path / "hub"
    root.mkdir()
    return Cache(root)


def only(info: HFCacheInfo) -> CachedRepoInfo:
    (repo,) = info.repos
    return repo


def revision(info: HFCacheInfo, name: str) -> CachedRevisionInfo:
    return next(r for repo in info.repos for r in repo.revisions if r.commit_hash == name)


def test_an_empty_cache(cache: Cache) -> None:
    info = scan_cache_dir(cache.root)

    assert (info.size_on_disk, info.repos, info.warnings) == (0, frozenset(), [])
    assert info.cache_dir == cache.root
    assert info.size_on_disk_str == "0.0"


def test_two_revisions_that_share_a_content(cache: Cache) -> None:
    repo = cache.repo("user/name", "datasets")
    repo.add(A, {"a.txt": "a" * 1500, "sub/folder/b.txt": "b", "again": "a" * 1500}, refs=("refs/pr/1",))
    repo.add(B, {"a.txt": "a" * 1500, "c": "c" * 200}, refs=("main", "v1"))

    info = scan_cache_dir(cache.root)
    found = only(info)

    assert (found.repo_id, found.repo_type, found.cache_id) == ("user/name", "dataset", "dataset/user/name")
    assert (found.size_on_disk, found.nb_files, found.size_on_disk_str) == (1701, 3, "1.7K")
    assert found.repo_path == repo.path
    assert found.snapshot_path == repo.path / "snapshots"
    assert {name: r.commit_hash for name, r in found.refs.items()} == {"refs/pr/1": A, "main": B, "v1": B}
    assert info.size_on_disk == 1701
    first = revision(info, A)
    assert (first.size_on_disk, first.nb_files, first.refs) == (1501, 3, {"refs/pr/1"})
    assert first.snapshot_path == repo.path / "snapshots" / A
    assert {str(f.file_path.relative_to(first.snapshot_path)) for f in first.files} == {
        "a.txt", "sub/folder/b.txt", "again",
    }  # fmt: skip
    deep = next(f for f in first.files if f.file_name == "b.txt")
    assert deep.size_on_disk == 1
    assert deep.blob_path.parent == repo.blobs
    assert deep.blob_path == Path(os.path.normpath(deep.file_path.parent / os.readlink(deep.file_path)))
    assert first.nb_files == len(first.files)


def test_times_are_those_of_the_contents(cache: Cache) -> None:
    repo = cache.repo()
    snapshot = repo.add(A, {"old": "1", "new": "22"})
    aged(snapshot / "old", 20 * 86400)
    aged(snapshot / "new", 3 * 86400)

    found = only(scan_cache_dir(cache.root))
    (only_revision,) = found.revisions

    assert found.last_modified == os.stat(snapshot / "new").st_mtime
    assert (found.last_modified_str, found.last_accessed_str) == ("3 days ago", "3 days ago")
    assert only_revision.last_modified_str == "3 days ago"
    old = next(f for f in only_revision.files if f.file_name == "old")
    assert (old.blob_last_modified_str, old.blob_last_accessed_str) == ("3 weeks ago", "3 weeks ago")
    assert old.size_on_disk_str == "1.0"


def test_a_cache_without_symlinks(cache: Cache) -> None:
    repo = cache.repo()
    folder = repo.path / "snapshots" / A / "sub"
    folder.mkdir(parents=True)
    (folder / "file").write_text("12345")
    repo.ref("main", A)

    info = scan_cache_dir(cache.root)
    (file,) = revision(info, A).files

    assert (file.file_path, file.blob_path, file.size_on_disk) == (folder / "file", folder / "file", 5)
    assert (info.size_on_disk, info.warnings) == (5, [])


def test_shared_contents_count_once(cache: Cache) -> None:
    one, two = cache.repo("user/one"), cache.repo("user/two")
    one.add(A, {"small": "1"}, refs=("main",))
    two.add(A, {"small": "1"}, refs=("main",))
    payload = cache.share("x", "S" * 5000, (one, A, "big"), (two, A, "big"))

    info = scan_cache_dir(cache.root)

    assert {repo.size_on_disk for repo in info.repos} == {5001}
    assert info.size_on_disk == 5002
    assert set(info.payloads().values()) == {str(payload)}
    assert info.warnings == []


def test_a_folder_called_blobs_is_no_store_of_ours(cache: Cache) -> None:
    (cache.root / "blobs" / "ab").mkdir(parents=True)

    info = scan_cache_dir(cache.root)

    assert len(info.warnings) == 1
    assert info.payloads() == {}


def test_what_downloads_left_is_reported(cache: Cache) -> None:
    repo = cache.repo()
    repo.add(A, {"a": "1"}, refs=("main",))
    partial = repo.partial(size=77)
    Path(f"{partial}.journal").write_text("{}")
    orphan = repo.blobs / "gone.incomplete.journal"
    orphan.write_text("{}")

    info = scan_cache_dir(cache.root)

    assert {file.file_path for file in info.incomplete_files} == {partial, orphan}
    assert info.incomplete_size_on_disk == 79
    assert info.size_on_disk == 1, "what is not finished is counted by itself"


def test_a_first_download_that_runs_is_nothing_to_warn_of(cache: Cache) -> None:
    repo = cache.repo()
    repo.partial()
    repo.ref("main", A)

    info = scan_cache_dir(cache.root)

    assert (info.repos, info.warnings) == (frozenset(), [])
    assert len(info.incomplete_files) == 1


def test_notes_without_contents_are_nothing_to_warn_of(cache: Cache) -> None:
    """A download into a folder of the user's leaves a reference, a file that does not exist leaves a marker."""
    cache.repo("user/elsewhere").ref("main", A)
    missing = cache.repo("user/missing").path / ".no_exist" / A / "config.json"
    missing.parent.mkdir(parents=True)
    missing.touch()
    lost = cache.repo("user/lost")
    lost.add(A, {"a": "1"}, refs=("main",))
    shutil.rmtree(lost.path / "snapshots")

    info = scan_cache_dir(cache.root)

    assert info.repos == frozenset()
    [warning] = info.warnings
    assert "models--user--lost" in str(warning)


def test_K1_a_reference_that_is_a_path_is_left_out(cache: Cache) -> None:
    repo = cache.repo()
    repo.add(A, {"a": "1"})
    repo.ref("main", "../../x")
    repo.ref("v1", A)

    info = scan_cache_dir(cache.root)

    assert set(only(info).refs) == {"v1"}
    (warning,) = info.warnings
    assert isinstance(warning, errors.CorruptedCacheException)
    assert "'main' does not hold a commit hash" in warning.message


@pytest.mark.parametrize("text", [f"{A}\n", f"\ufeff{A}", f"{A}\r\n", f" {A} "])
def test_K2_references_written_by_editors(cache: Cache, text: str) -> None:
    repo = cache.repo()
    repo.add(A, {"a": "1"})
    repo.ref("main", text)

    info = scan_cache_dir(cache.root)

    assert (set(only(info).refs), info.warnings) == ({"main"}, [])


def test_P8_a_reference_that_was_being_written_is_none(cache: Cache) -> None:
    repo = cache.repo()
    repo.add(A, {"a": "1"}, refs=("main",))
    for name in ("main", "refs/pr/1"):
        private = publish.private_name(repo.path / "refs" / name)
        private.parent.mkdir(parents=True, exist_ok=True)
        private.write_text(A)

    info = scan_cache_dir(cache.root)

    assert (set(only(info).refs), info.warnings) == ({"main"}, [])


def test_a_reference_to_a_revision_that_is_not_there(cache: Cache) -> None:
    repo = cache.repo()
    repo.add(A, {"a": "1"}, refs=("main",))
    repo.ref("gone", B)

    info = scan_cache_dir(cache.root)

    assert set(only(info).refs) == {"main"}
    assert f"'gone' stands for commit {B}" in str(info.warnings[0])


def test_K6_dangling_and_looping_links_are_left_out_with_a_warning(cache: Cache) -> None:
    repo = cache.repo()
    snapshot = repo.add(A, {"whole": "1", "gone": "22"}, refs=("main",))
    (repo.blobs / os.path.basename(os.readlink(snapshot / "gone"))).unlink()
    (snapshot / "loop").symlink_to("loop")

    info = scan_cache_dir(cache.root)

    assert {f.file_name for f in revision(info, A).files} == {"whole"}
    assert sorted(Path(str(w).split(": ")[1].split(". ")[0]).name for w in info.warnings) == ["gone", "loop"]


def test_what_is_no_repository(cache: Cache) -> None:
    (cache.root / "file").write_text("x")
    (cache.root / ".DS_Store").write_text("x")
    (cache.root / "CACHEDIR.TAG").write_text("x")
    (cache.root / ".locks" / "models--user--name").mkdir(parents=True)
    (cache.root / "folder").mkdir()
    (cache.root / "models--").mkdir()
    (cache.root / "things--user--name").mkdir()
    (cache.root / "models--no--snapshots").mkdir()
    cache.repo("user/file-there").path.joinpath("snapshots").write_text("x")

    info = scan_cache_dir(cache.root)

    assert len(info.warnings) == 6
    assert info.repos == frozenset()
    said = " ".join(map(str, info.warnings))
    for name in ("file", "folder", "models--", "things", "models--no--snapshots", "models--user--file-there"):
        assert name in said


def test_strange_things_among_snapshots(cache: Cache) -> None:
    repo = cache.repo()
    snapshot = repo.add(A, {"a": "1"}, refs=("main",))
    (repo.path / "snapshots" / "file").write_text("x")
    (repo.path / "snapshots" / "link").symlink_to(A)
    (repo.path / "snapshots" / ".DS_Store").write_text("x")
    (snapshot / "folder").symlink_to("..")

    info = scan_cache_dir(cache.root)

    assert {r.commit_hash for r in only(info).revisions} == {A}
    assert {f.file_name for f in revision(info, A).files} == {"a"}
    assert len(info.warnings) == 2


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_F5_a_folder_that_cannot_be_read_is_a_warning(cache: Cache) -> None:
    cache.repo("user/mine").add(A, {"a": "1"}, refs=("main",))
    closed = cache.repo("user/theirs")
    closed.add(A, {"a": "1"})
    (closed.path / "snapshots").chmod(0)
    try:
        info = scan_cache_dir(cache.root)
    finally:
        (closed.path / "snapshots").chmod(0o755)

    assert only(info).repo_id == "user/mine"
    assert "Permission denied" in str(info.warnings[0])


def test_F5_a_folder_that_cannot_be_read_is_a_warning_that_says_whose_it_is(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.repo("user/mine").add(A, {"a": "1"}, refs=("main",))
    closed = cache.repo("user/theirs")
    closed.add(A, {"a": "1"})
    scandir = os.scandir

    def refusing(path: str | int) -> os._ScandirIterator[str]:
        if str(path).startswith(str(closed.path / "snapshots")):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "scandir", refusing)
    monkeypatch.setattr(os, "getuid", lambda: 123456, raising=False)

    info = scan_cache_dir(cache.root)

    assert only(info).repo_id == "user/mine"
    assert "Permission denied (it belongs to user " in str(info.warnings[0])


def test_there_is_no_cache(tmp_path: Path) -> None:
    with pytest.raises(errors.CacheNotFound, match="HF_HUB_CACHE") as caught:
        scan_cache_dir(tmp_path / "nothing")

    assert caught.value.cache_dir == tmp_path / "nothing"


def test_the_cache_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(ValueError, match="is a file"):
        scan_cache_dir(tmp_path / "file")


def test_the_cache_of_the_environment(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.repo().add(A, {"a": "1"})
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache.root))

    assert len(scan_cache_dir().repos) == 1


def test_results_are_ordinary_dataclasses(cache: Cache) -> None:
    cache.repo().add(A, {"a": "1", "b": "22"}, refs=("main",))
    info = scan_cache_dir(cache.root)
    again = scan_cache_dir(cache.root)

    assert info == again
    assert pickle.loads(pickle.dumps(info)) == info
    assert copy.deepcopy(info) == info
    found = only(info)
    assert hash(found) == hash(only(again))
    assert dataclasses.replace(found, size_on_disk=7).revisions == found.revisions
    assert [f.name for f in dataclasses.fields(CachedFileInfo)][:3] == ["file_name", "file_path", "blob_path"]
    (only_revision,) = found.revisions
    for file in only_revision.files:
        made = CachedFileInfo(**{f.name: getattr(file, f.name) for f in dataclasses.fields(file)})
        assert (made, hash(made)) == (file, hash(file))
        with pytest.raises(dataclasses.FrozenInstanceError):
            file.size_on_disk = 3  # type: ignore[misc]
    with pytest.raises(AttributeError, match="'CachedRepoInfo' object has no attribute 'nothing'"):
        _ = found.nothing  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (CachedFileInfo, "file_name file_path blob_path size_on_disk blob_last_accessed blob_last_modified"),
        (types.CachedIncompleteFileInfo, "file_path size_on_disk"),
        (CachedRevisionInfo, "commit_hash snapshot_path size_on_disk files refs last_modified"),
        (CachedRepoInfo, "repo_id repo_type repo_path size_on_disk nb_files revisions last_accessed last_modified"),
        (HFCacheInfo, "size_on_disk repos incomplete_files warnings cache_dir"),
        (DeleteCacheStrategy, "expected_freed_size blobs refs repos snapshots files cache_dir"),
    ],
)
def test_fields_are_those_of_the_reference(kind: type, fields: str) -> None:
    assert [field.name for field in dataclasses.fields(kind)] == fields.split()


def test_the_table(cache: Cache) -> None:
    cache.repo("user/a").add(A, {"a": "1" * 2000}, refs=("main", "v1"))
    cache.repo("user/b").add(B, {"a": "1"})
    info = scan_cache_dir(cache.root)

    lines = info.export_as_table().splitlines()
    assert lines[0].split()[:4] == ["REPO", "ID", "REPO", "TYPE"]
    assert lines[2].split()[:4] == ["user/a", "model", "2.0K", "1"]
    assert "main, v1" in lines[2]
    detailed = info.export_as_table(verbosity=1).splitlines()
    assert [line.split()[2] for line in detailed[2:]] == [A, B]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "a few seconds ago"), (5, "a few seconds ago"), (19.9, "a few seconds ago"), (20, "20 seconds ago"),
        (60, "1 minute ago"), (91, "2 minutes ago"), (3500, "58 minutes ago"), (3700, "1 hour ago"),
        (80000, "22 hours ago"), (90000, "1 day ago"), (518400, "6 days ago"), (570240, "1 week ago"),
        (2678400, "4 weeks ago"), (3888000, "6 weeks ago"), (4320000, "2 months ago"), (28512000, "11 months ago"),
        (30240000, "1 year ago"), (69120000, "2 years ago"),
    ],
)  # fmt: skip
def test_times_for_people(seconds: float, text: str) -> None:
    assert types.format_timesince(1e9 - seconds, now=1e9) == text


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0.0"), (999, "999.0"), (1000, "1.0K"), (42200, "42.2K"), (3.4e9, "3.4G"), (5e18, "5000.0P")]
)
def test_sizes_for_people(size: int, text: str) -> None:
    assert types.format_size(size) == text
