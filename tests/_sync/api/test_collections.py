# Generated from tests/_async/api/test_collections.py: edit that file, not this one, then run `python -m codegen`.

"""Collections: what is asked, and what the answers mean."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import httpx
import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._sync.api import HfApi
from huggingface_hub.types.collections import Collection, CollectionItem


HUB = "https://huggingface.co"
SLUG = "me/t-123"
ITEMS = [
    {"_id": "o1", "id": "a/b", "type": "model", "position": 0, "note": {"html": "<p>n</p>", "text": "n"}, "likes": 4},
    {"_id": "o2", "id": "6", "type": "collection", "position": 1, "slug": "x/y-1"},
]
SAID: dict[str, Any] = {
    "slug": SLUG,
    "title": "T",
    "owner": {"name": "me", "type": "user"},
    "items": ITEMS,
    "lastUpdated": "2024-01-01T00:00:00.000Z",
    "private": False,
    "theme": "blue",
    "upvotes": 2,
    "position": 4,
    "shareUrl": "s",
}


@pytest.fixture
def api() -> HfApi:
    return HfApi(HUB, "hf_x")


def sent(route: respx.Route) -> Any:
    """The body of the last request."""
    return json.loads(route.calls.last.request.content)


@respx.mock
def test_a_collection(api: HfApi) -> None:
    respx.get(f"{HUB}/api/collections/{SLUG}").respond(json=SAID)

    found = api.get_collection(SLUG)

    assert (found.slug, found.title, found.owner["name"], found.position) == (SLUG, "T", "me", 4)
    assert found.last_updated == datetime(2024, 1, 1, tzinfo=timezone.utc)
    assert (found.private, found.theme, found.upvotes, found.description) == (False, "blue", 2, None)
    assert found.url == f"{HUB}/collections/{SLUG}"
    assert found.shareUrl == "s"
    assert found.items == [
        CollectionItem("o1", "a/b", "model", 0, note="n"),
        CollectionItem("o2", "x/y-1", "collection", 1),
    ]
    assert found.items[0].likes == 4


def test_an_item_of_ones_own() -> None:
    item = CollectionItem("o", "a/b", "model", 3, {"text": "n"})

    assert (item.item_object_id, item.item_id, item.item_type, item.position, item.note) == (
        "o",
        "a/b",
        "model",
        3,
        "n",
    )
    assert repr(item) == ("CollectionItem(item_object_id='o', item_id='a/b', item_type='model', position=3, note='n')")


@respx.mock
def test_lists_number_their_collections(api: HfApi) -> None:
    url = f"{HUB}/api/collections"
    second = respx.get(url, params={"cursor": "x"}).respond(json=[SAID])
    first = respx.get(url).respond(json=[SAID, SAID], headers={"Link": f'<{url}?cursor=x>; rel="next"'})

    found = list(api.list_collections())

    assert [each.position for each in found] == [0, 1, 2]
    assert found[2].url == f"{HUB}/collections/{SLUG}"
    assert (first.call_count, second.call_count) == (1, 1)
    assert [each.position for each in api.list_collections(limit=1)] == [0]
    assert second.call_count == 1


@respx.mock
def test_queries(api: HfApi) -> None:
    route = respx.get(f"{HUB}/api/collections").respond(json=[])

    list(api.list_collections(owner="a", item=["models/x/y", "papers/1"], sort="trending", limit=7))

    assert route.calls.last.request.url.params.multi_items() == [
        ("owner", "a"),
        ("item", "models/x/y"),
        ("item", "papers/1"),
        ("sort", "trending"),
        ("limit", "7"),
    ]


@respx.mock
def test_create(api: HfApi) -> None:
    respx.get(f"{HUB}/api/whoami-v2").respond(json={"type": "user", "name": "me"})
    route = respx.post(f"{HUB}/api/collections").respond(json=SAID)

    assert api.create_collection("T").slug == SLUG
    assert sent(route) == {"title": "T", "namespace": "me", "private": False}

    api.create_collection("T", namespace="o", description="d", private=True, resource_group_id="r")
    assert sent(route) == {
        "title": "T",
        "namespace": "o",
        "private": True,
        "description": "d",
        "resourceGroupId": "r",
    }


@respx.mock
def test_create_what_is_there(api: HfApi) -> None:
    conflict = respx.post(f"{HUB}/api/collections").respond(409, json={"slug": SLUG, "error": "already exists"})
    respx.get(f"{HUB}/api/collections/{SLUG}").respond(json=SAID)

    assert api.create_collection("T", namespace="me", exists_ok=True).slug == SLUG
    with pytest.raises(errors.HfHubHTTPError, match="already exists"):
        api.create_collection("T", namespace="me")
    assert conflict.call_count == 2


@pytest.mark.parametrize("status", [400, 409])
@respx.mock
def test_other_refusals_stay(api: HfApi, status: int) -> None:
    respx.post(f"{HUB}/api/collections").respond(status, json={"error": "no"})

    with pytest.raises(errors.HfHubHTTPError):
        api.create_collection("T", namespace="me", exists_ok=True)


@respx.mock
def test_change(api: HfApi) -> None:
    route = respx.patch(f"{HUB}/api/collections/{SLUG}").respond(json={"data": {**SAID, "title": "U"}})

    found = api.update_collection_metadata(SLUG, title="U", description="", position=0, private=False)

    assert (found.title, found.url) == ("U", f"{HUB}/collections/{SLUG}")
    assert sent(route) == {"position": 0, "private": False, "title": "U", "description": ""}


@respx.mock
def test_resource_groups(api: HfApi) -> None:
    route = respx.post(f"{HUB}/api/collections/{SLUG}/resource-group").respond(json={})

    api.update_collection_resource_group(SLUG, "r")
    assert sent(route) == {"resourceGroupId": "r"}
    api.update_collection_resource_group(SLUG, None)
    assert sent(route) == {"resourceGroupId": None}


@respx.mock
def test_add_an_item(api: HfApi) -> None:
    route = respx.post(f"{HUB}/api/collections/{SLUG}/items").respond(json=SAID)

    assert api.add_collection_item(SLUG, "a/b", "model", note="n").slug == SLUG
    assert sent(route) == {"item": {"id": "a/b", "type": "model"}, "note": "n"}
    api.add_collection_item(SLUG, "a/b", "bucket")
    assert sent(route) == {"item": {"id": "a/b", "type": "bucket"}}


@respx.mock
def test_add_what_is_there(api: HfApi) -> None:
    respx.post(f"{HUB}/api/collections/{SLUG}/items").respond(409, json={"error": "is there"})
    respx.get(f"{HUB}/api/collections/{SLUG}").respond(json=SAID)

    assert api.add_collection_item(SLUG, "a/b", "model", exists_ok=True).slug == SLUG
    with pytest.raises(errors.HfHubHTTPError, match="is there"):
        api.add_collection_item(SLUG, "a/b", "model")


@respx.mock
def test_change_an_item(api: HfApi) -> None:
    route = respx.patch(f"{HUB}/api/collections/{SLUG}/items/o1").respond(json={})

    api.update_collection_item(SLUG, "o1", note="", position=0)

    assert sent(route) == {"position": 0, "note": ""}


@pytest.mark.parametrize("what", ["delete_collection", "delete_collection_item"])
@respx.mock
def test_delete(api: HfApi, what: str) -> None:
    arguments, path = ((SLUG, "o1"), "/items/o1") if what.endswith("item") else ((SLUG,), "")
    route = respx.delete(f"{HUB}/api/collections/{SLUG}{path}")
    delete = getattr(api, what)

    route.mock(httpx.Response(200))
    assert delete(*arguments) is None
    route.mock(httpx.Response(404, json={"error": "not there"}))
    assert delete(*arguments, missing_ok=True) is None
    with pytest.raises(errors.HfHubHTTPError, match="not there"):
        delete(*arguments)
    route.mock(httpx.Response(403, json={"error": "not yours"}))
    with pytest.raises(errors.HfHubHTTPError, match="not yours"):
        delete(*arguments, missing_ok=True)


@pytest.mark.parametrize("slug", ["", "/", "me/", "../models/x", "me/../x"])
def test_what_is_no_slug_is_refused(slug: str) -> None:
    with pytest.raises(ValueError, match="Invalid collection slug"):
        HfApi("http://127.0.0.1:9", "hf_x").delete_collection(slug)


@pytest.mark.parametrize("answer", [{}, {**SAID, "items": [{"id": "a"}]}, {**SAID, "lastUpdated": "soon"}, []])
@respx.mock
def test_other_answers_are_refused(api: HfApi, answer: Any) -> None:
    respx.get(f"{HUB}/api/collections/{SLUG}").respond(json=answer)

    with pytest.raises(errors.HfHubHTTPError, match="can't be read"):
        api.get_collection(SLUG)


def test_collections_can_be_made_from_the_hubs_words() -> None:
    assert Collection(**SAID) == Collection(**{**SAID, "endpoint": "https://hub.example"})
    assert Collection(**{**SAID, "endpoint": "https://hub.example"}).url == f"https://hub.example/collections/{SLUG}"
