"""Room on the disk: reserved before the first byte, and left to others when a download is given up for now."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from huggingface_hub import errors
from huggingface_hub._core.cache import leases
from huggingface_hub._core.cache.layout import incomplete_name
from huggingface_hub._core.download import disk, space
from huggingface_hub._core.download.plan import Range
from huggingface_hub._core.download.verify import Expected
from tests.support.partials import MIB, SOURCE, begin, kill, open_partial


LARGE = Expected("a" * 64, 32 * MIB, "model.bin")

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="done by Linux")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / incomplete_name(LARGE.etag)


def has_fallocate(folder: Path) -> bool:
    """Whether the file system of the tests reserves room."""
    probe = folder / "probe"
    fd = os.open(probe, os.O_RDWR | os.O_CREAT)
    try:
        disk.give_size(fd, disk.RESERVED)
    finally:
        os.close(fd)
    return disk.allocated(probe) >= disk.RESERVED


@linux
def test_F1_a_large_file_has_its_room_before_its_bytes_and_leaves_it_when_it_is_given_up(
    path: Path, tmp_path: Path
) -> None:
    if not has_fallocate(tmp_path):
        pytest.skip("this file system reserves nothing")
    partial = begin(path, Range(0, 3 * MIB), Range(6 * MIB, 8 * MIB), expected=LARGE)
    assert disk.allocated(path) >= LARGE.size  # type: ignore[operator]

    partial.leave(KeyboardInterrupt())

    assert path.stat().st_size == LARGE.size
    assert 5 * MIB <= disk.allocated(path) < 6 * MIB
    again = open_partial(path.with_name(incomplete_name(LARGE.etag)), LARGE, SOURCE)
    assert again.done == [Range(0, 3 * MIB), Range(6 * MIB, 8 * MIB)]
    again.discard()


@linux
def test_F1_what_a_killed_process_had_reserved_counts_as_free(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not has_fallocate(tmp_path):
        pytest.skip("this file system reserves nothing")
    kill(begin(path, Range(0, 3 * MIB), expected=LARGE))
    asked: list[int] = []
    monkeypatch.setattr(space, "check_space", lambda folder, needed, what: asked.append(needed))

    partial = open_partial(path.with_name(incomplete_name(LARGE.etag)), LARGE, SOURCE)

    assert (partial.resumed, asked) == (3 * MIB, [0])
    partial.discard()


def test_F1_room_that_can_not_be_reserved_is_an_error_before_the_first_byte(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(fd: int, size: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(disk, "give_size", refuse)

    with pytest.raises(errors.NotEnoughSpaceError):
        open_partial(path, LARGE, SOURCE)
    assert list(path.parent.iterdir()) == []


def test_a_system_without_these_functions_does_without(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "_function", lambda name: None)

    partial = begin(path, Range(0, 3 * MIB), expected=LARGE)
    disk.begin_writing(0, 0, MIB)
    partial.leave(KeyboardInterrupt())

    assert path.stat().st_size == LARGE.size
    assert leases.journal_of(path).exists()
