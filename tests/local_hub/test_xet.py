"""Xet over HTTP: tokens, uploads that are checked, downloads in ranges, and files that change from one protocol to the other."""

from __future__ import annotations

import hashlib
import json
import random
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from huggingface_hub.local_hub import LocalHub
from huggingface_hub.local_hub.xet import hashes, shards, store, xorbs
from huggingface_hub.local_hub.xet.chunking import cut
from huggingface_hub.local_hub.xet.hashes import to_text
from huggingface_hub.local_hub.xet.shards import ShardFile, Term
from huggingface_hub.local_hub.xet.tokens import Scope, make_token
from tests.local_hub.conftest import THRESHOLD, USERS, Client, add, lfs


CAS = "/api/xet"


@pytest.fixture(scope="module")
def xet_hub(local_hub_factory: Callable[..., LocalHub]) -> LocalHub:
    return local_hub_factory(users=USERS, lfs_threshold=THRESHOLD, xet=True)


@pytest.fixture(scope="module")
def owner(xet_hub: LocalHub) -> Generator[Client, None, None]:
    with Client(xet_hub.url, "hf_ada") as client:
        yield client


@pytest.fixture(scope="module")
def stranger(xet_hub: LocalHub) -> Generator[Client, None, None]:
    with Client(xet_hub.url, "hf_eve") as client:
        yield client


@pytest.fixture
def mine(owner: Client, name: str) -> str:
    return owner.new_repo(name)


def data_of(seed: int, size: int = 400_000) -> bytes:
    return random.Random(seed).randbytes(size)


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass
class Packed:
    """A file as a client prepares it: one xorb, and the entry of a shard."""

    data: bytes
    xorb: bytes
    blob: bytes
    file: ShardFile

    @property
    def hash(self) -> str:
        return to_text(self.file.hash)


def pack(data: bytes, scheme: int = xorbs.LZ4, *, sha256: bool = True) -> Packed:
    chunks = list(cut([data]))
    nodes = [(hashes.chunk_hash(chunk), len(chunk)) for chunk in chunks]
    xorb = hashes.xorb_hash(nodes)
    term = Term(xorb, 0, len(chunks), len(data))
    proof = hashes.range_hash(value for value, _ in nodes)
    file = ShardFile(hashes.file_hash(nodes), (term,), (proof,), sha(data) if sha256 else None)
    return Packed(data, xorb, xorbs.serialize(chunks, scheme), file)


def changed(file: ShardFile, **values: Any) -> bytes:
    return shards.serialize([ShardFile(**{**file.__dict__, **values})])


class Cas(httpx.Client):
    """The storage, as the bearer of one access token sees it."""

    def put_xorb(self, packed: Packed) -> httpx.Response:
        return self.post(f"{CAS}/v1/xorbs/default/{to_text(packed.xorb)}", content=packed.blob)

    def put_shard(self, shard: bytes) -> list[dict[str, Any]]:
        """The events of a shard's registration."""
        response = self.post(f"{CAS}/v2/shards", content=shard)
        assert response.status_code == 200, response.text
        return [json.loads(line) for line in response.text.splitlines()]

    def upload(self, packed: Packed) -> None:
        assert self.put_xorb(packed).status_code == 200
        assert self.put_shard(shards.serialize([packed.file]))[-1]["type"] == "result"

    def plan(self, name: str, span: str | None = None, version: int = 2) -> httpx.Response:
        headers = {"range": f"bytes={span}"} if span else {}
        return self.get(f"{CAS}/v{version}/reconstructions/{name}", headers=headers)

    def read(self, name: str, span: str | None = None, version: int = 2) -> bytes:
        """A file, put together as a client does."""
        plan = self.plan(name, span, version).json()
        chunks: dict[tuple[str, int], bytes] = {}
        for xorb, entries in (plan["xorbs"] if version == 2 else plan["fetch_info"]).items():
            for url, start, first, last in _fetches(entries, version):
                # Without any Authorization: the address is the permission.
                answer = httpx.get(url, headers={"range": f"bytes={first}-{last}"})
                assert (answer.status_code, len(answer.content)) == (206, last - first + 1)
                for number, (chunk, _) in enumerate(xorbs.unpack(_file(answer.content))):
                    chunks[xorb, start + number] = chunk
        whole = b"".join(
            chunks[term["hash"], n]
            for term in plan["terms"]
            for n in range(term["range"]["start"], term["range"]["end"])
        )
        assert len(whole) == sum(term["unpacked_length"] for term in plan["terms"])
        return whole[plan["offset_into_first_range"] :]


