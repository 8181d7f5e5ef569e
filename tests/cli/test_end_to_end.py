"""Real processes against a real Hub on this machine."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from .conftest import Finished, process_environment


pytest.importorskip("starlette")
# Each test starts ten processes and more.
pytestmark = pytest.mark.timeout(60)

Run = Callable[..., Finished]


@pytest.fixture
def hf(local_hub: Any, process: Run) -> Run:
    """`hf` with the endpoint and token of the Hub."""

    def run(*args: str, **options: Any) -> Finished:
        environ = {"HF_ENDPOINT": local_hub.url, "HF_TOKEN": local_hub.token, "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
        return process(*args, **{**environ, **options})

    return run


@pytest.fixture
def repo(hf: Run, request: pytest.FixtureRequest) -> str:
    """An empty repository for one test."""
    name = "cli-" + hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:12]
    ended = hf("repos", "create", name, "--json")
    assert ended.code == 0, ended.err
    return str(json.loads(ended.out)["repo_id"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small model: a text file, a weight file that goes through LFS, a file in a folder."""
    root = tmp_path / "model"
    (root / "sub").mkdir(parents=True)
    (root / "config.json").write_text('{"hidden_size": 8}\n')
    (root / "model.safetensors").write_bytes(os.urandom(200_000))
    (root / "sub" / "vocab.txt").write_text("a\nb\n")
    return root


def files(root: Path) -> dict[str, bytes]:
    names = (path for path in root.rglob("*") if path.is_file() and ".cache" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in names if path.name != ".gitattributes"}


def test_a_folder_goes_up_and_comes_down(hf: Run, repo: str, folder: Path, tmp_path: Path) -> None:
    sent = hf("upload", repo, str(folder), "--commit-message", "Weights", "--json")
    assert sent.code == 0, sent.err
    assert f"/{repo}/commit/" in json.loads(sent.out)["url"]

    listed = hf("models", "ls", repo, "-R", "-q").out.splitlines()
    assert {"config.json", "model.safetensors", "sub/", "sub/vocab.txt"} <= set(listed)
    assert "model.safetensors\t200000\t20" in hf("models", "ls", repo).out
    drawn = hf("models", "ls", repo, "--tree", "-R", "-h").out
    assert "200.0 KB" in drawn
    assert "│   └── vocab.txt" in drawn or "    └── vocab.txt" in drawn

    cached = hf("download", repo)
    assert cached.code == 0, cached.err
    assert cached.out.count("\n") == 1
    assert files(Path(cached.out.strip())) == files(folder)

    one = hf("download", repo, "config.json")
    assert Path(one.out.strip()).read_text() == '{"hidden_size": 8}\n'

    chosen = hf("download", repo, "--include", "*.txt", "--local-dir", str(tmp_path / "here"), "-q")
    assert chosen.out == f"{tmp_path / 'here'}\n"
    assert set(files(tmp_path / "here")) == {"sub/vocab.txt"}


def test_single_files_and_deletions(hf: Run, repo: str, folder: Path) -> None:
    assert hf("upload", repo, str(folder / "config.json"), "a/b.json").code == 0
    assert hf("upload", repo, str(folder / "config.json")).code == 0
    plan = json.loads(hf("download", repo, "--dry-run", "--json").out)
    assert {"a/b.json", "config.json"} <= {row["file"] for row in plan}
    deleted = hf("repos", "delete-files", repo, "a/*", "--json")
    assert "/commit/" in json.loads(deleted.out)["commit_url"]
    plan = json.loads(hf("download", repo, "--dry-run", "--json").out)
    assert "a/b.json" not in {row["file"] for row in plan}
    for name, folder_meant in (("a", True), ("a/b.json", False)):
        failed = hf("download", repo, name)
        assert failed.code == 1
        assert "File not found in model" in failed.err
        assert ("end it with a slash: a/" in failed.err) == folder_meant


