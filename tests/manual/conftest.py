"""The manual's examples run as a reader would run them: verbatim, in a process of their own, against a Hub.

The Hub is the local one, with repositories of the names that the manual uses. Only absolute paths of the manual's author
are replaced, by paths in the test's folder.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub.local_hub import LocalHub


# The token that the manual's examples write down.
MANUAL_TOKEN = "hf_xxxxx"
OWNERS = ["username", "lysandre", "user", "my-org", "tiiuae", "stabilityai", "meta-llama", "bigscience"]
PUBLIC = {
    "reader/bert-base-cased": ["config.json", "README.md", "vocab.txt"],
    "tiiuae/falcon-7b-instruct": ["config.json", "tokenizer.json"],
    "stabilityai/stable-diffusion-2-1": ["README.md", ".gitattributes", "model_index.json", "unet/config.json"],
    "meta-llama/Llama-2-7b": ["config.json", "model-1.safetensors", "model-2.safetensors"],
    "bigscience/bloom-7b1": ["config.json", "pytorch_model.bin"],
}


@pytest.fixture(scope="session")
def manual_hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHub]:
    """A Hub where the manual's reader is logged in and all of its repositories exist."""
    folder = tmp_path_factory.mktemp("manual-hub")
    users: dict[str, Any] = {
        "users": {"reader": {"fullname": "A Reader", "tokens": [MANUAL_TOKEN]}},
        "orgs": {name: {"members": {"reader": "admin"}} for name in OWNERS},
    }
    with LocalHub(folder / "root", users=users) as hub:
        for repo_id, names in PUBLIC.items():
            content = folder / repo_id.replace("/", "--")
            for name in names:
                (content / name).parent.mkdir(parents=True, exist_ok=True)
                (content / name).write_bytes(f"{repo_id} {name}\n".encode() * 100)
            hub.seed(repo_id, content)
        yield hub


@dataclass
class Reader:
    """Somebody who tries the manual's examples."""

    hub: LocalHub
    folder: Path
    env: dict[str, str]

    def python(self, code: str, *, before: str = "", after: str = "", check: bool = True, **env: str) -> str:
        """Run an example and return what it printed; `before` and `after` are what the manual leaves to the reader."""
        for absolute in ("/home/lysandre/dummy-test", "/home/user", "/path/to", "/local/path", "/data"):
            code = code.replace(f'"{absolute}/', f'"{self.folder}{absolute}/')
        return self._run([sys.executable, "-c", f"{before}\n{code}\n{after}"], check, env)

    def shell(self, command: str, *, check: bool = True, **env: str) -> str:
        """Run a command line, comments and variables included, and return its stdout."""
        return self._run(["bash", "-c", command], check, env)

    def write(self, path: str, content: str = "content\n") -> Path:
        """Make one of the local files that an example assumes."""
        target = self.folder / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)
        return target

    def _run(self, args: list[str], check: bool, env: dict[str, str]) -> str:
        done = subprocess.run(
            args, cwd=self.folder, env={**self.env, **env}, capture_output=True, text=True, timeout=60, check=False
        )
        if check:
            assert done.returncode == 0, f"{args[-1]}\n--- stdout\n{done.stdout}\n--- stderr\n{done.stderr}"
        return done.stdout if check else done.stdout + done.stderr


@pytest.fixture
def reader(manual_hub: LocalHub, tmp_path: Path) -> Reader:
    """A reader with an empty home, logged in by the environment."""
    scripts = tmp_path / "bin"
    scripts.mkdir()
    for name, module in (("hf", "huggingface_hub.cli.hf"), ("huggingface-cli", "huggingface_hub.cli.deprecated_cli")):
        (scripts / name).write_text(
            f"#!/bin/sh\nexec '{sys.executable}' -c 'from {module} import main; main()' \"$@\"\n"
        )
        (scripts / name).chmod(0o755)
    keep = {k: v for k, v in os.environ.items() if k in ("LANG", "PYTHONPATH", "SYSTEMROOT", "VIRTUAL_ENV")}
    env = {
        **keep,
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "HF_HOME": str(tmp_path / "hf-home"),
        "HF_ENDPOINT": manual_hub.url,
        "HF_TOKEN": MANUAL_TOKEN,
        "NO_COLOR": "1",
    }
    return Reader(manual_hub, tmp_path, env)


Example = Callable[[Reader], None]
