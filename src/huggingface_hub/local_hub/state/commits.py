"""Making commits out of changes."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeAlias

from dulwich.objects import Blob, Commit, ObjectID, ShaFile

from huggingface_hub.local_hub.errors import HubError, bad_request, entry_not_found
from huggingface_hub.local_hub.state.attributes import Attributes, attribute_line
from huggingface_hub.local_hub.state.git import Git
from huggingface_hub.local_hub.state.pointers import BlobInfo, describe, pointer_text
from huggingface_hub.local_hub.state.trees import FILE_MODE, TreeEditor, lookup
from huggingface_hub.local_hub.state.users import Account


EMAIL_HOST = "users.noreply.local-hub"


@dataclass(frozen=True)
class Author:
    """Who a commit is by."""

    name: str
    email: str

    @classmethod
    def of(cls, account: Account) -> Author:
        return cls(account.name, f"{account.name}@{EMAIL_HOST}")

    @property
    def line(self) -> bytes:
        return f"{self.name} <{self.email}>".encode()


@dataclass(frozen=True)
class PutBlob:
    """A regular file; its blob is already written or among the objects to write."""

    path: str
    sha: str


@dataclass(frozen=True)
class PutObject:
    """A file in LFS."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True)
class CopyEntry:
    """A file that stands at `source` in `revision` (or in the commit's parent)."""

    path: str
    source: str
    revision: str | None


@dataclass(frozen=True)
class DeleteEntry:
    """A file or a folder to remove."""

    path: str
    folder: bool


Change: TypeAlias = "PutBlob | PutObject | CopyEntry | DeleteEntry"


@dataclass(frozen=True)
class Draft:
    """A tree that is ready to be committed: the root, what must be written for it, and what its new blobs are."""

    tree: str
    objects: Sequence[ShaFile]
    blobs: Mapping[str, BlobInfo]


def draft(git: Git, parent: str, changes: Sequence[Change]) -> Draft:
    """
    Apply changes, in order, to the tree of a commit.

    Raises:
        HubError: They need a path to be a file and a folder, or name what does not exist.
    """
    _check_paths(changes)
    base = git.commit(parent).tree.decode()
    editor = TreeEditor(git, base)
    blobs: list[Blob] = []
    lfs_paths: list[str] = []
    for change in changes:
        if isinstance(change, PutBlob):
            editor.put(change.path, change.sha, _mode(editor, change.path))
        elif isinstance(change, PutObject):
            blob = Blob.from_string(pointer_text(change.sha256, change.size))
            blobs.append(blob)
            lfs_paths.append(change.path)
            editor.put(change.path, blob.id.decode(), _mode(editor, change.path))
        elif isinstance(change, CopyEntry):
            _copy(git, editor, change, base)
        else:
            _delete(editor, change)
    attributes = _extended_attributes(git, editor, lfs_paths)
    if attributes is not None:
        blobs.append(attributes)
        editor.put(".gitattributes", attributes.id.decode())
    tree, trees = editor.finish()
    infos = {blob.id.decode(): describe(blob.data) for blob in blobs}
    return Draft(tree, [*blobs, *trees], infos)


def write_commit(
    git: Git, tree: str, parents: Sequence[str], author: Author, message: str, extra: Iterable[ShaFile] = ()
) -> str:
    """Store a commit and everything it needs; returns its hash. No ref leads to it yet."""
    commit = make_commit(tree, parents, author, message)
    git.write([*extra, commit])
    return commit.id.decode()


def make_commit(tree: str, parents: Sequence[str], author: Author, message: str) -> Commit:
    commit = Commit()
    commit.tree = ObjectID(tree.encode())
    commit.parents = [ObjectID(parent.encode()) for parent in parents]
    commit.author = commit.committer = author.line
    commit.author_time = commit.commit_time = int(time.time())
    commit.author_timezone = commit.commit_timezone = 0
    commit.encoding = b"UTF-8"
    commit.message = message.encode()
    return commit


