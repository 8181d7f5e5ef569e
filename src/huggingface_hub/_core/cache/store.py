"""Steps of a download that touch the cache: each is one call, however many files it is about."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from huggingface_hub._core import paths, publish
from huggingface_hub._core.cache import copies, leases, ownership, pointers, sharing
from huggingface_hub._core.cache.layout import RepoCache, create_cachedir_tag, etag_key, make_folder, unwritable
from huggingface_hub._core.cache.refs import try_write_ref
from huggingface_hub._core.download import space, verify
from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.outcome import Outcome


logger = get_logger(__name__)


class State(Enum):
    """What is there of a file.

    Attributes:
        READY: It is in its place.
        LINKABLE: Its content is in the cache, under another name or from another revision.
        MISSING: It has to be fetched.
    """

    READY = "ready"
    LINKABLE = "linkable"
    MISSING = "missing"


class Entry(Protocol):
    """One file of one commit and the place it goes to: the cache, or a folder of the user's."""

    @property
    def filename(self) -> str: ...

    @property
    def etag(self) -> str: ...

    @property
    def size(self) -> int | None: ...

    @property
    def final(self) -> Path: ...

    @property
    def lock_path(self) -> Path: ...

    def check_name(self) -> None: ...

    def state(self) -> State: ...

    def reuse(self) -> str | None: ...

    def prepare(self) -> None: ...

    def temporary(self) -> Path: ...

    def publish(self, temporary: Path, *, durable: bool = True) -> str: ...

    def share(self, *, replace: bool = False) -> None: ...


@dataclass(frozen=True)
class CacheEntry:
    """One file of one commit in the cache.

    Attributes:
        repo: Where the repository is kept.
        commit: The commit.
        filename: Path of the file in the repository.
        etag: Identity of its content.
        size: Its size if known.
        xet_hash: What the Xet storage calls its content, if it has it: by that, repositories share contents.
    """

    repo: RepoCache
    commit: str
    filename: str
    etag: str
    size: int | None
    xet_hash: str | None = None

    @property
    def final(self) -> Path:
        """The path that callers get."""
        return self.repo.pointer(self.commit, self.filename)

    @property
    def blob(self) -> Path:
        """Where the content is kept."""
        return self.repo.blob(self.etag)

    @property
    def lock_path(self) -> Path:
        """The lock that saves other processes from downloading the same."""
        return self.repo.lock(self.etag)

    def check_name(self) -> None:
        """Refuse a name that must not be written, before anything is fetched.

        Raises:
            UnsafePathError: It would leave its folder.
        """
        paths.safe_relative_path(self.filename)

    def state(self) -> State:
        """Look what is there. Contents of the wrong size don't count: they are fetched again."""
        final, blob = self.final, self.blob
        if (
            pointers.is_usable(final, self.etag, self.size)
            and self._is_of_this_content(final)
            and ownership.is_believed(final, blob, self.etag, self.repo.root)
        ):
            return State.READY
        return State.LINKABLE if self._has_blob() or self._is_shared() else State.MISSING

    def _has_blob(self) -> bool:
        blob = self.blob
        return pointers.is_usable(blob, self.etag, self.size) and ownership.is_believed(
            blob, blob, self.etag, self.repo.root
        )

    def _is_shared(self) -> bool:
        """Whether another repository has the content."""
        return self.xet_hash is not None and sharing.has_shared_blob(
            xet_hash=self.xet_hash, cache_dir=self.repo.root, expected_size=self.size
        )

    def _is_of_this_content(self, final: Path) -> bool:
        """Whether a file of a snapshot is a file of its own, or a link named after the content."""
        try:
            return os.path.basename(os.readlink(final)) == etag_key(self.etag)
        except OSError:
            return True

    def reuse(self) -> str | None:
        """Use what the cache has; `None` if the content has to be fetched."""
        state = self.state()
        if state is State.MISSING:
            return self._take_from_another_revision()
        if state is State.READY:
            return str(self.final)
        if not self._has_blob() and not self._take_shared():
            return None
        return self._link(new_blob=False)

    def _take_shared(self) -> bool:
        return self.xet_hash is not None and sharing.try_link_from_shared_store(
            blob_path=str(self.blob), xet_hash=self.xet_hash, cache_dir=self.repo.root, expected_size=self.size
        )

    def _take_from_another_revision(self) -> str | None:
        if not copies.are_needed(self.repo.root):
            return None
        return copies.take(self.repo, self.commit, self.filename, self._expected)

    def has_copy(self) -> bool:
        """Whether a cache without symlinks has the content of a missing file elsewhere, as `reuse` would find it."""
        return copies.are_needed(self.repo.root) and copies.are_there(
            self.repo, self.commit, self.filename, self._expected
        )

    @property
    def _expected(self) -> verify.Expected:
        return verify.Expected(self.etag, self.size, self.filename)

    def share(self, *, replace: bool = False) -> None:
        """Let other repositories use the content, which came from the Xet storage."""
        if self.xet_hash is not None:
            sharing.publish_blob_to_shared_store(
                blob_path=str(self.blob),
                xet_hash=self.xet_hash,
                cache_dir=self.repo.root,
                expected_size=self.size,
                replace_existing=replace,
            )

    def prepare(self) -> None:
        """Create the folders that a download needs.

        Raises:
            OSError: The cache can't be written; the message says which setting moves it.
        """
        make_folder(self.repo.blobs)
        create_cachedir_tag(self.repo.root)

    def temporary(self) -> Path:
        """Return a private name for a download."""
        return self.repo.incomplete(self.etag)

    def publish(self, temporary: Path, *, durable: bool = True) -> str:
        """Give a verified download its place, and return its path in the snapshot.

        The blob's entry itself is replaced: if it is a link into the store that repositories share, that store is not
        written through.
        """
        publish.publish_file(temporary, self.blob, durable=durable)
        return self._link(new_blob=True)

    def _link(self, *, new_blob: bool) -> str:
        final = self.final
        try:
            pointers.create_pointer(self.blob, final, root=self.repo.root, new_blob=new_blob)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
                raise unwritable(final.parent, error) from error
            raise
        return str(final)


