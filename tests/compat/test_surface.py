"""The public surface, and the paths that programs out there import, compared with the reference."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.compat.differences import MODULES_TO_COME
from tests.compat.surface import CONTRACT, coming


DOWNSTREAM: dict[str, Any] = json.loads((Path(__file__).parent / "contract" / "downstream.json").read_text())

# Names below private or public modules of parts that are not written yet.
PARTS_TO_COME = (
    *(f"{module}." for module in MODULES_TO_COME),
    "inference.",
    "_webhooks_server.",
    "commands.",
    "cli._output.",
)

# Names that old versions had, and that programs ask for behind a check of the version.
GONE = {"Repository", "file_download._chmod_and_replace", "hf_api.HfFolder", "repo_type_and_id_from_hf_id"}


def test_nothing_differs_without_a_reason() -> None:
    """In a process of its own, whose environment changes no constant."""
    environment = {name: value for name, value in os.environ.items() if name in ("HOME", "PATH", "PYTHONPATH")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.compat.surface"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )

    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def test_the_contract_is_whole() -> None:
    assert len(CONTRACT["root"]) == 519
    assert len(CONTRACT["symbols"]) > 690


@pytest.mark.parametrize("path", DOWNSTREAM["names"])
def test_a_path_of_programs_out_there_can_be_imported(path: str) -> None:
    if path.rpartition(".")[2] in coming() or path in GONE or path.startswith(PARTS_TO_COME):
        pytest.skip("not written yet, or gone")

    found = importlib.import_module("huggingface_hub")
    walked = "huggingface_hub"

    for name in path.split("."):
        walked = f"{walked}.{name}"
        # Some are modules that only an import finds, others are attributes that are no modules.
        found = getattr(found, name) if hasattr(found, name) else importlib.import_module(walked)


@pytest.mark.parametrize("name", ["_auth", "_detect_agent", "_http", "httpx", "logging"])
def test_modules_are_attributes_of_utils(name: str) -> None:
    """Programs patch `huggingface_hub.utils._http.…` without importing the module."""
    code = (
        f"import huggingface_hub.utils as utils; assert utils.{name}.__name__.startswith(('huggingface_hub', 'httpx'))"
    )

    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
