"""From a folder to the operations of a commit."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from huggingface_hub import constants
from huggingface_hub._core import interrupt, paths, progress
from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.patterns import FORBIDDEN_FOLDERS, filter_repo_objects
from huggingface_hub._core.upload import names, scan
from huggingface_hub._core.upload.control import Control
from huggingface_hub._core.upload.operations import CommitOperationAdd, CommitOperationDelete
from huggingface_hub._lazy import errors


logger = get_logger(__name__)

ONE_COMMIT_FILES = 2000
"""Folders of at most so many files are one commit: a Hub needs some ten seconds for it, and nobody sees a half of it."""

_LISTED = 10

SPECIAL = (constants.REPOCARD_NAME, ".gitignore")
"""Files that have a say in how the others are uploaded."""


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
    atomic: bool
    rebase: bool
    control: Control


@dataclass
class FolderContent:
    """
    What a folder has that is to be uploaded.

    Attributes:
        root: The folder.
        prefix: What comes before the names in the repository.
        names: Paths of the files below the folder.
        size: Bytes of all of them.
        deletions: What the repository has and is to be deleted.
    """

    root: Path
    prefix: str
    names: list[str]
    size: int
    deletions: list[CommitOperationDelete] = field(default_factory=list)

    @property
    def fits_one_commit(self) -> bool:
        """Whether one commit is not too much for a Hub."""
        return len(self.names) <= ONE_COMMIT_FILES

    def check_names(self) -> None:
        """
        Refuse names that can't be stored in a repository, all of them together.

        Raises:
            UnsafePathError: There are such names.
        """
        problems: list[str] = []
        for name in () if self._are_plain() else self.names:
            try:
                names.clean_target(self.prefix + name)
            except ValueError as error:
                problems.append(str(error))
        if problems:
            shown = problems[:_LISTED] + ([f"… and {len(problems) - _LISTED} more."] if len(problems) > _LISTED else [])
            advice = "Rename these files, or leave them out with `ignore_patterns` (`--exclude`)."
            raise errors.UnsafePathError("\n".join([*shown, advice]))

    def _are_plain(self) -> bool:
        """Whether nothing can be wrong with the names: nearly always, and seen by one look at all of them."""
        if self.prefix or not paths.are_plain(self.names):
            return False
        text = "\n".join(self.names)
        return not any(f"{folder}/" in text for folder in FORBIDDEN_FOLDERS)

    def additions(self, names: Iterable[str]) -> list[CommitOperationAdd]:
        """
        Some of the files as operations.

        Raises:
            ValueError: A name can't be stored in a repository.
            UploadFailedError: Files can't be read; all of them are named.
        """
        operations, unreadable = self.readable(names)
        if unreadable:
            raise _unreadable(unreadable)
        return operations

    def readable(self, names: Iterable[str]) -> tuple[list[CommitOperationAdd], dict[str, Exception]]:
        """
        Some of the files as operations, and why others can't be read.

        Raises:
            ValueError: A name can't be stored in a repository.
        """
        operations = [
            CommitOperationAdd(self.prefix + name, os.path.join(self.root, name.replace("/", os.sep)), rethrow=False)
            for name in names
        ]
        readable = [operation for operation in operations if operation._unreadable is None]
        for operation in readable:
            operation._rethrow = True
        return readable, {op.path_in_repo: op._unreadable for op in operations if op._unreadable is not None}

    def special_files(self) -> list[CommitOperationAdd]:
        """Those of the files that have a say in how the others are uploaded."""
        wanted = {name for name in SPECIAL if name.startswith(self.prefix)}
        return self.additions(name for name in self.names if self.prefix + name in wanted)

    def check(self) -> None:
        """
        See whether all files can be read and stored, before the first of them is sent.

        Raises:
            ValueError: A name can't be stored in a repository.
            UploadFailedError: Files can't be read; all of them are named.
        """
        unreadable: dict[str, Exception] = {}
        for name in self.names:
            interrupt.check()
            path = names.clean_target(self.prefix + name)
            if not os.access(os.path.join(self.root, name.replace("/", os.sep)), os.R_OK):
                unreadable[path] = PermissionError(13, "Permission denied", path)
        if unreadable:
            raise _unreadable(unreadable)


def find(job: FolderUpload) -> FolderContent:
    """
    Look for the files of a folder; what is left out although it matches is logged.

    Raises:
        ValueError: There is no such folder.
    """
    found = scan.scan_folder(job.folder_path, allow_patterns=job.allow_patterns, ignore_patterns=job.ignore_patterns)
    if warning := found.warning():
        logger.warning("%s", warning)
    root = Path(os.path.realpath(os.path.expanduser(job.folder_path)))
    return FolderContent(root, prefix_of(job.path_in_repo), found.files, found.size)


def open_bar(job: FolderUpload, content: FolderContent) -> progress.Bar:
    """The progress of a folder: bytes of all of its files, whatever becomes of them."""
    return job.control.bar(f"Uploading {len(content.names)} files", content.size)


def _unreadable(problems: dict[str, Exception]) -> errors.UploadFailedError:
    lines = [f"- {path}: {reason}" for path, reason in list(problems.items())[:_LISTED]]
    if len(problems) > len(lines):
        lines.append(f"- and {len(problems) - len(lines)} more")
    return errors.UploadFailedError(
        "\n".join(
            [f"{len(problems)} files of the folder can't be read, so nothing was uploaded:", *lines]
            + ["Make them readable, leave them out with `ignore_patterns` (`--exclude`), or use `rethrow=False`."]
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
