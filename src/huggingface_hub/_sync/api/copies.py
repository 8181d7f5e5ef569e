# Generated from src/huggingface_hub/_async/api/copies.py: edit that file, not this one, then run `python -m codegen`.

"""Files copied within and across repositories and buckets, on the Hub itself where it can."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from huggingface_hub._core import bucket_downloads, bucket_uploads, remote_copies
from huggingface_hub._core.remote_copies import End, RemoteFile
from huggingface_hub._core.upload.operations import CommitOperation, CommitOperationAdd
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.api.bucket_sync import BucketSyncApi
from huggingface_hub._sync.api.files import FilesApi
from huggingface_hub._sync.client import Token
from huggingface_hub._sync.download.api import DownloadApi
from huggingface_hub._sync.upload.api import UploadApi
from huggingface_hub.types.buckets import BucketFile
from huggingface_hub.types.files import RepoFile, RepoFolder


class CopiesApi(FilesApi, DownloadApi, UploadApi, BucketSyncApi):
    """Operations between repositories and buckets."""

    def copy_files(self, source: str, destination: str, *, token: Token = None) -> None:
        """
        Copy files within and across repositories and buckets.

        Contents stay on the Hub where that is possible; small files of repositories are fetched and sent again, which into
        a bucket needs the extra `xet`. Copies into a repository are one commit.

        As with `cp -r`, a folder that is copied into one that exists keeps its name, and takes the name of one that does
        not. With a slash at the end of the source, what is in the folder is copied, not the folder.

        Args:
            source: A file, a folder, or all of a repository or bucket: `hf://[datasets/|spaces/|buckets/]user/name[/path]`,
                for repositories perhaps with `@revision` behind the name.
            destination: Where to, in the same form. With a slash at the end, a file is put into that folder.
            token: Replaces the client's token.

        Raises:
            HfUriError: Not such an address.
            ValueError: From a bucket into a repository, or an object that the Hub can't copy.
            EntryNotFoundError: There is nothing to copy.
            BucketBatchError: A bucket did not take some of the files; `failures` lists them.
        """
        start, end = remote_copies.parse(source, destination, self.endpoint)
        targets = self._copy_targets(start, end, token)
        folder = runtime.to_thread(tempfile.TemporaryDirectory)
        try:
            if end.uri.is_repo:
                self._copy_into_repo(start, end, targets, folder.name, token)
            else:
                stored, others = remote_copies.divide(start, targets)
                if others:
                    bucket_uploads.check_available("Files that the Xet storage does not have yet")
                fetched = self._fetch_copies(start, others, folder.name, token)
                self.batch_bucket_files(end.uri.id, copy=stored, add=fetched, token=token)
        finally:
            with runtime.shield():
                runtime.to_thread(folder.cleanup)

    def _copy_targets(self, start: End, end: End, token: Token) -> Mapping[str, RemoteFile]:
        """The files to copy, by the paths that they get."""
        into_folder = not end.path or self._is_remote_folder(end, token)
        single = None if start.is_folder or not start.path else self._remote_file(start, token)
        if single is not None:
            return {remote_copies.file_target(start, end, into_folder=into_folder): single}
        files = self._remote_files(start, token)
        return remote_copies.folder_targets(start, end, files, into_folder=into_folder)

    def _is_remote_folder(self, end: End, token: Token) -> bool:
        if end.uri.is_repo:
            found = self.get_paths_info(
                end.uri.id, end.path, revision=end.uri.revision, repo_type=end.uri.type, token=token
            )
            return any(isinstance(entry, RepoFolder) for entry in found)
        entries = self.list_bucket_tree(end.uri.id, f"{end.path}/", token=token)
        with runtime.closing(entries):
            return list(entries) != []

    def _remote_file(self, start: End, token: Token) -> RemoteFile | None:
        """What the source names, if that is a file."""
        if start.uri.is_bucket:
            infos = self.get_bucket_paths_info(start.uri.id, [start.path], token=token)
            with runtime.closing(infos):
                return next(iter(list(infos)), None)
        found = self.get_paths_info(
            start.uri.id, start.path, revision=start.uri.revision, repo_type=start.uri.type, token=token
        )
        return next((entry for entry in found if isinstance(entry, RepoFile)), None)

    def _remote_files(self, start: End, token: Token) -> list[RemoteFile]:
        """All files of the folder that the source names."""
        if start.uri.is_bucket:
            prefix = f"{start.path}/" if start.path else None
            entries = self.list_bucket_tree(start.uri.id, prefix, recursive=True, token=token)
            with runtime.closing(entries):
                return [entry for entry in entries if isinstance(entry, BucketFile)]
        tree = self.list_repo_tree(
            start.uri.id,
            start.path or None,
            recursive=True,
            revision=start.uri.revision,
            repo_type=start.uri.type,
            token=token,
        )
        with runtime.closing(tree):
            return [entry for entry in tree if isinstance(entry, RepoFile)]

    def _copy_into_repo(
        self, start: End, end: End, targets: Mapping[str, RemoteFile], folder: str, token: Token
    ) -> None:
        copies, others = remote_copies.divide_commit(start, end, targets)
        operations: list[CommitOperation] = [*remote_copies.commit_copies(start, copies)]
        for local, path in self._fetch_copies(start, others, folder, token):
            operations.append(CommitOperationAdd(path, local))
        self.create_commit(
            end.uri.id,
            operations,
            commit_message=remote_copies.commit_message(start),
            repo_type=end.uri.type,
            revision=end.uri.revision,
            token=token,
        )

    def _fetch_copies(
        self, start: End, files: Sequence[tuple[str, RemoteFile]], folder: str, token: Token
    ) -> list[tuple[str | Path | bytes, str]]:
        """Download what has to be sent again, and say where each file goes."""

        def fetch(file: tuple[str, RemoteFile]) -> tuple[str | Path | bytes, str]:
            path, entry = file
            local = self.hf_hub_download(
                start.uri.id,
                entry.path,
                repo_type=start.uri.type,
                revision=start.uri.revision,
                local_dir=folder,
                token=token,
            )
            return local, path

        return runtime.map_concurrently(fetch, files, limit=bucket_downloads.AT_ONCE)
