"""The exceptions that have nothing to do with HTTP. Public is `huggingface_hub.errors`, which has all of them.

They are apart from it because that module imports httpx, which takes longer than most of what can go wrong on this
machine: a folder that is not there, a name that can't be one.
"""

from __future__ import annotations

import errno
from enum import Enum
from pathlib import Path
from typing import Any


class EntryNotFoundError(Exception):
    """No such file or folder."""


class LocalEntryNotFoundError(FileNotFoundError, EntryNotFoundError):
    """The file is not in the cache, and it could not be, or was not to be, downloaded."""

    def __init__(self, message: str) -> None:
        super().__init__(message)


class IncompleteSnapshotError(LocalEntryNotFoundError):
    """The cached snapshot at `snapshot_path` lacks files, and they could not be downloaded."""

    def __init__(self, message: str, snapshot_path: str) -> None:
        super().__init__(message)
        self.snapshot_path = snapshot_path

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.snapshot_path)


class OfflineModeIsEnabled(ConnectionError):
    """A request was made although offline mode is on."""


class FileMetadataError(OSError):
    """The server's answer about a file lacks what a Hub says about its files."""


class DryRunError(OSError):
    """A dry run could not find out what there is to download."""


# --- Authentication ---


class LocalTokenNotFoundError(OSError):
    """A token is needed, and there is none on this machine."""


class OIDCError(Exception):
    """A token could not be had from the identity provider of this environment."""


class DeviceCodeError(Exception):
    """Login by device code failed."""

    def __init__(self, message: str, error_code: str | None = None) -> None:
        super().__init__(message)
        self.error_code = error_code

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.error_code)


class OAuthErrorCode(str, Enum):
    """Error codes of the OAuth device flow (RFC 8628 §3.5) and of token refresh (RFC 6749 §5.2)."""

    AUTHORIZATION_PENDING = "authorization_pending"
    SLOW_DOWN = "slow_down"
    EXPIRED_TOKEN = "expired_token"  # noqa: S105 (a code of the protocol)
    ACCESS_DENIED = "access_denied"
    INVALID_GRANT = "invalid_grant"


# --- Arguments ---


class HFValidationError(ValueError):
    """An argument, such as a repository id, is not valid."""


class HfUriError(ValueError):
    """A text is not a valid `hf://` address."""

    def __init__(self, uri: str, msg: str) -> None:
        super().__init__(f"Invalid HF URI '{uri}': {msg}")
        self.uri = uri
        self.msg = msg

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.uri, self.msg)


class RevisionResolutionError(Exception):
    """A branch or tag could not be resolved to a commit."""


# --- Cache ---


class CacheNotFound(Exception):
    """The cache directory does not exist."""

    cache_dir: str | Path

    def __init__(self, msg: str, cache_dir: str | Path, *args: object, **kwargs: object) -> None:
        super().__init__(msg, *args)
        self.message = msg
        self.cache_dir = cache_dir

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.message, self.cache_dir)


class CorruptedCacheException(Exception):
    """An entry of the cache is not as it should be."""

    @property
    def message(self) -> str:
        """What is wrong."""
        return str(self)


class CachedRepoTreeNotFoundError(Exception):
    """The list of files of a commit is not in the cache."""


# --- Files and transfers ---


class XetDownloadError(Exception):
    """A download through Xet failed."""


class FileDuplicationError(Exception):
    """Files could not be copied between repositories."""


class NotASafetensorsRepoError(Exception):
    """The repository has no safetensors weights."""


class SafetensorsParsingError(Exception):
    """The header of a safetensors file can't be read."""


class DDUFError(Exception):
    """Base of errors about DDUF files."""


class DDUFCorruptedFileError(DDUFError):
    """The DDUF file is damaged."""


class DDUFExportError(DDUFError):
    """A DDUF file could not be written."""


class DDUFInvalidEntryNameError(DDUFExportError):
    """A name is not allowed in a DDUF file."""


# --- Inference ---


class InferenceEndpointError(Exception):
    """An Inference Endpoint could not be used."""


class InferenceEndpointTimeoutError(InferenceEndpointError, TimeoutError):
    """An Inference Endpoint was not ready in time."""


