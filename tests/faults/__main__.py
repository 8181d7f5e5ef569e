"""Plays all rows against this package in both colours and, if there is one, the official client; writes the table.

python -m tests.faults --official path/to/python --write docs/reference/faults.md
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from tests.faults import table
from tests.faults.rows import ROWS
from tests.faults.side import PATIENCE, Side
from tests.faults.world import BIG, SMALL, Row, Verdict, World
from tests.support.fault_server import FaultHub


def play(row: Row, side: Side, folder: Path) -> Verdict:
    """Run one row against one client."""
    folder.mkdir(parents=True)
    files = {"model.bin": BIG, "config.json": SMALL}
    with FaultHub(files, cdn=row.cdn) as hub:
        try:
            return row.play(World(side, folder, hub))
        except subprocess.TimeoutExpired:
            return Verdict(False, f"still waiting after {PATIENCE:.0f} s")


def play_all(rows: Iterable[Row], pythons: dict[str, str]) -> dict[str, dict[str, Verdict]]:
    """Run rows against clients; the result is by row and by client."""
    found: dict[str, dict[str, Verdict]] = {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch, ExitStack() as stack:
        sides = [stack.enter_context(Side(c, p, Path(scratch, "homes", c))) for c, p in pythons.items()]
        for row in rows:
            for side in sides:
                found.setdefault(row.name, {})[side.colour] = play(row, side, Path(scratch, row.name, side.colour))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--official", metavar="PYTHON", help="interpreter of an environment with the official client")
    parser.add_argument("--write", metavar="FILE", type=Path, help="where the table goes; standard output by default")
    parser.add_argument("rows", nargs="*", help="only these, such as N6")
    arguments = parser.parse_args()
    rows = [row for row in ROWS if not arguments.rows or row.name.split()[0] in arguments.rows]
    pythons = {"async": sys.executable, "blocking": sys.executable}
    if arguments.official:
        pythons["official"] = arguments.official
    found = play_all(rows, pythons)
    text = table.render(rows, found)
    if arguments.write:
        arguments.write.parent.mkdir(parents=True, exist_ok=True)
        arguments.write.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0 if all(v.holds for by in found.values() for side, v in by.items() if side != "official") else 1


if __name__ == "__main__":
    sys.exit(main())
