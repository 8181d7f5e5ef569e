"""Rows A of the fault matrix that the command line answers for: odd names in its output, odd values in its environment."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, strategies as st

from .conftest import Finished, output


Process = Callable[..., Finished]

NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)


@given(st.lists(NAMES, min_size=1, max_size=5))
@example(['a\tb"c\n,d', "\x1b[31mred", "\u202egnp.exe", "\x00"])
def test_A10_odd_names_are_escaped_and_come_back(names: list[str]) -> None:
    rows = [{"name": name, "size": number} for number, name in enumerate(names)]
    out, written, _ = output("json")
    out.table(rows, ("name", "size"), id_key="name")
    assert [row["name"] for row in json.loads(written.getvalue())] == names
    assert written.getvalue().count("\n") == 1

    # In tables for programs, a row stays a row and a column a column.
    out, written, _ = output("agent")
    out.table(rows, ("name", "size"), id_key="name")
    lines = written.getvalue().split("\n")
    assert len(lines) == len(rows) + 2
    assert all(line.count("\t") == 1 for line in lines[:-1])
    assert "\x1b" not in written.getvalue()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", "{home}/.cache/huggingface"),
        ("~/hub", "{home}/hub"),
        ("relative", "{home}/relative"),
        ("$HOME/x", "{home}/x"),
    ],
)
def test_A8_homes_of_all_kinds(process: Process, tmp_path: Path, value: str, expected: str) -> None:
    ended = process("env", "--json", HF_HOME=value)

    assert ended.code == 0, ended.err
    assert Path(json.loads(ended.out)["HF_HUB_CACHE"]).absolute() != Path()
    home = Path(expected.format(home=tmp_path))
    assert tmp_path / json.loads(ended.out)["HF_HUB_CACHE"] == home / "hub"


def test_A8_a_file_in_place_of_the_home_is_named_with_its_variable(process: Process, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("I am a file")

    for command in (("download", "user/repo", "config.json"), ("auth", "login", "--token", "hf_0123456789")):
        ended = process(*command, HF_HOME=str(tmp_path / "file"), HF_ENDPOINT="http://127.0.0.1:9", HF_HUB_OFFLINE="1")

        assert ended.code != 0
        assert "Traceback" not in ended.err
    assert (tmp_path / "file").read_text() == "I am a file"
