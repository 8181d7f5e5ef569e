"""Steps of a snapshot: which files are wanted, and whether they are there."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub._core import paths, patterns
from huggingface_hub._core.cache import leases, lookup, presence, store, trees
from huggingface_hub._core.cache.refs import read_ref, try_write_ref
from huggingface_hub._core.cache.trees import Tree
from huggingface_hub._core.download import metadata
from huggingface_hub._core.download.request import Options
from huggingface_hub._core.logs import get_logger
from huggingface_hub.types.download import DryRunFileInfo


logger = get_logger(__name__)

_ANY_COMMIT = "0" * 40


@dataclass(frozen=True)
class Selection:
    """Which files of a repository are wanted.

    Attributes:
        allow: Patterns of which one has to match.
        ignore: Patterns of which none must match.
    """

    allow: list[str] | str | None = None
    ignore: list[str] | str | None = None

    def of(self, names: Iterable[str]) -> list[str]:
        """The wanted ones among these paths."""
        if self.allow is None and not self.ignore:
            return list(names)
        return list(patterns.filter_repo_objects(names, allow_patterns=self.allow, ignore_patterns=self.ignore))


def tree_folder(options: Options) -> str | Path:
    """Where the lists of files are kept."""
    if options.local_dir is not None:
        return trees.tree_cache_folder_for_local_dir(options.local_dir)
    return options.repo.trees


def read_tree(options: Options, commit: str) -> Tree | None:
    """The files of a commit, if they were listed before."""
    return trees.read_tree_cache(tree_folder(options), commit)


def keep_tree(options: Options, commit: str, files: Tree) -> None:
    """Keep the list of files of a commit."""
    # A list that names what must not be written would not be believed when it is read again.
    if not options.dry_run and files.is_valid():
        trees.write_tree_cache(tree_folder(options), commit, files)


def find_complete(options: Options, commit: str, files: Tree, selection: Selection) -> str | None:
    """The folder of a snapshot that has all its files; `None` if it lacks some, or if that takes longer to tell."""
    if options.force or options.dry_run or options.local_dir is not None:
        return None
    wanted = selection.of(files)
    if not wanted or next(presence.doubtful(options.repo, commit, files.contents(wanted)), None) is not None:
        return None
    try_write_ref(options.repo, options.revision, commit)
    return str(options.repo.snapshot(commit))


def find_listed(options: Options, selection: Selection) -> str | None:
    """The folder of a snapshot that is known to have all its files, without the Hub."""
    commit, root = read_ref(options.repo, options.revision), _root_of_leftover(options)
    files = read_tree(options, commit) if commit is not None and root is not None else None
    if commit is None or files is None:
        return None
    wanted = wanted_of(options, files, selection)
    return root if next(_absent(options, commit, files, wanted), None) is None else None


def wanted_of(options: Options, files: Tree, selection: Selection) -> list[str]:
    """The names of the wanted files."""
    wanted = selection.of(files)
    if not wanted and files:
        logger.warning("No file of %s '%s' matches the patterns.", options.repo_type, options.repo_id)
    return wanted


def choose(options: Options, files: Tree, selection: Selection) -> list[str]:
    """The names of the wanted files, of which none makes trouble where it goes.

    Raises:
        UnsafePathError: One of them has a name that must not be written, or two of them would be one file here.
    """
    wanted = wanted_of(options, files, selection)
    paths.check_collisions(options.repo.root if options.local_dir is None else options.local_dir, wanted)
    if options.local_dir is not None or not paths.are_plain(wanted):
        for entry in entries_of(options, _ANY_COMMIT, files, wanted):
            entry.check_name()
    return wanted


def entries_of(options: Options, commit: str, files: Tree, names: Iterable[str]) -> list[store.Entry]:
    """Where files go."""
    known = ((name, files[name]) for name in names)
    return [options.entry(name, metadata.from_tree(file, commit, ""), file.xet_hash) for name, file in known]


def claim(options: Options) -> Path | None:
    """Keep others from deleting what the cache has of a repository, until `leases.release`."""
    if options.local_dir is not None or options.local_files_only:
        return None
    return leases.claim(options.repo.folder)


def folder(options: Options, commit: str) -> str:
    """What a snapshot's caller gets."""
    if options.local_dir is not None:
        return os.path.realpath(options.local_dir)
    path = options.repo.snapshot(commit)
    if not path.is_dir():
        path.mkdir(parents=True, exist_ok=True)  # a repository without files, or none that was wanted
    return str(path)


def infos(options: Options, commit: str, files: Tree, wanted: Sequence[str]) -> list[DryRunFileInfo]:
    """What would be done with each file."""
    found = []
    for entry in entries_of(options, commit, files, wanted):
        missing = store.is_missing(entry)
        found.append(
            DryRunFileInfo(
                commit_hash=commit,
                file_size=entry.size,
                filename=entry.filename,
                local_path=str(entry.final),
                is_cached=not missing,
                will_download=missing or options.force,
            )
        )
    return found


@dataclass(frozen=True)
class Leftover:
    """A snapshot that is on this machine although the Hub can't be asked.

    Attributes:
        path: Its folder.
        absent: Wanted files that are known to be missing in it; empty if none are, or if nobody knows.
    """

    path: str
    absent: list[str]


def find_leftover(options: Options, selection: Selection) -> Leftover | None:
    """Find what is there of a snapshot, without the Hub."""
    commit, root = read_ref(options.repo, options.revision), _root_of_leftover(options)
    if root is None:
        return None
    files = read_tree(options, commit) if commit is not None else None
    if commit is None or files is None:
        return Leftover(root, [])
    return Leftover(root, list(_absent(options, commit, files, wanted_of(options, files, selection))))


def _root_of_leftover(options: Options) -> str | None:
    if options.local_dir is None:
        return lookup.find_snapshot(options.repo, options.revision)
    root = os.path.realpath(options.local_dir)
    return root if os.path.isdir(root) and any(name != ".cache" for name in os.listdir(root)) else None


def _absent(options: Options, commit: str, files: Tree, wanted: Sequence[str]) -> Iterator[str]:
    """The wanted files that are not there, or not what they should be."""
    if options.local_dir is not None:
        # The files of a folder of the user's are his: they may have any content.
        yield from store.missing_names(options.local_dir, wanted)
        return
    for name in presence.doubtful(options.repo, commit, files.contents(wanted)):
        [entry] = entries_of(options, commit, files, [name])
        # A crash of the machine can leave files that are too short.
        if entry.state() is not store.State.READY:
            yield name


def chunk_of_names(names: Sequence[str], limit: int = 3) -> str:
    """A few names, for a message."""
    shown = ", ".join(f"'{name}'" for name in names[:limit])
    return shown if len(names) <= limit else f"{shown} and {len(names) - limit} more"
