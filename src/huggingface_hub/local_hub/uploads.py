"""LFS uploads: from signed addresses to an object that is checked and belongs to its repository."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub.local_hub.errors import HubError, bad_request
from huggingface_hub.local_hub.state.clock import new_id
from huggingface_hub.local_hub.state.objects import Incoming, hash_file
from huggingface_hub.local_hub.state.store import OBJECTS_LOCK, HubState


MAX_PARTS = 10_000


@dataclass(frozen=True)
class Upload:
    """A multipart upload under way."""

    id: str
    repo_id: str
    sha256: str
    size: int
    part_size: int

    @property
    def parts(self) -> int:
        return -(-self.size // self.part_size)

    def span(self, number: int) -> tuple[int, int]:
        """Offset and length of a part."""
        start = (number - 1) * self.part_size
        return start, min(self.part_size, self.size - start)


def begin(hub: HubState, repo_id: str, sha256: str, size: int) -> Upload:
    """The upload of an object to a repository: the one that was begun before, if there is one."""
    part_size = max(hub.config.part_size, -(-size // MAX_PARTS))
    with hub.db.transaction():
        row = hub.db.one("SELECT * FROM uploads WHERE repo_id = ? AND sha256 = ?", repo_id, sha256)
        if row is not None and (row["size"], row["part_size"]) == (size, part_size):
            return Upload(row["id"], repo_id, sha256, size, part_size)
        if row is not None:
            _forget(hub, row["id"])
        upload = Upload(new_id(), repo_id, sha256, size, part_size)
        hub.db.run(
            "INSERT INTO uploads (id, repo_id, sha256, size, part_size, created) VALUES (?, ?, ?, ?, ?, ?)",
            *(upload.id, repo_id, sha256, size, part_size, time.time()),
        )
    return upload


def find(hub: HubState, upload_id: str) -> Upload | None:
    row = hub.db.one("SELECT * FROM uploads WHERE id = ?", upload_id)
    return Upload(row["id"], row["repo_id"], row["sha256"], row["size"], row["part_size"]) if row else None


def staging_path(hub: HubState, upload: Upload) -> Path:
    return hub.objects.staging / f"upload-{upload.id}"


class PartWriter:
    """One part, written at its place in the file of the whole."""

    def __init__(self, hub: HubState, upload: Upload, number: int) -> None:
        self._hub = hub
        self._upload = upload
        self._number = number
        offset, self._left = upload.span(number)
        self._hash = hashlib.sha256()
        path = staging_path(hub, upload)
        path.touch()
        # A handle of its own for each part, since parts come at the same time.
        self._file = path.open("r+b")
        self._file.seek(offset)

    def write(self, data: bytes) -> None:
        if len(data) > self._left:
            raise bad_request(f"Part {self._number} is larger than it should be.")
        self._file.write(data)
        self._left -= len(data)
        self._hash.update(data)

    def finish(self) -> str:
        """Note the part as received; returns its ETag."""
        if self._left:
            raise bad_request(f"Part {self._number} ended {self._left} bytes early. Send it again.")
        # Before the part counts as received, its bytes must have left our buffer.
        self._file.flush()
        etag = self._hash.hexdigest()[:32]
        self._hub.db.run(
            "INSERT OR REPLACE INTO parts (upload_id, number, etag) VALUES (?, ?, ?)",
            self._upload.id,
            self._number,
            etag,
        )
        return etag

    def close(self) -> None:
        self._file.close()


def complete(hub: HubState, upload: Upload, given: Mapping[int, str]) -> None:
    """
    Put the parts together.

    Raises:
        HubError: Parts are missing or other than those received (400), or the whole has another hash (422).
    """
    rows = hub.db.all("SELECT number, etag FROM parts WHERE upload_id = ?", upload.id)
    received = {row["number"]: row["etag"] for row in rows}
    expected = set(range(1, upload.parts + 1))
    if set(given) != expected:
        raise bad_request(f"The completion must name the parts 1 to {upload.parts}, each once.")
    wrong = sorted(number for number in expected if received.get(number) != given[number])
    if wrong:
        raise bad_request(f"Part {wrong[0]} was not received, or has another ETag than the one given. Send it again.")
    path = staging_path(hub, upload)
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    actual = hash_file(path)
    try:
        with hub.locks.writing(OBJECTS_LOCK):
            hub.objects.accept(path, upload.sha256, actual)
            hub.repos.link_object(upload.repo_id, upload.sha256, upload.size)
    except HubError:
        # Which part is wrong cannot be known, so that all of them have to come again.
        path.unlink(missing_ok=True)
        raise
    finally:
        with hub.db.transaction():
            _forget(hub, upload.id)


def accept_whole(hub: HubState, incoming: Incoming, repo_id: str, sha256: str, size: int) -> None:
    """Accept an object that came in one piece."""
    if incoming.size != size:
        raise bad_request(f"Expected {size} bytes, received {incoming.size}. Upload the object again.")
    incoming.seal()
    with hub.locks.writing(OBJECTS_LOCK):
        incoming.finish(sha256)
        hub.repos.link_object(repo_id, sha256, size)


def _forget(hub: HubState, upload_id: str) -> None:
    hub.db.run("DELETE FROM parts WHERE upload_id = ?", upload_id)
    hub.db.run("DELETE FROM uploads WHERE id = ?", upload_id)
