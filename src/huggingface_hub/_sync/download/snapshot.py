# Generated from src/huggingface_hub/_async/download/snapshot.py: edit that file, not this one, then run `python -m codegen`.

"""Downloading a repository: one listing tells what there is, so that files are fetched without asking about each."""

from __future__ import annotations

import warnings

from huggingface_hub import constants
from huggingface_hub._core import paths, urls, wire
from huggingface_hub._core.cache import leases, store, trees
from huggingface_hub._core.cache.trees import Tree
from huggingface_hub._core.download import fallback, lots, snapshots
from huggingface_hub._core.download.request import COUNTED, UNENCODED, Options, Remote
from huggingface_hub._core.download.verify import Expected
from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.outcome import Outcome
from huggingface_hub._core.progress import Bar, open_bar
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._runtime.lane import route
from huggingface_hub._runtime.lane.many import Job, Many
from huggingface_hub._sync.client import HubClient, Token
from huggingface_hub._sync.download.file import download_entry
from huggingface_hub._sync.download.metadata import ask_patiently
from huggingface_hub.types.download import DryRunFileInfo
from huggingface_hub.types.files import read_entry


logger = get_logger(__name__)


def download_snapshot(
    client: HubClient,
    options: Options,
    *,
    token: Token = None,
    allow_patterns: list[str] | str | None = None,
    ignore_patterns: list[str] | str | None = None,
    max_workers: int = 8,
) -> str | list[DryRunFileInfo]:
    """
    Download all wanted files of a repository at one commit.

    Args:
        client: The Hub.
        options: What the caller asked for.
        token: Replaces the client's token.
        allow_patterns: Only files that match one of these.
        ignore_patterns: No files that match one of these.
        max_workers: The most files at a time.
    """
    if not 1 <= max_workers <= 1024:
        raise ValueError(f"`max_workers` must be between 1 and 1024, not {max_workers!r}.")
    if options.force and options.local_files_only:
        fallback.check_force(None, local_files_only=True)
    selection = snapshots.Selection(allow_patterns, ignore_patterns)
    # A commit never changes: if its files are all there, there is nothing to ask.
    is_enough = options.prefer_cache or (options.is_pinned and options.local_dir is None)
    if is_enough and not (options.dry_run or options.force):
        complete = runtime.to_thread(snapshots.find_listed, options, selection)
        if complete is not None:
            return complete
    listed = _list_files(client, options, token)
    if listed.error is not None:
        return _without_hub(options, selection, listed.error)
    commit, files = listed.unwrap()
    complete = runtime.to_thread(snapshots.find_complete, options, commit, files, selection)
    if complete is not None:
        return complete
    wanted = runtime.to_thread(snapshots.choose, options, files, selection)
    if options.dry_run:
        return runtime.to_thread(snapshots.infos, options, commit, files, wanted)
    # Before looking what is there: nobody may delete from now on what we are about to rely on.
    claim = runtime.to_thread(snapshots.claim, options)
    try:
        work = runtime.to_thread(snapshots.begin, options, commit, files, wanted)
        if work.batches and constants.is_offline_mode():
            return _without_hub(options, selection, errors.OfflineModeIsEnabled("offline mode is enabled"))
        if work.batches:
            _fetch(client, options, commit, token, work, max_workers)
        return runtime.to_thread(snapshots.folder, options, commit)
    finally:
        leases.release(claim)


def _list_files(client: HubClient, options: Options, token: Token) -> Outcome[tuple[str, Tree]]:
    """The commit and its files; why they could not be listed is part of the result."""
    if options.local_files_only:
        return Outcome(error=errors.LocalEntryNotFoundError("no request was allowed"))
    try:
        commit = options.revision if options.is_pinned else _resolve(client, options, token)
        known = runtime.to_thread(snapshots.read_tree, options, commit)
        if known is None:
            known = _ask_for_files(client, options, commit, token)
            runtime.to_thread(snapshots.keep_tree, options, commit, known)
        return Outcome((commit, known))
    except Exception as error:
        if fallback.is_final(error):
            raise
        return Outcome(error=error)


def _resolve(client: HubClient, options: Options, token: Token) -> str:
    """The commit that a revision stands for now."""
    url = urls.api(options.repo_type, options.repo_id, "revision", options.revision)
    response = client.send("GET", url, token=token, headers=COUNTED, timeout=options.etag_timeout)
    commit = wire.json_of(response, dict).get("sha")
    return paths.safe_commit_hash(commit if isinstance(commit, str) else None)


def _ask_for_files(client: HubClient, options: Options, commit: str, token: Token) -> Tree:
    url = urls.api(options.repo_type, options.repo_id, "tree", commit)
    params = {"recursive": True, "expand": False}
    with runtime.closing(client.pages(url, params=params, token=token, headers=COUNTED)) as pages:
        return trees.tree_of([read_entry(item) for item in pages])


def _without_hub(options: Options, selection: snapshots.Selection, error: Exception) -> str | list[DryRunFileInfo]:
    """Hand out the snapshot that is there, or say why there is none."""
    what = f"{options.repo_type} '{options.repo_id}' at revision '{options.revision}'"
    if options.dry_run:
        raise errors.DryRunError(
            f"Cannot tell what a download of {what} would do: the Hub could not be asked ({fallback.describe(error)})."
        ) from error
    if options.force:
        fallback.check_force(error, local_files_only=options.local_files_only)
    leftover = runtime.to_thread(snapshots.find_leftover, options, selection)
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
        warnings.warn(fallback.stale_message(f"the snapshot of {what}", error), errors.StaleCacheWarning, stacklevel=2)
    return leftover.path


