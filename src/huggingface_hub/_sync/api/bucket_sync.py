# Generated from src/huggingface_hub/_async/api/bucket_sync.py: edit that file, not this one, then run `python -m codegen`.

"""Folders and buckets brought in line with each other."""

from __future__ import annotations

import sys
import warnings
from datetime import datetime, timezone
from pathlib import Path

from huggingface_hub._core import bucket_downloads, bucket_folders, bucket_sync, bucket_uploads, buckets
from huggingface_hub._core.bucket_sync import Filter, Request, Side
from huggingface_hub._core.upload import negotiation, transfers
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.api.bucket_files import BucketFilesApi
from huggingface_hub._sync.client import Token
from huggingface_hub.types.buckets import BucketFile, SyncOperation, SyncPlan


class BucketSyncApi(BucketFilesApi):
    """Operations between folders and buckets."""

    def sync_bucket(
        self,
        source: str | None = None,
        dest: str | None = None,
        *,
        delete: bool = False,
        ignore_times: bool = False,
        ignore_sizes: bool = False,
        existing: bool = False,
        ignore_existing: bool = False,
        include: list[str] | None = None,
        exclude: list[str] | None = None,
        filter_from: str | None = None,
        plan: str | None = None,
        apply: str | None = None,
        dry_run: bool = False,
        verbose: bool = False,
        quiet: bool = False,
        token: Token = None,
    ) -> SyncPlan:
        """
        Bring a bucket in line with a folder, or a folder with a bucket.

        A file is transferred if the other side does not have it, has it in another size, or in a version that is older by
        more than a second. Files that are downloaded get the time that they have in the bucket, so that the next sync finds
        nothing to do. Deletions come last, and only if everything else went well. What is in `.cache/huggingface`, such as a
        token, takes no part on either side.

        Uploads need the extra `xet`.

        Args:
            source: A folder, or `hf://buckets/user/name` with or without a folder in it.
            dest: The other one.
            delete: Delete what the source does not have.
            ignore_times: Compare sizes only.
            ignore_sizes: Compare times only.
            existing: Make no new files.
            ignore_existing: Make new files only.
            include: Only files that match one of these patterns take part.
            exclude: Files that match one of these patterns take no part.
            filter_from: A file of such patterns, one a line, each after `+` or `-`. The first that matches decides, before
                the others are asked.
            plan: Write what would be done to this file, and do nothing.
            apply: Do what such a file says; it names source and destination.
            dry_run: Print what would be done, as JSON, one object a line, and do nothing.
            verbose: Say on standard error what becomes of each file, and why.
            quiet: Say nothing on standard error.
            token: Replaces the client's token.

        Returns:
            What was done, or would be.

        Raises:
            ValueError: Arguments that exclude each other, or a source that is no folder.
            BucketNotFoundError: No such bucket, or no access to it.
            UnsafePathError: The bucket has a file that can't be written into the folder, or one in a `.git` folder that no
                pattern of `include` names; or the folder has one whose name no bucket can have. Nothing was transferred.
            UploadFailedError: Files can't be read, which `failures` lists; the others were uploaded.
        """
        others = any((delete, ignore_times, ignore_sizes, existing, ignore_existing, include, exclude, filter_from))
        bucket_sync.check_arguments(source, dest, plan=plan, apply=apply, dry_run=dry_run, others=others)
        if apply is not None:
            made = bucket_sync.read_plan(runtime.to_thread(_read_text, apply))
        else:
            request = Request(str(source), str(dest), delete, ignore_times, ignore_sizes, existing, ignore_existing)
            rules = bucket_sync.read_rules(runtime.to_thread(_read_text, filter_from)) if filter_from else []
            made = self._plan_sync(request, Filter(include, exclude, rules), token)
        if dry_run:
            for line in bucket_sync.lines(made):
                sys.stdout.write(line + "\n")
            return made
        if not quiet:
            for line in bucket_sync.report(made, verbose=verbose):
                sys.stderr.write(line + "\n")
        if plan is not None:
            runtime.to_thread(_write_lines, plan, list(bucket_sync.lines(made)))
            return made
        self._carry_out(made, Request(made.source, made.dest), token)
        return made

    def _plan_sync(self, request: Request, chosen: Filter, token: Token) -> SyncPlan:
        """Look at both sides, and make the plan."""
        folder = runtime.to_thread(bucket_folders.look, request.folder, must_exist=request.uploads)
        if text := folder.warning():
            warnings.warn(text, stacklevel=3)
        try:
            remote = self._remote_sides(request, token)
        except errors.BucketNotFoundError:
            # What it takes to fill a bucket can be told before there is one.
            if not request.uploads:
                raise
            remote = {}
        made = bucket_sync.compare(
            request,
            folder.files,
            remote,
            chosen,
            now=datetime.now(timezone.utc),
            left_out=[name for name, _ in folder.skipped],
        )
        bucket_sync.check_uploads(made, request)
        bucket_sync.check_names([each.path for each in bucket_sync.only_actions(made, "download")], chosen)
        return made

    def _remote_sides(self, request: Request, token: Token) -> dict[str, Side]:
        """The files of a folder of a bucket, or the one file of that name."""
        bucket_id, prefix = request.bucket
        entries = self.list_bucket_tree(bucket_id, prefix or None, recursive=True, token=token)
        with runtime.closing(entries):
            files = [entry for entry in entries if isinstance(entry, BucketFile)]
        below = bucket_sync.remote_sides(files, prefix)
        return below if below or request.uploads else bucket_sync.remote_file(files, prefix)

    def _carry_out(self, made: SyncPlan, request: Request, token: Token) -> None:
        bucket_id, prefix = request.bucket
        doomed = bucket_sync.only_actions(made, "delete")
        if request.uploads:
            uploads = bucket_sync.only_actions(made, "upload")
            if uploads:
                bucket_uploads.check_available("Uploads to buckets")
            self._upload_planned(request, uploads, token)
            deletions = [buckets.Delete(bucket_sync.in_bucket(prefix, each.path)) for each in doomed]
            self._change_bucket(bucket_id, deletions, token)
        else:
            self._download_planned(request, bucket_sync.only_actions(made, "download"), token)
            runtime.to_thread(bucket_folders.delete, request.folder, [each.path for each in doomed])

    def _upload_planned(self, request: Request, operations: list[SyncOperation], token: Token) -> None:
        """Upload files, so many at a time that what has arrived stays if something goes wrong later."""
        bucket_id, prefix = request.bucket
        folder = Path(request.folder).expanduser()
        failures: dict[str, Exception] = {}
        for group in negotiation.batches(operations, buckets.BATCH_SIZE):
            wanted = [(folder / each.path, bucket_sync.in_bucket(prefix, each.path)) for each in group]
            additions, gone = runtime.to_thread(bucket_uploads.look, wanted)
            stored, unreadable = self._upload_to_bucket(bucket_id, additions, token)
            self._change_bucket(bucket_id, stored, token)
            failures.update({**gone, **unreadable})
        transfers.raise_failures(failures, bucket_uploads.OTHERS_ARE_THERE)

    def _download_planned(self, request: Request, operations: list[SyncOperation], token: Token) -> None:
        bucket_id, prefix = request.bucket
        names = [each.path for each in operations]
        finals = runtime.to_thread(bucket_folders.targets, request.folder, names)
        known = {each.path: each.bucket_file for each in operations}
        if None in known.values():
            # The plan comes from a file, which says less about the files than the bucket.
            sides = self._remote_sides(request, token)
            known = {name: sides[name].file if name in sides else None for name in names}
        files = [
            (known.get(name) or bucket_sync.in_bucket(prefix, name), final)
            for name, final in zip(names, finals, strict=True)
        ]
        downloads, missing = bucket_downloads.plan(bucket_id, files, {}, keep_time=True)
        buckets.check_missing(bucket_id, missing, strict=True)
        self._download_from_bucket(downloads, token)


def _read_text(path: str) -> str:
    return Path(path).expanduser().read_text(encoding="utf-8")


def _write_lines(path: str, lines: list[str]) -> None:
    Path(path).expanduser().write_text("".join(line + "\n" for line in lines), encoding="utf-8")
