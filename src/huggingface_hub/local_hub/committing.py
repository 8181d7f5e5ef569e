"""From the lines of a commit request to a commit."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from dulwich.objects import Blob

from huggingface_hub.local_hub import errors
from huggingface_hub.local_hub.names import check_path
from huggingface_hub.local_hub.state.commits import (
    Author,
    Change,
    CopyEntry,
    DeleteEntry,
    PutBlob,
    PutObject,
    commit_message,
    draft,
    message_parts,
    write_commit,
)
from huggingface_hub.local_hub.state.git import Git
from huggingface_hub.local_hub.state.objects import check_sha256
from huggingface_hub.local_hub.state.pointers import BlobInfo, describe
from huggingface_hub.local_hub.state.repos import Repo
from huggingface_hub.local_hub.state.store import HubState
from huggingface_hub.local_hub.state.users import Account


# Contents that wait in memory before they are written to the repository.
MAX_WAITING = 64 * 1024 * 1024


@dataclass
class CommitRequest:
    """What a client wants to commit. The contents of regular files are already in the repository, unreferenced."""

    summary: str = ""
    description: str = ""
    parent: str | None = None
    changes: list[Change] = field(default_factory=list)


def read_request(hub: HubState, repo: Repo, git: Git, body: IO[bytes]) -> CommitRequest:
    """
    Read the lines of a commit: a header, then the operations in order.

    Raises:
        HubError: A line is malformed, a name is refused, or an LFS object was never uploaded to this repository.
    """
    request = CommitRequest()
    waiting: list[Blob] = []
    described: dict[str, BlobInfo] = {}
    size = 0
    for number, (key, value) in enumerate(_lines(body, hub.config.lfs_threshold)):
        if (key == "header") != (number == 0):
            raise errors.bad_request("The first line of a commit must be its header, and there can be only one.")
        if key == "header":
            _read_header(request, value)
        elif key == "file":
            blob = _read_file(value, hub.config.lfs_threshold)
            described[blob.id.decode()] = describe(blob.data)
            _check_pointer(hub, repo, str(value["path"]), described[blob.id.decode()])
            waiting.append(blob)
            size += len(blob.data)
            request.changes.append(PutBlob(value["path"], blob.id.decode()))
        else:
            request.changes.append(_read_other(hub, repo, key, value))
        if size > MAX_WAITING:
            git.write(waiting)
            waiting, size = [], 0
    if not request.summary:
        raise errors.bad_request("The commit has no summary: its header needs a non-empty 'summary'.")
    git.write(waiting)
    hub.blobs.remember(described)
    return request


def commit_to_branch(
    hub: HubState, repo: Repo, git: Git, revision: str, request: CommitRequest, account: Account
) -> str:
    """Put a commit on a branch or on the ref of a pull request; under the repository's lock."""
    ref = target_ref(git, revision)
    head = git.resolve(ref)
    _check_parent(git, request, head)
    oid = _store(hub, git, head, request, account)
    git.set_ref(ref, oid)
    hub.repos.touch(repo)
    if ref.startswith("refs/pr/"):
        _note_commit(hub, repo, int(ref.rpartition("/")[2]), oid, request.summary, account)
    return oid


def commit_to_new_pr(
    hub: HubState, repo: Repo, git: Git, revision: str, request: CommitRequest, account: Account
) -> tuple[int, str]:
    """Open a pull request that consists of a commit; returns its number and the commit."""
    base = git.resolve(revision)
    # A parent that is not the head is what such a pull request may well be for.
    parent = git.resolve(request.parent) if request.parent else base
    oid = _store(hub, git, parent, request, account)
    num = hub.repos.next_number(repo)
    git.set_ref(f"refs/pr/{num}", oid)
    target = target_ref(git, revision) if git.ref(f"refs/heads/{revision}") else "refs/heads/main"
    with hub.db.transaction():
        hub.discussions.create(repo.id, num, request.summary, account.name, is_pr=True, base=target, base_oid=parent)
        if request.description:
            hub.discussions.add_comment(repo.id, num, account.name, request.description)
        _note_commit(hub, repo, num, oid, request.summary, account)
    return num, oid


def target_ref(git: Git, revision: str) -> str:
    """The ref that a commit to `revision` moves."""
    if revision.startswith("refs/"):
        if not revision.startswith(("refs/pr/", "refs/heads/", "refs/convert/")):
            raise errors.bad_request(f"Cannot commit to {revision}: choose a branch or a pull request.")
        ref = revision
    else:
        ref = f"refs/heads/{revision}"
    if git.ref(ref) is None:
        raise errors.revision_not_found(revision)
    return ref


def _note_commit(hub: HubState, repo: Repo, num: int, oid: str, subject: str, account: Account) -> None:
    hub.discussions.add_event(repo.id, num, "commit", account.name, {"subject": subject, "oid": oid})


