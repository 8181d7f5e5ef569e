"""The rule by which a download is believed: its bytes hash to what the Hub announced."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from huggingface_hub._core import hashing
from huggingface_hub._core.logs import get_logger
from huggingface_hub._lazy import errors


logger = get_logger(__name__)

_SHA256 = re.compile(r"[0-9a-f]{64}")
_SHA1 = re.compile(r"[0-9a-f]{40}")


class Kind(Enum):
    """What an ETag is.

    Attributes:
        SHA256: Hash of the content: a file in LFS.
        GIT_SHA1: Git's blob id: a regular file.
        UNKNOWN: Something else, as mirrors have it: only the size can be checked.
    """

    SHA256 = "sha256"
    GIT_SHA1 = "git-sha1"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Expected:
    """What a file has to be.

    Attributes:
        etag: Identity of its content.
        size: Its size if known.
        name: How to call it in errors.
    """

    etag: str
    size: int | None
    name: str

    @property
    def kind(self) -> Kind:
        if _SHA256.fullmatch(self.etag):
            return Kind.SHA256
        return Kind.GIT_SHA1 if _SHA1.fullmatch(self.etag) else Kind.UNKNOWN

    def hasher(self) -> Any | None:
        """A hash object to feed with the content, `None` if it can only be hashed afterwards, or not at all."""
        kind = self.kind
        if kind is Kind.SHA256:
            return hashing.sha256_hasher()
        if kind is Kind.GIT_SHA1 and self.size is not None:
            return hashing.git_blob_hasher(self.size)
        return None

    def check_size(self, received: int) -> None:
        """Refuse a content of another length.

        Raises:
            IntegrityError: How long it was and should have been.
        """
        if self.size is not None and received != self.size:
            raise errors.IntegrityError(
                f"{self.name} has {received:,} bytes, but the Hub announced {self.size:,}. "
                "Nothing was kept of it; please try again."
            )

    def check_digest(self, digest: str) -> None:
        """Refuse a content with another hash.

        Raises:
            IntegrityError: Which hash it has and should have.
        """
        if digest != self.etag:
            raise errors.IntegrityError(
                f"{self.name} was damaged on its way: its {self.kind.value} is {digest}, but the Hub announced "
                f"{self.etag}. Nothing was kept of it; please try again."
            )

    def check_file(self, path: Path) -> None:
        """Read a file and refuse it if it is not the announced content.

        Raises:
            IntegrityError: Its size or hash is another.
        """
        kind = self.kind
        if kind is Kind.UNKNOWN:
            self.check_size(path.stat().st_size)
            self.warn_unverified()
            return
        hashes = hashing.hash_file(path, sha256=kind is Kind.SHA256, git_sha1=kind is Kind.GIT_SHA1)
        self.check_size(hashes.size)
        self.check_digest(hashes.sha256 or hashes.git_sha1)

    def check_data(self, data: bytes | memoryview) -> None:
        """Refuse a content in memory if it is not the announced one.

        Raises:
            IntegrityError: Its size or hash is another.
        """
        self.check_size(len(data))
        if self.kind is Kind.SHA256:
            self.check_digest(hashing.sha256_of(data))
        elif self.kind is Kind.GIT_SHA1:
            self.check_digest(hashing.git_blob_sha1(data))
        else:
            self.warn_unverified()

    def warn_unverified(self) -> None:
        """Say that a content could not be verified."""
        logger.warning(
            "The server announces no hash for %s (its ETag is '%s'): only the size was checked.", self.name, self.etag
        )
