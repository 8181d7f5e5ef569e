"""All rows, in the order of the matrix, and why the others are not among them."""

from __future__ import annotations

import re

from tests.faults import hostile, network, processes, server, uploads
from tests.faults.world import Row


def _place(row: Row) -> tuple[int, int]:
    found = re.match(r"([A-Z])(\d+)", row.name)
    assert found is not None
    return "NRUPCFSKLA".index(found[1]), int(found[2])


ROWS = sorted([*network.ROWS, *server.ROWS, *uploads.ROWS, *processes.ROWS, *hostile.ROWS], key=_place)
