"""Rows L and A, and the rows of servers that need a certificate, a proxy or several addresses."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

from tests.faults.hostile import TOKEN
from tests.faults.side import Outcome
from tests.faults.world import SMALL, Row, Verdict, World, answer, but, raises, revision, whole
from tests.support import fault_server as faults
from tests.support.fault_server import COMMIT, REPO
from tests.support.rawserver import Connection, RawServer, serve_forever


SIGNATURE = re.compile(r"sig=\d")
JSON = "Content-Type: application/json\r\n"


def shown(world: World, outcome: Outcome) -> str | None:
    """A secret that can be read in what was printed, or in the error."""
    text = world.side.said() + outcome.message
    if SIGNATURE.search(text):
        return "signature shown"
    return "token shown" if TOKEN in text or "s3cret" in text else None


def retried(world: World) -> Verdict:
    world.hub.script("model.bin", faults.status("503 Busy"), faults.cut(1000))
    with world.side.on():
        outcome = world.download()
        problem = shown(world, outcome)
    return but(Verdict(True, "not shown"), problem)


def refused(world: World) -> Verdict:
    world.hub.script("model.bin", then=faults.status("403 Forbidden"))
    with world.side.on():
        outcome = world.download()
        return but(Verdict(not outcome.ok, str(outcome)), shown(world, outcome))


def debugged(world: World) -> Verdict:
    with world.side.on({"HF_DEBUG": "1"}):
        outcome = world.download(token=TOKEN, headers={"Cookie": "session=s3cret"})
        return but(Verdict(outcome.ok, "not shown"), shown(world, outcome))


def pickled(world: World) -> Verdict:
    outcome = world.call("pickled", endpoint=world.hub.url, token=TOKEN)
    return Verdict(outcome.value == "not in the pickle", str(outcome.value or outcome))


def token_file(world: World) -> Verdict:
    """The process is killed in the moment in which the file of the token exists."""
    identity = b'{"type": "user", "name": "user", "fullname": "U", "orgs": [], "auth": {"type": "access_token",'
    identity += b' "accessToken": {"displayName": "t", "role": "write"}}}'
    world.hub.apis.faults.extend([answer("200 OK", JSON.strip(), body=identity)] * 5)
    home = world.folder / "cache" / "home"
    with world.side.on({"HF_HOME": str(home), "HF_ENDPOINT": world.hub.url}, umask=0, dies=["write", "/token"]):
        world.call("login", token=TOKEN)
    modes = {p.name: p.stat().st_mode & 0o077 for p in home.rglob("*token*") if p.is_file() and p.suffix != ".lock"}
    wrong = [name for name, mode in modes.items() if mode]
    return Verdict(bool(modes) and not wrong, f"{wrong[0]} is open to others" if wrong else "private")


def seen_in_traceback(world: World) -> Verdict:
    world.hub.heads.faults.extend([faults.status("401 Unauthorized")] * 5)
    with world.side.on({"HF_TOKEN": TOKEN}):
        outcome = world.download(how={"secret": TOKEN}, token=True)
    return but(Verdict(not outcome.ok, str(outcome)), "token shown" if outcome.secret_in_locals else None)


def unasked(world: World) -> Verdict:
    env = {"HF_ENDPOINT": world.hub.url, "CLAUDECODE": "1", "HF_HUB_DISABLE_TELEMETRY": ""}
    with world.side.on(env):
        found = whole(world.download("config.json"), SMALL)
    others = sorted({ask.path for ask in world.hub.asked if not ask.path.endswith("/config.json")})
    return but(found, f"asks for `{others[0]}`" if others else None)


# --- what a caller can get wrong ---


def before_any_request(world: World, *wanted: str, name: str = "hf_hub_download", **arguments: Any) -> Verdict:
    if name == "hf_hub_download":
        outcome = world.download(**{"filename": "config.json", **arguments})
    else:
        outcome = world.snapshot(**arguments)
    found = raises(outcome, *wanted)
    return but(found, "asks the Hub all the same" if found.holds and world.hub.asked else None)


def home_is_a_file(world: World) -> Verdict:
    place = world.folder / "cache"
    place.mkdir()
    (place / "file").write_text("")
    with world.side.on({"HF_HOME": str(place / "file")}):
        arguments = world.for_download("config.json")
        del arguments["cache_dir"]
        outcome = world.call("hf_hub_download", **arguments)
    named = "HF_HOME" in outcome.message or "HF_HUB_CACHE" in outcome.message
    return Verdict(bool(outcome.error) and named, str(outcome) if named else f"{outcome}, no variable named")


def reader_leaves(world: World) -> Verdict:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        done = world.side.command("--help", stdout=pipe)
    noise = "Traceback" in done.stderr or "BrokenPipe" in done.stderr or "Exception ignored" in done.stderr
    return Verdict(not noise, "traceback" if noise else "quiet")


def plain_output(world: World) -> Verdict:
    with world.side.on({"TERM": "dumb", "NO_COLOR": "1"}):
        done = world.side.command("cache", "ls")
    return Verdict("\x1b" not in done.stdout + done.stderr, "escape codes" if "\x1b" in done.stdout else "plain")


def stored_rubbish(world: World) -> Verdict:
    home = world.folder / "cache" / "home"
    home.mkdir(parents=True)
    (home / "stored_tokens").write_text("not = what [it should be\n\x00")
    with world.side.on({"HF_HOME": str(home)}):
        done = world.side.command("auth", "list")
    text = done.stdout + done.stderr
    return Verdict("Traceback" not in text, "traceback" if "Traceback" in text else "says so")


# --- servers ---


def wrong_shape(world: World, body: bytes) -> Verdict:
    world.hub.apis.faults.extend([answer("200 OK", JSON.strip(), body=body)] * 5)
    outcome = world.call("model_info", {"api": {"endpoint": world.hub.url, "token": False}}, repo_id=REPO)
    if outcome.ok or outcome.hung:
        return Verdict(False, "returned as good" if outcome.ok else str(outcome))
    return Verdict(not outcome.is_a("KeyError", "TypeError", "AttributeError", "RecursionError"), str(outcome))


def long_header(world: World) -> Verdict:
    """A safetensors file that says that its header has 2^63 bytes."""
    world.hub.files["model.safetensors"] = faults.File((1 << 63).to_bytes(8, "little") + b"{}" * 100)
    how = {"api": {"endpoint": world.hub.url, "token": False}}
    outcome = world.call("parse_safetensors_file_metadata", how, repo_id=REPO, filename="model.safetensors")
    return raises(outcome, "SafetensorsParsingError")


def endless_tree(world: World) -> Verdict:
    """Page after page of a list, of which only five entries are wanted."""
    pages = iter(range(10**6))

    def page(connection: Connection, ask: faults.Ask, file: faults.File) -> bool:
        if "/tree/" not in ask.path:
            return revision(connection, ask, file)
        number = next(pages)
        link = f'Link: <{world.hub.url}{ask.path}?cursor={number}>; rel="next"\r\n'
        body = b'[{"type": "file", "path": "%d", "size": 1, "oid": "%s"}]' % (number, b"a" * 40)
        return connection.answer(body, headers=JSON + link)

    world.hub.apis.faults.extend([page] * 3000)
    how = {"api": {"endpoint": world.hub.url, "token": False}, "take": 5}
    outcome = world.call("list_repo_tree", how, repo_id=REPO)
    asked = len(world.hub.asked)
    return but(
        Verdict(outcome.ok, f"{outcome.value} entries" if outcome.ok else str(outcome)),
        f"{asked} requests" if asked > 10 else None,
    )


def escapes(world: World) -> Verdict:
    head = "X-HF-Warning: topic; beware \x1b[31mred\x1b]0;title\x07"
    etag = world.hub.files["config.json"].etag
    world.hub.heads.faults.append(
        answer("200 OK", head, f'ETag: "{etag}"', f"X-Repo-Commit: {COMMIT}", length=len(SMALL))
    )
    with world.side.on():
        found = whole(world.download("config.json"), SMALL)
        text = world.side.said()
    return but(found, "escape codes are printed" if "\x1b" in text else None if "beware" in text else "not shown")


def to_a_file(world: World) -> Verdict:
    head = faults.status("302 Found", Location="file:///etc/hostname", ETag='"1234"', X_Repo_Commit=COMMIT)
    world.hub.heads.faults.extend([head] * 3)
    world.hub.script("config.json", then=head)
    return Verdict(not (outcome := world.download("config.json")).ok, str(outcome))


def too_many(world: World) -> Verdict:
    """The Hub has had enough for a second, with four workers on their way."""
    served: list[str] = []
    refused: list[float] = []

    def fault(connection: Connection, ask: faults.Ask, file: faults.File) -> bool:
        if len(served) >= 10 and time.monotonic() - (refused[0] if refused else time.monotonic()) < 0.9:
            refused.append(time.monotonic())
            return faults.status("429 Too Many Requests", Retry_After="1")(connection, ask, file)
        served.append(ask.path)
        return faults.good(connection, ask, file)

    world.hub.files = {f"{number}.txt": faults.File(b"%03d" % number) for number in range(60)}
    for name in world.hub.files:
        world.hub.script(name, then=fault)
    with world.side.on(same_clock=True):
        outcome = world.snapshot(max_workers=4)
    found = Verdict(outcome.ok, "right files" if outcome.ok else str(outcome))
    return but(found, f"{len(refused)} requests in the pause" if len(refused) > 4 else None)


def network_changes(world: World) -> Verdict:
    world.hub.script("model.bin", faults.cut(1 << 20, reset=True), faults.drop(reset=True), faults.drop(reset=True))
    return whole(world.download())


def proxied(world: World) -> Verdict:
    def refuse(connection: Connection, request: bytes) -> None:
        connection.answer(b"<html>Who are you?</html>", status="407 Proxy Authentication Required")

    with RawServer(serve_forever(refuse)) as proxy:
        address = proxy.url.replace("://", "://user:s3cret@")
        with world.side.on({"HTTP_PROXY": address, "http_proxy": address, "NO_PROXY": "", "no_proxy": ""}):
            outcome = world.download("config.json", endpoint="http://hub.example")
            problem = shown(world, outcome)
    named = f"127.0.0.1:{proxy.port}" in outcome.message
    return but(
        Verdict(bool(outcome.error) and named, str(outcome) if named else f"{outcome}, the proxy is not named"), problem
    )


def black_hole(world: World) -> Verdict:
    with ExitStack() as stack:
        port = int(world.hub.url.rsplit(":", 1)[1])
        # A port whose queue is full gives no answer.
        hole = stack.enter_context(socket.socket())
        hole.bind(("127.0.0.2", port))
        hole.listen(0)
        for _ in range(4):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.2", port))
        stack.enter_context(world.side.on(hosts={"hub.example": ["127.0.0.2", "127.0.0.1"]}, same_clock=True))
        world.download("config.json")
        outcome = world.download("config.json", endpoint=f"http://hub.example:{port}", force_download=True)
    late = outcome.ok and outcome.seconds > 1.5
    return but(whole(outcome, SMALL), f"after {outcome.seconds:.0f} s" if late else None)


@cache
def certificate() -> Path:
    """Of an authority that nobody knows, for this machine."""
    folder = Path(tempfile.mkdtemp(prefix="hf-faults-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    files = ["-keyout", str(folder / "all.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(["openssl", "req", "-x509", *kind, *names, *files], check=True, capture_output=True)
    with open(folder / "all.pem", "a") as file:
        file.write((folder / "cert.pem").read_text())
    return folder / "all.pem"


def tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate())
    return context


def unknown_authority(world: World) -> Verdict:
    world.download("config.json")
    with RawServer(serve_forever(lambda connection, request: connection.answer(b"")), tls()) as server:
        outcome = world.download("config.json", endpoint=server.url)
        tries = server.connections
    found = Verdict(bool(outcome.error), str(outcome))
    return but(found, f"{tries} attempts" if tries > 2 else None)


def downgraded(world: World) -> Verdict:
    """A redirect from https to http."""

    def redirect(connection: Connection, request: bytes) -> None:
        where = request.split(b" ")[1].decode()
        connection.answer(status="307 Temporary Redirect", headers=f"Location: {world.hub.url}{where}\r\n")

    trust = {"SSL_CERT_FILE": str(certificate()), "REQUESTS_CA_BUNDLE": str(certificate())}
    with RawServer(serve_forever(redirect), tls()) as server, world.side.on(trust):
        outcome = world.download("config.json", endpoint=server.url)
        asked = len(server.requests)
    if not asked:
        return Verdict(False, f"never asked: {outcome}")
    return but(Verdict(not outcome.ok, str(outcome)), "followed" if world.hub.asked else None)


ROWS = [
    Row("N15", "429 with `Retry-After: 1`, four workers", "all pause, right files", too_many),
    Row("N16", "certificate of an unknown authority, file cached", "error, not tried again", unknown_authority, needs="openssl"),
    Row("N17", "proxy wants a password: 407", "error that names the proxy, without the password", proxied),
    Row("N18", "first address of the Hub never answers", "the next one after half a second", black_hole),
    Row("N19", "all connections break, and nobody answers for a while", "right file", network_changes),
    Row("R18", "JSON of the wrong shape", "typed error", lambda w: wrong_shape(w, b"[1, 2]")),
    Row("R18 (deep)", "JSON of 100,000 brackets", "typed error", lambda w: wrong_shape(w, b"[" * 100_000)),
    Row("S13", "redirect from https to http", "refused", downgraded, needs="openssl"),
    Row("S14", "redirect to `file:///etc/hostname`", "refused", to_a_file),
    Row("S19", "safetensors header of 2^63 bytes", "typed error", long_header),
    Row("S20", "list without end, of which five entries are wanted", "few requests", endless_tree),
    Row("S21", "escape codes in `X-HF-Warning`", "shown without them", escapes),
    Row("L1", "GET at a signed address fails, and is retried", "no signature in the log", retried, cdn=True),
    Row("L2", "GET at a signed address is refused", "no signature in the error", refused, cdn=True),
    Row("L3", "`HF_DEBUG=1`", "no token, no cookie, no signature", debugged, cdn=True),
    Row("L4", "pickled client", "no token", pickled),
    Row("L6", "file of the token, in the moment in which it is made", "private", token_file),
    Row("L7", "variables in a traceback", "no token", seen_in_traceback),
    Row("L8", "requests for one file", "no other ones", unasked),
    Row("A2", "`repo_id='a/../b'`", "error before any request", lambda w: before_any_request(w, "ValueError", repo_id="a/../b")),
    Row("A3", "`filename=''`", "error before any request", lambda w: before_any_request(w, "ValueError", filename="")),
    Row("A4", "`etag_timeout=-1`", "error before any request", lambda w: before_any_request(w, "ValueError", etag_timeout=-1)),
    Row("A4 (workers)", "`max_workers=0`", "error before any request",
        lambda w: before_any_request(w, "ValueError", name="snapshot", max_workers=0)),
    Row("A5", "`force_download` and offline", "error before any request",
        lambda w: before_any_request(w, "ValueError", "OSError", force_download=True, local_files_only=True)),
    Row("A6", "`hf --help`, and nobody reads", "ends quietly", reader_leaves),
    Row("A7", "`TERM=dumb`, `NO_COLOR`", "plain text", plain_output),
    Row("A8", "`HF_HOME` is a file", "error that names the variable", home_is_a_file),
    Row("A9", "file of stored tokens is rubbish", "no traceback", stored_rubbish),
]  # fmt: skip
