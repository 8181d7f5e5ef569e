"""Rows F and K: file systems, and caches that others have had their hands in."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults.side import MIB
from tests.faults.world import BIG, SMALL, Row, Verdict, World, but, raises, whole
from tests.support import fault_server as faults
from tests.support.fault_server import COMMIT


def no_room(world: World) -> Verdict:
    """One MiB is free, four are needed."""
    with world.side.on(room=MIB):
        outcome = world.download()
    sent = world.hub.contents("model.bin")
    return but(raises(outcome, "OSError"), "begins all the same" if sent else None)


def full_in_the_middle(world: World) -> Verdict:
    """No file can become larger than 2 MiB; later that is over."""
    world.hub.script("model.bin", then=faults.paced(MIB // 4, lambda count: None))
    with world.side.on(limit=2 * MIB):
        outcome = world.download()
    if not outcome.is_a("OSError"):
        return Verdict(False, str(outcome))
    found = whole(world.download())
    again = world.hub.sent - len(BIG)
    return but(found, f"{again / MIB:.0f} MiB fetched again" if again > 2 * MIB else None)


def unusable(world: World) -> Verdict:
    outcome = world.download(cache_dir="/proc/no-cache")
    named = "/proc/no-cache" in outcome.message
    return Verdict(outcome.is_a("OSError") and named, str(outcome) if named else f"{outcome}, no folder named")


def permissions(world: World) -> Verdict:
    """Others are to see nothing."""
    with world.side.on(umask=0o027):
        found = whole(world.download())
    # Locks are empty, and have one mode for all who share a cache.
    kept = [p for p in world.cache.rglob("*") if not p.is_symlink() and p.suffix != ".lock"]
    open_to_others = [p.name for p in kept if p.stat().st_mode & 0o007]
    return but(found, f"open to others: {open_to_others[0]}" if open_to_others else None)


def without_links(world: World) -> Verdict:
    with world.side.on(no_links=True):
        return whole(world.download())


def long_name(world: World) -> Verdict:
    name = "x" * 300
    world.hub.files[name] = faults.File(SMALL)
    outcome = world.download(name)
    return but(raises(outcome, "OSError", "ValueError"), "fetched first" if world.hub.contents(name) else None)


def other_times(world: World) -> Verdict:
    """The clock was wrong when the file was written: it seems to be much newer than its note."""
    local = world.folder / "local"
    world.download(local_dir=local)
    asked = len(world.hub.contents("model.bin"))
    os.utime(local / "model.bin", (time.time() + 10**7,) * 2)
    found = whole(world.download(local_dir=local))
    return but(found, "fetched again" if len(world.hub.contents("model.bin")) > asked else None)


def hidden_change(world: World) -> Verdict:
    """Somebody changes the file, and sets its time back."""
    local = world.folder / "local"
    world.download(local_dir=local)
    before = (local / "model.bin").stat()
    (local / "model.bin").write_bytes(BIG[::-1])
    os.utime(local / "model.bin", ns=(before.st_atime_ns, before.st_mtime_ns))
    return whole(world.download(local_dir=local))


def repo(world: World) -> Path:
    return world.cache / "models--user--repo"


def snapshot_of(world: World) -> Path:
    return repo(world) / "snapshots" / COMMIT


def right_folder(world: World, **more: object) -> Verdict:
    outcome = world.snapshot(**more)
    if not outcome.ok:
        return Verdict(False, str(outcome))
    wrong = [name for name, file in world.hub.files.items() if (snapshot_of(world) / name).read_bytes() != file.data]
    return Verdict(not wrong, "right files" if not wrong else f"wrong: {wrong}")


def damaged_list(world: World) -> Verdict:
    world.snapshot()
    for path in repo(world).glob("trees/*.json"):
        path.write_text(path.read_text()[:50])
    return right_folder(world, revision=COMMIT)


def dangerous_list(world: World) -> Verdict:
    world.snapshot()
    for path in repo(world).glob("trees/*.json"):
        path.write_text(path.read_text().replace("config.json", "../../../../x"))
    world.hub.files["../../../../x"] = world.hub.files["config.json"]
    world.snapshot(revision=COMMIT)
    outside = world.outside()
    return Verdict(not outside, f"writes outside of the cache: {outside}" if outside else "nothing written")


def pointer_is(world: World, target: str) -> Verdict:
    world.download()
    pointer = snapshot_of(world) / "model.bin"
    pointer.unlink()
    pointer.symlink_to(target)
    return whole(world.download())


def incomplete(world: World) -> Verdict:
    """One of the files was deleted, and nobody can be asked."""
    world.snapshot()
    (snapshot_of(world) / "config.json").unlink()
    world.side.stop()
    return raises(world.snapshot(local_files_only=True), "LocalEntryNotFoundError", "FileNotFoundError")


def other_content(world: World) -> Verdict:
    """A pointer leads to something of which the Hub has never heard."""
    world.download()
    blob = repo(world) / "blobs" / ("d" * 64)
    blob.write_bytes(BIG[::-1])
    pointer = snapshot_of(world) / "model.bin"
    pointer.unlink()
    pointer.symlink_to(os.path.relpath(blob, pointer.parent))
    return whole(world.download())


def planted_content(world: World) -> Verdict:
    """The content of a file is a link to somebody's other file, which must stay as it is."""
    victim = world.folder / "cache" / "victim"
    (repo(world) / "blobs").mkdir(parents=True)
    victim.write_bytes(b"do not touch")
    (repo(world) / "blobs" / world.hub.files["model.bin"].etag).symlink_to(victim)
    found = whole(world.download())
    return but(found, None if victim.read_bytes() == b"do not touch" else "writes through the link")


