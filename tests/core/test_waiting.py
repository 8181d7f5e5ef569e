"""The rhythm of looking again."""

from __future__ import annotations

import math

import pytest

from huggingface_hub._core.waiting import Watch


def test_the_last_look_is_at_the_end() -> None:
    watch = Watch(timeout=2.5, interval=1, now=10)

    assert [watch.pause(now=now) for now in (10, 11, 12, 12.5, 13)] == [1, 1, 0.5, None, None]


def test_without_end_it_goes_on() -> None:
    assert Watch(timeout=None, interval=3, now=0).pause(now=1e9) == 3


def test_no_time_at_all_is_one_look() -> None:
    assert Watch(timeout=0, interval=1, now=5).pause(now=5) is None


@pytest.mark.parametrize("timeout", [-1, math.nan])
def test_times_before_now_are_refused(timeout: float) -> None:
    with pytest.raises(ValueError, match="`timeout` cannot be negative"):
        Watch(timeout=timeout, interval=1, now=0)


@pytest.mark.parametrize("interval", [0, -1, math.nan])
def test_looking_all_the_time_is_refused(interval: float) -> None:
    with pytest.raises(ValueError, match="`poll_interval` must be positive"):
        Watch(timeout=1, interval=interval, now=0)
