"""A Hub of one repository whose answers can be broken, one request at a time, in the ways in which networks break them."""

from __future__ import annotations

import hashlib
import json
import socket
import struct
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import parse_qs, unquote, urlsplit

from tests.support.rawserver import Connection, RawServer, serve_forever


COMMIT = "a" * 40
REPO = "user/repo"


@dataclass(frozen=True)
class Ask:
    """A request as it arrived."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]

    @property
    def start(self) -> int:
        """First byte that was asked for."""
        value = self.headers.get("range")
        return int(value.removeprefix("bytes=").split("-")[0]) if value else 0

    @property
    def end(self) -> int | None:
        """End of what was asked for, exclusive."""
        value = self.headers.get("range", "-").split("-")[1]
        return int(value) + 1 if value else None


def parse(request: bytes) -> Ask:
    lines = request.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    method, target, _ = lines[0].split(" ")
    parts = urlsplit(target)
    pairs = (line.split(":", 1) for line in lines[1:])
    return Ask(
        method, unquote(parts.path), parse_qs(parts.query), {name.lower(): value.strip() for name, value in pairs}
    )


@dataclass(frozen=True)
class File:
    """A file of the repository."""

    data: bytes
    lfs: bool = False
    xet: str | None = None

    @property
    def oid(self) -> str:
        return hashlib.sha1(b"blob %d\0" % len(self.data) + self.data).hexdigest()

    @property
    def etag(self) -> str:
        return hashlib.sha256(self.data).hexdigest() if self.lfs else self.oid


# What happens to one request for content: sends its own answer, returns False to end the connection.
Fault = Callable[[Connection, Ask, File], bool]


def _head(status: str, headers: dict[str, object]) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode("latin-1")


def _part(ask: Ask, file: File) -> tuple[str, bytes, dict[str, object]]:
    """The right answer: status, body, headers."""
    headers: dict[str, object] = {"ETag": f'"{file.etag}"', "X-Repo-Commit": COMMIT, "Accept-Ranges": "bytes"}
    if file.xet is not None:
        headers["X-Xet-Hash"] = file.xet
        headers["X-Xet-Refresh-Route"] = f"https://huggingface.co/api/models/{REPO}/xet-read-token/{COMMIT}"
    if "range" not in ask.headers:
        return "200 OK", file.data, headers
    end = min(ask.end or len(file.data), len(file.data))
    headers["Content-Range"] = f"bytes {ask.start}-{end - 1}/{len(file.data)}"
    return "206 Partial Content", file.data[ask.start : end], headers


def good(connection: Connection, ask: Ask, file: File) -> bool:
    status, body, headers = _part(ask, file)
    return connection.send(_head(status, {**headers, "Content-Length": len(body)}) + body)


def cut(after: int, *, reset: bool = False) -> Fault:
    """Announce all of it, send the first bytes, and go away: with a FIN, or with a RST."""

    def fault(connection: Connection, ask: Ask, file: File) -> bool:
        status, body, headers = _part(ask, file)
        connection.send(_head(status, {**headers, "Content-Length": len(body)}) + body[:after])
        return drop(reset=reset)(connection, ask, file)

    return fault


def drop(*, reset: bool = False) -> Fault:
    """Go away: with a FIN, or with a RST."""

    def fault(connection: Connection, ask: Ask, file: File) -> bool:
        if reset:
            connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False

    return fault


def stall(after: int) -> Fault:
    """Announce all of it, send the first bytes, and then nothing until the client goes away."""

    def fault(connection: Connection, ask: Ask, file: File) -> bool:
        status_line, body, headers = _part(ask, file)
        connection.send(_head(status_line, {**headers, "Content-Length": len(body)}) + body[:after])
        connection.wait_for_end()
        return False

    return fault


def drip(after: int, tick: Callable[[], object]) -> Fault:
    """Announce all of it, send the first bytes, and then one byte at each tick until the client goes away."""

    def fault(connection: Connection, ask: Ask, file: File) -> bool:
        status_line, body, headers = _part(ask, file)
        connection.send(_head(status_line, {**headers, "Content-Length": len(body)}) + body[:after])
        for at in range(after, len(body)):
            tick()
            if not connection.send(body[at : at + 1]):
                break
        return False

    return fault


def paced(piece: int, tick: Callable[[int], object]) -> Fault:
    """Send the right answer in pieces, and tell how large each was when the system has taken it."""

    def fault(connection: Connection, ask: Ask, file: File) -> bool:
        # Little is to be on its way that the client has not seen.
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 * piece)
        status_line, body, headers = _part(ask, file)
        connection.send(_head(status_line, {**headers, "Content-Length": len(body)}))
        for at in range(0, len(body), piece):
            if not connection.send(body[at : at + piece]):
                return False
            tick(len(body[at : at + piece]))
        return True

    return fault


def status(line: str, **more: object) -> Fault:
    """Answer with an error."""

    def fault(connection: Connection, ask: Ask, file: File) -> bool:
        headers = {name.replace("_", "-"): value for name, value in more.items()}
        return connection.send(_head(line, {**headers, "Content-Length": 0}))

    return fault


def flipped(at: int) -> Fault:
    """Change one bit of one byte of the file."""

    def fault(connection: Connection, ask: Ask, file: File) -> bool:
        data = bytearray(file.data)
        data[at] ^= 1
        status_line, body, headers = _part(ask, File(bytes(data), file.lfs))
        headers["ETag"] = f'"{file.etag}"'
        return connection.send(_head(status_line, {**headers, "Content-Length": len(body)}) + body)

    return fault


def changed(other: File) -> Fault:
    """Answer from another version of the file, with its own ETag."""
    return lambda connection, ask, file: good(connection, ask, other)


def shifted(by: int) -> Fault:
    """Answer a range with another one."""

    def fault(connection: Connection, ask: Ask, file: File) -> bool:
        _, _, headers = _part(ask, file)
        start = max(ask.start + by, 0)
        end = min((ask.end or len(file.data)) + by, len(file.data))
        body = file.data[start:end]
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{len(file.data)}"
        return connection.send(_head("206 Partial Content", {**headers, "Content-Length": len(body)}) + body)

    return fault


def content_range(value: str | None) -> Fault:
    """Answer a range with another `Content-Range`, or without one; `{}` stands for the right numbers."""

    def fault(connection: Connection, ask: Ask, file: File) -> bool:
        status_line, body, headers = _part(ask, file)
        right = str(headers.pop("Content-Range", "")).removeprefix("bytes ").split("/")[0]
        if value is not None and right:
            headers["Content-Range"] = value.replace("{}", right)
        return connection.send(_head(status_line, {**headers, "Content-Length": len(body)}) + body)

    return fault


def whole(connection: Connection, ask: Ask, file: File) -> bool:
    """Ignore the range."""
    return good(connection, Ask(ask.method, ask.path, ask.query, {}), file)


def chunked(body: bytes) -> Fault:
    """Send a body of unannounced length, longer or shorter than it should be."""

    def fault(connection: Connection, ask: Ask, file: File) -> bool:
        status_line, _, headers = _part(ask, file)
        if not connection.send(_head(status_line, {**headers, "Transfer-Encoding": "chunked"})):
            return False
        for start in range(0, len(body), 65536):
            piece = body[start : start + 65536]
            if not connection.send(b"%x\r\n%s\r\n" % (len(piece), piece)):
                return False
        return connection.send(b"0\r\n\r\n")

    return fault


@dataclass
class Script:
    """What happens to the next requests for a file; when it is used up, they are answered right, or as `then` says."""

    faults: deque[Fault] = field(default_factory=deque)
    then: Fault = good


class FaultHub:
    """`with FaultHub({"name": b"…"}) as hub:` — names that end with `.bin` are in LFS.

    Args:
        files: Content by name.
        cdn: Whether contents of LFS files are on another server, at signed addresses that can expire.
    """

    def __init__(self, files: dict[str, bytes], *, cdn: bool = False) -> None:
        self.files = {name: File(data, lfs=name.endswith(".bin")) for name, data in files.items()}
        self.asked: list[Ask] = []
        self.signature = 1
        self.heads: Script = Script()
        self.apis: Script = Script()
        self._scripts: dict[str, Script] = defaultdict(Script)
        self._hub = RawServer(serve_forever(self._answer))
        self._cdn = RawServer(serve_forever(self._answer)) if cdn else None

    @property
    def url(self) -> str:
        return self._hub.url

    @property
    def sent(self) -> int:
        """How many bytes were sent, heads of answers included."""
        return self._hub.sent + (self._cdn.sent if self._cdn is not None else 0)

    def script(self, name: str, *faults: Fault, then: Fault = good) -> None:
        """Say what happens to the next GETs of a file's content."""
        self._scripts[name] = Script(deque(faults), then)

    def expire(self) -> None:
        """Make all signed addresses that were handed out invalid."""
        self.signature += 1

    def contents(self, name: str) -> list[Ask]:
        """The GETs of a file's content."""
        return [ask for ask in self.asked if ask.method == "GET" and ask.path.endswith(f"/{name}")]

    def _answer(self, connection: Connection, request: bytes) -> None:
        ask = parse(request)
        self.asked.append(ask)
        if not self._route(connection, ask):
            # Closing sends a FIN, or the RST that a fault asked for.
            connection.sock.close()

    def _route(self, connection: Connection, ask: Ask) -> bool:
        if "/resolve/" in ask.path or ask.path.startswith("/object/"):
            name = ask.path.split("/", 2)[2] if ask.path.startswith("/object/") else ask.path.split("/", 5)[5]
            return self._file(connection, ask, name)
        if self.apis.faults:
            return self.apis.faults.popleft()(connection, ask, File(b""))
        if "/revision/" in ask.path:
            return self._json(connection, {"sha": COMMIT, "id": REPO, "siblings": []})
        if "/tree/" in ask.path:
            return self._json(connection, [self._item(name, file) for name, file in self.files.items()])
        return status("404 Not Found")(connection, ask, File(b""))

    def _json(self, connection: Connection, value: object) -> bool:
        return connection.answer(json.dumps(value).encode(), headers="Content-Type: application/json\r\n")

    def _item(self, name: str, file: File) -> dict[str, object]:
        item: dict[str, object] = {"type": "file", "oid": file.oid, "size": len(file.data), "path": name}
        if file.lfs:
            item["lfs"] = {"oid": file.etag, "size": len(file.data), "pointerSize": 130}
        if file.xet is not None:
            item["xetHash"] = file.xet
        return item

    def _file(self, connection: Connection, ask: Ask, name: str) -> bool:
        file = self.files.get(name)
        if ask.method == "HEAD" and self.heads.faults:
            return self.heads.faults.popleft()(connection, ask, file or File(b""))
        if file is None:
            return connection.send(
                _head("404 Not Found", {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": COMMIT, "Content-Length": 0})
            )
        on_hub = "/resolve/" in ask.path
        if on_hub and file.lfs and self._cdn is not None:
            return self._redirect(connection, file, f"{self._cdn.url}/object/{name}?sig={self.signature}")
        if not on_hub and ask.query.get("sig") != [str(self.signature)]:
            return connection.send(_head("403 Forbidden", {"Content-Length": 0}))
        if ask.method == "HEAD":
            _, body, headers = _part(ask, file)
            return connection.send(_head("200 OK", {**headers, "Content-Length": len(body)}))
        script = self._scripts[name]
        fault = script.faults.popleft() if script.faults else script.then
        return fault(connection, ask, file)

    def _redirect(self, connection: Connection, file: File, target: str) -> bool:
        headers = {
            "X-Repo-Commit": COMMIT,
            "X-Linked-Etag": f'"{file.etag}"',
            "X-Linked-Size": len(file.data),
            "ETag": '"of-the-redirect"',
            "Location": target,
            "Content-Length": 0,
        }
        return connection.send(_head("302 Found", headers))

    def __enter__(self) -> FaultHub:
        self._hub.__enter__()
        if self._cdn is not None:
            self._cdn.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._cdn is not None:
            self._cdn.__exit__(kind, error, trace)
        self._hub.__exit__(kind, error, trace)
