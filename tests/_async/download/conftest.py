"""A machine with an empty cache and no token, and a clock on which pauses take no time."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from huggingface_hub import constants
from huggingface_hub._core.download import growth
from huggingface_hub._runtime.lane import get as lane, pool
from tests.support.clock import FakeClock
from tests.support.machine import fresh_machine


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache directory of this test."""
    fresh_machine(tmp_path, monkeypatch)
    folder = tmp_path / "cache"
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(folder))
    return folder


@pytest.fixture
def ranged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make files of a mebibyte large enough for several connections."""
    monkeypatch.setattr(constants, "RANGED_DOWNLOAD_MIN_SIZE", 1024 * 1024)


@pytest.fixture
def clock() -> Generator[FakeClock, None, None]:
    """Pauses that take no time."""
    with FakeClock() as clock:
        yield clock


@pytest.fixture
def without_lane(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have all bytes come through httpx."""
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_FAST_LANE", True)


@pytest.fixture(params=["lane", "lanes", "httpx"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Generator[str, None, None]:
    """The ways on which bytes come: the fast lane, the same with many connections from the beginning, or httpx."""
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_FAST_LANE", request.param == "httpx")
    if request.param == "lanes":
        monkeypatch.setattr(growth, "LONG_PATH", 0.0)
        for name in ("MIN_CHUNK", "MAX_CHUNK"):
            monkeypatch.setattr(lane, name, 1024 * 1024)
    yield request.param
    pool.POOL.close()
