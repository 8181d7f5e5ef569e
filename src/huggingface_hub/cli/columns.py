"""Tables for people: padded columns that fit the terminal. Pure functions."""

from __future__ import annotations

from typing import Any

from huggingface_hub.cli import values


MINIMUM = 4
ELLIPSIS = "..."


def render(
    rows: list[dict[str, Any]], names: list[str], *, width: int | None, keep: str, unicode: bool = True
) -> tuple[list[str], bool]:
    """Lay out rows.

    Args:
        rows: The rows.
        names: The columns.
        width: Columns shrink until the table is not wider; `None`: they don't.
        keep: The column that is never truncated: a cut identifier is of no use.
        unicode: Whether marks beyond ASCII may be used.

    Returns:
        The lines, and whether anything was cut.
    """
    headers = [header(name) for name in names]
    cells = [[human_cell(row.get(name), unicode=unicode) for name in names] for row in rows]
    widths = [max(len(headers[i]), *(len(line[i]) for line in cells)) for i in range(len(names))]
    shown = list(widths)
    if width is not None:
        frozen = {i for i, name in enumerate(names) if name in (keep, "id")}
        shown = fit(widths, [max(len(head), MINIMUM) for head in headers], width - (len(names) - 1), frozen)
    right = [_numeric(rows, name) for name in names]
    lines = [_line(headers, shown, right), _line(["-" * size for size in shown], shown, right)]
    lines += [_line([cut(cell, size) for cell, size in zip(line, shown, strict=True)], shown, right) for line in cells]
    return lines, shown != widths


def fit(widths: list[int], minimums: list[int], budget: int, frozen: set[int]) -> list[int]:
    """Shrink the widest column, again and again, until all fit or none can shrink."""
    shown = list(widths)
    while sum(shown) > budget:
        able = [i for i in range(len(shown)) if i not in frozen and shown[i] > minimums[i]]
        if not able:
            break
        shown[max(able, key=lambda i: shown[i])] -= 1
    return shown


def cut(cell: str, size: int) -> str:
    """The cell, or its start and an ellipsis."""
    return cell if len(cell) <= size else cell[: size - len(ELLIPSIS)] + ELLIPSIS


def header(name: str) -> str:
    """`lastModified` → `LAST_MODIFIED`."""
    parts = [f"_{char}" if char.isupper() and i and name[i - 1].islower() else char for i, char in enumerate(name)]
    return "".join(parts).upper()


def human_cell(value: Any, *, unicode: bool = True) -> str:
    """A value as a person reads it: days instead of times, names instead of objects."""
    if value is None or value is False:
        return ""
    if value is True:
        return "✔" if unicode else "yes"
    if isinstance(value, list):
        return ", ".join(human_cell(entry, unicode=unicode) for entry in value)
    if isinstance(value, dict):
        return values.single_line(str(value["name"]) if "name" in value else values.to_json(value))
    text = values.single_line(str(value))
    return text[:10] if _is_time(text) else text


def _is_time(text: str) -> bool:
    """`2024-01-31T…`: wire times and `datetime.isoformat()` start like this, and hardly anything else does."""
    return (
        len(text) >= 19
        and text[4:11:3] == "--T"
        and text[:4].isdigit()
        and text[5:7].isdigit()
        and text[8:10].isdigit()
    )


def _numeric(rows: list[dict[str, Any]], name: str) -> bool:
    found = [row[name] for row in rows if row.get(name) is not None]
    return bool(found) and all(_is_number(value) for value in found)


def _is_number(value: Any) -> bool:
    """A number, or a size as people read it: `12.3`, `4.5G`."""
    if isinstance(value, str):
        whole, dot, rest = value.rstrip("KMGTP").partition(".")
        return bool(dot) and whole.isdigit() and len(rest) == 1 and rest.isdigit()
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _line(cells: list[str], widths: list[int], right: list[bool]) -> str:
    padded = (
        cell.rjust(size) if flush else cell.ljust(size) for cell, size, flush in zip(cells, widths, right, strict=True)
    )
    return " ".join(padded).rstrip()
