"""Importing the package is cheap: what it loads is listed here, and heavy things never are."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest


HEAVY = {
    "httpx",
    "httpcore",
    "anyio",
    "asyncio",
    "aiofiles",
    "click",
    "yaml",
    "numpy",
    "tqdm",
    "fsspec",
    "filelock",
    "PIL",
    "pydantic",
}

# Everything of the package that `import huggingface_hub` may load.
ALLOWED = {"huggingface_hub", "huggingface_hub._names"}

# What nobody should pay for who only wants a name of the package, or its types.
MODULES = [
    "huggingface_hub",
    "huggingface_hub.aio",
    "huggingface_hub.constants",
    "huggingface_hub.file_download",
    "huggingface_hub.hf_api",
    "huggingface_hub.lfs",
    "huggingface_hub.types",
    "huggingface_hub.utils",
    "huggingface_hub._async.client",
    "huggingface_hub._sync.client",
]


def loaded_by(code: str, **environment: str) -> set[str]:
    """The modules that a fresh interpreter has after running some code, and did not have before."""
    program = f"import sys\nbefore = set(sys.modules)\n{code}\nimport json\nprint(json.dumps(sorted(set(sys.modules) - before)))"
    result = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True, env=environment
    )
    return set(json.loads(result.stdout))


@pytest.mark.parametrize("module", MODULES)
def test_nothing_heavy(module: str) -> None:
    heavy = HEAVY - {"asyncio", "anyio"} if "._async." in module else HEAVY

    assert heavy & loaded_by(f"import {module}") == set()


def test_what_the_root_loads() -> None:
    """A new module here costs every program that imports the package."""
    loaded = {name for name in loaded_by("import huggingface_hub") if name.startswith("huggingface_hub")}

    assert loaded == ALLOWED


def test_names_load_what_they_need() -> None:
    loaded = loaded_by("from huggingface_hub import ModelInfo")

    assert "huggingface_hub.types.repos" in loaded
    assert HEAVY & loaded == set()


def test_eager_import() -> None:
    """`EAGER_IMPORT` loads everything; empty means unset."""
    code = "import huggingface_hub"

    assert "huggingface_hub.types.repos" in loaded_by(code, EAGER_IMPORT="1")
    assert "huggingface_hub.types.repos" not in loaded_by(code, EAGER_IMPORT="")
