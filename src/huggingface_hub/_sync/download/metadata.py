# Generated from src/huggingface_hub/_async/download/metadata.py: edit that file, not this one, then run `python -m codegen`.

"""Asking the Hub about one file."""

from __future__ import annotations

from huggingface_hub import constants
from huggingface_hub._core import retry as retry_rules
from huggingface_hub._core.download import metadata as metadata_rules
from huggingface_hub._core.download.request import COUNTED, UNENCODED
from huggingface_hub._sync.client import HubClient, Token
from huggingface_hub.types.download import HfFileMetadata


PATIENT_TIMEOUT = 60.0


def ask(
    client: HubClient,
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
    answer = client.head(url, headers=headers, token=token, timeout=timeout, retry=policy)
    return metadata_rules.from_response(answer.status_code, answer.headers, answer.url, client.endpoint)


def ask_once(client: HubClient, url: str, *, token: Token = None, timeout: float | None = None) -> HfFileMetadata:
    """Ask without a second attempt, and pass only an answer that is complete and safe."""
    return metadata_rules.check(ask(client, url, token=token, timeout=timeout), url)


def ask_patiently(client: HubClient, url: str, *, token: Token = None) -> HfFileMetadata:
    """Ask with more time and several attempts: nothing is cached, so that nobody is better off with an early error."""
    answer = ask(client, url, token=token, timeout=PATIENT_TIMEOUT, patient=True)
    return metadata_rules.check(answer, url)
