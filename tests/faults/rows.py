"""All rows, in the order of the matrix, and why the others are not among them."""

from __future__ import annotations

import re

from tests.faults import callers, hostile, network, places, processes, server, storages, uploads
from tests.faults.world import Row


MATRIX = {"N": 22, "R": 19, "U": 16, "P": 12, "C": 14, "F": 16, "S": 23, "K": 10, "L": 8, "A": 10, "H": 6}
"""How many rows of each kind there are."""

ELSEWHERE = {
    "U10": "A file that can't be read: whoever may do everything reads all files, and tests often run as such. Refusals"
    " are injected.",
    "P12": "A disk that fails: the errors of its reads and writes are injected.",
    "C3": "Needs a network disk; the rule is tested with locks that do nothing (C2) and with leases of other hosts.",
    "C5": "The lock that a fork finds held is one of the client's own: the state is made from within.",
    "C7": "A thousand tasks on one client: the official client has no tasks.",
    "C9": "Deleting beside a reader comes down to single steps, which are interleaved one by one.",
    "C10": "Both clients delete in copies of one cache, and the results are compared: `tests/compat/test_shared_cache.py`.",
    "C11": "Both clients use one cache, in turn, and are compared: `tests/compat/test_shared_cache.py`.",
    "C12": "One client in two event loops: the official client has none.",
    "C14": "Needs an interpreter without a global lock and a sanitizer; threads are tested under stress only.",
    "F3": "Needs a disk that is mounted to be read only; refusals are injected.",
    "F5": "Needs a second user; owners and refusals are injected.",
    "F8": "Needs two volumes; renames across volumes are made to fail.",
    "F10": "Needs a disk on which upper and lower case are the same; that it is one is injected.",
    "F11": "As F10, with forms of the same character.",
    "F14": "Comes with `HfFileSystem`.",
    "F15": "Windows: sharing violations are injected.",
    "F16": "Quotas and stale handles of network disks: the errors are injected.",
    "S5": "Windows: its names are tested as rules. Elsewhere they are good names.",
    "K5": "Needs a second user who shares the store; owners are injected.",
    "L5": "A token among the arguments of a command: a matter of what the command line warns about.",
    "A10": "Output for programs: a matter of each command.",
    **{f"H{number}": "Comes with `HfFileSystem`; the ranged reader below it is tested." for number in range(1, 5)},
    "H5": "Comes with `HfFileSystem`.",
    "H6": "Comes with `HfFileSystem`.",
}
"""Rows that are not played here, and why; each has a test that has it in its name, if it doesn't say that it comes."""


def _place(row: Row) -> tuple[int, int]:
    found = re.match(r"([A-Z])(\d+)", row.name)
    assert found is not None
    return "NRUPCFSKLA".index(found[1]), int(found[2])


ROWS = sorted(
    [
        *network.ROWS,
        *server.ROWS,
        *uploads.ROWS,
        *processes.ROWS,
        *places.ROWS,
        *callers.ROWS,
        *storages.ROWS,
        *hostile.ROWS,
    ],
    key=_place,
)
