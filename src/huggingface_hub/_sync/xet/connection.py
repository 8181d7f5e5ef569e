# Generated from src/huggingface_hub/_async/xet/connection.py: edit that file, not this one, then run `python -m codegen`.

"""Asking the Hub for a token of the Xet storage."""

from __future__ import annotations

from huggingface_hub._core import trust
from huggingface_hub._core.xet import connection
from huggingface_hub._core.xet.connection import Access
from huggingface_hub._sync.client import HubClient, Token


def open_access(client: HubClient, route: str, token: Token) -> Access:
    """
    What it takes to talk to the Xet storage: known from before, or asked for.

    Args:
        client: The Hub.
        route: Where the Hub gives tokens, as it said itself or as a path below the endpoint.
        token: Replaces the client's token.

    Raises:
        UntrustedURLError: The address is not the Hub's, or that of the storage is not safe.
        XetDownloadError: The answer is incomplete.
    """
    address = client.endpoint + route if route.startswith("/") else route
    trust.check_credentialed(address, client.endpoint, "xet-auth link")
    headers = client.build_headers(token)
    known = connection.KNOWN.find(address, headers)
    if known is not None:
        return known
    response = client.send("GET", address, token=token)
    access = connection.read_answer(response.headers, address, headers, client.endpoint)
    connection.KNOWN.keep(access)
    return access
