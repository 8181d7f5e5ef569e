"""`hf update`, and looking for newer versions: by the program that installed us, and only for those who want it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub import check_cli_update, constants
from huggingface_hub._runtime import blocking
from huggingface_hub.cli import updates
from huggingface_hub.utils import installation_method

from .conftest import Finished


Run = Callable[..., Finished]


@pytest.fixture(autouse=True)
def not_in_development(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(updates, "_source_folder", lambda: None)
    monkeypatch.setattr(constants, "CHECK_FOR_UPDATE_DONE_PATH", str(tmp_path / "hf" / "done"))
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.mark.parametrize(
    ("prefix", "marker", "method", "program"),
    [
        ("Cellar/hf/2.4.0/libexec", None, "brew", "brew"),
        ("Cellar/python@3.12/3.12.1", None, "pip", sys.executable),
        ("venv", updates.MARKER, "hf_installer", "bash"),
        ("venv", "uv-receipt.toml", "pip", "uv"),
        ("venv", None, "pip", sys.executable),
    ],
)
def test_how_it_was_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, prefix: str, marker: str | None, method: str, program: str
) -> None:
    folder = tmp_path / prefix
    folder.mkdir(parents=True)
    if marker:
        (folder / marker).touch()
    monkeypatch.setattr(sys, "prefix", str(folder))
    assert installation_method() == method
    assert updates.update_command()[0] == program


def test_without_pip_nothing_is_guessed(hf: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates, "_has_pip", lambda: False)
    assert installation_method() == "unknown"
    ended = hf("update")
    assert (ended.code, ended.out) == (1, "")
    assert "with the program that installed it" in ended.err


def test_a_source_folder_is_left_alone(hf: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    folder = updates._source_folder()
    if folder is None:
        pytest.skip("not an editable installation")
    ended = hf("update")
    assert ended.code == 1
    assert f"source folder '{folder}'" in ended.err


@pytest.fixture
def installer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A program that stands for pip: writes down how it was called."""
    program, log = tmp_path / "installer", tmp_path / "log"
    program.write_text(f'#!/bin/sh\necho "$@" >> {log}\nexit ${{ENDS:-0}}\n')
    program.chmod(0o755)
    monkeypatch.setattr(updates, "update_command", lambda: [str(program), "install", "it"])
    return log


@pytest.mark.skipif(os.name == "nt", reason="scripts are for POSIX")
def test_updating(hf: Run, installer: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    done = hf("update", "--json")
    assert (done.code, done.out) == (0, '{"method": "pip"}\n')
    assert "install it" in done.err
    assert installer.read_text() == "install it\n"
    monkeypatch.setenv("ENDS", "3")
    failed = hf("update")
    assert (failed.code, failed.out) == (3, "")
    assert "was not updated" in failed.err


@pytest.mark.skipif(os.name == "nt", reason="scripts are for POSIX")
def test_the_skill_is_updated_by_the_new_version(hf: Run, installer: Path, tmp_path: Path) -> None:
    assert hf("skills", "add", "-g").code == 0
    skill = tmp_path / ".agents/skills/hf-cli/SKILL.md"
    written = skill.read_text()
    skill.write_text("of an older version")
    assert hf("update").code == 0
    assert skill.read_text() == written


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A package index with version 99."""
    seen: list[str] = []

    class Index(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            name = self.path.strip("/").replace("-", "_")
            body = f'<a href="{name}-99.0-py3-none-any.whl#sha256={"a" * 64}">{name}-99.0-py3-none-any.whl</a>'.encode()
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing on stderr."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Index)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_address[1]}/")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setattr(updates, "CHECK_TIMEOUT", 15.0)
    yield seen
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.skipif(not updates._has_pip(), reason="pip is what is asked")
def test_who_wants_it_is_told_once_a_day(
    hf: Run, index: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for value in (None, "1", "true", ""):
        monkeypatch.delenv("HF_HUB_DISABLE_UPDATE_CHECK", raising=False)
        if value is not None:
            monkeypatch.setenv("HF_HUB_DISABLE_UPDATE_CHECK", value)
        check_cli_update("huggingface_hub")
        assert hf("env").err == ""
    assert index == []
    monkeypatch.setenv("HF_HUB_DISABLE_UPDATE_CHECK", "0")
    told = hf("env")
    assert told.code == 0
    assert "A new version of huggingface_hub is there: 99.0" in told.err
    assert "hf update" in told.err
    asked = list(index)
    assert asked
    assert hf("env").err == ""
    check_cli_update("huggingface_hub")
    assert index == asked


def test_an_index_that_is_down_is_no_failure(hf: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **more: Any) -> None:
        raise TimeoutError

    monkeypatch.setenv("HF_HUB_DISABLE_UPDATE_CHECK", "0")
    monkeypatch.setattr(blocking, "run_process", broken)
    assert hf("env").code == 0
    assert check_cli_update("transformers") is None