def _fetches(entries: list[dict[str, Any]], version: int) -> list[tuple[str, int, int, int]]:
    if version == 1:
        return [(e["url"], e["range"]["start"], e["url_range"]["start"], e["url_range"]["end"]) for e in entries]
    return [
        (entry["url"], part["chunks"]["start"], part["bytes"]["start"], part["bytes"]["end"])
        for entry in entries
        for part in entry["ranges"]
    ]


def _file(data: bytes) -> Any:
    import io

    return io.BytesIO(data)


def token(
    client: Client, repo: str, access: str, query: str = "", rev: str = "main", kind: str = "model"
) -> httpx.Response:
    return client.get(f"/api/{kind}s/{repo}/xet-{access}-token/{rev}{query}")


def cas(client: Client, repo: str, access: str = "write") -> Cas:
    answer = token(client, repo, access).json()
    return Cas(base_url=client.url, headers={"authorization": f"Bearer {answer['accessToken']}"}, timeout=15)


# Tokens


@pytest.mark.parametrize("kind", ["model", "dataset", "space", "kernel"])
@pytest.mark.parametrize("access", ["read", "write"])
def test_a_token_comes_in_both_forms(owner: Client, name: str, kind: str, access: str) -> None:
    repo = owner.new_repo(f"{name}-{access}", kind)
    answer = token(owner, repo, access, kind=kind)
    body = answer.json()
    assert answer.headers["x-xet-cas-url"] == body["casUrl"] == owner.url + CAS
    assert answer.headers["x-xet-access-token"] == body["accessToken"]
    assert answer.headers["x-xet-token-expiration"] == str(body["exp"])


def test_who_may_have_which_token(xet_hub: LocalHub, owner: Client, stranger: Client, name: str) -> None:
    private, public = owner.new_repo(f"{name}-a", private=True), owner.new_repo(f"{name}-b")
    assert token(stranger, private, "read").status_code == 404
    assert token(stranger, private, "write", "?create_pr=1", "None").status_code == 404
    assert token(stranger, public, "read").status_code == 200
    assert token(stranger, public, "write").status_code == 403
    # Whoever can read may open a pull request, and needs to upload for it.
    assert token(stranger, public, "write", "?create_pr=1", "None").status_code == 200
    with Client(xet_hub.url, None) as nobody:
        assert token(nobody, public, "read").status_code == 200
        assert token(nobody, public, "write").status_code == 401
        assert token(nobody, private, "read").status_code == 401


def test_tokens_are_checked(xet_hub: LocalHub, owner: Client, mine: str) -> None:
    packed = pack(data_of(1))
    path = f"{CAS}/v2/reconstructions/{packed.hash}"
    late, _ = make_token(xet_hub.state.signer, Scope("x", True), -1)
    forged = make_token(xet_hub.state.signer, Scope("x", True), 60)[0][:-4] + "AAAA"
    for value in ("", "Bearer hf_ada", "Basic x", f"Bearer {late}", f"Bearer {forged}", "Bearer xet_%%%"):
        answer = httpx.get(owner.url + path, headers={"authorization": value} if value else {})
        assert answer.status_code == 401, value
    with cas(owner, mine, "read") as reader:
        assert reader.put_xorb(packed).status_code == 403
        assert reader.post(f"{CAS}/v2/shards", content=b"").status_code == 403


def test_a_token_opens_its_own_repository_only(owner: Client, mine: str, name: str) -> None:
    packed = pack(data_of(2))
    other = owner.new_repo(f"{name}-other")
    with cas(owner, mine) as writer, cas(owner, other, "read") as reader:
        writer.upload(packed)
        assert writer.plan(packed.hash).status_code == 200
        assert reader.plan(packed.hash).status_code == 404
        assert reader.head(f"{CAS}/v1/files/{packed.hash}").status_code == 404


# Uploads


def test_a_file_goes_up_and_can_be_committed(owner: Client, mine: str) -> None:
    packed = pack(data_of(3))
    assert owner.commit(mine, lfs("x.bin", sha(packed.data))).status_code == 400
    with cas(owner, mine) as writer:
        name = to_text(packed.xorb)
        assert writer.head(f"{CAS}/v1/xorbs/default/{name}").status_code == 404
        assert writer.post(f"{CAS}/v1/xorb-grants/default/{name}", json={}).status_code == 404
        assert writer.get(f"{CAS}/v1/chunks/default/{name}").status_code == 404
        assert writer.put_xorb(packed).json() == {"was_inserted": True}
        assert writer.put_xorb(packed).json() == {"was_inserted": False}
        assert writer.head(f"{CAS}/v1/xorbs/default/{name}").headers["content-length"] == str(len(packed.blob))
        events = writer.put_shard(shards.serialize([packed.file]))
        assert [event["type"] for event in events] == ["validating", "validating", "result"]
        assert events[-1]["result"] == 1
        assert writer.post(f"{CAS}/v1/shards", content=shards.serialize([packed.file])).json() == {"result": 0}
    assert owner.commit(mine, lfs("x.bin", sha(packed.data), len(packed.data))).status_code == 200
    assert owner.get(f"/{mine}/resolve/main/x.bin", follow_redirects=True).content == packed.data
    [item] = [each for each in owner.get(f"/api/models/{mine}/tree/main").json() if each["path"] == "x.bin"]
    assert item["xetHash"] == packed.hash
    assert item["lfs"]["oid"] == sha(packed.data)


