"""One visible change that consists of many commits: which pull request they gather in, and who may go on with it.

A folder's journal notes the pull request that an attempt has opened. The next attempt goes on in it if nobody else is
at work there and if it holds nothing but what that attempt is about to upload: what would be merged is compared with the
folder, and the note is never believed.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from huggingface_hub._core import discussions
from huggingface_hub._core.cache import leases
from huggingface_hub._core.upload.target import CommitTarget
from huggingface_hub._lazy import errors
from huggingface_hub.types.discussions import Discussion, DiscussionComment, DiscussionWithDetails
from huggingface_hub.types.http import Timeouts


GOES_ON = "The upload goes on here."
NOTHING_LEFT = "The branch has everything already that was to be uploaded here."
REPLACED = "This was left behind by an upload that was interrupted. A new one does not want all of it, and begins anew."

UNFINISHED = ("draft", "open", "closed")
LAST_WORDS = Timeouts(connect=10.0, read=10.0, write=10.0)
"""An upload that has failed does not wait for long to say so."""

PAGES = 5
"""So many pages of a repository's pull requests are looked at to find one that nobody has noted the number of."""

_LOOKED_AT = 20
_CLOCKS_DIFFER = 300.0
_ABANDONED_SECONDS = 24 * 3600.0
_SHORTEST_TITLE = 3
_MARKER = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Note:
    """
    A pull request that an attempt has opened.

    Attributes:
        number: Its number; zero if it was about to be opened.
        base: The commit that it started from.
        owner: The process that works on it, as `leases.owner` tells; `None` if it has ended.
        since: When that began.
        marker: Is in its description, and in no other.
    """

    number: int
    base: str
    owner: Mapping[str, Any] | None
    since: float
    marker: str = ""

    @classmethod
    def ours(cls, number: int, base: str, marker: str) -> Note:
        """That this process works on it now."""
        return cls(number, base, leases.owner(), time.time(), marker)

    def released(self) -> Note:
        """That nobody works on it any more."""
        return replace(self, owner=None)

    def is_free(self, *, now: float | None = None) -> bool:
        """Whether its owner has ended, as far as can be told from here, or has left it alone for a day."""
        now = time.time() if now is None else now
        return self.owner is None or leases.is_gone(dict(self.owner)) or now - self.since > _ABANDONED_SECONDS

    def to_line(self, key: str) -> list[Any]:
        """As a line of the journal."""
        owner = None if self.owner is None else dict(self.owner)
        return ["r", key, self.number, self.base, owner, self.since, self.marker]

    @classmethod
    def from_line(cls, line: list[Any]) -> Note | None:
        """Read such a line; `None` if it is none."""
        if len(line) != 7 or type(line[2]) is not int or line[2] < 0 or not isinstance(line[3], str):
            return None
        if not (line[4] is None or isinstance(line[4], dict)) or not leases.is_time(line[5]):
            return None
        if not isinstance(line[6], str) or not _MARKER.fullmatch(line[6]):
            return None
        return cls(line[2], line[3], line[4], float(line[5]), line[6])


def now() -> float:
    """The time, to be compared with that of others."""
    return time.time()


def new_marker() -> str:
    """What tells a pull request from those of others, even if nobody has heard of its number."""
    return uuid.uuid4().hex


def opening(message: str, description: str | None, marker: str) -> dict[str, Any]:
    """What to ask for when opening a pull request; people who read it don't see the marker."""
    title = message.strip().split("\n", 1)[0].strip()
    if len(title) < _SHORTEST_TITLE:
        title = f"Upload: {title}"
    body = discussions.creation(title, description, True)
    return {**body, "description": f"{body['description']}\n\n{_comment(marker)}"}


def _comment(marker: str) -> str:
    return f"<!-- upload {marker} -->"


def may_be_marked(found: Iterable[Discussion], since: float) -> list[int]:
    """The pull requests that may have the marker of an upload that was about to open one then, the newest first."""
    numbers = [
        each.num
        for each in found
        # Clocks differ.
        if each.is_pull_request
        and each.status in UNFINISHED
        and each.created_at.timestamp() > since - _ABANDONED_SECONDS
    ]
    return sorted(numbers, reverse=True)[:_LOOKED_AT]


def may_be_ours(found: Iterable[Discussion], title: str, since: float) -> list[Discussion]:
    """The pull requests that a commit of this title may have opened then, the newest first."""
    young = [
        each
        for each in found
        if each.is_pull_request and each.title.strip() == title and each.created_at.timestamp() > since - _CLOCKS_DIFFER
    ]
    return sorted(young, key=lambda each: each.num, reverse=True)[:_LOOKED_AT]


def is_marked(details: DiscussionWithDetails, marker: str) -> bool:
    """Whether a pull request is the one with the marker."""
    first = next((event for event in details.events if isinstance(event, DiscussionComment)), None)
    return first is not None and _comment(marker) in first.content


def identity(endpoint: str, target: CommitTarget, prefix: str) -> str:
    """What tells the upload of a folder from uploads of the same folder to other places."""
    place = [endpoint, target.repo_type, target.repo_id, target.revision, prefix]
    return hashlib.sha256(json.dumps(place).encode()).hexdigest()[:32]


def strangers(before: Mapping[str, str], after: Mapping[str, str], wanted: Collection[str]) -> list[str]:
    """
    Paths that a pull request changes although the upload does not.

    Args:
        before: Path → id of the files where it started.
        after: The same where it is now.
        wanted: The paths that the upload writes or deletes.
    """
    return sorted(
        path for path in before.keys() | after.keys() if before.get(path) != after.get(path) and path not in wanted
    )


def is_refused(error: Exception) -> bool:
    """Whether a pull request can't be merged, now or later: it conflicts, or who uploads must not."""
    return isinstance(error, errors.HfHubHTTPError) and error.response.status_code in (
        400,
        403,
        404,
        405,
        409,
        412,
        422,
    )


def reason(error: BaseException, *, goes_on: bool) -> str:
    """Why an upload ended, in words that may be public: no path of the machine, no message of anybody."""
    status = error.response.status_code if isinstance(error, errors.HfHubHTTPError) else None
    what = type(error).__name__ + (f", status {status}" if status else "")
    then = " When the same folder is uploaded again, it goes on here." if goes_on else ""
    return f"The upload ended with an error ({what}), so nothing of it is visible.{then}"
