"""The state of LFS transfers: what is to be sent, what was acknowledged, and what follows from a failure."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from threading import Lock  # noqa: TID251 (guards a number)
from typing import Any

from huggingface_hub._core import progress, trust
from huggingface_hub._core.outcome import Outcome
from huggingface_hub._core.upload import lfs, sources
from huggingface_hub._core.upload.journal import WORTH_A_NOTE, Journal, Journals
from huggingface_hub._core.upload.operations import CommitOperationAdd
from huggingface_hub._lazy import errors
from huggingface_hub.types.http import Content, FileSlice, ObjectSlice, Timeouts


SLOW = Timeouts(read=600.0, write=120.0)
"""For requests after which a storage may have to hash or join many gigabytes before it answers."""

ADDRESS = "address for an upload"
"""How errors call an address of the storage."""

SMALL = 1024 * 1024
"""Files of at most so many bytes take the time of the way to the storage, not that of their bytes."""

VERIFIED_AT_ONCE = 32
"""Objects that were sent only have to be declared complete: that costs nothing but the way to the Hub."""

_ADDRESS_GONE = frozenset({401, 403, 404, 409, 410})
_ROUNDS_WITHOUT_PROGRESS = 2
_RESTARTS = 2
_SOURCE_CHANGES = 3


def ensure_hashed(addition: CommitOperationAdd, journals: Journals | None = None) -> None:
    """Make the SHA-256 known, reading the file if it changed since an earlier attempt or was never read."""
    info, path = addition.upload_info, addition.source_path
    if info.is_hashed:
        return
    if journals is None or path is None or info.size < WORTH_A_NOTE:
        info.sha256  # noqa: B018 (computed on access)
        return
    journal, now = journals.of(path), sources.fingerprint(path)
    known = journal.hash_of(now)
    if known is not None:
        info.recall(now, known)
        return
    info.rehash(path)
    assert info._fingerprint is not None
    journal.note_hash(info._fingerprint, info.sha256.hex())


def local_problem(error: Exception | None) -> Exception | None:
    """The error if it is the fault of the file on this machine, so that other files can go on; else `None`."""
    if not isinstance(error, OSError):
        return None
    of_network = (errors.HfHubHTTPError, errors.ResponseTooLargeError)
    return None if isinstance(error, (*of_network, ConnectionError, TimeoutError)) else error


def hashing_problem(outcome: Outcome[None]) -> Exception | None:
    """Why a file could not be hashed, or `None` if it was.

    Raises:
        Exception: Something else went wrong.
    """
    problem = local_problem(outcome.error)
    if problem is None:
        outcome.unwrap()
    return problem


def upload_problem(addition: CommitOperationAdd, error: Exception) -> Exception:
    """Why a file could not be read.

    Raises:
        UploadFailedError: It could, but the Hub or its storage refused it.
    """
    problem = local_problem(error)
    if problem is None:
        raise failed(addition, error) from error
    return problem


def failed(addition: CommitOperationAdd, error: Exception) -> Exception:
    """What to raise for a file that could not be uploaded."""
    if isinstance(error, (errors.UploadFailedError, errors.OfflineModeIsEnabled)):
        return error
    return errors.UploadFailedError(
        f"Error while uploading '{addition.path_in_repo}' to the Hub. {error}".rstrip(), {addition.path_in_repo: error}
    )


def note_outcomes(group: Sequence[CommitOperationAdd], outcomes: Sequence[Exception | None]) -> dict[str, Exception]:
    """Mark the files that were uploaded, and those that may be left out; return why others failed."""
    failures: dict[str, Exception] = {}
    for addition, error in zip(group, outcomes, strict=True):
        if error is None:
            addition._is_uploaded = True
        elif addition._rethrow:
            failures[addition.path_in_repo] = error
        else:
            addition._unreadable = error
    return failures


def raise_failures(failures: Mapping[str, Exception], consequence: str = "") -> None:
    """
    Raise what went wrong with local files, after the others were uploaded.

    Args:
        failures: Paths and reasons.
        consequence: What becomes of the others.

    Raises:
        UploadFailedError: There are any failures.
    """
    if not failures:
        return
    lines = [f"Error while uploading '{path}' to the Hub. {error}".rstrip() for path, error in failures.items()]
    more = [f"… and {len(lines) - 10} more."] if len(lines) > 10 else []
    more += [consequence] if consequence else []
    first = next(iter(failures.values()))
    raise errors.UploadFailedError("\n".join([*lines[:10], *more]), dict(failures)) from first


class Transfer:
    """
    One object on its way to the storage.

    Args:
        addition: The file; its hash is known.
        endpoint: The Hub, to which addresses of the public one are moved.
        journals: Where receipts of parts are kept for the next attempt.
        bar: Shows how much of it was sent.

    Attributes:
        sent: Whether an object that is sent in one piece was.
    """

    def __init__(
        self,
        addition: CommitOperationAdd,
        *,
        endpoint: str,
        journals: Journals | None = None,
        bar: progress.Bar = progress.NO_BAR,
    ) -> None:
        self.sent = False
        self._bar = bar
        self._addition = addition
        self._endpoint = endpoint
        self._plan: lfs.UploadPlan | None = None
        self._etags: dict[int, str] = {}
        self._stored = 0
        self._followed = False
        self._recalled = 0
        self._upload_id = ""
        self._reused = False
        self._completing = False
        self._fruitless = 0
        self._restarts = 0
        self._changes = 0
        self._counted = 0
        # Parts are sent by several threads.
        self._showing = Lock()
        path = addition.source_path
        info = addition.upload_info
        self._journal: Journal | None = None if journals is None or path is None else journals.of(path)
        if path is not None and info._fingerprint is None:
            info._fingerprint = sources.fingerprint(path)

    @property
    def oid(self) -> str:
        """The object's id."""
        return self._addition.upload_info.sha256.hex()

    @property
    def size(self) -> int:
        """Its number of bytes."""
        return self._addition.upload_info.size

    @property
    def is_file(self) -> bool:
        """Whether parts can be read independently of each other."""
        return isinstance(self._addition.path_or_fileobj, (str, bytes))

    def check_verify(self, endpoint: str) -> None:
        """
        See where the token is going to be sent, before anything else is.

        Raises:
            UntrustedURLError: To a foreign server.
        """
        if self.plan.verify is not None:
            trust.check_credentialed(self.plan.verify.href, endpoint, "address for verifying an upload")

    def is_trusted(self, endpoint: str) -> bool:
        """Whether the addresses of an object that goes in one piece may be used."""
        try:
            self.check_verify(endpoint)
            trust.check_object_url(self.plan.upload.href, endpoint, ADDRESS)
        except errors.UntrustedURLError:
            return False
        return True

    @property
    def path(self) -> Path | None:
        """The file, if it is one that several connections can read from at once."""
        return None if self._addition.source_path is None else Path(self._addition.source_path)

    @property
    def addition(self) -> CommitOperationAdd:
        """The operation."""
        return self._addition

    @property
    def plan(self) -> lfs.UploadPlan:
        """What the server asked for."""
        assert self._plan is not None
        return self._plan

    def follow(self, instruction: Mapping[str, Any]) -> bool:
        """Take the server's instruction; `False` if the storage has the object, so that nothing is to be done."""
        plan = lfs.plan_upload(self.oid, self.size, instruction, self._endpoint)
        if plan is None:
            return False
        self._reused = self._plan is not None and bool(self._etags) and lfs.same_transfer(self._plan, plan)
        if not self._reused:
            self._etags = self._recall(plan)
            self._reused = bool(self._etags)
        self._plan = plan
        self.sent = False
        self._stored = sum(part.length for part in plan.parts if part.number in self._etags)
        self._completing = False
        if not self._followed:
            self._followed, self._recalled = True, self._stored
        return True

    def _recall(self, plan: lfs.UploadPlan) -> dict[int, str]:
        """The receipts that an earlier attempt got for this very multipart upload."""
        self._upload_id = lfs.upload_identity(self.oid, self.size, plan) if plan.parts else ""
        if self._journal is None or not plan.parts:
            return {}
        known = self._journal.parts(self._upload_id)
        return {part.number: known[part.number] for part in plan.parts if part.number in known}

    def missing(self) -> list[lfs.Part]:
        """Parts that the storage has not acknowledged."""
        return [part for part in self.plan.parts if part.number not in self._etags]

    def acknowledge(self, part: lfs.Part, etag: str) -> None:
        """Note the receipt of a part."""
        self._etags[part.number] = etag
        self._stored += part.length
        self._fruitless = 0
        self.show_stored()

    def note_receipt(self, part: lfs.Part, etag: str) -> None:
        """Keep the receipt of a part for the next attempt."""
        if self._journal is not None:
            self._journal.note_part(self._upload_id, part.number, etag)

    def show(self, count: int) -> None:
        """Show that more bytes are on their way, or that fewer of them have arrived than was thought."""
        with self._showing:
            self._counted += count
        self._bar.update(count)

    def sending(self) -> Sending:
        """What shows the bytes of one request as they go."""
        return Sending(self.show)

    def show_stored(self) -> None:
        """Show what the storage has, if less is shown."""
        self.show(max(0, self._stored - self._counted))

    def arrived(self) -> None:
        """Note that the storage has the object, and all that was sent for it."""
        self._addition.upload_info.sent = self.size - self._recalled
        self.show_all()

    def completed(self) -> None:
        """Note that the storage has made one object of the parts."""
        if self._journal is not None:
            self._journal.forget(self._upload_id)

    def _start_over(self) -> None:
        """Send all parts again."""
        self._etags = {}
        if self._journal is not None and self._upload_id:
            self._journal.forget(self._upload_id)

    def show_all(self) -> None:
        """Show that all of it is there."""
        self.show(max(0, self.size - self._counted))

    def content(self, part: lfs.Part | None) -> Content:
        """The body of a request: a part, or all, in pieces between which the sender can pause and be watched."""
        offset, length = (0, self.size) if part is None else (part.offset, part.length)
        source = self._addition.path_or_fileobj
        if isinstance(source, str):
            return FileSlice(Path(source), offset, length)
        if isinstance(source, bytes):
            return ObjectSlice(io.BytesIO(source), offset, length)
        return ObjectSlice(source, offset, length)  # type: ignore[arg-type]  # paths were made strings

    def completing(self) -> None:
        """Note that the parts are about to be joined, after which the storage may have the object."""
        self._completing = True

    def completion(self) -> lfs.CompletionPayloadT:
        """The request that joins the parts."""
        return lfs.completion_payload(self.oid, self._etags, len(self.plan.parts))

    def check_source(self) -> None:
        """
        See whether what was sent is what was hashed.

        Raises:
            IntegrityError: The file changed.
        """
        path, then = self._addition.source_path, self._addition.upload_info._fingerprint
        if path is not None and then is not None and sources.changed(path, then, self.oid):
            raise _SourceChanged(f"'{path}' changed while it was uploaded. {sources.WAIT_FOR_IT}")

    def after_failure(self, error: Exception) -> None:
        """
        Return if another round is worth it, with the file as it is now and with new addresses.

        Raises:
            Exception: The error itself, or what caused it, if it is not.
        """
        if not isinstance(error, _SourceChanged):
            # A request also breaks when its file gets shorter on the way: then that is the news, not the connection.
            try:
                self.check_source()
            except _SourceChanged as change:
                error = change
        if isinstance(error, _SourceChanged):
            self._rehash(error)
            return
        if self._is_address_gone(error) and self._fruitless < _ROUNDS_WITHOUT_PROGRESS:
            self._fruitless += 1
            if self._completing and error.response.status_code not in (401, 403):  # type: ignore[attr-defined]
                # The storage does not know these parts (any more), or has joined them already.
                self._restarts += 1
                if self._restarts > _RESTARTS:
                    raise error
                self._start_over()
            return
        raise error

    def _rehash(self, change: _SourceChanged) -> None:
        self._changes += 1
        path = self._addition.source_path
        if self._changes > _SOURCE_CHANGES or path is None:
            raise errors.IntegrityError(str(change)) from change
        self._addition.upload_info.rehash(path)
        self._start_over()
        self._plan = None
        self._recalled = 0
        self.show(-self._counted)

    def _is_address_gone(self, error: Exception) -> bool:
        """Whether a refusal may only mean that the address was signed too long ago."""
        if not isinstance(error, errors.HfHubHTTPError):
            return False
        status = error.response.status_code
        if status == 422:
            # The parts of an earlier attempt don't make the object: then they are from a file that changed meanwhile.
            return self._reused and self._completing
        return status in _ADDRESS_GONE or (status == 400 and (self._reused or self._completing))


