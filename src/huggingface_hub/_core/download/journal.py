"""What is known about a partial file beside it: whose it is, and which of its bytes have arrived.

A journal is lines of JSON that are only ever added, so that it is good up to wherever a crash cut it: an object first
that says what the content is and who fetches it, then `[start, length, crc]` for bytes that were written, and objects
that change something: `lease` renews, `pin` is the server's entity tag, `reset` forgets all bytes.

The checksums find bytes that a crash of the machine lost after the journal had them. Those are lost by the page or by
the block of the disk, so that they are over some bytes of each: to read every byte for them once more takes a third of the
time that SHA-256 takes. They are not what makes a file trusted: that is the hash of the whole file, at its end.
"""

from __future__ import annotations

import bisect
import itertools
import json
import os
import time
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from huggingface_hub._core.cache import leases
from huggingface_hub._core.download.plan import Range
from huggingface_hub._core.logs import get_logger


logger = get_logger(__name__)

FORMAT = 2
CHUNK = 1024 * 1024
"""How many bytes each connection may have written that the journal does not have yet: a kill costs so many."""

STRIDE = 512
"""Of how many bytes one is in the checksum: no disk has smaller blocks."""

_MAX_SIZE = 64 * 1024 * 1024
REFRESH_SECONDS = 10.0
RELEASE = b'{"lease":0}\n'
"""The last line of an owner who has let go of the file and everything that was open of it."""

_OWNER = ("host", "pid", "boot_id", "pid_space", "lease")


class Extent(NamedTuple):
    """Bytes that were written: from `start` to `end` (exclusive), and their `checksum`."""

    start: int
    end: int
    crc: int


@dataclass(frozen=True)
class Note:
    """What a journal says.

    Attributes:
        etag: Identity of the content.
        size: Its size.
        source: Which address it comes from, as a hash: matters where the etag is not a hash of the content.
        owner: Who fetches it, and the lease, as `leases` understands it.
        extents: What was written, in the order of the file, without overlaps.
        pin: The entity tag that the server sent with the bytes.
    """

    etag: str
    size: int
    source: str
    owner: dict[str, Any]
    extents: tuple[Extent, ...] = ()
    pin: str | None = None

    @property
    def received(self) -> int:
        """How many bytes were written."""
        return sum(extent.end - extent.start for extent in self.extents)

    @property
    def is_released(self) -> bool:
        """Whether its owner said that it is done with the file."""
        return self.owner.get("lease") == 0


def read(path: Path) -> Note | None:
    """Return what a journal says, `None` if there is none or its first line is damaged."""
    try:
        with open(path, "rb") as file:
            return parse(file.read(_MAX_SIZE))
    except OSError:
        return None


def parse(raw: bytes) -> Note | None:
    """Understand a journal. Lines that make no sense are passed over: they only cost the bytes that they were about."""
    lines = raw.split(b"\n")[:-1]  # what follows the last line end is a line that a crash cut
    note = _head(_load(lines[0])) if lines else None
    if note is None:
        return None
    extents: list[Extent] = []
    pin: str | None = None
    owner = note.owner
    for line in lines[1:]:
        value = _load(line)
        extent = _extent(value, note.size)
        if extent is not None:
            extents.append(extent)
        elif isinstance(value, dict):
            if "reset" in value:
                extents, pin = [], None
            if isinstance(value.get("pin"), str):
                pin = value["pin"]
            if leases.is_time(value.get("lease")):
                owner = {**owner, "lease": value["lease"]}
    return replace(note, owner=owner, extents=latest(extents), pin=pin)


def _load(line: bytes) -> object:
    try:
        value: object = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value


def _head(value: object) -> Note | None:
    if not isinstance(value, dict) or value.get("format") != FORMAT or not leases.is_time(value.get("lease")):
        return None
    etag, size, source = value.get("etag"), value.get("size"), value.get("source")
    if not (isinstance(etag, str) and _is_count(size) and isinstance(source, str)):
        return None
    return Note(etag, int(size or 0), source, {key: value.get(key) for key in _OWNER})


def _extent(value: object, size: int) -> Extent | None:
    if not isinstance(value, list) or len(value) != 3 or not all(_is_count(number) for number in value):
        return None
    start, length, crc = value
    return Extent(start, start + length, crc) if length and start + length <= size else None


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def latest(extents: Iterable[Extent]) -> tuple[Extent, ...]:
    """Put extents into the order of the file; of those that overlap, only the one that was written last is kept."""
    written = list(extents)
    ordered = sorted(written)
    if all(first.end <= second.start for first, second in itertools.pairwise(ordered)):
        return tuple(ordered)
    kept: list[Extent] = []
    for extent in reversed(written):
        at = bisect.bisect_left(kept, extent)
        before = at == 0 or kept[at - 1].end <= extent.start
        if before and (at == len(kept) or extent.end <= kept[at].start):
            kept.insert(at, extent)
    return tuple(kept)


def joined(extents: Iterable[Extent]) -> list[Range]:
    """The parts of the file that extents cover, adjacent ones as one."""
    ranges: list[Range] = []
    for start, end, _ in extents:
        if ranges and ranges[-1].end == start:
            ranges[-1] = Range(ranges[-1].start, end)
        else:
            ranges.append(Range(start, end))
    return ranges


