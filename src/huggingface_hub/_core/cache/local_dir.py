"""Downloads into a folder of the user's: where files and notes about them go, and when a note can be believed."""

from __future__ import annotations

import base64
import errno
import os
import stat
import time
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub._core import paths, publish
from huggingface_hub._core.cache import pointers
from huggingface_hub._core.cache.layout import create_cachedir_tag, etag_key, incomplete_name, make_folder
from huggingface_hub._core.download.verify import Expected, Kind
from huggingface_hub._core.logs import get_logger
from huggingface_hub._lazy import errors


logger = get_logger(__name__)

# How far the clocks of a file server and of this machine may be apart, in seconds
_CLOCK_TOLERANCE = 60.0

_MAX_NAME_BYTES = 255 - len(".metadata")
_CONTROL_FOLDER = (".cache", "huggingface")


@dataclass(frozen=True)
class LocalDownloadFilePaths:
    """Where one file of a local folder is, and what belongs to it.

    Attributes:
        file_path: The file itself.
        lock_path: Lock held while it is downloaded.
        metadata_path: Note that says which version it is.
    """

    file_path: Path
    lock_path: Path
    metadata_path: Path

    def incomplete_path(self, etag: str) -> Path:
        """Return a private name for a download of this file, short enough for any file system."""
        import hashlib

        digest = hashlib.sha1(self.metadata_path.name.encode(), usedforsecurity=False).digest()
        name = base64.urlsafe_b64encode(digest).decode()
        return self.metadata_path.parent / incomplete_name(f"{name}.{etag_key(etag)}")


@dataclass(frozen=True)
class LocalDownloadFileMetadata:
    """Which version a file of a local folder is.

    Attributes:
        filename: Its path in the repository.
        commit_hash: The commit that it was downloaded from.
        etag: Identity of its content.
        timestamp: When that was known to be so.
    """

    filename: str
    commit_hash: str
    etag: str
    timestamp: float


def local_paths(local_dir: Path, filename: str) -> LocalDownloadFilePaths:
    """Return where a file of the repository goes in a local folder.

    Raises:
        UnsafePathError: The name would leave the folder, would change how programs such as git behave in it, or is one
            of the notes that are kept there.
    """
    relative = paths.safe_relative_path(filename)
    parts = tuple(part.lower() for part in relative.split("/"))
    if ".git" in parts:
        raise errors.UnsafePathError(
            f"Refusing to write {filename!r} into {local_dir}: files in a `.git` folder can make git run programs. "
            "Download it without `local_dir`, or leave it out with `ignore_patterns=['.git/*', '*/.git/*']`."
        )
    if parts[:2] == _CONTROL_FOLDER:
        raise errors.UnsafePathError(
            f"Refusing to write {filename!r} into {local_dir}: notes about downloads are kept in `.cache/huggingface`. "
            "Download it without `local_dir`, or leave it out with `ignore_patterns=['.cache/huggingface/*']`."
        )
    if len(os.fsencode(relative.rpartition("/")[2])) > _MAX_NAME_BYTES:
        raise errors.UnsafePathError(
            f"The name of {relative[:200]!r} is too long for {local_dir}, where a note with a longer name is kept beside "
            "it. Download it without `local_dir`."
        )
    notes = local_dir / ".cache" / "huggingface" / "download"
    return LocalDownloadFilePaths(
        file_path=paths.safe_join(local_dir, filename),
        lock_path=paths.safe_join(notes, f"{relative}.lock"),
        metadata_path=paths.safe_join(notes, f"{relative}.metadata"),
    )


def check_place(files: LocalDownloadFilePaths) -> None:
    """Refuse to download a file to where a folder is.

    Raises:
        IsADirectoryError: It is in the way.
    """
    try:
        is_folder = stat.S_ISDIR(os.lstat(files.file_path).st_mode)
    except OSError:
        return
    if is_folder:
        raise IsADirectoryError(
            errno.EISDIR,
            f"Cannot write the file {files.file_path}: there is a folder of that name. Move it away, or choose another "
            "place with `local_dir=...`",
        )


