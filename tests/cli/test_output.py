"""The four forms of output."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from enum import Enum
from typing import Any

import pytest

from huggingface_hub import errors
from huggingface_hub.cli import values
from huggingface_hub.cli.output import Output, Refused, resolve_mode, show

from .conftest import Terminal, output


class Kind(str, Enum):
    BIG = "big"


@dataclass
class Item:
    id: str
    downloads: int
    private: bool = False
    when: datetime | None = None
    tags: list[str] | None = None
    kind: Kind = Kind.BIG


ITEMS = [
    Item("user/a-rather-long-name-of-a-model", 7, True, datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc), ["x", "y"]),
    Item("user/b", 1200),
]


def written(use: Callable[[Output], None], mode: str, **settings: Any) -> tuple[str, str]:
    out, stdout, stderr = output(mode, **settings)
    use(out)
    return stdout.getvalue(), stderr.getvalue()


def test_human_table_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    text, _ = written(lambda out: out.table(ITEMS), "human", terminal=True)
    assert text.splitlines() == [
        "ID                                 DOWNLOADS PRIVATE WHEN       TAGS KIND",
        "---------------------------------- --------- ------- ---------- ---- ----",
        "user/a-rather-long-name-of-a-model         7 ✔       2026-01-02 x, y big",
        "user/b                                  1200                         big",
    ]


def test_human_table_never_cuts_the_identifier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    rows = [{"id": "user/" + "n" * 60, "title": "t" * 60}]
    text, hints = written(lambda out: out.table(rows), "human", terminal=True)
    assert "user/" + "n" * 60 in text
    assert "t" * 60 not in text
    assert "--no-truncate" in hints


def test_human_table_is_whole_when_asked_or_piped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    rows = [{"id": "a", "title": "t" * 60}]
    for settings in ({"terminal": True, "no_truncate": True}, {"terminal": False}):
        text, hints = written(lambda out: out.table(rows), "human", **settings)
        assert "t" * 60 in text
        assert hints == ""


def test_automatic_mode_pipes_tab_separated_values() -> None:
    text, _ = written(lambda out: out.table(ITEMS, ("id", "downloads", "private", "tags")), "auto")
    assert text == (
        "id\tdownloads\tprivate\ttags\n"
        "user/a-rather-long-name-of-a-model\t7\tTrue\t['x', 'y']\n"
        "user/b\t1200\tFalse\tNone\n"
    )


def test_automatic_mode_is_human_on_a_terminal() -> None:
    text, _ = written(lambda out: out.table([{"id": "a"}]), "auto", terminal=True)
    assert text == "ID\n--\na\n"


def test_agent_table_stays_on_one_line_per_row() -> None:
    rows = [{"id": "a", "text": "two\nlines\tand\x1b[31m", "none": None}]
    text, _ = written(lambda out: out.table(rows, ("id", "text", "none")), "agent")
    assert text == "id\ttext\tnone\na\ttwo lines and\\x1b[31m\tNone\n"


def test_json_table_holds_everything() -> None:
    text, _ = written(lambda out: out.table(ITEMS, ("id",)), "json")
    assert text.count("\n") == 1
    assert json.loads(text)[0] == {
        "id": "user/a-rather-long-name-of-a-model",
        "downloads": 7,
        "private": True,
        "when": "2026-01-02T03:04:05+00:00",
        "tags": ["x", "y"],
        "kind": "big",
    }
    assert "tags" not in json.loads(text)[1]


def test_quiet_table_is_one_identifier_per_line() -> None:
    assert written(lambda out: out.table(ITEMS), "quiet")[0] == "user/a-rather-long-name-of-a-model\nuser/b\n"
    assert written(lambda out: out.table(ITEMS, id_key="downloads"), "quiet")[0] == "7\n1200\n"


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("human", "No results found.\n"), ("agent", "No results found.\n"), ("json", "[]\n"), ("quiet", "")],
)
def test_empty_table(mode: str, expected: str) -> None:
    assert written(lambda out: out.table([]), mode)[0] == expected


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("human", "✓ Done\n  url: u\n"),
        ("agent", "url=u\n"),
        ("json", '{"url": "u", "pr": null}\n'),
        ("quiet", "u\n"),
    ],
)
def test_result(mode: str, expected: str) -> None:
    assert written(lambda out: out.result("Done", url="u", pr=None), mode) == (expected, "")


@pytest.mark.parametrize(
    ("mode", "expected"), [("human", "✓ Done\n"), ("agent", "Done\n"), ("json", "\n"), ("quiet", "")]
)
def test_result_without_fields(mode: str, expected: str) -> None:
    assert written(lambda out: out.result("Done"), mode)[0] == expected


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("human", '{\n  "id": "a",\n  "n": 1\n}\n'),
        ("agent", '{"id": "a", "n": 1}\n'),
        ("json", '{"id": "a", "n": 1}\n'),
        ("quiet", "a\n"),
    ],
)
def test_dict(mode: str, expected: str) -> None:
    assert written(lambda out: out.dict({"id": "a", "n": 1}, id_key="id"), mode)[0] == expected


@pytest.mark.parametrize(("mode", "expected"), [("human", "bold\n"), ("agent", "plain\n"), ("json", ""), ("quiet", "")])
def test_text(mode: str, expected: str) -> None:
    assert written(lambda out: out.text("\x1b[1mbold\x1b[0m", agent="\x1b[1mplain\x1b[0m"), mode)[0] == expected


@pytest.mark.parametrize(
    ("mode", "expected"), [("human", "/p\n"), ("quiet", "/p\n"), ("agent", "path=/p\n"), ("json", '{"path": "/p"}\n')]
)
def test_a_path_is_alone_on_stdout(mode: str, expected: str) -> None:
    assert written(lambda out: out.path("Downloaded", "/p"), mode) == (expected, "")


def test_a_path_on_a_terminal_comes_with_a_sentence_on_stderr() -> None:
    text, said = written(lambda out: out.path("Downloaded", "/p"), "human", terminal=True)
    assert text == "/p\n"
    assert "Downloaded" in said


def test_A7_colours_are_for_terminals_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert written(lambda out: out.result("Done"), "human")[0] == "✓ Done\n"
    assert written(lambda out: out.result("Done"), "human", terminal=True)[0] == "\x1b[32m✓ Done\x1b[0m\n"
    monkeypatch.setenv("NO_COLOR", "1")
    assert written(lambda out: out.result("Done"), "human", terminal=True)[0] == "✓ Done\n"
    monkeypatch.setenv("NO_COLOR", "")
    monkeypatch.setenv("TERM", "dumb")
    assert written(lambda out: out.result("Done"), "human", terminal=True)[0] == "✓ Done\n"


@pytest.mark.parametrize("mode", ["human", "agent", "json", "quiet"])
def test_everything_that_is_not_data_goes_to_stderr(mode: str) -> None:
    def use(out: Output) -> None:
        out.warning("w")
        out.error("e")
        out.hint("h")
        out.status("s")

    text, said = written(use, mode)
    assert text == ""
    assert said == "Warning: w\nError: e\n" + ("" if mode == "quiet" else "Hint: h\n")


def test_A7_a_closed_stderr_does_not_fail_the_command() -> None:
    stderr = io.StringIO()
    stderr.close()
    Output("human", stdout=io.StringIO(), stderr=stderr).warning("w")


def test_what_an_encoding_lacks_is_escaped() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii", newline="")
    Output("human", stdout=stream, stderr=io.StringIO()).result("Fertig", name="ü")
    assert raw.getvalue() == b"[OK] Fertig\n  name: \\xfc\n"


@pytest.mark.parametrize("mode", ["agent", "json", "quiet"])
def test_only_people_are_asked(mode: str) -> None:
    out, _, _ = output(mode)
    with pytest.raises(errors.ConfirmationError, match=r"Really\? Use --yes to skip confirmation\."):
        out.confirm("Really?")
    out.confirm("Really?", yes=True)


@pytest.mark.parametrize("answer", ["y\n", "YES\n", "what?\n y \n"])
def test_a_yes_goes_on(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
    out, stdout, stderr = output()
    out.confirm("Really?")
    assert stdout.getvalue() == ""
    assert stderr.getvalue().startswith("Really? [y/N]: ")


@pytest.mark.parametrize("answer", ["n\n", "No\n", "\n", ""])
def test_everything_else_ends_the_command(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
    with pytest.raises(Refused):
        output()[0].confirm("Really?")


def test_status_is_one_line_that_data_ends() -> None:
    out, stdout, stderr = output("human", terminal=True)
    out.status("waiting")
    out.status("still waiting")
    out.raw("data")
    assert stderr.getvalue() == "\r\x1b[2Kwaiting\r\x1b[2Kstill waiting\r\x1b[2K"
    assert stdout.getvalue() == "data\n"


def test_agents_are_recognised_by_their_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    assert resolve_mode("auto") == "human"
    monkeypatch.setenv("CLAUDECODE", "1")
    assert resolve_mode("auto") == "agent"
    assert resolve_mode("human") == "human"


def test_show_follows_parameters_and_results() -> None:
    out, stdout, _ = output("json")
    shows = {
        "kind": "result",
        "message": "Made {name}",
        "fields": {"name": "name", "id": "result.id", "no": "result.x"},
    }
    show(out, shows, ITEMS[1], {"name": "n"})
    assert json.loads(stdout.getvalue()) == {"name": "n", "id": "user/b", "no": None}


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0.0"), (999, "999.0"), (1000, "1.0K"), (1_234_567, "1.2M"), (5e9, "5.0G"), (2e18, "2000.0P")],
)
def test_sizes(number: float, text: str) -> None:
    assert values.size(number) == text


def test_terminals_are_recognised() -> None:
    assert Terminal().isatty()