class Sending:
    """
    Shows the bytes of one request as they go, and takes them back when they go once more.

    Args:
        show: Told how many bytes more were sent, or fewer.
    """

    def __init__(self, show: Callable[[int], None]) -> None:
        self._show = show
        self._sent = 0

    def __call__(self, sent: int) -> None:
        """So many bytes of this attempt were sent."""
        self._show(sent - self._sent)
        self._sent = sent


class Plan:
    """
    Who has to be sent, of some files.

    Args:
        endpoint: The Hub, to which addresses of the public one are moved.
        journals: Notes for the next attempt.
        bar: Shows how much was sent.

    Attributes:
        pending: Files that the storage wants.
        whole: Those of them that go in one piece and come from a file.
    """

    def __init__(self, endpoint: str, journals: Journals | None, bar: progress.Bar) -> None:
        self._endpoint = endpoint
        self._journals = journals
        self._bar = bar
        self.pending: list[Transfer] = []
        self.whole: list[Transfer] = []

    def make(
        self, additions: Iterable[CommitOperationAdd], instructions: Mapping[str, Mapping[str, Any]]
    ) -> dict[int, Exception | None]:
        """
        Read the server's instructions.

        Returns:
            What became of the files for which there is nothing to do, by the identity of their operations.

        Raises:
            UploadFailedError: An instruction does not fit its file.
        """
        outcomes: dict[int, Exception | None] = {}
        for addition in additions:
            outcomes[id(addition)] = None
            instruction = instructions.get(addition.upload_info.sha256.hex())
            try:
                state = Transfer(addition, endpoint=self._endpoint, journals=self._journals, bar=self._bar)
                if instruction is None or not state.follow(instruction):
                    state.show_all()
                    continue
            except Exception as error:
                outcomes[id(addition)] = upload_problem(addition, error)
                continue
            self.pending.append(state)
            if state.path is not None and not state.plan.parts:
                self.whole.append(state)
        return outcomes


class _SourceChanged(OSError):
    """The file is not what was hashed any more."""
