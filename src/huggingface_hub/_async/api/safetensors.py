"""What is in the weights of models, without downloading them: the headers of safetensors files."""

from __future__ import annotations

from huggingface_hub import constants
from huggingface_hub._async.api.files import AsyncFilesApi
from huggingface_hub._async.client import Token
from huggingface_hub._core import ids, ranges, safetensors as rules, urls, wire
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import aio as runtime
from huggingface_hub.types.revisions import commit_for
from huggingface_hub.types.safetensors import SafetensorsFileMetadata, SafetensorsRepoMetadata


class AsyncSafetensorsApi(AsyncFilesApi):
    """Operations that read headers of safetensors files."""

    async def get_safetensors_metadata(
        self,
        repo_id: str,
        *,
        repo_type: str | None = None,
        revision: str | None = None,
        token: Token = None,
        timeout: float | None = 10,
    ) -> SafetensorsRepoMetadata:
        """
        Describe the weights of a model: which tensors, of which types and shapes, how many parameters.

        Only the headers of its files are fetched, a few kilobytes each.

        Args:
            repo_id: The model, as `user/name`.
            repo_type: Type of the repository; a model by default.
            revision: Branch, tag or commit; the main branch by default.
            token: Replaces the client's token.
            timeout: Seconds of silence after which to give up.

        Raises:
            NotASafetensorsRepoError: It has neither `model.safetensors` nor `model.safetensors.index.json`.
            SafetensorsParsingError: One of its files is not a safetensors file.
            RepositoryNotFoundError: No such repository, or no access to it.
        """
        single, index_file = constants.SAFETENSORS_SINGLE_FILE, constants.SAFETENSORS_INDEX_FILE

        async def header(filename: str) -> SafetensorsFileMetadata:
            return await self.parse_safetensors_file_metadata(
                repo_id, filename, repo_type=repo_type, revision=revision, token=token, timeout=timeout
            )

        if await self.file_exists(repo_id, single, repo_type=repo_type, revision=revision, token=token):
            return rules.single(single, await header(single))
        if not await self.file_exists(repo_id, index_file, repo_type=repo_type, revision=revision, token=token):
            raise rules.not_a_safetensors_repo(repo_id)
        url = urls.resolve(repo_type, repo_id, commit_for(revision, repo_id, repo_type), index_file)
        response = await self.send("GET", url, token=token, timeout=timeout, max_body=rules.INDEX_MAX_SIZE)
        index = wire.json_of(response, dict)
        weight_map = rules.weight_map_in(index, rules.in_repo(index_file, repo_id, revision))
        headers = await runtime.map_concurrently(header, rules.shards(weight_map), limit=rules.PARALLEL)
        return rules.sharded(index, weight_map, headers)

    async def parse_safetensors_file_metadata(
        self,
        repo_id: str,
        filename: str,
        *,
        repo_type: str | None = None,
        revision: str | None = None,
        token: Token = None,
        timeout: float | None = 10,
    ) -> SafetensorsFileMetadata:
        """
        Describe the weights in a file. Only its header is fetched.

        Args:
            repo_id: The repository, as `user/name`.
            filename: Path of the file in it.
            repo_type: Type of the repository; a model by default.
            revision: Branch, tag or commit; the main branch by default.
            token: Replaces the client's token.
            timeout: Seconds of silence after which to give up.

        Raises:
            SafetensorsParsingError: It is not a safetensors file.
            RemoteEntryNotFoundError: No such file.
            RepositoryNotFoundError: No such repository, or no access to it.
        """
        ids.validate_repo_id(repo_id)
        where = rules.in_repo(filename, repo_id, revision)
        url = urls.resolve(repo_type, repo_id, commit_for(revision, repo_id, repo_type), filename)
        start = await self._bytes_of(url, 0, rules.FIRST, token, timeout)
        length = rules.header_length(start, where)
        found = start[rules.LENGTH : rules.LENGTH + length]
        if length > rules.FIRST - rules.LENGTH:
            found = await self._bytes_of(url, rules.LENGTH, rules.LENGTH + length, token, timeout)
        return rules.parse(found, length, where)

    async def get_sharded_safetensors_metadata(
        self,
        repo_id: str,
        *,
        filename: str = "model.safetensors.index.json",
        token: Token = None,
        timeout: float | None = 10,
    ) -> SafetensorsRepoMetadata:
        """
        Describe the weights of a model in several files, in one request: the Hub reads the headers.

        Args:
            repo_id: The model, as `user/name`.
            filename: Path of its index.
            token: Replaces the client's token.
            timeout: Seconds of silence after which to give up.

        Raises:
            SafetensorsParsingError: One of the files is not a safetensors file.
            RepositoryNotFoundError: No such model, or no access to it.
            HfHubHTTPError: It has no such index.
        """
        ids.validate_repo_id(repo_id)
        url = urls.api(constants.REPO_TYPE_MODEL, repo_id, "safetensors-metadata", *filename.split("/"))
        response = await self.send("GET", url, token=token, timeout=timeout)
        return wire.read(response, lambda answer: rules.headers_in(answer, repo_id))

    async def _bytes_of(self, url: str, start: int, end: int, token: Token, timeout: float | None) -> bytes:
        """The bytes of a file from `start` to `end` (exclusive), or to its end; no more is read of any answer."""
        headers = {"range": ranges.header(start, end), "accept-encoding": "identity"}
        try:
            async with self.stream("GET", url, headers=headers, token=token, timeout=timeout) as stream:
                skipped = rules.skipped(stream.status_code, stream.headers, start, end)
                found = b""
                pieces = stream.iter_bytes()
                async with runtime.closing(pieces):
                    async for piece in pieces:
                        found += piece
                        if len(found) >= skipped + end - start:
                            break
                return found[skipped : skipped + end - start]
        except errors.HfHubHTTPError as error:
            if error.response.status_code == 416:
                # The file ends before the range: an empty one has no range at all.
                return b""
            raise
