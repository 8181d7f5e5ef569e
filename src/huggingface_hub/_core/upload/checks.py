"""What is checked before the first request of a commit is made."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from huggingface_hub import constants
from huggingface_hub._core.upload.operations import (
    CommitOperation,
    CommitOperationAdd,
    CommitOperationCopy,
    CommitOperationDelete,
)


_DATA_SUFFIXES = (".arrow", ".parquet")


def check_commit(message: str, parent_commit: str | None, operations: Iterable[CommitOperation]) -> None:
    """
    Refuse what can't become a commit.

    Raises:
        ValueError: What is wrong.
    """
    if parent_commit is not None and not constants.REGEX_COMMIT_OID.fullmatch(parent_commit):
        raise ValueError(
            "`parent_commit` is not a valid commit OID. It must match the following regex:"
            f" {constants.REGEX_COMMIT_OID}"
        )
    if not message:
        raise ValueError("`commit_message` can't be empty, please pass a value.")
    for operation in operations:
        if not isinstance(operation, (CommitOperationAdd, CommitOperationCopy, CommitOperationDelete)):
            raise ValueError(
                f"Unknown operation to commit: {operation!r}. Expected CommitOperationAdd, …Delete or …Copy."
            )
        if isinstance(operation, CommitOperationAdd) and operation._is_committed:
            raise ValueError(
                f"CommitOperationAdd {operation} has already being committed and cannot be reused. Please create a new"
                " CommitOperationAdd object if you want to create a new commit."
            )


def check_threads(num_threads: int) -> None:
    """
    Refuse to upload no file at a time.

    Raises:
        ValueError: `num_threads` is not a positive number.
    """
    if num_threads < 1:
        raise ValueError(f"`num_threads` must be a positive number, not {num_threads!r}.")


def check_paths(operations: Iterable[CommitOperation]) -> None:
    """
    Refuse paths that can't be in one repository: git would keep one of them, and nobody would know which.

    Raises:
        ValueError: A path is to be a file and a folder.
    """
    files = {op.path_in_repo for op in operations if not isinstance(op, CommitOperationDelete)}
    for path in files:
        for parent in PurePosixPath(path).parents:
            if str(parent) in files:
                raise ValueError(f"'{parent}' can't be a file and a folder: '{path}' would be in it.")


def warn_about_data_files(operations: Iterable[CommitOperation], repo_type: str, *, stacklevel: int = 2) -> None:
    """Say so when a table goes to a repository that is not a dataset."""
    if repo_type == constants.REPO_TYPE_DATASET:
        return
    for operation in operations:
        if isinstance(operation, CommitOperationAdd) and operation.path_in_repo.endswith(_DATA_SUFFIXES):
            warnings.warn(
                f"It seems that you are about to commit a data file ({operation.path_in_repo}) to a {repo_type}"
                " repository. You are sure this is intended? If you are trying to upload a dataset, please set"
                " `repo_type='dataset'` or `--repo-type=dataset` in a CLI.",
                stacklevel=stacklevel,
            )


def warn_about_overlaps(operations: Sequence[CommitOperation], *, stacklevel: int = 2) -> None:
    """Say so when operations of one commit touch the same paths."""
    inconsistent = "This can cause undesired inconsistencies in your repo."
    written: dict[str, int] = {}
    below: dict[str, int] = {}
    for operation in operations:
        path = operation.path_in_repo
        if isinstance(operation, CommitOperationDelete):
            if written.get(path):
                warnings.warn(
                    "About to delete a file that have just been updated within the same commit:"
                    f" '{path}'. {inconsistent}",
                    stacklevel=stacklevel,
                )
            if below.get(path.strip("/")):
                warnings.warn(
                    "About to delete a folder containing files that have just been updated within the same commit:"
                    f" '{path}'. {inconsistent}",
                    stacklevel=stacklevel,
                )
            continue
        if written.get(path):
            warnings.warn(
                f"About to update multiple times the same file in the same commit: '{path}'. {inconsistent}",
                stacklevel=stacklevel,
            )
        written[path] = written.get(path, 0) + 1
        for parent in PurePosixPath(path).parents:
            below[str(parent)] = below.get(str(parent), 0) + 1


def additions_of(operations: Iterable[CommitOperation]) -> list[CommitOperationAdd]:
    """The files to add, in their order."""
    return [operation for operation in operations if isinstance(operation, CommitOperationAdd)]


def copies_of(operations: Iterable[CommitOperation]) -> list[CommitOperationCopy]:
    """The files to copy, in their order."""
    return [operation for operation in operations if isinstance(operation, CommitOperationCopy)]


def unsettled_paths(operations: Iterable[CommitOperation]) -> set[str]:
    """What a commit deletes, files and folders, without slashes at the ends, and the files that it writes more than once:
    what the branch has there is not what an operation finds."""
    unsettled: set[str] = set()
    written: set[str] = set()
    for operation in operations:
        path = operation.path_in_repo.strip("/")
        if isinstance(operation, CommitOperationDelete) or path in written:
            unsettled.add(path)
        else:
            written.add(path)
    return unsettled


def is_unsettled(path: str, unsettled: set[str]) -> bool:
    """Whether the same commit does something else to a path, or deletes a folder that it lies in."""
    return bool(unsettled) and (
        path in unsettled or any(str(parent) in unsettled for parent in PurePosixPath(path).parents)
    )


def gitignore_of(additions: Iterable[CommitOperationAdd]) -> str | None:
    """Content of the `.gitignore` that is being uploaded, by which the Hub decides what to leave out."""
    for addition in additions:
        if addition.path_in_repo == ".gitignore" and addition._unreadable is None:
            return _text_of(addition)
    return None


def readme_of(additions: Iterable[CommitOperationAdd]) -> str | None:
    """Content of the repository's card, if it is being uploaded."""
    for addition in additions:
        if addition.path_in_repo == constants.REPOCARD_NAME and addition._unreadable is None:
            return _text_of(addition)
    return None


def _text_of(addition: CommitOperationAdd) -> str | None:
    try:
        with addition.as_file() as file:
            return file.read().decode("utf-8", "replace")
    except OSError:
        return None  # it is reported with all others that can't be read, when it is to be committed


def free_memory(additions: Iterable[CommitOperationAdd]) -> None:
    """Let go of contents that were uploaded: the commit needs only their hashes."""
    for addition in additions:
        if addition._is_uploaded:
            addition.path_or_fileobj = b""
