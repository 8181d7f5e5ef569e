"""Bare git repositories: reading, and writing in an order that survives a kill."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple

from dulwich.object_format import DEFAULT_OBJECT_FORMAT
from dulwich.object_store import DiskObjectStore
from dulwich.objects import Blob, Commit, ObjectID, ShaFile, Tag, Tree
from dulwich.pack import full_unpacked_object, write_pack_data, write_pack_index_v2
from dulwich.refs import DiskRefsContainer, Ref, check_ref_format
from dulwich.repo import Repo

from huggingface_hub.local_hub.errors import HubError, bad_request, conflict, revision_not_found
from huggingface_hub.local_hub.state.objects import fsync_directory


# From this many objects on, one pack costs less than a file (and an fsync) for each.
PACK_FROM = 24
MAX_STRUCTURE = 4096
_FULL = re.compile(r"[0-9a-f]{40}")
_SHORT = re.compile(r"[0-9a-f]{4,39}")


class RefChange(NamedTuple):
    """A ref that was made (no old object), moved, or deleted (no new one)."""

    ref: str
    old: str | None
    new: str | None


class Git:
    """A handle on one repository, used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.store = DiskObjectStore(
            str(path / "objects"), fsync_object_files=True, loose_compression_level=1, pack_compression_level=1
        )
        self.refs = DiskRefsContainer(str(path))
        self._structure: dict[str, ShaFile] = {}
        self._moved: list[RefChange] = []

    def close(self) -> None:
        self.store.close()

    # Reading

    def object(self, sha: str) -> ShaFile:
        known = self._structure.get(sha)
        if known is not None:
            return known
        found = self.store[ObjectID(sha.encode())]
        # Commits and trees are read again with every request; files are not, and may be large.
        if not isinstance(found, Blob):
            if len(self._structure) >= MAX_STRUCTURE:
                self._structure.clear()
            self._structure[sha] = found
        return found

    def has(self, sha: str) -> bool:
        return ObjectID(sha.encode()) in self.store

    def commit(self, sha: str) -> Commit:
        found = self.object(sha)
        assert isinstance(found, Commit)
        return found

    def tree(self, sha: str) -> Tree:
        found = self.object(sha)
        assert isinstance(found, Tree)
        return found

    def blob(self, sha: str) -> bytes:
        found = self.object(sha)
        assert isinstance(found, Blob)
        return found.data

    def ref(self, name: str) -> str | None:
        """The object that a ref names, or None."""
        if not check_ref_format(Ref(name.encode())):
            return None
        value = self.refs.read_ref(Ref(name.encode()))
        return value.decode() if value else None

    def refs_under(self, prefix: str) -> dict[str, str]:
        """Short name → object, for all refs below a prefix such as `refs/heads`."""
        found = self.refs.as_dict(Ref(prefix.encode()))
        return {name.decode("utf-8", "replace"): sha.decode() for name, sha in sorted(found.items())}

    def head(self, branch: str = "main") -> str:
        sha = self.ref(f"refs/heads/{branch}")
        if sha is None:
            raise revision_not_found(branch)
        return sha

    def resolve(self, revision: str) -> str:
        """The commit behind a branch, tag, ref, or full or shortened commit hash."""
        for name in ref_candidates(revision):
            sha = self.ref(name)
            if sha is not None:
                return self._peel(sha, revision)
        if _FULL.fullmatch(revision) and self.has(revision):
            return self._peel(revision, revision)
        if _SHORT.fullmatch(revision):
            found = [sha.decode() for sha in self.store.iter_prefix(revision.encode())]
            commits = {sha for sha in found if isinstance(self.object(sha), Commit)}
            if len(commits) == 1:
                return commits.pop()
        raise revision_not_found(revision)

    def _peel(self, sha: str, revision: str) -> str:
        found = self.object(sha)
        while isinstance(found, Tag):
            found = self.store[found.object[1]]
        if not isinstance(found, Commit):
            raise revision_not_found(revision)
        return found.id.decode()

    # Writing: only under the lock of the repository

    def write(self, objects: Iterable[ShaFile]) -> None:
        """Store objects durably. Until a ref leads to them they are not part of the repository."""
        unique = {item.id: item for item in objects}
        new = [item for sha, item in unique.items() if sha not in self.store]
        if len(new) >= PACK_FROM:
            self._write_pack(new)
            return
        for item in new:
            self._write_loose(item)

    def _write_loose(self, item: ShaFile) -> None:
        # Not through git's lock files: one left by a killed process would block this object for good.
        sha = item.id.decode()
        folder = self.path / "objects" / sha[:2]
        folder.mkdir(exist_ok=True)
        temporary = folder / f"tmp_obj_{token_hex(8)}"
        with temporary.open("xb") as file:
            file.write(item.as_legacy_object(compression_level=1))
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, folder / sha[2:])
        fsync_directory(folder)

    def _write_pack(self, items: Sequence[ShaFile]) -> None:
        # Named by its content, so that a second writer of the same objects (a retry, or after a kill) only does it again.
        folder = self.path / "objects" / "pack"
        temporary = folder / f"tmp_pack_{token_hex(8)}"
        index = temporary.with_suffix(".tmpidx")
        try:
            with temporary.open("xb") as file:
                records = (full_unpacked_object(item) for item in items)
                entries, checksum = write_pack_data(
                    file.write, records, DEFAULT_OBJECT_FORMAT, num_records=len(items), compression_level=1
                )
                file.flush()
                os.fsync(file.fileno())
            with index.open("xb") as file:
                write_pack_index_v2(file, sorted((sha, *place) for sha, place in entries.items()), checksum)
                file.flush()
                os.fsync(file.fileno())
            final = folder / f"pack-{checksum.hex()}.pack"
            # A pack is seen when its index is there, so that the index comes last.
            os.replace(temporary, final)
            os.replace(index, final.with_suffix(".idx"))
            fsync_directory(folder)
        finally:
            temporary.unlink(missing_ok=True)
            index.unlink(missing_ok=True)

    def drop_stale_locks(self) -> None:
        """Remove what a killed push left; under the repository's lock, nobody alive can hold them."""
        for path in (self.path / "objects" / "pack").glob("*.idx.lock"):
            path.unlink(missing_ok=True)

    def set_ref(self, name: str, sha: str) -> None:
        """Point a ref at an object: the one step that makes a commit visible."""
        check_ref(name)
        self._check_nesting(name)
        old = self.ref(name)
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self.path / f"tmp_ref_{token_hex(8)}"
        with temporary.open("xb") as file:
            file.write(sha.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        fsync_directory(path.parent)
        if old != sha:
            self._moved.append(RefChange(name, old, sha))

    def delete_ref(self, name: str) -> None:
        check_ref(name)
        old = self.ref(name)
        path = self.path / name
        path.unlink(missing_ok=True)
        if Ref(name.encode()) in self.refs.get_packed_refs():
            self.refs.remove_if_equals(Ref(name.encode()), None)
        # Empty folders would stand in the way of a branch of their name.
        for parent in path.parents:
            if len(parent.relative_to(self.path).parts) <= 2:
                break
            try:
                parent.rmdir()
            except OSError:
                break
        if old is not None:
            self._moved.append(RefChange(name, old, None))

    def take_moved(self) -> list[RefChange]:
        """The refs that were changed since the last call."""
        moved, self._moved = self._moved, []
        return moved

    def _check_nesting(self, name: str) -> None:
        parts = name.split("/")
        for depth in range(3, len(parts)):
            if self.ref("/".join(parts[:depth])) is not None:
                raise conflict(
                    f"Reference {'/'.join(parts[:depth])} already exists, so {name} cannot be created below it."
                )
        if (self.path / name).is_dir() and self.refs_under(name):
            raise conflict(f"References below {name} already exist.")
        if (self.path / name).is_dir():
            shutil.rmtree(self.path / name)


class GitStore:
    """All repositories below one folder, each opened through a small pool of handles."""

    MAX_HANDLES = 64

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._idle: OrderedDict[str, list[Git]] = OrderedDict()
        # Told of every change of refs, whichever way it came, after the handle was given back.
        self.on_moved: Callable[[str, list[RefChange]], None] = lambda repo_id, moved: None

    def path(self, repo_id: str) -> Path:
        return self.root / f"{repo_id}.git"

    def create(self, repo_id: str) -> None:
        path = self.path(repo_id)
        path.mkdir()
        Repo.init_bare(path, default_branch=b"main").close()

    def delete(self, repo_id: str) -> None:
        with self._lock:
            handles = self._idle.pop(repo_id, [])
        for handle in handles:
            handle.close()
        shutil.rmtree(self.path(repo_id), ignore_errors=True)

    @contextmanager
    def open(self, repo_id: str) -> Generator[Git, None, None]:
        """A handle for the length of the block. Handles are not shared: pack files are read with a file position."""
        with self._lock:
            idle = self._idle.get(repo_id)
            handle = idle.pop() if idle else None
        if handle is None:
            if not self.path(repo_id).is_dir():
                raise HubError(404, "Repository not found", code="RepoNotFound")
            handle = Git(self.path(repo_id))
        try:
            yield handle
        except HubError:
            self._finish(repo_id, handle)
            raise
        except BaseException:
            # A handle that something unforeseen went wrong in may be half-read; a new one costs little.
            handle.close()
            raise
        self._finish(repo_id, handle)

    def _finish(self, repo_id: str, handle: Git) -> None:
        moved = handle.take_moved()
        self._give_back(repo_id, handle)
        if moved:
            self.on_moved(repo_id, moved)

    def close(self) -> None:
        with self._lock:
            handles = [handle for idle in self._idle.values() for handle in idle]
            self._idle.clear()
        for handle in handles:
            handle.close()

    def _give_back(self, repo_id: str, handle: Git) -> None:
        surplus: list[Git] = []
        with self._lock:
            self._idle.setdefault(repo_id, []).append(handle)
            self._idle.move_to_end(repo_id)
            while sum(map(len, self._idle.values())) > self.MAX_HANDLES:
                oldest = next(iter(self._idle))
                surplus.extend(self._idle.pop(oldest))
        for item in surplus:
            item.close()


def ref_candidates(revision: str) -> Sequence[str]:
    """The refs that a revision may mean, in order."""
    if revision in {"HEAD", ""}:
        return ("refs/heads/main",)
    if revision.startswith("refs/"):
        return (revision,)
    return (f"refs/heads/{revision}", f"refs/tags/{revision}")


def check_ref(name: str) -> str:
    if not check_ref_format(Ref(name.encode())) or not name.startswith("refs/") or len(name) > 250:
        raise bad_request(f"Invalid reference name: {name}")
    return name


def check_branch(name: str, what: str = "branch") -> str:
    """Refuse names that git refuses, and those that would be taken for something else."""
    if not name or name.startswith(("refs/", "-")) or name == "HEAD" or _FULL.fullmatch(name):
        raise bad_request(f"Invalid reference name: {name!r} cannot be the name of a {what}.")
    check_ref(f"refs/heads/{name}")
    return name
