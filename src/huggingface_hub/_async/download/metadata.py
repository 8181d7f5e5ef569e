"""Asking the Hub about one file."""

from __future__ import annotations

from huggingface_hub import constants
from huggingface_hub._async.client import AsyncHubClient, Token
from huggingface_hub._core import retry as retry_rules
from huggingface_hub._core.download import metadata as metadata_rules
from huggingface_hub._core.download.request import COUNTED, UNENCODED
from huggingface_hub.types.download import HfFileMetadata


PATIENT_TIMEOUT = 60.0


async def ask(
    client: AsyncHubClient,
    url: str,
    *,
    token: Token = None,
    timeout: float | None = constants.DEFAULT_ETAG_TIMEOUT,
    patient: bool = False,
    counted: bool = True,
) -> HfFileMetadata:
    """
    Ask for what the Hub announces about a file.

    Args:
        client: The Hub.
        url: The file's address, absolute or below the endpoint.
        token: Replaces the client's token.
        timeout: Seconds of silence after which to give up.
        patient: Whether to try again when the Hub can't be reached or is too busy.
        counted: Whether this is part of a download, in the Hub's statistics.

    Raises:
        RemoteEntryNotFoundError: No such file at this revision.
        RevisionNotFoundError: No such revision.
        RepositoryNotFoundError: No such repository, or no access to it.
    """
    policy = retry_rules.DEFAULT if patient else retry_rules.NONE
    headers = {**UNENCODED, **(COUNTED if counted else {})}
    answer = await client.head(url, headers=headers, token=token, timeout=timeout, retry=policy)
    return metadata_rules.from_response(answer.status_code, answer.headers, answer.url, client.endpoint)


async def ask_once(
    client: AsyncHubClient, url: str, *, token: Token = None, timeout: float | None = None
) -> HfFileMetadata:
    """Ask without a second attempt, and pass only an answer that is complete and safe."""
    return metadata_rules.check(await ask(client, url, token=token, timeout=timeout), url)


async def ask_patiently(client: AsyncHubClient, url: str, *, token: Token = None) -> HfFileMetadata:
    """Ask with more time and several attempts: nothing is cached, so that nobody is better off with an early error."""
    answer = await ask(client, url, token=token, timeout=PATIENT_TIMEOUT, patient=True)
    return metadata_rules.check(answer, url)
