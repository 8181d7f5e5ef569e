"""A Hub that takes uploads, in memory, and breaks them as a test says."""

from __future__ import annotations

import base64
import hashlib
import json
import ssl
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.support.rawserver import Connection, RawServer, serve_forever


REPO = "user/name"


@dataclass
class Seen:
    """One request."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes = field(repr=False)

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


Fault = Callable[["UploadHub", Connection, Seen], bool]


class UploadHub:
    """
    `with UploadHub() as hub:` — a repository `user/name` with the branch `main`.

    Args:
        lfs_from: Files of this many bytes or more are LFS objects.
        part_size: Objects of more bytes are uploaded in parts of this size.

    `hub.script(route, fault, …)` plays one fault for each of the next requests to a route: `preupload`, `batch`, `put`,
    `complete`, `verify`, `commit`, `commits`, `paths-info`. A fault returns whether it has answered itself.
    """

    def __init__(
        self,
        *,
        lfs_from: int = 1000,
        part_size: int | None = None,
        verify: str | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.lfs_from = lfs_from
        self.part_size = part_size
        self.verify = verify
        self.seen: list[Seen] = []
        self.objects: dict[str, bytes] = {}
        self.history: list[tuple[str, str, dict[str, tuple[str, bool]]]] = [("0" * 40, "initial commit", {})]
        self.upload_ids: dict[str, str] = {}
        self.parts: dict[str, dict[int, bytes]] = defaultdict(dict)
        self.generation = 0
        self.new_transfer_per_batch = False
        self.good_for: int | None = None
        """After this many parts the addresses of the first batch have expired."""
        self.believes = False
        """Whether the storage keeps what it gets, without comparing it with its name."""
        self._scripts: dict[str, list[Fault]] = defaultdict(list)
        self._lock = threading.RLock()
        self._server = RawServer(serve_forever(self._answer), tls)
        self.url = self._server.url

    def __enter__(self) -> UploadHub:
        self._server.__enter__()
        return self

    def __exit__(self, *exc_info: Any) -> None:
        self._server.__exit__(*exc_info)

    def script(self, route: str, *faults: Fault) -> None:
        """What happens to the next requests to a route."""
        self._scripts[route] += faults

    def clear(self) -> None:
        """Forget what was seen, and what was to happen."""
        with self._lock:
            self.seen.clear()
            self._scripts.clear()

    def settle(self) -> None:
        """Wait until nothing is going on that clients had begun."""
        self._server.settle()

    def to(self, route: str) -> list[Seen]:
        """The requests that a route has seen."""
        return [seen for seen in self.seen if _route(seen) == route]

    @property
    def files(self) -> dict[str, tuple[str, bool]]:
        """Path → id and whether it is an LFS file, at the newest commit."""
        return self.history[-1][2]

    # --- answering ---

    def _answer(self, connection: Connection, request: bytes) -> None:
        seen = _parse(request)
        route = _route(seen)
        with self._lock:
            self.seen.append(seen)
            fault = self._scripts[route].pop(0) if self._scripts[route] else None
        if fault is not None and fault(self, connection, seen):
            return
        with self._lock:
            status, answer, headers = getattr(self, "_on_" + route.replace("-", "_"))(seen)
        connection.answer(json.dumps(answer).encode(), status=status, headers=headers)

    def apply(self, seen: Seen) -> tuple[str, Any, str]:
        """Answer as without a fault; for faults that only lose the answer."""
        with self._lock:
            found: tuple[str, Any, str] = getattr(self, "_on_" + _route(seen).replace("-", "_"))(seen)
            return found

    def _on_preupload(self, seen: Seen) -> tuple[str, Any, str]:
        files = [
            {
                "path": each["path"],
                "uploadMode": "lfs" if each["size"] >= self.lfs_from else "regular",
                "shouldIgnore": False,
                **({"oid": self.files[each["path"]][0]} if each["path"] in self.files else {}),
            }
            for each in seen.json["files"]
        ]
        return "200 OK", {"files": files}, ""

    def _on_batch(self, seen: Seen) -> tuple[str, Any, str]:
        self.generation += 1
        objects = [self._instruction(each["oid"], each["size"]) for each in seen.json["objects"]]
        return "200 OK", {"transfer": "multipart", "objects": objects}, ""

    def _instruction(self, oid: str, size: int) -> dict[str, Any]:
        if oid in self.objects:
            return {"oid": oid, "size": size}
        if self.new_transfer_per_batch or oid not in self.upload_ids:
            self.upload_ids[oid] = f"{oid[:8]}-{self.generation}"
        sign = f"uploadId={self.upload_ids[oid]}&X-Amz-Signature=secret{self.generation}"
        header: dict[str, str] = {}
        if self.part_size is not None and size > self.part_size:
            count = -(-size // self.part_size)
            header = {str(n): f"{self.url}/put/{oid}/{n}?{sign}" for n in range(1, count + 1)}
            header["chunk_size"] = str(self.part_size)
        href = f"{self.url}/{'complete' if header else 'put'}/{oid}?{sign}"
        actions: dict[str, Any] = {"upload": {"href": href, "header": header}}
        if self.verify is not None:
            actions["verify"] = {"href": self.verify or f"{self.url}/verify/{oid}"}
        return {"oid": oid, "size": size, "actions": actions}

    def _on_put(self, seen: Seen) -> tuple[str, Any, str]:
        _, _, oid, *number = seen.path.split("/")
        if self.good_for is not None and seen.query["X-Amz-Signature"] == ["secret1"]:
            self.good_for -= 1
            if self.good_for < 0:
                return "403 Forbidden", {"error": "Request has expired"}, ""
        if number:
            self.parts[seen.query["uploadId"][0]][int(number[0])] = seen.body
            return "200 OK", {}, f'ETag: "{hashlib.md5(seen.body).hexdigest()}"\r\n'
        return self._store(oid, seen.body)

    def _store(self, oid: str, content: bytes) -> tuple[str, Any, str]:
        if not self.believes and hashlib.sha256(content).hexdigest() != oid:
            return "422 Unprocessable", {"error": "The content does not have the announced SHA-256."}, ""
        self.objects[oid] = content
        return "200 OK", {}, ""

    def _on_complete(self, seen: Seen) -> tuple[str, Any, str]:
        oid = seen.path.split("/")[2]
        parts = self.parts[seen.query["uploadId"][0]]
        for part in seen.json["parts"]:
            content = parts.get(part["partNumber"], b"")
            if part["etag"] != f'"{hashlib.md5(content).hexdigest()}"':
                return "400 Bad Request", {"error": "InvalidPart"}, ""
        return self._store(oid, b"".join(parts[n] for n in sorted(parts)))

    def _on_verify(self, seen: Seen) -> tuple[str, Any, str]:
        return "200 OK", {}, ""

    def _on_commit(self, seen: Seen) -> tuple[str, Any, str]:
        lines = [json.loads(line) for line in seen.body.splitlines()]
        header, files = lines[0]["value"], dict(self.files)
        if header.get("parentCommit") not in (None, self.history[-1][0]):
            return "412 Precondition Failed", {"error": "A commit has happened since. Please refresh."}, ""
        for line in lines[1:]:
            value = line["value"]
            if line["key"] == "file":
                content = base64.b64decode(value["content"])
                files[value["path"]] = (hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest(), False)
            elif line["key"] == "lfsFile":
                if value["oid"] not in self.objects:
                    return "400 Bad Request", {"error": "LFS pointer pointed to a file that does not exist"}, ""
                files[value["path"]] = (value["oid"], True)
            elif files.pop(value["path"], None) is None:
                return (
                    "404 Not Found",
                    {"error": "A file with this name doesn't exist"},
                    "X-Error-Code: EntryNotFound\r\n",
                )
        oid = f"{len(self.history):040x}"
        self.history.append((oid, header["summary"], files))
        return "200 OK", {"commitUrl": f"{self.url}/{REPO}/commit/{oid}", "commitOid": oid}, ""

    def _on_commits(self, seen: Seen) -> tuple[str, Any, str]:
        return "200 OK", [{"id": oid, "title": title.split("\n")[0]} for oid, title, _ in reversed(self.history)], ""

    def _on_discussions(self, seen: Seen) -> tuple[str, Any, str]:
        return "200 OK", {"discussions": [], "count": 0, "start": 0}, ""

    def _on_paths_info(self, seen: Seen) -> tuple[str, Any, str]:
        revision = seen.path.rsplit("/", 1)[1]
        files = next((files for oid, _, files in self.history if oid == revision), self.files)
        wanted = parse_qs(seen.body.decode())["paths"]
        found = [
            {"type": "file", "path": path, "oid": files[path][0], "size": 1}
            | ({"lfs": {"oid": files[path][0], "size": 1}} if files[path][1] else {})
            for path in wanted
            if path in files
        ]
        return "200 OK", found, ""

    def _on_revision(self, seen: Seen) -> tuple[str, Any, str]:
        return "200 OK", {"id": REPO, "sha": self.history[-1][0]}, ""


def _parse(request: bytes) -> Seen:
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    pairs = (line.split(": ", 1) for line in lines)
    parts = urlsplit(target)
    return Seen(method, unquote(parts.path), parse_qs(parts.query), {k.lower(): v for k, v in pairs}, body)


def _route(seen: Seen) -> str:
    words = seen.path.split("/")
    if words[1] in ("put", "complete", "verify"):
        return words[1]
    if seen.path.endswith("/info/lfs/objects/batch"):
        return "batch"
    return words[5]


# --- faults ---


def status(line: str, body: str = "{}", headers: str = "") -> Fault:
    """Answer with an error."""

    def fault(hub: UploadHub, connection: Connection, seen: Seen) -> bool:
        return connection.answer(body.encode(), status=line, headers=headers) or True

    return fault


def reset(hub: UploadHub, connection: Connection, seen: Seen) -> bool:
    """Close the connection without an answer, and without having done anything."""
    connection.sock.close()
    return True


def lose_answer(hub: UploadHub, connection: Connection, seen: Seen) -> bool:
    """Do what was asked for, and close the connection before answering."""
    hub.apply(seen)
    connection.sock.close()
    return True


def first(action: Callable[[], object]) -> Fault:
    """Do something, then go on as without a fault."""

    def fault(hub: UploadHub, connection: Connection, seen: Seen) -> bool:
        action()
        return False

    return fault


def after(action: Callable[[], object]) -> Fault:
    """Do what was asked for, then something else, and don't answer."""

    def fault(hub: UploadHub, connection: Connection, seen: Seen) -> bool:
        hub.apply(seen)
        action()
        connection.sock.close()
        return True

    return fault


def go_on(hub: UploadHub, connection: Connection, seen: Seen) -> bool:
    """No fault."""
    return False
