"""The one retry policy: pauses within their caps, server wishes honoured and bounded, an end in sight."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given, strategies as st

from huggingface_hub import constants
from huggingface_hub._core import retry


NOW = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)


def test_pauses_double_up_to_the_cap_and_end_with_the_attempts() -> None:
    schedule = retry.DEFAULT.start()

    pauses = [schedule.after_error() for _ in range(6)]

    assert pauses == [1, 2, 4, 8, 8, None]


def test_a_host_that_can_not_be_reached_is_given_up_soon() -> None:
    schedule = retry.DEFAULT.start()

    assert [schedule.after_error(connecting=True) for _ in range(3)] == [1, 2, None]


@given(
    attempts=st.integers(1, 50),
    base=st.floats(0, 100),
    cap=st.floats(0, 100),
    spread=st.floats(0, 1),
    statuses=st.lists(st.sampled_from([408, 429, 500, 503]), min_size=60, max_size=60),
)
def test_every_schedule_ends_and_keeps_its_caps(
    attempts: int, base: float, cap: float, spread: float, statuses: list[int]
) -> None:
    schedule = retry.RetryPolicy(attempts=attempts, base=base, cap=cap).start(random=lambda: spread)

    pauses = [schedule.after_status(status, {}) for status in statuses]

    granted = [p for p in pauses if p is not None]
    assert len(granted) == attempts - 1
    assert all(0 <= p <= cap * 1.5 for p in granted)


def test_progress_gives_the_attempts_back() -> None:
    schedule = retry.RetryPolicy(attempts=3).start()
    schedule.after_error()
    schedule.after_error()

    schedule.progressed()

    assert schedule.after_error() == 1


def test_the_deadline_ends_the_attempts() -> None:
    schedule = retry.RetryPolicy(attempts=100, cap=60, deadline=10).start(now=100)

    assert schedule.after_error(now=100) == 1
    assert schedule.after_error(now=109) is None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 412, 416, 501])
def test_answers_that_will_not_change_are_not_asked_for_again(status: int) -> None:
    assert retry.DEFAULT.start().after_status(status, {}) is None


def test_N13_a_pause_of_a_day_ends_the_attempts_at_once() -> None:
    assert retry.DEFAULT.start().after_status(429, {"retry-after": "86400"}) is None
    assert retry.DEFAULT.start().after_status(503, {"retry-after": str(int(constants.MAX_RETRY_AFTER))}) == 300


def test_N14_a_date_is_understood() -> None:
    value = format_datetime(NOW + timedelta(seconds=42), usegmt=True)

    assert retry.parse_retry_after(value, now=NOW) == 42
    assert retry.parse_retry_after(format_datetime(NOW - timedelta(days=1)), now=NOW) == 0


@given(st.text())
def test_an_unreadable_retry_after_is_ignored(value: str) -> None:
    parsed = retry.parse_retry_after(value)

    assert parsed is None or parsed >= 0


def test_N15_clients_that_were_told_the_same_time_come_back_spread_and_never_early() -> None:
    pauses = {retry.DEFAULT.start(random=lambda s=s: s / 50).after_status(429, {"retry-after": "7"}) for s in range(50)}

    assert len(pauses) == 50
    assert min(p for p in pauses if p is not None) == 7


def test_an_exhausted_rate_limit_names_the_pause() -> None:
    headers = {"ratelimit": '"api";r=0;t=17', "retry-after": "2"}

    assert retry.DEFAULT.start().after_status(429, headers) == 18
    assert retry.DEFAULT.start().after_status(429, {**headers, "ratelimit": '"api";r=5;t=17'}) == 2


@pytest.mark.parametrize(("method", "expected"), [("GET", retry.DEFAULT), ("POST", retry.NONE), ("DELETE", retry.NONE)])
def test_I10_only_reading_is_repeated_without_asking(method: str, expected: retry.RetryPolicy) -> None:
    assert retry.default_for(method) is expected
    assert retry.NONE.start().after_error() is None


@pytest.mark.parametrize("changes", [{"attempts": 0}, {"base": float("nan")}, {"cap": -1}])
def test_A4_a_policy_that_makes_no_sense_is_refused(changes: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="Not a retry policy"):
        retry.RetryPolicy(**changes)  # type: ignore[arg-type]
