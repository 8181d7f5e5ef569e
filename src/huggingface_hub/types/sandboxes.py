"""Sandboxes: machines of the Hub to run untrusted code on, and what they say about commands and files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


SANDBOX_LABEL = "hf-sandbox"
MODE_LABEL = "hf-sandbox-mode"
POOL_LABEL = "hf-sandbox-pool"
NONCE_LABEL = "hf-sandbox-nonce"
RESERVED_SANDBOX_LABELS = frozenset({SANDBOX_LABEL, MODE_LABEL, POOL_LABEL, NONCE_LABEL})
MODE_DEDICATED = "dedicated"
MODE_POOL = "pool"
ADOPT_OWN = "own"
ADOPT_NAMESPACE = "namespace"
ADOPT_NEVER = "never"
DEFAULT_IMAGE = "python:3.12"
DEFAULT_IDLE_TIMEOUT = 600
DEFAULT_SANDBOXES_PER_HOST = 50
MAX_CAPTURED_OUTPUT_CHARS = 64 * 1024 * 1024
SANDBOX_MAX_LIFETIME = "24h"
SANDBOX_SERVER_PORT = 49983
SANDBOX_SERVER_PROTOCOL = 3
SANDBOX_SERVER_VERSION = "0.7.0"
SANDBOX_SERVER_SHA256 = "eb2b04f79fbe765195300aaf1582be2a2a9ea698ff067d0cab428171d5584932"
SHARED_ID_SEP = "."


@dataclass
class SandboxCommandResult:
    """
    How a command in a sandbox ended.

    Attributes:
        exit_code: Its exit code; `None` if a signal ended it.
        stdout: What it wrote to its standard output.
        stderr: What it wrote to its standard error.
        signal: The signal that ended it.
        timed_out: Whether it was ended because it took too long.
        duration_ms: How long it ran.
    """

    exit_code: int | None
    stdout: str
    stderr: str
    signal: int | None = None
    timed_out: bool = False
    duration_ms: int = 0

    @property
    def ok(self) -> bool:
        """Whether it succeeded."""
        return self.exit_code == 0

    def __repr__(self) -> str:
        ended = f"exit_code={self.exit_code}" if self.signal is None else f"signal={self.signal}"
        late = ", timed_out=True" if self.timed_out else ""
        return f"SandboxCommandResult({ended}{late}, stdout={_short(self.stdout)}, stderr={_short(self.stderr)})"


@dataclass
class FileEntry:
    """
    A file or folder in a sandbox.

    Attributes:
        name: Its name.
        path: Where it is.
        type: What it is.
        size: Bytes.
        mtime_ms: When it was last changed, in milliseconds since 1970.
        mode: Its permissions.
    """

    name: str
    path: str
    type: Literal["file", "dir", "symlink"]
    size: int
    mtime_ms: int | None = None
    mode: str = ""


def _short(text: str) -> str:
    return repr(text if len(text) <= 200 else f"{text[:200]}…")
