"""Uploads through the Xet storage: which files go there, and what is known of them afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from huggingface_hub._core.outcome import Outcome
from huggingface_hub._core.upload import selection, sources, transfers
from huggingface_hub._core.upload.journal import WORTH_A_NOTE, Journals
from huggingface_hub._core.upload.operations import CommitOperationAdd
from huggingface_hub._core.upload.sources import Fingerprint
from huggingface_hub._core.upload.target import CommitTarget
from huggingface_hub._core.urls import with_params
from huggingface_hub._core.xet.connection import XetTokenType, route
from huggingface_hub._lazy import errors


# How often a file that changes while it is sent is sent again.
ROUNDS = 3


def token_route(target: CommitTarget) -> str:
    """Where the Hub gives the token for an upload."""
    path = route(XetTokenType.WRITE, target.repo_type, target.repo_id, target.revision)
    return with_params(path, target.params)


def suitable(additions: Iterable[CommitOperationAdd]) -> list[CommitOperationAdd]:
    """Those that come from a path or from memory: the library can't read file objects."""
    return [each for each in additions if isinstance(each.path_or_fileobj, (str, bytes))]


class Sent(NamedTuple):
    """What is known of a file that was sent: its SHA-256, its size, and how many bytes of it were new."""

    sha256: str
    size: int
    new: int


class Candidate:
    """
    A file that is about to be sent.

    Args:
        addition: The operation.

    Attributes:
        seen: What it looked like before; `None` for a content in memory.
    """

    def __init__(self, addition: CommitOperationAdd) -> None:
        self.addition = addition
        path = addition.source_path
        self.seen: Fingerprint | None = None if path is None else sources.fingerprint(path)

    @property
    def known_sha256(self) -> str | None:
        """The SHA-256 of a content that can't change. That of a file is taken from the bytes that are sent."""
        return self.addition.upload_info.sha256.hex() if self.seen is None else None

    @property
    def size(self) -> int:
        return self.addition.upload_info.size if self.seen is None else self.seen.size


def look(
    additions: Sequence[CommitOperationAdd], journals: Journals | None
) -> tuple[list[Candidate], dict[int, Exception | None]]:
    """Look at files before they are sent; those that can't be read, or are at the Hub already, are settled."""
    candidates: list[Candidate] = []
    settled: dict[int, Exception | None] = {}
    for addition in additions:
        try:
            # Only a file that is there already can be the same one.
            if addition._remote_oid is not None:
                transfers.ensure_hashed(addition, journals)
                if selection.is_stored(addition):
                    settled[id(addition)] = None
                    continue
            candidates.append(Candidate(addition))
        except OSError as error:
            settled[id(addition)] = error
    return candidates, settled


def note_sent(
    candidates: Sequence[Candidate], stored: Sequence[Outcome[Sent]], journals: Journals | None
) -> tuple[list[CommitOperationAdd], dict[int, Exception | None]]:
    """
    Note under which SHA-256 files were sent.

    Returns:
        Files that changed meanwhile, which may have been sent half before and half after; and the others. What is in
        neither can't be committed like that.
    """
    again: list[CommitOperationAdd] = []
    settled: dict[int, Exception | None] = {}
    for candidate, outcome in zip(candidates, stored, strict=True):
        addition, info = candidate.addition, candidate.addition.upload_info
        try:
            sent = outcome.unwrap()
            sha256, size = sent.sha256, sent.size
            if not sha256:
                # Without it the file can't be committed: it is left to LFS.
                continue
            path, seen = addition.source_path, candidate.seen
            if path is not None and seen is not None:
                if size != seen.size or sources.changed(path, seen, sha256):
                    again.append(addition)
                    continue
                info.recall(seen, sha256)
                if journals is not None and size >= WORTH_A_NOTE:
                    journals.of(path).note_hash(seen, sha256)
            info.sent = sent.new
            settled[id(addition)] = None
        except OSError as error:
            settled[id(addition)] = error
    return again, settled


def still_changing(addition: CommitOperationAdd) -> Exception:
    """Why a file could not be sent that was written to all the time."""
    return errors.IntegrityError(
        f"'{addition.source_path}' changed {ROUNDS} times while it was uploaded. {sources.WAIT_FOR_IT}"
    )
