"""Notes about files on their way to the Hub, as older programs leave them beside a folder."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from huggingface_hub._core.cache import upload_notes as notes
from huggingface_hub.errors import UnsafePathError


SHA = "a" * 64


@pytest.fixture
def files(tmp_path: Path) -> notes.LocalUploadFilePaths:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "f.txt").write_text("hello")
    return notes.get_local_upload_paths(tmp_path, "sub/f.txt")


def test_where_they_are(tmp_path: Path, files: notes.LocalUploadFilePaths) -> None:
    folder = tmp_path / ".cache" / "huggingface"

    assert files == notes.LocalUploadFilePaths(
        path_in_repo="sub/f.txt",
        file_path=tmp_path / "sub" / "f.txt",
        lock_path=folder / "upload" / "sub" / "f.txt.lock",
        metadata_path=folder / "upload" / "sub" / "f.txt.metadata",
    )
    assert (folder / ".gitignore").read_text() == "*"
    assert (folder / "CACHEDIR.TAG").exists()
    assert files.metadata_path.parent.is_dir()


def test_they_are_eight_lines(tmp_path: Path, files: notes.LocalUploadFilePaths) -> None:
    note = notes.read_upload_metadata(tmp_path, "sub/f.txt")
    assert note == notes.LocalUploadFileMetadata(size=5)
    note.should_ignore, note.sha256, note.upload_mode, note.is_uploaded = False, SHA, "lfs", True
    note.save(files)

    assert files.metadata_path.read_text() == f"{note.timestamp}\n5\n0\n{SHA}\nlfs\n\n1\n0\n"
    assert notes.read_upload_metadata(tmp_path, "sub/f.txt") == note


def test_what_is_not_known_is_an_empty_line(tmp_path: Path, files: notes.LocalUploadFilePaths) -> None:
    note = notes.LocalUploadFileMetadata(size=5)
    note.save(files)

    assert files.metadata_path.read_text() == f"{note.timestamp}\n5\n\n\n\n\n0\n0\n"
    assert notes.read_upload_metadata(tmp_path, "sub/f.txt") == note


@pytest.mark.parametrize(("committed", "expected"), [(0, False), (1, True)])
def test_the_hub_forgets_what_no_commit_names(
    tmp_path: Path, files: notes.LocalUploadFilePaths, committed: int, expected: bool
) -> None:
    long_ago = time.time() - notes.KEPT_SECONDS - 60
    os.utime(files.file_path, (long_ago - 60, long_ago - 60))
    files.metadata_path.write_text(f"{long_ago}\n5\n0\n{SHA}\nlfs\n\n1\n{committed}\n")

    assert notes.read_upload_metadata(tmp_path, "sub/f.txt").is_uploaded is expected


@pytest.mark.parametrize(
    "text", ["", "garbage", "1\n2\n", f"x\n5\n0\n{SHA}\nlfs\n\n1\n0\n", "1\n5\n0\n\nftp\n\n1\n0\n"]
)
def test_a_damaged_note_is_removed(tmp_path: Path, files: notes.LocalUploadFilePaths, text: str) -> None:
    files.metadata_path.write_text(text)

    assert notes.read_upload_metadata(tmp_path, "sub/f.txt") == notes.LocalUploadFileMetadata(size=5)
    assert not files.metadata_path.exists()


def test_a_file_that_changed_since_has_no_note(tmp_path: Path, files: notes.LocalUploadFilePaths) -> None:
    files.metadata_path.write_text(f"{time.time() - 50}\n5\n0\n{SHA}\nlfs\n\n1\n0\n")

    assert notes.read_upload_metadata(tmp_path, "sub/f.txt") == notes.LocalUploadFileMetadata(size=5)


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", ""])
def test_S4_names_that_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnsafePathError):
        notes.get_local_upload_paths(tmp_path, name)


def test_S9_a_planted_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    folder = tmp_path / "mine"
    (folder / ".cache" / "huggingface").mkdir(parents=True)
    (folder / ".cache" / "huggingface" / "upload").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(UnsafePathError):
        notes.get_local_upload_paths(folder, "sub/x")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_without_the_file_there_is_nothing_to_say(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        notes.read_upload_metadata(tmp_path, "absent")
