"""Room on the disk, checked before the first byte and named when it runs out."""

from __future__ import annotations

import errno
from pathlib import Path

from huggingface_hub._lazy import errors


def check_space(folder: Path, needed: int, what: str) -> None:
    """Refuse a download that can't fit, before its first byte.

    Raises:
        NotEnoughSpaceError: How much is needed and how much is free.
    """
    import shutil

    existing = folder
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    try:
        free = shutil.disk_usage(existing).free
    except OSError:
        return  # a file system that does not say
    if needed > free:
        raise not_enough_space(folder, needed, free, what)


def not_enough_space(folder: Path, needed: int | None, free: int | None, what: str) -> errors.NotEnoughSpaceError:
    """The error about a full disk, in one form whenever it is noticed."""
    numbers = f": {needed:,} bytes needed, {free:,} free" if needed is not None and free is not None else ""
    return errors.NotEnoughSpaceError(
        f"Not enough space in {folder} for {what}{numbers}. Free some space, or choose another place with "
        "`cache_dir=...`, `local_dir=...` or `HF_HUB_CACHE`. Files that were complete before are kept.",
        needed=needed,
        free=free,
    )


def no_room(error: OSError, folder: Path, what: str, *, needed: int | None = None) -> errors.NotEnoughSpaceError:
    """The error about a write for which `is_full` holds."""
    if error.errno != errno.EFBIG:
        return not_enough_space(folder, needed, None, what)
    return errors.NotEnoughSpaceError(
        f"{what} is larger than a file in {folder} may be, by its file system (FAT32 ends at 4 GiB) or by `ulimit -f`. Choose "
        "another place with `cache_dir=...`, `local_dir=...` or `HF_HUB_CACHE`. Files that were complete before are kept.",
        needed=needed,
        free=None,
    )


def is_full(error: OSError) -> bool:
    """Whether an error says that the disk, the quota or the file size limit is exhausted."""
    return error.errno in (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
