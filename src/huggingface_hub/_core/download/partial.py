"""Partial files that outlive their process: made, found again, taken over, and left behind (reliability §3).

A partial file is private to one process, by a name that no other uses. Whoever wants to go on with an abandoned one
renames it to a private name of its own: a rename has one winner, also where locks do nothing. A file whose owner may
still have it open is not written to: what is good of it is copied. So a wrong guess costs bytes on the wire, never
wrong bytes on the disk.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, NamedTuple

from huggingface_hub._core import interrupt, packages
from huggingface_hub._core.cache import leases, pointers
from huggingface_hub._core.download import disk, journal as journals, sink, space
from huggingface_hub._core.download.journal import Extent, Journal, Note
from huggingface_hub._core.download.plan import Range
from huggingface_hub._core.download.verify import Expected
from huggingface_hub._core.logs import get_logger
from huggingface_hub._lazy import errors


logger = get_logger(__name__)

WORTHWHILE = 1024 * 1024
"""Less than this is not kept: to fetch it again takes no longer than to look for it."""

_READ = 1024 * 1024
_SLOW_DISK = 50_000_000
_JOURNAL_NAME = re.compile(r"(?P<family>.+)\.[0-9a-f]{8}\.incomplete\.journal")


class Partial:
    """A private file that a download is writing to.

    Args:
        path: The file.
        expected: What it has to become.
        journal: Its journal, if it has one.
        done: What is in it already, verified.
    """

    def __init__(self, path: Path, expected: Expected, journal: Journal | None, done: list[Range]) -> None:
        self.path = path
        self.expected = expected
        self.journal = journal
        self.done = done
        # Kept open: somebody who cleans up may take the name, but not the bytes.
        self._anchor: BinaryIO | None = open(path, "rb", buffering=0) if journal is not None else None  # noqa: SIM115

    @property
    def resumed(self) -> int:
        """How many bytes need not be fetched."""
        return sum(part.length for part in self.done)

    @property
    def prefix(self) -> int | None:
        """How much of the beginning is there, `None` if more than the beginning is."""
        if not self.done:
            return 0
        return self.done[0].end if len(self.done) == 1 and self.done[0].start == 0 else None

    @property
    def missing(self) -> list[Range]:
        """What has to be fetched."""
        return journals.gaps(self.done, self.expected.size or 0)

    @property
    def is_complete(self) -> bool:
        """Whether nothing has to be fetched."""
        return bool(self.done) and not self.missing

    def forget(self) -> None:
        """Begin again: nothing in the file is good."""
        self.done = []
        if self.journal is not None:
            self.journal.forget()

    def look_again(self) -> None:
        """See how far another way of fetching has come."""
        self.done = self._written()

    def _written(self) -> list[Range]:
        if self.journal is None:
            return []
        self.journal.flush()
        note = journals.read(self.journal.path)
        return journals.joined(note.extents) if note is not None else []

    def take_over(self) -> None:
        """Go on where another way of fetching has given up, which may not have stopped yet."""
        self.look_again()
        if not self.done:
            # It may be about to open the file, and to empty it. That shall be another file then.
            self._close(journal=False)
            pointers.remove_quietly(self.path)
            sink.create(self.path, self.expected.size, self.expected.name)
            self._anchor = open(self.path, "rb", buffering=0) if self.journal is not None else None  # noqa: SIM115

    def arrived(self) -> None:
        """All bytes are in the file: note that, and give the file its name back if somebody has deleted it meanwhile."""
        if self._anchor is None or self.journal is None:
            return
        self.journal.flush()
        # All of it is read now, which no other computer should take for silence.
        self.journal.renew_for((self.expected.size or 0) / _SLOW_DISK)
        with contextlib.suppress(OSError):
            if os.path.samestat(os.fstat(self._anchor.fileno()), os.lstat(self.path)):
                return
        logger.warning("The partial file of '%s' was deleted by another program; restoring it.", self.expected.name)
        self._anchor.seek(0)
        with _create(self.path) as copy:
            for piece in _pieces(self._anchor, Range(0, os.fstat(self._anchor.fileno()).st_size)):
                copy.write(piece)

    def renew(self) -> None:
        """Say that the download goes on, although nothing arrives."""
        if self.journal is not None:
            self.journal.renew()

    def complete(self) -> None:
        """The file is whole and verified. The journal stays until it has its final name: see `settle`."""
        self._close()

    def leave(self, error: BaseException) -> None:
        """Keep what arrived for the next attempt, unless it is of no use."""
        self._close(journal=False)
        useless = isinstance(error, errors.IntegrityError) or not os.path.lexists(self.path)
        if self.journal is None or self.journal.received < WORTHWHILE or useless:
            self.discard()
        else:
            disk.give_back(self.path, journals.gaps(self._written(), self.expected.size or 0))
            self.journal.release()

    def discard(self) -> None:
        """Delete the file and its journal."""
        self._close()
        pointers.remove_quietly(self.path)
        if self.journal is not None:
            self.journal.remove()

    def _close(self, *, journal: bool = True) -> None:
        if self._anchor is not None:
            self._anchor.close()
            self._anchor = None
        if journal and self.journal is not None:
            self.journal.close()


class Opening:
    """Getting a private file to download into: what an earlier attempt has left, or an empty one.

    Whoever is stopped in the middle of that can still let go of it properly.

    Args:
        path: Its name, which nobody uses; what it is a partial file of is in it.
        expected: What it has to become.
        source: The lasting address of the content.
        resume: Whether to go on with an earlier attempt.
    """

    def __init__(self, path: Path, expected: Expected, source: str, *, resume: bool = True) -> None:
        self._path = path
        self._expected = expected
        self._source = source
        self._use = resume
        self._partial: Partial | None = None

    def open(self) -> Partial:
        """Find or create the file.

        Raises:
            NotEnoughSpaceError: There is not enough room for what is missing.
        """
        self._partial = self._open()
        return self._partial

    def leave(self, error: BaseException) -> None:
        """See `Partial.leave`."""
        if self._partial is not None:
            self._partial.leave(error)

    def _open(self) -> Partial:
        path, expected, size = self._path, self._expected, self._expected.size
        if size is None or size < WORTHWHILE:
            sink.create(path, size, expected.name)
            return Partial(path, expected, None, [])
        wanted = Note(expected.etag, size, hashlib.sha256(self._source.encode()).hexdigest()[:16], {})
        partial = _resume(path, expected, wanted, use=self._use)
        return partial or _begin(path, expected, wanted)


def _begin(path: Path, expected: Expected, wanted: Note) -> Partial:
    try:
        journal: Journal | None = Journal(leases.journal_of(path), wanted)
    except OSError as error:
        logger.debug("Downloading '%s' without a journal: %s", expected.name, error)
        journal = None
    try:
        sink.create(path, expected.size, expected.name)
        return Partial(path, expected, journal, [])
    except BaseException:
        if journal is not None:
            journal.remove()
        raise


def publish(path: Path, give_name: Callable[[Path], str]) -> str:
    """Give a complete file its final name, and return that; if it can't be had, the next attempt needs no bytes for it.

    Args:
        path: The private file.
        give_name: What moves it to its final name.
    """
    try:
        final = give_name(path)
    except BaseException:
        _leave_complete(path)
        raise
    settle(path)
    return final


def settle(path: Path) -> None:
    """Delete the journal of a file that has another name now."""
    journals.remove(leases.journal_of(path))


def _leave_complete(path: Path) -> None:
    journal = leases.journal_of(path)
    if not os.path.lexists(path):
        settle(path)
    elif os.path.lexists(journal):
        with contextlib.suppress(OSError), open(journal, "ab", buffering=0) as file:
            file.write(journals.RELEASE)
    else:
        pointers.remove_quietly(path)


class _Candidate(NamedTuple):
    path: Path
    note: Note
    # Whether nobody can have the file open for writing
    sure: bool


def _resume(path: Path, expected: Expected, wanted: Note, *, use: bool) -> Partial | None:
    """Take over the best of the abandoned files for this content; the others are of no use any more."""
    candidates = _abandoned(path, wanted)
    candidates.sort(key=lambda candidate: (candidate.sure, candidate.note.received))
    partial = None
    while use and candidates and partial is None:
        candidate = candidates.pop()
        try:
            partial = _claim(path, candidate, expected)
        except OSError as error:
            if isinstance(error, errors.NotEnoughSpaceError):
                raise
            logger.debug("Could not go on with %s: %s", candidate.path, error)
    for candidate in candidates:
        if candidate.sure:
            pointers.remove_quietly(candidate.path)
            settle(candidate.path)
    return partial


def _abandoned(path: Path, wanted: Note) -> list[_Candidate]:
    """Partial files of a content that nobody works on. Journals that have lost their file are deleted."""
    match = _JOURNAL_NAME.fullmatch(leases.journal_of(path).name)
    family = match["family"] if match else None
    found = []
    for name in names(path.parent):
        match = _JOURNAL_NAME.fullmatch(name)
        if match is None or match["family"] != family:
            continue
        journal = path.with_name(name)
        partial = path.with_name(name.removesuffix(leases.JOURNAL_SUFFIX))
        note = journals.read(journal)
        if _is_recent(journal) if note is None else leases.is_held(note.owner, time.time()):
            continue
        if not os.path.lexists(partial):
            journals.remove(journal)
        elif note is not None and _fits(note, wanted) and _is_ours(partial) and _is_ours(journal):
            found.append(_Candidate(partial, note, note.is_released or leases.is_gone(note.owner)))
    return found


def _is_recent(journal: Path) -> bool:
    """Whether a journal that says nothing may just be about to be written."""
    try:
        return time.time() - os.stat(journal).st_mtime < leases.LEASE_SECONDS
    except OSError:
        return True


def names(folder: Path) -> list[str]:
    """What is in a folder; nothing if it can't be read."""
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _fits(note: Note, wanted: Note) -> bool:
    if (note.etag, note.size) != (wanted.etag, wanted.size):
        return False
    if re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", note.etag) is not None:
        return True
    if re.fullmatch(r"xet-[0-9a-f]{64}", note.etag) is not None and packages.is_xet_available():
        return True
    # No hash at the end will tell: the server has to, by a tag that stands for every byte.
    return note.source == wanted.source and note.pin is not None and not note.pin.startswith("W/")


