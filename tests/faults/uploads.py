"""Rows U, and the rows of hostile servers that concern uploads."""

from __future__ import annotations

import hashlib
import os
import random
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.faults.hostile import TOKEN
from tests.faults.side import Outcome
from tests.faults.world import Row, Verdict, World, but
from tests.support import upload_server as faults
from tests.support.rawserver import RawServer, serve_forever
from tests.support.upload_server import REPO, Seen, UploadHub


PART = 1 << 20
# So large that all clients keep notes about it.
BIG = random.Random(3).randbytes(12 * PART + 99)
# Parts whose answers have not been read when a process ends.
ON_THEIR_WAY = 4 * PART
OTHER = BIG[::-1]
SMALL = b"words\n"


def oid(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Uploads:
    """A folder, and the Hub that takes it."""

    def __init__(self, world: World, hub: UploadHub) -> None:
        self.world = world
        self.hub = hub
        self.folder = world.folder / "local"
        self.folder.mkdir()
        self.big = self.write("model.bin", BIG)
        self.write("words.txt", SMALL)

    def write(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        os.utime(path, ns=(0, 1_000_000_001))
        return path

    def upload(self, **more: Any) -> Outcome:
        """`upload_folder`."""
        how = {"api": {"endpoint": self.hub.url, "token": TOKEN}, "secret": TOKEN}
        return self.world.call("upload_folder", how, **{"repo_id": REPO, "folder_path": self.folder, **more})

    def sent(self) -> int:
        """How many bytes went to the storage."""
        return sum(len(seen.body) for seen in self.hub.to("put"))

    def landed(self, outcome: Outcome, content: bytes = BIG) -> Verdict:
        """The repository has what the folder has."""
        if not outcome.ok:
            return Verdict(False, str(outcome))
        ids = {name: found[0] for name, found in self.hub.files.items()}
        if ids.get("model.bin") != oid(content) or "words.txt" not in ids:
            return Verdict(False, "not everything is in the repository")
        return Verdict(True, "all there")

    def typed(self, outcome: Outcome, *names: str) -> Verdict:
        """One of these was raised, and nothing was committed."""
        wanted = names or ("UploadError", "UploadFailedError", "UploadProtocolError")
        if outcome.ok or self.hub.to("commit"):
            return Verdict(False, "committed" if self.hub.to("commit") else "returned as good")
        return Verdict(outcome.is_a(*wanted), str(outcome))


def uploading(play: Callable[[Uploads], Verdict], **options: Any) -> Callable[[World], Verdict]:
    """Begin with such a folder and such a Hub."""

    def begin(world: World) -> Verdict:
        with UploadHub(**options) as hub:
            return play(Uploads(world, hub))

    return begin


def answered(route: str, *script: faults.Fault) -> Callable[[Uploads], Verdict]:
    """The folder arrives whatever the first answers of a route are."""

    def play(up: Uploads) -> Verdict:
        up.hub.script(route, *script)
        return up.landed(up.upload())

    return play


def expired(up: Uploads) -> Verdict:
    up.hub.good_for = 9
    found = up.landed(up.upload())
    again = up.sent() - len(BIG)
    return but(found, f"{again >> 20} MiB sent again" if found.holds and again > 8 * PART else None)


def stopped(end: Callable[[Uploads], object], most: int, react: float | None = None) -> Callable[[Uploads], Verdict]:
    """After nine parts of thirteen the process ends; another one goes on."""

    def play(up: Uploads) -> Verdict:
        first = threading.Lock()

        def stop(hub: UploadHub, connection: faults.Connection, seen: Seen) -> bool:
            if first.acquire(blocking=False):
                end(up)
            connection.wait_for_end()
            connection.sock.close()
            return True

        up.hub.script("put", *[faults.go_on] * 9, *[stop] * 30)
        up.upload()
        reaction = up.world.side.reaction
        up.world.side.stop()
        up.hub.settle()
        stored = sum(len(part) for parts in up.hub.parts.values() for part in parts.values())
        up.hub.clear()
        found = up.landed(up.upload())
        again = up.sent() - (len(BIG) - stored)
        if found.holds and react is not None and reaction > react:
            return Verdict(False, f"ended {reaction:.0f} s after Ctrl-C")
        return but(found, f"{again >> 20} MiB sent again" if found.holds and again > most else None)

    return play


def changed(up: Uploads) -> Verdict:
    up.hub.believes = True
    up.hub.script("batch", faults.first(lambda: up.big.write_bytes(OTHER)))
    outcome = up.upload()
    wrong = [name for name, content in up.hub.objects.items() if oid(content) != name]
    committed = {found[0] for found in up.hub.files.values()}
    if committed & set(wrong):
        return Verdict(False, "committed under a wrong hash")
    return Verdict(True, "the new content" if outcome.ok else str(outcome))


def vanished(up: Uploads) -> Verdict:
    gone = up.write("gone.bin", OTHER)
    up.hub.script("batch", faults.first(gone.unlink))
    outcome = up.upload()
    if outcome.ok:
        return Verdict(False, "returned as good")
    kept = oid(BIG) in up.hub.objects
    return but(Verdict("gone.bin" in outcome.message, str(outcome)), None if kept else "the others are given up")


def once(up: Uploads, route: str, *script: faults.Fault, files: int = 0) -> Verdict:
    """What was asked for happens, and happens once."""
    for number in range(files):
        up.write(f"{number}.txt", b"%d" % number)
    up.hub.script(route, *script)
    found = up.landed(up.upload())
    twice = len(up.hub.history) - 1 - len({tuple(sorted(state)) for _, _, state in up.hub.history[1:]})
    return but(found, "committed twice" if twice else None)


def applied_but(status: str) -> faults.Fault:
    """Do what was asked for, and say that something failed."""

    def fault(hub: UploadHub, connection: faults.Connection, seen: Seen) -> bool:
        hub.apply(seen)
        return connection.answer(b"{}", status=status)

    return fault


def late(up: Uploads) -> Verdict:
    """The Hub goes on with a commit that it has given up answering."""
    waiting: list[Seen] = []

    def keep(hub: UploadHub, connection: faults.Connection, seen: Seen) -> bool:
        waiting.append(seen)
        return connection.answer(b"{}", status="504 Gateway Timeout")

    up.hub.script("commits", faults.go_on, faults.go_on, faults.first(lambda: up.hub.apply(waiting[0])))
    return once(up, "commit", keep)


def followed(up: Uploads) -> Verdict:
    theirs = "f" * 40

    def follow() -> None:
        up.hub.history.append((theirs, "theirs", {**up.hub.files, "model.bin": ("e" * 40, False)}))

    up.hub.script("commit", faults.after(follow))
    outcome = up.upload()
    if not outcome.ok:
        return Verdict(False, str(outcome))
    kept = up.hub.history[-1][0] == theirs
    return Verdict(kept, "found" if kept else "the later commit is undone")


def proposed(up: Uploads) -> Verdict:
    up.hub.script("commit", faults.lose_answer)
    outcome = up.upload(create_pr=True)
    opened = len(up.hub.history) - 1
    return Verdict(opened == 1, f"{opened} opened" if opened != 1 or outcome.ok else str(outcome))


def conflict(up: Uploads) -> Verdict:
    first = "0" * 40
    theirs = "f" * 40
    up.hub.script("preupload", faults.first(lambda: up.hub.history.append((theirs, "theirs", {}))))
    outcome = up.upload(parent_commit=first)
    if outcome.ok:
        return Verdict(False, "returned as good")
    return Verdict(theirs in outcome.message, str(outcome) if theirs in outcome.message else f"{outcome}, no new head")


def overtaken(up: Uploads) -> Verdict:
    theirs = ("f" * 40, "theirs", {"their.txt": ("e" * 40, False)})
    up.hub.script("batch", faults.first(lambda: up.hub.history.append(theirs)))
    found = up.landed(up.upload())
    return but(found, None if "their.txt" in up.hub.files else "the other commit is gone")


def missing_answer(up: Uploads) -> Verdict:
    up.hub.script("preupload", faults.status("200 OK", '{"files": []}'))
    return up.typed(up.upload(), "ValueError", "OSError")


def wrong_count(up: Uploads) -> Verdict:
    def fewer(hub: UploadHub, connection: faults.Connection, seen: Seen) -> bool:
        _, answer, _ = hub.apply(seen)
        for each in answer["objects"]:
            each["actions"]["upload"]["header"].pop("3")
        return connection.answer(faults.json.dumps(answer).encode())

    up.hub.script("batch", fewer)
    outcome = up.upload()
    return but(up.typed(outcome, "ValueError", "RuntimeError", "OSError"), "sent all the same" if up.sent() else None)


def no_etag(up: Uploads) -> Verdict:
    up.hub.script("put", *[faults.status("200 OK")] * 30)
    outcome = up.upload()
    found = up.typed(outcome, "ValueError", "RuntimeError", "OSError")
    return but(found, "completed all the same" if up.hub.to("complete") else None)


def secrets(up: Uploads) -> Verdict:
    elsewhere = up.world.cache / "elsewhere"
    elsewhere.mkdir(parents=True)
    (elsewhere / "id_rsa").write_bytes(b"a secret key")
    (up.folder / "key.txt").symlink_to(elsewhere / "id_rsa")
    (up.folder / "keys").symlink_to(elsewhere)
    outcome = up.upload()
    leaked = sorted({"key.txt", "keys/id_rsa"} & set(up.hub.files))
    return but(Verdict(True, "left out" if outcome.ok else str(outcome)), "secrets uploaded" if leaked else None)


def pipes(up: Uploads) -> Verdict:
    os.mkfifo(up.folder / "pipe")
    return up.landed(up.upload())


@contextmanager
def listener() -> Generator[RawServer, None, None]:
    with RawServer(serve_forever(lambda connection, request: connection.answer(b"{}"))) as server:
        yield server


def verified_elsewhere(up: Uploads) -> Verdict:
    with listener() as other:
        up.hub.verify = f"{other.url}/verify"
        outcome = up.upload()
        leaked = any(TOKEN.encode() in request for request in other.requests)
    return but(Verdict(True, str(outcome) if outcome.error else "all there"), "token sent" if leaked else None)


def stored_elsewhere(up: Uploads) -> Verdict:
    with listener() as other:
        target = {"href": f"{other.url}/put"}

        def fault(hub: UploadHub, connection: faults.Connection, seen: Seen) -> bool:
            found = [{**each, "actions": {"upload": target}} for each in seen.json["objects"]]
            return connection.answer(faults.json.dumps({"transfer": "basic", "objects": found}).encode())

        up.hub.script("batch", *[fault] * 5)
        outcome = up.upload()
        leaked = any(TOKEN.encode() in request for request in other.requests)
    return but(Verdict(True, str(outcome) if outcome.error else "sent"), "token sent" if leaked else None)


def parts(play: Callable[[Uploads], Verdict]) -> Callable[[World], Verdict]:
    return uploading(play, part_size=PART)


ROWS = [
    Row("S16", "address to verify an upload is on another host", "token stays", uploading(verified_elsewhere)),
    Row("S18", "address to upload to is on another host", "token stays", uploading(stored_elsewhere)),
    Row("U1", "PUT of a file: connection reset, once", "sent again, all there", uploading(answered("put", faults.reset))),
    Row("U1 (part)", "PUT of a part: connection reset, once", "sent again, all there", parts(answered("put", faults.reset))),
    Row("U1 (503)", "PUT of a part: 503, once", "sent again, all there", parts(answered("put", faults.status("503 Busy")))),
    Row("U2", "signed addresses expire after 9 parts of 13", "new ones from the Hub, the rest is sent", parts(expired)),
    Row("U3", "SIGKILL after 9 parts of 13, then again", "the rest is sent",
        parts(stopped(lambda up: up.world.side.kill(), ON_THEIR_WAY))),
    Row("U4", "file changes after it was hashed", "the new content, or an error; never under the old hash", uploading(changed)),
    Row("U5", "one of three files vanishes after it was hashed", "error that names it, the others are sent", uploading(vanished)),
    Row("U6", "commit applied, the answer is lost", "looked up, one commit",
        uploading(lambda up: once(up, "commit", faults.lose_answer))),
    Row("U6 (not applied)", "commit lost on its way", "made again, one commit",
        uploading(lambda up: once(up, "commit", faults.reset))),
    Row("U6 (429)", "commit applied, the answer is 429", "looked up, one commit",
        uploading(lambda up: once(up, "commit", applied_but("429 Too Many Requests")))),
    Row("U6 (late)", "commit answered with 504, and applied a while later", "waited for, one commit", uploading(late)),
    Row("U6 (followed)", "commit applied, the answer is lost, the same file is committed to by somebody else",
        "found, and theirs left alone", uploading(followed)),
    Row("U6 (pull request)", "pull request opened, the answer is lost", "never opened twice", uploading(proposed)),
    Row("U7", "the same with a folder of 2,100 files, in several commits", "looked up, each commit once",
        uploading(lambda up: once(up, "commit", faults.lose_answer, files=2100))),
    Row("U8", "somebody else has committed after `parent_commit`", "error that names the new head", uploading(conflict)),
    Row("U9", "commit applied, the answer is 504", "looked up, one commit",
        uploading(lambda up: once(up, "commit", applied_but("504 Gateway Timeout")))),
    Row("U11", "the Hub's answer about the files lacks one", "typed error", uploading(missing_answer)),
    Row("U12", "parts are acknowledged without an ETag", "error, never completed", parts(no_etag)),
    Row("U12 (count)", "fewer addresses than parts", "error, nothing sent", parts(wrong_count)),
    Row("U13", "links out of the folder", "what they lead to stays at home", uploading(secrets)),
    Row("U14", "FIFO in the folder", "left out, never waited for", uploading(pipes)),
    Row("U15", "somebody else commits meanwhile", "both land", uploading(overtaken)),
    Row("U16", "Ctrl-C after 9 parts of 13, then again", "ends within a second, the rest is sent",
        parts(stopped(lambda up: up.world.side.interrupt(), ON_THEIR_WAY, react=1.0))),
]  # fmt: skip
