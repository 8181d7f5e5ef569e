"""What speaks with the Xet storage of a local Hub, request by request."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass
from typing import Any

import httpx

from huggingface_hub.local_hub.xet import hashes, shards, xorbs
from huggingface_hub.local_hub.xet.chunking import cut
from huggingface_hub.local_hub.xet.hashes import to_text
from huggingface_hub.local_hub.xet.shards import ShardFile, Term
from tests.local_hub.conftest import Client


CAS = "/api/xet"


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
