# Generated from tests/_async/test_backoff.py: edit that file, not this one, then run `python -m codegen`.

"""Requests of the caller's own making, repeated by the one retry policy."""

from __future__ import annotations

import io
from collections.abc import Generator

import httpx
import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._sync.backoff import http_backoff, http_stream_backoff
from tests.support.clock import FakeClock


URL = "https://elsewhere.example/x"


@pytest.fixture(autouse=True)
def clock() -> Generator[FakeClock, None, None]:
    with FakeClock() as clock:
        yield clock


@respx.mock
def test_passing_failures_are_tried_again(clock: FakeClock) -> None:
    respx.get(URL).mock(side_effect=[httpx.Response(503), httpx.ReadTimeout("late"), httpx.Response(200, json=1)])

    response = http_backoff("GET", URL)

    assert response.json() == 1
    assert clock.slept == [1, 2]


@respx.mock
def test_the_last_answer_is_raised_when_the_attempts_are_used_up(clock: FakeClock) -> None:
    route = respx.get(URL).mock(side_effect=lambda request: httpx.Response(503))

    with pytest.raises(errors.HfHubHTTPError, match="503"):
        http_backoff("GET", URL, max_retries=2)

    assert route.call_count == 3


@respx.mock
def test_other_answers_come_back_as_they_are() -> None:
    respx.get(URL).respond(404)

    assert http_backoff("GET", URL).status_code == 404


@respx.mock
def test_the_caller_says_what_is_worth_another_attempt(clock: FakeClock) -> None:
    respx.get(URL).mock(side_effect=[httpx.Response(418), httpx.Response(200)])

    assert http_backoff("GET", URL, retry_on_status_codes=418).status_code == 200
    respx.get(URL).mock(side_effect=httpx.ReadTimeout("late"))
    with pytest.raises(httpx.ReadTimeout):
        http_backoff("GET", URL, retry_on_exceptions=ValueError)


@respx.mock
def test_a_stream_is_opened_again() -> None:
    respx.get(URL).mock(side_effect=[httpx.Response(500), httpx.Response(200, content=b"abc")])

    with http_stream_backoff("GET", URL) as response:
        assert response.status_code == 200

    respx.get(URL).mock(side_effect=lambda request: httpx.Response(500))
    with pytest.raises(errors.HfHubHTTPError):
        with http_stream_backoff("GET", URL, max_retries=1):
            raise AssertionError("an error is not handed out")


def test_a_body_is_read_from_its_beginning_each_time() -> None:
    from huggingface_hub._sync import backoff

    body = io.BytesIO(b"0123")
    body.seek(1)
    position = backoff._position(body)
    body.read()
    backoff._rewind(body, position)

    assert body.read() == b"123"
