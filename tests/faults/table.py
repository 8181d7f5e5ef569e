"""The table of the fault matrix as a page, written and read again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.faults.world import Row, Verdict


HEAD = """# Faults

What happens when servers, networks and caches misbehave. Each row was played by a raw-socket server on loopback against
the official client 2.4.0, and against this package in both colours, over HTTP. Made by `python -m tests.faults`; a row
that says ✓ for this package is checked with every run of the tests.

Pauses are not waited for but counted; a call that has not ended after 15 seconds is ended.

| Row | Fault | Expected | Official 2.4.0 | Ours, async | Ours, blocking |
|---|---|---|---|---|---|
"""
TAIL = """
## Rows that are not in this table

| Rows | Why, and what is tested instead |
|---|---|
| N15–N19, C1–C14, F1–F16, S5, S10, S13, S14, S16, S18–S21, K3–K9, L1–L8, A2–A10, P1–P12 | Not a matter of one call and one server: processes, threads, loops, proxies, certificates, disks. Each is a test that has the row in its name, in both colours where it touches the network. |
| C3 | Needs a network disk; the rule is tested with locks that do nothing. |
| C14 | Needs an interpreter without a global lock and a sanitizer; threads are tested under stress only. |
| F9, F15, S5 | Windows: names, lengths and sharing violations are tested as rules, with its errors injected. |
| N22 | Needs a storage that speaks Xet: tested against the local Hub, whose routes refuse, damage or fall silent. |
| F14, H1–H6 | Come with `HfFileSystem`. |
| S23 | Comes with `hf extensions`. |
"""
YES, NO = "✓", "✗"


def render(rows: Iterable[Row], found: Mapping[str, Mapping[str, Verdict]]) -> str:
    """The page."""
    lines = []
    for row in rows:
        cells = [_cell(found[row.name].get(side)) for side in ("official", "async", "blocking")]
        lines.append(" | ".join(["", row.name, row.fault, row.expected, *cells, ""]).strip())
    return HEAD + "\n".join(lines) + "\n" + TAIL


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
