"""`WeakFileLock`, which other libraries take around their own files."""

from __future__ import annotations

from pathlib import Path

import filelock
import pytest

from huggingface_hub.errors import CacheLockTimeout
from huggingface_hub.utils import WeakFileLock
from tests.support.clock import FakeClock


def test_it_is_held_for_the_time_of_the_block(tmp_path: Path) -> None:
    path = tmp_path / "new" / "x.lock"
    with WeakFileLock(path) as lock:
        assert lock.is_locked
        with pytest.raises(filelock.Timeout), filelock.FileLock(path, timeout=0):
            pass

    with filelock.FileLock(path, timeout=0):
        pass


def test_waiting_ends_as_those_of_filelock(tmp_path: Path) -> None:
    with (
        FakeClock(),
        WeakFileLock(str(tmp_path / "x.lock")),
        pytest.raises(CacheLockTimeout) as caught,
        WeakFileLock(str(tmp_path / "x.lock"), timeout=30),
    ):
        pass

    assert isinstance(caught.value, filelock.Timeout)
