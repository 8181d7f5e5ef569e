"""Lists of the files of a commit, kept so that the Hub need not be asked again: a commit never changes."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huggingface_hub import constants
from huggingface_hub._core import paths, publish
from huggingface_hub._core.cache import refs
from huggingface_hub._core.cache.layout import RepoCache
from huggingface_hub._core.logs import get_logger
from huggingface_hub._lazy import errors
from huggingface_hub.types.revisions import commit_for


if TYPE_CHECKING:
    from huggingface_hub.types.files import RepoFile

logger = get_logger(__name__)

TREE_CACHE_FORMAT_VERSION = 1

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class TreeCacheEntry:
    """One file of a commit.

    Attributes:
        size: Size of the content in bytes.
        blob_id: Git's id of the file; of the pointer if the content is in LFS.
        lfs_sha256: SHA-256 of the content, if it is in LFS.
        lfs_size: Size of the content, if it is in LFS.
        xet_hash: Xet hash of the content, if it is in the Xet store.
    """

    size: int
    blob_id: str
    lfs_sha256: str | None = None
    lfs_size: int | None = None
    xet_hash: str | None = None

    @classmethod
    def from_json(cls, info: Mapping[str, Any]) -> TreeCacheEntry:
        """Read an entry of a tree file."""
        return cls(
            size=info["size"],
            blob_id=info["blob_id"],
            lfs_sha256=info.get("lfs_sha256"),
            lfs_size=info.get("lfs_size"),
            xet_hash=info.get("xet_hash"),
        )

    def to_json(self) -> dict[str, Any]:
        """Write an entry of a tree file; what is unknown is left out."""
        info: dict[str, Any] = {"size": self.size, "blob_id": self.blob_id}
        for name in ("lfs_sha256", "lfs_size", "xet_hash"):
            if getattr(self, name) is not None:
                info[name] = getattr(self, name)
        return info

    @property
    def etag(self) -> str:
        """The name under which the content is cached: what the Hub announces as its ETag."""
        return self.lfs_sha256 or self.blob_id

    @property
    def content_size(self) -> int:
        """Size of the content, whether it is in LFS or not."""
        return self.size if self.lfs_size is None else self.lfs_size


def tree_cache_folder_for_local_dir(local_dir: str | Path) -> str:
    """Return the folder in which the trees of a local folder are kept."""
    return os.path.join(local_dir, ".cache", "huggingface", "trees")


class Tree(Mapping[str, TreeCacheEntry]):
    """The files of a commit by path.

    Entries are made when they are asked for: for a snapshot that is in the cache already, making them would take longer
    than looking whether the files are there.

    Args:
        infos: The entries as a tree file has them.
    """

    def __init__(self, infos: Mapping[str, Mapping[str, Any]]) -> None:
        self._infos = infos
        self._names: dict[str, list[str]] | None = None

    @classmethod
    def of(cls, entries: Mapping[str, TreeCacheEntry]) -> Tree:
        """A tree of entries that are there already."""
        return entries if isinstance(entries, cls) else cls({name: e.to_json() for name, e in entries.items()})

    @property
    def infos(self) -> Mapping[str, Mapping[str, Any]]:
        """The entries as a tree file has them."""
        return self._infos

    def __getitem__(self, name: str) -> TreeCacheEntry:
        return TreeCacheEntry.from_json(self._infos[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._infos)

    def __len__(self) -> int:
        return len(self._infos)

    def contents(self, names: Collection[str]) -> Iterator[tuple[str, str, int]]:
        """The name, the ETag and the size of some of the files: what `TreeCacheEntry` says, without making one."""
        infos = self._infos
        # Mostly all are wanted, and need not be looked up.
        items = infos.items() if len(names) == len(infos) else ((name, infos[name]) for name in names)
        for name, info in items:
            if len(info) == 2:  # as most are, and there may be thousands
                yield name, info["blob_id"], info["size"]
            else:
                lfs_size = info.get("lfs_size")
                yield name, info.get("lfs_sha256") or info["blob_id"], info["size"] if lfs_size is None else lfs_size

    def names_of(self, etag: str) -> Sequence[str]:
        """The files that have a content."""
        if self._names is None:
            # Made whole before it is shared: other threads may have the same tree.
            names: dict[str, list[str]] = {}
            for name, other, _ in self.contents(self):
                names.setdefault(other, []).append(name)
            self._names = names
        return self._names.get(etag, ())

    def is_valid(self) -> bool:
        """Whether it can be believed: types, hashes, sizes and names are what they should be."""
        try:
            valid = all(map(_is_valid, self._infos.values()))
        except (KeyError, TypeError, AttributeError):
            return False
        return valid and (paths.are_plain(self._infos) or all(_is_safe(name) for name in self._infos))


def is_valid_tree_entries(entries: Mapping[str, TreeCacheEntry]) -> bool:
    """Whether a list of files can be believed: types, hashes, sizes and names are what they should be."""
    return Tree.of(entries).is_valid()


def _is_valid(info: Mapping[str, Any]) -> bool:
    size = info["size"]
    if type(size) is not int or size < 0 or type(info["blob_id"]) is not str:
        return False
    if len(info) == 2:
        return True
    lfs_size = info.get("lfs_size")
    if lfs_size is not None and (type(lfs_size) is not int or lfs_size < 0):
        return False
    hashes = info.get("lfs_sha256"), info.get("xet_hash")
    return all(value is None or _SHA256.fullmatch(value) for value in hashes)


def _is_safe(name: str) -> bool:
    try:
        paths.safe_relative_path(name)
    except errors.UnsafePathError:
        return False
    return True


# Parsed trees by path, valid while the file on disk is the one that was parsed.
_parsed: dict[str, tuple[tuple[int, int, int], Tree]] = {}
_MAX_PARSED = 32


def read_tree_cache(tree_cache_folder: str | Path, commit_hash: str) -> Tree | None:
    """Return the files of a commit by path, `None` if they are not known. A damaged list counts as unknown."""
    path = os.path.join(tree_cache_folder, f"{paths.safe_commit_hash(commit_hash)}.json")
    try:
        stat = os.stat(path)
        stamp = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
        known = _parsed.get(path)
        if known is not None and known[0] == stamp:
            return known[1]
        with open(path, "rb") as file:
            tree = _parse(json.loads(file.read().decode()))
    except (OSError, ValueError, RecursionError):
        return None
    if tree is None:
        logger.warning("Ignoring the list of files in %s: it is damaged or of an unknown version.", path)
        return None
    if len(_parsed) >= _MAX_PARSED:
        _parsed.clear()
    _parsed[path] = (stamp, tree)
    return tree


def _parse(data: Any) -> Tree | None:
    if not isinstance(data, dict) or data.get("format_version") != TREE_CACHE_FORMAT_VERSION:
        return None
    files = data.get("files")
    if not isinstance(files, dict):
        return None
    tree = Tree(files)
    return tree if tree.is_valid() else None


def write_tree_cache(tree_cache_folder: str | Path, commit_hash: str, entries: Mapping[str, TreeCacheEntry]) -> None:
    """Keep the list of files of a commit. A cache that can't be written does without."""
    path = Path(tree_cache_folder, f"{paths.safe_commit_hash(commit_hash)}.json")
    data = {"format_version": TREE_CACHE_FORMAT_VERSION, "files": Tree.of(entries).infos}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        publish.write_atomic(path, json.dumps(data, indent=1, sort_keys=True).encode())
    except OSError as error:
        logger.warning("Could not keep the list of files of commit %s: %s", commit_hash, error)


