"""Putting contents into the store that the repositories of a cache share, and taking them from there; see `shared`.

What a program shares is what the Xet storage has: its hash says what is the same, before a byte is fetched. Nothing here is
needed for a download to succeed: whatever does not work, the repository keeps, or fetches, a copy of its own.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from huggingface_hub import constants
from huggingface_hub._core import publish
from huggingface_hub._core.cache import ownership, pointers, shared
from huggingface_hub._core.cache.layout import create_cachedir_tag
from huggingface_hub._core.logs import get_logger


logger = get_logger(__name__)

# How long to wait for another process that works on the same content; its steps take a moment.
PATIENCE = 5.0

_XET_HASH = re.compile(r"[0-9a-f]{64}")


def shared_blobs_enabled() -> bool:
    """Tell whether repositories of a cache share contents: unless `HF_HUB_DISABLE_SHARED_BLOBS` or `HF_HUB_DISABLE_XET` is set."""
    return not (constants.HF_HUB_DISABLE_SHARED_BLOBS or constants.HF_HUB_DISABLE_XET)


def has_shared_blob(*, xet_hash: str, cache_dir: str | Path, expected_size: int | None) -> bool:
    """
    Tell whether the shared store of a cache has a content that can be used.

    Args:
        xet_hash: Xet hash of the content.
        cache_dir: The cache directory.
        expected_size: Its size; a content of unknown size is never taken.
    """
    root = _root(cache_dir)
    # In this order: to try whether links work makes the cache directory, for which nobody has asked who only looks.
    return _is_whole(shared.path_of(root, xet_hash), expected_size) and _is_possible(root, xet_hash, expected_size)


def try_link_from_shared_store(
    *, blob_path: str, xet_hash: str, cache_dir: str | Path, expected_size: int | None
) -> bool:
    """
    Make a repository use a content that the shared store has.

    What another user of the machine has put there is hashed first.

    Args:
        blob_path: The repository's blob, which becomes a link to the content.
        xet_hash: Xet hash of the content.
        cache_dir: The cache directory.
        expected_size: Its size.

    Returns:
        Whether the blob is there now.
    """
    root, blob = _root(cache_dir), Path(blob_path)
    if not has_shared_blob(xet_hash=xet_hash, cache_dir=root, expected_size=expected_size):
        return False
    try:
        blob.parent.mkdir(parents=True, exist_ok=True)
        with _held(root, blob, xet_hash) as content:
            if content is None or not _is_whole(content, expected_size) or not _is_believed(content, blob, root):
                return False
            _note(root, content, blob)
            _point(blob, content)
    except OSError as error:
        _tell(blob, error)
        return False
    return True


def publish_blob_to_shared_store(
    *,
    blob_path: str,
    xet_hash: str,
    cache_dir: str | Path,
    expected_size: int | None,
    replace_existing: bool = False,
) -> bool:
    """
    Put a repository's content into the shared store, so that others need not download it.

    Args:
        blob_path: The repository's blob, which becomes a link to the content.
        xet_hash: Xet hash of the content.
        cache_dir: The cache directory.
        expected_size: Its size; a content of another or of unknown size is not shared.
        replace_existing: Whether it takes the place of what the store has.

    Returns:
        Whether the repository shares the content now.
    """
    root, blob = _root(cache_dir), Path(blob_path)
    if not _is_possible(root, xet_hash, expected_size):
        return False
    if shared.target_of(str(root), str(blob)) == str(shared.path_of(root, xet_hash)):
        return True
    try:
        if not _is_whole(blob, expected_size) or not _make_store(root, xet_hash):
            return False
        with _held(root, blob, xet_hash) as content:
            if content is None:
                return False
            has_it = _is_whole(content, expected_size, quiet=True) and _is_believed(content, blob, root)
            # First the note, then the link: a content without a note would be deleted as nobody's.
            _note(root, content, blob)
            if replace_existing or not has_it:
                _put(root, blob, content)
            _point(blob, content)
    except OSError as error:
        _tell(blob, error)
        return False
    return True


def _root(cache_dir: str | Path) -> Path:
    return Path(cache_dir).expanduser().absolute()


def _is_possible(root: Path, xet_hash: str, size: int | None) -> bool:
    return (
        shared_blobs_enabled()
        and size is not None
        and _XET_HASH.fullmatch(xet_hash) is not None
        and pointers.symlinks_work_in(root)
    )


def _is_whole(path: Path, size: int | None, *, quiet: bool = False) -> bool:
    """Whether a content is a regular file of this size that can be read."""
    try:
        info = os.lstat(path)
    except OSError:
        return False
    if not stat.S_ISREG(info.st_mode) or not os.access(path, os.R_OK):
        return False
    if info.st_size != size and not quiet:
        logger.warning("Not sharing %s: it has %s bytes instead of %s.", path, info.st_size, size)
    return info.st_size == size


def _is_believed(content: Path, blob: Path, root: Path) -> bool:
    return ownership.is_believed(content, content, blob.name, root)


@contextmanager
def _held(root: Path, blob: Path, xet_hash: str) -> Generator[Path | None, None, None]:
    """The place of a content while its lock is ours; `None` if it can't be had, or must not be touched."""
    content = shared.path_of(root, xet_hash)
    if not (shared.is_store(str(root / shared.STORE)) and _is_real(content.parent) and _is_in_cache(root, blob)):
        yield None
        return
    lock = shared.lock(str(root), str(content), patience=PATIENCE)
    if lock is None:
        yield None
        return
    try:
        yield content
    finally:
        lock.release()


