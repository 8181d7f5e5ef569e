"""Uploads a folder in the background, every few minutes, as long as a program adds to its files."""

from __future__ import annotations

import atexit
import io
import os
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, BinaryIO, cast

from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.patterns import DEFAULT_IGNORE_PATTERNS
from huggingface_hub._core.upload import scan
from huggingface_hub._core.upload.operations import CommitOperationAdd
from huggingface_hub._sync.api import HfApi
from huggingface_hub.types.commits import CommitInfo


logger = get_logger(__name__)


@dataclass(frozen=True)
class _FileToUpload:
    """A file as it was when it was listed: what is added later is for the next time."""

    local_path: Path
    path_in_repo: str
    size: int
    mtime: float


class CommitScheduler:
    """
    Upload a folder to the Hub every few minutes, in a thread of its own.

    Made for programs that add to files all the time, such as a Space that logs what its users say. Files must only be
    added to: each is uploaded as far as it was written when the upload began. The repository is made if it does not exist.
    Pushes never overlap, what fails is tried again the next time, and what is left is pushed when the program ends.

    Args:
        repo_id: The repository, as `user/name`.
        folder_path: The folder on this machine; it is made if it does not exist.
        every: Minutes between two commits.
        path_in_repo: The folder in the repository; its root by default.
        repo_type: `model`, `dataset` or `space`; a model by default.
        revision: The branch to commit to; the main branch by default.
        private: Whether only its owners see the repository, if it is made.
        token: A token; the stored one by default.
        allow_patterns: Upload only files that match one of these patterns.
        ignore_patterns: Leave out files that match one of these.
        squash_history: Make one commit of the branch's history after each push, so that it does not grow without end.
        hf_api: The client to use.

    Attributes:
        lock: Hold it while you write to the folder, so that no half-written line is uploaded.
        last_uploaded: The time of each file when it was last uploaded.

    Raises:
        ValueError: `every` is not a positive number.

    Example:
        >>> from huggingface_hub import CommitScheduler
        >>> scheduler = CommitScheduler(repo_id="user/logs", repo_type="dataset", folder_path="logs", every=10)
        >>> with scheduler.lock:
        ...     with open("logs/data.jsonl", "a") as file:
        ...         file.write("{}")
    """

    def __init__(
        self,
        *,
        repo_id: str,
        folder_path: str | Path,
        every: int | float = 5,
        path_in_repo: str | None = None,
        repo_type: str | None = None,
        revision: str | None = None,
        private: bool | None = None,
        token: str | None = None,
        allow_patterns: list[str] | str | None = None,
        ignore_patterns: list[str] | str | None = None,
        squash_history: bool = False,
        hf_api: HfApi | None = None,
    ) -> None:
        if not every > 0:
            raise ValueError(f"'every' must be a positive number of minutes, not {every!r}.")
        self.api: HfApi = hf_api or HfApi(token=token)
        self.folder_path: Path = Path(folder_path).expanduser().resolve()
        self.path_in_repo: str = path_in_repo or ""
        self.allow_patterns = allow_patterns
        own = [ignore_patterns] if isinstance(ignore_patterns, str) else list(ignore_patterns or ())
        self.ignore_patterns: list[str] = own + DEFAULT_IGNORE_PATTERNS
        self.folder_path.mkdir(parents=True, exist_ok=True)
        url = self.api.create_repo(repo_id=repo_id, repo_type=repo_type, private=private, token=token, exist_ok=True)
        self.repo_id: str = url.repo_id
        self.repo_type = repo_type
        self.revision = revision
        self.token = token
        self.last_uploaded: dict[Path, float] = {}
        self.last_future: Future[CommitInfo | None] | None = None
        self.lock: Lock = Lock()
        self.every = every
        self.squash_history = squash_history
        self._stopped = Event()
        logger.info("Pushing '%s' to %s every %s minutes.", self.folder_path, self.repo_id, self.every)
        self._scheduler_thread = Thread(target=self._run_scheduler, name="huggingface_hub-scheduler", daemon=True)
        self._scheduler_thread.start()
        atexit.register(self._push_to_hub)

    def stop(self) -> None:
        """Push no more, not even at the end of the program."""
        self._stopped.set()
        atexit.unregister(self._push_to_hub)

    def __enter__(self) -> CommitScheduler:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # What was written until now is pushed, whatever ended the block.
        try:
            self.trigger().result()
        finally:
            self.stop()
            self._scheduler_thread.join()

    def _run_scheduler(self) -> None:
        while not self._stopped.is_set():
            self.last_future = self.trigger()
            self._stopped.wait(self.every * 60)

    def trigger(self) -> Future[CommitInfo | None]:
        """
        Push in the background, without waiting for the next time.

        Returns:
            A future whose result is the commit, or `None` if nothing has changed.
        """
        return self.api.run_as_future(self._push_to_hub)

    def _push_to_hub(self) -> CommitInfo | None:
        if self._stopped.is_set():
            return None
        try:
            info = self.push_to_hub()
            if info is not None and self.squash_history:
                self.api.super_squash_history(
                    repo_id=self.repo_id, repo_type=self.repo_type, branch=self.revision, token=self.token
                )
            return info
        except Exception as error:
            logger.error("Pushing '%s' to %s failed: %s. It is tried again the next time.", *self._names(), error)
            raise

    def _names(self) -> tuple[Path, str]:
        return self.folder_path, self.repo_id

    def push_to_hub(self) -> CommitInfo | None:
        """
        Commit what has changed since the last time; `None` if nothing has.

        To be overridden by programs that want to change files before they are uploaded, such as to zip images: it should
        hold `lock` while it reads the folder.
        """
        with self.lock:
            files = self._changed_files()
        if not files:
            logger.debug("Nothing in '%s' has changed.", self.folder_path)
            return None
        logger.info("Pushing %d files of '%s' to %s.", len(files), *self._names())
        operations = [
            CommitOperationAdd(f.path_in_repo, cast("BinaryIO", PartialFileIO(f.local_path, f.size))) for f in files
        ]
        try:
            info = self.api.create_commit(
                repo_id=self.repo_id,
                repo_type=self.repo_type,
                operations=operations,
                commit_message="Scheduled Commit",
                revision=self.revision,
                token=self.token,
            )
        finally:
            for operation in operations:
                if isinstance(operation.path_or_fileobj, io.BufferedIOBase):
                    operation.path_or_fileobj.close()
        for file in files:
            self.last_uploaded[file.local_path] = file.mtime
        return info

    def _changed_files(self) -> list[_FileToUpload]:
        found = scan.scan_folder(
            self.folder_path, allow_patterns=self.allow_patterns, ignore_patterns=self.ignore_patterns
        )
        prefix = f"{self.path_in_repo.strip('/')}/" if self.path_in_repo.strip("/") else ""
        changed: list[_FileToUpload] = []
        for name in found.files:
            path = self.folder_path / name
            now = path.stat()
            if self.last_uploaded.get(path) != now.st_mtime:
                changed.append(_FileToUpload(path, prefix + name, now.st_size, now.st_mtime))
        return changed


