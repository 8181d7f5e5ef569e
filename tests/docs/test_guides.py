"""Every example of the guides and concepts runs, against a local Hub or, for jobs, against recorded answers."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from huggingface_hub.local_hub import LocalHub
from tests.docs.jobs_service import JobsService
from tests.docs.reader import NOT_RUN, blocks, commands


ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "docs" / "guides").glob("*.md"), *(ROOT / "docs" / "concepts").glob("*.md")])
# Pages whose service a local Hub does not have.
RECORDED = {"jobs.md"}

USERS = {
    "users": {"you": {"tokens": ["hf_you"]}, "ada": {"tokens": ["hf_ada"]}},
    "orgs": {"acme": {"members": {"you": "admin"}}, "openai": {"members": {"ada": "admin"}}},
}
CARD = """---
license: mit
tags: [text-generation, pytorch]
pipeline_tag: text-generation
---
# GPT-2
"""
# A header of eight bytes for its length, JSON, and one number.
WEIGHTS = b'\x38\x00\x00\x00\x00\x00\x00\x00{"wte":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}' + bytes(4)
SEEDS: dict[tuple[str, str], dict[str, str | bytes]] = {
    ("openai/gpt2", "model"): {
        "README.md": CARD, "config.json": '{"n_layer": 12}', "tokenizer.json": "{}", "model.safetensors": WEIGHTS,
        "onnx/model.onnx": b"\0" * 100,
    },
    ("acme/reviews", "dataset"): {"README.md": "---\ntags: [csv]\n---\n", "data/train.csv": "a,b\n1,2\n", "data/test.csv": "a,b\n"},
    ("acme/demo", "space"): {"README.md": "---\nsdk: gradio\n---\n", "app.py": "print()\n"},
    ("acme/model", "model"): {"config.json": "{}", "README.md": "# Model\n"},
}  # fmt: skip
FILES: dict[str, str | bytes] = {
    "my-model/config.json": "{}", "my-model/weights.bin": b"\0" * 1000, "my-model/README.md": "---\nlicense: mit\n---\n# Mine\n",
    "data/train.csv": "a,b\n1,2\n", "report.pdf": b"%PDF", "train.py": "print('training')\n",
}  # fmt: skip


def write(folder: Path, files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.fixture
def service(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of what the page's examples talk to."""
    if request.node.callspec.params["page"].name in RECORDED:
        with JobsService() as jobs:
            yield jobs.url
        return

    with LocalHub(tmp_path / "hub", users=USERS) as hub:
        for number, ((repo_id, kind), files) in enumerate(SEEDS.items()):
            write(tmp_path / f"seed{number}", files)
            hub.seed(repo_id, tmp_path / f"seed{number}", kind)
        yield hub.url


@pytest.mark.timeout(60)  # one page has up to twenty commands, each a process of its own
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_run(page: Path, service: str, tmp_path: Path) -> None:
    here, shims = tmp_path / "here", tmp_path / "bin"
    write(here, FILES)
    write(shims, {"hf": f'#!/bin/sh\nexec "{sys.executable}" -m huggingface_hub.cli "$@"\n'})
    (shims / "hf").chmod(0o755)
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING"))},
        "HF_ENDPOINT": service, "HF_TOKEN": "hf_you", "HF_HOME": str(tmp_path / "home"), "HOME": str(tmp_path),
        "PATH": f"{shims}{os.pathsep}{os.environ['PATH']}", "PYTHONWARNINGS": "error",
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }  # fmt: skip

    done = subprocess.run(
        [sys.executable, "-m", "tests.docs.reader", str(page)],
        env=env, cwd=here, capture_output=True, text=True, check=False, timeout=55,
    )  # fmt: skip

    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"


def lines() -> Iterator[str]:
    for page in PAGES:
        for language, block, _ in blocks(page.read_text(encoding="utf-8")):
            if language == "console":
                yield from (line for line in commands(block) if line.startswith(NOT_RUN))


@pytest.mark.parametrize("line", sorted(set(lines())))
def test_commands_that_ask_or_stay_exist(line: str) -> None:
    words = shlex.split(line, comments=True)
    path = [word for word in words[1:] if not word.startswith("-")]
    told = next(filter(None, (_help(path[:depth]) for depth in range(len(path), 0, -1))), None)

    assert told is not None, f"{line}: no such command"
    for option in (word.partition("=")[0] for word in words if word.startswith("--")):
        assert option in told, f"{line}: no option {option}"


def _help(path: list[str]) -> str | None:
    done = subprocess.run(
        [sys.executable, "-m", "huggingface_hub.cli", *path, "--help"], capture_output=True, text=True, check=False
    )
    return done.stdout if done.returncode == 0 else None
