"""Collections: who keeps them, what is in them, and in which order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.local_hub.conftest import Client


def make(client: Client, title: str, **options: Any) -> dict[str, Any]:
    response = client.post("/api/collections", json={"title": title, **options})
    assert response.status_code == 200, response.text
    made: dict[str, Any] = response.json()
    return made


def add(client: Client, slug: str, item_id: str, item_type: str = "model", **options: Any) -> dict[str, Any]:
    body = {"item": {"id": item_id, "type": item_type}, **options}
    response = client.post(f"/api/collections/{slug}/items", json=body)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def ids(client: Client, slug: str) -> list[str]:
    return [item["id"] for item in client.get(f"/api/collections/{slug}").json()["items"]]


def test_create_show_delete(ada: Client, nobody: Client, name: str) -> None:
    made = make(ada, f"Größe {name}!", description="About size", private=False)
    assert made["slug"] == f"ada/groe-{name}-{made['_id']}"
    assert (made["owner"]["name"], made["items"], made["private"]) == ("ada", [], False)
    url = f"/api/collections/{made['slug']}"
    seen = nobody.get(url).json()
    assert (seen["title"], seen["description"], seen["upvotes"]) == (f"Größe {name}!", "About size", 0)
    again = ada.post("/api/collections", json={"title": f"Größe {name}!"})
    assert (again.status_code, again.json()["slug"]) == (409, made["slug"])
    assert ada.request("DELETE", url).status_code == 200
    assert ada.get(url).status_code == ada.request("DELETE", url).status_code == 404


def test_an_old_title_still_leads_there(ada: Client, name: str) -> None:
    made = make(ada, name)
    url = f"/api/collections/{made['slug']}"
    body = {"title": f"{name} two", "theme": "pink", "description": "D", "private": True, "position": 0}
    changed = ada.patch(url, json=body).json()["data"]
    assert changed["slug"] == f"ada/{name}-two-{made['_id']}"
    assert (changed["theme"], changed["private"], changed["description"], changed["position"]) == ("pink", True, "D", 0)
    assert ada.get(url).json()["slug"] == changed["slug"]
    assert ada.get(f"/api/collections/bob/{changed['slug'].partition('/')[2]}").status_code == 404


def test_items_and_their_order(ada: Client, bob: Client, nobody: Client, name: str) -> None:
    repos = [ada.new_repo(f"{name}-{number}") for number in range(3)]
    bob.post(f"/api/models/{repos[0]}/like")
    slug = make(ada, name)["slug"]
    first = add(ada, slug, repos[0], note="a <b>")["items"][0]
    assert (first["note"]["text"], first["likes"], first["type"]) == ("a <b>", 1, "model")
    assert "<b>" not in first["note"]["html"]
    for repo in repos[1:]:
        answer = add(ada, slug, repo)
    last = answer["items"][2]
    assert [item["position"] for item in answer["items"]] == [0, 1, 2]
    item_url = f"/api/collections/{slug}/items/{last['_id']}"
    assert ada.patch(item_url, json={"position": 0, "note": "N"}).status_code == 200
    assert ids(nobody, slug) == [repos[2], repos[0], repos[1]]
    assert nobody.get(f"/api/collections/{slug}").json()["items"][0]["note"]["text"] == "N"
    ada.patch(item_url, json={"note": ""})
    assert "note" not in nobody.get(f"/api/collections/{slug}").json()["items"][0]
    again = ada.post(f"/api/collections/{slug}/items", json={"item": {"id": repos[0], "type": "model"}})
    assert again.status_code == 409
    assert ada.request("DELETE", item_url).status_code == 200
    assert ada.request("DELETE", item_url).status_code == 404
    assert ids(ada, slug) == repos[:2]
    # A renamed repository stays in; a deleted one does not.
    ada.post("/api/repos/move", json={"fromRepo": repos[0], "toRepo": f"{repos[0]}-new"})
    ada.request("DELETE", "/api/repos/delete", json={"name": repos[1]})
    assert ids(ada, slug) == [f"{repos[0]}-new"]


def test_other_kinds_of_items(ada: Client, name: str) -> None:
    inner, outer = make(ada, f"{name} inner"), make(ada, f"{name} outer")["slug"]
    space = ada.new_repo(name, "space")
    add(ada, outer, "2311.12983", "paper")
    add(ada, outer, space, "space")
    items = add(ada, outer, inner["slug"], "collection")["items"]
    assert [(item["type"], item["id"]) for item in items][:2] == [("paper", "2311.12983"), ("space", space)]
    assert items[2]["slug"] == inner["slug"]
    for item_id, item_type in (
        ("ada/none-such", "model"),
        ("x", "paper"),
        ("ada/none", "bucket"),
        ("ada/c-000000000000000000000000", "collection"),
    ):
        body = {"item": {"id": item_id, "type": item_type}}
        assert ada.post(f"/api/collections/{outer}/items", json=body).status_code == 404
    itself = {"item": {"id": outer, "type": "collection"}}
    assert ada.post(f"/api/collections/{outer}/items", json=itself).status_code == 400
    ada.request("DELETE", f"/api/collections/{inner['slug']}")
    assert len(ids(ada, outer)) == 2


def test_what_is_private_is_not_shown(ada: Client, bob: Client, nobody: Client, name: str) -> None:
    hidden = ada.new_repo(name, private=True)
    open_slug = make(ada, f"{name} open")["slug"]
    add(ada, open_slug, hidden)
    assert (ids(ada, open_slug), ids(bob, open_slug)) == ([hidden], [])
    closed = make(ada, f"{name} closed", private=True)["slug"]
    assert bob.get(f"/api/collections/{closed}").status_code == 404
    assert nobody.get(f"/api/collections/{closed}").status_code == 401
    listed = {item["slug"] for item in bob.get("/api/collections?owner=ada").json()}
    assert open_slug in listed
    assert closed not in listed
    bobs = make(bob, name)["slug"]
    body = {"item": {"id": hidden, "type": "model"}}
    assert bob.post(f"/api/collections/{bobs}/items", json=body).status_code == 404


def test_rights(clients: Callable[[str | None], Client], ada: Client, bob: Client, nobody: Client, name: str) -> None:
    slug = make(ada, name)["slug"]
    url = f"/api/collections/{slug}"
    for client, status in ((bob, 403), (nobody, 401), (clients("hf_bob_read"), 403)):
        assert client.patch(url, json={"title": "x"}).status_code == status
        assert client.request("DELETE", url).status_code == status
        assert client.post(f"{url}/items", json={}).status_code == status
    assert bob.post("/api/collections", json={"title": name, "namespace": "ada"}).status_code == 403
    assert bob.post("/api/collections", json={"title": name, "namespace": "acme"}).status_code == 403
    assert clients("hf_bob_fine").post("/api/collections", json={"title": name}).status_code == 403
    # In an organisation contributors change their own only, and privacy is by default what it is there.
    hers = make(ada, f"{name} a", namespace="secret")
    his = make(bob, f"{name} b", namespace="secret")
    assert hers["private"] is True
    assert bob.get(f"/api/collections/{hers['slug']}").status_code == 200
    assert bob.patch(f"/api/collections/{hers['slug']}", json={"theme": "blue"}).status_code == 403
    assert bob.patch(f"/api/collections/{his['slug']}", json={"theme": "blue"}).status_code == 200


def test_lists(ada: Client, bob: Client, name: str) -> None:
    repo = ada.new_repo(name)
    for number in range(3):
        slug = make(ada, f"{name} {number}")["slug"]
    for number in range(6):
        add(ada, slug, ada.new_repo(f"{name}-{number}"))
    newest = bob.get("/api/collections?owner=ADA&limit=2")
    assert newest.json()[0]["slug"] == slug
    assert len(newest.json()[0]["items"]) == 4
    assert len(bob.get(newest.links["next"]["url"]).json()) >= 1
    add(ada, slug, repo)
    assert [item["slug"] for item in bob.get(f"/api/collections?item=models/{repo}").json()] == [slug]
    assert bob.get("/api/collections?item=models/ada/none-such").json() == []
    assert bob.get("/api/collections?owner=nobody-here").json() == []
    assert bob.get("/api/collections?item=things/x").status_code == 400
    assert bob.get("/api/collections?sort=beauty").status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": "  "},
        {"title": 3},
        {"title": "x" * 200},
        {"title": "t", "description": "x" * 501},
        {"title": "t", "private": "yes"},
        {"title": "t", "resourceGroupId": "g"},
    ],
)
def test_wrong_collections(ada: Client, body: dict[str, Any]) -> None:
    response = ada.post("/api/collections", json=body)
    assert response.status_code == 400
    assert response.json()["error"]


def test_wrong_changes(ada: Client, name: str) -> None:
    slug, other = make(ada, name)["slug"], make(ada, f"{name} other")
    url = f"/api/collections/{slug}"
    for body in ({"theme": "mud"}, {"position": -1}, {"position": True}, {"title": " "}):
        assert ada.patch(url, json=body).status_code == 400
    assert ada.patch(url, json={"title": other["title"]}).status_code == 409
    assert ada.post(f"{url}/items", json={"item": {"id": "x", "type": "thing"}}).status_code == 400
    assert ada.post(f"{url}/resource-group", json={"resourceGroupId": None}).status_code == 400
    org = make(ada, name, namespace="acme")["slug"]
    group = "0" * 24
    assert ada.post(f"/api/collections/{org}/resource-group", json={"resourceGroupId": group}).status_code == 200
    assert ada.get(f"/api/collections/{org}").json()["resourceGroup"] == {"id": group}
