"""Pauses that one request was asked for and all keep."""

from __future__ import annotations

import pickle

from hypothesis import given, strategies as st

from huggingface_hub._core.pauses import Pauses


HUB = "https://hub.example"


def test_N15_a_pause_is_for_one_part_of_one_server_and_ends() -> None:
    pauses = Pauses()
    pauses.add(f"{HUB}/api/models/a", 30, now=100)

    assert pauses.left(f"{HUB}/api/whoami-v2", now=110) == 20
    assert pauses.left(f"{HUB}/user/a/resolve/main/x", now=110) == 0
    assert pauses.left("https://cdn.example/api/x", now=110) == 0
    assert pauses.left(f"{HUB}/api/x", now=130) == 0


def test_N15_the_longest_pause_holds() -> None:
    pauses = Pauses()
    pauses.add(f"{HUB}/api/a", 30, now=100)
    pauses.add(f"{HUB}/api/a", 5, now=101)

    assert pauses.left(f"{HUB}/api/a", now=110) == 20


@given(st.floats(0, 300), st.floats(0, 1e6), st.floats(0, 1e6))
def test_N15_a_clock_that_jumps_makes_nobody_wait_longer_than_was_asked(asked: float, now: float, later: float) -> None:
    pauses = Pauses()
    pauses.add(f"{HUB}/a", asked, now=now)

    assert 0 <= pauses.left(f"{HUB}/a", now=later) <= asked


def test_another_process_knows_nothing_of_it() -> None:
    pauses = Pauses()
    pauses.add(f"{HUB}/a", 30, now=100)

    assert pickle.loads(pickle.dumps(pauses)).left(f"{HUB}/a", now=101) == 0
