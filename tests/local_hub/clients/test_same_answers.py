"""The same questions, asked through the official client and through ours: the same values and the same errors."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from huggingface_hub._sync.api import HfApi
from huggingface_hub.local_hub import LocalHub
from tests.local_hub.clients.conftest import Run, client_env, run


pytestmark = [pytest.mark.clients, pytest.mark.timeout(180)]

CARD = """---
license: mit
tags: [a, b]
model-index:
- name: n
  results:
  - task: {type: t}
    dataset: {type: d, name: D}
    metrics: [{type: acc, value: 1}]
---
# Title
"""

# Each runs with `api` and with the repository `R`; what it raises counts as its answer.
QUESTIONS = """
api.model_info(R)
api.model_info(R, files_metadata=True)
api.model_info(R, securityStatus=True, revision="v1")
api.model_info(R, expand=["sha", "cardData"])
api.list_repo_tree(R, recursive=True, expand=True)
api.list_repo_tree(R, "sub")
api.list_repo_tree(R, "nope")
api.get_paths_info(R, ["a.txt", "sub", "nope"], expand=True)
api.list_repo_files(R, revision="refs/pr/1")
api.list_repo_refs(R, include_pull_requests=True)
api.list_repo_commits(R, formatted=True)
api.get_repo_discussions(R)
api.get_discussion_details(R, 1)
api.get_discussion_details(R, 99)
api.list_models(author="local", search=R.split("/")[1])
api.list_models(search="nothing is called so")
[api.repo_exists(R), api.repo_exists(R + "x"), api.revision_exists(R, "nope")]
[api.file_exists(R, "a.txt"), api.file_exists(R, "nope"), api.file_exists(R + "x", "a.txt")]
api.model_info(R + "x")
api.model_info(R, revision="nope")
api.dataset_info(R)
api.model_info("a/b/c")
api.whoami()
api.get_full_repo_name("x")
api.auth_check(R, write=True)
api.create_repo(R)
api.create_repo(R, exist_ok=True)
api.create_repo(R, visibility="protected")
api.update_repo_settings(R)
api.update_repo_settings(R + "x", private=True)
api.list_lfs_files(R)
api.delete_tag(R, tag="nope")
api.create_tag(R, tag="v1")
api.create_branch(R, branch="dev", exist_ok=True)
api.super_squash_history(R, branch="nope")
api.move_repo(R + "x", "local/y")
api.merge_pull_request(R, 99)
api.change_discussion_status(R, 1, "merged")
api.resolve_revision(R, revision="v1")
api.hf_hub_download(R, "nope.txt")
""".strip().splitlines()

ASK = """
import json, re
from huggingface_hub import HfApi
api, R = HfApi(), {repo!r}
for question in {questions!r}:
    try:
        answer = eval(question)
        answer = repr(list(answer) if hasattr(answer, "__next__") else answer)
    except Exception as error:
        # Its kinds, and what the server has to do with; the advice that follows is in words of one's own.
        kinds = [cls.__name__ for cls in type(error).__mro__]
        first = re.sub(r" ?\\(Request ID: [^)]*\\)", "", str(error).partition("\\n")[0])
        answer = repr((kinds, first if hasattr(error, "response") else ""))
    print(json.dumps([question, answer]))
"""


def test_the_same_answers(official: Run, parts_hub: LocalHub, tmp_path: Path) -> None:
    repo = parts_hub.new_repo(files={"a.txt": "abc", "sub/b.bin": b"\0" * 11_000_000, "README.md": CARD})
    api = HfApi(parts_hub.url, parts_hub.token)
    api.create_branch(repo, branch="dev")
    api.create_tag(repo, tag="v1", tag_message="First")
    api.create_pull_request(repo, "A change", description="Why")
    api.upload_file(path_or_fileobj=b"q", path_in_repo="q.txt", repo_id=repo, revision="refs/pr/1")
    api.comment_discussion(repo, 1, "Looks good")
    code = ASK.format(repo=repo, questions=QUESTIONS)

    theirs = official(code)
    home = tmp_path / "ours"
    home.mkdir()
    ours = run([sys.executable, "-c", code], env=client_env(parts_hub, home), cwd=home)

    answers = dict(map(json.loads, theirs.splitlines()))
    assert dict(map(json.loads, ours.splitlines())) == answers
    assert len(answers) == len(QUESTIONS)
