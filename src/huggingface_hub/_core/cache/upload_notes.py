"""What older programs note about files on their way to the Hub, beside a local folder: read, and written as they do."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub._core import paths, publish
from huggingface_hub._core.cache import pointers
from huggingface_hub._core.cache.layout import create_cachedir_tag
from huggingface_hub._core.logs import get_logger


logger = get_logger(__name__)

# The Hub forgets contents that no commit has named for so long.
KEPT_SECONDS = 20 * 3600


@dataclass(frozen=True)
class LocalUploadFilePaths:
    """Where one file of a local folder is, and what belongs to it.

    Attributes:
        path_in_repo: Its path in the repository.
        file_path: The file itself.
        lock_path: Lock held while it is worked on.
        metadata_path: Note that says how far it has come.
    """

    path_in_repo: str
    file_path: Path
    lock_path: Path
    metadata_path: Path


@dataclass
class LocalUploadFileMetadata:
    """How far a file of a local folder has come on its way to the Hub.

    Attributes:
        size: Its size in bytes.
        timestamp: When that was noted.
        should_ignore: Whether the Hub leaves it out.
        sha256: SHA-256 of its content.
        upload_mode: `lfs` or `regular`.
        remote_oid: What the Hub has under its path.
        is_uploaded: Whether the Hub has the content.
        is_committed: Whether a commit has it.
    """

    size: int
    timestamp: float | None = None
    should_ignore: bool | None = None
    sha256: str | None = None
    upload_mode: str | None = None
    remote_oid: str | None = None
    is_uploaded: bool = False
    is_committed: bool = False

    def save(self, paths: LocalUploadFilePaths) -> None:
        """
        Write the note, as of now.

        Args:
            paths: Where it goes.
        """
        self.timestamp = time.time()
        values = (
            str(self.timestamp),
            str(self.size),
            "" if self.should_ignore is None else str(int(self.should_ignore)),
            self.sha256 or "",
            self.upload_mode or "",
            self.remote_oid or "",
            str(int(self.is_uploaded)),
            str(int(self.is_committed)),
        )
        publish.write_atomic(paths.metadata_path, "".join(f"{value}\n" for value in values).encode())


def get_local_upload_paths(local_dir: Path, filename: str) -> LocalUploadFilePaths:
    """
    Say where notes about a file of a local folder are, and create the folders that they need.

    Args:
        local_dir: The folder.
        filename: Path of the file in the repository.

    Raises:
        UnsafePathError: The name leads out of the folder.
    """
    local_dir = Path(local_dir)
    control = local_dir / ".cache" / "huggingface"
    notes = control / "upload"
    found = LocalUploadFilePaths(
        path_in_repo=filename,
        file_path=paths.safe_join(local_dir, filename),
        lock_path=paths.safe_join(notes, f"{filename}.lock"),
        metadata_path=paths.safe_join(notes, f"{filename}.metadata"),
    )
    control.mkdir(parents=True, exist_ok=True)
    paths.confine(local_dir, found.metadata_path.relative_to(local_dir).as_posix())
    found.metadata_path.parent.mkdir(parents=True, exist_ok=True)
    create_cachedir_tag(control)
    ignore = control / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*", encoding="utf-8")
    return found


def read_upload_metadata(local_dir: Path, filename: str) -> LocalUploadFileMetadata:
    """
    Read how far a file of a local folder has come on its way to the Hub.

    A note that is older than the file counts for nothing, and a content that was sent long ago has to be sent again.

    Args:
        local_dir: The folder.
        filename: Path of the file in the repository.

    Raises:
        FileNotFoundError: There is no such file.
    """
    files = get_local_upload_paths(local_dir, filename)
    now = os.stat(files.file_path)
    try:
        note = _parse(files.metadata_path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return LocalUploadFileMetadata(now.st_size)
    except (OSError, ValueError) as error:
        logger.warning("Removing the damaged note %s: %s", files.metadata_path, error)
        pointers.remove_quietly(files.metadata_path)
        return LocalUploadFileMetadata(now.st_size)
    noted = note.timestamp or 0.0
    if now.st_mtime > noted:
        return LocalUploadFileMetadata(now.st_size)
    if not note.is_committed and time.time() - noted > KEPT_SECONDS:
        note.is_uploaded = False
    return note


def _parse(text: str) -> LocalUploadFileMetadata:
    timestamp, size, ignore, sha256, mode, oid, uploaded, committed = (line.strip() for line in text.splitlines()[:8])
    if mode not in ("", "lfs", "regular"):
        raise ValueError(f"{mode!r} is no way to upload a file")
    return LocalUploadFileMetadata(
        size=int(size),
        timestamp=float(timestamp),
        should_ignore=None if ignore == "" else bool(int(ignore)),
        sha256=sha256 or None,
        upload_mode=mode or None,
        remote_oid=oid or None,
        is_uploaded=bool(int(uploaded)),
        is_committed=bool(int(committed)),
    )
