"""Giving many small contents their places: the same steps as for one, without asking about the folder each time."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from huggingface_hub._core.cache import copies, pointers, shared, store
from huggingface_hub._core.cache.layout import RepoCache, etag_key
from huggingface_hub._core.download import space
from huggingface_hub._core.download.verify import Expected


def reuse_many(entries: Iterable[store.Entry], *, force: bool) -> list[store.Entry]:
    """Use what is there of many files, and return those that have to be fetched."""
    if force:
        return list(entries)
    glance = Glance()
    return [entry for entry in entries if glance.sees_nothing_of(entry) or entry.reuse() is None]


class Glance:
    """Tells what is not there without a look at each file."""

    def __init__(self) -> None:
        self._known: tuple[RepoCache, str] | None = None
        self._blobs: frozenset[str] | None = None
        self._has_store = False

    def sees_nothing_of(self, entry: store.Entry) -> bool:
        """Whether neither a file nor its content can be there; if not, it takes a closer look to tell."""
        if not isinstance(entry, store.CacheEntry):
            return False
        if (entry.repo, entry.commit) != self._known:
            self._known = (entry.repo, entry.commit)
            unclear = os.path.lexists(entry.repo.snapshot(entry.commit)) or copies.are_needed(entry.repo.root)
            self._blobs = None if unclear else _names(entry.repo.blobs)
            self._has_store = shared.is_store(os.path.join(entry.repo.root, shared.STORE))
        if entry.xet_hash is not None and self._has_store:
            return False
        return self._blobs is not None and etag_key(entry.etag) not in self._blobs


def _names(folder: Path) -> frozenset[str] | None:
    try:
        return frozenset(os.listdir(folder))
    except FileNotFoundError:
        return frozenset()
    except OSError:
        return None


class Placer:
    """Verifies and places contents, in one thread."""

    def __init__(self) -> None:
        self._known: tuple[RepoCache, str] | None = None
        self._quick = False
        self._blobs = ""
        self._snapshots = ""
        self._folders: set[str] = set()

    def place(self, entry: store.Entry, data: bytes | memoryview) -> str:
        """Verify a content and give it its place.

        Raises:
            IntegrityError: It is not the announced one.
            NotEnoughSpaceError: The disk is full.
        """
        Expected(entry.etag, entry.size, entry.filename).check_data(data)
        if isinstance(entry, store.CacheEntry) and self._is_quick(entry):
            return self._place_quickly(entry, data)
        entry.prepare()
        return store.save(entry, bytes(data))

    def _is_quick(self, entry: store.CacheEntry) -> bool:
        """Whether the folders are known, and a content is one file and one symlink."""
        if (entry.repo, entry.commit) != self._known:
            entry.prepare()
            self._known = (entry.repo, entry.commit)
            self._quick = os.name == "posix" and pointers.symlinks_work_in(entry.repo.root)
            self._blobs = f"{entry.repo.blobs}/"
            self._snapshots = f"{entry.repo.snapshot(entry.commit)}/"
            self._folders = set()
        return self._quick

    def _place_quickly(self, entry: store.CacheEntry, data: bytes | memoryview) -> str:
        key = etag_key(entry.etag)
        blob = self._blobs + key
        temporary = f"{blob}.{os.urandom(4).hex()}.incomplete"
        final = self._snapshots + entry.filename
        try:
            # Created with the umask's permissions, under a name that nobody else knows.
            fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666)
            try:
                view = memoryview(data)
                while len(view):
                    view = view[os.write(fd, view) :]
            finally:
                os.close(fd)
            os.replace(temporary, blob)
        except BaseException as error:
            pointers.remove_quietly(Path(temporary))
            if isinstance(error, OSError) and space.is_full(error):
                raise space.no_room(error, entry.repo.blobs, entry.filename) from error
            raise
        folder = final.rpartition("/")[0]
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)
            self._folders.add(folder)
        target = "../" * (entry.filename.count("/") + 2) + "blobs/" + key
        try:
            os.symlink(target, final)
        except (FileExistsError, FileNotFoundError):
            # Something else has that name, or somebody deleted the folder since it was made.
            pointers.create_pointer(entry.blob, entry.final, root=entry.repo.root, new_blob=True)
        return final
