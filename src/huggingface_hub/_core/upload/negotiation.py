"""Asking the Hub how it wants to have each file. Source: `contract/wire/uploads.md` §2–3."""

from __future__ import annotations

import base64
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar, cast

from huggingface_hub._core.upload.operations import CommitOperationAdd, UploadMode
from huggingface_hub._lazy import errors


BATCH_SIZE = 256
"""The most files of one question, and the most objects of one LFS batch."""

T = TypeVar("T")


def batches(items: Iterable[T], size: int = BATCH_SIZE) -> Iterator[list[T]]:
    """The items in groups of at most `size`."""
    group: list[T] = []
    for item in items:
        group.append(item)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group


def preupload_payload(additions: Sequence[CommitOperationAdd], gitignore: str | None) -> dict[str, Any]:
    """The question about a batch of files."""
    payload: dict[str, Any] = {
        "files": [
            {
                "path": addition.path_in_repo,
                "sample": base64.b64encode(addition.upload_info.sample).decode("ascii"),
                "size": addition.upload_info.size,
            }
            for addition in additions
        ]
    }
    if gitignore is not None:
        payload["gitIgnore"] = gitignore
    return payload


def apply_preupload(additions: Sequence[CommitOperationAdd], answer: Any) -> None:
    """
    Note the Hub's decisions in the operations.

    Raises:
        UploadProtocolError: The answer does not decide about each file.
    """
    files = answer.get("files") if isinstance(answer, dict) else None
    if not isinstance(files, list):
        raise errors.UploadProtocolError("The Hub's answer about the files to upload has no list of files.")
    decisions = dict(_decision(item) for item in files)
    missing = [addition.path_in_repo for addition in additions if addition.path_in_repo not in decisions]
    if missing:
        raise errors.UploadProtocolError(
            f"The Hub's answer about the files to upload says nothing about {len(missing)} of them: {missing[:5]}."
        )
    for addition in additions:
        mode, ignored, oid = decisions[addition.path_in_repo]
        # The LFS storage has no empty objects.
        addition._upload_mode = "regular" if addition.upload_info.size == 0 else mode
        addition._should_ignore = ignored
        addition._remote_oid = oid


def _decision(item: Any) -> tuple[str, tuple[UploadMode, bool, str | None]]:
    try:
        path, mode, ignored, oid = item["path"], item["uploadMode"], item["shouldIgnore"], item.get("oid")
    except (TypeError, KeyError, AttributeError) as error:
        raise errors.UploadProtocolError(
            f"The Hub's answer about the files to upload can't be read: {error!r} in {str(item)[:200]}."
        ) from error
    if mode not in ("lfs", "regular"):
        raise errors.UploadProtocolError(
            f"The Hub asks for '{path}' to be uploaded in the mode {mode!r}. Only 'lfs' and 'regular' are known."
        )
    if oid is not None and not isinstance(oid, str):
        raise errors.UploadProtocolError(f"The Hub's answer about '{path}' has an id that is not a string.")
    return path, (cast("UploadMode", mode), bool(ignored), oid)


def card_problems(status: int, answer: Any, *, stacklevel: int = 2) -> None:
    """
    Read what the Hub thinks of the metadata in a README.

    Raises:
        ValueError: The metadata is not valid.
    """
    if not isinstance(answer, dict):
        return
    if notes := _messages(answer.get("warnings")):
        warnings.warn(f"Warnings while validating metadata in README.md:\n{notes}", stacklevel=stacklevel)
    if status == 400:
        raise ValueError(f"Invalid metadata in README.md.\n{_messages(answer.get('errors'))}".rstrip())


def _messages(items: Any) -> str:
    found = items if isinstance(items, list) else []
    return "\n".join(f"- {item.get('message')}" for item in found if isinstance(item, dict))