@pytest.mark.parametrize("scheme", [xorbs.NONE, xorbs.LZ4, xorbs.GROUPED_LZ4])
def test_all_compressions_are_understood(owner: Client, mine: str, scheme: int) -> None:
    packed = pack(data_of(4, 100_000) + bytes(100_000) + bytes([scheme]), scheme)
    with cas(owner, mine) as writer:
        writer.upload(packed)
        assert writer.read(packed.hash) == packed.data


def test_a_xorb_must_be_what_it_is_called(owner: Client, mine: str) -> None:
    packed, other = pack(data_of(5)), pack(data_of(6))
    with cas(owner, mine) as writer:
        for body in (other.blob, packed.blob[:-1], b"", b"junk" * 10):
            answer = writer.post(f"{CAS}/v1/xorbs/default/{to_text(packed.xorb)}", content=body)
            assert answer.status_code == 400
        assert writer.post(f"{CAS}/v1/xorbs/default/nonsense", content=packed.blob).status_code == 400
        assert writer.head(f"{CAS}/v1/xorbs/default/{to_text(packed.xorb)}").status_code == 404


def test_a_shard_that_names_unknown_xorbs_is_refused(owner: Client, mine: str) -> None:
    packed = pack(data_of(7))
    with cas(owner, mine) as writer:
        for version in (1, 2):
            answer = writer.post(f"{CAS}/v{version}/shards", content=shards.serialize([packed.file]))
            assert answer.status_code == 400
            assert to_text(packed.xorb) in answer.json()["error"]
        assert writer.plan(packed.hash).status_code == 404


def test_a_shard_must_be_right(owner: Client, mine: str) -> None:
    packed = pack(data_of(8))
    [term] = packed.file.terms
    with cas(owner, mine) as writer:
        writer.put_xorb(packed)
        wrong = {
            "verification": changed(packed.file, proofs=(bytes(32),)),
            "no valid verification": changed(packed.file, proofs=()),
            "make up the file": changed(packed.file, hash=bytes(32)),
            "another length": changed(packed.file, terms=(Term(term.xorb, term.start, term.end, 1),)),
            "does not have": changed(packed.file, terms=(Term(term.xorb, 0, 5000, term.length),)),
            "is not a shard": b"no shard",
        }
        for why, shard in wrong.items():
            answer = writer.post(f"{CAS}/v2/shards", content=shard)
            assert answer.status_code == 400, why
            assert why in answer.json()["error"]
        events = writer.put_shard(changed(packed.file, sha256=sha(b"something else")))
        assert events[-1]["type"] == "error"
        assert sha(packed.data) in events[-1]["message"]
        assert writer.post(f"{CAS}/v1/shards", content=changed(packed.file, sha256=sha(b"x"))).status_code == 400
        assert writer.plan(packed.hash).status_code == 404
    assert owner.commit(mine, lfs("x.bin", sha(b"something else"))).status_code == 400


def test_knowing_the_name_of_a_xorb_is_no_right_to_it(owner: Client, stranger: Client, name: str) -> None:
    secret = pack(data_of(9))
    private = owner.new_repo(name, private=True)
    with cas(owner, private) as writer:
        writer.upload(secret)
    theirs = stranger.new_repo(name)
    with cas(stranger, theirs) as thief:
        guess = changed(secret.file, proofs=(hashes.range_hash([]),))
        assert thief.post(f"{CAS}/v2/shards", content=guess).status_code == 400
        assert thief.plan(secret.hash).status_code == 404
        # Whoever has the bytes does not send them again.
        assert thief.put_shard(shards.serialize([secret.file]))[-1]["type"] == "result"


def test_uploads_at_the_same_time(owner: Client, mine: str) -> None:
    packed = pack(data_of(10))
    answers: list[int] = []

    def upload() -> None:
        with cas(owner, mine) as writer:
            answers.append(writer.put_xorb(packed).status_code)
            answers.append(writer.post(f"{CAS}/v1/shards", content=shards.serialize([packed.file])).status_code)

    threads = [threading.Thread(target=upload) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 8
    with cas(owner, mine, "read") as reader:
        assert reader.read(packed.hash) == packed.data


# Downloads


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
