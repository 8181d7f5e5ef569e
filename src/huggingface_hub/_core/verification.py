"""Comparing files on this machine with what the Hub says about them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict

from huggingface_hub import constants
from huggingface_hub._core import hashing, ids
from huggingface_hub._core.cache import refs
from huggingface_hub._core.cache.layout import RepoCache, is_commit_hash
from huggingface_hub._core.patterns import DEFAULT_IGNORE_PATTERNS, filter_repo_objects
from huggingface_hub.types.files import RepoFile


HashAlgo = Literal["sha256", "git-sha1"]

WORKERS = max(1, min(8, os.cpu_count() or 1))
"""How many files are hashed at once: all cores, as far as disks can follow."""


class Mismatch(TypedDict):
    """A file whose content is not what the Hub has."""

    path: str
    expected: str
    actual: str
    algorithm: str


@dataclass(frozen=True)
class FolderVerification:
    """How the files in a folder compare with a revision on the Hub.

    Attributes:
        revision: The revision.
        checked_count: Number of files that were compared.
        mismatches: Those whose content differs.
        missing_paths: Files of the Hub that are not in the folder.
        extra_paths: Files of the folder that the Hub does not have.
        verified_path: The folder.
    """

    revision: str
    checked_count: int
    mismatches: list[Mismatch]
    missing_paths: list[str]
    extra_paths: list[str]
    verified_path: Path


def collect_local_files(root: Path) -> dict[str, Path]:
    """The files below a folder, by path with `/`. Notes about downloads and broken links are left out."""
    found: dict[str, Path] = {}
    for folder, _, names in os.walk(root):
        for name in names:
            path = Path(folder, name)
            if path.is_file():
                found[path.relative_to(root).as_posix()] = path
    kept = filter_repo_objects(found, ignore_patterns=DEFAULT_IGNORE_PATTERNS)
    return {path: found[path] for path in kept}


def resolve_local_root(
    *, repo_id: str, repo_type: str, revision: str | None, cache_dir: Path | None, local_dir: Path | None
) -> tuple[Path, str]:
    """Find the folder to compare, and the revision to compare it with.

    Returns:
        The folder, and the commit that it holds; for a folder of the user's, the revision as it was given.

    Raises:
        ValueError: There is no such folder, or the revision is not in the cache.
    """
    if local_dir is not None:
        folder = local_dir.expanduser().resolve()
        if not folder.is_dir():
            raise ValueError(f"There is no folder {folder} to verify. Download into it first, or check `local_dir`.")
        return folder, revision or constants.DEFAULT_REVISION
    repo = RepoCache.of(repo_id, repo_type, cache_dir)
    commit = _commit_in_cache(repo, revision)
    snapshot = repo.snapshot(commit)
    if not snapshot.is_dir():
        raise ValueError(
            f"Revision {revision or commit!r} of {repo_type} '{repo_id}' is not in the cache ({snapshot}). "
            "Download it first, or choose another with `revision`."
        )
    return snapshot, commit


def _commit_in_cache(repo: RepoCache, revision: str | None) -> str:
    """The commit that a revision stands for in the cache; without one `main`, or the only commit there is."""
    if not repo.folder.is_dir():
        raise ValueError(f"The repository is not in the cache: there is no {repo.folder}. Download it first.")
    commit = refs.read_ref(repo, revision or constants.DEFAULT_REVISION)
    if commit is not None:
        return commit
    if revision is not None:
        raise ValueError(f"Revision {revision!r} is not in the cache ({repo.folder}). Download it first.")
    try:
        commits = [name for name in os.listdir(repo.folder / "snapshots") if is_commit_hash(name)]
    except OSError:
        commits = []
    if len(commits) != 1:
        said = "several revisions" if commits else "no revision"
        raise ValueError(f"The cache has {said} of the repository ({repo.folder}): say which one with `revision`.")
    return commits[0]


def compute_file_hash(path: Path, algorithm: HashAlgo) -> str:
    """Hash a file as the Hub does: SHA-256 of LFS files, git's blob id of others."""
    hashes = hashing.hash_file(path, sha256=algorithm == "sha256", git_sha1=algorithm == "git-sha1")
    return hashes.sha256 if algorithm == "sha256" else hashes.git_sha1


def expected_hash(file: RepoFile) -> tuple[HashAlgo, str]:
    """What the hash of a file's content has to be."""
    if file.lfs is not None:
        return "sha256", file.lfs.sha256.lower()
    return "git-sha1", file.blob_id.lower()


def compare(remote: RepoFile, local: Path) -> Mismatch | None:
    """Compare one file; `None` if its content is right."""
    algorithm, expected = expected_hash(remote)
    try:
        actual = compute_file_hash(local, algorithm)
    except OSError as error:
        actual = f"unreadable: {error.strerror or error}"
    if actual == expected:
        return None
    return Mismatch(path=remote.path, expected=expected, actual=actual, algorithm=algorithm)


def pairs(remote: Mapping[str, RepoFile], local: Mapping[str, Path]) -> list[tuple[RepoFile, Path]]:
    """The files that both sides have."""
    return [(remote[path], local[path]) for path in sorted(set(remote) & set(local))]


def conclude(
    remote: Mapping[str, RepoFile],
    local: Mapping[str, Path],
    mismatches: Iterable[Mismatch | None],
    *,
    revision: str,
    verified_path: Path,
) -> FolderVerification:
    """Say what the comparison of all files came to."""
    return FolderVerification(
        revision=revision,
        checked_count=len(set(remote) & set(local)),
        mismatches=[mismatch for mismatch in mismatches if mismatch is not None],
        missing_paths=sorted(set(remote) - set(local)),
        extra_paths=sorted(set(local) - set(remote)),
        verified_path=verified_path,
    )


def verify_maps(
    *,
    remote_by_path: Mapping[str, RepoFile],
    local_by_path: Mapping[str, Path],
    revision: str,
    verified_path: Path,
) -> FolderVerification:
    """Compare the files that both sides have, and say which only one has."""
    mismatches = [compare(*pair) for pair in pairs(remote_by_path, local_by_path)]
    return conclude(remote_by_path, local_by_path, mismatches, revision=revision, verified_path=verified_path)


def find_local(
    repo_id: str,
    repo_type: str | None,
    revision: str | None,
    cache_dir: str | Path | None,
    local_dir: str | Path | None,
) -> tuple[Path, str, dict[str, Path]]:
    """The folder to verify, the revision to compare it with, and its files.

    Raises:
        ValueError: Both a folder and a cache were given, or there is nothing to verify.
    """
    if cache_dir is not None and local_dir is not None:
        raise ValueError("Give `local_dir` or `cache_dir`, not both: files are verified in one place.")
    folder, commit = resolve_local_root(
        repo_id=repo_id,
        repo_type=ids.validate_repo_type(repo_type),
        revision=revision,
        cache_dir=None if cache_dir is None else Path(cache_dir),
        local_dir=None if local_dir is None else Path(local_dir),
    )
    return folder, commit, collect_local_files(folder)
