"""Tokens for bytes: no second brings more than the rate allows."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, strategies as st

from huggingface_hub import constants
from huggingface_hub._core.download.throttle import Bucket, throttle_of


@given(st.floats(1000, 1e9), st.lists(st.integers(1, 10**6), min_size=1, max_size=100))
def test_whoever_waits_as_told_stays_below_the_rate(rate: float, pieces: list[int]) -> None:
    bucket, now = Bucket(rate), 0.0
    for size in pieces:
        now += bucket.take(size, now=now)

    # A quarter of a second is free at the beginning.
    assert sum(pieces) <= rate * (now + 0.25) * 1.001


def test_time_that_nobody_used_is_not_saved_up() -> None:
    bucket = Bucket(1000)
    bucket.take(250, now=0)

    assert bucket.take(1250, now=1000) == pytest.approx(1)


def test_several_takers_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_MAX_BANDWIDTH", 1000.0)
    first, second = throttle_of(None), throttle_of(500)
    assert first is not None
    assert second is not None

    assert first.take(250, now=1e6) == 0
    assert first.take(1000, now=1e6) == pytest.approx(1)
    # What the first has taken counts for the second, which also keeps to its own.
    assert second.take(1000, now=1e6) == pytest.approx(2)
    monkeypatch.setattr(constants, "HF_MAX_BANDWIDTH", None)
    assert throttle_of(None) is None


@pytest.mark.parametrize("rate", [0, -1, float("nan"), float("inf")])
def test_A4_senseless_rates_are_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="max_bandwidth"):
        throttle_of(rate)


@pytest.mark.parametrize(
    ("text", "rate"), [("", "None"), ("2000", "2000.0"), ("500k", "500000.0"), ("1.5M", "1500000.0")]
)
def test_the_environment_names_a_rate(text: str, rate: str) -> None:
    code = "from huggingface_hub import constants; print(constants.HF_MAX_BANDWIDTH)"
    done = subprocess.run(
        [sys.executable, "-c", code], env={"HF_MAX_BANDWIDTH": text}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == rate


def test_A8_a_rate_that_is_none_is_named_with_its_variable() -> None:
    environment = {"HF_MAX_BANDWIDTH": "fast"}
    said = "HF_MAX_BANDWIDTH must be a number of bytes per second, such as 500K or 20M, not 'fast'."
    for program in (["-c", "from huggingface_hub import constants"], ["-m", "huggingface_hub.cli", "cache", "ls"]):
        done = subprocess.run([sys.executable, *program], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1].endswith(f"Error: {said}")
    assert done.stderr == f"Error: {said}\n"


@pytest.mark.parametrize(("text", "seconds"), [("", 10), ("0", 10), ("7", 7), ("soon", 10), ("-1", 10), ("2.5", 10)])
def test_A8_seconds_that_are_none_are_named_with_their_variable(text: str, seconds: int) -> None:
    code = "from huggingface_hub import constants; print(constants.HF_HUB_ETAG_TIMEOUT)"
    done = subprocess.run(
        [sys.executable, "-c", code], env={"HF_HUB_ETAG_TIMEOUT": text}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(seconds)
    wrong = f"HF_HUB_ETAG_TIMEOUT must be a whole number of seconds, not '{text}': 10 are taken instead."
    assert (wrong in done.stderr) == (text not in ("", "0", "7"))
