"""Rows P and C: processes that end, and several of them at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

from tests.faults.side import MIB, Outcome, Side
from tests.faults.world import BIG, SMALL, Row, Verdict, World, but, whole
from tests.support import fault_server as faults
from tests.support.downloader import Trigger


PIECE = 64 * 1024
# What may come twice: a piece on its way for each connection.
ON_ITS_WAY = 2 * MIB


def when(
    world: World, after: int, action: Callable[[], object], name: str = "model.bin", pause: float = 0.0
) -> Trigger:
    """Do something when so many bytes of a file were sent."""
    trigger = Trigger(after, action, pause)
    world.hub.script(name, then=faults.paced(PIECE, trigger))
    return trigger


def economic(world: World, outcome: Outcome) -> Verdict:
    """The right file came, and nearly nothing of it twice."""
    again = world.hub.sent - len(BIG)
    return but(whole(outcome), f"{again / MIB:.0f} MiB fetched again" if again > ON_ITS_WAY else None)


def ended(world: World, end: Callable[[], object]) -> Verdict:
    """A process ends on the way, and another one goes on."""
    when(world, 3 * MIB, end, pause=0.001)
    first = world.download()
    return but(economic(world, world.download()), "was not ended" if first.ok else None)


def dies(world: World, kind: str, part: str) -> Verdict:
    """A process is killed when all bytes have come; what it had is enough for the next one."""
    with world.side.on(dies=[kind, part]):
        first = world.download()
    asked = len(world.hub.contents("model.bin"))
    found = whole(world.download())
    again = len(world.hub.contents("model.bin")) - asked
    if first.ok:
        return Verdict(found.holds, "does not come to pass")
    return but(found, "fetched again" if again else None)


def torn(world: World, part: str, **more: Any) -> Verdict:
    """A process is killed when it has just opened a file to write; the file is as before, or new."""
    world.download("config.json", **more)
    [path] = [p for p in world.folder.rglob("*") if p.is_file() and p.as_posix().endswith(part)]
    before = path.read_bytes()
    world.hub.files["config.json"] = faults.File(SMALL[::-1])
    with world.side.on(dies=["write", part]):
        world.download("config.json", **{**more, "force_download": True})
    torn = not path.exists() or path.read_bytes() == b"" != before
    return Verdict(not torn, "torn" if torn else "old or new")


def copied(world: World) -> Verdict:
    """The same for a file that goes from the cache to a folder of the user's."""
    local = world.folder / "local"
    local.mkdir()
    (local / "model.bin").write_bytes(b"old")
    world.download()
    with world.side.on(dies=["write", "local/model.bin"]):
        world.download(local_dir=local, cache_dir=world.cache)
    found = (local / "model.bin").read_bytes() if (local / "model.bin").exists() else b""
    return Verdict(found in (b"old", BIG), "old or new" if found in (b"old", BIG) else "torn")


def flushed(world: World) -> Verdict:
    """The content is on the disk before it has its name."""
    with world.side.on(notes_saving=True):
        outcome = world.download()
    early: set[str] = set()
    for line in outcome.saved:
        kind, path, *target = line.split(" ")
        if kind == "flush":
            early.add(path)
        elif target[0].endswith(world.hub.files["model.bin"].etag):
            return Verdict(path in early, "flushed first" if path in early else "never flushed")
    return Verdict(False, "has got no name")


def together(world: World, sides: list[Side], **more: Any) -> list[Outcome]:
    """All of them want the same file at once."""
    with ThreadPoolExecutor(len(sides)) as pool:
        arguments = world.for_download(**more)
        return list(pool.map(lambda side: side.call("hf_hub_download", arguments), sides))


def worst(outcomes: list[Outcome]) -> Verdict:
    found = [whole(outcome) for outcome in outcomes]
    return next((verdict for verdict in found if not verdict.holds), found[0])


def same_file(world: World) -> Verdict:
    when(world, len(BIG) * 10, lambda: None, pause=0.002)
    with world.others(2) as others, ExitStack() as stack:
        for side in (world.side, *others):
            # With the clock that runs fast, a minute of patience can be over before the first one has the file.
            stack.enter_context(side.on(same_clock=True))
        found = worst(together(world, [world.side, *others]))
    times = world.hub.sent / len(BIG)
    return but(found, f"fetched {times:.0f} times" if times > 1.5 else None)


