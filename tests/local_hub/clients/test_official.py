"""The official Python client, as an independent witness of what a Hub answers."""

from __future__ import annotations

import json

import pytest

from tests.local_hub.clients.conftest import Run


pytestmark = [pytest.mark.clients, pytest.mark.timeout(180)]

BEGIN = """
import hashlib, json, os, uuid
from huggingface_hub import (
    CommitOperationAdd, CommitOperationCopy, CommitOperationDelete, HfApi, hf_hub_download, snapshot_download,
)
from huggingface_hub.errors import *
api = HfApi()
me = api.whoami()["name"]
repo = f"{me}/official-{uuid.uuid4().hex[:8]}"
"""


def test_one_repository_from_its_creation_to_its_end(official: Run) -> None:
    printed = official(
        BEGIN
        + """
url = api.create_repo(repo)
assert url.repo_id == repo and api.repo_exists(repo)
api.upload_file(path_or_fileobj=b"hello", path_in_repo="dir/hello.txt", repo_id=repo)
os.makedirs("folder/sub")
big = os.urandom(23_000_000)
open("folder/big.bin", "wb").write(big)
open("folder/config.json", "w").write("{}")
open("folder/sub/readme.md", "w").write("# hi")
api.upload_folder(folder_path="folder", repo_id=repo, commit_message="All of it")
info = api.model_info(repo, files_metadata=True)
sizes = {s.rfilename: s.size for s in info.siblings}
path = hf_hub_download(repo, "big.bin")
same = hashlib.sha256(open(path, "rb").read()).hexdigest() == hashlib.sha256(big).hexdigest()
folder = snapshot_download(repo)
names = sorted(os.path.relpath(os.path.join(d, f), folder) for d, _, fs in os.walk(folder) for f in fs)
titles = [c.title for c in api.list_repo_commits(repo)]
api.delete_repo(repo)
print(json.dumps([same, names, titles, sizes["big.bin"], api.repo_exists(repo)]))
"""
    )

    same, names, titles, size, exists = json.loads(printed)
    assert same
    assert names == [".gitattributes", "big.bin", "config.json", "dir/hello.txt", "sub/readme.md"]
    assert titles[0] == "All of it"
    assert titles[-1] == "initial commit"
    assert size == 23_000_000
    assert exists is False


def test_a_pull_request_is_opened_and_merged(official: Run) -> None:
    printed = official(
        BEGIN
        + """
api.create_repo(repo, repo_type="dataset")
kind = dict(repo_id=repo, repo_type="dataset")
commit = api.upload_file(path_or_fileobj=b"a,b", path_in_repo="t.csv", create_pr=True, commit_message="Add t", **kind)
before = api.file_exists(repo, "t.csv", repo_type="dataset")
there = api.file_exists(repo, "t.csv", repo_type="dataset", revision=commit.pr_revision)
api.merge_pull_request(discussion_num=commit.pr_num, **kind)
details = api.get_discussion_details(discussion_num=commit.pr_num, **kind)
after = api.file_exists(repo, "t.csv", repo_type="dataset")
print(json.dumps([before, there, after, details.status, details.title, details.is_pull_request]))
"""
    )

    assert json.loads(printed) == [False, True, True, "merged", "Add t", True]


def test_commits_branches_tags_and_refs(official: Run) -> None:
    printed = official(
        BEGIN
        + """
api.create_repo(repo)
first = api.create_commit(repo, [
    CommitOperationAdd("a.txt", b"a"), CommitOperationAdd("old/b.txt", b"b"), CommitOperationAdd("w.bin", os.urandom(11_000_000)),
], commit_message="First")
api.create_tag(repo, tag="v1")
api.create_branch(repo, branch="dev", revision="v1")
api.create_commit(repo, [
    CommitOperationDelete("old/"), CommitOperationCopy("w.bin", "copy.bin"),
], commit_message="Second", revision="dev", parent_commit=first.oid)
try:
    api.create_commit(repo, [CommitOperationAdd("x", b"x")], commit_message="Late", revision="dev", parent_commit=first.oid)
    late = "accepted"
except HfHubHTTPError as error:
    late = error.response.status_code
refs = api.list_repo_refs(repo)
info = api.get_paths_info(repo, ["copy.bin", "nothing"], revision="dev")
api.super_squash_history(repo, branch="dev")
squashed = len(api.list_repo_commits(repo, revision="dev"))
api.delete_tag(repo, tag="v1")
print(json.dumps([
    sorted(api.list_repo_files(repo)), sorted(api.list_repo_files(repo, revision="dev")), late,
    sorted(b.name for b in refs.branches), [t.name for t in refs.tags], [i.path for i in info], squashed,
    [t.name for t in api.list_repo_refs(repo).tags],
]))
"""
    )

    main, dev, late, branches, tags, paths, squashed, tags_after = json.loads(printed)
    assert main == [".gitattributes", "a.txt", "old/b.txt", "w.bin"]
    assert dev == [".gitattributes", "a.txt", "copy.bin", "w.bin"]
    assert late == 412
    assert branches == ["dev", "main"]
    assert tags == ["v1"]
    assert paths == ["copy.bin"]
    assert squashed == 1
    assert tags_after == []


def test_errors_are_the_ones_that_the_client_knows(official: Run) -> None:
    printed = official(
        BEGIN
        + """
seen = []
def attempt(fn, *args, **kwargs):
    try:
        fn(*args, **kwargs)
        seen.append("no error")
    except Exception as error:
        seen.append(type(error).__name__)
api.create_repo(repo)
attempt(api.create_repo, repo)
attempt(api.model_info, me + "/nothing")
attempt(api.model_info, me + "/nothing", token=False)
attempt(api.model_info, repo, revision="nothing")
attempt(hf_hub_download, repo, "nothing.txt")
attempt(api.whoami, token="hf_wrong")
attempt(api.create_branch, repo, branch="main")
api.create_repo(repo, exist_ok=True)
api.update_repo_settings(repo, private=True)
attempt(api.model_info, repo, token=False)
attempt(hf_hub_download, repo, "x", token=False)
print(json.dumps(seen))
"""
    )

    assert json.loads(printed) == [
        "HfHubHTTPError",
        "RepositoryNotFoundError",
        "RepositoryNotFoundError",
        "RevisionNotFoundError",
        "RemoteEntryNotFoundError",
        "HfHubHTTPError",
        "HfHubHTTPError",
        "RepositoryNotFoundError",
        "RepositoryNotFoundError",
    ]


def test_moving_and_listing(official: Run) -> None:
    printed = official(
        BEGIN
        + """
api.create_repo(repo)
api.upload_file(path_or_fileobj=b"x", path_in_repo="x.txt", repo_id=repo)
api.move_repo(from_id=repo, to_id=repo + "-new")
old = open(hf_hub_download(repo, "x.txt")).read()
found = [m.id for m in api.list_models(author=me, search=repo.split("/")[1])]
for kind in ("dataset", "space"):
    api.create_repo(repo, repo_type=kind, space_sdk="static" if kind == "space" else None)
types = [api.dataset_info(repo).id, api.space_info(repo).sdk]
print(json.dumps([old, [f.removeprefix(repo) for f in found], types[0] == repo, types[1]]))
"""
    )

    assert json.loads(printed) == ["x", ["-new"], True, "static"]
