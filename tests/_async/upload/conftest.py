"""Hubs for uploads: the local one with small limits, and a clock on which pauses take no time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub.local_hub import LocalHub
from tests.support.clock import FakeClock
from tests.support.machine import fresh_machine


KIB = 1024


@pytest.fixture(autouse=True)
def machine(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No token and no cache."""
    fresh_machine(tmp_path_factory.mktemp("machine"), monkeypatch)


@pytest.fixture(scope="session")
def hub(local_hub_factory: Callable[..., LocalHub]) -> LocalHub:
    """A Hub to which 64 KiB are a large file, and 256 KiB one for several parts."""
    return local_hub_factory(lfs_threshold=64 * KIB, multipart_threshold=256 * KIB, part_size=100 * KIB)


@pytest.fixture
def api(hub: LocalHub) -> AsyncHfApi:
    """Its default user."""
    return AsyncHfApi(hub.url, hub.token)


@pytest.fixture
def repo(hub: LocalHub) -> str:
    """An empty repository."""
    return hub.new_repo()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder to upload."""
    path = tmp_path / "folder"
    path.mkdir()
    return path


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Generator[pytest.LogCaptureFixture, None, None]:
    """What the package logs: its logger does not pass records on to the root, where pytest listens."""
    logger = logging.getLogger("huggingface_hub")
    logger.addHandler(caplog.handler)
    yield caplog
    logger.removeHandler(caplog.handler)


@pytest.fixture
def clock() -> Generator[FakeClock, None, None]:
    """Pauses that take no time."""
    with FakeClock() as clock:
        yield clock
