"""Answers from the cache alone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from huggingface_hub import constants
from huggingface_hub._core.cache import ownership, pointers
from huggingface_hub._core.cache.layout import RepoCache, is_commit_hash
from huggingface_hub._core.cache.refs import read_ref


class _KnownMissing:
    """The type of `_CACHED_NO_EXIST`: the Hub said that there is no such file."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "_CACHED_NO_EXIST"

    def __reduce__(self) -> str:
        return "_CACHED_NO_EXIST"  # copies and pickles stay the one object that callers compare with


_CACHED_NO_EXIST_T = Any
_CACHED_NO_EXIST: _CACHED_NO_EXIST_T = _KnownMissing()


def try_to_load_from_cache(
    repo_id: str,
    filename: str,
    cache_dir: str | Path | None = None,
    revision: str | None = None,
    repo_type: str | None = None,
) -> str | _CACHED_NO_EXIST_T | None:
    """
    Find a file in the cache, without a request.

    Args:
        repo_id: The repository, as `user/name`.
        filename: Path of the file in the repository.
        cache_dir: The cache directory, `HF_HUB_CACHE` by default.
        revision: Branch, tag or commit, `main` by default: the commit that it stood for when last seen.
        repo_type: `model` (default), `dataset`, `space` or `kernel`.

    Returns:
        The path of the file, `_CACHED_NO_EXIST` if the Hub is known not to have it, or `None` if nothing is known.

    Example:
        >>> from huggingface_hub import try_to_load_from_cache
        >>> try_to_load_from_cache("user/never-seen", "config.json") is None
        True
    """
    repo = RepoCache.of(repo_id, repo_type, cache_dir)
    return find(repo, revision or constants.DEFAULT_REVISION, filename)


def find(repo: RepoCache, revision: str, filename: str) -> str | _CACHED_NO_EXIST_T | None:
    """Find a file of a revision in a repository's cache folder: its path, known to be missing, or `None`."""
    if not is_commit_hash(revision) and not repo.folder.is_dir():
        return None
    commit = read_ref(repo, revision)
    if commit is None:
        return None
    pointer = repo.pointer(commit, filename)
    if pointers.usable_pointer(pointer) and _is_believed(repo, pointer):
        return str(pointer)
    if os.path.isfile(repo.no_exist(commit, filename)):
        return _CACHED_NO_EXIST
    return None


def _is_believed(repo: RepoCache, pointer: Path) -> bool:
    try:
        name = os.path.basename(os.readlink(pointer))
    except OSError:
        return True  # the file itself, whose hash is not known
    return ownership.is_believed(pointer, repo.blobs / name, name, repo.root)


def find_file(repo: RepoCache, revision: str, filename: str) -> str | None:
    """Find a file of a revision: its path, or `None` if it is not in the cache, known to be missing or not."""
    found = find(repo, revision, filename)
    return found if isinstance(found, str) else None


def find_snapshot(repo: RepoCache, revision: str) -> str | None:
    """Return the folder of a revision's files, `None` if there is none."""
    commit = read_ref(repo, revision)
    if commit is None:
        return None
    folder = repo.snapshot(commit)
    return str(folder) if folder.is_dir() else None
