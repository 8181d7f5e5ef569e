"""Rows N: faults of the network while something is downloaded."""

from __future__ import annotations

import select
import socket
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

from tests.faults.side import MIB
from tests.faults.world import BIG, SMALL, Row, Verdict, World, answer, but, raises, stale, whole
from tests.support import fault_server as faults
from tests.support.fault_server import COMMIT
from tests.support.rawserver import Connection


def cached(world: World, fault: faults.Fault) -> Verdict:
    """A file is there, and the Hub is asked in vain whether it is still the newest."""
    world.download("config.json")
    world.hub.heads.faults.extend([fault] * 30)
    return stale(world.download("config.json"), SMALL)


def garbage(connection: Connection, ask: faults.Ask, file: faults.File) -> bool:
    connection.send(b"<html>Log in first</html>\r\n\r\n")
    return False


def trickle(connection: Connection, ask: faults.Ask, file: faults.File) -> bool:
    """One byte at a time, for as long as anybody listens."""
    status, body, headers = faults._part(ask, file)
    connection.send(faults._head(status, {**headers, "Content-Length": len(body)}) + body[:MIB])
    for at in range(MIB, len(body)):
        if select.select([connection.sock], [], [], 0.05)[0] or not connection.send(body[at : at + 1]):
            break
    return False


def nobody_listens(world: World) -> Verdict:
    world.download("config.json")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        return stale(world.download("config.json", endpoint=f"http://127.0.0.1:{port}"), SMALL)


def stale_connection(world: World) -> Verdict:
    world.download("config.json")
    world.hub.heads.faults.append(faults.drop())
    outcome = world.download("model.bin")
    return but(whole(outcome), None if outcome.slept < 0.1 else f"waited {outcome.slept:.0f} s")


def head_times_out(world: World) -> Verdict:
    world.hub.heads.faults.append(faults.stall(0))
    return whole(world.download())


def broken(world: World, *script: faults.Fault, then: faults.Fault = faults.good, most: int | None = None) -> Verdict:
    """The body breaks off, and comes again."""
    world.hub.script("model.bin", *script, then=then)
    found = whole(world.download())
    fetched = world.fetched()
    return but(found, f"{found.note}, {fetched / MIB:.0f} MiB asked for" if most and fetched > most else None)


def expired(world: World) -> Verdict:
    def expire(connection: Connection, ask: faults.Ask, file: faults.File) -> bool:
        world.hub.expire()
        return faults.cut(2 * MIB)(connection, ask, file)

    return broken(world, expire)


def rate_limited(world: World, after: str) -> Verdict:
    world.hub.script("model.bin", then=faults.status("429 Too Many Requests", Retry_After=after))
    outcome = world.download()
    return Verdict(outcome.slept <= 310 and not outcome.hung, str(outcome))


def dated(world: World) -> Verdict:
    def busy(connection: Connection, ask: faults.Ask, file: faults.File) -> bool:
        moment = format_datetime(datetime.now(timezone.utc) + timedelta(seconds=40), usegmt=True)
        return faults.status("429 Too Many Requests", Retry_After=moment)(connection, ask, file)

    world.hub.script("model.bin", busy)
    outcome = world.download()
    found = whole(outcome)
    return but(found, f"back after {outcome.slept:.0f} s" if found.holds and not 38 <= outcome.slept <= 60 else None)


def login_page(world: World) -> Verdict:
    page = b"<html>Log in first</html>"
    world.hub.heads.faults.extend([answer("200 OK", "Content-Type: text/html", body=page)] * 30)
    outcome = world.download("config.json")
    left = [path.name for path in world.cache.rglob("config.json")]
    return but(raises(outcome, "FileMetadataError", "LocalEntryNotFoundError"), "was cached" if left else None)


def one_of_several(world: World) -> Verdict:
    world.hub.files["other.bin"] = faults.File(BIG[::-1], lfs=True)
    world.hub.script("model.bin", then=faults.status("404 Not Found"))
    outcome = world.snapshot()
    kept = {p.name for p in world.cache.rglob("*") if p.is_file() and COMMIT in p.parts}
    problem = None if {"config.json", "other.bin"} <= kept else f"kept only {sorted(kept)}"
    return but(Verdict(not outcome.ok, str(outcome)), problem)


def failing(code: str) -> Callable[[World], Verdict]:
    return lambda world: broken(world, faults.status(f"{code} Oops"))


FAILURES = [("N9", "503"), ("N9 (500)", "500"), ("N9 (502)", "502"), ("N9 (504)", "504")]
ROWS = [
    Row("N1", "nobody listens, file cached", "cached file and a warning", nobody_listens),
    Row("N2", "HEAD: connection reset, file cached", "cached file and a warning",
        lambda w: cached(w, faults.drop(reset=True))),
    Row("N3", "kept-alive connection closed by the server meanwhile", "one silent retry", stale_connection),
    Row("N4", "HEAD: garbage instead of a status line, file cached", "cached file and a warning",
        lambda w: cached(w, garbage)),
    Row("N5", "HEAD times out once, nothing cached", "asked again, right file", head_times_out),
    Row("N6", "GET: reset in the body, once", "resumed, right file",
        lambda w: broken(w, faults.cut(3 * MIB, reset=True))),
    Row("N7", "GET: body ends early, once", "resumed from the kept bytes",
        lambda w: broken(w, faults.cut(3 * MIB), most=len(BIG) + 2 * MIB)),
    Row("N8", "connection lost after every 256 KiB", "finishes: progress renews the patience",
        lambda w: broken(w, *[faults.cut(MIB // 4)] * 20)),
    *[Row(name, f"GET: {code}, once", "asked again, right file", failing(code)) for name, code in FAILURES],
    Row("N10", "signed address expired when the rest is asked for", "a new one from the Hub, right file",
        expired, cdn=True),
    Row("N11", "one byte at a time", "given up, and resumed over another connection",
        lambda w: broken(w, trickle)),
    Row("N12", "accepts, then no more bytes, once", "time-out, resumed", lambda w: broken(w, faults.stall(MIB))),
    Row("N13", "429 with `Retry-After: 86400`", "waits at most 5 minutes, or says when", lambda w: rate_limited(w, "86400")),
    Row("N14", "429 with a date that is 40 s ahead", "asked again then", dated),
    Row("N20", "login page of a network: 200 and HTML", "clear error, nothing cached", login_page),
    Row("N21", "one file of a snapshot fails", "the others are kept", one_of_several),
]  # fmt: skip
