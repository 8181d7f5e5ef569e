"""Completion, asked for as the shells do."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from huggingface_hub import errors
from huggingface_hub.cli import completion

from .conftest import Finished, process_environment


Process = Callable[..., Finished]


def complete(process: Process, line: str) -> list[str]:
    words = line.split(" ")
    ended = process(_HF_COMPLETE="bash_complete", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1))
    assert ended.code == 0, ended.err
    return [entry.partition(",")[2] for entry in ended.out.splitlines()]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("hf lo", {"local-hub"}),
        ("hf up", {"update", "upload", "upload-large-folder"}),
        ("hf rep", {"repos"}),
        ("hf repos br", {"branch"}),
        ("hf repos tag ", {"create", "delete", "list"}),
        ("hf download user/m --type ", {"model", "dataset", "space", "kernel"}),
        ("hf repos create x --flavor t4", {"t4-small", "t4-medium"}),
    ],
)
def test_values(process: Process, line: str, expected: set[str]) -> None:
    assert set(complete(process, line)) == expected


def test_options(process: Process) -> None:
    offered = complete(process, "hf download --")
    assert {"--include", "--local-dir", "--repo-type", "--json", "--quiet", "--format", "--help"} <= set(offered)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts_are_valid(process: Process, shell: str) -> None:
    ended = process("--show-completion", SHELL=f"/usr/bin/{shell}")
    assert ended.code == 0
    assert f"_HF_COMPLETE={shell}_complete" in ended.out
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=ended.out, text=True, check=True)
    if shell != "fish":
        assert process(_HF_COMPLETE=f"{shell}_source").out.strip() == ended.out.strip()


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_completes(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "hf"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m huggingface_hub.cli "$@"\n')
    program.chmod(0o755)
    script = 'eval "$(_HF_COMPLETE=bash_source hf)"; COMP_WORDS=(hf repos br); COMP_CWORD=2; _hf_completion hf; echo "${COMPREPLY[@]}"'
    environment = process_environment(tmp_path)
    environment["PATH"] = f"{program.parent}:{environment['PATH']}"
    ended = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert ended.stdout == "branch\n"


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_install_adds_one_line_once(process: Process, tmp_path: Path, shell: str) -> None:
    target = tmp_path / f".{shell}rc"
    target.write_text("existing")
    for _ in range(2):
        assert process("--install-completion", SHELL=f"/bin/{shell}").code == 0
    assert target.read_text() == f'existing\neval "$(_HF_COMPLETE={shell}_source hf)"\n'


def test_install_for_fish_writes_a_file(process: Process, tmp_path: Path) -> None:
    assert process("--install-completion", SHELL="/usr/bin/fish").code == 0
    assert "fish_complete" in (tmp_path / ".config/fish/completions/hf.fish").read_text()


def test_unknown_shells_are_refused(process: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/bin/tcsh")
    with pytest.raises(errors.CLIError, match="bash, zsh or fish"):
        completion.current_shell()
    ended = process("--show-completion", SHELL="/bin/tcsh")
    assert (ended.code, ended.out) == (1, "")
    assert "No completion for the shell 'tcsh'" in ended.err
