"""Lists of models, datasets and Spaces: the queries, and a local Hub's answers."""

from __future__ import annotations

from typing import Any

import pytest
import respx

from huggingface_hub._async.api import AsyncHfApi
from huggingface_hub._runtime import aio as runtime
from huggingface_hub.local_hub import LocalHub
from huggingface_hub.types.repos import DatasetInfo, ModelInfo, RepoStorageInfo, SpaceInfo


HUB = "https://huggingface.co"


@respx.mock
@pytest.mark.parametrize(
    ("method", "arguments", "query"),
    [
        ("list_models", {}, ""),
        (
            "list_models",
            {
                "filter": "a",
                "trained_dataset": ["x", "dataset:y"],
                "author": "au",
                "apps": "vllm",
                "gated": True,
                "inference": "warm",
                "inference_provider": ["a", "b"],
                "pipeline_tag": "p",
                "num_parameters": "min:6B",
                "search": "q",
                "sort": "last_modified",
                "limit": 5,
                "full": True,
                "fetch_config": True,
                "cardData": True,
            },
            (
                "filter=a&filter=dataset%3Ax&filter=dataset%3Ay&author=au&apps=vllm&gated=true&inference=warm"
                "&inference_provider=a&inference_provider=b&pipeline_tag=p&num_parameters=min%3A6B&search=q"
                "&sort=lastModified&limit=5&full=true&config=true&cardData=true"
            ),
        ),
        (
            "list_models",
            {"filter": ("a", "b"), "sort": "likes", "expand": ["sha", "likes"]},
            "filter=a&filter=b&sort=likes&expand=sha&expand=likes",
        ),
        ("list_models", {"gated": False, "search": "", "full": False}, "gated=false"),
        (
            "list_datasets",
            {
                "filter": "a",
                "author": "x",
                "benchmark": True,
                "dataset_name": "dn",
                "language": ["language:en", "fr"],
                "task_ids": "t1",
                "search": "q",
                "sort": "trending_score",
            },
            (
                "filter=a&filter=language%3Aen&filter=language%3Afr&filter=task_ids%3At1&filter=benchmark%3Aofficial"
                "&author=x&search=dn&search=q&sort=trendingScore"
            ),
        ),
        ("list_datasets", {"benchmark": "x", "dataset_name": "d"}, "filter=benchmark%3Ax&search=d"),
        (
            "list_spaces",
            {"filter": ["a"], "datasets": "d", "models": ["m", "n"], "linked": True, "sort": "created_at"},
            "filter=a&datasets=d&models=m&models=n&sort=createdAt&linked=true",
        ),
    ],
)
async def test_queries(method: str, arguments: dict[str, Any], query: str) -> None:
    route = respx.get(url__startswith=f"{HUB}/api/").respond(json=[])

    assert [item async for item in getattr(AsyncHfApi(HUB, "hf_x"), method)(**arguments)] == []

    url = str(route.calls.last.request.url)
    assert sorted(url.partition("?")[2].split("&")) == sorted(query.split("&"))
    assert url.partition("?")[0] == f"{HUB}/api/{method.removeprefix('list_')}"


@pytest.mark.parametrize(
    ("method", "arguments", "message"),
    [
        ("list_models", {"expand": ["sha"], "full": True}, "`expand` cannot be used"),
        ("list_models", {"expand": ["sha"], "cardData": True}, "`expand` cannot be used"),
        ("list_models", {"emissions_thresholds": (1, 2)}, "without setting `cardData=True`"),
        ("list_datasets", {"expand": ["sha"], "full": True}, "`expand` cannot be used"),
        ("list_spaces", {"expand": ["sha"], "full": True}, "`expand` cannot be used"),
    ],
)
async def test_arguments_that_exclude_each_other(method: str, arguments: dict[str, Any], message: str) -> None:
    nowhere = AsyncHfApi("http://127.0.0.1:9", "hf_x")

    with pytest.raises(ValueError, match=message):
        [item async for item in getattr(nowhere, method)(**arguments)]


