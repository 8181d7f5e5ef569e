"""From a shard to files that their repository or bucket may refer to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from huggingface_hub.local_hub.errors import HubError, bad_request
from huggingface_hub.local_hub.state.store import OBJECTS_LOCK, HubState
from huggingface_hub.local_hub.xet import hashes
from huggingface_hub.local_hub.xet.hashes import to_text
from huggingface_hub.local_hub.xet.shards import ShardFile, Term, parse
from huggingface_hub.local_hub.xet.store import XetFile
from huggingface_hub.local_hub.xet.xorbs import Chunk


def read_shard(hub: HubState, data: bytes) -> list[ShardFile]:
    """
    The files of a shard, all of whose xorbs are here.

    Raises:
        HubError: 400, when it is no shard, or a file is not what its terms make.
    """
    try:
        files = parse(data)
    except ValueError as error:
        raise bad_request(f"The body is not a shard: {error}.") from error
    for file in files:
        _check(hub, file)
    return files


def register(hub: HubState, owner_id: str, files: Sequence[ShardFile]) -> Iterator[bool]:
    """
    Let the owner have the files, one after the other; for each, whether it was new.

    Raises:
        HubError: 400, when the content of one has another SHA-256 than was said.
    """
    for file in files:
        made = XetFile(to_text(file.hash), file.size, file.sha256, file.terms)
        if file.sha256 is not None:
            _check_sha256(hub, made)
        # A deletion must not take the object that is just being linked.
        with hub.locks.writing(OBJECTS_LOCK), hub.db.transaction():
            news = hub.xet.register(made)
            if made.sha256 is not None and hub.repos.by_id(owner_id) is not None:
                hub.repos.link_object(owner_id, made.sha256, made.size)
            else:
                hub.xet.grant(owner_id, made.hash)
        yield news


def _check(hub: HubState, file: ShardFile) -> None:
    chunks: list[Chunk] = []
    for number, term in enumerate(file.terms):
        found = _chunks(hub, term)
        if sum(chunk.length for chunk in found) != term.length:
            raise bad_request(f"A term of {to_text(file.hash)} has another length than its chunks.")
        # Knowing the name of somebody's xorb is no right to it: only who has the chunks can make this.
        proof = hashes.range_hash(chunk.hash for chunk in found)
        if number >= len(file.proofs) or file.proofs[number] != proof:
            raise bad_request(f"A term of {to_text(file.hash)} has no valid verification entry.")
        chunks += found
    actual = hashes.file_hash([(chunk.hash, chunk.length) for chunk in chunks])
    if actual != file.hash:
        raise bad_request(f"The terms of {to_text(file.hash)} make up the file {to_text(actual)}.")


def _chunks(hub: HubState, term: Term) -> Sequence[Chunk]:
    try:
        index = hub.xet.index(term.xorb)
    except KeyError as error:
        raise bad_request(
            f"The shard names the xorb {to_text(term.xorb)}, which this Hub does not have. Upload it first; if it was"
            " uploaded to this address before, remove the cache of hf_xet ($HF_XET_CACHE), which still knows it."
        ) from error
    if not term.start < term.end <= len(index.chunks):
        raise bad_request(f"The shard names chunks that the xorb {to_text(term.xorb)} does not have.")
    return index.chunks[term.start : term.end]


def _check_sha256(hub: HubState, file: XetFile) -> None:
    known = hub.xet.file(file.hash)
    if known is not None and known.sha256 == file.sha256:
        return
    hasher = hashlib.sha256()
    for block in hub.xet.assembled(file).blocks(0, file.size):
        hasher.update(block)
    if hasher.hexdigest() != file.sha256:
        raise HubError(
            400, f"The content of {file.hash} has the SHA-256 {hasher.hexdigest()}, not {file.sha256}. Upload it again."
        )
