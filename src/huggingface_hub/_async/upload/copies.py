"""Copies: found out what the sources are, and made into something that a commit can carry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from huggingface_hub._async.client import AsyncHubClient, Token
from huggingface_hub._core import retry, urls, wire
from huggingface_hub._core.upload import checks, copies, negotiation
from huggingface_hub._core.upload.commits import CopySource
from huggingface_hub._core.upload.operations import CommitOperation
from huggingface_hub._core.upload.target import CommitTarget
from huggingface_hub._runtime import aio as runtime


_DOWNLOADS_AT_ONCE = 5


async def resolve_copies(
    client: AsyncHubClient, target: CommitTarget, operations: Sequence[CommitOperation], *, token: Token
) -> dict[int, CopySource]:
    """
    Find out what each copy stands for, and bring objects of other repositories into the target's storage.

    Returns:
        The source of each copy, by its place among the operations; none for copies that would change nothing.

    Raises:
        EntryNotFoundError: A source does not exist.
        NotImplementedError: A source is a folder.
        FileDuplicationError: The Hub could not bring an object over.
    """
    jobs = copies.plan(target, operations)
    if not jobs:
        return {}
    present = await paths_info(
        client, target, [job.operation.path_in_repo for job in jobs], revision=target.revision, token=token
    )
    found: dict[copies.Place, dict[str, Any]] = {}
    for place, wanted in copies.by_place(jobs).items():
        found[place] = await paths_info(
            client, place.target(), [job.operation.src_path_in_repo for job in wanted], revision=None, token=token
        )
    copies.note_sources(jobs, found, present, checks.unsettled_paths(operations))
    for place, payloads in copies.duplications(target, jobs).items():
        for payload in payloads:
            # An object that is there already is not brought a second time.
            answer = await client.send(
                "POST",
                urls.api(place.repo_type, place.repo_id, "lfs-files", "duplicate"),
                json=payload,
                token=token,
                retry=retry.DEFAULT,
            )
            copies.check_duplication(wire.json_of(answer, dict))

    async def fetch(job: copies.Job) -> bytes:
        place = job.place
        url = urls.resolve(place.repo_type, place.repo_id, place.revision, job.operation.src_path_in_repo)
        response = await client.send("GET", url, token=token, retry=retry.DEFAULT, max_body=copies.LARGEST_SMALL_FILE)
        return response.content

    small = [job for job in jobs if job.sha256 is None and not job.is_noop]
    contents = await runtime.map_concurrently(fetch, small, limit=_DOWNLOADS_AT_ONCE)
    sources = {job.index: CopySource(job.sha256, b"") for job in jobs if job.sha256 is not None and not job.is_noop}
    sources.update((job.index, CopySource(None, content)) for job, content in zip(small, contents, strict=True))
    return sources


async def paths_info(
    client: AsyncHubClient, target: CommitTarget, paths: Sequence[str], *, revision: str | None, token: Token
) -> dict[str, dict[str, Any]]:
    """What a revision has at some paths, as the Hub says it; paths that it does not have are left out."""
    found: dict[str, dict[str, Any]] = {}
    for batch in negotiation.batches(dict.fromkeys(paths), copies.BATCH_SIZE):
        response = await client.send(
            "POST",
            target.api("paths-info", revision),
            form=copies.paths_form(batch),
            token=token,
            retry=retry.DEFAULT,
        )
        found.update((item["path"], item) for item in wire.json_of(response, list) if isinstance(item.get("path"), str))
    return found