def lying_locks(world: World) -> Verdict:
    when(world, len(BIG) * 10, lambda: None, pause=0.002)
    with world.others(1) as [other], world.side.on(no_locks=True), other.on(no_locks=True):
        return worst(together(world, [world.side, other]))


def worker_killed(world: World) -> Verdict:
    """Of two that want the same file, the one that fetches it is killed."""
    with world.others(1) as [other]:
        when(world, 2 * MIB, other.kill, pause=0.002)
        with ThreadPoolExecutor(1) as pool:
            began = threading.Event()
            dying = pool.submit(lambda: (began.set(), other.call("hf_hub_download", world.for_download())))
            began.wait()
            _until(lambda: world.hub.contents("model.bin"))
            found = world.download()
            dying.result()
    return whole(found)


def holder_frozen(world: World) -> Verdict:
    """A process that holds the lock is stopped, as with Ctrl-Z."""
    with world.others(1) as [other]:
        frozen = threading.Event()
        other.patience *= 4
        when(world, MIB, lambda: (other.freeze(), frozen.set()), pause=0.002)
        with ThreadPoolExecutor(1) as pool:
            dying = pool.submit(other.call, "hf_hub_download", world.for_download())
            frozen.wait(10)
            found = world.download()
            other.kill()
            dying.result()
    return whole(found)


def _until(condition: Callable[[], object]) -> None:
    for _ in range(2000):
        if condition():
            return
        threading.Event().wait(0.005)


def failure_beside(world: World) -> Verdict:
    """Other threads of the process can't reach a Hub, again and again."""
    when(world, len(BIG) * 10, lambda: None, pause=0.002)
    beside = {"name": "hf_hub_download", "arguments": world.for_download("config.json", endpoint="http://127.0.0.1:9")}
    return whole(world.download(how={"beside": beside}))


def forked(world: World) -> Verdict:
    """A child of a process with an open connection, and the parent after it."""
    world.download("config.json")
    child = world.download(how={"forked": True})
    again = world.download(force_download=True)
    return worst([child, again])


def pruned(world: World) -> Verdict:
    """Somebody deletes partial files while one is being written."""

    def prune() -> None:
        for path in world.cache.rglob("*.incomplete"):
            path.unlink(missing_ok=True)

    when(world, 2 * MIB, prune, pause=0.001)
    return whole(world.download())


ROWS = [
    Row("P1", "SIGKILL after 3 of 4 MiB, then again", "resumed", lambda w: ended(w, w.side.kill)),
    Row("P2", "SIGKILL before the whole file gets its name, then again", "nothing is fetched again",
        lambda w: dies(w, "before-rename", "/blobs/")),
    Row("P3", "SIGKILL before the file is linked, then again", "nothing is fetched again",
        lambda w: dies(w, "link", "/snapshots/")),
    Row("P4", "Ctrl-C after 3 of 4 MiB, then again", "resumed", lambda w: ended(w, w.side.interrupt)),
    Row("P5", "of two processes that want a file, the one that fetches it is killed", "the other one gets it", worker_killed),
    Row("P6", "power fails after the end", "flushed to the disk before it has its name", flushed),
    Row("P8", "SIGKILL when `refs/main` was opened", "old or new", lambda w: torn(w, "refs/main")),
    Row("P9", "SIGKILL when the note of a file in a local folder was opened", "old or new",
        lambda w: torn(w, ".metadata", local_dir=w.folder / "local")),
    Row("P10", "SIGKILL while a file is copied from the cache to a local folder", "old or new", copied),
    Row("P11", "the process that fetches the file is stopped", "another one goes on without it", holder_frozen),
    Row("C1", "three processes, one file", "fetched once", same_file),
    Row("C2", "two processes, and locks that do nothing", "both get it", lying_locks),
    Row("C4", "other threads can't reach a Hub", "the download goes on", failure_beside),
    Row("C6", "fork with an open connection", "child and parent get their files", forked),
    Row("C8", "partial files are deleted on the way", "right file", pruned),
    Row("C13", "blocking call inside of a running loop", "right file",
        lambda w: whole(w.download(how={"inside_loop": True}))),
]  # fmt: skip
