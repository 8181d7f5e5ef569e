"""Buckets: who may see and change them, and what is in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator

import httpx
import pytest

from huggingface_hub.local_hub import LocalHub
from tests.local_hub.conftest import USERS, Client, lfs


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


# --- Contents: uploaded by hand here, and by hf_xet elsewhere ---


@pytest.fixture(scope="module")
def xet_hub(local_hub_factory: Callable[..., LocalHub]) -> LocalHub:
    return local_hub_factory(users=USERS, xet=True)


@pytest.fixture
def owner(xet_hub: LocalHub) -> Generator[Client, None, None]:
    with Client(xet_hub.url, "hf_ada") as client:
        yield client


@pytest.fixture
def other(xet_hub: LocalHub) -> Generator[Client, None, None]:
    with Client(xet_hub.url, "hf_bob") as client:
        yield client


EMPTY = "0" * 64


def stored(client: Client, repo: str, data: bytes) -> str:
    """The Xet hash of a content that a model has."""
    client.commit(repo, lfs("w.bin", client.put_object(repo, data), len(data)))
    return str(client.get(f"/{repo}/resolve/main/w.bin").headers["x-xet-hash"])


def batch(client: Client, bucket: str, *changes: dict[str, object]) -> httpx.Response:
    body = "".join(json.dumps(change) + "\n" for change in changes)
    return client.post(f"/api/buckets/{bucket}/batch", content=body, headers={"content-type": "application/x-ndjson"})


def test_files_come_by_copy_and_are_resolved(owner: Client, other: Client, name: str) -> None:
    data = b"0123456789" * 5000
    model, bucket = owner.new_repo(name), new_bucket(owner, name)
    xet_hash = stored(owner, model, data)
    copy = {"type": "copyFile", "path": "d/w.bin", "xetHash": xet_hash, "mtime": 1700000000500}
    answer = batch(
        owner,
        bucket,
        {**copy, "sourceRepoType": "model", "sourceRepoId": model},
        {"type": "addFile", "path": "empty.txt", "xetHash": EMPTY, "mtime": 1, "contentType": "text/plain"},
    )
    assert (answer.status_code, answer.json()) == (200, {"success": True, "failed": []})
    [file] = owner.post(f"/api/buckets/{bucket}/paths-info", json={"paths": ["none", "d/w.bin", "d"]}).json()
    assert (file["size"], file["mtime"], file["xetHash"]) == (len(data), "2023-11-14T22:13:20.500Z", xet_hash)
    for path in ("d/w.bin", "d%2Fw.bin"):
        whole = other.get(f"/buckets/{bucket}/resolve/{path}")
        assert (whole.content, whole.headers["x-xet-hash"]) == (data, xet_hash)
        assert 'rel="xet-auth"' in whole.headers["link"]
    part = other.get(f"/buckets/{bucket}/resolve/d/w.bin", headers={"range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, b"0123456789")
    assert other.head(f"/buckets/{bucket}/resolve/empty.txt").headers["x-linked-size"] == "0"
    missing = other.get(f"/buckets/{bucket}/resolve/none")
    assert (missing.status_code, missing.headers["x-error-code"]) == (404, "EntryNotFound")
    # What the bucket has stays when the model goes.
    owner.request("DELETE", "/api/repos/delete", json={"name": name})
    assert other.get(f"/buckets/{bucket}/resolve/d/w.bin").content == data


def test_changes_are_refused_one_by_one(owner: Client, other: Client, name: str) -> None:
    model, bucket = owner.new_repo(name, private=True), new_bucket(owner, name)
    xet_hash = stored(owner, model, b"private" * 1000)
    good = {"type": "addFile", "path": "ok", "xetHash": EMPTY}
    bad = [
        {"type": "addFile", "path": "a", "xetHash": xet_hash},
        {"type": "addFile", "path": "b", "xetHash": "x"},
        {"type": "addFile", "path": "../c", "xetHash": EMPTY},
        {"type": "addFile", "path": "d", "xetHash": EMPTY, "mtime": -1},
        {"type": "copyFile", "path": "e", "xetHash": EMPTY, "sourceRepoType": "model", "sourceRepoId": "ada/none"},
    ]
    answer = batch(owner, bucket, *bad, good, {"type": "deleteFile", "path": "none"})
    assert answer.status_code == 200
    assert [item["path"] for item in answer.json()["failed"]] == ["a", "b", "../c", "d", "e"]
    assert [item["path"] for item in owner.get(f"/api/buckets/{bucket}/tree").json()] == ["ok"]
    assert batch(owner, bucket, *bad).status_code == 422
    # Whoever may not read the source can't have its content, hash or not.
    theirs = new_bucket(other, name)
    copy = {"type": "copyFile", "path": "x", "xetHash": xet_hash, "sourceRepoType": "model", "sourceRepoId": model}
    assert batch(other, theirs, copy).status_code == 422
    assert batch(other, bucket, good).status_code == 403
    for body in (b"nonsense", b'{"type": "burn", "path": "x"}', b'{"type": "addFile"}', b"[]"):
        assert owner.post(f"/api/buckets/{bucket}/batch", content=body).status_code == 400


def test_listings_fold_what_lies_deeper_and_come_in_pages(owner: Client, name: str) -> None:
    bucket = new_bucket(owner, name)
    paths = ["a", "d/1", "d/e/2", "d.txt", "dé/x", "z"]
    batch(owner, bucket, *({"type": "addFile", "path": path, "xetHash": EMPTY} for path in paths))
    url = f"/api/buckets/{bucket}/tree"

    def listed(path: str = "", **query: str) -> list[str]:
        found, link = [], owner.get(f"{url}{path}", params=query)
        while True:
            found += [item["path"] + "/" * (item["type"] == "directory") for item in link.json()]
            if "next" not in link.links:
                return found
            link = owner.get(link.links["next"]["url"])

    assert listed() == ["a", "d.txt", "d/", "dé/", "z"]
    assert listed("/d") == ["d.txt", "d/", "dé/"]
    assert listed("/d%2F") == ["d/1", "d/e/"]
    assert listed("/d%2F", recursive="true") == ["d/1", "d/e/2"]
    assert listed(recursive="true", limit="2") == ["a", "d.txt", "d/1", "d/e/2", "dé/x", "z"]


def test_tokens_of_the_storage_follow_the_rights(owner: Client, other: Client, name: str) -> None:
    bucket = new_bucket(owner, name)
    assert other.get(f"/api/buckets/{bucket}/xet-read-token").json()["casUrl"].startswith(owner.url)
    assert other.get(f"/api/buckets/{bucket}/xet-write-token").status_code == 403
    assert owner.get(f"/api/buckets/{bucket}/xet-write-token").json()["exp"] > 0


def test_what_nobody_has_is_given_back_after_a_while(owner: Client, xet_hub: LocalHub, name: str) -> None:
    model, bucket = owner.new_repo(name), new_bucket(owner, name)
    xet_hash = stored(owner, model, b"kept for a while" * 100)
    copy = {"type": "copyFile", "path": "x", "xetHash": xet_hash, "sourceRepoType": "model", "sourceRepoId": model}
    assert batch(owner, bucket, copy).json()["success"]
    state = xet_hub.state
    repo = state.repos.find("bucket", bucket)
    assert repo is not None

    def granted() -> bool:
        return state.db.one("SELECT 1 FROM xet_grants WHERE owner_id = ?", repo.id) is not None

    state.buckets.clean(before=1e12)
    assert granted()
    batch(owner, bucket, {"type": "deleteFile", "path": "x"})
    state.buckets.clean(before=0)
    assert granted()
    state.buckets.clean(before=1e12)
    assert not granted()
