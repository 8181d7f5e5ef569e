# Generated from tests/_async/runtime/test_files.py: edit that file, not this one, then run `python -m codegen`.

"""Files and lock files in both colours."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import filelock
import pytest

from huggingface_hub import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._runtime._shared_files import WaitPlan
from tests.support.stopwatch import Stopwatch


HOLDER = """
import sys
import filelock
with filelock.FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.readline()
"""


def hold(path: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock until its stdin ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def let_go(process: subprocess.Popen[str]) -> None:
    process.communicate("\n", timeout=10)


def test_write_and_read(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with runtime.open_file(path, "wb") as file:
        assert file.path == path
        assert file.write(b"hello ") == 6
        assert file.write(memoryview(b"world")) == 5
        assert file.tell() == 11
        file.fsync()
        assert os.fstat(file.fileno()).st_size == 11
    assert path.read_bytes() == b"hello world"
    with runtime.open_file(path) as file:
        assert file.read(5) == b"hello"
        assert file.read() == b" world"
        assert file.read(5) == b""
        assert file.seek(-5, os.SEEK_END) == 6
        assert file.read(100) == b"world"


def test_access_at_a_position(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with runtime.open_file(path, "w+b") as file:
        assert file.truncate(10) == 10
        assert file.pwrite(b"abc", 4) == 3
        assert file.tell() == 0
        assert file.pread(3, 4) == b"abc"
        assert file.pread(100, 8) == b"\0\0"
        assert file.pread(10, 100) == b""
    assert path.read_bytes() == b"\0\0\0\0abc\0\0\0"


def test_many_writers_at_positions(tmp_path: Path) -> None:
    with runtime.open_file(tmp_path / "file", "wb") as file:

        def write(number: int) -> None:
            file.pwrite(bytes([number]) * 1000, number * 1000)

        runtime.map_concurrently(write, range(50), limit=8)
    assert (tmp_path / "file").read_bytes() == b"".join(bytes([n]) * 1000 for n in range(50))


def test_only_binary(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="binary"):
        with runtime.open_file(tmp_path / "file", "w"):
            pass
    with pytest.raises(FileNotFoundError):
        with runtime.open_file(tmp_path / "file", "rb"):
            pass


def test_a_file_lock_makes_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file.lock"
    before = os.umask(0o002)
    try:
        with runtime.file_lock(path):
            assert path.exists()
            assert stat.S_IMODE(path.stat().st_mode) == 0o664
            with pytest.raises(filelock.Timeout):
                filelock.FileLock(path).acquire(blocking=False)
    finally:
        os.umask(before)
    filelock.FileLock(path).acquire(blocking=False).lock.release()


def test_a_file_lock_waits_for_another_process(tmp_path: Path) -> None:
    path = tmp_path / "file.lock"
    holder = hold(path)
    timer = threading.Timer(0.15, let_go, [holder])
    timer.start()
    begin = time.monotonic()
    with runtime.file_lock(path, timeout=10):
        assert time.monotonic() - begin >= 0.1
    timer.join()


def test_a_file_lock_gives_up(tmp_path: Path) -> None:
    path = tmp_path / "file.lock"
    holder = hold(path)
    try:
        with pytest.raises(errors.CacheLockTimeout) as caught:
            with runtime.file_lock(path, timeout=0.05):
                pass
        assert isinstance(caught.value, filelock.Timeout)
        assert str(path) in str(caught.value)
    finally:
        let_go(holder)


def test_a_wait_for_a_file_lock_can_be_stopped(tmp_path: Path) -> None:
    path = tmp_path / "file.lock"
    holder = hold(path)
    watch = Stopwatch()
    try:
        with runtime.move_on_after(0.05) as scope:
            with runtime.file_lock(path):
                pass
        assert scope.expired
        assert watch.seconds < 1
    finally:
        let_go(holder)
    with runtime.file_lock(path, timeout=5):
        pass


def test_a_file_lock_excludes_within_the_process(tmp_path: Path) -> None:
    inside: list[int] = []

    def child(number: int) -> None:
        with runtime.file_lock(tmp_path / "file.lock", timeout=10):
            inside.append(number)
            assert inside == [number]
            runtime.sleep(0.001)
            inside.remove(number)

    runtime.map_concurrently(child, range(6), limit=3)


def test_without_flock_the_file_is_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(lock: object) -> None:
        raise NotImplementedError("no flock here")

    monkeypatch.setattr(filelock.FileLock, "_acquire", refuse)
    path = tmp_path / "file.lock"
    with runtime.file_lock(path):
        assert path.exists()
        with pytest.raises(errors.CacheLockTimeout):
            with runtime.file_lock(path, timeout=0):
                pass
    assert not path.exists()


def test_an_unwritable_folder_is_an_error_not_a_wait(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(OSError, match="file"):
        with runtime.file_lock(tmp_path / "file" / "x.lock"):
            pass


def test_who_waits_is_told_after_one_second_and_then_every_ten() -> None:
    told: list[tuple[Path, float]] = []
    plan = WaitPlan(Path("x"), 30.0, lambda path, waited: told.append((path, waited)))
    waited = 0.0
    while (pause := plan.next_pause(waited)) is not None:
        assert 0 < pause <= 0.25
        waited += pause
    assert waited == pytest.approx(30.0)
    assert [path for path, _ in told] == [Path("x")] * 3
    assert [round(seconds) for _, seconds in told] == [1, 11, 21]
