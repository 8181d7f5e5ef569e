"""The rules of copies between repositories and buckets: what is copied, and what it is called then.

Source: `contract/wire/repos.md` §13.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Union

from huggingface_hub._core import buckets
from huggingface_hub._core.upload.operations import CommitOperationCopy
from huggingface_hub._core.uris import HfUri, parse_hf_uri
from huggingface_hub._lazy import errors
from huggingface_hub.types.buckets import BucketFile
from huggingface_hub.types.files import RepoFile


RemoteFile = Union[RepoFile, BucketFile]
_ATTRIBUTES = ".gitattributes"


@dataclass(frozen=True)
class End:
    """
    One end of a copy.

    Attributes:
        uri: The address.
        is_folder: Whether it ends with a slash: what it names is taken for a folder.
    """

    uri: HfUri
    is_folder: bool

    @property
    def path(self) -> str:
        """The path in the repository or bucket; empty for all of it."""
        return self.uri.path_in_repo

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    def shown(self) -> str:
        """What it is, in messages."""
        return f"{self.uri.type} '{self.uri.id}'"


def parse(source: str, destination: str, endpoint: str) -> tuple[End, End]:
    """
    Read both ends.

    Raises:
        HfUriError: One is not the address of something on the Hub.
        ValueError: The copy is not possible.
    """
    ends = [End(parse_hf_uri(text, endpoint), text.endswith("/")) for text in (source, destination)]
    if ends[0].uri.is_bucket and ends[1].uri.is_repo:
        raise ValueError("Bucket-to-repo copy is not supported.")
    return ends[0], ends[1]


def file_target(source: End, destination: End, *, into_folder: bool) -> str:
    """What one file is called then; `into_folder` if the destination is there and is a folder."""
    if not destination.path:
        return source.name
    return f"{destination.path}/{source.name}" if destination.is_folder or into_folder else destination.path


def folder_targets(
    source: End, destination: End, files: Iterable[RemoteFile], *, into_folder: bool
) -> dict[str, RemoteFile]:
    """
    What the files of a folder are called then.

    A folder that is copied into one that is there keeps its name, unless the source ends with a slash.

    Raises:
        EntryNotFoundError: There are none.
    """
    nested = into_folder and source.path and not source.is_folder
    prefix = "/".join(part for part in (destination.path, source.name if nested else "") if part)
    targets: dict[str, RemoteFile] = {}
    for file in files:
        if not buckets.is_below(file.path, source.path) or file.path == source.path:
            continue
        if destination.uri.is_bucket and file.path.rpartition("/")[2] == _ATTRIBUTES:
            continue
        below = file.path[len(source.path) + 1 :] if source.path else file.path
        targets[f"{prefix}/{below}" if prefix else below] = file
    if not targets:
        raise none_found(source)
    return targets


def none_found(source: End) -> errors.EntryNotFoundError:
    """There is nothing to copy."""
    return errors.EntryNotFoundError(f"No files found at '{source.uri.to_uri()}' in {source.shown()}.")


def divide_commit(
    source: End, destination: End, targets: Mapping[str, RemoteFile]
) -> tuple[Mapping[str, RemoteFile], Sequence[tuple[str, RemoteFile]]]:
    """What a commit can copy, and what has to be sent again: objects that only another repository's LFS storage has."""
    if (source.uri.type, source.uri.id) == (destination.uri.type, destination.uri.id):
        return targets, []
    foreign = [(path, file) for path, file in targets.items() if getattr(file, "lfs", None) and not file.xet_hash]
    again = {path for path, _ in foreign}
    return {path: file for path, file in targets.items() if path not in again}, foreign


def commit_copies(source: End, targets: Mapping[str, RemoteFile]) -> list[CommitOperationCopy]:
    """The copies of a commit."""
    uri = source.uri
    return [
        CommitOperationCopy(
            src_path_in_repo=file.path,
            path_in_repo=path,
            src_revision=uri.revision,
            src_repo_id=uri.id,
            src_repo_type=uri.type,
        )
        for path, file in targets.items()
    ]


def commit_message(source: End) -> str:
    """The title of the commit."""
    return f"Copy files from {source.uri.type}s/{source.uri.id}"


def divide(
    source: End, targets: Mapping[str, RemoteFile]
) -> tuple[list[tuple[str, str, str, str]], Sequence[tuple[str, RemoteFile]]]:
    """What a bucket can take from the storage, and what has to be sent again: paths, and the files."""
    kind: str = source.uri.type
    stored = [(kind, source.uri.id, file.xet_hash, path) for path, file in targets.items() if file.xet_hash]
    return stored, [(path, file) for path, file in targets.items() if not file.xet_hash]
