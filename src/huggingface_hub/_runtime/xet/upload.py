"""Several contents through the library, in one go: they are there for the Hub when all of them are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from huggingface_hub._core.outcome import Outcome
from huggingface_hub._core.xet.connection import Access
from huggingface_hub._lazy import errors
from huggingface_hub._runtime.xet import session, transfer


@dataclass(frozen=True)
class Source:
    """
    A content.

    Attributes:
        content: The path of a file, or the bytes themselves.
        sha256: Its SHA-256 if it can't change any more; `None` to have it computed from the very bytes that are sent.
        skip_sha256: Whether nobody wants to know the SHA-256, as in buckets.
    """

    content: str | bytes
    sha256: str | None = None
    skip_sha256: bool = False


@dataclass(frozen=True)
class Stored:
    """
    A content in the storage.

    Attributes:
        xet_hash: Its name there.
        size: How many bytes it has.
        sha256: Their SHA-256, unless that was skipped.
        new: How many of them the storage did not have, as far as the library knows.
    """

    xet_hash: str
    size: int
    sha256: str | None
    new: int


class Upload:
    """
    Contents on their way.

    Args:
        sources: What is sent.
        size: How many bytes these are.
        access: How to get there.
        progress: Told how many bytes more are there; a negative number takes back.
        window: Seconds in which something has to move.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        size: int,
        access: Access,
        progress: Callable[[int], None],
        *,
        window: float | None = None,
    ) -> None:
        self._sources = sources
        self._size = size
        self._access = access
        self._watcher = transfer.Watcher(progress, size, window)

    @property
    def shown(self) -> int:
        """How many bytes were told."""
        return self._watcher.shown

    def run(self) -> list[Outcome[Stored]]:
        """
        Send everything; for each content what became of it.

        Raises:
            XetDownloadError: The storage does not take it. Nothing can be said about any of the contents then.
        """
        try:
            with session.use() as shared:
                outcomes = self._run(shared)
        except (errors.HfHubHTTPError, errors.XetDownloadError):
            raise
        except Exception as error:
            raise transfer.failure(error) from error
        self._watcher.show(self._size)
        return outcomes

    def _run(self, shared: Any) -> list[Outcome[Stored]]:
        group = shared.new_upload_commit(
            **session.arguments(self._access),
            progress_callback=self._watcher.on_report,
            progress_interval_ms=transfer.REPORT_MS,
        )
        try:
            begun = [_begin(group, source) for source in self._sources]
        except BaseException:
            group.abort()
            raise
        self._watcher.wait(group)
        return [_end(handle) for handle in begun]


def _begin(group: Any, source: Source) -> Outcome[Any]:
    import hf_xet

    wanted = source.sha256 or hf_xet.COMPUTE_SHA256
    if source.skip_sha256:
        wanted = hf_xet.SKIP_SHA256
    try:
        if isinstance(source.content, bytes):
            return Outcome(group.start_upload_bytes(source.content, sha256=wanted))
        # One file that the library can't open is the end of all others of the group.
        with open(source.content, "rb"):
            pass
        return Outcome(group.start_upload_file(source.content, sha256=wanted))
    except OSError as error:
        return Outcome(error=error)


def _end(begun: Outcome[Any]) -> Outcome[Stored]:
    if begun.error is not None:
        return Outcome(error=begun.error)
    done = begun.unwrap().result()
    found = done.xet_info
    return Outcome(Stored(found.hash, found.file_size, found.sha256, done.dedup_metrics.new_bytes))
