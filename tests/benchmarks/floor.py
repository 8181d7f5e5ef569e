"""The least that a verified download in Python takes: threads receive and write, another one hashes what has arrived.

It keeps no cache and no journal, shows no progress, trusts every answer and can't resume. What it takes on a machine is what
a client could at best reach there by the way that our design has chosen. Run as `floor.py TASK`, with a task in JSON.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import ssl
import sys
import threading
import time
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit


BUFFER = 1024 * 1024
PART = 16 * 1024 * 1024
HASHED = 512 * 1024
_TURN = 0.002


def connect(url: SplitResult, certificate: str | None) -> socket.socket:
    """A connection to the server of an address."""
    sock = socket.create_connection((url.hostname or "", url.port or 80))
    if certificate is None:
        return sock
    return ssl.create_default_context(cafile=certificate).wrap_socket(sock, server_hostname=url.hostname)


def ask(sock: socket.socket, url: SplitResult, start: int, end: int) -> tuple[dict[str, str], bytes]:
    """Request a range; returns the headers and what has come of the body with them."""
    target = f"{url.path}?{url.query}" if url.query else url.path
    sock.sendall(f"GET {target} HTTP/1.1\r\nHost: {url.netloc}\r\nRange: bytes={start}-{end - 1}\r\n\r\n".encode())
    data = b""
    while b"\r\n\r\n" not in data:
        more = sock.recv(65536)
        if not more:
            raise EOFError("The server went away.")
        data += more
    head, _, rest = data.partition(b"\r\n\r\n")
    pairs = (line.split(":", 1) for line in head.decode("latin-1").split("\r\n")[1:])
    return {name.lower(): value.strip() for name, value in pairs}, rest


class Floor:
    """One download.

    Args:
        task: `url`, `path`, `size` in bytes, `connections` and `certificate`.
    """

    def __init__(self, task: dict[str, Any]) -> None:
        self._size, self._certificate = task["size"], task["certificate"]
        self._url, self._connections = urlsplit(task["url"]), task["connections"]
        self._file = os.open(task["path"], os.O_RDWR | os.O_CREAT)
        os.posix_fallocate(self._file, 0, self._size)
        # One connection has all of it, several have a part at a time.
        self._part = PART if self._connections > 1 else self._size
        self._waiting = list(range(0, self._size, self._part))
        self._done = [0] * len(self._waiting)
        self._lock = threading.Condition()
        self._wanted = 0

    def run(self) -> str:
        """Fetch all of it; returns its SHA-256."""
        with connect(self._url, self._certificate) as sock:
            headers, _ = ask(sock, self._url, 0, self._size)
        if "location" in headers:
            self._url = urlsplit(urljoin(self._url.geturl(), headers["location"]))
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(self._connections)]
        for thread in threads:
            thread.start()
        digest = self._hash()
        for thread in threads:
            thread.join()
        return digest

    def _work(self) -> None:
        buffer = memoryview(bytearray(BUFFER))
        with connect(self._url, self._certificate) as sock:
            while True:
                with self._lock:
                    if not self._waiting:
                        return
                    start = self._waiting.pop(0)
                self._receive(sock, start, min(start + self._part, self._size), buffer)

    def _receive(self, sock: socket.socket, start: int, end: int, buffer: memoryview) -> None:
        index = start // self._part
        _, rest = ask(sock, self._url, start, end)
        position = start + os.pwrite(self._file, rest, start)
        while position < end:
            got = sock.recv_into(buffer[: end - position])
            if not got:
                raise EOFError("The server went away.")
            written = 0
            while written < got:
                written += os.pwrite(self._file, buffer[written:got], position + written)
            position += got
            self._done[index] = position - start
            if index == self._wanted:
                with self._lock:
                    self._lock.notify()

    def _hash(self) -> str:
        sha = hashlib.sha256()
        buffer = memoryview(bytearray(HASHED))
        position = 0
        while position < self._size:
            self._wanted = index = position // self._part
            end = min((index + 1) * self._part, self._size)
            there = index * self._part + self._done[index]
            count = min(HASHED, there - position)
            if count <= 0 or (count < HASHED and position + count != end):
                with self._lock:
                    self._lock.wait(_TURN)
                continue
            count = os.preadv(self._file, [buffer[:count]], position)
            sha.update(buffer[:count])
            position += count
        return sha.hexdigest()


def main() -> None:
    """Run the task of the command line and print one line of JSON, as `program.py` does."""
    task = json.loads(sys.argv[1])
    started = time.perf_counter()
    digest = Floor(task).run()
    seconds = time.perf_counter() - started
    sys.stdout.write(json.dumps({"seconds": seconds, "result": task["path"], "digest": digest}) + "\n")


if __name__ == "__main__":
    main()
