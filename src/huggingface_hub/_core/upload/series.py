"""A folder in several commits: how large each one is, and what is known of the whole. Source: `contract/wire/uploads.md` §7."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from huggingface_hub._core.upload.operations import CommitOperation, CommitOperationAdd
from huggingface_hub._lazy import errors
from huggingface_hub.types.commits import CommitInfo, UploadSummary


SCALE = (20, 50, 75, 100, 125, 200, 250, 400, 600, 1000)
"""Numbers of files of a commit, from those for a Hub in trouble to those for one that has little to do."""

FIRST = 6
SLOW_SECONDS = 40.0
MAX_REGULAR_BYTES = 100 * 1024 * 1024
MAX_AGE_SECONDS = 300.0
_NEVER_SPLIT = SCALE[0]
_TOO_MUCH = frozenset({408, 413, 500, 502, 503, 504})


class CommitSize:
    """How many files a commit should have: more while the Hub is quick, fewer when it is slow or fails."""

    def __init__(self) -> None:
        self._step = FIRST

    @property
    def files(self) -> int:
        """The number for the next commit."""
        return SCALE[self._step]

    def committed(self, files: int, seconds: float) -> None:
        """Take note how long a commit took."""
        if seconds > SLOW_SECONDS:
            self.failed()
        elif files >= self.files:
            self._step = min(self._step + 1, len(SCALE) - 1)

    def failed(self) -> None:
        """Take note that a commit failed."""
        self._step = max(self._step - 1, 0)


@dataclass
class Series:
    """
    The commits of one folder.

    Attributes:
        message: Title of the first; the others are numbered.
        parent_commit: What the first has to follow.
        waiting: Operations that were brought over and wait for their commit.
        pull_request: Number of the pull request that the commits go to, if it is there yet.
        last: The newest commit.
        summary: What had to be done until now.
    """

    message: str
    parent_commit: str | None = None
    waiting: list[CommitOperation] = field(default_factory=list)
    pull_request: int | None = None
    last: CommitInfo | None = None
    size: CommitSize = field(default_factory=CommitSize)
    summary: UploadSummary = field(default_factory=UploadSummary)
    _commits: int = 0
    _regular: int = 0
    _since: float | None = None

    @property
    def title(self) -> str:
        """The title of the next commit."""
        return self.message if not self._commits else f"{self.message} (part {self._commits + 1})"

    @property
    def parent(self) -> str | None:
        """What the next commit has to follow."""
        return None if self._commits else self.parent_commit

    def add(self, operations: Sequence[CommitOperation], *, now: float) -> None:
        """Have operations wait for the next commit."""
        self.waiting += operations
        self._regular += sum(
            op.upload_info.size
            for op in operations
            if isinstance(op, CommitOperationAdd) and op._upload_mode == "regular"
        )
        self._since = now if self._since is None else self._since

    def is_due(self, *, now: float) -> bool:
        """Whether it is time for a commit."""
        old = self._since is not None and now - self._since > MAX_AGE_SECONDS
        return bool(self.waiting) and (
            len(self.waiting) >= self.size.files or self._regular >= MAX_REGULAR_BYTES or old
        )

    def take(self) -> list[CommitOperation]:
        """What goes into the next commit."""
        taken, self.waiting = self.waiting, []
        self._regular, self._since = 0, None
        return taken

    def did(self, summary: UploadSummary) -> None:
        """Add to what had to be done."""
        self.summary = self.summary + summary

    def made_visible(self, files: int) -> None:
        """Count files that were brought over before they were counted: to the branch they are news all the same."""
        files = min(files, self.summary.unchanged)
        self.summary = replace(
            self.summary, changed=self.summary.changed + files, unchanged=self.summary.unchanged - files
        )

    def committed(self, info: CommitInfo, files: int, seconds: float) -> None:
        """Take note of a commit."""
        self.last = info
        self._commits += 1
        self.size.committed(files, seconds)

    def was_applied(self) -> None:
        """Take note that a commit that failed is there all the same: the next one is another part, and follows it."""
        self._commits += 1

    def can_split(self, error: Exception, operations: Sequence[CommitOperation]) -> bool:
        """Whether a commit that failed may work in smaller ones."""
        if len(operations) <= _NEVER_SPLIT or isinstance(error, errors.CommitConflictError):
            return False
        if isinstance(error, errors.HfHubHTTPError) and getattr(error, "response", None) is not None:
            return error.response.status_code in _TOO_MUCH
        return isinstance(error, (errors.CommitOutcomeUnknownError, errors.TimeoutException))


def look_again(operations: Sequence[CommitOperation]) -> list[CommitOperationAdd]:
    """Have the Hub asked about files once more, as they may be there already."""
    additions = [op for op in operations if isinstance(op, CommitOperationAdd)]
    for addition in additions:
        addition._upload_mode = None
    return additions
