"""One file through the library, into a file that exists already."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from huggingface_hub._core import interrupt
from huggingface_hub._core.download import space
from huggingface_hub._core.download.journal import Journal
from huggingface_hub._core.download.verify import Expected
from huggingface_hub._core.xet.connection import Access
from huggingface_hub._lazy import errors
from huggingface_hub._runtime.xet import session, transfer


_PIECE = 1024 * 1024


class Download:
    """
    A file on its way. The library puts bytes into the file from its beginning on, and verifies nothing.

    What is there is read again close behind it, for the final check and for the journal: so a download that is stopped
    can go on, and the check takes no time of its own.

    Args:
        expected: What it has to be.
        path: The file.
        file_hash: Its name in the storage.
        access: How to get there.
        progress: Told how many bytes more there are; a negative number takes back.
        journal: Told what was written.
        window: Seconds in which something has to arrive.
    """

    def __init__(
        self,
        expected: Expected,
        path: Path,
        file_hash: str,
        access: Access,
        progress: Callable[[int], None],
        *,
        journal: Journal | None = None,
        window: float | None = None,
    ) -> None:
        self._expected = expected
        self._path = path
        self._hash = file_hash
        self._access = access
        self._journal = journal
        self._watcher = transfer.Watcher(progress, expected.size, window)
        self._hasher = expected.hasher()
        self._followed = 0
        self._file: Any = None

    @property
    def shown(self) -> int:
        """How many bytes were told."""
        return self._watcher.shown

    @property
    def followed(self) -> int:
        """How many bytes from the beginning on are in the file, and in the journal."""
        return self._followed

    def run(self) -> None:
        """
        Receive the file.

        Raises:
            XetDownloadError: The storage does not give it.
            NotEnoughSpaceError: The disk is full.
        """
        try:
            self._run()
        except (errors.HfHubHTTPError, errors.NotEnoughSpaceError):
            raise
        except Exception as error:
            if "os error 28" in str(error) or (isinstance(error, OSError) and space.is_full(error)):
                raise space.not_enough_space(self._path.parent, None, None, self._expected.name) from error
            raise transfer.failure(error) from error
        self._watcher.show(os.path.getsize(self._path))

    def _run(self) -> None:
        self._file = open(self._path, "rb", buffering=0)  # noqa: SIM115 (closed by `close`)
        with session.use() as shared:
            import hf_xet

            info = hf_xet.XetFileInfo(self._hash, self._expected.size)
            group = shared.new_file_download_group(
                **session.arguments(self._access),
                progress_callback=self._watcher.on_report,
                progress_interval_ms=transfer.REPORT_MS,
            )
            task = group.start_download_file(info, os.fspath(self._path))
            self._watcher.wait(group, self._follow)
            # The group may have ended well although a file in it has not.
            task.result()

    def verify(self) -> None:
        """
        Check all of the file.

        Raises:
            IntegrityError: It is not what the Hub announced.
        """
        size = os.path.getsize(self._path)
        self._expected.check_size(size)
        self._follow_to(size)
        if self._hasher is not None and self._followed == size and self._hasher.hexdigest() == self._expected.etag:
            return
        # That the library writes in order is what we have seen, not what it promises.
        self._expected.check_file(self._path)

    def close(self) -> None:
        """Close the file; what is in it stays there."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _follow(self) -> None:
        # One piece a turn while bytes arrive, so that a stop is noticed.
        self._follow_to(min(self._watcher.completed, self._followed + 16 * _PIECE))

    def _follow_to(self, end: int) -> None:
        if self._file is None or (self._hasher is None and self._journal is None):
            return
        while self._followed < end:
            interrupt.check()
            self._file.seek(self._followed)
            data = self._file.read(min(_PIECE, end - self._followed))
            if not data:
                return
            if self._hasher is not None:
                self._hasher.update(data)
            if self._journal is not None:
                self._journal.wrote(self._followed, data)
            self._followed += len(data)