class PartialFileIO(io.BufferedIOBase):
    """
    The beginning of a file that is still being added to.

    Args:
        file_path: The file.
        size_limit: Bytes of it that are seen.
    """

    def __init__(self, file_path: str | Path, size_limit: int) -> None:
        super().__init__()
        self._file: Any = open(file_path, "rb")  # noqa: SIM115 (closed by `close`)
        self._size_limit = min(size_limit, os.fstat(self._file.fileno()).st_size)

    def __len__(self) -> int:
        return self._size_limit

    def close(self) -> None:
        """Close the file."""
        # Also called for an object whose file could not be opened.
        if getattr(self, "_file", None) is not None:
            self._file.close()
        super().close()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        position: int = self._file.tell()
        return position

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Move within what is seen."""
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._file.tell(), io.SEEK_END: self._size_limit}
        if whence not in origin:
            raise ValueError(f"whence value {whence} is not supported")
        position: int = self._file.seek(max(0, min(origin[whence] + offset, self._size_limit)))
        return position

    def read(self, size: int | None = -1, /) -> bytes:
        """Up to `size` bytes of what is left; all of it without a number."""
        left = max(0, self._size_limit - self._file.tell())
        data: bytes = self._file.read(left if size is None or size < 0 else min(size, left))
        return data
