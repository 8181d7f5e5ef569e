"""Other programs that take over the terminal: ssh, extensions, installers."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence


def run(command: Sequence[str], *, env: Mapping[str, str] | None = None) -> int:
    """Run a program on our own terminal until it ends.

    Args:
        command: The program and its arguments; no shell reads them.
        env: Its environment; that of this process by default.

    Returns:
        Its exit code; as shells have it, 128 and the number of the signal if one ended it.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    process = subprocess.Popen(list(command), env=None if env is None else dict(env))
    while True:
        try:
            code = process.wait()
            break
        except KeyboardInterrupt:
            # Ctrl-C reaches the whole foreground group: the program decides what it means, we pass on how it ends.
            continue
        except BaseException:
            process.kill()
            raise
    return 128 - code if code < 0 else code


def terminate_like(code: int) -> str:
    """How a program ended, in words."""
    if code > 128:
        try:
            return f"was ended by {signal.Signals(code - 128).name}"
        except ValueError:
            pass
    return f"ended with code {code}"
