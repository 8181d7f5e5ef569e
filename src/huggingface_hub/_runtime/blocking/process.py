"""Other programs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from huggingface_hub._runtime.blocking import scopes


if TYPE_CHECKING:
    import subprocess


def run_process(
    args: Sequence[str | os.PathLike[str]],
    *,
    input: bytes | None = None,
    cwd: str | os.PathLike[str] | None = None,
    env: Mapping[str, str] | None = None,
    timeout: float | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run a program to its end, whatever its exit code; it is killed when the scope is stopped.

    Args:
        args: The program and its arguments.
        input: What it reads from stdin; nothing by default.
        cwd: The folder that it runs in.
        env: Its environment; that of this process by default.
        timeout: Seconds after which it is killed.

    Raises:
        TimeoutError: It took longer than `timeout`.
    """
    import subprocess

    scopes.checkpoint()
    with scopes.fail_after(timeout):
        scope = scopes.current()
        process = subprocess.Popen(
            list(args),
            stdin=subprocess.DEVNULL if input is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env=None if env is None else dict(env),
        )
        with process:
            try:
                stdout, stderr = _communicate(process, scope, input)
            except BaseException:
                process.kill()
                raise
        return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)


def _communicate(process: subprocess.Popen[bytes], scope: scopes.Scope, input: bytes | None) -> tuple[bytes, bytes]:
    import subprocess

    while True:
        try:
            # Nothing is lost by asking again after a timeout.
            return process.communicate(input, timeout=min(0.1, max(scope.remaining(), 0.0)))
        except subprocess.TimeoutExpired:
            scope.check()
