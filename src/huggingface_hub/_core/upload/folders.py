"""From a folder to the operations of a commit."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub import constants
from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.patterns import filter_repo_objects
from huggingface_hub._core.upload import names, scan
from huggingface_hub._core.upload.operations import CommitOperationAdd, CommitOperationDelete
from huggingface_hub._lazy import errors


logger = get_logger(__name__)

MANY_FILES = 200


def prefix_of(path_in_repo: str | None) -> str:
    """What to put before the names of the folder's files."""
    if path_in_repo is None or path_in_repo.strip("/") in ("", "."):
        return ""
    return names.clean(path_in_repo).strip("/") + "/"


@dataclass(frozen=True)
class FolderUpload:
    """What a caller wants to have uploaded, in the words of `upload_folder`."""

    repo_id: str
    folder_path: str | Path
    path_in_repo: str | None
    message: str
    description: str | None
    repo_type: str | None
    revision: str | None
    create_pr: bool | None
    parent_commit: str | None
    allow_patterns: list[str] | str | None
    ignore_patterns: list[str] | str | None
    delete_patterns: list[str] | str | None


def additions(job: FolderUpload, *, prefix: str) -> list[CommitOperationAdd]:
    """
    The files of a folder as operations; what is left out although it matches is logged.

    Raises:
        ValueError: There is no such folder, or a name in it can't be stored in a repository.
        UploadFailedError: Files in it can't be read; all of them are named.
    """
    found = scan.scan_folder(job.folder_path, allow_patterns=job.allow_patterns, ignore_patterns=job.ignore_patterns)
    if warning := found.warning():
        logger.warning("%s", warning)
    if len(found.files) > MANY_FILES:
        logger.info("Uploading %d files in one commit.", len(found.files))
    root = Path(os.path.realpath(os.path.expanduser(job.folder_path)))
    operations = [
        CommitOperationAdd(prefix + name, str(root.joinpath(*name.split("/"))), rethrow=False) for name in found.files
    ]
    unreadable = {op.path_in_repo: op._unreadable for op in operations if op._unreadable is not None}
    if unreadable:
        raise _unreadable(unreadable)
    for operation in operations:
        operation._rethrow = True
    return operations


def _unreadable(problems: dict[str, Exception]) -> errors.UploadFailedError:
    lines = [f"- {path}: {reason}" for path, reason in list(problems.items())[:10]]
    if len(problems) > len(lines):
        lines.append(f"- and {len(problems) - len(lines)} more")
    return errors.UploadFailedError(
        "\n".join(
            [f"{len(problems)} files of the folder can't be read, so nothing was uploaded:", *lines]
            + ["Make them readable, leave them out with `ignore_patterns`, or commit them with `rethrow=False`."]
        ),
        problems,
    )


def check_revision(create_pr: bool | None, revision: str | None) -> None:
    """
    Refuse what the Hub can't do.

    Raises:
        ValueError: A pull request is to start from another branch than the main one.
    """
    if create_pr and revision is not None and revision != constants.DEFAULT_REVISION:
        raise ValueError(
            "Can only create pull requests against the main branch: leave `revision` out with `create_pr`."
        )


def deletions(
    remote: Iterable[str], patterns: list[str] | str, *, prefix: str, kept: Iterable[str], keep_attributes: bool = True
) -> list[CommitOperationDelete]:
    """
    What to delete, of the files that a repository has.

    Args:
        remote: All files of the repository.
        patterns: They are compared with paths relative to the folder in the repository.
        prefix: That folder.
        kept: Files that are uploaded in the same commit.
        keep_attributes: Whether `.gitattributes`, which says what goes to LFS, stays whatever the patterns say.
    """
    kept = set(kept)
    below = [path for path in remote if path.startswith(prefix)]
    chosen = filter_repo_objects(below, allow_patterns=patterns, key=lambda path: path[len(prefix) :])
    return [
        CommitOperationDelete(path, is_folder=False)
        for path in chosen
        if path not in kept and not (keep_attributes and path[len(prefix) :] == ".gitattributes")
    ]
