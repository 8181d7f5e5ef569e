"""Programs that no one here wrote, each in its own process, against a Hub of ours.

The nox session `clients` installs them and says where they are; without it these tests are left out.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub.local_hub import LocalHub


Run = Callable[[str], str]


@pytest.fixture(scope="session")
def parts_hub(local_hub_factory: Callable[..., LocalHub]) -> LocalHub:
    """A Hub that asks for several parts from 12 MB on."""
    return local_hub_factory(multipart_threshold=12_000_000, part_size=5 * 1024 * 1024)


def client_env(hub: LocalHub, home: Path, **more: str) -> dict[str, str]:
    """The environment of somebody who uses this Hub and has an empty home."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "SYSTEMROOT")}
    return {**kept, "HOME": str(home), "HF_HOME": str(home / "hf"), **hub.env, **more}


def run(args: list[str], *, env: dict[str, str], cwd: Path, **kwargs: Any) -> str:
    """Run a program to its end and return what it printed; its failure is the test's."""
    done = subprocess.run(args, env=env, cwd=cwd, capture_output=True, text=True, timeout=120, check=False, **kwargs)
    assert done.returncode == 0, f"{args}\n--- stdout\n{done.stdout}\n--- stderr\n{done.stderr}"
    return done.stdout


@pytest.fixture
def official(parts_hub: LocalHub, tmp_path: Path) -> Run:
    """Runs code with the official Python client, over plain HTTP and LFS."""
    python = os.environ.get("HF_OFFICIAL_PYTHON")
    if not python:
        pytest.skip("HF_OFFICIAL_PYTHON is not set: `nox -s clients` installs the official client")
    env = client_env(parts_hub, tmp_path, HF_HUB_DISABLE_XET="1", HF_HUB_DISABLE_PROGRESS_BARS="1")
    return lambda code: run([python, "-c", code], env=env, cwd=tmp_path)


@pytest.fixture(scope="session")
def xet_hub(local_hub_factory: Callable[..., LocalHub]) -> LocalHub:
    return local_hub_factory(xet=True, lfs_threshold=1_000_000)


@pytest.fixture
def official_xet(xet_hub: LocalHub, tmp_path: Path) -> Run:
    """Runs code with the official Python client, which transfers through hf_xet (unless the code says otherwise)."""
    python = os.environ.get("HF_OFFICIAL_PYTHON")
    if not python:
        pytest.skip("HF_OFFICIAL_PYTHON is not set: `nox -s clients` installs the official client")
    env = client_env(xet_hub, tmp_path, HF_HUB_DISABLE_PROGRESS_BARS="1")
    run([python, "-c", "import hf_xet"], env=env, cwd=tmp_path)
    return lambda code: run([python, "-c", code], env=env, cwd=tmp_path)


@pytest.fixture
def npm(parts_hub: LocalHub, tmp_path: Path) -> Run:
    """Runs a module of JavaScript that can import `@huggingface/hub`."""
    prefix = os.environ.get("HF_NPM_PREFIX")
    if not prefix:
        pytest.skip("HF_NPM_PREFIX is not set: `nox -s clients` installs the npm client where there is npm")

    def run_module(code: str) -> str:
        script = tmp_path / "script.mjs"
        script.write_text(code)
        # Modules are looked up from the script's own folder upwards.
        (tmp_path / "node_modules").symlink_to(Path(prefix) / "node_modules")
        return run(["node", str(script)], env=client_env(parts_hub, tmp_path), cwd=tmp_path)

    return run_module
