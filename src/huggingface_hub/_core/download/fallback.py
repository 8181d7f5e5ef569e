"""What to do when the Hub can't be asked: the matrix of `contract/wire/files.md` §5 as a function."""

from __future__ import annotations

from enum import Enum

from huggingface_hub._core import transport
from huggingface_hub._lazy import errors


class Decision(Enum):
    """What follows from an error about a file's metadata.

    Attributes:
        RAISE: The error itself is the answer.
        USE_CACHED: Hand out what is cached, and say that it may be stale.
        RETRY: Ask once more, with more patience.
        NOT_FOUND: There is nothing cached: `LocalEntryNotFoundError`, with the error as its cause.
    """

    RAISE = "raise"
    USE_CACHED = "use-cached"
    RETRY = "retry"
    NOT_FOUND = "not-found"


def decide(error: Exception, *, cached: bool, retried: bool = False) -> Decision:
    """Decide what to do about an error.

    Args:
        error: Why the metadata are not known.
        cached: Whether there is a file for the revision in the cache.
        retried: Whether the Hub was asked a second time already.
    """
    if is_final(error):
        return Decision.RAISE
    if cached:
        return Decision.USE_CACHED
    if isinstance(error, errors.RepositoryNotFoundError) or _status(error) == 401:
        return Decision.RAISE
    if not retried and is_temporary(error):
        return Decision.RETRY
    return Decision.NOT_FOUND


def is_final(error: Exception) -> bool:
    """Whether an error says something that no cached file can replace."""
    final = (
        errors.RevisionNotFoundError,
        errors.RemoteEntryNotFoundError,
        errors.UnsafePathError,
        errors.UntrustedURLError,
        errors.ProxyError,
    )
    if isinstance(error, final) or transport.tls_error_of(error) is not None:
        return True
    known = (OSError, errors.TransportError, errors.TooManyRedirects)
    return not isinstance(error, known) or isinstance(error, errors.LocalTokenNotFoundError)


def is_temporary(error: Exception) -> bool:
    """Whether the same request may succeed a moment later."""
    if isinstance(error, errors.HfHubHTTPError):
        return error.response.status_code in (408, 429, 500, 502, 503, 504)
    return is_transport_error(error)


def is_transport_error(error: Exception) -> bool:
    """Whether the connection failed, rather than the server refused."""
    return isinstance(error, errors.TRANSIENT)


def _status(error: Exception) -> int | None:
    return error.response.status_code if isinstance(error, errors.HfHubHTTPError) else None


def check_force(error: Exception | None, *, local_files_only: bool) -> None:
    """Refuse to hand out a cached file, or nothing, to a caller who asked for a new one.

    Raises:
        ValueError: Why the file can't be downloaded again.
    """
    if local_files_only:
        raise ValueError(
            "Cannot pass 'force_download=True' and 'local_files_only=True' at the same time: "
            "the first asks for a download, the second forbids it."
        )
    if isinstance(error, errors.OfflineModeIsEnabled):
        raise ValueError(
            "Cannot pass 'force_download=True' when offline mode is enabled: unset `HF_HUB_OFFLINE` to download."
        ) from error
    reason = "the Hub refused it" if isinstance(error, errors.HfHubHTTPError) else "the Hub can't be reached"
    raise ValueError(f"'force_download=True' was asked for, but {reason}: {error}") from error


def stale_message(what: str, reason: Exception | None) -> str:
    """The text of the warning about a cached file that may not be the newest."""
    return (
        f"Using the cached copy of {what}: the Hub could not be asked whether it is still the newest "
        f"({describe(reason)}). Pass `local_files_only=True` to use the cache without asking."
    )


def describe(error: Exception | None) -> str:
    """An error in one line."""
    if error is None:
        return "no request was allowed"
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0]}" if text and text[0] else type(error).__name__


def not_cached_message(what: str, error: Exception | None, *, local_files_only: bool) -> str:
    """The text of the error about a file that is neither cached nor to be had."""
    if local_files_only:
        return (
            f"Cannot find {what} in the cache, and outgoing traffic was disabled by 'local_files_only=True'. "
            "Pass 'local_files_only=False' to download it."
        )
    if isinstance(error, errors.OfflineModeIsEnabled):
        return (
            f"Cannot find {what} in the cache, and offline mode is enabled. "
            "Unset `HF_HUB_OFFLINE` to download it, or download it while you are online."
        )
    if isinstance(error, errors.FileMetadataError):
        return f"Cannot find {what} in the cache, and the Hub's answer about it can't be used: {error}"
    if isinstance(error, errors.HfHubHTTPError):
        advice = "Try again later." if is_temporary(error) else "Check your token, and what it may do."
        return f"Cannot find {what} in the cache, and the Hub refused to hand it out ({describe(error)}). {advice}"
    return (
        f"Cannot find {what} in the cache, and the Hub could not be reached ({describe(error)}). "
        "Check your Internet connection and `HF_ENDPOINT`, then try again."
    )
