"""Files on their way to a bucket: what they are on the disk, and the changes that they become."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from huggingface_hub import constants
from huggingface_hub._core import buckets, packages
from huggingface_hub._core.outcome import Outcome


OTHERS_ARE_THERE = "The others were uploaded; nothing was deleted."
PATIENCE = 300.0
"""Seconds in which something has to move: the storage says nothing while it looks at what it has got."""


class Stored(Protocol):
    """A content in the storage."""

    @property
    def xet_hash(self) -> str:
        """Its name there."""
        ...


S = TypeVar("S", bound=Stored)


def check_available(what: str) -> None:
    """
    Refuse what is impossible without `hf_xet`.

    Raises:
        ImportError: It is not installed, or switched off.
    """
    if packages.is_xet_available():
        return
    if constants.HF_HUB_DISABLE_XET:
        raise ImportError(f"{what} go through Xet, which is switched off: unset HF_HUB_DISABLE_XET.")
    raise ImportError(
        f'{what} go through Xet, which needs `hf_xet`. Install it with `pip install "huggingface_hub[xet]"`.'
    )


@dataclass(frozen=True)
class Addition:
    """
    A file to add to a bucket.

    Attributes:
        source: Its path, or its content.
        path: Where it goes.
        size: Bytes.
        mtime: When it was changed last, in milliseconds.
    """

    source: str | bytes
    path: str
    size: int
    mtime: int

    def change(self, xet_hash: str) -> buckets.Add:
        """The change, once the content was uploaded."""
        return buckets.Add(self.path, xet_hash, self.mtime, buckets.content_type(self.source, self.path))


def read_additions(add: Iterable[tuple[str | Path | bytes, str]]) -> list[Addition]:
    """
    Look at the files to add, before anything is sent.

    Raises:
        FileNotFoundError: One does not exist.
        IsADirectoryError: One is a folder.
        UnsafePathError: No file can have such a path in a bucket.
    """
    return [_read(source, buckets.check_path(path)) for source, path in add]


def look(
    add: Iterable[tuple[str | Path | bytes, str]],
) -> tuple[list[Addition], dict[str, Exception]]:
    """As `read_additions`, but tells which files can't be read, by their paths in the bucket."""
    additions: list[Addition] = []
    failures: dict[str, Exception] = {}
    for source, path in add:
        try:
            additions.append(_read(source, buckets.check_path(path)))
        except OSError as error:
            failures[path] = error
    return additions, failures


def stored(
    additions: Iterable[Addition], outcomes: Iterable[Outcome[S]]
) -> tuple[list[buckets.Add], dict[str, Exception]]:
    """What to add of files that were sent, and why others could not be read."""
    changes: list[buckets.Add] = []
    failures: dict[str, Exception] = {}
    for addition, outcome in zip(additions, outcomes, strict=True):
        try:
            changes.append(addition.change(outcome.unwrap().xet_hash))
        except OSError as error:
            failures[addition.path] = error
    return changes, failures


def _read(source: str | Path | bytes, path: str) -> Addition:
    if isinstance(source, bytes):
        return Addition(source, path, len(source), int(time.time() * 1000))
    name = os.fspath(Path(source).expanduser())
    # The time is taken before the content is read: what is written in between makes the file newer than this.
    found = os.stat(name)
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(f"'{name}' is a folder: use `sync_bucket` to upload what is in it.")
    if not stat.S_ISREG(found.st_mode):
        raise ValueError(f"'{name}' is not a file.")
    return Addition(name, path, found.st_size, found.st_mtime_ns // 1_000_000)


def copies_and_deletions(copy: Iterable[tuple[str, str, str, str]], delete: Iterable[str]) -> list[buckets.Change]:
    """
    The changes that need no upload.

    Raises:
        UnsafePathError: No file can have such a path in a bucket.
    """
    now = int(time.time() * 1000)
    copies = [
        buckets.Copy(repo_type, repo_id, xet_hash, buckets.check_path(path), now)
        for repo_type, repo_id, xet_hash, path in copy
    ]
    return [*copies, *(buckets.Delete(path) for path in delete)]
