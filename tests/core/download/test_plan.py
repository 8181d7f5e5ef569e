"""Plans cover a file exactly once, and batches hold every file exactly once."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from huggingface_hub._core.download import plan as plans


MIB = 1024 * 1024


@given(size=st.integers(0, 1 << 45), parts=st.integers(1, 64), alignment=st.sampled_from([1, 7, 4096, MIB]))
def test_ranges_cover_the_file_exactly_once(size: int, parts: int, alignment: int) -> None:
    ranges = plans.split(size, parts, alignment=alignment)

    position = 0
    for part in ranges:
        assert part.start == position
        assert part.end > part.start
        position = part.end
    assert position == size
    assert len(ranges) <= parts
    assert all(part.start % alignment == 0 for part in ranges)


@given(
    size=st.one_of(st.none(), st.integers(0, 1 << 40)),
    connections=st.integers(-1, 100),
    min_size=st.integers(0, 1 << 30),
)
def test_a_plan_is_sequential_or_covers_the_file(size: int | None, connections: int, min_size: int) -> None:
    plan = plans.plan_file(size, connections=connections, min_size=min_size)

    if plan.is_sequential:
        assert plan == plans.SEQUENTIAL
        assert size is None or size < max(min_size, 2) or connections <= 1 or size <= MIB
    else:
        assert size is not None
        assert sum(part.length for part in plan.ranges) == size
        assert plan.ranges[-1].end == size
        assert 1 < plan.connections <= connections


def test_the_defaults_are_the_constants() -> None:
    assert plans.plan_file(32 * MIB - 1).is_sequential
    assert plans.plan_file(32 * MIB).connections == 4


@given(st.lists(st.one_of(st.none(), st.integers(0, 3 * plans.SMALL_FILE)), max_size=200))
def test_batches_hold_every_file_once(sizes: list[int | None]) -> None:
    items = list(enumerate(sizes))

    batches = plans.batches(items, lambda item: item[1])

    assert sorted((item for batch in batches for item in batch), key=lambda item: item[0]) == items
    for batch in batches:
        assert batch
        if len(batch) > 1:
            assert len(batch) <= plans.BATCH_FILES
            known = [size for _, size in batch]
            assert all(size is not None and size <= plans.SMALL_FILE for size in known)
            assert sum(size or 0 for size in known) <= plans.BATCH_BYTES


@pytest.mark.parametrize("size", [None, 10 * MIB])
def test_large_files_and_unknown_ones_stay_alone_and_come_first(size: int | None) -> None:
    batches = plans.batches([1, 2, size, 3], lambda item: item)

    assert batches == [[size], [1, 2, 3]]
