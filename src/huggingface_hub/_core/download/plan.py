"""Which requests bring a file: ranges that cover it exactly once, and small files that travel together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from huggingface_hub import constants
from huggingface_hub._core.download.throttle import Throttle


T = TypeVar("T")

# A range is a multiple of this, except for the last: whole pages and whole blocks on every file system.
ALIGNMENT = 1024 * 1024

# Bytes per second
WORTH_A_CONNECTION = 20_000_000

SMALL_FILE = 256 * 1024
BATCH_FILES = 16
BATCH_BYTES = 1024 * 1024


class Range(NamedTuple):
    """Bytes of a file from `start` to `end` (exclusive)."""

    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass(frozen=True)
class Plan:
    """How one file is fetched.

    Attributes:
        ranges: Parts that cover the file exactly once, in order.
        connections: How many of them are requested at once.
    """

    ranges: tuple[Range, ...]
    connections: int

    @property
    def is_sequential(self) -> bool:
        return not self.ranges


SEQUENTIAL = Plan(ranges=(), connections=1)
"""One stream from the first byte to the last, whatever its length."""


def plan_file(size: int | None, *, connections: int | None = None, min_size: int | None = None) -> Plan:
    """Plan the requests for one file.

    Args:
        size: Its size; without it there is nothing to split.
        connections: The most requests at once, `RANGED_DOWNLOAD_CONNECTIONS` by default.
        min_size: Files below are fetched in one piece, `RANGED_DOWNLOAD_MIN_SIZE` by default.
    """
    if connections is None:
        connections = constants.RANGED_DOWNLOAD_CONNECTIONS
    if min_size is None:
        min_size = constants.RANGED_DOWNLOAD_MIN_SIZE
    if size is None or size < max(min_size, 2) or connections <= 1:
        return SEQUENTIAL
    ranges = split(size, connections)
    return Plan(ranges, min(connections, len(ranges))) if len(ranges) > 1 else SEQUENTIAL


def most_connections(throttle: Throttle | None) -> int:
    """How many connections of the fast lane a file may have: no more than the bandwidth that it is allowed is worth."""
    most = constants.FAST_LANE_CONNECTIONS
    return most if throttle is None else min(most, 1 + int(throttle.rate // WORTH_A_CONNECTION))


def split(size: int, parts: int, *, alignment: int = ALIGNMENT) -> tuple[Range, ...]:
    """Divide a file into at most `parts` ranges of nearly equal, aligned length."""
    if size <= 0:
        return ()
    length = -(-size // max(parts, 1))
    length = -(-length // alignment) * alignment
    return tuple(Range(start, min(start + length, size)) for start in range(0, size, length))


def plan_rest(missing: Iterable[Range], *, connections: int | None = None) -> Plan:
    """Plan the requests for what is missing of a file, so that all connections have something to do.

    Args:
        missing: Parts of the file, in order; at least one.
        connections: The most requests at once, `RANGED_DOWNLOAD_CONNECTIONS` by default.
    """
    if connections is None:
        connections = constants.RANGED_DOWNLOAD_CONNECTIONS
    parts = list(missing)
    length = -(-sum(part.length for part in parts) // max(connections, 1))
    length = max(-(-length // ALIGNMENT), 1) * ALIGNMENT
    ranges = tuple(
        Range(start, min(start + length, part.end)) for part in parts for start in range(part.start, part.end, length)
    )
    return Plan(ranges, max(min(connections, len(ranges)), 1))


def batches(
    items: Iterable[T],
    size_of: Callable[[T], int | None],
    *,
    small: int = SMALL_FILE,
    max_items: int = BATCH_FILES,
    max_bytes: int = BATCH_BYTES,
) -> list[list[T]]:
    """Group small files so that a group is stored in one step; larger files, and those of unknown size, stay alone.

    Large ones come first: what takes longest should not begin last.
    """
    alone: list[T] = []
    groups: list[list[T]] = []
    current: list[T] = []
    total = 0
    for item in items:
        size = size_of(item)
        if size is None or size > small:
            alone.append(item)
            continue
        if current and (len(current) >= max_items or total + size > max_bytes):
            groups.append(current)
            current, total = [], 0
        current.append(item)
        total += size
    if current:
        groups.append(current)
    alone.sort(key=lambda item: -(size_of(item) or 0))
    return [[item] for item in alone] + groups
