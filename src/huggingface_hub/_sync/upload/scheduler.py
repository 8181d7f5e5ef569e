# Generated from src/huggingface_hub/_async/upload/scheduler.py: edit that file, not this one, then run `python -m codegen`.

"""Uploading a folder every few minutes, as long as a program adds to its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.patterns import DEFAULT_IGNORE_PATTERNS
from huggingface_hub._core.upload import folders, schedule
from huggingface_hub._core.upload.operations import CommitOperation
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.api import HfApi
from huggingface_hub._sync.upload.folder import list_files
from huggingface_hub.types.commits import CommitInfo
from huggingface_hub.types.events import Event


logger = get_logger(__name__)

MESSAGE = "Scheduled Commit"


class ScheduledPushes:
    """
    The commits of a folder to which a program adds.

    Args:
        api: The client to use.
        watched: The folder, or a file in it.
        repo_id: The repository.
        repo_type: Its type.
        revision: The branch.
        token: Replaces the client's token.
        message: The first line of each commit.
        description: The rest of it.
        create_pr: Whether the first commit opens a pull request, to which all others go.
        delete_patterns: Files of the repository to delete if the folder does not have them.
        max_bandwidth: Bytes per second that large files may use.
        on_event: Told about transfers.

    Attributes:
        last_uploaded: The time of each file when it was last uploaded.
    """

    def __init__(
        self,
        api: HfApi,
        watched: schedule.Watched,
        repo_id: str,
        *,
        repo_type: str | None = None,
        revision: str | None = None,
        token: str | None = None,
        message: str = MESSAGE,
        description: str | None = None,
        create_pr: bool = False,
        delete_patterns: list[str] | str | None = None,
        max_bandwidth: float | None = None,
        on_event: Callable[[Event], object] | None = None,
    ) -> None:
        self._api = api
        self._watched = watched
        self._repo_id = repo_id
        self._repo_type = repo_type
        self._revision = revision
        self._token = token
        self._message = message
        self._description = description
        self._create_pr = create_pr
        self._delete_patterns = delete_patterns
        self._max_bandwidth = max_bandwidth
        self._on_event = on_event
        self._sizes: dict[Path, int] = {}
        self.last_uploaded: dict[Path, float] = {}

    def look(self) -> tuple[dict[str, Path], list[schedule.FileToUpload]]:
        """All files, by their paths in the repository, and those that have changed since they were uploaded."""

        def look() -> tuple[dict[str, Path], list[schedule.FileToUpload]]:
            names = self._watched.names()
            return names, schedule.changed(names, self.last_uploaded, self._sizes)

        return runtime.to_thread(look)

    def commit(self, names: dict[str, Path], files: Sequence[schedule.FileToUpload]) -> CommitInfo | None:
        """
        Commit files as they were when they were listed.

        Args:
            names: All files, by their paths in the repository.
            files: Those that have changed.

        Returns:
            The last commit; `None` if there is nothing to do.
        """
        deletions = self._deletions(names)
        info: CommitInfo | None = None
        size = schedule.FILES_PER_COMMIT
        for first in range(0, max(len(files), bool(deletions)), size):
            info = self._commit_some(files[first : first + size], deletions if first == 0 else []) or info
        return info

    def _commit_some(
        self, files: Sequence[schedule.FileToUpload], deletions: list[CommitOperation]
    ) -> CommitInfo | None:
        additions = runtime.to_thread(schedule.Additions, files)
        operations = [*deletions, *additions.operations]
        try:
            if not operations:
                return None
            info = self._api.create_commit(
                repo_id=self._repo_id,
                repo_type=self._repo_type,
                operations=operations,
                commit_message=self._message,
                commit_description=self._description,
                revision=self._revision,
                create_pr=self._create_pr,
                token=self._token,
                max_bandwidth=self._max_bandwidth,
                on_event=self._on_event,
            )
        finally:
            additions.close()
        if info.pr_revision is not None:
            self._revision, self._create_pr = info.pr_revision, False
        for file in additions.files:
            self.last_uploaded[file.local_path] = file.mtime
            self._sizes[file.local_path] = file.size
        return info

    def _deletions(self, names: dict[str, Path]) -> list[CommitOperation]:
        if self._delete_patterns is None:
            return []
        remote = list_files(self._api, self._repo_id, self._repo_type, self._revision, token=self._token)
        prefix = folders.prefix_of(self._watched.path_in_repo)
        return [*folders.deletions(remote, self._delete_patterns, prefix=prefix, kept=names)]


class CommitScheduler:
    """
    Upload a folder to the Hub every few minutes, in the background.

    Made for programs that add to files all the time, such as a Space that logs what its users say. Files must only be
    added to: each is uploaded as far as it was written when the upload began. The repository is made if it does not exist.
    Pushes never overlap, what fails is tried again the next time, and what is left is pushed at the end of the block.

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
        last_future: The push that was begun last, by the scheduler itself.

    Raises:
        ValueError: `every` is not a positive number.

    Example:
        >>> from huggingface_hub import CommitScheduler
        >>> with CommitScheduler(repo_id="user/logs", repo_type="dataset", folder_path="logs", every=10) as scheduler:
        ...     with scheduler.lock:
        ...         with open("logs/data.jsonl", "a") as file:
        ...             file.write("{}")
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
        if not 0 < every < float("inf"):
            raise ValueError(f"'every' must be a positive number of minutes, not {every!r}.")
        self.api: HfApi = hf_api or HfApi(token=token)
        self.folder_path: Path = Path(folder_path).expanduser().resolve()
        self.path_in_repo: str = path_in_repo or ""
        self.allow_patterns = allow_patterns
        own = [ignore_patterns] if isinstance(ignore_patterns, str) else list(ignore_patterns or ())
        self.ignore_patterns: list[str] = own + DEFAULT_IGNORE_PATTERNS
        self.repo_id: str = repo_id
        self.repo_type = repo_type
        self.revision = revision
        self.token = token
        self.last_future: runtime.Future[CommitInfo | None] | None = None
        self.lock: runtime.Lock = runtime.Lock()
        self.every = every
        self.squash_history = squash_history
        self._private = private
        self._stopped = False
        self._pushes: ScheduledPushes | None = None
        self._background = runtime.Background(self._run_scheduler)

    @property
    def last_uploaded(self) -> dict[Path, float]:
        """The time of each file when it was last uploaded."""
        return {} if self._pushes is None else self._pushes.last_uploaded

    def start(self) -> None:
        """Make the repository if it does not exist, and begin to push; the block does so by itself."""
        runtime.to_thread(self.folder_path.mkdir, parents=True, exist_ok=True)
        url = self.api.create_repo(
            repo_id=self.repo_id, repo_type=self.repo_type, private=self._private, token=self.token, exist_ok=True
        )
        self.repo_id = url.repo_id
        watched = schedule.Watched(self.folder_path, self.path_in_repo, self.allow_patterns, self.ignore_patterns)
        self._pushes = ScheduledPushes(
            self.api,
            watched,
            self.repo_id,
            repo_type=self.repo_type,
            revision=self.revision,
            token=self.token,
        )
        logger.info("Pushing '%s' to %s every %s minutes.", self.folder_path, self.repo_id, self.every)
        self._background.start()

    def stop(self) -> None:
        """Push no more, not even at the end."""
        self._stopped = True
        self._background.stop()

    def __enter__(self) -> CommitScheduler:
        if self._pushes is None:
            self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # What was written until now is pushed, whatever ended the block.
        with runtime.shield():
            try:
                pushed = runtime.settled(self.trigger())
            finally:
                self.stop()
        pushed.unwrap()

    def _run_scheduler(self) -> None:
        while not self._stopped:
            self.last_future = self.trigger()
            # What became of it was logged, and a push that takes long is not overtaken by the next one.
            runtime.settled(self.last_future)
            runtime.sleep(self.every * 60)

    def trigger(self) -> runtime.Future[CommitInfo | None]:
        """
        Push in the background, without waiting for the next time.

        Returns:
            What will have the commit as its result, or `None` if nothing has changed.
        """
        return self.api.run_as_future(self._push_to_hub)

    def _push_to_hub(self) -> CommitInfo | None:
        if self._stopped:
            return None
        try:
            info = self.push_to_hub()
            if info is not None and self.squash_history:
                self.api.super_squash_history(
                    repo_id=self.repo_id, repo_type=self.repo_type, branch=self.revision, token=self.token
                )
            return info
        except Exception as error:
            logger.error(
                "Pushing '%s' to %s failed: %s. It is tried again the next time.",
                self.folder_path,
                self.repo_id,
                error,
            )
            raise

    def push_to_hub(self) -> CommitInfo | None:
        """
        Commit what has changed since the last time; `None` if nothing has.

        To be overridden by programs that want to change files before they are uploaded, such as to zip images: it should
        hold `lock` while it reads the folder.
        """
        pushes = self._pushes
        if pushes is None:
            raise RuntimeError("This scheduler was not started: use it in a `with` block, or call `start` first.")
        with self.lock:
            names, files = pushes.look()
        if not files:
            logger.debug("Nothing in '%s' has changed.", self.folder_path)
            return None
        logger.info("Pushing %d files of '%s' to %s.", len(files), self.folder_path, self.repo_id)
        return pushes.commit(names, files)
