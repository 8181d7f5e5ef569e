"""Leaderboards and Parquet files of datasets: what is asked, and what the answers mean."""

from __future__ import annotations

from typing import Any

import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub.types.datasets import DatasetLeaderboardEntry, DatasetParquetEntry
from huggingface_hub.types.users import Organization, User


HUB = "https://huggingface.co"
VIEWER = "https://datasets-server.huggingface.co/parquet"
LINES: list[dict[str, Any]] = [
    {
        "rank": 1,
        "modelId": "u/m",
        "value": 0.5,
        "filename": "f.yaml",
        "verified": True,
        "author": {"type": "org", "name": "o", "fullname": "O", "avatarUrl": "/o"},
        "source": {"url": "https://x"},
        "pullRequest": 3,
        "notes": "n",
        "more": 1,
    },
    {
        "rank": 2,
        "modelId": "u/n",
        "value": 0.25,
        "filename": "f.yaml",
        "verified": False,
        "author": {"type": "user", "name": "ada", "fullname": "Ada", "avatarUrl": "/a"},
    },
]


@pytest.fixture
def api() -> AsyncHfApi:
    return AsyncHfApi(HUB, "hf_x")


@respx.mock
async def test_a_leaderboard(api: AsyncHfApi) -> None:
    route = respx.get(f"{HUB}/api/datasets/u/d/leaderboard").respond(json=LINES)

    first, second = await api.get_dataset_leaderboard("u/d", timeout=3)

    assert (first.rank, first.model_id, first.value, first.filename, first.verified) == (1, "u/m", 0.5, "f.yaml", True)
    assert (first.source, first.pull_request, first.notes, first.more) == ({"url": "https://x"}, 3, "n", 1)
    assert first.author == Organization(name="o", fullname="O", avatarUrl="/o")
    assert second.author == User(user="ada", fullname="Ada", avatarUrl="/a")
    assert (second.source, second.pull_request, second.notes) == (None, None, None)
    assert route.calls.last.request.url.query == b""
    assert route.calls.last.request.extensions["timeout"]["read"] == 3


@pytest.mark.parametrize(("wanted", "query"), [(True, b"base_model=true"), (False, b"base_model=false")])
@respx.mock
async def test_base_models(api: AsyncHfApi, wanted: bool, query: bytes) -> None:
    route = respx.get(f"{HUB}/api/datasets/u/d/leaderboard").respond(json=[])

    assert await api.get_dataset_leaderboard("u/d", base_model_only=wanted) == []
    assert route.calls.last.request.url.query == query


def test_an_entry_of_ones_own() -> None:
    author = User(user="ada")

    entry = DatasetLeaderboardEntry(rank=1, model_id="u/m", value=1.0, filename="f", verified=True, author=author)

    assert entry.author is author


@pytest.mark.parametrize("answer", [{}, [{}], [{**LINES[0], "author": None}]])
@respx.mock
async def test_other_answers_are_refused(api: AsyncHfApi, answer: Any) -> None:
    respx.get(f"{HUB}/api/datasets/u/d/leaderboard").respond(json=answer)

    with pytest.raises(errors.HfHubHTTPError, match="can't be read"):
        await api.get_dataset_leaderboard("u/d")


@respx.mock
async def test_parquet_files(api: AsyncHfApi) -> None:
    said = {"dataset": "u/d", "config": "c", "split": "train", "url": "https://h/0.parquet", "filename": "0", "size": 3}
    route = respx.get(VIEWER).respond(json={"parquet_files": [said], "partial": False})

    assert await api.list_dataset_parquet_files("u/d") == [DatasetParquetEntry("c", "train", "https://h/0.parquet", 3)]

    request = route.calls.last.request
    assert request.url.params.multi_items() == [("dataset", "u/d")]
    assert request.headers["authorization"] == "Bearer hf_x"
    await api.list_dataset_parquet_files("u/d", config="c")
    assert route.calls.last.request.url.params["config"] == "c"


@respx.mock
async def test_the_viewer_does_not_know_the_dataset(api: AsyncHfApi) -> None:
    respx.get(VIEWER).respond(404, json={"error": "The dataset does not exist."})

    with pytest.raises(errors.HfHubHTTPError, match="does not exist"):
        await api.list_dataset_parquet_files("u/d")


@respx.mock
async def test_other_hubs_have_no_viewer() -> None:
    with pytest.raises(ValueError, match=r"only knows the datasets of https://huggingface\.co"):
        await AsyncHfApi("https://hub.example", "hf_x").list_dataset_parquet_files("u/d")
    assert respx.calls.call_count == 0
