"""How a file of a snapshot is connected to its content: by a relative symlink, or by being the content itself."""

from __future__ import annotations

import errno
import os
import stat
import warnings
from pathlib import Path

from huggingface_hub import constants
from huggingface_hub._core import publish


# Sizes of a few names that are never those of an empty file
_EMPTY_CONTENT = frozenset(
    {
        "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    }
)

_NOTHING_AT_ALL = frozenset({errno.EACCES, errno.EROFS, errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})

# Whether symlinks work, by directory: some volumes and some Windows accounts don't have them.
_symlinks_work: dict[str, bool] = {}


def are_symlinks_supported(cache_dir: str | Path | None = None) -> bool:
    """
    Tell whether the cache can use symlinks; tried once per directory.

    Args:
        cache_dir: The cache directory, `HF_HUB_CACHE` by default.
    """
    folder = Path(constants.HF_HUB_CACHE if cache_dir is None else cache_dir).expanduser().resolve()
    return symlinks_work_in(folder)


def symlinks_work_in(folder: Path) -> bool:
    """Whether a symlink can be made in this folder, which is created if it is missing."""
    if constants.HF_HUB_DISABLE_SYMLINKS:
        return False
    key = str(folder)
    if key not in _symlinks_work:
        _symlinks_work[key] = _probe(folder)
        if not _symlinks_work[key] and not constants.HF_HUB_DISABLE_SYMLINKS_WARNING:
            warnings.warn(
                f"The cache in {folder} works without symlinks, which this volume or account does not allow: files "
                "that several revisions share take their space several times. On Windows, developer mode allows "
                "symlinks. Set `HF_HUB_DISABLE_SYMLINKS_WARNING=1` to hide this message.",
                stacklevel=3,
            )
    return _symlinks_work[key]


def _probe(folder: Path) -> bool:
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / f".symlink-probe.{os.urandom(4).hex()}"
    try:
        os.symlink("target", link)
    except NotImplementedError:
        return False
    except OSError as error:
        # Where nothing can be created, links are not what is missing: what is created next says so.
        return error.errno in _NOTHING_AT_ALL
    os.unlink(link)
    return True


def is_usable(path: str | Path, etag: str | None, size: int | None) -> bool:
    """Whether a cached file can be what it is named after: a regular file of the right size.

    A crash of the machine can leave an empty file under a good name, which the size shows.
    """
    try:
        info = os.stat(path)
    except (OSError, ValueError):
        return False
    if not stat.S_ISREG(info.st_mode):
        return False
    if size is not None:
        return info.st_size == size
    return info.st_size > 0 or etag is None or len(etag) not in (40, 64) or etag in _EMPTY_CONTENT


def usable_pointer(path: Path) -> bool:
    """Whether a file of a snapshot can be handed out, judged by what is known without a request."""
    try:
        etag = os.path.basename(os.readlink(path))
    except OSError:
        etag = None  # not a link: the file itself
    return is_usable(path, etag, None)


def create_pointer(blob: Path, pointer: Path, *, root: Path, new_blob: bool) -> None:
    """Make a cached content visible in a snapshot.

    Args:
        blob: The content.
        pointer: Its name in the snapshot; what is there already is replaced in one step.
        root: The cache directory.
        new_blob: Whether the content was just downloaded: without symlinks it is then moved, otherwise copied.
    """
    if symlinks_work_in(root):
        _link(os.path.relpath(blob, pointer.parent), pointer)
        return
    pointer.parent.mkdir(parents=True, exist_ok=True)
    if new_blob:
        publish.replace(blob, pointer)
    else:
        copy_atomic(blob, pointer)


def _link(target: str, pointer: Path) -> None:
    try:
        os.symlink(target, pointer)
        return
    except FileNotFoundError:
        pointer.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        try:
            if os.readlink(pointer) == target:
                return
        except OSError:
            pass  # a real file is replaced like a wrong link
    temporary = pointer.with_name(f".{os.urandom(8).hex()}.link")
    os.symlink(target, temporary)
    try:
        _make_way(pointer)
        publish.replace(temporary, pointer)
    except BaseException:
        os.unlink(temporary)
        raise


def _make_way(pointer: Path) -> None:
    """Remove an empty folder that is where a file of a snapshot goes. Another one nobody but its maker understands."""
    if pointer.is_symlink() or not pointer.is_dir():
        return
    try:
        os.rmdir(pointer)
    except OSError as error:
        raise IsADirectoryError(
            errno.EISDIR,
            f"{pointer} is a folder, where the cache should have a file. Delete it, and download again",
        ) from error


def copy_atomic(source: Path, target: Path, *, temporary: Path | None = None) -> None:
    """Copy a file so that the target is the old one or the whole new one at any moment.

    Raises:
        NotEnoughSpaceError: The disk is full.
    """
    from huggingface_hub._core import copying

    if temporary is None:
        temporary = target.with_name(f".{os.urandom(8).hex()}.incomplete")
    try:
        copying.copy_content(source, temporary, durable=True)
        publish.replace(temporary, target)
    except BaseException:
        remove_quietly(temporary)
        raise


def remove_quietly(path: Path) -> None:
    """Delete a file that may be gone already."""
    try:
        os.unlink(path)
    except OSError:
        pass
