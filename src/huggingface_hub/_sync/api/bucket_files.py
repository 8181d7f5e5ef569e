# Generated from src/huggingface_hub/_async/api/bucket_files.py: edit that file, not this one, then run `python -m codegen`.

"""The contents of buckets: files go up through Xet, and come down like those of repositories."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path

from huggingface_hub import constants
from huggingface_hub._core import bucket_downloads, bucket_uploads, buckets, http_errors, retry
from huggingface_hub._core.bucket_downloads import Download, Lot
from huggingface_hub._core.download import missing, partial as partials
from huggingface_hub._core.download.request import UNENCODED
from huggingface_hub._core.outcome import Outcome
from huggingface_hub._core.progress import Bar, open_bar
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._runtime.lane import route
from huggingface_hub._runtime.lane.many import Job, Many
from huggingface_hub._runtime.xet.upload import Source, Upload
from huggingface_hub._sync.api.buckets import BucketsApi
from huggingface_hub._sync.client import Token
from huggingface_hub._sync.download.fetch import fetch_file
from huggingface_hub._sync.xet import download as xet
from huggingface_hub._sync.xet.connection import open_access
from huggingface_hub.types.buckets import BucketFile


class BucketFilesApi(BucketsApi):
    """Operations that move the content of buckets."""

    def batch_bucket_files(
        self,
        bucket_id: str,
        *,
        add: list[tuple[str | Path | bytes, str]] | None = None,
        copy: list[tuple[str, str, str, str]] | None = None,
        delete: list[str] | None = None,
        token: Token = None,
    ) -> None:
        """
        Add, copy and delete files of a bucket.

        What can be done is done, even if something else can't: a bucket has no history, and nothing is all or nothing.
        Up to 1,000 changes take effect together; first copies, then files that are added, then deletions. Sending the same
        batch again does no harm.

        Adding files needs the extra `xet`. What the storage has already is not sent.

        Args:
            bucket_id: The bucket, as `user/name`.
            add: Files to add or replace: each a path or the content itself, and the path in the bucket.
            copy: Files to copy without sending their content: each the type of the source (`model`, `dataset`, `space` or
                `bucket`), its id, the file's Xet hash, and the path in the bucket.
            delete: Paths in the bucket. What is not there counts as deleted.
            token: Replaces the client's token.

        Raises:
            BucketNotFoundError: No such bucket, or no access to it.
            BucketBatchError: Some changes failed; `failures` lists them.
            FileNotFoundError: A file to add does not exist. Nothing was sent.
            UploadFailedError: The storage did not take the files. Nothing was changed.
            ImportError: The extra `xet` is missing.
        """
        buckets.check_id(bucket_id)
        if add:
            bucket_uploads.check_available("Uploads to buckets")
        additions = runtime.to_thread(bucket_uploads.read_additions, add or ())
        changes: list[buckets.Change] = bucket_uploads.copies_and_deletions(copy or (), delete or ())
        stored, failures = self._upload_to_bucket(bucket_id, additions, token)
        for error in failures.values():
            raise error
        self._change_bucket(bucket_id, [*changes, *stored], token)

    def _upload_to_bucket(
        self, bucket_id: str, additions: Sequence[bucket_uploads.Addition], token: Token
    ) -> tuple[list[buckets.Add], dict[str, Exception]]:
        """Send the contents of files; returns what to add, and which could not be read."""
        if not additions:
            return [], {}
        access = open_access(self, buckets.api(bucket_id, "xet-write-token"), token)
        size = sum(each.size for each in additions)
        bar = open_bar(desc="Uploading", total=size, name="huggingface_hub.batch_bucket_files")
        sources = [Source(each.source, skip_sha256=True) for each in additions]
        upload = Upload(sources, size, access, bar.update, window=bucket_uploads.PATIENCE)
        try:
            outcomes = runtime.to_thread(upload.run)
        except errors.XetDownloadError as error:
            raise errors.UploadFailedError(f"The Xet storage did not take the files: {error}") from error
        finally:
            bar.close()
        return bucket_uploads.stored(additions, outcomes)

    def _change_bucket(self, bucket_id: str, changes: Sequence[buckets.Change], token: Token) -> None:
        """Make changes; all batches are sent, whatever becomes of the others."""
        failures: list[dict[str, str]] = []
        response = None
        for batch in buckets.batches(changes):
            # The same batch has the same effect twice, so it can be sent again when the answer is lost.
            response = self.send(
                "POST",
                buckets.api(bucket_id, "batch"),
                content=buckets.encode(batch),
                headers={"Content-Type": "application/x-ndjson"},
                token=token,
                retry=retry.DEFAULT,
                check=False,
            )
            if response.status_code != 422:
                http_errors.raise_for_status(response)
            failures += buckets.failures_in(response)
        if failures and response is not None:
            raise buckets.batch_error(bucket_id, failures, response)

    def download_bucket_files(
        self,
        bucket_id: str,
        files: list[tuple[str | BucketFile, str | Path]],
        *,
        raise_on_missing_files: bool = False,
        token: Token = None,
    ) -> None:
        """
        Download files of a bucket.

        Each file appears under its name when it is complete. Its Xet hash is verified if the extra `xet` is installed,
        otherwise only its size. What a broken download leaves beside it is used by the next one.

        Args:
            bucket_id: The bucket, as `user/name`.
            files: What to download, and where to: each a path in the bucket, or a file from `list_bucket_tree`, and the path
                of the file to write. What is there is replaced.
            raise_on_missing_files: Raise for paths that the bucket does not have, before anything is downloaded. Otherwise
                they are warned about.
            token: Replaces the client's token.

        Raises:
            BucketNotFoundError: No such bucket, or no access to it.
            EntryNotFoundError: The bucket does not have a file, and `raise_on_missing_files` is set.
            IntegrityError: What arrived is not what the Hub announced.
        """
        buckets.check_id(bucket_id)
        found: dict[str, BucketFile] = {}
        if paths := bucket_downloads.asked_for(files):
            infos = self.get_bucket_paths_info(bucket_id, paths, token=token)
            with runtime.closing(infos):
                found = {file.path: file for file in infos}
        downloads, missing = bucket_downloads.plan(bucket_id, files, found)
        for text in buckets.check_missing(bucket_id, missing, strict=raise_on_missing_files):
            warnings.warn(text, stacklevel=2)
        self._download_from_bucket(downloads, token)

    def _download_from_bucket(self, downloads: Iterable[Download], token: Token) -> None:
        """Fetch files, several at once; what fails does not keep the others from being there."""
        wanted = list(downloads)
        bar = open_bar(
            desc="Downloading",
            total=sum(each.file.size for each in wanted),
            name="huggingface_hub.download_bucket_files",
        )

        def fetch(download: Download) -> str:
            return self._fetch_from_bucket(download, bar, token)

        lots, rest = bucket_downloads.divide(wanted)
        if rest:
            # Or each of the first few would ask for a token of its own.
            xet.prepare(self, rest[0].remote.xet, rest[0].file.size, token)
        if not route.is_open(self.http_options, self.endpoint):
            lots, rest = [], wanted
        outcomes: list[Outcome[str]] = []
        try:
            for lot in lots:
                arrived, left = self._fetch_lot_from_bucket(lot, bar, token)
                outcomes += arrived
                rest += left
            outcomes += runtime.map_outcomes(fetch, rest, limit=bucket_downloads.AT_ONCE)
        finally:
            bar.close()
        missing.raise_failures([Outcome(value=outcomes)])

    def _fetch_lot_from_bucket(self, lot: Lot, bar: Bar, token: Token) -> tuple[list[Outcome[str]], list[Download]]:
        """Fetch small files by one thread; what does not come at the first attempt gets more patience elsewhere."""
        jobs = [Job(self.endpoint + each.remote.url, each.file.size) for each in lot.downloads]
        template = self.prepare(
            jobs[0].url, headers=UNENCODED, token=token, timeout=float(constants.HF_HUB_DOWNLOAD_TIMEOUT)
        )
        many = Many(
            template,
            jobs,
            lot.keep,
            options=self.http_options,
            connections=constants.FAST_LANE_SMALL_CONNECTIONS,
        )
        try:
            arrived, left = runtime.to_thread(lot.settle, runtime.to_thread(many.run))
        finally:
            with runtime.shield():
                runtime.to_thread(lot.discard)
        bar.update(sum(each.file.size for each in lot.downloads) - sum(each.file.size for each in left))
        return arrived, left

    def _fetch_from_bucket(self, download: Download, bar: Bar, token: Token) -> str:
        if not download.file.size:
            return runtime.to_thread(download.create_empty)
        temporary = runtime.to_thread(download.temporary)
        fetch_file(self, download.remote, temporary, bar, token=token)
        # Not to be stopped between the name of the file and what is left of its journal.
        with runtime.shield():
            return runtime.to_thread(partials.publish, temporary, download.publish)
