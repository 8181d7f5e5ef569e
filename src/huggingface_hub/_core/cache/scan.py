"""What is in a cache directory: one pass over its folders, and nothing is changed.

Caches have hundreds of thousands of entries, so that everything is counted here in texts and numbers; objects and paths
are made from them when somebody asks (`types.cache.Deferred`).
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from huggingface_hub import constants
from huggingface_hub._core.cache import refs, shared
from huggingface_hub._core.cache.layout import is_commit_hash, owner_note
from huggingface_hub._core.cache.leases import JOURNAL_SUFFIX, PARTIAL_SUFFIX
from huggingface_hub._core.cache.manager import HFCacheInfo
from huggingface_hub._lazy import errors
from huggingface_hub.types.cache import CachedIncompleteFileInfo, CachedRepoInfo, CachedRevisionInfo, RevisionFiles


FILES_TO_IGNORE = [".DS_Store", "Thumbs.db", "desktop.ini"]

# What somebody who was killed has left who was writing a reference
_PRIVATE = re.compile(r".+\.[0-9a-f]{8}\.tmp")

_NOT_REPOSITORIES = frozenset({".locks", "CACHEDIR.TAG", *FILES_TO_IGNORE})

# Path, size, last access and last modification of one content
Content = tuple[str, int, float, float]


@dataclass
class Found:
    """What a scan has seen so far.

    Attributes:
        root: The cache directory.
        has_store: Whether it has a store of contents that repositories share.
        repos: Its repositories.
        incomplete: Partial files, and journals that lost theirs.
        warnings: What is not as it should be.
        payloads: Blobs that are links into the shared store, and their contents there.
        size: Size of all contents that are not in the shared store.
    """

    root: str
    has_store: bool
    repos: list[CachedRepoInfo] = field(default_factory=list)
    incomplete: list[CachedIncompleteFileInfo] = field(default_factory=list)
    warnings: list[errors.CorruptedCacheException] = field(default_factory=list)
    payloads: dict[str, str] = field(default_factory=dict)
    size: int = 0

    def warn(self, message: str) -> None:
        """Note that an entry is not as it should be."""
        self.warnings.append(errors.CorruptedCacheException(message))


def scan_cache_dir(cache_dir: str | Path | None = None) -> HFCacheInfo:
    """
    Say what is in the cache: repositories, their revisions, and the files of each.

    Entries that are not as they should be become warnings of the result; the others are there all the same.

    Args:
        cache_dir: The cache directory, `HF_HUB_CACHE` by default.

    Returns:
        What is there. Nothing was changed.

    Raises:
        CacheNotFound: There is no such folder.
        ValueError: It is a file.

    Example:
        >>> from huggingface_hub import scan_cache_dir
        >>> info = scan_cache_dir("path/to/cache")  # doctest: +SKIP
        >>> info.size_on_disk_str  # doctest: +SKIP
        '3.4G'
    """
    folder = Path(constants.HF_HUB_CACHE if cache_dir is None else cache_dir).expanduser().resolve()
    advice = "Please use `cache_dir` argument or set `HF_HUB_CACHE` environment variable."
    if not folder.exists():
        raise errors.CacheNotFound(f"Cache directory not found: {folder}. {advice}", cache_dir=folder)
    if folder.is_file():
        raise ValueError(f"The cache directory is a folder, but {folder} is a file. {advice}")
    found = Found(str(folder), shared.is_store(os.path.join(folder, shared.STORE)))
    with os.scandir(folder) as entries:
        for entry in entries:
            _scan_entry(entry, found)
    stored = sum(payload.size for payload in shared.payloads(found.root))
    info = HFCacheInfo(
        size_on_disk=found.size + stored,
        repos=frozenset(found.repos),
        incomplete_files=frozenset(found.incomplete),
        warnings=found.warnings,
        cache_dir=folder,
    )
    info.__dict__["_payloads"] = found.payloads
    return info


def _scan_entry(entry: os.DirEntry[str], found: Found) -> None:
    name = entry.name
    if name in _NOT_REPOSITORIES or (name == shared.STORE and found.has_store):
        return
    if not entry.is_dir():
        found.warn(f"Not the folder of a repository, but a file: {entry.path}")
        return
    kind, separator, rest = name.partition(constants.REPO_ID_SEPARATOR)
    if not separator or not rest:
        found.warn(f"Not the folder of a repository (`models--user--name`): {entry.path}")
        return
    if kind not in constants.REPO_TYPES_MAPPING:
        known = ", ".join(sorted(constants.REPO_TYPES_MAPPING))
        found.warn(f"Not a type of repositories: `{kind}` in {entry.path}. Known types: {known}.")
        return
    scan = _RepoScan(entry.path, found)
    try:
        scan.run(rest.replace(constants.REPO_ID_SEPARATOR, "/"), constants.REPO_TYPES_MAPPING[kind])
    except OSError as error:
        found.warn(f"Cannot read {error.filename or entry.path}: {error.strerror or error}{owner_note(entry.path)}")


class _RepoScan:
    """The scan of one repository's folder."""

    def __init__(self, path: str, found: Found) -> None:
        self.path, self.found = path, found
        self.blobs = path + os.sep + "blobs"
        self.names: dict[str, os.DirEntry[str]] = {}
        self.contents: dict[str, Content] = {}
        self.partial = False

    def run(self, repo_id: str, repo_type: str) -> None:
        """Scan the folder and add what it holds."""
        self._scan_blobs()
        folders = self._snapshots()
        if folders is None:
            return
        by_commit = self._scan_refs({entry.name for entry in folders})
        revisions = frozenset(self._revision(entry, by_commit.get(entry.name, frozenset())) for entry in folders)
        sizes = [content[1] for content in self.contents.values()]
        accessed = max((content[2] for content in self.contents.values()), default=None)
        modified = max((content[3] for content in self.contents.values()), default=None)
        if accessed is None or modified is None:
            own = os.stat(self.path)
            accessed, modified = own.st_atime, own.st_mtime
        payloads = self.found.payloads
        self.found.size += sum(size for path, size, _, _ in self.contents.values() if path not in payloads)
        self.found.repos.append(
            CachedRepoInfo._of(
                repo_id=repo_id,
                repo_type=repo_type,
                _repo_path=self.path,
                size_on_disk=sum(sizes),
                nb_files=len(sizes),
                revisions=revisions,
                last_accessed=accessed,
                last_modified=modified,
            )
        )

    def _scan_blobs(self) -> None:
        """Note the names of contents; only those that a snapshot has are looked at further."""
        names = self.names
        try:
            with os.scandir(self.blobs) as entries:
                for entry in entries:
                    names[entry.name] = entry
        except FileNotFoundError:
            return
        unfinished = [name for name in names if name.endswith((PARTIAL_SUFFIX, JOURNAL_SUFFIX))]
        for name in unfinished:
            entry = names.pop(name)
            if name.endswith(PARTIAL_SUFFIX) or name.removesuffix(JOURNAL_SUFFIX) not in unfinished:
                self._add_incomplete(entry)
        for entry in names.values():
            if self.found.has_store and entry.is_symlink():
                payload = shared.target_of(self.found.root, entry.path)
                if payload is not None:
                    self.found.payloads[entry.path] = payload

    def _add_incomplete(self, entry: os.DirEntry[str]) -> None:
        self.partial = True
        try:
            size = entry.stat(follow_symlinks=False).st_size
        except FileNotFoundError:
            return  # finished meanwhile
        self.found.incomplete.append(CachedIncompleteFileInfo(Path(entry.path), size))

    def _snapshots(self) -> list[os.DirEntry[str]] | None:
        folder = self.path + os.sep + "snapshots"
        try:
            with os.scandir(folder) as entries:
                found = [entry for entry in entries if entry.name not in FILES_TO_IGNORE]
        except FileNotFoundError:
            # A first download that has not finished has no snapshot yet, and one into a folder of the user's, or of a file
            # that does not exist, leaves notes only: nothing is wrong with that.
            if not self.partial and (self.names or not self._has_notes()):
                self.found.warn(f"No snapshots in the folder of a repository: {folder}")
            return None
        except NotADirectoryError:
            self.found.warn(f"Not a folder of snapshots, but a file: {folder}")
            return None
        for entry in found:
            if not entry.is_dir(follow_symlinks=False):
                self.found.warn(f"Not a snapshot, but a file or a link: {entry.path}. Left out.")
        return [entry for entry in found if entry.is_dir(follow_symlinks=False)]

    def _has_notes(self) -> bool:
        """Whether there is something about revisions, though not of their files."""
        return any(os.path.isdir(os.path.join(self.path, name)) for name in ("refs", ".no_exist", "trees"))

    def _scan_refs(self, commits: set[str]) -> dict[str, frozenset[str]]:
        """The references by what they stand for."""
        found: dict[str, list[str]] = {}
        root = self.path + os.sep + "refs"
        folders = [(root, "")]
        while folders:
            folder, prefix = folders.pop()
            try:
                with os.scandir(folder) as entries:
                    listed = [e for e in entries if e.name not in FILES_TO_IGNORE and not _PRIVATE.fullmatch(e.name)]
            except FileNotFoundError:
                continue
            for entry in listed:
                if entry.is_dir(follow_symlinks=False):
                    folders.append((entry.path, f"{prefix}{entry.name}/"))
                else:
                    self._add_ref(entry.path, prefix + entry.name, commits, found)
        return {commit: frozenset(names) for commit, names in found.items()}

    def _add_ref(self, path: str, name: str, commits: set[str], found: dict[str, list[str]]) -> None:
        text = refs.read_text(path)
        if text in commits:
            found.setdefault(text, []).append(name)
        elif text is None or not is_commit_hash(text):
            self.found.warn(f"The reference '{name}' does not hold a commit hash: {path}. Left out.")
        elif not self.partial:
            self.found.warn(f"The reference '{name}' stands for commit {text}, which has no snapshot: {path}")

    def _revision(self, folder: os.DirEntry[str], names: frozenset[str]) -> CachedRevisionInfo:
        entries = self._files(folder.path)
        contents = self.contents
        keys = {key for _, key in entries}
        return CachedRevisionInfo._of(
            commit_hash=folder.name,
            _snapshot_path=folder.path,
            size_on_disk=sum([contents[key][1] for key in keys]),
            _files=RevisionFiles(folder.path, entries, contents),
            refs=names,
            last_modified=max([contents[key][3] for key in keys]) if keys else folder.stat().st_mtime,
        )

    def _files(self, snapshot: str) -> list[tuple[str, str]]:
        """The files of a snapshot: path in it, and key of the content."""
        entries: list[tuple[str, str]] = []
        contents, names, blobs, readlink = self.contents, self.names, self.blobs + os.sep, os.readlink
        up = f"..{os.sep}..{os.sep}blobs{os.sep}"
        folders = [(snapshot, "", up)]
        while folders:
            path, prefix, up = folders.pop()
            start = len(up)
            with os.scandir(path) as listed:
                for entry in listed:
                    if entry.is_symlink():
                        target = readlink(entry.path)
                        key = target[start:]
                        # Nearly always a link into the blobs beside it: the short way for those.
                        if key not in contents or target[:start] != up:
                            try:
                                info = names[key].stat() if target[:start] == up else None
                            except (KeyError, OSError):
                                info = None
                            if info is not None:
                                contents[key] = blobs + key, info.st_size, info.st_atime, info.st_mtime
                            else:
                                key = self._content_of(entry.path, target)
                                if not key:
                                    continue
                    elif entry.is_dir():
                        folders.append((entry.path, f"{prefix}{entry.name}/", f"..{os.sep}{up}"))
                        continue
                    else:
                        key = self._key_of_file(entry)
                    entries.append((prefix + entry.name, key))
        return entries

    def _key_of_file(self, entry: os.DirEntry[str]) -> str:
        """Note a file that is in the snapshot itself; revisions that share it by hard links have one content."""
        # On Windows, listings don't know how many names a file has.
        info = os.stat(entry.path) if os.name == "nt" else entry.stat()
        key = f"{info.st_dev}:{info.st_ino}" if info.st_nlink > 1 else entry.path
        if key not in self.contents:
            self.contents[key] = _content(entry.path, info)
        return key

    def _content_of(self, link: str, target: str) -> str:
        """Look at the content that a link of a snapshot leads to; returns its key, empty if there is none."""
        path = os.path.normpath(os.path.join(os.path.dirname(link), target))
        folder, name = os.path.split(path)
        entry = self.names.get(name) if folder == self.blobs else None
        key = name if entry is not None else path
        if key in self.contents:
            return key
        try:
            info = entry.stat() if entry is not None else os.stat(path)
        except OSError:
            self.found.warn(
                f"The content of a file is missing (a broken link): {link}. It is fetched again when needed."
            )
            return ""
        if os.path.isdir(path):
            return ""
        self.contents[key] = _content(path, info)
        return key


def _content(path: str, info: os.stat_result) -> Content:
    return path, info.st_size, info.st_atime, info.st_mtime
