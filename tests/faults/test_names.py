"""Every row of the fault matrix is a test that has it in its name, or is known to come later."""

from __future__ import annotations

import re
from pathlib import Path


TESTS = Path(__file__).resolve().parents[1]
ROWS = {"N": 22, "R": 19, "P": 12, "C": 14, "F": 16, "U": 16, "S": 23, "K": 10, "L": 8, "A": 10}
COMING = {
    "F14": "HfFileSystem",
}


def named() -> set[str]:
    found: set[str] = set()
    for path in TESTS.rglob("test_*.py"):
        for rows in re.findall(r"def test_((?:[A-Z]\d+_)+)", path.read_text(encoding="utf-8")):
            found.update(rows.strip("_").split("_"))
    return found


def test_every_row_has_a_test() -> None:
    wanted = {f"{kind}{number}" for kind, count in ROWS.items() for number in range(1, count + 1)}

    assert wanted - named() - set(COMING) == set()


def test_what_is_there_is_not_said_to_come() -> None:
    assert named() & set(COMING) == set()
