"""A Hub with Xet, and a machine that has never used one."""

from __future__ import annotations

import logging
from collections.abc import Generator
from pathlib import Path

import pytest

from huggingface_hub import constants
from huggingface_hub._core.xet import fallback
from huggingface_hub.local_hub import LocalHub
from tests.support.machine import fresh_machine
from tests.support.xet_hub import MakeHub, XetHub


pytest.importorskip("hf_xet")


@pytest.fixture(scope="session")
def hub_with_xet(local_hub_factory: MakeHub) -> LocalHub:
    return local_hub_factory(xet=True, lfs_threshold=100_000)


@pytest.fixture
def hub(hub_with_xet: LocalHub, monkeypatch: pytest.MonkeyPatch) -> Generator[XetHub, None, None]:
    made = XetHub(hub_with_xet, monkeypatch)
    yield made
    made.end()


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Generator[pytest.LogCaptureFixture, None, None]:
    """What the package tells those who ask for it: its logger does not pass records on to the root."""
    logger = logging.getLogger("huggingface_hub")
    level = logger.level
    logger.addHandler(caplog.handler)
    logger.setLevel(logging.INFO)
    yield caplog
    logger.setLevel(level)
    logger.removeHandler(caplog.handler)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hub_with_xet: LocalHub) -> Path:
    """The cache directory of this test."""
    fresh_machine(tmp_path, monkeypatch)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", False)
    monkeypatch.delenv("HF_HUB_DISABLE_XET", raising=False)
    monkeypatch.setenv("HF_XET_CACHE", str(tmp_path / "xet"))
    folder = tmp_path / "cache"
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(folder))
    monkeypatch.setattr(constants, "ENDPOINT", hub_with_xet.url)
    monkeypatch.setenv("HF_TOKEN", hub_with_xet.token)
    fallback.TROUBLE.clear()
    fallback.TOLD.clear()
    return folder
