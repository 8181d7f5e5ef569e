# Generated from src/huggingface_hub/_async/api/buckets.py: edit that file, not this one, then run `python -m codegen`.

"""Buckets: create, describe, change, move and delete them, and list what is in them."""

from __future__ import annotations

from collections.abc import Generator, Iterable

from huggingface_hub._core import buckets, repos, retry, wire
from huggingface_hub._core.buckets import BucketUrl
from huggingface_hub._core.download.request import UNENCODED
from huggingface_hub._core.upload import negotiation
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.auth.api import AuthApi
from huggingface_hub._sync.client import Token
from huggingface_hub.types.buckets import (
    BucketFile,
    BucketFileMetadata,
    BucketFolder,
    BucketInfo,
    BucketVisibility,
    read_bucket_entry,
)
from huggingface_hub.types.repos import REPO_REGIONS


class BucketsApi(AuthApi):
    """Operations on buckets: storage without history, for files that change often."""

    def create_bucket(
        self,
        bucket_id: str,
        *,
        private: bool | None = None,
        visibility: BucketVisibility | None = None,
        resource_group_id: str | None = None,
        region: REPO_REGIONS | None = None,
        exist_ok: bool = False,
        token: Token = None,
    ) -> BucketUrl:
        """
        Create an empty bucket.

        Args:
            bucket_id: The bucket, as `user/name`; `name` alone belongs to the owner of the token.
            private: Whether only its owners see it. Without this and `visibility`, the owner's default applies.
            visibility: `public` or `private`.
            resource_group_id: Group of the organization that it shall belong to.
            region: Where its files are kept: `us` or `eu`.
            exist_ok: Accept a bucket that is already there.
            token: Replaces the client's token.

        Returns:
            The address of the bucket.

        Raises:
            ValueError: Not the id of a bucket, or arguments that exclude each other.
            HfHubHTTPError: The bucket exists, or the token may not create it.
        """
        wanted = repos.visibility(private, visibility, None)
        body = buckets.creation(wanted, resource_group_id, region)
        try:
            response = self.send("POST", buckets.api(buckets.new_id(bucket_id)), json=body, token=token)
            url = wire.read(response, buckets.url_in)
        except errors.HfHubHTTPError as error:
            if not exist_ok:
                raise
            url = repos.existing_url(error) or self._bucket_url_if_there(bucket_id, error, token)
        return BucketUrl(url, endpoint=self.endpoint)

    def _bucket_url_if_there(self, bucket_id: str, refusal: errors.HfHubHTTPError, token: Token) -> str:
        """The address of a bucket that could not be created, if it is one that can be seen."""
        if not repos.may_exist(refusal):
            raise refusal
        try:
            if "/" not in bucket_id:
                bucket_id = f"{self.whoami(token=token)['name']}/{bucket_id}"
            info = self.bucket_info(bucket_id, token=token)
        except (errors.HfHubHTTPError, errors.LocalTokenNotFoundError):
            raise refusal from None
        return f"{self.endpoint}/buckets/{info.id}"

    def bucket_info(self, bucket_id: str, *, token: Token = None) -> BucketInfo:
        """
        Describe a bucket.

        Args:
            bucket_id: The bucket, as `user/name`.
            token: Replaces the client's token.

        Raises:
            BucketNotFoundError: No such bucket, or no access to it.
        """
        response = self.send("GET", buckets.api(bucket_id), token=token)
        return wire.read(response, BucketInfo.from_wire)

    def list_buckets(
        self, namespace: str | None = None, *, search: str | None = None, token: Token = None
    ) -> Generator[BucketInfo, None, None]:
        """
        List the buckets of a user or organization.

        Args:
            namespace: Whose; by default those of the owner of the token.
            search: Only buckets with this in their name.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: The Hub refuses the query.
        """
        pages = self.pages(buckets.listing_url(namespace), params={"search": search}, token=token)
        with runtime.closing(pages):
            for item in pages:
                yield BucketInfo.from_wire(item)

    def delete_bucket(self, bucket_id: str, *, missing_ok: bool = False, token: Token = None) -> None:
        """
        Delete a bucket and all that is in it, for good.

        Args:
            bucket_id: The bucket, as `user/name`.
            missing_ok: Accept that there is no such bucket.
            token: Replaces the client's token.

        Raises:
            BucketNotFoundError: No such bucket, or no access to it.
        """
        try:
            self.send("DELETE", buckets.api(bucket_id), token=token)
        except errors.HfHubHTTPError as error:
            if not missing_ok or error.response.status_code != 404:
                raise

    def move_bucket(self, from_id: str, to_id: str, *, token: Token = None) -> None:
        """
        Rename a bucket, or give it to another owner.

        Args:
            from_id: The bucket, as `user/name`.
            to_id: Its new id, as `user/name`.
            token: Replaces the client's token.

        Raises:
            ValueError: An id without owner.
            HfHubHTTPError: The new id is taken, or the token may not do this.
        """
        repos.check_move(from_id, to_id)
        body = {"fromRepo": from_id, "toRepo": to_id, "type": "bucket"}
        self.send("POST", "/api/repos/move", json=body, token=token)

    def update_bucket_settings(self, bucket_id: str, *, private: bool, token: Token = None) -> None:
        """
        Change who can see a bucket.

        Args:
            bucket_id: The bucket, as `user/name`.
            private: Whether only its owners see it.
            token: Replaces the client's token.

        Raises:
            BucketNotFoundError: No such bucket, or no access to it.
        """
        self.send("PUT", buckets.api(bucket_id, "settings"), json={"private": private}, token=token)

    def list_bucket_tree(
        self, bucket_id: str, prefix: str | None = None, *, recursive: bool | None = None, token: Token = None
    ) -> Generator[BucketFile | BucketFolder, None, None]:
        """
        List the files and folders of a bucket, page by page as they are asked for.

        Args:
            bucket_id: The bucket, as `user/name`.
            prefix: What their paths begin with, letter by letter: `logs` lists `logs.json` too, `logs/` only what is in the
                folder.
            recursive: List the content of folders, instead of the folders.
            token: Replaces the client's token.

        Raises:
            BucketNotFoundError: No such bucket, or no access to it.
        """
        pages = self.pages(buckets.tree_url(bucket_id, prefix), params={"recursive": recursive}, token=token)
        with runtime.closing(pages):
            for item in pages:
                yield read_bucket_entry(item)

    def get_bucket_paths_info(
        self, bucket_id: str, paths: Iterable[str], *, token: Token = None
    ) -> Generator[BucketFile, None, None]:
        """
        Describe some files of a bucket. Those that don't exist are left out.

        Args:
            bucket_id: The bucket, as `user/name`.
            paths: Paths in the bucket.
            token: Replaces the client's token.

        Raises:
            BucketNotFoundError: No such bucket, or no access to it.
        """
        url = buckets.api(bucket_id, "paths-info")
        for batch in negotiation.batches(paths, buckets.BATCH_SIZE):
            # A question in spite of its method, so it can be asked again.
            response = self.send("POST", url, json={"paths": batch}, token=token, retry=retry.DEFAULT)
            yield from wire.read_each(response, BucketFile.from_wire)

    def get_bucket_file_metadata(self, bucket_id: str, remote_path: str, *, token: Token = None) -> BucketFileMetadata:
        """
        Ask what the Hub announces about a file of a bucket, without downloading it.

        Args:
            bucket_id: The bucket, as `user/name`.
            remote_path: Path in the bucket.
            token: Replaces the client's token.

        Returns:
            Its size, and where the Xet storage has it.

        Raises:
            BucketNotFoundError: No such bucket, or no access to it.
            RemoteEntryNotFoundError: No such file.
            ValueError: The answer does not say where the file is.
        """
        response = self.send(
            "HEAD",
            buckets.resolve_url(bucket_id, remote_path, quoted=True),
            headers=UNENCODED,
            token=token,
            retry=retry.DEFAULT,
            follow="hub",
        )
        return buckets.file_metadata(
            response.status_code, response.headers, self.endpoint, bucket_id=bucket_id, path=remote_path
        )
