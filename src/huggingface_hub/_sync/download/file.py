# Generated from src/huggingface_hub/_async/download/file.py: edit that file, not this one, then run `python -m codegen`.

"""Downloading one file: the cache, the Hub, and what to do when one of them does not have it."""

from __future__ import annotations

from huggingface_hub._core import callers
from huggingface_hub._core.cache import store
from huggingface_hub._core.download import fallback, steps
from huggingface_hub._core.download.request import Options
from huggingface_hub._core.download.verify import Expected
from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.outcome import Outcome
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.client import HubClient, Token
from huggingface_hub._sync.download.metadata import ask_once, ask_patiently
from huggingface_hub.types.download import DryRunFileInfo, HfFileMetadata


logger = get_logger(__name__)


def download_file(client: HubClient, options: Options, filename: str, *, token: Token = None) -> str | DryRunFileInfo:
    """
    Download a file, or find it where it was downloaded before.

    Args:
        client: The Hub.
        options: What the caller asked for.
        filename: Path of the file in the repository.
        token: Replaces the client's token.
    """
    if options.force and options.local_files_only:
        fallback.check_force(None, local_files_only=True)
    if (options.is_pinned or options.prefer_cache) and not options.force:
        found = runtime.to_thread(steps.find_preferred, options, filename)
        if found is not None:
            return steps.cached_info(options, filename, found) if options.dry_run else found
    announced = announced_metadata(client, options, filename, token=token)
    if announced.error is not None:
        found = _without_hub(options, filename, announced.error)
        return steps.cached_info(options, filename, found) if options.dry_run else found
    metadata = announced.unwrap()
    entry = options.entry(filename, metadata)
    if options.dry_run:
        return runtime.to_thread(steps.dry_run_info, entry, metadata, options)
    found = runtime.to_thread(steps.reuse, entry, options)
    if found is not None:
        return found
    return _fetch(client, options, entry, metadata, token=token)


def _fetch(
    client: HubClient,
    options: Options,
    entry: store.Entry,
    metadata: HfFileMetadata,
    *,
    token: Token,
) -> str:
    # Most calls find the file where they left it, and never need what fetches files.
    from huggingface_hub._core.progress import open_bar
    from huggingface_hub._sync.download.entry import download_entry

    filename = entry.filename
    remote = options.remote(client.endpoint, metadata, Expected(entry.etag, entry.size, filename))
    bar = open_bar(
        desc=filename,
        total=entry.size,
        tqdm_class=options.tqdm_class,
        name="huggingface_hub.http_get",
        on_event=options.on_event,
    )
    try:
        return download_entry(client, remote, entry, bar, token=token, force=options.force)
    finally:
        bar.close()


def announced_metadata(
    client: HubClient, options: Options, filename: str, *, token: Token = None
) -> Outcome[HfFileMetadata]:
    """Ask the Hub about a file; why it could not be asked is part of the result, what it refused for good is raised."""
    if options.local_files_only:
        return Outcome(error=errors.LocalEntryNotFoundError("no request was allowed"))
    url = options.url(filename)
    try:
        return Outcome(ask_once(client, url, token=token, timeout=options.etag_timeout))
    except Exception as error:
        failure = error
    _remember_missing(options, filename, failure)
    cached = runtime.to_thread(steps.find_any, options, filename) is not None
    if fallback.decide(failure, cached=cached and not options.force) is fallback.Decision.RETRY:
        try:
            return Outcome(ask_patiently(client, url, token=token))
        except Exception as error:
            failure = error
        _remember_missing(options, filename, failure)
    if fallback.is_final(failure):
        raise failure
    return Outcome(error=failure)


def _remember_missing(options: Options, filename: str, error: Exception) -> None:
    if isinstance(error, errors.RemoteEntryNotFoundError) and options.local_dir is None:
        commit = error.response.headers.get("X-Repo-Commit")
        runtime.to_thread(store.mark_missing, options.repo, commit, options.revision, filename)


def _without_hub(options: Options, filename: str, error: Exception) -> str:
    """Hand out what is there, or say why there is nothing."""
    what = f"'{filename}' of {options.repo_type} '{options.repo_id}' at revision '{options.revision}'"
    if options.force:
        fallback.check_force(error, local_files_only=options.local_files_only)
    found = runtime.to_thread(steps.find_any, options, filename)
    decision = fallback.decide(error, cached=found is not None, retried=True)
    if options.local_files_only:
        if found is not None:
            return found
        raise errors.LocalEntryNotFoundError(fallback.not_cached_message(what, None, local_files_only=True))
    if decision is fallback.Decision.RAISE:
        raise error
    if found is None:
        message = fallback.not_cached_message(what, error, local_files_only=False)
        raise errors.LocalEntryNotFoundError(message) from error
    if not isinstance(error, errors.OfflineModeIsEnabled):
        callers.warn(fallback.stale_message(what, error), errors.StaleCacheWarning)
    return found
