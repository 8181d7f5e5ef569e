"""Sizes, durations and bandwidths on the command line."""

from __future__ import annotations

import click
import pytest

from huggingface_hub.cli import measures


@pytest.mark.parametrize("text", ["", "1.5GB", "GB", "-1", "1 2"])
def test_sizes_are_whole_numbers(text: str) -> None:
    with pytest.raises(click.BadParameter):
        measures.size(text)


@pytest.mark.parametrize(
    ("text", "rate"), [("500", 500), ("20MB", 20_000_000), ("20 M", 20_000_000), ("3GB/s", 3 * 10**9)]
)
def test_bandwidths_are_sizes_per_second(text: str, rate: int) -> None:
    assert measures.bandwidth(text) == rate


def test_no_bandwidth_is_no_limit() -> None:
    assert measures.bandwidth(None) is None


@pytest.mark.parametrize("text", ["0", "fast", "20MB/h", "20 parsecs"])
def test_impossible_bandwidths_say_why(text: str) -> None:
    with pytest.raises(click.BadParameter) as caught:
        measures.bandwidth(text)

    assert "--max-bandwidth" in caught.value.format_message()