def _store(hub: HubState, git: Git, parent: str, request: CommitRequest, account: Account) -> str:
    made = draft(git, parent, request.changes)
    message = commit_message(request.summary, request.description)
    oid = write_commit(git, made.tree, [parent], Author.of(account), message, made.objects)
    hub.blobs.remember(made.blobs)
    return oid


def _check_parent(git: Git, request: CommitRequest, head: str) -> None:
    if request.parent is None or head.startswith(request.parent.lower()):
        return
    title = message_parts(git.commit(head))[0]
    raise errors.HubError(
        412, f"A commit has happened since. Please refresh and try again. The newest is {head[:7]}: {title}"
    )


def _lines(body: IO[bytes], threshold: int) -> Iterator[tuple[str, dict[str, Any]]]:
    # Base64 makes 4 bytes of 3; the rest is the path and punctuation.
    limit = threshold * 4 // 3 + 64 * 1024
    seen = False
    while line := body.readline(limit + 1):
        if len(line) > limit:
            raise _too_large("A file", threshold)
        if not line.strip():
            continue
        seen = True
        try:
            item = json.loads(line)
            key, value = item["key"], item["value"]
        except (ValueError, KeyError, TypeError) as error:
            raise errors.bad_request("Each line of a commit must be a JSON object with 'key' and 'value'.") from error
        if not isinstance(key, str) or not isinstance(value, dict):
            raise errors.bad_request("Each line of a commit must be a JSON object with 'key' and 'value'.")
        yield key, value
    if not seen:
        raise errors.bad_request("The commit is empty: it needs at least a header.")


def _read_header(request: CommitRequest, value: dict[str, Any]) -> None:
    request.summary = str(value.get("summary") or "").strip()
    request.description = str(value.get("description") or "").strip()
    parent = value.get("parentCommit")
    if parent is not None:
        text = str(parent).lower()
        if not 5 <= len(text) <= 40 or any(character not in "0123456789abcdef" for character in text):
            raise errors.bad_request(f"Invalid parentCommit {parent!r}: expected the hash of a commit.")
        request.parent = text


def _read_file(value: dict[str, Any], threshold: int) -> Blob:
    path = value["path"] = check_path(value.get("path"))
    content = value.get("content")
    if not isinstance(content, str):
        raise errors.bad_request(f"The file {path} has no content.")
    encoding = value.get("encoding", "utf-8")
    if encoding == "base64":
        try:
            data = base64.b64decode(content, validate=True)
        except (binascii.Error, ValueError) as error:
            raise errors.bad_request(f"The content of {path} is not base64.") from error
    elif encoding == "utf-8":
        data = content.encode("utf-8", "surrogatepass")
    else:
        raise errors.bad_request(f"Unknown encoding {encoding!r} of {path}: use base64 or utf-8.")
    if len(data) > threshold:
        raise _too_large(path, threshold)
    return Blob.from_string(data)


def _read_other(hub: HubState, repo: Repo, key: str, value: dict[str, Any]) -> Change:
    path = value.get("path")
    if key == "deletedFolder" and isinstance(path, str):
        return DeleteEntry(check_path(path.rstrip("/")), folder=True)
    path = check_path(path)
    if key == "deletedFile":
        return DeleteEntry(path, folder=False)
    if key == "lfsFile":
        return _read_object(hub, repo, path, value)
    if key == "copyFile":
        source = check_path(value.get("srcPath", value.get("sourcePath")))
        revision = value.get("srcRevision", value.get("sourceRevision"))
        return CopyEntry(path, source, str(revision) if revision else None)
    raise errors.bad_request(
        f"Unknown operation {key!r}: expected file, lfsFile, copyFile, deletedFile or deletedFolder."
    )


def _read_object(hub: HubState, repo: Repo, path: str, value: dict[str, Any]) -> PutObject:
    if value.get("algo", "sha256") != "sha256":
        raise errors.bad_request(f"Unknown algorithm {value['algo']!r} of {path}: use sha256.")
    sha256 = check_sha256(value.get("oid"))
    size = hub.repos.object_size(repo.id, sha256)
    if size is None:
        raise _unknown_object(path)
    if value.get("size", size) != size:
        raise errors.bad_request(f"The size of {path} is given as {value['size']}, but its object has {size} bytes.")
    return PutObject(path, sha256, size)


def _check_pointer(hub: HubState, repo: Repo, path: str, info: BlobInfo) -> None:
    """A regular file may be a pointer too (a copy of a git checkout); it must not point outside the repository."""
    if info.lfs_sha256 is not None and hub.repos.object_size(repo.id, info.lfs_sha256) is None:
        raise _unknown_object(path)


def _unknown_object(path: str) -> errors.HubError:
    return errors.bad_request(
        f"Your commit was rejected because the LFS pointer pointed to a file that does not exist: {path}. Upload its object first."
    )


def _too_large(path: str, threshold: int) -> errors.HubError:
    return errors.bad_request(f"{path} is larger than the {threshold} bytes of a regular file. Upload it through LFS.")
