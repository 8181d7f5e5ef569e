"""`hf` as a process: pipes that close, missing extras, the former name."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import SOURCE, Finished, process_environment


Process = Callable[..., Finished]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
@pytest.mark.parametrize("args", [["repos", "create", "--help"], ["env"], ["version", "--json"]])
def test_A6_a_reader_that_leaves_is_no_error(tmp_path: Path, args: list[str]) -> None:
    # The reader is gone before the first byte is written, so that the outcome does not depend on timing.
    script = (
        "import os, subprocess, sys\n"
        "read, write = os.pipe()\n"
        "os.close(read)\n"
        "ended = subprocess.run([sys.executable, '-m', 'huggingface_hub.cli', *sys.argv[1:]], stdout=write, stderr=subprocess.PIPE)\n"
        "sys.stderr.buffer.write(ended.stderr)\n"
        "sys.exit(ended.returncode)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, *args],
        env=process_environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize("command", ["version >&-", "--help >&- 2>&-", "auth token 2>&-", "env >&-"])
def test_A7_closed_streams(tmp_path: Path, command: str) -> None:
    script = f'"{sys.executable}" -m huggingface_hub.cli {command}'
    ended = subprocess.run(
        ["sh", "-c", script], env=process_environment(tmp_path), capture_output=True, text=True, timeout=20, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (1 if "token" in command else 0, "", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", ["version", "--help", "env"])
def test_A6_output_that_can_not_be_written(tmp_path: Path, command: str) -> None:
    with open("/dev/full", "w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "huggingface_hub.cli", command],
            env=process_environment(tmp_path),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=20,
            check=False,
        )
    assert ended.returncode == 1
    assert "No space left on device" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_former_name_says_so_once(tmp_path: Path) -> None:
    program = "import sys; sys.argv = ['huggingface-cli', 'version', '-q']; from huggingface_hub.cli.deprecated_cli import main; main()"
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env=process_environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )
    assert ended.stdout.count("\n") == 1
    assert ended.stderr == "`huggingface-cli` is now called `hf`: the same commands work there.\n"


def test_version(process: Process) -> None:
    from huggingface_hub import __version__

    assert process("version").out == f"✓ hf version\n  version: {__version__}\n"
    assert process("version", "-q").out == f"{__version__}\n"
    assert process("version", AI_AGENT="some-agent").out == f"version={__version__}\n"


def test_env(process: Process) -> None:
    ended = process("env", HF_TOKEN="hf_secret_of_the_test", HF_HUB_OFFLINE="1")
    assert ended.code == 0
    assert "- HF_HUB_OFFLINE: True" in ended.out
    assert "hf_secret" not in ended.out + ended.err


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("auth", "login", "--json"), "`hf auth login` is interactive"),
        (("auth", "login", "-q"), "`hf auth login` is interactive"),
        (("auth", "token"), "Not logged in. Run `hf auth login` first."),
        (("auth", "whoami"), "Not logged in. Run `hf auth login` first."),
        (("auth", "switch"), "Not logged in. Run `hf auth login` first."),
    ],
)
def test_without_a_login(process: Process, args: tuple[str, ...], message: str) -> None:
    ended = process(*args)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(f"Error: {message}")


def test_nothing_to_log_out_from(process: Process) -> None:
    ended = process("auth", "logout")
    assert (ended.code, ended.err) == (0, "Warning: Not logged in!\n")


def test_the_local_hub_without_its_extra(tmp_path: Path) -> None:
    hide = "import sys; [sys.modules.__setitem__(name, None) for name in ('starlette', 'uvicorn', 'dulwich', 'httptools')]\n"
    run = "sys.argv = ['hf', 'local-hub', 'serve', '--port', '0']; from huggingface_hub.cli.hf import main; main()"
    ended = subprocess.run(
        [sys.executable, "-c", hide + run],
        env=process_environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("Error: The local Hub is not installed.")
    assert "pip install 'huggingface_hub[local-hub]'" in ended.stderr


def test_offline(process: Process) -> None:
    ended = process("repos", "create", "user/m", HF_HUB_OFFLINE="1", HF_TOKEN="hf_x")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("Error: ")
    assert "Traceback" not in ended.err


def test_nobody_answers(process: Process) -> None:
    ended = process("repos", "create", "user/m", HF_ENDPOINT="http://127.0.0.1:9", HF_TOKEN="hf_x")
    assert (ended.code, ended.out) == (1, "")
    assert "Error: " in ended.err
    assert "Traceback" not in ended.err


def test_source_is_what_is_tested() -> None:
    assert (SOURCE / "huggingface_hub" / "cli" / "main.py").exists()
