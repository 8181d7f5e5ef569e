"""
The xorbs and files of one hub.

Uploaded xorbs are files of their own, as they came. A file that came in xorbs is not stored a second time: the object store
asks here for objects that it has no file of. A file that came through LFS stays one file, and is shown as xorbs that hold
its chunks uncompressed.
"""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from secrets import token_hex

from huggingface_hub.local_hub.errors import bad_request
from huggingface_hub.local_hub.state.db import Database, Row
from huggingface_hub.local_hub.state.objects import ObjectStore, fsync_directory
from huggingface_hub.local_hub.xet import xorbs
from huggingface_hub.local_hub.xet.content import ShownXorb, Terms
from huggingface_hub.local_hub.xet.hashes import EMPTY_FILE, from_text, to_text, xorb_hash
from huggingface_hub.local_hub.xet.hashing import Background, hash_file
from huggingface_hub.local_hub.xet.shards import Term
from huggingface_hub.local_hub.xet.xorbs import Chunk, XorbIndex


# Objects up to this size get their Xet hash while a request waits for it; larger ones in the background.
HASH_AT_ONCE = 32 * 1024 * 1024
# Clients remember for weeks which xorbs they sent: those that no file uses are kept as long.
UNUSED_AGE = 30 * 24 * 3600
_CHUNK = struct.Struct("<32sII")
_TERM = struct.Struct("<32sIIII")


@dataclass(frozen=True)
class XetFile:
    """
    A file that can be put together from xorbs.

    Attributes:
        sha256: Its SHA-256; None when its uploader gave none (as for buckets).
        terms: The parts that it consists of.
        from_object: Whether its data is one object, the xorbs of `terms` being only shown.
    """

    hash: str
    size: int
    sha256: str | None
    terms: tuple[Term, ...]
    from_object: bool = False


