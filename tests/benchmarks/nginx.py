"""nginx, where it is installed: the objects at another address, and the Hub's own files from memory.

As in front of the real Hub, a cache answers for files of a commit, which never change. Without it the local Hub, which
is Python as well, would take more of the machine than the clients that are to be compared.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


LIMIT = "limit_rate 20m; "
OBJECTS_HOST = "127.0.0.2"
FRONT_HOST = "127.0.0.1"
_START_SECONDS = 10.0

_CONFIG = """\
daemon off;
{user}worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 2048; }}
http {{
  log_format method '$request_method';
  access_log off;
  {temporary}
  {certificate}
  default_type application/octet-stream;
  sendfile on;
  # With tcp_nopush, bodies of some 64 KiB wait for 35 ms.
  tcp_nopush off;
  tcp_nodelay on;
  keepalive_timeout 65;
  keepalive_requests 1000000;
  client_max_body_size 0;
  proxy_cache_path {folder}/cache levels=1:2 keys_zone=files:16m inactive=1h;
  upstream hub {{ server {hub}; keepalive 64; }}
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_set_header Host $http_host;
{lanes}}}
"""

_LANE = """\
  server {{
    listen {objects}{tls} backlog=1024;
    access_log {folder}/objects.log method;
    location / {{ root {root}; {speed}add_header Cache-Control immutable; }}
  }}
  server {{
    listen {front}{tls} backlog=1024;
    access_log {folder}/front.log method;
    proxy_redirect http://{known} {scheme}://{told};
    location / {{ proxy_pass http://hub; proxy_request_buffering off; proxy_buffering off; }}
    location ~ "/resolve/[0-9a-f]{{40}}/" {{
      proxy_pass http://hub;
      proxy_cache files;
      proxy_cache_key $server_port$request_uri;
      proxy_cache_valid 200 302 1h;
    }}
  }}
"""


def find() -> str | None:
    """Where nginx is, if it is installed."""
    return shutil.which("nginx", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"]))


def free_address(host: str) -> str:
    """An address that nobody listens on."""
    with socket.socket() as sock:
        sock.bind((host, 0))
        return f"{host}:{sock.getsockname()[1]}"


@dataclass(frozen=True)
class Lane:
    """
    A cache in front of the Hub, and objects beside it.

    Attributes:
        front: The address of the cache.
        objects: The address of the objects.
        told: Where the cache sends clients for objects, if that is another address.
        speed: A directive that slows objects down.
        tls: Whether both speak TLS.
    """

    front: str
    objects: str
    told: str | None = None
    speed: str = ""
    tls: bool = False


class Nginx:
    """A running nginx with a configuration of its own.

    Args:
        program: The executable.
        folder: For its configuration, logs and cache.
        root: The objects.
        hub: The address of the Hub behind the caches.
        lanes: What it offers; the Hub redirects to the objects of the first one.
        certificate: For those with TLS; its key is `key.pem` beside it.

    Attributes:
        front_log: One line for each request that a cache was asked.
        objects_log: One line for each request for an object.
    """

    def __init__(
        self, program: str, folder: Path, root: Path, hub: str, lanes: Sequence[Lane], certificate: Path | None = None
    ) -> None:
        self._program = program
        self._folder = folder
        self._address = lanes[0].front
        self.front_log = folder / "front.log"
        self.objects_log = folder / "objects.log"
        folder.mkdir(parents=True)
        self._config = folder / "nginx.conf"
        # Started by root, its workers would be another user, who may not enter our folders.
        user = "user root;\n" if os.geteuid() == 0 else ""
        servers = "".join(
            _LANE.format(
                folder=folder,
                root=root,
                known=lanes[0].objects,
                objects=lane.objects,
                front=lane.front,
                told=lane.told or lane.objects,
                speed=lane.speed,
                tls=" ssl" if lane.tls else "",
                scheme="https" if lane.tls else "http",
            )
            for lane in lanes
        )
        self._config.write_text(
            _CONFIG.format(
                user=user,
                folder=folder,
                temporary=_temporary_paths(program, folder),
                certificate=_certificate_lines(certificate),
                hub=hub,
                lanes=servers,
            )
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and return when requests are accepted."""
        self._process = subprocess.Popen(
            [self._program, "-p", str(self._folder), "-e", str(self._folder / "error.log"), "-c", str(self._config)],
            stdin=subprocess.DEVNULL,
        )
        host, _, port = self._address.rpartition(":")
        until = time.monotonic() + _START_SECONDS
        while True:
            try:
                socket.create_connection((host, int(port)), timeout=1).close()
                return
            except OSError as error:
                if self._process.poll() is not None or time.monotonic() > until:
                    self.stop()
                    raise RuntimeError(f"nginx did not start; see {self._folder / 'error.log'}.") from error
            time.sleep(0.02)

    def stop(self) -> None:
        """End it and its workers."""
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.terminate()
            process.wait()

    @property
    def pid(self) -> int | None:
        """The process that started the workers."""
        return self._process.pid if self._process is not None else None


def make_certificate(folder: Path) -> Path | None:
    """A certificate that signs itself, for all addresses of a run; None without the `openssl` command."""
    program = shutil.which("openssl")
    if program is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    names = ["-subj", "/CN=bench", "-addext", f"subjectAltName=IP:{FRONT_HOST},IP:{OBJECTS_HOST}"]
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    subprocess.run([program, "req", "-x509", *kind, *names, *files], check=True, capture_output=True)
    return folder / "certificate.pem"


def _certificate_lines(certificate: Path | None) -> str:
    if certificate is None:
        return ""
    return f"ssl_certificate {certificate}; ssl_certificate_key {certificate.with_name('key.pem')};"


def _temporary_paths(program: str, folder: Path) -> str:
    """Directives that keep temporary files below our folder, for the modules that this nginx has."""
    built = subprocess.run([program, "-V"], capture_output=True, text=True, check=True).stderr
    names = [
        "client_body",
        *(n for n in ("proxy", "fastcgi", "uwsgi", "scgi") if f"--without-http_{n}_module" not in built),
    ]
    return "\n  ".join(f"{name}_temp_path {folder}/temporary-{name};" for name in names)
