"""One client under trial: an interpreter that waits for calls, is given a bounded time, and replaced when it hangs."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any


CHILD = Path(__file__).with_name("child.py")
PATIENCE = 15.0
MIB = 1024 * 1024


@dataclass(frozen=True)
class Outcome:
    """How a call ended.

    Attributes:
        value: The path that was returned, or how many items.
        error: Names of the exception's classes, the most special one first.
        message: Its text.
        digest: Hash of the content behind the path.
        warnings: Names of the classes of warnings.
        slept: Seconds that the client meant to wait.
        peak: The most memory that the process has used so far.
        hung: Whether the call had to be ended.
    """

    value: str | int | None = None
    error: list[str] = field(default_factory=list)
    message: str = ""
    digest: str = ""
    warnings: list[str] = field(default_factory=list)
    slept: float = 0.0
    peak: int = 0
    hung: bool = False

    @property
    def ok(self) -> bool:
        return not self.error and not self.hung

    def is_a(self, *names: str) -> bool:
        """Whether it raised one of these classes."""
        return any(name in self.error for name in names)

    def __str__(self) -> str:
        if self.hung:
            return f"still waiting after {PATIENCE:.0f} s"
        if self.slept > 300:
            return f"waits {self.slept:,.0f} s"
        if self.error:
            return f"`{self.error[0]}`"
        return "returned, no warning" if not self.warnings else f"returned, `{self.warnings[0]}`"


class Side:
    """`with Side("async", python) as side:` — `side.call("hf_hub_download", …)`.

    Args:
        colour: `async`, `blocking` or `official`.
        python: The interpreter of the environment that has the client.
        home: A folder for everything that it keeps.
    """

    def __init__(self, colour: str, python: str, home: Path) -> None:
        self.colour = colour
        self._python = python
        self._home = home
        self._process: subprocess.Popen[str] | None = None

    def call(self, name: str, arguments: dict[str, Any]) -> Outcome:
        """Make one call; it is ended when it takes too long."""
        process = self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"name": name, "arguments": arguments}) + "\n")
        process.stdin.flush()
        timer = threading.Timer(PATIENCE, process.kill)
        timer.start()
        try:
            line = process.stdout.readline()
        finally:
            timer.cancel()
        if not line:
            self.stop()
            return Outcome(hung=True)
        return Outcome(**json.loads(line))

    def _start(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._home.mkdir(parents=True, exist_ok=True)
            kept = {k: v for k, v in os.environ.items() if not k.startswith("HF_") and not k.lower().endswith("_proxy")}
            kept.pop("PYTHONPATH", None)
            mine = {
                "HOME": str(self._home),
                "HF_HOME": str(self._home / "hf"),
                "HF_HUB_DISABLE_XET": "1",
                "HF_HUB_DISABLE_TELEMETRY": "1",
                "HF_HUB_DISABLE_PROGRESS_BARS": "1",
                "HF_HUB_DOWNLOAD_TIMEOUT": "2",
                "HF_HUB_ETAG_TIMEOUT": "2",
            }
            self._process = subprocess.Popen(
                [self._python, str(CHILD), self.colour],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**kept, **mine},
                text=True,
            )
        return self._process

    def stop(self) -> None:
        """End the interpreter; the next call starts another."""
        if self._process is None:
            return
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.wait()
        self._process = None

    def __enter__(self) -> Side:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
