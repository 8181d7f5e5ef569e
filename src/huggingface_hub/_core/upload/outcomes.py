"""What follows from a commit that failed, or whose answer was lost (promises I10, U6, U8, U9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NoReturn

from huggingface_hub._core import retry, transport
from huggingface_hub._core.upload.operations import CommitOperation, CommitOperationDelete
from huggingface_hub._core.upload.target import CommitTarget
from huggingface_hub._lazy import errors
from huggingface_hub.types.http import Timeouts


COMMIT_TIMEOUTS = Timeouts(read=600.0, write=120.0)
"""A Hub may take minutes to apply a large commit, and giving up early means not to know."""

REFUSED_FOR_NOW = retry.DEFAULT.but(statuses=frozenset({429}), transport_errors=False)
"""On its own a merge is repeated only if the Hub says that it did not even look at it."""

MAX_REBASES = 5
"""How often others may be first."""

_MAYBE_APPLIED = frozenset({500, 502, 503, 504})


Reaction = Literal["raise", "again", "later", "look", "conflict"]


def reaction(error: Exception) -> Reaction:
    """What to do about a failed commit: give up, send it again, wait as long as the Hub wants and then send it again, look
    whether it was applied, or tell who was first."""
    if isinstance(error, errors.HfHubHTTPError):
        status = error.response.status_code
        if status == 412:
            return "conflict"
        if status == 429:
            return "later"
        return "look" if status in _MAYBE_APPLIED else "raise"
    if not transport.is_transient(error):
        return "raise"
    return "again" if isinstance(error, errors.NOT_SENT) else "look"


def can_repeat(error: Exception, head: str | None) -> bool:
    """Whether a commit may be sent again after a look at the branch, whose newest commit is `head`, did not show it.

    Not while the Hub may still be working on it, and only if the repetition can be tied to that head.
    """
    if head is None:
        return False
    if isinstance(error, errors.HfHubHTTPError):
        return error.response.status_code in (429, 502, 503)
    return not isinstance(error, errors.TimeoutException)


def pause(error: Exception, schedule: retry.Schedule, *, now: float) -> float | None:
    """Seconds before a commit is sent again, `None` to give up."""
    if isinstance(error, errors.HfHubHTTPError) and error.response.status_code == 429:
        return schedule.after_status(429, error.response.headers, now=now)
    return schedule.after_error(now=now)


def may_still_land(error: Exception) -> bool:
    """Whether the Hub may be working on a commit although it will not answer any more."""
    if isinstance(error, errors.HfHubHTTPError):
        return error.response.status_code == 504
    return isinstance(error, errors.TimeoutException)


def is_no_route(error: Exception) -> bool:
    """Whether a Hub can't be asked that at all."""
    return isinstance(error, errors.HfHubHTTPError) and error.response.status_code in (404, 405, 501)


def give_up(error: Exception, target: CommitTarget, *, doubtful: bool) -> NoReturn:
    """
    Raise what is known in the end.

    Raises:
        CommitOutcomeUnknownError: The commit may have been applied.
        Exception: The error itself, if it was not.
    """
    refused = isinstance(error, errors.HfHubHTTPError) and error.response.status_code == 500
    if not doubtful or refused:
        raise error
    raise unknown(error, target) from error


def head_of(commits: Any) -> str | None:
    """The newest commit of a list as the Hub gives it."""
    if isinstance(commits, list) and commits and isinstance(commits[0], dict):
        head = commits[0].get("id")
        return head if isinstance(head, str) else None
    return None


def changed_paths(before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Paths that are not the same in two revisions, by what the Hub says about them."""
    paths = sorted({*before, *after})
    return [path for path in paths if before.get(path, {}).get("oid") != after.get(path, {}).get("oid")]


def conflict(
    error: errors.HfHubHTTPError, target: CommitTarget, head: str | None, changed: Sequence[str] = ()
) -> errors.CommitConflictError:
    """Somebody committed first: say so, where the branch is now, and which of our files they changed if that is known."""
    where = f" It is now at {head}." if head else ""
    if changed:
        where += f" They changed {', '.join(changed[:5])}{' and more' if len(changed) > 5 else ''}, too."
    conflict = errors.CommitConflictError(
        f"{error}\n\nSomebody else committed to '{target.revision}' of {target.repo_id} first.{where} Nothing was"
        " committed. Look at what changed, and commit again without `parent_commit` or with the new one.",
        response=error.response,
        server_message=error.server_message,
    )
    conflict.head = head
    return conflict


def unknown(error: Exception, target: CommitTarget) -> errors.CommitOutcomeUnknownError:
    """Neither the Hub's answer nor the branch tells whether the commit was applied."""
    if target.create_pr:
        where = f"the pull requests of {target.repo_id}"
    else:
        where = f"the history of '{target.revision}' of {target.repo_id}"
    return errors.CommitOutcomeUnknownError(
        f"The connection broke before the Hub answered to a commit ({error!r}), and it can't be told whether it was"
        f" applied. Look at {where} before you commit again."
    )


def add_hints(error: errors.HfHubHTTPError, operations: Iterable[CommitOperation]) -> None:
    """Tell what may help."""
    if isinstance(error, errors.GatedRepoError):
        return
    if isinstance(error, errors.RepositoryNotFoundError):
        error.append_to_message(
            "\nNote: Creating a commit assumes that the repo already exists on the Hub. Please use `create_repo` if it's"
            " not the case."
        )
    elif isinstance(error, errors.EntryNotFoundError) and _deletes(operations) and _is_kind_mistaken(error):
        error.append_to_message("\nMake sure to differentiate file and folder paths with a trailing '/' when deleting.")


def _is_kind_mistaken(error: Exception) -> bool:
    return "A file with this name doesn't exist" in str(error)


def _deletes(operations: Iterable[CommitOperation]) -> bool:
    return any(isinstance(operation, CommitOperationDelete) for operation in operations)
