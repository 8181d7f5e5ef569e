# Generated from src/huggingface_hub/_async/download/missing.py: edit that file, not this one, then run `python -m codegen`.

"""Fetching the files that a snapshot lacks: small ones together, large ones beside them."""

from __future__ import annotations

from huggingface_hub import constants
from huggingface_hub._core.cache import store
from huggingface_hub._core.download import lots, missing as rules
from huggingface_hub._core.download.request import COUNTED, UNENCODED, Options, Remote
from huggingface_hub._core.outcome import Outcome
from huggingface_hub._core.progress import Bar, open_bar
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._runtime.lane import route
from huggingface_hub._runtime.lane.many import BUDGET, Job, Many
from huggingface_hub._sync.client import HubClient, Token
from huggingface_hub._sync.download.entry import download_entry
from huggingface_hub._sync.download.metadata import ask_patiently
from huggingface_hub._sync.xet import download as xet


class Missing:
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

    def fetch(self, batch: list[rules.Missing] | lots.Lot) -> list[Outcome[str]]:
        """Fetch a batch; the result has one outcome per file."""
        if isinstance(batch, lots.Lot):
            return self._fetch_lot(batch)
        if rules.is_small(batch):
            bodies = [self._body(missing) for missing in batch]
            outcomes = runtime.to_thread(rules.save_batch, batch, bodies)
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
        connections = lots.connections(self._max_workers, constants.FAST_LANE_SMALL_CONNECTIONS, lot.of)
        many = Many(
            template,
            jobs,
            lambda index, body: lot.keep(index, body, self._files, self._content),
            options=self._client.http_options,
            connections=connections,
            budget=BUDGET // lot.of,
        )
        fetched = runtime.to_thread(many.run)
        outcomes, left = runtime.to_thread(lot.settle, fetched, self._files)
        batches = rules.batches(left)
        others = runtime.map_concurrently(self.fetch, batches, limit=self._max_workers)
        return outcomes + [outcome for batch in others for outcome in batch]

    def _body(self, missing: rules.Missing) -> Outcome[bytes]:
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

    def _fetch_large(self, missing: rules.Missing) -> list[Outcome[str]]:
        entry, force = missing.first, self._options.force
        try:
            runtime.to_thread(entry.prepare)
            remote = self._remote(missing)
            path = download_entry(self._client, remote, entry, self._content, token=self._token, force=force)
        except Exception as error:
            return [Outcome(error=error) for _ in missing.entries]
        return [Outcome(path), *runtime.to_thread(rules.finish, missing)]

    def prepare(self, batches: list[list[rules.Missing]]) -> None:
        """Get what many files are going to need."""
        for batch in batches:
            first = batch[0]
            stored = self._options.xet_file_data(self._client.endpoint, self._commit, first.xet_hash)
            if xet.prepare(self._client, stored, first.first.size, self._token):
                return

    def _remote(self, missing: rules.Missing) -> Remote:
        """Where the bytes are; asked for only where many requests would otherwise be redirected one by one."""
        url, size = self._url(missing.first), missing.first.size
        stored = self._options.xet_file_data(self._client.endpoint, self._commit, missing.xet_hash)
        if xet.is_wanted(self._client, stored, size) or (
            size is not None and size < constants.RANGED_DOWNLOAD_MIN_SIZE
        ):
            return Remote(url, url, missing.expected, self._options.throttle, stored)
        answer = ask_patiently(self._client, url, token=self._token)
        return self._options.remote(self._client.endpoint, answer, missing.expected)

    def _url(self, entry: store.Entry) -> str:
        return self._client.endpoint + self._options.url(entry.filename, self._commit)


def fetch_missing(
    client: HubClient, options: Options, commit: str, token: Token, work: rules.Work, max_workers: int
) -> None:
    """
    Fetch all that is missing. What arrived is kept, whatever happens to the rest.

    Args:
        client: The Hub.
        options: What the caller asked for.
        commit: The commit.
        token: Replaces the client's token.
        work: What is missing.
        max_workers: The most files at a time.
    """
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
        missing = Missing(client, options, commit, token, max_workers, files, content)
        if options.throttle is None:
            missing.prepare(work.batches)
        todo: list[list[rules.Missing] | lots.Lot] = [*work.batches]
        if options.throttle is None and route.is_open(client.http_options, client.endpoint):
            small, rest = lots.divide(work.batches)
            # What takes longest begins first, and many small files count as one.
            todo = [*rest[:1], *small, *rest[1:]]
        batches = runtime.map_outcomes(missing.fetch, todo, limit=max_workers)
    finally:
        content.close()
        files.close()
    rules.raise_failures(batches)
