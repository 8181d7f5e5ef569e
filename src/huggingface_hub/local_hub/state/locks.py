"""One writer per repository, also across processes."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakValueDictionary

from filelock import FileLock, Timeout

from huggingface_hub.local_hub.errors import HubError


class _ThreadLock:
    """A lock that a weak dictionary can hold."""

    def __init__(self) -> None:
        self.lock = threading.Lock()


class RepoLocks:
    """
    Locks by repository id.

    A thread lock keeps the order within this process; a file lock keeps out `import`, which writes from another one. Both
    end with the process that holds them.
    """

    def __init__(self, root: Path, timeout: float = 60) -> None:
        self._root = root
        self._timeout = timeout
        self._guard = threading.Lock()
        self._locks: WeakValueDictionary[str, _ThreadLock] = WeakValueDictionary()
        root.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def writing(self, repo_id: str) -> Generator[None, None, None]:
        """Be the only writer of a repository for the length of the block."""
        with self._guard:
            mine = self._locks.get(repo_id) or _ThreadLock()
            self._locks[repo_id] = mine
        if not mine.lock.acquire(timeout=self._timeout):
            raise _busy()
        try:
            file_lock = FileLock(self._root / f"{repo_id}.lock", timeout=self._timeout, thread_local=False)
            try:
                file_lock.acquire()
            except Timeout as error:
                raise _busy() from error
            try:
                yield
            finally:
                file_lock.release()
        finally:
            mine.lock.release()


def _busy() -> HubError:
    return HubError(503, "Another write to this repository is still running. Try again.", headers={"Retry-After": "1"})
