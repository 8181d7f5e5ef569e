"""A small project to run the generator on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from codegen.unasync import generate


ROOT = Path(__file__).resolve().parents[2]

Write = Callable[[str, str], Path]
Refuse = Callable[..., list[str]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with this one's ruff settings and nothing in it."""
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


@pytest.fixture
def write(project: Path) -> Write:
    """Write a source file below the project."""

    def write_file(path: str, text: str) -> Path:
        target = project / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dedent(text), encoding="utf-8")
        return target

    return write_file


@pytest.fixture
def refuse(project: Path, write: Write) -> Refuse:
    """Convert one source, and give what was refused: `line: message [rule]`."""

    def refused(text: str, path: str = "src/huggingface_hub/_async/x.py") -> list[str]:
        write(path, text)
        return [problem.removeprefix(f"{path}:") for problem in generate(project).problems]

    return refused
