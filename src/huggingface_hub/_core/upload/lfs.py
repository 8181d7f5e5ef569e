"""The LFS protocol: batch requests, actions, parts. Source: `contract/wire/uploads.md` §4."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypedDict
from urllib.parse import parse_qsl, urlsplit

from huggingface_hub._core import urls
from huggingface_hub._core.upload.operations import UploadInfo
from huggingface_hub._lazy import errors


OID_REGEX = re.compile(r"^[0-9a-f]{40}$")
LFS_MULTIPART_UPLOAD_COMMAND = "lfs-multipart-upload"
LFS_HEADERS = {"Accept": "application/vnd.git-lfs+json", "Content-Type": "application/vnd.git-lfs+json"}
TRANSFERS = ("basic", "multipart")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MAX_PARTS = 100_000


class PayloadPartT(TypedDict):
    """A part that the storage has acknowledged."""

    partNumber: int
    etag: str


class CompletionPayloadT(TypedDict):
    """What makes one object of its parts."""

    oid: str
    parts: list[PayloadPartT]


@dataclass
class LfsBatchInfo:
    """
    The answer to an LFS batch request.

    Attributes:
        instructions: One entry for each object that the server accepts; with `actions` if it has to be uploaded.
        errors: One entry for each object that it refuses.
        transfer_mode: The way of transfer that it chose.
    """

    instructions: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)
    transfer_mode: str | None = None

    @property
    def objects(self) -> list[dict[str, Any]]:
        """All objects of the answer."""
        return [*self.instructions, *self.errors]

    @property
    def actions(self) -> dict[str, dict[str, Any]]:
        """The actions of each object that has any, by its id."""
        return {item["oid"]: item["actions"] for item in self.instructions if item.get("actions")}

    @property
    def transfers(self) -> list[str]:
        """The way of transfer that the server chose, as a list."""
        return [] if self.transfer_mode is None else [self.transfer_mode]


class Part(NamedTuple):
    """A part of a file and where it goes."""

    number: int
    url: str
    offset: int
    length: int


class Action(NamedTuple):
    """A request that the server asks for."""

    href: str
    header: Mapping[str, Any]


class UploadPlan(NamedTuple):
    """How one object gets to the storage: in one request if it has no parts."""

    upload: Action
    parts: tuple[Part, ...]
    verify: Action | None


def batch_payload(
    infos: Iterable[UploadInfo], revision: str | None, transfers: Sequence[str] | None = None
) -> dict[str, Any]:
    """The question where to upload objects."""
    payload: dict[str, Any] = {
        "operation": "upload",
        "transfers": list(TRANSFERS if transfers is None else transfers),
        "objects": [{"oid": info.sha256.hex(), "size": info.size} for info in infos],
        "hash_algo": "sha256",
    }
    if revision is not None:
        payload["ref"] = {"name": revision}
    return payload


def parse_batch(answer: Any) -> LfsBatchInfo:
    """
    Read the answer to a batch request.

    Raises:
        UploadProtocolError: It is not one.
    """
    objects = answer.get("objects") if isinstance(answer, dict) else None
    if not isinstance(objects, list):
        raise errors.UploadProtocolError("Malformed response from the LFS batch endpoint: no list of objects.")
    chosen = answer.get("transfer")
    info = LfsBatchInfo(transfer_mode=chosen if isinstance(chosen, str) else None)
    for item in objects:
        if not isinstance(item, dict):
            raise _malformed("object", item)
        if isinstance(item.get("error"), dict):
            info.errors.append(_refused(item))
        else:
            info.instructions.append(_accepted(item))
    return info


def _refused(item: dict[str, Any]) -> dict[str, Any]:
    error = item["error"]
    if not (isinstance(item.get("oid"), str) and _is_int(item.get("size"))):
        raise _malformed("object", item)
    if not (isinstance(error.get("message"), str) and _is_int(error.get("code"))):
        raise _malformed("error", item)
    return item


def _accepted(item: dict[str, Any]) -> dict[str, Any]:
    if not (isinstance(item.get("oid"), str) and _is_int(item.get("size"))):
        raise _malformed("object", item)
    actions = item.get("actions") or {}
    if not isinstance(actions, dict):
        raise _malformed("actions", item)
    for name in ("upload", "verify"):
        if actions.get(name) is not None:
            _action(actions[name])
    return item


def _action(value: Any) -> Action:
    header = value.get("header") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(value.get("href"), str):
        raise _malformed("action", value)
    if header is not None and not isinstance(header, dict):
        raise _malformed("action", value)
    return Action(value["href"], header or {})


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _malformed(what: str, value: Any) -> errors.UploadProtocolError:
    # Only the names: the values hold signed addresses.
    shown = sorted(value) if isinstance(value, dict) else type(value).__name__
    return errors.UploadProtocolError(f"Malformed response from the LFS batch endpoint: unreadable {what} ({shown}).")


def refusals(info: LfsBatchInfo) -> str | None:
    """What the server says about the objects that it does not take, or `None` if it takes all."""
    if not info.errors:
        return None
    lines = [f"Encountered error for file with OID {i['oid']}: `{i['error']['message']}`" for i in info.errors]
    return "LFS batch API returned errors:\n" + "\n".join(lines)


def check_complete(asked: Iterable[UploadInfo], found: Mapping[str, Any]) -> None:
    """
    Make sure that the server said something about each object.

    Raises:
        UploadProtocolError: It did not.
    """
    missing = [info.sha256.hex() for info in asked if info.sha256.hex() not in found]
    if missing:
        raise errors.UploadProtocolError(
            f"Malformed response from the LFS batch endpoint: nothing about {len(missing)} of the objects, such as"
            f" {missing[0][:12]}…"
        )


def plan_upload(oid: str, size: int, instruction: Mapping[str, Any], endpoint: str) -> UploadPlan | None:
    """
    What is to be done for an object, or `None` if the storage has it.

    Raises:
        UploadProtocolError: The instruction does not fit the object.
    """
    if instruction["oid"] != oid or instruction["size"] != size:
        raise errors.UploadProtocolError(f"The LFS batch endpoint answered about another object than {oid[:12]}…")
    actions = instruction.get("actions") or {}
    if not actions.get("upload"):
        return None
    upload = _moved(_action(actions["upload"]), endpoint)
    verify = _moved(_action(actions["verify"]), endpoint) if actions.get("verify") else None
    if "chunk_size" not in upload.header:
        return UploadPlan(upload, (), verify)
    parts = plan_parts(size, _chunk_size(upload.header), part_urls(upload.header))
    return UploadPlan(upload, tuple(p._replace(url=urls.fix_endpoint(p.url, endpoint)) for p in parts), verify)


def _moved(action: Action, endpoint: str) -> Action:
    return action._replace(href=urls.fix_endpoint(action.href, endpoint))


def _chunk_size(header: Mapping[str, Any]) -> int:
    try:
        value = int(header["chunk_size"])
    except (TypeError, ValueError):
        value = 0
    if value <= 0:
        raise errors.UploadProtocolError(
            f"Malformed response from the LFS batch endpoint: `chunk_size` should be a positive integer, got"
            f" {str(header['chunk_size'])[:40]!r}."
        )
    return value


def part_urls(header: Mapping[str, Any]) -> list[str]:
    """Addresses of the parts in the order of their numbers."""
    numbered = {int(key): value for key, value in header.items() if key.isascii() and key.isdigit()}
    found = [numbered[number] for number in sorted(numbered)]
    if sorted(numbered) != list(range(1, len(numbered) + 1)) or not all(isinstance(url, str) for url in found):
        raise errors.UploadProtocolError(
            "Malformed response from the LFS batch endpoint: parts are not numbered from 1."
        )
    return found


def plan_parts(size: int, chunk_size: int, addresses: Sequence[str]) -> list[Part]:
    """
    Split an object into parts, each byte in exactly one of them.

    Raises:
        UploadProtocolError: The server gave more or fewer addresses than the object has parts.
    """
    count = -(-size // chunk_size)
    if count != len(addresses) or count > _MAX_PARTS:
        raise errors.UploadProtocolError(
            f"Invalid server response to upload large LFS file: {count} parts are needed, it has {len(addresses)}."
        )
    return [
        Part(number, url, (number - 1) * chunk_size, min(chunk_size, size - (number - 1) * chunk_size))
        for number, url in enumerate(addresses, start=1)
    ]


def check_etag(part: int, etag: str | None) -> str:
    """
    Take the receipt of a part, verbatim.

    Raises:
        UploadProtocolError: The storage did not give one.
    """
    if not etag or not etag.strip('" '):
        raise errors.UploadProtocolError(f"Invalid etag ({etag!r}) returned for part {part}: it can't be completed.")
    return etag


def completion_payload(oid: str, etags: Mapping[int, str], count: int) -> CompletionPayloadT:
    """
    The request that makes one object of its parts.

    Raises:
        UploadProtocolError: A part was not acknowledged.
    """
    missing = [number for number in range(1, count + 1) if number not in etags]
    if missing:
        raise errors.UploadProtocolError(f"Parts {missing[:5]} of {oid[:12]}… were not acknowledged by the storage.")
    return {"oid": oid, "parts": [{"partNumber": n, "etag": etags[n]} for n in range(1, count + 1)]}


def same_transfer(old: UploadPlan, new: UploadPlan) -> bool:
    """Whether parts that were stored under an old plan count for a new one, so that they need not be sent again."""
    if [(p.offset, p.length) for p in old.parts] != [(p.offset, p.length) for p in new.parts] or not old.parts:
        return False
    return _transfer_id(old) == _transfer_id(new)


def _transfer_id(plan: UploadPlan) -> tuple[str, ...]:
    """What tells one multipart transfer from another, without what only signs its addresses."""
    part, target = urlsplit(plan.parts[0].url), urlsplit(plan.upload.href)
    ids = [
        v for url in (part, target) for k, v in sorted(parse_qsl(url.query)) if k.lower() in ("uploadid", "upload_id")
    ]
    return (part.netloc, part.path, target.path, *ids)


def upload_identity(oid: str, size: int, plan: UploadPlan) -> str:
    """What a multipart upload is known by from one attempt to the next, without the addresses that it consists of."""
    facts = (oid, str(size), str(plan.parts[0].length), str(len(plan.parts)), *_transfer_id(plan))
    return hashlib.sha256("\0".join(facts).encode()).hexdigest()[:32]


def is_sha256(oid: str) -> bool:
    """Whether an id can be that of an LFS object."""
    return _SHA256.fullmatch(oid) is not None
