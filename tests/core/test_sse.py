"""Streams of events: what counts on a line, what is new after a reconnection, and when to stop."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import given, strategies as st

from huggingface_hub import errors
from huggingface_hub._core import sse
from huggingface_hub.types.http import Timeouts


DATE = "Mon, 01 Jan 2024 00:00:03 GMT"


def line(number: int) -> str:
    return "data: " + json.dumps({"data": f"line {number}", "timestamp": f"2024-01-01T00:00:{number:02}.000Z"})


def read(steps: sse.Events, lines: list[str]) -> list[Any]:
    """The new events of lines, up to the end."""
    found = []
    for each in lines:
        event = steps.line(each)
        if event is not None:
            found.append(event["data"])
        if steps.ended:
            break
    return found


@pytest.mark.parametrize(
    "text", ["", ":", ": keep-alive", "data:", "data: ", "event: log", "data:{}", 'data: "x"', "data: [1]", " data: {}"]
)
def test_lines_without_event(text: str) -> None:
    assert sse.parse(text) is None


def test_lines_with_event() -> None:
    assert sse.parse('data: {"data": "a: b", "x": 1}') == {"data": "a: b", "x": 1}


def test_broken_events_are_left_out(caplog: pytest.LogCaptureFixture) -> None:
    sse.logger.addHandler(caplog.handler)
    try:
        assert sse.parse('data: {"data": ') is None
    finally:
        sse.logger.removeHandler(caplog.handler)
    assert "not valid JSON" in caplog.text


@given(st.text())
def test_no_line_is_an_error(text: str) -> None:
    sse.parse(text)
    sse.parse("data: {" + text)


def test_a_stream_that_is_read_ends_where_it_was_opened() -> None:
    steps = sse.Events(follow=False, name="x")
    steps.opened({"date": DATE})

    assert read(steps, [line(number) for number in range(1, 9)]) == ["line 1", "line 2", "line 3", "line 4"]
    assert steps.ended


@pytest.mark.parametrize("headers", [{}, {"date": "soon"}, {"date": ""}])
def test_without_a_date_all_is_read(headers: dict[str, str]) -> None:
    steps = sse.Events(follow=False, name="x")
    steps.opened(headers)

    assert len(read(steps, [line(number) for number in range(1, 9)])) == 8


@pytest.mark.parametrize("event", [{"data": "a"}, {"data": "a", "timestamp": None}, {"data": "a", "timestamp": "x"}])
def test_events_without_a_time_are_old(event: dict[str, Any]) -> None:
    steps = sse.Events(follow=False, name="x")
    steps.opened({"date": DATE})

    assert read(steps, ["data: " + json.dumps(event)]) == ["a"]


def test_a_stream_that_is_followed_goes_on() -> None:
    steps = sse.Events(follow=True, name="x")
    steps.opened({"date": DATE})

    assert len(read(steps, [line(number) for number in range(1, 30)])) == 29
    assert not steps.ended


@given(st.lists(st.integers(0, 12), max_size=8))
def test_no_event_is_lost_or_given_twice(breaks: list[int]) -> None:
    """Wherever the stream breaks, and however often: it begins at its first event each time."""
    steps = sse.Events(follow=True, name="x")
    found = []
    for after in [*breaks, 12]:
        steps.opened({})
        found += read(steps, [line(number) for number in range(after)])

    assert found == [f"line {number}" for number in range(12)]


def test_pauses_grow_until_it_gives_up() -> None:
    steps = sse.Events(follow=True, name="x")
    error = httpx.RemoteProtocolError("cut")

    assert [steps.pause_after(error) for _ in range(6)] == [1, 2, 4, 8, 10, None]
    assert not steps.ended


def test_an_unreachable_host_gets_as_many_attempts() -> None:
    steps = sse.Events(follow=True, name="x")

    assert [steps.pause_after(httpx.ConnectError("refused")) for _ in range(6)] == [1, 2, 4, 8, 10, None]


def test_new_events_give_the_attempts_back() -> None:
    steps = sse.Events(follow=True, name="x")
    error = httpx.ReadTimeout("late")
    for number in range(1, 20):
        steps.opened({})
        read(steps, [line(each) for each in range(number)])
        assert steps.pause_after(error) == 1
    # The same events again are no progress.
    steps.opened({})
    assert read(steps, [line(each) for each in range(19)]) == []
    assert steps.pause_after(error) == 2


def refusal() -> errors.HfHubHTTPError:
    return errors.HfHubHTTPError("503", response=httpx.Response(503, request=httpx.Request("GET", "https://x")))


@pytest.mark.parametrize("follow", [True, False])
@pytest.mark.parametrize("error", [refusal(), ValueError("x"), httpx.UnsupportedProtocol("x")])
def test_other_errors_are_final(follow: bool, error: Exception) -> None:
    steps = sse.Events(follow=follow, name="x")

    assert steps.pause_after(error) is None
    assert not steps.ended


def test_silence_ends_a_stream_that_is_read() -> None:
    steps = sse.Events(follow=False, name="x")
    assert steps.pause_after(httpx.ReadTimeout("late")) is None
    assert steps.ended

    steps = sse.Events(follow=False, name="x")
    assert steps.pause_after(httpx.RemoteProtocolError("cut")) is None
    assert not steps.ended


@pytest.mark.parametrize(("follow", "seconds"), [(True, 120), (False, 5)])
def test_bounds_on_waiting(follow: bool, seconds: float) -> None:
    found = sse.Events(follow=follow, name="x").timeouts(Timeouts(connect=3, total=9, stall=9))

    assert (found.connect, found.read, found.total, found.stall) == (3, seconds, None, None)