def test_branches_tags_and_addresses(hf: Run, repo: str, folder: Path) -> None:
    assert hf("upload", repo, str(folder / "config.json"), "--revision", "dev").code == 0
    assert hf("repos", "tag", "create", repo, "v1", "-m", "First", "--revision", "dev").code == 0
    [tag] = json.loads(hf("repos", "tag", "ls", repo, "--json").out)
    assert (tag["name"], len(tag["target_commit"])) == ("v1", 40)
    found = hf("download", f"hf://{repo}@v1/config.json")
    assert found.code == 0, found.err
    assert tag["target_commit"] in found.out
    assert hf("repos", "tag", "delete", repo, "v1", "--yes").code == 0
    assert hf("repos", "branch", "create", repo, "dev").code == 1
    assert hf("repos", "branch", "create", repo, "dev", "--exist-ok").code == 0
    assert hf("repos", "branch", "delete", repo, "dev").code == 0
    gone = hf("download", repo, "config.json", "--revision", "dev")
    assert (gone.code, gone.out) == (1, "")
    assert f"Error: Revision not found in model '{repo}'." in gone.err


def test_the_life_of_a_repository(hf: Run, repo: str) -> None:
    assert hf("repos", "settings", repo, "--private").code == 0
    assert json.loads(hf("models", "info", repo, "--json").out)["private"] is True
    assert repo in hf("models", "ls", "-q", "--limit", "1000").out.splitlines()
    other = repo + "-moved"
    assert hf("repos", "move", repo, other).out == f"✓ Repo moved\n  from_id: {repo}\n  to_id: {other}\n"
    asked = hf("repos", "delete", other, "--json")
    assert (asked.code, asked.out) == (1, "")
    assert "Use --yes to skip confirmation." in asked.err
    assert hf("repos", "delete", other, stdin="n\n").code == 1
    assert hf("repos", "delete", other, stdin="y\n").code == 0
    gone = hf("models", "info", other)
    assert gone.code == 1
    assert f"Error: Model '{other}' not found." in gone.err
    assert hf("repos", "delete", other, "--yes").code == 1
    assert hf("repos", "delete", other, "--yes", "--missing-ok").code == 0


@pytest.mark.parametrize("kind", ["dataset", "space", "kernel"])
def test_other_types(hf: Run, local_hub: Any, folder: Path, kind: str) -> None:
    sdk = ("--sdk", "static") if kind == "space" else ()
    made = hf("repos", "create", f"cli-{kind}", "--type", kind, *sdk, "--exist-ok", "--json")
    assert made.code == 0, made.err
    name = json.loads(made.out)["repo_id"]
    assert hf("upload", f"{kind}s/{name}", str(folder)).code == 0
    got = hf("download", f"{kind}s/{name}", "config.json")
    assert got.code == 0, got.err
    assert f"{kind}s--" in got.out


def test_pull_requests(hf: Run, repo: str, folder: Path) -> None:
    sent = hf("upload", repo, str(folder), "--create-pr", "--json")
    assert sent.code == 0, sent.err
    assert hf("download", repo, "config.json").code == 1
    assert hf("download", repo, "config.json", "--revision", "refs/pr/1").code == 0


def beginning_to_log_in(hub: Any, home: Path, *args: str) -> tuple[subprocess.Popen[str], str, str]:
    """A process that waits for somebody to approve a code, the link that it shows, and all that it wrote until then."""
    process = subprocess.Popen(
        [sys.executable, "-m", "huggingface_hub.cli", "auth", "login", *args],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=process_environment(home, HF_ENDPOINT=hub.url),
    )
    stream, text = process.stdout if "agent" in args else process.stderr, ""
    assert stream is not None
    while "user_code=" not in text:
        text += stream.readline()
    return process, text.partition("http")[2].split()[0], text


