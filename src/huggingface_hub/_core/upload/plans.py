"""A commit from the caller's request to its result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.upload import checks, commits, transfers
from huggingface_hub._core.upload.commits import CommitBody, CopySource
from huggingface_hub._core.upload.control import Control
from huggingface_hub._core.upload.journal import Journals
from huggingface_hub._core.upload.operations import (
    CommitOperation,
    CommitOperationAdd,
    CommitOperationCopy,
    CommitOperationDelete,
)
from huggingface_hub._core.upload.target import CommitTarget
from huggingface_hub._lazy import errors
from huggingface_hub.types.commits import CommitInfo, UploadSummary


logger = get_logger(__name__)

NOTHING_MODIFIED = "No files have been modified since last commit. Skipping to prevent empty commit."
LOOKS = 3
"""How often the Hub is asked about a small file that changes meanwhile."""

NOTHING_COMMITTED = "Nothing was committed."
IN_DOUBT = "The answer to an earlier attempt was lost: look at the repository's history before you upload again."


@dataclass
class CommitPlan:
    """
    What is to be committed.

    Attributes:
        target: Where to.
        operations: What; those that turn out to change nothing are taken out.
        message: First line of the commit's message.
        description: The rest of it.
        parent_commit: The commit that it has to follow.
        hot_reload: Whether a running Space takes the change over without a restart.
        copies: What each copy stands for, by its place among the operations.
        folder: The folder that is uploaded, if one is.
        control: What the caller wants to know, and allows.
        rebase: Whether to follow others who committed first, if they changed other files.
        journals: Notes for the next attempt, should this one be killed.
        additions: All files that the caller wanted to add.
        failures: Those of them that can't be read although they have to be: nothing is committed without them, unless
            `partial` is set.
        partial: Whether the others are committed all the same; the caller then tells about failures.
    """

    target: CommitTarget
    operations: list[CommitOperation]
    message: str
    description: str = ""
    parent_commit: str | None = None
    hot_reload: bool = False
    copies: Mapping[int, CopySource] = field(default_factory=dict)
    folder: str | Path | None = None
    control: Control = field(default_factory=lambda: Control("commit"))
    rebase: bool = False
    partial: bool = False
    failures: dict[str, Exception] = field(default_factory=dict)
    journals: Journals = field(init=False)
    additions: list[CommitOperationAdd] = field(init=False)
    _committed: bool = field(init=False, default=False)
    _unreadable: dict[str, Exception] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.journals = Journals(self.folder)
        self.additions = checks.additions_of(self.operations)

    def write(
        self, body: CommitBody, consequence: str = NOTHING_COMMITTED, *, once_more: bool = False
    ) -> list[CommitOperationAdd]:
        """
        Write the body of the request, in place of what it held before; small files are read now.

        Args:
            body: What to fill.
            consequence: What follows if files can't be read.
            once_more: Whether the Hub can be asked again about files that have another size now.

        Returns:
            Those files.

        Raises:
            UploadFailedError: Files can't be read; the others were uploaded.
        """
        commits.write_body(
            body,
            self.operations,
            self.copies,
            message=self.message,
            description=self.description,
            parent_commit=self.parent_commit,
        )
        additions = {op.path_in_repo: op for op in self.additions}
        changed = [additions[path] for path, reason in body.unreadable.items() if _is_changed(reason)]
        if changed and once_more:
            return changed
        for path, reason in body.unreadable.items():
            reason = errors.IntegrityError(str(reason)) if _is_changed(reason) else reason
            (self.failures if additions[path].rethrow else self._unreadable)[path] = reason
        if not self.partial:
            transfers.raise_failures(self.failures, consequence)
        return []

    def look_again(self, changed: Iterable[CommitOperationAdd]) -> list[CommitOperationAdd]:
        """Forget what was known of files that have changed; those that can't be read any more are left to `write`."""
        again: list[CommitOperationAdd] = []
        for addition in changed:
            try:
                addition.look_again()
            except OSError as error:
                logger.debug("'%s' can't be read any more: %s", addition.path_in_repo, error)
            else:
                again.append(addition)
        return again

    def has_lines(self, body: CommitBody) -> bool:
        """Whether anything is left to commit after unreadable files were left out."""
        return len(body.unreadable) < len(self.operations)

    def hand_on(self) -> list[CommitOperation]:
        """Leave what is to be committed to smaller plans; this one is left with what was dropped."""
        handed, self.operations = self.operations, []
        known = {id(operation) for operation in handed}
        self.additions = [each for each in self.additions if id(each) not in known]
        return handed

    def read(self, answer: Any, endpoint: str) -> CommitInfo:
        """The result, from the Hub's answer."""
        info = commits.read_commit(
            answer,
            message=self.message,
            description=self.description,
            endpoint=endpoint,
            create_pr=self.target.create_pr,
        )
        self._committed = True
        for addition in self.additions:
            addition._is_committed = True
        return info

    def found(self, oid: str, endpoint: str) -> CommitInfo:
        """The result, if the branch shows that this is the commit."""
        self._committed = True
        return self.at(oid, endpoint)

    def at(self, oid: str, endpoint: str) -> CommitInfo:
        """The result, if there was nothing to commit after this commit."""
        return commits.commit_at(
            oid,
            repo_id=self.target.repo_id,
            repo_type=self.target.repo_type,
            message=self.message,
            description=self.description,
            endpoint=endpoint,
        )

    def finished(self, info: CommitInfo) -> CommitInfo:
        """The result with the list of what could not be read, which is logged too."""
        reasons = {a.path_in_repo: a._unreadable for a in self.additions if a._unreadable is not None}
        reasons.update(self._unreadable)
        info.skipped = list(reasons)
        info.summary = self.summary()
        for path, reason in list(reasons.items())[:20]:
            logger.warning("'%s' was left out of the commit because it could not be read: %s", path, reason)
        if len(reasons) > 20:
            logger.warning("… and %d more files that could not be read.", len(reasons) - 20)
        return info

    def summary(self) -> UploadSummary:
        """What had to be done."""
        committed = {id(op) for op in self.operations} if self._committed else set()
        changed = unchanged = ignored = sent = kept = 0
        for addition in self.additions:
            if addition._should_ignore or addition._unreadable is not None or addition.path_in_repo in self.failures:
                ignored += 1
                continue
            bytes_sent = addition.upload_info.sent
            if id(addition) in committed:
                changed += 1
                bytes_sent = bytes_sent if addition._upload_mode == "lfs" else addition.upload_info.size
            else:
                unchanged += 1
            sent += bytes_sent
            kept += addition.upload_info.size - bytes_sent
        deleted = sum(isinstance(op, CommitOperationDelete) for op in self.operations)
        return UploadSummary(changed, unchanged, ignored, deleted, sent, kept)


