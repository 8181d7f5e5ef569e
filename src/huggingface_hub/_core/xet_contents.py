"""Contents on their way to the Xet storage, through `hf_xet`. What waits here is called by `runtime.to_thread`."""

from __future__ import annotations

import os
import threading  # noqa: TID251 (hf_xet waits without a way to be told to stop: that takes a second thread)
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Union

from huggingface_hub import constants
from huggingface_hub._core import interrupt, packages, trust
from huggingface_hub._lazy import errors


Source = Union[str, bytes]
_LOOK_EVERY = 0.05


@dataclass(frozen=True)
class Access:
    """
    The right to write to the storage for a while.

    Attributes:
        endpoint: The storage.
        token: Its own token, not that of the Hub.
        expires: When the token does, in seconds since 1970.
        refresh_url: Where the Hub gives a new one.
        refresh_headers: What to ask with there.
    """

    endpoint: str
    token: str
    expires: int
    refresh_url: str
    refresh_headers: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Access(endpoint={self.endpoint!r}, refresh_url={self.refresh_url!r})"

    @classmethod
    def read(cls, answer: Mapping[str, Any], endpoint: str, route: str, headers: Mapping[str, str]) -> Access:
        """
        Read what the Hub answers to the question for a token.

        Args:
            answer: The answer.
            endpoint: The Hub.
            route: What was asked, below it.
            headers: What was asked with.

        Raises:
            UntrustedURLError: It leads to a storage that must not be trusted with contents.
        """
        storage = str(answer["casUrl"])
        trust.check_object_url(storage, endpoint, "address of the Xet storage")
        return cls(storage, str(answer["accessToken"]), int(answer["exp"]), endpoint + route, headers)


def check_available(what: str) -> None:
    """
    Refuse what is impossible without `hf_xet`.

    Raises:
        ImportError: It is not installed, or switched off.
    """
    if packages.is_xet_available():
        return
    if constants.HF_HUB_DISABLE_XET:
        raise ImportError(f"{what} go through Xet, which is switched off: unset HF_HUB_DISABLE_XET.")
    raise ImportError(
        f'{what} go through Xet, which needs `hf_xet`. Install it with `pip install "huggingface_hub[xet]"`.'
    )


def upload(access: Access, sources: Sequence[Source], progress: Callable[[int], None]) -> list[str]:
    """
    Send contents, without what the storage has already.

    Args:
        access: The right to do so.
        sources: Paths of files, or contents.
        progress: Told how many more bytes were dealt with; may be called by another thread.

    Returns:
        The keys of the contents, in the same order.

    Raises:
        OSError: A file can't be read.
        UploadFailedError: The storage could not be reached, or refused a content.
    """
    import hf_xet

    seen = 0

    def report(group: Any, items: Any) -> None:
        nonlocal seen
        progress(group.total_bytes_completed - seen)
        seen = group.total_bytes_completed

    try:
        commit = _session(hf_xet).new_upload_commit(
            endpoint=access.endpoint,
            token=access.token,
            token_expiry_unix_secs=access.expires,
            token_refresh_url=access.refresh_url,
            token_refresh_headers=dict(access.refresh_headers),
            custom_headers={"user-agent": access.refresh_headers.get("user-agent", "unknown")},
            progress_callback=report,
        )
        handles = [_start(commit, source, hf_xet.SKIP_SHA256) for source in sources]
        _finish(commit)
        return [handle.result().xet_info.hash for handle in handles]
    except (RuntimeError, ConnectionError) as error:
        raise errors.UploadFailedError(f"The upload to the Xet storage failed: {error}") from error


def _session(hf_xet: Any) -> Any:
    config = hf_xet.XetConfig()
    if "HF_XET_TELEMETRY_ENABLED" not in os.environ:
        # Reports of transfers are sent for those who ask for it.
        config = config.with_config("telemetry.enabled", False)
    return hf_xet.XetSession(config)


def _start(commit: Any, source: Source, sha256: Any) -> Any:
    if isinstance(source, bytes):
        return commit.start_upload_bytes(source, sha256=sha256)
    return commit.start_upload_file(source, sha256=sha256)


def _finish(commit: Any) -> None:
    """Wait for a commit, and abort it when the caller is stopped."""
    outcome: list[BaseException] = []
    finished = threading.Event()

    def wait() -> None:
        try:
            commit.wait_to_finish()
        except BaseException as error:
            outcome.append(error)
        finally:
            finished.set()

    thread = threading.Thread(target=wait, name="hf_xet upload", daemon=True)
    thread.start()
    try:
        while not finished.wait(_LOOK_EVERY):
            interrupt.check()
    except BaseException:
        commit.abort()
        thread.join()
        raise
    thread.join()
    if outcome:
        raise outcome[0]
