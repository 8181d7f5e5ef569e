"""Changes to the files of a bucket: each is carried out or refused by itself, those that work all at once."""

from __future__ import annotations

import json
import re
from typing import Any

from huggingface_hub._core.buckets import check_path
from huggingface_hub._lazy import errors as package_errors
from huggingface_hub.local_hub import auth, errors
from huggingface_hub.local_hub.config import REPO_TYPES
from huggingface_hub.local_hub.context import Context
from huggingface_hub.local_hub.errors import HubError
from huggingface_hub.local_hub.state.buckets import BUCKET, StoredFile
from huggingface_hub.local_hub.state.clock import now
from huggingface_hub.local_hub.state.repos import Repo


KINDS = ("addFile", "copyFile", "deleteFile")
MAX_CHANGES = 10_000
_HASH = re.compile(r"[0-9a-f]{64}")


class Refused(Exception):
    """One change can't be carried out; says why."""


def read_changes(body: bytes) -> list[dict[str, Any]]:
    """
    The changes of a request, one a line.

    Raises:
        HubError: It is something else, of which nothing can be carried out.
    """
    changes = [_change(number, line) for number, line in enumerate(body.splitlines(), 1) if line.strip()]
    if len(changes) > MAX_CHANGES:
        raise errors.bad_request(f"A batch has at most {MAX_CHANGES} changes.")
    return changes


def _change(number: int, line: bytes) -> dict[str, Any]:
    try:
        change = json.loads(line)
    except ValueError as error:
        raise errors.bad_request(f"Line {number} of the batch is not JSON: {error}") from error
    if not isinstance(change, dict) or change.get("type") not in KINDS or not isinstance(change.get("path"), str):
        raise errors.bad_request(f"Line {number} of the batch must have a 'path' and a 'type': {', '.join(KINDS)}.")
    return change


def apply(context: Context, bucket: Repo, changes: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Carry out what can be; returns what could not, and why."""
    failed: list[dict[str, str]] = []
    wanted: dict[str, StoredFile | None] = {}
    for change in changes:
        path = change["path"]
        try:
            wanted[path] = _wanted(context, bucket, change)
        except Refused as reason:
            failed.append({"path": path, "error": str(reason)})
    files = [file for file in wanted.values() if file is not None]
    context.hub.buckets.change(bucket.id, files, [path for path, file in wanted.items() if file is None])
    return failed


def _wanted(context: Context, bucket: Repo, change: dict[str, Any]) -> StoredFile | None:
    """The file that a change makes, None for a deletion."""
    path = change["path"]
    if change["type"] == "deleteFile":
        # Whether or not it is there: the answer to the first attempt may have been lost.
        return None
    try:
        check_path(path)
    except package_errors.UnsafePathError as error:
        raise Refused(str(error)) from error
    xet_hash, mtime, kind = change.get("xetHash"), change.get("mtime"), change.get("contentType")
    if not isinstance(xet_hash, str) or not _HASH.fullmatch(xet_hash):
        raise Refused("'xetHash' must be 64 hexadecimal digits.")
    if mtime is not None and (not isinstance(mtime, int) or not 0 <= mtime < 253402300800000):
        raise Refused("'mtime' must be a time in milliseconds.")
    if kind is not None and not isinstance(kind, str):
        raise Refused("'contentType' must be a text.")
    if change["type"] == "copyFile":
        _bring(context, bucket, change, xet_hash)
    content = context.hub.xet.file(xet_hash)
    if content is None or not context.hub.xet.granted(bucket.id, xet_hash):
        raise Refused(f"The content {xet_hash} was not uploaded to {bucket.full_id}.")
    return StoredFile(path, xet_hash, content.size, mtime, kind, now())


def _bring(context: Context, bucket: Repo, change: dict[str, Any], xet_hash: str) -> None:
    """Let the bucket have a content of a repository or of another bucket."""
    kind, name = change.get("sourceRepoType"), change.get("sourceRepoId")
    source = context.hub.repos.find(str(kind), str(name)) if kind in (*REPO_TYPES, BUCKET) else None
    try:
        if source is None:
            raise errors.repo_not_found(anonymous=False)
        auth.check_content(context.caller, source, context.hub.repos)
    except HubError as error:
        raise Refused(f"There is no {kind} {name} to copy from, or no access to it.") from error
    content = context.hub.xet.file(xet_hash)
    if content is None or not context.hub.xet.granted(source.id, xet_hash):
        raise Refused(f"The content {xet_hash} is not in {source.full_id}.")
    if content.sha256 is not None:
        # An object stays on the disk as long as a repository or bucket has it.
        context.hub.link_existing(bucket.id, content.sha256)
    context.hub.xet.grant(bucket.id, xet_hash)
