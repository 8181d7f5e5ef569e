"""Contents that came from the Xet storage are kept once for all repositories of a cache, or else as before."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest
from filelock import FileLock

from huggingface_hub import constants
from huggingface_hub._core.cache import ownership, shared, sharing, store
from huggingface_hub._core.cache.layout import RepoCache
from huggingface_hub._core.cache.scan import scan_cache_dir


DATA = b"weights" * 100
ETAG = sha256(DATA).hexdigest()
HASH = "ab" * 32
COMMIT = "c" * 40

pytestmark = pytest.mark.skipif(os.name != "posix", reason="contents are only shared by symlinks")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", False)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_SHARED_BLOBS", False)
    root = tmp_path / "hub"
    root.mkdir(mode=0o755)
    return root


def blob_in(root: Path, name: str, data: bytes | None = DATA) -> Path:
    """A repository's blob, maybe without its file."""
    blob = RepoCache.of(f"user/{name}", cache_dir=root).blob(ETAG)
    if data is not None:
        blob.parent.mkdir(parents=True)
        blob.write_bytes(data)
    return blob


def publish(root: Path, blob: Path, *, size: int | None = len(DATA), replace: bool = False) -> bool:
    return sharing.publish_blob_to_shared_store(
        blob_path=str(blob), xet_hash=HASH, cache_dir=root, expected_size=size, replace_existing=replace
    )


def link(root: Path, blob: Path, *, size: int | None = len(DATA)) -> bool:
    return sharing.try_link_from_shared_store(blob_path=str(blob), xet_hash=HASH, cache_dir=root, expected_size=size)


def test_C11_a_content_is_kept_once(root: Path) -> None:
    one, two, content = blob_in(root, "one"), blob_in(root, "two", None), shared.path_of(root, HASH)

    assert publish(root, one)
    assert publish(root, one), "the second time, there is nothing to do"
    assert link(root, two)

    assert [os.readlink(blob) for blob in (one, two)] == [f"../../blobs/ab/{HASH}"] * 2
    assert (two.read_bytes(), content.is_symlink(), content.stat().st_nlink) == (DATA, False, 1)
    assert content.stat().st_mode & 0o777 == 0o444
    assert Path(f"{content}.refs").read_text().splitlines() == [
        f"models--user--{name}/blobs/{ETAG}" for name in ("one", "two")
    ]
    assert (root / "blobs" / ".huggingface-shared-blobs").read_text() == "1\n"


def test_C11_what_is_shared_stays_until_nobody_has_it(root: Path) -> None:
    one, two = blob_in(root, "one"), blob_in(root, "two", None)
    publish(root, one)
    link(root, two)

    one.unlink()
    assert shared.sweep(str(root)) == 0
    two.unlink()
    assert shared.sweep(str(root)) == len(DATA)


def test_a_second_copy_makes_room(root: Path) -> None:
    one, two = blob_in(root, "one"), blob_in(root, "two")
    publish(root, one)
    before = shared.path_of(root, HASH).stat().st_ino

    assert publish(root, two)
    assert shared.path_of(root, HASH).stat().st_ino == before
    assert two.is_symlink()


def test_a_forced_download_takes_the_place_of_what_is_there(root: Path) -> None:
    one, two = blob_in(root, "one"), blob_in(root, "two")
    publish(root, one)
    inode = two.stat().st_ino

    assert publish(root, two, replace=True)
    assert one.stat().st_ino == two.stat().st_ino == inode


@pytest.mark.parametrize("size", [None, 0, len(DATA) + 1])
def test_P7_a_content_of_another_size_is_neither_given_nor_taken(root: Path, size: int | None) -> None:
    one, two = blob_in(root, "one"), blob_in(root, "two", None)

    assert not publish(root, one, size=size)
    assert publish(root, one)
    assert not sharing.has_shared_blob(xet_hash=HASH, cache_dir=root, expected_size=size)
    assert not link(root, two, size=size)
    assert not two.is_symlink()