def first_commit(files: Mapping[str, bytes], author: Author) -> tuple[str, list[ShaFile]]:
    """The commit that a new repository starts with."""
    from dulwich.objects import Tree

    tree = Tree()
    blobs = {name: Blob.from_string(content) for name, content in files.items()}
    for name, blob in blobs.items():
        tree.add(name.encode(), FILE_MODE, blob.id)
    commit = make_commit(tree.id.decode(), [], author, "initial commit")
    return commit.id.decode(), [*blobs.values(), tree, commit]


def commit_message(summary: str, description: str) -> str:
    return f"{summary}\n\n{description}" if description else summary


def message_parts(commit: Commit) -> tuple[str, str]:
    """Title and the rest of a commit's message."""
    text: str = commit.message.decode("utf-8", "replace").strip()
    title, _, rest = text.partition("\n")
    return title.strip(), rest.strip()


def author_name(commit: Commit) -> str:
    """The account that a commit is attributed to: by its address where we gave it, else the written name."""
    line: str = commit.author.decode("utf-8", "replace")
    name, _, rest = line.partition("<")
    user, _, host = rest.rstrip("> ").partition("@")
    return user if host == EMAIL_HOST and user else name.strip()


def _check_paths(changes: Iterable[Change]) -> None:
    """Refuse what no tree can hold: one of the two files would be gone, and nobody would know."""
    written: dict[str, None] = {}
    for change in changes:
        if not isinstance(change, DeleteEntry):
            written[change.path] = None
        elif change.folder:
            written = {path: None for path in written if not path.startswith(f"{change.path}/")}
        else:
            written.pop(change.path, None)
    for path in written:
        for parent in PurePosixPath(path).parents:
            if str(parent) in written:
                raise bad_request(f"'{parent}' can't be a file and a folder: '{path}' would be in it.")


def _mode(editor: TreeEditor, path: str) -> int:
    """A changed file keeps its executable bit; a symbolic link becomes a file."""
    known = editor.get(path)
    return known[0] if known is not None and known[0] & 0o170000 == 0o100000 else FILE_MODE


def _copy(git: Git, editor: TreeEditor, change: CopyEntry, base: str) -> None:
    tree = base if change.revision is None else git.commit(git.resolve(change.revision)).tree.decode()
    entry = lookup(git, tree, change.source)
    if entry is None:
        raise entry_not_found(change.source, message="The file to copy does not exist")
    if entry.is_dir:
        raise bad_request(f"Cannot copy {change.source}: it is a folder. Copy its files one by one.")
    editor.graft(change.path, entry)


def _delete(editor: TreeEditor, change: DeleteEntry) -> None:
    known = editor.is_folder(change.path) if change.folder else editor.get(change.path) is not None
    if not known or not editor.remove(change.path):
        what = "folder" if change.folder else "file"
        raise entry_not_found(change.path, message=f"A {what} with this name doesn't exist")


def _extended_attributes(git: Git, editor: TreeEditor, lfs_paths: Sequence[str]) -> Blob | None:
    """`.gitattributes` with a line for each LFS file that no line covers: without it a clone would show the pointer."""
    if not lfs_paths:
        return None
    known = editor.get(".gitattributes")
    content = b""
    if known is not None:
        content = _read_new_or_old(git, known[1])
    attributes = Attributes(content)
    missing = [path for path in dict.fromkeys(lfs_paths) if not attributes.is_lfs(path)]
    if not missing:
        return None
    if content and not content.endswith(b"\n"):
        content += b"\n"
    return Blob.from_string(content + "".join(attribute_line(path) for path in missing).encode())


def _read_new_or_old(git: Git, sha: str) -> bytes:
    try:
        return git.blob(sha)
    except KeyError as error:
        raise HubError(500, "The new .gitattributes was not stored before it was needed.") from error
