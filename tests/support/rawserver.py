"""A server that answers byte for byte what a test says, to be as rude as real networks are."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable
from types import TracebackType


class Connection:
    """One accepted connection, in the hands of a test's handler."""

    def __init__(self, sock: socket.socket, server: RawServer) -> None:
        self.sock = sock
        self.server = server
        self._buffer = b""

    def request(self) -> bytes | None:
        """The head of the next request and its body (by Content-Length); None when the client has gone."""
        while b"\r\n\r\n" not in self._buffer:
            if not self._fill():
                return None
        head, _, rest = self._buffer.partition(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        self._buffer = rest
        while len(self._buffer) < length:
            if not self._fill():
                return None
        body, self._buffer = self._buffer[:length], self._buffer[length:]
        self.server.requests.append(head + b"\r\n\r\n" + body)
        return head + b"\r\n\r\n" + body

    def _fill(self) -> bool:
        try:
            data = self.sock.recv(65536)
        except OSError:
            return False
        self._buffer += data
        return bool(data)

    def send(self, data: bytes) -> bool:
        """Send bytes; false when the client has gone."""
        view = memoryview(data)
        try:
            while view:
                count = self.sock.send(view)
                self.server.count(count)
                view = view[count:]
        except OSError:
            return False
        return True

    def answer(self, body: bytes = b"", *, status: str = "200 OK", headers: str = "") -> bool:
        """Send a whole answer."""
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        return self.send(head.encode() + body)

    def wait_for_end(self) -> None:
        """Wait until the client closes the connection."""
        while self._fill():
            self._buffer = b""


class RawServer:
    """`with RawServer(handler) as server:` — `handler(connection)` runs in a thread per connection."""

    def __init__(self, handler: Callable[[Connection], object], tls: ssl.SSLContext | None = None) -> None:
        self._handler = handler
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        self._own: dict[object, threading.Event] = {}
        self.connections = 0
        self.sent = 0
        self.requests: list[bytes] = []
        self.errors: list[BaseException] = []
        self.port: int = self._listener.getsockname()[1]
        self.url = f"{'http' if tls is None else 'https'}://127.0.0.1:{self.port}"

    def __enter__(self) -> RawServer:
        self._start(self._accept)
        return self

    def count(self, sent: int) -> None:
        """Remember how many bytes the system took for the clients."""
        with self._lock:
            self.sent += sent

    def _start(self, target: Callable[..., object], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, name="test-server", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                sock, address = self._listener.accept()
            except OSError:
                return
            with self._lock:
                own = self._own.pop(address, None)
            if own is not None:
                sock.close()
                own.set()
                continue
            with self._lock:
                self.connections += 1
                self._open.append(sock)
            self._start(self._serve, sock)

    def _serve(self, sock: socket.socket) -> None:
        served = sock
        try:
            if self._tls is not None:
                # The handshake takes the descriptor away from `sock`.
                with self._lock:
                    self._open.remove(sock)
                served = self._tls.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
                with self._lock:
                    self._open.append(served)
                try:
                    served.do_handshake()
                except OSError:
                    # A client that does not trust us; that is its test.
                    return
            self._handler(Connection(served, self))
        except BaseException as error:
            self.errors.append(error)
        finally:
            with self._lock:
                self._open.remove(served)
            served.close()

    def settle(self, timeout: float = 5) -> None:
        """Wait until all clients have gone, and what they had sent is dealt with."""
        until = time.monotonic() + timeout
        # Connections are accepted in their order: those of clients that are gone have been when this one is.
        accepted = threading.Event()
        with socket.socket() as last:
            last.bind(("127.0.0.1", 0))
            with self._lock:
                self._own[last.getsockname()] = accepted
            last.connect(("127.0.0.1", self.port))
            accepted.wait(timeout)
        for thread in self._threads[1:]:
            # One that another client is just beginning has not started yet.
            if thread.ident is not None:
                thread.join(max(0.0, until - time.monotonic()))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            # Wakes the thread in `accept`; closing alone does not on Linux.
            self._listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._listener.close()
        with self._lock:
            for sock in self._open:
                try:
                    # That of plain sockets also for TLS, whose own takes the state apart under the reader.
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)
                except OSError:
                    pass
        for thread in self._threads:
            thread.join(5)
        if error is None and self.errors:
            raise self.errors[0]


def serve_forever(answer: Callable[[Connection, bytes], object]) -> Callable[[Connection], None]:
    """A handler that answers every request of a connection."""

    def handle(connection: Connection) -> None:
        while (request := connection.request()) is not None:
            answer(connection, request)

    return handle
