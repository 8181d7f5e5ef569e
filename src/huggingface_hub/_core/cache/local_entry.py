"""Files that go into a folder of the user's: loaded when somebody gives one, which few programs do."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from huggingface_hub._core import publish
from huggingface_hub._core.cache import local_dir, pointers, store
from huggingface_hub._core.cache.layout import RepoCache
from huggingface_hub._core.logs import get_logger


logger = get_logger(__name__)

# Folders of which the user knows that nothing can be written there
_told: set[Path] = set()


@dataclass(frozen=True)
class LocalEntry:
    """One file of one commit in a folder of the user's.

    Attributes:
        root: The folder.
        repo: The repository in the cache, from which files are taken that it has.
        commit: The commit.
        filename: Path of the file in the repository.
        etag: Identity of its content.
        size: Its size if known.
    """

    root: Path
    repo: RepoCache
    commit: str
    filename: str
    etag: str
    size: int | None

    @cached_property
    def files(self) -> local_dir.LocalDownloadFilePaths:
        """The file and what belongs to it."""
        return local_dir.local_paths(self.root, self.filename)

    @property
    def final(self) -> Path:
        """The path that callers get."""
        return self.files.file_path

    @property
    def lock_path(self) -> Path:
        """The lock that saves other processes from downloading the same."""
        return self.files.lock_path

    @property
    def cached(self) -> store.CacheEntry:
        """The same file in the cache."""
        return store.CacheEntry(self.repo, self.commit, self.filename, self.etag, self.size)

    def check_name(self) -> None:
        """Refuse a name that must not be written into a folder of the user's, before anything is fetched.

        Raises:
            UnsafePathError: It would leave the folder, or change how programs behave in it.
            IsADirectoryError: A folder is where it goes.
        """
        local_dir.check_place(self.files)

    def state(self) -> store.State:
        """Look what is there, in the folder and in the cache."""
        return self._look()[0]

    def _look(self) -> tuple[store.State, bool]:
        """What is there, and whether that is noted as what it is, as most files are since the last time."""
        files = self.files
        note = local_dir.read_metadata(files, self.filename)
        if pointers.is_usable(files.file_path, self.etag, self.size):
            believed = note is not None and local_dir.is_plausible(files, note)
            if believed and note is not None and note.etag == self.etag:
                return store.State.READY, note.commit_hash == self.commit
            if not believed and local_dir.has_content(files.file_path, self.etag, self.size):
                return store.State.READY, False
        missing = self.cached.state() is store.State.MISSING
        return store.State.MISSING if missing else store.State.LINKABLE, False

    def reuse(self) -> str | None:
        """Use what is there; `None` if the content has to be fetched."""
        state, is_noted = self._look()
        if state is store.State.MISSING:
            return None
        files = self.files
        if state is store.State.READY:
            if not is_noted:
                self._note()
            return str(files.file_path)
        self.prepare()
        cached = self.cached
        source = cached.final if cached.state() is store.State.READY else cached.blob
        try:
            return local_dir.copy_from_cache(source, files, self.commit, self.etag)
        except FileNotFoundError:
            return None  # somebody has deleted it from the cache meanwhile

    def _note(self) -> None:
        try:
            local_dir.write_metadata(self.files, self.commit, self.etag)
        except OSError as error:
            # A folder that can only be read still has its files, of which each would be told.
            level = logging.DEBUG if self.root in _told else logging.WARNING
            _told.add(self.root)
            logger.log(level, "Could not note that %s is up to date: %s", self.final, error)

    def prepare(self) -> None:
        """Create the folders that a download needs.

        Raises:
            UnsafePathError: A symlink leads out of the folder.
        """
        local_dir.prepare(self.root, self.files)

    def temporary(self) -> Path:
        """Return a private name for a download."""
        return self.files.incomplete_path(self.etag)

    def publish(self, temporary: Path, *, durable: bool = True) -> str:
        """Give a verified download its final name. The old file stays until this moment."""
        files = self.files
        publish.publish_file(temporary, files.file_path, durable=durable)
        local_dir.write_metadata(files, self.commit, self.etag)
        return str(files.file_path)

    def share(self, *, replace: bool = False) -> None:
        """A folder of the user's is nobody else's."""


def find(root: Path, filename: str, commit: str | None = None) -> str | None:
    """Find a file that is what was downloaded, as far as its note tells; from that commit, if one is given."""
    files = local_dir.local_paths(root, filename)
    note = local_dir.read_metadata(files, filename)
    if note is None or commit not in (None, note.commit_hash) or not local_dir.is_plausible(files, note):
        return None
    return str(files.file_path) if files.file_path.is_file() else None
