"""What downloads and uploads have in common: waiting for the library, telling how it goes, and giving up."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from huggingface_hub._core import interrupt
from huggingface_hub._core.download import stall
from huggingface_hub._core.outcome import Outcome
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import clock


# How soon a stop of the caller is noticed.
TURN = 0.05
REPORT_MS = 100
# How long a transfer that was told to stop is waited for.
PATIENCE = 1.0


class Watcher:
    """
    Waits for transfers of the library, and counts what moves.

    Args:
        progress: Told how many bytes more there are; a negative number takes back.
        size: The most bytes that are told.
        window: Seconds in which something has to move; `None` to wait for ever.
    """

    def __init__(self, progress: Callable[[int], None], size: int | None, window: float | None) -> None:
        self._progress = progress
        self._size = size
        self._watch = stall.Watch(window, now=clock.monotonic())
        self._moved = 0
        self._seen = 0
        self._event = threading.Event()
        # Written by a thread of the library, read by ours: whole values, the newest wins.
        self._report: tuple[int, int, int] = (0, 0, 0)
        self.shown = 0

    def on_report(self, group: Any, items: Any) -> None:
        """For the library to call, on a thread of its own."""
        self._report = (group.total_bytes_completed, group.total_transfer_bytes_completed, _of_shards(group.shard))
        self._event.set()

    @property
    def completed(self) -> int:
        """Bytes that are in their place."""
        return self._report[0]

    def wait(self, group: Any, each_turn: Callable[[], object] | None = None) -> Any:
        """
        Wait until all of a group's transfers have ended; when this raises, they have been stopped.

        Args:
            group: Of the library.
            each_turn: Called now and then meanwhile.

        Raises:
            StalledError: Nothing moves.
        """
        waiting = _Waiting(group, self._event)
        try:
            while not waiting.ended:
                interrupt.check()
                self._event.wait(TURN)
                self._event.clear()
                self._look()
                if each_turn is not None:
                    each_turn()
        except BaseException:
            group.abort()
            raise
        finally:
            waiting.join()
        return waiting.outcome.unwrap()

    def _look(self) -> None:
        completed, sent, shards = self._report
        moved = completed + sent + shards
        self._watch.arrived(moved - self._moved, now=clock.monotonic())
        self._moved = moved
        # What came over the wire is compressed, and what repeats comes once: so it is never more than there is in the end.
        self.show(max(completed, sent))

    def show(self, count: int) -> None:
        """Tell how far it has come."""
        count = count if self._size is None else min(count, self._size)
        if count > self.shown:
            self._progress(count - self.shown)
            self.shown = count


def _of_shards(shard: Any) -> int:
    """How far the last part of an upload is. A step of the server counts for as much as a connection has to bring."""
    if shard is None:
        return 0
    steps = shard.total_shards_completed + shard.total_shards_synced + shard.total_shard_validation_entries_completed
    return int(steps * stall.LEAST_BYTES + shard.total_shard_bytes_upload_completed)


class _Waiting:
    """The library only ends a group for a thread that waits for it, and a thread that waits can't do anything else."""

    def __init__(self, group: Any, event: threading.Event) -> None:
        self._group = group
        self._event = event
        self.ended = False
        self.outcome: Outcome[Any] = Outcome(error=errors.XetDownloadError("it did not end"))
        self._thread = threading.Thread(target=self._run, name="huggingface_hub-xet", daemon=True)
        self._thread.start()

    def join(self) -> None:
        self._thread.join(PATIENCE)

    def _run(self) -> None:
        try:
            self.outcome = Outcome(self._group.wait_to_finish())
        except Exception as error:
            self.outcome = Outcome(error=error)
        except BaseException as error:
            # A panic of the library is no exception to Python; here it is one more failure.
            self.outcome = Outcome(error=RuntimeError(str(error)))
        self.ended = True
        self._event.set()


def failure(error: Exception) -> Exception:
    """What the library raised, as errors of ours; others stay what they are."""
    if isinstance(error, errors.StalledError):
        return errors.XetDownloadError("nothing has moved for too long")
    # What is wrong with a file of the user's is found out by whoever takes over.
    if isinstance(error, (RuntimeError, OSError)):
        return errors.XetDownloadError(str(error) or type(error).__name__)
    return error
