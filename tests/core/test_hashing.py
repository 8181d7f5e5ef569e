"""Hashes by which the Hub knows files, against git itself."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from huggingface_hub._core import hashing


@pytest.mark.parametrize("size", [0, 1, hashing.CHUNK, hashing.CHUNK * 2 + 7])
def test_one_read_gives_both_hashes(tmp_path: Path, size: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(range(256)) * (size // 256) + b"x" * (size % 256))

    got = hashing.hash_file(path)

    expected = subprocess.run(
        ["git", "hash-object", str(path)], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert got == (size, hashlib.sha256(path.read_bytes()).hexdigest(), expected)
    assert hashing.git_blob_sha1(path.read_bytes()) == expected


@pytest.mark.parametrize("size", [63, 64, 65, 4096, 10_000])
def test_a_large_file_is_read_ahead_of_its_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(hashing, "READ_AHEAD_FROM", 64)
    monkeypatch.setattr(hashing, "READ_AHEAD", 64)
    content = random.Random(size).randbytes(size)
    path = tmp_path / "file"
    path.write_bytes(content)

    got = hashing.hash_file(path)

    assert got == (size, hashlib.sha256(content).hexdigest(), hashing.git_blob_sha1(content))


@pytest.mark.parametrize("when", ["while it is read", "between two pieces"])
def test_no_thread_is_left_when_a_large_file_can_not_be_hashed(tmp_path: Path, when: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(64))
    before = threading.active_count()

    with path.open("rb", buffering=0) as file:
        pieces = hashing.read_ahead(file, 16)
        next(pieces)
        if when == "between two pieces":
            pieces.close()
        else:
            file.close()
            with pytest.raises(ValueError, match="closed file"):
                for _ in pieces:
                    pass

    assert threading.active_count() == before


def test_a_large_file_is_hashed_by_what_runs_at_the_end_of_a_program(tmp_path: Path) -> None:
    content = random.Random(1).randbytes(1000)
    path = tmp_path / "file"
    path.write_bytes(content)
    program = """
import atexit, concurrent.futures.thread, sys
from huggingface_hub._core import hashing
hashing.READ_AHEAD_FROM = 64
atexit.register(lambda: print(hashing.hash_file(sys.argv[1]).sha256))
"""

    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)

    assert (done.stdout.strip(), done.stderr) == (hashlib.sha256(content).hexdigest(), "")


def test_a_hash_that_is_not_wanted_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"abc")

    assert hashing.hash_file(path, git_sha1=False).git_sha1 == ""
    assert hashing.hash_file(path, sha256=False).sha256 == ""


def test_only_the_wanted_part_is_read(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")

    with path.open("rb") as file:
        file.seek(2)
        assert b"".join(bytes(p) for p in hashing.read_chunks(file, 5, chunk=2)) == b"23456"
