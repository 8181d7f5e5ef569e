"""Deleting beside programs that go on working: put aside first, and destroyed when nobody was about to use it.

A download claims its repository (`leases.claim`) before it looks what is there. Whoever deletes takes things away before
looking for claims. So at least one of the two sees the other: either the download finds that something is missing, and
fetches it, or the deletion finds the claim, and puts back what it took. Last, the deletion looks for links: a download that
has ended claims nothing any more, but what it linked is needed.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from huggingface_hub._core.cache import leases
from huggingface_hub._core.cache.layout import owner_note
from huggingface_hub._core.logs import get_logger


logger = get_logger(__name__)

_PREFIX = ".deleting-"


class Trash:
    """What is taken away from the folder of one repository.

    Args:
        repo: The folder. What was taken is kept in it, so that nothing has to be copied.
    """

    def __init__(self, repo: Path) -> None:
        self._repo = repo
        self._folder = repo / f"{_PREFIX}{os.urandom(4).hex()}"
        self._stuck: list[Path] = []

    def take(self, path: Path) -> None:
        """Take a file, link or folder of the repository away, in one step. It may be gone already."""
        if path.name.startswith(_PREFIX) or not os.path.lexists(path):
            return
        target = self._folder / path.relative_to(self._repo)
        try:
            os.makedirs(target.parent, exist_ok=True)
            os.rename(path, target)
        except FileNotFoundError:
            pass
        except OSError:
            self._stuck.append(path)  # it can't be moved: in use on Windows, or a folder of somebody else's

    def empty(self, needed: Callable[[Path], set[str]] | None = None) -> bool:
        """Destroy what was taken, or put it back if a download claims the repository; returns whether it is gone.

        Args:
            needed: Tells which contents a repository's snapshots have right now. Those are put back: a download that looked
                before they were taken may have linked them since, and have ended.
        """
        stuck, self._stuck = self._stuck, []
        if leases.has_claims(self._repo):
            _put_back(self._folder, self._repo)
            remove(self._folder)
            return False
        if needed is not None and names_in(self._folder / "blobs"):
            live = needed(self._repo)
            _put_back(self._folder / "blobs", self._repo / "blobs", live)
            stuck = [path for path in stuck if path.name not in live]
        for path in stuck:
            remove(path)
        remove(self._folder)
        return True


def _put_back(source: Path, target: Path, names: set[str] | None = None) -> None:
    """Move everything below a folder, or what has one of these names, to another one, except what is there meanwhile."""
    for name in names_in(source):
        if names is not None and name not in names:
            continue
        one, other = source / name, target / name
        if os.path.lexists(other):
            if one.is_dir() and not one.is_symlink():
                _put_back(one, other)
            continue
        try:
            os.rename(one, other)
        except OSError as error:
            if one.is_dir() and not one.is_symlink():
                _put_back(one, other)
            else:
                logger.warning("Could not put %s back: %s", other, error.strerror or error)


def can_take_from(repo: Path) -> bool:
    """Whether anything can be deleted from a repository's folder. If not, that is said once, and not for each file."""
    folders = [repo, *(repo / name for name in ("blobs", "snapshots", "refs") if (repo / name).is_dir())]
    if any(os.access(folder, os.W_OK | os.X_OK) for folder in folders):
        return True
    probe = repo / f"{_PREFIX}{os.urandom(4).hex()}"
    try:
        # What was asked need not be all that counts; and this knows the reason.
        os.mkdir(probe)
        os.rmdir(probe)
    except FileNotFoundError:
        return True  # it is gone already
    except OSError as error:
        _complain(repo, error)
        return False
    return True


def interrupted(repo: Path) -> list[Path]:
    """What deletions that were interrupted have taken away, and not destroyed.

    One that is running decides within moments whether it puts back what it took: what it has just taken is its own.
    """
    found = []
    for name in names_in(repo):
        if name.startswith(_PREFIX):
            try:
                changed = os.lstat(repo / name).st_mtime
            except OSError:
                continue
            if time.time() - changed >= leases.LEASE_SECONDS:
                found.append(repo / name)
    return found


def empty_trash(repo: Path) -> None:
    """Finish deletions that were interrupted."""
    for path in interrupted(repo):
        remove(path)


def size_below(folder: Path) -> int:
    """How many bytes the files below a folder take."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(parent, name)).st_size
            except OSError:
                continue
    return total


def names_in(folder: Path) -> list[str]:
    """The names in a folder, none if there is no such folder."""
    try:
        return os.listdir(folder)
    except OSError:
        return []


def remove(path: Path) -> None:
    """Delete a file, link or folder that may be gone already. Links are not followed."""
    try:
        if path.is_symlink() or not path.is_dir():
            os.unlink(path)
        else:
            shutil.rmtree(path)
    except FileNotFoundError:
        pass
    except OSError as error:
        _complain(path, error)


def remove_empty_folders(folder: Path) -> None:
    """Delete the folders below one that have nothing in them (`refs/refs/pr`)."""
    for parent, _, _ in os.walk(folder, topdown=False):
        if parent != str(folder):
            try:
                os.rmdir(parent)
            except OSError:
                pass


def unlink(path: Path, *, quiet: bool = False) -> bool:
    """Delete a file or link that may be gone already; returns whether it was there."""
    try:
        os.unlink(path)
        return True
    except FileNotFoundError:
        return False
    except OSError as error:
        if not quiet:
            _complain(path, error)
        return False


def _complain(path: Path, error: OSError) -> None:
    logger.warning("Could not delete %s: %s%s", path, error.strerror or error, owner_note(str(path)))
