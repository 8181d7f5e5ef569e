# Generated from tests/_async/upload/test_uploads.py: edit that file, not this one, then run `python -m codegen`.

"""Uploads to the local Hub, and what it has afterwards. For both colours."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub import errors
from huggingface_hub._core.upload.operations import CommitOperationAdd, CommitOperationCopy, CommitOperationDelete
from huggingface_hub._sync.api import HfApi
from huggingface_hub._sync.upload.lfs_functions import lfs_upload, post_lfs_batch_info, upload_files_lfs_instances
from huggingface_hub.local_hub import LocalHub
from huggingface_hub.types.commits import CommitInfo
from huggingface_hub.types.http import Timeouts


KIB = 1024


@pytest.fixture
def big() -> bytes:
    """A content that goes up in parts; a new one for each test, as the Hub keeps what it has seen once."""
    return os.urandom(512 * KIB + 7)


@pytest.fixture
def large() -> bytes:
    """A content that is an LFS object and goes up in one piece."""
    return os.urandom(100 * KIB)


def content(api: HfApi, repo: str, path: str, revision: str = "main", prefix: str = "") -> bytes:
    response = api.send("GET", f"/{prefix}{repo}/resolve/{revision}/{path}")
    return response.content


def files(api: HfApi, repo: str, revision: str | None = None) -> set[str]:
    found = api.list_repo_files(repo, revision=revision)
    return set(found) - {".gitattributes"}


def head(api: HfApi, repo: str, revision: str = "main") -> str:
    response = api.send("GET", f"/api/models/{repo}/revision/{revision.replace('/', '%2F')}")
    return str(response.json()["sha"])


def write(folder: Path, **contents: bytes) -> None:
    for name, data in contents.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


# --- one file ---


@pytest.mark.parametrize("size", [0, 5, 100 * KIB, 512 * KIB + 7], ids=["empty", "regular", "basic", "multipart"])
def test_a_file_arrives_as_it_is(api: HfApi, repo: str, tmp_path: Path, size: int) -> None:
    path = tmp_path / "f"
    data = os.urandom(size)
    path.write_bytes(data)

    info = api.upload_file(path_or_fileobj=path, path_in_repo="sub/f", repo_id=repo)

    assert isinstance(info, CommitInfo)
    assert content(api, repo, "sub/f") == data
    assert info == f"{api.endpoint}/{repo}/commit/{info.oid}"
    assert info.oid == head(api, repo)
    assert info.commit_message == "Upload sub/f with huggingface_hub"


def test_bytes_and_file_objects(api: HfApi, repo: str, tmp_path: Path, big: bytes) -> None:
    (tmp_path / "f").write_bytes(big)
    stream = io.BytesIO(big[1:])
    stream.seek(99)
    with (tmp_path / "f").open("rb") as file:
        api.create_commit(
            repo,
            [
                CommitOperationAdd("bytes", big[::-1]),
                CommitOperationAdd("file", file),
                CommitOperationAdd("stream", stream),
                CommitOperationAdd("small", io.BytesIO(b"small")),
            ],
            commit_message="m",
        )

    assert content(api, repo, "bytes") == big[::-1]
    assert content(api, repo, "file") == big
    assert content(api, repo, "stream") == big[1:]
    assert content(api, repo, "small") == b"small"


@pytest.mark.parametrize("repo_type", ["dataset", "space", "kernel"])
def test_other_types_of_repositories(hub: LocalHub, api: HfApi, repo_type: str, big: bytes) -> None:
    repo = hub.new_repo(repo_type=repo_type)

    info = api.upload_file(path_or_fileobj=big, path_in_repo="a.bin", repo_id=repo, repo_type=repo_type)

    assert content(api, repo, "a.bin", prefix=f"{repo_type}s/") == big
    assert (info.repo_url.repo_type, info.repo_url.repo_id) == (repo_type, repo)


def test_names_with_odd_characters(api: HfApi, repo: str, large: bytes) -> None:
    names = {"a b?#%ü.txt", "日本/語+&=.bin"}
    api.create_commit(repo, [CommitOperationAdd(name, large) for name in names], commit_message="m")

    assert files(api, repo) == names


def test_a_repository_that_does_not_exist(api: HfApi) -> None:
    with pytest.raises(errors.RepositoryNotFoundError, match="create_repo"):
        api.upload_file(path_or_fileobj=b"x", path_in_repo="a", repo_id="local/none")
    with pytest.raises(errors.HFValidationError):
        api.upload_file(path_or_fileobj=b"x", path_in_repo="a", repo_id="no good")


def test_a_branch_that_does_not_exist(api: HfApi, repo: str) -> None:
    with pytest.raises(errors.RevisionNotFoundError):
        api.upload_file(path_or_fileobj=b"x", path_in_repo="a", repo_id=repo, revision="none")


def test_a_reader_can_change_nothing(hub: LocalHub, repo: str) -> None:
    stranger = HfApi(hub.url, hub.create_user("stranger"))
    with pytest.raises(errors.HfHubHTTPError):
        stranger.upload_file(path_or_fileobj=b"x", path_in_repo="a", repo_id=repo)


def test_a_readme_with_bad_metadata_is_refused_before_anything_is_uploaded(api: HfApi, repo: str) -> None:
    before = head(api, repo)

    with pytest.raises(ValueError, match="Invalid metadata in README.md"):
        api.upload_file(path_or_fileobj=b"---\n[:\n---\n", path_in_repo="README.md", repo_id=repo)

    assert head(api, repo) == before


def test_a_future(api: HfApi, repo: str, folder: Path, big: bytes) -> None:
    write(folder, x_txt=b"x")
    first = api.upload_file(path_or_fileobj=big, path_in_repo="a", repo_id=repo, run_as_future=True)
    second = api.upload_folder(folder_path=folder, repo_id=repo, run_as_future=True)
    third = api.create_commit(repo, [CommitOperationDelete("a")], commit_message="m", run_as_future=True)

    while not third.done():
        api.send("GET", f"/api/models/{repo}")

    assert third.result().oid == head(api, repo)
    assert first.result().oid != second.result().oid
    assert files(api, repo) == {"x.txt"}


# --- commits ---


def test_everything_in_one_commit(hub: LocalHub, api: HfApi, big: bytes, large: bytes) -> None:
    repo = hub.new_repo(files={"old.txt": "old", "dir/a": "a", "dir/b": "b", "keep.txt": "keep", "big.bin": big})

    api.create_commit(
        repo,
        [
            CommitOperationAdd("new.bin", large),
            CommitOperationDelete("old.txt"),
            CommitOperationDelete("dir/"),
            CommitOperationCopy("keep.txt", "copy.txt"),
            CommitOperationCopy("big.bin", "copy.bin"),
        ],
        commit_message="title",
        commit_description="body",
    )

    assert files(api, repo) == {"new.bin", "keep.txt", "copy.txt", "big.bin", "copy.bin"}
    assert content(api, repo, "copy.txt") == b"keep"
    assert content(api, repo, "copy.bin") == big
    [commit, *_] = api.list_repo_commits(repo)
    assert commit.title == "title"


def test_copies_from_another_repository_and_revision(hub: LocalHub, api: HfApi, big: bytes) -> None:
    source = hub.new_repo(repo_type="dataset", files={"a.txt": "one", "large.bin": big})
    target = hub.new_repo(files={"a.txt": "old"})
    old = head(api, target)
    api.upload_file(path_or_fileobj=b"new", path_in_repo="a.txt", repo_id=target)

    api.create_commit(
        target,
        [
            CommitOperationCopy("a.txt", "from-dataset", src_repo_id=source, src_repo_type="dataset"),
            CommitOperationCopy("a.txt", "from-before", src_revision=old),
        ],
        commit_message="m",
    )

    assert content(api, target, "from-dataset") == b"one"
    assert content(api, target, "from-before") == b"old"
    with pytest.raises(errors.EntryNotFoundError, match="missing on repo"):
        api.create_commit(target, [CommitOperationCopy("none", "b")], commit_message="m")


def test_what_changes_nothing_makes_no_commit(
    hub: LocalHub, api: HfApi, log: pytest.LogCaptureFixture, big: bytes
) -> None:
    repo = hub.new_repo(files={"a.txt": "a", "same.txt": "a", "b.bin": big})
    before = head(api, repo)

    info = api.create_commit(
        repo,
        [
            CommitOperationAdd("a.txt", b"a"),
            CommitOperationAdd("b.bin", big),
            CommitOperationCopy("a.txt", "same.txt"),
        ],
        commit_message="m",
    )

    assert info.oid == before == head(api, repo)
    assert info == f"{api.endpoint}/{repo}/commit/{before}"
    assert "No files have been modified since last commit" in log.text


def test_replacing_a_folder_keeps_files_that_did_not_change(hub: LocalHub, api: HfApi) -> None:
    repo = hub.new_repo(files={"dir/same": "same", "dir/gone": "gone"})

    api.create_commit(
        repo,
        [CommitOperationDelete("dir/"), CommitOperationAdd("dir/same", b"same")],
        commit_message="m",
    )

    assert files(api, repo) == {"dir/same"}


def test_U8_a_parent_commit_that_is_not_the_newest_is_a_conflict(hub: LocalHub, api: HfApi) -> None:
    repo = hub.new_repo(files={"a": "a"})
    old = head(api, repo)
    new = api.upload_file(path_or_fileobj=b"b", path_in_repo="a", repo_id=repo, parent_commit=old)

    with pytest.raises(errors.CommitConflictError, match=new.oid) as caught:
        api.upload_file(path_or_fileobj=b"c", path_in_repo="a", repo_id=repo, parent_commit=old)

    assert caught.value.head == new.oid
    assert content(api, repo, "a") == b"b"


def test_a_pull_request_leaves_the_branch_alone(api: HfApi, repo: str, big: bytes) -> None:
    before = head(api, repo)

    info = api.upload_file(path_or_fileobj=big, path_in_repo="a.bin", repo_id=repo, create_pr=True)

    assert (info.pr_num, info.pr_revision) == (1, "refs/pr/1")
    assert info.pr_url == f"{api.endpoint}/{repo}/discussions/1"
    assert head(api, repo) == before
    assert files(api, repo, "refs/pr/1") == {"a.bin"}

    more = api.upload_file(path_or_fileobj=b"x", path_in_repo="b", repo_id=repo, revision="refs/pr/1")

    assert more.pr_num is None
    assert files(api, repo, "refs/pr/1") == {"a.bin", "b"}


def test_files_that_the_repository_ignores_are_neither_sent_nor_committed(api: HfApi, repo: str, big: bytes) -> None:
    api.create_commit(
        repo,
        [
            CommitOperationAdd(".gitignore", b"*.tmp\n"),
            CommitOperationAdd("a.tmp", big),
            CommitOperationAdd("a.txt", b"x"),
        ],
        commit_message="m",
    )

    assert files(api, repo) == {".gitignore", "a.txt"}


def test_deleting(hub: LocalHub, api: HfApi) -> None:
    contents = {"a.txt": "a", "b.txt": "b", "c.bin": "c", "dir/d.txt": "d", "dir/e/f": "f", "g": "g"}
    repo = hub.new_repo(files=contents)

    api.delete_file("g", repo)
    assert files(api, repo) == contents.keys() - {"g"}
    api.delete_folder("dir", repo)
    assert files(api, repo) == {"a.txt", "b.txt", "c.bin"}
    info = api.delete_files(repo, ["*.txt"])
    assert info.commit_message == "Delete files *.txt with huggingface_hub"
    assert files(api, repo) == {"c.bin"}
    with pytest.raises(errors.EntryNotFoundError):
        api.delete_file("none", repo)


def test_large_files_can_be_uploaded_before_the_commit(api: HfApi, repo: str, big: bytes) -> None:
    operations = [CommitOperationAdd("big.bin", big), CommitOperationAdd("small.txt", b"small")]

    api.preupload_lfs_files(repo, operations)

    assert operations[0].path_or_fileobj == b""
    assert operations[0]._is_uploaded
    assert operations[1].path_or_fileobj == b"small"
    assert files(api, repo) == set()
    api.create_commit(repo, operations, commit_message="m")
    assert content(api, repo, "big.bin") == big
    with pytest.raises(ValueError, match="cannot be reused"):
        api.create_commit(repo, operations, commit_message="m")


# --- folders ---


def test_a_folder_arrives_as_it_is(api: HfApi, repo: str, folder: Path, big: bytes, large: bytes) -> None:
    write(folder, README_md=b"---\nlicense: mit\n---\n", a__b__c_txt=b"c", big_bin=big, large_bin=large, empty=b"")
    write(folder, again_bin=big)

    info = api.upload_folder(repo_id=repo, folder_path=folder)

    assert info.commit_message == "Upload folder using huggingface_hub"
    assert files(api, repo) == {"README.md", "a/b/c.txt", "big.bin", "large.bin", "empty", "again.bin"}
    for path in folder.rglob("*.*"):
        assert content(api, repo, path.relative_to(folder).as_posix()) == path.read_bytes()

    write(folder, a__b__c_txt=b"changed")
    api.upload_folder(repo_id=repo, folder_path=folder)

    assert content(api, repo, "a/b/c.txt") == b"changed"
    assert api.upload_folder(repo_id=repo, folder_path=str(folder)).oid == head(api, repo)


def test_patterns(hub: LocalHub, api: HfApi, folder: Path) -> None:
    repo = hub.new_repo(files={"sub/old.txt": "x", "sub/old.bin": "x", "old.txt": "x", "sub/.gitattributes": "x"})
    write(folder, a_txt=b"a", b_bin=b"b", logs__c_txt=b"c")

    api.upload_folder(
        repo_id=repo,
        folder_path=folder,
        path_in_repo="sub",
        allow_patterns=["*.txt"],
        ignore_patterns="logs/",
        delete_patterns=["*.txt", ".gitattributes"],
    )

    assert files(api, repo) == {"sub/a.txt", "sub/old.bin", "old.txt", "sub/.gitattributes"}


def test_a_pull_request_from_a_folder(hub: LocalHub, api: HfApi, folder: Path) -> None:
    repo = hub.new_repo(files={"old.txt": "x"})
    write(folder, a_txt=b"a")

    info = api.upload_folder(repo_id=repo, folder_path=folder, create_pr=True, delete_patterns="*.txt")

    assert info.pr_num == 1
    assert files(api, repo, "refs/pr/1") == {"a.txt"}
    with pytest.raises(ValueError, match="main branch"):
        api.upload_folder(repo_id=repo, folder_path=folder, create_pr=True, revision="dev")


def test_U13_U14_secrets_behind_links_stay_at_home(
    api: HfApi, repo: str, folder: Path, tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "id_rsa").write_text("secret")
    (folder / "key").symlink_to(tmp_path / "id_rsa")
    write(folder, a_txt=b"a")

    api.upload_folder(repo_id=repo, folder_path=folder)

    assert files(api, repo) == {"a.txt"}
    assert "key: a link that leads out of the folder" in log.text


def test_a_folder_that_does_not_exist(api: HfApi, repo: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is not a directory"):
        api.upload_folder(repo_id=repo, folder_path=tmp_path / "none")


def test_2000_small_files(api: HfApi, repo: str, folder: Path) -> None:
    for number in range(2000):
        path = folder / f"{number // 100:02}" / f"{number:04}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"content of {number}\n")

    api.upload_folder(repo_id=repo, folder_path=folder)

    assert len(files(api, repo)) == 2000
    assert content(api, repo, "19/1999.txt") == b"content of 1999\n"


def test_the_manuals_name_for_large_folders_creates_the_repository(
    hub: LocalHub, api: HfApi, folder: Path, big: bytes
) -> None:
    write(folder, a_bin=big)
    repo = f"{hub.new_repo()}-large"

    api.upload_large_folder(repo_id=repo, folder_path=folder, repo_type="model")
    api.upload_large_folder(repo, folder, repo_type="model", num_workers=4, print_report=False)

    assert content(api, repo, "a.bin") == big


# --- the LFS protocol as functions ---


def test_lfs_functions(hub: LocalHub, api: HfApi, repo: str, big: bytes) -> None:
    operation = CommitOperationAdd("a.bin", big)
    question = ([operation.upload_info], hub.token, "model", repo)

    [instruction], problems, transfer = post_lfs_batch_info(*question, endpoint=hub.url)
    assert problems == []
    assert transfer in ("basic", "multipart")
    assert "chunk_size" in instruction["actions"]["upload"]["header"]
    lfs_upload(operation, instruction, token=hub.token, endpoint=hub.url)
    [instruction], _, _ = post_lfs_batch_info(*question, endpoint=hub.url)

    assert instruction == {"oid": hashlib.sha256(big).hexdigest(), "size": len(big)}


def test_upload_files_lfs_instances(hub: LocalHub, api: HfApi, repo: str, big: bytes) -> None:
    operations = [CommitOperationAdd("a.bin", big), CommitOperationAdd("b.txt", b"x")]

    info = upload_files_lfs_instances(
        operations, "model", repo, endpoint=hub.url, token=hub.token, transfer_adapters=["basic", "multipart", "xet"]
    )

    assert (info.errors, info.actions) == ([], {})
    assert [each["size"] for each in info.instructions] == [len(big)]
    api.create_commit(repo, operations, commit_message="m")
    assert files(api, repo) == {"a.bin", "b.txt"}


def test_folders_that_belong_to_us_are_refused(api: HfApi, repo: str, folder: Path) -> None:
    (folder / "a" / ".cache").mkdir(parents=True)
    (folder / "a" / ".cache" / "x").write_text("x")

    with pytest.raises(errors.UnsafePathError, match="cannot update files under a '.cache/' folder"):
        api.upload_folder(repo_id=repo, folder_path=folder)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_names_that_no_repository_can_have_are_refused_together(api: HfApi, repo: str, folder: Path) -> None:
    for name in (b"not utf-8 \xff.txt", b"two\nlines.txt", b"fine.txt"):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text("x")

    with pytest.raises(errors.UnsafePathError, match="ignore_patterns") as caught:
        api.upload_folder(repo_id=repo, folder_path=folder)

    assert "not utf-8" in str(caught.value)
    assert "bytes that are not UTF-8" in str(caught.value)
    assert "two\\nlines.txt': it contains control characters" in str(caught.value)
    assert "fine" not in str(caught.value)
    api.upload_folder(repo_id=repo, folder_path=folder, ignore_patterns=["not*", "two*"])
    assert sorted(api.list_repo_files(repo)) == [".gitattributes", "fine.txt"]


class Timed(HfApi):
    """A client that notes how long it would wait for an answer to what changes something."""

    waits: list[Timeouts]

    def send(self, method: str, url: str, **options: Any) -> Any:
        if method == "PUT" or "/commit/" in url:
            self.waits.append(options["timeout"])
        return super().send(method, url, **options)


@pytest.mark.parametrize(("read", "waits"), [(5.0, 600.0), (900.0, 900.0), (None, None)])
def test_a_patient_client_is_not_less_patient_with_uploads(
    hub: LocalHub, repo: str, big: bytes, read: float | None, waits: float | None
) -> None:
    api = Timed(hub.url, hub.token, timeouts=Timeouts(connect=3, read=read, total=30))
    api.waits = []

    api.upload_file(path_or_fileobj=big, path_in_repo="big.bin", repo_id=repo)

    assert len(api.waits) > 1
    assert {(each.connect, each.read, each.total) for each in api.waits} == {(3, waits, None)}
