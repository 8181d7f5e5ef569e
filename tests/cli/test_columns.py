"""Tables that fit the terminal."""

from __future__ import annotations

from hypothesis import given, strategies as st

from huggingface_hub.cli import columns
from huggingface_hub.cli.help import wrap


CELLS = st.text(alphabet=st.characters(codec="ascii", min_codepoint=33, max_codepoint=126), max_size=40)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6), st.integers(1, 120))
def test_a_table_fits_unless_what_may_not_shrink_is_too_wide(cells: list[tuple[str, str, str]], width: int) -> None:
    rows = [dict(zip(("id", "second", "third"), row, strict=True)) for row in cells]
    lines, was_cut = columns.render(rows, ["id", "second", "third"], width=width, keep="id")
    widest_id = max(2, *(len(row["id"]) for row in rows))
    assert max(len(line) for line in lines) <= max(width, widest_id + len(" SECOND THIRD"))
    for row, line in zip(rows, lines[2:], strict=True):
        assert line.startswith(row["id"])
        assert was_cut or line.split() == [cell for cell in row.values() if cell]


def test_the_widest_column_shrinks_first() -> None:
    assert columns.fit([10, 30, 20], [4, 4, 4], 40, frozen=set()) == [10, 15, 15]
    assert columns.fit([10, 30, 20], [4, 4, 4], 40, frozen={1}) == [5, 30, 5]
    assert columns.fit([10, 30], [4, 6], 0, frozen=set()) == [4, 6]


def test_headers_are_words() -> None:
    assert columns.header("lastModified") == "LAST_MODIFIED"
    assert columns.header("target_commit") == "TARGET_COMMIT"
    assert columns.header("id") == "ID"


def test_cells_are_what_people_read() -> None:
    assert columns.human_cell(None) == ""
    assert columns.human_cell(True) == "✔"
    assert columns.human_cell(True, unicode=False) == "yes"
    assert columns.human_cell(False) == ""
    assert columns.human_cell("2026-01-02T03:04:05.000Z") == "2026-01-02"
    assert columns.human_cell(["a", "b"]) == "a, b"
    assert columns.human_cell({"name": "n", "x": 1}) == "n"
    assert columns.human_cell({"x": 1}) == '{"x": 1}'
    assert columns.human_cell("a\n  b\x07") == "a b\\x07"


@given(st.text(), st.integers(10, 80))
def test_wrapped_text_keeps_its_words_and_its_width(text: str, width: int) -> None:
    lines = wrap(text, width, "  ")
    assert [word for line in lines for word in line.split()] == text.split()
    assert all(len(line) <= width or len(line.split()) == 1 for line in lines)
