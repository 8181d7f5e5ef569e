"""The table of the fault matrix as a page, written and read again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.faults.rows import ELSEWHERE
from tests.faults.world import Row, Verdict


HEAD = """# Faults

What happens when servers, networks, processes, disks and caches misbehave. Each row was played against the official
client 2.4.0, and against this package in both colours: a raw-socket server on loopback (for Xet and extensions, one that
speaks their protocols) answers wrong, the client's process is killed or its machine is changed. Made by
`python -m tests.faults`; a row that says ✓ for this package is checked with every run of the tests.

Pauses are not waited for but counted; a call that has not ended after 15 seconds is ended. `upload_folder` and
`hf_hub_download` are what is called, if nothing else is said.

| Row | Fault | Expected | Official 2.4.0 | Ours, async | Ours, blocking |
|---|---|---|---|---|---|
"""
TAIL = """
## Rows that are not in this table

Each is a test of this package that has the row in its name, in both colours where it touches the network, except where
it says that it comes later.

| Row | Why it is not played against both clients |
|---|---|
"""
YES, NO = "✓", "✗"


def render(rows: Iterable[Row], found: Mapping[str, Mapping[str, Verdict]]) -> str:
    """The page."""
    lines = []
    for row in rows:
        cells = [_cell(found[row.name].get(side)) for side in ("official", "async", "blocking")]
        lines.append(" | ".join(["", row.name, row.fault, row.expected, *cells, ""]).strip())
    rest = [f"| {name} | {why} |" for name, why in ELSEWHERE.items()]
    return HEAD + "\n".join(lines) + "\n" + TAIL + "\n".join(rest) + "\n"


def _cell(verdict: Verdict | None) -> str:
    if verdict is None:
        return "–"
    return f"{YES if verdict.holds else NO} {verdict.note}".replace("|", "\\|")


def held(page: Path) -> set[tuple[str, str]]:
    """The rows of a page, with the colour, that say ✓ for us."""
    found: set[tuple[str, str]] = set()
    for line in page.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if len(cells) == 6 and cells[4][:1] in (YES, NO):
            found.update(
                (cells[0], side) for side, cell in (("async", cells[4]), ("blocking", cells[5])) if cell[:1] == YES
            )
    return found
