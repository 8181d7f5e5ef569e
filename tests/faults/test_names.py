"""Every row of the fault matrix is played, or it is said why not; and is a test that has it in its name, or comes later."""

from __future__ import annotations

import re
from pathlib import Path

from tests.faults.rows import ELSEWHERE, MATRIX, ROWS


TESTS = Path(__file__).resolve().parents[1]
ALL = {f"{kind}{number}" for kind, count in MATRIX.items() for number in range(1, count + 1)}
COMING = {name for name, why in ELSEWHERE.items() if why == "Comes with `HfFileSystem`."}


def named() -> set[str]:
    found: set[str] = set()
    for path in TESTS.rglob("test_*.py"):
        for rows in re.findall(r"def test_((?:[A-Z]\d+_)+)", path.read_text(encoding="utf-8")):
            found.update(rows.strip("_").split("_"))
    return found


def test_every_row_has_a_test() -> None:
    assert ALL - named() - COMING == set()


def test_what_is_there_is_not_said_to_come() -> None:
    assert named() & COMING == set()


def test_every_row_is_played_or_it_is_said_why_not() -> None:
    played = {row.name.split(" ")[0] for row in ROWS}

    assert played | set(ELSEWHERE) == ALL
    assert played & set(ELSEWHERE) == set()


def test_names_of_rows_are_unique() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
