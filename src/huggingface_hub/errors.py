"""Every exception of the package.

Classes of the contract keep its names and bases. Those that are ours (at the end) also derive from what the contract
raises in their place, so that a program written against it catches them without knowing them.

Importing this module imports httpx: inside the package, use `from huggingface_hub._lazy import errors`.
"""

from __future__ import annotations

from typing import Any

import httpx
from filelock import Timeout as _LockTimeout
from httpx import Request as Request, Response as Response, TooManyRedirects as TooManyRedirects

from huggingface_hub._core import redact
from huggingface_hub._errors import (
    CachedRepoTreeNotFoundError as CachedRepoTreeNotFoundError,
    CacheNotFound as CacheNotFound,
    CLIError as CLIError,
    CLIExtensionInstallError as CLIExtensionInstallError,
    CommitOutcomeUnknownError as CommitOutcomeUnknownError,
    ConfirmationError as ConfirmationError,
    CorruptedCacheException as CorruptedCacheException,
    DDUFCorruptedFileError as DDUFCorruptedFileError,
    DDUFError as DDUFError,
    DDUFExportError as DDUFExportError,
    DDUFInvalidEntryNameError as DDUFInvalidEntryNameError,
    DeviceCodeError as DeviceCodeError,
    DryRunError as DryRunError,
    EntryNotFoundError as EntryNotFoundError,
    FileDuplicationError as FileDuplicationError,
    FileMetadataError as FileMetadataError,
    HfUriError as HfUriError,
    HFValidationError as HFValidationError,
    IncompleteSnapshotError as IncompleteSnapshotError,
    InferenceEndpointError as InferenceEndpointError,
    InferenceEndpointTimeoutError as InferenceEndpointTimeoutError,
    IntegrityError as IntegrityError,
    LocalEntryNotFoundError as LocalEntryNotFoundError,
    LocalTokenNotFoundError as LocalTokenNotFoundError,
    LocalUploadNotImplementedError as LocalUploadNotImplementedError,
    NotASafetensorsRepoError as NotASafetensorsRepoError,
    NotEnoughSpaceError as NotEnoughSpaceError,
    OAuthErrorCode as OAuthErrorCode,
    OfflineModeIsEnabled as OfflineModeIsEnabled,
    OIDCError as OIDCError,
    RangeProtocolError as RangeProtocolError,
    ResponseTooLargeError as ResponseTooLargeError,
    RevisionResolutionError as RevisionResolutionError,
    SafetensorsParsingError as SafetensorsParsingError,
    SandboxCommandError as SandboxCommandError,
    SandboxError as SandboxError,
    StaleCacheWarning as StaleCacheWarning,
    StrictDataclassClassValidationError as StrictDataclassClassValidationError,
    StrictDataclassDefinitionError as StrictDataclassDefinitionError,
    StrictDataclassError as StrictDataclassError,
    StrictDataclassFieldValidationError as StrictDataclassFieldValidationError,
    TransportFallbackWarning as TransportFallbackWarning,
    UnsafePathError as UnsafePathError,
    UntrustedURLError as UntrustedURLError,
    UploadFailedError as UploadFailedError,
    UploadProtocolError as UploadProtocolError,
    XetDownloadError as XetDownloadError,
)


