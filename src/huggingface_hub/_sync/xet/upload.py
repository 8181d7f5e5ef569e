# Generated from src/huggingface_hub/_async/xet/upload.py: edit that file, not this one, then run `python -m codegen`.

"""Bringing files to the Xet storage; those for which that does not work are left to LFS."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from huggingface_hub._core import packages, progress
from huggingface_hub._core.outcome import Outcome
from huggingface_hub._core.upload import by_xet
from huggingface_hub._core.upload.journal import Journals
from huggingface_hub._core.upload.operations import CommitOperationAdd
from huggingface_hub._core.upload.target import CommitTarget
from huggingface_hub._core.xet import connection, fallback
from huggingface_hub._core.xet.connection import Access
from huggingface_hub._lazy import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._runtime.xet import session
from huggingface_hub._runtime.xet.upload import Source, Stored, Upload
from huggingface_hub._sync.client import HubClient, Token
from huggingface_hub._sync.xet.connection import open_access


# A storage may have to look through much before it takes the last word of an upload.
PATIENCE = 4


def is_possible(client: HubClient) -> bool:
    """
    Whether anything is to be sent through Xet.

    Args:
        client: The Hub.
    """
    if fallback.TROUBLE.is_known(client.endpoint, now=runtime.monotonic()):
        return False
    obstacle = session.obstacle(client.http_options)
    if obstacle is not None:
        fallback.inform(client.endpoint, obstacle, usual=not packages.is_xet_available())
    return obstacle is None


def upload(
    client: HubClient,
    target: CommitTarget,
    additions: Sequence[CommitOperationAdd],
    bar: progress.Bar,
    *,
    token: Token,
    journals: Journals | None = None,
) -> dict[int, Exception | None]:
    """
    Send files, and set the SHA-256 of each to that of the bytes that were sent.

    Args:
        client: The Hub.
        target: The repository.
        additions: The files.
        bar: Shows the bytes as they are sent.
        token: Replaces the client's token.
        journals: Notes for the next attempt.

    Returns:
        By the identity of the operation `None`, or why its file could not be read. What is not in it is left to LFS.
    """
    wanted = by_xet.suitable(additions)
    if not is_possible(client):
        wanted = []
    elif len(wanted) < len(additions):
        fallback.inform(client.endpoint, "file objects can't be read by hf_xet; paths and bytes can")
    access = _access(client, target, token) if wanted else None
    settled: dict[int, Exception | None] = {}
    rounds = 0
    while wanted and access is not None:
        candidates, found = runtime.to_thread(by_xet.look, wanted, journals)
        settled.update(found)
        bar.update(sum(each.upload_info.size for each in wanted if id(each) in found and found[id(each)] is None))
        sources = [Source(_content(each.addition), each.known_sha256) for each in candidates]
        stored = send(client, access, sources, sum(each.size for each in candidates), bar.update)
        if stored is None:
            break
        named = [_named(outcome) for outcome in stored]
        wanted, found = runtime.to_thread(by_xet.note_sent, candidates, named, journals)
        settled.update(found)
        rounds += 1
        bar.update(-sum(each.size for each in candidates if id(each.addition) not in settled))
        if rounds == by_xet.ROUNDS:
            settled.update((id(each), by_xet.still_changing(each)) for each in wanted)
            wanted = []
    return settled


def send(
    client: HubClient, access: Access, sources: Sequence[Source], size: int, show: Callable[[int], None]
) -> list[Outcome[Stored]] | None:
    """
    Send contents, all of them at once; `None` if the storage does not take them, which the user is told.

    Args:
        client: The Hub.
        access: What it takes to talk to the storage.
        sources: The contents.
        size: How many bytes they have.
        show: Told how many bytes more are there; a negative number takes back.
    """
    if not sources:
        return []
    window = client.timeouts.stall
    job = Upload(sources, size, access, show, window=None if window is None else PATIENCE * window)
    try:
        return runtime.to_thread(job.run)
    except errors.XetDownloadError as error:
        show(-job.shown)
        connection.KNOWN.forget(access)
        fallback.announce(client.endpoint, error, now=runtime.monotonic(), what="An upload")
    except BaseException:
        show(-job.shown)
        raise
    return None


def _access(client: HubClient, target: CommitTarget, token: Token) -> Access | None:
    try:
        return open_access(client, by_xet.token_route(target), token)
    except errors.OfflineModeIsEnabled:
        raise
    except errors.HfHubHTTPError as error:
        if error.response.status_code in (401, 403, 404, 501):
            # A Hub that has no Xet storage, or that does not let us write: LFS will tell which.
            missing = error.response.status_code in (404, 501) and not isinstance(error, errors.RepositoryNotFoundError)
            if missing:
                fallback.TROUBLE.note(client.endpoint, now=runtime.monotonic())
            reason = f"the Hub gives no token for it ({fallback.first_line(error)})"
            fallback.inform(client.endpoint, reason, target.repo_id, str(error.response.status_code))
            return None
        fallback.announce(client.endpoint, error, now=runtime.monotonic(), what="An upload")
    except Exception as error:
        fallback.announce(client.endpoint, error, now=runtime.monotonic(), what="An upload")
    return None


def _content(addition: CommitOperationAdd) -> str | bytes:
    source = addition.path_or_fileobj
    assert isinstance(source, (str, bytes))
    return source


def _named(outcome: Outcome[Stored]) -> Outcome[by_xet.Sent]:
    if outcome.error is not None:
        return Outcome(error=outcome.error)
    stored = outcome.unwrap()
    return Outcome(by_xet.Sent(stored.sha256 or "", stored.size, stored.new))
