"""Steps of a download on this machine: what is there, what can be used, what would be done."""

from __future__ import annotations

from pathlib import Path

from huggingface_hub._core.cache import lookup, store
from huggingface_hub._core.cache.refs import read_ref
from huggingface_hub._core.download.request import Options
from huggingface_hub.types.download import DryRunFileInfo, HfFileMetadata


def find_pinned(options: Options, filename: str) -> str | None:
    """Find a file of a commit without asking the Hub: a commit never changes."""
    if options.local_dir is None:
        return lookup.find_file(options.repo, options.revision, filename)
    from huggingface_hub._core.cache import local_entry

    return local_entry.find(options.local_dir, filename, options.revision)


def find_preferred(options: Options, filename: str) -> str | None:
    """Find a file that need not be the newest, but has to be what was downloaded."""
    if options.local_dir is None or options.is_pinned:
        return find_pinned(options, filename)
    from huggingface_hub._core.cache import local_entry

    return local_entry.find(options.local_dir, filename)


def find_any(options: Options, filename: str) -> str | None:
    """Find a file that may be out of date."""
    if options.local_dir is None:
        return lookup.find_file(options.repo, options.revision, filename)
    from huggingface_hub._core.cache import local_dir

    path = local_dir.local_paths(options.local_dir, filename).file_path
    return str(path) if path.is_file() else None


def reuse(entry: store.Entry, options: Options) -> str | None:
    if isinstance(entry, store.CacheEntry):
        return store.try_reuse(entry, options.revision, force=options.force)
    found = None if options.force else entry.reuse()
    if found is None:
        entry.prepare()
    return found


def cached_info(options: Options, filename: str, path: str) -> DryRunFileInfo:
    """What a dry run says about a file that was found without the Hub."""
    commit = read_ref(options.repo, options.revision) or options.revision
    return DryRunFileInfo(
        commit_hash=commit,
        file_size=Path(path).stat().st_size,
        filename=filename,
        local_path=path,
        is_cached=True,
        will_download=False,
    )


def dry_run_info(entry: store.Entry, metadata: HfFileMetadata, options: Options) -> DryRunFileInfo:
    """What a dry run says about a file that the Hub has."""
    missing = store.is_missing(entry)
    return DryRunFileInfo(
        commit_hash=str(metadata.commit_hash),
        file_size=metadata.size,
        filename=entry.filename,
        local_path=str(entry.final),
        is_cached=not missing,
        will_download=missing or options.force,
    )
