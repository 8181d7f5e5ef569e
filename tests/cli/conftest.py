"""What the tests of the command line share: a clean environment, and ways to run `hf` in and out of process."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub import constants
from huggingface_hub._core.agent_env import KNOWN_AGENTS, STANDARD_VARIABLES
from huggingface_hub.cli import build, options
from huggingface_hub.cli.output import Output


SOURCE = Path(__file__).resolve().parents[2] / "src"
FOREIGN = {*STANDARD_VARIABLES, *(name for names in KNOWN_AGENTS.values() for name in names)}
FOREIGN |= {"HF_DEBUG", "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACE_TOKEN", "HF_ENDPOINT", "NO_COLOR", "COLUMNS"}


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@dataclass
class Finished:
    """How a command line ended."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No agent, no token, no colours from whoever runs the tests."""
    for name in FOREIGN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


@pytest.fixture
def hf(capsys: pytest.CaptureFixture[str]) -> Callable[..., Finished]:
    """Run a command line in this process."""

    def run(*args: str) -> Finished:
        capsys.readouterr()
        code = build.run(list(args))
        out, err = capsys.readouterr()
        return Finished(code, out, err)

    return run


@pytest.fixture
def on_hub(hf: Callable[..., Finished], local_hub: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Finished]:
    """Run a command line in this process, against a Hub on this machine."""
    monkeypatch.setattr(constants, "ENDPOINT", local_hub.url)
    monkeypatch.setenv("HF_TOKEN", local_hub.token)
    return hf


@pytest.fixture
def on_exchanges(hf: Callable[..., Finished], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Finished]:
    """Run a command line in this process, with a token, for tests that answer requests by `respx`."""
    monkeypatch.setattr(constants, "ENDPOINT", "https://huggingface.co")
    monkeypatch.setenv("HF_TOKEN", "hf_x")
    return hf


@pytest.fixture
def process(tmp_path: Path) -> Callable[..., Finished]:
    """Run a command line as a process of its own, with an empty home."""

    def run(*args: str, stdin: str = "", cwd: Path | None = None, **environ: str) -> Finished:
        finished = subprocess.run(
            [sys.executable, "-m", "huggingface_hub.cli", *args],
            input=stdin,
            capture_output=True,
            text=True,
            env=process_environment(tmp_path, **environ),
            cwd=cwd or tmp_path,
            timeout=20,
            check=False,
        )
        return Finished(finished.returncode, finished.stdout, finished.stderr)

    return run


def process_environment(home: Path, **environ: str) -> dict[str, str]:
    """The variables of a process that knows nothing of this machine's user."""
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN and not name.startswith("HF_")}
    return {**kept, "PYTHONPATH": str(SOURCE), "HOME": str(home), "HF_HOME": str(home / "hf"), **environ}


class Recorder:
    """Stands in for the API: remembers calls, answers what it was told to."""

    def __init__(self, **answers: Any) -> None:
        self.calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self.answers = answers
        self.token: str | None = None

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def method(*args: Any, **kwargs: Any) -> Any:
            self.calls.append((name, args, kwargs))
            answer = self.answers.get(name)
            if isinstance(answer, Exception):
                raise answer
            return answer

        return method

    def named(self, name: str) -> list[tuple[tuple[Any, ...], dict[str, Any]]]:
        """The calls of one method."""
        return [(args, kwargs) for called, args, kwargs in self.calls if called == name]


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """The API of commands that are declared by `calls=`, without a Hub."""
    api = Recorder()

    def hub(token: str | None = None) -> Recorder:
        api.token = token
        return api

    # First the handlers: one that is imported here for the first time must still find the real one, to be given back later.
    for module in ("download", "upload", "repos", "auth", "search"):
        monkeypatch.setattr(f"huggingface_hub.cli.handlers.{module}.hub", hub)
    monkeypatch.setattr(options, "hub", hub)
    return api


def output(mode: str = "human", *, terminal: bool = False, **settings: Any) -> tuple[Output, io.StringIO, io.StringIO]:
    """An output and its two streams."""
    kind = Terminal if terminal else io.StringIO
    out, err = kind(), kind()
    return Output(mode, stdout=out, stderr=err, **settings), out, err
