"""The Hub that contenders talk to: our local Hub in a process of its own, with nginx before it where there is one.

`python -m tests.benchmarks.server` is that process; it ends when its standard input does.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.benchmarks import machine
from tests.benchmarks.distance import Distance, is_possible
from tests.benchmarks.nginx import FRONT_HOST, LIMIT, OBJECTS_HOST, Lane, Nginx, free_address, make_certificate


_REPOSITORY = Path(__file__).parents[2]
_LOG_DELAY = 0.05
# The same as nginx gives a connection for what it sends.
LIMIT_BYTES = 20 * 1024 * 1024


class BenchServer:
    """
    A local Hub with some repositories, for the time of a `with` block.

    Args:
        folder: For everything that the server keeps.
        seeds: Repository → folder with its files.
        nginx: The nginx executable; without it the Hub serves everything by itself.

    Attributes:
        urls: The addresses to use as `HF_ENDPOINT`: `hub` is the Hub itself, `front` has a cache for files of a commit
            (which needs nginx; else it is the Hub itself), `limited` gives each connection for objects 20 MB/s, `far`
            is 25 ms away in each direction; `tls` and `far-tls` are `front` and `far` with TLS. `store`, `far-store` and
            `limited-store` take uploads only and cost next to nothing, so that clients are measured and not the Hub.
        certificate: What signs for those with TLS, None if there are none.
        token: A token that may write.
    """

    def __init__(self, folder: Path, seeds: Mapping[str, Path], nginx: str | None) -> None:
        self._folder = folder
        self._seeds = seeds
        self._nginx_program = nginx
        self._nginx: Nginx | None = None
        self._hub: subprocess.Popen[str] | None = None
        self._hub_log = folder / "hub.log"
        self.root = folder / "root"
        self._distance: Distance | None = None
        self._store: subprocess.Popen[str] | None = None
        self._store_log = folder / "store.log"
        self.urls: dict[str, str] = {}
        self.token = ""
        self.certificate: Path | None = None

    def __enter__(self) -> BenchServer:
        try:
            self._start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _start(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        objects = free_address(OBJECTS_HOST) if self._nginx_program else None
        task = {
            "root": str(self.root),
            "log": str(self._hub_log),
            "cdn_url": f"http://{objects}" if objects else None,
            "seeds": {repo: str(path) for repo, path in self._seeds.items()},
        }
        self._hub = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.server", json.dumps(task)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=_REPOSITORY,
        )
        assert self._hub.stdout is not None
        first = self._hub.stdout.readline()
        if not first:
            raise RuntimeError("The local Hub did not start; its message is above.")
        answer = json.loads(first)
        self.urls, self.token = {"hub": answer["url"], "front": answer["url"]}, answer["token"]
        if self._nginx_program and objects:
            self._start_nginx(self._nginx_program, objects)

    def _start_nginx(self, program: str, objects: str) -> None:
        front = Lane(free_address(FRONT_HOST), objects)
        limited = Lane(free_address(FRONT_HOST), free_address(OBJECTS_HOST), speed=LIMIT)
        far = Lane(free_address(FRONT_HOST), free_address(OBJECTS_HOST), told=free_address(OBJECTS_HOST))
        lanes = [front, limited, far]
        tls = far_tls = None
        self.certificate = make_certificate(self._folder / "tls")
        if self.certificate is not None:
            tls = Lane(free_address(FRONT_HOST), free_address(OBJECTS_HOST), tls=True)
            far_tls = Lane(
                free_address(FRONT_HOST), free_address(OBJECTS_HOST), told=free_address(OBJECTS_HOST), tls=True
            )
            lanes += [tls, far_tls]
        hub = self.urls["hub"].removeprefix("http://")
        folder, objects_folder = self._folder / "nginx", self.root / "objects"
        self._nginx = Nginx(program, folder, objects_folder, hub, lanes, self.certificate)
        self._nginx.start()
        self.urls.update(front=f"http://{front.front}", limited=f"http://{limited.front}")
        if tls is not None:
            self.urls["tls"] = f"https://{tls.front}"
        if not is_possible():
            return
        away = {"far": free_address(FRONT_HOST), "far-tls": free_address(FRONT_HOST)}
        pairs = []
        for name, lane in (("far", far), ("far-tls", far_tls)):
            if lane is not None and lane.told is not None:
                pairs += [(away[name], lane.front), (lane.told, lane.objects)]
                self.urls[name] = f"{'https' if lane.tls else 'http'}://{away[name]}"
        self._distance = Distance([*pairs, *self._start_store()])

    def _start_store(self) -> list[tuple[str, str]]:
        """Start what takes uploads; returns the ways that lead there."""
        parts, far, far_parts, limited = (
            free_address(host) for host in (OBJECTS_HOST, FRONT_HOST, OBJECTS_HOST, OBJECTS_HOST)
        )
        task = {
            "log": str(self._store_log),
            "sinks": [(parts, None), (limited, LIMIT_BYTES)],
            "origins": [
                (f"http://{parts}", None),
                (f"http://{far_parts}", f"http://{far}"),
                (f"http://{limited}", None),
            ],
        }
        self._store = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.storage", json.dumps(task)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=_REPOSITORY,
        )
        assert self._store.stdout is not None
        near, behind, slow = json.loads(self._store.stdout.readline())
        self.urls |= {"store": f"http://{near}", "far-store": f"http://{far}", "limited-store": f"http://{slow}"}
        return [(far, behind), (far_parts, parts)]

    def _stop(self) -> None:
        for process in (self._distance, self._nginx):
            if process is not None:
                process.stop()
        for answering in (self._store, self._hub):
            if answering is not None:
                # The end of its input, and of its output.
                answering.communicate()

    def pids(self) -> list[int]:
        """The processes of the server."""
        found = [process.pid for process in (self._hub, self._store) if process is not None]
        if self._distance is not None:
            found.append(self._distance.pid)
        if self._nginx is not None and self._nginx.pid is not None:
            found += [self._nginx.pid, *machine.children(self._nginx.pid)]
        return found

    def requests(self, url: str) -> int:
        """How many requests clients have made to an endpoint and for objects until now."""
        # Servers note a request when its answer is sent, which may be after the client has ended.
        time.sleep(_LOG_DELAY)
        if self._nginx is None:
            return _lines(self._hub_log)
        if url.rpartition(":")[2] in {self.urls[n].rpartition(":")[2] for n in self.urls if n.endswith("store")}:
            return _lines(self._store_log)
        asked = self._hub_log if url == self.urls["hub"] else self._nginx.front_log
        return _lines(asked) + _lines(self._nginx.objects_log)

    # What the harness itself wants from the Hub, outside of all timing

    def create_repo(self, name: str) -> str:
        """Make a model repository of the default user; returns its id."""
        self._ask("POST", "/api/repos/create", {"name": name, "type": "model"})
        return f"local/{name}"

    def files(self, repo_id: str) -> list[str]:
        """The files of a repository."""
        return [sibling["rfilename"] for sibling in self._ask("GET", f"/api/models/{repo_id}")["siblings"]]

    def commit(self, repo_id: str) -> str:
        """The newest commit of a repository."""
        sha: str = self._ask("GET", f"/api/models/{repo_id}")["sha"]
        return sha

    def stored(self) -> dict[str, int]:
        """What the store took since it was last asked: the path of each object or part, and its size."""
        with urllib.request.urlopen(self.urls["store"] + "/stored", timeout=60) as response:
            found: dict[str, int] = json.load(response)
            return found

    def objects(self) -> set[Path]:
        """The object files that the Hub has now."""
        return {path for path in (self.root / "objects").rglob("*") if path.is_file()}

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            self.urls["hub"] + path,
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            log = (
                self._hub_log.read_text() if self._hub_log.exists() else "Its log is gone: somebody removed the folder."
            )
            end = "\n".join(log.splitlines()[-30:])
            raise RuntimeError(
                f"{method} {path} gave {error.code} {error.read(1000)!r}. The Hub's log ends:\n{end}"
            ) from error


def _lines(path: Path) -> int:
    try:
        return path.read_bytes().count(b"\n")
    except FileNotFoundError:
        return 0


def serve(task: Mapping[str, Any]) -> None:
    """Be the Hub: seed it, tell where it is, and answer until the standard input ends."""
    from huggingface_hub.local_hub import LocalHub

    hub = LocalHub(task["root"], cdn_url=task["cdn_url"], log=True, xet=False)
    # One line per request is all that the harness counts; nobody reads them on stderr.
    requests = logging.getLogger("huggingface_hub.local_hub.app")
    requests.addHandler(logging.FileHandler(task["log"]))
    requests.propagate = False
    with hub:
        for repo_id, folder in task["seeds"].items():
            hub.seed(repo_id, folder)
        sys.stdout.write(json.dumps({"url": hub.url, "token": hub.token}) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    try:
        serve(json.loads(sys.argv[1]))
    except KeyboardInterrupt:
        # Ctrl-C goes to the whole group; the harness says what there is to say.
        pass
