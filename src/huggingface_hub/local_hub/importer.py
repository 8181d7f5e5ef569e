"""Putting a folder into a repository without going through HTTP."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from dulwich.objects import Blob

from huggingface_hub.local_hub import uploads
from huggingface_hub.local_hub.errors import bad_request
from huggingface_hub.local_hub.names import check_path, check_repo_name, check_type
from huggingface_hub.local_hub.state.attributes import Attributes, upload_mode
from huggingface_hub.local_hub.state.commits import Author, Change, PutBlob, PutObject, draft, write_commit
from huggingface_hub.local_hub.state.git import Git
from huggingface_hub.local_hub.state.objects import CHUNK
from huggingface_hub.local_hub.state.pointers import describe
from huggingface_hub.local_hub.state.repos import Repo
from huggingface_hub.local_hub.state.store import DEFAULT_USER, HubState
from huggingface_hub.local_hub.state.trees import lookup
from huggingface_hub.local_hub.state.users import Account


SAMPLE = 512


def import_into(
    hub: HubState,
    folder: Path,
    repo_id: str,
    repo_type: str = "model",
    *,
    private: bool | None = None,
    message: str | None = None,
    extra: Mapping[str, object] | None = None,
) -> Repo:
    """
    Commit all files of a folder to a repository, which is made if it does not exist.

    Safe beside a running server: the repository is locked across processes.

    Raises:
        NotADirectoryError: There is no such folder.
        HubError: The repository id or a file's name is refused.
    """
    if not folder.is_dir():
        raise NotADirectoryError(f"There is no folder {folder} to import.")
    repo, author = _repo(hub, repo_id, check_type(repo_type), private, extra)
    with hub.git.open(repo.id) as git:
        changes, blobs = _changes(hub, repo, git, folder)
        git.write(blobs)
        with hub.writing(repo):
            head = git.head()
            made = draft(git, head, changes)
            if made.tree == git.commit(head).tree.decode():
                return repo
            text = message or f"Import of {folder.resolve().name}"
            oid = write_commit(git, made.tree, [head], Author.of(author), text, made.objects)
            git.set_ref("refs/heads/main", oid)
    hub.blobs.remember({blob.id.decode(): describe(blob.data) for blob in blobs})
    hub.blobs.remember(made.blobs)
    hub.repos.touch(repo)
    return repo


def account_for(hub: HubState, namespace: str) -> Account:
    """The account of a namespace; a new one becomes an organisation that the default user may write to."""
    account = hub.users.get(namespace)
    if account is None:
        account = hub.users.create(namespace, kind="org")
        local = hub.users.get(DEFAULT_USER)
        assert local is not None
        hub.users.join(account, local, "admin")
    return account


def folder_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files of a folder with their paths in it, in order; not those of git or of a download's bookkeeping."""
    for base, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if name != ".git" and not _bookkeeping(Path(base) / name, folder))
        for name in sorted(files):
            path = Path(base) / name
            if path.is_file() and name != ".git":
                yield path.relative_to(folder).as_posix(), path


def _bookkeeping(path: Path, folder: Path) -> bool:
    return path.relative_to(folder).as_posix().endswith(".cache/huggingface")


def _repo(
    hub: HubState, repo_id: str, repo_type: str, private: bool | None, extra: Mapping[str, object] | None
) -> tuple[Repo, Account]:
    namespace, _, name = repo_id.rpartition("/")
    if "/" in namespace:
        raise bad_request(f"Invalid repository id {repo_id!r}: expected namespace/name.")
    owner = account_for(hub, namespace or DEFAULT_USER)
    check_repo_name(owner.name, name)
    known = hub.repos.find(repo_type, f"{owner.name}/{name}")
    if known is not None:
        return known, owner
    wanted = owner.private_default if private is None else private
    values = extra if extra is not None else ({"sdk": "static"} if repo_type == "space" else {})
    return hub.create_repo(repo_type, owner.name, name, owner, "private" if wanted else "public", values), owner


def _changes(hub: HubState, repo: Repo, git: Git, folder: Path) -> tuple[list[Change], list[Blob]]:
    own = folder / ".gitattributes"
    attributes = Attributes(own.read_bytes() if own.is_file() else _current_attributes(git))
    changes: list[Change] = []
    blobs: list[Blob] = []
    for name, path in folder_files(folder):
        check_path(name)
        with path.open("rb") as file:
            sample = file.read(SAMPLE)
        if upload_mode(name, path.stat().st_size, sample, attributes, hub.config.lfs_threshold) == "lfs":
            changes.append(_import_object(hub, repo, name, path))
            continue
        blob = Blob.from_string(path.read_bytes())
        blobs.append(blob)
        changes.append(PutBlob(name, blob.id.decode()))
    return changes, blobs


def _import_object(hub: HubState, repo: Repo, name: str, path: Path) -> PutObject:
    with hub.objects.incoming() as incoming:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                incoming.write(chunk)
        sha256 = incoming.seal()
        uploads.accept_whole(hub, incoming, repo.id, sha256, incoming.size)
    return PutObject(name, sha256, incoming.size)


def _current_attributes(git: Git) -> bytes:
    entry = lookup(git, git.commit(git.head()).tree.decode(), ".gitattributes")
    return b"" if entry is None or entry.is_dir else git.blob(entry.sha)
