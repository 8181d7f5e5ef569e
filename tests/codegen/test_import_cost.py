"""Importing the package is cheap: what it loads is listed here, and heavy things never are."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

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


# What fetches files, and what only requests need: in the cache there is most of what programs ask for.
FOR_REQUESTS = {
    "huggingface_hub._async.download.missing",
    "huggingface_hub._core.download.lots",
    "huggingface_hub._core.download.partial",
    "huggingface_hub._core.exchange",
    "huggingface_hub._core.oauth",
    "huggingface_hub._runtime.lane.many",
    "huggingface_hub._sync.download.entry",
    "huggingface_hub._sync.download.fetch",
    "huggingface_hub._sync.download.missing",
    "hashlib",
    "socket",
    "ssl",
    "tempfile",
}


@pytest.mark.parametrize("name", ["HfApi", "hf_hub_download", "snapshot_download"])
def test_what_requests_need_is_loaded_with_the_first(name: str) -> None:
    assert FOR_REQUESTS & loaded_by(f"from huggingface_hub import {name}") == set()


@pytest.mark.parametrize("home", ["huggingface_hub", "huggingface_hub.aio"])
def test_the_client_loads_an_operation_when_it_is_used(home: str) -> None:
    """Importing `HfApi` costs the same, however much the Hub can do."""
    words = {f"huggingface_hub.types.{word}" for word in ("repos", "spaces", "jobs", "discussions", "collections")}
    before = loaded_by(f"from {home} import HfApi; HfApi()")
    after = loaded_by(f"from {home} import HfApi; HfApi().create_repo")

    assert words & before == set()
    assert "huggingface_hub.types.repos" in after
    assert "huggingface_hub.types.jobs" not in after


def test_a_cached_snapshot_loads_nothing_for_requests(tmp_path: Path) -> None:
    repo, commit = tmp_path / "models--user--repo", "c" * 40
    for folder in ("blobs", f"snapshots/{commit}", "trees"):
        (repo / folder).mkdir(parents=True)
    (repo / "blobs" / "b").write_text("x")
    (repo / "snapshots" / commit / "a").symlink_to("../../blobs/b")
    files = {"a": {"size": 1, "blob_id": "b"}}
    (repo / "trees" / f"{commit}.json").write_text(json.dumps({"format_version": 1, "files": files}))
    call = f"snapshot_download('user/repo', revision='{commit}', cache_dir={str(tmp_path)!r})"

    assert FOR_REQUESTS & loaded_by(f"from huggingface_hub import snapshot_download; {call}") == set()


def test_eager_import() -> None:
    """`EAGER_IMPORT` loads everything; empty means unset."""
    code = "import huggingface_hub"

    assert "huggingface_hub.types.repos" in loaded_by(code, EAGER_IMPORT="1")
    assert "huggingface_hub.types.repos" not in loaded_by(code, EAGER_IMPORT="")
