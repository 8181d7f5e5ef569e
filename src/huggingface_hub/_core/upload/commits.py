"""The commit itself: its body, its answer, and how to recognise it afterwards. Source: `contract/wire/uploads.md` §6."""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Any, BinaryIO, NamedTuple

from huggingface_hub._core import hashing, interrupt, urls
from huggingface_hub._core.upload import sources
from huggingface_hub._core.upload.operations import (
    CommitOperation,
    CommitOperationAdd,
    CommitOperationCopy,
    CommitOperationDelete,
)
from huggingface_hub._lazy import errors
from huggingface_hub.types.commits import CommitInfo
from huggingface_hub.types.http import ObjectSlice


IN_MEMORY = 8 * 1024 * 1024
"""A body that is larger than this waits in a temporary file, so that memory stays bounded whatever is committed."""

_FILE = b'{"key":"file","value":{"content":"'
_PIECE = 3 * 256 * 1024  # base64 of a multiple of three bytes needs no padding, so that pieces can be joined


class SourceChangedError(OSError):
    """A small file is not of the size that the Hub was told."""


class CopySource(NamedTuple):
    """What a copy becomes on the wire: an object that the storage has, or a small content."""

    sha256: str | None
    content: bytes


@dataclass
class CommitBody:
    """
    A commit ready to be sent, as often as needed.

    Attributes:
        content: The bytes, or the temporary file that holds them.
        length: Number of bytes.
        ids: The id that each written file will have: SHA-256 or git's SHA-1.
        unreadable: Path and reason of each file that can't be read, or is not what the Hub was asked about; it is left out.
    """

    content: bytes | ObjectSlice = b""
    length: int = 0
    ids: dict[str, str] = field(default_factory=dict)
    unreadable: dict[str, Exception] = field(default_factory=dict)
    spool: IO[bytes] | None = None

    def discard(self) -> None:
        """Let go of the memory, or of the temporary file."""
        self.content = b""
        if self.spool is not None:
            self.spool.close()


def write_body(
    body: CommitBody,
    operations: Iterable[CommitOperation],
    copies: Mapping[int, CopySource],
    *,
    message: str,
    description: str,
    parent_commit: str | None,
    in_memory: int = IN_MEMORY,
) -> None:
    """
    Write the lines of a commit, reading one small file after the other.

    Args:
        body: What to fill, in place of what it held before.
        operations: What to commit.
        copies: What each copy stands for, by its place among the operations.
        message: First line of the commit's message.
        description: The rest of it.
        parent_commit: The commit that it has to follow.
        in_memory: Above so many bytes a temporary file is used.

    Raises:
        ValueError: The source of a copy was not looked up.
    """
    body.discard()
    body.ids, body.unreadable = {}, {}
    # It has no name, so that nothing is left behind wherever this is interrupted.
    spool = body.spool = tempfile.SpooledTemporaryFile(max_size=in_memory)  # noqa: SIM115 (closed by `discard`)
    try:
        header: dict[str, Any] = {"summary": message, "description": description}
        if parent_commit is not None:
            header["parentCommit"] = parent_commit
        _write_line(spool, "header", header)
        for index, operation in enumerate(operations):
            interrupt.check()
            _write_operation(spool, operation, copies.get(index), body)
        body.length = spool.tell()
        if body.length > in_memory:
            body.content = ObjectSlice(spool, 0, body.length)  # type: ignore[arg-type]  # as good as a file
            return
        spool.seek(0)
        content = spool.read()
    except BaseException:
        body.discard()
        raise
    body.discard()
    body.content = content


def _write_line(out: Any, key: str, value: dict[str, Any]) -> None:
    out.write(json.dumps({"key": key, "value": value}, separators=(",", ":")).encode())
    out.write(b"\n")


