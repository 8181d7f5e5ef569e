"""Downloading a repository: one listing tells what there is, so that files are fetched without asking about each."""

from __future__ import annotations

from huggingface_hub import constants
from huggingface_hub._async.client import AsyncHubClient, Token
from huggingface_hub._core import callers, paths, urls, wire
from huggingface_hub._core.cache import leases, trees
from huggingface_hub._core.cache.trees import Tree
from huggingface_hub._core.download import fallback, snapshots
from huggingface_hub._core.download.request import COUNTED, Options
from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.outcome import Outcome
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import aio as runtime
from huggingface_hub.types.download import DryRunFileInfo


logger = get_logger(__name__)


async def download_snapshot(
    client: AsyncHubClient,
    options: Options,
    *,
    token: Token = None,
    allow_patterns: list[str] | str | None = None,
    ignore_patterns: list[str] | str | None = None,
    max_workers: int | None = 8,
) -> str | list[DryRunFileInfo]:
    """
    Download all wanted files of a repository at one commit.

    Args:
        client: The Hub.
        options: What the caller asked for.
        token: Replaces the client's token.
        allow_patterns: Only files that match one of these.
        ignore_patterns: No files that match one of these.
        max_workers: The most files at a time; `None` for the usual number.
    """
    max_workers = 8 if max_workers is None else max_workers
    if not 1 <= max_workers <= 1024:
        raise ValueError(f"`max_workers` must be between 1 and 1024, not {max_workers!r}.")
    if options.force and options.local_files_only:
        fallback.check_force(None, local_files_only=True)
    selection = snapshots.Selection(allow_patterns, ignore_patterns)
    # A commit never changes: if its files are all there, there is nothing to ask.
    is_enough = options.prefer_cache or (options.is_pinned and options.local_dir is None)
    if is_enough and not (options.dry_run or options.force):
        complete = await runtime.to_thread(snapshots.find_listed, options, selection)
        if complete is not None:
            return complete
    listed = await _list_files(client, options, token)
    if listed.error is not None:
        return await _without_hub(options, selection, listed.error)
    commit, files = listed.unwrap()
    complete = await runtime.to_thread(snapshots.find_complete, options, commit, files, selection)
    if complete is not None:
        return complete
    wanted = await runtime.to_thread(snapshots.choose, options, files, selection)
    if options.dry_run:
        return await runtime.to_thread(snapshots.infos, options, commit, files, wanted)
    # Most calls find all files where they left them, and never need what fetches files.
    from huggingface_hub._async.download.missing import fetch_missing
    from huggingface_hub._core.download import missing

    # Before looking what is there: nobody may delete from now on what we are about to rely on.
    claim = await runtime.to_thread(snapshots.claim, options)
    try:
        work = await runtime.to_thread(missing.begin, options, commit, files, wanted)
        if work.batches and constants.is_offline_mode():
            return await _without_hub(options, selection, errors.OfflineModeIsEnabled("offline mode is enabled"))
        if work.batches:
            await fetch_missing(client, options, commit, token, work, max_workers)
        return await runtime.to_thread(snapshots.folder, options, commit)
    finally:
        leases.release(claim)


async def _list_files(client: AsyncHubClient, options: Options, token: Token) -> Outcome[tuple[str, Tree]]:
    """The commit and its files; why they could not be listed is part of the result."""
    if options.local_files_only:
        return Outcome(error=errors.LocalEntryNotFoundError("no request was allowed"))
    try:
        commit = options.revision if options.is_pinned else await _resolve(client, options, token)
        known = await runtime.to_thread(snapshots.read_tree, options, commit)
        if known is None:
            known = await _ask_for_files(client, options, commit, token)
            await runtime.to_thread(snapshots.keep_tree, options, commit, known)
        return Outcome((commit, known))
    except Exception as error:
        if fallback.is_final(error):
            raise
        return Outcome(error=error)


async def _resolve(client: AsyncHubClient, options: Options, token: Token) -> str:
    """The commit that a revision stands for now."""
    url = urls.api(options.repo_type, options.repo_id, "revision", options.revision)
    response = await client.send("GET", url, token=token, headers=COUNTED, timeout=options.etag_timeout)
    commit = wire.json_of(response, dict).get("sha")
    return paths.safe_commit_hash(commit if isinstance(commit, str) else None)


async def _ask_for_files(client: AsyncHubClient, options: Options, commit: str, token: Token) -> Tree:
    url = urls.api(options.repo_type, options.repo_id, "tree", commit)
    params = {"recursive": True, "expand": False}
    async with runtime.closing(client.pages(url, params=params, token=token, headers=COUNTED)) as pages:
        return trees.tree_of([item async for item in pages])


async def _without_hub(
    options: Options, selection: snapshots.Selection, error: Exception
) -> str | list[DryRunFileInfo]:
    """Hand out the snapshot that is there, or say why there is none."""
    what = f"{options.repo_type} '{options.repo_id}' at revision '{options.revision}'"
    if options.dry_run:
        raise errors.DryRunError(
            f"Cannot tell what a download of {what} would do: the Hub could not be asked ({fallback.describe(error)})."
        ) from error
    if options.force:
        fallback.check_force(error, local_files_only=options.local_files_only)
    leftover = await runtime.to_thread(snapshots.find_leftover, options, selection)
    if leftover is None:
        if options.local_files_only:
            raise errors.LocalEntryNotFoundError(
                fallback.not_cached_message(f"a snapshot of {what}", None, local_files_only=True)
            )
        if fallback.decide(error, cached=False, retried=True) is fallback.Decision.RAISE:
            raise error
        message = fallback.not_cached_message(f"a snapshot of {what}", error, local_files_only=False)
        raise errors.LocalEntryNotFoundError(message) from error
    if leftover.absent:
        raise errors.IncompleteSnapshotError(
            f"The snapshot of {what} in {leftover.path} lacks {snapshots.chunk_of_names(leftover.absent)}, and the Hub "
            "could not be asked for the rest. Download it again while you are online, or narrow `allow_patterns` "
            "to the files that are there.",
            snapshot_path=leftover.path,
        ) from error
    if not (options.local_files_only or isinstance(error, errors.OfflineModeIsEnabled)):
        callers.warn(fallback.stale_message(f"the snapshot of {what}", error), errors.StaleCacheWarning)
    return leftover.path