@pytest.mark.parametrize("name", ["HF_HUB_DISABLE_XET", "HF_HUB_DISABLE_SHARED_BLOBS", "HF_HUB_DISABLE_SYMLINKS"])
def test_it_can_be_switched_off(root: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    one, two = blob_in(root, "one"), blob_in(root, "two")
    publish(root, one)
    monkeypatch.setattr(constants, name, True)

    assert not publish(root, two)
    assert not link(root, two)
    assert not two.is_symlink()


def not_ours(root: Path) -> None:
    (root / "blobs").mkdir()
    (root / "blobs" / "something").write_text("of somebody else")


def of_a_later_version(root: Path) -> None:
    (root / "blobs").mkdir()
    (root / "blobs" / ".huggingface-shared-blobs").write_text("2\n")


def planted_store(root: Path) -> None:
    (root.parent / "elsewhere").mkdir()
    (root / "blobs").symlink_to("../elsewhere")


def planted_folder(root: Path) -> None:
    (root.parent / "elsewhere").mkdir()
    (root / "blobs").mkdir()
    (root / "blobs" / ".huggingface-shared-blobs").write_text("1\n")
    (root / "blobs" / "ab").symlink_to("../../elsewhere")


def planted_lock(root: Path) -> None:
    planted(root, ".lock")


def planted_manifest(root: Path) -> None:
    planted(root, ".refs")


def planted(root: Path, suffix: str) -> None:
    (root.parent / "elsewhere").mkdir()
    (root / "blobs" / "ab").mkdir(parents=True)
    (root / "blobs" / ".huggingface-shared-blobs").write_text("1\n")
    Path(f"{shared.path_of(root, HASH)}{suffix}").symlink_to("../../../elsewhere/file")


@pytest.mark.parametrize(
    "prepare", [not_ours, of_a_later_version, planted_store, planted_folder, planted_lock, planted_manifest]
)
def test_S9_S10_K7_a_store_that_is_not_ours_is_left_alone(root: Path, prepare: Callable[[Path], None]) -> None:
    prepare(root)
    blob = blob_in(root, "one")

    assert not publish(root, blob)
    assert (blob.is_symlink(), blob.read_bytes()) == (False, DATA)
    assert list(root.parent.glob("elsewhere/*")) == []


def test_a_repository_that_lies_elsewhere_shares_nothing(root: Path) -> None:
    """Its blobs' relative links would lead into nowhere."""
    other = root.parent / "disk" / "deeper" / "one"
    (other / "blobs").mkdir(parents=True)
    (root / "models--user--one").symlink_to(other)
    blob = RepoCache.of("user/one", cache_dir=root).blob(ETAG)
    blob.write_bytes(DATA)

    assert not publish(root, blob)
    assert not blob.is_symlink()


def test_K5_what_a_stranger_forged_is_not_taken_and_gives_way(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(root, blob_in(root, "one", b"x" * len(DATA)))
    monkeypatch.setattr(ownership, "trusted", lambda root: set())
    mine = blob_in(root, "two", None)

    assert not link(root, mine)
    blob_in(root, "three")
    assert publish(root, RepoCache.of("user/three", cache_dir=root).blob(ETAG))
    assert shared.path_of(root, HASH).read_bytes() == DATA
    assert link(root, mine), "now that it is right, it is hashed once and used"


@pytest.mark.parametrize(("mode", "expected"), [(0o700, 0o600), (0o755, 0o600), (0o775, 0o660), (0o777, 0o666)])
def test_K5_F6_who_may_not_write_to_the_cache_may_not_write_to_the_store(root: Path, mode: int, expected: int) -> None:
    root.chmod(mode)
    publish(root, blob_in(root, "one"))

    content = shared.path_of(root, HASH)
    assert [Path(f"{content}{end}").stat().st_mode & 0o777 for end in (".lock", ".refs")] == [expected] * 2
    assert content.stat().st_mode & 0o777 == 0o400 | (0o044 if mode & 0o001 else 0)


def test_I4_a_lock_that_somebody_keeps_costs_the_sharing_only(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "PATIENCE", 0.0)
    one = blob_in(root, "one")
    publish(root, one)

    with FileLock(f"{shared.path_of(root, HASH)}.lock"):
        assert not link(root, blob_in(root, "two", None))
        assert not publish(root, three := blob_in(root, "three"))

    assert three.read_bytes() == DATA


@pytest.mark.parametrize("step", range(6))
def test_P3_a_crash_at_any_step_leaves_a_whole_content(root: Path, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    """Each renaming, linking and flushing is the last thing that happened once."""
    blob, left = blob_in(root, "one"), [step]

    class Killed(BaseException):
        pass

    def dying(real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **kwargs: object) -> object:
            if not left[0]:
                raise Killed
            left[0] -= 1
            return real(*args, **kwargs)

        return call

    with monkeypatch.context() as patch, suppress(Killed):
        for name in ("replace", "link", "symlink", "fsync"):
            patch.setattr(os, name, dying(getattr(os, name)))
        publish(root, blob)

    assert blob.read_bytes() == DATA
    assert publish(root, blob)
    assert link(root, blob_in(root, "two", None))


def test_a_file_whose_content_another_repository_has_is_linked(root: Path) -> None:
    publish(root, blob_in(root, "one"))
    entry = store.CacheEntry(RepoCache.of("user/two", cache_dir=root), COMMIT, "model.bin", ETAG, len(DATA), HASH)

    assert entry.state() is store.State.LINKABLE
    assert Path(entry.reuse() or "").read_bytes() == DATA
    assert entry.state() is store.State.READY
    assert scan_cache_dir(root).size_on_disk == len(DATA)