def test_login_with_a_browser(hf: Run, local_hub_factory: Any, tmp_path: Path) -> None:
    hub = local_hub_factory(device_interval=0)
    process, page, sentence = beginning_to_log_in(hub, tmp_path, "--format", "agent")
    code = page.partition("user_code=")[2]
    assert sentence.startswith(f"Ask the user to open http{page} in a browser and approve the code {code}.")
    form = {"user_code": code, "decision": "allow", "token": hub.token}
    httpx.post(f"{hub.url}/oauth/device/approve", data=form).raise_for_status()
    out, err = process.communicate(timeout=15)
    assert process.returncode == 0, err
    assert "token_name=oauth-" in out
    assert "renewed by itself" in err
    used = hf("auth", "token", HF_TOKEN="", HF_ENDPOINT=hub.url)
    assert used.out.strip() not in sentence + out + err
    assert hf("auth", "whoami", "--json", HF_TOKEN="", HF_ENDPOINT=hub.url).code == 0
    [row] = json.loads(hf("auth", "list", "--json", HF_TOKEN="", HF_ENDPOINT=hub.url).out)
    assert row["expires"]


def test_ctrl_c_while_waiting_for_the_browser(local_hub: Any, tmp_path: Path) -> None:
    process, _, _ = beginning_to_log_in(local_hub, tmp_path)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=15)
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err
    assert not (tmp_path / "hf" / "token").exists()


def test_login_and_logout(hf: Run, local_hub: Any) -> None:
    nobody = {"HF_TOKEN": ""}
    assert hf("auth", "whoami", **nobody).code == 1
    wrong = hf("auth", "login", "--token", "hf_wrong_wrong_wrong_wrong", **nobody)
    assert (wrong.code, wrong.out) == (1, "")
    assert "hf_wrong_wrong" not in wrong.err
    logged = hf("auth", "login", "--token", local_hub.token, "--json", **nobody)
    assert logged.code == 0, logged.err
    assert local_hub.token not in logged.out + logged.err
    told = json.loads(logged.out)
    assert json.loads(hf("auth", "whoami", "--json", **nobody).out)["user"] == told["user"]
    assert hf("auth", "token", **nobody).out == f"{local_hub.token}\n"
    assert "already" in hf("auth", "login", **nobody).err
    [row] = json.loads(hf("auth", "list", "--json", **nobody).out)
    assert (row["name"], row["active"]) == (told["token_name"], True)
    assert local_hub.token not in hf("auth", "list", **nobody).out
    assert hf("auth", "switch", "--token-name", told["token_name"], **nobody).code == 0
    unknown = hf("auth", "switch", "--token-name", "other", **nobody)
    assert unknown.code == 1
    assert told["token_name"] in unknown.err
    assert hf("auth", "logout", **nobody).code == 0
    assert hf("auth", "token", **nobody).code == 1


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("download", "user/does-not-exist"), "Model 'user/does-not-exist' not found."),
        (("download", "a b"), "Invalid value."),
        (("download", "user/../x"), "Invalid value."),
        (("upload", "user/m", "no-such-file"), "No such file or directory: 'no-such-file'"),
        (("repos", "create", "a/b/c"), "Invalid value."),
    ],
)
def test_bad_input_is_one_line(hf: Run, args: tuple[str, ...], message: str) -> None:
    ended = hf(*args)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(f"Error: {message}")
    assert "Traceback" not in ended.err


def test_a_file_that_is_not_there(hf: Run, repo: str) -> None:
    ended = hf("download", repo, "nothing.json")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(f"Error: File not found in model '{repo}'.\nURL: ")


def test_serving_and_importing(tmp_path: Path, process: Run, folder: Path) -> None:
    root = tmp_path / "hub"
    imported = process("local-hub", "import", str(folder), "someone/model", "--root", str(root), "--json")
    assert imported.code == 0, imported.err
    assert json.loads(imported.out)["repo_id"] == "someone/model"
    server = subprocess.Popen(
        [sys.executable, "-m", "huggingface_hub.cli", "local-hub", "serve", "--root", str(root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=process_environment(tmp_path),
    )
    try:
        assert server.stdout is not None
        told = dict(server.stdout.readline().strip().split("=", 1) for _ in range(2))
        assert set(told) == {"HF_ENDPOINT", "HF_TOKEN"}
        found = process("download", "someone/model", **told)
        assert found.code == 0, found.err
        assert files(Path(found.out.strip())) == files(folder)
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=5) == 0
    finally:
        server.kill()
        server.wait()
        assert server.stdout is not None
        server.stdout.close()
