"""`hf collections`, against a Hub on this machine."""

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


def test_the_life_of_a_collection(on_hub: Run, local_hub: Any) -> None:
    repo = str(local_hub.new_repo())
    made = told(on_hub("collections", "create", "Small models", "--description", "For phones.", "--json"))
    slug = made["slug"]
    assert made["url"].endswith(f"/collections/{slug}")
    assert on_hub("collections", "add-item", slug, repo, "model", "--note", "The best.").code == 0
    assert on_hub("collections", "add-item", slug, repo, "model").code == 1
    assert on_hub("collections", "add-item", slug, repo, "model", "--exists-ok").code == 0

    slug = told(on_hub("collections", "update", slug, "--title", "Tiny models", "--private", "--json"))["slug"]
    info = told(on_hub("collections", "info", slug, "--json"))
    assert (info["title"], info["private"], info["description"]) == ("Tiny models", True, "For phones.")
    [item] = info["items"]
    assert (item["item_id"], item["note"]) == (repo, "The best.")
    listed = on_hub("collections", "ls", "--owner", slug.partition("/")[0])
    assert any(line.startswith(f"{slug}\tTiny models\tlocal\t") for line in listed.out.splitlines())

    assert on_hub("collections", "update-item", slug, item["item_object_id"], "--note", "Good.").code == 0
    assert told(on_hub("collections", "info", slug, "--json"))["items"][0]["note"] == "Good."
    assert on_hub("collections", "delete-item", slug, item["item_object_id"]).code == 0
    assert told(on_hub("collections", "info", slug, "--json"))["items"] == []

    assert on_hub("collections", "delete", slug, "-q").out == f"{slug}\n"
    assert on_hub("collections", "delete", slug).code == 1
    assert on_hub("collections", "delete", slug, "--missing-ok").code == 0


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("info", "nobody/nothing-64f9a55bb3115b4f513ec026"), 1),
        (("add-item", "u/t-1", "u/m", "song"), 2),
        (("ls", "--sort", "size"), 2),
        (("update", "u/t-1", "--position", "first"), 2),
    ],
)
def test_bad_input(on_hub: Run, args: tuple[str, ...], code: int) -> None:
    ended = on_hub("collections", *args)
    assert (ended.code, ended.out) == (code, "")
    assert "Error:" in ended.err
    assert "Traceback" not in ended.err
