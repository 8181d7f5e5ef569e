"""The rules of buckets: ids, paths, addresses, and batches of changes. Source: `contract/wire/repos.md` §13."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any, Union
from urllib.parse import quote as _quote

from huggingface_hub import constants
from huggingface_hub._core import ids, paths, urls, wire
from huggingface_hub._core.download import metadata as metadata_rules
from huggingface_hub._core.upload import negotiation
from huggingface_hub._core.uris import HfUri, parse_hf_uri
from huggingface_hub._lazy import errors
from huggingface_hub.types.buckets import BucketFile, BucketFileMetadata, BucketFolder


PREFIX = "hf://buckets/"
BATCH_SIZE = 1000
"""The most operations of one batch, and the most paths of one question."""
_LISTED = 10


@dataclass
class BucketUrl:
    """
    The address of a bucket.

    Attributes:
        url: The address, as the Hub gave it.
        endpoint: The Hub it is on.
        namespace: Who owns the bucket.
        bucket_id: Its id, `user/name`.
        uri: The same as `hf://buckets/user/name`.
    """

    url: str
    endpoint: str = ""
    namespace: str = field(init=False)
    bucket_id: str = field(init=False)
    uri: HfUri = field(init=False)

    def __post_init__(self) -> None:
        self.endpoint = (self.endpoint or constants.ENDPOINT).rstrip("/")
        self.url = urls.fix_endpoint(self.url, self.endpoint)
        parsed = parse_hf_uri(self.url, self.endpoint)
        if not parsed.is_bucket:
            raise errors.HfUriError(self.url, "It is not the address of a bucket.")
        self.uri = HfUri("bucket", parsed.id)
        self.bucket_id = parsed.id
        self.namespace = parsed.id.split("/")[0]


# --- Names and addresses ---


def check_id(bucket_id: str) -> str:
    """Pass the id of a bucket.

    Raises:
        ValueError: It is not `user/name`.
    """
    ids.validate_repo_id(bucket_id)
    if "/" not in bucket_id:
        raise ValueError(f"Invalid bucket id: '{bucket_id}'. It should have the form 'user/name'.")
    return bucket_id


def new_id(bucket_id: str) -> str:
    """The id of a bucket that is to be created; one without an owner belongs to the owner of the token."""
    if bucket_id.count("/") > 1:
        raise ValueError(f"Invalid bucket ID: {bucket_id}")
    return check_id(bucket_id if "/" in bucket_id else f"me/{bucket_id}")


def check_path(path: str) -> str:
    """Pass the path of a file in a bucket.

    Raises:
        UnsafePathError: No file can have it.
    """
    paths.safe_relative_path(path, what="path in a bucket", portable=False)
    if "\\" in path:
        raise errors.UnsafePathError(f"Invalid path in a bucket {path!r}: it contains a backslash.")
    return path


def api(bucket_id: str, *parts: str) -> str:
    """A route of a bucket, each part quoted as one segment."""
    return "/".join(("/api/buckets", check_id(bucket_id), *map(urls.quote, parts)))


def tree_url(bucket_id: str, prefix: str | None) -> str:
    """The listing of what begins with a prefix."""
    return api(bucket_id, "tree", prefix) if prefix else api(bucket_id, "tree")


def resolve_url(bucket_id: str, path: str, *, quoted: bool = False) -> str:
    """The content of a file."""
    return f"/buckets/{check_id(bucket_id)}/resolve/{urls.quote(path) if quoted else _quote(path)}"


def listing_url(namespace: str | None) -> str:
    """The buckets of an owner, of the owner of the token by default."""
    return f"/api/buckets/{urls.quote(namespace) if namespace else 'me'}"


# --- Creation ---


def creation(visibility: str | None, resource_group_id: str | None, region: str | None) -> dict[str, str]:
    """What to ask for when creating a bucket."""
    wanted = {"visibility": visibility, "resourceGroupId": resource_group_id, "region": region}
    return {key: value for key, value in wanted.items() if value is not None}


def url_in(answer: Mapping[str, Any]) -> str:
    """The address in the answer to a creation."""
    return str(answer["url"])


# --- What is in a bucket ---


def is_below(path: str, prefix: str) -> bool:
    """Whether a path is the prefix itself or in the folder of that name; the Hub takes prefixes letter by letter."""
    folder = prefix.rstrip("/")
    return not folder or path == folder or path.startswith(folder + "/")


def file_metadata(
    status: int, headers: Mapping[str, str], endpoint: str, *, bucket_id: str, path: str
) -> BucketFileMetadata:
    """Read the answer to a HEAD of a file.

    Raises:
        ValueError: It does not say what a download needs.
    """
    xet = metadata_rules.xet_file_data(headers, endpoint)
    if xet is None:
        raise ValueError(f"Could not parse xet file data for '{path}' in bucket '{bucket_id}'.")
    size = metadata_rules.to_size(headers.get(constants.HUGGINGFACE_HEADER_X_LINKED_SIZE))
    if size is None and not 300 <= status < 400:
        size = metadata_rules.to_size(headers.get("Content-Length"))
    if size is None:
        raise ValueError(f"The Hub does not say how large '{path}' in bucket '{bucket_id}' is.")
    return BucketFileMetadata(size=size, xet_file_data=xet)


def file_in(item: Any) -> BucketFile:
    """Read one of the files that were asked for by path."""
    return BucketFile.from_wire(item)


# --- Batches ---


@dataclass(frozen=True)
class Add:
    """A file whose content was uploaded.

    Attributes:
        path: Where it goes.
        xet_hash: Key of its content.
        mtime: When it was changed last, in milliseconds.
        content_type: What it is, if that can be told.
    """

    path: str
    xet_hash: str
    mtime: int
    content_type: str | None = None

    def line(self) -> dict[str, Any]:
        line = {"type": "addFile", "path": self.path, "xetHash": self.xet_hash, "mtime": self.mtime}
        return line if self.content_type is None else {**line, "contentType": self.content_type}


@dataclass(frozen=True)
class Copy:
    """A file of a repository or bucket, to be had under another path without sending its content.

    Attributes:
        repo_type: Type of the source: `model`, `dataset`, `space` or `bucket`.
        repo_id: Its id.
        xet_hash: Key of the content.
        path: Where it goes.
        mtime: When it was copied, in milliseconds.
    """

    repo_type: str
    repo_id: str
    xet_hash: str
    path: str
    mtime: int

    def line(self) -> dict[str, Any]:
        return {
            "type": "copyFile",
            "path": self.path,
            "xetHash": self.xet_hash,
            "mtime": self.mtime,
            "sourceRepoType": self.repo_type,
            "sourceRepoId": self.repo_id,
        }


@dataclass(frozen=True)
class Delete:
    """A file to delete."""

    path: str

    def line(self) -> dict[str, Any]:
        return {"type": "deleteFile", "path": self.path}


Change = Union[Add, Copy, Delete]


def content_type(source: object, path: str) -> str | None:
    """What a file is, by its name here or else by that in the bucket."""
    for name in (source, path):
        if isinstance(name, (bytes, bytearray)):
            continue
        guessed = mimetypes.guess_type(str(name))[0]
        if guessed is not None:
            return guessed
    return None


def batches(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """The changes in batches: first copies, then files that are added, then deletions."""
    order = {Copy: 0, Add: 1, Delete: 2}
    return negotiation.batches(sorted(changes, key=lambda each: order[type(each)]), BATCH_SIZE)


def encode(changes: Iterable[Change]) -> bytes:
    """A batch as it is sent, one change a line."""
    return b"".join(json.dumps(change.line(), ensure_ascii=False).encode() + b"\n" for change in changes)


def failures_in(response: errors.Response) -> list[dict[str, str]]:
    """What the answer to a batch says has failed.

    Raises:
        HfHubHTTPError: The answer can't be read.
    """

    def read(answer: Mapping[str, Any]) -> list[dict[str, str]]:
        failed = answer.get("failed") or []
        return [{"path": str(item["path"]), "error": str(item["error"])} for item in failed]

    return wire.read(response, read) if response.content.strip() else []


def batch_error(bucket_id: str, failures: list[dict[str, str]], response: errors.Response) -> errors.BucketBatchError:
    """The error that names what has failed."""
    shown = [f"- {failure['path']}: {failure['error']}" for failure in failures[:_LISTED]]
    if len(failures) > _LISTED:
        shown.append(f"- and {len(failures) - _LISTED} more")
    text = "\n".join([f"{len(failures)} operation(s) on bucket '{bucket_id}' failed:", *shown])
    error = errors.BucketBatchError(text, response=response)
    error.failures = failures
    return error


def milliseconds(moment: datetime | None) -> int:
    """A moment as batches write it, now by default."""
    return round((moment or datetime.now(timezone.utc)).timestamp() * 1000)


# --- Downloads ---


def check_missing(bucket_id: str, missing: Sequence[str], *, strict: bool) -> list[str]:
    """What there is to warn about, because a bucket does not have it.

    Raises:
        EntryNotFoundError: It has to have all of them.
    """
    if missing and strict:
        raise errors.EntryNotFoundError(
            f"{len(missing)} file(s) not found in bucket '{bucket_id}': {', '.join(missing[:_LISTED])}"
            + (f" and {len(missing) - _LISTED} more" if len(missing) > _LISTED else "")
        )
    return [f"File '{path}' not found in bucket '{bucket_id}'. Skipping." for path in missing]


Entry = Union[BucketFile, BucketFolder]
