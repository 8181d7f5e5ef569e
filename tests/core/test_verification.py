"""Comparing files on this machine with what the Hub says, without a Hub."""

from __future__ import annotations

from pathlib import Path

import pytest

from huggingface_hub._core import hashing, verification
from huggingface_hub._core.verification import FolderVerification, Mismatch
from huggingface_hub.types.files import RepoFile
from tests.support.caches import Cache, commit


A, B = commit("A"), commit("B")


def regular(path: str, data: bytes) -> RepoFile:
    return RepoFile(path=path, size=len(data), oid=hashing.git_blob_sha1(data))


def large(path: str, data: bytes) -> RepoFile:
    lfs = {"oid": hashing.sha256_of(data), "size": len(data), "pointerSize": 100}
    return RepoFile(path=path, size=len(data), oid="0" * 40, lfs=lfs)


def test_each_kind_of_difference(tmp_path: Path) -> None:
    for name, data in {"same": b"1", "large": b"22", "other": b"x", "extra": b"y", "sub/deep": b"z"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    remote = [regular("same", b"1"), large("large", b"22"), regular("other", b"333"), regular("missing", b"4")]

    result = verification.verify_maps(
        remote_by_path={file.path: file for file in remote},
        local_by_path=verification.collect_local_files(tmp_path),
        revision=A,
        verified_path=tmp_path,
    )

    wrong = Mismatch(
        path="other",
        expected=hashing.git_blob_sha1(b"333"),
        actual=hashing.git_blob_sha1(b"x"),
        algorithm="git-sha1",
    )
    assert result == FolderVerification(A, 3, [wrong], ["missing"], ["extra", "sub/deep"], tmp_path)


def test_a_damaged_large_file(tmp_path: Path) -> None:
    (tmp_path / "model").write_bytes(b"wrong")

    mismatch = verification.compare(large("model", b"right"), tmp_path / "model")

    assert mismatch is not None
    assert mismatch["algorithm"] == "sha256"
    assert mismatch["actual"] == hashing.sha256_of(b"wrong")


def test_a_file_that_cannot_be_read_is_a_mismatch(tmp_path: Path) -> None:
    mismatch = verification.compare(regular("gone", b"x"), tmp_path / "gone")

    assert mismatch is not None
    assert mismatch["actual"] == "unreadable: No such file or directory"


def test_notes_about_downloads_and_broken_links_are_no_files(tmp_path: Path) -> None:
    for name in (".cache/huggingface/download/x.metadata", ".git/config", "file"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "broken").symlink_to("nothing")

    assert set(verification.collect_local_files(tmp_path)) == {"file"}


@pytest.mark.parametrize(
    ("algorithm", "expected"), [("sha256", hashing.sha256_of(b"x")), ("git-sha1", hashing.git_blob_sha1(b"x"))]
)
def test_hashes(tmp_path: Path, algorithm: verification.HashAlgo, expected: str) -> None:
    (tmp_path / "x").write_bytes(b"x")

    assert verification.compute_file_hash(tmp_path / "x", algorithm) == expected


class TestWhereToLook:
    @pytest.fixture
    def cache(self, tmp_path: Path) -> Cache:
        cache = Cache(tmp_path)
        cache.repo().add(A, {"a": "1"}, refs=("main", "v1"))
        cache.repo().add(B, {"a": "1"})
        return cache

    def root(self, cache: Cache, revision: str | None = None, repo_id: str = "user/name") -> tuple[Path, str]:
        return verification.resolve_local_root(
            repo_id=repo_id, repo_type="model", revision=revision, cache_dir=cache.root, local_dir=None
        )

    @pytest.mark.parametrize(("revision", "found"), [(None, A), ("v1", A), (B, B)])
    def test_revisions(self, cache: Cache, revision: str | None, found: str) -> None:
        assert self.root(cache, revision) == (cache.repo().path / "snapshots" / found, found)

    def test_the_only_revision_needs_no_name(self, cache: Cache) -> None:
        cache.repo("user/other").add(B, {"a": "1"})

        assert self.root(cache, repo_id="user/other")[1] == B

    @pytest.mark.parametrize(
        ("repo_id", "revision", "message"),
        [
            ("user/nothing", None, "not in the cache"),
            ("user/name", "v2", "'v2' is not in the cache"),
            ("user/name", commit("C"), "is not in the cache"),
        ],
    )
    def test_what_is_not_there(self, cache: Cache, repo_id: str, revision: str | None, message: str) -> None:
        with pytest.raises(ValueError, match=message):
            self.root(cache, revision, repo_id)

    def test_several_revisions_need_a_name(self, cache: Cache) -> None:
        for revision in (A, B):
            cache.repo("user/other").add(revision, {"a": "1"})

        with pytest.raises(ValueError, match="several revisions"):
            self.root(cache, repo_id="user/other")

    def test_one_place_only(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="not both"):
            verification.find_local("user/name", None, None, tmp_path, tmp_path)

    def test_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "a").write_text("1")

        folder, revision, files = verification.find_local("user/name", None, None, None, tmp_path)
        assert (folder, revision, set(files)) == (tmp_path, "main", {"a"})
        with pytest.raises(ValueError, match="no folder"):
            verification.find_local("user/name", None, None, None, tmp_path / "nothing")
