"""Buckets, what is in them, and plans to bring one in line with a folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from huggingface_hub.types.download import XetFileData
from huggingface_hub.types.wire import WireObject, moment, wire


BucketVisibility = Literal["public", "private"]
SyncAction = Literal["upload", "download", "delete", "skip"]


@dataclass(init=False)
class BucketInfo(WireObject):
    """
    A bucket.

    Attributes:
        id: Its id, `user/name`.
        private: Whether only its owners see it.
        created_at: When it was created.
        size: Bytes of all its files.
        total_files: How many files it has.
    """

    id: str = wire(required=True)
    private: bool = wire(required=True)
    created_at: datetime = wire("createdAt", read=moment, required=True)
    size: int = wire(required=True)
    total_files: int = wire("totalFiles", required=True)


@dataclass(init=False)
class BucketFile(WireObject):
    """
    A file of a bucket.

    Attributes:
        type: Always `file`.
        path: Path in the bucket.
        size: Bytes.
        xet_hash: Key of its content in the Xet storage.
        mtime: When its content was changed last, as the program that uploaded it said.
        uploaded_at: When it was uploaded.
    """

    type: Literal["file"] = wire(fallback="file")
    path: str = wire(required=True)
    size: int = wire(required=True)
    xet_hash: str = wire("xetHash", required=True)
    mtime: datetime | None = wire(read=moment)
    uploaded_at: datetime | None = wire("uploadedAt", read=moment)


@dataclass(init=False)
class BucketFolder(WireObject):
    """
    A folder of a bucket: what the files below it have in common.

    Attributes:
        type: Always `directory`.
        path: Path in the bucket, without a slash at its end.
        uploaded_at: When something in it was uploaded last.
    """

    type: Literal["directory"] = wire(fallback="directory")
    path: str = wire(required=True)
    uploaded_at: datetime | None = wire("uploadedAt", read=moment)


def read_bucket_entry(data: Any) -> BucketFile | BucketFolder:
    """
    Read one item of a bucket's listing.

    Raises:
        ValueError: The item is not one.
    """
    is_folder = isinstance(data, dict) and data.get("type") == "directory"
    return BucketFolder.from_wire(data) if is_folder else BucketFile.from_wire(data)


@dataclass(frozen=True)
class BucketFileMetadata:
    """
    What the Hub announces about one file of a bucket.

    Attributes:
        size: Bytes.
        xet_file_data: Where the Xet storage has it.
    """

    size: int
    xet_file_data: XetFileData


@dataclass
class SyncOperation:
    """
    What is done, or was decided not to be done, with one file.

    Attributes:
        action: `upload`, `download`, `delete`, or `skip` for nothing.
        path: Path relative to both sides.
        size: Bytes of what is transferred or deleted.
        reason: Why.
        local_mtime: When the file in the folder was changed last, if there is one; in ISO format.
        remote_mtime: The same of the file in the bucket.
        bucket_file: The file in the bucket that is downloaded.
    """

    action: SyncAction
    path: str
    size: int | None = None
    reason: str = ""
    local_mtime: str | None = None
    remote_mtime: str | None = None
    bucket_file: BucketFile | None = None


@dataclass
class SyncPlan:
    """
    What it takes to bring one side in line with the other.

    Attributes:
        source: A folder or a bucket.
        dest: A bucket or a folder.
        timestamp: When the plan was made, in ISO format.
        operations: What to do, in the order of the paths.
    """

    source: str
    dest: str
    timestamp: str
    operations: list[SyncOperation] = field(default_factory=list)

    def summary(self) -> dict[str, int | str]:
        """How many files are uploaded, downloaded, deleted and left alone, and how many bytes are transferred."""
        counted = [operation.action for operation in self.operations]
        return {
            "uploads": counted.count("upload"),
            "downloads": counted.count("download"),
            "deletes": counted.count("delete"),
            "skips": counted.count("skip"),
            "total_size": sum(each.size or 0 for each in self.operations if each.action in ("upload", "download")),
        }


__all__ = [
    "BucketFile",
    "BucketFileMetadata",
    "BucketFolder",
    "BucketInfo",
    "BucketVisibility",
    "SyncAction",
    "SyncOperation",
    "SyncPlan",
    "read_bucket_entry",
]
