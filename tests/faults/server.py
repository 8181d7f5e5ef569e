"""Rows R: servers that answer wrong."""

from __future__ import annotations

import gzip
from functools import cache

from tests.faults.network import broken
from tests.faults.side import MIB
from tests.faults.world import BIG, SMALL, Row, Verdict, World, answer, but, raises, revision, whole
from tests.support import fault_server as faults
from tests.support.fault_server import COMMIT
from tests.support.rawserver import Connection


def never_cached(world: World, fault: faults.Fault, name: str = "model.bin", *wanted: str) -> Verdict:
    """What is wrong stays wrong: an error, and nothing under the good name."""
    world.hub.script(name, then=fault)
    outcome = world.download(name)
    left = [path for path in world.cache.rglob(name) if path.is_file()]
    return but(raises(outcome, *(wanted or ("OSError", "TransportError"))), "cached under its name" if left else None)


def resumed_wrong(world: World, fault: faults.Fault) -> Verdict:
    """The body breaks off, the rest is answered wrong, and after that everything is right again."""
    return broken(world, faults.cut(MIB), fault)


def never_mixed(world: World, fault: faults.Fault) -> Verdict:
    """As before; an error will do, too."""
    world.hub.script("model.bin", faults.cut(MIB), fault)
    outcome = world.download()
    found = whole(outcome)
    return Verdict(found.holds or bool(outcome.error), found.note)


def endless(world: World) -> Verdict:
    """A hundred times what was announced."""
    sent = [0]

    def fault(connection: Connection, ask: faults.Ask, file: faults.File) -> bool:
        connection.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(400):
            if not connection.send(b"100000\r\n" + bytes(MIB) + b"\r\n"):
                return False
            sent[0] += MIB
        return connection.send(b"0\r\n\r\n")

    world.hub.script("config.json", then=fault)
    outcome = world.download("config.json")
    taken = sent[0] / MIB
    return but(raises(outcome, "OSError"), f"takes {taken:.0f} MiB for 800 bytes" if taken > 150 else None)


def in_memory(world: World, name: str, fault: faults.Fault, limit: int) -> Verdict:
    world.side.stop()
    base = world.download("config.json", cache_dir=world.cache / "first").peak
    world.hub.script(name, then=fault)
    outcome = world.download(name)
    used = outcome.peak - base
    world.side.stop()
    return but(raises(outcome, "OSError", "HTTPError"), f"{used / MIB:.0f} MiB of memory" if used > limit else None)


@cache
def packed() -> bytes:
    """Nothing but zeros, 300 MiB of them."""
    return gzip.compress(bytes(300 * MIB), 1)


def bomb(connection: Connection, ask: faults.Ask, file: faults.File) -> bool:
    return connection.answer(packed(), headers="Content-Encoding: gzip\r\n")


def long_error(connection: Connection, ask: faults.Ask, file: faults.File) -> bool:
    connection.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 299892736\r\n\r\n")
    return all(connection.send(b"x" * MIB) for _ in range(286))


def announced(world: World, etag: str, size: int | None) -> Verdict:
    length = [] if size is None else [f"Content-Length: {size}"]

    def head(connection: Connection, ask: faults.Ask, file: faults.File) -> bool:
        lines = ["HTTP/1.1 200 OK", f'ETag: "{etag}"', f"X-Repo-Commit: {COMMIT}", *length]
        return connection.send("\r\n".join([*lines, "", ""]).encode())

    world.hub.heads.faults.extend([head] * 3)
    return whole(world.download())


def loop(world: World) -> Verdict:
    target = f"/{faults.REPO}/resolve/main/config.json"
    world.hub.heads.faults.extend([faults.status("307 Temporary Redirect", Location=target)] * 1000)
    outcome = world.download("config.json")
    return but(Verdict(not outcome.ok, str(outcome)), None if len(world.hub.asked) < 200 else "hundreds of requests")


