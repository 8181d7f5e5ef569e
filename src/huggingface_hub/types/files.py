"""Files and folders of a repository."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, Union

from huggingface_hub.types.wire import WireObject, alias, each, moment, one, read_object, wire


class DictObject(dict[str, Any]):
    """A dataclass that can also be read as a dictionary of its fields."""

    def __post_init__(self) -> None:
        self.update({each.name: getattr(self, each.name) for each in fields(self)})  # type: ignore[arg-type]  # a base


@dataclass
class BlobLfsInfo(DictObject):
    """
    What Git LFS knows about a file.

    Attributes:
        size: Bytes of the file itself.
        sha256: Hash of the file itself, and its key in the LFS storage.
        pointer_size: Bytes of the text that stands for the file in git.
    """

    size: int
    sha256: str
    pointer_size: int

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> BlobLfsInfo:
        """Read what a tree (`oid`) or a repository's info (`sha256`) says."""
        return read_object(
            cls,
            data,
            lambda wire: cls(
                size=wire["size"],
                sha256=wire["sha256"] if "sha256" in wire else wire["oid"],
                pointer_size=wire.get("pointerSize", wire.get("pointer_size", 0)),
            ),
        )


@dataclass
class BlobSecurityInfo(DictObject):
    """
    What the Hub's scanners say about a file.

    Attributes:
        safe: Whether the verdict is `safe`.
        status: The verdict.
        av_scan: Report of the antivirus.
        pickle_import_scan: Report on the imports of a pickle.
    """

    safe: bool
    status: str
    av_scan: dict[str, Any] | None
    pickle_import_scan: dict[str, Any] | None

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> BlobSecurityInfo:
        """Read the `securityFileStatus` of a tree."""
        return read_object(
            cls,
            data,
            lambda wire: cls(
                safe=wire["status"] == "safe",
                status=wire["status"],
                av_scan=wire.get("avScan"),
                pickle_import_scan=wire.get("pickleImportScan"),
            ),
        )


@dataclass
class LastCommitInfo(DictObject):
    """
    The commit that touched a file or folder last.

    Attributes:
        oid: Its hash.
        title: First line of its message.
        date: When it was made.
    """

    oid: str
    title: str
    date: datetime

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> LastCommitInfo:
        """Read the `lastCommit` of a tree."""
        return read_object(
            cls,
            data,
            lambda wire: cls(
                oid=wire["id"] if "id" in wire else wire["oid"], title=wire["title"], date=moment(wire["date"])
            ),
        )


@dataclass
class RepoSibling:
    """
    A file as listed in a repository's info.

    Attributes:
        rfilename: Path in the repository.
        size: Bytes; only if the files' metadata were asked for, like the next two.
        blob_id: Git's hash of the file, or of its LFS pointer.
        lfs: What Git LFS knows about it, if it is kept there.
    """

    rfilename: str
    size: int | None = None
    blob_id: str | None = None
    lfs: BlobLfsInfo | None = None

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> RepoSibling:
        """Read one of the `siblings` of a repository's info."""
        return read_object(
            cls,
            data,
            lambda wire: cls(
                rfilename=wire["rfilename"],
                size=wire.get("size"),
                blob_id=wire.get("blobId"),
                lfs=read_lfs(wire["lfs"]) if wire.get("lfs") else None,
            ),
        )


read_lfs: Callable[[Any], BlobLfsInfo | None] = one(BlobLfsInfo)
read_siblings: Callable[[Any], list[RepoSibling] | None] = each(RepoSibling)


@dataclass(init=False)
class RepoFile(WireObject):
    """
    A file of a repository.

    Attributes:
        path: Path in the repository.
        size: Bytes of the file.
        blob_id: Git's hash of the file, or of its LFS pointer.
        lfs: What Git LFS knows about it, if it is kept there.
        xet_hash: Key of its content in the Xet storage, if it is kept there.
        last_commit: The commit that touched it last; only if asked for with `expand`.
        security: What the scanners say; only if asked for with `expand`.
    """

    path: str = wire(required=True)
    size: int = wire(required=True)
    blob_id: str = wire("oid", required=True)
    lfs: BlobLfsInfo | None = wire(read=read_lfs, default=None)
    xet_hash: str | None = wire("xetHash", default=None)
    last_commit: LastCommitInfo | None = wire("lastCommit", read=one(LastCommitInfo), default=None)
    security: BlobSecurityInfo | None = wire("securityFileStatus", read=one(BlobSecurityInfo), default=None)

    rfilename: ClassVar[alias[str]] = alias("path")
    lastCommit: ClassVar[alias[LastCommitInfo | None]] = alias("last_commit")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("type", None)  # told by the class
        super().__init__(**kwargs)


@dataclass(init=False)
class RepoFolder(WireObject):
    """
    A folder of a repository.

    Attributes:
        path: Path in the repository.
        tree_id: Git's hash of the folder.
        last_commit: The commit that touched it last; only if asked for with `expand`.
    """

    path: str = wire(required=True)
    tree_id: str = wire("oid", required=True)
    last_commit: LastCommitInfo | None = wire("lastCommit", read=one(LastCommitInfo), default=None)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("type", None)
        super().__init__(**kwargs)


RepoEntry = Union[RepoFile, RepoFolder]


def read_entry(data: Any) -> RepoEntry:
    """
    Read one item of a tree.

    Raises:
        ValueError: The item is not one.
    """
    if isinstance(data, Mapping) and data.get("type") == "directory":
        return RepoFolder.from_wire(data)
    return RepoFile.from_wire(data)


@dataclass(init=False)
class LFSFileInfo(WireObject):
    """
    A file in the LFS storage of a repository, whether or not a commit still refers to it.

    Attributes:
        file_oid: Its SHA-256, by which it can be deleted.
        filename: A path that it has, or had.
        oid: Git's hash of its pointer.
        pushed_at: When it was uploaded.
        ref: A branch that refers to it.
        size: Bytes.
    """

    file_oid: str = wire("fileOid", required=True)
    filename: str = wire(required=True)
    oid: str = wire(required=True)
    pushed_at: datetime = wire("pushedAt", read=moment, required=True)
    ref: str | None = wire()
    size: int = wire(required=True)


__all__ = [
    "BlobLfsInfo",
    "BlobSecurityInfo",
    "DictObject",
    "LFSFileInfo",
    "LastCommitInfo",
    "RepoEntry",
    "RepoFile",
    "RepoFolder",
    "RepoSibling",
    "read_entry",
]
