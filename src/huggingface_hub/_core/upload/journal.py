"""What an upload leaves behind for the next attempt: hashes, receipts of parts, pull requests (promise U3).

A journal is lines that are only ever added, each with a checksum, so that it is good up to wherever a crash cut it. It
holds no address and no name: files are known by what the file system says about them, and a multipart upload by a hash
of everything that tells it from others. What does not fit exactly is not used, so that a journal can cost bandwidth but
never put wrong bytes anywhere.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Lock  # noqa: TID251 (held for one short write, never while waiting for anybody)
from typing import Any

from huggingface_hub import constants
from huggingface_hub._core import paths, publish
from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.upload.atomic import Note
from huggingface_hub._core.upload.sources import Fingerprint
from huggingface_hub._lazy import errors


logger = get_logger(__name__)

WORTH_A_NOTE = 1024 * 1024
"""Files of fewer bytes are hashed again sooner than a note about them is written and read."""

_HEAD = ["huggingface_hub-upload", 1]
_MAX_SIZE = 64 * 1024 * 1024
_MAX_ETAG = 256
_KEPT_HASHES = 100_000
_KEPT_SECONDS = 7 * 24 * 3600.0

_Key = tuple[int, ...]


class Journal:
    """
    The notes of uploads from one place. Nothing is read or written before it is needed, and failures only cost time.

    Args:
        path: Where they are kept.
        keeps_hashes: Whether they stay after everything was uploaded, for the next upload from the same place.
        folder: The user's folder that `path` has to be in; none if it is in a folder of ours.
    """

    def __init__(self, path: Path, *, keeps_hashes: bool, folder: Path | None = None) -> None:
        self.path = path
        self._keeps_hashes = keeps_hashes
        self._folder = folder
        self._lock = Lock()
        self._loaded = False
        self._broken = False
        self._file: Any = None
        self._hashes: dict[_Key, str] = {}
        self._parts: dict[str, dict[int, str]] = {}
        self._requests: dict[str, Note] = {}

    def hash_of(self, seen: Fingerprint) -> str | None:
        """The SHA-256 of the file that looks exactly like this, if it is known."""
        with self._lock:
            self._load()
            return self._hashes.get(_key(seen))

    def note_hash(self, seen: Fingerprint, sha256: str) -> None:
        """Remember a hash, unless the file might still change without looking different."""
        if seen.racy or seen.size < WORTH_A_NOTE:
            return
        with self._lock:
            self._load()
            if self._hashes.get(_key(seen)) != sha256:
                self._hashes[_key(seen)] = sha256
                self._append([["h", *_key(seen), sha256]])

    def parts(self, upload: str) -> dict[int, str]:
        """The receipts of the parts of a multipart upload, by their numbers."""
        with self._lock:
            self._load()
            return dict(self._parts.get(upload, {}))

    def note_part(self, upload: str, number: int, etag: str) -> None:
        """Remember a receipt."""
        if len(etag) > _MAX_ETAG:
            return
        with self._lock:
            self._load()
            self._parts.setdefault(upload, {})[number] = etag
            self._append([["p", upload, number, etag]])

    def forget(self, upload: str) -> None:
        """Remember that the receipts of an upload are worth nothing: it was completed, or is not known any more."""
        with self._lock:
            self._load()
            if self._parts.pop(upload, None):
                self._append([["d", upload]])

    def pull_request(self, upload: str) -> Note | None:
        """The pull request in which an upload gathers its commits."""
        with self._lock:
            self._load()
            return self._requests.get(upload)

    def note_pull_request(self, upload: str, note: Note | None) -> None:
        """Remember it, or that it is of no more use."""
        with self._lock:
            self._load()
            if note is not None:
                self._requests[upload] = note
                self._append([note.to_line(upload)])
            elif self._requests.pop(upload, None) is not None:
                self._append([["r", upload]])

    def finish(self) -> None:
        """Everything is where it belongs: keep what is of use next time, and nothing else."""
        with self._lock:
            self._close()
            if not self._loaded or self._broken:
                return
            try:
                if self._keeps_hashes and (self._hashes or self._requests):
                    kept = list(self._hashes.items())[-_KEPT_HASHES:]
                    lines = [_HEAD, *(["h", *key, sha256] for key, sha256 in kept)]
                    lines += [note.to_line(upload) for upload, note in self._requests.items()]
                    publish.write_atomic(self.path, b"".join(map(_line, lines)))
                elif self.path.exists():
                    self.path.unlink()
                    if self._folder is not None:
                        _tidy(self._folder, self.path.parent)
            except OSError as error:
                logger.debug("The journal %s could not be tidied up: %s", self.path, error)
            self._parts.clear()

    def close(self) -> None:
        """Leave it as it is, for the next attempt."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _load(self) -> None:
        if self._loaded:
            return
        self._loaded = True
        try:
            if publish.is_regular(self.path):
                with open(self.path, "rb") as file:
                    self._take(_values(file.read(_MAX_SIZE)))
        except OSError as error:
            logger.debug("The journal %s can't be read: %s", self.path, error)

    def _take(self, values: Iterator[list[Any]]) -> None:
        if next(values, None) != _HEAD:
            # Of another version, or no journal: begun anew with the first note.
            self._discard()
            return
        for value in values:
            if value[0] == "h" and _is_hash(value):
                self._hashes[tuple(value[1:6])] = value[6]
            elif value[0] == "p" and _is_part(value):
                self._parts.setdefault(value[1], {})[value[2]] = value[3]
            elif value[0] == "d" and len(value) == 2:
                self._parts.pop(value[1], None)
            elif value[0] == "r" and len(value) > 1 and isinstance(value[1], str):
                self._requests.pop(value[1], None)
                if (note := Note.from_line(value)) is not None:
                    self._requests[value[1]] = note

    def _discard(self) -> None:
        try:
            self.path.unlink()
        except OSError as error:
            logger.debug("The journal %s can't be replaced: %s", self.path, error)
            self._broken = True

    def _append(self, values: Iterable[list[Any]]) -> None:
        """One write to the end, so that other processes and threads don't disturb each other."""
        if self._broken:
            return
        try:
            if self._file is None:
                self._file = self._open()
            data = b"".join(map(_line, values))
            if self._file.write(data) == len(data):
                return
            problem = "the disk took only a part of a line"
        except (OSError, ValueError) as error:
            problem = str(error)
        # What would follow a broken line could be taken for its end.
        logger.debug("The journal %s ends here: %s", self.path, problem)
        self._broken = True
        self._close()

    def _open(self) -> Any:
        if self._folder is not None:
            _prepare(self._folder, self.path)
        else:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            remove_old()
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        file = os.fdopen(os.open(self.path, flags, 0o600), "ab", buffering=0)
        if os.fstat(file.fileno()).st_size == 0:
            file.write(_line(_HEAD))
        else:
            # A line that a crash has cut must not swallow the next one.
            file.write(b"\n")
        return file


