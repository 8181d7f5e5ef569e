"""What the table of faults says about this package stays true: a ✓ never becomes a ✗."""

from __future__ import annotations

import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.faults import table
from tests.faults.__main__ import play
from tests.faults.rows import ROWS
from tests.faults.side import Side
from tests.faults.world import Row


PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "faults.md"


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Generator[dict[str, Side], None, None]:
    home = tmp_path_factory.mktemp("homes")
    with Side("async", sys.executable, home / "async") as first, Side("blocking", sys.executable, home / "b") as second:
        yield {"async": first, "blocking": second}


@pytest.mark.parametrize("colour", ["async", "blocking"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_promise_that_was_kept_is_kept(row: Row, colour: str, sides: dict[str, Side], tmp_path: Path) -> None:
    if (row.name, colour) not in table.held(PAGE):
        pytest.skip("the table does not say that this works")
    if not row.can_be_played:
        pytest.skip(f"needs {row.needs}")

    verdict = play(row, sides[colour], tmp_path / "row")

    assert verdict.holds, verdict.note


def test_the_table_has_all_rows() -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    for row in ROWS:
        assert any(line.startswith(f"| {row.name} | {row.fault} | {row.expected} |") for line in lines), (
            f"{row.name} is not in {PAGE.name} as it is now: run `python -m tests.faults --official … --write {PAGE}`"
        )