# What the rest of the package needs of the HTTP library, so that only this module and the runtime know which it is.
TransportError = httpx.TransportError
ConnectError = httpx.ConnectError
ProxyError = httpx.ProxyError
TimeoutException = httpx.TimeoutException
ReadTimeout = httpx.ReadTimeout
TRANSIENT = (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError)
"""Broken exchanges that may work the next time."""
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""Those of them that broke before the server saw a byte."""


# --- HTTP ---


class HfHubHTTPError(httpx.HTTPError, OSError):
    """The Hub answered with an error.

    Attributes:
        response: The answer, its body read as far as was needed for the message.
        request: What was asked.
        request_id: The id under which the Hub's logs know the exchange, if the answer carried one.
        server_message: What the server said, one sentence per line, or `None`.
    """

    def __init__(self, message: str, *, response: httpx.Response, server_message: str | None = None) -> None:
        super().__init__(message)
        self.message: str = message
        self.server_message = server_message
        self.response = response
        self.request_id: str | None = request_id_of(response)
        try:
            self.request = response.request
        except RuntimeError:  # a response that was built by hand has no request
            pass

    def append_to_message(self, additional_message: str) -> None:
        """Add a sentence, for instance a hint, to what the exception says."""
        self.message += additional_message
        self.args: tuple[Any, ...] = (self.message, *self.args[1:])

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""

    def __reduce__(self) -> tuple[Any, ...]:
        state = {k: v for k, v in self.__dict__.items() if k not in ("response", "_request")}
        return _rebuild_http_error, (type(self), str(self), _portable(self.response), self.server_message, state)


def _rebuild_http_error(
    cls: type[HfHubHTTPError],
    message: str,
    response: httpx.Response,
    server_message: str | None,
    state: dict[str, Any],
) -> HfHubHTTPError:
    error = cls(message, response=response, server_message=server_message)
    error.__dict__.update(state)
    return error


def _portable(response: httpx.Response) -> httpx.Response:
    """A copy that can leave the process: no token, no signed query, nothing of the connection."""
    try:
        request = httpx.Request(response.request.method, redact.url(str(response.request.url)))
    except RuntimeError:
        request = None
    try:
        content = response.content
    except httpx.ResponseNotRead:
        content = b""
    headers = [(k, v) for k, v in redact.headers(response.headers.multi_items()) if k.lower() != "content-encoding"]
    return httpx.Response(response.status_code, headers=headers, content=content, request=request)


def request_id_of(response: httpx.Response) -> str | None:
    """The id of the exchange in the logs of the Hub or of its CDN, if the answer carries one."""
    for header in ("x-request-id", "X-Amzn-Trace-Id", "x-amz-cf-id"):
        if value := response.headers.get(header):
            return str(value)
    return None


class BadRequestError(HfHubHTTPError, ValueError):
    """The Hub refused what was sent (status 400)."""


class DisabledRepoError(HfHubHTTPError):
    """The repository was disabled by its author or by the Hub."""


class BucketNotFoundError(HfHubHTTPError):
    """No such bucket, or no access to it."""

    bucket_id: str | None = None


class BucketBatchError(HfHubHTTPError):
    """Some operations of a batch on a bucket failed; `failures` lists all of them."""

    failures: list[dict[str, str]] = []


class JobNotFoundError(HfHubHTTPError):
    """No such job, or no access to it."""

    job_id: str


class RepositoryNotFoundError(HfHubHTTPError):
    """No such repository, or no access to it."""

    repo_id: str | None = None
    repo_type: str | None = None


class GatedRepoError(RepositoryNotFoundError):
    """The repository exists, but its author has to grant access first."""


class RevisionNotFoundError(HfHubHTTPError):
    """The repository has no such branch, tag or commit."""

    repo_id: str | None = None
    repo_type: str | None = None


class RemoteEntryNotFoundError(HfHubHTTPError, EntryNotFoundError):
    """The repository has no such file at this revision."""

    repo_id: str | None = None
    repo_type: str | None = None


# --- Inference ---


class InferenceTimeoutError(httpx.HTTPError, TimeoutError):
    """The model did not answer in time."""


class TextGenerationError(httpx.HTTPError):
    """Base of the errors of text generation servers."""


class ValidationError(TextGenerationError):
    """The text generation server refused the parameters."""


class GenerationError(TextGenerationError):
    """Text generation failed."""


class OverloadedError(TextGenerationError):
    """The text generation server has too much to do."""


class IncompleteGenerationError(TextGenerationError):
    """Text generation stopped early."""


class UnknownError(TextGenerationError):
    """The text generation server failed in a way that it does not explain."""


# --- Ours: what reliability.md promises, each a subclass of what the contract raises in its place ---


class StalledError(httpx.TimeoutException):
    """A transfer made no progress for too long."""


class CommitConflictError(HfHubHTTPError):
    """Somebody else committed first; `head` is the branch's commit now, if the Hub says it."""

    head: str | None = None


class CacheLockTimeout(_LockTimeout):
    """Another process holds a lock of the cache for longer than the caller wanted to wait."""