def circle(world: World) -> Verdict:
    def page(connection: Connection, ask: faults.Ask, file: faults.File) -> bool:
        if "/tree/" not in ask.path:
            return revision(connection, ask, file)
        link = f'Link: <{world.hub.url}{ask.path}?cursor=same>; rel="next"\r\n'
        body = b'[{"type": "file", "path": "a", "size": 1, "oid": "' + b"a" * 40 + b'"}]'
        return connection.answer(body, headers=f"Content-Type: application/json\r\n{link}")

    world.hub.apis.faults.extend([page] * 3000)
    outcome = world.snapshot()
    asked = len(world.hub.asked)
    return but(Verdict(not outcome.ok, str(outcome)), f"{asked} requests for one list" if asked > 100 else None)


def headers(world: World) -> Verdict:
    many = [f"X-{number}: {'x' * 30}" for number in range(10_000)]
    world.hub.script("config.json", then=answer("200 OK", *many, body=SMALL))
    outcome = world.download("config.json")
    return raises(outcome, "OSError", "TransportError")


def lagging(world: World) -> Verdict:
    world.hub.heads.faults.append(faults.status("404 Not Found", X_Error_Code="EntryNotFound", X_Repo_Commit=COMMIT))
    first = world.download()
    return but(whole(world.download()), "returned a missing file" if first.ok else None)


def damaged_blob(world: World) -> Verdict:
    outcome = world.download()
    if outcome.ok:
        blob = next(path for path in world.cache.rglob("blobs/*") if path.is_file())
        blob.write_bytes(b"")
    return whole(world.download())


OTHER = faults.File(BIG[::-1], lfs=True)
ROWS = [
    Row("P7", "empty file in the cache under a good name", "fetched again", damaged_blob),
    Row("R1", "one bit flipped, always", "error, never cached",
        lambda w: never_cached(w, faults.flipped(3_000_000))),
    Row("R1 (once)", "one bit flipped, once", "right file", lambda w: broken(w, faults.flipped(3_000_000))),
    Row("R2", "rest of a file from another position", "right file or an error, never a mix",
        lambda w: never_mixed(w, faults.shifted(-1000))),
    Row("R3", "rest of a file from another version of it", "right file or an error, never a mix",
        lambda w: never_mixed(w, faults.changed(OTHER))),
    Row("R4", "206 without `Content-Range`", "right file", lambda w: resumed_wrong(w, faults.content_range(None))),
    Row("R5", "`Content-Range: bytes a-b/*`", "right file", lambda w: resumed_wrong(w, faults.content_range("bytes {}/*"))),
    Row("R6", "200 to a request for the rest", "starts over, right file", lambda w: resumed_wrong(w, faults.whole)),
    Row("R7", "416 to a request for the rest", "starts over, right file",
        lambda w: resumed_wrong(w, faults.status("416 Range Not Satisfiable", Content_Range="bytes */5"))),
    Row("R8", "400 MiB for a file of 800 bytes", "stopped at once", endless),
    Row("R9", "body shorter than the file, without a length", "error, never cached",
        lambda w: never_cached(w, faults.chunked(SMALL[:-1]), "config.json")),
    Row("R10", "0.3 MiB of gzip that unpack to 300 MiB", "not unpacked",
        lambda w: in_memory(w, "config.json", bomb, 100 * MIB)),
    Row("R11", "`Content-Encoding: gzip` on plain bytes", "error, few requests",
        lambda w: never_cached(w, answer("200 OK", "Content-Encoding: gzip", body=SMALL), "config.json", "OSError", "HTTPError")),
    Row("R12", "error with a body of 300 MB", "64 KiB of it are read", lambda w: in_memory(w, "config.json", long_error, 100 * MIB)),
    Row("R13", "10,000 headers", "typed error", headers),
    Row("R14", "redirects in a circle", "typed error after a few", loop),
    Row("R15", "no size announced", "right file", lambda w: announced(w, w.hub.files["model.bin"].etag, None)),
    Row("R16", "ETag of a mirror that is no hash", "right file", lambda w: announced(w, "d41d8cd98f00b204e9800998ecf8427e-5", len(BIG))),
    Row("R17", "next page of a list is the same page", "stops", circle),
    Row("R19", "404 of a replica that lags behind", "asked again the next time", lagging),
]  # fmt: skip
