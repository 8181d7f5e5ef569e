"""Operations of a commit: what they accept, and what they know about their content."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import io
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from huggingface_hub import errors
from huggingface_hub._core.upload import checks, names, sources
from huggingface_hub._core.upload.operations import (
    CommitOperationAdd,
    CommitOperationCopy,
    CommitOperationDelete,
    UploadInfo,
)
from huggingface_hub._core.upload.slices import SliceFileObj


@pytest.mark.parametrize(
    ("given_path", "expected"),
    [("a", "a"), ("/a/b", "a/b"), ("./a", "a"), ("a b/ü?.txt", "a b/ü?.txt"), (".gitattributes", ".gitattributes")],
)
def test_paths_lose_what_the_hub_does_not_want_at_their_beginning(given_path: str, expected: str) -> None:
    assert CommitOperationAdd(given_path, b"").path_in_repo == expected


@pytest.mark.parametrize(
    "path",
    [".", "..", "../a", "a/../b", "/..", ".git/hooks/x", "a/.git/b", ".cache/huggingface/x", "", "a//b", "a/./b"],
)
def test_paths_that_no_file_can_have_are_refused(path: str) -> None:
    with pytest.raises(ValueError, match="Invalid"):
        CommitOperationAdd(path, b"")


@given(st.text(max_size=40))
def test_a_cleaned_path_never_leaves_the_repository(text: str) -> None:
    try:
        path = names.clean_target(text)
    except ValueError:
        return

    assert not path.startswith("/")
    assert not {"", ".", "..", ".git", ".cache"} & set(path.split("/"))


def test_a_bad_name_can_still_be_deleted() -> None:
    assert CommitOperationDelete("a\nb").path_in_repo == "a\nb"


def test_a_delete_with_a_slash_at_its_end_is_a_folder() -> None:
    assert CommitOperationDelete("a/").is_folder is True
    assert CommitOperationDelete("a").is_folder is False
    assert CommitOperationDelete("a", is_folder=True).is_folder is True
    with pytest.raises(ValueError, match="is_folder"):
        CommitOperationDelete("a", is_folder="x")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="empty"):
        CommitOperationDelete("/")


def test_fields_of_operations_are_those_of_the_reference() -> None:
    shown = [each.name for each in dataclasses.fields(CommitOperationAdd)]

    assert shown[:8] == [
        "path_in_repo",
        "path_or_fileobj",
        "upload_info",
        "_upload_mode",
        "_should_ignore",
        "_remote_oid",
        "_is_uploaded",
        "_is_committed",
    ]
    assert repr(CommitOperationAdd("a", b"x")) == "CommitOperationAdd(path_in_repo='a', path_or_fileobj=b'x')"
    assert CommitOperationCopy("/a", "./b") == CommitOperationCopy("a", "b")


def test_content_from_a_path_is_sampled_at_once_and_hashed_on_demand(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"x" * 1000)

    operation = CommitOperationAdd("a", path)

    assert operation.path_or_fileobj == str(path)
    assert (operation.upload_info.size, operation.upload_info.sample) == (1000, b"x" * 512)
    assert not operation.upload_info.is_hashed
    assert operation.upload_info.sha256 == hashlib.sha256(b"x" * 1000).digest()
    assert operation.upload_info.is_hashed
    assert operation.b64content() == base64.b64encode(b"x" * 1000)


def test_a_file_object_is_taken_from_its_beginning_wherever_it_stands() -> None:
    file = io.BytesIO(b"hello world")
    file.seek(6)

    operation = CommitOperationAdd("a", file)

    assert operation.upload_info.sample == b"hello world"
    assert operation.upload_info.sha256 == hashlib.sha256(b"hello world").digest()
    with operation.as_file() as opened:
        assert opened.read(5) == b"hello"
    with operation.as_file() as opened:
        assert opened.read() == b"hello world"


def test_text_and_other_things_are_refused(tmp_path: Path) -> None:
    (tmp_path / "t").write_text("x")
    with (tmp_path / "t").open() as text:
        for wrong in (io.StringIO("x"), text, 3, None):
            with pytest.raises(ValueError, match="binary mode"):
                CommitOperationAdd("a", wrong)  # type: ignore[arg-type]
    for path in ("/does/not/exist", str(tmp_path)):
        with pytest.raises(ValueError, match="is not a file"):
            CommitOperationAdd("a", path)


def test_a_stream_that_can_be_read_only_once_is_refused() -> None:
    reading, writing = os.pipe()
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        with pytest.raises(errors.LocalUploadNotImplementedError, match="pass its content as bytes"):
            CommitOperationAdd("a", pipe)


def test_unbuffered_and_temporary_files_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"abc")
    with path.open("rb", buffering=0) as raw:
        assert CommitOperationAdd("a", raw).b64content() == base64.b64encode(b"abc")
    with tempfile.NamedTemporaryFile() as named:
        named.write(b"abc")
        assert CommitOperationAdd("a", named).upload_info.size == 3  # type: ignore[arg-type]


def test_keywords_of_the_manual(tmp_path: Path) -> None:
    info = UploadInfo(5, b"known")

    assert CommitOperationAdd("a", b"x", rfilename="b").path_in_repo == "b"
    assert CommitOperationAdd("a", b"known", upload_info=info).upload_info is info

    left_out = CommitOperationAdd("a", tmp_path / "none", rethrow=False)

    assert isinstance(left_out._unreadable, ValueError)


def test_what_is_no_file_is_refused_with_what_it_is(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for wrong, why in (
        (tmp_path, "it is a folder, which `upload_folder` uploads"),
        (tmp_path / "pipe", "it is a named pipe"),
    ):
        with pytest.raises(ValueError, match=f"is not a file on the local file system: {why}$") as caught:
            CommitOperationAdd("a", wrong)
        assert type(caught.value) is ValueError
    with pytest.raises(ValueError, match="is not a file on the local file system$"):
        CommitOperationAdd("a", "no path but a text\n" * 1000)


def test_paths_that_can_not_be_in_one_repository() -> None:
    checks.check_paths([CommitOperationAdd("q", b""), CommitOperationDelete("q/"), CommitOperationAdd("q.txt", b"")])
    with pytest.raises(ValueError, match="'a/q' can't be a file and a folder: 'a/q/b/r' would be in it"):
        checks.check_paths([CommitOperationAdd("a/q/b/r", b""), CommitOperationCopy("x", "a/q")])


def test_a_file_can_be_watched_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"hello")

    with CommitOperationAdd("a", path).as_file(with_tqdm=True) as file:
        assert (file.read(2), file.tell(), file.read()) == (b"he", 2, b"llo")
        file.seek(0)
        assert file.readline() == b"hello"


@given(
    data=st.binary(max_size=64),
    start=st.integers(0, 70),
    limit=st.integers(0, 70),
    sizes=st.lists(st.integers(-1, 20), max_size=8),
)
def test_a_slice_reads_like_the_part_itself(data: bytes, start: int, limit: int, sizes: list[int]) -> None:
    part = io.BytesIO(data[start : start + limit])
    file = io.BytesIO(data)
    file.seek(min(3, len(data)))

    with SliceFileObj(file, start, limit) as window:
        for size in sizes:
            assert window.read(size) == part.read(size)
            assert window.tell() == part.tell()
        assert window.seek(2) == min(2, len(part.getvalue()))
        assert window.seek(0, os.SEEK_END) == len(part.getvalue())
    assert file.tell() == min(3, len(data))


def test_a_change_of_a_file_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"one")
    os.utime(path, ns=(0, 1_000_000_001))
    then, hashes = sources.hash_path(str(path), sha256=True, git_sha1=False)
    assert not then.racy
    assert not sources.changed(str(path), then, hashes.sha256)

    path.write_bytes(b"two")

    assert sources.changed(str(path), then, hashes.sha256)


def test_a_file_that_was_just_written_is_read_again(tmp_path: Path) -> None:
    """Its times may be too coarse to tell a further change: the same size, inode and times prove nothing."""
    path = tmp_path / "f"
    path.write_bytes(b"one")
    now = sources.fingerprint(str(path), now_ns=path.stat().st_mtime_ns + 1)

    assert now.racy
    assert not sources.changed(str(path), now, hashlib.sha256(b"one").hexdigest())
    assert sources.changed(str(path), now, hashlib.sha256(b"two").hexdigest())


def test_a_file_that_keeps_changing_while_it_is_hashed_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"x")
    real = sources.hashing.hash_file

    def hash_and_write(name: str, **which: bool) -> object:
        found = real(name, **which)
        with path.open("ab") as file:
            file.write(b"more")
        return found

    monkeypatch.setattr(sources.hashing, "hash_file", hash_and_write)

    with pytest.raises(errors.IntegrityError, match="is being written to"):
        sources.hash_path(str(path), sha256=True, git_sha1=False)
