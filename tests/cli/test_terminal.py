"""`hf` at a real terminal: colours, questions, passwords."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import process_environment


pty = pytest.importorskip("pty", reason="needs pseudo terminals")


def at_terminal(
    home: Path,
    *args: str,
    typed: str = "",
    wait_for: str = "",
    interrupt: bool = False,
    first: tuple[str, str] | None = None,
    **environ: str,
) -> tuple[int, str]:
    """Run `hf` with all streams at a terminal; type or interrupt as soon as it has written `wait_for`.

    `first` is another text to wait for and what to type then.
    """
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "huggingface_hub.cli", *args],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=process_environment(home, **environ),
        start_new_session=True,
    )
    os.close(terminal)
    written = b""
    try:
        while True:
            try:
                chunk = os.read(controller, 4096)
            except OSError:  # Linux says EIO where others say end of file
                break
            if not chunk:
                break
            written += chunk
            if first and first[0].encode() in written:
                os.write(controller, first[1].encode())
                first = None
            if first is None and wait_for.encode() in written:
                os.write(controller, typed.encode())
                if interrupt:
                    process.send_signal(signal.SIGINT)
                typed, interrupt = "", False
        return process.wait(timeout=10), written.decode().replace("\r\n", "\n")
    finally:
        process.kill()
        process.wait()
        os.close(controller)


def test_A7_colours(tmp_path: Path) -> None:
    assert at_terminal(tmp_path, "version")[1].startswith("\x1b[32m✓ hf version\x1b[0m\n")
    assert at_terminal(tmp_path, "version", NO_COLOR="1")[1].startswith("✓ hf version\n")
    assert "\x1b[1m\x1b[31mError: Not logged in." in at_terminal(tmp_path, "auth", "token")[1]


def test_help_fits_the_terminal(tmp_path: Path) -> None:
    for columns in (80, 100, 400):
        _, text = at_terminal(tmp_path, "repos", "create", "--help", COLUMNS=str(columns))
        body = text.partition("Examples:")[0]
        assert max(map(len, body.splitlines())) <= min(columns, 120)


def test_a_no_aborts(tmp_path: Path) -> None:
    code, text = at_terminal(tmp_path, "repos", "delete", "user/m", typed="n\n", wait_for="[y/N]: ")
    assert code == 1
    assert "Delete model 'user/m' and everything in it for good? [y/N]: " in text
    assert text.endswith("Aborted!\n")


def test_ctrl_c_at_a_question(tmp_path: Path) -> None:
    code, text = at_terminal(tmp_path, "repos", "delete", "user/m", interrupt=True, wait_for="[y/N]: ")
    assert code == 1
    assert text.endswith("Aborted!\n")
    assert "Traceback" not in text


def test_a_token_is_asked_for_and_not_shown(tmp_path: Path) -> None:
    # A token of an organization is refused before any request is made.
    code, text = at_terminal(
        tmp_path,
        "auth",
        "login",
        first=("Enter 1 or 2 [1]: ", "2\n"),
        typed="api_org_typed_at_terminal\n",
        wait_for="not be visible): ",
    )
    assert code == 1
    assert "/settings/tokens" in text
    assert "Error: Invalid value. This is a token of an organization." in text
    assert "api_org_typed" not in text
