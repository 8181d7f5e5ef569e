"""`hf extensions`: what is installed was shown, agreed to and written down, and nothing is looked up unasked."""

from __future__ import annotations

import hashlib
import io
import json
import os
import stat
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx

from huggingface_hub.cli import extensions, foreign, github, main

from .conftest import Finished


pytestmark = pytest.mark.skipif(os.name == "nt", reason="scripts are for POSIX")

Run = Callable[..., Finished]
OLD, NEW = "a" * 40, "b" * 40
REFS = "https://github.com/{}.git/info/refs?service=git-upload-pack"
SCRIPT = '#!/bin/sh\necho "ran with $*"\nexit 7\n'
BACKEND = """
import base64, hashlib, zipfile

def build_wheel(folder, settings=None, metadata=None):
    name = "hf_tool-1.0-py3-none-any.whl"
    files = {
        "hf_tool.py": "def main():\\n    print('from python')\\n",
        "hf_tool-1.0.dist-info/METADATA": "Metadata-Version: 2.1\\nName: hf-tool\\nVersion: 1.0\\n",
        "hf_tool-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
        "hf_tool-1.0.dist-info/entry_points.txt": "[console_scripts]\\nhf-tool = hf_tool:main\\n",
    }
    record = "".join(f"{path},,\\n" for path in files) + "hf_tool-1.0.dist-info/RECORD,,\\n"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as wheel:
        for path, text in {**files, "hf_tool-1.0.dist-info/RECORD": record}.items():
            wheel.writestr(path, text)
    return name
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    return tmp_path


def refs(commit: str) -> bytes:
    lines = [
        b"# service=git-upload-pack\n",
        None,
        f"{commit} HEAD\0multi_ack\n".encode(),
        f"{commit} refs/heads/main\n".encode(),
    ]
    return b"".join(b"0000" if line is None else f"{len(line) + 4:04x}".encode() + line for line in lines) + b"0000"


def on_github(repo: str, commit: str = OLD, script: str | None = SCRIPT) -> None:
    """A repository with one script, or none."""
    program = repo.split("/")[1]
    respx.get(REFS.format(repo)).respond(content=refs(commit))
    raw = respx.get(f"https://raw.githubusercontent.com/{repo}/{commit}/{program}")
    raw.respond(404) if script is None else raw.respond(text=script)


def manifest(name: str) -> Any:
    return json.loads((extensions.root() / f"hf-{name}" / "manifest.json").read_text())


@respx.mock
def test_S23_what_is_installed_was_shown_by_commit_and_hash(hf: Run) -> None:
    on_github("huggingface/hf-tool")
    digest = hashlib.sha256(SCRIPT.encode()).hexdigest()
    done = hf("extensions", "install", "hf-tool", "--yes")
    assert done.code == 0, done.err
    shown = done.err
    assert all(text in shown for text in (OLD, digest, "third parties"))
    kept = manifest("tool")
    assert (kept["commit_sha"], kept["sha256"], kept["repo_id"]) == (OLD, digest, "huggingface/hf-tool")
    assert list(kept) == sorted(kept)
    assert kept["url"] == f"https://raw.githubusercontent.com/huggingface/hf-tool/{OLD}/hf-tool"
    assert stat.S_IMODE(os.stat(kept["executable_path"]).st_mode) == 0o755
    for call in respx.calls:
        assert call.request.url.scheme == "https"
        assert "authorization" not in call.request.headers


@respx.mock
def test_S23_without_a_yes_nothing_is_installed(hf: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    on_github("user/hf-tool")
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    refused = hf("extensions", "install", "user/hf-tool")
    assert (refused.code, refused.err.splitlines()[-1]) == (
        1,
        f"Install user/hf-tool at commit {OLD[:12]}? [y/N]: Aborted!",
    )
    for mode in ("json", "agent", "quiet"):
        asked = hf("extensions", "install", "user/hf-tool", "--format", mode)
        assert asked.code == 1
        assert "Use --yes to skip confirmation." in asked.err
    assert extensions.names() == []


@respx.mock
def test_S23_redirects_to_http_are_refused(hf: Run) -> None:
    respx.get(REFS.format("user/hf-tool")).respond(301, headers={"location": "http://github.com/user/hf-tool"})
    refused = hf("extensions", "install", "user/hf-tool", "--yes")
    assert refused.code == 1
    assert "from https to http" in refused.err


@respx.mock
def test_a_commit_can_be_named(hf: Run) -> None:
    on_github("user/hf-tool", NEW)
    assert hf("ext", "install", f"user/hf-tool@{NEW}", "-y", "-q").out == "tool\n"
    assert not respx.routes[0].called
    assert hf("ext", "install", "user/hf-tool@main", "-y").code == 1


@respx.mock
def test_running(hf: Run, process: Run) -> None:
    on_github("user/hf-tool")
    hf("extensions", "install", "user/hf-tool", "--yes")
    for args in (["tool", "--help", "-q"], ["extensions", "exec", "tool", "--", "--help", "-q"]):
        ended = process(*args)
        assert (ended.code, ended.out) == (7, "ran with --help -q\n")
    assert "tool" in process("--help").out.partition("Extension commands:")[2]


@respx.mock
def test_listing_and_removing(hf: Run) -> None:
    assert hf("extensions", "ls", "--json").out == "[]\n"
    on_github("user/hf-tool")
    hf("extensions", "install", "user/hf-tool", "--yes")
    (row,) = json.loads(hf("extensions", "list", "--json").out)
    assert (row["name"], row["repo_id"], row["commit_sha"]) == ("tool", "user/hf-tool", OLD)
    assert OLD in hf("extensions", "ls").out
    assert hf("extensions", "rm", "hf-tool", "-q").out == "tool\n"
    assert not (extensions.root() / "hf-tool").exists()
    gone = hf("extensions", "rm", "tool")
    assert (gone.code, gone.out) == (1, "")
    assert "not installed" in gone.err


@respx.mock
def test_updating(hf: Run, process: Run) -> None:
    on_github("user/hf-tool")
    hf("extensions", "install", "user/hf-tool", "--yes")
    assert json.loads(hf("extensions", "update", "--json").out)[0]["status"] == "up to date"
    on_github("user/hf-tool", NEW, "#!/bin/sh\necho new\n")
    asked = hf("extensions", "update", "--json")
    assert (asked.code, manifest("tool")["commit_sha"]) == (1, OLD)
    assert f"{OLD}...{NEW}" in asked.err
    assert json.loads(hf("extensions", "update", "hf-tool", "--yes", "--json").out) == [
        {"name": "tool", "status": "updated", "from": OLD, "to": NEW}
    ]
    assert process("tool").out == "new\n"
    versions = [entry for entry in (extensions.root() / "hf-tool").iterdir() if entry.is_dir()]
    assert len(versions) == 1


@respx.mock
def test_one_that_is_gone_does_not_keep_others_from_being_updated(hf: Run) -> None:
    for name in ("hf-one", "hf-two"):
        on_github(f"user/{name}")
        hf("extensions", "install", f"user/{name}", "--yes")
    respx.get(REFS.format("user/hf-one")).respond(404)
    ended = hf("extensions", "update", "--json")
    assert [row["name"] for row in json.loads(ended.out)] == ["two"]
    assert "user/hf-one was skipped" in ended.err
    assert hf("extensions", "update", "one").code == 1


@respx.mock
def test_a_failed_update_leaves_the_old_version(hf: Run, process: Run) -> None:
    on_github("user/hf-tool")
    hf("extensions", "install", "user/hf-tool", "--yes")
    before = sorted(path.name for path in (extensions.root() / "hf-tool").iterdir())
    on_github("user/hf-tool", NEW, "<html>not a program</html>")
    failed = hf("extensions", "update", "tool", "--yes")
    assert failed.code == 1
    assert "no '#!' line" in failed.err
    assert sorted(path.name for path in (extensions.root() / "hf-tool").iterdir()) == before
    assert process("tool").code == 7


@respx.mock
def test_a_failed_installation_leaves_nothing(hf: Run) -> None:
    on_github("user/hf-tool", script=None)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr(f"hf-tool-{OLD}/README.md", "no package")
    respx.get(f"https://github.com/user/hf-tool/archive/{OLD}.zip").respond(content=content.getvalue())
    failed = hf("extensions", "install", "user/hf-tool", "--yes")
    assert failed.code == 1
    assert "could not be installed" in failed.err
    assert extensions.names() == []


@respx.mock
def test_python_packages_get_an_environment_of_their_own(hf: Run, process: Run) -> None:
    on_github("user/hf-tool", script=None)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr(
            f"hf-tool-{OLD}/pyproject.toml",
            '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
        )
        file.writestr(f"hf-tool-{OLD}/backend.py", BACKEND)
    archive = f"https://github.com/user/hf-tool/archive/{OLD}.zip"
    respx.get(archive).respond(302, headers={"location": f"https://codeload.github.com/user/hf-tool/zip/{OLD}"})
    respx.get(f"https://codeload.github.com/user/hf-tool/zip/{OLD}").respond(content=content.getvalue())
    done = hf("extensions", "install", "user/hf-tool", "--yes", "--json")
    assert done.code == 0, done.err
    kept = manifest("tool")
    assert (kept["type"], kept["url"]) == ("python", archive)
    assert kept["sha256"] == hashlib.sha256(content.getvalue()).hexdigest()
    assert process("tool").out == "from python\n"


@respx.mock
def test_searching(hf: Run) -> None:
    items = [
        {"full_name": "user/hf-tool", "stargazers_count": 3, "description": "A tool.", "html_url": "https://github.com/user/hf-tool"},
        {"full_name": "user/something-else", "stargazers_count": 9, "description": None},
    ]  # fmt: skip
    route = respx.get("https://api.github.com/search/repositories").respond(json={"items": items})
    (row,) = json.loads(hf("extensions", "search", "--json").out)
    assert (row["repo_id"], row["installed"], row["stars"]) == ("user/hf-tool", False, 3)
    assert "topic:hf-extension" in route.calls.last.request.url.params["q"]
    route.respond(403, headers={"x-ratelimit-remaining": "0"})
    limited = hf("extensions", "search")
    assert (limited.code, limited.out) == (1, "")
    assert "Try again in an hour" in limited.err


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("install", "tool"), "does not name an extension"),
        (("install", "user/hf-../x"), "does not name an extension"),
        (("install", "user/hf-.."), "does not name an extension"),
        (("install", "us er/hf-tool"), "does not name an extension"),
        (("install", "hf-download"), "command of hf itself"),
        (("install", "hf-ext"), "command of hf itself"),
        (("remove", "../../etc"), "not installed"),
        (("exec", "nothing"), "not installed"),
        (("update", "nothing"), "not installed"),
    ],
)
def test_bad_input(hf: Run, home: Path, args: tuple[str, ...], message: str) -> None:
    ended = hf("extensions", *args)
    assert (ended.code, ended.out) == (1, "")
    assert message in ended.err
    assert not (home / ".local").exists()


@respx.mock
def test_no_such_repository(hf: Run) -> None:
    respx.get(REFS.format("user/hf-tool")).respond(401)
    ended = hf("extensions", "install", "user/hf-tool", "--yes")
    assert ended.code == 1
    assert "no public repository https://github.com/user/hf-tool" in ended.err


@respx.mock
def test_an_unknown_command_asks_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["no-such-tool", "--help"]) == 2
    assert "hf extensions install hf-no-such-tool" in capsys.readouterr().err
    assert len(respx.calls) == 0


@respx.mock
def test_installed_twice(hf: Run) -> None:
    on_github("user/hf-tool")
    on_github("other/hf-tool", NEW)
    hf("extensions", "install", "user/hf-tool", "--yes")
    again = hf("extensions", "install", "other/hf-tool", "--yes")
    assert again.code == 1
    assert "'user/hf-tool' is installed as 'tool' already" in again.err
    assert hf("extensions", "install", "other/hf-tool", "--yes", "--force").code == 0
    assert manifest("tool")["repo_id"] == "other/hf-tool"


def test_a_program_that_is_gone(hf: Run, home: Path, process: Run) -> None:
    folder = home / ".local/share/hf/extensions/hf-tool"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(
        json.dumps({"executable_path": str(folder / "gone"), "short_name": "tool", "repo_id": "u/hf-tool"})
    )
    ended = process("tool")
    assert (ended.code, ended.out) == (1, "")
    assert "hf extensions install u/hf-tool --force" in ended.err
    (folder / "manifest.json").write_text("{")
    assert "not usable: tool" in hf("extensions", "ls").err
    assert process("tool").code == 2


@pytest.mark.parametrize("junk", [b"", b"zzzz", b"0000", b"0010", b"ffff" + b"x" * 20, httpx.codes.OK.phrase.encode()])
def test_answers_that_are_no_lists_of_refs(junk: bytes) -> None:
    assert github.head_of(junk) is None


def test_signals_become_exit_codes() -> None:
    assert foreign.run(["sh", "-c", "kill -TERM $$"]) == 143
    assert foreign.run(["sh", "-c", "exit 3"]) == 3
