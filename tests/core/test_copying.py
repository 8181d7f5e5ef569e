"""Copies of files, where the system can copy and where it can't."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub import errors
from huggingface_hub._core import copying, interrupt
from huggingface_hub._core.cache import pointers


DATA = os.urandom(3_000_001)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.write_bytes(DATA)
    return path


def once_then(code: int) -> Callable[..., int]:
    """A system that copies a piece, and then can't."""
    done: list[int] = []

    def copy(reader: int, writer: int, count: int) -> int:
        if done:
            raise OSError(code, os.strerror(code))
        done.append(os.write(writer, os.read(reader, 100_000)))
        return done[0]

    return copy


@pytest.mark.parametrize("way", ["system", "none", "gives up", "ends early"])
def test_the_content_is_the_same(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    if way == "none":
        monkeypatch.delattr(os, "copy_file_range", raising=False)
    elif way == "gives up":
        monkeypatch.setattr(os, "copy_file_range", once_then(errno.EXDEV), raising=False)
    elif way == "ends early":
        monkeypatch.setattr(os, "copy_file_range", lambda *_: 0, raising=False)
    elif not hasattr(os, "copy_file_range"):
        pytest.skip("the system does not copy")
    monkeypatch.setattr(copying, "AT_ONCE", 1_000_000)

    copying.copy_content(source, tmp_path / "target", durable=True)

    assert (tmp_path / "target").read_bytes() == DATA
    with pytest.raises(FileExistsError):
        copying.copy_content(source, tmp_path / "target")


@pytest.mark.parametrize("system", [True, False])
def test_F2_a_full_disk_is_said_to_be_full(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: bool
) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"old")
    if system:
        monkeypatch.setattr(os, "copy_file_range", once_then(errno.ENOSPC), raising=False)
    else:

        def full(*_: Any) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(copying, "_move", full)

    with pytest.raises(errors.NotEnoughSpaceError, match="Free some space"):
        pointers.copy_atomic(source, target)

    assert target.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source", "target"]


@pytest.mark.parametrize("system", [True, False])
def test_I11_a_copy_stops_when_its_caller_does(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: bool
) -> None:
    class Stopped(BaseException):
        pass

    def stop() -> None:
        raise Stopped

    if not system:
        monkeypatch.delattr(os, "copy_file_range", raising=False)
    token = interrupt.CHECK.set(stop)
    try:
        with pytest.raises(Stopped):
            pointers.copy_atomic(source, tmp_path / "target")
    finally:
        interrupt.CHECK.reset(token)

    assert [path.name for path in tmp_path.iterdir()] == ["source"]
