"""What a commit consists of: files to add, to delete and to copy."""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Literal, Union

from huggingface_hub._core import hashing
from huggingface_hub._core.upload import names, scan, sources


UploadMode = Literal["lfs", "regular"]


class UploadInfo:
    """
    What the Hub needs to know about a file before it takes it.

    Attributes:
        size: Bytes.
        sample: The first 512 of them.
        sent: Bytes that were sent to the storage.
    """

    def __init__(self, size: int, sample: bytes, sha256: bytes | None = None, source_path: str | None = None) -> None:
        self.size: int = size
        self.sample = sample
        self.sent = 0
        self._sha256 = sha256
        self._source_path = source_path
        self._fingerprint: sources.Fingerprint | None = None

    @property
    def is_hashed(self) -> bool:
        """Whether the SHA-256 is known already."""
        return self._sha256 is not None

    @property
    def sha256(self) -> bytes:
        """The SHA-256 of the content; reads the file when it is not known yet."""
        if self._sha256 is None:
            if self._source_path is None:
                raise ValueError("The SHA-256 of this upload is not known, and there is no file to take it from.")
            self.rehash(self._source_path)
        return self._sha256  # type: ignore[return-value]  # set by `rehash`

    @sha256.setter
    def sha256(self, value: bytes) -> None:
        self._sha256 = value

    def rehash(self, path: str) -> None:
        """Read a file again, as it is now.

        Raises:
            OSError: It can't be read, or is being written to.
        """
        self._fingerprint, hashes = sources.hash_path(path, sha256=True, git_sha1=False)
        self.size = hashes.size
        self._sha256 = bytes.fromhex(hashes.sha256)

    def recall(self, seen: sources.Fingerprint, sha256: str) -> None:
        """Take the hash over from an earlier attempt, which saw the file exactly as it is now."""
        self._fingerprint = seen
        self.size = seen.size
        self._sha256 = bytes.fromhex(sha256)

    @classmethod
    def from_path(cls, path: str) -> UploadInfo:
        """Look at a file; it is hashed when that is needed."""
        with open(path, "rb", buffering=0) as file:
            return cls(os.fstat(file.fileno()).st_size, file.read(sources.SAMPLE_SIZE), source_path=str(path))

    @classmethod
    def from_bytes(cls, data: bytes) -> UploadInfo:
        """Look at a content in memory."""
        return cls(len(data), data[: sources.SAMPLE_SIZE], sha256=bytes.fromhex(hashing.sha256_of(data)))

    @classmethod
    def from_fileobj(cls, fileobj: BinaryIO) -> UploadInfo:
        """Read a file object from its beginning to its end, and rewind it."""
        facts = sources.read_object(fileobj)
        return cls(facts.size, facts.sample, sha256=facts.sha256)

    def __repr__(self) -> str:
        digest = "(not computed)" if self._sha256 is None else self._sha256.hex()
        return f"{type(self).__name__}(size={self.size}, sha256={digest})"


