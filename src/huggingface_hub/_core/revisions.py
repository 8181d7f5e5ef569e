"""Rules for branches, tags and the commits that they stand for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from huggingface_hub import constants
from huggingface_hub._core import ids, redact, wire
from huggingface_hub._core.cache.layout import RepoCache
from huggingface_hub._core.cache.refs import read_ref, try_write_ref
from huggingface_hub._core.download import fallback
from huggingface_hub._lazy import errors
from huggingface_hub.types.commits import GitRefs
from huggingface_hub.types.revisions import ResolvedRevision


def squash_message(branch: str, message: str | None) -> dict[str, Any]:
    """What to ask for when squashing a branch."""
    return {"message": message or f"Super-squash branch '{branch}' using huggingface_hub"}


def has_branch(refs: GitRefs, branch: str) -> bool:
    """Whether there is a branch of this name."""
    return any(branch in (ref.name, ref.ref) for ref in refs.branches)


# --- Resolving ---


def known(revision: str | None, repo_id: str, repo_type: str) -> ResolvedRevision | None:
    """A revision whose commit is known without asking: one that was resolved before, or a commit itself."""
    if isinstance(revision, ResolvedRevision) and revision.belongs_to(repo_id, repo_type):
        return revision
    revision = wanted(revision)
    if ids.is_commit_hash(revision):
        return ResolvedRevision(str(revision), initial=revision, repo_id=repo_id, repo_type=repo_type)
    return None


def wanted(revision: str | None) -> str | None:
    """The revision to look up: for one that was resolved in another repository, what was asked for there."""
    return revision.initial if isinstance(revision, ResolvedRevision) else revision


def is_unreachable(error: Exception) -> bool:
    """Whether an error says that the Hub can't answer now, so that the cache may answer instead."""
    if isinstance(error, errors.HfHubHTTPError):
        return error.response.status_code >= 500
    return isinstance(error, errors.OfflineModeIsEnabled) or fallback.is_transport_error(error)


def remember(repo_id: str, repo_type: str, cache_dir: str | Path | None, revision: str | None, commit: str) -> None:
    """Write down what a revision stands for, if the cache can be written."""
    try_write_ref(RepoCache.of(repo_id, repo_type, cache_dir), revision or constants.DEFAULT_REVISION, commit)


def remembered(repo_id: str, repo_type: str, cache_dir: str | Path | None, revision: str | None) -> str | None:
    """What a revision stood for when it was last seen."""
    return read_ref(RepoCache.of(repo_id, repo_type, cache_dir), revision or constants.DEFAULT_REVISION)


def stale_message(repo_id: str, revision: str | None, error: Exception) -> str:
    """What to tell when the cache answers instead of the Hub."""
    return (
        f"Could not reach the Hub ({fallback.describe(error)}). Using the cached commit hash of "
        f"'{revision or constants.DEFAULT_REVISION}' for '{repo_id}'."
    )


def unresolved(
    repo_id: str, repo_type: str, cache_dir: str | Path | None, revision: str | None, error: Exception | None
) -> errors.RevisionResolutionError:
    """Neither the Hub nor the cache knows what a revision stands for."""
    revision = revision or constants.DEFAULT_REVISION
    why = (
        "'local_files_only=True' is set"
        if error is None
        else f"the Hub could not be reached ({fallback.describe(error)})"
    )
    path = RepoCache.of(repo_id, repo_type, cache_dir).ref(revision)
    return errors.RevisionResolutionError(
        f"Cannot resolve revision '{revision}' for {repo_type} '{repo_id}': {why} and no matching entry was found in "
        f"the local cache ('{path}')."
    )


def commit_in(response: errors.Response) -> str:
    """
    The commit that a repository's info is about.

    Raises:
        HfHubHTTPError: The answer names none.
    """
    sha = wire.json_of(response, dict).get("sha")
    if not isinstance(sha, str) or not ids.is_commit_hash(sha):
        raise errors.HfHubHTTPError(
            f"The answer from {redact.url(str(response.request.url))} does not say which commit it is about. "
            "An empty repository has none; otherwise check HF_ENDPOINT.",
            response=response,
        )
    return sha