def _is_ours(path: Path) -> bool:
    """Whether a file is a plain one of our own: to be written to, handed out, and believed."""
    try:
        info = os.lstat(path)
    except OSError:
        return False
    return stat.S_ISREG(info.st_mode) and (not hasattr(os, "geteuid") or info.st_uid == os.geteuid())


def _claim(path: Path, candidate: _Candidate, expected: Expected) -> Partial | None:
    """Make an abandoned file ours; `None` if somebody else was faster or nothing of it is good."""
    if candidate.sure:
        journal = _take(path, candidate)
    else:
        journal = _copy(path, candidate)
    if journal is None:
        return None
    note = journals.read(journal.path)
    if note is None or not note.received:
        journal.remove()
        pointers.remove_quietly(path)
        return None
    if note.received < note.size:
        try:
            # What a killed process had reserved is ours already.
            there = max(note.received, disk.allocated(path))
            space.check_space(path.parent, max(note.size - there, 0), expected.name)
        except errors.NotEnoughSpaceError:
            journal.release()
            raise
    logger.info("Going on with '%s', of which %d bytes are there.", expected.name, note.received)
    try:
        return Partial(path, expected, journal, journals.joined(note.extents))
    except OSError:
        journal.remove()
        raise


def _take(path: Path, candidate: _Candidate) -> Journal | None:
    """Rename a file that nobody has open, and look at its bytes."""
    # In this order there is always a journal that names the owner: a process that decides by an old journal to take
    # the file finds its old name gone.
    journal = Journal(leases.journal_of(path), candidate.note)
    if not _rename(candidate.path, path):
        journal.remove()
        return None
    try:
        settle(candidate.path)
        with open(path, "r+b", buffering=0) as file:
            good = [extent for extent in candidate.note.extents if _check(file, extent)]
            file.truncate(candidate.note.size)
        if len(good) < len(candidate.note.extents):
            journal.forget()
            journal.restore(good)
            journal.pin = candidate.note.pin
    except BaseException:
        journal.release()
        raise
    return journal


