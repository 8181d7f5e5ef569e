"""The object store: files named by their SHA-256, shared by all repositories, checked before they are accepted."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, Protocol

from huggingface_hub.local_hub.errors import HubError, bad_request


CHUNK = 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")


def check_sha256(value: object) -> str:
    if not isinstance(value, str) or not _SHA256.fullmatch(value):
        raise bad_request(f"Invalid object id {value!r}: expected the 64 hexadecimal digits of a SHA-256.")
    return value


def fsync_directory(path: Path) -> None:
    """Make a rename in `path` last (where the platform lets directories be opened)."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)


class Content(Protocol):
    """Bytes that are put together while they are read."""

    size: int

    def blocks(self, start: int, end: int) -> Iterator[bytes]:
        """Bytes `start` to `end` (exclusive), in order."""
        ...


class Elsewhere(Protocol):
    """Where objects are that have no file in the object store."""

    def object_size(self, sha256: str) -> int | None: ...

    def object_content(self, sha256: str) -> Content | None: ...


class ObjectStore:
    """
    Objects under `<root>/<aa>/<bb>/<sha256>`.

    A file appears under its final name only whole, verified and synced, so whatever has a name there is good.
    """

    def __init__(self, root: Path, staging: Path) -> None:
        self.root = root
        self.staging = staging
        self.elsewhere: Elsewhere | None = None
        root.mkdir(parents=True, exist_ok=True)
        staging.mkdir(parents=True, exist_ok=True)

    def path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def size(self, sha256: str) -> int | None:
        """The size of an object, or None when it is not here."""
        size = self.file_size(sha256)
        return self.elsewhere.object_size(sha256) if size is None and self.elsewhere else size

    def source(self, sha256: str) -> Path | Content | None:
        """The content of an object: its file, or what it is put together from."""
        path = self.path(sha256)
        if path.is_file():
            return path
        return self.elsewhere.object_content(sha256) if self.elsewhere else None

    def head(self, sha256: str, length: int) -> bytes | None:
        """The first bytes of an object."""
        source = self.source(sha256)
        if source is None:
            return None
        if not isinstance(source, Path):
            return b"".join(source.blocks(0, min(length, source.size)))
        with source.open("rb") as file:
            return file.read(length)

    def file_size(self, sha256: str) -> int | None:
        """The size of the file of an object, or None when it has none."""
        try:
            return self.path(sha256).stat().st_size
        except FileNotFoundError:
            return None

    @contextmanager
    def incoming(self) -> Generator[Incoming, None, None]:
        """A file to be written and accepted; dropped at the end of the block unless it was."""
        incoming = Incoming(self, self.staging / f"incoming-{token_hex(12)}")
        try:
            yield incoming
        finally:
            incoming.drop()

    def accept(self, path: Path, sha256: str, actual: str) -> None:
        """Move a finished file to its final name if its hash is the promised one."""
        if actual != sha256:
            raise HubError(
                422,
                f"Content does not match its object id: expected SHA-256 {sha256}, received {actual}. Upload it again.",
            )
        final = self.path(sha256)
        final.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, final)
        fsync_directory(final.parent)

    def clean_staging(self, upload_ids: set[str]) -> None:
        """Remove what interrupted requests left, except for uploads that can still be continued."""
        for entry in self.staging.iterdir():
            if entry.name.removeprefix("upload-") in upload_ids:
                continue
            if entry.is_dir():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink(missing_ok=True)


class Incoming:
    """A file on its way into the store, hashed while it is written."""

    def __init__(self, store: ObjectStore, path: Path) -> None:
        self._store = store
        self._path = path
        self._file: BinaryIO | None = path.open("xb")
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, chunk: bytes) -> None:
        assert self._file is not None
        self._file.write(chunk)
        self._hash.update(chunk)
        self.size += len(chunk)

    def seal(self) -> str:
        """Sync the file to disk, which may take a while; returns its SHA-256."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None
        return self._hash.hexdigest()

    def finish(self, sha256: str) -> None:
        """Accept the file under `sha256`."""
        self._store.accept(self._path, sha256, self.seal())

    def drop(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        self._path.unlink(missing_ok=True)


def hash_file(path: Path) -> str:
    hasher = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            hasher.update(chunk)
    return hasher.hexdigest()
