"""Which files of a folder are uploaded."""

from __future__ import annotations

import os
import socket
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from huggingface_hub import constants
from huggingface_hub._core import bucket_folders
from huggingface_hub._core.upload import folders
from huggingface_hub._core.upload.scan import scan_folder


SEGMENT = st.sampled_from(["a", "b", "x.txt", ".git", ".cache", "huggingface", "Ü", "sub dir"])
TREES = st.sets(st.lists(SEGMENT, min_size=1, max_size=4).map(tuple), max_size=12)


def write(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())


def test_files_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "a/z.txt", "a/b/c.txt", "a.txt")

    assert scan_folder(tmp_path).files == ["a/b/c.txt", "a/z.txt", "a.txt", "b.txt"]


def test_folders_of_git_and_of_this_package_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, ".git/config", "a/.git/x", ".cache/huggingface/y", "a/.cache/huggingface/z", ".gitignore", "keep")

    found = scan_folder(tmp_path)

    assert found.files == [".gitignore", "keep"]
    assert found.skipped == []


def test_patterns_are_compared_with_paths_relative_to_the_folder(tmp_path: Path) -> None:
    write(tmp_path, "a/x.txt", "a/y.bin", "b/x.txt", "x.txt")

    assert scan_folder(tmp_path, allow_patterns="*.txt", ignore_patterns=["b/"]).files == ["a/x.txt", "x.txt"]
    assert scan_folder(tmp_path, allow_patterns=["a/*"]).files == ["a/x.txt", "a/y.bin"]


@settings(deadline=None)
@given(TREES)
def test_exactly_the_regular_files_outside_of_ignored_folders_are_found(tree: set[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for parts in tree:
            path = root.joinpath(*parts)
            if not path.exists() and not any(parent.is_file() for parent in path.parents):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(b"")
        expected = {
            path.relative_to(root).as_posix()
            for path in root.rglob("*")
            if path.is_file()
            and ".git" not in path.relative_to(root).parts
            and ".cache/huggingface" not in path.relative_to(root).as_posix()
        }

        assert set(scan_folder(root).files) == expected


def test_U13_links_that_leave_the_folder_are_skipped_and_listed(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    write(tmp_path, "secret", "outside/x")
    write(folder, "real.txt", "sub/y")
    (folder / "out").symlink_to(tmp_path / "secret")
    (folder / "up").symlink_to("../secret")
    (folder / "in").symlink_to("real.txt")
    (folder / "dir").symlink_to(tmp_path / "outside", target_is_directory=True)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "dead").symlink_to("nothing")

    found = scan_folder(folder)

    assert found.files == ["in", "real.txt", "sub/y"]
    assert {name for name, _ in found.skipped} == {"out", "up", "dir", "loop", "dead"}
    warning = found.warning()
    assert warning is not None
    assert "- loop: a link to a folder\n" in warning
    assert f"- out: a link that leads out of the folder, to {os.path.realpath(tmp_path / 'secret')}" in warning


@pytest.mark.parametrize("look", ["upload", "sync"])
def test_L5_tokens_are_no_files_of_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: str) -> None:
    home = tmp_path / "huggingface"
    write(home, "token", "stored_tokens", "hub/x", "other/token")
    (home / "link").symlink_to("token")
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(home / "token"))
    monkeypatch.setattr(constants, "HF_STORED_TOKENS_PATH", str(home / "stored_tokens"))

    for root, prefix in ((home, ""), (tmp_path, "huggingface/")):
        found = scan_folder(root) if look == "upload" else bucket_folders.look(str(root), must_exist=True)

        assert sorted(found.files) == [f"{prefix}hub/x", f"{prefix}other/token"]
        assert sorted(name for name, _ in found.skipped) == [f"{prefix}{n}" for n in ("link", "stored_tokens", "token")]
        assert "where your tokens are stored" in str(found.warning())


def test_a_sibling_with_the_same_beginning_of_its_name_is_outside(tmp_path: Path) -> None:
    write(tmp_path, "folder-2/x", "folder/y")
    (tmp_path / "folder" / "x").symlink_to(tmp_path / "folder-2" / "x")

    assert scan_folder(tmp_path / "folder").files == ["y"]


def test_ignored_links_are_not_worth_a_word(tmp_path: Path) -> None:
    (tmp_path / "x").symlink_to("/etc/passwd")

    assert scan_folder(tmp_path, ignore_patterns="x").warning() is None


def test_a_snapshot_of_the_cache_can_be_uploaded_although_its_files_are_links(tmp_path: Path) -> None:
    write(tmp_path, "models--u--m/blobs/abc", "elsewhere")
    snapshot = tmp_path / "models--u--m" / "snapshots" / ("a" * 40)
    (snapshot / "sub").mkdir(parents=True)
    (snapshot / "sub" / "x").symlink_to("../../../blobs/abc")
    (snapshot / "y").symlink_to("../../../elsewhere")

    found = scan_folder(snapshot)

    assert found.files == ["sub/x"]
    assert [name for name, _ in found.skipped] == ["y"]


def test_U14_pipes_sockets_and_devices_are_skipped_without_being_opened(tmp_path: Path) -> None:
    write(tmp_path, "file")
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listener, pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)  # addresses of sockets are short
        listener.bind("socket")
        found = scan_folder(tmp_path)

    assert found.files == ["file"]
    assert sorted(found.skipped) == [("pipe", "a named pipe, not a file"), ("socket", "a socket, not a file")]


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "file")
    os.mkfifo(tmp_path / "pipe")
    for wrong, why in (
        ("none", "directory$"),
        ("file", "directory: it is a file$"),
        ("pipe", "directory: it is a named pipe$"),
    ):
        with pytest.raises(ValueError, match=f"is not a {why}"):
            scan_folder(tmp_path / wrong)


def test_a_long_list_of_skipped_entries_is_cut(tmp_path: Path) -> None:
    for number in range(15):
        (tmp_path / f"{number:02}").symlink_to("/etc/hosts")

    warning = scan_folder(tmp_path).warning()

    assert warning is not None
    assert warning.startswith("15 entries")
    assert "- and 5 more" in warning


@pytest.mark.parametrize(
    ("path", "prefix"), [(None, ""), ("", ""), (".", ""), ("./", ""), ("a", "a/"), ("/a/b/", "a/b/")]
)
def test_the_folder_in_the_repository(path: str | None, prefix: str) -> None:
    assert folders.prefix_of(path) == prefix


def test_what_is_deleted() -> None:
    remote = ["a.txt", "sub/a.txt", "sub/b.bin", "sub/.gitattributes", ".gitattributes", "sub/deep/c.txt"]

    def deleted(patterns: list[str] | str, prefix: str = "", kept: tuple[str, ...] = ()) -> list[str]:
        return [each.path_in_repo for each in folders.deletions(remote, patterns, prefix=prefix, kept=kept)]

    assert deleted("*.txt") == ["a.txt", "sub/a.txt", "sub/deep/c.txt"]
    assert deleted("*", prefix="sub/", kept=("sub/b.bin",)) == ["sub/a.txt", "sub/deep/c.txt"]
    assert deleted(["a.txt", "deep/"], prefix="sub/") == ["sub/a.txt", "sub/deep/c.txt"]
    assert ".gitattributes" not in deleted("*")


def test_pull_requests_start_from_the_main_branch() -> None:
    folders.check_revision(True, "main")
    folders.check_revision(False, "other")
    with pytest.raises(ValueError, match="main branch"):
        folders.check_revision(True, "other")