def _prepare(folder: Path, path: Path) -> None:
    # A link that was planted in the folder must not lead us out of it.
    paths.confine(folder, path.relative_to(folder).as_posix())
    control = path.parent
    control.mkdir(parents=True, exist_ok=True)
    ignore = control / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*", encoding="utf-8")


def _tidy(folder: Path, control: Path) -> None:
    """Leave the user's folder as it was, if nothing else is kept in it."""
    if [entry.name for entry in control.iterdir()] != [".gitignore"]:
        return
    (control / ".gitignore").unlink()
    while control != folder and not any(control.iterdir()):
        control.rmdir()
        control = control.parent


def _key(seen: Fingerprint) -> _Key:
    return (seen.size, seen.mtime_ns, seen.ctime_ns, seen.inode, seen.device)


def _line(value: list[Any]) -> bytes:
    data = json.dumps(value, separators=(",", ":")).encode()
    return b"%08x %b\n" % (zlib.crc32(data), data)


def _values(raw: bytes) -> Iterator[list[Any]]:
    """What the undamaged lines say."""
    for line in raw.split(b"\n"):
        checksum, _, data = line.partition(b" ")
        if not data or checksum != b"%08x" % zlib.crc32(data):
            continue
        try:
            value = json.loads(data)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, list) and value:
            yield value


def _is_hash(value: list[Any]) -> bool:
    numbers, sha256 = value[1:6], value[6:]
    return (
        all(type(number) is int for number in numbers)
        and len(sha256) == 1
        and isinstance(sha256[0], str)
        and len(sha256[0]) == 64
    )


def _is_part(value: list[Any]) -> bool:
    return len(value) == 4 and isinstance(value[1], str) and type(value[2]) is int and isinstance(value[3], str)


class Journals:
    """
    Which journal is for which file: that of the folder that is uploaded, or one of its own for a single file.

    Args:
        folder: The folder that is uploaded, if one is.
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        self._lock = Lock()
        self._root = None if folder is None else os.path.realpath(os.path.expanduser(folder))
        self._of_folder = None if self._root is None else of_folder(Path(self._root))
        self._of_files: dict[str, Journal] = {}

    def of(self, path: str) -> Journal:
        """The journal for a file."""
        if self._of_folder is not None and self._root is not None and path.startswith(self._root + os.sep):
            return self._of_folder
        with self._lock:
            journal = self._of_files.get(path)
            if journal is None:
                journal = self._of_files[path] = of_file(path)
            return journal

    @property
    def of_folder(self) -> Journal:
        """The journal of the folder that is uploaded."""
        assert self._of_folder is not None
        return self._of_folder

    def finish(self) -> None:
        """Everything is where it belongs."""
        for journal in self._all():
            journal.finish()

    def close(self) -> None:
        """Leave all as they are."""
        for journal in self._all():
            journal.close()

    def _all(self) -> list[Journal]:
        with self._lock:
            return [*self._of_files.values(), *([self._of_folder] if self._of_folder is not None else [])]


def of_folder(folder: Path) -> Journal:
    """The journal of a folder: beside other notes in it, or among ours if it can't be written to."""
    path = folder / ".cache" / "huggingface" / "upload.journal"
    nearest = next((each for each in (path.parent, path.parent.parent) if each.is_dir()), folder)
    try:
        paths.confine(folder, path.relative_to(folder).as_posix())
        if os.access(nearest, os.W_OK):
            return Journal(path, keeps_hashes=True, folder=folder)
    except errors.UnsafePathError as error:
        logger.debug("No journal in %s: %s", folder, error)
    return Journal(_place_of(str(folder)), keeps_hashes=True)


def of_file(path: str) -> Journal:
    """The journal of a single file; those that were left long ago are removed."""
    return Journal(_place_of(os.path.realpath(path)), keeps_hashes=False)


def _place_of(path: str) -> Path:
    name = hashlib.sha256(os.fsencode(path)).hexdigest()[:32]
    return Path(constants.HF_HOME) / "uploads" / f"{name}.journal"


def remove_old(*, now: float | None = None) -> None:
    """Remove journals of uploads that nobody has gone on with for a week: the storage has given them up as well."""
    limit = (time.time() if now is None else now) - _KEPT_SECONDS
    try:
        with os.scandir(Path(constants.HF_HOME) / "uploads") as entries:
            old = [e.path for e in entries if e.name.endswith(".journal") and e.stat().st_mtime < limit]
        for path in old:
            os.unlink(path)
    except OSError:
        pass  # there are none, or another process removes them