@respx.mock
async def test_a_limit_ends_the_list_and_its_pages() -> None:
    first = respx.get(f"{HUB}/api/models", params={"limit": "3"}).respond(
        json=[{"id": "u/a"}, {"id": "u/b"}], headers={"Link": f'<{HUB}/api/models?cursor=x>; rel="next"'}
    )
    second = respx.get(f"{HUB}/api/models", params={"cursor": "x"}).respond(
        json=[{"id": "u/c"}, {"id": "u/d"}], headers={"Link": f'<{HUB}/api/models?cursor=y>; rel="next"'}
    )

    found = [model.id async for model in AsyncHfApi(HUB, "hf_x").list_models(limit=3)]

    assert found == ["u/a", "u/b", "u/c"]
    assert (first.call_count, second.call_count) == (1, 1)


async def test_nothing_is_asked_for_no_items() -> None:
    assert [model async for model in AsyncHfApi("http://127.0.0.1:9", "hf_x").list_models(limit=0)] == []


@respx.mock
async def test_emissions() -> None:
    cards = [{"co2_eq_emissions": 5}, {"co2_eq_emissions": {"emissions": "7 g"}}, {"co2_eq_emissions": "50"}, {}, None]
    answer = [{"id": f"u/{number}", "cardData": card} for number, card in enumerate(cards)]
    respx.get(f"{HUB}/api/models").respond(json=answer)
    api = AsyncHfApi(HUB, "hf_x")

    found = [model.id async for model in api.list_models(emissions_thresholds=(5, 10), cardData=True)]

    assert found == ["u/0", "u/1"]


@pytest.mark.parametrize(("repo_type", "cls"), [("model", ModelInfo), ("dataset", DatasetInfo), ("space", SpaceInfo)])
async def test_lists_of_a_local_hub(api: AsyncHfApi, name: str, repo_type: str, cls: type) -> None:
    sdk = {"space_sdk": "gradio"} if repo_type == "space" else {}
    await api.create_repo(name, repo_type=repo_type, **sdk)
    list_all = {"model": api.list_models, "dataset": api.list_datasets, "space": api.list_spaces}[repo_type]

    found = [info async for info in list_all(author="local", search=name.split("/")[1])]

    assert [(type(info), info.id) for info in found] == [(cls, name)]
    assert [info.id async for info in list_all(search="nothing is called so")] == []


async def test_private_repositories_are_listed_for_their_owner_only(
    api: AsyncHfApi, anonymous: AsyncHfApi, local_hub: LocalHub
) -> None:
    repo_id = local_hub.new_repo(private=True)

    async def lists(client: AsyncHfApi) -> bool:
        return repo_id in {model.id async for model in client.list_models(author="local")}

    assert await lists(api)
    assert not await lists(anonymous)


async def test_a_list_can_be_left_early(api: AsyncHfApi, local_hub: LocalHub) -> None:
    local_hub.new_repo()
    models = api.list_models()
    async with runtime.closing(models):
        async for model in models:
            assert model.id
            break


@respx.mock
async def test_repositories_of_an_owner() -> None:
    said = {
        "id": "u/a",
        "type": "model",
        "updatedAt": "2024-01-01T00:00:00.000Z",
        "visibility": "public",
        "storage": 5,
    }
    respx.get(f"{HUB}/api/settings/repositories").respond(json=[said])
    respx.get(f"{HUB}/api/organizations/a%20b/settings/repositories").respond(json=[])
    api = AsyncHfApi(HUB, "hf_x")

    assert [repo async for repo in api.list_user_repos()] == [RepoStorageInfo(**said)]
    assert [repo async for repo in api.list_user_repos("a b")] == []


@pytest.mark.parametrize(("method", "path"), [("get_model_tags", "models"), ("get_dataset_tags", "datasets")])
@respx.mock
async def test_tags(method: str, path: str) -> None:
    said = {"language": [{"id": "en", "label": "English", "type": "language"}]}
    route = respx.get(f"{HUB}/api/{path}-tags-by-type").respond(json=said)

    assert await getattr(AsyncHfApi(HUB, "hf_x"), method)() == said
    assert "authorization" not in route.calls.last.request.headers
