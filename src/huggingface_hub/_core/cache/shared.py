"""The store of contents that several repositories of a cache have: `<cache>/blobs/<2 hex>/<xet hash>`.

Blobs of repositories are symlinks into it. A manifest beside each content lists them, so that it can be told whether
somebody still needs it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huggingface_hub._core import publish
from huggingface_hub._core.logs import get_logger


logger = get_logger(__name__)

STORE = "blobs"
MARKER = ".huggingface-shared-blobs"
VERSION = b"1"

# Stores of unknown versions that the user knows about
_told: set[str] = set()

_PREFIX = re.compile(r"[0-9a-f]{2}")
_HASH = re.compile(r"[0-9a-f]{64}")
_MAX_MANIFEST = 16 * 1024 * 1024


@dataclass(frozen=True)
class Payload:
    """A content of the store.

    Attributes:
        path: Where it is.
        size: Its size in bytes.
    """

    path: str
    size: int

    @property
    def manifest(self) -> str:
        """The list of the blobs that are links to it."""
        return f"{self.path}.refs"


def path_of(root: str | Path, xet_hash: str) -> Path:
    """Where a content is in the store of a cache, if it is there."""
    return Path(root, STORE, xet_hash[:2], xet_hash)


def mode_for_all(root: str) -> int:
    """The permissions of what everybody has to write who may write to the cache: locks and manifests."""
    mode = os.stat(root).st_mode
    return 0o600 | (0o060 if mode & 0o020 else 0) | (0o006 if mode & 0o002 else 0)


def is_store(folder: str) -> bool:
    """Whether a folder is a store that we know how to keep: it says so itself, and which version it is.

    One of a later version is read, through the links that lead into it, and never changed.
    """
    try:
        with open(os.path.join(folder, MARKER), "rb") as file:
            version = file.read(64).strip()
    except OSError:
        return False
    if version != VERSION and folder not in _told:
        _told.add(folder)
        logger.warning(
            "The shared contents in %s are of version %r, which this program does not know. They are used, but left as "
            "they are: update huggingface_hub to clean them up.",
            folder,
            version.decode("utf-8", "replace"),
        )
    return version == VERSION


def payloads(root: str) -> Iterator[Payload]:
    """The contents of the store of a cache, as far as it can be read."""
    store = os.path.join(root, STORE)
    if not is_store(store):
        return
    for prefix in _entries(store):
        if not _PREFIX.fullmatch(prefix.name) or not prefix.is_dir(follow_symlinks=False):
            continue
        for entry in _entries(prefix.path):
            if _HASH.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                try:
                    yield Payload(entry.path, entry.stat(follow_symlinks=False).st_size)
                except OSError:
                    continue  # deleted meanwhile


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError as error:
        logger.warning("Cannot read %s: %s", folder, error.strerror or error)
        return []


def target_of(root: str, link: str) -> str | None:
    """The content of the store that a blob is a link to, `None` if it is none."""
    try:
        target = os.readlink(link)
    except OSError:
        return None
    path = os.path.normpath(os.path.join(os.path.dirname(link), target))
    folder, name = os.path.split(path)
    store, prefix = os.path.split(folder)
    if (
        _HASH.fullmatch(name)
        and _PREFIX.fullmatch(prefix)
        and os.path.realpath(store) == os.path.realpath(os.path.join(root, STORE))
    ):
        return path
    return None


def references(root: str, payload: Payload) -> list[str] | None:
    """The lines of a manifest whose blob still is a link to this content; `None` if the manifest can't be read."""
    try:
        with open(payload.manifest, encoding="utf-8") as file:
            text = file.read(_MAX_MANIFEST + 1)
    except (OSError, ValueError):
        return None
    if len(text) > _MAX_MANIFEST:
        return None
    return [line for line in dict.fromkeys(text.splitlines()) if _refers(root, line, payload.path)]


def _refers(root: str, line: str, path: str) -> bool:
    """Whether `<repository's folder>/blobs/<etag>` is a link to a content."""
    parts = line.split("/")
    if len(parts) != 3 or parts[1] != "blobs" or any(part in ("", ".", "..") for part in parts):
        return False
    target = target_of(root, os.path.join(root, *parts))
    return target is not None and os.path.basename(target) == os.path.basename(path)


def unreferenced(root: str) -> list[Payload]:
    """The contents that no repository of the cache needs any more."""
    return [payload for payload in payloads(root) if references(root, payload) == []]


def sweep(root: str, paths: Iterable[str] | None = None) -> int:
    """Delete contents that nobody needs any more.

    Args:
        root: The cache directory.
        paths: Those that may have become so; all by default.

    Returns:
        How many bytes this freed.
    """
    wanted = None if paths is None else {os.path.realpath(path) for path in paths}
    freed = 0
    for payload in payloads(root):
        if wanted is None or os.path.realpath(payload.path) in wanted:
            freed += collect(root, payload)
    return freed


def collect(root: str, payload: Payload) -> int:
    """Delete a content if nobody needs it, else bring its manifest up to date. Contents in use by others are left."""
    if references(root, payload) is None:
        return 0
    held = lock(root, payload.path)
    if held is None:
        return 0
    try:
        live = references(root, payload)
        if live is None:
            return 0
        if live:
            _rewrite(payload, live)
            return 0
        os.unlink(payload.path)
        os.unlink(payload.manifest)
        return payload.size
    except OSError as error:
        logger.warning("Could not clean up the shared content %s: %s", payload.path, error)
        return 0
    finally:
        held.release()


def _rewrite(payload: Payload, live: list[str]) -> None:
    with open(payload.manifest, encoding="utf-8") as file:
        if file.read().splitlines() == live:
            return
    # Other users of the cache must be able to go on writing to it, whatever our umask is.
    mode = os.stat(payload.manifest).st_mode & 0o777
    private = publish.private_name(payload.manifest)
    try:
        private.write_text("".join(f"{line}\n" for line in live), encoding="utf-8")
        publish.publish_file(private, payload.manifest, mode=mode)
    except BaseException:
        private.unlink(missing_ok=True)
        raise


def lock(root: str, path: str, *, patience: float = 0.0) -> Any:
    """Take the lock of a content, `None` if somebody has it for so many seconds."""
    from filelock import FileLock, SoftFileLock, Timeout

    hard, soft = f"{path}.lock", f"{path}.lock.soft"
    if os.path.islink(hard) or os.path.lexists(soft):
        return None
    for kind, name in ((FileLock, hard), (SoftFileLock, soft)):
        held = kind(name, timeout=patience, mode=mode_for_all(root), thread_local=False)
        try:
            held.acquire()
            return held
        except Timeout:
            return None
        except NotImplementedError:
            continue
        except OSError as error:
            logger.warning("Could not lock the shared content %s: %s", path, error)
            return None
    return None