def try_reuse(entry: CacheEntry, revision: str, *, force: bool) -> str | None:
    """Use what the cache has, and bring the revision's reference up to date.

    A cache that can't be written still serves the files that it has.

    Returns:
        The path of the file in the snapshot, `None` if it has to be fetched.
    """
    state = State.MISSING if force else entry.state()
    if state is not State.READY:
        entry.prepare()
    try_write_ref(entry.repo, revision, entry.commit)
    if force or (state is State.MISSING and not copies.are_needed(entry.repo.root)):
        return None
    if state is State.READY:
        return entry.reuse()
    # Before looking again what is there: nobody may delete from now on what is about to be linked.
    claim = leases.claim(entry.repo.folder)
    try:
        return entry.reuse()
    finally:
        leases.release(claim)


def is_missing(entry: Entry) -> bool:
    """Whether a file has to be fetched."""
    return entry.state() is State.MISSING and not (isinstance(entry, CacheEntry) and entry.has_copy())


def save(entry: Entry, data: bytes) -> str:
    """Give a small verified content its place in one step."""
    temporary = entry.temporary()
    try:
        with open(temporary, "xb") as file:
            file.write(data)
        # Not flushed to the disk: cheap to fetch again, and a crash of the machine shows in the size.
        return entry.publish(temporary, durable=False)
    except BaseException as error:
        pointers.remove_quietly(temporary)
        if isinstance(error, OSError) and space.is_full(error):
            raise space.no_room(error, temporary.parent, entry.filename) from error
        raise


def save_many(contents: Iterable[tuple[Entry, bytes, verify.Expected]]) -> list[Outcome[str]]:
    """Verify and place many small contents; one that is wrong does not keep the others from their places."""
    outcomes: list[Outcome[str]] = []
    for entry, data, expected in contents:
        try:
            expected.check_data(data)
            entry.prepare()
            outcomes.append(Outcome(save(entry, data)))
        except Exception as error:
            outcomes.append(Outcome(error=error))
    return outcomes


def mark_missing(repo: RepoCache, commit: str | None, revision: str, filename: str) -> None:
    """Remember that a commit has no such file, so that libraries which probe for optional files need not ask again.

    What a server says in an error is a hint only: without a proper commit hash nothing is written.
    """
    if commit is None or paths._HASH.fullmatch(commit) is None:
        return
    marker = repo.no_exist(commit, filename)
    try:
        marker.parent.mkdir(parents=True, exist_ok=True)
        marker.touch()
    except OSError as error:
        logger.warning("Could not note in the cache that %s is missing: %s", filename, error)
        return
    create_cachedir_tag(repo.root)
    try_write_ref(repo, revision, commit)


def missing_names(folder: Path, names: Iterable[str]) -> list[str]:
    """Those names that are not files below a folder."""
    root = str(folder)
    return [name for name in names if not os.path.isfile(os.path.join(root, *name.split("/")))]
