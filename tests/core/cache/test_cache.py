"""Names, references, links and notes of the cache, without a Hub."""

from __future__ import annotations

import json
import os
import pickle
import time
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given, strategies as st

from huggingface_hub import constants, errors
from huggingface_hub._core.cache import layout, local_dir, lookup, pointers, refs, store, trees
from huggingface_hub._core.cache.layout import RepoCache


COMMIT = "a" * 40
ETAG = "b" * 40


@pytest.fixture
def repo(tmp_path: Path) -> RepoCache:
    return RepoCache.of("user/name", None, tmp_path / "cache")


def put(repo: RepoCache, filename: str, data: bytes = b"data", etag: str = ETAG) -> str:
    """A file that was downloaded."""
    entry = store.CacheEntry(repo, COMMIT, filename, etag, len(data))
    entry.prepare()
    return store.save(entry, data)


@pytest.mark.parametrize(
    ("repo_id", "repo_type", "name"),
    [
        ("user/name", "model", "models--user--name"),
        ("name", "model", "models--name"),
        ("user/name", "dataset", "datasets--user--name"),
        ("user/n.a_m-e", "space", "spaces--user--n.a_m-e"),
        ("user/name", "kernel", "kernels--user--name"),
    ],
)
def test_folder_names(repo_id: str, repo_type: str, name: str) -> None:
    assert layout.repo_folder_name(repo_id=repo_id, repo_type=repo_type) == name


def test_A2_ids_and_types_are_checked() -> None:
    for wrong in ("../x", "a//b", "a/b/c", "ünï/x", ""):
        with pytest.raises(errors.HFValidationError):
            layout.repo_folder_name(repo_id=wrong, repo_type="model")
    with pytest.raises(ValueError, match="repo type"):
        RepoCache.of("user/name", "nonsense")


@given(st.text(max_size=140))
def test_S1_an_etag_gives_one_plain_name_or_is_refused(etag: str) -> None:
    try:
        key = layout.etag_key(etag)
    except errors.UnsafePathError:
        return
    assert key not in ("", ".", "..")
    assert len(PureWindowsPath(key).parts) == 1
    assert not set(key) & set('/\\:*?"<>|\0')
    assert not key.endswith((".", " "))


@given(st.sets(st.text(alphabet="ab./\\%:E2é ", min_size=1, max_size=6)))
def test_R16_different_etags_have_different_names(etags: set[str]) -> None:
    keys = {}
    for etag in etags:
        try:
            keys[etag] = layout.etag_key(etag)
        except errors.UnsafePathError:
            continue
    assert len(set(keys.values())) == len(keys)


def test_references(repo: RepoCache) -> None:
    assert refs.read_ref(repo, "main") is None
    assert refs.read_ref(repo, COMMIT) == COMMIT
    for revision in ("main", "refs/pr/1", "feature/x"):
        refs.write_ref(repo, revision, COMMIT)
        assert refs.read_ref(repo, revision) == COMMIT
    assert (repo.folder / "refs" / "refs" / "pr" / "1").read_text() == COMMIT
    refs.write_ref(repo, COMMIT, COMMIT)
    refs.write_ref(repo, "main", "not a commit")
    assert refs.read_ref(repo, "main") == COMMIT
    assert not (repo.folder / "refs" / COMMIT).exists()
    with pytest.raises(errors.UnsafePathError):
        refs.write_ref(repo, "../../x", COMMIT)


@given(st.binary(max_size=300))
def test_K1_whatever_a_reference_holds_it_is_a_commit_or_absent(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("refs") / "main"
    path.write_bytes(data)

    commit = refs.read_ref_file(path)

    assert commit is None or layout.is_commit_hash(commit)


def test_lookup(repo: RepoCache) -> None:
    cache_dir = repo.root
    assert lookup.try_to_load_from_cache("user/name", "x", cache_dir) is None
    path = put(repo, "sub/x")
    assert lookup.try_to_load_from_cache("user/name", "sub/x", cache_dir) is None
    refs.write_ref(repo, "main", COMMIT)
    assert lookup.try_to_load_from_cache("user/name", "sub/x", cache_dir) == path
    assert lookup.try_to_load_from_cache("user/name", "sub/x", cache_dir, revision=COMMIT) == path
    assert lookup.try_to_load_from_cache("user/name", "sub/x", cache_dir, repo_type="dataset") is None
    store.mark_missing(repo, COMMIT, "main", "y")
    assert lookup.try_to_load_from_cache("user/name", "y", cache_dir) is lookup._CACHED_NO_EXIST
    with pytest.raises(errors.UnsafePathError):
        lookup.try_to_load_from_cache("user/name", "../x", cache_dir, revision=COMMIT)


def test_the_sentinel_stays_itself() -> None:
    assert pickle.loads(pickle.dumps(lookup._CACHED_NO_EXIST)) is lookup._CACHED_NO_EXIST


def test_K6_broken_links_are_misses_and_are_repaired(repo: RepoCache) -> None:
    path = Path(put(repo, "x"))
    path.unlink()
    path.symlink_to("../../blobs/nothing")
    assert lookup.find_file(repo, COMMIT, "x") is None
    path.unlink()
    path.symlink_to(path)
    assert lookup.find_file(repo, COMMIT, "x") is None

    entry = store.CacheEntry(repo, COMMIT, "x", ETAG, 4)
    assert entry.state() is store.State.LINKABLE
    assert entry.reuse() == str(path)
    assert path.read_bytes() == b"data"


def test_K9_a_pointer_to_another_content_is_replaced(repo: RepoCache) -> None:
    path = Path(put(repo, "x"))
    put(repo, "y", b"more", etag="c" * 40)
    entry = store.CacheEntry(repo, COMMIT, "x", "c" * 40, 4)

    assert entry.state() is store.State.LINKABLE
    entry.reuse()

    assert path.read_bytes() == b"more"


def test_P7_an_empty_file_under_the_name_of_another_is_a_miss(repo: RepoCache) -> None:
    path = Path(put(repo, "x"))
    path.resolve().write_bytes(b"")
    assert lookup.find_file(repo, COMMIT, "x") is None
    empty = put(repo, "empty", b"", etag="e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")
    assert lookup.find_file(repo, COMMIT, "empty") == empty


def test_symlinks_are_tried_once_per_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pointers, "_symlinks_work", {})
    assert pointers.are_symlinks_supported(tmp_path)
    assert not list(tmp_path.iterdir())

    def refuse(*args: object, **kwargs: object) -> None:
        raise OSError("A required privilege is not held by the client")

    monkeypatch.setattr(os, "symlink", refuse)
    assert pointers.are_symlinks_supported(tmp_path)
    with pytest.warns(UserWarning, match="HF_HUB_DISABLE_SYMLINKS_WARNING"):
        assert not pointers.are_symlinks_supported(tmp_path / "other")
    assert not pointers.are_symlinks_supported(tmp_path / "other")
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_SYMLINKS", True)
    assert not pointers.are_symlinks_supported(tmp_path)


