"""
Reads a guide as its reader would: runs every Python example and every `hf` command line in the order of the page.

    python -m tests.docs.reader PAGE      in a folder with the files that the guides speak of

All Python of a page shares its names. `await` at the top level works, as in a notebook or in `python -m asyncio`. Lines of
`console` blocks that do not begin with `hf` are for people.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import inspect
import io
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from huggingface_hub.cli import main


# Commands that ask a person, or that run until they are stopped: their words are checked, and no more.
NOT_RUN = ("hf auth login", "hf local-hub serve", "hf jobs scheduled uv run", "hf update")


def blocks(text: str) -> Iterator[tuple[str, str, int]]:
    """Language, content and first line of each fenced block."""
    for match in re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        yield match[1], match[2], text[: match.start()].count("\n") + 1


def commands(block: str) -> Iterator[str]:
    """The `hf` command lines of a console block; a line that ends with a backslash goes on."""
    for line in block.replace("\\\n", " ").splitlines():
        line = line.removeprefix("$ ").strip()
        if line.startswith("hf "):
            yield line


async def read(page: Path) -> None:
    """Run the page."""
    names: dict[str, Any] = {"__name__": "guide"}

    for language, block, line in blocks(page.read_text(encoding="utf-8")):
        if language == "python":
            code = compile(
                "\n" * line + block, str(page), "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True
            )
            result = eval(code, names)
            if inspect.iscoroutine(result):
                await result
        elif language == "console":
            for command in commands(block):
                if not command.startswith(NOT_RUN):
                    # In a thread of its own: what the examples before have started goes on meanwhile.
                    await asyncio.to_thread(run, command, page, line)


def run(command: str, page: Path, line: int) -> None:
    """Run a command line: in this process, unless it needs a shell."""
    if set("|>") & set(command):
        done = subprocess.run(
            ["sh", "-ec", command], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
        code, told = done.returncode, done.stdout + done.stderr
    else:
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            code = main.run(shlex.split(command)[1:])
        told = out.getvalue()

    print(told)
    if code:
        raise SystemExit(f"{page.name}:{line}: {command}\n{told}")


if __name__ == "__main__":
    asyncio.run(read(Path(sys.argv[1])))
