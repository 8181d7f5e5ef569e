"""LFS: batches, transfers in one piece and in parts, what is refused, and deletion."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from huggingface_hub.local_hub import LocalHub
from tests.local_hub.conftest import PART, Client, add, delete, lfs


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def multipart(client: Client, repo: str, data: bytes) -> dict[str, Any]:
    """The upload action for an object that goes up in parts."""
    answer = client.batch(repo, "upload", [(sha(data), len(data))], transfers=("basic", "multipart"))
    assert answer["transfer"] == "multipart"
    actions: dict[str, Any] = answer["objects"][0]["actions"]
    return actions


def send_parts(upload: dict[str, Any], data: bytes) -> list[dict[str, Any]]:
    size = int(upload["header"]["chunk_size"])
    numbers = sorted(key for key in upload["header"] if key.isdigit())
    parts = []
    for key in numbers:
        start = (int(key) - 1) * size
        response = httpx.put(upload["header"][key], content=data[start : start + size])
        assert response.status_code == 200
        parts.append({"partNumber": int(key), "etag": response.headers["etag"]})
    return parts


def test_basic(ada: Client, repo: str, hub: LocalHub) -> None:
    data = os.urandom(1000)
    answer = ada.batch(repo, "upload", [(sha(data), 1000)])
    assert answer["transfer"] == "basic"
    [item] = answer["objects"]
    assert item["authenticated"] is True
    upload, verify = item["actions"]["upload"], item["actions"]["verify"]
    assert "chunk_size" not in upload["header"]
    assert httpx.post(verify["href"], json={"oid": sha(data), "size": 1000}).status_code == 404
    put = httpx.put(upload["href"], content=data)
    assert (put.status_code, put.headers["etag"]) == (200, f'"{sha(data)}"')
    assert httpx.post(verify["href"], json={"oid": sha(data), "size": 1000}).status_code == 200
    assert httpx.post(verify["href"], json={"oid": sha(data), "size": 999}).status_code == 422
    assert hub.state.objects.path(sha(data)).read_bytes() == data
    # A second time there is nothing to do.
    assert "actions" not in ada.batch(repo, "upload", [(sha(data), 1000)])["objects"][0]
    [down] = ada.batch(repo, "download", [(sha(data), 1000)])["objects"]
    assert httpx.get(down["actions"]["download"]["href"]).content == data


@pytest.mark.parametrize("size", [0, 1])
def test_tiny_objects(ada: Client, repo: str, size: int) -> None:
    data = b"x" * size
    oid = ada.put_object(repo, data)
    assert ada.commit(repo, lfs("x.bin", oid, size)).status_code == 200
    assert ada.get(f"/{repo}/resolve/main/x.bin", follow_redirects=True).content == data


def test_wrong_content_is_refused(ada: Client, repo: str, hub: LocalHub) -> None:
    data = os.urandom(1000)
    [item] = ada.batch(repo, "upload", [(sha(data), 1000)])["objects"]
    href = item["actions"]["upload"]["href"]
    for body, status in (
        (data[:-1], 400),
        (data + b"x", 400),
        (b"y" * 1000, 422),
        (iter([data[:500]]), 400),
        (iter([data, data]), 400),
    ):
        response = httpx.put(href, content=body)
        assert response.status_code == status
        assert response.json()["error"]
    assert hub.state.objects.size(sha(data)) is None
    assert ada.commit(repo, lfs("x", sha(data), 1000)).status_code == 400
    assert [path for path in hub.state.objects.staging.iterdir() if path.name.startswith("incoming")] == []
    assert httpx.put(href, content=iter([data[:500], data[500:]])).status_code == 200


def test_signed_uploads_cannot_be_altered(ada: Client, repo: str) -> None:
    data, other = os.urandom(10), os.urandom(20)
    [item] = ada.batch(repo, "upload", [(sha(data), 10)])["objects"]
    href: str = item["actions"]["upload"]["href"]
    for changed in (
        href.replace("size=10", "size=20"),
        href.replace(sha(data), sha(other)),
        href.replace("signature=", "signature=x"),
    ):
        assert httpx.put(changed, content=data).status_code == 403
    assert httpx.get(href).status_code in {403, 405}


def test_expired_uploads(local_hub_factory: Callable[..., LocalHub]) -> None:
    hub = local_hub_factory(url_lifetime=-1)
    repo = hub.new_repo()
    with Client(hub.url, hub.token) as client:
        [item] = client.batch(repo, "upload", [(sha(b"x"), 1)])["objects"]
    response = httpx.put(item["actions"]["upload"]["href"], content=b"x")
    assert response.status_code == 403
    assert "expired" in response.json()["error"]


def test_multipart(ada: Client, repo: str, hub: LocalHub) -> None:
    data = os.urandom(3 * PART + 123)
    actions = multipart(ada, repo, data)
    upload = actions["upload"]
    assert [key for key in upload["header"] if key.isdigit()] == ["00001", "00002", "00003", "00004"]
    parts = send_parts(upload, data)
    body = {"oid": sha(data), "parts": parts}
    assert httpx.post(upload["href"], json=body).status_code == 200
    # The answer may have been lost.
    assert httpx.post(upload["href"], json=body).status_code == 200
    assert httpx.post(actions["verify"]["href"], json={"oid": sha(data), "size": len(data)}).status_code == 200
    assert ada.commit(repo, lfs("big.bin", sha(data), len(data))).status_code == 200
    assert ada.get(f"/{repo}/resolve/main/big.bin", follow_redirects=True).content == data
    assert not list(hub.state.objects.staging.glob("upload-*"))
    late = httpx.put(upload["header"]["00001"], content=data[:PART])
    assert late.status_code == 404


def test_parts_in_any_order_and_at_once(ada: Client, repo: str) -> None:
    data = os.urandom(5 * PART)
    upload = multipart(ada, repo, data)["upload"]
    etags: dict[int, str] = {}

    def send(number: int) -> None:
        body = data[(number - 1) * PART : number * PART]
        etags[number] = httpx.put(upload["header"][f"{number:05d}"], content=body).headers["etag"]

    threads = [threading.Thread(target=send, args=(number,)) for number in (5, 3, 1, 4, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    parts = [{"partNumber": number, "etag": etag} for number, etag in etags.items()]
    assert httpx.post(upload["href"], json={"oid": sha(data), "parts": parts}).status_code == 200


def test_multipart_mistakes(ada: Client, repo: str) -> None:
    data = os.urandom(3 * PART)
    upload = multipart(ada, repo, data)["upload"]
    first = upload["header"]["00001"]
    assert httpx.put(first, content=data[: PART - 1]).status_code == 400
    assert httpx.put(first, content=data[: PART + 1]).status_code == 400
    assert httpx.put(first, content=iter([data[: PART - 1]])).status_code == 400
    assert httpx.put(first.replace("/1?", "/2?"), content=data[:PART]).status_code == 403
    parts = send_parts(upload, data)
    wrong: list[Any] = [
        parts[:-1],
        [*parts, parts[0]],
        [*parts[:-1], {**parts[-1], "partNumber": 4}],
        [*parts[:-1], {**parts[-1], "etag": '"nonsense"'}],
        [{"partNumber": "1"}],
        None,
    ]
    for given in wrong:
        assert httpx.post(upload["href"], json={"oid": sha(data), "parts": given}).status_code == 400
    assert httpx.post(upload["href"], json={"oid": sha(b"other"), "parts": parts}).status_code == 400
    # Nothing of that has spoiled the upload.
    assert httpx.post(upload["href"], json={"oid": sha(data), "parts": parts}).status_code == 200


def test_multipart_with_another_hash(ada: Client, repo: str, hub: LocalHub) -> None:
    data = os.urandom(3 * PART)
    upload = multipart(ada, repo, data)["upload"]
    parts = send_parts(upload, data[:-1] + bytes([data[-1] ^ 1]))
    response = httpx.post(upload["href"], json={"oid": sha(data), "parts": parts})
    assert response.status_code == 422
    assert hub.state.objects.size(sha(data)) is None
    # A new batch begins anew.
    upload = multipart(ada, repo, data)["upload"]
    assert httpx.post(upload["href"], json={"oid": sha(data), "parts": send_parts(upload, data)}).status_code == 200


def test_a_multipart_upload_is_continued(ada: Client, repo: str) -> None:
    data = os.urandom(3 * PART)
    parts = send_parts(multipart(ada, repo, data)["upload"], data)
    again = multipart(ada, repo, data)["upload"]
    assert httpx.post(again["href"], json={"oid": sha(data), "parts": parts}).status_code == 200


def test_multipart_only_when_the_client_can(ada: Client, repo: str) -> None:
    data = os.urandom(3 * PART)
    [item] = ada.batch(repo, "upload", [(sha(data), len(data))])["objects"]
    assert "chunk_size" not in item["actions"]["upload"]["header"]


def test_objects_one_can_read_need_not_be_sent_again(ada: Client, bob: Client, name: str) -> None:
    data = os.urandom(100)
    public, private = ada.new_repo(name), ada.new_repo(name + "-p", private=True)
    ada.put_object(public, data)
    secret = os.urandom(100)
    ada.put_object(private, secret)
    mine = bob.new_repo(name)
    shared, hidden = bob.batch(mine, "upload", [(sha(data), 100), (sha(secret), 100)])["objects"]
    assert "actions" not in shared
    assert bob.commit(mine, lfs("x.bin", sha(data), 100)).status_code == 200
    assert "upload" in hidden["actions"]


def test_batches_that_are_refused(ada: Client, bob: Client, nobody: Client, repo: str, name: str) -> None:
    url = f"/{repo}.git/info/lfs/objects/batch"
    good = {"oid": "0" * 64, "size": 1}
    for body in (
        {"operation": "erase", "objects": []},
        {"operation": "upload"},
        {"operation": "upload", "objects": [{**good, "oid": "xyz"}], "ref": {"name": "main"}},
        {"operation": "upload", "objects": [{**good, "size": -1}], "ref": {"name": "main"}},
        {"operation": "upload", "objects": [good], "hash_algo": "md5"},
    ):
        assert ada.post(url, json=body).status_code == 400
    upload = {"operation": "upload", "objects": [good], "ref": {"name": "main"}}
    assert bob.post(url, json=upload).status_code == 403
    assert nobody.post(url, json=upload).status_code == 401
    private = ada.new_repo(name + "-p", private=True)
    download = {"operation": "download", "objects": [good]}
    assert nobody.post(url, json=download).json()["objects"][0]["error"]["code"] == 404
    assert nobody.post(f"/{private}.git/info/lfs/objects/batch", json=download).status_code == 401
    assert bob.post(f"/{private}.git/info/lfs/objects/batch", json=download).status_code == 404


def test_sizes_must_agree(ada: Client, repo: str) -> None:
    oid = ada.put_object(repo, b"abc")
    [item] = ada.batch(repo, "upload", [(oid, 4)])["objects"]
    assert item["error"]["code"] == 422


def test_no_locking(ada: Client, repo: str) -> None:
    assert ada.post(f"/{repo}.git/info/lfs/locks/verify", json={}).status_code == 404
    assert ada.get(f"/{repo}.git/info/lfs/locks").status_code == 404


@pytest.mark.parametrize(
    ("repo_type", "prefix"), [("dataset", "datasets/"), ("space", "spaces/"), ("kernel", "kernels/")]
)
def test_every_type(ada: Client, name: str, repo_type: str, prefix: str) -> None:
    repo = ada.new_repo(name, repo_type)
    oid = ada.put_object(repo, b"data of a " + repo_type.encode(), prefix)
    assert ada.commit(repo, lfs("x.bin", oid), repo_type=repo_type).status_code == 200
    response = ada.get(f"/{prefix}{repo}/resolve/main/x.bin", follow_redirects=True)
    assert response.text == f"data of a {repo_type}"


def test_lfs_files_and_deletion(ada: Client, bob: Client, repo: str, hub: LocalHub) -> None:
    one, two = ada.put_object(repo, os.urandom(10)), ada.put_object(repo, os.urandom(20))
    ada.commit(repo, lfs("one.bin", one), add("x.txt", "x"), summary="both")
    ada.commit(repo, lfs("two.bin", two))
    listed = {item["fileOid"]: item for item in ada.get(f"/api/models/{repo}/lfs-files").json()}
    assert (listed[one]["filename"], listed[one]["size"], listed[one]["ref"]) == ("one.bin", 10, "refs/heads/main")
    assert set(listed) == {one, two}
    url = f"/api/models/{repo}/lfs-files/batch"
    assert bob.post(url, json={"deletions": {"sha": [one]}}).status_code == 403
    assert ada.post(url, json={"deletions": {}}).status_code == 400
    assert ada.post(url, json={"deletions": {"sha": [one], "rewriteHistory": True}}).status_code == 200
    assert ada.files(repo) == [".gitattributes", "two.bin", "x.txt"]
    assert len(ada.get(f"/api/models/{repo}/commits/main").json()) == 3
    assert hub.state.objects.size(one) is None
    assert ada.post(url, json={"deletions": {"sha": [two], "rewriteHistory": False}}).status_code == 200
    assert "two.bin" in ada.files(repo)
    gone = ada.get(f"/{repo}/resolve/main/two.bin")
    assert (gone.status_code, gone.headers["x-error-code"]) == (404, "EntryNotFound")


def test_objects_stay_while_someone_has_them(ada: Client, repo: str, name: str, hub: LocalHub) -> None:
    data = os.urandom(50)
    oid = ada.put_object(repo, data)
    other = ada.new_repo(name + "-other")
    assert ada.put_object(other, data) == oid
    ada.commit(other, lfs("x.bin", oid), delete(".gitattributes"))
    ada.post(f"/api/models/{repo}/lfs-files/batch", json={"deletions": {"sha": [oid]}})
    assert ada.get(f"/{other}/resolve/main/x.bin", follow_redirects=True).content == data


def test_deleting_a_repository_frees_its_objects(ada: Client, name: str, hub: LocalHub) -> None:
    repo, other = ada.new_repo(name), ada.new_repo(name + "-other")
    own, shared = os.urandom(30), os.urandom(31)
    for data in (own, shared):
        ada.put_object(repo, data)
    ada.put_object(other, shared)
    assert ada.request("DELETE", "/api/repos/delete", json={"name": repo}).status_code == 200
    assert hub.state.objects.size(sha(own)) is None
    assert hub.state.objects.size(sha(shared)) == 31


def test_objects_for_another_repository(ada: Client, bob: Client, repo: str, name: str) -> None:
    oid = ada.put_object(repo, b"to be copied")
    target = ada.new_repo(name + "-target", "dataset")
    url = f"/api/models/{repo}/lfs-files/duplicate"
    body = {"target": {"type": "dataset", "name": target}, "files": [{"sha256": oid}, {"sha256": "0" * 64}]}
    assert bob.post(url, json=body).status_code == 403
    answer = ada.post(url, json=body).json()
    assert [item["sha256"] for item in answer["failed"]] == ["0" * 64]
    assert ada.commit(target, lfs("x.bin", oid), repo_type="dataset").status_code == 200
    assert ada.get(f"/datasets/{target}/resolve/main/x.bin", follow_redirects=True).text == "to be copied"
    assert ada.post(url, json={"target": {"type": "model", "name": "ada/none"}, "files": []}).status_code == 404
    assert ada.post(url, json={}).status_code == 400
