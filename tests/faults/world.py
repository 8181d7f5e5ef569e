"""What a row has at hand: a Hub that can be broken, an empty cache, and the client that is tried."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import random
import shutil
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.side import MIB, Outcome, Side
from tests.support.fault_server import COMMIT, REPO, Ask, Fault, FaultHub, File
from tests.support.rawserver import Connection


BIG = random.Random(1).randbytes(4 * MIB + 12345)
SMALL = b"small but whole\n" * 50


@dataclass(frozen=True)
class Verdict:
    """What a row found.

    Attributes:
        holds: Whether it went as promised.
        note: What happened, in a few words.
    """

    holds: bool
    note: str


@dataclass(frozen=True)
class Row:
    """One fault.

    Attributes:
        name: As in the matrix.
        fault: What goes wrong.
        expected: What should happen.
        play: Arranges it and says how it went.
        cdn: Whether contents come from another server, at signed addresses.
        needs: A program or a module without which it can't be played.
    """

    name: str
    fault: str
    expected: str
    play: Callable[[World], Verdict]
    cdn: bool = False
    needs: str | None = None

    @property
    def can_be_played(self) -> bool:
        return self.needs is None or bool(shutil.which(self.needs) or importlib.util.find_spec(self.needs))


class World:
    """Everything for one run of one row."""

    def __init__(self, side: Side, folder: Path, hub: FaultHub) -> None:
        self.side = side
        self.folder = folder
        self.cache = folder / "cache"
        self.hub = hub

    def call(self, name: str, how: Mapping[str, Any] | None = None, **arguments: Any) -> Outcome:
        """Call a function of the client."""
        return self.side.call(name, _plain(arguments), **(how or {}))

    def for_download(self, filename: str = "model.bin", **more: Any) -> dict[str, Any]:
        """Arguments of `hf_hub_download` from the broken Hub."""
        if "local_dir" not in more:
            more.setdefault("cache_dir", self.cache)
        return _plain({"repo_id": REPO, "filename": filename, "endpoint": self.hub.url, "token": False, **more})

    def download(self, filename: str = "model.bin", how: Mapping[str, Any] | None = None, **more: Any) -> Outcome:
        """`hf_hub_download` from the broken Hub."""
        return self.call("hf_hub_download", how, **self.for_download(filename, **more))

    @contextmanager
    def others(self, count: int) -> Generator[list[Side], None, None]:
        """More processes of the same client, on the same machine."""
        with ExitStack() as stack:
            homes = [self.folder / "cache" / f"home-{number}" for number in range(count)]
            yield [stack.enter_context(Side(self.side.colour, self.side.python, home)) for home in homes]

    def snapshot(self, **more: Any) -> Outcome:
        """`snapshot_download` from the broken Hub."""
        if "local_dir" not in more:
            more.setdefault("cache_dir", self.cache)
        return self.call("snapshot_download", **{"repo_id": REPO, "endpoint": self.hub.url, "token": False, **more})

    def fetched(self, filename: str = "model.bin") -> int:
        """How many bytes of a file were asked for."""
        size = len(self.hub.files[filename].data)
        return sum((ask.end or size) - ask.start for ask in self.hub.contents(filename))

    def outside(self) -> list[str]:
        """What lies beside the cache and the local folder, where nothing should."""
        return sorted(path.name for path in self.folder.iterdir() if path.name not in ("cache", "local"))


def _plain(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {key: str(value) if isinstance(value, Path) else value for key, value in arguments.items()}


def whole(outcome: Outcome, data: bytes = BIG) -> Verdict:
    """The right bytes were returned."""
    if outcome.ok and outcome.digest != hashlib.sha256(data).hexdigest():
        return Verdict(False, "returned wrong bytes")
    if outcome.slept > 310:
        return Verdict(False, str(outcome))
    return Verdict(outcome.ok, "right file" if outcome.ok else str(outcome))


def stale(outcome: Outcome, data: bytes = BIG) -> Verdict:
    """The cached file was returned, and it was said that it may be old."""
    found = whole(outcome, data)
    return Verdict(found.holds and "StaleCacheWarning" in outcome.warnings, str(outcome))


def raises(outcome: Outcome, *names: str) -> Verdict:
    """One of these was raised."""
    return Verdict(outcome.is_a(*names), "returned as good" if outcome.ok else str(outcome))


def but(verdict: Verdict, problem: str | None) -> Verdict:
    """A verdict that one more observation can spoil."""
    return Verdict(False, problem) if problem else verdict


def answer(status: str, *lines: str, body: bytes = b"", length: int | None = None) -> Fault:
    """A raw answer."""

    def fault(connection: Connection, ask: Ask, file: File) -> bool:
        size = len(body) if length is None else length
        head = "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status}", f"Content-Length: {size}", *lines))
        return connection.send(head.encode("latin-1") + b"\r\n" + (b"" if ask.method == "HEAD" else body))

    return fault


def revision(connection: Connection, ask: Ask, file: File) -> bool:
    """The right answer about a revision."""
    body = json.dumps({"sha": COMMIT, "id": REPO, "siblings": []}).encode()
    return connection.answer(body, headers="Content-Type: application/json\r\n")
