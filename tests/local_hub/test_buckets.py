"""Buckets: who may see and change them, and what is in them."""

from __future__ import annotations

import pytest

from tests.local_hub.conftest import Client


def new_bucket(client: Client, name: str, **body: object) -> str:
    response = client.post(f"/api/buckets/me/{name}", json=body)
    assert response.status_code == 200, response.text
    return str(response.json()["name"])


def test_create_describe_list_and_delete(ada: Client, bob: Client, nobody: Client, name: str) -> None:
    bucket = new_bucket(ada, name, region="eu")
    info = nobody.get(f"/api/buckets/{bucket}").json()
    assert (info["id"], info["private"], info["size"], info["totalFiles"]) == (bucket, False, 0, 0)
    assert info["region"] == "eu"
    assert bucket in [item["id"] for item in nobody.get("/api/buckets/ada").json()]
    assert bucket in [item["id"] for item in ada.get(f"/api/buckets/me?search={name[:8].upper()}").json()]
    assert ada.get("/api/buckets/me?search=no-such").json() == []
    assert bob.get("/api/buckets/nobody-here").json() == []
    again = ada.post(f"/api/buckets/{bucket}")
    assert (again.status_code, again.json()["url"]) == (409, f"{ada.url}/buckets/{bucket}")
    assert ada.request("DELETE", f"/api/buckets/{bucket}").status_code == 200
    assert ada.get(f"/api/buckets/{bucket}").status_code == 404


def test_a_bucket_is_no_repository(ada: Client, nobody: Client, name: str) -> None:
    bucket = new_bucket(ada, name)
    assert ada.get(f"/api/models/{bucket}").status_code == 404
    assert bucket not in [item["id"] for item in nobody.get("/api/models?author=ada&limit=1000").json()]
    ada.new_repo(name)  # the name is free there
    listed = ada.get("/api/settings/repositories").json()
    assert {item["type"] for item in listed if item["id"] == bucket} == {"bucket", "model"}


def test_private_buckets_are_not_there_for_others(ada: Client, bob: Client, nobody: Client, name: str) -> None:
    bucket = new_bucket(ada, name, visibility="private")
    for path in ("", "/tree"):
        foreign, unknown = bob.get(f"/api/buckets/{bucket}{path}"), bob.get(f"/api/buckets/ada/none{path}")
        assert (foreign.status_code, foreign.json()) == (unknown.status_code, unknown.json())
        assert foreign.headers["x-error-code"] == "RepoNotFound"
        assert nobody.get(f"/api/buckets/{bucket}{path}").status_code == 401
    assert bucket not in [item["id"] for item in bob.get("/api/buckets/ada").json()]
    assert bucket in [item["id"] for item in ada.get("/api/buckets/ada").json()]


def test_only_writers_change_a_bucket(ada: Client, bob: Client, nobody: Client, name: str) -> None:
    bucket = new_bucket(ada, name)
    for client, status in ((bob, 403), (nobody, 401)):
        assert client.put(f"/api/buckets/{bucket}/settings", json={"private": True}).status_code == status
        assert client.request("DELETE", f"/api/buckets/{bucket}").status_code == status
        assert client.post("/api/buckets/ada/other").status_code == status
    assert ada.put(f"/api/buckets/{bucket}/settings", json={"private": True}).json()["private"] is True
    assert ada.put(f"/api/buckets/{bucket}/settings", json={}).status_code == 400
    assert nobody.get(f"/api/buckets/{bucket}").status_code == 401


def test_a_moved_bucket_is_found_under_its_old_name(ada: Client, name: str) -> None:
    bucket = new_bucket(ada, name)
    move = {"fromRepo": bucket, "toRepo": f"{bucket}-moved", "type": "bucket"}
    assert ada.post("/api/repos/move", json=move).status_code == 200
    moved = ada.get(f"/api/buckets/{bucket}/tree?recursive=true")
    assert moved.status_code == 307
    assert moved.headers["location"] == f"/api/buckets/{bucket}-moved/tree?recursive=true"
    assert ada.get(f"/api/buckets/{bucket}-moved").json()["id"] == f"{bucket}-moved"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/api/buckets/ada/x y", {}, 400),
        ("POST", "/api/buckets/ada/new", {"visibility": "protected"}, 400),
        ("POST", "/api/buckets/ada/new", {"region": "moon"}, 400),
        ("POST", "/api/buckets/no-such-account/new", {}, 403),
        ("DELETE", "/api/buckets/ada", None, 405),
        ("POST", "/api/repos/move", {"fromRepo": "ada/none", "toRepo": "ada/x", "type": "bucket"}, 404),
    ],
)
def test_bad_requests(ada: Client, method: str, path: str, body: dict[str, str] | None, status: int) -> None:
    assert ada.request(method, path, json=body).status_code == status
