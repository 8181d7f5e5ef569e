"""Revisions and the commits that they stood for when last seen."""

from __future__ import annotations

from pathlib import Path

from huggingface_hub._core import publish
from huggingface_hub._core.cache.layout import RepoCache, is_commit_hash
from huggingface_hub._core.logs import get_logger
from huggingface_hub._lazy import errors


logger = get_logger(__name__)

# Longer than any commit hash with a byte order mark and line ends around it
_MAX_REF_SIZE = 256


def read_ref(repo: RepoCache, revision: str) -> str | None:
    """Return the commit that a revision stood for, `None` if unknown. A commit hash stands for itself."""
    if is_commit_hash(revision):
        return revision
    return read_ref_file(repo.ref(revision))


def read_ref_file(path: Path) -> str | None:
    """Read one reference. Editors add line ends and byte order marks; anything but a commit hash counts as absent."""
    text = read_text(path)
    if text is not None and not is_commit_hash(text):
        logger.warning("Ignoring the corrupt reference %s: it does not hold a commit hash.", path)
        return None
    return text


def read_text(path: str | Path) -> str | None:
    """What a reference says, without line ends and byte order marks around it; `None` if it can't be read."""
    try:
        with open(path, "rb") as file:
            raw = file.read(_MAX_REF_SIZE)
    except OSError:
        return None
    return raw.decode("utf-8-sig", errors="replace").strip()


def write_ref(repo: RepoCache, revision: str, commit: str) -> None:
    """Remember what a revision stands for now. A commit hash needs no reference, an unchanged one no write."""
    if revision == commit or not is_commit_hash(commit):
        return
    path = repo.ref(revision)
    if read_quietly(path) == commit:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    publish.write_atomic(path, commit.encode())


def try_write_ref(repo: RepoCache, revision: str, commit: str) -> None:
    """Remember what a revision stands for, if the cache can be written; a read-only cache still serves its files."""
    try:
        write_ref(repo, revision, commit)
    except errors.UnsafePathError:
        raise
    except OSError as error:
        logger.warning("Could not update the reference of revision '%s' in %s: %s", revision, repo.folder, error)


def read_quietly(path: Path) -> str | None:
    """Return a small text file's exact content, `None` if it can't be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
