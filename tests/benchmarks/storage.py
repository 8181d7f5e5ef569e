"""A Hub that only takes uploads, and throws them away, so that clients are measured and not the Hub.

`python -m tests.benchmarks.storage '{"sinks": …, "origins": …, "log": …}'` is that process; it ends when its standard input
does. It counts bytes, and believes the rest.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.benchmarks.content import MIB


PART_SIZE = 16 * MIB
LFS_FROM = 10 * MIB


class Storage(BaseHTTPRequestHandler):
    """Answers what an upload asks for."""

    protocol_version = "HTTP/1.1"
    # Heads and bodies in one packet
    wbufsize = -1
    disable_nagle_algorithm = True
    parts: str
    origin: str
    log: Path
    objects: dict[str, int]
    lock = threading.Lock()

    def do_GET(self) -> None:
        if self.path == "/stored":
            self._answer(SINK.take(), logged=False)
            return
        self._answer({"sha": "0" * 40, "id": "local/x", "siblings": []})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else self._chunks()
        path = self.path.partition("?")[0]
        if "/preupload/" in path:
            self._answer({"files": [self._decided(each) for each in json.loads(body)["files"]]})
        elif path.endswith("/objects/batch"):
            objects = [self._instruction(each["oid"], each["size"]) for each in json.loads(body)["objects"]]
            self._answer({"transfer": "multipart", "objects": objects})
        elif path.startswith("/complete/"):
            self._complete(json.loads(body))
        elif "/commit/" in path:
            url = f"{self.origin}/local/x/commit/{'1' * 40}"
            self._answer({"success": True, "commitUrl": url, "commitOid": "1" * 40, "hookOutput": ""})
        else:
            self._answer({})

    def _chunks(self) -> bytes:
        pieces = []
        while self.headers.get("Transfer-Encoding") == "chunked" and (size := int(self.rfile.readline(), 16)):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        return b"".join(pieces)

    def _decided(self, file: dict[str, Any]) -> dict[str, Any]:
        large = file["size"] >= LFS_FROM or file["path"].endswith((".bin", ".safetensors"))
        return {"path": file["path"], "uploadMode": "lfs" if large else "regular", "shouldIgnore": False}

    def _instruction(self, oid: str, size: int) -> dict[str, Any]:
        if oid in self.objects:
            return {"oid": oid, "size": size}
        if size < LFS_FROM:
            with self.lock:
                self.objects[oid] = size
            action = {"href": f"{self.parts}/parts/{oid}", "header": {}}
            # As the real Hub, it wants to hear of each object.
            verify = {"href": f"{self.origin}/verify/{oid}", "header": {}}
            return {"oid": oid, "size": size, "actions": {"upload": action, "verify": verify}}
        count = -(-size // PART_SIZE)
        header = {f"{n:05}": f"{self.parts}/parts/{oid}/{n:05}" for n in range(1, count + 1)}
        header["chunk_size"] = str(PART_SIZE)
        action = {"href": f"{self.origin}/complete/{oid}?size={size}", "header": header}
        return {"oid": oid, "size": size, "actions": {"upload": action}}

    def _complete(self, body: dict[str, Any]) -> None:
        oid, size = body["oid"], int(self.path.rpartition("=")[2])
        if SINK.size_of(oid) != size:
            self._answer({"error": "parts are missing"}, 400)
            return
        with self.lock:
            self.objects[oid] = size
        self._answer({"success": True})

    def _answer(self, value: Any, status: int = 200, *, logged: bool = True) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        if logged:
            with self.lock, self.log.open("ab") as log:
                log.write(b"POST\n")

    def log_message(self, format: str, *args: Any) -> None:
        """Nobody reads it."""


class Sink:
    """Takes bodies by PUT: reads them into the same memory again and again, and remembers how long they were."""

    def __init__(self) -> None:
        self._sizes: dict[str, int] = {}
        self.log = Path()

    def listen(self, address: str, rate: float | None) -> None:
        """Take bodies at an address, from each connection no more than so many bytes per second."""
        host, _, port = address.rpartition(":")
        listener = socket.create_server((host, int(port)), backlog=1024)
        if rate is not None:
            # What waits in the system counts as sent.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 256 * 1024)
        threading.Thread(target=self._accept, args=(listener, rate), daemon=True).start()

    def take(self) -> dict[str, int]:
        """What came since the last call."""
        taken, self._sizes = self._sizes, {}
        return taken

    def size_of(self, oid: str) -> int:
        """Bytes of all parts of an object."""
        return sum(size for path, size in list(self._sizes.items()) if f"/{oid}/" in path)

    def _accept(self, listener: socket.socket, rate: float | None) -> None:
        while True:
            sock, _ = listener.accept()
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(sock, rate), daemon=True).start()

    def _serve(self, sock: socket.socket, rate: float | None) -> None:
        with sock, suppress(OSError):
            buffer = memoryview(bytearray(MIB))
            while head := self._head(sock):
                path, length, received = head
                began = time.monotonic()
                while received < length:
                    received += (got := sock.recv_into(buffer, min(MIB, length - received)))
                    if not got:
                        return
                    if rate is not None:
                        time.sleep(max(0.0, began + received / rate - time.monotonic()))
                self._sizes[path] = length
                with Storage.lock, self.log.open("ab") as log:
                    log.write(b"PUT\n")
                sock.sendall(b'HTTP/1.1 200 OK\r\nETag: "%x"\r\nContent-Length: 0\r\n\r\n' % len(self._sizes))

    def _head(self, sock: socket.socket) -> tuple[str, int, int] | None:
        """Path and length of the next body, and how much of it came with the head."""
        data = b""
        while b"\r\n\r\n" not in data:
            if not (more := sock.recv(64 * 1024)):
                return None
            data += more
        head, _, rest = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        lengths = [line for line in lines if line.lower().startswith("content-length:")]
        return lines[0].split(" ")[1], int(lengths[0].partition(":")[2]), len(rest)


SINK = Sink()


def serve(task: dict[str, Any]) -> None:
    """Take uploads until the standard input ends."""
    SINK.log = Path(task["log"])
    for address, rate in task["sinks"]:
        SINK.listen(address, rate)
    servers = []
    for parts, origin in task["origins"]:
        made = type(
            "Storage",
            (Storage,),
            {"log": Path(task["log"]), "parts": parts, "objects": {}},
        )
        server = ThreadingHTTPServer(("127.0.0.1", 0), made)
        server.daemon_threads = True
        # Clients that come from afar have to be sent back the same way.
        made.origin = origin or f"http://127.0.0.1:{server.server_port}"
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(json.dumps([f"127.0.0.1:{server.server_port}" for server in servers]) + "\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    try:
        serve(json.loads(sys.argv[1]))
    except KeyboardInterrupt:
        pass
