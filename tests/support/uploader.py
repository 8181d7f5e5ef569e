"""A process that uploads: `python -m tests.support.uploader '{"endpoint": …, "path": …}'`, to be killed on the way.

Settings: `endpoint`, `repo_id`, `path` (a file or a folder), and as options `colour` (blocking, async), `lane` (false:
httpx only), `connections`, `worth_a_note`, `many_files` (folders of more go up in several commits, of a tenth of that each),
`dies_after` (so many commits of a large folder), `arguments` of the operation.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any


ROOT = Path(__file__).parents[2]


def configure(settings: dict[str, Any]) -> None:
    """Change what a user can't: so that small files behave like large ones."""
    from huggingface_hub import constants
    from huggingface_hub._core.upload import folders, journal, negotiation, series, transfers

    constants.HF_HUB_DISABLE_FAST_LANE = not settings.get("lane", True)
    constants.UPLOAD_CONNECTIONS = settings.get("connections", constants.UPLOAD_CONNECTIONS)
    journal.WORTH_A_NOTE = transfers.WORTH_A_NOTE = settings.get("worth_a_note", journal.WORTH_A_NOTE)
    if "many_files" in settings:
        folders.ONE_COMMIT_FILES = settings["many_files"]
        negotiation.batches.__defaults__ = (settings["many_files"] // 10,)
        series.SCALE = (settings["many_files"] // 10,) * len(series.SCALE)
    if "dies_after" in settings:
        committed = series.Series.committed

        def die_in_time(self: series.Series, *args: Any) -> None:
            committed(self, *args)
            if self._commits == settings["dies_after"]:
                os.kill(os.getpid(), signal.SIGKILL)

        series.Series.committed = die_in_time  # type: ignore[method-assign]


def main(settings: dict[str, Any]) -> None:
    configure(settings)
    path = Path(settings["path"])
    arguments: dict[str, Any] = {"repo_id": settings["repo_id"], **settings.get("arguments", {})}
    if path.is_dir():
        name, more = "upload_folder", {"folder_path": path, "path_in_repo": "."}
    else:
        name, more = "upload_file", {"path_or_fileobj": path, "path_in_repo": path.name}
    if settings.get("colour") == "async":
        import asyncio

        from huggingface_hub._async.api import AsyncHfApi

        api = AsyncHfApi(settings["endpoint"], settings.get("token", "hf_x"))
        print(asyncio.run(getattr(api, name)(**arguments, **more)), flush=True)
    else:
        from huggingface_hub import HfApi

        print(
            getattr(HfApi(settings["endpoint"], settings.get("token", "hf_x")), name)(**arguments, **more), flush=True
        )


class Uploader:
    """Such a process, seen from the test: `with Uploader(home, endpoint=…) as uploader:`."""

    def __init__(self, home: Path, **settings: Any) -> None:
        quiet = {"HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_XET": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.uploader", json.dumps(settings, default=str)],
            cwd=ROOT,
            env={**os.environ, **quiet, "HF_HOME": str(home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.errors = ""

    def finish(self, timeout: float = 15) -> int:
        """Wait for its end, and return its exit code."""
        try:
            _, self.errors = self.process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            _, self.errors = self.process.communicate()
            raise AssertionError(f"The process did not end: {self.errors}") from None
        return self.process.returncode

    def __enter__(self) -> Uploader:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave no process behind, however the test has ended."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
