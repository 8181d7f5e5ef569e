"""What the Hub's answer about a file says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urljoin

from huggingface_hub import constants
from huggingface_hub._core import paths, ranges, redact, trust, urls
from huggingface_hub._core.cache.layout import etag_key
from huggingface_hub._core.cache.trees import TreeCacheEntry
from huggingface_hub._core.logs import get_logger
from huggingface_hub._lazy import errors
from huggingface_hub.types.download import HfFileMetadata, XetFileData


logger = get_logger(__name__)

HEADER_FILENAME_PATTERN = re.compile('filename="(?P<filename>.*?)";')

_LINK = re.compile(r'<([^>]*)>\s*;[^,<]*?\brel\s*=\s*"?([\w-]+)"?')
_XET_HASH = re.compile(r"[0-9a-f]{64}")


def from_response(status: int, headers: Mapping[str, str], url: str, endpoint: str) -> HfFileMetadata:
    """Read the answer to a HEAD of a file.

    Args:
        status: Of the last answer: 200, or a redirect that leaves the Hub.
        headers: Of the last answer, with case-insensitive keys.
        url: The address that was asked last.
        endpoint: The Hub's address, which replaces the public one in what the server hands out.
    """
    redirect = 300 <= status < 400
    size = to_size(headers.get(constants.HUGGINGFACE_HEADER_X_LINKED_SIZE))
    if size is None and not redirect:
        size = to_size(headers.get("Content-Length"))
    location = headers.get("Location")
    return HfFileMetadata(
        commit_hash=headers.get(constants.HUGGINGFACE_HEADER_X_REPO_COMMIT),
        etag=ranges.normalize_etag(headers.get(constants.HUGGINGFACE_HEADER_X_LINKED_ETAG) or headers.get("ETag")),
        location=urljoin(url, location) if location else url,
        size=size,
        xet_file_data=xet_file_data(headers, endpoint),
    )


def xet_file_data(headers: Mapping[str, str], endpoint: str) -> XetFileData | None:
    """Read where the Xet store has a file, `None` if it hasn't, or if the answer is incomplete or leads elsewhere."""
    file_hash = headers.get(constants.HUGGINGFACE_HEADER_X_XET_HASH)
    if not file_hash:
        return None
    links = {rel: url for url, rel in _LINK.findall(headers.get("Link") or "")}
    route = links.get(constants.HUGGINGFACE_HEADER_LINK_XET_AUTH_KEY)
    route = route or headers.get(constants.HUGGINGFACE_HEADER_X_XET_REFRESH_ROUTE)
    if not route:
        return None
    route = urls.fix_endpoint(route, endpoint)
    if not trust.may_send_token(route, endpoint):
        logger.warning("Ignoring where a file is in the Xet store: %s is not part of %s.", redact.url(route), endpoint)
        return None
    return XetFileData(file_hash=file_hash, refresh_route=route)


def to_size(value: str | None) -> int | None:
    """A size as a header says it; what isn't a whole number of bytes counts as not said."""
    if value is None or not value.strip().isascii() or not value.strip().isdigit():
        return None
    return int(value)


def check(metadata: HfFileMetadata, url: str) -> HfFileMetadata:
    """Pass metadata that are complete and safe to use as names in the cache.

    Raises:
        FileMetadataError: The commit or the ETag is missing: whoever answered is not a Hub.
        UnsafePathError: One of them is not what it should be.
    """
    shown = redact.url(url)
    if metadata.commit_hash is None:
        raise errors.FileMetadataError(
            f"The answer from {shown} is missing the 'X-Repo-Commit' header, so it does not seem to be served by a "
            "Hugging Face Hub endpoint. Check the network (a login page or proxy may have answered) and `HF_ENDPOINT`."
        )
    if not metadata.etag:
        raise errors.FileMetadataError(
            f"The answer from {shown} has no ETag, without which the file can't be cached or verified. "
            "Check `HF_ENDPOINT`: a proxy or mirror may be dropping headers."
        )
    paths.safe_commit_hash(metadata.commit_hash)
    etag_key(metadata.etag)
    return metadata


def from_tree(entry: TreeCacheEntry, commit: str, url: str) -> HfFileMetadata:
    """What a list of files already says about one, so that the Hub need not be asked about it again."""
    return HfFileMetadata(
        commit_hash=commit, etag=entry.etag, location=url, size=entry.content_size, xet_file_data=None
    )


def is_valid_xet_hash(xet_hash: str) -> bool:
    """
    Tell whether a text can be a Xet hash.

    Args:
        xet_hash: The text.
    """
    return _XET_HASH.fullmatch(xet_hash) is not None


def parse_xet_file_data_from_response(response: errors.Response, endpoint: str | None = None) -> XetFileData | None:
    """
    Read where the Xet store has a file.

    Args:
        response: The Hub's answer about the file.
        endpoint: Address of the Hub, `HF_ENDPOINT` or the public Hub by default.

    Returns:
        What the answer says, or `None` if the file is not in the Xet store.
    """
    return xet_file_data(response.headers, endpoint or constants.ENDPOINT)