def _is_real(folder: Path) -> bool:
    """Whether a folder is one itself: a link would lead out of the cache."""
    try:
        return stat.S_ISDIR(os.lstat(folder).st_mode)
    except OSError:
        return False


def _is_in_cache(root: Path, blob: Path) -> bool:
    """Whether a blob lies where relative links out of it lead into this cache: folders of repositories may be links."""
    parent = blob.parent
    return (
        parent.name == "blobs"
        and parent.parent.parent == root
        and os.path.realpath(parent) == os.path.join(os.path.realpath(root), parent.parent.name, "blobs")
    )


def _make_store(root: Path, xet_hash: str) -> bool:
    """Make the store, unless there is something else in its place."""
    store = root / shared.STORE
    store.mkdir(parents=True, exist_ok=True)
    if not _is_real(store):
        return False
    if not shared.is_store(str(store)):
        if os.listdir(store):
            return False
        publish.write_atomic(store / shared.MARKER, shared.VERSION + b"\n", mode=0o444)
        create_cachedir_tag(root)
    shared.path_of(root, xet_hash).parent.mkdir(exist_ok=True)
    return True


def _note(root: Path, content: Path, blob: Path) -> None:
    """Add a blob to the manifest of a content."""
    line = f"{blob.parent.parent.name}/blobs/{blob.name}\n".encode()
    mode = shared.mode_for_all(str(root))
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(f"{content}.refs", flags, mode), "r+b") as file:
        known = file.read()
        if line in known.splitlines(keepends=True):
            return
        if not known and os.name != "nt":
            os.fchmod(file.fileno(), mode)  # whatever our umask is, others must be able to add theirs
        file.write(line if known.endswith(b"\n") or not known else b"\n" + line)
        file.flush()
        os.fsync(file.fileno())


def _put(root: Path, blob: Path, content: Path) -> None:
    """Give a blob's file its place in the store. It keeps its own name until the link is there, where that is possible."""
    if os.name != "nt":
        traversal = os.stat(root).st_mode
        os.chmod(blob, 0o400 | (0o040 if traversal & 0o010 else 0) | (0o004 if traversal & 0o001 else 0))
        try:
            os.chown(blob, -1, os.stat(content.parent).st_gid)
        except OSError:
            pass  # not our group
    private = publish.private_name(content)
    try:
        os.link(blob, private)
    except (OSError, NotImplementedError):
        publish.replace(blob, content)
    else:
        publish.replace(private, content)
    publish.sync_folder(content.parent)


def _point(blob: Path, content: Path) -> None:
    """Make a blob a link to a content, in one step."""
    private = blob.with_name(f".{blob.name[:180]}.{os.urandom(4).hex()}.shared")
    os.symlink(os.path.relpath(content, blob.parent), private)
    try:
        publish.replace(private, blob)
    except BaseException:
        pointers.remove_quietly(private)
        raise


def _tell(blob: Path, error: OSError) -> None:
    logger.warning("Not sharing %s with other repositories: %s", blob, error.strerror or error)
