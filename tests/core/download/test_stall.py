"""Bytes per window: who trickles is given up, who is slow is not."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from huggingface_hub import errors
from huggingface_hub._core.download.stall import LEAST_BYTES, Watch


def test_N11_one_byte_per_second_is_noticed_after_one_window() -> None:
    watch = Watch(30, now=0)
    for second in range(1, 30):
        watch.arrived(1, now=second)

    with pytest.raises(errors.StalledError, match="30 bytes in 30 seconds"):
        watch.arrived(1, now=30)


def test_N11_every_window_counts_for_itself() -> None:
    watch = Watch(30, now=0)
    watch.arrived(100 * LEAST_BYTES, now=31)

    with pytest.raises(errors.StalledError):
        watch.arrived(1, now=62)


@given(st.lists(st.tuples(st.floats(0.01, 10), st.integers(2000, 10**6)), max_size=50))
def test_N11_whoever_sends_enough_is_never_given_up(pieces: list[tuple[float, int]]) -> None:
    watch, now = Watch(30, now=0), 0.0
    for passed, size in pieces:
        now += passed
        watch.arrived(size, now=now)


def test_N11_without_a_window_everything_passes() -> None:
    Watch(None, now=0).arrived(0, now=1e9)
