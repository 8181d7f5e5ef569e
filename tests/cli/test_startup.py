"""What may be loaded to answer. Times depend on the machine; modules don't."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import process_environment


LIST_MODULES = """
import sys
sys.argv = ["hf", *{args!r}]
from huggingface_hub.cli.hf import main
try:
    main()
finally:
    sys.stderr.write("\\n".join(sorted(sys.modules)))
"""
HEAVY = {
    "httpx",
    "anyio",
    "asyncio",
    "click",
    "yaml",
    "tqdm",
    "fsspec",
    "aiofiles",
    "filelock",
    "dataclasses",
    "inspect",
}
OURS = {
    "huggingface_hub",
    "huggingface_hub._names",
    "huggingface_hub.cli",
    "huggingface_hub.cli._generated",
    "huggingface_hub.cli._generated.root",
    "huggingface_hub.cli.help",
    "huggingface_hub.cli.hf",
    "huggingface_hub.cli.main",
    "huggingface_hub.cli.terminal",
    "huggingface_hub.cli.tree",
}
TO_PRINT = {
    "huggingface_hub._core",
    "huggingface_hub._core.agent_env",
    "huggingface_hub.cli.handlers",
    "huggingface_hub.cli.handlers.system",
    "huggingface_hub.cli.output",
    "huggingface_hub.cli.values",
    "huggingface_hub.cli.version",
}


def loaded(tmp_path: Path, *args: str, **environ: str) -> set[str]:
    ended = subprocess.run(
        [sys.executable, "-c", LIST_MODULES.format(args=list(args))],
        capture_output=True,
        text=True,
        env=process_environment(tmp_path, **environ),
        timeout=20,
        check=True,
    )
    return set(ended.stderr.split())


@pytest.mark.parametrize(
    ("args", "allowed"),
    [
        (("--help",), OURS | {"huggingface_hub.cli.extensions"}),
        ((), OURS | {"huggingface_hub.cli.extensions"}),
        (("download", "--help"), OURS | {"huggingface_hub.cli._generated.download"}),
        (("repos",), OURS | {"huggingface_hub.cli._generated.repos"}),
        (("repos", "branch", "create", "-h"), OURS | {"huggingface_hub.cli._generated.repos"}),
        (("version",), (OURS | TO_PRINT) - {"huggingface_hub.cli.help", "huggingface_hub.cli.tree"}),
        (("--version",), OURS | {"huggingface_hub.cli.version"}),
    ],
)
def test_help_and_version_load_next_to_nothing(tmp_path: Path, args: tuple[str, ...], allowed: set[str]) -> None:
    modules = loaded(tmp_path, *args)
    assert {name for name in modules if name.startswith("huggingface_hub")} <= allowed
    assert modules & HEAVY == set()


def test_completion_loads_the_parser_and_no_operation(tmp_path: Path) -> None:
    modules = loaded(tmp_path, _HF_COMPLETE="bash_complete", COMP_WORDS="hf repos ", COMP_CWORD="2")
    assert modules & {"httpx", "anyio", "asyncio", "yaml", "fsspec"} == set()
    assert not any(name.startswith(("huggingface_hub._sync", "huggingface_hub._async")) for name in modules)


def test_commands_never_load_the_declarations(tmp_path: Path) -> None:
    assert not any(name.startswith("huggingface_hub.cli.groups") for name in loaded(tmp_path, "env", "--json"))


def test_local_commands_do_not_load_the_http_library(tmp_path: Path) -> None:
    assert loaded(tmp_path, "auth", "list") & {"httpx", "anyio", "asyncio"} == set()


def test_a_check_for_updates_that_is_switched_off_loads_nothing(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    modules = loaded(tmp_path, "cache", "ls", "--cache-dir", str(tmp_path / "cache"), HF_HUB_DISABLE_UPDATE_CHECK="1")
    assert modules & {"importlib.metadata", "email", "concurrent.futures", "huggingface_hub._runtime.blocking"} == set()
