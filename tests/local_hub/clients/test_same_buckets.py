"""Buckets, copies and syncs: the same calls by the official client with the real hf_xet, and by ours, end equally."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from huggingface_hub.local_hub import LocalHub
from tests.local_hub.clients.conftest import Run, client_env, run


pytestmark = [pytest.mark.clients, pytest.mark.timeout(180)]

# `W` is a word in all names, `F` a folder with files of a fixed age; each line ends in something that is compared.
QUESTIONS = """
api.create_bucket(B, private=True)
api.create_bucket(B)
api.create_bucket(B, exist_ok=True)
api.create_bucket("a/b/c")
api.bucket_info(B)
api.bucket_info("local/none")
api.list_buckets(search=W)
api.update_bucket_settings(B, private=False)
api.bucket_info(B).private
api.batch_bucket_files(B, add=[(b"hello", "d/a.json"), (F + "/big.bin", "big.bin"), (b"", "empty.md"), (b"x", "da")])
tree(B)
api.list_bucket_tree(B, "d")
api.list_bucket_tree(B, "d/", recursive=True)
api.get_bucket_paths_info(B, ["big.bin", "none"])
api.get_bucket_file_metadata(B, "d/a.json").size
api.get_bucket_file_metadata(B, "none")
api.download_bucket_files(B, [("d/a.json", "down/a"), ("big.bin", "down/big"), ("empty.md", "down/sub/e")])
local("down")
api.download_bucket_files(B, [("none", "down/x")])
api.download_bucket_files(B, [("none", "down/x")], raise_on_missing_files=True)
api.batch_bucket_files(B, copy=[("bucket", B, h("big.bin"), "copy.bin")], delete=["da", "none"])
failures(B, copy=[("bucket", B, "0" * 63 + "1", "bad"), ("bucket", B, h("big.bin"), "good")])
failures(B, copy=[("bucket", B, "0" * 63 + "1", "bad")])
tree(B)
plan(F, U, dry_run=True)
plan(F, U)
plan(F, U)
plan(F, U, ignore_times=True, include=["*.txt"])
plan(F, U + "/pre", exclude=["s/*"], delete=True)
plan(F, U, existing=True, ignore_sizes=True)
tree(B)
plan(U + "/s", "synced", quiet=True)
local("synced")
plan(U + "/big.bin", "single", quiet=True)
local("single")
plan(U, "synced", delete=True, plan="plan.jsonl", quiet=True)
local("synced")
plan(apply="plan.jsonl", quiet=True)
local("synced")
plan(F, "other")
plan(U, U)
plan("none", U)
plan(F, U, ignore_times=True, ignore_sizes=True)
api.create_repo(M).repo_id
api.upload_folder(repo_id=M, folder_path=F, path_in_repo="w").oid and None
api.create_bucket(C).bucket_id
api.copy_files(f"hf://{M}", f"hf://buckets/{C}")
api.copy_files(f"hf://{M}/w/big.bin", f"hf://buckets/{C}/x/")
api.copy_files(f"{U}/d", f"hf://buckets/{C}")
api.copy_files(f"{U}/d", f"hf://buckets/{C}/new")
api.copy_files(f"{U}/d", f"hf://buckets/{C}/new")
api.copy_files(f"{U}/d/", f"hf://buckets/{C}/contents/")
tree(C)
api.copy_files(f"{U}/none", f"hf://buckets/{C}")
api.copy_files(U, f"hf://{M}")
api.copy_files(f"hf://{M}/w", f"hf://{M}/v")
api.copy_files(f"hf://{M}/w/a.txt", f"hf://{M}/b.txt")
sorted(api.list_repo_files(M))
api.list_repo_commits(M)[0].title
api.move_bucket(C, C + "-moved")
api.bucket_info(C + "-moved").total_files
api.delete_bucket(C + "-moved")
api.delete_bucket(C + "-moved")
api.delete_bucket(C + "-moved", missing_ok=True)
api.delete_bucket(B)
api.delete_repo(M)
""".strip().splitlines()

ASK = """
import contextlib, hashlib, io, json, pathlib, re, warnings
from huggingface_hub import BucketFile, HfApi
warnings.simplefilter("ignore")
api, W, F = HfApi(), {word!r}, {folder!r}
B, C, M = f"local/{{W}}", f"local/{{W}}-c", f"local/{{W}}-m"
U = f"hf://buckets/{{B}}"

def tree(bucket):
    return sorted((f.path, f.size, f.xet_hash) for f in api.list_bucket_tree(bucket, recursive=True))

def h(path):
    return next(iter(api.get_bucket_paths_info(B, [path]))).xet_hash

def local(folder):
    return sorted((str(p), hashlib.sha256(p.read_bytes()).hexdigest()) for p in pathlib.Path(folder).rglob("*") if p.is_file())

def failures(*args, **kwargs):
    try:
        api.batch_bucket_files(*args, **kwargs)
    except Exception as error:
        return type(error).__name__, error.failures

def plan(*args, **kwargs):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        made = api.sync_bucket(*args, **kwargs)
    said = re.sub(r'"timestamp": "[^"]*"', "", out.getvalue()) if kwargs.get("dry_run") else ""
    found = [(o.action, o.path, o.size, o.reason, o.local_mtime if made.dest.startswith("hf") else "") for o in made.operations]
    return found, made.summary(), said

for number, question in enumerate({questions!r}):
    try:
        answer = eval(question)
        answer = repr(list(answer) if hasattr(answer, "__next__") else answer)
        answer = re.sub(r"datetime.datetime\\([^)]*\\)", "<time>", answer)
    except Exception as error:
        kinds = [cls.__name__ for cls in type(error).__mro__]
        answer = repr((kinds, [error.response.status_code] if getattr(error, "response", None) is not None else []))
    print(json.dumps([number, question, answer]))
"""


def test_the_same_answers(official_xet: Run, xet_hub: LocalHub, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "s").mkdir(parents=True)
    for name, data in (("a.txt", b"a"), ("s/b.txt", b"bb"), ("big.bin", bytes(range(256)) * 12_000)):
        (folder / name).write_bytes(data)
        os.utime(folder / name, (1_700_000_000, 1_700_000_000))
    code = ASK.format(word="w" + tmp_path.name.replace("_", ""), folder=str(folder), questions=QUESTIONS)

    theirs = official_xet(code)
    home = tmp_path / "ours"
    home.mkdir()
    env = client_env(xet_hub, home, HF_XET_CACHE=str(home / "xet"), HF_HUB_DISABLE_PROGRESS_BARS="1")
    ours = run([sys.executable, "-c", code], env=env, cwd=home)

    answers = [json.loads(line) for line in theirs.splitlines()]
    assert [json.loads(line) for line in ours.splitlines()] == answers
    assert len(answers) == len(QUESTIONS)
