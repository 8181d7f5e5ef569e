"""What is transferred: random files, made once per run and outside of all timing."""

from __future__ import annotations

import base64
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


MIB = 1024 * 1024
KB = 1000


@dataclass(frozen=True)
class Sizes:
    """How much a run measures.

    Attributes:
        large: Bytes of the one large file.
        small_files: How many files of 1–20 KB there are.
        medium_files: How many files of `medium_size` bytes there are.
        medium_size: Bytes of one of those.
        cached_repos: How many repositories a cache has that is scanned: 3 revisions of 10 files each.
        rounds: Runs of each contender that count, after one that does not.
        quick_rounds: The same for jobs that take less than half a second.
    """

    large: int = 1024 * MIB
    small_files: int = 2000
    medium_files: int = 200
    medium_size: int = 1000 * KB
    cached_repos: int = 2000
    rounds: int = 5
    quick_rounds: int = 11


NORMAL = Sizes()
FULL = Sizes(small_files=5000)
QUICK = Sizes(large=128 * MIB, small_files=500, medium_files=50, cached_repos=200, rounds=3, quick_rounds=5)


@dataclass(frozen=True)
class Content:
    """Where the files are: folders that become repositories; `quarter` is for jobs that wait more than they work."""

    large: Path
    quarter: Path
    small: Path
    medium: Path


LARGE_NAME = "model.safetensors"


def make(folder: Path, sizes: Sizes) -> Content:
    """Write the files of a run below a folder."""
    content = Content(folder / "large", folder / "quarter", folder / "small", folder / "medium")
    for path in (content.large, content.quarter, content.small, content.medium):
        path.mkdir(parents=True)
    _write_random(content.large / LARGE_NAME, sizes.large)
    _write_random(content.quarter / LARGE_NAME, sizes.large // 4)
    for number in range(sizes.medium_files):
        _write_random(content.medium / f"shard-{number:05}.bin", sizes.medium_size)
    spread = random.Random(20)
    for number in range(sizes.small_files):
        # Text, so that it is kept in git as configurations and cards are, not in the object store.
        path = content.small / f"part-{number % 20:02}" / f"record-{number:05}.json"
        path.parent.mkdir(exist_ok=True)
        raw = os.urandom(spread.randrange(1 * KB, 20 * KB) * 3 // 4)
        path.write_bytes(base64.b64encode(raw))
    return content


def files_of(folder: Path) -> list[str]:
    """The files below a folder, as paths in a repository."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def total_size(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def touch(folder: Path) -> None:
    """Bring all files below a folder into the page cache, so that no run is the first to read them from the disk."""
    for path in folder.rglob("*"):
        if path.is_file():
            for _ in _pieces(path):
                pass


def make_unique(path: Path) -> None:
    """Make a file into one that no server has seen, in place: its first bytes are drawn again."""
    with path.open("r+b") as file:
        file.write(os.urandom(32))


def _write_random(path: Path, size: int) -> None:
    with path.open("wb") as file:
        for start in range(0, size, MIB):
            file.write(os.urandom(min(MIB, size - start)))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(MIB):
            yield piece


def make_cache(folder: Path, repos: int) -> int:
    """Write a cache of many small repositories; of the ten files of a revision, five are those of the one before.

    Returns:
        How many bytes its contents have.
    """
    total = 0
    for number in range(repos):
        repo = folder / f"models--local--cached-{number:05}"
        for name in ("blobs", "refs", "snapshots"):
            (repo / name).mkdir(parents=True)
        for revision in range(3):
            commit = f"{number:08x}{revision:032x}"
            (repo / "snapshots" / commit / "sub").mkdir(parents=True)
            for file in range(10):
                etag = f"{file:08x}{revision if file < 5 else 0:032x}"
                blob = repo / "blobs" / etag
                if not blob.exists():
                    total += blob.write_bytes(b"x" * (file + 1))
                name = f"file-{file}.txt" if file < 8 else f"sub/file-{file}.txt"
                target = "../" * (2 + name.count("/")) + f"blobs/{etag}"
                (repo / "snapshots" / commit / name).symlink_to(target)
        (repo / "refs" / "main").write_text(f"{number:08x}{2:032x}")
    return total
