"""Files in parts through git: the real git and git-lfs, which run `hf lfs-multipart-upload`, against a Hub."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub.cli import lfs_agent

from .conftest import SOURCE, Finished


Run = Callable[..., Finished]
needs_git = pytest.mark.skipif(shutil.which("git") is None or os.name == "nt", reason="needs git")
PART = 60_000


def git(folder: Path, *args: str, home: Path) -> str:
    environ = {
        "HOME": str(home), "PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(SOURCE),
        "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C",
    }  # fmt: skip
    done = subprocess.run(
        ["git", *args], cwd=folder, env=environ, capture_output=True, text=True, timeout=18, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


@needs_git
@pytest.mark.skipif(shutil.which("git-lfs") is None, reason="needs git-lfs")
def test_git_pushes_a_file_in_parts(hf: Run, tmp_path: Path, local_hub_factory: Callable[..., Any]) -> None:
    hub = local_hub_factory(lfs_threshold=10_000, multipart_threshold=100_000, part_size=PART)
    repo = hub.new_repo()
    program = tmp_path / "bin/hf"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/log\nexec {sys.executable} -m huggingface_hub.cli "$@"\n')
    program.chmod(0o755)
    for key, value in (("user.name", "Test"), ("user.email", "test@example.org")):
        git(tmp_path, "config", "--global", key, value, home=tmp_path)
    git(tmp_path, "lfs", "install", home=tmp_path)
    git(tmp_path, "clone", "-q", f"{hub.url.replace('://', f'://user:{hub.token}@')}/{repo}", "clone", home=tmp_path)
    clone = tmp_path / "clone"
    assert hf("lfs-enable-largefiles", str(clone), "-q").code == 0
    content = os.urandom(3 * PART + 17)
    (clone / "model.safetensors").write_bytes(content)
    git(clone, "lfs", "track", "*.safetensors", home=tmp_path)
    git(clone, "add", "-A", home=tmp_path)
    git(clone, "commit", "-q", "-m", "Large", home=tmp_path)
    git(clone, "push", "-q", "origin", "HEAD", home=tmp_path)
    from huggingface_hub import HfApi

    api = HfApi(endpoint=hub.url, token=hub.token)
    path = api.hf_hub_download(repo, "model.safetensors", cache_dir=tmp_path / "cache")
    assert Path(path).read_bytes() == content
    # Through us: git-lfs alone sends a file in one piece.
    assert "lfs-multipart-upload" in (tmp_path / "log").read_text()


@needs_git
def test_bad_input(hf: Run, tmp_path: Path) -> None:
    for path, message in ((tmp_path / "nothing", "no folder"), (tmp_path, "is no git repository")):
        ended = hf("lfs-enable-largefiles", str(path))
        assert (ended.code, ended.out) == (1, "")
        assert message in ended.err


def answers(*requests: Any) -> list[dict[str, Any]]:
    """What the agent answers to git-lfs."""
    said = io.StringIO()
    lines = [request if isinstance(request, str) else json.dumps(request) for request in requests]
    lfs_agent.Agent(io.StringIO("".join(f"{line}\n" for line in lines)), said).run()
    return [json.loads(line) for line in said.getvalue().splitlines()]


def init(remote: str = "https://huggingface.co/user/model", operation: str = "upload") -> dict[str, Any]:
    return {"event": "init", "operation": operation, "remote": remote, "concurrent": False}


def wish(path: Path, href: str, **header: str) -> dict[str, Any]:
    data = path.read_bytes()
    action = {"href": href, "header": header}
    return {
        "event": "upload",
        "oid": hashlib.sha256(data).hexdigest(),
        "size": len(data),
        "path": str(path),
        "action": action,
    }


def test_a_failure_is_told_and_ends_nothing(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x" * 10)
    unsafe = wish(file, "http://127.0.0.1:9/steal?token=secret")
    wrong = wish(file, "https://storage.example/x", chunk_size="4", **{"00001": "https://storage.example/1"})
    ready, first, second, third = answers(
        init(), "no json", unsafe, wrong, {"event": "upload"}, {"event": "terminate"}, init()
    )
    assert ready == {}
    for answer, words in ((first, "not https"), (second, "parts"), (third, "without saying")):
        assert answer["event"] == "complete"
        assert words in answer["error"]["message"]
        assert "secret" not in answer["error"]["message"]


def test_downloads_are_refused() -> None:
    (answer,) = answers(init(operation="download"))
    assert answer["error"]["code"] == 32


@pytest.mark.parametrize(
    ("remote", "endpoint"),
    [
        ("http://user:secret@127.0.0.1:8000/user/model", "http://127.0.0.1:8000"),
        ("https://huggingface.co/user/model", "https://huggingface.co:443"),
        ("git@hf.co:user/model", None),
        ("--upload-pack=evil", None),
        ("", None),
    ],
)
def test_addresses_are_held_against_the_hub_that_is_pushed_to(
    remote: str, endpoint: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lfs_agent.constants, "ENDPOINT", "https://the.hub")
    assert lfs_agent.endpoint_of(remote) == (endpoint or "https://the.hub")


def test_nobody_else_runs_it(hf: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from .conftest import Terminal

    monkeypatch.setattr(sys, "stdin", Terminal())
    ended = hf("lfs-multipart-upload")
    assert (ended.code, ended.out) == (1, "")
    assert "git-lfs runs this" in ended.err
