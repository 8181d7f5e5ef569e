"""The one range validator."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given, strategies as st

from huggingface_hub._core import ranges
from huggingface_hub.errors import RangeProtocolError


def check(
    status: int = 206, /, *, etag: str | None = None, total: int | None = 100, **headers: str
) -> ranges.ContentRange:
    named = httpx.Headers({name.replace("_", "-"): value for name, value in headers.items()})
    return ranges.check_partial(status, named, start=10, end=20, total=total, etag=etag)


def test_the_part_that_was_asked_for_passes() -> None:
    got = check(content_range="bytes 10-19/100", content_length="10", etag_="x")

    assert got == ranges.ContentRange(10, 20, 100)


def test_a_shorter_part_passes_as_what_it_is() -> None:
    assert check(content_range="bytes 10-14/100").end == 15


def test_R2_a_part_that_begins_elsewhere_is_refused() -> None:
    with pytest.raises(RangeProtocolError, match="10-19, but the server sent 0-9"):
        check(content_range="bytes 0-9/100")


def test_R3_a_part_of_another_file_is_refused() -> None:
    with pytest.raises(RangeProtocolError, match="changed on the server"):
        ranges.check_partial(
            206,
            httpx.Headers({"content-range": "bytes 10-19/100", "etag": '"new"'}),
            start=10,
            end=20,
            total=100,
            etag="old",
        )
    with pytest.raises(RangeProtocolError, match="100 bytes now, not 90"):
        check(content_range="bytes 10-19/100", total=90)


def test_R4_a_part_that_does_not_say_which_is_refused() -> None:
    with pytest.raises(RangeProtocolError, match="without saying which"):
        check()


def test_R5_an_unknown_total_is_accepted() -> None:
    assert check(content_range="bytes 10-19/*").total is None


def test_R6_H1_a_whole_file_is_no_part() -> None:
    with pytest.raises(RangeProtocolError, match="answered 200"):
        check(200, content_length="100")


@pytest.mark.parametrize(
    "value", ["bytes 10-99/100", "bytes 19-10/100", "bytes 10-19/15", "items 10-19/100", "bytes -19/100"]
)
def test_impossible_ranges_are_refused(value: str) -> None:
    with pytest.raises(RangeProtocolError):
        check(content_range=value)


def test_an_encoded_part_is_refused() -> None:
    with pytest.raises(RangeProtocolError, match="encoded as gzip"):
        check(content_range="bytes 10-19/100", content_encoding="gzip")


@given(st.text())
def test_any_text_is_parsed_or_refused(value: str) -> None:
    try:
        got = ranges.parse_content_range(value)
    except RangeProtocolError:
        return
    assert 0 <= got.start < got.end


@given(st.integers(0, 10**17), st.integers(1, 10**17))
def test_what_is_asked_for_is_what_is_understood(start: int, length: int) -> None:
    asked = ranges.header(start, start + length)
    got = ranges.parse_content_range(asked.replace("=", " ") + "/*")

    assert (got.start, got.end) == (start, start + length)
