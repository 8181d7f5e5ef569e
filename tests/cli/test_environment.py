"""Variables and secrets from the command line."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from huggingface_hub import errors
from huggingface_hub.cli import environment

from .conftest import output


FILE = """\ufeff# comment
export A=1
B = "two words"
C='x=y'

D=
"""


def test_files_are_read_as_shells_write_them() -> None:
    assert environment.parse(FILE.removeprefix("\ufeff")) == {"A": "1", "B": "two words", "C": "x=y", "D": ""}


def test_the_command_line_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text(FILE, encoding="utf-8")
    monkeypatch.setenv("MINE", "from here")
    out, _, _ = output()
    assert environment.pairs(out, ["A=2", "MINE"], str(file), secret=False) == [
        {"key": "A", "value": "2"},
        {"key": "B", "value": "two words"},
        {"key": "C", "value": "x=y"},
        {"key": "D", "value": ""},
        {"key": "MINE", "value": "from here"},
    ]
    assert environment.pairs(out, None, None, secret=False) is None


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("K=v\n"))
    assert environment.pairs(output()[0], None, "-", secret=True) == [{"key": "K", "value": "v"}]


def test_a_variable_that_is_not_set_is_an_error() -> None:
    with pytest.raises(errors.CLIError, match="NOT_SET_ANYWHERE is not set here"):
        environment.from_environment("NOT_SET_ANYWHERE")


def test_secrets_in_the_shell_history_are_warned_about() -> None:
    out, _, err = output()
    environment.pairs(out, ["KEY=value"], None, secret=True)
    assert err.getvalue().startswith("Warning: `--secrets KEY=…`")
    assert "value leaves" not in err.getvalue()


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_secrets_that_others_can_read_are_warned_about(tmp_path: Path) -> None:
    file = tmp_path / "secrets"
    file.write_text("K=v")
    file.chmod(0o644)
    out, _, err = output()
    environment.pairs(out, None, str(file), secret=True)
    assert "chmod 600" in err.getvalue()
    file.chmod(0o600)
    out, _, err = output()
    environment.pairs(out, None, str(file), secret=True)
    assert err.getvalue() == ""
