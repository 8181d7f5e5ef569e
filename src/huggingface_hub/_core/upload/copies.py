"""The rules of copies within and across repositories. Source: `contract/wire/uploads.md` §6."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from huggingface_hub import constants
from huggingface_hub._core import ids
from huggingface_hub._core.upload import checks, negotiation
from huggingface_hub._core.upload.operations import CommitOperation, CommitOperationCopy
from huggingface_hub._core.upload.target import CommitTarget
from huggingface_hub._core.urls import ParamValue
from huggingface_hub._lazy import errors


BATCH_SIZE = 500
"""The most paths of one `paths-info` request, and the most objects of one duplication."""
LARGEST_SMALL_FILE = 64 * 1024 * 1024
"""What is not in LFS is sent again within the commit, for which the Hub takes far less than this."""


class Place(NamedTuple):
    """A revision of a repository from which files are copied."""

    repo_type: str
    repo_id: str
    revision: str

    def target(self) -> CommitTarget:
        """The same, as something that has routes."""
        return CommitTarget(self.repo_id, self.repo_type, self.revision, False)


@dataclass
class Job:
    """
    A copy, and what is known about it.

    Attributes:
        index: Its place among the operations of the commit.
        operation: The copy.
        place: Where its source is.
        same_repo: Whether that is the repository that is committed to.
        sha256: The source's object, if it is an LFS file.
        xet_hash: The source's key in the Xet storage, if it has one.
        is_noop: Whether the target has the very content already.
    """

    index: int
    operation: CommitOperationCopy
    place: Place
    same_repo: bool
    sha256: str | None = None
    xet_hash: str | None = None
    is_noop: bool = False


def plan(target: CommitTarget, operations: Sequence[CommitOperation]) -> list[Job]:
    """The copies among some operations."""
    jobs: list[Job] = []
    for index, operation in enumerate(operations):
        if isinstance(operation, CommitOperationCopy):
            repo_id = operation.src_repo_id or target.repo_id
            repo_type = ids.validate_repo_type(operation.src_repo_type or target.repo_type)
            ids.validate_repo_id(repo_id)
            same = (repo_type, repo_id) == (target.repo_type, target.repo_id)
            revision = operation.src_revision or (target.revision if same else constants.DEFAULT_REVISION)
            jobs.append(Job(index, operation, Place(repo_type, repo_id, revision), same))
    return jobs


def paths_form(paths: Sequence[str]) -> list[tuple[str, ParamValue]]:
    """The question what a revision has at some paths."""
    return [("paths", paths), ("expand", False)]


def by_place(jobs: Iterable[Job]) -> dict[Place, list[Job]]:
    """The copies, by where their sources are."""
    grouped: dict[Place, list[Job]] = {}
    for job in jobs:
        grouped.setdefault(job.place, []).append(job)
    return grouped


def note_sources(
    jobs: Sequence[Job],
    found: Mapping[Place, Mapping[str, Mapping[str, Any]]],
    present: Mapping[str, Mapping[str, Any]],
    unsettled: set[str],
) -> None:
    """
    Note what the sources are.

    Args:
        jobs: The copies.
        found: What each place has at the paths of the sources.
        present: What the target has at the paths of the copies.
        unsettled: What the same commit deletes, or writes more than once; a copy to there is never superfluous.

    Raises:
        EntryNotFoundError: A source does not exist.
        NotImplementedError: A source is a folder.
    """
    for job in jobs:
        operation = job.operation
        source = found[job.place].get(operation.src_path_in_repo)
        if source is None:
            raise errors.EntryNotFoundError(
                f"Cannot copy {operation.src_path_in_repo} at revision {job.place.revision} of {job.place.repo_id}:"
                " file is missing on repo."
            )
        if source.get("type") == "directory":
            raise NotImplementedError(f"Copying a folder is not implemented: '{operation.src_path_in_repo}' is one.")
        lfs = source.get("lfs")
        job.sha256 = lfs["oid"] if isinstance(lfs, Mapping) else None
        job.xet_hash = source.get("xetHash")
        operation._src_oid = source.get("oid")
        operation._dest_oid = present.get(operation.path_in_repo, {}).get("oid")
        job.is_noop = (
            job.same_repo
            and operation._src_oid is not None
            and operation._src_oid == operation._dest_oid
            and not checks.is_unsettled(operation.path_in_repo, unsettled)
        )


def duplications(target: CommitTarget, jobs: Iterable[Job]) -> dict[Place, list[dict[str, Any]]]:
    """
    The requests that bring objects of other repositories into the target's storage, by repository.

    Raises:
        ValueError: An object can't be brought over that way.
    """
    grouped: dict[Place, dict[str, dict[str, str]]] = {}
    for job in jobs:
        if job.same_repo or job.sha256 is None or job.operation._is_duplicated:
            continue
        if job.xet_hash is None:
            raise ValueError(
                f"Cannot copy '{job.operation.src_path_in_repo}' from {job.place.repo_id}: it is an LFS file that is not"
                " in the Xet storage, which the Hub can't copy across repositories. Download it and upload it instead."
            )
        objects = grouped.setdefault(job.place._replace(revision=""), {})
        objects[job.sha256] = {
            "xetHash": job.xet_hash,
            "sha256": job.sha256,
            "filename": job.operation.src_path_in_repo,
        }
        job.operation._is_duplicated = True
    return {
        place: [
            {"target": {"type": target.repo_type, "name": target.repo_id}, "files": files}
            for files in negotiation.batches(objects.values(), BATCH_SIZE)
        ]
        for place, objects in grouped.items()
    }


def check_duplication(answer: Mapping[str, Any]) -> None:
    """
    Read the answer to a duplication.

    Raises:
        FileDuplicationError: Objects could not be brought over.
    """
    failed = answer.get("failed")
    if failed:
        reasons = [f"{item.get('sha256')}: {item.get('error')}" for item in failed if isinstance(item, Mapping)]
        raise errors.FileDuplicationError("Failed to copy LFS files:\n" + "\n".join(reasons[:10]))
