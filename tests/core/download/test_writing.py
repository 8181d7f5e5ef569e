"""Which range is asked for next: `contract/wire/files.md` §2."""

from __future__ import annotations

import pytest

from huggingface_hub._core.download.writing import adjust_range


@pytest.mark.parametrize(
    ("value", "received", "expected"),
    [
        (None, 0, None),
        (None, 5, "bytes=5-"),
        ("bytes=10-19", 0, "bytes=10-19"),
        ("bytes=10-19", 5, "bytes=15-19"),
        ("bytes=10-", 5, "bytes=15-"),
        ("bytes=-20", 5, "bytes=-15"),
    ],
)
def test_what_is_left(value: str | None, received: int, expected: str | None) -> None:
    assert adjust_range(value, received) == expected


@pytest.mark.parametrize("value", ["bytes=10-19", "bytes=-10"])
def test_nothing_is_left(value: str) -> None:
    with pytest.raises(RuntimeError, match="Nothing is left"):
        adjust_range(value, 10)


@pytest.mark.parametrize("value", ["bytes=1-2,3-4", "bytes=-", "lines=1-2", "", "bytes=a-b"])
def test_what_is_no_range(value: str) -> None:
    with pytest.raises(ValueError, match="exactly one range"):
        adjust_range(value, 1)
