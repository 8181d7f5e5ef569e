"""Commits, branches, discussions, downloads and pure functions: asked through the official client and through ours.

Each client changes a repository of its own that began like the other's.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from huggingface_hub.local_hub import LocalHub
from tests.local_hub.clients.conftest import Run, client_env, run


pytestmark = [pytest.mark.clients, pytest.mark.timeout(180)]

WEIGHTS = b'\x3a\x00\x00\x00\x00\x00\x00\x00{"wte":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}  ' + bytes(8)

# In order. `R` is a model of the caller's, `D` a dataset, `K` keeps what later questions need.
OURS = ("CommitConflictError", "_NotAFile")
QUESTIONS = """
api.upload_file(path_or_fileobj=b"1", path_in_repo="n/1.txt", repo_id=R, commit_message="One", commit_description="Why").commit_message
api.upload_file(path_or_fileobj=b"1", path_in_repo="/etc/passwd", repo_id=R, commit_message="Absolute")
api.upload_file(path_or_fileobj=b"1", path_in_repo="../x", repo_id=R)
api.upload_file(path_or_fileobj=b"1", path_in_repo=".git/config", repo_id=R)
api.upload_file(path_or_fileobj="no such file", path_in_repo="x", repo_id=R)
api.upload_file(path_or_fileobj=b"1", path_in_repo="x", repo_id=R, revision="nope")
api.upload_file(path_or_fileobj=b"1", path_in_repo="x", repo_id=R, parent_commit="0" * 40)
api.upload_file(path_or_fileobj=b"1", path_in_repo="x", repo_id=R + "x")
api.upload_folder(folder_path=F, repo_id=R, path_in_repo="up", allow_patterns="*.txt").commit_message
api.upload_folder(folder_path=F, repo_id=R, path_in_repo="up", delete_patterns="*.bin", ignore_patterns=["sub/*"]).commit_message
api.upload_folder(folder_path=F + "x", repo_id=R)
sorted(api.list_repo_files(R))
api.create_commit(R, [h.CommitOperationCopy("a.txt", "copy.txt"), h.CommitOperationDelete("n/")], commit_message="Move").commit_description
api.create_commit(R, [h.CommitOperationDelete("not/there")], commit_message="x")
api.create_commit(R, [h.CommitOperationCopy("not/there", "x")], commit_message="x")
api.create_commit(R, [], commit_message="")
api.create_commit(R, [h.CommitOperationAdd("p.txt", b"p")], commit_message="Proposal", create_pr=True).pr_num
api.delete_file("copy.txt", R).commit_message
api.delete_file("copy.txt", R)
api.delete_folder("up", R).commit_message
sorted(api.list_repo_files(R))
[c.title for c in api.list_repo_commits(R)]
api.create_branch(R, branch="b1")
api.create_branch(R, branch="b1")
api.create_branch(R, branch="b2", revision="nope")
api.create_branch(R, branch="not a name")
api.create_tag(R, tag="t1", revision="b1", tag_message="m")
api.create_tag(R, tag="t2", revision="nope")
api.create_tag(R, tag="t1", exist_ok=True)
[[b.name for b in api.list_repo_refs(R).branches], [t.name for t in api.list_repo_refs(R).tags], api.list_repo_refs(R).converts]
api.delete_branch(R, branch="b1")
api.delete_branch(R, branch="b1")
api.delete_branch(R, branch="main")
api.delete_tag(R, tag="t1")
api.create_discussion(R, "Question", description="Text").num
api.create_discussion(R, "")
api.comment_discussion(R, 2, "A comment").content
api.comment_discussion(R, 99, "A comment")
api.rename_discussion(R, 2, "Answer").new_title
api.change_discussion_status(R, 2, "closed", comment="Done").new_status
[[d.num, d.title, d.status, d.is_pull_request, d.author] for d in api.get_repo_discussions(R)]
[[d.num] for d in api.get_repo_discussions(R, discussion_type="pull_request", discussion_status="open")]
api.get_repo_discussions(R, discussion_type="beauty")
[type(e).__name__ for e in api.get_discussion_details(R, 2).events]
K.update(d=api.get_discussion_details(R, 1).diff)
K["d"]
api.change_discussion_status(R, 1, "open")
api.merge_pull_request(R, 1)
api.get_discussion_details(R, 1).status
api.merge_pull_request(R, 1)
api.file_exists(R, "p.txt")
[f.filename for f in api.list_lfs_files(R)]
api.get_safetensors_metadata(R)
api.parse_safetensors_file_metadata(R, "a.txt")
api.get_safetensors_metadata(D, repo_type="dataset")
sorted([f.filename, f.file_size, f.is_cached, f.will_download] for f in api.snapshot_download(R, dry_run=True))
open(api.hf_hub_download(R, "a.txt")).read()
api.hf_hub_download(R, "a.txt", revision="nope")
api.hf_hub_download(R, "a.txt", local_files_only=True, revision="nope")
api.hf_hub_download(R + "x", "a.txt")
api.hf_hub_download("not/a/name", "a.txt")
api.snapshot_download(R + "x")
api.snapshot_download(R, revision="nope")
h.get_hf_file_metadata(url=h.hf_hub_url(R, "a.txt"))
h.get_hf_file_metadata(url=h.hf_hub_url(R, "nope"))
h.try_to_load_from_cache(R, "nope.txt")
api.dataset_info(D)
api.list_repo_tree(D, repo_type="dataset", recursive=True)
api.list_repo_files(D)
api.verify_repo_checksums(R)
api.duplicate_repo(R, "local/" + R.split("/")[1] + "-2").repo_id
api.duplicate_repo(R, "local/" + R.split("/")[1] + "-2")
api.move_repo(R, D)
api.delete_repo("local/" + R.split("/")[1] + "-2")
api.delete_repo("local/" + R.split("/")[1] + "-2")
api.delete_repo("local/" + R.split("/")[1] + "-2", missing_ok=True)
api.whoami(token="hf_wrong")
h.parse_hf_uri("hf://datasets/a/b@refs/pr/1/c/d.txt")
h.parse_hf_uri("hf://a")
h.hf_hub_url("a/b", "c d.txt", subfolder="e", repo_type="space", revision="refs/pr/1")
h.hf_hub_url("a/b", "c", repo_type="beauty")
list(h.utils.filter_repo_objects(["a.txt", "b/c.bin", "b/d.txt"], allow_patterns=["*.txt", "b/"], ignore_patterns="b/d*"))
h.utils.validate_repo_id("a--b")
h.utils.validate_repo_id("a..b")
h.utils.parse_datetime("2022-08-19T07:19:38.123456789Z")
h.file_download.repo_folder_name(repo_id="a/b", repo_type="dataset")
h.ModelCardData(license="mit", tags=["a", "a"], language="en", eval_results=None).to_dict()
h.ModelCardData(model_name="n", eval_results=[h.EvalResult("t", "d", "D", "m", 1.5)]).to_yaml()
h.RepoUrl("https://huggingface.co/datasets/a/b")
h.CommitOperationAdd("a/../../b", b"x")
""".strip().splitlines()

ASK = """
import json, os, re, warnings
import huggingface_hub as h
import huggingface_hub.file_download, huggingface_hub.utils
warnings.simplefilter("ignore")
api, R, D, F, K = h.HfApi(), {repo!r}, {dataset!r}, {folder!r}, {{}}
for question in {questions!r}:
    try:
        answer = eval(question)
        answer = repr(list(answer) if hasattr(answer, "__next__") else answer)
    except Exception as error:
        # Its kinds, and what the server has said; the advice that follows is in words of one's own.
        # A kind of our own is one of the reference's, too.
        kinds = [cls.__name__ for cls in type(error).__mro__ if cls.__name__ not in {ours!r}]
        said = [error.response.status_code, error.server_message] if hasattr(error, "response") else []
        answer = repr((kinds, said if "whoami" not in question else said[:1]))
    for name, value in (("<home>", os.environ["HF_HOME"]), ("<R>", R), ("<D>", D), ("<r>", R.split("/")[1]), ("<F>", F)):
        answer = answer.replace(value, name)
    answer = re.sub(r"\\b[0-9a-f]{{40}}\\b|(?<=newest is )[0-9a-f]{{7}}", "<commit>", answer)
    answer = re.sub(r"\\b[0-9a-f]{{7}}\\.\\.[0-9a-f]{{7}}\\b", "<blobs>", answer)
    answer = re.sub(r"datetime.datetime\\([^)]*\\)|[0-9-]{{10}}T[0-9:.]+Z", "<time>", answer)
    print(json.dumps([question, answer]))
"""


def test_the_same_answers(official: Run, parts_hub: LocalHub, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "sub").mkdir(parents=True)
    for name in ("a.txt", "b.bin", "sub/c.txt"):
        (folder / name).write_text(name)

    def code() -> str:
        files = {"a.txt": "abc", "big.bin": b"\0" * 11_000_000, "model.safetensors": WEIGHTS, "README.md": "# Title\n"}
        repo = parts_hub.new_repo(files=files)
        dataset = parts_hub.new_repo(repo_type="dataset", files={"train.csv": "a,b\n"})
        return ASK.format(repo=repo, dataset=dataset, folder=str(folder), questions=QUESTIONS, ours=OURS)

    theirs = official(code())
    home = tmp_path / "ours"
    home.mkdir()
    ours = run([sys.executable, "-c", code()], env=client_env(parts_hub, home), cwd=home)

    # In order: some are asked twice, and answered otherwise the second time.
    answers = list(map(json.loads, theirs.splitlines()))
    found = list(map(json.loads, ours.splitlines()))
    assert [pair for pair in zip(answers, found, strict=True) if pair[0] != pair[1]] == []
    assert len(answers) == len(QUESTIONS) > 80
