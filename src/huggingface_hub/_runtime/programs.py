"""Other programs, run by libraries that build on this one, and what is printed meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import IO, Any


@contextmanager
def capture_output() -> Generator[StringIO, None, None]:
    """
    Catch what is printed inside the block, in place of showing it.

    Yields:
        What was printed so far.
    """
    before = sys.stdout
    sys.stdout = caught = StringIO()
    try:
        yield caught
    finally:
        sys.stdout = before


def run_subprocess(
    command: str | list[str], folder: str | Path | None = None, check: bool = True, **kwargs: Any
) -> subprocess.CompletedProcess[str]:
    """
    Run a program and wait for its end. No shell is involved.

    Args:
        command: The program and its arguments; text is split at blanks.
        folder: Where to run it; the current folder by default.
        check: Raise if it fails.
        kwargs: More for `subprocess.run`.

    Returns:
        How it ended, with `stdout` and `stderr` as text.

    Raises:
        CalledProcessError: It failed.
    """
    return subprocess.run(
        command.split() if isinstance(command, str) else command,
        check=check,
        **{**_options(folder), "stderr": subprocess.PIPE, "stdout": subprocess.PIPE, **kwargs},
    )


@contextmanager
def run_interactive_subprocess(
    command: str | list[str], folder: str | Path | None = None, **kwargs: Any
) -> Generator[tuple[IO[str], IO[str]], None, None]:
    """
    Talk to a program inside the block. No shell is involved.

    Args:
        command: The program and its arguments; text is split at blanks.
        folder: Where to run it; the current folder by default.
        kwargs: More for `subprocess.Popen`.

    Yields:
        Its `stdin` to write to, and its `stdout` to read from. What it says to `stderr` comes there too.
    """
    options = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, **kwargs}
    with subprocess.Popen(
        command.split() if isinstance(command, str) else command, **{**_options(folder), **options}
    ) as process:
        assert process.stdin is not None, "stdin must be piped"
        assert process.stdout is not None, "stdout must be piped"
        try:
            yield process.stdin, process.stdout
        except BaseException:
            # It may wait for more input, or have more to say than a pipe holds: its end would not come.
            process.kill()
            raise


def _options(folder: str | Path | None) -> dict[str, Any]:
    return {"encoding": "utf-8", "errors": "replace", "cwd": str(folder or os.getcwd())}