def get_cached_repo_tree(
    repo_id: str,
    *,
    repo_type: str | None = None,
    revision: str | None = None,
    cache_dir: str | Path | None = None,
    local_dir: str | Path | None = None,
) -> list[RepoFile]:
    """
    List the files of a repository as they were when a snapshot of it was downloaded, without a request.

    Args:
        repo_id: The repository, as `user/name`.
        repo_type: `model` (default), `dataset`, `space` or `kernel`.
        revision: Branch, tag or commit, `main` by default.
        cache_dir: The cache directory, `HF_HUB_CACHE` by default.
        local_dir: Folder into which the snapshot was downloaded, instead of the cache.

    Raises:
        CachedRepoTreeNotFoundError: There is no such list; `snapshot_download` makes one.
    """
    repo = RepoCache.of(repo_id, repo_type, cache_dir)
    revision = commit_for(revision, repo_id, repo_type) or constants.DEFAULT_REVISION
    commit = refs.read_ref(repo, revision)
    folder = repo.trees if local_dir is None else tree_cache_folder_for_local_dir(local_dir)
    entries = read_tree_cache(folder, commit) if commit is not None else None
    if entries is None:
        raise errors.CachedRepoTreeNotFoundError(
            f"The files of {repo_type or 'model'} '{repo_id}' at revision '{revision}' are not listed in the cache. "
            "Download a snapshot with `snapshot_download` first, or ask the Hub with `list_repo_tree`."
        )
    return [_as_repo_file(path, entry) for path, entry in entries.items()]


def _as_repo_file(path: str, entry: TreeCacheEntry) -> RepoFile:
    from huggingface_hub.types.files import RepoFile

    lfs = None
    if entry.lfs_sha256 is not None:
        # The length of the pointer is not kept: it is the same for all files of a size, but of no use here.
        lfs = {"oid": entry.lfs_sha256, "size": entry.content_size, "pointerSize": 0}
    return RepoFile(path=path, size=entry.size, oid=entry.blob_id, lfs=lfs, xetHash=entry.xet_hash)


def tree_of(items: Iterable[Any]) -> Tree:
    """What a listing of the Hub says about its files, by path.

    Raises:
        ValueError: An item is no file and no folder.
    """
    from huggingface_hub.types.files import RepoFile, read_entry

    entries = {
        file.path: TreeCacheEntry(
            size=file.size,
            blob_id=file.blob_id,
            lfs_sha256=file.lfs.sha256 if file.lfs else None,
            lfs_size=file.lfs.size if file.lfs else None,
            xet_hash=file.xet_hash,
        )
        for file in map(read_entry, items)
        if isinstance(file, RepoFile)
    }
    return Tree.of(entries)
