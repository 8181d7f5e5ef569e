# Generated from src/huggingface_hub/_async/api/job_volumes.py: edit that file, not this one, then run `python -m codegen`.

"""Files of this machine for jobs, brought to them through a bucket."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

from huggingface_hub._core import bucket_uploads, buckets, job_files
from huggingface_hub._core.logs import get_logger
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.api.bucket_sync import BucketSyncApi
from huggingface_hub._sync.client import Token
from huggingface_hub.types.spaces import Volume


logger = get_logger(__name__)


class JobVolumesApi(BucketSyncApi):
    """What jobs get to see of this machine."""

    def sync_job_volume(
        self,
        source: str | Path,
        mount_path: str,
        *,
        remote_name: str | None = None,
        read_only: bool = True,
        namespace: str | None = None,
        token: Token = None,
    ) -> Volume:
        """
        Upload a folder, so that it can be mounted in a job. What was uploaded before is not sent again.

        The files are kept in the private bucket `jobs-artifacts`. This needs the extra `xet`.

        Args:
            source: The folder.
            mount_path: Where the job shall find it, an absolute path.
            remote_name: Its name in the bucket. By default one that belongs to this folder of this machine.
            read_only: Whether the job may only read it. What it writes otherwise goes to the bucket, not here.
            namespace: Whose bucket; by default that of the token's owner.
            token: Replaces the client's token.

        Returns:
            What to pass to `run_job` as one of `volumes`.

        Raises:
            ValueError: There is no such folder, or it can't be mounted there.
            HfHubHTTPError: The Hub refuses the bucket.
            ImportError: The extra `xet` is missing.
        """
        folder = runtime.to_thread(job_files.check_folder, source, mount_path, remote_name)
        bucket_uploads.check_available("Files of jobs")
        bucket = self._artifacts_bucket(namespace, token)
        local = str(Path(source).expanduser())
        plan = self.sync_bucket(local, f"{buckets.PREFIX}{bucket}/{folder}", quiet=True, token=token)
        if not plan.operations:
            self.batch_bucket_files(bucket, add=[(b"", f"{folder}/{job_files.KEEP}")], token=token)
        return Volume(type="bucket", source=bucket, mount_path=mount_path, read_only=read_only, path=folder)

    def _send_job_files(
        self,
        script: str,
        arguments: Sequence[str],
        volumes: list[Volume] | None,
        *,
        namespace: str | None,
        token: Token,
    ) -> tuple[list[str], list[Volume] | None]:
        """Upload the local files among the words of a command; returns the words and volumes of the job."""
        words = [script, *arguments]
        sent = runtime.to_thread(job_files.plan, script, arguments, volumes, now=datetime.now(timezone.utc))
        if sent is None:
            return words, volumes
        bucket_uploads.check_available("Files of jobs")
        bucket = self._artifacts_bucket(namespace, token)
        self.batch_bucket_files(bucket, add=sent.additions, token=token)
        logger.info("The files of the job are in %s/buckets/%s/tree/%s", self.endpoint, bucket, sent.folder)
        return [sent.word(word) for word in words], [*(volumes or ()), sent.volume(bucket)]

    def _artifacts_bucket(self, namespace: str | None, token: Token) -> str:
        """The bucket that files of jobs are kept in, which is made if it is not there."""
        bucket = job_files.artifacts_bucket(self._namespace_of_jobs(namespace, token))
        self.create_bucket(bucket, private=True, exist_ok=True, token=token)
        if not self.bucket_info(bucket, token=token).private:
            warnings.warn(job_files.public_warning(bucket), stacklevel=3)
        return bucket

    def _namespace_of_jobs(self, namespace: str | None, token: Token) -> str:
        """Whose jobs are meant."""
        return namespace if namespace is not None else str(self.whoami(token=token)["name"])
