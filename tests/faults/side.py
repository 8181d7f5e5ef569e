"""One client under trial: an interpreter that waits for calls, is given a bounded time, and replaced when it hangs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
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
        killed: Whether the process ended in the middle of it.
        seconds: How long it took.
        saved: What was flushed and what got its name, if the machine notes it.
        secret_in_locals: Whether a secret can be seen in the variables of the traceback.
    """

    value: str | int | None = None
    error: list[str] = field(default_factory=list)
    message: str = ""
    digest: str = ""
    warnings: list[str] = field(default_factory=list)
    slept: float = 0.0
    peak: int = 0
    hung: bool = False
    killed: bool = False
    seconds: float = 0.0
    saved: list[str] = field(default_factory=list)
    secret_in_locals: bool = False

    @property
    def ok(self) -> bool:
        return not self.error and not self.hung and not self.killed

    def is_a(self, *names: str) -> bool:
        """Whether it raised one of these classes."""
        return any(name in self.error for name in names)

    def __str__(self) -> str:
        if self.hung:
            return f"still waiting after {PATIENCE:.0f} s"
        if self.killed:
            return "killed"
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
        self.python = python
        self.home = home
        self._process: subprocess.Popen[str] | None = None
        self._machine: dict[str, Any] = {}
        self._more: dict[str, str] = {}
        self._interrupted = 0.0
        self.patience = PATIENCE
        self.reaction = 0.0
        """Seconds from Ctrl-C to the end of the call."""

    def call(self, name: str, arguments: dict[str, Any], **how: Any) -> Outcome:
        """Make one call; it is ended when it takes too long."""
        process = self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"name": name, "arguments": arguments, **how}) + "\n")
        process.stdin.flush()
        late = threading.Event()
        timer = threading.Timer(self.patience, lambda: (late.set(), process.kill()))
        timer.start()
        try:
            line = process.stdout.readline()
        finally:
            timer.cancel()
        self.reaction = time.monotonic() - self._interrupted
        if not line:
            self.stop()
            return Outcome(hung=late.is_set(), killed=not late.is_set())
        return Outcome(**json.loads(line))

    @contextmanager
    def on(self, env: dict[str, str] | None = None, **machine: Any) -> Generator[None, None, None]:
        """Run on a machine of this kind meanwhile (see `machine.KINDS`), with more variables."""
        self.stop()
        self._machine, self._more = machine, env or {}
        try:
            yield
        finally:
            self.stop()
            self._machine, self._more = {}, {}

    def kill(self) -> None:
        """End the process in the middle of what it does, from another thread."""
        self._send(signal.SIGKILL)

    def interrupt(self) -> None:
        """Ctrl-C."""
        self._interrupted = time.monotonic()
        self._send(signal.SIGINT)

    def freeze(self) -> None:
        """Stop the process without ending it."""
        self._send(signal.SIGSTOP)

    def _send(self, number: int) -> None:
        if self._process is not None:
            self._process.send_signal(number)

    def said(self) -> str:
        """What has been printed to standard error, since there is a process."""
        return (self.home / "stderr").read_text(encoding="utf-8", errors="replace")

    @property
    def env(self) -> dict[str, str]:
        """The variables of the client."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("HF_") and not k.lower().endswith("_proxy")}
        kept.pop("PYTHONPATH", None)
        mine = {
            "HOME": str(self.home),
            "HF_HOME": str(self.home / "hf"),
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_DISABLE_PROGRESS_BARS": "1",
            "HF_HUB_DOWNLOAD_TIMEOUT": "2",
            "HF_HUB_ETAG_TIMEOUT": "2",
        }
        return {**kept, **mine, **self._more}

    def _start(self) -> subprocess.Popen[str]:
        if self._process is None:
            self.home.mkdir(parents=True, exist_ok=True)
            with open(self.home / "stderr", "wb") as errors:
                self._process = subprocess.Popen(
                    [self.python, str(CHILD), self.colour, json.dumps(self._machine)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    env=self.env,
                    text=True,
                )
        return self._process

    def command(self, *args: str, **more: Any) -> subprocess.CompletedProcess[str]:
        """Run the client's command line."""
        options: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more}
        command = [str(Path(self.python).with_name("hf")), *args]
        self.home.mkdir(parents=True, exist_ok=True)
        return subprocess.run(command, env=self.env, text=True, timeout=PATIENCE, check=False, **options)

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
