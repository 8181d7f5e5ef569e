"""Contents that another user of the machine has put into a cache: believed once their hash was seen to be right.

Whoever may write into a shared cache can put anything under a good name. What belongs to us, to the administrator or
to the owner of the cache is taken as it is: they could change the program as well.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path

from huggingface_hub import constants
from huggingface_hub._core import hashing, publish
from huggingface_hub._core.cache import shared
from huggingface_hub._core.download.verify import Expected, Kind
from huggingface_hub._core.logs import get_logger
from huggingface_hub._lazy import errors


logger = get_logger(__name__)

# What was found to be right in this process
_seen: set[tuple[object, ...]] = set()


def is_believed(path: Path, blob: Path, etag: str, root: Path) -> bool:
    """Whether a cached content can be used under its name. Hashes what comes from others, once.

    Args:
        path: The file that is going to be used.
        blob: The content behind it, if it is a link.
        etag: Identity of its content.
        root: The cache directory.
    """
    if os.name == "nt":
        return True  # files have no owner that could be compared
    try:
        info = os.stat(path)
        if info.st_uid in trusted(root) and not _leads_away(blob, root):
            return True
    except OSError:
        return False
    return _verified(path, info, etag)


@lru_cache(maxsize=8)
def trusted(root: Path) -> set[int]:
    """Who may have put anything into a cache: we, the administrator, and the cache's owner."""
    return {os.getuid(), 0, os.stat(root).st_uid}


def _leads_away(blob: Path, root: Path) -> bool:
    """Whether a blob is a link to somewhere else than the contents that repositories share."""
    return os.path.islink(blob) and shared.target_of(str(root), str(blob)) is None


def _verified(path: Path, info: os.stat_result, etag: str) -> bool:
    expected = Expected(etag, info.st_size, str(path))
    stamp = (etag, info.st_dev, info.st_ino, info.st_size, info.st_mtime_ns, info.st_ctime_ns)
    if stamp in _seen or _is_noted(path, stamp):
        return True
    if expected.kind is Kind.UNKNOWN:
        expected.warn_unverified()
        return True
    try:
        expected.check_file(path)
    except errors.IntegrityError as error:
        logger.warning(
            "Not using %s, which belongs to user %s: %s It is fetched again.",
            path,
            info.st_uid,
            str(error).split(";")[0],
        )
        return False
    except OSError:
        return False
    _seen.add(stamp)
    _note(path, stamp)
    return True


def _note_of(path: Path) -> Path:
    """Notes are kept where only we write, or others could forge them. The time of change can't be set by anybody."""
    name = hashing.sha256_of(os.fsencode(os.path.realpath(path)))
    return Path(constants.HF_HOME, "verified", name)


def _is_noted(path: Path, stamp: tuple[object, ...]) -> bool:
    note = _note_of(path)
    try:
        if os.stat(note).st_uid != os.getuid():
            return False
        return bool(json.loads(note.read_bytes()) == list(stamp))
    except (OSError, ValueError):
        return False


def _note(path: Path, stamp: tuple[object, ...]) -> None:
    note = _note_of(path)
    try:
        note.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        publish.write_atomic(note, json.dumps(stamp).encode(), mode=0o600)
    except OSError as error:
        logger.debug("Could not note that %s was verified: %s", path, error)
