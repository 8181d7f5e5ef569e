"""Other programs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import anyio

from huggingface_hub._runtime.aio.scopes import fail_after


if TYPE_CHECKING:
    import subprocess


async def run_process(
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

    async with fail_after(timeout):
        return await anyio.run_process(
            list(args),
            input=input,
            stdin=subprocess.DEVNULL if input is None else None,
            cwd=cwd,
            env=None if env is None else dict(env),
            check=False,
        )