@dataclass
class CommitOperationAdd:
    """
    A file to add to a repository, or to replace there.

    Args:
        path_in_repo: Where to put it, `weights/model.safetensors`.
        path_or_fileobj: A path, the content itself as bytes, or a binary file object that can be rewound.
        rfilename: Another way to say `path_in_repo`; if both are given, this is the one that counts.
        rethrow: Whether a file that can't be read ends the commit. With `False` it is left out of it, warned about
            and listed in the `skipped` of the result.
        upload_info: Size, sample and hash, if they are known already, so that the file need not be read for them.

    Raises:
        ValueError: No such file, or not a path that a file in a repository can have.
        LocalUploadNotImplementedError: A stream that can be read only once.
    """

    path_in_repo: str
    path_or_fileobj: str | Path | bytes | BinaryIO
    upload_info: UploadInfo = field(init=False, repr=False)
    _upload_mode: UploadMode | None = field(init=False, repr=False, default=None)
    _should_ignore: bool | None = field(init=False, repr=False, default=None)
    _remote_oid: str | None = field(init=False, repr=False, default=None)
    _is_uploaded: bool = field(init=False, repr=False, default=False)
    _is_committed: bool = field(init=False, repr=False, default=False)
    _rethrow: bool = field(init=False, repr=False, default=True)
    _unreadable: Exception | None = field(init=False, repr=False, default=None, compare=False)

    def __init__(
        self,
        path_in_repo: str,
        path_or_fileobj: str | Path | bytes | BinaryIO,
        *,
        rfilename: str | None = None,
        rethrow: bool = True,
        upload_info: UploadInfo | None = None,
    ) -> None:
        self.path_in_repo = names.clean_target(path_in_repo if rfilename is None else rfilename)
        self.path_or_fileobj = (
            os.fspath(path_or_fileobj) if isinstance(path_or_fileobj, os.PathLike) else path_or_fileobj
        )
        self._rethrow = rethrow
        try:
            self.upload_info = _inspect(self.path_or_fileobj) if upload_info is None else upload_info
        except (OSError, _NotAFile) as error:
            if rethrow and isinstance(error, _NotAFile):
                raise ValueError(str(error)) from None
            if rethrow:
                raise
            self._unreadable = error
            self.upload_info = UploadInfo(0, b"")

    def look_again(self) -> None:
        """
        Take the file as it is now, before the Hub is asked about it once more.

        Raises:
            OSError: It can't be read any more.
        """
        if isinstance(self.path_or_fileobj, str):
            self.upload_info = UploadInfo.from_path(self.path_or_fileobj)
            self._upload_mode = self._remote_oid = None
            self._is_uploaded = False

    @property
    def rethrow(self) -> bool:
        """Whether a file that can't be read ends the commit."""
        return self._rethrow

    @property
    def source_path(self) -> str | None:
        """The local file, if the content comes from one."""
        return self.path_or_fileobj if isinstance(self.path_or_fileobj, str) else None

    @contextmanager
    def as_file(self, with_tqdm: bool = False) -> Iterator[BinaryIO]:
        """
        Open the content for reading.

        Args:
            with_tqdm: Whether to show a progress bar while it is read.
        """
        with self._open() as file:
            if not with_tqdm:
                yield file
                return
            from huggingface_hub._core.upload.watched import with_bar

            with with_bar(file, name=self.path_in_repo, size=self.upload_info.size) as watched:
                yield watched

    @contextmanager
    def _open(self) -> Iterator[BinaryIO]:
        source = self.path_or_fileobj
        if isinstance(source, str):
            with open(source, "rb") as file:
                yield file
        elif isinstance(source, bytes):
            yield io.BytesIO(source)
        else:
            with sources.rewound(source) as file:  # type: ignore[arg-type]  # paths were made strings
                file.seek(0)
                yield file

    def b64content(self) -> bytes:
        """The whole content in base64."""
        with self.as_file() as file:
            return base64.b64encode(file.read())

    def _local_oid(self) -> str | None:
        """The id under which the content would be known at the Hub, for the mode that the Hub chose."""
        if self._upload_mode is None or self._unreadable is not None:
            return None
        if self._upload_mode == "lfs":
            return self.upload_info.sha256.hex()
        source = self.path_or_fileobj
        if isinstance(source, str):
            return hashing.hash_file(source, sha256=False).git_sha1
        with self.as_file() as file:
            return hashing.git_blob_sha1(file.read())


class _NotAFile(ValueError):
    """The path does not lead to a file."""


def _instead(path: str) -> str:
    if os.path.isdir(path):
        return ": it is a folder, which `upload_folder` uploads"
    try:
        return f": it is a {scan.kind_of(os.stat(path).st_mode)}"
    except (OSError, ValueError):
        return ""


def _inspect(source: Any) -> UploadInfo:
    if isinstance(source, str):
        if not os.path.isfile(source):
            raise _NotAFile(f"Provided path: '{source}' is not a file on the local file system{_instead(source)}")
        return UploadInfo.from_path(source)
    if isinstance(source, bytes):
        return UploadInfo.from_bytes(source)
    sources.check_object(source)
    return UploadInfo.from_fileobj(source)


@dataclass
class CommitOperationDelete:
    """
    A file or folder to delete from a repository.

    Args:
        path_in_repo: What to delete, `checkpoints/` or `weights/model.bin`.
        is_folder: Whether it is a folder; `auto` takes paths that end in `/` for folders.
    """

    path_in_repo: str
    is_folder: bool | Literal["auto"] = "auto"

    def __post_init__(self) -> None:
        self.path_in_repo = names.clean(self.path_in_repo)
        if self.is_folder == "auto":
            self.is_folder = self.path_in_repo.endswith("/")
        if not isinstance(self.is_folder, bool):
            raise ValueError(
                f"Wrong value for `is_folder`. Must be one of [`True`, `False`, `'auto'`]. Got '{self.is_folder}'."
            )
        if not self.path_in_repo.strip("/"):
            raise ValueError("Invalid `path_in_repo` in CommitOperation: it is empty.")


@dataclass
class CommitOperationCopy:
    """
    A file to copy within a repository, or from another one.

    Args:
        src_path_in_repo: The file to copy.
        path_in_repo: Where to put the copy.
        src_revision: Branch, tag or commit to copy from. Without one it is the branch that is committed to, or the
            main branch of another repository.
        src_repo_id: The repository to copy from, if it is another one.
        src_repo_type: Its type, if it is another one.
    """

    src_path_in_repo: str
    path_in_repo: str
    src_revision: str | None = None
    src_repo_id: str | None = None
    src_repo_type: str | None = None
    _src_oid: str | None = None
    _dest_oid: str | None = None
    _is_duplicated: bool = False

    def __post_init__(self) -> None:
        self.src_path_in_repo = names.clean(self.src_path_in_repo)
        self.path_in_repo = names.clean_target(self.path_in_repo)


CommitOperation = Union[CommitOperationAdd, CommitOperationCopy, CommitOperationDelete]
