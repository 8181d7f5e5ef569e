"""Finding repositories, and describing one: against a Hub on this machine."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Finished


pytest.importorskip("starlette")

Run = Callable[..., Finished]


def told(ended: Finished) -> Any:
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


def check_list(hf: Run, group: str, repo: str) -> None:
    """A list that one repository is on, in every form."""
    row = next(
        row for row in told(hf(group, "list", "--author", "local", "--limit", "100", "--json")) if row["id"] == repo
    )
    assert row["private"] is False
    assert repo in hf(group, "ls", "--author", "local", "--limit", "100", "-q").out.splitlines()
    header, *lines = hf(group, "ls", "--search", repo.split("/")[1]).out.splitlines()
    assert header.split("\t")[0] == "id"
    assert [line.split("\t")[0] for line in lines] == [repo]
    assert hf(group, "ls", "--search", "no-such-thing-anywhere").out == "No results found.\n"
    assert hf(group, "ls", "--search", "no-such-thing-anywhere", "-q").out == ""
    assert hf(group, "ls", "--limit", "x").code == 2


def check_info(hf: Run, group: str, repo: str) -> None:
    """One repository, and one that is not there."""
    info = told(hf(group, "info", repo, "--json"))
    assert info["id"] == repo
    assert len(info["sha"]) == 40
    assert hf(group, "info", repo, "--revision", "nothing").code == 1
    gone = hf(group, "info", "local/no-such-thing")
    assert (gone.code, gone.out) == (1, "")
    assert "'local/no-such-thing' not found" in gone.err
    assert "Traceback" not in gone.err


def test_models(on_hub: Run, local_hub: Any) -> None:
    repo = local_hub.new_repo(files={"README.md": "# Model"})
    check_list(on_hub, "models", repo)
    check_info(on_hub, "models", repo)
    assert on_hub("models", "list", repo, "-q").out.split() == [".gitattributes", "README.md"]
    assert on_hub("models", "info", repo, "--expand", "nothing").code == 2


def test_datasets(on_hub: Run, local_hub: Any) -> None:
    repo = local_hub.new_repo(repo_type="dataset", files={"README.md": "# Data"})
    check_list(on_hub, "datasets", repo)
    check_info(on_hub, "datasets", repo)
    assert on_hub("datasets", "list", repo, "-q").out.split() == [".gitattributes", "README.md"]
    assert on_hub("datasets", "info", repo, "--expand", "nothing").code == 2
    assert on_hub("datasets", "card", repo).out == "# Data\n"


def test_spaces(on_hub: Run, local_hub: Any) -> None:
    repo = local_hub.new_repo(repo_type="space", files={"README.md": "# Space"})
    check_list(on_hub, "spaces", repo)
    check_info(on_hub, "spaces", repo)
    assert on_hub("spaces", "list", repo, "-q").out.split()[-1] == "README.md"
    assert on_hub("spaces", "info", repo, "--expand", "nothing").code == 2
    assert on_hub("spaces", "card", repo).out == "# Space\n"


def test_own_repositories(on_hub: Run, local_hub: Any) -> None:
    repo = local_hub.new_repo(repo_type="dataset", files={"README.md": "# Data"})
    name = repo.split("/")[1]
    (row,) = told(on_hub("repos", "list", "--search", name, "--json"))
    assert (row["id"], row["type"]) == (repo, "dataset")
    # For programs a size is a number; for people it has a unit.
    assert isinstance(row["storage"], int)
    assert on_hub("repos", "ls", "--search", name, "--type", "dataset", "-q").out == f"{repo}\n"
    assert on_hub("repos", "ls", "--search", name, "--type", "model", "-q").out == ""
    assert on_hub("repos", "ls", "--type", "paper").code == 2
