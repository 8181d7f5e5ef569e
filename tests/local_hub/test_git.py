"""The real git, and git-lfs, against the hub."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from huggingface_hub.local_hub import LocalHub
from tests.local_hub.conftest import THRESHOLD, Client, add, lfs


pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
needs_lfs = pytest.mark.skipif(shutil.which("git-lfs") is None, reason="needs git-lfs")


class Git:
    """git with a home of its own, that never asks."""

    def __init__(self, home: Path, url: str) -> None:
        self.home = home
        self.url = url
        self("config", "--global", "user.name", "Test")
        self("config", "--global", "user.email", "test@example.org")
        self("config", "--global", "init.defaultBranch", "main")
        self("config", "--global", "advice.detachedHead", "false")

    def __call__(self, *args: str, cwd: Path | None = None, ok: bool = True) -> str:
        environment = {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_CONFIG_NOSYSTEM": "1",
            "LC_ALL": "C",
        }
        done = subprocess.run(
            ["git", *args], cwd=cwd or self.home, env=environment, capture_output=True, text=True, timeout=15
        )
        assert (done.returncode == 0) == ok, done.stderr
        return done.stdout + done.stderr

    def remote(self, repo: str, token: str | None) -> str:
        user = f"user:{token}@" if token else ""
        return self.url.replace("http://", f"http://{user}") + f"/{repo}"

    def clone(self, repo: str, token: str | None, *options: str, name: str = "clone") -> Path:
        self("clone", "-q", *options, self.remote(repo, token), name)
        return self.home / name

    def commit(self, folder: Path, files: dict[str, bytes | str], message: str = "From git") -> None:
        for path, content in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        self("add", "-A", cwd=folder)
        self("commit", "-q", "-m", message, cwd=folder)


@pytest.fixture
def git(tmp_path: Path, hub: LocalHub) -> Git:
    return Git(tmp_path, hub.url)


def test_clone_commit_push(git: Git, ada: Client, repo: str) -> None:
    ada.put_files(repo, {"from/http.txt": "http"})
    folder = git.clone(repo, "hf_ada")
    assert (folder / "from/http.txt").read_text() == "http"
    git.commit(folder, {"from/git.txt": "git", "from/http.txt": "changed"}, "Subject\n\nBody")
    git("push", "-q", cwd=folder)
    assert ada.files(repo) == [".gitattributes", "from/git.txt", "from/http.txt"]
    assert ada.get(f"/{repo}/resolve/main/from/http.txt").text == "changed"
    [commit, *_] = ada.get(f"/api/models/{repo}/commits/main").json()
    assert (commit["title"], commit["message"], commit["authors"][0]["user"]) == ("Subject", "Body", "Test")
    ada.put_files(repo, {"later.txt": "later"})
    git("pull", "-q", cwd=folder)
    assert (folder / "later.txt").read_text() == "later"


@pytest.mark.parametrize(
    ("repo_type", "prefix"), [("dataset", "datasets/"), ("space", "spaces/"), ("kernel", "kernels/")]
)
def test_other_types_with_and_without_suffix(git: Git, ada: Client, name: str, repo_type: str, prefix: str) -> None:
    repo = ada.new_repo(name, repo_type)
    folder = git.clone(f"{prefix}{repo}", None)
    assert git.clone(f"{prefix}{repo}.git", None, name="again").is_dir()
    assert (folder / ".gitattributes").is_file()


def test_many_commits_and_incremental_fetches(git: Git, ada: Client, repo: str) -> None:
    folder = git.clone(repo, "hf_ada")
    for number in range(5):
        git.commit(folder, {f"d{number}/f{n}.txt": f"{number}{n}" for n in range(40)}, f"Commit {number}")
    git("push", "-q", cwd=folder)
    other = git.clone(repo, None, name="other")
    git.commit(folder, {"last.txt": "last"})
    git("push", "-q", cwd=folder)
    git("pull", "-q", cwd=other)
    assert (other / "last.txt").is_file()
    assert git("rev-list", "--count", "HEAD", cwd=other).strip() == "7"
    git("fsck", "--full", cwd=other)
    shallow = git.clone(repo, None, "--depth", "1", name="shallow")
    assert git("rev-list", "--count", "HEAD", cwd=shallow).strip() == "1"


def test_the_repositories_on_disk_are_sound(git: Git, ada: Client, hub: LocalHub, repo: str) -> None:
    ada.put_files(repo, {f"d{n % 7}/f{n}.txt": str(n) for n in range(100)})
    ada.commit(repo, add("x", "x"), query="?create_pr=1")
    ada.post(f"/api/models/{repo}/tag/main", json={"tag": "v1", "message": "m"})
    found = hub.state.repos.find("model", repo)
    assert found is not None
    text = git("fsck", "--full", "--strict", cwd=hub.state.git.path(found.id))
    assert "error" not in text
    # Someone may also run maintenance on them.
    git("gc", "-q", "--prune=now", cwd=hub.state.git.path(found.id))
    assert len(ada.files(repo)) == 101
    ada.put_files(repo, {"after.txt": "gc"})
    assert ada.delete(f"/api/models/{repo}/tag/v1").status_code == 200
    assert ada.get(f"/api/models/{repo}/refs").json()["tags"] == []


def test_branches_and_tags(git: Git, ada: Client, repo: str) -> None:
    folder = git.clone(repo, "hf_ada")
    git("checkout", "-q", "-b", "dev/one", cwd=folder)
    git.commit(folder, {"dev.txt": "dev"})
    git("tag", "-a", "v1", "-m", "one", cwd=folder)
    git("push", "-q", "--atomic", "origin", "dev/one", "v1", cwd=folder)
    refs = ada.get(f"/api/models/{repo}/refs").json()
    assert {item["name"] for item in refs["branches"]} == {"main", "dev/one"}
    assert refs["tags"][0]["targetCommit"] == refs["branches"][0]["targetCommit"]
    git("push", "-q", "origin", ":dev/one", ":v1", cwd=folder)
    assert "refused" not in git("push", "origin", ":main", cwd=folder, ok=False)
    refs = ada.get(f"/api/models/{repo}/refs").json()
    assert [item["name"] for item in refs["branches"]] == ["main"]


def test_a_push_that_is_behind_is_rejected_and_force_is_not(git: Git, ada: Client, repo: str) -> None:
    folder = git.clone(repo, "hf_ada")
    ada.put_files(repo, {"x.txt": "http"})
    git.commit(folder, {"y.txt": "git"})
    assert "rejected" in git("push", cwd=folder, ok=False)
    git("push", "-q", "--force", cwd=folder)
    assert ada.files(repo) == [".gitattributes", "y.txt"]


def test_rights(git: Git, ada: Client, bob: Client, name: str) -> None:
    private = ada.new_repo(name, private=True)
    for token in (None, "hf_bob", "hf_wrong"):
        git("clone", git.remote(private, token), "x", ok=False)
    public = ada.new_repo(name + "-pub")
    folder = git.clone(public, "hf_bob")
    git.commit(folder, {"x.txt": "x"})
    git("push", cwd=folder, ok=False)
    bobs = bob.new_repo(name)
    folder = git.clone(bobs, "hf_bob_read", name="read")
    git.commit(folder, {"x.txt": "x"})
    git("push", cwd=folder, ok=False)
    assert ada.files(public) == bob.files(bobs) == [".gitattributes"]


def test_pull_requests_by_git(git: Git, ada: Client, bob: Client, eve: Client, repo: str) -> None:
    num = bob.post(f"/api/models/{repo}/discussions", json={"title": "By git", "pullRequest": True}).json()["num"]
    folder = git.clone(repo, "hf_bob")
    git.commit(folder, {"proposal.txt": "p"}, "My proposal")
    git("push", "-q", "origin", f"HEAD:refs/pr/{num}", cwd=folder)
    assert "write access" in git("push", "origin", "HEAD:main", cwd=folder, ok=False)
    assert "no such pull request" in git("push", "origin", "HEAD:refs/pr/77", cwd=folder, ok=False)
    assert "proposal.txt" in ada.files(repo, f"refs%2Fpr%2F{num}")
    events = ada.get(f"/api/models/{repo}/discussions/{num}").json()["events"]
    assert events[-1]["data"]["subject"] == "My proposal"
    assert ada.post(f"/api/models/{repo}/discussions/{num}/merge").status_code == 200
    git("pull", "-q", cwd=folder)
    assert (folder / "proposal.txt").is_file()


def test_what_must_not_be_pushed(git: Git, ada: Client, repo: str) -> None:
    folder = git.clone(repo, "hf_ada")
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 3\n"
    bad: dict[str, tuple[str, bytes | str]] = {
        "too many for git": ("big.txt", b"x" * (THRESHOLD + 1)),
        "does not exist": ("pointer.bin", pointer),
        "control characters": ("a\nb", "x"),
    }
    for reason, (path, content) in bad.items():
        git.commit(folder, {path: content})
        assert reason in git("push", cwd=folder, ok=False)
        git("reset", "-q", "--hard", "origin/main", cwd=folder)
    # Also not deeper in the history.
    git.commit(folder, {"big.txt": b"x" * (THRESHOLD + 1)})
    git("rm", "-q", "big.txt", cwd=folder)
    git("commit", "-q", "-m", "gone", cwd=folder)
    assert "too many for git" in git("push", cwd=folder, ok=False)
    assert ada.files(repo) == [".gitattributes"]


def test_a_moved_repository_can_still_be_cloned(git: Git, ada: Client, repo: str) -> None:
    ada.post("/api/repos/move", json={"fromRepo": repo, "toRepo": f"{repo}-moved"})
    assert (git.clone(repo, None) / ".gitattributes").is_file()


def test_only_smart_http(ada: Client, repo: str) -> None:
    assert ada.get(f"/{repo}/info/refs").status_code == 403
    assert ada.get(f"/{repo}/info/refs?service=git-evil-pack").status_code == 403
    assert ada.post(f"/{repo}/git-upload-pack", content=b"zzzz").status_code == 400


@needs_lfs
def test_lfs_both_ways(git: Git, ada: Client, repo: str, hub: LocalHub) -> None:
    git("lfs", "install", "--skip-repo")
    data, more = os.urandom(200_000), os.urandom(1000)
    oid = ada.put_object(repo, data)
    ada.commit(repo, lfs("up/by http.xyz", oid, len(data)))
    folder = git.clone(repo, "hf_ada")
    assert (folder / "up/by http.xyz").read_bytes() == data
    assert git("status", "--short", cwd=folder) == ""
    git.commit(folder, {"by git.bin": more})
    git("push", "-q", cwd=folder)
    sha256 = hashlib.sha256(more).hexdigest()
    assert hub.state.objects.path(sha256).read_bytes() == more
    item = next(item for item in ada.get(f"/api/models/{repo}/tree/main").json() if item["path"] == "by git.bin")
    assert item["lfs"]["oid"] == sha256
    assert ada.get(f"/{repo}/resolve/main/by%20git.bin", follow_redirects=True).content == more


@needs_lfs
def test_lfs_of_a_private_repository(git: Git, ada: Client, name: str) -> None:
    git("lfs", "install", "--skip-repo")
    repo = ada.new_repo(name, private=True)
    folder = git.clone(repo, "hf_ada")
    data = os.urandom(5000)
    git.commit(folder, {"w.safetensors": data})
    git("push", "-q", cwd=folder)
    assert (git.clone(repo, "hf_ada", name="again") / "w.safetensors").read_bytes() == data


def test_git_reads_the_lines_that_the_hub_adds(git: Git, ada: Client, repo: str) -> None:
    oid = ada.put_object(repo, b"object")
    paths = [
        "plain",
        "a b",
        "[x]*?",
        "#hash",
        "!bang",
        '"quoted"',
        "back\\slash",
        "ünï/cödé",
        "deep/er/file name",
        "-dash",
    ]
    assert ada.commit(repo, *(lfs(path, oid) for path in paths)).status_code == 200
    folder = git.clone(repo, None)
    for path in paths:
        assert git("check-attr", "-z", "filter", "--", path, cwd=folder).split("\0")[2] == "lfs", path
    for path in ("plainer", "other/plain", "x", "axb", "cödé"):
        assert git("check-attr", "-z", "filter", "--", path, cwd=folder).split("\0")[2] == "unspecified", path
