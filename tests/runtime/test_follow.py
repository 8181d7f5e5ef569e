"""The hash that follows a download: what it may keep in memory, and that it comes out right."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub._runtime.lane import follow
from huggingface_hub._runtime.lane.follow import Follower


class Held:
    """A hash that waits until it may go on."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self._hash = hashlib.sha256()

    def update(self, data: Any) -> None:
        self.gate.wait(10)
        self._hash.update(data)

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


@pytest.mark.parametrize("size", [1000, 256 * 1024, 4 * 1024 * 1024])
def test_buffers_have_a_bound(tmp_path: Path, size: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"")
    hasher = Held()
    follower = Follower(path, hasher)
    most = max(follow.BUFFERS, follow.BUFFERED // size)
    count = min(most + 5, 50)
    buffer = memoryview(bytearray(size))
    seen, position = {id(buffer.obj)}, 0
    try:
        with path.open("r+b", buffering=0) as file:
            for _ in range(count):
                position += file.write(buffer)
                buffer = follower.offer(position - size, size, buffer, size, patient=False)
                seen.add(id(buffer.obj))
        assert len(seen) <= most
        hasher.gate.set()
        assert follower.finish(position) == hashlib.sha256(bytes(position)).hexdigest()
    finally:
        hasher.gate.set()
        follower.stop()


def test_small_buffers_make_room_for_larger_ones(tmp_path: Path) -> None:
    small, large = 64 * 1024, 4 * 1024 * 1024
    path = tmp_path / "file"
    path.write_bytes(bytes(20 * small + 20 * large))
    hasher = Held()
    follower = Follower(path, hasher)
    buffer, position = memoryview(bytearray(small)), 0
    try:
        for _ in range(20):
            buffer = follower.offer(position, small, buffer, small, patient=False)
            position += small
        hasher.gate.set()
        alive: set[int] = set()
        kept: list[memoryview] = []
        for _ in range(20):
            count = len(buffer)
            buffer = follower.offer(position, count, buffer, large, patient=True)
            position += count
            assert len(buffer) == large
            # Kept, so that no other buffer gets its name.
            kept.append(buffer)
            alive.add(id(buffer.obj))
        assert 1 <= len(alive) <= follow.BUFFERS
    finally:
        hasher.gate.set()
        follower.stop()
