"""What the documents say is so: links lead somewhere, examples run, commands exist."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from huggingface_hub.local_hub import LocalHub


ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(p for p in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
README = (ROOT / "README.md").read_text()
SEEDS = {
    "you/gpt2": ["config.json"],
    "sentence-transformers/all-MiniLM-L6-v2": ["config.json", "tokenizer.json", "model.safetensors"],
    "google/bert": ["config.json"],
}


def fences(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHub]:
    """A Hub where the reader is called `you`, with the repositories that the examples name."""
    folder = tmp_path_factory.mktemp("docs")
    users = {
        "users": {"you": {"tokens": ["hf_you"]}},
        "orgs": {"sentence-transformers": {"members": {"you": "admin"}}, "google": {"members": {"you": "admin"}}},
    }
    with LocalHub(folder / "root", users=users) as hub:
        for repo_id, names in SEEDS.items():
            content = folder / repo_id
            content.mkdir(parents=True)
            for name in names:
                (content / name).write_text(f"{{}} {name}")
            hub.seed(repo_id, content)
        yield hub


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text()):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


@pytest.mark.parametrize("code", fences(README, "python"), ids=["await", "blocking", "local_hub"])
def test_examples_of_the_readme_run(hub: LocalHub, tmp_path: Path, code: str) -> None:
    env = {**os.environ, "HF_ENDPOINT": hub.url, "HF_TOKEN": "hf_you", "HF_HOME": str(tmp_path)}

    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False, cwd=tmp_path
    )

    assert done.returncode == 0, done.stderr


def _commands() -> list[str]:
    lines = [line for block in fences(README, "console") for line in block.splitlines()]
    return [line for line in lines if line.startswith("hf ")]


@pytest.mark.parametrize("command", _commands())
def test_commands_of_the_readme_exist(command: str) -> None:
    words = shlex.split(command)
    positional = [w for w in words[1:] if not w.startswith("-")]
    for depth in (2, 1):
        done = subprocess.run(
            [sys.executable, "-m", "huggingface_hub.cli", *positional[:depth], "--help"],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            break
    assert done.returncode == 0, done.stderr
    for option in (w for w in words if w.startswith("--") and w != "--help"):
        assert option in done.stdout
