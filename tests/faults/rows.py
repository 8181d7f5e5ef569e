"""All rows, in the order of the matrix."""

from __future__ import annotations

from tests.faults import hostile, network, server


ROWS = [*network.ROWS, *server.ROWS, *hostile.ROWS]
