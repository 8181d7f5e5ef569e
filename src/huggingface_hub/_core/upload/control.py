"""What a caller wants to know of an upload, and how much of the network it may have."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from huggingface_hub._core import progress
from huggingface_hub._core.download.throttle import throttle_of
from huggingface_hub._core.upload.operations import CommitOperationAdd
from huggingface_hub.types import events


class Control:
    """
    One upload, seen from outside.

    Args:
        what: Its name in events.
        on_event: Told about it.
        max_bandwidth: Bytes per second that it may use.

    Raises:
        ValueError: `max_bandwidth` is not a positive number.
    """

    def __init__(self, what: str, on_event: events.Listener | None = None, max_bandwidth: float | None = None) -> None:
        self._what = what
        self._on_event = on_event
        self._throttle = throttle_of(max_bandwidth)

    def pace(self, clock: Callable[[], float]) -> Callable[[int], float] | None:
        """What takes note of bytes that were sent, and tells for how many seconds to send none; `None` without a limit."""
        throttle = self._throttle
        return None if throttle is None else lambda count: throttle.take(count, now=clock())

    def open_bar(self, additions: Sequence[CommitOperationAdd]) -> progress.Bar:
        """The progress of some files: bytes of all of them, whatever becomes of them."""
        if self._on_event is None and not any(each._upload_mode == "lfs" for each in additions):
            # It would be gone before anybody has seen it.
            return progress.NO_BAR
        one = additions[0].path_in_repo if len(additions) == 1 else None
        desc = f"Uploading {len(additions)} files" if one is None else one.rpartition("/")[2]
        return self.bar(desc, sum(each.upload_info.size for each in additions), what=one)

    def bar(self, desc: str, total: int, *, what: str | None = None) -> progress.Bar:
        """A bar with this total."""
        return progress.open_bar(
            desc=desc,
            total=total,
            name="huggingface_hub.lfs_upload",
            what=what or self._what,
            on_event=self._on_event,
        )