def unknown_store(world: World) -> Verdict:
    """A newer version of the client has left a store of its own kind."""
    store = world.cache / "blobs"
    store.mkdir(parents=True)
    marker = store / ".huggingface-shared-blobs"
    marker.write_text("99\n")
    before = sorted(store.rglob("*"))
    found = whole(world.download())
    same = sorted(store.rglob("*")) == before and marker.read_text() == "99\n"
    return but(found, None if same else "changes it")


LINKS: list[tuple[str, str, str]] = [
    ("K6", "link of a snapshot leads nowhere", "../../blobs/gone"),
    ("K6 (loop)", "link of a snapshot leads to itself", "model.bin"),
]


def _link(target: str) -> Callable[[World], Verdict]:
    return lambda world: pointer_is(world, target)


ROWS = [
    Row("F1", "1 MiB is free, 4 are needed", "error before the first byte", no_room),
    Row("F2", "no room after 2 MiB, then again with room", "typed error, then resumed", full_in_the_middle),
    Row("F4", "nothing can be written where the cache should be", "error that names the folder", unusable),
    Row("F6", "umask 027", "nothing is open to others", permissions),
    Row("F7", "nobody may make symbolic links", "right file", without_links),
    Row("F9", "file name of 300 bytes", "error before anything is fetched", long_name),
    Row("F12", "file of a local folder is newer than its note", "not fetched again", other_times),
    Row("F12 (back)", "file of a local folder is changed and its time set back", "the content decides", hidden_change),
    Row("K3", "list of a revision's files is cut off", "fetched again", damaged_list),
    Row("K4", "list of a revision's files has names with `..`", "nothing written outside", dangerous_list),
    *[Row(name, fault, "repaired", _link(target)) for name, fault, target in LINKS],
    Row("K7", "shared store of an unknown version", "right file, the store is left alone", unknown_store),
    Row("K8", "file of a snapshot is missing, offline", "error", incomplete),
    Row("K9", "link of a snapshot leads to another content", "right file", other_content),
    Row("S10", "content in the cache is a link to another file", "right file, the other one stays", planted_content),
]  # fmt: skip