class XetStore:
    """What the Xet routes, the resolve routes and buckets know files by. See the package for its stable methods."""

    def __init__(self, root: Path, db: Database, objects: ObjectStore) -> None:
        self.root = root
        self._db = db
        self._objects = objects
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Indexes never change; those of a hub's most wanted xorbs stay in memory.
        self._indexes = lru_cache(maxsize=512)(self._load_index)
        self._background = Background(lambda sha256: self.hash_object(sha256, self._background.check))
        objects.elsewhere = self

    def close(self) -> None:
        self._background.stop()

    def settle(self) -> None:
        """Wait for hashes that are being made in the background."""
        self._background.join()

    # Files

    def file(self, xet_hash: str) -> XetFile | None:
        """What is known of a file, or None."""
        if xet_hash == to_text(EMPTY_FILE):
            return XetFile(xet_hash, 0, None, ())
        row = self._db.one("SELECT * FROM xet_files WHERE hash = ?", xet_hash)
        return _file(row) if row else None

    def content(self, xet_hash: str) -> Terms | Path | None:
        """The bytes of a file, for `sending.file_response`; None when they are not (or no longer) here."""
        file = self.file(xet_hash)
        if file is None:
            return None
        if file.from_object:
            path = self._objects.path(file.sha256 or "")
            return path if path.is_file() else None
        return self.assembled(file)

    def assembled(self, file: XetFile) -> Terms:
        """The bytes that the terms of a file make."""
        return Terms(file.size, file.terms, self.index, self.xorb_path)

    def granted(self, owner_id: str, xet_hash: str) -> bool:
        """Whether a repository or bucket may refer to a file, and whoever reads it may have its content."""
        if xet_hash == to_text(EMPTY_FILE):
            return True
        return (
            self._db.one(
                "SELECT 1 FROM xet_grants WHERE owner_id = ? AND hash = ? UNION ALL"
                " SELECT 1 FROM lfs JOIN xet_files ON xet_files.sha256 = lfs.sha256 WHERE repo_id = ? AND hash = ?",
                *(owner_id, xet_hash, owner_id, xet_hash),
            )
            is not None
        )

    def grant(self, owner_id: str, xet_hash: str) -> None:
        """Let a repository or bucket refer to a file."""
        self._db.run("INSERT OR IGNORE INTO xet_grants (owner_id, hash) VALUES (?, ?)", owner_id, xet_hash)

    def revoke(self, owner_id: str, xet_hash: str | None = None) -> None:
        """Take a file (all files when None) from a repository or bucket; what nobody refers to goes at a later start."""
        if xet_hash is None:
            self._db.run("DELETE FROM xet_grants WHERE owner_id = ?", owner_id)
        else:
            self._db.run("DELETE FROM xet_grants WHERE owner_id = ? AND hash = ?", owner_id, xet_hash)

    def register(self, file: XetFile) -> bool:
        """
        Note a file whose terms were checked; whether that is news.

        Uploaded xorbs are preferred to an object, which may be deleted.
        """
        layout = b"".join(_TERM.pack(term.xorb, 0, term.length, term.start, term.end) for term in file.terms)
        with self._db.transaction():
            row = self._db.one("SELECT sha256, from_object FROM xet_files WHERE hash = ?", file.hash)
            if row is not None and row["from_object"] <= file.from_object and (row["sha256"] or not file.sha256):
                return False
            self._db.run(
                "INSERT OR REPLACE INTO xet_files (hash, size, sha256, from_object, terms, created) VALUES (?, ?, ?, ?, ?, ?)",
                *(file.hash, file.size, file.sha256, file.from_object, layout, time.time()),
            )
        return True

    # Objects of the object store

    def of_object(self, sha256: str) -> str | None:
        """The Xet hash of an object; of a large one that has none yet it is made in the background, and None meanwhile."""
        known = self.of_objects([sha256]).get(sha256)
        if known is not None:
            return known
        size = self._objects.file_size(sha256)
        if size is None:
            return None
        if size <= HASH_AT_ONCE:
            return self.hash_object(sha256)
        self._background.submit(sha256)
        return None

    def of_objects(self, objects: Iterable[str]) -> Mapping[str, str]:
        """The Xet hashes of those objects that have one."""
        wanted = sorted(set(objects))
        found: dict[str, str] = {}
        for start in range(0, len(wanted), 500):
            batch = wanted[start : start + 500]
            marks = ",".join("?" * len(batch))
            for row in self._db.all(f"SELECT sha256, hash FROM xet_files WHERE sha256 IN ({marks})", *batch):
                found[row["sha256"]] = row["hash"]
        return found

    def hash_object(self, sha256: str, check: Callable[[], None] | None = None) -> str | None:
        """Give an object of the object store its Xet hash; None when it is not there any more."""
        try:
            made = hash_file(self._objects.path(sha256), check)
        except FileNotFoundError:
            return None
        shown = [(to_text(xorb.hash), sha256, xorb.start, _packed(xorb.index)) for xorb in made.xorbs]
        file = XetFile(to_text(made.hash), made.size, sha256, made.terms, from_object=True)
        with self._db.transaction():
            self._db.run_many(
                "INSERT OR REPLACE INTO xet_shown (hash, sha256, start, chunks) VALUES (?, ?, ?, ?)", shown
            )
            self.register(file)
        return file.hash

    def object_size(self, sha256: str) -> int | None:
        """The size of an object that is here in xorbs only."""
        row = self._db.one("SELECT size FROM xet_files WHERE sha256 = ? AND NOT from_object", sha256)
        return int(row["size"]) if row else None

    def object_content(self, sha256: str) -> Terms | None:
        """The content of an object that is here in xorbs only."""
        row = self._db.one("SELECT * FROM xet_files WHERE sha256 = ? AND NOT from_object", sha256)
        return self.assembled(_file(row)) if row else None

    def forget_object(self, sha256: str) -> None:
        """Nobody refers to an object any more."""
        with self._db.transaction():
            self._db.run(
                "DELETE FROM xet_files WHERE sha256 = ? AND (from_object OR hash NOT IN (SELECT hash FROM xet_grants))",
                sha256,
            )
            self._db.run("DELETE FROM xet_shown WHERE sha256 = ?", sha256)

    # Xorbs

    def xorb_path(self, xorb: bytes) -> Path:
        name = to_text(xorb)
        return self.root / name[:2] / name

    def has_xorb(self, xorb: bytes) -> bool:
        """Whether a xorb was uploaded: those that are only shown cannot be built upon."""
        return self._db.one("SELECT 1 FROM xet_xorbs WHERE hash = ?", to_text(xorb)) is not None

    def index(self, xorb: bytes) -> XorbIndex:
        """
        The chunks of an uploaded xorb.

        Raises:
            KeyError: It was not uploaded.
        """
        return self._indexes(xorb)

    def shown_index(self, xorb: bytes) -> XorbIndex:
        """The chunks of a xorb that an object is shown as."""
        row = self._db.one("SELECT chunks FROM xet_shown WHERE hash = ?", to_text(xorb))
        if row is None:
            raise KeyError(to_text(xorb))
        return _unpacked(row["chunks"])

    def incoming_path(self) -> Path:
        return self._objects.staging / f"xorb-{token_hex(12)}"

    def accept_xorb(self, path: Path, name: bytes) -> bool:
        """
        Take a file in as a xorb if it is the one it is said to be; whether it is new.

        Raises:
            HubError: It is no xorb, or another one.
        """
        with path.open("r+b") as file:
            try:
                index = xorbs.index(file)
            except ValueError as error:
                raise bad_request(f"The body is not a xorb: {error}.") from error
            actual = xorb_hash([(chunk.hash, chunk.length) for chunk in index.chunks])
            if actual != name:
                raise bad_request(f"The body is the xorb {to_text(actual)}, not {to_text(name)}.")
            # Without the description that older clients put behind the chunks.
            file.truncate(index.size)
            os.fsync(file.fileno())
        if self.has_xorb(name):
            return False
        final = self.xorb_path(name)
        final.parent.mkdir(exist_ok=True)
        os.replace(path, final)
        fsync_directory(final.parent)
        self._db.run(
            "INSERT OR IGNORE INTO xet_xorbs (hash, chunks, created) VALUES (?, ?, ?)",
            *(to_text(name), _packed(index), time.time()),
        )
        return True

    def shown_xorb(self, xorb: bytes) -> ShownXorb | None:
        """A xorb whose chunks are those of an object; of one that is still there."""
        for row in self._db.all("SELECT sha256, start, chunks FROM xet_shown WHERE hash = ?", to_text(xorb)):
            path = self._objects.path(row["sha256"])
            if path.is_file():
                return ShownXorb(path, row["start"], _unpacked(row["chunks"]))
        return None

    def clean(self) -> None:
        """Remove files that nobody may refer to, and xorbs that no file has used for long."""
        limit = time.time() - UNUSED_AGE
        old = self._db.all("SELECT hash FROM xet_xorbs WHERE created < ?", limit)
        if not old:
            return
        self._db.run(
            "DELETE FROM xet_files WHERE NOT from_object AND created < ? AND hash NOT IN (SELECT hash FROM xet_grants)"
            " AND (sha256 IS NULL OR sha256 NOT IN (SELECT sha256 FROM lfs))",
            limit,
        )
        rows = self._db.all("SELECT * FROM xet_files WHERE NOT from_object")
        used = {to_text(term.xorb) for row in rows for term in _file(row).terms}
        for name in {row["hash"] for row in old} - used:
            self._db.run("DELETE FROM xet_xorbs WHERE hash = ?", name)
            self.xorb_path(from_text(name)).unlink(missing_ok=True)

    def _load_index(self, xorb: bytes) -> XorbIndex:
        row = self._db.one("SELECT chunks FROM xet_xorbs WHERE hash = ?", to_text(xorb))
        if row is None:
            raise KeyError(to_text(xorb))
        return _unpacked(row["chunks"])


def _file(row: Row) -> XetFile:
    terms = tuple(Term(xorb, start, end, length) for xorb, _, length, start, end in _TERM.iter_unpack(row["terms"]))
    return XetFile(row["hash"], row["size"], row["sha256"], terms, bool(row["from_object"]))


def _packed(index: XorbIndex) -> bytes:
    return b"".join(_CHUNK.pack(*chunk) for chunk in index.chunks)


def _unpacked(data: bytes) -> XorbIndex:
    return XorbIndex.of(Chunk(*values) for values in _CHUNK.iter_unpack(data))
