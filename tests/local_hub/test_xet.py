"""Xet over HTTP: tokens, and uploads that are checked."""

from __future__ import annotations

import threading

import httpx
import pytest

from huggingface_hub.local_hub import LocalHub
from huggingface_hub.local_hub.xet import hashes, shards, xorbs
from huggingface_hub.local_hub.xet.hashes import to_text
from huggingface_hub.local_hub.xet.shards import Term
from huggingface_hub.local_hub.xet.tokens import Scope, make_token
from tests.local_hub.conftest import Client, lfs
from tests.support.xet_cas import CAS, cas, changed, data_of, pack, sha, token


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
