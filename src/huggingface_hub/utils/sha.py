"""Hashes of files, as the Hub names them."""

from __future__ import annotations

import hashlib
from typing import BinaryIO

from huggingface_hub._core import hashing
from huggingface_hub.utils.insecure_hashlib import sha1, sha256


__all__ = ["git_hash", "sha1", "sha256", "sha_fileobj"]


def sha_fileobj(fileobj: BinaryIO, chunk_size: int | None = None) -> bytes:
    """
    The SHA-256 of what is left to read in a file.

    Args:
        fileobj: An open binary file.
        chunk_size: How many bytes to read at a time; 1 MB by default.

    Returns:
        The 32 bytes of the hash.
    """
    hasher = hashlib.sha256()
    while chunk := fileobj.read(chunk_size or 1_000_000):
        hasher.update(chunk)
    return hasher.digest()


def git_hash(data: bytes) -> str:
    """
    The id that git gives to a file with this content.

    Returns:
        40 hexadecimal digits.
    """
    return hashing.git_blob_sha1(data)