# --- Sandboxes ---


class SandboxError(Exception):
    """A sandbox could not do what it was asked for."""

    def __init__(self, message: str, *, status_code: int | None = None) -> None:
        super().__init__(message)
        self.status_code = status_code


class SandboxCommandError(SandboxError):
    """A command in a sandbox ended with an error."""

    def __init__(self, cmd: Any, result: Any) -> None:
        super().__init__(f"Command {cmd!r} failed with exit code {getattr(result, 'exit_code', 'unknown')}.")
        self.cmd = cmd
        self.result = result


# --- Command line ---


class CLIError(Exception):
    """The command line can't do what it was asked for; shown as one line."""


class ConfirmationError(CLIError):
    """A question could not be asked because nobody is there to answer."""


class CLIExtensionInstallError(CLIError):
    """An extension could not be installed."""


# --- Strict dataclasses ---


class StrictDataclassError(Exception):
    """Base of the errors of strict dataclasses."""


class StrictDataclassDefinitionError(StrictDataclassError):
    """A strict dataclass is defined in a way that can't work."""


class StrictDataclassFieldValidationError(StrictDataclassError):
    """A field of a strict dataclass has a value that it can't have."""

    def __init__(self, field: str, cause: Exception) -> None:
        super().__init__(f"Validation error for field '{field}':\n    {type(cause).__name__}: {cause}")
        self.__cause__: BaseException | None = cause


class StrictDataclassClassValidationError(StrictDataclassError):
    """The fields of a strict dataclass don't fit together."""

    def __init__(self, validator: str, cause: Exception) -> None:
        super().__init__(f"Class validation error for validator '{validator}':\n    {type(cause).__name__}: {cause}")
        self.__cause__: BaseException | None = cause


# --- Ours: what reliability.md promises, each a subclass of what the contract raises in its place ---


class IntegrityError(OSError):
    """What arrived is not what the Hub announced. Nothing was put under the final name."""


class RangeProtocolError(IntegrityError):
    """A server answered a request for a part of a file with something else."""


class UnsafePathError(ValueError):
    """A name from a server, a cache or the caller would leave its folder, or is not portable."""


class UntrustedURLError(ValueError):
    """A server handed out an address that must not be followed, or not with the token."""


class ResponseTooLargeError(OSError):
    """An answer is larger than announced or than is sensible; reading it was given up."""


class CommitOutcomeUnknownError(OSError):
    """The answer to a commit was lost, and the branch does not show whether it was applied."""


class NotEnoughSpaceError(OSError):
    """The disk has less room than the download needs; nothing was written."""

    def __init__(self, message: str, *, needed: int | None = None, free: int | None = None) -> None:
        super().__init__(errno.ENOSPC, message)
        self.needed = needed
        self.free = free

    def __str__(self) -> str:
        return str(self.args[1])

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild_space_error, (str(self), self.needed, self.free)


def _rebuild_space_error(message: str, needed: int | None, free: int | None) -> NotEnoughSpaceError:
    return NotEnoughSpaceError(message, needed=needed, free=free)


class LocalUploadNotImplementedError(NotImplementedError, ValueError):
    """A file object can't be uploaded because it can be neither read twice nor rewound."""


class UploadProtocolError(ValueError):
    """The Hub or its storage answered an upload in a way that can't be followed. Nothing was committed."""


class UploadFailedError(RuntimeError):
    """Files could not be uploaded, so no commit has them; `failures` has each path's reason, the first is `__cause__`."""

    def __init__(self, message: str, failures: dict[str, Exception] | None = None) -> None:
        super().__init__(message)
        self.failures: dict[str, Exception] = failures or {}

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.failures)


class StaleCacheWarning(UserWarning):
    """A cached file is used although the Hub could not be asked whether it is still the newest."""


class TransportFallbackWarning(UserWarning):
    """A faster way of transfer failed, and a simpler one is used instead."""


# Where users know them: in messages, in pickles, and in `except`.
for _kind in [kind for kind in globals().values() if isinstance(kind, type) and kind.__module__ == __name__]:
    _kind.__module__ = "huggingface_hub.errors"
