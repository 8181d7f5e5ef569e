"""Files, commits and references: the Hub's words in, typed attributes out."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from datetime import datetime, timezone

import pytest

from huggingface_hub import constants
from huggingface_hub.types.commits import CommitInfo, GitCommitInfo, GitRefInfo, GitRefs, RepoUrl, fix_endpoint
from huggingface_hub.types.files import (
    BlobLfsInfo,
    BlobSecurityInfo,
    LastCommitInfo,
    LFSFileInfo,
    RepoFile,
    RepoFolder,
    read_entry,
)
from huggingface_hub.types.revisions import ResolvedRevision, commit_for


WHEN = datetime(2024, 1, 1, tzinfo=timezone.utc)
FILE = {
    "type": "file",
    "oid": "1" * 40,
    "size": 5_000_000,
    "path": "sub/model.bin",
    "lfs": {"oid": "2" * 64, "size": 5_000_000, "pointerSize": 132},
    "xetHash": "3" * 64,
    "lastCommit": {"id": "4" * 40, "title": "Add", "date": "2024-01-01T00:00:00.000Z"},
    "securityFileStatus": {
        "status": "safe",
        "jFrogScan": {},
        "avScan": {"virusFound": False},
        "pickleImportScan": None,
    },
    "future": [1],
}


def test_file_of_a_tree() -> None:
    file = read_entry(FILE)

    assert isinstance(file, RepoFile)
    assert (file.path, file.size, file.blob_id, file.xet_hash) == ("sub/model.bin", 5_000_000, "1" * 40, "3" * 64)
    assert file.lfs == BlobLfsInfo(size=5_000_000, sha256="2" * 64, pointer_size=132)
    assert file.last_commit == LastCommitInfo(oid="4" * 40, title="Add", date=WHEN)
    assert file.security == BlobSecurityInfo(True, "safe", {"virusFound": False}, None)
    assert (file.rfilename, file.lastCommit, file.future) == (file.path, file.last_commit, [1])


def test_folder_of_a_tree() -> None:
    folder = read_entry({"type": "directory", "oid": "t", "size": 0, "path": "sub"})

    assert folder == RepoFolder(path="sub", oid="t")
    assert (folder.path, folder.tree_id, folder.last_commit) == ("sub", "t", None)


def test_parts_are_dictionaries_too() -> None:
    lfs = BlobLfsInfo(size=1, sha256="s", pointer_size=2)

    assert lfs["sha256"] == lfs.sha256 == "s"
    assert dict(lfs) == {"size": 1, "sha256": "s", "pointer_size": 2}
    assert pickle.loads(pickle.dumps(lfs)) == lfs == copy.deepcopy(lfs)
    assert dataclasses.asdict(RepoFile(path="a", size=1, oid="b", lfs=lfs))["lfs"] == dict(lfs)


@pytest.mark.parametrize(
    "item", [None, "a", {}, {"type": "file", "path": "a"}, {"type": "directory"}, {**FILE, "lfs": 3}]
)
def test_other_items_of_a_tree_are_refused(item: object) -> None:
    with pytest.raises(ValueError, match="Unexpected answer of the Hub"):
        read_entry(item)


def test_file_of_the_lfs_storage() -> None:
    said = {"fileOid": "1", "filename": "f", "oid": "2", "pushedAt": "2024-01-01T00:00:00.000Z", "size": 3}

    file = LFSFileInfo(**said)

    assert (file.file_oid, file.pushed_at, file.ref) == ("1", WHEN, None)


@pytest.mark.parametrize(
    ("url", "repo_type", "repo_id"),
    [
        ("https://huggingface.co/user/name", "model", "user/name"),
        ("https://huggingface.co/gpt2", "model", "gpt2"),
        ("https://huggingface.co/datasets/user/name/", "dataset", "user/name"),
        ("https://huggingface.co/spaces/user/name?x=1#y", "space", "user/name"),
        ("https://huggingface.co/kernels/user/name", "kernel", "user/name"),
        ("http://127.0.0.1:8000/datasets/user/name", "dataset", "user/name"),
        ("hf://buckets/user/name", "bucket", "user/name"),
        ("datasets/user/name", "dataset", "user/name"),
        ("user/name", "model", "user/name"),
    ],
)
def test_address_of_a_repository(url: str, repo_type: str, repo_id: str) -> None:
    found = RepoUrl(url)

    assert (str(found), found.url) == (url, url)
    assert (found.repo_type, found.repo_id) == (repo_type, repo_id)
    assert (found.namespace, found.repo_name) == tuple(repo_id.split("/") if "/" in repo_id else (None, repo_id))
    assert pickle.loads(pickle.dumps(found)).repo_id == repo_id


@pytest.mark.parametrize("url", ["", "https://huggingface.co", "https://huggingface.co/a/b/c", "datasets/", "a//b"])
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="Not the address of a repository"):
        RepoUrl(url)


def test_an_endpoint_below_a_path() -> None:
    found = RepoUrl("https://proxy.example/hub/datasets/user/name", endpoint="https://proxy.example/hub")

    assert (found.endpoint, found.repo_type, found.repo_id) == ("https://proxy.example/hub", "dataset", "user/name")


def test_public_addresses_become_those_of_a_mirror() -> None:
    found = RepoUrl("https://huggingface.co/user/name", endpoint="https://mirror.example")

    assert found == "https://mirror.example/user/name"
    assert repr(found) == (
        "RepoUrl('https://mirror.example/user/name', endpoint='https://mirror.example', "
        "repo_type='model', repo_id='user/name')"
    )


@pytest.mark.parametrize(
    "url", ["https://huggingface.co.evil.example/a", "https://huggingface.com/a", "http://other/a"]
)
def test_other_addresses_stay(url: str) -> None:
    assert fix_endpoint(url, "https://mirror.example") == url


def test_commit_is_its_address() -> None:
    url = "https://huggingface.co/datasets/user/name/commit/abc"
    commit = CommitInfo(
        commit_url=url,
        commit_message="m",
        commit_description="d",
        oid="abc",
        pr_url="https://huggingface.co/datasets/user/name/discussions/7",
    )

    assert commit == url
    assert {commit: 1}[url] == 1
    assert (commit.pr_num, commit.pr_revision) == (7, "refs/pr/7")
    assert (commit.repo_url.repo_type, commit.repo_url.repo_id) == ("dataset", "user/name")
    assert copy.deepcopy(commit) == commit == pickle.loads(pickle.dumps(commit))
    assert pickle.loads(pickle.dumps(commit)).oid == "abc"
    assert "_endpoint" not in repr(commit)


def test_commit_without_pull_request() -> None:
    commit = CommitInfo("https://huggingface.co/a/b/commit/abc", "m", "d", "abc")

    assert (commit.pr_url, commit.pr_num, commit.pr_revision) == (None, None, None)


def test_address_of_a_pull_request_without_number_is_refused() -> None:
    with pytest.raises(ValueError, match="Not the address of a pull request"):
        CommitInfo("https://huggingface.co/a/b/commit/abc", "m", "d", "abc", pr_url="https://huggingface.co/a/b")


def test_commits_of_a_history() -> None:
    said = {
        "id": "abc",
        "title": "T",
        "message": "M",
        "authors": [{"user": "ann", "avatar": "x"}, {"user": "ben"}],
        "date": "2024-01-01T00:00:00.000Z",
    }

    assert GitCommitInfo.from_wire(said) == GitCommitInfo("abc", ["ann", "ben"], WHEN, "T", "M", None, None)
    formatted = GitCommitInfo.from_wire({**said, "formatted": {"title": "<b>T</b>", "message": "<p>M</p>"}})
    assert (formatted.formatted_title, formatted.formatted_message) == ("<b>T</b>", "<p>M</p>")


def test_references() -> None:
    main = {"name": "main", "ref": "refs/heads/main", "targetCommit": "abc"}
    expected = GitRefInfo("main", "refs/heads/main", "abc")

    assert GitRefs.from_wire({"branches": [main], "converts": [], "tags": []}) == GitRefs([expected], [], [], None)
    assert GitRefs.from_wire({"branches": [], "converts": [], "tags": [], "pullRequests": [main]}).pull_requests == [
        expected
    ]


def test_a_resolved_revision_is_what_was_asked_for() -> None:
    commit = "a" * 40
    revision = ResolvedRevision(commit, "v1", repo_id="user/name", repo_type="dataset")

    assert (revision, revision.initial, revision.resolved) == ("v1", "v1", commit)
    assert repr(revision) == f"ResolvedRevision(initial='v1', resolved='{commit}')"
    for copied in (pickle.loads(pickle.dumps(revision)), copy.deepcopy(revision)):
        assert (copied, copied.resolved, copied.belongs_to("user/name", "dataset")) == ("v1", commit, True)


def test_a_resolved_revision_of_the_main_branch() -> None:
    assert ResolvedRevision("a" * 40) == constants.DEFAULT_REVISION


def test_a_resolved_revision_pins_the_commit_in_its_own_repository_only() -> None:
    revision = ResolvedRevision("a" * 40, "v1", repo_id="user/name")

    assert commit_for(revision, "user/name", None) == "a" * 40
    assert commit_for(revision, "user/name", "model") == "a" * 40
    assert commit_for(revision, "user/name", "dataset") == "v1"
    assert type(commit_for(revision, "user/other", None)) is str
    assert commit_for(ResolvedRevision("a" * 40, repo_id="user/name"), "user/other", None) is None
    assert commit_for("v2", "user/name", None) == "v2"
    assert commit_for(None, "user/name", None) is None