def _copy(path: Path, candidate: _Candidate) -> Journal | None:
    """Copy what is good of a file that its owner may go on writing to, if that was only stopped for a while."""
    # Without a journal, nobody takes it for a file to go on with.
    aside = path.with_name(f"{path.name.rsplit('.', 2)[0]}.{token_hex(4)}.incomplete")
    if not _rename(candidate.path, aside):
        return None
    note = candidate.note
    journal = Journal(leases.journal_of(path), replace(note, extents=()))
    try:
        settle(candidate.path)
        with open(aside, "rb", buffering=0) as file, _create(path) as copy:
            copy.truncate(note.size)
            for extent in note.extents:
                if _check(file, extent, copy):
                    journal.restore([extent])
    except BaseException:
        journal.release()
        raise
    finally:
        pointers.remove_quietly(aside)
    return journal


def _rename(old: Path, new: Path) -> bool:
    """Rename a file; false if somebody else did so first, or if the system does not allow it."""
    try:
        os.rename(old, new)
    except OSError as error:
        logger.debug("Could not take over %s: %s", old, error)
        return False
    return True


def _check(file: BinaryIO, extent: Extent, copy: BinaryIO | None = None) -> bool:
    file.seek(extent.start)
    if copy is not None:
        copy.seek(extent.start)
    crc, position = 0, extent.start
    for piece in _pieces(file, Range(extent.start, extent.end)):
        crc = journals.checksum(position, piece, crc)
        position += len(piece)
        if copy is not None:
            copy.write(piece)
    return crc == extent.crc


def _pieces(file: BinaryIO, part: Range) -> Iterator[bytes]:
    left = part.length
    while left:
        interrupt.check()
        piece = file.read(min(left, _READ))
        if not piece:
            return
        left -= len(piece)
        yield piece


def _create(path: Path) -> BinaryIO:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o666), "w+b")
