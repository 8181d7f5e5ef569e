"""The one atomic publisher: whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from huggingface_hub._core import publish


def test_the_new_content_replaces_the_old(tmp_path: Path) -> None:
    final = tmp_path / "file"
    final.write_text("old")
    private = publish.private_name(final)
    private.write_text("new")

    publish.publish_file(private, final)

    assert final.read_text() == "new"
    assert os.listdir(tmp_path) == ["file"]


def test_a_link_under_the_final_name_is_replaced_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("precious")
    final = tmp_path / "file"
    final.symlink_to(target)

    publish.write_atomic(final, b"new")

    assert target.read_text() == "precious"
    assert final.read_text() == "new"
    assert not final.is_symlink()


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    final = tmp_path / "file"
    final.write_text("old")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        publish.write_atomic(final, b"new")

    assert final.read_text() == "old"
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_F6_permissions_follow_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        publish.write_atomic(tmp_path / "file", b"x")
        publish.write_atomic(tmp_path / "secret", b"x", mode=0o600)
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o640
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_P6_bytes_reach_the_disk_before_the_name_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    real_fsync, real_replace = os.fsync, os.replace
    monkeypatch.setattr(
        os,
        "fsync",
        lambda fd: (steps.append("dir" if stat.S_ISDIR(os.fstat(fd).st_mode) else "file"), real_fsync(fd))[1],
    )
    monkeypatch.setattr(os, "replace", lambda a, b: (steps.append("rename"), real_replace(a, b))[1])
    private = tmp_path / "private"
    private.write_text("x")

    publish.publish_file(private, tmp_path / "final")

    assert steps == ["file", "rename", "dir"]


def test_private_names_differ_and_fit(tmp_path: Path) -> None:
    names = {publish.private_name(tmp_path / ("ü" * 120)).name for _ in range(20)}

    assert len(names) == 20
    assert all(len(n.encode()) <= 255 for n in names)


def stumble(monkeypatch: pytest.MonkeyPatch, error: OSError, times: int) -> None:
    """Renaming fails a few times."""
    real = os.replace
    left = [error] * times

    def replace(source: object, target: object) -> None:
        if left:
            raise left.pop()
        real(source, target)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "replace", replace)


def in_use() -> OSError:
    error = PermissionError(errno.EACCES, "The process cannot access the file")
    error.winerror = 32  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize("error", [in_use(), OSError(errno.ESTALE, "Stale file handle")], ids=["F15", "F16"])
def test_F15_F16_a_file_that_is_held_for_a_moment_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    pauses: list[float] = []
    (tmp_path / "private").write_text("new")
    (tmp_path / "final").write_text("old")
    stumble(monkeypatch, error, 3)

    publish.replace(tmp_path / "private", tmp_path / "final", pause=pauses.append)

    assert (tmp_path / "final").read_text() == "new"
    assert len(pauses) == 3


@pytest.mark.parametrize("error", [in_use(), OSError(errno.ESTALE, "Stale file handle")], ids=["F15", "F16"])
def test_F15_F16_a_file_that_stays_held_is_an_error_that_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    pauses: list[float] = []
    (tmp_path / "private").write_text("new")
    (tmp_path / "final").write_text("old")
    stumble(monkeypatch, error, 100)

    with pytest.raises(type(error), match=r"Cannot write .*final.* (another program|mount)") as caught:
        publish.replace(tmp_path / "private", tmp_path / "final", pause=pauses.append)

    assert caught.value.errno == error.errno
    assert (tmp_path / "final").read_text() == "old"
    assert sum(pauses) < 1


def test_what_does_not_pass_is_not_tried_again(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        publish.replace(tmp_path / "nothing", tmp_path / "final", pause=lambda seconds: pytest.fail("waited"))
