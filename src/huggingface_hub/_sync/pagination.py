# Generated from src/huggingface_hub/_async/pagination.py: edit that file, not this one, then run `python -m codegen`.

"""Lists that a Hub gives in pages, for programs that ask it for something of their own."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from huggingface_hub._core import trust
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.client import HubClient


def paginate(
    path: str, params: dict[str, Any] | list[tuple[str, Any]], headers: dict[str, Any], timeout: float | None = None
) -> Generator[Any, None, None]:
    """
    Iterate over a list that comes in pages; the next page is fetched when it is needed.

    Args:
        path: Address of the first page.
        params: Its query.
        headers: Sent with each request; a token among them stays with the host of `path`.
        timeout: Seconds of silence after which to give up on a page.

    Raises:
        HfHubHTTPError: The Hub refused.
        UntrustedURLError: A page names a next one that leads in circles or to a foreign host.
    """
    client = HubClient(trust.address_of(path), token=False)
    pages = client.pages(path, params=params, headers=headers, timeout=timeout)
    with runtime.closing(pages):
        yield from pages
