# Generated from tests/_async/download/test_hostile.py: edit that file, not this one, then run `python -m codegen`.

"""Rows S and A of the fault matrix: hostile servers, repositories and arguments reach nothing. For both colours."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from huggingface_hub import errors
from huggingface_hub._sync.download import hf_hub_download, snapshot_download
from tests.support import fault_server as faults
from tests.support.clock import FakeClock
from tests.support.fault_server import COMMIT, REPO, FaultHub


MIB = 1024 * 1024
BIG = random.Random(1).randbytes(4 * MIB + 12345)
SMALL = b"small but whole\n" * 50


def test_S1_an_etag_that_is_a_path_is_refused(cache: Path, tmp_path: Path) -> None:
    head = faults.status("200 OK", ETag='"../../../../x"', X_Repo_Commit=COMMIT)
    with FaultHub({"model.bin": BIG}) as hub:
        hub.heads.faults.append(head)

        with pytest.raises(errors.UnsafePathError):
            hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert not cache.exists()


@pytest.mark.parametrize("commit", ["../../..", "main", "A" * 40, "a" * 39])
def test_S2_a_commit_that_is_not_one_is_refused(cache: Path, commit: str) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        hub.heads.faults.append(faults.status("200 OK", ETag='"1234"', X_Repo_Commit=commit))

        with pytest.raises(errors.UnsafePathError):
            hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert not cache.exists()


def test_S3_the_same_in_an_error_is_ignored(cache: Path) -> None:
    missing = faults.status("404 Not Found", X_Error_Code="EntryNotFound", X_Repo_Commit="../../..")
    with FaultHub({}) as hub:
        hub.heads.faults.append(missing)

        with pytest.raises(errors.RemoteEntryNotFoundError):
            hf_hub_download(REPO, "config.json", endpoint=hub.url)

        assert not cache.exists()


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "C:/x", "\\\\host\\x", "a//b", "a\0b", "."])
def test_S4_S6_unsafe_names_are_refused(cache: Path, tmp_path: Path, name: str) -> None:
    with FaultHub({name: SMALL}) as hub:
        with pytest.raises(errors.UnsafePathError):
            hf_hub_download(REPO, name, endpoint=hub.url)
        assert not cache.exists()
        with pytest.raises(errors.UnsafePathError):
            snapshot_download(REPO, endpoint=hub.url)

    assert not list(cache.rglob("x"))


@pytest.mark.parametrize(
    "name", [".git/hooks/post-checkout", "a/.git/config", ".cache/huggingface/download/x.metadata"]
)
def test_S7_S8_names_with_a_meaning_are_refused_in_a_local_folder(tmp_path: Path, name: str) -> None:
    target = tmp_path / "target"
    with FaultHub({name: SMALL, "ok.txt": SMALL}) as hub:
        with pytest.raises(errors.UnsafePathError, match="Refusing to write"):
            hf_hub_download(REPO, name, endpoint=hub.url, local_dir=target)
        with pytest.raises(errors.UnsafePathError, match="Refusing to write"):
            snapshot_download(REPO, endpoint=hub.url, local_dir=target)

        snapshot_download(REPO, endpoint=hub.url, local_dir=target, allow_patterns="ok.txt")

    assert not (target / name).exists()
    assert (target / "ok.txt").read_bytes() == SMALL


def test_S9_a_planted_symlink_is_not_followed(tmp_path: Path) -> None:
    target, elsewhere = tmp_path / "target", tmp_path / "elsewhere"
    target.mkdir()
    elsewhere.mkdir()
    (target / "folder").symlink_to(elsewhere)
    with FaultHub({"folder/x.txt": SMALL}) as hub:
        with pytest.raises(errors.UnsafePathError):
            hf_hub_download(REPO, "folder/x.txt", endpoint=hub.url, local_dir=target)
        with pytest.raises(errors.UnsafePathError):
            snapshot_download(REPO, endpoint=hub.url, local_dir=target)

    assert not list(elsewhere.iterdir())


def test_S11_the_token_stays_with_the_hub(clock: FakeClock) -> None:
    with FaultHub({"model.bin": BIG}, cdn=True) as hub:
        hub.script("model.bin", faults.cut(MIB))

        hf_hub_download(REPO, "model.bin", endpoint=hub.url, token="hf_secret", headers={"X-Company": "ours"})

        for ask in hub.asked:
            on_hub = "/resolve/" in ask.path
            assert ("authorization" in ask.headers) == on_hub
            assert ("x-company" in ask.headers) == on_hub


@pytest.mark.parametrize("revision", ["../../x", "/x", "a\\..\\..\\x"])
def test_A1_a_revision_that_is_a_path_is_refused(cache: Path, revision: str) -> None:
    with FaultHub({"model.bin": BIG}) as hub:
        with pytest.raises(errors.UnsafePathError):
            hf_hub_download(REPO, "model.bin", revision=revision, endpoint=hub.url)
        with pytest.raises(errors.UnsafePathError):
            snapshot_download(REPO, revision=revision, endpoint=hub.url)

        assert hub.asked == []
        assert not cache.exists()
