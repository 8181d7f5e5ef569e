"""Xet over HTTP: downloads in ranges, and files that change from one protocol to the other."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from huggingface_hub.local_hub import LocalHub
from huggingface_hub.local_hub.xet import shards, store
from huggingface_hub.local_hub.xet.tokens import Scope, make_token
from tests.local_hub.conftest import THRESHOLD, USERS, Client, add, lfs
from tests.support.xet_cas import CAS, Cas, cas, data_of, pack, sha, token


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("kind", ["xet", "lfs"])
def test_ranges(owner: Client, mine: str, version: int, kind: str) -> None:
    data = data_of(11, 700_000)
    packed = pack(data)
    if kind == "xet":
        with cas(owner, mine) as writer:
            writer.upload(packed)
    else:
        owner.put_object(mine, data)
    owner.commit(mine, lfs("x.bin", sha(data)))
    assert owner.head(f"/{mine}/resolve/main/x.bin").headers["x-xet-hash"] == packed.hash
    with cas(owner, mine, "read") as reader:
        assert reader.head(f"{CAS}/v1/files/{packed.hash}").headers["content-length"] == "700000"
        assert reader.read(packed.hash, None, version) == data
        for first, last in ((0, 0), (1, 99_999), (350_000, 699_999), (699_999, 10**9)):
            # Whole chunks come; the client cuts what is behind the range.
            found = reader.read(packed.hash, f"{first}-{last}", version)
            assert found[: last + 1 - first] == data[first : last + 1]
        assert reader.plan(packed.hash, "700000-", version).status_code == 416
        assert reader.plan(packed.hash, "5-4", version).status_code == 416
        assert reader.plan(packed.hash, "x", version).status_code == 400


def test_data_needs_a_signed_address(owner: Client, mine: str) -> None:
    packed = pack(data_of(12))
    with cas(owner, mine) as writer:
        writer.upload(packed)
        [entries] = writer.plan(packed.hash).json()["xorbs"].values()
    url = entries[0]["url"]
    assert httpx.get(url).content == packed.blob
    assert httpx.get(url.partition("?")[0]).status_code == 403
    assert httpx.get(url.replace("signature=", "signature=0")).status_code == 403
    assert httpx.get(url, headers={"range": f"bytes={len(packed.blob)}-"}).status_code == 416


def test_several_ranges_come_in_one_answer(owner: Client, mine: str) -> None:
    data = data_of(13)
    with cas(owner, mine) as writer:
        packed = pack(data)
        writer.upload(packed)
        [entries] = writer.plan(packed.hash).json()["xorbs"].values()
    answer = httpx.get(entries[0]["url"], headers={"range": "bytes=0-9,100-199, 5000-5000"})
    assert answer.status_code == 206
    kind, _, boundary = answer.headers["content-type"].partition("; boundary=")
    assert kind == "multipart/byteranges"
    parts = answer.content.split(f"--{boundary}".encode())[1:-1]
    bodies = [part.partition(b"\r\n\r\n")[2][:-2] for part in parts]
    assert bodies == [packed.blob[0:10], packed.blob[100:200], packed.blob[5000:5001]]
    assert f"bytes 100-199/{len(packed.blob)}".encode() in parts[1]
    assert httpx.get(entries[0]["url"], headers={"range": "bytes=0-9,99999999-999999999"}).status_code == 416


def test_resolve_says_where_the_xet_token_is(owner: Client, mine: str) -> None:
    owner.put_object(mine, data_of(14))
    oid = owner.commit(mine, lfs("x.bin", sha(data_of(14))), add("small.txt", "small")).json()["commitOid"]
    answer = owner.head(f"/{mine}/resolve/main/x.bin")
    assert f'<{owner.url}/api/models/{mine}/xet-read-token/{oid}>; rel="xet-auth"' in answer.headers["link"]
    assert owner.get(answer.links["xet-auth"]["url"]).status_code == 200
    # Clients that follow the redirect look at the last answer.
    target = httpx.head(answer.headers["location"])
    assert [target.headers[key] for key in ("link", "x-xet-hash")] == [
        answer.headers[key] for key in ("link", "x-xet-hash")
    ]
    assert "x-xet-hash" not in owner.head(f"/{mine}/resolve/main/small.txt").headers


def test_large_objects_are_hashed_in_the_background(
    xet_hub: LocalHub, owner: Client, mine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "HASH_AT_ONCE", 1000)
    data = data_of(15)
    owner.put_object(mine, data)
    owner.commit(mine, lfs("x.bin", sha(data)))
    first = owner.head(f"/{mine}/resolve/main/x.bin")
    assert (first.status_code, first.headers.get("x-xet-hash")) == (302, None)
    xet_hub.state.xet.settle()
    assert owner.head(f"/{mine}/resolve/main/x.bin").headers["x-xet-hash"] == pack(data).hash


# From one protocol to the other


def test_what_came_through_xet_is_an_object_for_lfs(xet_hub: LocalHub, owner: Client, mine: str, name: str) -> None:
    packed = pack(data_of(16))
    with cas(owner, mine) as writer:
        writer.upload(packed)
    oid, size = sha(packed.data), len(packed.data)
    assert not xet_hub.state.objects.path(oid).exists()
    [down] = owner.batch(mine, "download", [(oid, size)])["objects"]
    href = down["actions"]["download"]["href"]
    assert httpx.get(href).content == packed.data
    assert httpx.get(href, headers={"range": "bytes=1000-200000"}).content == packed.data[1000:200_001]
    # It need not be sent again, also not to another repository of somebody who can read it.
    assert "actions" not in owner.batch(mine, "upload", [(oid, size)])["objects"][0]
    assert "actions" not in owner.batch(owner.new_repo(f"{name}-b"), "upload", [(oid, size)])["objects"][0]


def test_a_deleted_object_is_gone_for_both(owner: Client, mine: str) -> None:
    for seed, upload in ((17, "xet"), (18, "lfs")):
        packed = pack(data_of(seed))
        with cas(owner, mine) as writer:
            writer.upload(packed) if upload == "xet" else owner.put_object(mine, packed.data)
            owner.commit(mine, lfs("x.bin", sha(packed.data)))
            owner.head(f"/{mine}/resolve/main/x.bin")
            assert writer.plan(packed.hash).status_code == 200
            body = {"deletions": {"sha": [sha(packed.data)], "rewriteHistory": True}}
            assert owner.post(f"/api/models/{mine}/lfs-files/batch", json=body).status_code == 200
            assert writer.plan(packed.hash).status_code == 404
            # A client that remembers its xorbs sends the shard only.
            if upload == "xet":
                assert writer.put_shard(shards.serialize([packed.file]))[-1] == {"type": "result", "result": 1}


def test_a_file_in_both_outlives_its_object(owner: Client, mine: str, name: str) -> None:
    packed = pack(data_of(19))
    other = owner.new_repo(f"{name}-b")
    owner.put_object(mine, packed.data)
    owner.commit(mine, lfs("x.bin", sha(packed.data)))
    owner.head(f"/{mine}/resolve/main/x.bin")
    with cas(owner, other) as writer:
        writer.upload(packed)
        assert owner.request("DELETE", "/api/repos/delete", json={"name": mine, "type": "model"}).status_code == 200
        assert writer.read(packed.hash) == packed.data


def test_safetensors_that_came_through_xet_are_described(owner: Client, mine: str) -> None:
    header = json.dumps({"w": {"dtype": "F32", "shape": [25_000], "data_offsets": [0, 100_000]}}).encode()
    packed = pack(len(header).to_bytes(8, "little") + header + bytes(100_000))
    with cas(owner, mine) as writer:
        writer.upload(packed)
    owner.commit(mine, lfs("model.safetensors", sha(packed.data)))
    assert owner.get(f"/api/models/{mine}").json()["safetensors"]["total"] == 25_000


def test_a_web_server_is_not_asked_for_what_came_through_xet(local_hub_factory: Callable[..., LocalHub]) -> None:
    hub = local_hub_factory(users=USERS, lfs_threshold=THRESHOLD, xet=True, cdn_url="https://cdn.example.org/x")
    with Client(hub.url, "hf_ada") as client:
        repo = client.new_repo("cdn")
        packed = pack(data_of(20))
        with cas(client, repo) as writer:
            writer.upload(packed)
        client.commit(repo, lfs("x.bin", sha(packed.data)))
        location = client.head(f"/{repo}/resolve/main/x.bin").headers["location"]
        assert location.startswith(hub.url)
        assert httpx.get(location).content == packed.data


# What stays


def test_files_are_there_after_a_restart(tmp_path: Path) -> None:
    one, two = pack(data_of(21)), pack(data_of(22))
    options = {"lfs_threshold": THRESHOLD}
    with LocalHub(tmp_path, **options) as hub, Client(hub.url, hub.token) as client:
        client.new_repo("r")
        client.put_object("local/r", two.data)
        with cas(client, "local/r") as writer:
            writer.upload(one)
        client.commit("local/r", lfs("1", sha(one.data)), lfs("2", sha(two.data)))
        client.head("/local/r/resolve/main/2")
    with LocalHub(tmp_path, **options) as hub, Client(hub.url, hub.token) as client, cas(client, "local/r") as reader:
        assert reader.read(one.hash) == one.data
        assert reader.read(two.hash) == two.data


def test_unused_xorbs_go_in_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used, unused = pack(data_of(23)), pack(data_of(24))
    with LocalHub(tmp_path) as hub, Client(hub.url, hub.token) as client:
        client.new_repo("r")
        with cas(client, "local/r") as writer:
            writer.upload(used)
            writer.put_xorb(unused)
    with LocalHub(tmp_path) as hub:
        assert hub.state.xet.has_xorb(unused.xorb)
    monkeypatch.setattr(store, "UNUSED_AGE", -1)
    with LocalHub(tmp_path) as hub:
        assert not hub.state.xet.has_xorb(unused.xorb)
        assert not hub.state.xet.xorb_path(unused.xorb).exists()
        assert hub.state.xet.has_xorb(used.xorb)


def test_xet_can_be_off(hub: LocalHub, ada: Client, repo: str) -> None:
    """The hub of the other tests here, which is as `--no-xet` starts one."""
    data = data_of(25, THRESHOLD + 1)
    ada.put_object(repo, data)
    ada.commit(repo, lfs("x.bin", sha(data)))
    answer = ada.head(f"/{repo}/resolve/main/x.bin")
    assert (answer.status_code, answer.headers.get("x-xet-hash"), answer.headers.get("link")) == (302, None, None)
    assert token(ada, repo, "read").status_code == token(ada, repo, "write").status_code == 404


# What buckets build upon


def test_an_owner_that_is_no_repository(xet_hub: LocalHub) -> None:
    packed = pack(data_of(26), sha256=False)
    value, _ = make_token(xet_hub.state.signer, Scope("bucket-1", True), 60)
    files = xet_hub.state.xet
    assert files.file(packed.hash) is None
    with Cas(base_url=xet_hub.url, headers={"authorization": f"Bearer {value}"}) as bucket:
        bucket.upload(packed)
        assert bucket.read(packed.hash) == packed.data
        found = files.file(packed.hash)
        assert found is not None
        assert (found.size, found.sha256) == (len(packed.data), None)
        content = files.content(packed.hash)
        assert content is not None
        assert not isinstance(content, Path)
        assert b"".join(content.blocks(5, 300_000)) == packed.data[5:300_000]
        assert files.granted("bucket-1", packed.hash)
        assert not files.granted("bucket-2", packed.hash)
        files.grant("bucket-2", packed.hash)
        files.revoke("bucket-1", packed.hash)
        assert (files.granted("bucket-1", packed.hash), files.granted("bucket-2", packed.hash)) == (False, True)
        assert bucket.plan(packed.hash).status_code == 404
