"""What other programs use to talk to people."""

from __future__ import annotations

import io
import sys

import pytest

from huggingface_hub.utils import ANSI, StatusLine, is_agent, select_choice, tabulate

from .conftest import Terminal


def test_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ANSI.red("x") == "\x1b[1m\x1b[31mx\x1b[0m"
    assert [getattr(ANSI, name)("x") for name in ("blue", "bold", "gray", "green", "underline", "yellow")] == [
        f"\x1b[{number}mx\x1b[0m" for number in (34, 1, 90, 32, 4, 33)
    ]
    monkeypatch.setattr(ANSI, "_enabled", True)
    ANSI.set_enabled(False)
    assert ANSI.bold("x") == "x"
    ANSI.set_enabled(True)
    monkeypatch.setenv("NO_COLOR", "1")
    assert ANSI.bold("x") == "x"


def test_tables() -> None:
    assert tabulate([["a", 10.5], ["bb", 2]], ["Id", "Name"], {"Name": "right"}) == (  # type: ignore[list-item]
        "Id Name\n-- ----\na  10.5\nbb    2"
    )
    assert tabulate([], ["Id", "Name"]) == "Id Name\n-- ----"


def test_a_line_of_status(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    StatusLine().update("unseen")
    assert sys.stderr.getvalue() == ""  # type: ignore[attr-defined]
    monkeypatch.setattr(sys, "stderr", Terminal())
    StatusLine(enabled=False).update("unseen")
    line = StatusLine()
    line.update("one")
    line.done("two")
    assert sys.stderr.getvalue() == "\r\x1b[2Kone\r\x1b[2Ktwo\n"  # type: ignore[attr-defined]


@pytest.mark.parametrize(("typed", "chosen"), [("2\n", 1), ("\n", 0), ("9\nx\n 1 \n", 0)])
def test_choosing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str, chosen: int) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    assert select_choice("Which?", ["a", "b"]) == chosen
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("? Which?\n  1. a\n  2. b\nChoice [1]: ")


def test_nothing_to_choose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pytest.raises(EOFError):
        select_choice("Which?", ["a"])
    with pytest.raises(ValueError, match="nothing to choose"):
        select_choice("Which?", [])


def test_agents(monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_agent() is False
    monkeypatch.setenv("AI_AGENT", "codex")
    assert is_agent() is True
