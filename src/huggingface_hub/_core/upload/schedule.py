"""Folders to which programs add all the time: what has changed since it was uploaded last, and how far it was written."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.upload import scan
from huggingface_hub._core.upload.folders import prefix_of
from huggingface_hub._core.upload.operations import CommitOperationAdd


logger = get_logger(__name__)

FILES_PER_COMMIT = 100
"""Each file is open until its commit is made, and a process may have only so many: 256 of them on macOS."""


@dataclass(frozen=True)
class FileToUpload:
    """A file as it was when it was listed: what is added later is for the next time."""

    local_path: Path
    path_in_repo: str
    size: int
    mtime: float


@dataclass(frozen=True)
class Watched:
    """
    What is uploaded again and again.

    Attributes:
        folder: The folder on this machine.
        path_in_repo: The folder in the repository; of a single file its whole path there.
        allow_patterns: Only files that match one of these.
        ignore_patterns: No files that match one of these.
        only: Name of the only file of the folder that is meant, if it is one.
    """

    folder: Path
    path_in_repo: str = ""
    allow_patterns: list[str] | str | None = None
    ignore_patterns: Sequence[str] = ()
    only: str | None = None

    def names(self) -> dict[str, Path]:
        """The files by their paths in the repository, whether they have changed or not."""
        if self.only is not None:
            return {self.path_in_repo: self.folder / self.only}
        found = scan.scan_folder(
            self.folder, allow_patterns=self.allow_patterns, ignore_patterns=list(self.ignore_patterns)
        )
        prefix = prefix_of(self.path_in_repo)
        return {prefix + name: self.folder / name for name in found.files}


def changed(names: Mapping[str, Path], uploaded: Mapping[Path, float], sizes: Mapping[Path, int]) -> list[FileToUpload]:
    """
    The files that are not what they were when they were uploaded last.

    Args:
        names: All of them, by their paths in the repository.
        uploaded: Their times then.
        sizes: Their sizes then; what is added within a tick of the file system's clock leaves the time as it is.
    """
    found: list[FileToUpload] = []
    for path_in_repo, path in names.items():
        try:
            now = path.stat()
        except OSError as error:
            logger.debug("'%s' is gone, or can't be looked at: %s", path, error)
            continue
        if uploaded.get(path) != now.st_mtime or sizes.get(path, now.st_size) != now.st_size:
            found.append(FileToUpload(path, path_in_repo, now.st_size, now.st_mtime))
    return found


class Additions:
    """Some changed files as operations; to be closed when they are committed."""

    def __init__(self, files: Sequence[FileToUpload]) -> None:
        self.files: list[FileToUpload] = []
        self.operations: list[CommitOperationAdd] = []
        try:
            for file in files:
                self._add(file)
        except BaseException:
            self.close()
            raise

    def _add(self, file: FileToUpload) -> None:
        try:
            content = PartialFileIO(file.local_path, file.size)
        except OSError as error:
            # A program that rotates its logs takes files away at any time.
            logger.warning("'%s' is left out, it can't be read: %s", file.local_path, error)
            return
        try:
            self.operations.append(CommitOperationAdd(file.path_in_repo, cast("BinaryIO", content)))
        except BaseException:
            content.close()
            raise
        self.files.append(file)

    def close(self) -> None:
        """Close the files."""
        for operation in self.operations:
            if isinstance(operation.path_or_fileobj, io.BufferedIOBase):
                operation.path_or_fileobj.close()


class PartialFileIO(io.BufferedIOBase):
    """
    The beginning of a file that is still being added to.

    Args:
        file_path: The file.
        size_limit: Bytes of it that are seen.
    """

    def __init__(self, file_path: str | Path, size_limit: int) -> None:
        super().__init__()
        self._file: Any = open(file_path, "rb")  # noqa: SIM115 (closed by `close`)
        self._size_limit = min(size_limit, os.fstat(self._file.fileno()).st_size)

    def __len__(self) -> int:
        return self._size_limit

    def close(self) -> None:
        """Close the file."""
        # Also called for an object whose file could not be opened.
        if getattr(self, "_file", None) is not None:
            self._file.close()
        super().close()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        position: int = self._file.tell()
        return position

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Move within what is seen."""
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._file.tell(), io.SEEK_END: self._size_limit}
        if whence not in origin:
            raise ValueError(f"whence value {whence} is not supported")
        position: int = self._file.seek(max(0, min(origin[whence] + offset, self._size_limit)))
        return position

    def read(self, size: int | None = -1, /) -> bytes:
        """Up to `size` bytes of what is left; all of it without a number."""
        left = max(0, self._size_limit - self._file.tell())
        data: bytes = self._file.read(left if size is None or size < 0 else min(size, left))
        return data
