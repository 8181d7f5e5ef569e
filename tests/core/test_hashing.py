"""Hashes by which the Hub knows files, against git itself."""

from __future__ import annotations

import hashlib
import subprocess
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
