"""Reading the tail of a stream over connections that break."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, strategies as st

from huggingface_hub._core import sse


def event(number: int, *, second: int | None = None) -> str:
    moment = f"2024-01-01T00:00:{number if second is None else second:02}.000Z"
    return "data: " + json.dumps({"data": number, "timestamp": moment})


def read(steps: sse.Events, lines: list[str]) -> list[Any]:
    steps.opened({})
    return [found["data"] for found in map(steps.line, lines) if found is not None]


@given(st.integers(1, 20), st.integers(1, 5), st.lists(st.integers(0, 30), max_size=5))
def test_nothing_behind_the_tail_is_lost_or_given_twice(known: int, tail: int, breaks: list[int]) -> None:
    steps = sse.Events(follow=True, name="x", tail=tail)
    assert steps.params == {"tail": tail}
    found = read(steps, [event(number) for number in range(max(0, known - tail), known)])
    for after in [*breaks, 30]:
        assert steps.params is None
        found += read(steps, [event(number) for number in range(after)])

    assert found == list(range(max(0, known - tail), 30))


def test_a_tail_is_asked_for_until_it_comes() -> None:
    steps = sse.Events(follow=True, name="x", tail=3)
    assert read(steps, []) == []

    assert steps.params == {"tail": 3}


def test_events_of_the_same_moment_are_told_apart() -> None:
    steps = sse.Events(follow=True, name="x", tail=2)
    read(steps, [event(1, second=0), event(2, second=0)])

    assert read(steps, [event(number, second=0) for number in range(5)]) == [3, 4]


def test_what_begins_anew_is_all_new() -> None:
    steps = sse.Events(follow=True, name="x", replays=False)

    assert [read(steps, [event(1), event(1)]) for _ in range(2)] == [[1, 1]] * 2