def gaps(ranges: Iterable[Range], size: int) -> list[Range]:
    """The parts of a file of this size that ranges, in order, leave out."""
    missing: list[Range] = []
    position = 0
    for part in (*ranges, Range(size, size)):
        if part.start > position:
            missing.append(Range(position, part.start))
        position = max(position, part.end)
    return missing


def checksum(start: int, data: bytes | bytearray | memoryview, before: int = 0) -> int:
    """The checksum of bytes of the file, however they are divided.

    Args:
        start: Where in the file they are.
        data: The bytes.
        before: The checksum of what is right before them.
    """
    return zlib.crc32(bytes(data[-start % STRIDE :: STRIDE]), before)


def _line(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode() + b"\n"


def _extent_line(extent: Extent) -> bytes:
    return b"[%d,%d,%d]\n" % (extent.start, extent.end - extent.start, extent.crc)


class Journal:
    """The journal of a partial file of ours. Adding to it never fails: without it, bytes are only fetched again.

    Args:
        path: Where it is kept; it must not exist.
        note: What it is to say first. The owner is taken over by us.
    """

    def __init__(self, path: Path, note: Note) -> None:
        self.path = path
        self.received = note.received
        # Written with the next bytes: those who learn the tag must not wait for the disk.
        self.pin = self._pinned = note.pin
        self._renewed = time.time()
        # What was written and is too little for a line yet, by where it ends: start and checksum
        self._pending: dict[int, tuple[int, int]] = {}
        head = {"format": FORMAT, "etag": note.etag, "size": note.size, "source": note.source}
        lines = [_line({**leases.owner(), "lease": round(self._renewed, 3), **head})]
        if note.pin is not None:
            lines.append(_line({"pin": note.pin}))
        lines.extend(map(_extent_line, note.extents))
        self._file: Any = open(path, "xb", buffering=0, opener=_appending)  # noqa: SIM115 (closed by `close`)
        self._append(b"".join(lines))

    def wrote(self, start: int, data: bytes | memoryview) -> None:
        """Note bytes that are in the file. Threads may do so at the same time, each for a part of its own."""
        first, crc = self._pending.pop(start, (start, 0))
        end, crc = start + len(data), checksum(start, data, crc)
        self.received += len(data)
        if end - first >= CHUNK:
            self._append(self._pin_line() + _extent_line(Extent(first, end, crc)))
        else:
            self._pending[end] = (first, crc)
        self.renew()

    def flush(self) -> None:
        """Note everything, also what is less than a chunk."""
        lines = [self._pin_line()]
        for end in list(self._pending):
            begun = self._pending.pop(end, None)  # another thread may just be adding to it
            if begun is not None:
                lines.append(_extent_line(Extent(begun[0], end, begun[1])))
        self._append(b"".join(lines))

    def renew(self) -> None:
        """Say that we are still at it and how far we are, if that is due."""
        # A clock that was set back counts, too: others compare with the same clock.
        if abs(time.time() - self._renewed) >= REFRESH_SECONDS:
            self.renew_for(0)
            self.flush()

    def renew_for(self, seconds: float) -> None:
        """Say that we are still at it, and that nothing will be heard of us for some time."""
        self._renewed = time.time()
        self._append(_line({"lease": round(self._renewed + seconds, 3)}))

    def restore(self, extents: Iterable[Extent]) -> None:
        """Note bytes that another journal had, and that were looked at."""
        known = list(extents)
        self.received += sum(extent.end - extent.start for extent in known)
        self._append(b"".join(map(_extent_line, known)))
        self.renew()

    def forget(self) -> None:
        """Note that no byte of the file is good."""
        self.received = 0
        self.pin = self._pinned = None
        self._pending.clear()
        self._append(_line({"reset": True}))
        if self._file is None:
            # It could not be noted: then nothing may be.
            remove(self.path)

    def release(self) -> None:
        """Leave the file to whoever wants it. Nothing of it may be open any more."""
        self.flush()
        self._append(RELEASE)
        self.close()

    def close(self) -> None:
        """Close it; the lease ends by itself, or with this process."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def remove(self) -> None:
        """Delete it."""
        self.close()
        remove(self.path)

    def _pin_line(self) -> bytes:
        if self.pin is None or self.pin == self._pinned:
            return b""
        self._pinned = self.pin
        return _line({"pin": self.pin})

    def _append(self, data: bytes) -> None:
        if self._file is None or not data:
            return
        try:
            # One write to the end, so that threads don't disturb each other.
            if self._file.write(data) == len(data):
                return
            problem = "the disk took only a part of a line"
        except (OSError, ValueError) as error:
            problem = str(error)
        # What would follow a broken line could be taken for its end.
        logger.debug("The journal %s ends here: %s", self.path, problem)
        self.close()


def _appending(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_APPEND, 0o666)


def remove(path: Path) -> None:
    """Delete a journal that may be gone already."""
    try:
        os.unlink(path)
    except OSError:
        pass
