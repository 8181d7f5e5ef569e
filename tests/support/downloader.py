"""A process that downloads one file and says where it is: `python -m tests.support.downloader '{"endpoint": …}'`.

Settings: `endpoint`, `cache`, `filename`, and as options `colour` (blocking, async), `local_dir`, `lane` (false: httpx
only), `locks` (false: locks do nothing), `connections` and `ranged_from` for large files, `patience` with locks.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any


ROOT = Path(__file__).parents[2]


def configure(settings: dict[str, Any]) -> None:
    """Change what a user can't: so that small files behave like large ones, and systems like worse ones."""
    from huggingface_hub import constants
    from huggingface_hub._core.download import growth
    from huggingface_hub._runtime.lane import get as lane

    constants.HF_HUB_DISABLE_FAST_LANE = not settings.get("lane", True)
    constants.RANGED_DOWNLOAD_MIN_SIZE = settings.get("ranged_from", constants.RANGED_DOWNLOAD_MIN_SIZE)
    constants.RANGED_DOWNLOAD_CONNECTIONS = constants.FAST_LANE_CONNECTIONS = settings.get("connections", 4)
    if "ranged_from" in settings:
        growth.LONG_PATH = 0.0
        lane.MIN_CHUNK = lane.MAX_CHUNK = settings["ranged_from"]
    if not settings.get("locks", True):
        import fcntl

        fcntl.flock = lambda fd, operation: None
    if "patience" in settings:
        from huggingface_hub._async.download import entry as async_entry
        from huggingface_hub._sync.download import entry as sync_entry

        async_entry.LOCK_PATIENCE = sync_entry.LOCK_PATIENCE = settings["patience"]


def main(settings: dict[str, Any]) -> None:
    configure(settings)
    arguments = {"endpoint": settings["endpoint"], "local_dir": settings.get("local_dir")}
    if settings.get("colour") == "async":
        import asyncio

        from huggingface_hub._async.download import hf_hub_download as download

        path = asyncio.run(download("user/repo", settings["filename"], cache_dir=settings["cache"], **arguments))
    else:
        from huggingface_hub import hf_hub_download

        path = hf_hub_download("user/repo", settings["filename"], cache_dir=settings["cache"], **arguments)
    digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    print(json.dumps({"path": path, "sha256": digest}), flush=True)


class Downloader:
    """Such a process, seen from the test."""

    def __init__(self, **settings: Any) -> None:
        environment = {**os.environ, "HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.downloader", json.dumps(settings, default=str)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.output = self.errors = ""

    @property
    def pid(self) -> int:
        return self.process.pid

    def finish(self, timeout: float = 15) -> int:
        """Wait for its end, and return its exit code."""
        try:
            self.output, self.errors = self.process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.output, self.errors = self.process.communicate()
            raise AssertionError(f"The process did not end: {self.errors}") from None
        return self.process.returncode

    def __enter__(self) -> Downloader:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave no process behind, however the test has ended."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()

    @property
    def result(self) -> dict[str, str]:
        """What it found; it must have ended well."""
        assert self.process.returncode == 0, self.errors
        found: dict[str, str] = json.loads(self.output)
        return found


class Trigger:
    """Does something once, when a server has sent so many bytes; to be ticked by `fault_server.paced`."""

    def __init__(self, after: int, action: Any, pause: float = 0.0) -> None:
        self.left = after
        self._action = action
        self._pause = threading.Event()
        self._seconds = pause
        self._lock = threading.Lock()
        self.fired = threading.Event()

    def __call__(self, count: int) -> None:
        with self._lock:
            self.left -= count
            due = self.left <= 0 and not self.fired.is_set()
            if due:
                self._action()
                self.fired.set()
        if self._seconds:
            self._pause.wait(self._seconds)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
