"""Kills at random bytes, round after round: two processes on one cache and a prune loop beside them (I1–I5, P1, C8).

`HF_TEST_KILL_ROUNDS=200` makes it long, and `HF_TEST_KILL_SEED` another one.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from huggingface_hub import scan_cache_dir
from huggingface_hub._core.cache import leases, pruning
from huggingface_hub._core.download import journal as journals
from tests.support import fault_server as faults
from tests.support.downloader import Downloader, Trigger
from tests.support.fault_server import FaultHub


pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals")

MIB = 1024 * 1024
PIECE = 64 * 1024
SIZE = 8 * MIB + 99
CONNECTIONS = 4
ROUNDS = int(os.environ.get("HF_TEST_KILL_ROUNDS", "4"))
SEED = int(os.environ.get("HF_TEST_KILL_SEED", "1"))


class PruneLoop:
    """Prunes the cache again and again while somebody downloads into it.

    Between a kill and the next claim it rests: what nobody works on is exactly what it is made to delete.
    """

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._resume = threading.Event()
        self._end = threading.Event()
        self._busy = threading.Lock()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.times = 0
        self.pruned = 0
        self.error: BaseException | None = None

    def _run(self) -> None:
        while not self._end.is_set():
            if not self._resume.wait(0.05):
                continue
            with self._busy:
                if self._resume.is_set():
                    try:
                        self.once()
                    except BaseException as error:
                        self.error = error
                        return
            self._end.wait(0.03)

    def once(self) -> None:
        plan = pruning.plan_prune(scan_cache_dir(self._cache))
        for file in plan.incomplete:
            note = journals.read(leases.journal_of(file.file_path))
            self.pruned += note.received if note is not None else 0
        plan.execute()
        self.times += 1

    def go_on(self) -> None:
        self._resume.set()

    def rest(self) -> None:
        self._resume.clear()
        with self._busy:
            pass

    def __enter__(self) -> PruneLoop:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()


class Soak:
    """The rounds and what they cost."""

    def __init__(
        self, hub: FaultHub, cache: Path, prune: PruneLoop, chance: random.Random, *, locks: bool = True
    ) -> None:
        self.hub = hub
        self.cache = cache
        self.prune = prune
        self.chance = chance
        self.locks = locks
        self.file = 0
        self.kills = 0
        # Kills of a process that was fetching
        self.hits = 0
        self.finished = 0

    @property
    def name(self) -> str:
        return f"{self.file}.bin"

    def start(self) -> Downloader:
        return Downloader(
            endpoint=self.hub.url,
            cache=self.cache,
            filename=self.name,
            colour=self.chance.choice(["blocking", "async"]),
            lane=self.chance.random() < 0.6,
            locks=self.locks,
            connections=CONNECTIONS,
            ranged_from=MIB,
        )

    def play(self, after: int) -> None:
        """Two processes want the same file; one of them or both are killed when so many bytes were sent."""
        victims = self.chance.choice([[0], [1], [0, 1], [0, 1]])
        processes: list[Downloader] = []

        def kill() -> None:
            self.prune.rest()
            owners = [leases.read_owner(journal) for journal in self.cache.rglob("*.journal")]
            for index in victims:
                os.kill(processes[index].pid, signal.SIGKILL)
                self.hits += processes[index].pid in [owner["pid"] for owner in owners if owner is not None]

        trigger = Trigger(after, kill, pause=0.002)

        def tick(count: int) -> None:
            if not trigger.fired.is_set():
                self.prune.go_on()
            trigger(count)

        self.hub.files[self.name] = faults.File(random.Random(self.file).randbytes(SIZE), lfs=True)
        self.hub.script(self.name, then=faults.paced(PIECE, tick))
        with contextlib.ExitStack() as stack:
            processes += [stack.enter_context(self.start()) for _ in range(2)]
            for process in processes:
                process.finish(30)
        self.prune.rest()
        killed = [process for process in processes if process.process.returncode == -signal.SIGKILL]
        self.kills += len(killed)
        for process in processes:
            if process not in killed:
                self.check(process)
                self.finished += 1

    def check(self, process: Downloader) -> None:
        file = self.hub.files[self.name]
        assert process.result["sha256"] == file.etag
        assert Path(process.result["path"]).read_bytes() == file.data

    def refetched(self) -> int:
        """How many bytes were sent beyond those of the files."""
        return self.hub.sent - len(self.hub.files) * SIZE


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*.incomplete*") if path.is_file())


@pytest.mark.timeout(60 + 5 * max(ROUNDS - 4, 0))
@pytest.mark.parametrize("locks", [True, False], ids=["locks", "C2_no_locks"])
def test_I1_I3_P1_C8_rounds_of_kills(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Callable[[str, object], None], locks: bool
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    cache, chance = tmp_path / "cache", random.Random(SEED)
    cache.mkdir()
    with FaultHub({}) as hub, PruneLoop(cache) as prune:
        soak = Soak(hub, cache, prune, chance, locks=locks)
        for _ in range(ROUNDS):
            done = soak.finished
            soak.play(chance.randrange(SIZE))
            soak.file += soak.finished > done
        soak.play(10 * SIZE)

        assert prune.error is None
        # At most one chunk on each connection; of two that are killed together, one was waiting.
        allowed = soak.hits * CONNECTIONS * journals.CHUNK + prune.pruned
        lines = {
            "rounds": ROUNDS,
            "kills": soak.kills,
            "hits": soak.hits,
            "files": len(hub.files),
            "prunes": prune.times,
            "pruned": prune.pruned,
            "refetched": soak.refetched(),
            "refetched_per_hit": soak.refetched() // max(soak.hits, 1),
            "allowed": allowed,
            "left": len(leftovers(cache)),
        }
        for name, value in lines.items():
            record_property(name, value)
        print(lines)
        if locks:
            assert soak.refetched() <= allowed
            # Only a journal whose file has got its name in the moment of a kill.
            assert all(name.endswith(".journal") for name in leftovers(cache))
        # Without locks both fetch, and what a killed one has left is of no use when the other one is done.
        prune.once()
        assert leftovers(cache) == []
