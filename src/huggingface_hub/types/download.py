"""What a download is told by the Hub, and what it tells its caller."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class XetFileData:
    """Where the Xet store has a file.

    Attributes:
        file_hash: The file's Xet hash: 64 hexadecimal digits, not its SHA-256.
        refresh_route: Address that hands out access tokens for the store.
    """

    file_hash: str
    refresh_route: str


@dataclass(frozen=True)
class HfFileMetadata:
    """What the Hub announces about one file of a repository.

    Attributes:
        commit_hash: The commit that the revision stands for.
        etag: Identity of the content: SHA-256 of an LFS file, git blob id of a regular one.
        location: Where the bytes are; a signed address on another host for LFS files.
        size: Size in bytes, if announced.
        xet_file_data: Set when the content is kept in the Xet store.
    """

    commit_hash: str | None
    etag: str | None
    location: str
    size: int | None
    xet_file_data: XetFileData | None


@dataclass
class DryRunFileInfo:
    """What a download would do with one file.

    Attributes:
        commit_hash: The commit that the revision stands for.
        file_size: Size in bytes, if announced.
        filename: Path of the file in the repository.
        local_path: Where the file is, or would be.
        is_cached: Whether the content is already on this machine.
        will_download: Whether bytes would be fetched.
    """

    commit_hash: str
    file_size: int | None
    filename: str
    local_path: str
    is_cached: bool
    will_download: bool
