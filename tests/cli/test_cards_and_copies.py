"""Cards, and copies of repositories: against a Hub on this machine."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub import constants
from huggingface_hub.cli.handlers import cards

from .conftest import Finished


pytest.importorskip("starlette")

Run = Callable[..., Finished]
CARD = "---\nlicense: mit\ntags:\n- small\n---\n# A model\n\n---\n\nThe end.\n"


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))


@pytest.mark.parametrize("kind", ["model", "dataset", "space"])
def test_cards(on_hub: Run, local_hub: Any, kind: str) -> None:
    repo = local_hub.new_repo(repo_type=kind, files={"README.md": CARD})
    assert on_hub(f"{kind}s", "card", repo).out == CARD
    assert on_hub(f"{kind}s", "card", repo, "--text").out == "# A model\n\n---\n\nThe end.\n"
    metadata = {"license": "mit", "tags": ["small"]}
    assert json.loads(on_hub(f"{kind}s", "card", repo, "--metadata").out) == metadata
    assert json.loads(on_hub(f"{kind}s", "card", repo, "--json").out)["metadata"] == metadata
    assert on_hub(f"{kind}s", "card", repo, "--text", "--metadata").code == 2


def test_cards_without_metadata(on_hub: Run, local_hub: Any) -> None:
    repo = local_hub.new_repo()
    assert "File not found" in on_hub("models", "card", repo).err
    assert cards.parsed("") == {}
    assert cards.parsed("- a") == {}


def test_copies(on_hub: Run, local_hub: Any) -> None:
    repo = str(local_hub.new_repo(files={"a.txt": "x"}))
    copy = repo.partition("/")[2] + "-copy"
    made = json.loads(on_hub("repos", "duplicate", repo, copy, "--private", "--json").out)
    assert made["to_id"].endswith(f"/{copy}")
    assert "a.txt" in on_hub("models", "ls", made["to_id"], "-q").out
    assert json.loads(on_hub("models", "info", made["to_id"], "--json").out)["private"] is True
    assert on_hub("repos", "duplicate", repo, copy).code == 1
    assert on_hub("repos", "duplicate", repo, copy, "--exist-ok").code == 0
    assert on_hub("repos", "duplicate", repo, "x", "--private", "--public").code == 2
    assert on_hub("repos", "duplicate", repo, "y", "-s", "NOT_SET_ANYWHERE").code == 1
