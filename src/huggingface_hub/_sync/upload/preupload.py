# Generated from src/huggingface_hub/_async/upload/preupload.py: edit that file, not this one, then run `python -m codegen`.

"""What is asked before anything is sent: is the card valid, and how does the Hub want each file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from huggingface_hub._core import http_errors, retry, wire
from huggingface_hub._core.upload import checks, negotiation
from huggingface_hub._core.upload.operations import CommitOperationAdd
from huggingface_hub._core.upload.target import CommitTarget
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.client import HubClient, Token


_BATCHES_AT_ONCE = 8


def validate_card(
    client: HubClient, target: CommitTarget, additions: Sequence[CommitOperationAdd], *, token: Token
) -> None:
    """
    Have the Hub check the metadata of the README, if one is uploaded.

    Raises:
        ValueError: The metadata is not valid.
    """
    content = runtime.to_thread(checks.readme_of, additions)
    if content is None:
        return
    response = client.send(
        "POST",
        "/api/validate-yaml",
        json={"content": content, "repoType": target.repo_type},
        token=token,
        # A question in spite of its method, and no reason for an upload to end.
        retry=retry.DEFAULT,
        check=False,
    )
    if response.status_code in (200, 400):
        negotiation.card_problems(response.status_code, wire.json_of(response, dict))
    http_errors.raise_for_status(response)


def negotiate(
    client: HubClient,
    target: CommitTarget,
    additions: Sequence[CommitOperationAdd],
    *,
    token: Token,
    gitignore: str | None = None,
) -> None:
    """
    Ask the Hub how it wants to have each file, and note it in the operations.

    Raises:
        UploadProtocolError: The answers do not decide about each file.
        HfHubHTTPError: The Hub refuses.
    """
    pending = [each for each in additions if each._upload_mode is None and each._unreadable is None]
    if gitignore is None and pending:
        gitignore = runtime.to_thread(checks.gitignore_of, additions)

    def ask(batch: list[CommitOperationAdd]) -> Any:
        response = client.send(
            "POST",
            target.api("preupload"),
            params=target.params,
            json=negotiation.preupload_payload(batch, gitignore),
            token=token,
            retry=retry.DEFAULT,
        )
        return wire.json_of(response)

    batches = list(negotiation.batches(pending))
    answers = runtime.map_concurrently(ask, batches, limit=_BATCHES_AT_ONCE)
    for batch, answer in zip(batches, answers, strict=True):
        negotiation.apply_preupload(batch, answer)