class Snapshot:
    """The missing files of one snapshot on their way.

    Args:
        client: The Hub.
        options: What the caller asked for.
        commit: The commit.
        token: Replaces the client's token.
        max_workers: The most files at a time.
        files: Bar that counts files.
        content: Bar that counts bytes.
    """

    def __init__(
        self,
        client: HubClient,
        options: Options,
        commit: str,
        token: Token,
        max_workers: int,
        files: Bar,
        content: Bar,
    ) -> None:
        self._client = client
        self._options = options
        self._commit = commit
        self._token = token
        self._max_workers = max_workers
        self._files = files
        self._content = content

    def fetch(self, batch: list[snapshots.Missing] | lots.Lot) -> list[Outcome[str]]:
        """Fetch a batch; the result has one outcome per file."""
        if isinstance(batch, lots.Lot):
            return self._fetch_lot(batch)
        if snapshots.is_small(batch):
            bodies = [self._body(missing) for missing in batch]
            outcomes = runtime.to_thread(snapshots.save_batch, batch, bodies)
        else:
            outcomes = self._fetch_large(batch[0])
        self._files.update(sum(outcome.ok for outcome in outcomes))
        return outcomes

    def _fetch_lot(self, lot: lots.Lot) -> list[Outcome[str]]:
        """Fetch many small files at once; what does not come at the first attempt gets more patience."""
        jobs = [Job(self._url(content.first), content.first.size or 0) for content in lot.contents]
        template = self._client.prepare(
            jobs[0].url,
            headers={**UNENCODED, **COUNTED},
            token=self._token,
            timeout=float(constants.HF_HUB_DOWNLOAD_TIMEOUT),
        )
        connections = lots.connections(self._max_workers, constants.FAST_LANE_SMALL_CONNECTIONS)
        many = Many(
            template,
            jobs,
            lambda index, body: lot.keep(index, body, self._files, self._content),
            options=self._client.http_options,
            connections=connections,
        )
        fetched = runtime.to_thread(many.run)
        outcomes, left = runtime.to_thread(lot.settle, fetched, self._files)
        batches = snapshots.batches(left)
        others = runtime.map_concurrently(self.fetch, batches, limit=self._max_workers)
        return outcomes + [outcome for batch in others for outcome in batch]

    def _body(self, missing: snapshots.Missing) -> Outcome[bytes]:
        entry = missing.first
        try:
            response = self._client.send(
                "GET",
                self._url(entry),
                headers={**UNENCODED, **COUNTED},
                token=self._token,
                timeout=float(constants.HF_HUB_DOWNLOAD_TIMEOUT),
                max_body=entry.size,
            )
        except Exception as error:
            return Outcome(error=error)
        self._content.update(len(response.content))
        if self._options.throttle is not None:
            runtime.sleep(self._options.throttle.take(len(response.content), now=runtime.monotonic()))
        return Outcome(response.content)

    def _fetch_large(self, missing: snapshots.Missing) -> list[Outcome[str]]:
        entry, force = missing.first, self._options.force
        try:
            runtime.to_thread(entry.prepare)
            remote = self._remote(entry, missing.expected)
            path = download_entry(self._client, remote, entry, self._content, token=self._token, force=force)
        except Exception as error:
            return [Outcome(error=error) for _ in missing.entries]
        return [Outcome(path), *runtime.to_thread(snapshots.finish, missing)]

    def _remote(self, entry: store.Entry, expected: Expected) -> Remote:
        """Where the bytes are; asked for only where many requests would otherwise be redirected one by one."""
        url = self._url(entry)
        if entry.size is not None and entry.size < constants.RANGED_DOWNLOAD_MIN_SIZE:
            return Remote(url, url, expected, self._options.throttle)
        answer = ask_patiently(self._client, url, token=self._token)
        return self._options.remote(self._client.endpoint, answer, expected)

    def _url(self, entry: store.Entry) -> str:
        return self._client.endpoint + self._options.url(entry.filename, self._commit)


def _fetch(
    client: HubClient, options: Options, commit: str, token: Token, work: snapshots.Work, max_workers: int
) -> None:
    """Fetch all that is missing. What arrived is kept, whatever happens to the rest."""
    name = "huggingface_hub.snapshot_download"
    files = open_bar(
        desc=f"Fetching {work.total} files",
        total=work.total,
        initial=work.ready,
        unit="it",
        tqdm_class=options.tqdm_class,
        name=name,
        what=options.repo_id,
        on_event=options.on_event,
    )
    content = open_bar(
        desc="Downloading",
        total=work.size,
        tqdm_class=options.tqdm_class,
        name=name,
        what=options.repo_id,
        on_event=options.on_event,
    )
    try:
        snapshot = Snapshot(client, options, commit, token, max_workers, files, content)
        todo: list[list[snapshots.Missing] | lots.Lot] = [*work.batches]
        if options.throttle is None and route.is_open(client.http_options, client.endpoint):
            lot, rest = lots.divide(work.batches)
            # What takes longest begins first, and all small files count as one.
            todo = [*rest[:1], lot, *rest[1:]] if len(lot) else [*rest]
        batches = runtime.map_outcomes(snapshot.fetch, todo, limit=max_workers)
    finally:
        content.close()
        files.close()
    snapshots.raise_failures(batches)