def _write_operation(out: Any, operation: CommitOperation, source: CopySource | None, body: CommitBody) -> None:
    path = operation.path_in_repo
    if isinstance(operation, CommitOperationDelete):
        _write_line(out, "deletedFolder" if operation.is_folder else "deletedFile", {"path": path})
    elif isinstance(operation, CommitOperationCopy):
        if source is None:
            raise ValueError(f"The source of the copy to '{path}' was not looked up.")
        _write_copy(out, path, source, body)
    elif operation._upload_mode == "lfs":
        info = operation.upload_info
        body.ids[path] = info.sha256.hex()
        _write_line(out, "lfsFile", {"path": path, "algo": "sha256", "oid": body.ids[path], "size": info.size})
    else:
        _write_regular(out, operation, body)


def _write_copy(out: Any, path: str, source: CopySource, body: CommitBody) -> None:
    if source.sha256 is not None:
        body.ids[path] = source.sha256
        _write_line(out, "lfsFile", {"path": path, "algo": "sha256", "oid": source.sha256})
        return
    body.ids[path] = hashing.git_blob_sha1(source.content)
    content = base64.b64encode(source.content).decode("ascii")
    _write_line(out, "file", {"content": content, "path": path, "encoding": "base64"})


def _write_regular(out: Any, operation: CommitOperationAdd, body: CommitBody) -> None:
    start = out.tell()
    path = operation.path_in_repo
    try:
        if operation._unreadable is not None:
            raise operation._unreadable
        end = f'","path":{json.dumps(path)},"encoding":"base64"}}}}\n'.encode()
        content = _at_once(operation)
        if content is not None:
            body.ids[path] = hashing.git_blob_sha1(content)
            out.write(b"".join((_FILE, base64.b64encode(content), end)))
            return
        out.write(_FILE)
        with operation.as_file() as file:
            body.ids[path] = _write_base64(out, file, operation.upload_info.size, path)
        out.write(end)
    except (OSError, ValueError) as error:
        out.seek(start)
        out.truncate()
        body.unreadable[path] = error


def _at_once(operation: CommitOperationAdd) -> bytes | None:
    """The content of a small file as it was announced, `None` if there is more to it: folders have thousands of these."""
    path, size = operation.source_path, operation.upload_info.size
    if path is None or size > _PIECE:
        return None
    with open(path, "rb", buffering=0) as file:
        content = file.read(size + 1)
    return content if content is not None and len(content) == size else None


def _write_base64(out: Any, file: BinaryIO, size: int, path: str) -> str:
    hasher = hashing.git_blob_hasher(size)
    left = size
    while left > 0:
        piece = _read(file, min(left, _PIECE))
        if not piece:
            break
        hasher.update(piece)
        out.write(base64.b64encode(piece))
        left -= len(piece)
    if left or file.read(1):
        # The Hub was asked about another content, and the id would be wrong.
        raise SourceChangedError(f"The source of '{path}' changed while it was uploaded. {sources.WAIT_FOR_IT}")
    return hasher.hexdigest()


def _read(file: BinaryIO, wanted: int) -> bytes:
    """Exactly `wanted` bytes, less only at the end: pieces in the middle must not need padding."""
    data = file.read(wanted)
    while 0 < len(data) < wanted:
        more = file.read(wanted - len(data))
        if not more:
            break
        data += more
    return data


def read_commit(answer: Any, *, message: str, description: str, endpoint: str, create_pr: bool) -> CommitInfo:
    """
    Read the answer to a commit.

    Raises:
        UploadProtocolError: The commit was accepted, but the answer does not say what became of it.
    """
    try:
        url, oid = answer["commitUrl"], answer["commitOid"]
        pr_url = answer["pullRequestUrl"] if create_pr else None
        if not isinstance(url, str) or not isinstance(oid, str):
            raise TypeError("not strings")
    except (TypeError, KeyError) as error:
        raise errors.UploadProtocolError(
            f"The Hub accepted the commit, but its answer lacks the commit's address or hash ({error!r})."
        ) from error
    return CommitInfo(
        commit_url=urls.fix_endpoint(url, endpoint),
        commit_message=message,
        commit_description=description,
        oid=oid,
        pr_url=urls.fix_endpoint(pr_url, endpoint) if pr_url is not None else None,
        _endpoint=endpoint,
    )


