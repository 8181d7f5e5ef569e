"""`hf papers`, and what `hf datasets` says about leaderboards and Parquet files: against recorded exchanges."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import pytest
import respx

from .conftest import Finished


Run = Callable[..., Finished]
HUB = "https://huggingface.co"


def paper(number: str, title: str) -> dict[str, Any]:
    return {"paper": {"id": number, "title": title, "upvotes": 3, "publishedAt": "2023-07-18T00:00:00.000Z"}}


@respx.mock
def test_daily_papers(on_exchanges: Run) -> None:
    route = respx.get(f"{HUB}/api/daily_papers").respond(json=[paper("2307.09288", "Llama 2"), paper("1", "Other")])
    listed = on_exchanges("papers", "ls", "--date", "today", "--sort", "trending", "--limit", "1")
    assert listed.out.splitlines()[1].startswith("2307.09288\tLlama 2\t3\t")
    assert len(listed.out.splitlines()) == 2
    asked = route.calls.last.request.url.params
    assert asked["date"] == datetime.now(timezone.utc).date().isoformat()
    assert asked["sort"] == "trending"


@respx.mock
def test_papers(on_exchanges: Run) -> None:
    respx.get(f"{HUB}/api/papers/search").respond(json=[paper("2307.09288", "Llama 2")])
    respx.get(f"{HUB}/api/papers/2307.09288").respond(json={"id": "2307.09288", "title": "Llama 2"})
    respx.get(f"{HUB}/papers/2307.09288.md").respond(text="# Llama 2")
    assert on_exchanges("papers", "search", "llama", "-q").out == "2307.09288\n"
    assert json.loads(on_exchanges("papers", "info", "2307.09288", "--json").out)["title"] == "Llama 2"
    assert on_exchanges("papers", "read", "2307.09288").out == "# Llama 2\n"


@respx.mock
def test_leaderboards(on_exchanges: Run) -> None:
    entries = [
        {
            "rank": rank,
            "modelId": f"user/m{rank}",
            "value": 1 / rank,
            "filename": "results.yaml",
            "author": {"type": "user", "name": "user", "fullname": "User", "avatarUrl": ""},
        }
        for rank in (1, 2, 3)
    ]
    respx.get(f"{HUB}/api/datasets/user/bench/leaderboard").respond(json=entries)
    assert on_exchanges("datasets", "leaderboard", "user/bench", "--limit", "2", "-q").out == "user/m1\nuser/m2\n"
    assert len(json.loads(on_exchanges("datasets", "leaderboard", "user/bench", "--json").out)) == 3


@respx.mock
def test_parquet_files(on_exchanges: Run) -> None:
    files = [
        {"dataset": "user/name", "config": "default", "split": split, "url": f"https://x/{split}", "size": 5}
        for split in ("train", "test")
    ]
    respx.get(url__startswith="https://datasets-server.huggingface.co/parquet").respond(
        json={"parquet_files": files, "partial": False}
    )
    assert on_exchanges("datasets", "parquet", "user/name", "-q").out == "https://x/train\nhttps://x/test\n"
    [row] = json.loads(on_exchanges("datasets", "parquet", "user/name", "--split", "test", "--json").out)
    assert row == {"subset": "default", "split": "test", "url": "https://x/test", "size": 5}


@respx.mock
@pytest.mark.parametrize("args", [("papers", "info", "0"), ("papers", "read", "0")])
def test_what_does_not_exist(on_exchanges: Run, args: tuple[str, ...]) -> None:
    respx.route().respond(404, json={"error": "Not found"})
    ended = on_exchanges(*args)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("Error: ")
    assert "404" in ended.err
