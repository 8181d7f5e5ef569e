"""Uploads to the local Hub, and what it has afterwards. For both colours."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub import errors
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub._async.upload.lfs_functions import (
    lfs_upload,
    post_lfs_batch_info,
    upload_files_lfs_instances,
)
from huggingface_hub._core.upload.operations import (
    CommitOperationAdd,
    CommitOperationCopy,
    CommitOperationDelete,
)
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


async def content(api: AsyncHfApi, repo: str, path: str, revision: str = "main", prefix: str = "") -> bytes:
    response = await api.send("GET", f"/{prefix}{repo}/resolve/{revision}/{path}")
    return response.content


async def files(api: AsyncHfApi, repo: str, revision: str | None = None) -> set[str]:
    found = await api.list_repo_files(repo, revision=revision)
    return set(found) - {".gitattributes"}


async def head(api: AsyncHfApi, repo: str, revision: str = "main") -> str:
    response = await api.send("GET", f"/api/models/{repo}/revision/{revision.replace('/', '%2F')}")
    return str(response.json()["sha"])


def write(folder: Path, **contents: bytes) -> None:
    for name, data in contents.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


# --- one file ---


@pytest.mark.parametrize("size", [0, 5, 100 * KIB, 512 * KIB + 7], ids=["empty", "regular", "basic", "multipart"])
async def test_a_file_arrives_as_it_is(api: AsyncHfApi, repo: str, tmp_path: Path, size: int) -> None:
    path = tmp_path / "f"
    data = os.urandom(size)
    path.write_bytes(data)

    info = await api.upload_file(path_or_fileobj=path, path_in_repo="sub/f", repo_id=repo)

    assert isinstance(info, CommitInfo)
    assert await content(api, repo, "sub/f") == data
    assert info == f"{api.endpoint}/{repo}/commit/{info.oid}"
    assert info.oid == await head(api, repo)
    assert info.commit_message == "Upload sub/f with huggingface_hub"


async def test_bytes_and_file_objects(api: AsyncHfApi, repo: str, tmp_path: Path, big: bytes) -> None:
    (tmp_path / "f").write_bytes(big)
    stream = io.BytesIO(big[1:])
    stream.seek(99)
    with (tmp_path / "f").open("rb") as file:
        await api.create_commit(
            repo,
            [
                CommitOperationAdd("bytes", big[::-1]),
                CommitOperationAdd("file", file),
                CommitOperationAdd("stream", stream),
                CommitOperationAdd("small", io.BytesIO(b"small")),
            ],
            commit_message="m",
        )

    assert await content(api, repo, "bytes") == big[::-1]
    assert await content(api, repo, "file") == big
    assert await content(api, repo, "stream") == big[1:]
    assert await content(api, repo, "small") == b"small"


@pytest.mark.parametrize("repo_type", ["dataset", "space", "kernel"])
async def test_other_types_of_repositories(hub: LocalHub, api: AsyncHfApi, repo_type: str, big: bytes) -> None:
    repo = hub.new_repo(repo_type=repo_type)

    info = await api.upload_file(path_or_fileobj=big, path_in_repo="a.bin", repo_id=repo, repo_type=repo_type)

    assert await content(api, repo, "a.bin", prefix=f"{repo_type}s/") == big
    assert (info.repo_url.repo_type, info.repo_url.repo_id) == (repo_type, repo)


async def test_names_with_odd_characters(api: AsyncHfApi, repo: str, large: bytes) -> None:
    names = {"a b?#%ü.txt", "日本/語+&=.bin"}
    await api.create_commit(repo, [CommitOperationAdd(name, large) for name in names], commit_message="m")

    assert await files(api, repo) == names


async def test_a_repository_that_does_not_exist(api: AsyncHfApi) -> None:
    with pytest.raises(errors.RepositoryNotFoundError, match="create_repo"):
        await api.upload_file(path_or_fileobj=b"x", path_in_repo="a", repo_id="local/none")
    with pytest.raises(errors.HFValidationError):
        await api.upload_file(path_or_fileobj=b"x", path_in_repo="a", repo_id="no good")


async def test_a_branch_that_does_not_exist(api: AsyncHfApi, repo: str) -> None:
    with pytest.raises(errors.RevisionNotFoundError):
        await api.upload_file(path_or_fileobj=b"x", path_in_repo="a", repo_id=repo, revision="none")


async def test_a_reader_can_change_nothing(hub: LocalHub, repo: str) -> None:
    stranger = AsyncHfApi(hub.url, hub.create_user("stranger"))
    with pytest.raises(errors.HfHubHTTPError):
        await stranger.upload_file(path_or_fileobj=b"x", path_in_repo="a", repo_id=repo)


async def test_a_readme_with_bad_metadata_is_refused_before_anything_is_uploaded(api: AsyncHfApi, repo: str) -> None:
    before = await head(api, repo)

    with pytest.raises(ValueError, match="Invalid metadata in README.md"):
        await api.upload_file(path_or_fileobj=b"---\n[:\n---\n", path_in_repo="README.md", repo_id=repo)

    assert await head(api, repo) == before


async def test_a_future(api: AsyncHfApi, repo: str, folder: Path, big: bytes) -> None:
    write(folder, x_txt=b"x")
    first = await api.upload_file(path_or_fileobj=big, path_in_repo="a", repo_id=repo, run_as_future=True)
    second = await api.upload_folder(folder_path=folder, repo_id=repo, run_as_future=True)
    third = await api.create_commit(repo, [CommitOperationDelete("a")], commit_message="m", run_as_future=True)

    while not third.done():
        await api.send("GET", f"/api/models/{repo}")

    assert third.result().oid == await head(api, repo)
    assert first.result().oid != second.result().oid
    assert await files(api, repo) == {"x.txt"}


# --- commits ---


async def test_everything_in_one_commit(hub: LocalHub, api: AsyncHfApi, big: bytes, large: bytes) -> None:
    repo = hub.new_repo(files={"old.txt": "old", "dir/a": "a", "dir/b": "b", "keep.txt": "keep", "big.bin": big})

    await api.create_commit(
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

    assert await files(api, repo) == {"new.bin", "keep.txt", "copy.txt", "big.bin", "copy.bin"}
    assert await content(api, repo, "copy.txt") == b"keep"
    assert await content(api, repo, "copy.bin") == big
    [commit, *_] = await api.list_repo_commits(repo)
    assert commit.title == "title"


async def test_copies_from_another_repository_and_revision(hub: LocalHub, api: AsyncHfApi, big: bytes) -> None:
    source = hub.new_repo(repo_type="dataset", files={"a.txt": "one", "large.bin": big})
    target = hub.new_repo(files={"a.txt": "old"})
    old = await head(api, target)
    await api.upload_file(path_or_fileobj=b"new", path_in_repo="a.txt", repo_id=target)

    await api.create_commit(
        target,
        [
            CommitOperationCopy("a.txt", "from-dataset", src_repo_id=source, src_repo_type="dataset"),
            CommitOperationCopy("a.txt", "from-before", src_revision=old),
        ],
        commit_message="m",
    )

    assert await content(api, target, "from-dataset") == b"one"
    assert await content(api, target, "from-before") == b"old"
    with pytest.raises(errors.EntryNotFoundError, match="missing on repo"):
        await api.create_commit(target, [CommitOperationCopy("none", "b")], commit_message="m")


async def test_what_changes_nothing_makes_no_commit(
    hub: LocalHub, api: AsyncHfApi, log: pytest.LogCaptureFixture, big: bytes
) -> None:
    repo = hub.new_repo(files={"a.txt": "a", "same.txt": "a", "b.bin": big})
    before = await head(api, repo)

    info = await api.create_commit(
        repo,
        [
            CommitOperationAdd("a.txt", b"a"),
            CommitOperationAdd("b.bin", big),
            CommitOperationCopy("a.txt", "same.txt"),
        ],
        commit_message="m",
    )

    assert info.oid == before == await head(api, repo)
    assert info == f"{api.endpoint}/{repo}/commit/{before}"
    assert "No files have been modified since last commit" in log.text


async def test_replacing_a_folder_keeps_files_that_did_not_change(hub: LocalHub, api: AsyncHfApi) -> None:
    repo = hub.new_repo(files={"dir/same": "same", "dir/gone": "gone"})

    await api.create_commit(
        repo,
        [CommitOperationDelete("dir/"), CommitOperationAdd("dir/same", b"same")],
        commit_message="m",
    )

    assert await files(api, repo) == {"dir/same"}


async def test_U8_a_parent_commit_that_is_not_the_newest_is_a_conflict(hub: LocalHub, api: AsyncHfApi) -> None:
    repo = hub.new_repo(files={"a": "a"})
    old = await head(api, repo)
    new = await api.upload_file(path_or_fileobj=b"b", path_in_repo="a", repo_id=repo, parent_commit=old)

    with pytest.raises(errors.CommitConflictError, match=new.oid) as caught:
        await api.upload_file(path_or_fileobj=b"c", path_in_repo="a", repo_id=repo, parent_commit=old)

    assert caught.value.head == new.oid
    assert await content(api, repo, "a") == b"b"


async def test_a_pull_request_leaves_the_branch_alone(api: AsyncHfApi, repo: str, big: bytes) -> None:
    before = await head(api, repo)

    info = await api.upload_file(path_or_fileobj=big, path_in_repo="a.bin", repo_id=repo, create_pr=True)

    assert (info.pr_num, info.pr_revision) == (1, "refs/pr/1")
    assert info.pr_url == f"{api.endpoint}/{repo}/discussions/1"
    assert await head(api, repo) == before
    assert await files(api, repo, "refs/pr/1") == {"a.bin"}

    more = await api.upload_file(path_or_fileobj=b"x", path_in_repo="b", repo_id=repo, revision="refs/pr/1")

    assert more.pr_num is None
    assert await files(api, repo, "refs/pr/1") == {"a.bin", "b"}


async def test_files_that_the_repository_ignores_are_neither_sent_nor_committed(
    api: AsyncHfApi, repo: str, big: bytes
) -> None:
    await api.create_commit(
        repo,
        [
            CommitOperationAdd(".gitignore", b"*.tmp\n"),
            CommitOperationAdd("a.tmp", big),
            CommitOperationAdd("a.txt", b"x"),
        ],
        commit_message="m",
    )

    assert await files(api, repo) == {".gitignore", "a.txt"}


async def test_deleting(hub: LocalHub, api: AsyncHfApi) -> None:
    contents = {"a.txt": "a", "b.txt": "b", "c.bin": "c", "dir/d.txt": "d", "dir/e/f": "f", "g": "g"}
    repo = hub.new_repo(files=contents)

    await api.delete_file("g", repo)
    assert await files(api, repo) == contents.keys() - {"g"}
    await api.delete_folder("dir", repo)
    assert await files(api, repo) == {"a.txt", "b.txt", "c.bin"}
    info = await api.delete_files(repo, ["*.txt"])
    assert info.commit_message == "Delete files *.txt with huggingface_hub"
    assert await files(api, repo) == {"c.bin"}
    with pytest.raises(errors.EntryNotFoundError):
        await api.delete_file("none", repo)


async def test_large_files_can_be_uploaded_before_the_commit(api: AsyncHfApi, repo: str, big: bytes) -> None:
    operations = [CommitOperationAdd("big.bin", big), CommitOperationAdd("small.txt", b"small")]

    await api.preupload_lfs_files(repo, operations)

    assert operations[0].path_or_fileobj == b""
    assert operations[0]._is_uploaded
    assert operations[1].path_or_fileobj == b"small"
    assert await files(api, repo) == set()
    await api.create_commit(repo, operations, commit_message="m")
    assert await content(api, repo, "big.bin") == big
    with pytest.raises(ValueError, match="cannot be reused"):
        await api.create_commit(repo, operations, commit_message="m")


# --- folders ---


async def test_a_folder_arrives_as_it_is(api: AsyncHfApi, repo: str, folder: Path, big: bytes, large: bytes) -> None:
    write(folder, README_md=b"---\nlicense: mit\n---\n", a__b__c_txt=b"c", big_bin=big, large_bin=large, empty=b"")
    write(folder, again_bin=big)

    info = await api.upload_folder(repo_id=repo, folder_path=folder)

    assert info.commit_message == "Upload folder using huggingface_hub"
    assert await files(api, repo) == {"README.md", "a/b/c.txt", "big.bin", "large.bin", "empty", "again.bin"}
    for path in folder.rglob("*.*"):
        assert await content(api, repo, path.relative_to(folder).as_posix()) == path.read_bytes()

    write(folder, a__b__c_txt=b"changed")
    await api.upload_folder(repo_id=repo, folder_path=folder)

    assert await content(api, repo, "a/b/c.txt") == b"changed"
    assert (await api.upload_folder(repo_id=repo, folder_path=str(folder))).oid == await head(api, repo)


async def test_patterns(hub: LocalHub, api: AsyncHfApi, folder: Path) -> None:
    repo = hub.new_repo(files={"sub/old.txt": "x", "sub/old.bin": "x", "old.txt": "x", "sub/.gitattributes": "x"})
    write(folder, a_txt=b"a", b_bin=b"b", logs__c_txt=b"c")

    await api.upload_folder(
        repo_id=repo,
        folder_path=folder,
        path_in_repo="sub",
        allow_patterns=["*.txt"],
        ignore_patterns="logs/",
        delete_patterns=["*.txt", ".gitattributes"],
    )

    assert await files(api, repo) == {"sub/a.txt", "sub/old.bin", "old.txt", "sub/.gitattributes"}


async def test_a_pull_request_from_a_folder(hub: LocalHub, api: AsyncHfApi, folder: Path) -> None:
    repo = hub.new_repo(files={"old.txt": "x"})
    write(folder, a_txt=b"a")

    info = await api.upload_folder(repo_id=repo, folder_path=folder, create_pr=True, delete_patterns="*.txt")

    assert info.pr_num == 1
    assert await files(api, repo, "refs/pr/1") == {"a.txt"}
    with pytest.raises(ValueError, match="main branch"):
        await api.upload_folder(repo_id=repo, folder_path=folder, create_pr=True, revision="dev")


async def test_U13_U14_secrets_behind_links_stay_at_home(
    api: AsyncHfApi, repo: str, folder: Path, tmp_path: Path, log: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "id_rsa").write_text("secret")
    (folder / "key").symlink_to(tmp_path / "id_rsa")
    write(folder, a_txt=b"a")

    await api.upload_folder(repo_id=repo, folder_path=folder)

    assert await files(api, repo) == {"a.txt"}
    assert "key: a link that leads out of the folder" in log.text


async def test_a_folder_that_does_not_exist(api: AsyncHfApi, repo: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is not a directory"):
        await api.upload_folder(repo_id=repo, folder_path=tmp_path / "none")


async def test_2000_small_files(api: AsyncHfApi, repo: str, folder: Path) -> None:
    for number in range(2000):
        path = folder / f"{number // 100:02}" / f"{number:04}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"content of {number}\n")

    await api.upload_folder(repo_id=repo, folder_path=folder)

    assert len(await files(api, repo)) == 2000
    assert await content(api, repo, "19/1999.txt") == b"content of 1999\n"


async def test_the_manuals_name_for_large_folders_creates_the_repository(
    hub: LocalHub, api: AsyncHfApi, folder: Path, big: bytes
) -> None:
    write(folder, a_bin=big)
    repo = f"{hub.new_repo()}-large"

    await api.upload_large_folder(repo_id=repo, folder_path=folder, repo_type="model")
    await api.upload_large_folder(repo, folder, repo_type="model", num_workers=4, print_report=False)

    assert await content(api, repo, "a.bin") == big


# --- the LFS protocol as functions ---


async def test_lfs_functions(hub: LocalHub, api: AsyncHfApi, repo: str, big: bytes) -> None:
    operation = CommitOperationAdd("a.bin", big)
    question = ([operation.upload_info], hub.token, "model", repo)

    [instruction], problems, transfer = await post_lfs_batch_info(*question, endpoint=hub.url)
    assert problems == []
    assert transfer in ("basic", "multipart")
    assert "chunk_size" in instruction["actions"]["upload"]["header"]
    await lfs_upload(operation, instruction, token=hub.token, endpoint=hub.url)
    [instruction], _, _ = await post_lfs_batch_info(*question, endpoint=hub.url)

    assert instruction == {"oid": hashlib.sha256(big).hexdigest(), "size": len(big)}


async def test_upload_files_lfs_instances(hub: LocalHub, api: AsyncHfApi, repo: str, big: bytes) -> None:
    operations = [CommitOperationAdd("a.bin", big), CommitOperationAdd("b.txt", b"x")]

    info = await upload_files_lfs_instances(
        operations, "model", repo, endpoint=hub.url, token=hub.token, transfer_adapters=["basic", "multipart", "xet"]
    )

    assert (info.errors, info.actions) == ([], {})
    assert [each["size"] for each in info.instructions] == [len(big)]
    await api.create_commit(repo, operations, commit_message="m")
    assert await files(api, repo) == {"a.bin", "b.txt"}


async def test_folders_that_belong_to_us_are_refused(api: AsyncHfApi, repo: str, folder: Path) -> None:
    (folder / "a" / ".cache").mkdir(parents=True)
    (folder / "a" / ".cache" / "x").write_text("x")

    with pytest.raises(errors.UnsafePathError, match="cannot update files under a '.cache/' folder"):
        await api.upload_folder(repo_id=repo, folder_path=folder)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
async def test_names_that_no_repository_can_have_are_refused_together(api: AsyncHfApi, repo: str, folder: Path) -> None:
    for name in (b"not utf-8 \xff.txt", b"two\nlines.txt", b"fine.txt"):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text("x")

    with pytest.raises(errors.UnsafePathError, match="ignore_patterns") as caught:
        await api.upload_folder(repo_id=repo, folder_path=folder)

    assert "not utf-8" in str(caught.value)
    assert "bytes that are not UTF-8" in str(caught.value)
    assert "two\\nlines.txt': it contains control characters" in str(caught.value)
    assert "fine" not in str(caught.value)
    await api.upload_folder(repo_id=repo, folder_path=folder, ignore_patterns=["not*", "two*"])
    assert sorted(await api.list_repo_files(repo)) == [".gitattributes", "fine.txt"]


class Timed(AsyncHfApi):
    """A client that notes how long it would wait for an answer to what changes something."""

    waits: list[Timeouts]

    async def send(self, method: str, url: str, **options: Any) -> Any:
        if method == "PUT" or "/commit/" in url:
            self.waits.append(options["timeout"])
        return await super().send(method, url, **options)


@pytest.mark.parametrize(("read", "waits"), [(5.0, 600.0), (900.0, 900.0), (None, None)])
async def test_a_patient_client_is_not_less_patient_with_uploads(
    hub: LocalHub, repo: str, big: bytes, read: float | None, waits: float | None
) -> None:
    api = Timed(hub.url, hub.token, timeouts=Timeouts(connect=3, read=read, total=30))
    api.waits = []

    await api.upload_file(path_or_fileobj=big, path_in_repo="big.bin", repo_id=repo)

    assert len(api.waits) > 1
    assert {(each.connect, each.read, each.total) for each in api.waits} == {(3, waits, None)}
