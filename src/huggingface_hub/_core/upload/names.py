"""Rules for the paths of operations. Source: `contract/wire/uploads.md` §1."""

from __future__ import annotations

from huggingface_hub._core import paths
from huggingface_hub._core.patterns import FORBIDDEN_FOLDERS


def clean(path_in_repo: str) -> str:
    """A path as the caller wrote it, without what the Hub does not want at its beginning.

    Raises:
        ValueError: It leaves the repository, or lies in a folder that belongs to git or to this package.
    """
    if not isinstance(path_in_repo, str):
        raise ValueError(f"Invalid `path_in_repo` in CommitOperation: {path_in_repo!r} is not a string.")
    path = path_in_repo[1:] if path_in_repo.startswith("/") else path_in_repo
    if path == "." or ".." in path.split("/"):
        raise ValueError(f"Invalid `path_in_repo` in CommitOperation: '{path_in_repo}'")
    path = path[2:] if path.startswith("./") else path
    for forbidden in FORBIDDEN_FOLDERS:
        if forbidden in path.split("/"):
            raise ValueError(
                f"Invalid `path_in_repo` in CommitOperation: cannot update files under a '{forbidden}/' folder (path:"
                f" '{path}')."
            )
    return path


def clean_target(path_in_repo: str) -> str:
    """As `clean`, for a file that is going to be written: others have to be able to store it.

    Deleting is not that strict, so that a bad name can be removed from a repository.

    Raises:
        ValueError: No file can have that name.
    """
    return paths.safe_relative_path(clean(path_in_repo), what="path_in_repo")
