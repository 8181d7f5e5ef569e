# Generated from src/huggingface_hub/_async/upload/atomic.py: edit that file, not this one, then run `python -m codegen`.

"""Pull requests that gather the commits of a large folder, until one of them makes everything visible at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from huggingface_hub._core import discussions, redact, wire
from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.upload import atomic, outcomes
from huggingface_hub._core.upload.folders import FolderContent, FolderUpload
from huggingface_hub._core.upload.journal import Journal
from huggingface_hub._core.upload.target import CommitTarget
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.client import HubClient, Token
from huggingface_hub._sync.upload.folder import list_ids
from huggingface_hub._sync.upload.pull_requests import (
    find_pull_request,
    open_pull_request,
    pull_request_details,
    pull_request_target,
)
from huggingface_hub.types.discussions import DiscussionWithDetails
from huggingface_hub.types.http import Timeouts


logger = get_logger(__name__)


class AtomicChange:
    """
    The pull request of an upload that is to become visible at once.

    An upload that fails closes it, so that nothing is left that waits for somebody. One that is killed leaves it as it
    is. In both cases the next upload of the same folder goes on in it.

    Args:
        client: How to reach the Hub.
        job: What the caller wants.
        target: The branch.
        content: What the folder has.
        journal: Where the pull request is noted for the next attempt.
        token: For all requests.

    Attributes:
        number: The number of the pull request, once there is one.
        brought: The files that an earlier attempt has changed in it already.
        is_empty: Whether it changes nothing yet.

    Raises:
        ValueError: Repositories of this type have no pull requests.
    """

    def __init__(
        self,
        client: HubClient,
        job: FolderUpload,
        target: CommitTarget,
        content: FolderContent,
        journal: Journal,
        *,
        token: Token,
    ) -> None:
        self._client = client
        self._job = job
        self._target = target
        self._content = content
        self._journal = journal
        self._token = token
        self._key = atomic.identity(client.endpoint, target, content.prefix)
        self._note: atomic.Note | None = None
        self._is_draft = False
        self._route()
        self.number: int | None = None
        self.brought: set[str] = set()
        self.is_empty = True

    @property
    def target(self) -> CommitTarget:
        """Where commits go."""
        assert self.number is not None
        return pull_request_target(self._target, self.number)

    def resume(self) -> bool:
        """
        Go on in the pull request of an earlier attempt, if that is what it left there.

        What it deleted already is taken off what is to be deleted.
        """
        note = runtime.to_thread(self._journal.pull_request, self._key)
        if note is None:
            return False
        if not note.is_free():
            logger.info("Another upload of this folder is at work in a pull request of its own.")
            return False
        if not note.number:
            # The attempt ended before it has heard of the number.
            found = find_pull_request(self._client, self._target, note.marker, note.since, token=self._token)
            if found is None:
                self._forget()
                return False
            note = replace(note, number=found)
        details = self._details(note.number)
        if details is None or not details.is_pull_request or details.status not in atomic.UNFINISHED:
            self._forget()
            return False
        number, self.number, self._note = note.number, note.number, note
        there = self._what_is_there(note)
        if there is None:
            if details.status != "closed":
                self._close(atomic.REPLACED)
            self._forget()
            self.number = None
            return False
        self._take(atomic.Note.ours(number, note.base, note.marker))
        if details.status == "closed":
            self._set_status("open", atomic.GOES_ON)
        self._is_draft = details.status == "draft"
        self._content.deletions = [op for op in self._content.deletions if op.path_in_repo in there]
        logger.info("Going on in pull request %d, which an earlier upload of this folder has opened.", number)
        return True

    def check_left_out(self, paths: Iterable[str]) -> None:
        """
        Refuse to make visible what this upload leaves out, although the pull request has it.

        Raises:
            UploadFailedError: It has files that the repository's `.gitignore` excludes.
        """
        unwanted = self.brought.intersection(paths)
        if unwanted:
            self._forget()
            raise errors.UploadFailedError(
                f"Pull request {self.number} of an earlier attempt has files that are not to be committed any more:"
                f" {sorted(unwanted)[:5]}. Upload the folder again to begin anew."
            )

    def open(self) -> None:
        """Open a pull request."""
        base, marker = self._head(), atomic.new_marker()
        # Noted before it is there: whoever is stopped in between finds it again.
        self._take(atomic.Note.ours(0, base, marker))
        self.number = open_pull_request(self._client, self._job, self._target, token=self._token, marker=marker)
        self._is_draft = True
        self._take(atomic.Note.ours(self.number, base, marker))

    def publish(self) -> str | None:
        """
        Make everything visible.

        Returns:
            The commit that does, if the Hub says which it is.

        Raises:
            HfHubHTTPError: The pull request conflicts with what others have committed, or must not be merged.
        """
        assert self.number is not None
        if self._is_draft:
            self._set_status("open", None)
        try:
            self._client.send(
                "POST",
                self._route(self.number, "merge"),
                token=self._token,
                retry=outcomes.REFUSED_FOR_NOW,
                timeout=self._client.timeouts.patient(outcomes.COMMIT_TIMEOUTS),
            )
        except Exception as error:
            refused = atomic.is_refused(error)
            if not (refused or outcomes.reaction(error) == "look") or not self._is_merged():
                if refused:
                    # It would be again: the next attempt has to begin with what the branch is then.
                    self._forget()
                raise
            logger.warning("The answer to the merge was lost, but the pull request shows that it was done.")
        details = self._details(self.number)
        self._forget()
        return None if details is None else details.merge_commit_oid

    def drop(self) -> None:
        """Close the pull request of an earlier attempt, which is of no more use."""
        self._close(atomic.NOTHING_LEFT)
        self._forget()

    def fail(self, error: Exception) -> None:
        """Leave nothing open behind, but everything for the next attempt."""
        if self.number is None:
            self.leave()
            return
        try:
            self._close(atomic.reason(error, goes_on=self._note is not None))
        finally:
            self.leave()

    def stop(self) -> None:
        """Leave it to the next attempt, and say so: there is no time to close it."""
        if self.number is not None:
            logger.warning(
                "The upload was stopped. Pull request %d has what was brought over until then: upload the folder again to"
                " go on there.",
                self.number,
            )
        self.leave()

    def leave(self) -> None:
        """Let the next attempt go on here, now that this one has ended."""
        if self._note is not None:
            with runtime.shield():
                runtime.to_thread(self._journal.note_pull_request, self._key, self._note.released())

    def _take(self, note: atomic.Note) -> None:
        self._note = note
        runtime.to_thread(self._journal.note_pull_request, self._key, note)

    def _forget(self) -> None:
        self._note = None
        runtime.to_thread(self._journal.note_pull_request, self._key, None)

    def _what_is_there(self, note: atomic.Note) -> dict[str, str] | None:
        """The files of the pull request; `None` if it is not what this upload would have made of the branch."""
        if self._job.parent_commit is not None:
            # It was compared with the branch when the pull request was opened, and has to be true now.
            head = self._head()
            if head != note.base or not head.startswith(self._job.parent_commit):
                return None
        try:
            before = list_ids(self._client, self._target, note.base, token=self._token)
            there = list_ids(self._client, self.target, None, token=self._token)
        except (errors.RevisionNotFoundError, errors.EntryNotFoundError):
            return None
        wanted = {self._content.prefix + name for name in self._content.names}
        wanted.update(op.path_in_repo for op in self._content.deletions)
        self.is_empty = before == there
        self.brought = {path for path, oid in there.items() if before.get(path) != oid}
        return None if atomic.strangers(before, there, wanted) else there

    def _head(self) -> str:
        response = self._client.send("GET", self._target.api("revision"), token=self._token)
        return wire.read(response, lambda answer: str(answer["sha"]))

    def _details(self, number: int) -> DiscussionWithDetails | None:
        return pull_request_details(self._client, self._target, number, token=self._token)

    def _is_merged(self) -> bool:
        assert self.number is not None
        try:
            details = self._details(self.number)
        except Exception as error:
            logger.debug("Whether the pull request was merged can't be asked: %s", error)
            return False
        return details is not None and details.status == "merged"

    def _set_status(self, status: str, comment: str | None, timeout: Timeouts | None = None) -> None:
        assert self.number is not None
        self._client.send(
            "POST",
            self._route(self.number, "status"),
            json=discussions.status_change(status, comment),
            token=self._token,
            timeout=timeout,
        )

    def _close(self, comment: str) -> None:
        try:
            self._set_status("closed", comment, atomic.LAST_WORDS)
        except Exception as error:
            logger.warning("Pull request %s could not be closed: %s", self.number, redact.text(str(error)))

    def _route(self, *parts: str | int) -> str:
        return discussions.route(self._target.repo_type, self._target.repo_id, *parts)