def test_trees(tmp_path: Path) -> None:
    entries = {
        "a": trees.TreeCacheEntry(1, "b" * 40),
        "b/c": trees.TreeCacheEntry(130, "c" * 40, lfs_sha256="d" * 64, lfs_size=9, xet_hash="e" * 64),
    }
    trees.write_tree_cache(tmp_path, COMMIT, entries)

    assert trees.read_tree_cache(tmp_path, COMMIT) == entries
    assert trees.read_tree_cache(tmp_path, COMMIT) is trees.read_tree_cache(tmp_path, COMMIT), "kept in memory"
    assert trees.read_tree_cache(tmp_path, "b" * 40) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"format_version": 2, "files": {}}',
        '{"format_version": 1, "files": []}',
        '{"format_version": 1, "files": {"a": {}}}',
        '{"format_version": 1, "files": {"a": {"size": "1", "blob_id": "x"}}}',
        '{"format_version": 1, "files": {"a": {"size": 1, "blob_id": "x", "xet_hash": "short"}}}',
        '{"format_version": 1, "files": {"../a": {"size": 1, "blob_id": "x"}}}',
        "[" * 100_000,
    ],
)
def test_K3_K4_a_list_that_is_damaged_or_dangerous_is_ignored(tmp_path: Path, text: str) -> None:
    (tmp_path / f"{COMMIT}.json").write_text(text)

    assert trees.read_tree_cache(tmp_path, COMMIT) is None


def test_a_list_that_another_program_replaced_is_read_again(tmp_path: Path) -> None:
    trees.write_tree_cache(tmp_path, COMMIT, {"a": trees.TreeCacheEntry(1, "x")})
    assert set(trees.read_tree_cache(tmp_path, COMMIT) or ()) == {"a"}
    data = {"format_version": 1, "files": {"b": {"size": 2, "blob_id": "y"}}}
    (tmp_path / f"{COMMIT}.json").write_text(json.dumps(data))

    assert set(trees.read_tree_cache(tmp_path, COMMIT) or ()) == {"b"}


def test_notes_about_local_files(tmp_path: Path) -> None:
    files = local_dir.local_paths(tmp_path, "sub/x.txt")
    assert files.file_path == tmp_path / "sub" / "x.txt"
    assert files.metadata_path == tmp_path / ".cache/huggingface/download/sub/x.txt.metadata"
    assert files.lock_path == tmp_path / ".cache/huggingface/download/sub/x.txt.lock"
    partial = files.incomplete_path("e" * 64)
    assert partial.parent == files.metadata_path.parent
    assert partial.name.split(".")[1:2] == ["e" * 64]
    assert partial.name.endswith(".incomplete")
    assert len(partial.name) < 150
    local_dir.prepare(tmp_path, files)
    assert local_dir.read_metadata(files, "sub/x.txt") is None
    files.file_path.write_text("x")
    local_dir.write_metadata(files, COMMIT, ETAG)

    note = local_dir.read_metadata(files, "sub/x.txt")
    assert note is not None
    assert (note.commit_hash, note.etag) == (COMMIT, ETAG)
    later = time.time() + 10
    os.utime(files.file_path, (later, later))
    assert local_dir.read_metadata(files, "sub/x.txt") is None, "the file is newer than the note"


@pytest.mark.parametrize("text", ["", "one line", f"{COMMIT}\n{ETAG}\nyesterday\n", "\udcff"])
def test_a_damaged_note_is_removed(tmp_path: Path, text: str) -> None:
    files = local_dir.local_paths(tmp_path, "x")
    local_dir.prepare(tmp_path, files)
    files.metadata_path.write_bytes(text.encode("utf-8", "surrogateescape"))

    assert local_dir.read_metadata(files, "x") is None
    assert not files.metadata_path.exists()


def test_mark_missing_believes_no_path(repo: RepoCache, tmp_path: Path) -> None:
    for commit in (None, "", "../../x", "main"):
        store.mark_missing(repo, commit, "main", "x")

    assert not repo.root.exists()
