"""Uploads a folder in the background, every few minutes, as long as a program adds to its files."""

from __future__ import annotations

import atexit
from pathlib import Path

from huggingface_hub._core.upload.schedule import PartialFileIO
from huggingface_hub._sync.api import HfApi
from huggingface_hub._sync.upload.scheduler import CommitScheduler as _CommitScheduler


class CommitScheduler(_CommitScheduler):
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
        super().__init__(
            repo_id=repo_id,
            folder_path=folder_path,
            every=every,
            path_in_repo=path_in_repo,
            repo_type=repo_type,
            revision=revision,
            private=private,
            token=token,
            allow_patterns=allow_patterns,
            ignore_patterns=ignore_patterns,
            squash_history=squash_history,
            hf_api=hf_api,
        )
        # Without a block there is no end of it either: programs only make one, and go on.
        self.start()
        atexit.register(self._push_to_hub)

    def stop(self) -> None:
        """Push no more, not even at the end of the program."""
        super().stop()
        atexit.unregister(self._push_to_hub)


__all__ = ["CommitScheduler", "PartialFileIO"]
