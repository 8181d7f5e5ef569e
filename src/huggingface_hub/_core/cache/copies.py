"""Contents that another revision has, in a cache without symbolic links.

There, a content lies in the snapshot that it came with, and not under the name of its hash. A revision that has the same
file needs its bytes again, but not from the network: what has the same name and size is hashed, and gets a second name. That
is a hard link where there are some, so that it takes no room; else, or where links are not wanted, a copy. The same goes for
a file that was renamed, as far as the lists of files that snapshots leave in the cache tell.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from huggingface_hub import constants
from huggingface_hub._core import publish
from huggingface_hub._core.cache import pointers, trees
from huggingface_hub._core.cache.layout import RepoCache, is_commit_hash
from huggingface_hub._core.download.verify import Expected, Kind
from huggingface_hub._core.logs import get_logger
from huggingface_hub._lazy import errors


logger = get_logger(__name__)


def are_needed(root: Path) -> bool:
    """Whether a cache works without symbolic links. One that can't be written needs nothing."""
    return os.access(root, os.W_OK) and not pointers.symlinks_work_in(root)


def are_there(repo: RepoCache, commit: str, filename: str, expected: Expected) -> bool:
    """Whether `take` would find the content, without placing anything.

    Args:
        repo: Where the repository is kept.
        commit: The revision that lacks the file.
        filename: Path of the file in the repository.
        expected: What the file has to be.
    """
    return any(_is_right(source, expected) for source in _alike(repo, commit, filename, expected))


def take(repo: RepoCache, commit: str, filename: str, expected: Expected) -> str | None:
    """Give a file of a revision its content, if the cache has it elsewhere; returns its path, `None` if it has not.

    Args:
        repo: Where the repository is kept.
        commit: The revision that lacks the file.
        filename: Path of the file in the repository.
        expected: What the file has to be.
    """
    for source in _alike(repo, commit, filename, expected):
        # A name of its own first: what is hashed is then what gets the final name, whatever happens to the other one.
        private = repo.incomplete(expected.etag)
        try:
            _second_name(source, private)
            if not _is_right(private, expected):
                continue
            final = repo.pointer(commit, filename)
            final.parent.mkdir(parents=True, exist_ok=True)
            publish.replace(private, final)
        except OSError as error:
            logger.debug("Could not use %s for revision %s: %s", source, commit, error)
        else:
            return str(final)
        finally:
            pointers.remove_quietly(private)
    return None


def _is_right(path: Path, expected: Expected) -> bool:
    try:
        expected.check_file(path)
    except errors.IntegrityError:
        logger.debug("%s has another content.", path)
    except OSError as error:
        logger.debug("Could not read %s: %s", path, error)
    else:
        return True
    return False


def _alike(repo: RepoCache, commit: str, filename: str, expected: Expected) -> Iterator[Path]:
    """Files of the right size that may have the content.

    Those are the file of the same name in other revisions, and what their lists of files give the content's name: a
    file keeps its content when it is renamed.
    """
    if expected.size is None or expected.kind is Kind.UNKNOWN:
        return
    try:
        commits = [name for name in os.listdir(repo.folder / "snapshots") if is_commit_hash(name)]
    except OSError:
        return
    for other in commits:
        tree = trees.read_tree_cache(repo.trees, other)
        names = [filename] if tree is None else tree.names_of(expected.etag)
        for name in names:
            if (other, name) != (commit, filename):
                path = repo.pointer(other, name)
                try:
                    info = os.lstat(path)
                except OSError:
                    continue
                if stat.S_ISREG(info.st_mode) and info.st_size == expected.size:
                    yield path


def _second_name(source: Path, private: Path) -> None:
    private.parent.mkdir(parents=True, exist_ok=True)
    # Who has switched links off wants files that have nothing to do with each other.
    if not constants.HF_HUB_DISABLE_SYMLINKS:
        try:
            os.link(source, private)
            return
        except (OSError, NotImplementedError):
            pass  # the volume has none
    from huggingface_hub._core import copying

    copying.copy_content(source, private, durable=True)