def prepare(local_dir: Path, files: LocalDownloadFilePaths) -> None:
    """Create the folders that a download into a local folder needs, once it is sure that they lie in it."""
    check_place(files)
    control = local_dir / ".cache" / "huggingface"
    make_folder(control)
    for path in (files.metadata_path, files.file_path):
        paths.confine(local_dir, path.relative_to(local_dir).as_posix())
    make_folder(files.metadata_path.parent)
    make_folder(files.file_path.parent)
    create_cachedir_tag(control)
    ignore = control / ".gitignore"
    try:
        if not ignore.exists():
            ignore.write_text("*", encoding="utf-8")
    except OSError:
        pass  # only keeps the notes out of a git repository around them


def read_metadata(files: LocalDownloadFilePaths, filename: str) -> LocalDownloadFileMetadata | None:
    """Return what is noted about a file, `None` if there is no file or no note that fits it."""
    try:
        text = files.metadata_path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        logger.warning("Comparing %s with the Hub again: its note can't be read: %s", files.file_path, error)
        return None
    except ValueError:
        text = ""
    try:
        commit, etag, timestamp = text.splitlines()[:3]
        note = LocalDownloadFileMetadata(filename, commit.strip(), etag.strip(), float(timestamp))
    except ValueError:
        logger.warning(
            "Removing the damaged note %s: its file will be compared with the Hub again.", files.metadata_path
        )
        pointers.remove_quietly(files.metadata_path)
        return None
    try:
        found = os.stat(files.file_path)
    except OSError:
        return None
    # A second of tolerance: some file systems and archive programs keep whole seconds only. The time of modification can
    # be set back, as by programs that edit in place and keep it; that of the last change of any kind can't.
    is_old = found.st_mtime - 1 <= note.timestamp and found.st_ctime <= note.timestamp
    return note if is_old else None


def is_plausible(files: LocalDownloadFilePaths, note: LocalDownloadFileMetadata) -> bool:
    """Whether a note was written when it says so, here. One that was copied or forged is not believed: hashes decide.

    A clock that was set back makes honest notes look so, too; then they are written again.
    """
    try:
        written = os.lstat(files.metadata_path)
    except OSError:
        return False
    if not stat.S_ISREG(written.st_mode) or note.timestamp > time.time() + _CLOCK_TOLERANCE:
        return False
    return abs(written.st_mtime - note.timestamp) <= _CLOCK_TOLERANCE


def write_metadata(files: LocalDownloadFilePaths, commit_hash: str, etag: str) -> None:
    """Note which version a file is, as of now."""
    files.metadata_path.parent.mkdir(parents=True, exist_ok=True)
    publish.write_atomic(files.metadata_path, f"{commit_hash}\n{etag}\n{time.time()}\n".encode())


def get_local_download_paths(local_dir: Path, filename: str) -> LocalDownloadFilePaths:
    """
    Say where a file goes in a local folder, and create the folders that it needs.

    Args:
        local_dir: The folder.
        filename: Path of the file in the repository.

    Raises:
        UnsafePathError: The name must not be written there.
    """
    files = local_paths(Path(local_dir), filename)
    prepare(Path(local_dir), files)
    return files


def read_download_metadata(local_dir: Path, filename: str) -> LocalDownloadFileMetadata | None:
    """
    Read what is noted about a file of a local folder.

    Args:
        local_dir: The folder.
        filename: Path of the file in the repository.

    Returns:
        The note, or `None` if there is none that fits the file.
    """
    return read_metadata(local_paths(Path(local_dir), filename), filename)


def write_download_metadata(local_dir: Path, filename: str, commit_hash: str, etag: str) -> None:
    """
    Note which version a file of a local folder is.

    Args:
        local_dir: The folder.
        filename: Path of the file in the repository.
        commit_hash: The commit that it was downloaded from.
        etag: Identity of its content.
    """
    write_metadata(get_local_download_paths(local_dir, filename), commit_hash, etag)


def has_content(path: Path, etag: str, size: int | None) -> bool:
    """Whether a local file has this content, by its bytes; never known of ETags that are no hashes."""
    expected = Expected(etag, size, str(path))
    if expected.kind is Kind.UNKNOWN or not pointers.is_usable(path, etag, size):
        return False
    try:
        expected.check_file(path)
    except (errors.IntegrityError, OSError):
        return False
    return True


def copy_from_cache(source: Path, files: LocalDownloadFilePaths, commit_hash: str, etag: str) -> str:
    """Take a file that the cache has."""
    pointers.copy_atomic(source, files.file_path, temporary=files.incomplete_path(etag))
    write_metadata(files, commit_hash, etag)
    return str(files.file_path)