def commit_at(oid: str, *, repo_id: str, repo_type: str, message: str, description: str, endpoint: str) -> CommitInfo:
    """Describe a commit that is known by its hash."""
    return CommitInfo(
        commit_url=endpoint + urls.web(repo_type, repo_id, "commit", oid),
        commit_message=message,
        commit_description=description,
        oid=oid,
        _endpoint=endpoint,
    )


class Expectation(NamedTuple):
    """
    What a commit leaves behind, by which it is recognised when the answer to it was lost.

    Attributes:
        title: The first line of its message.
        ids: Path → id of each file that it writes.
        deleted: What it deletes and does not write anew.
        before: Path → id of what the branch had there when the commit was prepared, as far as that is known.
    """

    title: str
    ids: Mapping[str, str]
    deleted: Sequence[str]
    before: Mapping[str, str | None]

    def paths(self) -> list[str]:
        """What to look at: a selection of a large commit proves it as well."""
        return [*self.ids][:100] + [*self.deleted][:100]

    def is_met(self, entries: Mapping[str, Mapping[str, Any]]) -> bool:
        """Whether a revision with these entries at the paths looks as after the commit."""
        paths = self.paths()
        written = all(self.ids[path] in _ids_of(entries.get(path)) for path in paths if path in self.ids)
        return written and not any(path in entries for path in paths if path not in self.ids)

    def is_untouched(self, entries: Mapping[str, Mapping[str, Any]]) -> bool:
        """Whether the newest revision of the branch, with these entries, shows that the commit was not applied: something
        that it changes is as it was before. An older commit may have done the very same, and have been undone since."""
        return any(self._is_as_before(path, entries.get(path)) for path in self.paths())

    def _is_as_before(self, path: str, entry: Mapping[str, Any] | None) -> bool:
        if path not in self.ids:
            return entry is not None
        if path not in self.before:
            return False
        before = self.before[path]
        if before is None:
            return entry is None
        found = _ids_of(entry)
        return before in found and self.ids[path] not in found


def _ids_of(entry: Mapping[str, Any] | None) -> set[str]:
    """The id of a file's content; of an LFS file also that of its pointer, which is what copies know."""
    if entry is None:
        return set()
    lfs = entry.get("lfs")
    values = (entry.get("oid"), lfs.get("oid") if isinstance(lfs, Mapping) else None)
    return {value for value in values if isinstance(value, str)}


def expectation(operations: Iterable[CommitOperation], body: CommitBody, message: str) -> Expectation:
    """What to look for if the answer to this commit does not arrive."""
    deleted: dict[str, None] = {}
    before: dict[str, str | None] = {}
    for operation in operations:
        path = operation.path_in_repo.strip("/")
        if isinstance(operation, CommitOperationDelete):
            deleted[path] = None
        elif isinstance(operation, CommitOperationAdd):
            before[path] = operation._remote_oid
        else:
            before[path] = operation._dest_oid
    # A folder is still there if something is written into it.
    kept = {*body.ids, *(str(parent) for path in body.ids for parent in PurePosixPath(path).parents)}
    gone = [path for path in deleted if path not in kept]
    return Expectation(message.split("\n", 1)[0].strip(), body.ids, gone, before)


def candidates(commits: Any, title: str, after: str | None) -> list[str]:
    """Hashes of the newest commits with this title, newest first, that are younger than the commit `after`."""
    found: list[str] = []
    for commit in commits if isinstance(commits, list) else []:
        if not isinstance(commit, Mapping) or not isinstance(commit.get("id"), str):
            continue
        if after is not None and commit["id"].startswith(after):
            break
        if str(commit.get("title", "")).strip() == title:
            found.append(commit["id"])
    return found[:3]
