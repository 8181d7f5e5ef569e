"""What is in the cache on disk: repositories, revisions, files."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar


REPO_TYPE_T = Literal["model", "dataset", "space", "kernel"]

T = TypeVar("T", bound="Deferred")

_UNITS = ("", "K", "M", "G", "T", "P")
_PERIODS = (
    ("second", 1, 60),
    ("minute", 60, 60),
    ("hour", 3600, 24),
    ("day", 86400, 7),
    ("week", 604800, 7),
    ("month", 2592000, 12),
    ("year", 31536000, None),
)


def format_size(size: float) -> str:
    """A number of bytes for people: `999.0`, `1.2K`, `3.4G`."""
    amount = float(size)
    for unit in _UNITS:
        if abs(amount) < 1000 or unit == "P":
            return f"{amount:.1f}{unit}"
        amount /= 1000
    return f"{amount:.1f}P"


def format_timesince(timestamp: float, *, now: float | None = None) -> str:
    """How long ago something was, for people: `a few seconds ago`, `3 weeks ago`."""
    delta = (time.time() if now is None else now) - timestamp
    if delta < 20:
        return "a few seconds ago"
    name, seconds = next(
        (name, seconds) for name, seconds, limit in _PERIODS if limit is None or round(delta / seconds) < limit
    )
    count = round(delta / seconds)
    return f"{count} {name}{'s' if count > 1 else ''} ago"


class Deferred:
    """A value whose expensive fields are made when they are read.

    A scan notes what it saw as texts and numbers. Paths and sets of objects, which nobody may ask for, are made from them
    later, without looking at the disk again.
    """

    @classmethod
    def _of(cls: type[T], **facts: Any) -> T:
        new = object.__new__(cls)
        # The facts themselves become its attributes: one dictionary less, for each of very many.
        object.__setattr__(new, "__dict__", facts)
        return new


class _Made:
    """A field that is made of the fact of its name, when it is read for the first time."""

    def __init__(self, name: str, make: Callable[[Any], Any]) -> None:
        self._name, self._fact, self._make = name, "_" + name, make

    def __get__(self, instance: Deferred | None, owner: type[Deferred]) -> Any:
        if instance is None:
            return self
        # Only called for what is not there yet.
        facts = instance.__dict__
        try:
            value = facts[self._name] = self._make(facts[self._fact])
        except KeyError:
            message = f"{owner.__name__!r} object has no attribute {self._name!r}"
            raise AttributeError(message, name=self._name, obj=instance) from None
        return value


def _defer(**makers: Callable[[Any], Any]) -> Callable[[type[T]], type[T]]:
    """Make fields of a dataclass when they are read; beside the class, where they would be taken for defaults."""

    def decorate(cls: type[T]) -> type[T]:
        for name, make in makers.items():
            setattr(cls, name, _Made(name, make))
        return cls

    return decorate


# Files of a scan lie in few folders: most of a path is there already.
_folder = lru_cache(maxsize=256)(Path)


def _joined(text: str) -> Path:
    folder, _, name = text.rpartition(os.sep)
    return _folder(folder) / name if folder else Path(text)


# Newer versions of Python take a path apart when somebody wants to know its parts.
_path_of: Callable[[str], Path] = Path if sys.version_info >= (3, 12) else _joined


@_defer(file_path=_path_of, blob_path=lru_cache(maxsize=1024)(_path_of))
@dataclass(frozen=True)
class CachedFileInfo(Deferred):
    """A file of a cached revision.

    Attributes:
        file_name: Its name, without folders.
        file_path: Where it is in the snapshot.
        blob_path: Where its content is; without symlinks, that is a file of a snapshot, and the same for all that share it.
        size_on_disk: Size of the content in bytes.
        blob_last_accessed: When the content was last read, in seconds since 1970, as far as the file system notes it.
        blob_last_modified: When the content was written, in seconds since 1970.
    """

    file_name: str
    file_path: Path
    blob_path: Path
    size_on_disk: int
    blob_last_accessed: float
    blob_last_modified: float

    def __hash__(self) -> int:
        return hash(self.__dict__.get("_file_path") or str(self.file_path))

    @property
    def blob_last_accessed_str(self) -> str:
        """When the content was last read, such as `2 weeks ago`."""
        return format_timesince(self.blob_last_accessed)

    @property
    def blob_last_modified_str(self) -> str:
        """When the content was written, such as `2 weeks ago`."""
        return format_timesince(self.blob_last_modified)

    @property
    def size_on_disk_str(self) -> str:
        """Size of the content, such as `42.2K`."""
        return format_size(self.size_on_disk)


@dataclass(frozen=True)
class CachedIncompleteFileInfo:
    """What is left of a download that has not finished, or is still running.

    Attributes:
        file_path: The partial file.
        size_on_disk: Its size in bytes.
    """

    file_path: Path
    size_on_disk: int


@dataclass(frozen=True)
class RevisionFiles:
    """The files of a revision as a scan noted them.

    Attributes:
        snapshot: Folder of the revision.
        entries: Path in the snapshot, and key in `contents`, of each file.
        contents: Path, size, last access and last modification of each content of the repository.
    """

    snapshot: str
    entries: list[tuple[str, str]]
    contents: dict[str, tuple[str, int, float, float]]

    def build(self) -> frozenset[CachedFileInfo]:
        """The same as objects."""
        found = []
        folder = self.snapshot + os.sep
        for relative, key in self.entries:
            blob, size, accessed, modified = self.contents[key]
            found.append(
                CachedFileInfo._of(
                    file_name=relative.rpartition("/")[2],
                    _file_path=folder + (relative if os.sep == "/" else relative.replace("/", os.sep)),
                    _blob_path=blob,
                    size_on_disk=size,
                    blob_last_accessed=accessed,
                    blob_last_modified=modified,
                )
            )
        return frozenset(found)


@_defer(snapshot_path=Path, files=RevisionFiles.build)
@dataclass(frozen=True)
class CachedRevisionInfo(Deferred):
    """A revision of which files are in the cache.

    Attributes:
        commit_hash: The commit.
        snapshot_path: Folder of its files.
        size_on_disk: Size of its files in bytes; contents that other revisions have too are counted for each.
        files: Its files.
        refs: Branches, tags and pull requests that stood for it when last seen.
        last_modified: When its newest content was written, in seconds since 1970.
    """

    commit_hash: str
    snapshot_path: Path
    size_on_disk: int
    files: frozenset[CachedFileInfo]
    refs: frozenset[str]
    last_modified: float

    def __hash__(self) -> int:
        return hash((self.commit_hash, self.__dict__.get("_snapshot_path") or str(self.snapshot_path)))

    @property
    def last_modified_str(self) -> str:
        """When its newest content was written, such as `2 weeks ago`."""
        return format_timesince(self.last_modified)

    @property
    def size_on_disk_str(self) -> str:
        """Size of its files, such as `42.2K`."""
        return format_size(self.size_on_disk)

    @property
    def nb_files(self) -> int:
        """Number of its files."""
        raw: RevisionFiles | None = self.__dict__.get("_files")
        return len(self.files) if raw is None else len(raw.entries)


@_defer(repo_path=Path)
@dataclass(frozen=True)
class CachedRepoInfo(Deferred):
    """A repository of which revisions are in the cache.

    Attributes:
        repo_id: The repository, as `user/name`.
        repo_type: `model`, `dataset`, `space` or `kernel`.
        repo_path: Its folder in the cache.
        size_on_disk: Size of its contents in bytes; what several revisions share is counted once.
        nb_files: Number of its contents.
        revisions: Its revisions.
        last_accessed: When one of its contents was last read, in seconds since 1970.
        last_modified: When its newest content was written, in seconds since 1970.
    """

    repo_id: str
    repo_type: REPO_TYPE_T
    repo_path: Path
    size_on_disk: int
    nb_files: int
    revisions: frozenset[CachedRevisionInfo]
    last_accessed: float
    last_modified: float

    def __hash__(self) -> int:
        return hash(self.__dict__.get("_repo_path") or str(self.repo_path))

    @property
    def cache_id(self) -> str:
        """Its name on command lines: `model/user/name`."""
        return f"{self.repo_type}/{self.repo_id}"

    @property
    def snapshot_path(self) -> Path:
        """Folder of its snapshots: one folder for each revision."""
        return self.repo_path / "snapshots"

    @property
    def last_accessed_str(self) -> str:
        """When one of its contents was last read, such as `2 weeks ago`."""
        return format_timesince(self.last_accessed)

    @property
    def last_modified_str(self) -> str:
        """When its newest content was written, such as `2 weeks ago`."""
        return format_timesince(self.last_modified)

    @property
    def size_on_disk_str(self) -> str:
        """Size of its contents, such as `42.2K`."""
        return format_size(self.size_on_disk)

    @property
    def refs(self) -> dict[str, CachedRevisionInfo]:
        """Branches, tags and pull requests, and the revisions that they stood for when last seen."""
        return {ref: revision for revision in self.revisions for ref in revision.refs}