def _is_changed(reason: Exception) -> bool:
    return isinstance(reason, commits.SourceChangedError)


def shown_by_commit(additions: Iterable[CommitOperationAdd]) -> int:
    """Bytes of files that did not go to the storage: they count as done when the commit is."""
    return sum(each.upload_info.size for each in additions if not each._is_uploaded)


def ignored_paths(plan: CommitPlan) -> list[str]:
    """The files that the repository's `.gitignore` excludes."""
    return [each.path_in_repo for each in plan.additions if each._should_ignore]


def touched_paths(plan: CommitPlan) -> list[str]:
    """The paths that a commit changes."""
    return [operation.path_in_repo.rstrip("/") for operation in plan.operations]


def drop_needless(plan: CommitPlan) -> tuple[int, int]:
    """
    Take out what the Hub ignores, what could not be read, and what would change nothing.

    Returns:
        How many files the Hub ignores, and how many operations would change nothing.
    """
    unsettled = checks.unsettled_paths(plan.operations)
    kept: list[CommitOperation] = []
    copies: dict[int, CopySource] = {}
    ignored = unchanged = 0
    for index, operation in enumerate(plan.operations):
        if isinstance(operation, CommitOperationCopy):
            if index not in plan.copies:
                unchanged += 1
                continue
            copies[len(kept)] = plan.copies[index]
        elif isinstance(operation, CommitOperationAdd):
            if operation._should_ignore or operation._unreadable is not None or operation.path_in_repo in plan.failures:
                ignored += bool(operation._should_ignore)
                continue
            try:
                if _is_unchanged(operation, unsettled):
                    unchanged += 1
                    continue
            except OSError as error:
                if operation.rethrow:
                    plan.failures[operation.path_in_repo] = error
                else:
                    operation._unreadable = error
                continue
        kept.append(operation)
    plan.operations, plan.copies = kept, copies
    return ignored, unchanged


def count_unchanged(plan: CommitPlan) -> int:
    """How many files the branch has already; those that can't be read are not among them."""
    count = 0
    for operation in checks.additions_of(plan.operations):
        with suppress(OSError):
            count += _is_unchanged(operation, set())
    return count


def _is_unchanged(operation: CommitOperationAdd, unsettled: set[str]) -> bool:
    if operation._remote_oid is None or checks.is_unsettled(operation.path_in_repo, unsettled):
        return False
    return operation._remote_oid == operation._local_oid()


def log_nothing_modified() -> None:
    """Tell that no commit was made."""
    logger.warning(NOTHING_MODIFIED)


def log_dropped(plan: CommitPlan, dropped: tuple[int, int]) -> None:
    """Tell what was left out and why."""
    ignored, unchanged = dropped
    if ignored:
        logger.info("Skipped uploading %d file(s) that are ignored by the repository's .gitignore.", ignored)
    if unchanged and plan.operations:
        logger.debug("Removed %d operation(s) that would change nothing in %s.", unchanged, plan.target.repo_id)
